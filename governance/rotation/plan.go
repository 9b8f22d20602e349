package rotation

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// act is the one path by which a rotation changes: time catches up first, the act happens to a copy, the plan is settled, and what
// differs is told. An act that is refused leaves everything as it was; one that answers no events was no news.
func (r *Rotation) act(now time.Time, by governance.PersonID, why Cause, do func(x *Rotation, now time.Time) ([]governance.Event, error)) (
	[]governance.Event, error) {
	now = moment(now)
	x := r.clone()
	x.told, x.deed = nil, nil
	caught := x.catchUp(now)
	before := x.clone()
	events, err := do(x, now)
	if err != nil {
		return nil, err
	}
	if len(events) > 0 {
		events = x.settle(now, by, why, before, events)
		x.remember(before)
	}
	x.seat(r)
	*r = *x
	return append(caught, events...), nil
}

// settle brings the plan in order after something happened, and adds to the events what follows from it.
func (r *Rotation) settle(now time.Time, by governance.PersonID, why Cause, before *Rotation, events []governance.Event) []governance.Event {
	if r.Status == StatusArchived {
		return events
	}
	events = append(events, r.extend(now)...)
	turns := r.turns()
	for _, t := range turns {
		if t.Keeper != 0 && !r.keeps(now, *t) {
			t.Keeper, t.Open, t.Willed = 0, true, false
		}
	}
	for i, t := range turns {
		if t.Keeper == 0 && t.State != Void && (t.State != Vacant || t != r.Present) { // A vacancy that runs is for volunteers.
			r.assign(now, turns, i)
		}
	}
	changed, more := r.differences(now, by, why, before)
	events = append(events, more...)
	events = append(events, r.endSwaps(by, before)...)
	events = append(events, r.pair()...)
	tellOnce(events)
	notice := events[len(events)-1].(governance.Noticed).Mend()
	notice.Carries = append(notice.Carries, r.seatAct()...)
	for _, t := range changed {
		known := slices.Contains(r.told, t.Number) || before.turn(t.Number) != nil
		notice.Plan = append(notice.Plan, r.planTurn(now, *t, known)...)
	}
	return events
}

// turns are the present turn, if there is one, and those ahead.
func (r *Rotation) turns() []*Turn {
	var out []*Turn
	if r.Present != nil {
		out = append(out, r.Present)
	}
	for i := range r.Ahead {
		out = append(out, &r.Ahead[i])
	}
	return out
}

// turn finds the present turn or one ahead; nil for another.
func (r *Rotation) turn(number int) *Turn {
	for _, t := range r.turns() {
		if t.Number == number {
			return t
		}
	}
	return nil
}

// extend plans turns until there are as many ahead as there should be. What a long downtime let pass unplanned is passed over: the last
// turn that was known goes on until the first one that can still be told of (R4).
func (r *Rotation) extend(now time.Time) []governance.Event {
	var events []governance.Event
	for r.Status == StatusRunning && len(r.Ahead) < r.Plan {
		last := r.notBefore(now)
		if turns := r.turns(); len(turns) > 0 {
			last = turns[len(turns)-1].Start
		}
		start := r.Cadence.Next(last)
		if !start.IsZero() && !start.After(now) && last.Before(now) {
			from := start
			start = r.Cadence.Next(now)
			e := &Overslept{From: moment(from), To: moment(start), Notice: governance.Notice{ToCircle: true}}
			if turns := r.turns(); len(turns) > 0 {
				e.Keeper = turns[len(turns)-1].Keeper
			}
			events = append(events, e)
		}
		if start.IsZero() {
			break
		}
		r.Turns++
		r.Ahead = append(r.Ahead, Turn{Number: r.Turns, Start: moment(start)})
	}
	r.link()
	return events
}

// notBefore is after when a turn may begin. A rhythm that only counts seconds ticks whenever it ticks, and that may be right now: whoever
// has the very first turn is to be told before, and has half of a step for that, or a minute if that is shorter (R4).
func (r *Rotation) notBefore(now time.Time) time.Time {
	first := r.Cadence.Next(now)
	if r.Turns > 0 || !r.Cadence.Clockless() || first.IsZero() {
		return now
	}
	return now.Add(min(r.Cadence.Next(first).Sub(first)/2, time.Minute) - time.Nanosecond)
}

// link lets every turn end when the next one begins, or when its length is over if that is earlier (R2).
func (r *Rotation) link() {
	turns := r.turns()
	for i, t := range turns {
		next := time.Time{}
		if i+1 < len(turns) {
			next = turns[i+1].Start
		} else if at := r.Cadence.Next(t.Start); !at.IsZero() {
			next = moment(at)
		}
		if t.End = next; !r.Length.IsZero() {
			if end := moment(r.Length.After(t.Start, r.Zone(), governance.WorkingWeek)); end.Before(next) || next.IsZero() {
				t.End = end
			}
		}
		if t.End.IsZero() {
			t.End = t.Start.Add(day) // A rhythm that has no more: its last turn must end some time.
		}
	}
}

