package rotation

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Skip passes somebody's turn on: the others move up, and they are back in the next round (R5). Number zero is the earliest turn of by.
// Turns that were accepted stay where they are. Whoever is on the roster may (K7). It answers NotAllowed to others, Conflict
// turn_vacant and turn_cancelled, and the refusals of find.
func (r *Rotation) Skip(now time.Time, by governance.PersonID, number int) ([]governance.Event, error) {
	return r.act(now, by, CauseSkipped, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		t, err := x.theirs(by, number)
		if err != nil {
			return nil, err
		}
		e := &Skipped{Slot: t.Slot(), By: by, Notice: governance.Notice{Tell: x.others(by, t.Keeper), ToCircle: true}}
		if m := x.member(t.Keeper); m != nil {
			m.Debt++
		}
		t.Passed = append(t.Passed, t.Keeper)
		t.Keeper, t.Due, t.Willed, t.Open = 0, 0, false, false
		for _, later := range x.Ahead {
			if later.Number > t.Number && !later.Taken() && later.State != Void {
				l := x.turn(later.Number)
				l.Keeper, l.Due, l.Willed = 0, 0, false
			}
		}
		x.did("skip", by, now)
		return []governance.Event{e}, nil
	})
}

// theirs is held, with zero for the person's own earliest turn.
func (r *Rotation) theirs(by governance.PersonID, number int) (*Turn, error) {
	if number == 0 {
		return r.own(by, 0, anyTurn)
	}
	return r.held(number)
}

// Cancel lets nobody have a turn (R5); the others stand. Number zero is the earliest turn that is not cancelled. Whoever is on the roster
// may (K7). It answers NotAllowed to others, Conflict turn_cancelled, and the refusals of find.
func (r *Rotation) Cancel(now time.Time, by governance.PersonID, number int, why string) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		why, err := governance.CheckText("reason", why, governance.MaxReason, false)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(x.Ahead, func(t Turn) bool { return t.State != Void }); number == 0 && i >= 0 {
			number = x.Ahead[i].Number
		}
		t, err := x.find(number)
		switch {
		case err != nil:
			return nil, err
		case t.State == Void:
			return nil, x.refuse(governance.Conflict, "turn_cancelled", "turn", number, "when", t.Start)
		}
		e := &Cancelled{Slot: t.Slot(), By: by, Why: why, Notice: governance.Notice{Tell: x.others(by, t.Keeper), ToCircle: true}}
		t.State, t.Keeper, t.Open, t.Willed = Void, 0, false, false
		x.told = append(x.told, t.Number)
		x.did("cancel", by, now)
		return []governance.Event{e}, nil
	})
}

// longestAway bounds an absence: whatever is longer was a slip of the finger.
const longestAway = 366 * day

// Away declares that somebody is away for an interval (R6): turns of theirs that begin in it, or lie in it for more than half, are offered
// to others now. Of is who is away; others on the roster may say so for them. It answers NotAllowed, and Invalid: rota_away_backwards
// ("from", "to"), rota_away_over ("to"), rota_away_long; NotFound person_not_on_roster ("person").
func (r *Rotation) Away(now time.Time, by, of governance.PersonID, from, to time.Time) ([]governance.Event, error) {
	return r.act(now, by, CauseAway, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		from, to := moment(from), moment(to)
		m, err := x.about(by, of)
		switch {
		case err != nil:
			return nil, err
		case !to.After(from):
			return nil, x.refuse(governance.Invalid, "rota_away_backwards", "from", from, "to", to)
		case !to.After(now):
			return nil, x.refuse(governance.Invalid, "rota_away_over", "to", to)
		case to.Sub(from) > longestAway, from.Sub(now) > 2*longestAway:
			return nil, x.refuse(governance.Invalid, "rota_away_long", "from", from, "to", to)
		}
		m.Away = slices.DeleteFunc(m.Away, func(a governance.Interval) bool {
			return !a.To.After(now) || !a.From.Before(from) && !a.To.After(to)
		})
		if slices.ContainsFunc(m.Away, func(a governance.Interval) bool { return !a.From.After(from) && !a.To.Before(to) }) {
			return nil, nil // Said already.
		}
		m.Away = append(m.Away, governance.Interval{From: from, To: to})
		if p := x.Present; p != nil && p.Keeper == of && x.awayIn(*m, now, *p) {
			p.Passed = append(p.Passed, of)
		}
		slices.SortFunc(m.Away, func(a, b governance.Interval) int { return a.From.Compare(b.From) })
		return []governance.Event{&AwayDeclared{Person: of, From: from, To: to, Notice: governance.Notice{Tell: x.others(by, of), ToCircle: true}}}, nil
	})
}

