package rotation

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// gap is the time from one turn to the next that spans are measured by: from the turn before to this one, or for the first, to the next.
func (r *Rotation) gap(t Turn) time.Duration {
	turns := r.turns()
	i := slices.IndexFunc(turns, func(o *Turn) bool { return o.Number == t.Number })
	switch {
	case i > 0:
		return t.Start.Sub(turns[i-1].Start)
	case len(r.Past) > 0 && r.Past[len(r.Past)-1].Start.Before(t.Start):
		return t.Start.Sub(r.Past[len(r.Past)-1].Start)
	}
	if next := r.Cadence.Next(t.Start); !next.IsZero() {
		return next.Sub(t.Start)
	}
	return t.End.Sub(t.Start)
}

// askAt is when the keeper of a turn is asked: the lead before it, or half of the gap if that is shorter (R4, D0).
func (r *Rotation) askAt(t Turn) time.Time { return t.Start.Add(-min(lead, r.gap(t)/2)) }

// alarm is something that time alone will make true.
type alarm struct {
	at   time.Time
	ring func(x *Rotation, now time.Time) []governance.Event
}

// next answers what rings first. Of several at the same instant it is the first of these: a swap lapses, a turn ends, a turn begins,
// somebody is asked.
func (r *Rotation) next() (alarm, bool) {
	var all []alarm
	if r.Status == StatusArchived {
		return alarm{}, false
	}
	for _, s := range r.Swaps {
		all = append(all, alarm{s.Until, func(x *Rotation, _ time.Time) []governance.Event { return x.endSwap(s, SwapLapsed, 0, "") }})
	}
	if r.Present != nil {
		all = append(all, alarm{r.Present.End, (*Rotation).finish})
	}
	if r.Status == StatusRunning && len(r.Ahead) > 0 {
		all = append(all, alarm{r.Ahead[0].Start, (*Rotation).begin})
		for i, t := range r.Ahead {
			if t.State == Planned {
				all = append(all, alarm{r.askAt(t), func(x *Rotation, _ time.Time) []governance.Event { return x.ask(&x.Ahead[i]) }})
			}
		}
	}
	var first alarm
	for _, a := range all {
		if first.ring == nil || a.at.Before(first.at) {
			first = a
		}
	}
	return first, first.ring != nil
}

// NextWake implements governance.Aggregate.
func (r *Rotation) NextWake() time.Time {
	first, _ := r.next()
	return first.at
}

// Wake implements governance.Aggregate. It heeds the earliest thing that is due and leaves the others to the next call, so that after a
// downtime everything happens in order and once.
func (r *Rotation) Wake(now time.Time) ([]governance.Event, error) {
	now = moment(now)
	first, ok := r.next()
	if !ok || first.at.After(now) {
		return nil, nil
	}
	x := r.clone()
	x.told, x.deed = nil, nil
	events := x.settle(now, 0, CauseTime, r, first.ring(x, now))
	x.complete(events)
	x.seat(r)
	*r = *x
	return events, nil
}

// catchUp does what time has made true by now.
func (r *Rotation) catchUp(now time.Time) []governance.Event {
	var out []governance.Event
	for {
		first, ok := r.next()
		if !ok || first.at.After(now) {
			return out
		}
		before := r.clone()
		events := r.settle(now, 0, CauseTime, before, first.ring(r, now))
		r.complete(events)
		out = append(out, events...)
	}
}

// ask offers a turn to its keeper (R4). Their nudge was planned with the turn.
func (r *Rotation) ask(t *Turn) []governance.Event {
	t.State = Asked
	return []governance.Event{&Offered{Slot: t.Slot()}}
}

// begin starts the next turn. Whoever has it has it, accepted or not (R4).
func (r *Rotation) begin(now time.Time) []governance.Event {
	var events []governance.Event
	if r.Present != nil {
		events = r.finish(now)
	}
	t := r.Ahead[0]
	r.Ahead = slices.Delete(r.Ahead, 0, 1)
	r.Present = &t
	e := &TurnStarted{Slot: t.Slot(), Late: !t.End.After(now), Notice: governance.Notice{ToCircle: t.End.After(now)}}
	if last := r.last(); last != nil && last.Keeper != t.Keeper {
		e.Outgoing, e.Note = last.Keeper, last.Note
	}
	return append(events, e)
}

// complete tells a turn that started what the plan was settled to after it.
func (r *Rotation) complete(events []governance.Event) {
	for _, event := range events {
		if e, ok := event.(*TurnStarted); ok && r.Present != nil {
			e.Slot, e.Shadow, e.Ahead = r.Present.Slot(), r.Present.Shadow, r.slots()
			e.Plan = append(e.Plan, r.planNote(*r.Present)...)
			for _, more := range events {
				if pair, ok := more.(*Paired); ok {
					pair.ToCircle = false // The circle hears it with the turn.
				}
			}
		}
	}
}

