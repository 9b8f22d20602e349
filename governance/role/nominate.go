package role

import (
	"cmp"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// refuse makes a refusal that names the selection.
func (s *Selection) refuse(kind governance.ErrorKind, code string, pairs ...any) error {
	return governance.Refuse(kind, code, append(pairs, "id", s.Ref().String(), "name", s.Name)...)
}

// in refuses what the present phase is not for: TooLate selection_over when it has ended, Conflict selection_paused while its channel
// cannot be spoken in, else a Conflict that says what it is at ("until", "nominee", "facilitator").
func (s *Selection) in(phases ...Phase) error {
	switch {
	case s.Phase == Over:
		return s.refuse(governance.TooLate, "selection_over", "status", string(s.Outcome))
	case !s.PausedAt.IsZero():
		return s.refuse(governance.Conflict, "selection_paused")
	case !slices.Contains(phases, s.Phase):
		return s.refuse(governance.Conflict, s.Phase.refusal(), "until", s.Until, "nominee", s.Nominee, "facilitator", s.Guide)
	}
	return nil
}

// refusal is the code that tells which phase it is when something is said that belongs to another.
func (p Phase) refusal() string {
	return map[Phase]string{Nominating: "selection_nominating", Changing: "selection_changing", Choosing: "selection_choosing",
		Asking: "selection_asking", Objecting: "selection_objecting", Accepting: "selection_accepting"}[p]
}

// elector answers the row of somebody who may take part; others are refused, NotAllowed.
func (s *Selection) elector(p governance.PersonID) (Vote, error) {
	v, _ := s.votes.Get(p)
	if !v.Elector {
		return v, s.refuse(governance.NotAllowed, "selection_not_elector", "circle", s.CircleName)
	}
	return v, nil
}

// required checks a reason, and refuses none with the code.
func (s *Selection) required(why, code string) (string, error) {
	why, err := governance.CheckText("reason", why, governance.MaxReason, false)
	if err == nil && why == "" {
		err = s.refuse(governance.Invalid, code)
	}
	return why, err
}

// Nominate names somebody for the role, and why (R10). Before the reveal it is private and may be changed at will; in the change round it
// is a change that everybody sees. Oneself may be named. It answers NotAllowed to who is no elector, Invalid nominee_not_member
// ("person", "circle") and nomination_reason_missing, and the refusals of in.
func (s *Selection) Nominate(now time.Time, by, nominee governance.PersonID, why string) ([]governance.Event, error) {
	if err := s.MayNominate(by); err != nil {
		return nil, err
	}
	v, _ := s.votes.Get(by)
	var err error
	if n, _ := s.votes.Get(nominee); !n.able() {
		return nil, s.refuse(governance.Invalid, "nominee_not_member", "person", nominee, "circle", s.CircleName)
	}
	if why, err = s.required(why, "nomination_reason_missing"); err != nil {
		return nil, err
	}
	was := v
	if v.Nominee, v.Why = nominee, why; v == was {
		if s.Phase == Changing {
			return s.Keep(now, by)
		}
		return nil, nil
	}
	v.At, v.Settled, v.Gone = moment(now), s.Phase == Changing, false
	s.votes.Put(by, v)
	var e governance.Event = &Nominated{Person: by, Again: was.Nominee != 0}
	if s.Phase == Changing {
		e = &NominationChanged{Nomination: Nomination{By: by, Nominee: nominee, Why: why}, Was: was.Nominee, Notice: governance.Notice{ToCircle: true}}
	}
	return append([]governance.Event{e}, s.advance(now)...), nil
}

// MayNominate tells whether Nominate would refuse this person whatever they say, as MayChoose, MayAnswer and MayDecline do of theirs: so
// that nobody fills in a form that could not be sent.
func (s *Selection) MayNominate(by governance.PersonID) error {
	err := s.in(Nominating, Changing)
	if err == nil {
		_, err = s.elector(by)
	}
	return err
}

// Keep says, in the change round, that somebody keeps their nomination. It answers NotAllowed, Conflict nomination_none for who has none,
// and the refusals of in.
func (s *Selection) Keep(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	if err := s.in(Changing); err != nil {
		return nil, err
	}
	v, err := s.elector(by)
	switch {
	case err != nil:
		return nil, err
	case v.Nominee == 0:
		return nil, s.refuse(governance.Conflict, "nomination_none")
	case v.Settled:
		return nil, nil
	}
	v.Settled, v.Gone = true, false
	s.votes.Put(by, v)
	return append([]governance.Event{&NominationKept{Person: by}}, s.advance(now)...), nil
}

// Standing answers how it stands: whoever has most nominations first; of as many, whose have more different reasons; then who was named
// earlier. Those who were proposed already, or are gone, are not in it. It answers none before the reveal.
func (s *Selection) Standing() []Standing {
	if !s.Revealed() {
		return nil
	}
	type case_ struct {
		Standing
		first time.Time
		whys  []string
	}
	cases := map[governance.PersonID]*case_{}
	for _, p := range s.votes.All() {
		v, _ := s.votes.Get(p)
		n, _ := s.votes.Get(v.Nominee)
		if v.Nominee == 0 || !n.able() || slices.Contains(s.Passed, v.Nominee) {
			continue
		}
		c := cases[v.Nominee]
		if c == nil {
			c = &case_{Standing: Standing{Nominee: v.Nominee}, first: v.At}
			cases[v.Nominee] = c
		}
		c.Count++
		if v.At.Before(c.first) {
			c.first = v.At
		}
		if !slices.Contains(c.whys, v.Why) {
			c.whys = append(c.whys, v.Why)
			c.Reasons++
		}
	}
	all := make([]*case_, 0, len(cases))
	for _, c := range cases {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *case_) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.Reasons, a.Reasons), a.first.Compare(b.first), cmp.Compare(a.Nominee, b.Nominee))
	})
	out := make([]Standing, len(all))
	for i, c := range all {
		out[i] = c.Standing
	}
	return out
}

