package rotation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

type person = governance.PersonID

// The people of the conversations. Zed is in the circle and on no roster, Yan in no circle.
const (
	ana person = iota + 1
	ben
	cy
	dee
	eve
	fay
	gus
	zed person = 50
	yan person = 99
)

var madrid = governance.LoadZone("Europe/Madrid")

// friday is when the conversations begin: ten in the morning in Madrid.
var friday = time.Date(2026, 2, 27, 10, 0, 0, 0, madrid)

const (
	hour = time.Hour
	week = 7 * day
)

// tester is what a conversation needs of a test, or of one run of a property.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// talk is a conversation about one rotation. Every act loads it from its encoding and saves it again, as storage would; every act is
// held to what must always be true.
type talk struct {
	t      tester
	now    time.Time
	circle *governance.Circle
	data   []byte
	rows   map[person][]byte
	last   []governance.Event
	lines  []string
}

func circleOf(members ...person) *governance.Circle {
	c := governance.NewCircle(7, 1, "Garden", governance.Place{Workspace: 1, Channel: "garden"}, false, "Europe/Madrid", ana)
	if _, err := c.Begin(friday, members); err != nil {
		panic(err)
	}
	return c
}

// begin begins a conversation: Ana, Ben and Cy take turns every Tuesday at nine, unless set says otherwise.
func begin(t tester, set ...func(*Draft)) *talk {
	t.Helper()
	w := &talk{t: t, now: friday, rows: map[person][]byte{}, circle: circleOf(ana, ben, cy, dee, eve, fay, gus, zed)}
	d := Draft{Title: "Facilitator", Cadence: cadence(t, "every tuesday 09:00"), Roster: []person{ana, ben, cy}, Place: w.circle.Home}
	for _, s := range set {
		s(&d)
	}
	r, events, err := Create(w.now, governance.Ref{Org: 1, Kind: Kind, N: 3}, w.circle, ana, d)
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	w.save(r)
	w.hear(nil, r, events, ana)
	return w
}

func cadence(t tester, text string) schedule.Cadence {
	c, err := schedule.ParseCadence(text, friday, madrid)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

func roster(people ...person) func(*Draft) { return func(d *Draft) { d.Roster = people } }

func rhythm(t tester, text string) func(*Draft) {
	return func(d *Draft) { d.Cadence = cadence(t, text) }
}

func fixed(d *Draft) { d.Order = Fixed }

func (w *talk) save(r *Rotation) {
	w.t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	w.data = data
	changed, err := r.Rows().Changed()
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	for p, row := range changed {
		w.rows[p] = row.Data
	}
}

func (w *talk) load() *Rotation {
	w.t.Helper()
	r, err := Decode(w.data)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	if err := r.Rows().Fill(nil, w.rows); err != nil {
		w.t.Fatalf("%v", err)
	}
	return r
}

type deed func(*Rotation) ([]governance.Event, error)

// act lets somebody do something; a refusal ends the test.
func (w *talk) act(by person, do deed) *talk {
	w.t.Helper()
	before, r := w.load(), w.load()
	events, err := do(r)
	if err != nil {
		w.t.Fatalf("at %s: %v", w.at(w.now), err)
	}
	w.save(r)
	w.hear(before, r, events, by)
	return w
}

// refused lets somebody try what is refused with that code, and changes nothing.
func (w *talk) refused(code string, do deed) *talk {
	w.t.Helper()
	r := w.load()
	events, err := do(r)
	if e := governance.AsError(err); e == nil || e.Code != code || events != nil {
		w.t.Fatalf("at %s: got %v, %v; want the refusal %s", w.at(w.now), names(events), err, code)
	}
	if after, _ := json.Marshal(r); string(after) != string(w.data) {
		w.t.Fatalf("refused with %s it changed", code)
	}
	return w
}

// hear takes the events in and holds the promise that every change is told to whom it concerns, once.
func (w *talk) hear(before, after *Rotation, events []governance.Event, by person) {
	w.t.Helper()
	w.last = events
	for _, e := range events {
		w.lines = append(w.lines, w.line(e)...)
	}
	if before != nil && by != 0 && !before.NextWake().IsZero() && !before.NextWake().After(w.now) {
		return // Time caught up first, so that this is several changes.
	}
	if err := toldOnce(before, after, events, by); err != nil {
		w.t.Fatalf("at %s: %v\n%s", w.at(w.now), err, strings.Join(w.lines, "\n"))
	}
}

// wait lets time pass, stopping wherever the rotation wants to wake.
func (w *talk) wait(d time.Duration) *talk {
	w.t.Helper()
	return w.until(w.now.Add(d))
}

func (w *talk) until(end time.Time) *talk {
	w.t.Helper()
	var all []governance.Event
	for {
		next := w.load().NextWake()
		if next.IsZero() || next.After(end) {
			break
		}
		if next.After(w.now) {
			w.now = next
		}
		w.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Wake(w.now) })
		if len(w.last) == 0 {
			w.t.Fatalf("it woke at %s and nothing came of it", w.at(next))
		}
		all = append(all, w.last...)
	}
	w.now, w.last = end, all
	return w
}

