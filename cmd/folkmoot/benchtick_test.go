package main

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// BenchmarkTick measures one second's tick among few and among many open proposals: when nothing is due, which is nearly always, and
// when one of them is, which then wakes, changes, and is saved. x-1000 compares with the tick among a thousand.
func BenchmarkTick(b *testing.B) {
	few := map[string]float64{}
	for _, open := range []int{1000, 100000} {
		t := newTicking(b, open)
		for _, due := range []string{"nothing-due", "one-due"} {
			b.Run(fmt.Sprintf("%s/%d", due, open), func(b *testing.B) {
				head := t.head(b)
				for b.Loop() {
					if due == "one-due" {
						t.at = t.at.Add(longestRetryInBench)
					}
					if err := t.house.bot.Tick(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
				if woke := t.head(b) - head; due == "one-due" && woke != int64(b.N) || due == "nothing-due" && woke != 0 {
					b.Fatalf("%d ticks woke %d proposals", b.N, woke)
				}
				each := b.Elapsed().Seconds() / float64(b.N)
				if few[due] == 0 {
					few[due] = each
				} else {
					b.ReportMetric(each/few[due], "x-1000")
				}
			})
		}
	}
}

// longestRetryInBench is how long a proposal that is closing waits at most until it asks again for the reactions on its card, which
// nobody reads here: so long after each tick it is due again.
const longestRetryInBench = 10 * time.Minute

// ticking is a house whose clock stands still unless it is moved.
type ticking struct {
	house *house
	at    time.Time
}

// newTicking opens a house with so many open proposals. The first of them is due in an hour, the others in a year.
func newTicking(b *testing.B, open int) *ticking {
	b.Helper()
	t := &ticking{at: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	r := &runtime{ctx: b.Context(), stderr: &benchLog{b: b}, cli: &CLI{Log: "error,text", Secret: "a secret that is long enough"}}
	var err error
	if t.house, err = r.open(filepath.Join(b.TempDir(), "tick.db"), func() time.Time { return t.at }); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := t.house.stop(); err != nil {
			b.Error(err)
		}
	})
	circle := governance.NewCircle(1, 1, "Kitchen", governance.Place{Workspace: 1, Channel: "c1"}, false, "Europe/Madrid", 1)
	if _, err := circle.Begin(t.at, []governance.PersonID{1, 2, 3}); err != nil {
		b.Fatal(err)
	}
	if err := t.house.db.Update(b.Context(), func(tx assembly.Tx) error { return tx.Save(circle) }); err != nil {
		b.Fatal(err)
	}
	const atOnce = 10000
	for from := 0; from < open; from += atOnce {
		err := t.house.db.Update(b.Context(), func(tx assembly.Tx) error {
			for n := from; n < min(from+atOnce, open); n++ {
				deadline := t.at.AddDate(0, 0, 360)
				if n == 0 {
					deadline = t.at.Add(time.Hour)
				}
				p, _, err := consent.Raise(t.at, governance.Ref{Org: 1, Kind: consent.Kind, N: int64(n + 1)}, circle, 1, nil,
					consent.Draft{Title: "Meet on Tuesdays", Deadline: deadline, Place: circle.Home})
				if err != nil {
					return err
				}
				if err := tx.Save(p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	t.at = t.at.Add(time.Hour - longestRetryInBench)
	return t
}

// head is how many entries the circle's record has.
func (t *ticking) head(b *testing.B) (n int64) {
	b.Helper()
	err := t.house.db.View(b.Context(), func(tx assembly.Tx) (err error) {
		n, _, err = tx.Head(1, 1)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
