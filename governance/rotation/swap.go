package rotation

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Swap asks somebody to exchange two named turns (R5): mine, a turn of by's, and theirs, another's. Zero for mine is by's earliest turn
// ahead, zero for theirs the earliest ahead of with; turns are planned further ahead for that if need be. It waits for the other until
// one of the two begins. It answers Invalid swap_self, Conflict swap_asked, turn_running and rota_paused, NotFound swap_no_turn ("person"), and the
// refusals of own and held.
func (r *Rotation) Swap(now time.Time, by, with governance.PersonID, mine, theirs int) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		switch {
		case by == with:
			return nil, x.refuse(governance.Invalid, "swap_self")
		case x.Status == StatusPaused:
			return nil, x.refuse(governance.Conflict, "rota_paused", "title", x.Title)
		}
		a, err := x.toSwap(now, by, mine)
		if err != nil {
			return nil, err
		}
		b, err := x.toSwap(now, with, theirs)
		switch {
		case err != nil:
			return nil, err
		case a.Keeper != by:
			return nil, x.refuse(governance.NotAllowed, "turn_not_yours", "turn", a.Number, "person", a.Keeper, "when", a.Start)
		case b.Keeper == by:
			return nil, x.refuse(governance.Invalid, "swap_self")
		}
		for _, s := range x.Swaps {
			if s.Mine == a.Number || s.Theirs == a.Number || s.Mine == b.Number || s.Theirs == b.Number {
				return nil, x.refuse(governance.Conflict, "swap_asked", "person", s.By, "with", s.With)
			}
		}
		return x.askSwap(now, by, *x.turn(a.Number), *b), nil
	})
}

func (r *Rotation) askSwap(now time.Time, by governance.PersonID, a, b Turn) []governance.Event {
	r.SwapsAsked++
	s := Swap{Number: r.SwapsAsked, By: by, With: b.Keeper, Mine: a.Number, Theirs: b.Number, Until: a.Start}
	if b.Start.Before(a.Start) {
		s.Until = b.Start
	}
	r.Swaps = append(r.Swaps, s)
	return []governance.Event{&SwapAsked{Number: s.Number, By: by, With: s.With, Mine: a.Slot(), Theirs: b.Slot(), Until: s.Until,
		Notice: governance.Notice{Tell: r.others(by, s.With), Plan: r.planSwap(now, s)}}}
}

// toSwap finds a turn ahead by its number, or the earliest one ahead of somebody, planning further ahead for them if need be.
func (r *Rotation) toSwap(now time.Time, of governance.PersonID, number int) (*Turn, error) {
	if number != 0 {
		t, err := r.held(number)
		if err == nil && t == r.Present {
			return nil, r.refuse(governance.Conflict, "turn_running", "turn", number, "person", t.Keeper)
		}
		return t, err
	}
	plan := r.Plan
	defer func() { r.Plan = plan }()
	for {
		if i := slices.IndexFunc(r.Ahead, func(t Turn) bool { return t.Keeper == of && t.State != Void }); i >= 0 {
			return &r.Ahead[i], nil
		}
		if len(r.Ahead) >= MostAhead || !r.Has(of) || r.Status != StatusRunning {
			return nil, r.refuse(governance.NotFound, "swap_no_turn", "person", of, "title", r.Title)
		}
		r.Plan = len(r.Ahead) + 1
		r.extend(now)
		if len(r.Ahead) < r.Plan {
			return nil, r.refuse(governance.NotFound, "swap_no_turn", "person", of, "title", r.Title)
		}
		turns := r.turns()
		r.assign(now, turns, len(turns)-1)
	}
}

// swap finds one that waits, by its number or, for zero, the earliest that fits: NotFound swap_unknown.
func (r *Rotation) swap(number int, fits func(Swap) bool) (Swap, error) {
	for _, s := range r.Swaps {
		if s.Number == number || number == 0 && fits(s) {
			return s, nil
		}
	}
	return Swap{}, r.refuse(governance.NotFound, "swap_unknown", "title", r.Title)
}

