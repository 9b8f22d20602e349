package rotation

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// undoable is how long an act may be undone (K7).
const undoable = day

// Deed is an act that may be undone for a day (K7): who did what, and what it changed. Only what it changed is kept and put back, so
// that what happened since stays; what was changed again since is not put back, and the act then cannot be undone.
type Deed struct {
	What string              `json:"what"`
	By   governance.PersonID `json:"by"`
	At   time.Time           `json:"at"`
	// Turns and Members are those that are otherwise since; TurnCount is how many turns there were after it.
	Turns     []TurnChange   `json:"turns,omitempty"`
	Members   []MemberChange `json:"members,omitempty"`
	TurnCount int            `json:"turn_count"`
	// Was and Now are the settings before and after, when they differ.
	Was *Settings `json:"was,omitempty"`
	Now *Settings `json:"now,omitempty"`
	// Roster is the order before.
	Roster []governance.PersonID `json:"roster,omitempty"`
}

// TurnChange is a turn before and after a deed.
type TurnChange struct {
	Before Turn `json:"before"`
	After  Turn `json:"after"`
}

// MemberChange is somebody on the roster before and after a deed. Before is nil for somebody who joined.
type MemberChange struct {
	Before *Member `json:"before,omitempty"`
	After  Member  `json:"after"`
}

// Settings are what a deed may have set.
type Settings struct {
	Title    string           `json:"title"`
	Status   Status           `json:"status"`
	Cadence  schedule.Cadence `json:"cadence"`
	Length   governance.Span  `json:"length,omitzero"`
	Order    Order            `json:"order"`
	InARow   bool             `json:"in_a_row,omitempty"`
	Requires []string         `json:"requires,omitempty"`
	Plan     int              `json:"plan"`
}

func (r *Rotation) settings() Settings {
	return Settings{r.Title, r.Status, r.Cadence, r.Length, r.Order, r.InARow, r.Requires, r.Plan}
}

func (s Settings) equal(o Settings) bool {
	return s.Title == o.Title && s.Status == o.Status && s.Cadence == o.Cadence && s.Length == o.Length && s.Order == o.Order &&
		s.InARow == o.InARow && slices.Equal(s.Requires, o.Requires) && s.Plan == o.Plan
}

// did notes, while an act happens, that it may be undone.
func (r *Rotation) did(what string, by governance.PersonID, now time.Time) {
	r.deed = &Deed{What: what, By: by, At: now}
}

// remember keeps what the act that just happened changed.
func (r *Rotation) remember(before *Rotation) {
	d := r.deed
	if r.deed = nil; d == nil {
		return
	}
	for _, t := range r.turns() {
		if was := before.turn(t.Number); was != nil && !sameTurn(*was, *t) {
			c := TurnChange{*was, *t}
			c.Before.Note, c.After.Note = "", "" // What people wrote stands once.
			d.Turns = append(d.Turns, c)
		}
	}
	for _, m := range r.Members {
		switch was := before.member(m.Person); {
		case was == nil:
			d.Members = append(d.Members, MemberChange{nil, m})
		case !sameMember(*was, m):
			d.Members = append(d.Members, MemberChange{was, m})
		}
	}
	if was, now := before.settings(), r.settings(); !was.equal(now) {
		d.Was, d.Now = &was, &now
	}
	d.TurnCount, d.Roster = r.Turns, before.Roster()
	r.Last = d
}

// sameTurn tells whether a turn stands as it did. Being asked meanwhile is what time does and no change.
func sameTurn(a, b Turn) bool {
	asked := func(s State) State {
		if s == Asked {
			return Planned
		}
		return s
	}
	return a.Number == b.Number && a.Start.Equal(b.Start) && a.Keeper == b.Keeper && asked(a.State) == asked(b.State) &&
		slices.Equal(a.Passed, b.Passed) && a.Willed == b.Willed
}

// sameMember tells whether somebody stands on the roster as they did; their turns served do not matter.
func sameMember(a, b Member) bool {
	return a.Left.Equal(b.Left) && a.OptedOut == b.OptedOut && a.Wishes == b.Wishes && a.Debt == b.Debt && a.Gone == b.Gone &&
		slices.Equal(a.Skills, b.Skills)
}

// Undoable answers what may be undone now, or nil.
func (r *Rotation) Undoable(now time.Time) *Deed {
	if r.Last == nil || now.Sub(r.Last.At) > undoable {
		return nil
	}
	return r.Last
}

// Undo puts back what the latest act of somebody on the roster changed, within a day (K7). Whoever is on the roster may, and was when it
// was changed. It answers NotFound undo_none, TooLate undo_too_late ("what", "when"), and Conflict undo_overtaken ("what") when what it
// changed has changed since: a turn of it was accepted, began, or went to somebody else.
func (r *Rotation) Undo(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	return r.act(now, by, CauseUndone, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		d := x.Last
		switch {
		case !x.Has(by) && (d == nil || !slices.Contains(d.Roster, by)):
			return nil, x.refuse(governance.NotAllowed, "rota_not_on_roster", "title", x.Title)
		case d == nil:
			return nil, x.refuse(governance.NotFound, "undo_none", "title", x.Title)
		case now.Sub(d.At) > undoable:
			return nil, x.refuse(governance.TooLate, "undo_too_late", "what", d.What, "when", d.At)
		case x.overtaken(*d, now):
			return nil, x.refuse(governance.Conflict, "undo_overtaken", "what", d.What, "title", x.Title)
		}
		x.putBack(*d, now)
		x.Last = nil
		return []governance.Event{&Undone{What: d.What, By: by, Of: d.By, Notice: governance.Notice{Tell: x.others(by, d.By), ToCircle: true}}}, nil
	})
}

// overtaken tells whether anything that the deed changed has changed since.
func (r *Rotation) overtaken(d Deed, now time.Time) bool {
	for _, c := range d.Turns {
		t := r.turn(c.After.Number)
		retimed := d.Now != nil && d.Now.Status != StatusRunning // It slept, so its times may have passed unmet.
		if t == nil || !sameTurn(*t, c.After) || !retimed && t != r.Present && !c.Before.Start.After(now) {
			return true
		}
	}
	for _, c := range d.Members {
		if m := r.member(c.After.Person); m == nil || !sameMember(*m, c.After) {
			return true
		}
	}
	if d.Now == nil {
		return false
	}
	return !r.settings().equal(*d.Now) || d.Was.Cadence != d.Now.Cadence && r.Turns != d.TurnCount
}

// putBack undoes it.
func (r *Rotation) putBack(d Deed, now time.Time) {
	for _, c := range d.Turns {
		t := r.turn(c.After.Number)
		note, by := t.Note, t.NoteBy
		*t = c.Before
		t.Passed, t.Note, t.NoteBy = slices.Clone(t.Passed), note, by
	}
	for _, c := range d.Members {
		m := r.member(c.After.Person)
		if c.Before == nil {
			m.Left = now
			continue
		}
		m.Left, m.OptedOut, m.Wishes, m.Debt, m.Gone = c.Before.Left, c.Before.OptedOut, c.Before.Wishes, c.Before.Debt, c.Before.Gone
		m.Skills, m.Start = c.Before.Skills, c.Before.Start
	}
	r.reorder(d.Roster)
	if w := d.Was; w != nil {
		r.Title, r.Cadence, r.Length, r.Order, r.InARow = w.Title, w.Cadence, w.Length, w.Order, w.InARow
		r.Requires, r.Plan = w.Requires, w.Plan
		if r.Status = w.Status; d.Now.Status != StatusRunning && w.Status == StatusRunning {
			r.revive(now)
		}
	}
}