// assign gives a turn that has nobody to whoever is next, or leaves it vacant. A turn that was given up is offered at once (R6).
func (r *Rotation) assign(now time.Time, turns []*Turn, i int) {
	t := turns[i]
	who := r.choose(now, turns, i)
	if who == 0 {
		t.State = Vacant
		return
	}
	if t.Due == 0 || !t.Open || r.Order == Fair {
		t.Due = who // In the fixed order a stand-in leaves the order as it was.
	}
	t.Keeper, t.State = who, Planned
	if t.Open {
		t.State = Asked
	}
}

// choose answers who is next for a turn by the order (R3), or zero when nobody is eligible (R7).
func (r *Rotation) choose(now time.Time, turns []*Turn, i int) governance.PersonID {
	t := turns[i]
	able := func(m Member) bool { return r.eligible(now, m, *t) && !r.beside(m.Person, turns, i) }
	if r.Order == Fixed && (t.Due == 0 || !t.Open) {
		from := r.place(turns, i) + 1
		for n := range r.Members {
			if m := r.Members[(from+n)%len(r.Members)]; able(m) {
				return m.Person
			}
		}
		return 0
	}
	var best governance.PersonID
	var load int
	var last time.Time
	for _, m := range r.Members {
		if !able(m) {
			continue
		}
		if n, at := r.burden(m, turns); best == 0 || n < load || n == load && at.Before(last) {
			best, load, last = m.Person, n, at
		}
	}
	return best
}

// burden is how many turns somebody has served or is to serve, with what they began with and owe (R3), and when the latest began.
func (r *Rotation) burden(m Member, turns []*Turn) (int, time.Time) {
	load, last := m.Start+m.Served+m.Debt, m.Last
	for _, t := range turns {
		if t.Keeper == m.Person {
			if load++; t.Start.After(last) {
				last = t.Start
			}
		}
	}
	return load, last
}

// place is where on the roster the order stands before a turn: the place of the one whose turn by the order was before it; -1 before
// the first.
func (r *Rotation) place(turns []*Turn, i int) int {
	before := slices.Clone(r.Past)
	for _, t := range turns[:i] {
		before = append(before, *t)
	}
	for _, t := range slices.Backward(before) {
		at := slices.IndexFunc(r.Members, func(m Member) bool { return m.Person == t.Due })
		if t.Due != 0 && at >= 0 {
			return at
		}
	}
	return -1
}

// eligible tells whether the order may give somebody this turn (R7): on the roster, not opted out, not away in it, with the skills it
// asks for, and not somebody who said no to it.
func (r *Rotation) eligible(now time.Time, m Member, t Turn) bool {
	return m.available() && r.skilled(m) && !r.awayIn(m, now, t) && !slices.Contains(t.Passed, m.Person)
}

func (m Member) available() bool { return m.On() && !m.Gone && !m.OptedOut }

func (r *Rotation) skilled(m Member) bool {
	for _, s := range r.Requires {
		if !slices.Contains(m.Skills, s) {
			return false
		}
	}
	return true
}

// awayIn tells whether a turn lies in one of the member's absences: its beginning does, or more than half of it. Of a turn that runs it
// is what is left that counts.
func (r *Rotation) awayIn(m Member, now time.Time, t Turn) bool {
	from := t.Start
	if r.Present != nil && r.Present.Number == t.Number {
		from = later(from, now)
	}
	for _, a := range m.Away {
		lost := min(a.To.Sub(from), t.End.Sub(from)) - max(a.From.Sub(from), 0)
		if a.Contains(from) || lost > t.End.Sub(from)/2 {
			return true
		}
	}
	return false
}

// beside tells whether somebody has the turn before or after, so that this one would be two in a row (R7). That does not count where it
// is allowed, and for the only one there is.
func (r *Rotation) beside(p governance.PersonID, turns []*Turn, i int) bool {
	if r.InARow || r.alone() {
		return false
	}
	if i+1 < len(turns) && turns[i+1].Keeper == p {
		return true
	}
	if i > 0 {
		return turns[i-1].Keeper == p
	}
	return len(r.Past) > 0 && r.Past[len(r.Past)-1].Keeper == p
}

// alone tells whether there is but one who could take turns at all.
func (r *Rotation) alone() bool {
	n := 0
	for _, m := range r.Members {
		if m.available() && r.skilled(m) {
			n++
		}
	}
	return n <= 1
}

