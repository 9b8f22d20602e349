package web

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
)

func TestAPostUnderOneKeyIsPostedOnce(t *testing.T) {
	p := newPlay(t)
	first := p.post("garden", "P1/v1/opened", card("Open"))
	if again := p.post("garden", "P1/v1/opened", card("Open")); again != first {
		t.Errorf("the second post under the key is %s, the first %s", again, first)
	}
	if n := len(p.posts("ana", "garden")); n != 1 {
		t.Errorf("%d posts", n)
	}
}

func TestALineSentTwiceIsSaidOnce(t *testing.T) {
	p := newPlay(t)
	for range 2 {
		p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "hello", Key: "k1"})
	}
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "hello", Key: "k2"})
	if n := len(p.posts("ben", "garden")); n != 2 {
		t.Errorf("%d lines, want 2", n)
	}
}

func TestWhoSeesWhat(t *testing.T) {
	p := newPlay(t)
	p.must("/api/say", Said{As: "ana", Channel: "care", Text: "among ourselves"})
	p.must("/api/say", Said{As: "ana", Channel: "kitchen", Text: "soup today"})
	p.desk.answer = func(any) bot.Reply { m := say("for your eyes"); return bot.Reply{Message: &m} }
	p.must("/api/say", Said{As: "ana", Channel: "kitchen", Text: "/moot help"})
	p.post("dm-ana", "", say("for Ana alone"))
	sees := map[string][]int{}
	for _, who := range []string{"ana", "ben", "cy", "gus", "zoe"} {
		for _, channel := range []string{"care", "kitchen", "dm-ana"} {
			sees[who] = append(sees[who], len(p.posts(who, channel)))
		}
	}
	want := map[string][]int{"ana": {1, 2, 1}, "ben": {0, 1, 0}, "cy": {1, 1, 0}, "gus": {0, 0, 0}, "zoe": {0, 1, 0}}
	if diff := cmp.Diff(want, sees); diff != "" {
		t.Errorf("posts seen in care, kitchen and Ana's direct messages (-want +got):\n%s", diff)
	}
	for _, ch := range p.news("gus").Channels {
		if ch.Name != "garden" && !ch.Direct {
			t.Errorf("a guest knows of #%s", ch.Name)
		}
	}
}

func TestNewsTellOnlyWhatChanged(t *testing.T) {
	p := newPlay(t)
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "one"})
	all := p.news("ben")
	if !all.Full || len(all.Posts) != 1 || len(all.People) != 7 {
		t.Fatalf("the first news: %+v", all)
	}
	p.must("/api/say", Said{As: "cy", Channel: "garden", Text: "two"})
	next, _, err := p.chat.News("ben", all.At)
	if err != nil {
		t.Fatal(err)
	}
	if next.Full || len(next.Posts) != 1 || next.Posts[0].Plain != "two" || len(next.People) != 0 {
		t.Errorf("the next news: %+v", next)
	}
	if last, _, _ := p.chat.News("ben", next.At); !last.Empty() {
		t.Errorf("nothing happened, and the news are %+v", last)
	}
}

func TestABrowserFromBeforeARestartGetsEverything(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	keep := func(c *Config) { c.StateFile = file }
	p := newPlay(t, keep)
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "one"})
	mark := p.news("ben").At

	p = newPlay(t, keep)
	news, _, err := p.chat.News("ben", mark)
	if err != nil || !news.Full || len(news.Posts) != 1 {
		t.Errorf("after the restart: %+v, %v", news, err)
	}
}

func TestANamedPlaygroundSurvivesARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	keep := func(c *Config) { c.StateFile = file }
	p := newPlay(t, keep)
	id := p.post("garden", "P1/opened", card("Open"))
	p.must("/api/react", Reacted{As: "ben", Post: id, Emoji: "+1::skin-tone-3", On: true})
	p.must("/api/person", PersonAct{Name: "Fay", Zone: "europe/paris", Channel: "garden"})
	p.must("/api/say", Said{As: "fay", Channel: "garden", Text: "salut"})
	before := p.news("ana")

	p = newPlay(t, keep)
	after := p.news("ana")
	before.At, after.At = "", ""
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("Ana sees something else after the restart (-before +after):\n%s", diff)
	}
	if again := p.post("garden", "P1/opened", card("Open")); again != id {
		t.Errorf("a repeated post after the restart is %s, not %s", again, id)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".playground-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAStateFileThatCannotBeReadIsSaidSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Config{Desk: &stubDesk{}, Clock: &stubClock{}, StateFile: file}); err == nil {
		t.Error("a broken file was taken")
	}
}

func TestUnread(t *testing.T) {
	p := newPlay(t)
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "one"})
	p.must("/api/say", Said{As: "ben", Channel: "garden", Text: "two"})
	p.post("dm-ben", "", say("a nudge"))
	unread := func(as, channel string) int {
		for _, ch := range p.news(as).Channels {
			if ch.ID == channel {
				return ch.Unread
			}
		}
		return -1
	}
	waiting := func(who string) int {
		people := p.news("ana").People
		return people[slices.IndexFunc(people, func(v PersonView) bool { return v.ID == who })].Waiting
	}
	if a, b, c := unread("ana", "garden"), unread("ben", "garden"), unread("cy", "garden"); a != 1 || b != 0 || c != 2 {
		t.Errorf("unread in #garden: Ana %d, Ben %d, Cy %d; want 1, 0, 2", a, b, c)
	}
	if waiting("ben") != 1 || waiting("cy") != 0 {
		t.Errorf("Ben has %d waiting, Cy %d", waiting("ben"), waiting("cy"))
	}
	p.must("/api/read", HasRead{As: "ben", Channel: "dm-ben", UpTo: 1000})
	if waiting("ben") != 0 {
		t.Error("Ben has read it")
	}
	p.post("dm-ben", "", say("another"))
	if waiting("ben") != 1 {
		t.Error("reading far ahead swallowed a later message")
	}
}

