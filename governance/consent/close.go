package consent

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// How long until the reactions are asked for again, while they cannot be read (D16): twice as long each time.
const (
	firstRetry   = 30 * time.Second
	longestRetry = 10 * time.Minute
)

// alarm is something that time alone will make true.
type alarm struct {
	at   time.Time
	ring func(now time.Time) []governance.Event
}

// alarms answers everything pending. Of several at the same instant the first in the list rings first: who is gone lets go before
// anything is decided.
func (p *Proposal) alarms() []alarm {
	var out []alarm
	put := func(at time.Time, ring func(time.Time) []governance.Event) {
		if !at.IsZero() {
			out = append(out, alarm{at, ring})
		}
	}
	if p.Ended() || p.Paused() {
		return nil
	}
	put(p.s.ProposerGone, p.abandon)
	reasoned := false
	for _, o := range p.s.Objections {
		if o.Open() {
			reasoned = reasoned || o.Why != ""
			put(o.Gone, func(now time.Time) []governance.Event { return p.lapse(now, o.Number, LapsedGone) })
			put(o.Grace, func(now time.Time) []governance.Event { return p.lapse(now, o.Number, LapsedUnreasoned) })
		}
	}
	switch r := &p.s.Run; p.s.Phase {
	case running:
		put(r.Early, p.ask)
		put(p.Deadline(), p.ask)
	case closing:
		put(r.Retry, p.ask)
	case held:
		// An objection that may still get its reason, or lapse, keeps the end of the integration waiting.
		if reasoned || !p.blocked() {
			put(r.Until, p.resolve)
		}
	}
	return out
}

// next answers the alarm that rings first.
func (p *Proposal) next() (alarm, bool) {
	var first alarm
	for _, a := range p.alarms() {
		if first.ring == nil || a.at.Before(first.at) {
			first = a
		}
	}
	return first, first.ring != nil
}

// NextWake implements governance.Aggregate.
func (p *Proposal) NextWake() time.Time {
	first, _ := p.next()
	return first.at
}

// Wake implements governance.Aggregate. It heeds the earliest thing that is due and leaves the others to the next call, so that after
// a week of downtime everything happens in order and once. All rows must be loaded.
func (p *Proposal) Wake(now time.Time) ([]governance.Event, error) {
	now = moment(now)
	first, ok := p.next()
	if !ok || first.at.After(now) {
		return nil, nil
	}
	return first.ring(now), nil
}

// ask begins to close it, or asks for the reactions once more (D16).
func (p *Proposal) ask(now time.Time) []governance.Event {
	r := &p.s.Run
	if p.s.Phase != closing {
		p.s.Phase, r.Attempt, r.ReadFailed = closing, 0, false
	}
	wait := longestRetry
	if r.Attempt < 10 {
		wait = min(firstRetry<<r.Attempt, longestRetry)
	}
	r.Attempt++
	r.Retry = now.Add(wait)
	return []governance.Event{&ClosingBegan{Version: p.Version(), Attempt: r.Attempt}}
}

// Read is the platform's answer while the proposal is closing: whether the reactions could be read. Read, and applied before this, it
// decides; unread, it stays closing and says so once (D16). It means nothing at any other time. All rows must be loaded.
func (p *Proposal) Read(now time.Time, ok bool) ([]governance.Event, error) {
	switch {
	case p.s.Phase != closing || p.Paused():
		return nil, nil
	case ok:
		return p.decide(moment(now)), nil
	case p.s.Run.ReadFailed:
		return nil, nil
	}
	p.s.Run.ReadFailed = true
	return []governance.Event{&ReadFailed{Version: p.Version()}}, nil
}

// decide does what the deadline, or an early adoption, has come for, in the order of D16.
func (p *Proposal) decide(now time.Time) []governance.Event {
	p.reopen()
	if now.Before(p.Deadline()) {
		return p.early(now) // D8: it came for an early adoption, which may be off by now.
	}
	r := &p.s.Run
	r.Early = time.Time{}
	unreasoned := p.unreasoned()
	switch {
	case len(unreasoned) > 0:
		p.s.Phase = held
		return []governance.Event{p.beginGrace(now, unreasoned...)}
	case p.blocked():
		p.s.Phase = held
		return p.beginIntegration(now)
	case p.quorate():
		return p.adopt(now)
	case !r.QuorumExtended:
		r.QuorumExtended = true
		return []governance.Event{p.move(now, p.shrunk(p.now().Policy.Extension, now), MovedQuorum, 0)}
	}
	return p.fail(now, NoQuorum)
}

// beginGrace gives objections a while to get their reasons (D11).
func (p *Proposal) beginGrace(now time.Time, numbers ...int) *GraceBegan {
	until := p.shrunk(p.now().Policy.Grace, p.clock(now))
	for _, n := range numbers {
		p.s.Objections[n-1].Grace = until
	}
	return &GraceBegan{Version: p.Version(), Numbers: numbers, Until: until, Plan: p.planReason(now, numbers)}
}

