package rotation

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// running refuses what cannot be done to a rotation that has ended, TooLate.
func (r *Rotation) running() error {
	if r.Status == StatusArchived {
		return r.refuse(governance.TooLate, "rota_over", "title", r.Title)
	}
	return nil
}

// may refuses whoever is not on the roster, NotAllowed (K7).
func (r *Rotation) may(by governance.PersonID) error {
	if err := r.running(); err != nil {
		return err
	}
	if !r.Has(by) {
		return r.refuse(governance.NotAllowed, "rota_not_on_roster", "title", r.Title)
	}
	return nil
}

// find answers the present turn or one ahead by its number. Others are refused: TooLate turn_past for one that is over, NotFound
// turn_unknown for one that is not planned.
func (r *Rotation) find(number int) (*Turn, error) {
	if t := r.turn(number); t != nil {
		return t, nil
	}
	if number < 1 || number > r.Turns {
		return nil, r.refuse(governance.NotFound, "turn_unknown", "turn", number, "title", r.Title)
	}
	if i := slices.IndexFunc(r.Past, func(t Turn) bool { return t.Number == number }); i >= 0 {
		return nil, r.refuse(governance.TooLate, "turn_past", "turn", number, "when", r.Past[i].Start)
	}
	return nil, r.refuse(governance.TooLate, "turn_past", "turn", number) // So long ago that only the counts remember it.
}

// held is find for a turn that somebody is to have: Conflict turn_cancelled and turn_vacant.
func (r *Rotation) held(number int) (*Turn, error) {
	t, err := r.find(number)
	switch {
	case err != nil:
		return nil, err
	case t.State == Void:
		return nil, r.refuse(governance.Conflict, "turn_cancelled", "turn", number, "when", t.Start)
	case t.State == Vacant:
		return nil, r.refuse(governance.Conflict, "turn_vacant", "turn", number, "when", t.Start)
	}
	return t, nil
}

// own is held for the person's own turn, NotAllowed turn_not_yours for another's. Number zero is their earliest for which fits says
// true, NotFound turn_none_yours when there is none.
func (r *Rotation) own(by governance.PersonID, number int, fits func(Turn) bool) (*Turn, error) {
	if err := r.running(); err != nil {
		return nil, err
	}
	if number == 0 {
		for _, t := range r.turns() {
			if t.Keeper == by && fits(*t) {
				return t, nil
			}
		}
		return nil, r.refuse(governance.NotFound, "turn_none_yours", "title", r.Title)
	}
	t, err := r.held(number)
	if err == nil && t.Keeper != by {
		err = r.refuse(governance.NotAllowed, "turn_not_yours", "turn", number, "person", t.Keeper, "when", t.Start)
	}
	return t, err
}

func anyTurn(Turn) bool { return true }

// TurnOf answers somebody's earliest turn, the present one or one ahead, and whether they have any.
func (r *Rotation) TurnOf(p governance.PersonID) (Turn, bool) {
	for _, t := range r.turns() {
		if t.Keeper == p && t.State != Void {
			return *t, true
		}
	}
	return Turn{}, false
}

// Accept takes a turn on (R4); number zero is the earliest of theirs that is not accepted. Accepting twice is no news. It answers
// TooLate, NotFound or NotAllowed as find and own say.
func (r *Rotation) Accept(now time.Time, by governance.PersonID, number int) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, _ time.Time) ([]governance.Event, error) {
		t, err := x.own(by, number, func(t Turn) bool { return !t.Taken() })
		if err != nil || t.Taken() {
			return nil, err
		}
		t.State, t.Open = Promised, false
		return []governance.Event{&Accepted{Slot: t.Slot()}}, nil
	})
}

// CannotDo says that the keeper cannot (R4). The turn is offered to the next who can; nothing else of the order changes. It answers the
// refusals of Accept.
func (r *Rotation) CannotDo(now time.Time, by governance.PersonID, number int, why string) ([]governance.Event, error) {
	return r.act(now, by, CauseDeclined, func(x *Rotation, _ time.Time) ([]governance.Event, error) {
		t, err := x.own(by, number, anyTurn)
		if err != nil {
			return nil, err
		}
		if why, err = governance.CheckText("reason", why, governance.MaxReason, false); err != nil {
			return nil, err
		}
		e := &Declined{Slot: t.Slot(), Why: why, Notice: governance.Notice{ToCircle: true}}
		t.Passed = append(t.Passed, by)
		return []governance.Event{e}, nil
	})
}

