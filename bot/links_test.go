package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// onCard is the token of the link on the latest card of a thing, as it stands there now.
func (r *reader) onCard(id string) string {
	r.t.Helper()
	r.Advance(time.Minute)
	return bottest.PageOf(r.Chat.Latest(id).Message)
}

// purse is a private channel with a guest and a further private channel, where a long proposal stands in either.
func purse(t *testing.T) *reader {
	r := &reader{garden(t), t}
	r.Chat.AddUser("dee", nil)
	r.Chat.AddUser("gil", func(u *bot.UserInfo) { u.Guest = true })
	r.Chat.AddChannel("#purse", true, "ana", "ben", "cy", "gil")
	r.Chat.AddChannel("#annex", true, "ana", "dee")
	r.Slash("ana", "#purse", "/propose Lend the ladder money --by in 2 days\n"+longWords)
	r.Slash("ana", "#annex", "/moot circle bind --in purse")
	r.Slash("ana", "#annex", "/propose Buy a lock\n"+longWords)
	r.Settle()
	r.Advance(time.Minute)
	return r
}

// Whoever could read a private channel once, and cannot now, reads nothing by the links that stood there; those who stay have one that works
// on every card, in every channel, also of what has ended (K6).
func TestALinkDiesWithSomebodysLeavingAndTheCardHasANewOne(t *testing.T) {
	ended := "@ben direct: /moot P1 consent\n@cy direct: /moot P1 consent\nclock +3d\n"
	for name, lines := range map[string]string{
		"a member leaves":                       "leaves cy #purse",
		"a guest leaves":                        "leaves gil #purse",
		"a guest is deactivated":                "deactivated gil",
		"somebody leaves the further channel":   "leaves dee #annex",
		"a member is deactivated":               "deactivated cy",
		"first the circle, then the channel":    "@cy #purse: /moot circle leave\nleaves cy #purse",
		"first the circle, then deactivated":    "@cy #purse: /moot circle leave\ndeactivated cy",
		"they leave and come back":              "leaves cy #purse\njoins cy #purse",
		"they leave, come back, leave again":    "leaves cy #purse\njoins cy #purse\nleaves cy #purse",
		"nobody heard of it":                    "unheard leaves cy #purse\nsync",
		"nobody heard of the guest":             "unheard leaves gil #purse\nrestart\nsync",
		"nobody heard of it elsewhere":          "unheard leaves dee #annex\nsync",
		"nobody heard that one was for another": "unheard leaves gil #purse\nunheard joins dee #purse\nsync",
		"what stands there has ended":           ended + "leaves gil #purse",
	} {
		t.Run(name, func(t *testing.T) {
			r := purse(t)
			before := map[string]string{}
			for _, id := range []string{"P1", "P2"} {
				if before[id] = r.onCard(id); r.reads(before[id]) == "" {
					t.Fatalf("the card of %s leads nowhere", id)
				}
			}
			r.Play(lines)
			for id, old := range before {
				if got := r.reads(old); got != "" {
					t.Errorf("whoever left reads %s on: %.60s", id, got)
				}
				if is := r.onCard(id); is == old || !strings.Contains(r.reads(is), "The kettle is on.") {
					t.Errorf("those who stay have no link to %s any more", id)
				}
			}
			again := map[string]string{"P1": r.onCard("P1"), "P2": r.onCard("P2")}
			r.Play("joins dee #purse\nsync\nclock +1h")
			for id, is := range again {
				if r.onCard(id) != is || r.reads(is) == "" {
					t.Errorf("somebody's coming took the link to %s away", id)
				}
				if r.reads(before[id]) != "" {
					t.Errorf("somebody's coming gave the old link to %s back", id)
				}
			}
		})
	}
}

// Who leaves only the circle by their own word is in its channel still, and reads there what the others read (K2, K6).
func TestALinkOutlivesLeavingTheCircleAlone(t *testing.T) {
	r := purse(t)
	is := r.onCard("P1")
	r.Play("@cy #purse: /moot circle leave\njoins dee #purse")
	if r.onCard("P1") != is || r.reads(is) == "" {
		t.Error("the link is another although nobody left the channel")
	}
}

