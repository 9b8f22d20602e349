package rotation

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/governance"
)

// TestAYearOfSix lets a rotation of six live for a year, with what happens in a year. Every step of it is held by toldOnce to telling every
// change to whom it concerns, once; the transcript is worth reading (go test -v -run AYearOfSix).
func TestAYearOfSix(t *testing.T) {
	w := begin(t, roster(ana, ben, cy, dee, eve, fay))
	on := func(month time.Month, date, hour int) *talk {
		t.Helper()
		return w.until(time.Date(2026, month, date, hour, 0, 0, 0, madrid))
	}
	next := func() person { return w.load().Ahead[0].Keeper }
	date := func(month time.Month, date int) time.Time { return time.Date(2026, month, date, 0, 0, 0, 0, madrid) }

	on(3, 5, 11).note(ana, "The projector needs the long cable.")
	on(3, 8, 12).accept(ben, 0)
	on(3, 12, 9).swap(cy, dee, 0, 0)
	on(3, 13, 9).agree(dee)
	on(3, 20, 15).away(eve, date(3, 28), date(4, 12)) // over Easter; her turn is not planned yet, or goes to another
	on(4, 9, 10).skip(next(), 0)
	on(4, 20, 10).join(gus)
	on(5, 4, 17).cannot(next(), 0)
	on(5, 9, 9).note(w.load().Present.Keeper, "Two guests come next week.")
	on(5, 20, 9).cancel(dee, 0)
	on(5, 21, 9).undo(cy) // it was the wrong week
	on(5, 21, 10).cancel(dee, w.load().Ahead[1].Number)
	on(6, 15, 9).act(cy, func(r *Rotation) ([]governance.Event, error) {
		other, _ := r.TurnOf(r.Ahead[0].Keeper)
		if r.Ahead[0].Keeper == cy {
			return r.Accept(w.now, cy, 0)
		}
		return r.Cover(w.now, cy, other.Keeper, other.Number)
	})
	on(7, 1, 9).leave(gus)
	on(7, 6, 9).away(ana, date(8, 1), date(8, 23))
	on(7, 7, 9).away(ben, date(8, 1), date(8, 16))
	on(8, 10, 9).away(cy, date(8, 10), date(8, 20)) // short notice
	on(9, 7, 9).act(dee, func(r *Rotation) ([]governance.Event, error) {
		return r.SetCadence(w.now, dee, cadence(t, "every wednesday 10:00"))
	})
	on(9, 7, 18).undo(eve)
	on(10, 12, 9).skip(ben, w.load().Ahead[0].Number)
	on(11, 2, 9).act(0, func(r *Rotation) ([]governance.Event, error) { return r.Pause(w.now) }) // the channel was archived for a week
	on(11, 11, 9).act(0, func(r *Rotation) ([]governance.Event, error) { return r.Resume(w.now) })
	on(12, 14, 9).away(dee, date(12, 21), date(12, 31))
	w.until(time.Date(2027, 3, 2, 12, 0, 0, 0, madrid))

	r := w.load()
	least, most := 1000, 0
	for _, p := range []person{ana, ben, cy, dee, eve, fay} {
		m, _ := r.Member(p)
		least, most = min(least, m.Served), max(most, m.Served)
		w.lines = append(w.lines, nameOf(p)+" served "+strings.Repeat("I", m.Served))
	}
	t.Log("\n" + strings.Join(w.lines, "\n"))
	if most-least > 1 {
		t.Errorf("turns served differ by %d", most-least)
	}
	if r.Done < 49 || r.Done > 53 {
		t.Errorf("%d turns in a year of tuesdays", r.Done)
	}
}

// TestFairnessComesBack lets anything happen for a while, and then nothing: everybody has served as much as everybody else, give or take
// one, before long (R3).
func TestFairnessComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		people := []person{ana, ben, cy, dee, eve, fay}[:rapid.IntRange(3, 6).Draw(rt, "people")]
		w := begin(rt, roster(people...))
		for range rapid.IntRange(1, 12).Draw(rt, "deeds") {
			by := rapid.SampledFrom(people).Draw(rt, "by")
			r := w.load()
			number := r.Ahead[rapid.IntRange(0, 2).Draw(rt, "turn")].Number
			from := w.now.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "from")) * day)
			acts := map[string]deed{
				"skip":   func(r *Rotation) ([]governance.Event, error) { return r.Skip(w.now, by, number) },
				"cannot": func(r *Rotation) ([]governance.Event, error) { return r.CannotDo(w.now, by, 0, "") },
				"cover":  func(r *Rotation) ([]governance.Event, error) { return r.Cover(w.now, by, 0, number) },
				"cancel": func(r *Rotation) ([]governance.Event, error) { return r.Cancel(w.now, by, number, "") },
				"away":   func(r *Rotation) ([]governance.Event, error) { return r.Away(w.now, by, by, from, from.Add(15*day)) },
			}
			act := acts[rapid.SampledFrom([]string{"skip", "cannot", "cover", "cancel", "away"}).Draw(rt, "act")]
			if _, err := act(r); err == nil {
				w.act(by, act)
			}
			w.wait(time.Duration(rapid.IntRange(0, 20).Draw(rt, "days")) * day)
		}
		r := w.load()
		for end := w.now.Add(40 * week); r.NextWake().Before(end); {
			if _, err := r.Wake(r.NextWake()); err != nil {
				rt.Fatalf("%v", err)
			}
		}
		least, most := 1000, 0
		for _, n := range r.Counts() {
			least, most = min(least, n), max(most, n)
		}
		if most-least > 1 {
			rt.Fatalf("turns served differ by %d: %v", most-least, r.Counts())
		}
	})
}
