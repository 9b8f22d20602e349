package rotation

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Absence is somebody away.
type Absence struct {
	Person governance.PersonID `json:"person"`
	governance.Interval
}

// Absences answers who on the roster is away now or going to be, the earliest first (R6).
func (r *Rotation) Absences(now time.Time) []Absence {
	var out []Absence
	for _, m := range r.Members {
		for _, a := range m.Away {
			if m.On() && a.To.After(now) {
				out = append(out, Absence{m.Person, a})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Absence) int { return a.From.Compare(b.From) })
	return out
}

// Arranged answers the turn that runs, if one does, and those ahead, in their order.
func (r *Rotation) Arranged() []Turn {
	var out []Turn
	for _, t := range r.turns() {
		out = append(out, *t)
	}
	return out
}

// Turn answers a turn by its number: present, ahead or among the latest that are over.
func (r *Rotation) Turn(number int) (Turn, bool) {
	if t := r.turn(number); t != nil {
		return *t, true
	}
	if i := slices.IndexFunc(r.Past, func(t Turn) bool { return t.Number == number }); i >= 0 {
		return r.Past[i], true
	}
	return Turn{}, false
}

// Timetable answers the turns as they are finally arranged (R9), in their order: the latest that somebody had, the one that runs, and those
// planned ahead. Whoever is planned has the turn unless something happens; what Forecast adds to that binds nobody. Cancelled turns are left
// out, as are those of which nothing came because nobody had them. While it is paused nothing lies ahead, for no turn begins; when it has
// ended nothing runs.
func (r *Rotation) Timetable() []Turn {
	var out []Turn
	for _, t := range r.Past {
		if t.State == Done {
			out = append(out, t)
		}
	}
	for _, t := range r.Arranged() {
		runs := r.Present != nil && t.Number == r.Present.Number
		if t.State != Void && (runs && r.Status != StatusArchived || r.Status == StatusRunning) {
			out = append(out, t)
		}
	}
	return cloneTurns(out)
}

// Forecast answers the turns ahead and, where they are not planned yet, how the next would be planned if nothing changed: n in all. What
// is not planned yet binds nobody.
func (r *Rotation) Forecast(now time.Time, n int) []Turn {
	x := r.clone()
	if x.Status != StatusRunning || x.Present == nil && len(x.Ahead) == 0 {
		return x.Ahead[:min(n, len(x.Ahead))]
	}
	for len(x.Ahead) < n {
		planned := len(x.Ahead)
		x.Plan = planned + 1
		if x.extend(now); len(x.Ahead) == planned {
			break
		}
		turns := x.turns()
		x.assign(now, turns, len(turns)-1)
	}
	return x.Ahead[:min(n, len(x.Ahead))]
}

// Counts answers how many turns everybody on the roster has served, the one that runs not counted. It is for the circle to see how
// evenly they are spread, and no ranking (T4).
func (r *Rotation) Counts() map[governance.PersonID]int {
	out := map[governance.PersonID]int{}
	for _, m := range r.Members {
		if m.On() {
			out[m.Person] = m.Served
		}
	}
	return out
}

// Overlap is somebody with turns of two rotations at once (R7).
type Overlap struct {
	Person governance.PersonID `json:"person"`
	A      governance.Ref      `json:"a"`
	ATurn  int                 `json:"a_turn"`
	B      governance.Ref      `json:"b"`
	BTurn  int                 `json:"b_turn"`
	From   time.Time           `json:"from"`
	To     time.Time           `json:"to"`
}

// Overlaps answers where anybody has turns of two rotations at once, the earliest first (R7). They are shown, not forbidden.
func Overlaps(all []*Rotation) []Overlap {
	var out []Overlap
	for i, a := range all {
		for _, b := range all[i+1:] {
			for _, s := range a.turns() {
				for _, t := range b.turns() {
					from, to := later(s.Start, t.Start), s.End
					if t.End.Before(to) {
						to = t.End
					}
					if s.Keeper != 0 && s.Keeper == t.Keeper && from.Before(to) {
						out = append(out, Overlap{s.Keeper, a.Ref(), s.Number, b.Ref(), t.Number, from, to})
					}
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Overlap) int { return a.From.Compare(b.From) })
	return out
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
