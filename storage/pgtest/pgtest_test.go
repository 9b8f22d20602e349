package pgtest_test

import (
	"database/sql"
	"os"
	"testing"

	"github.com/folkmoot/folkmoot/storage/pgtest"
)

// TestEachDatabaseIsFreshAndAlone needs the real programs and therefore runs with the end-to-end tests only.
func TestEachDatabaseIsFreshAndAlone(t *testing.T) {
	if os.Getenv("FOLKMOOT_E2E") != "1" {
		t.Skip("needs PostgreSQL: set FOLKMOOT_E2E=1")
	}
	c, err := pgtest.New()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Stop()
	first, second := open(t, c.Database(t)), open(t, c.Database(t))
	if _, err := first.Exec("CREATE TABLE moot (word TEXT)"); err != nil {
		t.Fatal(err)
	}
	var tables int
	if err := second.QueryRow("SELECT count(*) FROM pg_tables WHERE tablename = 'moot'").Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if tables != 0 {
		t.Errorf("the second database has the first one's table")
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := first.Ping(); err == nil {
		t.Errorf("PostgreSQL still answers after Stop")
	}
}

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Ping(); err != nil {
		t.Fatal(err)
	}
	return db
}
