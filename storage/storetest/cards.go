package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

func cards(t *testing.T, open Open) {
	t.Run("a card comes back as it was put", func(t *testing.T) {
		b := newBench(t, open)
		want := assembly.Card{On: idea(1, 1), Part: 2, Workspace: 3, Channel: "c", Post: "p", Link: "l", Wanted: 4, Drawn: 3, NextAt: noon,
			Until: noon.Add(5), Face: "f", Attempts: 1}
		unposted := assembly.Card{On: idea(1, 1), Part: 1, Workspace: 3, Channel: "c"}
		b.do(func(tx assembly.Tx) error {
			if err := tx.AddCard(&unposted); err != nil {
				return err
			}
			also := assembly.Card{On: idea(1, 2), Workspace: 3, Channel: "c"}
			if err := tx.AddCard(&also); err != nil {
				return err
			}
			return tx.AddCard(&want)
		})
		check := func() {
			t.Helper()
			b.see(func(tx assembly.Tx) error {
				got, ok, err := tx.CardAt(3, "c", "p")
				if diff := cmp.Diff(want, got); diff != "" || !ok || err != nil {
					t.Errorf("%t %v %s", ok, err, diff)
				}
				all, err := tx.CardsOf(idea(1, 1))
				if diff := cmp.Diff([]assembly.Card{unposted, want}, all); diff != "" {
					t.Error(diff)
				}
				for _, not := range []assembly.Card{{Workspace: 3, Channel: "c"}, {Workspace: 3, Channel: "d", Post: "p"}, {Channel: "c", Post: "p"}} {
					if _, ok, err := tx.CardAt(not.Workspace, not.Channel, not.Post); ok || err != nil {
						t.Errorf("%+v is a card (%v)", not, err)
					}
				}
				return err
			})
		}
		check()
		want.Part, want.Drawn, want.NextAt, want.Face, want.Attempts, want.Lost, want.Link = 3, 4, noon.Add(1), "g", 0, true, "m"
		want.Until, want.Leads = time.Time{}, true
		b.do(func(tx assembly.Tx) error { return tx.PutCard(want) })
		check()
		b.do(func(tx assembly.Tx) error {
			again := want
			if tx.AddCard(&again) == nil {
				t.Error("one message is two cards")
			}
			if tx.PutCard(assembly.Card{ID: 99}) == nil {
				t.Error("a card that is not there was put")
			}
			return nil
		})
	})
	t.Run("a card is drawn until it shows the latest", drawing(open))
	t.Run("those of some workspaces are drawn, whatever waits in others", drawingElsewhere(open))
	t.Run("live cards are those of live things", liveCards(open))
	t.Run("the links in one channel are others", touchLinks(open))
	t.Run("the cards in one channel move with it", moveCards(open))
	t.Run("marks", marks(open))
}

func moveCards(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		ids := map[string]int64{}
		b.do(func(tx assembly.Tx) error {
			for _, c := range []assembly.Card{
				{On: idea(1, 1), Workspace: 1, Channel: "c", Post: "one"}, {On: idea(1, 2), Workspace: 1, Channel: "c", Post: "two", Lost: true},
				{On: idea(1, 1), Workspace: 2, Channel: "c", Post: "far"}, {On: idea(1, 1), Workspace: 1, Channel: "b", Post: "elsewhere"},
			} {
				if err := tx.AddCard(&c); err != nil {
					return err
				}
				ids[c.Post] = c.ID
			}
			return tx.MoveCards(governance.Place{Workspace: 1, Channel: "c"}, governance.Place{Workspace: 1, Channel: "d"})
		})
		b.see(func(tx assembly.Tx) error {
			for post, at := range map[string]governance.Place{
				"one": {Workspace: 1, Channel: "d"}, "two": {Workspace: 1, Channel: "d"}, "far": {Workspace: 2, Channel: "c"},
				"elsewhere": {Workspace: 1, Channel: "b"},
			} {
				if got, ok, err := tx.CardAt(at.Workspace, at.Channel, post); err != nil || !ok || got.ID != ids[post] {
					t.Errorf("%q is not in %v: %+v, %v, %v", post, at, got, ok, err)
				}
			}
			if _, ok, err := tx.CardAt(1, "c", "one"); ok || err != nil {
				t.Errorf("one is in its old channel still (%v)", err)
			}
			return nil
		})
	}
}