// integrateIfDue begins integration once no objection waits for its reason any more (D16).
func (p *Proposal) integrateIfDue(now time.Time) []governance.Event {
	if p.s.Phase != held || !p.s.Run.Until.IsZero() || !p.blocked() || len(p.unreasoned()) > 0 {
		return nil
	}
	return p.beginIntegration(now)
}

// beginIntegration gives the circle its time to integrate what is open: so much a version, however often it begins (D16).
func (p *Proposal) beginIntegration(now time.Time) []governance.Event {
	p.integrate(now)
	events := []governance.Event{&IntegrationBegan{Version: p.Version(), Until: p.s.Run.Until, Plan: p.planIntegration(p.clock(now))}}
	return append(events, p.suggestTalk()...)
}

func (p *Proposal) integrate(now time.Time) {
	r := &p.s.Run
	at := p.clock(now)
	if r.Until = p.after(p.now().Policy.Integration, at); r.Integrated {
		r.Until = at.Add(r.Left)
	}
	r.Integrated = true
}

// resolve does what policy says about what nobody resolved in time (D17).
func (p *Proposal) resolve(now time.Time) []governance.Event {
	switch policy := p.now().Policy; {
	case !p.blocked() && now.Before(p.Deadline()):
		return p.decide(now) // Hindered while it was early: its window is open still, and fewer than all decide nothing before its end.
	case !p.blocked() && p.quorate():
		return p.adopt(now) // The act that hindered it may be possible by now; if not, Hinder ends it.
	case !p.blocked():
		return p.fail(now, NoQuorum)
	case policy.Unresolved == governance.ToParent && p.s.Parent != 0:
		p.finish(Outcome{Status: StatusEscalated, At: now, Parent: p.s.Parent})
		return []governance.Event{&Escalated{Version: p.Version(), Parent: p.s.Parent}}
	case policy.Unresolved == governance.ToMeeting:
		return p.fail(now, ToTalk)
	}
	return p.fail(now, Unintegrated)
}

// adopt is the one way to adopt it (D16, D21). It never does with an open objection or a missed quorum: its callers have looked, and
// a mistake of theirs must not decide anything.
func (p *Proposal) adopt(now time.Time) []governance.Event {
	if p.blocked() || !p.quorate() || p.Ended() {
		panic("consent: " + p.s.Ref.String() + " cannot be adopted")
	}
	t := p.s.Run.Tally
	o := Outcome{Status: StatusAdopted, At: now, Alone: t.Others == 0, Early: now.Before(p.Deadline())}
	o.Silent = !o.Alone && t.responded() == 0
	e := &Adopted{Version: p.Version(), Consents: t.Consents, Abstains: t.Abstains, Concerns: t.Concerns, Others: t.Others,
		Silent: o.Silent, Alone: o.Alone, Early: o.Early, Carries: p.Acts(), Follow: p.following(now)}
	p.finish(o)
	return []governance.Event{e}
}

// fail ends it as not adopted.
func (p *Proposal) fail(now time.Time, why Reason) []governance.Event {
	t := p.Tally()
	p.finish(Outcome{Status: StatusNotAdopted, At: now, Why: why})
	return []governance.Event{&NotAdopted{Version: p.Version(), Why: why, Responded: t.Responded, Needed: t.Needed, Others: t.Others}}
}

// finish gives it its one outcome (D21).
func (p *Proposal) finish(o Outcome) {
	p.s.Phase, p.s.Outcome, p.s.PausedAt = ended, o, time.Time{}
	p.s.Run.Early, p.s.Run.Until, p.s.Run.Retry = time.Time{}, time.Time{}, time.Time{}
}

// Hinder implements governance.Hinderable: an act of the proposal cannot be carried out, so its adoption, which was never saved, does
// not happen. It is blocked, with the time of an integration to make the act possible or to amend (D22). When that is over the
// adoption is tried once more; hindered again, it is not adopted.
func (p *Proposal) Hinder(now time.Time, act governance.Act, why *governance.Error) ([]governance.Event, error) {
	now = moment(now)
	if p.Ended() {
		return nil, nil
	}
	r := &p.s.Run
	if r.Hindrance != nil && !r.Until.IsZero() && !now.Before(r.Until) {
		return p.fail(now, Impossible), nil
	}
	p.reopen()
	p.s.Phase, r.Early = held, time.Time{}
	r.Hindrance = &Hindrance{Act: act, Code: why.Code, Args: why.Args}
	p.integrate(now)
	plan := slices.DeleteFunc(p.planIntegration(p.clock(now)), func(n governance.Nudge) bool {
		return n.What == nudgeProposer && !n.Due.After(now) // who raised it is told at once as it is
	})
	return []governance.Event{&Hindered{Version: p.Version(), Act: act, Code: why.Code, Args: why.Args, Until: r.Until, Plan: plan}}, nil
}
