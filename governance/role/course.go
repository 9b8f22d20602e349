package role

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// enter begins a phase that lasts for a span, shrunk with a short first phase (D0).
func (s *Selection) enter(now time.Time, p Phase, span governance.Span) {
	now = moment(now)
	s.Phase, s.From, s.Prolonged = p, now, false
	s.Until = s.after(now, span)
	if p == Objecting { // As long a time as for the nominations, at most.
		s.Until = moment(s.calendar().Shrink(span, now, 2*s.Window))
	}
}

func (s *Selection) after(now time.Time, span governance.Span) time.Time {
	return moment(s.calendar().Shrink(span, now, s.Window))
}

func (s *Selection) calendar() governance.Calendar {
	return governance.Calendar{Zone: governance.LoadZone(s.Zone), Days: s.Days}
}

// advance ends the present phase early when nothing more can come.
func (s *Selection) advance(now time.Time) []governance.Event {
	if s.Phase == Over || !s.PausedAt.IsZero() || len(s.present()) == 0 {
		return nil
	}
	switch s.Phase {
	case Nominating:
		if len(s.Awaited()) == 0 {
			return s.reveal(now)
		}
	case Changing:
		if len(s.Awaited()) == 0 {
			return s.choose(now)
		}
	case Asking:
		if v, _ := s.votes.Get(s.Nominee); s.answer(v) == NoObjection {
			return s.openObjections(now)
		}
	case Objecting:
		if len(s.Awaited()) == 0 && len(s.Objectors()) == 0 {
			return s.askAcceptance(now)
		}
	}
	return nil
}

// present are the electors who are not gone.
func (s *Selection) present() []governance.PersonID {
	return s.those(func(_ governance.PersonID, v Vote) bool { return !v.Gone })
}

// openObjections asks everybody else; when there is nobody else, the nominee is asked at once whether they accept.
func (s *Selection) openObjections(now time.Time) []governance.Event {
	s.enter(now, Objecting, s.Spans.Object)
	awaited := slices.DeleteFunc(s.Awaited(), func(p governance.PersonID) bool { return p == s.Nominee })
	e := &ObjectionsOpened{Nominee: s.Nominee, Until: s.Until,
		Notice: governance.Notice{ToCircle: true, Plan: s.planHalf(now, NudgeObject, "object", awaited...)}}
	return append([]governance.Event{e}, s.advance(now)...)
}

// NextWake implements governance.Aggregate: the end of the phase.
func (s *Selection) NextWake() time.Time {
	if s.Phase == Over || !s.PausedAt.IsZero() {
		return time.Time{}
	}
	return s.Until
}

// Wake implements governance.Aggregate. It ends one phase and leaves what follows to the next call.
func (s *Selection) Wake(now time.Time) ([]governance.Event, error) {
	now = moment(now)
	if at := s.NextWake(); at.IsZero() || at.After(now) {
		return nil, nil
	}
	switch s.Phase {
	case Nominating:
		if len(s.nominations()) > 0 {
			return s.reveal(now), nil
		}
		return s.prolong(now, NobodyNominated), nil
	case Changing:
		return s.choose(now), nil
	case Choosing:
		standing := s.Standing()
		if len(standing) == 0 {
			return s.fail(now, NobodyLeft), nil
		}
		return s.propose(now, standing[0].Nominee, 0, ""), nil
	case Asking:
		if len(s.Objectors()) > 0 {
			return append([]governance.Event{s.pass(PassedObjected, "", 0)}, s.choose(now)...), nil
		}
		return s.openObjections(now), nil
	case Objecting:
		switch {
		case len(s.Objectors()) > 0:
			return append([]governance.Event{s.pass(PassedObjected, "", 0)}, s.choose(now)...), nil
		case !s.quorate():
			return s.prolong(now, TooFewAnswered), nil
		}
		return s.askAcceptance(now), nil
	}
	return append([]governance.Event{s.pass(PassedSilent, "", 0)}, s.choose(now)...), nil // Accepting
}

// prolong gives a phase more time, once; after that it fails.
func (s *Selection) prolong(now time.Time, why Failure) []governance.Event {
	if s.Prolonged {
		return s.fail(now, why)
	}
	s.Prolonged = true
	s.From, s.Until = now, s.after(now, s.Spans.More)
	what, key := NudgeNominate, "nominate/more"
	if s.Phase == Objecting {
		what, key = NudgeObject, "object/more"
	}
	e := &Prolonged{Phase: s.Phase, Until: s.Until, Notice: governance.Notice{ToCircle: true}}
	if to := s.Awaited(); len(to) > 0 {
		e.Plan = []governance.Nudge{s.nudge(what, key, now, s.Until, to...)}
	}
	return []governance.Event{e}
}

