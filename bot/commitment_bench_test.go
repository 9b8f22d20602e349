package bot_test

import (
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/storage"
)

// BenchmarkTickAmongCommitments measures a tick among few and among many open commitments: when nothing is due, which is nearly always,
// and when one of them is overdue, which then climbs a step and plans a nudge. x-1000 compares with the tick among a thousand.
func BenchmarkTickAmongCommitments(b *testing.B) {
	few := map[string]float64{}
	for _, open := range []int{1000, 100000} {
		p := newPromises(b, open)
		for _, due := range []string{"nothing-due", "one-due"} {
			b.Run(fmt.Sprintf("%s/%d", due, open), func(b *testing.B) {
				for b.Loop() {
					if due == "one-due" {
						p.moveToNext(b)
					}
					if err := p.bot.Tick(b.Context()); err != nil {
						b.Fatal(err)
					}
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

// promises is a house full of open commitments, whose clock stands still unless it is moved.
type promises struct {
	bot *bot.Bot
	at  time.Time
}

func (p *promises) moveToNext(b *testing.B) {
	next, err := p.bot.NextDue(b.Context())
	if err != nil || next.IsZero() {
		b.Fatal("nothing is due any more", err)
	}
	p.at = next
}

// newPromises opens a house with so many commitments, one overdue after another, a minute apart, from tomorrow on.
func newPromises(b *testing.B, open int) *promises {
	b.Helper()
	p := &promises{at: bottest.Start}
	register, err := assembly.NewRegister(bot.Practices()...)
	must(b, err)
	db, err := storage.Open(b.Context(), filepath.Join(b.TempDir(), "moot.db"), register)
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	catalogue, err := text.Load()
	must(b, err)
	p.bot, err = bot.New(bot.Config{Store: db, Now: func() time.Time { return p.at }, Catalogue: catalogue, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Reference: func() string { return "ref" }})
	must(b, err)
	for from := 0; from < open; from += 10000 {
		must(b, db.Update(b.Context(), func(tx assembly.Tx) error { return save(tx, p.at, from, min(from+10000, open)) }))
	}
	return p
}

// save stores some commitments of one circle, each of another person's.
func save(tx assembly.Tx, now time.Time, from, to int) error {
	circle := governance.NewCircle(1, 1, "Garden", governance.Place{Workspace: 1, Channel: "c1"}, false, "Europe/Madrid", 1)
	if _, err := circle.Begin(now, []governance.PersonID{1}); err != nil {
		return err
	}
	for n := from; n < to; n++ {
		owner := governance.PersonID(n + 1)
		if err := tx.Save(&governance.Person{ID: owner, Org: 1, Name: "Somebody", Hours: governance.DefaultHours("Europe/Madrid")}); err != nil {
			return err
		}
		ref := governance.Ref{Org: 1, Kind: commitment.Kind, N: int64(n + 1)}
		c, _, err := commitment.Make(now, ref, circle, 1, commitment.Draft{What: "Send the minutes", Owner: 1, Due: now.Add(24*time.Hour + time.Duration(n)*time.Minute)})
		if err != nil {
			return err
		}
		c.Owner = owner
		if err := tx.Save(c); err != nil {
			return err
		}
	}
	return nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