// reveal shows everything that was nominated at once, and opens the change round (R10).
func (s *Selection) reveal(now time.Time) []governance.Event {
	s.enter(now, Changing, s.Spans.Change)
	return []governance.Event{&Revealed{Nominations: s.nominations(), Until: s.Until,
		Notice: governance.Notice{ToCircle: true, Plan: s.planHalf(now, NudgeChange, "change", s.Awaited()...)}}}
}

// choose asks the facilitator who has the strongest case; where there is nobody to ask, nothing to choose, or they are named themselves,
// whoever has most nominations is proposed.
func (s *Selection) choose(now time.Time) []governance.Event {
	standing := s.Standing()
	if len(standing) == 0 {
		return s.fail(now, NobodyLeft)
	}
	guide, _ := s.votes.Get(s.Guide)
	named := slices.ContainsFunc(standing, func(c Standing) bool { return c.Nominee == s.Guide })
	if s.Guide == 0 || guide.Gone || len(standing) == 1 || named {
		return s.propose(now, standing[0].Nominee, 0, "")
	}
	s.enter(now, Choosing, s.Spans.Choose)
	return []governance.Event{&ChoiceAsked{Facilitator: s.Guide, Standing: standing, Until: s.Until,
		Notice: governance.Notice{Tell: tell(0, s.Guide), Plan: s.planHalf(now, NudgeChoose, "choose", s.Guide)}}}
}

// Choose says who has the strongest case: the facilitator decides, and why (R10). While somebody is proposed, it proposes another instead.
// It answers NotAllowed selection_not_facilitator ("facilitator"), Conflict nominee_is_facilitator and nominee_passed, Invalid
// nominee_not_nominated ("person"), and the refusals of in.
func (s *Selection) Choose(now time.Time, by, nominee governance.PersonID, why string) ([]governance.Event, error) {
	if err := s.MayChoose(by); err != nil {
		return nil, err
	}
	why, err := governance.CheckText("reason", why, governance.MaxReason, false)
	switch {
	case err != nil:
		return nil, err
	case nominee == by:
		return nil, s.refuse(governance.Conflict, "nominee_is_facilitator")
	case nominee == s.Nominee:
		return nil, nil
	case slices.Contains(s.Passed, nominee):
		return nil, s.refuse(governance.Conflict, "nominee_passed", "person", nominee)
	case !slices.ContainsFunc(s.Standing(), func(c Standing) bool { return c.Nominee == nominee }):
		return nil, s.refuse(governance.Invalid, "nominee_not_nominated", "person", nominee)
	}
	var events []governance.Event
	if s.Nominee != 0 {
		events = []governance.Event{s.pass(PassedAnother, "", by)}
	}
	return append(events, s.propose(now, nominee, by, why)...), nil
}

// MayChoose is MayNominate for Choose.
func (s *Selection) MayChoose(by governance.PersonID) error {
	err := s.in(Choosing, Asking, Objecting)
	if err == nil && (by == 0 || by != s.Guide) {
		err = s.refuse(governance.NotAllowed, "selection_not_facilitator", "facilitator", s.Guide, "facilitated", s.Guide != 0)
	}
	return err
}

// propose proposes somebody, and asks them first (R10).
func (s *Selection) propose(now time.Time, nominee, by governance.PersonID, why string) []governance.Event {
	count := 0
	for _, c := range s.Standing() {
		if c.Nominee == nominee {
			count = c.Count
		}
	}
	s.Round++
	s.Nominee, s.Ready, s.Chooser, s.Case = nominee, false, by, why
	s.enter(now, Asking, s.Spans.Ask)
	return []governance.Event{&NomineeProposed{Round: s.Round, Nominee: nominee, By: by, Why: why, Count: count, Until: s.Until,
		Notice: governance.Notice{Tell: tell(by, nominee), ToCircle: true, Plan: s.planHalf(now, NudgeAsked, "asked", nominee)}}}
}

// pass proposes the nominee no longer.
func (s *Selection) pass(why Passing, words string, by governance.PersonID) *PassedOver {
	e := &PassedOver{Nominee: s.Nominee, Why: why, Words: words, Notice: governance.Notice{Tell: tell(by, s.Nominee), ToCircle: true}}
	s.Passed = append(s.Passed, s.Nominee)
	s.Nominee, s.Ready, s.Chooser, s.Case = 0, false, 0, ""
	return e
}
