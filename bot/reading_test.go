package bot_test

import (
	"context"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
)

// An event that comes in while the platform is asked for the reactions is not undone by the older answer: the objection stands.
func TestEventDuringReading(t *testing.T) {
	for _, late := range []string{"hand", "+1"} {
		w := garden(t)
		w.Slash("ana", "#garden", "/propose Buy a ladder")
		w.Settle()
		card := w.Chat.Latest("P1")
		w.React("cy", card, "+1", true)
		w.Chat.Reading = func() { // the answer is on its way; it knows nothing of this
			w.Chat.Reading = nil
			card.Put("ben", late, true)
			w.Hear("ben", card, late, true, w.Clock)
		}
		if err := w.Bot.Sync(context.Background(), w.WS); err != nil {
			t.Fatal(err)
		}
		w.Advance(w.Chat.Pace())
		want := map[string]string{"hand": "Blocked", "+1": "Adopted"}[late]
		if is := w.Chat.Latest("P1").Message.Status; is != want {
			t.Errorf("%s during the reading: the card says %s", late, is)
		}
	}
}

// Somebody whom the platform does not know any more keeps nothing from closing.
func TestUnknownReactor(t *testing.T) {
	w := garden(t)
	w.Slash("ana", "#garden", "/propose Buy a ladder --by in 2 days")
	w.Settle()
	card := w.Chat.Latest("P1")
	w.React("ben", card, "+1", true)
	card.Reactions = append(card.Reactions, bot.Reacted{User: "U_stranger", Emoji: "+1"})
	w.Advance(72 * 3600e9)
	if is := w.Chat.Latest("P1").Message.Status; is != "Adopted" {
		t.Errorf("the card says %s", is)
	}
}