// sleep lets time pass without the bot, which then wakes and catches up.
func (w *talk) sleep(d time.Duration) *talk {
	w.t.Helper()
	w.now = w.now.Add(d)
	var all []governance.Event
	for range 100 {
		next := w.load().NextWake()
		if next.IsZero() || next.After(w.now) {
			w.last = all
			return w
		}
		w.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Wake(w.now) })
		all = append(all, w.last...)
	}
	w.t.Fatalf("after 100 steps it still wants to wake")
	return w
}

// heard holds the names of the latest events, without "rotation.".
func (w *talk) heard(want ...string) *talk {
	w.t.Helper()
	if got := names(w.last); !slices.Equal(got, want) {
		w.t.Fatalf("at %s: heard %q, want %q", w.at(w.now), got, want)
	}
	return w
}

func names(events []governance.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, strings.TrimPrefix(e.EventName(), "rotation."))
	}
	return out
}

// plan holds who has the turns: the present one before a bar, then those ahead: "ana | ben cy -". Nobody is a dash, on purpose an x; a
// star is for accepted, a plus for covered, a question mark for asked.
func (w *talk) plan(want string) *talk {
	w.t.Helper()
	if got := planOf(w.load()); got != want {
		w.t.Fatalf("at %s: the plan is %q, want %q\n%s", w.at(w.now), got, want, strings.Join(w.lines, "\n"))
	}
	return w
}

func planOf(r *Rotation) string {
	one := func(t Turn) string {
		switch t.State {
		case Vacant:
			return "-"
		case Void:
			return "x"
		}
		return nameOf(t.Keeper) + map[State]string{Promised: "*", Stood: "+", Asked: "?"}[t.State]
	}
	var out []string
	if r.Present != nil {
		out = append(out, one(*r.Present), "|")
	}
	for _, t := range r.Ahead {
		out = append(out, one(t))
	}
	return strings.Join(out, " ")
}

func nameOf(p person) string {
	switch {
	case p == 0:
		return "nobody"
	case p <= gus:
		return [...]string{"ana", "ben", "cy", "dee", "eve", "fay", "gus"}[p-1]
	case p == zed:
		return "zed"
	}
	return fmt.Sprint("person", int(p))
}

func (w *talk) at(t time.Time) string { return t.In(madrid).Format("Mon 2 Jan 15:04") }

// find answers the latest event of its type.
func find[E governance.Event](w *talk) E {
	w.t.Helper()
	for _, e := range slices.Backward(w.last) {
		if e, ok := e.(E); ok {
			return e
		}
	}
	var none E
	w.t.Fatalf("no %T among %q", none, names(w.last))
	return none
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// The acts, as people would say them.

func (w *talk) accept(by person, number int) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Accept(w.now, by, number) })
}

func (w *talk) cannot(by person, number int) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.CannotDo(w.now, by, number, "the dentist") })
}

func (w *talk) skip(by person, number int) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Skip(w.now, by, number) })
}

func (w *talk) cancel(by person, number int) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Cancel(w.now, by, number, "a holiday") })
}

func (w *talk) cover(by, whom person, number int) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Cover(w.now, by, whom, number) })
}

func (w *talk) volunteer(by person, number int) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Volunteer(w.now, by, w.circle, number) })
}

func (w *talk) away(by person, from, to time.Time) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Away(w.now, by, by, from, to) })
}

func (w *talk) back(by person) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Back(w.now, by, by) })
}

func (w *talk) join(who person) *talk {
	w.t.Helper()
	return w.act(who, func(r *Rotation) ([]governance.Event, error) { return r.Join(w.now, who, who, w.circle, true) })
}

func (w *talk) leave(who person) *talk {
	w.t.Helper()
	return w.act(who, func(r *Rotation) ([]governance.Event, error) { return r.Leave(w.now, who, who) })
}

func (w *talk) swap(by, with person, mine, theirs int) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Swap(w.now, by, with, mine, theirs) })
}

func (w *talk) agree(by person) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.AcceptSwap(w.now, by, 0) })
}

func (w *talk) note(by person, words string) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Note(w.now, by, words) })
}

func (w *talk) undo(by person) *talk {
	w.t.Helper()
	return w.act(by, func(r *Rotation) ([]governance.Event, error) { return r.Undo(w.now, by) })
}
