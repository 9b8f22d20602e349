package bot_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

var linkCode = regexp.MustCompile(`me link (\w+)`)

// Two accounts are one person's once both have said so (K8): they count once, keep their place in what is open, and their circle.
func TestLinkTwoAccounts(t *testing.T) {
	w := garden(t)
	w.Chat.AddUser("benno", nil)
	w.Chat.AddChannel("#both", false, "ana", "benno", "cy")
	said := func(who, channel, line string) string {
		t.Helper()
		reply := w.Slash(who, channel, line)
		w.Settle()
		if reply.Message == nil {
			t.Fatalf("%s gets no answer to %s", who, line)
		}
		return strings.Join(bottest.Lines(*reply.Message), "\n")
	}
	link := func() string {
		t.Helper()
		code := linkCode.FindStringSubmatch(said("ben", "to ben", "/moot me link"))
		if code == nil {
			t.Fatal("there is no code")
		}
		said("benno", "to benno", "/moot me link "+code[1])
		w.Chat.TakeSaid()
		w.Press("ben", w.Chat.LatestTo("ben"), "Yes, that is me")
		w.Settle()
		return strings.Join(w.Chat.TakeSaid(), "\n")
	}
	said("benno", "#both", "/propose Paint the shed")
	said("ana", "#both", "/propose Meet on Tuesdays")
	if answer := link(); !strings.Contains(answer, "P1") {
		t.Errorf("somebody who proposes elsewhere was linked: %s", answer)
	}
	said("benno", "#both", "/moot P1 withdraw")
	if answer := link(); strings.Contains(answer, "P2") {
		t.Errorf("they were not linked: %s", answer)
	}
	w.React("benno", w.Chat.Latest("P2"), "+1", true)
	w.React("cy", w.Chat.Latest("P2"), "+1", true)
	w.Advance(w.Chat.Pace())
	if p := w.Chat.Latest("P2"); p.Message.Status != "Adopted" {
		t.Errorf("both others consented, and the card says %s", p.Message.Status)
	}
	if circles := said("ben", "to ben", "/moot me"); !strings.Contains(circles, "both") {
		t.Errorf("Ben is in no circle: %s", circles)
	}
}
