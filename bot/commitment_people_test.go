package bot_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// counting is a store that counts which commitments are loaded.
type counting struct {
	*storage.DB
	loads int
}

func (c *counting) Update(ctx context.Context, f func(assembly.Tx) error) error {
	return c.DB.Update(ctx, func(tx assembly.Tx) error { return f(countingTx{tx, c}) })
}

type countingTx struct {
	assembly.Tx
	of *counting
}

func (t countingTx) Load(ref governance.Ref, people assembly.People) (governance.Aggregate, error) {
	if ref.Kind == commitment.Kind {
		t.of.loads++
	}
	return t.Tx.Load(ref, people)
}

// Somebody's going reads what they have a part in, however many commitments their organisation has.
func TestGoneReadsOnlyWhatConcernsThem(t *testing.T) {
	store := &counting{DB: openMoot(t, filepath.Join(t.TempDir(), "moot.db"))}
	catalogue, err := text.Load()
	must(t, err)
	b, err := bot.New(bot.Config{Store: store, Now: func() time.Time { return bottest.Start }, Catalogue: catalogue, Zone: "Europe/Madrid",
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Reference: func() string { return "ref" }})
	must(t, err)
	chat := bottest.NewChat()
	for _, name := range []string{"ana", "ben", "cy"} {
		chat.AddUser(name, nil)
	}
	chat.AddChannel("#garden", false, "ana", "ben", "cy")
	ws, err := b.Connect(t.Context(), "chat", "T1", "Garden", chat)
	must(t, err)
	say := func(line string) {
		b.Slash(t.Context(), bot.Slash{Origin: bot.Origin{Workspace: ws, Channel: "#garden", User: "U_ana"}, Command: "/commit", Text: line})
	}
	for n := range 40 {
		say(fmt.Sprintf("count pot %d by friday", n))
	}
	say("@ben to paint the door by friday")
	say("@cy to oil the gate by friday for @ben")
	store.loads = 0
	must(t, b.UserChanged(t.Context(), ws, "", bot.UserInfo{ID: "U_ben", Handle: "ben", Name: "Ben", Gone: true}))
	if store.loads != 2 {
		t.Errorf("%d commitments were loaded for somebody who has a part in 2 of 42", store.loads)
	}
}

// What was stored before there were rows is found from its people as well.
func TestPartsOfOldCommitmentsAreFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "moot.db")
	db := openMoot(t, path)
	must(t, db.Update(t.Context(), saveParts))
	before := parts(t, db)
	if want := [][]int64{nil, {1, 2, 3}, {2, 3}, {2}, {3}}; !slices.EqualFunc(before, want, slices.Equal) {
		t.Fatalf("the parts are %v, want %v", before, want)
	}
	must(t, db.Close())
	migration, err := os.ReadFile("../storage/migrations/sqlite/00020_promises.sql")
	must(t, err)
	_, insert, _ := strings.Cut(string(migration), "already.\n")
	insert, _, _ = strings.Cut(insert, "\n\n")
	raw, err := sql.Open("sqlite3", path)
	must(t, err)
	for _, statement := range []string{"DELETE FROM commitment_people", insert} {
		_, err := raw.Exec(statement)
		must(t, err)
	}
	must(t, raw.Close())
	if after := parts(t, openMoot(t, path)); !slices.EqualFunc(after, before, slices.Equal) {
		t.Errorf("the parts are %v afterwards, and were %v", after, before)
	}
}

// saveParts stores one's own commitment of 1; one that 2 is asked by 1 for 3; and one of 1's that 4 is to take over, for 2, who is gone.
func saveParts(tx assembly.Tx) error {
	ref := func(n int64) governance.Ref { return governance.Ref{Org: 1, Kind: commitment.Kind, N: n} }
	due := bottest.Start.Add(48 * time.Hour)
	own, _, err := commitment.Make(bottest.Start, ref(1), nil, 1, commitment.Draft{What: "own", Owner: 1, Due: due})
	if err != nil {
		return err
	}
	asked, _, err := commitment.Make(bottest.Start, ref(2), nil, 1, commitment.Draft{What: "asked", Owner: 2, To: 3, Due: due})
	if err != nil {
		return err
	}
	handed, _, err := commitment.Make(bottest.Start, ref(3), nil, 1, commitment.Draft{What: "handed", Owner: 1, To: 2, Due: due})
	if err != nil {
		return err
	}
	if _, err := handed.Gone(bottest.Start, 2); err != nil {
		return err
	}
	if _, err := handed.HandTo(bottest.Start, 1, 3, nil); err != nil {
		return err
	}
	if _, err := handed.HandTo(bottest.Start, 1, 4, nil); err != nil {
		return err
	}
	for _, c := range []*commitment.Commitment{own, asked, handed} {
		if err := tx.Save(c); err != nil {
			return err
		}
	}
	return nil
}

// parts answers the numbers of the commitments that each person from 0 to 4 has a part in.
func parts(t *testing.T, db *storage.DB) [][]int64 {
	t.Helper()
	out := make([][]int64, 5)
	must(t, db.View(t.Context(), func(tx assembly.Tx) error {
		for person := range out {
			refs, err := tx.LiveRows(1, commitment.Kind, governance.PersonID(person))
			if err != nil {
				return err
			}
			for _, ref := range refs {
				out[person] = append(out[person], ref.N)
			}
		}
		return nil
	}))
	return out
}

func openMoot(t *testing.T, path string) *storage.DB {
	t.Helper()
	register, err := assembly.NewRegister(bot.Practices()...)
	must(t, err)
	db, err := storage.Open(t.Context(), path, register)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}