// Gone heeds that somebody was deactivated: they are awaited no longer, their objection to somebody does not stand, and they cannot be
// proposed. What they named stays named.
func (s *Selection) Gone(now time.Time, who governance.PersonID) ([]governance.Event, error) {
	v, _ := s.votes.Get(who)
	if s.Phase == Over || !v.Elector || v.Gone {
		return nil, nil
	}
	v.Gone = true
	if s.answer(v) == HasObjection {
		v.Answer, v.Objection = NoAnswer, ""
	}
	s.votes.Put(who, v)
	return append([]governance.Event{&ElectorGone{Person: who}}, s.without(now, who)...), nil
}

// Left heeds that an elector is a member of the circle no longer: they keep their say (D4), but cannot be proposed, and facilitate no
// more. Left false: they are one again.
func (s *Selection) Left(now time.Time, who governance.PersonID, left bool) ([]governance.Event, error) {
	v, _ := s.votes.Get(who)
	if s.Phase == Over || !v.Elector || v.Left == left {
		return nil, nil
	}
	v.Left = left
	s.votes.Put(who, v)
	events := []governance.Event{&ElectorLeft{Person: who, Back: !left}}
	if left {
		events = append(events, s.without(now, who)...)
	}
	return events, nil
}

// without goes on without somebody who can neither be proposed nor facilitate any more.
func (s *Selection) without(now time.Time, who governance.PersonID) []governance.Event {
	chooses := s.Phase == Choosing && (who == s.Guide || slices.ContainsFunc(s.nominations(), func(n Nomination) bool { return n.Nominee == who }))
	if who == s.Guide {
		s.Guide = 0
	}
	switch {
	case !s.PausedAt.IsZero():
	case who == s.Nominee:
		return append([]governance.Event{s.pass(PassedGone, "", who)}, s.choose(now)...)
	case chooses: // The facilitator, or one of those to choose from.
		return s.choose(now)
	}
	return s.advance(now)
}

// Pause lets its time stand still because its place cannot be spoken in (D25).
func (s *Selection) Pause(now time.Time) ([]governance.Event, error) {
	if s.Phase == Over || !s.PausedAt.IsZero() {
		return nil, nil
	}
	s.PausedAt = moment(now)
	return []governance.Event{&SelectionPaused{governance.Notice{ToCircle: true}}}, nil
}

// Resume lets it go on; the phase ends later by the length of the pause (D25).
func (s *Selection) Resume(now time.Time) ([]governance.Event, error) {
	if s.Phase == Over || s.PausedAt.IsZero() {
		return nil, nil
	}
	now = moment(now)
	by := max(now.Sub(s.PausedAt), 0)
	s.PausedAt = time.Time{}
	s.From, s.Until = s.From.Add(by), s.Until.Add(by)
	events := []governance.Event{&SelectionResumed{Until: s.Until, Notice: governance.Notice{ToCircle: true}}}
	switch n, _ := s.votes.Get(s.Nominee); {
	case s.Nominee != 0 && !n.able():
		return append(append(events, s.pass(PassedGone, "", s.Nominee)), s.choose(now)...), nil
	case s.Phase == Choosing:
		return append(events, s.choose(now)...), nil // Whom to ask, and about whom, may be others now.
	}
	return append(events, s.advance(now)...), nil
}

// Replace heeds that two people are one (K8): what was named, and said, for or by the other is the one's, unless they said something
// themselves.
func (s *Selection) Replace(now time.Time, other, by governance.PersonID) ([]governance.Event, error) {
	if s.Phase == Over {
		return nil, nil
	}
	for _, p := range s.votes.All() {
		v, _ := s.votes.Get(p)
		was := v
		if v.Nominee == other {
			v.Nominee = by
		}
		if v != was {
			s.votes.Put(p, v)
		}
	}
	for _, p := range []*governance.PersonID{&s.By, &s.Guide, &s.Keeper, &s.Nominee, &s.Chooser} {
		if *p == other {
			*p = by
		}
	}
	for i, p := range s.Passed {
		if p == other {
			s.Passed[i] = by
		}
	}
	v, _ := s.votes.Get(other)
	if !v.Elector {
		return nil, nil
	}
	if mine, _ := s.votes.Get(by); !mine.Elector || mine.Nominee == 0 && v.Nominee != 0 {
		v.Gone = false
		s.votes.Put(by, v)
	}
	s.votes.Put(other, Vote{})
	return s.advance(now), nil
}