// finish ends the present turn and counts it (R3).
func (r *Rotation) finish(time.Time) []governance.Event {
	t := *r.Present
	t.Passed = nil
	switch {
	case t.State == Void:
	case t.Keeper == 0:
		t.State = Missed
	default:
		t.State = Done
		if m := r.member(t.Keeper); m != nil {
			m.Served, m.Last, m.Debt = m.Served+1, t.Start, 0
		}
	}
	r.Present, r.Done = nil, r.Done+1
	r.Past = append(r.Past, t)
	if len(r.Past) > keptPast {
		r.Past = slices.Delete(r.Past, 0, len(r.Past)-keptPast)
	}
	return []governance.Event{&TurnEnded{Slot: t.Slot(), State: t.State}}
}

// last is the latest turn that is over; nil when there is none.
func (r *Rotation) last() *Turn {
	if len(r.Past) == 0 {
		return nil
	}
	return &r.Past[len(r.Past)-1]
}

func (r *Rotation) slots() []Slot {
	var out []Slot
	for _, t := range r.Ahead {
		out = append(out, t.Slot())
	}
	return out
}

// pair keeps in step who goes along with the keeper of the present turn: somebody who wishes it and whose first turn is the next (R8).
func (r *Rotation) pair() []governance.Event {
	if r.Present == nil {
		return nil
	}
	shadow := r.ShadowOf(r.Present.Number)
	if shadow == r.Present.Shadow {
		return nil
	}
	if r.Present.Shadow = shadow; shadow == 0 {
		return nil
	}
	return []governance.Event{&Paired{Slot: r.Present.Slot(), Shadow: shadow,
		Notice: governance.Notice{Tell: r.others(0, r.Present.Keeper, shadow), ToCircle: true}}}
}

// ShadowOf answers who goes along with the keeper of a turn, the present one or one ahead, before their own first (R8); zero for nobody.
func (r *Rotation) ShadowOf(number int) governance.PersonID {
	turns := r.turns()
	for i, t := range turns {
		if t.Number != number || i+1 >= len(turns) || t.Keeper == 0 {
			continue
		}
		next := turns[i+1].Keeper
		m := r.member(next)
		if next == 0 || next == t.Keeper || m == nil || !m.Wishes || m.Served > 0 {
			return 0
		}
		for _, earlier := range turns[:i] {
			if earlier.Keeper == next {
				return 0
			}
		}
		return next
	}
	return 0
}

// Responsible answers who answers for the duty now (R4): whoever has the turn that runs; in a gap between two, the outgoing keeper
// until the incoming one has accepted.
func (r *Rotation) Responsible(now time.Time) governance.PersonID {
	switch {
	case r.Present != nil && now.Before(r.Present.End):
		return r.Present.Keeper
	case len(r.Ahead) > 0 && (r.Ahead[0].Taken() || !now.Before(r.Ahead[0].Start)):
		return r.Ahead[0].Keeper
	case r.Present != nil:
		return r.Present.Keeper
	case r.last() != nil:
		return r.last().Keeper
	}
	return 0
}

// AnswersFor answers who sees to it that a turn ahead is had by somebody: the keeper of the turn before it, until its own keeper accepts
// or it starts (R4).
func (r *Rotation) AnswersFor(number int, now time.Time) governance.PersonID {
	turns := r.turns()
	for i, t := range turns {
		switch {
		case t.Number != number:
		case t.Taken(), !now.Before(t.Start):
			return t.Keeper
		case i > 0:
			return turns[i-1].Keeper
		case r.last() != nil:
			return r.last().Keeper
		default:
			return t.Keeper
		}
	}
	return 0
}

// seatAct seats the keeper of the present turn in the role that the rotation fills, when that is another than before (R1, R9).
func (r *Rotation) seatAct() []governance.Act {
	if r.Role.IsZero() || r.Present == nil || r.SeatKnown && r.Seated == r.Present.Keeper {
		return nil
	}
	r.Seated, r.SeatKnown = r.Present.Keeper, true
	return []governance.Act{{Kind: ActSeat, Args: governance.Args{"role": r.Role.N, "person": int64(r.Seated), "how": "by rotation",
		"kind": string(Kind), "n": r.Number}}}
}

// ActSeat is the kind of act that seats somebody in a role (D22); the practice of roles carries it out.
const ActSeat = "role.seat"

// Hinder implements governance.Hinderable: the role cannot be filled any more, so the rotation goes on as one of a task (D22).
func (r *Rotation) Hinder(_ time.Time, _ governance.Act, why *governance.Error) ([]governance.Event, error) {
	if r.Role.IsZero() {
		return nil, nil
	}
	e := &RoleLost{Role: r.Role, Code: why.Code, Args: why.Args, Notice: governance.Notice{ToCircle: true}}
	r.Role, r.Seated, r.SeatKnown = governance.Ref{}, 0, false
	return []governance.Event{e}, nil
}