// about finds somebody on the roster for somebody on the roster.
func (r *Rotation) about(by, of governance.PersonID) (*Member, error) {
	if err := r.may(by); err != nil {
		return nil, err
	}
	if !r.Has(of) {
		return nil, r.refuse(governance.NotFound, "person_not_on_roster", "person", of, "title", r.Title)
	}
	return r.member(of), nil
}

// Back ends every absence of somebody, those to come as well. Turns that others were given meanwhile stay theirs; what is vacant is
// offered. It answers NotAllowed, NotFound, and Conflict rota_away_not ("person").
func (r *Rotation) Back(now time.Time, by, of governance.PersonID) ([]governance.Event, error) {
	return r.act(now, by, CauseJoined, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		m, err := x.about(by, of)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(m.Away, func(a governance.Interval) bool { return a.To.After(now) }) {
			return nil, x.refuse(governance.Conflict, "rota_away_not", "person", of, "title", x.Title)
		}
		m.Away = nil
		return []governance.Event{&CameBack{Person: of, Notice: governance.Notice{Tell: x.others(by, of), ToCircle: true}}}, nil
	})
}

// Note leaves a handover note (R4): by the keeper of the present turn for the next, or by the outgoing keeper for the present one. A
// second one replaces the first. It answers Invalid note_missing and text_…, and NotAllowed note_not_keeper.
func (r *Rotation) Note(now time.Time, by governance.PersonID, words string) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, _ time.Time) ([]governance.Event, error) {
		if err := x.running(); err != nil {
			return nil, err
		}
		words, err := governance.CheckText("note", words, governance.MaxText, false)
		if err != nil {
			return nil, err
		}
		if words == "" {
			return nil, x.refuse(governance.Invalid, "note_missing")
		}
		t, to := x.noted(by)
		if t == nil {
			return nil, x.refuse(governance.NotAllowed, "note_not_keeper", "title", x.Title)
		}
		if t.Note == words {
			return nil, nil
		}
		t.Note, t.NoteBy = words, by
		return []governance.Event{&NoteLeft{Turn: t.Number, By: by, To: to, Words: words, Notice: governance.Notice{Tell: x.others(by, to)}}}, nil
	})
}

// noted finds the turn that somebody may leave a note about, and for whom.
func (r *Rotation) noted(by governance.PersonID) (*Turn, governance.PersonID) {
	next := governance.PersonID(0)
	if len(r.Ahead) > 0 {
		next = r.Ahead[0].Keeper
	}
	last := r.last()
	switch {
	case r.Present != nil && r.Present.Keeper == by:
		return r.Present, next
	case last != nil && last.Keeper == by && r.Present != nil:
		return last, r.Present.Keeper
	case last != nil && last.Keeper == by:
		return last, next
	}
	return nil, 0
}

// NoteFor answers the handover note that somebody with the present turn, or the next, should read, and who left it.
func (r *Rotation) NoteFor(p governance.PersonID) (string, governance.PersonID) {
	last := r.last()
	switch {
	case r.Present != nil && r.Present.Keeper == p && last != nil && last.Keeper != p:
		return last.Note, last.NoteBy
	case len(r.Ahead) == 0 || r.Ahead[0].Keeper != p:
	case r.Present != nil && r.Present.Keeper != p:
		return r.Present.Note, r.Present.NoteBy
	case r.Present == nil && last != nil && last.Keeper != p:
		return last.Note, last.NoteBy
	}
	return "", 0
}
