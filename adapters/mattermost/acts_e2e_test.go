package mattermost

import (
	"strings"
	"sync"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
	"github.com/folkmoot/folkmoot/bot"
)

// registered registers a slash command that leads to the adapter.
func (l *live) registered(t *testing.T, s *mmtest.Server, trigger string) {
	t.Helper()
	command, _, err := s.Admin.Client.CreateCommand(t.Context(), &model.Command{TeamId: s.Team.Id, Trigger: trigger, Method: "P", URL: l.web.URL + pathCommand})
	if err != nil {
		t.Fatal(err)
	}
	l.tokens = append(l.tokens, command.Token)
}

func (l *live) answers(reply bot.Reply, submit bot.SubmitReply) {
	l.desk.mu.Lock()
	defer l.desk.mu.Unlock()
	l.desk.reply, l.desk.submit = reply, submit
}

func saying(words string, actions ...bot.Action) *bot.Message {
	return &bot.Message{Parts: []bot.Part{bot.Paragraph{Text: "**Heard:** "}, bot.Written{Markdown: words}}, Actions: actions}
}

func TestE2ECommandFormAndLateAnswer(t *testing.T) {
	s := mattermost.Start(t)
	l := join(t, s)
	l.registered(t, s, "mootform")
	ana, ben := s.NewUser(t, "ana"), s.NewUser(t, "ben")
	channel := s.NewChannel(t, ana, "Kitchen", true, ben, l.bot)

	l.answers(bot.Reply{Message: saying("yes", bot.Action{Verb: "consent", Label: "Consent", Target: bot.Target{On: p12()}})}, bot.SubmitReply{})
	if _, err := ana.Slash(t, channel, "/mootform P12\n> <https://x.org|y> two"); err != nil {
		t.Fatal(err)
	}
	answer := ana.AwaitEphemeral(t, "Heard:")
	l.hears(t, "slash /mootform P12\n> <https://x.org|y> two by "+ana.ID+" in "+channel)
	l.answers(bot.Reply{Message: saying("pressed")}, bot.SubmitReply{})
	if err := ana.Click(t, answer, "Consent"); err != nil {
		t.Fatal(err)
	}
	ana.AwaitEphemeral(t, "pressed")
	l.hears(t, `press consent P12/0 "" by `+ana.ID)

	form := &bot.Form{Name: "object", Target: bot.Target{On: p12(), Part: 1}, Channel: channel, Title: "Object", Submit: "Object", Fields: []bot.FormField{
		{Name: "why", Label: "Why", Kind: bot.Area}, {Name: "who", Label: "Who", Kind: bot.PersonField, Optional: true}}}
	l.answers(bot.Reply{Form: form}, bot.SubmitReply{Errors: map[string]string{"why": "say more"}})
	if _, err := ana.Slash(t, channel, "/mootform object"); err != nil {
		t.Fatal(err)
	}
	shown := ana.AwaitDialog(t)
	values := map[string]any{"why": "the kitchen is cold", "who": ben.ID}
	if got, err := ben.SubmitDialog(t, channel, shown, values); err != nil || !strings.Contains(got.Error, "somebody else") {
		t.Errorf("somebody else's form: %+v, %v", got, err)
	}
	if got, err := ana.SubmitDialog(t, channel, shown, values); err != nil || got.Errors["why"] != "say more" {
		t.Errorf("a refusal: %+v, %v", got, err)
	}
	l.answers(bot.Reply{}, bot.SubmitReply{Message: saying("It blocks.")})
	if got, err := ana.SubmitDialog(t, channel, shown, values); err != nil || got.Error != "" || len(got.Errors) > 0 {
		t.Errorf("the form: %+v, %v", got, err)
	}
	ana.AwaitEphemeral(t, "It blocks.")
	l.hears(t, "submit object P12 map[who:"+ben.ID+" why:the kitchen is cold] by "+ana.ID+" in "+channel)
	shown.Dialog.State += "A"
	if got, err := ana.SubmitDialog(t, channel, shown, values); err != nil || !strings.Contains(got.Error, "not made by Folkmoot") {
		t.Errorf("a bent form: %+v, %v", got, err)
	}
	if n := len(ana.Posts(t, channel)); n != 0 {
		t.Errorf("%d posts stand in the channel", n)
	}
}

