package commitment

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

type (
	person = governance.PersonID
	deed   = func(*Commitment) ([]governance.Event, error)
)

// The people of the conversations. Ana and Ben promise one another things; Zed is in no circle.
const (
	ana person = iota + 1
	ben
	cy
	dee
	zed person = 99
)

// monday is when the conversations begin: ten in the morning.
var monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

const (
	minute = time.Minute
	hour   = time.Hour
)

// tester is what a conversation needs of a test, or of one run of a property.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// talk is a conversation about one commitment, and the inboxes of its people. Before every act everything is read back from its
// encoding, as storage would.
type talk struct {
	t      tester
	now    time.Time
	circle *governance.Circle
	data   []byte
	boxes  map[person]*inbox.Inbox
	last   []governance.Event
	all    []governance.Event
	// heard is what people were nudged about and was still true then: "Thu 12 17:00 ben commit_before".
	heard []string
	// onSent is told of everything that reached somebody.
	onSent func(to person, item inbox.Item)
}

func circleOf(members ...person) *governance.Circle {
	c := governance.NewCircle(7, 1, "Garden", governance.Place{Workspace: 1, Channel: "garden"}, false, "UTC", ana)
	if _, err := c.Begin(monday, members); err != nil {
		panic(err)
	}
	return c
}

// on reads "13 Mar 17:00" or "17:00" (of the same day) of 2026, in UTC.
func (w *talk) on(text string) time.Time {
	w.t.Helper()
	if !strings.Contains(text, " ") {
		text = w.now.Format("2 Jan ") + text
	}
	at, err := time.Parse("2006 2 Jan 15:04", "2026 "+text)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return at
}

func newTalk(t tester) *talk {
	return &talk{t: t, now: monday, circle: circleOf(ana, ben, cy, dee), boxes: map[person]*inbox.Inbox{}}
}

// begin lets a commitment be made.
func (w *talk) begin(asker person, d Draft) *talk {
	w.t.Helper()
	c, events, err := Make(w.now, governance.Ref{Org: 1, Kind: Kind, N: 41}, w.circle, asker, d)
	if err != nil {
		w.t.Fatalf("make: %v", err)
	}
	w.save(c)
	w.hear(events)
	return w
}

// promise lets Ben promise Ana to send the minutes, by a date.
func promise(t tester, due string) *talk {
	t.Helper()
	w := newTalk(t)
	return w.begin(ben, Draft{What: "send the minutes", Owner: ben, To: ana, Due: w.on(due)})
}

// ask lets Ana ask Ben to send the minutes, promised to the circle.
func ask(t tester, due string) *talk {
	t.Helper()
	w := newTalk(t)
	return w.begin(ana, Draft{What: "send the minutes", Owner: ben, Due: w.on(due)})
}

// repeat lets Ben promise Ana something that repeats.
func repeat(t tester, cadence string) *talk {
	t.Helper()
	return newTalk(t).begin(ben, Draft{What: "water the plants", Owner: ben, To: ana, Cadence: rhythm(t, cadence)})
}

func (w *talk) save(c *Commitment) {
	w.t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	w.data = data
	if again, err := json.Marshal(w.load()); err != nil || string(again) != string(data) {
		w.t.Fatalf("read back it is another (%v):\n%s", err, cmp.Diff(string(data), string(again)))
	}
}

func (w *talk) load() *Commitment {
	w.t.Helper()
	c, err := Decode(w.data)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return c
}

// box reads a person's inbox back from its encoding.
func (w *talk) box(p person) *inbox.Inbox {
	w.t.Helper()
	old, ok := w.boxes[p]
	if !ok {
		old = inbox.New(1, p, governance.DefaultHours("UTC"))
	}
	data, err := json.Marshal(old)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	in := &inbox.Inbox{}
	if err := json.Unmarshal(data, in); err != nil {
		w.t.Fatalf("%v", err)
	}
	w.boxes[p] = in
	return in
}

// hear takes events as assembly does: their nudges go into the inboxes.
func (w *talk) hear(events []governance.Event) {
	w.t.Helper()
	for _, e := range events {
		for _, n := range e.(governance.Nudging).Nudges() {
			for _, to := range n.To {
				w.box(to).Plan(w.now, n)
			}
		}
		data, err := json.Marshal(e)
		if err != nil {
			w.t.Fatalf("%v", err)
		}
		again := blank(w.t, e.EventName())
		if err := json.Unmarshal(data, again); err != nil {
			w.t.Fatalf("%v", err)
		}
		if kept, err := json.Marshal(again); err != nil || string(kept) != string(data) {
			w.t.Fatalf("%s does not survive the record: %s, %v", e.EventName(), kept, err)
		}
	}
	w.last = events
	w.all = append(w.all, events...)
}

