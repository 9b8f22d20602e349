package storage

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance/assembly"
)

func TestWhatIsParkedIsThereAfterAStartUntilItIsDone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "moot.db")
	open := func() *DB {
		register, err := assembly.NewRegister()
		if err != nil {
			t.Fatal(err)
		}
		db, err := Open(t.Context(), path, register)
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	at := time.Date(2026, 11, 26, 9, 0, 0, 1000, time.UTC)
	later := Parked{Platform: "slack", Key: "a", Kind: "event", At: at.Add(time.Minute), Body: []byte{1, 2}}
	sooner := Parked{Platform: "slack", Key: "b", Kind: "command", At: at, Body: []byte{0}}
	db := open()
	for _, c := range []struct {
		p     Parked
		fresh bool
	}{{later, true}, {sooner, true}, {Parked{Platform: "slack", Key: "a", Kind: "other", Body: []byte{9}}, false}, {Parked{Platform: "other", Key: "a", Body: []byte{}}, true}} {
		if fresh, err := db.Park(t.Context(), c.p); err != nil || fresh != c.fresh {
			t.Errorf("Park(%+v): %v, %v", c.p, fresh, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open()
	defer db.Close()
	want := func(all ...Parked) {
		t.Helper()
		got, err := db.Parked(t.Context(), "slack")
		if diff := cmp.Diff(all, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	}
	want(later, sooner) // in the order in which they came in, whatever the clock said
	for range 2 {
		if err := db.Unpark(t.Context(), "slack", "a"); err != nil {
			t.Fatal(err)
		}
	}
	want(sooner)
}
