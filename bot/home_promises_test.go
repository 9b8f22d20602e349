package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

// Somebody's own page shows what waits for them and what they promised, each with a button.
func TestHomeShowsWhatWaitsAndWhatWasPromised(t *testing.T) {
	w := bottest.New(t)
	w.Play("people ana ben cy\nchannel #garden ana ben cy\n" +
		"@ana #garden: /propose Meet on Tuesdays\n@ben #garden: /commit water the beans by friday")
	lines := strings.Join(bottest.Lines(w.Bot.Home(context.Background(), w.WS, "U_ben")), "\n")
	for _, want := range []string{"Meet on Tuesdays", "water the beans", "[Consent]", "[Done C1]"} {
		if !strings.Contains(lines, want) {
			t.Errorf("Ben's page lacks %q:\n%s", want, lines)
		}
	}
	other := strings.Join(bottest.Lines(w.Bot.Home(context.Background(), w.WS, "U_cy")), "\n")
	if strings.Contains(other, "water the beans") {
		t.Errorf("Cy's page shows Ben's promise:\n%s", other)
	}
}
