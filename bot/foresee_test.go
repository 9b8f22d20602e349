package bot_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// That a form comes is seen from what was typed, also where nothing is known yet of whoever typed it, or of the place.
func TestAFormIsSeenBeforehand(t *testing.T) {
	w := bottest.New(t)
	for typed, want := range map[[2]string]bool{
		{"/propose", ""}: true, {"/propose", " --in garden"}: true, {"/propose", "Meet"}: false, {"/propose", "\nMeet"}: false,
		{"/commit", ""}: true, {"/commit", "to sweep"}: false, {"/rota", "create"}: true, {"/rota", ""}: false,
		{"/moot", "P12 object"}: true, {"/moot", "p12 objection:"}: true, {"/moot", "P12 object the hall is taken"}: false,
		{"/moot", "P12 consent"}: false, {"/moot", "P12.1 because"}: true, {"/moot", "nonsense"}: false, {"/nothing", ""}: false,
		{"/propose", "--by"}: false,
	} {
		if got := w.Bot.SlashAsks(bot.Slash{Command: typed[0], Text: typed[1]}); got != want {
			t.Errorf("%s %s: %v, want %v", typed[0], typed[1], got, want)
		}
	}
}