func TestReactionsAreOnePerPersonAndEmoji(t *testing.T) {
	p := newPlay(t)
	id := p.post("garden", "", card("Open"))
	for _, r := range []Reacted{
		{"ben", id, "+1", true}, {"ben", id, "+1", true}, {"ben", id, "+1::skin-tone-4", true}, {"cy", id, "+1", true}, {"cy", id, "hand", true}, {"cy", id, "hand", false},
	} {
		p.must("/api/react", r)
	}
	got, _, err := p.platform.Reactions(t.Context(), "garden", id)
	want := []bot.Reacted{{User: "ben", Emoji: "+1"}, {User: "ben", Emoji: "+1::skin-tone-4"}, {User: "cy", Emoji: "+1"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if chars := p.posts("ana", "garden")[0].Reactions; chars[0].Char != "👍" || chars[1].Char != "👍🏽" {
		t.Errorf("shown as %+v", chars)
	}
	if n := len(p.desk.all()); n != 5 {
		t.Errorf("the bot heard of %d changes, want 5: the repeated one changed nothing", n)
	}
	if status, _ := p.do("/api/react", Reacted{As: "ben", Post: id, Emoji: "<b>", On: true}); status != 400 {
		t.Errorf("an emoji that is none: %d", status)
	}
}

func TestADeletedRootKeepsItsThread(t *testing.T) {
	p := newPlay(t)
	root := p.post("garden", "", card("Open"))
	p.must("/api/say", Said{As: "cy", Channel: "garden", Thread: root, Text: "but why"})
	p.must("/api/delete", OnPost{As: "ana", Post: root})
	if _, err := p.platform.Post(t.Context(), bot.Outgoing{Channel: "garden", Thread: root, Message: say("noted")}); err != nil {
		t.Errorf("under the deleted root: %v", err)
	}
	posts := p.posts("ana", "garden")
	if len(posts) != 3 || !posts[0].Gone || posts[0].HTML != "" || posts[0].Replies != 2 {
		t.Errorf("what is left: %+v", posts)
	}
	if status, _ := p.do("/api/delete", OnPost{As: "ana", Post: root}); status != 404 {
		t.Errorf("deleting it again: %d", status)
	}
}

func TestComingInShowsWhatWasSaid(t *testing.T) {
	p := newPlay(t)
	p.must("/api/say", Said{As: "ana", Channel: "care", Text: "before"})
	mark := p.news("ben").At
	p.must("/api/member", Moves{Channel: "care", User: "ben", In: true})
	news, _, err := p.chat.News("ben", mark)
	if err != nil || !news.Full || len(p.posts("ben", "care")) != 1 {
		t.Errorf("Ben came in and is told %+v, %v", news, err)
	}
	p.must("/api/member", Moves{Channel: "care", User: "ben", In: false})
	if n := len(p.posts("ben", "care")); n != 0 {
		t.Errorf("Ben is out and sees %d posts", n)
	}
}

func TestManyAtOnce(t *testing.T) {
	p := newPlay(t)
	id := p.post("garden", "", card("Open"))
	var all sync.WaitGroup
	for _, who := range []string{"ana", "ben", "cy", "dee", "eli"} {
		for range 20 {
			all.Go(func() {
				p.do("/api/react", Reacted{As: who, Post: id, Emoji: "white_check_mark", On: true})
				p.do("/api/say", Said{As: who, Channel: "garden", Text: "yes"})
			})
		}
	}
	all.Wait()
	posts := p.posts("ana", "garden")
	if len(posts) != 101 || len(posts[0].Reactions) != 1 || len(posts[0].Reactions[0].Users) != 5 {
		t.Errorf("%d posts, reactions %+v", len(posts), posts[0].Reactions)
	}
}

func TestTheGuidedPathWatches(t *testing.T) {
	p := newPlay(t)
	tour := func() Tour { return *p.news("ana").Tour }
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "/propose Meet on Tuesdays"})
	id := p.post("garden", "", card("Open"))
	if got := tour(); !got.Raised || got.By != "ana" || got.Ref != "P1" {
		t.Fatalf("raised: %+v", got)
	}
	p.must("/api/react", Reacted{As: "ana", Post: id, Emoji: "white_check_mark", On: true})
	if tour().Consented {
		t.Error("the proposer's own ✅ is not consent of another (D6)")
	}
	p.must("/api/react", Reacted{As: "ben", Post: id, Emoji: "+1::skin-tone-2", On: true})
	if !tour().Consented {
		t.Error("Ben consented")
	}
	redraw := func(status string) {
		if err := p.platform.Edit(t.Context(), "garden", id, card(status)); err != nil {
			t.Fatal(err)
		}
	}
	redraw("Open")
	if tour().Settled {
		t.Error("nothing was blocked yet")
	}
	p.must("/api/react", Reacted{As: "cy", Post: id, Emoji: "hand", On: true})
	redraw("Blocked")
	if got := tour(); !got.Objected || got.Objector != "cy" || got.Settled {
		t.Errorf("blocked: %+v", got)
	}
	redraw("Open")
	p.must("/api/clock", ClockAct{By: "1h"})
	redraw("Adopted")
	if got := tour(); !got.Settled || !got.Moved || !got.Decided || got.Outcome != "Adopted" {
		t.Errorf("adopted: %+v", got)
	}
	p.must("/api/tour", TourAct{Again: true})
	if tour().Raised {
		t.Error("started again")
	}
}