// AcceptSwap exchanges the two turns (R5): both are promised now. Number zero is the earliest that waits for by. It answers NotFound
// swap_unknown, NotAllowed swap_not_yours ("person"), and Conflict turn_away or turn_unskilled when one of the two could not have their
// new turn.
func (r *Rotation) AcceptSwap(now time.Time, by governance.PersonID, number int) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		s, err := x.swapFor(by, number)
		if err != nil {
			return nil, err
		}
		a, b := x.turn(s.Mine), x.turn(s.Theirs)
		if err := x.able(now, s.By, *b); err != nil {
			return nil, err
		}
		if err := x.able(now, s.With, *a); err != nil {
			return nil, err
		}
		x.give(a, s.With, Promised)
		x.give(b, s.By, Promised)
		x.dropSwap(s)
		return []governance.Event{&Swapped{Number: s.Number, By: s.By, With: s.With, Mine: a.Slot(), Theirs: b.Slot(),
			Notice: governance.Notice{Tell: x.others(by, s.By), ToCircle: true}}}, nil
	})
}

func (r *Rotation) swapFor(by governance.PersonID, number int) (Swap, error) {
	if err := r.running(); err != nil {
		return Swap{}, err
	}
	s, err := r.swap(number, func(s Swap) bool { return s.With == by })
	if err == nil && s.With != by {
		err = r.refuse(governance.NotAllowed, "swap_not_yours", "person", s.With)
	}
	return s, err
}

// DeclineSwap says no to a swap. It answers the refusals of AcceptSwap.
func (r *Rotation) DeclineSwap(now time.Time, by governance.PersonID, number int, why string) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, _ time.Time) ([]governance.Event, error) {
		s, err := x.swapFor(by, number)
		if err != nil {
			return nil, err
		}
		why, err := governance.CheckText("reason", why, governance.MaxReason, false)
		if err != nil {
			return nil, err
		}
		return x.endSwap(s, SwapDeclined, by, why), nil
	})
}

// WithdrawSwap takes back a swap that somebody asked for. It answers NotFound swap_unknown and NotAllowed swap_not_asker.
func (r *Rotation) WithdrawSwap(now time.Time, by governance.PersonID, number int) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, _ time.Time) ([]governance.Event, error) {
		s, err := x.swap(number, func(s Swap) bool { return s.By == by })
		if err == nil && s.By != by {
			err = x.refuse(governance.NotAllowed, "swap_not_asker", "person", s.By)
		}
		if err != nil {
			return nil, err
		}
		return x.endSwap(s, SwapWithdrawn, by, ""), nil
	})
}

// endSwap ends a swap without exchanging anything; both but whoever did it are told.
func (r *Rotation) endSwap(s Swap, how SwapEnding, by governance.PersonID, why string) []governance.Event {
	r.dropSwap(s)
	return []governance.Event{&SwapEnded{Number: s.Number, By: s.By, With: s.With, How: how, Why: why,
		Notice: governance.Notice{Tell: r.others(by, s.By, s.With)}}}
}

func (r *Rotation) dropSwap(s Swap) {
	r.Swaps = slices.DeleteFunc(slices.Clone(r.Swaps), func(o Swap) bool { return o.Number == s.Number })
}

// endSwaps ends the swaps whose turns are not theirs any more, or not at that time.
func (r *Rotation) endSwaps(by governance.PersonID, before *Rotation) []governance.Event {
	var events []governance.Event
	stands := func(number int, keeper governance.PersonID) bool {
		t, was := r.turn(number), before.turn(number)
		return t != nil && t.Keeper == keeper && (was == nil || was.Start.Equal(t.Start))
	}
	for _, s := range slices.Clone(r.Swaps) {
		if !stands(s.Mine, s.By) || !stands(s.Theirs, s.With) {
			events = append(events, r.endSwap(s, SwapOvertaken, by, "")...)
		}
	}
	return events
}