// Who is not on an explicit list reads the channel all the same, until they leave it (K2, K6).
func TestALinkDiesWithSomebodyWhoWasNeverOnTheList(t *testing.T) {
	r := purse(t)
	r.Play("@ana #purse: /moot circle set members list\njoins dee #purse")
	is := r.onCard("P1")
	if r.reads(is) == "" {
		t.Fatal("the card leads nowhere")
	}
	r.Play("leaves dee #purse")
	if r.reads(is) != "" || r.reads(r.onCard("P1")) == "" {
		t.Error("Dee reads on, or the others do not")
	}
}

// A list of a channel's people that is wrong and short gives the cards new links and no more; the right one after it changes nothing (K6).
func TestAShortListRenewsLinksOnce(t *testing.T) {
	r := purse(t)
	r.Play("unheard leaves ben #purse\nunheard leaves gil #purse\nsync")
	is := r.onCard("P1")
	r.Play("unheard joins ben #purse\nunheard joins gil #purse\nsync")
	if r.onCard("P1") != is || r.reads(is) == "" {
		t.Error("the right list took the link away")
	}
}

// Once a circle is private no link from before leads anywhere, and the cards in the channels that it lost have none (K6).
func TestLinksFromBeforeACircleWasPrivate(t *testing.T) {
	r := &reader{garden(t), t}
	r.Chat.AddChannel("#square", false, "ana", "ben", "cy")
	r.Slash("ana", "#garden", "/propose Meet on Tuesdays\n"+longWords)
	r.Slash("ana", "#square", "/moot circle bind --in garden")
	r.Slash("ana", "#square", "/propose Buy a ladder\n"+longWords)
	r.Settle()
	home, square := r.onCard("P1"), r.onCard("P2")
	r.Play("leaves cy #garden")
	if r.reads(home) == "" || r.onCard("P1") != home {
		t.Error("in a public channel, which everybody can read, the link is another because somebody left")
	}
	r.Play("hidden #garden")
	if r.reads(home) != "" || r.reads(square) != "" {
		t.Error("a link from before shows what is private now")
	}
	if is := r.onCard("P1"); is == home || r.reads(is) == "" {
		t.Error("the card at home has no link that works")
	}
	if r.onCard("P2") != "" {
		t.Error("the card in a channel that is the circle's no more has a link")
	}
}

// A sync that finds fifty people gone renews the links once, and each card with a link is drawn once; one that holds all of it is left (K6).
func TestFiftyLeaveAtOnce(t *testing.T) {
	r := &reader{garden(t), t}
	r.Play("private #purse ana ben\ncrowd #purse 50\n@ana #purse: /propose Dig --everyone\n@ana #purse: /commit dig by 20 dec\n")
	r.Slash("ana", "#purse", "/propose Lend the ladder money\n"+longWords)
	r.Settle()
	r.Advance(time.Minute)
	short, long := r.Chat.Latest("C1").Edits, r.Chat.Latest("P2").Edits
	before := linksOf(r, "#purse")
	for n := range 50 {
		r.Play(fmt.Sprintf("unheard leaves p%02d #purse", n+1))
	}
	r.Play("sync\nclock +1h")
	if got := linksOf(r, "#purse"); got != before+1 {
		t.Errorf("the links were renewed %d times", got-before)
	}
	if s, l := r.Chat.Latest("C1").Edits-short, r.Chat.Latest("P2").Edits-long; s != 0 || l != 1 {
		t.Errorf("the card without a link was drawn %d times more, that with one %d times", s, l)
	}
}

func linksOf(r *reader, channel string) (n int) {
	r.Behind(channel, func(_ assembly.Tx, in *governance.Circle, _ bottest.Who) error {
		n = in.Links
		return nil
	})
	return n
}
