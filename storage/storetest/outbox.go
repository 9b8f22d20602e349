package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// post is an outbox under test.
type post struct{ bench }

// due checks which letters, by their keys, may be sent by then, and answers them.
func (p post) due(now time.Time, most int, want ...string) map[string]assembly.Letter {
	p.Helper()
	return p.dueIn(nil, now, most, want...)
}

// dueIn is due for those workspaces.
func (p post) dueIn(in []governance.WorkspaceID, now time.Time, most int, want ...string) map[string]assembly.Letter {
	p.Helper()
	out := map[string]assembly.Letter{}
	p.see(func(tx assembly.Tx) error {
		letters, err := tx.LettersDue(now, most, in...)
		var got []string
		for _, l := range letters {
			got = append(got, l.Key)
			out[l.Key] = l
		}
		if diff := cmp.Diff(want, got); diff != "" {
			p.Errorf("due by %v: %s", now.Sub(noon), diff)
		}
		return err
	})
	return out
}

func (p post) next(want time.Time) {
	p.Helper()
	p.see(func(tx assembly.Tx) error {
		if got, err := tx.NextLetter(); !got.Equal(want) || got.IsZero() != want.IsZero() || err != nil {
			p.Errorf("the next letter is due at %v (%v), not %v", got, err, want)
		}
		return nil
	})
}

