package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
)

// What somebody waits for is said although Slack stumbles once: they have acted, and the outbox knows nothing of it.
func TestAnAnswerIsSaidAlthoughSlackStumbles(t *testing.T) {
	for name, stumble := range map[string]fakeslack.Fault{
		"an error of its own": fakeslack.Status(500), "another": fakeslack.Error("internal_error"), "too many": fakeslack.RateLimited(time.Second, false),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, false, nil)
			form := proposeForm()
			form.Channel = w.general.ID
			w.desk.answers(bot.Reply{Form: form})
			w.ana.Slash(w.general, "/propose", "")
			w.desk.submits(func(bot.Submission) bot.SubmitReply {
				return bot.SubmitReply{Message: &bot.Message{Parts: []bot.Part{bot.Paragraph{Text: "Noted."}}}}
			})
			w.Fail("chat.postEphemeral", stumble)
			if sub := w.ana.Submit(w.ana.View(), map[string]any{"title": "Meet on Tuesdays"}); !sub.OK() {
				t.Fatalf("submitting answered %+v", sub)
			}
			w.quiet()
			if said := w.ana.Ephemerals(w.general); len(said) != 1 {
				t.Errorf("ana sees %v", said)
			}
		})
	}
}

// What has to be asked is asked again, so that nobody has to do it once more because Slack stumbles.
func TestAnActIsDoneAlthoughSlackStumbles(t *testing.T) {
	for name, stumble := range map[string]fakeslack.Fault{
		"an error of its own": fakeslack.Status(503), "no answer": fakeslack.DropAfterApply(), "too many": fakeslack.RateLimited(time.Second, false),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, d, _ := newAskingWorld(t, false)
			d.answers(say("Understood."))
			w.Fail("users.info", stumble)
			w.ana.Slash(w.general, "/propose", "Meet on Tuesdays")
			w.quiet()
			if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "Understood.") || len(d.slashes) != 1 {
				t.Errorf("ana sees %v; the desk got %+v", said, d.slashes)
			}
		})
	}
}

// A button that is pressed while the program starts waits until its workspace is connected; Slack shows nobody what stands in its
// acknowledgement.
func TestAButtonPressedWhileTheProgramStartsIsHeard(t *testing.T) {
	w, cfg := newSlack(t, false)
	w.Fail("auth.test", fakeslack.Times(1000))
	w.desk.answers(say("Understood."))
	w.launch(cfg)
	w.resumed()
	message := w.ben.Say(w.general, "I will bake bread")
	w.ana.Shortcut(message, "commit_this")
	w.quiet()
	w.Heal("auth.test")
	w.synced()
	eventually(t, "it is heard", func() bool { return len(w.ana.Ephemerals(w.general)) == 1 })
	if said := w.ana.Ephemerals(w.general); !strings.Contains(said[0].Plain(), "Understood.") {
		t.Errorf("ana sees %v", said)
	}
}

// Where no workspace is to be expected, it is said where Slack shows it.
func TestAButtonOfAWorkspaceThatIsNotHereIsAnsweredWherePeopleSeeIt(t *testing.T) {
	w := newWorld(t, false, func(c *Config) {
		c.BotToken, c.ClientID, c.ClientSecret, c.Tokens = "", "1.2", "hush", newTokens()
	})
	w.ana.Shortcut(w.ben.Say(w.general, "I will bake bread"), "commit_this")
	w.quiet()
	if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "not connected") {
		t.Errorf("ana sees %v", said)
	}
}

// That another workspace's token is void is no reason to let somebody wait for theirs, which is not here.
func TestAButtonOfAWorkspaceThatIsNotHereWaitsForNoOther(t *testing.T) {
	w := newWorld(t, false, nil)
	w.Expect("token_revoked")
	w.Fail("auth.test", fakeslack.Times(1000))
	w.adapter.mind(grant{token: w.in.Token})
	shortcut := `{"type":"message_action","callback_id":"commit_this","team":{"id":"T404"},"user":{"id":"U404"},"channel":{"id":"C404"},"message":{"ts":"1.2","text":"x"},"enterprise":{"id":"E404"}}`
	in, err := w.adapter.interactionIn([]byte(shortcut), "envelope/1")
	if err != nil {
		t.Fatal(err)
	}
	if w.adapter.expected(in.at) {
		t.Error("a workspace that nobody knows is expected")
	}
}
