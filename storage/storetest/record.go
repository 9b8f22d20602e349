package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// said makes an entry of circle 1 about motion n.
func said(n int64, event governance.Event) *governance.Entry {
	return &governance.Entry{Org: 1, Circle: 1, At: noon, By: 3, On: idea(1, n),
		Audience: governance.Audience{Circle: 1, People: []governance.PersonID{3, 4}}, Event: event}
}

func record(t *testing.T, open Open) {
	t.Run("entries come back as they were appended", func(t *testing.T) {
		b := newBench(t, open)
		worded := &Said{Title: "Meet", More: []string{"Meet", "", "ünï \x00 \"quoted\""}, Plain: "sha256:no hash at all", At: noon}
		want := []*governance.Entry{said(1, worded), said(2, &Counted{7}), said(1, &Counted{8})}
		b.do(func(tx assembly.Tx) error {
			for i, e := range want {
				if err := tx.Append(e); err != nil {
					return err
				}
				if e.Seq != int64(i+1) {
					t.Errorf("entry %d was given the number %d", i+1, e.Seq)
				}
			}
			return nil
		})
		if worded.Title != "Meet" || worded.Why != "" || worded.More[0] != "Meet" {
			t.Errorf("appending changed the caller's event: %+v", worded)
		}
		b.see(func(tx assembly.Tx) error {
			for i, e := range want {
				got, err := tx.Entry(1, 1, int64(i+1))
				if diff := cmp.Diff(e, got); diff != "" || err != nil {
					t.Errorf("entry %d: %v %s", i+1, err, diff)
				}
			}
			_, err := tx.Entry(1, 1, 4)
			if !governance.IsKind(err, governance.NotFound) {
				t.Errorf("an entry that is not there answers %v", err)
			}
			history, err := tx.History(idea(1, 1))
			if diff := cmp.Diff([]governance.Entry{*want[0], *want[2]}, history); diff != "" {
				t.Error(diff)
			}
			return err
		})
		b.clean()
	})

	t.Run("each circle of each organisation has a chain of its own", func(t *testing.T) {
		b := newBench(t, open)
		heads := map[string]bool{"": true}
		b.do(func(tx assembly.Tx) error {
			for i := range 3 {
				for org := governance.OrgID(1); org <= 2; org++ {
					for circle := governance.CircleID(0); circle <= 2; circle++ {
						e := &governance.Entry{Org: org, Circle: circle, At: noon, On: idea(org, 1), Event: &Counted{}}
						if err := tx.Append(e); err != nil {
							return err
						}
						seq, hash, err := tx.Head(org, circle)
						if err != nil || e.Seq != int64(i+1) || seq != e.Seq || heads[hash] {
							t.Errorf("entry %d of %d/%d has number %d, head %d %q (%v)", i+1, org, circle, e.Seq, seq, hash, err)
						}
						heads[hash] = true
					}
				}
			}
			seq, hash, err := tx.Head(3, 1)
			if seq != 0 || hash != "" {
				t.Errorf("a chain that is not begun has the head %d %q", seq, hash)
			}
			return err
		})
		b.clean()
	})

	t.Run("an event that could not be read back is not appended", func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error {
			if tx.Append(said(1, &Stray{})) == nil {
				t.Error("an event that nobody registered was appended")
			}
			if seq, _, err := tx.Head(1, 1); seq != 0 || err != nil {
				t.Errorf("the chain has %d entries (%v)", seq, err)
			}
			return nil
		})
	})

	t.Run("a chain has no gap where an update was undone", func(t *testing.T) {
		b := newBench(t, open)
		together(60, func(i int) {
			err := b.Update(t.Context(), func(tx assembly.Tx) error {
				if err := tx.Append(said(int64(i), &Said{Title: fmt.Sprint("title ", i)})); err != nil {
					return err
				}
				if i%3 == 0 {
					return errOnPurpose
				}
				return tx.Append(said(int64(i), &Counted{i}))
			})
			if (err == nil) != (i%3 != 0) {
				t.Errorf("update %d answered %v", i, err)
			}
		})
		b.clean()
		b.see(func(tx assembly.Tx) error {
			if seq, _, err := tx.Head(1, 1); seq != 80 || err != nil {
				t.Errorf("the chain has %d entries (%v), not 80", seq, err)
			}
			for seq := int64(1); seq <= 80; seq++ {
				e, err := tx.Entry(1, 1, seq)
				if err != nil {
					return err
				}
				if s, ok := e.Event.(*Said); ok && s.Title != fmt.Sprint("title ", e.On.N) {
					t.Errorf("entry %d has another's text %q", seq, s.Title)
				}
			}
			return nil
		})
	})

	t.Run("a long text is kept whole", func(t *testing.T) {
		b := newBench(t, open)
		long := strings.Repeat("Längst ", 100000)
		b.do(func(tx assembly.Tx) error { return tx.Append(said(1, &Said{Title: long})) })
		b.see(func(tx assembly.Tx) error {
			e, err := tx.Entry(1, 1, 1)
			if err == nil && e.Event.(*Said).Title != long {
				t.Error("the text is another")
			}
			return err
		})
		b.clean()
	})
}
