package storage_test

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
	"github.com/folkmoot/folkmoot/storage/storetest"
)

// refuses checks that a path cannot be opened, and that the error says why.
func refuses(t *testing.T, path string, register *assembly.Register, says ...string) {
	t.Helper()
	db, err := storage.Open(context.Background(), path, register)
	if err == nil {
		db.Close()
		t.Fatalf("%q was opened", path)
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("%q is refused with %q, which does not say %q", path, err, s)
		}
	}
}

// raw opens the file beside the store, as somebody tampering with it would.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func tamper(t *testing.T, path, statement string, args ...any) {
	t.Helper()
	result, err := raw(t, path).Exec(statement, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); n == 0 || err != nil {
		t.Fatalf("%q changed nothing (%v)", statement, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	register := storetest.Register()
	for _, url := range []string{"postgres://localhost/moot", "postgresql://localhost/moot"} {
		refuses(t, url, register, "PostgreSQL is not supported yet; give a SQLite file")
	}
	refuses(t, "mysql://localhost", register, "mysql:// is not supported")
	refuses(t, ":memory:", register, "SQLite file")
	refuses(t, "", register, "SQLite file")
	refuses(t, filepath.Join(t.TempDir(), "no", "such.db"), register, "folder that exists")
	refuses(t, t.TempDir(), register, "must be a file")
	other := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(other, []byte(strings.Repeat("Dear Ana, this is a letter and no database. ", 50)), 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, other, register, "not a database")
}

func TestOpenRefusesNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "house.db")
	if err := open(t, path, storetest.Register()).Close(); err != nil {
		t.Fatal(err)
	}
	tamper(t, path, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	refuses(t, path, storetest.Register(), "newer Folkmoot", "9999")
}

func TestOpenRefusesPracticesWithoutTables(t *testing.T) {
	for name, p := range map[string]assembly.Practice{
		"has no column": {Kind: "X", Table: "missing"},
		"cannot be":     {Kind: "X", Table: "people; DROP TABLE people"},
		"both claim":    {Kind: "X", Table: "people", RowsTable: "people"},
		"no column n":   {Kind: "X", Table: "people", RowsTable: "outbox"},
	} {
		register, err := assembly.NewRegister(p)
		if err != nil {
			t.Fatal(err)
		}
		refuses(t, filepath.Join(t.TempDir(), "house.db"), register, name)
	}
}

func TestOneProcess(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "house.db")
	db := open(t, path, storetest.Register())
	refuses(t, path, storetest.Register(), "another Folkmoot (process", "stop that one first")
	link := filepath.Join(folder, "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	refuses(t, link, storetest.Register(), "another Folkmoot")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childFile+"="+path)
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "another Folkmoot") {
		t.Errorf("another process said %q (%v)", out, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, link, storetest.Register())
	if again.Path() != db.Path() {
		t.Errorf("the paths are %s and %s", again.Path(), db.Path())
	}
}

// A path is a path: nothing in it is read as a setting.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "ü%41.db", "q?mode=memory&x=1.db", "h#x.db", "file:x.db", "semi;colon'.db"} {
		path := filepath.Join(t.TempDir(), name)
		db := open(t, path, storetest.Register())
		if err := db.Ping(t.Context()); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Size() == 0 {
			t.Errorf("%q is not where the house was kept (%v)", name, err)
		} else if info.Mode().Perm() != 0o600 {
			t.Errorf("%q can be read by others: %v", name, info.Mode())
		}
	}
}

func TestClosed(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "house.db"), storetest.Register())
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Ping(t.Context()); err != storage.ErrClosed {
		t.Errorf("a closed database answers %v", err)
	}
}

// Whoever comes while the writer is busy shares the next commit.
func TestUpdatesShareCommits(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "house.db"), storetest.Register())
	before := db.Stats()
	const others = 50
	answers := make(chan error, others)
	err := db.Update(t.Context(), func(tx assembly.Tx) error {
		for range others {
			go func() {
				answers <- db.Update(context.Background(), func(tx assembly.Tx) error {
					_, err := tx.Next(1, "P")
					return err
				})
			}()
		}
		_, err := tx.Next(1, "P")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range others {
		if err := <-answers; err != nil {
			t.Fatal(err)
		}
	}
	after := db.Stats()
	if n := after.Updates - before.Updates; n != others+1 {
		t.Errorf("%d updates were counted, not %d", n, others+1)
	}
	if n := after.Commits - before.Commits; n > others/2 {
		t.Errorf("%d updates took %d commits", others+1, n)
	}
}

// Keys are forgotten after two days, a few at a time and without anybody asking.
func TestSeenIsPruned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "house.db")
	db := open(t, path, storetest.Register())
	start := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	note := func(first, n int, now time.Time) {
		t.Helper()
		err := db.Update(t.Context(), func(tx assembly.Tx) error {
			for i := range n {
				if was, err := tx.Seen(time.Duration(first+i).String(), now); was || err != nil {
					t.Errorf("key %d was seen: %t (%v)", first+i, was, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	note(0, 1000, start)
	note(1000, 1000, start.Add(49*time.Hour))
	var kept int
	if err := raw(t, path).QueryRow("SELECT count(*) FROM seen").Scan(&kept); err != nil || kept != 1000 {
		t.Errorf("%d keys are kept (%v), not the latest 1000", kept, err)
	}
}

func TestEpochsAndFarTimes(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "house.db"), storetest.Register())
	berlin := time.FixedZone("", 3600)
	for _, at := range []time.Time{
		time.Date(2026, 10, 25, 2, 30, 0, 999999999, berlin), time.Date(1999, 12, 31, 23, 59, 59, 1, time.UTC),
		time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		err := db.Update(t.Context(), func(tx assembly.Tx) error {
			m := &storetest.Motion{On: governance.Ref{Org: 1, Kind: "P", N: 1}, Alarm: at, Due: at}
			if err := tx.Save(m); err != nil {
				return err
			}
			got, err := tx.NextDue()
			if err != nil {
				return err
			}
			if !got.Equal(at) || got.Location() != time.UTC {
				t.Errorf("%v came back as %v", at, got)
			}
			l, _, err := tx.List(1, "P", assembly.Filter{})
			if err == nil && !l[0].Due.Equal(at) {
				t.Errorf("%v is listed as %v", at, l[0].Due)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
