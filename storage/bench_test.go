package storage_test

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
	"github.com/folkmoot/folkmoot/storage/storetest"
)

// BenchmarkCommit compares updates with what the disk gives: a row and a commit in SQLite itself, with the same pragmas on the same
// kind of file.
func BenchmarkCommit(b *testing.B) {
	var raw float64
	report := func(b *testing.B, what string) {
		perSecond := float64(b.N) / b.Elapsed().Seconds()
		b.ReportMetric(perSecond, what+"/s")
		if what == "commits" {
			raw = perSecond
		} else if raw > 0 {
			b.ReportMetric(perSecond/raw, "x-raw")
		}
	}
	b.Run("raw", func(b *testing.B) {
		rawCommits(b)
		report(b, "commits")
	})
	for _, kind := range []struct {
		name string
		do   func(tx assembly.Tx, i int64) error
	}{{"update", oneRow}, {"vote", vote}} {
		b.Run(kind.name+"-1", func(b *testing.B) {
			db := benchStore(b)
			var i int64
			for b.Loop() {
				i++
				if err := db.Update(context.Background(), func(tx assembly.Tx) error { return kind.do(tx, i) }); err != nil {
					b.Fatal(err)
				}
			}
			report(b, "updates")
		})
		b.Run(kind.name+"-64-concurrent", func(b *testing.B) {
			db := benchStore(b)
			var last atomic.Int64
			b.SetParallelism(max(1, 64/runtime.GOMAXPROCS(0)))
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					i := last.Add(1)
					if err := db.Update(context.Background(), func(tx assembly.Tx) error { return kind.do(tx, i) }); err != nil {
						b.Error(err)
					}
				}
			})
			report(b, "updates")
			s := db.Stats()
			b.ReportMetric(float64(s.Updates)/float64(s.Commits), "updates/commit")
		})
	}
}

// rawCommits inserts a row and commits, over and over, in SQLite alone.
func rawCommits(b *testing.B) {
	db := raw(b, "file:"+filepath.Join(b.TempDir(), "raw.db")+"?_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1&_cache_size=-16000")
	c, err := db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if _, err := c.ExecContext(b.Context(), "CREATE TABLE seen (key TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID"); err != nil {
		b.Fatal(err)
	}
	insert, err := c.PrepareContext(b.Context(), "INSERT INTO seen (key, at) VALUES (?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	i := 0
	for b.Loop() {
		i++
		// Outside BEGIN and COMMIT, SQLite commits each statement by itself.
		if _, err := insert.ExecContext(ctx, fmt.Sprint(i), i); err != nil {
			b.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
}

// benchStore is a store with one motion that has 64 people and a card.
func benchStore(b *testing.B) *storage.DB {
	db := open(b, filepath.Join(b.TempDir(), "house.db"), storetest.Register())
	err := db.Update(context.Background(), func(tx assembly.Tx) error {
		return tx.Save(&storetest.Motion{On: governance.Ref{Org: 1, Kind: "P", N: 1}, Title: "Meet on Tuesdays", Live: true})
	})
	if err != nil {
		b.Fatal(err)
	}
	return db
}

func oneRow(tx assembly.Tx, i int64) error {
	_, err := tx.Seen(fmt.Sprint(i), time.Unix(i, 0))
	return err
}

// vote is what one person's stance writes: the key, the aggregate and its row, the record, the card.
func vote(tx assembly.Tx, i int64) error {
	if err := oneRow(tx, i); err != nil {
		return err
	}
	ref := governance.Ref{Org: 1, Kind: "P", N: 1}
	person := governance.PersonID(i % 64)
	a, err := tx.Load(ref, assembly.Just(person))
	if err != nil {
		return err
	}
	a.(*storetest.Motion).Say(person, fmt.Sprint(i))
	if err := tx.Append(&governance.Entry{Org: 1, Circle: 1, At: time.Unix(i, 0), By: person, On: ref,
		Event: &storetest.Said{Title: "because"}}); err != nil {
		return err
	}
	if err := tx.Save(a); err != nil {
		return err
	}
	return tx.TouchCards(ref)
}

// BenchmarkTick asks what is due when nothing is, and when one thing is, among few and among many alarms.
func BenchmarkTick(b *testing.B) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	few := map[string]float64{}
	for _, alarms := range []int{1000, 100000} {
		db := benchStore(b)
		fillAgenda(b, db, alarms, now)
		for want, name := range []string{"none-due", "one-due"} {
			at := now.Add(time.Duration(want) * time.Second)
			b.Run(fmt.Sprintf("%s/%d", name, alarms), func(b *testing.B) {
				for b.Loop() {
					err := db.View(context.Background(), func(tx assembly.Tx) error {
						due, err := tx.Due(at, 500)
						if len(due) != want {
							b.Errorf("%d are due", len(due))
						}
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				each := b.Elapsed().Seconds() / float64(b.N)
				if few[name] == 0 {
					few[name] = each
				} else {
					b.ReportMetric(each/few[name], "x-1000")
				}
			})
		}
	}
}

// BenchmarkLetters asks what may be sent, among few and among many waiting letters, all of them due and most in one lane.
func BenchmarkLetters(b *testing.B) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	var few float64
	for _, letters := range []int{1000, 100000} {
		db := benchStore(b)
		err := db.Update(context.Background(), func(tx assembly.Tx) error {
			for i := range letters {
				lane := "blocked"
				if i%100 == 0 {
					lane = fmt.Sprint(i)
				}
				if err := tx.Queue(assembly.Letter{Org: 1, Key: fmt.Sprint(i), Lane: lane, Due: now}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(letters), func(b *testing.B) {
			for b.Loop() {
				err := db.View(context.Background(), func(tx assembly.Tx) error {
					due, err := tx.LettersDue(now, 10)
					if len(due) != 10 {
						b.Errorf("%d may be sent", len(due))
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			each := b.Elapsed().Seconds() / float64(b.N)
			if few == 0 {
				few = each
			} else {
				b.ReportMetric(each/few, "x-1000")
			}
		})
	}
}

func fillAgenda(b *testing.B, db *storage.DB, alarms int, now time.Time) {
	b.Helper()
	err := db.Update(context.Background(), func(tx assembly.Tx) error {
		for i := range alarms {
			m := &storetest.Motion{On: governance.Ref{Org: 1, Kind: "P", N: int64(i + 1)}, Alarm: now.Add(time.Duration(i+1) * time.Second)}
			if err := tx.Save(m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
