package storetest

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

func updates(t *testing.T, open Open) {
	t.Run("an error undoes one update and no other", func(t *testing.T) {
		b := newBench(t, open)
		together(100, func(i int) {
			err := b.Update(context.Background(), func(tx assembly.Tx) error {
				if err := tx.Save(motion(idea(1, int64(i)), "m")); err != nil {
					return err
				}
				if _, err := tx.Next(1, "kept"); err != nil {
					return err
				}
				if i%2 == 1 {
					return errOnPurpose
				}
				return nil
			})
			if i%2 == 1 && err != errOnPurpose || i%2 == 0 && err != nil {
				t.Errorf("update %d answered %v", i, err)
			}
		})
		b.see(func(tx assembly.Tx) error {
			for i := range 100 {
				_, err := tx.Load(idea(1, int64(i)), assembly.People{})
				if found := err == nil; found != (i%2 == 0) {
					t.Errorf("motion %d: found %t (%v)", i, found, err)
				}
			}
			return nil
		})
		b.do(func(tx assembly.Tx) error {
			if n, err := tx.Next(1, "kept"); n != 51 || err != nil {
				t.Errorf("counted %d (%v), not 51", n, err)
			}
			return nil
		})
	})

	t.Run("updates do not see one another half done", func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error { return tx.Save(&Motion{On: idea(1, 1)}) })
		together(50, func(int) {
			b.do(func(tx assembly.Tx) error {
				a, err := tx.Load(idea(1, 1), assembly.Everybody)
				if err != nil {
					return err
				}
				a.(*Motion).Owner++
				runtime.Gosched()
				return tx.Save(a)
			})
		})
		b.see(func(tx assembly.Tx) error {
			a, err := tx.Load(idea(1, 1), assembly.People{})
			if err == nil && a.(*Motion).Owner != 50 {
				t.Errorf("%d of 50 were counted", a.(*Motion).Owner)
			}
			return err
		})
	})

	t.Run("a panic is one caller's error", func(t *testing.T) {
		b := newBench(t, open)
		together(20, func(i int) {
			err := b.Update(context.Background(), func(tx assembly.Tx) error {
				if err := tx.Save(motion(idea(1, int64(i)), "m")); err != nil {
					return err
				}
				if i == 7 {
					panic(errOnPurpose)
				}
				return nil
			})
			if i == 7 && !errors.Is(err, errOnPurpose) || i != 7 && err != nil {
				t.Errorf("update %d answered %v", i, err)
			}
		})
		b.see(func(tx assembly.Tx) error {
			_, n, err := tx.List(1, "P", assembly.Filter{})
			if n != 19 {
				t.Errorf("%d of 19 are there", n)
			}
			return err
		})
	})

	t.Run("a goroutine that ends within an update takes nobody with it", func(t *testing.T) {
		b := newBench(t, open)
		var gone sync.WaitGroup
		gone.Go(func() {
			_ = b.Update(context.Background(), func(tx assembly.Tx) error {
				_ = tx.Save(motion(idea(1, 1), "m"))
				runtime.Goexit()
				return nil
			})
		})
		gone.Wait()
		b.do(func(tx assembly.Tx) error {
			_, err := tx.Load(idea(1, 1), assembly.People{})
			refused(t, err, governance.NotFound, "no_such")
			return nil
		})
	})

	t.Run("what is cancelled before it began is not run", func(t *testing.T) {
		b := newBench(t, open)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		run := false
		f := func(assembly.Tx) error { run = true; return nil }
		if err := b.Update(ctx, f); !errors.Is(err, context.Canceled) || run {
			t.Errorf("update answered %v, run %t", err, run)
		}
		if err := b.View(ctx, f); !errors.Is(err, context.Canceled) || run {
			t.Errorf("view answered %v, run %t", err, run)
		}
	})

	t.Run("what is cancelled while it waits is not run", func(t *testing.T) {
		b := newBench(t, open)
		ctx, cancel := context.WithCancel(context.Background())
		run := false
		var waiting sync.WaitGroup
		b.do(func(assembly.Tx) error {
			// The writer is here, so the next one has to wait for it.
			waiting.Go(func() {
				if err := b.Update(ctx, func(assembly.Tx) error { run = true; return nil }); !errors.Is(err, context.Canceled) {
					t.Errorf("update answered %v", err)
				}
			})
			cancel()
			return nil
		})
		waiting.Wait()
		if run {
			t.Error("it was run")
		}
	})

	t.Run("cancelling what has begun changes nothing", func(t *testing.T) {
		b := newBench(t, open)
		ctx, cancel := context.WithCancel(context.Background())
		err := b.Update(ctx, func(tx assembly.Tx) error {
			cancel()
			return tx.Save(motion(idea(1, 1), "m"))
		})
		if err != nil {
			t.Fatal(err)
		}
		b.see(func(tx assembly.Tx) error {
			_, err := tx.Load(idea(1, 1), assembly.People{})
			return err
		})
	})

	t.Run("a transaction that is over does nothing", func(t *testing.T) {
		b := newBench(t, open)
		var kept assembly.Tx
		b.do(func(tx assembly.Tx) error { kept = tx; return nil })
		if err := kept.Save(motion(idea(1, 1), "m")); err == nil {
			t.Error("a finished update still saves")
		}
		b.see(func(tx assembly.Tx) error { kept = tx; return nil })
		if _, err := kept.NextDue(); err == nil {
			t.Error("a finished view still reads")
		}
	})
}

