package bot_test

import (
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
)

// linksOn answers where the links of a message lead.
func linksOn(m bot.Message) []string {
	var out []string
	for _, part := range m.Parts {
		if small, ok := part.(bot.Small); ok {
			for _, piece := range small.Text.Pieces() {
				if piece.Kind == text.Link {
					out = append(out, piece.URL)
				}
			}
		}
	}
	return out
}

// Whoever answers on the card of an earlier version is led to the card of the present one, by reaction and by button (D14).
func TestAnOldCardLeadsToThePresentOne(t *testing.T) {
	w := garden(t)
	w.Slash("ana", "#garden", "/propose Meet on Tuesdays")
	w.Settle()
	old := w.Chat.Latest("P1")
	w.Slash("ben", "#garden", "/moot P1 object the hall is taken")
	w.Slash("ana", "#garden", "/moot P1 amend Meet on Mondays")
	w.Settle()
	present := w.Chat.Latest("P1")
	if present == old {
		t.Fatal("the amended version has no card of its own")
	}
	want := []string{"https://chat.example/" + present.ID}
	w.React("cy", old, "+1", true)
	w.Settle()
	if got := linksOn(w.Chat.LatestTo("cy").Message); !slices.Equal(got, want) {
		t.Errorf("a reaction leads to %v, not to %v", got, want)
	}
	if got := linksOn(*w.PressStale("cy", old, "Consent").Message); !slices.Equal(got, want) {
		t.Errorf("a button leads to %v, not to %v", got, want)
	}
}
