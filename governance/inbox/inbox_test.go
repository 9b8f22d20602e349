package inbox

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/governance"
)

// monday is ten in the morning of a working day, in UTC.
var monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// box is an inbox that is read back from its encoding before each act, and its clock.
type box struct {
	t   *testing.T
	now time.Time
	in  *Inbox
}

func newBox(t *testing.T) *box {
	return &box{t, monday, New(1, 2, governance.DefaultHours("UTC"))}
}

func (b *box) again() *Inbox {
	b.t.Helper()
	data, err := json.Marshal(b.in)
	if err != nil {
		b.t.Fatal(err)
	}
	back := &Inbox{}
	if err := json.Unmarshal(data, back); err != nil {
		b.t.Fatal(err)
	}
	b.in = back
	return back
}

// plan plans a nudge due and pointless so long after Monday morning.
func (b *box) plan(key string, due, until time.Duration, urgent ...bool) *box {
	b.t.Helper()
	b.again().Plan(b.now, governance.Nudge{To: []governance.PersonID{2}, Key: key, What: "respond_half", Due: monday.Add(due),
		On: governance.Ref{Org: 1, Kind: "P", N: 12}, Until: monday.Add(until), Urgent: len(urgent) > 0})
	return b
}

// until lets time pass, heeded moment by moment, and answers what was delivered: "10h: a b".
func (b *box) until(d time.Duration) []string {
	b.t.Helper()
	var out []string
	for range 100 {
		next := b.again().NextWake()
		if next.IsZero() || next.After(monday.Add(d)) {
			b.now = monday.Add(d)
			return out
		}
		if next.After(b.now) {
			b.now = next
		}
		out = append(out, b.wake()...)
	}
	b.t.Fatal("time does not pass")
	return nil
}

func (b *box) wake() []string {
	b.t.Helper()
	events, err := b.again().Wake(b.now)
	if err != nil {
		b.t.Fatal(err)
	}
	if next := b.in.NextWake(); !next.IsZero() && !next.After(b.now) {
		b.t.Fatalf("at %s it still wants to wake at %s", b.now, next)
	}
	var out []string
	for _, e := range events {
		line := b.now.Sub(monday).String() + ":"
		for _, item := range e.(*Delivered).Items {
			line += " " + item.Key
		}
		out = append(out, line)
	}
	return out
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func TestD0WhenANudgeIsSent(t *testing.T) {
	for name, c := range map[string]struct {
		due, until time.Duration
		urgent     []bool
		want       string
	}{
		"at a decent hour, when it is due":              {4 * hour, 2 * day, nil, "4h0m0s: a"},
		"at night, in the morning":                      {12 * hour, 2 * day, nil, "23h0m0s: a"},
		"on a Saturday, on Monday":                      {5 * day, 9 * day, nil, "167h0m0s: a"},
		"at night, urgent, at once":                     {12 * hour, 14 * hour, []bool{true}, "12h0m0s: a"},
		"pointless by morning, the evening before":      {12 * hour, 20 * hour, nil, "7h59m0s: a"},
		"pointless by morning exactly, the same":        {12 * hour, 23 * hour, nil, "7h59m0s: a"},
		"pointless by Monday, on Friday evening":        {5 * day, 6 * day, nil, "103h59m0s: a"},
		"overdue, at once":                              {-hour, day, nil, "0s: a"},
		"due at the last moment before the quiet hours": {8*hour - 1, day, nil, "7h59m59.999999999s: a"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t).plan("a", c.due, c.until, c.urgent...)
			same(t, "delivered", b.until(30*day), []string{c.want})
			same(t, "empty", len(b.in.Items), 0)
		})
	}
}

func TestD0WhereNoHourIsDecentItComesWhenDue(t *testing.T) {
	b := newBox(t)
	b.now = monday.Add(12 * hour) // planned at night, for that night
	same(t, "delivered", b.plan("a", 13*hour, 15*hour).until(day), []string{"13h0m0s: a"})
}

