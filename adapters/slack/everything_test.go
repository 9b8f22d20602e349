package slack

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack/blockkit"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// Whatever the bot can say is rendered here and passed through Slack's limits.
func TestEverythingTheBotSaysKeepsSlacksLimits(t *testing.T) {
	marks := bottest.NewMarks(t)
	r := renderer{sealer: testSealer(t), words: words{marks.Catalogue.Printer()}}
	manifest, err := Manifest(ManifestOptions{Home: true, Triggers: bot.NewTable(nil).Triggers(marks.Catalogue.Printer())})
	if err != nil {
		t.Fatal(err)
	}
	bottest.Everything(t, "../../bot/testdata/*.txt", marks, bottest.Display{
		Name: "slack", Invite: "slack.invite", Own: ownWords(r), Registered: string(manifest),
		Render: func(t testing.TB, s bottest.Shown) string { return passed(t, r, s) },
		Elsewhere: func(key string) bool {
			// Mattermost's and the playground's, and the page that a browser shows while the app is installed.
			return strings.HasPrefix(key, "mattermost.") || key == "error.mattermost.invite" || key == "error.invite.playground" ||
				strings.HasPrefix(key, "slack.install_")
		},
	})
}

// ownWords are what the adapter itself says to people.
func ownWords(r renderer) []bottest.Shown {
	long := bot.Message{Ref: "P12", Parts: []bot.Part{bot.Written{Markdown: strings.Repeat("many words ", 20_000)}}}
	all := []bottest.Shown{
		{At: "a text too long", As: bottest.Posted, Message: long, Long: true}, {At: "a text too long", As: bottest.Answered, Message: long, Long: true},
		{At: "an old form", As: bottest.Refused, Form: *proposeForm(), Errors: map[string]string{"": r.words.line("slack.form_old")}},
	}
	for _, key := range []string{"slack.form_late", "slack.form_perhaps", "slack.form_failed", "slack.button_foreign", "slack.not_connected", "slack.interrupted", "slack.done", "slack.not_now", "slack.form_closed"} {
		all = append(all, bottest.Shown{At: key, As: bottest.Answered, Message: r.words.note(key)})
	}
	all = append(all, bottest.Shown{At: "slack.failed", As: bottest.Answered, Message: r.words.note("slack.failed", "ref", "0a1b2c3d")})
	for _, key := range []string{"slack.form_soon", "slack.form_nothing"} {
		form := bot.Form{Name: "blank", Title: r.words.line(key + ".title"), Intro: text.Text(r.words.line(key)), Submit: "OK"}
		all = append(all, bottest.Shown{At: key, As: bottest.Opened, Form: form})
	}
	back := r.words.note("slack.interrupted")
	back.Parts = append(back.Parts, r.words.writtenBack(strings.Repeat("```many words ", 1000))...)
	return append(all, bottest.Shown{At: "a long text handed back", As: bottest.Answered, Message: back})
}

// passed renders something for where it is shown and holds it to Slack's limits. It answers what Slack is given.
func passed(t testing.TB, r renderer, s bottest.Shown) string {
	t.Helper()
	s.Message.Contacts, s.Form.Contacts = onSlack(s.Message.Contacts), onSlack(s.Form.Contacts)
	if s.As == bottest.Answered {
		s.Message.Whole = "https://moot.example/whole/" + strings.Repeat("t0ken", 40) // as where people can read all of it
	} else {
		s.Message.Whole = ""
	}
	given, check, err := given(r, s)
	if err != nil {
		t.Errorf("%s, a %s: %v", s.At, s.As, err)
		return ""
	}
	data := mustJSON(given)
	if err := check(data); err != nil {
		t.Errorf("%s, a %s: %v\n%.2000s", s.At, s.As, err, data)
	}
	if !s.Long && strings.Contains(string(data), "… shortened") {
		t.Errorf("%s, a %s: shortened, although nobody wrote much\n%.2000s", s.At, s.As, data)
	}
	for _, ping := range blockkit.Pings(data) {
		t.Errorf("%s, a %s calls a crowd: %v\n%.2000s", s.At, s.As, ping, data)
	}
	return string(data)
}

// given renders something, and answers by which rules Slack judges it.
func given(r renderer, s bottest.Shown) (any, func([]byte) error, error) {
	switch s.As {
	case bottest.Opened:
		view, err := r.modal(s.Form, "U024BE7LH", "once", time.Unix(1e9, 0))
		return view, blockkit.CheckView, err
	case bottest.Refused:
		return refusal(r, s.Form, s.Errors)
	case bottest.Home:
		view, err := r.home(s.Message)
		return view, blockkit.CheckView, err
	case bottest.Answered:
		return answered(r, s.Message)
	}
	is, err := r.message(s.Message)
	if is.text == "" || width(is.text) > mostFallback {
		err = errors.Join(err, fmt.Errorf("the line for notifications has %d characters: %.200q", width(is.text), is.text))
	}
	return map[string]any{"channel": "C1", "text": is.text, "blocks": slack.Blocks{BlockSet: is.blocks}}, blockkit.CheckMessage, err
}

// answered are the messages that an answer takes, each judged for itself.
func answered(r renderer, m bot.Message) (any, func([]byte) error, error) {
	all, err := r.answer(m)
	var bodies []ephemeral
	var wrong []error
	for _, is := range all {
		bodies = append(bodies, ephemeralOf(is))
		wrong = append(wrong, blockkit.CheckMessage(mustJSON(ephemeralOf(is))))
	}
	return map[string]any{"blocks": bodies}, func([]byte) error { return errors.Join(wrong...) }, err
}

// refusal answers the errors of a form by its inputs as they stand there, for Slack shows no others.
func refusal(r renderer, f bot.Form, problems map[string]string) (any, func([]byte) error, error) {
	view, err := r.modal(f, "U024BE7LH", "once", time.Unix(1e9, 0))
	if err != nil {
		return nil, nil, err
	}
	var order []string
	for _, b := range view.Blocks.BlockSet {
		if in, ok := b.(*slack.InputBlock); ok {
			order = append(order, in.BlockID)
		}
	}
	errs := errorsFor(order, problems)
	return slack.NewErrorsViewSubmissionResponse(errs), func([]byte) error {
		if len(errs) == 0 {
			return fmt.Errorf("the form %s says nothing of %v", f.Name, problems)
		}
		for id, why := range errs {
			if !slices.Contains(order, id) || strings.TrimSpace(why) == "" || width(why) > mostLabel {
				return fmt.Errorf("the form %s cannot say at %q: %.200q", f.Name, id, why)
			}
		}
		return nil
	}, nil
}

// onSlack gives people the ids that they would have there.
func onSlack(all map[governance.PersonID]bot.Contact) map[governance.PersonID]bot.Contact {
	out := maps.Clone(all)
	for p, c := range out {
		c.User = strings.ToUpper(strings.ReplaceAll(c.User, "_", ""))
		out[p] = c
	}
	return out
}
