package mattermost

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// Whatever the bot can say is rendered here and passed through Mattermost's limits, most of them as its own model knows them.
func TestEverythingTheBotSaysKeepsMattermostsLimits(t *testing.T) {
	marks := bottest.NewMarks(t)
	s := testSpace(t)
	s.catalogue = marks.Catalogue
	bottest.Everything(t, "../../bot/testdata/*.txt", marks, bottest.Display{
		Name: "mattermost", Invite: "mattermost.invite", Registered: registered(t, s),
		Own: []bottest.Shown{{At: "a text too long", As: bottest.Posted, Long: true,
			Message: bot.Message{Ref: "P12", Parts: []bot.Part{bot.Written{Markdown: strings.Repeat("many words ", 20_000)}}}}},
		Render: func(t testing.TB, shown bottest.Shown) string { return passed(t, s, shown) },
		Elsewhere: func(key string) bool {
			// Slack's and the playground's, and somebody's own page, for which Mattermost has no place.
			return strings.HasPrefix(key, "slack.") || key == "error.slack.invite" || key == "error.invite.playground" || strings.HasPrefix(key, "home.")
		},
	})
}

// registered is what the server is told about the commands, and what the adapter itself says to people.
func registered(t *testing.T, s *space) string {
	t.Helper()
	var all strings.Builder
	team := &model.Team{Id: model.NewId()}
	for _, trigger := range bot.NewTable(nil).Triggers(s.catalogue.Printer()) {
		c := (&setup{SetupOptions: SetupOptions{CallbackURL: s.callback}, team: team}).wanted(trigger)
		c.PreSave()
		if c.CreatorId = model.NewId(); c.IsValid() != nil {
			t.Errorf("the server will not register %+v: %v", c, c.IsValid())
		}
		all.WriteString(c.AutoCompleteDesc + c.AutoCompleteHint)
	}
	for _, key := range []string{"form.most", "form.long", "failed", "starting", "team.unknown", "button.broken", "form.broken", "form.expired", "form.theirs",
		"form.unopened", "buttons_in_direct"} {
		all.WriteString(s.line("mattermost."+key, "most", maxDialogArea, "length", 2*maxDialogArea, "ref", "abc123"))
	}
	return all.String()
}

// passed renders something in every form in which it may be shown, and holds these to Mattermost's limits. It answers what the server is
// given.
func passed(t testing.TB, s *space, shown bottest.Shown) string {
	t.Helper()
	var given any
	var err error
	switch shown.As {
	case bottest.Home:
		return ""
	case bottest.Opened:
		d := s.dialog(shown.Form, "sealed")
		given, err = d, d.IsValid()
	case bottest.Refused:
		var fields []string
		for _, f := range shown.Form.Fields {
			fields = append(fields, f.Name)
		}
		r := dialogReply(bot.SubmitReply{Errors: shown.Errors}, fields)
		given, err = r, r.IsValid()
		if r.Error == "" && len(r.Errors) == 0 {
			err = errors.New("nothing is said of what is wrong")
		}
	default:
		given, err = postOf(s, shown.Message)
	}
	if err != nil {
		t.Errorf("%s, a %s: %v", shown.At, shown.As, err)
	}
	data, err := json.Marshal(given)
	if err != nil {
		t.Error(err)
	}
	return string(data)
}

// postOf is a message as a post, judged by the server's own rules and by what the clients show.
func postOf(s *space, m bot.Message) (*model.Post, error) {
	r, err := s.render(m, false)
	if err != nil {
		return nil, err
	}
	post := &model.Post{Id: model.NewId(), UserId: model.NewId(), ChannelId: model.NewId(), CreateAt: 1, UpdateAt: 1, Message: r.text}
	post.SetProps(s.props(r))
	var wrong []error
	if refused := post.IsValid(maxMessage); refused != nil {
		wrong = append(wrong, refused)
	}
	texts := []string{r.text, s.asText(m, maxMessage)}
	if a := r.attachment; a != nil {
		texts = append(texts, a.Text)
		wrong = append(wrong, a.IsValid())
		if n := utf8.RuneCountInString(a.Footer); n > maxFooter {
			wrong = append(wrong, fmt.Errorf("the footer has %d characters", n))
		}
	}
	for _, md := range texts {
		if n := utf8.RuneCountInString(md); n == 0 && md != r.text || n > maxMessage {
			wrong = append(wrong, fmt.Errorf("a text has %d characters", n))
		}
		if found := pings(md); found != nil {
			wrong = append(wrong, fmt.Errorf("pings %q", found))
		}
	}
	return post, errors.Join(wrong...)
}