func TestTheSameKeyMovesANudge(t *testing.T) {
	b := newBox(t).plan("a", hour, day).plan("a", 3*hour, day).plan("b", 5*hour, day)
	same(t, "moved", b.until(day), []string{"3h0m0s: a", "5h0m0s: b"})
	b = newBox(t).plan("a", hour, day).plan("b", 3*hour, day)
	b.again().Drop("a")
	same(t, "dropped", b.until(day), []string{"3h0m0s: b"})
	b = newBox(t).plan("a", hour, day)
	b.again().Plan(b.now, governance.Nudge{Key: "a", On: governance.Ref{Org: 1, Kind: "P", N: 13}, Due: monday.Add(2 * hour), Until: monday.Add(day)})
	same(t, "another thing's", b.until(day), []string{"1h0m0s: a", "2h0m0s: a"})
}

func TestC5WhatPilesUpComesAsOneMessage(t *testing.T) {
	b := newBox(t).plan("a", 12*hour, 2*day).plan("b", 20*hour, 2*day).plan("c", 23*hour+20*minute, 2*day).plan("d", 24*hour, 2*day)
	same(t, "in the morning", b.until(2*day), []string{"23h0m0s: a b c", "24h0m0s: d"})
	night := newBox(t).plan("urgent", 22*hour+50*minute, day, true).plan("a", 12*hour, 2*day).plan("soon", 22*hour+51*minute, day, true)
	same(t, "at night nothing comes along that can wait", night.until(2*day), []string{"22h50m0s: urgent soon", "23h0m0s: a"})
	short := newBox(t).plan("a", 5*minute, 10*minute, true).plan("b", 10*minute, 20*minute, true)
	same(t, "short windows keep their moments", short.until(day), []string{"5m0s: a", "10m0s: b"})
}

func TestDowntimeSendsNothingPointlessAndNothingAtNight(t *testing.T) {
	b := newBox(t).plan("a", hour, 5*hour).plan("b", 2*hour, 3*day)
	b.now = monday.Add(12 * hour)
	same(t, "at night it is held again", b.wake(), nil)
	same(t, "one is left, in the morning", b.until(3*day), []string{"23h0m0s: b"})
	b = newBox(t).plan("a", hour, 13*hour)
	b.now = monday.Add(12 * hour)
	same(t, "or never", b.wake(), []string{"12h0m0s: a"})
	b.plan("late", 12*hour, 12*hour)
	same(t, "pointless already", len(b.in.Items), 0)
}

func TestC5OtherHoursMoveWhatWaits(t *testing.T) {
	b := newBox(t).plan("a", 4*hour, 10*day).plan("b", 12*hour, 10*day)
	away := governance.DefaultHours("UTC")
	away.Away = []governance.Interval{{From: monday, To: monday.Add(2 * day)}}
	b.again().Rehouse(b.now, away)
	same(t, "after the absence", b.until(10*day), []string{"48h0m0s: a b"})

	b = newBox(t).plan("a", 12*hour, 10*day)
	late := governance.DefaultHours("UTC")
	late.QuietFrom, late.QuietTo = 0, 0
	b.again().Rehouse(b.now, late)
	same(t, "no quiet hours", b.until(10*day), []string{"12h0m0s: a"})
}

func TestAnInboxIsItsPersonsOwn(t *testing.T) {
	b := newBox(t).plan("a", hour, day)
	same(t, "ref", b.in.Ref(), governance.Ref{Org: 1, Kind: Kind, N: 2})
	same(t, "audience", b.in.Audience(), governance.Audience{People: []governance.PersonID{2}})
	same(t, "index", b.in.Index(), governance.Index{Owner: 2, Live: true, Due: monday.Add(hour)})
}