func blank(t tester, name string) governance.Event {
	t.Helper()
	for _, make := range Events() {
		if e := make(); e.EventName() == name {
			return e
		}
	}
	t.Fatalf("no event is called %s", name)
	return nil
}

// act lets something happen; a refusal ends the test.
func (w *talk) act(do deed) *talk {
	w.t.Helper()
	c := w.load()
	events, err := do(c)
	if err != nil {
		w.t.Fatalf("at %s: %v", w.now, err)
	}
	w.save(c)
	w.hear(events)
	return w
}

// refused lets something be tried that is refused with that code, and checks that nothing changed.
func (w *talk) refused(code string, do deed) *talk {
	w.t.Helper()
	c := w.load()
	events, err := do(c)
	if e := governance.AsError(err); e == nil || e.Code != code || len(events) > 0 {
		w.t.Errorf("got %v, want a refusal %q", err, code)
	}
	if after, _ := json.Marshal(c); string(after) != string(w.data) {
		w.t.Errorf("refused with %s and changed:\n%s", code, cmp.Diff(string(w.data), string(after)))
	}
	return w
}

// to lets time pass to "13 Mar 17:00", heeded moment by moment.
func (w *talk) to(text string) *talk {
	w.t.Helper()
	return w.until(w.on(text))
}

func (w *talk) until(end time.Time) *talk {
	w.t.Helper()
	for range 10000 {
		next := w.nextWake()
		if next.IsZero() || next.After(end) {
			w.now = end
			return w
		}
		w.now = latest(w.now, next)
		w.tick()
	}
	w.t.Fatalf("time does not pass")
	return w
}

// down lets time pass to then while nobody heeds it, and one tick follow.
func (w *talk) down(text string) *talk {
	w.t.Helper()
	w.now = w.on(text)
	return w.tick()
}

func (w *talk) nextWake() time.Time {
	next := w.load().NextWake()
	for _, in := range w.boxes {
		if at := in.NextWake(); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// tick wakes everything that is due, as often as it asks, the commitment first or last.
func (w *talk) tick() *talk {
	w.t.Helper()
	for range 100 {
		if at := w.load().NextWake(); at.IsZero() || at.After(w.now) {
			break
		}
		w.act(func(c *Commitment) ([]governance.Event, error) { return c.Wake(w.now) })
	}
	if at := w.load().NextWake(); !at.IsZero() && !at.After(w.now) {
		w.t.Fatalf("it still wants to wake at %s, and it is %s", at, w.now)
	}
	for _, p := range slices.Sorted(maps.Keys(w.boxes)) {
		events, err := w.box(p).Wake(w.now)
		if err != nil {
			w.t.Fatalf("%v", err)
		}
		for _, e := range events {
			for _, item := range e.(*inbox.Delivered).Items {
				w.deliver(p, item)
			}
		}
	}
	return w
}

// deliver says what a nudge says, if it is still true.
func (w *talk) deliver(to person, item inbox.Item) {
	if !w.load().Awaits(w.now, to, item.What, item.Part) {
		return
	}
	w.heard = append(w.heard, fmt.Sprintf("%s %s %s", w.now.Format("Mon 02 15:04"), map[person]string{ana: "ana", ben: "ben", cy: "cy", dee: "dee"}[to],
		strings.TrimPrefix(item.What, "commit_")))
	if w.onSent != nil {
		w.onSent(to, item)
	}
}

// hears checks what people were nudged about since it was last asked.
func (w *talk) hears(want ...string) *talk {
	w.t.Helper()
	if diff := cmp.Diff(want, w.heard); diff != "" {
		w.t.Errorf("at %s people heard other things (-want +got):\n%s", w.now.Format("Mon 02 Jan 15:04"), diff)
	}
	w.heard = nil
	return w
}

// is checks the status and what has just happened.
func (w *talk) is(s Status, events ...string) *talk {
	w.t.Helper()
	var names []string
	for _, e := range w.last {
		names = append(names, strings.TrimPrefix(e.EventName(), "commitment."))
	}
	if got := w.load().Status; got != s || !slices.Equal(names, events) {
		w.t.Errorf("it is %s after %q, want %s after %q", got, names, s, events)
	}
	return w
}

// find is the latest event of a sort.
func find[E governance.Event](w *talk) E {
	w.t.Helper()
	for _, e := range slices.Backward(w.all) {
		if found, ok := e.(E); ok {
			return found
		}
	}
	var none E
	w.t.Fatalf("there was no %T", none)
	return none
}

func same[T any](t tester, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