func touchLinks(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error {
			for _, c := range []assembly.Card{
				{On: idea(1, 1), Workspace: 1, Channel: "c", Post: "leads", Leads: true}, {On: idea(1, 1), Workspace: 1, Channel: "c", Post: "short"},
				{On: idea(1, 2), Workspace: 1, Channel: "c", Post: "also", Leads: true}, {On: idea(1, 1), Workspace: 2, Channel: "c", Post: "far", Leads: true},
				{On: idea(1, 1), Workspace: 1, Channel: "d", Post: "elsewhere", Leads: true},
				{On: idea(1, 1), Workspace: 1, Channel: "c", Post: "lost", Leads: true, Lost: true},
			} {
				if err := tx.AddCard(&c); err != nil {
					return err
				}
			}
			return tx.TouchLinks(governance.Place{Workspace: 1, Channel: "c"})
		})
		b.see(func(tx assembly.Tx) error {
			got, err := tx.StaleCards(noon, 10)
			if len(got) != 2 || got[0].Post != "leads" || got[1].Post != "also" {
				t.Errorf("to be drawn are %+v", got)
			}
			return err
		})
	}
}

func drawing(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		stale := func(now time.Time, most int, want ...string) []assembly.Card {
			t.Helper()
			var got []assembly.Card
			b.see(func(tx assembly.Tx) (err error) {
				got, err = tx.StaleCards(now, most)
				var posts []string
				for _, c := range got {
					posts = append(posts, c.Post)
				}
				if diff := cmp.Diff(want, posts); diff != "" {
					t.Errorf("stale by %v: %s", now.Sub(noon), diff)
				}
				return err
			})
			return got
		}
		b.do(func(tx assembly.Tx) error {
			for i, c := range []assembly.Card{
				{On: idea(1, 1), Post: "one", NextAt: noon.Add(2)}, {On: idea(1, 1), Post: "two", NextAt: noon.Add(1)},
				{On: idea(1, 1), Post: "lost", Lost: true}, {On: idea(1, 2), Post: "other", NextAt: noon}, {On: idea(2, 1), Post: "elsewhere"},
			} {
				if err := tx.AddCard(&c); err != nil {
					return fmt.Errorf("card %d: %w", i, err)
				}
			}
			return nil
		})
		stale(noon.Add(9), 10)
		b.do(func(tx assembly.Tx) error { return tx.TouchCards(idea(1, 1)) })
		stale(noon, 10)
		stale(noon.Add(1), 10, "two")
		stale(noon.Add(2), 1, "two")
		drawn := stale(noon.Add(2), 10, "two", "one")[0]
		// While it is being drawn, more happens. What was drawn did not show it, so it is stale still.
		b.do(func(tx assembly.Tx) error { return tx.TouchCards(idea(1, 1)) })
		drawn.Drawn, drawn.NextAt = drawn.Wanted, noon.Add(3)
		b.do(func(tx assembly.Tx) error { return tx.PutCard(drawn) })
		stale(noon.Add(2), 10, "one")
		drawn = stale(noon.Add(3), 10, "one", "two")[1]
		drawn.Drawn, drawn.Until = drawn.Wanted, noon.Add(7)
		b.do(func(tx assembly.Tx) error { return tx.PutCard(drawn) })
		stale(noon.Add(6), 10, "one")
		// Nothing changes any more, but time passes; what changed comes first.
		drawn = stale(noon.Add(7), 10, "one", "two")[1]
		stale(noon.Add(7), 1, "one")
		drawn.NextAt = noon.Add(8)
		b.do(func(tx assembly.Tx) error { return tx.PutCard(drawn) })
		stale(noon.Add(7), 10, "one")
		b.do(func(tx assembly.Tx) error { return tx.TouchCards(idea(1, 1)) })
		drawn = stale(noon.Add(8), 10, "one", "two")[1] // once, for both reasons
		drawn.Drawn, drawn.Until = drawn.Wanted, time.Time{}
		b.do(func(tx assembly.Tx) error { return tx.PutCard(drawn) })
		stale(noon.Add(9), 10, "one")
	}
}