// TestNobodyIsNudgedAtABadHour is K5 and C5 for any hours, nudges, and moments at which time is heeded: what is not urgent goes out
// at a decent hour, unless there was none left for it; each item goes out once, or has lost its purpose.
func TestNobodyIsNudgedAtABadHour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hours := drawHours(t)
		in, now := New(1, 2, hours), monday
		waiting := map[string]governance.Nudge{}
		planned := 0
		t.Repeat(map[string]func(*rapid.T){
			"plan": func(t *rapid.T) {
				due := now.Add(time.Duration(rapid.IntRange(-60, 6000).Draw(t, "due")) * minute)
				n := governance.Nudge{Key: fmt.Sprint(planned), Due: due, Urgent: rapid.IntRange(0, 3).Draw(t, "urgent") == 0,
					Until: due.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "until")) * minute)}
				planned++
				in.Plan(now, n)
				if n.Until.After(now) {
					waiting[n.Key] = n
				}
			},
			"rehouse": func(t *rapid.T) {
				hours = drawHours(t)
				in.Rehouse(now, hours)
			},
			"time": func(t *rapid.T) {
				if next := in.NextWake(); !next.IsZero() && next.After(now) && rapid.Bool().Draw(t, "to the alarm") {
					now = next
				} else {
					now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "minutes")) * minute)
				}
				events, err := in.Wake(now)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range events {
					for _, item := range e.(*Delivered).Items {
						mayBeSent(t, hours, now, item, waiting)
						delete(waiting, item.Key)
					}
				}
				for key, n := range waiting {
					if !n.Until.After(now) {
						delete(waiting, key) // It has lost its purpose.
					}
				}
				if next := in.NextWake(); !next.IsZero() && !next.After(now) {
					t.Fatalf("it wants to wake at %s, and it is %s", next, now)
				}
			},
			"": func(t *rapid.T) {
				left := map[string]bool{}
				for _, item := range in.Items {
					left[item.Key] = true
				}
				for key := range waiting {
					if !left[key] {
						t.Fatalf("%s is lost", key)
					}
				}
			},
		})
	})
}

func drawHours(t *rapid.T) governance.Hours {
	h := governance.Hours{Zone: rapid.SampledFrom([]string{"UTC", "Europe/Madrid", "Pacific/Auckland"}).Draw(t, "zone"), Days: governance.WorkingWeek,
		QuietFrom: rapid.IntRange(0, 1439).Draw(t, "from"), QuietTo: rapid.IntRange(0, 1439).Draw(t, "to")}
	if rapid.Bool().Draw(t, "away") {
		from := monday.Add(time.Duration(rapid.IntRange(0, 20000).Draw(t, "away from")) * minute)
		h.Away = []governance.Interval{{From: from, To: from.Add(day)}}
	}
	return h
}

// mayBeSent judges one item that went out now.
func mayBeSent(t *rapid.T, hours governance.Hours, now time.Time, item Item, waiting map[string]governance.Nudge) {
	n, ok := waiting[item.Key]
	switch {
	case !ok:
		t.Fatalf("%s goes out twice", item.Key)
	case !n.Until.After(now):
		t.Fatalf("%s goes out after it lost its purpose", item.Key)
	case n.Urgent || hours.Decent(now):
		return
	}
	if next, ok := hours.NextDecent(now); ok && next.Before(n.Until) {
		t.Fatalf("%s goes out at %s and could at %s, before %s", item.Key, now, next, n.Until)
	}
	if now.Before(n.Due) {
		t.Fatalf("%s goes out early, at %s, which is no decent hour", item.Key, now)
	}
}

func TestC5AGentleNudgeIsRatherNotSentThanAtABadHour(t *testing.T) {
	plan := func(b *box, due, until time.Duration) *box {
		b.again().Plan(b.now, governance.Nudge{Key: "a", Due: monday.Add(due), Until: monday.Add(until), Gentle: true})
		return b
	}
	same(t, "held to the morning", plan(newBox(t), 12*hour, 2*day).until(3*day), []string{"23h0m0s: a"})
	same(t, "before the night", plan(newBox(t), 12*hour, 20*hour).until(3*day), []string{"7h59m0s: a"})
	b := newBox(t)
	b.now = monday.Add(12 * hour)
	same(t, "no decent hour is left", plan(b, 13*hour, 20*hour).until(3*day), nil)
	same(t, "and nothing waits", len(b.in.Items), 0)
}
