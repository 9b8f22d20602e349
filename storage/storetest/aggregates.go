package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

func aggregates(t *testing.T, open Open) {
	t.Run("what is saved is loaded", func(t *testing.T) {
		b := newBench(t, open)
		want := &Motion{On: idea(3, 12), Circle: 4, Title: "Méet", Words: "on\x00Tuesdays", Status: "Open", Live: true, Owner: 9, Due: noon,
			Alarm: noon.Add(1), Version: 2, People: []governance.PersonID{1, 2}}
		want.votes.Begin(2)
		b.do(func(tx assembly.Tx) error { return tx.Save(want) })
		b.see(func(tx assembly.Tx) error {
			a, err := tx.Load(idea(3, 12), assembly.Everybody)
			if err != nil {
				return err
			}
			opts := cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "votes" }, cmp.Ignore())
			if diff := cmp.Diff(want, a, opts); diff != "" {
				t.Error(diff)
			}
			_, err = tx.Load(idea(3, 13), assembly.Everybody)
			refused(t, err, governance.NotFound, "no_such")
			if e := governance.AsError(err); e != nil && e.Args["id"] != "P13" {
				t.Errorf("the refusal names %v", e.Args["id"])
			}
			_, err = tx.Load(idea(4, 12), assembly.Everybody)
			refused(t, err, governance.NotFound, "no_such")
			if _, err = tx.Load(governance.Ref{Org: 3, Kind: "X", N: 1}, assembly.Everybody); err == nil || governance.AsError(err) != nil {
				t.Errorf("a kind nobody registered answers %v", err)
			}
			return nil
		})
	})

	t.Run("circles and people are loaded with their own methods' state", circlesAndPeople(open))

	t.Run("only the rows asked for are loaded", func(t *testing.T) {
		b := newBench(t, open)
		m := motion(idea(1, 1), "m")
		for p := governance.PersonID(1); p <= 5; p++ {
			m.votes.Put(p, Vote{Said: fmt.Sprint(p)})
		}
		b.do(func(tx assembly.Tx) error { return tx.Save(m) })
		b.see(func(tx assembly.Tx) error {
			a, err := tx.Load(idea(1, 1), assembly.Just(2, 9))
			if err != nil {
				return err
			}
			votes := &a.(*Motion).votes
			if v, ok := votes.Get(2); !ok || v.Said != "2" {
				t.Errorf("the row asked for is %v %t", v, ok)
			}
			if _, ok := votes.Get(9); ok {
				t.Error("there is a row that was never put")
			}
			if !panics(func() { votes.Get(3) }) {
				t.Error("a row that was not asked for counts as known")
			}
			if a, err = tx.Load(idea(1, 1), assembly.People{}); err != nil {
				return err
			}
			if !panics(func() { a.(*Motion).votes.Get(2) }) {
				t.Error("nobody was asked for and a row counts as known")
			}
			if a, err = tx.Load(idea(1, 1), assembly.Everybody); err != nil {
				return err
			}
			if all := a.(*Motion).votes.All(); len(all) != 5 {
				t.Errorf("everybody is %v", all)
			}
			return nil
		})
	})

	t.Run("saving with few rows loaded keeps the others", func(t *testing.T) {
		b := newBench(t, open)
		m := motion(idea(1, 1), "m")
		m.votes.Put(1, Vote{Said: "one"})
		m.votes.Put(2, Vote{Said: "two"})
		b.do(func(tx assembly.Tx) error { return tx.Save(m) })
		b.do(func(tx assembly.Tx) error {
			a, err := tx.Load(idea(1, 1), assembly.Just(1))
			if err != nil {
				return err
			}
			a.(*Motion).votes.Put(1, Vote{Said: "changed"})
			return tx.Save(a)
		})
		b.see(func(tx assembly.Tx) error {
			a, err := tx.Load(idea(1, 1), assembly.Everybody)
			if err != nil {
				return err
			}
			one, _ := a.(*Motion).votes.Get(1)
			two, _ := a.(*Motion).votes.Get(2)
			if one.Said != "changed" || two.Said != "two" {
				t.Errorf("rows are %v and %v", one, two)
			}
			return nil
		})
	})

	t.Run("a new round starts with no rows", rounds(open))

	t.Run("numbers count up from one, each kind and organisation alone", func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error {
			for _, want := range []struct {
				org  governance.OrgID
				kind governance.Kind
				n    int64
			}{{1, "P", 1}, {1, "P", 2}, {2, "P", 1}, {1, "A", 1}, {1, "P", 3}} {
				if n, err := tx.Next(want.org, want.kind); n != want.n || err != nil {
					t.Errorf("next %s of %d is %d (%v), not %d", want.kind, want.org, n, err, want.n)
				}
			}
			return nil
		})
	})
}

