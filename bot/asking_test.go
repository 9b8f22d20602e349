package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// How somebody is called is a thing that an act could do without, and would then say less well. Where it would have to be asked for and may
// not be, nothing is saved: the act comes again when it may.
func TestAnActThatMayNotAskSavesNothing(t *testing.T) {
	w := bottest.New(t)
	w.Play("people ana ben dora\nchannel #garden ana ben\n@ana #garden: /propose Water the beds\n")
	in := bot.Slash{Origin: bot.Origin{Workspace: w.WS, Channel: "#garden", User: "U_ana", Key: "once"}, Command: "/propose", Text: "Thank <@U_dora> for the soup"}
	ctx := bot.WithoutAsking(context.Background())
	if reply := w.Bot.Slash(ctx, in); reply.Message != nil || reply.Form != nil || !bot.Unasked(ctx) {
		t.Errorf("answered %+v", reply)
	}
	w.Settle()
	if card := w.Chat.Latest("P2"); card != nil {
		t.Errorf("saved %q", card.Message.Title)
	}
	reply := w.Bot.Slash(context.Background(), in)
	w.Settle()
	card := w.Chat.Latest("P2")
	if card == nil || !strings.Contains(string(card.Message.Title), "@dora") {
		t.Errorf("answered %+v; the card is %+v", reply, card)
	}
}

func TestWithinReachOfWhatIsKnownAnActNeedsNoAsking(t *testing.T) {
	w := bottest.New(t)
	w.Play("people ana ben\nchannel #garden ana ben\n@ana #garden: /propose Water the beds\n")
	ctx := bot.WithoutAsking(context.Background())
	reply := w.Bot.Slash(ctx, bot.Slash{Origin: bot.Origin{Workspace: w.WS, Channel: "#garden", User: "U_ben", Key: "once"}, Command: "/moot", Text: "P1 object the hose leaks"})
	if bot.Unasked(ctx) || reply.Message == nil {
		t.Errorf("answered %+v", reply)
	}
	w.Settle()
	if card := w.Chat.Latest("P1"); card.Message.Status != "Blocked" {
		t.Errorf("the card says %s", card.Message.Status)
	}
}

// A form, too, waits for the answer: nobody is to find an id where a name should stand.
func TestAFormWaitsForAnAnswer(t *testing.T) {
	w := bottest.New(t)
	w.Play("people ana ben dora\nchannel #garden ana ben\n@ana #garden: /propose Water the beds\n")
	in := bot.Slash{Origin: bot.Origin{Workspace: w.WS, Channel: "#garden", User: "U_ana", Key: "once"}, Command: "/commit", Text: "Tell <@U_dora> about the hose"}
	ctx := bot.WithoutAsking(context.Background())
	if reply := w.Bot.Slash(ctx, in); reply.Form != nil || !bot.Unasked(ctx) {
		t.Errorf("answered %+v", reply)
	}
	if reply := w.Bot.Slash(context.Background(), in); reply.Form == nil || !strings.Contains(reply.Form.Fields[0].Value, "@dora") {
		t.Errorf("answered %+v", reply)
	}
}

func TestWhatIsDoneIsKnownByItsKey(t *testing.T) {
	w := bottest.New(t)
	w.Play("people ana ben\nchannel #garden ana ben\n")
	in := bot.Slash{Origin: bot.Origin{Workspace: w.WS, Channel: "#garden", User: "U_ana", Key: "once"}, Command: "/propose", Text: "Water the beds"}
	for _, want := range []bool{false, true} {
		for range 2 { // asking changes nothing
			if done, err := w.Bot.Done(context.Background(), "once"); err != nil || done != want {
				t.Errorf("Done: %v, %v", done, err)
			}
		}
		w.Bot.Slash(context.Background(), in)
	}
}
