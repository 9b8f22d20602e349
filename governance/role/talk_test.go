package role

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

type person = governance.PersonID

// The people of the conversations. Zed is in no circle.
const (
	ana person = iota + 1
	ben
	cy
	dee
	eve
	zed person = 99
)

// monday is when the conversations begin: ten in the morning.
var monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// tester is what a conversation needs of a test, or of one run of a property.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// talk is a conversation about a role and its selections. It carries acts out as the house does, and reads everything back from its
// encoding before every act.
type talk struct {
	t      tester
	now    time.Time
	circle *governance.Circle
	role   []byte
	// sel is the present selection, rows what stands beside it; calls counts them.
	sel    []byte
	rows   map[person][]byte
	calls  int64
	goners map[person]bool
	last   []governance.Event
	lines  []string
	// deaf lets no act be carried out on the role: it is no more.
	deaf bool
}

func circleOf(members ...person) *governance.Circle {
	c := governance.NewCircle(7, 1, "Garden", governance.Place{Workspace: 1, Channel: "garden"}, false, "UTC", ana)
	if _, err := c.Begin(monday, members); err != nil {
		panic(err)
	}
	c.Agreed = true
	return c
}

// begin begins a conversation: the circle of five has a treasurer's role that nobody keeps.
func begin(t tester) *talk {
	t.Helper()
	w := &talk{t: t, now: monday, circle: circleOf(ana, ben, cy, dee, eve), rows: map[person][]byte{}, goners: map[person]bool{}}
	r, events, err := Create(w.now, governance.Ref{Org: 1, Kind: Kind, N: 2}, w.circle, 0,
		Draft{Name: "Treasurer", Purpose: "Money is no secret", Accountabilities: []string{"the books", "the books", "paying"}}, p12)
	if err != nil {
		t.Fatalf("%v", err)
	}
	w.saveRole(r)
	w.last = events
	return w
}

var p12 = governance.Ref{Org: 1, Kind: "P", N: 12}

func (w *talk) saveRole(r *Role) {
	w.t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	w.role = data
}

func (w *talk) loadRole() *Role {
	w.t.Helper()
	r, err := Decode(w.role)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return r
}

func (w *talk) saveSelection(s *Selection) {
	w.t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	w.sel = data
	changed, err := s.Rows().Changed()
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	for p, row := range changed {
		w.rows[p] = row.Data
	}
}

func (w *talk) load() *Selection {
	w.t.Helper()
	s, err := DecodeSelection(w.sel)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	if err := s.Rows().Fill(nil, w.rows); err != nil {
		w.t.Fatalf("%v", err)
	}
	return s
}

// call calls a selection by somebody, with the nominations open for so long; zero is the policy's span.
func (w *talk) call(by person, window time.Duration) *talk {
	w.t.Helper()
	d := SelectionDraft{Description: "somebody patient"}
	if window != 0 {
		d.Deadline = w.now.Add(window)
	}
	w.last = nil
	w.called(by, d)
	return w
}

func (w *talk) called(by person, d SelectionDraft) {
	w.t.Helper()
	r := w.loadRole()
	w.calls++
	s, own, roles, err := Call(w.now, governance.Ref{Org: 1, Kind: KindSelection, N: w.calls}, r, w.circle, by,
		func(p person) bool { return w.goners[p] }, d)
	if err != nil {
		w.t.Fatalf("call: %v", err)
	}
	w.rows = map[person][]byte{}
	w.saveRole(r)
	w.saveSelection(s)
	w.hear(roles...)
	w.hear(own...)
}

// hear takes events in and carries their acts out, as the house does in the same transaction.
func (w *talk) hear(events ...governance.Event) {
	w.t.Helper()
	w.last = append(w.last, events...)
	for _, e := range events {
		w.lines = append(w.lines, w.now.Format("2 Jan 15:04 ")+e.EventName())
		acting, ok := e.(governance.Acting)
		if !ok {
			continue
		}
		for _, act := range acting.Acts() {
			if err := w.carry(act); err != nil {
				w.t.Fatalf("%s: %s: %v", e.EventName(), act.Kind, err)
			}
		}
	}
}

func (w *talk) carry(act governance.Act) error {
	r := w.loadRole()
	var events []governance.Event
	var err error
	switch act.Kind {
	case ActSeat:
		var seat Seat
		if seat, err = SeatOf(act, w.load().Ref()); err == nil {
			events, err = r.Seat(w.now, w.circle, seat)
		}
	case ActEnded:
		ref, outcome, _ := EndedOf(act, 1)
		events, err = r.SelectionEnded(w.now, w.circle, ref, outcome)
	case ActCall:
		w.called(0, SelectionDraft{})
		return nil
	case ActEnd:
		w.saveRole(r)
		s := w.load()
		ended, err := s.RoleDropped(w.now)
		if err != nil {
			return err
		}
		w.saveSelection(s)
		w.hear(ended...)
		return nil
	case ActCircleFacilitator:
		who, ref, _ := FacilitatorOf(act, 1)
		_, err = w.circle.SeatFacilitator(ref, who)
		return err
	}
	if err != nil {
		return err
	}
	w.saveRole(r)
	w.hear(events...)
	return nil
}