func circlesAndPeople(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		circle := governance.NewCircle(5, 1, "Garden", governance.Place{Workspace: 1, Channel: "garden"}, true, "Europe/Berlin", 7)
		if _, err := circle.Begin(noon, []governance.PersonID{7, 8, 9}); err != nil {
			t.Fatal(err)
		}
		person := &governance.Person{ID: 7, Org: 1, Name: "Ana"}
		b.do(func(tx assembly.Tx) error {
			if err := tx.Save(person); err != nil {
				return err
			}
			return tx.Save(circle)
		})
		b.do(func(tx assembly.Tx) error {
			a, err := tx.Load(circle.Ref(), assembly.Just(8))
			if err != nil {
				return err
			}
			if _, err := a.(*governance.Circle).Leave(8); err != nil {
				return err
			}
			return tx.Save(a)
		})
		b.see(func(tx assembly.Tx) error {
			a, err := tx.Load(circle.Ref(), assembly.Everybody)
			if err != nil {
				return err
			}
			c := a.(*governance.Circle)
			if diff := cmp.Diff([]governance.PersonID{7, 9}, c.Members()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(circle.Policy, c.Policy); diff != "" || c.Audience().Circle != 5 {
				t.Errorf("policy %s, audience %v", diff, c.Audience())
			}
			for p, want := range map[governance.PersonID]int{7: 1, 8: 0, 10: 0} {
				if refs, err := tx.LiveRows(1, governance.KindCircle, p); err != nil || len(refs) != want {
					t.Errorf("person %d is in %v (%v)", p, refs, err)
				}
			}
			if a, err = tx.Load(person.Ref(), assembly.People{}); err == nil && a.(*governance.Person).Name != "Ana" {
				t.Errorf("person 7 is %v", a)
			}
			return err
		})
	}
}

func rounds(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		m := motion(idea(1, 1), "m")
		m.votes.Put(1, Vote{Said: "yes", Asked: true})
		m.votes.Put(2, Vote{Said: "no", Asked: true})
		other := motion(idea(1, 2), "other")
		other.votes.Put(1, Vote{Asked: true})
		b.do(func(tx assembly.Tx) error {
			if err := tx.Save(other); err != nil {
				return err
			}
			return tx.Save(m)
		})
		waiting := func(p governance.PersonID, want ...governance.Ref) {
			t.Helper()
			b.see(func(tx assembly.Tx) error {
				refs, err := tx.LiveRows(1, "P", p)
				if diff := cmp.Diff(want, refs); diff != "" {
					t.Errorf("person %d: %s", p, diff)
				}
				return err
			})
		}
		waiting(1, idea(1, 1), idea(1, 2))
		waiting(2, idea(1, 1))
		b.do(func(tx assembly.Tx) error {
			a, err := tx.Load(idea(1, 1), assembly.Everybody)
			if err != nil {
				return err
			}
			m := a.(*Motion)
			m.Version = 1
			m.votes.Begin(1)
			m.votes.Put(2, Vote{Said: "again", Asked: true})
			return tx.Save(m)
		})
		waiting(1, idea(1, 2))
		waiting(2, idea(1, 1))
		other.Live = false
		b.do(func(tx assembly.Tx) error { return tx.Save(other) })
		waiting(1)
		waiting(2, idea(1, 1))
		b.see(func(tx assembly.Tx) error {
			a, err := tx.Load(idea(1, 1), assembly.Everybody)
			if err != nil {
				return err
			}
			if all := a.(*Motion).votes.All(); len(all) != 1 || a.(*Motion).votes.Round() != 1 {
				t.Errorf("round %d has rows of %v", a.(*Motion).votes.Round(), all)
			}
			if refs, err := tx.LiveRows(2, "P", 2); err != nil || refs != nil {
				t.Errorf("another organisation's person 2 is asked in %v (%v)", refs, err)
			}
			if refs, err := tx.LiveRows(1, "A", 2); err != nil || refs != nil {
				t.Errorf("a kind without rows answers %v (%v)", refs, err)
			}
			return nil
		})
	}
}

func panics(f func()) (panicked bool) {
	defer func() { panicked = recover() != nil }()
	f()
	return false
}

func agenda(t *testing.T, open Open) {
	b := newBench(t, open)
	due := func(now time.Time, most int, want ...governance.Ref) {
		t.Helper()
		b.see(func(tx assembly.Tx) error {
			got, err := tx.Due(now, most)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("due by %v: %s", now, diff)
			}
			return err
		})
	}
	next := func(want time.Time) {
		t.Helper()
		b.see(func(tx assembly.Tx) error {
			if got, err := tx.NextDue(); err != nil || !got.Equal(want) || got.IsZero() != want.IsZero() {
				t.Errorf("next due %v (%v), not %v", got, err, want)
			}
			return nil
		})
	}
	next(time.Time{})
	due(noon, 10)
	b.do(func(tx assembly.Tx) error {
		for n, after := range map[int64]time.Duration{1: 3, 2: 1, 3: 2} {
			m := motion(idea(1, n), "m")
			m.Alarm = noon.Add(after)
			if err := tx.Save(m); err != nil {
				return err
			}
		}
		never := motion(idea(1, 4), "never")
		if err := tx.Save(never); err != nil {
			return err
		}
		return tx.Save(&Pact{On: deed(2, 1), Alarm: noon.Add(time.Hour)})
	})
	next(noon.Add(1))
	due(noon, 10)
	due(noon.Add(1), 10, idea(1, 2))
	due(noon.Add(2), 10, idea(1, 2), idea(1, 3))
	due(noon.Add(2*time.Hour), 10, idea(1, 2), idea(1, 3), idea(1, 1), deed(2, 1))
	due(noon.Add(2*time.Hour), 2, idea(1, 2), idea(1, 3))
	// An alarm moves with its aggregate, and goes with it.
	b.do(func(tx assembly.Tx) error {
		moved := motion(idea(1, 2), "m")
		moved.Alarm = time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC)
		if err := tx.Save(moved); err != nil {
			return err
		}
		return tx.Save(motion(idea(1, 3), "m"))
	})
	next(noon.Add(3))
	due(noon.Add(2*time.Hour), 10, idea(1, 1), deed(2, 1))
}
