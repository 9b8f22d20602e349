package storage

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/governance/assembly"
)

// openEmpty opens a database for a house without practices.
func openEmpty(t *testing.T) *DB {
	t.Helper()
	register, err := assembly.NewRegister()
	if err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "house.db"), register)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// crowd runs n updates at once, each of which notes a key and then does more, and answers their errors.
func crowd(t *testing.T, db *DB, n int, more func(tx *tx, i int) error) []error {
	t.Helper()
	answers := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			answers[i] = db.Update(t.Context(), func(at assembly.Tx) error {
				if _, err := at.Seen(fmt.Sprint("key", i), earliest); err != nil {
					return err
				}
				return more(at.(*tx), i)
			})
		})
	}
	all.Wait()
	return answers
}

// keeps checks that exactly those updates are there that were answered without an error, and tells how many.
func keeps(t *testing.T, db *DB, answers []error) (n int) {
	t.Helper()
	err := db.View(t.Context(), func(at assembly.Tx) error {
		for i, answer := range answers {
			var there bool
			if _, err := at.(*tx).one("SELECT count(*) > 0 FROM seen WHERE key = $1", []any{fmt.Sprint("key", i)}, &there); err != nil {
				return err
			}
			if there != (answer == nil) {
				t.Errorf("update %d was answered %v, and its key is there: %t", i, answer, there)
			}
			if there {
				n++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// When a commit fails, everybody in it is told so and nothing of it is kept.
func TestCommitFails(t *testing.T) {
	db := openEmpty(t)
	answers := crowd(t, db, 100, func(tx *tx, i int) error {
		if i != 50 {
			return nil
		}
		// A broken reference that SQLite looks at only when it commits.
		if _, err := tx.exec("PRAGMA defer_foreign_keys = ON"); err != nil {
			return err
		}
		_, err := tx.exec("INSERT INTO marks (org, card, user_id, emoji, at, off) VALUES (1, 99, 'u', '+1', 0, 0)")
		return err
	})
	if err := answers[50]; err == nil || !strings.Contains(err.Error(), "commit: FOREIGN KEY") {
		t.Errorf("the update that broke the commit was answered %v", err)
	}
	for i, err := range answers {
		if err != nil && err.Error() != answers[50].Error() {
			t.Errorf("update %d was answered %v", i, err)
		}
	}
	keeps(t, db, answers)
	if after := crowd(t, db, 1, func(*tx, int) error { return nil }); after[0] != nil && answers[0] != nil {
		t.Errorf("afterwards an update is answered %v", after[0])
	}
}

// A database that ends the whole transaction by itself, as a full disk can make it do, does not let anybody be answered wrongly.
func TestTransactionLost(t *testing.T) {
	db := openEmpty(t)
	for _, outcome := range []error{nil, errors.New("its own")} {
		db.Update(t.Context(), func(at assembly.Tx) error { _, err := at.(*tx).exec("DELETE FROM seen"); return err })
		answers := crowd(t, db, 100, func(tx *tx, i int) error {
			if i != 50 {
				return nil
			}
			if _, err := tx.exec("ROLLBACK"); err != nil {
				return err
			}
			return outcome
		})
		if answers[50] == nil || outcome != nil && answers[50] != outcome {
			t.Errorf("the update that lost the transaction was answered %v", answers[50])
		}
		keeps(t, db, answers)
	}
	if answers := crowd(t, db, 1, func(*tx, int) error { return nil }); answers[0] != nil && keeps(t, db, answers) != 0 {
		t.Errorf("afterwards an update is answered %v", answers[0])
	}
}

// A disk that is full refuses what needs room, says so, and works on when there is room again.
func TestFullDisk(t *testing.T) {
	db := openEmpty(t)
	limit := func(pages int) {
		err := db.Update(t.Context(), func(at assembly.Tx) error {
			var now int
			_, err := at.(*tx).one(fmt.Sprintf("PRAGMA max_page_count = %d", pages), nil, &now)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // no more pages than there are
	answers := crowd(t, db, 200, func(tx *tx, i int) error {
		_, err := tx.Seen(strings.Repeat("a long key ", 500)+fmt.Sprint(i), earliest)
		return err
	})
	if n := keeps(t, db, answers); n == len(answers) {
		t.Error("a full disk took everything")
	}
	limit(1 << 30)
	for i, err := range crowd(t, db, 200, func(*tx, int) error { return nil }) {
		if err != nil {
			t.Errorf("with room again, update %d was answered %v", i, err)
		}
	}
}

// Closing lets what has begun end, and nobody waits for ever.
func TestCloseWhileBusy(t *testing.T) {
	db := openEmpty(t)
	begun := make(chan struct{})
	once := sync.OnceFunc(func() { close(begun) })
	var closed sync.WaitGroup
	closed.Go(func() {
		<-begun
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	done := 0
	for i, err := range crowd(t, db, 500, func(*tx, int) error { once(); return nil }) {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, ErrClosed):
			t.Errorf("update %d was answered %v", i, err)
		}
	}
	closed.Wait()
	if done == 0 {
		t.Error("what had begun was not ended")
	}
}
