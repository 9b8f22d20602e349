package role

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// SelectionStatus is the one word that tells where a selection is.
type SelectionStatus string

const (
	// SelectionOpen: it runs; the phase says how far it is.
	SelectionOpen SelectionStatus = "Open"
	// SelectionDone: somebody was selected.
	SelectionDone SelectionStatus = "Selected"
	// SelectionFailed: nobody was.
	SelectionFailed SelectionStatus = "Not selected"
	// SelectionOff: it was called off.
	SelectionOff SelectionStatus = "Called off"
)

// Phase is where in its course a selection is (R10).
type Phase string

const (
	// Nominating: everybody names somebody, unseen.
	Nominating Phase = "nominating"
	// Changing: all was revealed, and may be changed.
	Changing Phase = "changing"
	// Choosing: the facilitator is asked who has the strongest case.
	Choosing Phase = "choosing"
	// Asking: the nominee is asked first whether they object.
	Asking Phase = "asking"
	// Objecting: everybody else is asked.
	Objecting Phase = "objecting"
	// Accepting: the nominee is asked whether they accept.
	Accepting Phase = "accepting"
	// Over: there is an outcome.
	Over Phase = "over"
)

// Spans are how long the phases last (R10). A span of a day or longer shrinks to at most half of a short first phase (D0),
// and the objections' to all of it.
type Spans struct {
	Nominate governance.Span `json:"nominate"`
	Change   governance.Span `json:"change"`
	Choose   governance.Span `json:"choose"`
	Ask      governance.Span `json:"ask"`
	Object   governance.Span `json:"object"`
	Accept   governance.Span `json:"accept"`
	// More is by how much a phase is prolonged, once, when nobody nominated or too few answered.
	More governance.Span `json:"more"`
}

// SpansOf are the spans that follow from a circle's policy: its window to nominate and to object, a working day for the others.
func SpansOf(p governance.Policy) Spans {
	short := governance.Span{WorkingDays: 1}
	return Spans{Nominate: p.Window, Change: short, Choose: short, Ask: short, Object: p.Window, Accept: short, More: p.Extension}
}

// Vote is one person's row beside a selection: what they named and how they answered. Before the reveal it is nobody else's to see.
type Vote struct {
	// Elector is true for those who may nominate and object: members when it was called.
	Elector bool `json:"elector,omitempty"`
	// Gone is true for somebody deactivated; Left for somebody who is a member no longer: they keep their say (D4), and cannot be proposed.
	Gone    bool                `json:"gone,omitempty"`
	Left    bool                `json:"left,omitempty"`
	Nominee governance.PersonID `json:"nominee,omitempty"`
	Why     string              `json:"why,omitempty"`
	At      time.Time           `json:"at,omitzero"`
	// Settled is true once they kept or changed theirs in the change round.
	Settled bool `json:"settled,omitempty"`
	// Round is the proposal of a nominee that Answer is about; an answer to an earlier one does not count. Objection is why.
	Round     int    `json:"round,omitempty"`
	Answer    Answer `json:"answer,omitempty"`
	Objection string `json:"objection,omitempty"`
	// Reacted is true while a reaction says that they have no objection, so that taking it off takes that back (D19).
	Reacted bool `json:"reacted,omitempty"`
}

// Live tells whether the selection still concerns this person, so that it is found when they are gone.
func (v Vote) Live() bool { return v.Elector }

// able tells whether somebody can be nominated and proposed.
func (v Vote) able() bool { return v.Elector && !v.Gone && !v.Left }

// Answer is how somebody stands to the nominee.
type Answer string

const (
	// NoAnswer: they have not said.
	NoAnswer Answer = ""
	// NoObjection: they consent.
	NoObjection Answer = "no objection"
	// HasObjection: they object.
	HasObjection Answer = "objection"
)

// Selection is the search for a role's keeper by consent (R10).
type Selection struct {
	Org        governance.OrgID    `json:"org"`
	Number     int64               `json:"number"`
	Circle     governance.CircleID `json:"circle"`
	CircleName string              `json:"circle_name"`
	Zone       string              `json:"zone"`
	Days       governance.Weekdays `json:"days"`
	Readers    governance.Audience `json:"readers"`
	Place      governance.Place    `json:"place"`
	Quorum     governance.Quorum   `json:"quorum"`
	Spans      Spans               `json:"spans"`

	Role        governance.Ref  `json:"role"`
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Term        governance.Span `json:"term"`
	// Keeper keeps the role when it is called, and serves meanwhile.
	Keeper governance.PersonID `json:"keeper,omitempty"`
	// By called it; zero when the end of a term did.
	By governance.PersonID `json:"by,omitempty"`
	// Guide is the facilitator, zero for nobody.
	Guide  governance.PersonID `json:"guide,omitempty"`
	Called time.Time           `json:"called"`
	// Window is the length of the first phase, by which the others shrink (D0).
	Window time.Duration `json:"window"`

	Phase Phase     `json:"phase"`
	Until time.Time `json:"until,omitzero"`
	// From is when the present phase began, for what comes half-way.
	From time.Time `json:"from,omitzero"`
	// Prolonged is true once the phase was.
	Prolonged bool      `json:"prolonged,omitempty"`
	PausedAt  time.Time `json:"paused_at,omitzero"`

	// Round counts those proposed; Nominee is the one proposed now. Ready is true when they said early that they accept.
	Round   int                   `json:"round"`
	Nominee governance.PersonID   `json:"nominee,omitempty"`
	Ready   bool                  `json:"ready,omitempty"`
	Passed  []governance.PersonID `json:"passed,omitempty"`
	// Chooser is the facilitator who said that the nominee has the strongest case, and Case why; zero where most nominations decided.
	Chooser governance.PersonID `json:"chooser,omitempty"`
	Case    string              `json:"case,omitempty"`

	// Revealing is true when it ended after its nominations were revealed.
	Revealing bool            `json:"revealing,omitempty"`
	Outcome   SelectionStatus `json:"outcome,omitempty"`
	Ended     time.Time       `json:"ended,omitzero"`
	Why       Failure         `json:"why,omitempty"`
	// EndedBy called it off, with these words.
	EndedBy governance.PersonID `json:"ended_by,omitempty"`
	Words   string              `json:"words,omitempty"`

	votes governance.Beside[Vote]
}