func drawingElsewhere(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error {
			for i := range governance.WorkspaceID(9) {
				c := assembly.Card{On: idea(1, 1), Workspace: i % 3, Post: fmt.Sprint(i), NextAt: noon.Add(time.Duration(i)), Wanted: 1}
				if i > 5 { // only time has changed these
					c.Wanted, c.Until = 0, noon.Add(1)
				}
				if err := tx.AddCard(&c); err != nil {
					return err
				}
			}
			return nil
		})
		for _, c := range []struct {
			in   []governance.WorkspaceID
			most int
			want []string
		}{
			{[]governance.WorkspaceID{2}, 9, []string{"2", "5", "8"}}, {[]governance.WorkspaceID{2}, 1, []string{"2"}},
			{[]governance.WorkspaceID{0, 7}, 9, []string{"0", "3", "6"}}, {[]governance.WorkspaceID{}, 9, nil},
		} {
			b.see(func(tx assembly.Tx) error {
				got, err := tx.StaleCards(noon.Add(9), c.most, c.in...)
				var posts []string
				for _, card := range got {
					posts = append(posts, card.Post)
				}
				if diff := cmp.Diff(c.want, posts); diff != "" {
					t.Errorf("stale in %v: %s", c.in, diff)
				}
				return err
			})
		}
	}
}

func liveCards(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		b.do(func(tx assembly.Tx) error {
			ended := motion(idea(1, 2), "ended")
			ended.Live = false
			for _, a := range []governance.Aggregate{motion(idea(1, 1), "live"), ended, motion(idea(2, 2), "elsewhere"), &Pact{On: deed(1, 1)}} {
				if err := tx.Save(a); err != nil {
					return err
				}
			}
			for _, c := range []assembly.Card{
				{On: idea(1, 1), Workspace: 1, Post: "live"}, {On: idea(1, 2), Workspace: 1, Post: "ended"},
				{On: idea(1, 1), Workspace: 2, Post: "far"}, {On: idea(1, 1), Workspace: 1, Post: "lost", Lost: true},
				{On: deed(1, 1), Workspace: 1, Post: "pact"}, {On: idea(2, 2), Workspace: 1, Post: "elsewhere"},
			} {
				if err := tx.AddCard(&c); err != nil {
					return err
				}
			}
			return nil
		})
		b.see(func(tx assembly.Tx) error {
			got, err := tx.LiveCards(1)
			if len(got) != 2 || got[0].Post != "live" || got[1].Post != "elsewhere" {
				t.Errorf("live are %+v", got)
			}
			return err
		})
	}
}