func views(t *testing.T, open Open) {
	t.Run("a view sees one state and updates do not wait for it", func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error { return tx.Save(motion(idea(1, 1), "before")) })
		title := func(tx assembly.Tx) string {
			a, err := tx.Load(idea(1, 1), assembly.People{})
			if err != nil {
				t.Fatal(err)
			}
			return a.(*Motion).Title
		}
		b.see(func(tx assembly.Tx) error {
			if got := title(tx); got != "before" {
				t.Errorf("read %q", got)
			}
			b.do(func(tx assembly.Tx) error { return tx.Save(motion(idea(1, 1), "after")) })
			if got := title(tx); got != "before" {
				t.Errorf("the state changed under a view: %q", got)
			}
			b.see(func(tx assembly.Tx) error {
				if got := title(tx); got != "after" {
					t.Errorf("a new view reads %q", got)
				}
				return nil
			})
			return nil
		})
	})

	t.Run("a view does not see what is not committed", func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error {
			if err := tx.Save(motion(idea(1, 1), "m")); err != nil {
				return err
			}
			b.see(func(tx assembly.Tx) error {
				_, err := tx.Load(idea(1, 1), assembly.People{})
				refused(t, err, governance.NotFound, "no_such")
				return nil
			})
			return nil
		})
	})

	t.Run("a view cannot write", func(t *testing.T) {
		b := newBench(t, open)
		card := assembly.Card{On: idea(1, 1), Channel: "c", Post: "p"}
		b.do(func(tx assembly.Tx) error { return tx.AddCard(&card) })
		b.see(func(tx assembly.Tx) error {
			_, next := tx.Next(1, "P")
			_, seen := tx.Seen("key", noon)
			for name, err := range map[string]error{
				"Save": tx.Save(motion(idea(1, 1), "m")), "Next": next, "Seen": seen,
				"Append":       tx.Append(&governance.Entry{Org: 1, On: idea(1, 1), Event: &Counted{}}),
				"PutWorkspace": tx.PutWorkspace(&governance.Workspace{Team: "t"}),
				"Bind":         tx.Bind(governance.Place{}, 1, 1), "Queue": tx.Queue(assembly.Letter{Key: "k"}),
				"PutLetter": tx.PutLetter(assembly.Letter{ID: 1}), "AddCard": tx.AddCard(&assembly.Card{}),
				"PutCard": tx.PutCard(card), "TouchCards": tx.TouchCards(idea(1, 1)), "TouchLinks": tx.TouchLinks(governance.Place{}),
				"MoveCards": tx.MoveCards(governance.Place{Channel: "c"}, governance.Place{Channel: "d"}),
				"PutMark":   tx.PutMark(card.ID, assembly.Mark{User: "u", Emoji: "+1"}),
			} {
				if err == nil {
					t.Errorf("%s wrote", name)
				}
			}
			return nil
		})
	})

	t.Run("an error and a panic of a view are answered", func(t *testing.T) {
		b := newBench(t, open)
		if err := b.View(context.Background(), func(assembly.Tx) error { return errOnPurpose }); err != errOnPurpose {
			t.Errorf("answered %v", err)
		}
		if err := b.View(context.Background(), func(assembly.Tx) error { panic(errOnPurpose) }); !errors.Is(err, errOnPurpose) {
			t.Errorf("answered %v", err)
		}
		together(50, func(int) { b.see(func(tx assembly.Tx) error { _, err := tx.NextDue(); return err }) })
	})
}