type deed func(*Selection) ([]governance.Event, error)

// act lets something happen to the selection; a refusal ends the test. An act that is impossible hinders it, as the house would.
func (w *talk) act(do deed) *talk {
	w.t.Helper()
	s := w.load()
	events, err := do(s)
	if err == nil && w.deaf && slices.ContainsFunc(events, func(e governance.Event) bool { _, ok := e.(*Selected); return ok }) {
		s = w.load()
		events, err = s.Hinder(w.now, governance.Act{Kind: ActSeat}, governance.Refuse(governance.TooLate, "role_dropped"))
	}
	if err != nil {
		w.t.Fatalf("at %s: %v\n%s", w.now.Sub(monday), err, strings.Join(w.lines, "\n"))
	}
	w.saveSelection(s)
	w.last = nil
	w.hear(events...)
	return w
}

func (w *talk) actRole(do func(*Role) ([]governance.Event, error)) *talk {
	w.t.Helper()
	r := w.loadRole()
	events, err := do(r)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	w.saveRole(r)
	w.last = nil
	w.hear(events...)
	return w
}

// refused lets somebody try what is refused with that code, and changes nothing.
func (w *talk) refused(code string, do deed) *talk {
	w.t.Helper()
	s := w.load()
	events, err := do(s)
	after, _ := json.Marshal(s)
	changed, _ := s.Rows().Changed()
	if e := governance.AsError(err); e == nil || e.Code != code || events != nil || string(after) != string(w.sel) || len(changed) > 0 {
		w.t.Fatalf("got %v, %v; want the refusal %s and nothing changed", names(events), err, code)
	}
	return w
}

// wait lets time pass; whatever wants to wake does.
func (w *talk) wait(d time.Duration) *talk {
	w.t.Helper()
	end := w.now.Add(d)
	var all []governance.Event
	for range 100 {
		next, selection := w.loadRole().NextWake(), false
		if w.sel != nil {
			if at := w.load().NextWake(); !at.IsZero() && (next.IsZero() || at.Before(next)) {
				next, selection = at, true
			}
		}
		if next.IsZero() || next.After(end) {
			w.now, w.last = end, all
			return w
		}
		if next.After(w.now) {
			w.now = next
		}
		if selection {
			w.act(func(s *Selection) ([]governance.Event, error) { return s.Wake(w.now) })
		} else {
			w.actRole(func(r *Role) ([]governance.Event, error) { return r.Wake(w.now) })
		}
		all = append(all, w.last...)
	}
	w.t.Fatalf("after 100 steps something still wants to wake:\n%s", strings.Join(w.lines, "\n"))
	return w
}

func names(events []governance.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, strings.TrimPrefix(e.EventName(), "selection."))
	}
	return out
}

// heard holds the names of the latest events, without "selection.".
func (w *talk) heard(want ...string) *talk {
	w.t.Helper()
	if got := names(w.last); !slices.Equal(got, want) {
		w.t.Fatalf("at %s: heard %q, want %q", w.now.Sub(monday), got, want)
	}
	return w
}

func (w *talk) is(want Phase) *talk {
	w.t.Helper()
	if got := w.load().Phase; got != want {
		w.t.Fatalf("at %s: it is %s, want %s\n%s", w.now.Sub(monday), got, want, strings.Join(w.lines, "\n"))
	}
	return w
}

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

func (w *talk) nominate(by, nominee person) *talk {
	w.t.Helper()
	return w.act(func(s *Selection) ([]governance.Event, error) {
		return s.Nominate(w.now, by, nominee, "they are careful")
	})
}

func (w *talk) keep(people ...person) *talk {
	w.t.Helper()
	for _, by := range people {
		w.act(func(s *Selection) ([]governance.Event, error) { return s.Keep(w.now, by) })
	}
	return w
}

func (w *talk) consent(people ...person) *talk {
	w.t.Helper()
	for _, by := range people {
		w.act(func(s *Selection) ([]governance.Event, error) { return s.Consent(w.now, by) })
	}
	return w
}

func (w *talk) object(by person) *talk {
	w.t.Helper()
	return w.act(func(s *Selection) ([]governance.Event, error) { return s.Object(w.now, by, "a harm") })
}

func (w *talk) met(by person) *talk {
	w.t.Helper()
	return w.act(func(s *Selection) ([]governance.Event, error) { return s.Met(w.now, by) })
}

func (w *talk) accept(by person) *talk {
	w.t.Helper()
	return w.act(func(s *Selection) ([]governance.Event, error) { return s.Accept(w.now, by) })
}

func (w *talk) decline(by person) *talk {
	w.t.Helper()
	return w.act(func(s *Selection) ([]governance.Event, error) { return s.Decline(w.now, by, "no time") })
}

func (w *talk) choose(by, nominee person) *talk {
	w.t.Helper()
	return w.act(func(s *Selection) ([]governance.Event, error) {
		return s.Choose(w.now, by, nominee, "the clearest reasons")
	})
}
