package bot_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

// deliver lets the bot say what it can say now, the clock standing still.
func deliver(t *testing.T, w *bottest.World) {
	t.Helper()
	ctx := context.Background()
	if err := errors.Join(w.Bot.Tick(ctx), w.Bot.Deliver(ctx)); err != nil {
		t.Fatal(err)
	}
}

// connect connects the garden again.
func connect(t *testing.T, w *bottest.World) {
	t.Helper()
	if _, err := w.Bot.Connect(context.Background(), "chat", "T1", "Garden", w.Chat); err != nil {
		t.Fatal(err)
	}
}

// What is due while a workspace is not connected, as after every start, goes out as soon as it is.
func TestWhatIsDueGoesOutUponConnecting(t *testing.T) {
	w := settled(t)
	w.Slash("ana", "#garden", "/propose Paint the shed --by in 2 hours")
	w.Bot.Disconnect(w.WS)
	deliver(t, w)
	if next, err := w.Bot.NextDue(t.Context()); err != nil || !next.After(w.Clock) {
		t.Errorf("what cannot be said yet counts as due at %v, %v", next, err)
	}
	connect(t, w)
	deliver(t, w)
	card := w.Chat.Latest("P2")
	if card == nil {
		t.Fatalf("the card was not posted; said was %v", w.Chat.TakeSaid())
	}
	w.Settle()
	w.React("ben", card, "+1", true)
	w.React("cy", card, "+1", true)
	w.Bot.Disconnect(w.WS)
	for range 3 {
		w.Clock = w.Clock.Add(time.Second)
		deliver(t, w)
	}
	connect(t, w)
	deliver(t, w)
	if card.Message.Status != "Adopted" {
		t.Errorf("the card was not drawn: %v", bottest.Lines(card.Message))
	}
}

// Those who wait for one workspace keep nobody waiting in another.
func TestAnotherWorkspaceDoesNotWait(t *testing.T) {
	w := settled(t)
	for range 3 {
		w.Slash("ana", "#garden", "/propose Paint the shed")
	}
	w.Bot.Disconnect(w.WS)
	garden := w.Chat
	w.Chat = bottest.NewChat()
	var err error
	if w.WS, err = w.Bot.Connect(t.Context(), "chat", "T2", "Orchard", w.Chat); err != nil {
		t.Fatal(err)
	}
	w.Chat.AddUser("dee", nil)
	w.Chat.AddUser("eve", nil)
	w.Chat.AddChannel("#trees", false, "dee", "eve")
	w.Slash("dee", "#trees", "/propose Prune them")
	w.Settle()
	if w.Chat.Latest("P1") == nil {
		t.Errorf("said was %v", w.Chat.TakeSaid())
	}
	if said := garden.TakeSaid(); slices.ContainsFunc(said, func(s string) bool { return s[0] == '#' }) {
		t.Errorf("where nobody can be spoken to was said %v", said)
	}
}