func TestE2EPressFormAndForgery(t *testing.T) {
	s := mattermost.Start(t)
	l := join(t, s)
	ana := s.NewUser(t, "ana")
	channel := s.NewChannel(t, ana, "Kitchen", true, l.bot)
	card := messages(t)["card"]
	id, err := l.in(t, s.Team).Post(t.Context(), bot.Outgoing{Channel: channel, Key: "k", Attempt: 1, Message: card})
	if err != nil {
		t.Fatal(err)
	}
	seen := ana.Fetch(t, id)
	l.answers(bot.Reply{Form: &bot.Form{Name: "object", Channel: channel, Title: "Object", Fields: []bot.FormField{{Name: "why", Kind: bot.Area}}}}, bot.SubmitReply{Message: saying("It blocks.")})
	if err := ana.Click(t, seen, "Object"); err != nil {
		t.Fatal(err)
	}
	if got, err := ana.SubmitDialog(t, channel, ana.AwaitDialog(t), map[string]any{"why": "cold"}); err != nil || got.Error != "" {
		t.Errorf("the form: %+v, %v", got, err)
	}
	ana.AwaitPost(t, ana.DirectChannel(t, l.bot), "It blocks.") // A button has no late answer, and the bot may not whisper.

	// A button pressed while the card is redrawn is still there.
	l.answers(bot.Reply{Message: saying("counted")}, bot.SubmitReply{})
	card.Status = "Blocked"
	if err := l.in(t, s.Team).Edit(t.Context(), channel, id, card); err != nil {
		t.Fatal(err)
	}
	if err := ana.Click(t, seen, "Consent"); err != nil {
		t.Errorf("a button of the card as it was: %v", err)
	}
	ana.AwaitEphemeral(t, "counted")

	before := l.desk.count()
	forged := &model.Post{ChannelId: channel}
	forged.AddProp("attachments", []*model.MessageAttachment{{Text: "press me", Actions: []*model.PostAction{{Id: "x", Name: "Consent", Type: "button",
		Integration: &model.PostActionIntegration{URL: l.web.URL + pathAction, Context: map[string]any{contextSeal: "AAAA.BBBB"}}}}}})
	if forged, _, err = ana.Client.CreatePost(t.Context(), forged); err != nil {
		t.Fatal(err)
	}
	if err := ana.Click(t, forged, "Consent"); err != nil {
		t.Fatal(err)
	}
	ana.AwaitEphemeral(t, "not made by Folkmoot")
	if n := l.desk.count(); n != before {
		t.Errorf("the bot heard %q", l.heard()[before:])
	}
}

func TestE2EFiftyPressAtOnce(t *testing.T) {
	s := mattermost.Start(t)
	l := join(t, s)
	voters := s.NewUsers(t, 50, "presser")
	channel := s.NewChannel(t, s.Admin, "Hall", true, append([]*mmtest.User{l.bot}, voters...)...)
	id, err := l.in(t, s.Team).Post(t.Context(), bot.Outgoing{Channel: channel, Key: "k", Attempt: 1, Message: messages(t)["card"]})
	if err != nil {
		t.Fatal(err)
	}
	l.answers(bot.Reply{Message: saying("counted")}, bot.SubmitReply{})
	seen := voters[0].Fetch(t, id)
	var all sync.WaitGroup
	for _, voter := range voters {
		all.Go(func() {
			if err := voter.Click(t, seen, "Consent"); err != nil {
				t.Errorf("%s: %v", voter.Name, err)
			}
		})
	}
	all.Wait()
	for _, voter := range voters {
		voter.AwaitEphemeral(t, "counted")
		l.hears(t, `press consent P12/1 "" by `+voter.ID)
	}
}
