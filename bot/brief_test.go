package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

// card is what the latest card of a thing says.
func (r *reader) card(id string) string {
	r.Advance(time.Minute)
	return strings.Join(bottest.Lines(r.Chat.Latest(id).Message), "\n")
}

// Whoever is told what an amendment changed is told as well that there is more of it, and where (D14).
func TestAChangeThatIsCutLeadsToAllOfIt(t *testing.T) {
	for address, more := range map[string]string{"https://moot.example": "(There is more: read all of it → page2.)", "none": "(There is more: `/moot P1` shows all of it.)"} {
		r := &reader{garden(t), t}
		r.Play("address " + address)
		r.Slash("ana", "#garden", "/propose Meet\n"+longWords)
		r.Slash("ben", "#garden", "/moot P1 consent")
		r.Settle()
		r.Slash("ana", "#garden", "/moot P1 amend Meet more\nshort")
		said := r.Play("clock +1m")
		_, told, ok := strings.Cut(said, "to ben")
		if !ok || strings.Count(told, more) != 1 {
			t.Errorf("Ben is told %q and not %q", told, more)
		}
	}
}

// A rotation's card that names only some of who is away says so (R7).
func TestARotationThatIsCutSaysSo(t *testing.T) {
	r := &reader{garden(t), t}
	r.Slash("ana", "#garden", "/rota create Compost every tuesday 09:00 with @ana @ben @cy")
	for i := range 9 {
		if got := r.card("R1"); strings.Contains(got, "There is more") != (i > 5) {
			t.Errorf("with %d absences: %s", i, got)
		}
		r.Slash("ben", "#garden", fmt.Sprintf("/moot R1 away %d dec to %d dec", 1+3*i, 2+3*i))
	}
	if got := r.reads(bottest.PageOf(r.Chat.Latest("R1").Message)); strings.Count(got, "Ben, ") < 9 {
		t.Errorf("the page does not name all of them: %s", got)
	}
}

// A commitment's card that names only the latest of the dates it had, or the beginning of a reason, says so (C7).
func TestACommitmentThatIsCutSaysSo(t *testing.T) {
	r := &reader{garden(t), t}
	r.Slash("ana", "#garden", "/propose Meet")
	r.Slash("cy", "#garden", "/commit pay rent by 20 dec")
	r.Settle()
	for i := range 5 {
		if got := r.card("C1"); strings.Contains(got, "There is more") != (i > 3) {
			t.Errorf("with %d dates before: %s", i, got)
		}
		r.Slash("cy", "#garden", fmt.Sprintf("/moot C1 more time 2%d dec because it rained", i+1))
	}
	r.Slash("cy", "#garden", "/moot C1 more time 30 dec because "+strings.Repeat("it rained ", 40))
	got := r.card("C1")
	if page := r.reads(bottest.PageOf(r.Chat.Latest("C1").Message)); strings.Count(got, "There is more: ") != 1 || strings.Count(page, "it rained") != 45 {
		t.Errorf("the card says %s, the page %s", got, page)
	}
}

// Where the bot has no address, a card that names only some people says which command names all of them.
func TestNamesWithoutAPageNameTheCommand(t *testing.T) {
	r := &reader{bottest.New(t), t}
	r.Play("people ana\nchannel #garden ana\ncrowd #garden 19\naddress none\n@ana #garden: /propose Meet")
	if got := r.card("P1"); !strings.Contains(got, "and 4 more") || !strings.Contains(got, "(There is more: `/moot P1` shows all of it.)") {
		t.Errorf("the card says %s", got)
	}
}
