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
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/storage"
)

// BenchmarkTick measures what a second costs in which nothing is due, among a thousand open proposals and among a hundred thousand: the
// tick, and the look into the outbox and for stale cards that follows it. x-1000 compares with a thousand.
func BenchmarkTick(b *testing.B) {
	few := map[string]float64{}
	for _, open := range []int{1000, 100000} {
		house := newProposals(b, open)
		for _, name := range []string{"tick", "deliver"} {
			second := func() error { return house.Tick(b.Context()) }
			if name == "deliver" {
				second = func() error { return house.Deliver(b.Context()) }
			}
			b.Run(fmt.Sprintf("%s/%d", name, open), func(b *testing.B) {
				for b.Loop() {
					must(b, second())
				}
				each := b.Elapsed().Seconds() / float64(b.N)
				if few[name] == 0 {
					few[name] = each
				}
				b.ReportMetric(each/few[name], "x-1000")
			})
		}
	}
}

// newProposals opens a house with so many open proposals of one circle, each with a card, their deadlines a minute apart from tomorrow on.
func newProposals(b *testing.B, open int) *bot.Bot {
	b.Helper()
	register, err := assembly.NewRegister(bot.Practices()...)
	must(b, err)
	db, err := storage.Open(b.Context(), filepath.Join(b.TempDir(), "moot.db"), register)
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	catalogue, err := text.Load()
	must(b, err)
	house, err := bot.New(bot.Config{Store: db, Now: func() time.Time { return bottest.Start }, Catalogue: catalogue,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Reference: func() string { return "ref" }})
	must(b, err)
	ws, err := house.Connect(b.Context(), "chat", "T1", "Garden", bottest.NewChat())
	must(b, err)
	circle := governance.NewCircle(1, 1, "garden", governance.Place{Workspace: ws, Channel: "#garden"}, false, "UTC", 1)
	_, err = circle.Begin(bottest.Start, []governance.PersonID{1, 2, 3})
	must(b, err)
	for from := 0; from < open; from += 10000 {
		must(b, db.Update(b.Context(), func(tx assembly.Tx) error {
			return raise(tx, circle, from, min(from+10000, open))
		}))
	}
	return house
}

// raise saves proposals with their cards, as though they had been raised and drawn long ago.
func raise(tx assembly.Tx, circle *governance.Circle, from, to int) error {
	if err := tx.Save(circle); err != nil {
		return err
	}
	for i := from; i < to; i++ {
		deadline := bottest.Start.Add(24*time.Hour + time.Duration(i)*time.Minute)
		p, _, err := consent.Raise(bottest.Start, governance.Ref{Org: 1, Kind: consent.Kind, N: int64(i) + 1}, circle, 1, nil,
			consent.Draft{Title: fmt.Sprintf("Thing %d", i), Deadline: deadline, Place: circle.Home})
		if err != nil {
			return err
		}
		if err := tx.Save(p); err != nil {
			return err
		}
		card := assembly.Card{On: p.Ref(), Part: 1, Workspace: circle.Home.Workspace, Channel: "#garden", Post: fmt.Sprint("m", i), Wanted: 1, Drawn: 1}
		if err := tx.AddCard(&card); err != nil {
			return err
		}
	}
	return nil
}