// Volunteer takes a turn that nobody has, or that somebody was asked to take over and has not accepted: volunteers go first (R6). Number
// zero is the earliest such turn. Every member of the circle may, also for their second turn in a row. It answers NotAllowed to others,
// Conflict turn_taken, turn_cancelled, turn_away, turn_unskilled, NotFound turn_none_vacant.
func (r *Rotation) Volunteer(now time.Time, by governance.PersonID, in *governance.Circle, number int) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.running(); err != nil {
			return nil, err
		}
		if !x.Has(by) && !in.Has(by) {
			return nil, in.NotMember()
		}
		t, err := x.wanting(by, number)
		if err != nil {
			return nil, err
		}
		if err := x.able(now, by, *t); err != nil {
			return nil, err
		}
		was := t.Keeper
		if x.member(by) == nil { // A guest, whose turn counts should they ever join.
			x.Members = append(x.Members, Member{Person: by, Joined: now, Left: now})
		}
		x.give(t, by, Promised)
		e := &Volunteered{Slot: t.Slot(), Was: was, Notice: governance.Notice{Tell: x.others(by, was), ToCircle: true}}
		return []governance.Event{e}, nil
	})
}

// wanting finds a turn that wants a volunteer.
func (r *Rotation) wanting(by governance.PersonID, number int) (*Turn, error) {
	wants := func(t Turn) bool { return t.State == Vacant || t.Open && t.State == Asked && t.Keeper != by }
	if number == 0 {
		for _, t := range r.turns() {
			if wants(*t) {
				return t, nil
			}
		}
		return nil, r.refuse(governance.NotFound, "turn_none_vacant", "title", r.Title)
	}
	t, err := r.find(number)
	switch {
	case err != nil:
		return nil, err
	case t.State == Void:
		return nil, r.refuse(governance.Conflict, "turn_cancelled", "turn", number, "when", t.Start)
	case t.Keeper == by:
		return nil, r.refuse(governance.Conflict, "turn_yours", "turn", number, "when", t.Start)
	case !wants(*t):
		return nil, r.refuse(governance.Conflict, "turn_taken", "turn", number, "person", t.Keeper, "when", t.Start)
	}
	return t, nil
}

// able refuses who cannot take a turn even by their own will: away in it, or without a skill that it asks for (R7).
func (r *Rotation) able(now time.Time, p governance.PersonID, t Turn) error {
	m, _ := r.Member(p)
	switch {
	case r.awayIn(m, now, t):
		return r.refuse(governance.Conflict, "turn_away", "person", p, "turn", t.Number, "when", t.Start)
	case !r.skilled(m):
		return r.refuse(governance.Conflict, "turn_unskilled", "person", p, "turn", t.Number, "skills", r.Requires)
	}
	return nil
}

// give lets somebody have a turn by their own will. The act's own event tells it.
func (r *Rotation) give(t *Turn, to governance.PersonID, s State) {
	t.Keeper, t.State, t.Open, t.Willed = to, s, false, true
	if m := r.member(to); m != nil {
		m.Gone = false // Who speaks is there.
	}
	t.Passed = slices.DeleteFunc(t.Passed, func(p governance.PersonID) bool { return p == to })
	r.told = append(r.told, t.Number)
}

// Cover stands in for the keeper of a turn this once; the order stands (R5). Number zero is the earliest turn of whom. Whoever is on the
// roster may, announced and undoable for a day (K7). It answers NotAllowed to others, Conflict turn_yours, turn_away, turn_unskilled and
// the refusals of find; a vacant turn is volunteered for.
func (r *Rotation) Cover(now time.Time, by, whom governance.PersonID, number int) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		if number == 0 {
			t, ok := x.TurnOf(whom)
			if !ok {
				return nil, x.refuse(governance.NotFound, "turn_none_theirs", "person", whom, "title", x.Title)
			}
			number = t.Number
		}
		t, err := x.held(number)
		switch {
		case err != nil:
			return nil, err
		case t.Keeper == by:
			return nil, x.refuse(governance.Conflict, "turn_yours", "turn", number, "when", t.Start)
		}
		if err := x.able(now, by, *t); err != nil {
			return nil, err
		}
		was := t.Keeper
		x.give(t, by, Stood)
		x.did("cover", by, now)
		return []governance.Event{&Covered{Slot: t.Slot(), For: was, Notice: governance.Notice{Tell: x.others(by, was), ToCircle: true}}}, nil
	})
}
