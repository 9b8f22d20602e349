package storage

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// What is asked every second, or for every act, is found through an index, however much there is.
func TestPlans(t *testing.T) {
	register, err := assembly.NewRegister(assembly.Practice{Kind: "P", Table: "proposals", RowsTable: "proposal_people"},
		assembly.Practice{Kind: "C", Table: "commitments", RowsTable: "commitment_people"})
	if err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "house.db"), register)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	asked := map[string]bool{}
	err = db.View(t.Context(), func(at assembly.Tx) error {
		tx := at.(*tx)
		ask := func(f func() error) {
			if err := f(); err != nil && !strings.Contains(err.Error(), "no_such") {
				t.Error(err)
			}
		}
		ref := governance.Ref{Org: 1, Kind: "P", N: 1}
		ask(func() error { _, err := tx.Load(ref, assembly.Everybody); return err })
		ask(func() error { _, err := tx.Due(earliest, 9); return err })
		ask(func() error { _, err := tx.NextDue(); return err })
		ask(func() error { _, err := tx.LettersDue(earliest, 9); return err })
		ask(func() error { _, err := tx.LettersDue(earliest, 9, 1); return err })
		ask(func() error { _, err := tx.NextLetter(); return err })
		ask(func() error { _, err := tx.WaitingIn("l", 9); return err })
		ask(func() error { _, err := tx.NextLetter(1); return err })
		ask(func() error { _, err := tx.FailedLetters(1, 9); return err })
		ask(func() error { _, err := tx.StaleCards(earliest, 9); return err })
		ask(func() error { _, err := tx.StaleCards(earliest, 9, 1); return err })
		ask(func() error { _, err := tx.LiveCards(1); return err })
		ask(func() error { _, _, err := tx.CardAt(1, "c", "p"); return err })
		ask(func() error { _, err := tx.CardsOf(ref); return err })
		ask(func() error { _, err := tx.Marks(1); return err })
		ask(func() error { _, err := tx.MarksOf(1, "u"); return err })
		ask(func() error { _, err := tx.LiveRows(1, "P", 1); return err })
		ask(func() error { _, err := tx.History(ref); return err })
		ask(func() error { _, err := tx.Entry(1, 1, 1); return err })
		ask(func() error { _, _, err := tx.Head(1, 1); return err })
		ask(func() error { _, _, err := tx.Workspace("slack", "T"); return err })
		ask(func() error { _, err := tx.WorkspaceByID(1); return err })
		ask(func() error { _, _, err := tx.Account(1, "U"); return err })
		ask(func() error { _, err := tx.AccountsOf(1); return err })
		ask(func() error { _, _, err := tx.AccountNamed(1, "ana"); return err })
		ask(func() error { _, err := tx.PlacesIn(1); return err })
		ask(func() error { _, _, err := tx.List(1, "P", assembly.Filter{}); return err })
		ask(func() error { _, _, err := tx.List(1, "P", assembly.Filter{Live: true}); return err })
		ask(func() error { _, _, err := tx.List(1, "P", assembly.Filter{Overdue: earliest}); return err })
		ask(func() error { _, _, err := tx.List(1, "C", assembly.Filter{Ended: earliest}); return err })
		for query := range tx.conn.stmts {
			asked[query] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// The writer's lookups.
	err = db.Update(t.Context(), func(at assembly.Tx) error {
		if err := at.TouchLinks(governance.Place{Channel: "c"}); err != nil {
			return err
		}
		if err := at.MoveCards(governance.Place{Channel: "c"}, governance.Place{Channel: "d"}); err != nil {
			return err
		}
		return at.Queue(assembly.Letter{Key: "k", Lane: "l"})
	})
	if err != nil {
		t.Fatal(err)
	}
	for query := range db.writer.conn.stmts {
		asked[query] = true
	}
	asked[forgetKeys] = true
	planned := 0
	for query := range asked {
		if !strings.Contains(query, " FROM ") && !strings.HasPrefix(query, "UPDATE") {
			continue
		}
		plan(t, db, query)
		planned++
	}
	if planned < 30 {
		t.Errorf("only %d queries were looked at", planned)
	}
}

// A scan is fine over an index in its order, when a limit ends it, and over the words and circles that were asked for.
var slow = regexp.MustCompile(`SCAN (\w+)$|TEMP B-TREE`)

func plan(t *testing.T, db *DB, query string) {
	t.Helper()
	args := make([]any, strings.Count(query, "$"))
	rows, err := db.writable.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+placeholders(query), args[:highest(query)]...)
	if err != nil {
		t.Errorf("%s: %v", query, err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		if slow.MatchString(step) && !strings.Contains(step, "json_each") {
			t.Errorf("%s\n\t%s", query, step)
		}
	}
}

// highest is the highest number of a placeholder.
func highest(query string) int {
	n := 0
	for n < 40 && regexp.MustCompile(`\$`+strconv.Itoa(n+1)+`\b`).MatchString(query) {
		n++
	}
	return n
}
