package storage_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
	"github.com/folkmoot/folkmoot/storage/storetest"
)

const secret = "what Ana really thinks"

// chains writes two chains of five entries, each with a text.
func chains(t *testing.T, db *storage.DB) {
	t.Helper()
	err := db.Update(t.Context(), func(tx assembly.Tx) error {
		for i := range 10 {
			err := tx.Append(&governance.Entry{Org: 1, Circle: governance.CircleID(1 + i%2), By: governance.PersonID(1 + i%2),
				At: time.Date(2026, 3, 2, 12, i, 0, 0, time.UTC), On: governance.Ref{Org: 1, Kind: "P", N: 1},
				Event: &storetest.Said{Title: secret, Plain: fmt.Sprint(i)}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func faults(t *testing.T, db *storage.DB) string {
	t.Helper()
	found, err := db.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprintf("%d/%d %s", f.Circle, f.Seq, f.Wrong))
	}
	return strings.Join(out, "; ")
}

// T1: whatever is changed in the stored record shows.
func TestVerifyFindsTampering(t *testing.T) {
	hash, text, missing := string(storage.WrongHash), string(storage.WrongText), string(storage.Missing)
	for statement, want := range map[string]string{
		"UPDATE record SET at = at + 1 WHERE circle = 1 AND seq = 3":                                                "1/3 " + hash,
		"UPDATE record SET by_id = 9 WHERE circle = 1 AND seq = 5":                                                  "1/5 " + hash,
		"UPDATE record SET kind = 'A' WHERE circle = 2 AND seq = 1":                                                 "2/1 " + hash,
		"UPDATE record SET n = 2 WHERE circle = 2 AND seq = 1":                                                      "2/1 " + hash,
		"UPDATE record SET event = 'motion.counted' WHERE circle = 1 AND seq = 2":                                   "1/2 " + hash,
		"UPDATE record SET audience = '{\"org\":1}' WHERE circle = 1 AND seq = 2":                                   "1/2 " + hash,
		"UPDATE record SET data = replace(data, '\"plain\":\"4\"', '\"plain\":\"5\"') WHERE circle = 1 AND seq = 3": "1/3 " + hash,
		"UPDATE record SET hash = 'x' WHERE circle = 1 AND seq = 4":                                                 "1/4 " + hash + "; 1/5 " + hash,
		"UPDATE record SET texts = 0 WHERE circle = 1 AND seq = 2":                                                  "1/2 " + hash,
		"UPDATE record SET id = 100 WHERE circle = 1 AND seq = 2":                                                   "1/3 " + string(storage.OutOfOrder),
		"DELETE FROM record WHERE circle = 1 AND seq = 3":                                                           "1/4 " + missing + "; 1/3 " + string(storage.StrayText),
		"DELETE FROM record WHERE circle = 1 AND seq = 1":                                                           "1/2 " + missing + "; 1/1 " + string(storage.StrayText),
		"UPDATE record_texts SET text = 'nicer' WHERE circle = 2 AND seq = 2":                                       "2/2 " + text,
		"UPDATE record_texts SET text = NULL WHERE circle = 2 AND seq = 2":                                          "2/2 " + text,
		"UPDATE record_texts SET salt = x'00' WHERE circle = 2 AND seq = 2":                                         "2/2 " + text,
		"DELETE FROM record_texts WHERE circle = 2 AND seq = 4":                                                     "2/4 " + string(storage.MissingText),
		"INSERT INTO record_texts VALUES (1, 2, 4, 'abc', x'00', 'put into her mouth')":                             "2/4 " + string(storage.StrayText),
		"UPDATE record_texts SET salt = NULL, text = NULL WHERE circle = 2 AND seq = 2":                             "",
	} {
		t.Run(statement, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "house.db")
			db := open(t, path, storetest.Register())
			chains(t, db)
			if got := faults(t, db); got != "" {
				t.Fatalf("an untouched record has faults: %s", got)
			}
			tamper(t, path, statement)
			if got := faults(t, db); got != want {
				t.Errorf("faults are %q, not %q", got, want)
			}
		})
	}
}

// T1: two entries that change places, or an entry put in with a hash made up for it, break what follows.
func TestVerifyFindsARewrittenEntry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "house.db")
	db := open(t, path, storetest.Register())
	chains(t, db)
	tamper(t, path, "UPDATE record SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE circle = 2 AND seq IN (2, 3)")
	tamper(t, path, "UPDATE record SET seq = -seq WHERE seq < 0")
	if got := faults(t, db); !strings.Contains(got, "2/2 "+string(storage.WrongHash)) {
		t.Errorf("faults are %q", got)
	}
}

// T1: a cut tail leaves a whole chain; the head that was announced gives it away.
func TestHeadsShowACutTail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "house.db")
	db := open(t, path, storetest.Register())
	chains(t, db)
	before, err := db.Heads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var seq int64
	var hash string
	if err := db.View(t.Context(), func(tx assembly.Tx) (err error) {
		seq, hash, err = tx.Head(1, 2)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(storage.Head{Org: 1, Circle: 2, Seq: seq, Hash: hash}, before[1]); diff != "" || len(before) != 2 || seq != 5 {
		t.Errorf("heads are %v: %s", before, diff)
	}
	tamper(t, path, "DELETE FROM record_texts WHERE circle = 1 AND seq = 5")
	tamper(t, path, "DELETE FROM record WHERE circle = 1 AND seq = 5")
	if got := faults(t, db); got != "" {
		t.Errorf("faults are %q", got)
	}
	after, err := db.Heads(context.Background())
	if err != nil || cmp.Equal(before, after) {
		t.Errorf("the heads are the same without the tail: %v (%v)", after, err)
	}
}

// T1: no text of a person's is in the chain, two texts that are the same do not look the same, and an erased one is gone from the
// entry and leaves the chain whole.
func TestTextsStandBesideTheChain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "house.db")
	db := open(t, path, storetest.Register())
	chains(t, db)
	rows, err := raw(t, path).Query("SELECT data FROM record")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	looks := map[string]bool{}
	for rows.Next() {
		var data string
		if err := rows.Scan(&data); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(data, secret) || !strings.Contains(data, "sha256:") {
			t.Errorf("the chain holds %s", data)
		}
		looks[strings.SplitN(data, ",", 2)[0]] = true
	}
	if len(looks) != 10 {
		t.Errorf("ten texts have %d hashes", len(looks))
	}
	erased, err := db.EraseTexts(t.Context(), 1, 2, time.Date(2026, 3, 2, 12, 8, 0, 0, time.UTC))
	if err != nil || erased != 4 {
		t.Errorf("%d texts were erased (%v), not 4", erased, err)
	}
	if got := faults(t, db); got != "" {
		t.Errorf("faults are %q", got)
	}
	err = db.View(t.Context(), func(tx assembly.Tx) error {
		history, err := tx.History(governance.Ref{Org: 1, Kind: "P", N: 1})
		for i, e := range history {
			want := secret
			if e.By == 2 && i < 8 {
				want = ""
			}
			if got := e.Event.(*storetest.Said).Title; got != want {
				t.Errorf("entry %d of person %d reads %q", i, e.By, got)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(path + "-wal")
	if n := strings.Count(string(file)+string(log), secret); err != nil || n != 6 {
		t.Errorf("file and log hold the text %d times (%v), not 6", n, err)
	}
}
