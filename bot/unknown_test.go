package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// Whom the platform itself does not know, or does not show, can do nothing that counts. Their events are done with: brought again they
// would end the same.
func TestTheEventsOfSomebodyUnknownAreDoneWith(t *testing.T) {
	w, ctx := garden(t), context.Background()
	w.Chat.AddUser("dee", nil)
	w.Slash("ana", "#garden", "/propose Buy a ladder")
	w.Settle()
	card := w.Chat.Latest("P1")
	stranger := bot.Origin{Workspace: w.WS, Channel: "#garden", User: "U_stranger", Key: "e1"}
	if err := w.Bot.React(ctx, bot.Reaction{Origin: stranger, Post: card.ID, Emoji: "hand", On: true}); err != nil {
		t.Errorf("a reaction on a card: %v", err)
	}
	stranger.Key = "e2"
	if err := w.Bot.React(ctx, bot.Reaction{Origin: stranger, Post: "said", Emoji: "pushpin", On: true}); err != nil {
		t.Errorf("a pin: %v", err)
	}
	if err := w.Bot.PeopleJoined(ctx, w.WS, "e3", "#garden", "U_stranger", "U_dee"); err != nil {
		t.Errorf("coming: %v", err)
	}
	if err := w.Bot.PeopleLeft(ctx, w.WS, "e4", "#garden", "U_stranger"); err != nil {
		t.Errorf("going: %v", err)
	}
	w.Settle()
	if is := w.Chat.Latest("P1").Message.Status; is != "Open" {
		t.Errorf("the card says %s", is)
	}
	members := strings.Join(bottest.Lines(*w.Slash("ana", "#garden", "/moot circle members").Message), "\n")
	if !strings.HasSuffix(members, "4 members: Ana, Ben, Cy and Dee.") {
		t.Errorf("the members are %s", members)
	}
}

// Somebody whom something open concerns, and whom the platform does not show any more, keeps a workspace from being read no longer.
func TestReadingGoesOnWithoutWhomThePlatformDoesNotShow(t *testing.T) {
	w, ctx := garden(t), context.Background()
	w.Slash("ana", "#garden", "/propose Buy a ladder")
	w.Settle()
	w.Chat.Hide("cy")
	if err := w.Bot.Sync(ctx, w.WS); err != nil {
		t.Errorf("Sync: %v", err)
	}
}

// Of people who come into a channel that is no circle's the platform is asked nothing.
func TestNobodyIsAskedAboutAChannelWithoutACircle(t *testing.T) {
	w := garden(t)
	ctx := bot.WithoutAsking(context.Background())
	if err := w.Bot.PeopleJoined(ctx, w.WS, "e1", "#garden", "U_ben"); err != nil || bot.Unasked(ctx) {
		t.Errorf("coming: %v, the platform would have been asked: %v", err, bot.Unasked(ctx))
	}
}

// What is only overheard, because several workspaces share a channel, counts on a card of one's own and begins nothing (C2).
func TestWhatIsOverheardCountsOnCardsOnly(t *testing.T) {
	w, ctx := garden(t), context.Background()
	w.Slash("ana", "#garden", "/propose Buy a ladder")
	w.Settle()
	w.Chat.TakeSaid()
	in := bot.Reaction{Origin: bot.Origin{Workspace: w.WS, Channel: "#garden", User: "U_ben", Key: "e1"}, Post: "said", Emoji: "pushpin", On: true, Overheard: true}
	for range 2 {
		if err := w.Bot.React(ctx, in); err != nil {
			t.Fatal(err)
		}
		w.Settle()
		asked := slices.ContainsFunc(w.Chat.TakeSaid(), func(s string) bool { return strings.HasPrefix(s, "to ben") })
		if asked == in.Overheard {
			t.Errorf("overheard %v, and ben is asked by when: %v", in.Overheard, asked)
		}
		in.Overheard, in.Key = false, "e2" // where it is addressed to, it is asked
	}
	in.Overheard, in.Key, in.Post, in.Emoji = true, "e3", w.Chat.Latest("P1").ID, "hand"
	if err := w.Bot.React(ctx, in); err != nil {
		t.Fatal(err)
	}
	w.Advance(w.Chat.Pace())
	if is := w.Chat.Latest("P1").Message.Status; is != "Blocked" {
		t.Errorf("the card says %s", is)
	}
}
