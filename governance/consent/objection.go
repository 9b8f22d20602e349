package consent

import (
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Objection is somebody's objection to a proposal, with a life of its own (D11, D13). It is never removed.
type Objection struct {
	Number int `json:"number"`
	// Version is the one it was raised in; it stays open through amendments until its author confirms (D14).
	Version int                 `json:"version"`
	Author  governance.PersonID `json:"author"`
	// From is who raised it, when its present author adopted it from somebody gone (D27).
	From   governance.PersonID `json:"from,omitempty"`
	Why    string              `json:"why,omitempty"`
	Via    Via                 `json:"via"`
	Raised time.Time           `json:"raised"`
	// Grace is when it lapses for want of a reason; zero while it has one, or until the deadline (D11).
	Grace time.Time `json:"grace,omitzero"`
	// Gone is when it lapses because its author is gone; zero while they are there (D27).
	Gone time.Time `json:"gone,omitzero"`
	// Aside is the facilitator's wish to set it aside, while it waits for a second (D13).
	Aside   *Aside              `json:"aside,omitempty"`
	Ended   time.Time           `json:"ended,omitzero"`
	How     Ending              `json:"how,omitempty"`
	EndedBy governance.PersonID `json:"ended_by,omitempty"`
}

// Aside is who wants to set an objection aside, and why.
type Aside struct {
	By  governance.PersonID `json:"by"`
	Why string              `json:"why"`
}

// Open tells whether it blocks.
func (o Objection) Open() bool { return o.Ended.IsZero() }

// Objections answers every objection, the first one first.
func (p *Proposal) Objections() []Objection { return slices.Clone(p.s.Objections) }

func (p *Proposal) blocked() bool { return slices.ContainsFunc(p.s.Objections, Objection.Open) }

// unreasoned answers the numbers of the open objections without a reason.
func (p *Proposal) unreasoned() []int {
	return p.numbers(func(o Objection) bool { return o.Open() && o.Why == "" })
}

func (p *Proposal) openNumbers() []int { return p.numbers(Objection.Open) }

// openBy answers the numbers of a person's open objections: one, or more when they adopted some.
func (p *Proposal) openBy(person governance.PersonID) []int {
	return p.numbers(func(o Objection) bool { return o.Open() && o.Author == person })
}

func (p *Proposal) numbers(which func(Objection) bool) []int {
	var out []int
	for _, o := range p.s.Objections {
		if which(o) {
			out = append(out, o.Number)
		}
	}
	return out
}

// object notes an objection. It blocks at once, with or without a reason (D11); whoever has an open one gives it another reason.
func (p *Proposal) object(now time.Time, by governance.PersonID, b Ballot, why string, via Via) []governance.Event {
	if open := p.openBy(by); len(open) > 0 {
		o := &p.s.Objections[open[len(open)-1]-1]
		firmer := o.Via == ByReaction && via != ByReaction
		if why == "" || why == o.Why && !firmer {
			return nil
		}
		if firmer {
			o.Via = via // What a button or a word says, no reaction takes back (D19).
		}
		return p.reason(now, o, why)
	}
	o := Objection{Number: len(p.s.Objections) + 1, Version: p.Version(), Author: by, Why: why, Via: via, Raised: now}
	events := []governance.Event{&ObjectionRaised{Version: p.Version(), Number: o.Number, Person: by, Why: why, Via: via,
		First: !p.blocked(), Late: p.late(now), Own: by == p.s.Proposer}}
	p.s.Objections = append(slices.Clip(p.s.Objections), o)
	b.Stance, b.Why, b.Via, b.At = governance.Objecting, "", via, p.clock(now)
	p.put(by, b)
	if p.s.Phase == held && why == "" {
		events = append(events, p.beginGrace(now, o.Number)) // Its deadline is past already.
	}
	events = append(events, p.suggestTalk()...)
	events = append(events, p.refacilitate()...)
	return append(events, p.early(now)...)
}

// late tells whether the window is in its last tenth, or past it (D18).
func (p *Proposal) late(now time.Time) bool {
	return p.Deadline().Sub(p.clock(now)) < p.s.Run.Window/10
}

// suggestTalk suggests a conversation when the version that policy names, or a later one, is blocked (D15). It does so once.
func (p *Proposal) suggestTalk() []governance.Event {
	if p.s.Talked || p.Version() < p.now().Policy.TalkAfter {
		return nil
	}
	p.s.Talked = true
	return []governance.Event{&TalkSuggested{Version: p.Version(), Facilitator: p.s.Facilitator}}
}

// offerWithdrawal asks whether the person withdraws their open objections (D3, D19).
func (p *Proposal) offerWithdrawal(by governance.PersonID) []governance.Event {
	var events []governance.Event
	for _, n := range p.openBy(by) {
		events = append(events, &WithdrawalOffered{Version: p.Version(), Number: n, Person: by})
	}
	return events
}

// takeBackObjections heeds ✋ taken back, or the word "undo": what has a reason is asked about, what has none is withdrawn (D19).
func (p *Proposal) takeBackObjections(now time.Time, by governance.PersonID, open []int, undo bool) []governance.Event {
	var events []governance.Event
	for _, n := range open {
		o := &p.s.Objections[n-1]
		switch {
		case !undo && o.Via != ByReaction:
		case o.Why != "":
			events = append(events, &WithdrawalOffered{Version: p.Version(), Number: n, Person: by})
		default:
			events = append(events, p.end(now, o, TakenBack, by)...)
		}
	}
	return events
}

// open finds an open objection: NotFound when there is none of that number, TooLate when it or the proposal has ended.
func (p *Proposal) openObjection(number int) (*Objection, error) {
	if err := p.alive(); err != nil {
		return nil, err
	}
	id := p.objectionID(number)
	if number < 1 || number > len(p.s.Objections) {
		return nil, governance.Refuse(governance.NotFound, "objection_unknown", "id", id, "proposal", p.s.Ref.String())
	}
	o := &p.s.Objections[number-1]
	if !o.Open() {
		return nil, governance.Refuse(governance.TooLate, "objection_ended", "id", id, "how", string(o.How))
	}
	return o, nil
}

func (p *Proposal) objectionID(number int) string {
	return p.s.Ref.String() + "." + strconv.Itoa(number)
}

// own finds an open objection of the person's, or refuses with NotAllowed.
func (p *Proposal) own(number int, by governance.PersonID) (*Objection, error) {
	o, err := p.openObjection(number)
	if err == nil && o.Author != by {
		err = governance.Refuse(governance.NotAllowed, "only_objector", "id", p.objectionID(number), "person", o.Author)
	}
	return o, err
}

// Because gives an objection its reason, or another one (D11). Only its author may: NotAllowed. An empty reason is Invalid.
func (p *Proposal) Because(now time.Time, number int, by governance.PersonID, why string) ([]governance.Event, error) {
	o, err := p.own(number, by)
	if err != nil {
		return nil, err
	}
	if why, err = required(why); err != nil {
		return nil, err
	}
	if why == o.Why {
		return nil, nil
	}
	return p.reason(moment(now), o, why), nil
}

// required reads a reason that must be given.
func required(why string) (string, error) {
	why, err := governance.CheckText("why", why, governance.MaxReason, false)
	if err == nil && why == "" {
		err = governance.Refuse(governance.Invalid, "reason_missing")
	}
	return why, err
}

// reason notes an objection's reason. What was to be set aside for want of one no longer is (D12, D13).
func (p *Proposal) reason(now time.Time, o *Objection, why string) []governance.Event {
	o.Why, o.Grace, o.Aside = why, time.Time{}, nil
	return append([]governance.Event{&ObjectionReasoned{Version: p.Version(), Number: o.Number, Why: why}}, p.integrateIfDue(now)...)
}

// Met says that an objection is met (D13). Only its author may: NotAllowed.
func (p *Proposal) Met(now time.Time, number int, by governance.PersonID) ([]governance.Event, error) {
	o, err := p.own(number, by)
	if err != nil {
		return nil, err
	}
	return p.end(moment(now), o, Met, by), nil
}

// WithdrawObjection withdraws an objection (D13). Only its author may: NotAllowed.
func (p *Proposal) WithdrawObjection(now time.Time, number int, by governance.PersonID) ([]governance.Event, error) {
	o, err := p.own(number, by)
	if err != nil {
		return nil, err
	}
	return p.end(moment(now), o, TakenBack, by), nil
}

// SetAside begins to set an objection aside for want of a reason: the facilitator says so and why, and a second must agree (D12,
// D13). It answers NotAllowed to anybody else, and Conflict when proposer, objector, facilitator and a second cannot be four
// different electors.
func (p *Proposal) SetAside(now time.Time, number int, by governance.PersonID, why string) ([]governance.Event, error) {
	o, err := p.openObjection(number)
	if err != nil {
		return nil, err
	}
	if err := p.onlyFacilitator(by); err != nil {
		return nil, err
	}
	if why, err = required(why); err != nil {
		return nil, err
	}
	three := p.differentElectors(p.s.Proposer, o.Author, by)
	fourth := p.electors(func(person governance.PersonID, b Ballot) bool {
		return !b.Gone && person != p.s.Proposer && person != o.Author && person != by
	})
	if !three || len(fourth) == 0 {
		return nil, governance.Refuse(governance.Conflict, "set_aside_needs_four", "id", p.objectionID(number))
	}
	if o.Aside != nil && *o.Aside == (Aside{By: by, Why: why}) {
		return nil, nil
	}
	o.Aside = &Aside{By: by, Why: why}
	return []governance.Event{&SettingAside{Version: p.Version(), Number: number, By: by, Why: why}}, nil
}

// Second agrees that an objection is set aside, which ends it (D13). It answers Conflict when the present facilitator has not said
// so first, and NotAllowed to proposer, objector, facilitator and whoever is not in the electorate.
func (p *Proposal) Second(now time.Time, number int, by governance.PersonID) ([]governance.Event, error) {
	o, err := p.openObjection(number)
	if err != nil {
		return nil, err
	}
	if _, err := p.elector(by); err != nil {
		return nil, err
	}
	if o.Aside == nil || o.Aside.By != p.s.Facilitator {
		return nil, governance.Refuse(governance.Conflict, "nothing_to_second", "id", p.objectionID(number))
	}
	if !p.differentElectors(p.s.Proposer, o.Author, o.Aside.By, by) {
		return nil, governance.Refuse(governance.NotAllowed, "second_must_be_another", "id", p.objectionID(number))
	}
	return p.end(moment(now), o, SetAside, by), nil
}

// differentElectors tells whether the people are all different and all in the electorate.
func (p *Proposal) differentElectors(people ...governance.PersonID) bool {
	for i, person := range people {
		if b, _ := p.ballots.Get(person); !b.Elector || slices.Contains(people[:i], person) {
			return false
		}
	}
	return true
}

// AdoptObjection takes over the objection of somebody gone, so that it does not lapse (D27). Any other elector may: NotAllowed
// otherwise. While its author is there it is theirs: Conflict.
func (p *Proposal) AdoptObjection(now time.Time, number int, by governance.PersonID) ([]governance.Event, error) {
	o, err := p.openObjection(number)
	if err != nil {
		return nil, err
	}
	b, err := p.elector(by)
	if err != nil {
		return nil, err
	}
	if o.Gone.IsZero() || o.Author == by {
		return nil, governance.Refuse(governance.Conflict, "objector_present", "id", p.objectionID(number), "person", o.Author)
	}
	from := o.Author
	o.Author, o.From, o.Via, o.Gone, o.Aside = by, from, ByCommand, time.Time{}, nil
	b.Stance, b.Why, b.Via, b.At = governance.Objecting, "", ByCommand, p.clock(moment(now))
	p.put(by, b)
	p.unburden(from)
	events := []governance.Event{&ObjectionAdopted{Version: p.Version(), Number: number, From: from, By: by}}
	return append(events, p.refacilitate()...), nil
}

// end ends an objection. Its author has not responded until they do (D13). When it was the last open one, the window runs on.
func (p *Proposal) end(now time.Time, o *Objection, how Ending, by governance.PersonID) []governance.Event {
	o.Ended, o.How, o.EndedBy = now, how, by
	o.Grace, o.Gone, o.Aside = time.Time{}, time.Time{}, nil
	p.unburden(o.Author)
	last := !p.blocked()
	events := []governance.Event{&ObjectionEnded{Version: p.Version(), Number: o.Number, Person: o.Author, How: how, By: by, Last: last}}
	events = append(events, p.refacilitate()...)
	if !last {
		return append(events, p.integrateIfDue(now)...)
	}
	events = append(events, p.unblock(now)...)
	return append(events, p.early(now)...)
}

// unburden makes somebody whose last open objection ended or was adopted one who has not responded.
func (p *Proposal) unburden(person governance.PersonID) {
	b, ok := p.ballots.Get(person)
	if !ok || b.Stance != governance.Objecting || len(p.openBy(person)) > 0 {
		return
	}
	b.Stance, b.Why, b.Via = governance.NoStance, "", ""
	p.put(person, b)
}

// unblock lets the window run on when the last objection ended without a new version: stances stand, and enough of it remains (D16).
func (p *Proposal) unblock(now time.Time) []governance.Event {
	r := &p.s.Run
	if r.Hindrance != nil {
		return nil // The act still stands in the way (D22).
	}
	at := p.clock(now)
	if !r.Until.IsZero() {
		r.Left, r.Until = max(r.Until.Sub(at), 0), time.Time{}
	}
	p.reopen()
	until := later(p.Deadline(), p.shrunk(p.now().Policy.Remain, at))
	if r.TimeAsked {
		r.TimeAsked, r.MoreTime = false, true
		until = p.shrunk(p.now().Policy.NeedsTime, until)
	}
	if until.Equal(p.Deadline()) {
		return nil
	}
	return []governance.Event{p.move(now, until, MovedUnblocked, 0)}
}