func marks(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		card, other := assembly.Card{On: idea(1, 1), Post: "p"}, assembly.Card{On: idea(1, 1), Post: "q"}
		b.do(func(tx assembly.Tx) error {
			if err := tx.AddCard(&card); err != nil {
				return err
			}
			if err := tx.AddCard(&other); err != nil {
				return err
			}
			for _, m := range []assembly.Mark{
				{User: "a", Emoji: "+1", At: noon}, {User: "b", Emoji: "+1"}, {User: "a", Emoji: "hand", At: noon},
				{User: "a", Emoji: "+1", At: noon.Add(1), Off: true}, {User: "b", Emoji: "+1"},
			} {
				if err := tx.PutMark(card.ID, m); err != nil {
					return err
				}
			}
			if tx.PutMark(99, assembly.Mark{User: "a", Emoji: "+1"}) == nil {
				t.Error("a mark was put on no card")
			}
			return tx.PutMark(other.ID, assembly.Mark{User: "c", Emoji: "+1"})
		})
		b.see(func(tx assembly.Tx) error {
			a := []assembly.Mark{{User: "a", Emoji: "+1", At: noon.Add(1), Off: true}, {User: "a", Emoji: "hand", At: noon}}
			got, err := tx.MarksOf(card.ID, "a")
			if diff := cmp.Diff(a, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
			got, err = tx.Marks(card.ID)
			if diff := cmp.Diff(append(a, assembly.Mark{User: "b", Emoji: "+1"}), got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	}
}

func seen(t *testing.T, open Open) {
	b := newBench(t, open)
	note := func(key string, now time.Time, want bool) {
		t.Helper()
		b.do(func(tx assembly.Tx) error {
			if got, err := tx.Seen(key, now); got != want || err != nil {
				t.Errorf("%q was seen: %t (%v)", key, got, err)
			}
			return nil
		})
	}
	note("a", noon, false)
	note("a", noon.Add(time.Hour), true)
	note("b", noon, false)
	// A key belongs to what was done under it: if that was undone, a redelivery is carried out.
	_ = b.Update(t.Context(), func(tx assembly.Tx) error {
		if _, err := tx.Seen("c", noon); err != nil {
			t.Error(err)
		}
		return errOnPurpose
	})
	note("c", noon, false)
	// Of many deliveries at once, one is the first.
	first := make(chan int, 40)
	together(40, func(i int) {
		b.do(func(tx assembly.Tx) error {
			if was, err := tx.Seen("d", noon); err != nil || was {
				return err
			}
			first <- i
			return nil
		})
	})
	if len(first) != 1 {
		t.Errorf("%d deliveries of 40 were the first", len(first))
	}
	// For two days a key is known, however many come.
	for i := range 300 {
		note(fmt.Sprint(i), noon.Add(47*time.Hour), false)
	}
	note("b", noon.Add(47*time.Hour), true)
}

func restart(t *testing.T, open Open) {
	b := newBench(t, open)
	card := assembly.Card{On: idea(1, 1), Post: "p"}
	b.do(func(tx assembly.Tx) error {
		m := motion(idea(1, 1), "m")
		m.Alarm = noon
		m.votes.Put(1, Vote{Asked: true})
		if err := tx.Save(m); err != nil {
			return err
		}
		if _, err := tx.Next(1, "P"); err != nil {
			return err
		}
		if err := tx.Append(said(1, &Said{Title: "before"})); err != nil {
			return err
		}
		if err := tx.Queue(letter("a", "k", 0)); err != nil {
			return err
		}
		if _, err := tx.Seen("key", noon); err != nil {
			return err
		}
		return tx.AddCard(&card)
	})
	b.close()
	if err := b.Update(t.Context(), func(assembly.Tx) error { return nil }); err == nil {
		t.Error("a closed store updates")
	}
	if err := b.View(t.Context(), func(assembly.Tx) error { return nil }); err == nil {
		t.Error("a closed store views")
	}
	b = newBench(t, open)
	b.do(func(tx assembly.Tx) error {
		if n, err := tx.Next(1, "P"); n != 2 || err != nil {
			t.Errorf("counts %d (%v)", n, err)
		}
		if was, err := tx.Seen("key", noon); !was || err != nil {
			t.Errorf("the key was forgotten (%v)", err)
		}
		if due, err := tx.Due(noon, 9); len(due) != 1 || err != nil {
			t.Errorf("due is %v (%v)", due, err)
		}
		if refs, err := tx.LiveRows(1, "P", 1); len(refs) != 1 || err != nil {
			t.Errorf("live rows are %v (%v)", refs, err)
		}
		if _, ok, err := tx.CardAt(0, "", "p"); !ok || err != nil {
			t.Errorf("the card is gone (%v)", err)
		}
		return tx.Append(said(1, &Said{Title: "after"}))
	})
	post{b}.due(noon, 9, "k")
	b.see(func(tx assembly.Tx) error {
		history, err := tx.History(idea(1, 1))
		if err == nil && (len(history) != 2 || history[0].Event.(*Said).Title != "before" || history[1].Seq != 2) {
			t.Errorf("history is %+v", history)
		}
		return err
	})
	b.clean()
}
