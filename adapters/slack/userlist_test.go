package slack

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
)

// city is a workspace of a thousand people, whose list has fifty pages, at Slack's rates. That is as long as the list of ten thousand whose
// pages have two hundred. The last so many are in #general; everybody's time passes at once.
func city(t *testing.T, together int) (*world, *client) {
	t.Helper()
	w := newWorld(t, false, nil, fakeslack.PageSize(20), fakeslack.WithRateLimits())
	for i := w.userCount(); i < 1000; i++ {
		u := w.team.User(fmt.Sprint("person", i))
		if i >= 1000-together {
			w.general.Join(u)
		}
	}
	c := w.platform().(*client)
	w.quiet() // Nobody waits any more.
	var mu sync.Mutex
	c.pace.wait = func(_ context.Context, d time.Duration) error {
		until := w.Now().Add(d)
		mu.Lock()
		defer mu.Unlock()
		if late := until.Sub(w.Now()); late > 0 {
			w.Advance(late)
		}
		return nil
	}
	return w, c
}

func (w *world) userCount() int { return 4 } // ana, ben, cy and the bot

// awaited is the context of an act that somebody waits for.
func awaited(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	t.Cleanup(cancel)
	return ctx
}

// try tries something that is given up once it takes too long, minutes apart, and answers how often and how long at the longest it took.
func (w *world) try(apart time.Duration, what func() error) (tries int, longest time.Duration, err error) {
	w.t.Helper()
	for tries = 1; tries <= 5; tries++ {
		begun := w.Now()
		err = what()
		longest = max(longest, w.Now().Sub(begun))
		if classOfErr(err) != bot.TooMany {
			return tries, longest, err
		}
		w.Advance(apart)
	}
	return tries, longest, err
}

// unthrottled fails when Slack had to say that it was too much.
func (w *world) unthrottled() {
	w.t.Helper()
	for _, c := range w.Calls("") {
		if c.Status == 429 {
			w.t.Fatalf("Slack had to say that it was too much, of %s", c.Method)
		}
	}
}

func TestTheChannelsOfALargeWorkspaceAreRead(t *testing.T) {
	for _, c := range []struct{ people, tries int }{{30, 1}, {120, 1}, {400, 2}} {
		w, p := city(t, c.people)
		tries, longest, err := w.try(20*time.Minute, func() error {
			members, err := p.Members(awaited(t), w.general.ID)
			if err == nil && len(members) != c.people+4 {
				t.Errorf("%d of %d people are there", len(members), c.people+4)
			}
			return err
		})
		if err != nil || tries > c.tries || longest >= askTime {
			t.Errorf("%d people: read after %d tries, the longest of %v: %v", c.people, tries, longest, err)
		}
		if n := len(w.Calls("users.list")); n > 50 {
			t.Errorf("%d people: %d pages were read of a list of 50", c.people, n)
		}
		asked := len(w.Calls("users.list")) + len(w.Calls("users.info"))
		w.Advance(20 * time.Minute)
		if _, err := p.Members(awaited(t), w.general.ID); err != nil {
			t.Errorf("%d people: a while later: %v", c.people, err)
		}
		if n := len(w.Calls("users.list")) + len(w.Calls("users.info")); n != asked {
			t.Errorf("%d people: a while later %d questions were asked again", c.people, n-asked)
		}
		w.unthrottled()
	}
}

// Nobody waits for what is read in the background, and it takes the time it takes.
func TestInTheBackgroundTheListIsReadToItsEnd(t *testing.T) {
	w, p := city(t, 400)
	if members, err := p.Members(context.Background(), w.general.ID); err != nil || len(members) != 404 {
		t.Errorf("%d people, %v", len(members), err)
	}
	w.unthrottled()
}

func TestANameIsLookedForInALargeWorkspace(t *testing.T) {
	for _, c := range []struct {
		name string
		want bot.FaultClass
	}{{"person500", ""}, {"person999", ""}, {"nobody", bot.NoSuch}} {
		w, p := city(t, 0)
		look := func() error {
			_, err := p.UserNamed(awaited(t), "@"+c.name)
			return err
		}
		tries, longest, err := w.try(20*time.Minute, look)
		if classOfErr(err) != c.want || tries > 3 || longest >= askTime-30*time.Second {
			t.Errorf("%s: after %d tries, the longest of %v: %v", c.name, tries, longest, err)
		}
		read := len(w.Calls("users.list"))
		if read > 50 {
			t.Errorf("%s: %d pages were read of a list of 50", c.name, read)
		}
		w.Advance(5 * time.Minute)
		if err := look(); classOfErr(err) != c.want || len(w.Calls("users.list")) != read {
			t.Errorf("%s: soon after %d pages more were read: %v", c.name, len(w.Calls("users.list"))-read, err)
		}
		w.unthrottled()
	}
}

// Several who read the list read it together.
func TestTheListIsReadOnceForAll(t *testing.T) {
	w, p := city(t, 0)
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for range 3 {
				if _, err := p.UserNamed(context.Background(), fmt.Sprint("nobody", i)); classOfErr(err) == bot.NoSuch {
					return
				}
			}
			t.Errorf("whether there is a nobody%d was not found out", i)
		})
	}
	all.Wait()
	if n := len(w.Calls("users.list")); n != 50 {
		t.Errorf("%d pages were read of a list of 50", n)
	}
}

// A place in the list that Slack does not know any more, or that is too old, is no place to go on from.
func TestAListIsBegunAnewWhenItsPlaceIsLost(t *testing.T) {
	w, p := city(t, 0)
	_, err := p.UserNamed(awaited(t), "nobody")
	if classOfErr(err) != bot.TooMany {
		t.Fatal(err)
	}
	w.Advance(5 * time.Minute)
	w.Fail("users.list", fakeslack.Error("invalid_cursor"))
	if _, err := p.UserNamed(awaited(t), "nobody"); classOfErr(err) != bot.Passing {
		t.Errorf("a place that is not known: %v", err)
	}
	w.Advance(5 * time.Minute)
	p.UserNamed(awaited(t), "nobody")
	w.Advance(2 * believed)
	p.UserNamed(awaited(t), "nobody")
	begun := 0
	for _, c := range w.Calls("users.list") {
		if c.Args["cursor"] == "" {
			begun++
		}
	}
	if begun != 3 {
		t.Errorf("the list was begun %d times, want 3", begun)
	}
}

// Where events may have been missed, what was read of people long before is not believed any more.
func TestPeopleAreReadAgainWhenSomethingMayHaveBeenMissed(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	c := w.platform().(*client)
	read := func() int {
		before := len(w.Calls("users.info"))
		if _, err := c.Members(ctx, w.general.ID); err != nil {
			t.Fatal(err)
		}
		return len(w.Calls("users.info")) - before
	}
	read()
	w.Advance(believed / 2)
	if n := read(); n != 0 {
		t.Errorf("asked %d times although nothing was missed", n)
	}
	c.doubtChannels()
	if n := read(); n != 4 {
		t.Errorf("asked about %d of 4 people when something may have been missed", n)
	}
	w.Advance(fresh / 2)
	c.doubtChannels()
	if n := read(); n != 0 {
		t.Errorf("asked about %d people read a moment ago", n)
	}
	// Whoever is asked about alone is asked about sooner.
	w.Advance(fresh)
	before := len(w.Calls("users.info"))
	if _, err := c.User(ctx, w.ana.ID); err != nil || len(w.Calls("users.info")) != before+1 {
		t.Errorf("asked %d times about ana alone, %v", len(w.Calls("users.info"))-before, err)
	}
}