func (p post) queue(letters ...assembly.Letter) {
	p.Helper()
	p.do(func(tx assembly.Tx) error {
		for _, l := range letters {
			if err := tx.Queue(l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p post) put(l assembly.Letter, change func(*assembly.Letter)) {
	p.Helper()
	change(&l)
	p.do(func(tx assembly.Tx) error { return tx.PutLetter(l) })
}

func sent(l *assembly.Letter) { l.State = assembly.Sent }

// letter makes one for a lane, due so long after noon.
func letter(lane, key string, after time.Duration) assembly.Letter {
	return assembly.Letter{Org: 1, Key: key, Lane: lane, Due: noon.Add(after), QueuedAt: noon}
}

func outbox(t *testing.T, open Open) {
	t.Run("what waits in a lane is answered in its order", func(t *testing.T) {
		p := post{newBench(t, open)}
		p.queue(letter("a", "1", time.Hour), letter("b", "2", 0), letter("a", "3", 0), letter("a", "4", 0), letter("a", "5", 0))
		p.put(p.due(noon.Add(time.Hour), 9, "2", "1")["1"], sent)
		p.put(p.due(noon, 9, "2", "3")["3"], func(l *assembly.Letter) { l.Attempts, l.Why = 2, "not yet" })
		p.see(func(tx assembly.Tx) error {
			letters, err := tx.WaitingIn("a", 2)
			var got []string
			for _, l := range letters {
				got = append(got, l.Key+" "+l.Why)
			}
			if diff := cmp.Diff([]string{"3 not yet", "4 "}, got); diff != "" {
				p.Error(diff)
			}
			return err
		})
	})
	t.Run("a letter comes back as it was queued", func(t *testing.T) {
		p := post{newBench(t, open)}
		want := assembly.Letter{Key: "P12/v2/opened", Org: 2, Workspace: 3, Lane: "3/c", Form: assembly.CardLetter, Template: "opened",
			On: idea(2, 12), Part: 2, Circle: 4, Seq: 9, To: 5, Channel: "c", Due: noon, QueuedAt: noon.Add(-1), Attempts: 1,
			State: assembly.Waiting, Why: "w", Post: "p",
			Args: governance.Args{"who": governance.PersonID(5), "when": noon, "n": 3, "id": idea(2, 12), "text": "ü\"", "yes": true,
				"all": []governance.PersonID{1, 2}, "span": time.Hour, "big": int64(1) << 60, "share": 0.5, "stance": governance.Concern, "quorum": governance.Quorum{Percent: 60},
				"names": []string{"a", "b"}, "wait": governance.Span{}}}
		p.queue(want, assembly.Letter{Key: "bare", Lane: "other", Due: noon.Add(1)})
		got := p.due(noon.Add(1), 10, "P12/v2/opened", "bare")
		want.ID = got["P12/v2/opened"].ID
		if diff := cmp.Diff(want, got["P12/v2/opened"]); diff != "" {
			t.Error(diff)
		}
		if bare := got["bare"]; bare.State != assembly.Waiting || bare.Args != nil || !bare.QueuedAt.IsZero() {
			t.Errorf("a bare letter is %+v", bare)
		}
		want.Due, want.Attempts, want.Why, want.Post = noon.Add(2), 2, "refused", "p2"
		p.do(func(tx assembly.Tx) error { return tx.PutLetter(want) })
		if diff := cmp.Diff(want, p.due(noon.Add(2), 10, "bare", "P12/v2/opened")["P12/v2/opened"]); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("a key is queued once, whatever became of it", func(t *testing.T) {
		p := post{newBench(t, open)}
		p.queue(letter("a", "k", 0), letter("b", "k", 0))
		elsewhere := letter("c", "k", 1)
		elsewhere.Org = 2
		p.queue(elsewhere)
		got := p.due(noon, 10, "k")
		if got["k"].Lane != "a" {
			t.Errorf("the second letter took the first one's place: %+v", got)
		}
		p.put(got["k"], sent)
		p.queue(letter("a", "k", 0))
		p.due(noon, 10)
		p.due(noon.Add(1), 10, "k")
	})

	t.Run("a lane keeps its order", lanes(open))

	t.Run("those of some workspaces are found behind many of others", func(t *testing.T) {
		p := post{newBench(t, open)}
		for i := range governance.WorkspaceID(9) {
			l := letter(fmt.Sprint(i), fmt.Sprint(i), time.Duration(i))
			l.Workspace = i % 3
			p.queue(l)
		}
		p.dueIn([]governance.WorkspaceID{2}, noon.Add(9), 2, "2", "5")
		p.dueIn([]governance.WorkspaceID{2, 1, 7}, noon.Add(4), 9, "1", "2", "4")
		p.dueIn([]governance.WorkspaceID{}, noon.Add(9), 9)
		for _, c := range []struct {
			in   []governance.WorkspaceID
			want time.Time
		}{{[]governance.WorkspaceID{2}, noon.Add(2)}, {[]governance.WorkspaceID{}, time.Time{}}, {nil, noon}} {
			p.see(func(tx assembly.Tx) error {
				got, err := tx.NextLetter(c.in...)
				if !got.Equal(c.want) {
					t.Errorf("the next letter in %v is due at %v, not %v", c.in, got, c.want)
				}
				return err
			})
		}
	})

	t.Run("given up letters are shown, newest first", func(t *testing.T) {
		p := post{newBench(t, open)}
		other := letter("z", "other", 0)
		other.Org = 2
		p.queue(letter("a", "1", 0), letter("b", "2", 0), letter("c", "3", 0), other)
		for _, l := range p.due(noon, 10, "1", "2", "3", "other") {
			p.put(l, func(l *assembly.Letter) { l.State, l.Why = assembly.Failed, "gone" })
		}
		p.see(func(tx assembly.Tx) error {
			failed, err := tx.FailedLetters(1, 2)
			if len(failed) != 2 || failed[0].Key != "3" || failed[1].Key != "2" || failed[0].Why != "gone" {
				t.Errorf("given up: %+v", failed)
			}
			return err
		})
		p.next(time.Time{})
	})

	t.Run("a letter that is not there cannot be put", func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error {
			if tx.PutLetter(assembly.Letter{ID: 9}) == nil {
				t.Error("it was put")
			}
			if tx.Queue(assembly.Letter{Lane: "a"}) == nil {
				t.Error("a letter without a key was queued")
			}
			return nil
		})
	})
}

func lanes(open Open) func(*testing.T) {
	return func(t *testing.T) {
		p := post{newBench(t, open)}
		p.next(time.Time{})
		p.queue(letter("a", "a1", 5), letter("a", "a2", 1), letter("b", "b1", 3), letter("a", "a3", 2), letter("c", "c1", 9))
		p.next(noon.Add(3)) // a2 is due before, and waits for a1
		p.due(noon.Add(2), 10)
		p.due(noon.Add(3), 10, "b1")
		got := p.due(noon.Add(5), 10, "b1", "a1")
		p.due(noon.Add(9), 2, "b1", "a1")
		// A retry holds up its lane and no other.
		p.put(got["a1"], func(l *assembly.Letter) { l.Attempts, l.Due = 1, noon.Add(20) })
		p.due(noon.Add(9), 10, "b1", "c1")
		got = p.due(noon.Add(20), 10, "b1", "c1", "a1")
		p.put(got["b1"], sent)
		p.put(got["a1"], func(l *assembly.Letter) { l.State = assembly.Failed })
		p.next(noon.Add(1))
		p.put(p.due(noon.Add(20), 10, "a2", "c1")["a2"], sent)
		p.due(noon.Add(20), 10, "a3", "c1")
		// An operator sends the given up one again: it is the first of its lane once more.
		p.put(got["a1"], func(l *assembly.Letter) { l.State, l.Due = assembly.Waiting, noon.Add(30) })
		p.due(noon.Add(20), 10, "c1")
		p.put(p.due(noon.Add(30), 10, "c1", "a1")["a1"], sent)
		p.put(p.due(noon.Add(30), 10, "a3", "c1")["a3"], sent)
		p.due(noon.Add(30), 10, "c1")
		// An empty lane begins anew, also within one update.
		p.do(func(tx assembly.Tx) error {
			for i := range 3 {
				if err := tx.Queue(letter("a", fmt.Sprint("again", i), 0)); err != nil {
					return err
				}
			}
			return nil
		})
		p.due(noon, 10, "again0")
		// What an undone update queued never was.
		_ = p.Update(t.Context(), func(tx assembly.Tx) error {
			if err := tx.Queue(letter("d", "undone", 0)); err != nil {
				t.Error(err)
			}
			return errOnPurpose
		})
		p.due(noon, 10, "again0")
	}
}