// DecodeSelection reads what json.Marshal made of a selection. Its rows are filled separately.
func DecodeSelection(data []byte) (*Selection, error) {
	s := &Selection{}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("decode a selection: %w", err)
	}
	return s, nil
}

// Ref implements governance.Aggregate.
func (s *Selection) Ref() governance.Ref {
	return governance.Ref{Org: s.Org, Kind: KindSelection, N: s.Number}
}

// Status is the one word that tells where it is.
func (s *Selection) Status() SelectionStatus {
	if s.Phase == Over {
		return s.Outcome
	}
	return SelectionOpen
}

// Index implements governance.Aggregate.
func (s *Selection) Index() governance.Index {
	return governance.Index{Circle: s.Circle, Status: string(s.Status()), Live: s.Phase != Over, Owner: s.By, Title: s.Name,
		Words: s.Description, Due: s.Until}
}

// Audience implements governance.Aggregate: those who may read the circle (K6). What stands in the rows is nobody's but its author's until
// it is revealed: see Mine and Nominations.
func (s *Selection) Audience() governance.Audience { return s.Readers }

// Rows implements governance.WithRows. All rows must be loaded for every act.
func (s *Selection) Rows() governance.Rows { return &s.votes }

// Stands implements governance.Standing.
func (s *Selection) Stands() governance.Place { return s.Place }

// SelectionDraft is what somebody says about a selection when they call it.
type SelectionDraft struct {
	Description string
	// Term is the role's when it is zero.
	Term governance.Span
	// Deadline ends the nominations; zero is the policy's span.
	Deadline time.Time
	Place    governance.Place
	// Spans are SpansOf the circle's policy when they are zero.
	Spans Spans
}

// Call calls a selection: the circle's members now may take part, without those gone (R10). By is zero when the end of a term calls it. All
// member rows of the circle must be loaded. It changes the role as well, which is told by the second events. It answers NotAllowed to who is
// no member, TooLate role_dropped, Conflict selection_runs ("selection"), and Invalid text_…, date_past, date_too_far.
func Call(now time.Time, ref governance.Ref, r *Role, in *governance.Circle, by governance.PersonID, gone func(governance.PersonID) bool,
	d SelectionDraft) (s *Selection, own, roles []governance.Event, err error) {
	now = moment(now)
	if by != 0 && !in.Has(by) {
		return nil, nil, nil, in.NotMember()
	}
	if err := r.alive(); err != nil {
		return nil, nil, nil, err
	}
	if !r.Selection.IsZero() {
		return nil, nil, nil, r.refuse(governance.Conflict, "selection_runs", "selection", r.Selection.String())
	}
	if err := d.clean(now, r, in); err != nil {
		return nil, nil, nil, err
	}
	s = &Selection{Org: ref.Org, Number: ref.N, Circle: in.ID, CircleName: in.Name, Zone: in.Zone, Days: in.Days, Readers: in.Audience(),
		Place: d.Place, Quorum: in.Policy.Quorum, Spans: d.Spans, Role: r.Ref(), Name: r.Name, Description: d.Description, Term: d.Term,
		Keeper: r.Keeper, By: by, Called: now, Window: d.Deadline.Sub(now), Phase: Nominating, From: now, Until: d.Deadline}
	for _, p := range in.Members() {
		if gone == nil || !gone(p) {
			s.votes.Put(p, Vote{Elector: true})
		}
	}
	if v, _ := s.votes.Get(in.Facilitator); v.Elector {
		s.Guide = in.Facilitator
	}
	r.Selection, r.Recall, r.Hindered = s.Ref(), time.Time{}, false
	e := &Called{Role: s.Role, Name: s.Name, Description: s.Description, Term: s.Term.String(), By: by, Keeper: s.Keeper,
		Electors: s.Electors(), Facilitator: s.Guide, Place: s.Place, Deadline: s.Until}
	e.ToCircle, e.Plan = true, s.planNominate(now)
	return s, []governance.Event{e}, []governance.Event{&SelectionBegan{Selection: s.Ref()}}, nil
}