// keeps tells whether the keeper of a turn can still have it. Who took it by their own will keeps it outside the roster, too, and the
// turn that runs is finished also by those who left; who is away in it says so when they declare it.
func (r *Rotation) keeps(now time.Time, t Turn) bool {
	if slices.Contains(t.Passed, t.Keeper) {
		return false
	}
	m := r.member(t.Keeper)
	switch {
	case m == nil:
		return t.Willed
	case m.Gone:
		return false
	case r.Present != nil && r.Present.Number == t.Number:
		return true
	case r.awayIn(*m, now, t):
		return false
	}
	return t.Willed || m.available() && (t.Taken() || r.skilled(*m))
}

// differences tells what is arranged otherwise than before: the turns whose keeper or time is another, all that moved in one event, and
// what became vacant in one event each. What the act's own event tells is not told again, but is among the turns answered.
func (r *Rotation) differences(now time.Time, by governance.PersonID, why Cause, before *Rotation) (changed []*Turn, events []governance.Event) {
	e := &Rearranged{Why: why, By: by, Notice: governance.Notice{ToCircle: true}}
	gap := &Vacated{Why: why, By: by, Notice: governance.Notice{ToCircle: true}}
	var people, were []governance.PersonID
	for _, t := range r.turns() {
		was := before.turn(t.Number)
		if was != nil && was.Keeper == t.Keeper && was.Start.Equal(t.Start) && (was.State == Vacant) == (t.State == Vacant) {
			continue
		}
		changed = append(changed, t)
		switch {
		case slices.Contains(r.told, t.Number), t.State == Void, was == nil && t.State != Vacant:
		case t.State == Vacant && (was == nil || was.State != Vacant):
			v := Vacancy{Slot: t.Slot()}
			if was != nil {
				v.Was = was.Keeper
			}
			gap.Turns, were = append(gap.Turns, v), append(were, v.Was)
		case t.State != Vacant:
			if t.State == Planned && !r.askAt(*t).After(now) {
				t.State = Asked // This tells them, so nothing else has to.
			}
			m := Move{Turn: t.Number, Start: t.Start, End: t.End, Was: was.Keeper, Now: t.Keeper, Promised: was.Taken(), Asked: t.State == Asked}
			if !was.Start.Equal(t.Start) {
				m.WasStart = was.Start
			}
			e.Moves = append(e.Moves, m)
			people = append(people, m.Was, m.Now)
		}
	}
	if len(e.Moves) > 0 {
		e.Tell = r.others(by, people...)
		events = append(events, e)
	}
	if len(gap.Turns) > 0 {
		gap.Tell = r.others(by, were...)
		events = append(events, gap)
	}
	return changed, events
}

// tellOnce lets nobody hear of their turn twice: whom a Rearranged or Vacated tells directly, the event before it need not.
func tellOnce(events []governance.Event) {
	var moved []governance.PersonID
	for _, event := range events {
		switch e := event.(type) {
		case *Rearranged:
			moved = append(moved, e.Tell...)
		case *Vacated:
			moved = append(moved, e.Tell...)
		}
	}
	for _, event := range events {
		switch event.(type) {
		case *Rearranged, *Vacated, *SwapEnded, *Paired, *Covered, *Volunteered, *Cancelled, *Swapped:
			continue // These are about turns, or swaps, of their own.
		}
		n := event.(governance.Noticed).Mend()
		n.Tell = slices.DeleteFunc(n.Tell, func(p governance.PersonID) bool { return slices.Contains(moved, p) })
	}
}

// others are those of the people who are to be told: once each, not whoever acted, and nobody who is gone.
func (r *Rotation) others(by governance.PersonID, people ...governance.PersonID) []governance.PersonID {
	var out []governance.PersonID
	for _, p := range people {
		if m := r.member(p); p == 0 || p == by || slices.Contains(out, p) || m != nil && m.Gone {
			continue
		}
		out = append(out, p)
	}
	return out
}

// seat keeps the rows in step: those on the roster and those who have a turn are found by them. It writes only what changed.
func (r *Rotation) seat(was *Rotation) {
	if r.Status == StatusArchived && was.Status == StatusArchived {
		return
	}
	now := r.Concerned()
	for _, p := range was.Concerned() {
		if !slices.Contains(now, p) {
			r.people.Put(p, Seat{})
		}
	}
	for _, p := range now {
		if !slices.Contains(was.Concerned(), p) {
			r.people.Put(p, Seat{On: true})
		}
	}
}

// Concerned answers whom it concerns: those on the roster, and whoever else has a turn. One that has ended concerns nobody.
func (r *Rotation) Concerned() []governance.PersonID {
	if r.Status == StatusArchived {
		return nil
	}
	out := r.Roster()
	for _, t := range r.turns() {
		if t.Keeper != 0 && !slices.Contains(out, t.Keeper) {
			out = append(out, t.Keeper)
		}
	}
	return out
}