func (d *SelectionDraft) clean(now time.Time, r *Role, in *governance.Circle) (err error) {
	if d.Description, err = governance.CheckText("description", d.Description, governance.MaxText, false); err != nil {
		return err
	}
	if d.Term.IsZero() {
		d.Term = r.Term
	}
	if d.Spans == (Spans{}) {
		d.Spans = SpansOf(in.Policy)
	}
	if d.Deadline.IsZero() {
		d.Deadline = d.Spans.Nominate.After(now, in.Location(), in.Days)
	}
	switch d.Deadline = moment(d.Deadline); {
	case !d.Deadline.After(now):
		return governance.Refuse(governance.Invalid, "date_past", "when", d.Deadline)
	case d.Deadline.After(now.AddDate(1, 0, 0)):
		return governance.Refuse(governance.Invalid, "date_too_far", "when", d.Deadline)
	}
	return nil
}

// Electors answers who may nominate and object.
func (s *Selection) Electors() []governance.PersonID {
	return s.those(func(governance.PersonID, Vote) bool { return true })
}

// those answers the electors that keep says true of, by ascending id.
func (s *Selection) those(keep func(governance.PersonID, Vote) bool) []governance.PersonID {
	var out []governance.PersonID
	for _, p := range s.votes.All() {
		if v, _ := s.votes.Get(p); v.Elector && keep(p, v) {
			out = append(out, p)
		}
	}
	return out
}

// Mine answers what somebody has named and answered themselves, which is theirs to see at any time.
func (s *Selection) Mine(p governance.PersonID) (Vote, bool) { return s.votes.Get(p) }

// Revealed tells whether the nominations may be seen.
func (s *Selection) Revealed() bool { return s.Phase != Nominating && (s.Phase != Over || s.Revealing) }

// Nominations answers who names whom, by ascending id of who does; none before they are revealed (R10).
func (s *Selection) Nominations() []Nomination {
	if !s.Revealed() {
		return nil
	}
	return s.nominations()
}

func (s *Selection) nominations() []Nomination {
	var out []Nomination
	for _, p := range s.votes.All() {
		if v, _ := s.votes.Get(p); v.Elector && v.Nominee != 0 {
			out = append(out, Nomination{By: p, Nominee: v.Nominee, Why: v.Why})
		}
	}
	return out
}

// Awaited answers whom the present phase waits for.
func (s *Selection) Awaited() []governance.PersonID {
	switch s.Phase {
	case Nominating:
		return s.those(func(_ governance.PersonID, v Vote) bool { return !v.Gone && v.Nominee == 0 })
	case Changing:
		return s.those(func(_ governance.PersonID, v Vote) bool { return !v.Gone && v.Nominee != 0 && !v.Settled })
	case Choosing:
		return tell(0, s.Guide)
	case Asking, Accepting:
		return tell(0, s.Nominee)
	case Objecting:
		return s.those(func(_ governance.PersonID, v Vote) bool { return !v.Gone && s.answer(v) == NoAnswer })
	}
	return nil
}

// answer is how somebody stands to the present nominee.
func (s *Selection) answer(v Vote) Answer {
	if v.Round != s.Round {
		return NoAnswer
	}
	return v.Answer
}

// AnswerOf is how somebody stands to the present nominee; NoAnswer also before there is one.
func (s *Selection) AnswerOf(p governance.PersonID) Answer {
	v, _ := s.votes.Get(p)
	return s.answer(v)
}

// Objectors answers who objects to the present nominee.
func (s *Selection) Objectors() []governance.PersonID {
	return s.those(func(_ governance.PersonID, v Vote) bool { return s.answer(v) == HasObjection })
}

// Objection is why somebody objects to the nominee.
type Objection struct {
	By  governance.PersonID
	Why string
}

// Objections answers the objections to the present nominee, by ascending id of who objects.
func (s *Selection) Objections() []Objection {
	var out []Objection
	for _, p := range s.Objectors() {
		v, _ := s.votes.Get(p)
		out = append(out, Objection{p, v.Objection})
	}
	return out
}

// Nominated tells how many have nominated, of how many who can.
func (s *Selection) Nominated() (nominated, electors int) {
	for _, p := range s.present() {
		if v, _ := s.votes.Get(p); v.Nominee != 0 {
			nominated++
		}
		electors++
	}
	return nominated, electors
}

// Answers tells how many of the others have said how they stand to the nominee, and how many must (D7).
func (s *Selection) Answers() (answered, others, needed int) {
	for _, p := range s.votes.All() {
		v, _ := s.votes.Get(p)
		if !v.Elector || p == s.Nominee || v.Gone && s.answer(v) == NoAnswer {
			continue
		}
		others++
		if s.answer(v) != NoAnswer {
			answered++
		}
	}
	return answered, others, s.Quorum.Of(others)
}
