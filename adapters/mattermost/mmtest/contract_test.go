package mmtest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
)

// The tests in this file hold the server to what the adapter believes of it. When a new version of the server breaks one, the
// adapter has something to learn.

func TestServerSlashCommand(t *testing.T) {
	s := mattermost.Start(t)
	ana, ben := s.NewUser(t, "ana"), s.NewUser(t, "ben")
	bot := s.NewBot(t, "moot")
	channel := s.NewChannel(t, ana, "Kitchen", true, ben)
	in := newIntegration(t)
	in.answer("/command", `{"response_type":"ephemeral","text":"for your eyes"}`)
	cmd := command(t, s, s.Team, "mootword", in.URL+"/command")

	text := "P1 object it's “late” — really\nsecond line @" + ben.Name
	answer, err := ana.Slash(t, channel, "/mootword "+text)
	if err != nil || answer.Text != "for your eyes" {
		t.Fatalf("got %+v, %v", answer, err)
	}
	ana.AwaitEphemeral(t, "for your eyes")
	if len(ana.Posts(t, channel)) != 0 || len(ben.Ephemerals()) != 0 {
		t.Error("somebody else could read the answer")
	}
	got, _ := in.last(t)
	form := got.form(t)
	for key, want := range map[string]string{
		"token": cmd.Token, "command": "/mootword", "text": text, "user_id": ana.ID, "user_name": ana.Name,
		"channel_id": channel, "team_id": s.Team.Id, "user_mentions_ids": ben.ID,
	} {
		if form.Get(key) != want {
			t.Errorf("%s came as %q, want %q", key, form.Get(key), want)
		}
	}
	if auth := got.header.Get("Authorization"); auth != "Token "+cmd.Token {
		t.Errorf("authorization came as %q", auth)
	}

	// The form does not say from which thread; the answer goes there all the same.
	root := ana.Post(t, channel, "a thread")
	if _, err := ana.SlashIn(t, channel, root.Id, "/mootword in a thread"); err != nil {
		t.Fatal(err)
	}
	got, _ = in.last(t)
	if strings.Contains(string(got.body), root.Id) {
		t.Error("the form names the thread now: commands could use it")
	}
	if under := ana.AwaitEphemeral(t, "for your eyes"); under.RootId != root.Id {
		t.Errorf("the answer stands under %q, want the thread %s", under.RootId, root.Id)
	}

	// In a direct channel the team is the one the client shows.
	if _, err := ana.Slash(t, ana.DirectChannel(t, bot), "/mootword here"); err != nil {
		t.Fatal(err)
	}
	got, _ = in.last(t)
	if team := got.form(t).Get("team_id"); team != s.Team.Id {
		t.Errorf("in a direct channel the team came as %q", team)
	}
	if _, err := ben.Slash(t, s.NewChannel(t, ana, "Closed", false), "/mootword x"); err == nil {
		t.Error("a command ran in a channel its author is not in")
	}

	// Saying nothing takes an empty object: an empty answer is shown as a failure.
	in.answer("/command", `{}`)
	if _, err := ana.Slash(t, channel, "/mootword quiet"); err != nil {
		t.Errorf("an empty object: %v", err)
	}
	in.answer("/command", ``)
	if _, err := ana.Slash(t, channel, "/mootword quiet"); err == nil {
		t.Error("an empty answer passes now")
	}

	list, _, err := ana.Client.ListAutocompleteCommands(t.Context(), s.Team.Id)
	if err != nil {
		t.Fatal(err)
	}
	hint := ""
	for _, c := range list {
		if c.Trigger == "mootword" {
			hint = c.AutoCompleteHint
			if c.Token != "" || c.URL != "" {
				t.Error("people can read the command's token or URL")
			}
		}
	}
	if hint != "[words]" {
		t.Errorf("the hint is %q", hint)
	}
}

func TestServerResponseURLWorksFiveTimes(t *testing.T) {
	s := mattermost.Start(t)
	ana := s.NewUser(t, "ana")
	channel := s.NewChannel(t, ana, "Kitchen", true)
	in := newIntegration(t)
	in.answer("/command", `{}`)
	command(t, s, s.Team, "mootlater", in.URL+"/command")
	if _, err := ana.Slash(t, channel, "/mootlater"); err != nil {
		t.Fatal(err)
	}
	got, _ := in.last(t)
	for use := 1; use <= 6; use++ {
		resp, err := http.Post(got.form(t).Get("response_url"), "application/json", strings.NewReader(`{"text":"later"}`))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if ok := resp.StatusCode == http.StatusOK; ok != (use <= 5) {
			t.Errorf("use %d: %s", use, resp.Status)
		}
	}
	for range 5 {
		ana.AwaitEphemeral(t, "later")
	}
}

func TestServerDialog(t *testing.T) {
	s := mattermost.Start(t)
	ana, ben := s.NewUser(t, "ana"), s.NewUser(t, "ben")
	bot := s.NewBot(t, "moot")
	channel := s.NewChannel(t, ana, "Kitchen", true, ben)
	in := newIntegration(t)
	in.answer("/command", `{}`)
	command(t, s, s.Team, "mootform", in.URL+"/command")
	dialog := model.OpenDialogRequest{URL: in.URL + "/dialog", Dialog: model.Dialog{
		CallbackId: "object", Title: "Object to P1", State: "signed", SubmitLabel: "Object",
		Elements: []model.DialogElement{{DisplayName: "Why", Name: "why", Type: "textarea", MaxLength: 3000}},
	}}
	var opened error
	in.during = func(c call) {
		if values, err := url.ParseQuery(string(c.body)); err == nil && c.path == "/command" {
			dialog.TriggerId = values.Get("trigger_id")
			_, opened = bot.Client.OpenInteractiveDialog(t.Context(), dialog)
		}
	}
	if _, err := ana.Slash(t, channel, "/mootform"); err != nil || opened != nil {
		t.Fatalf("command: %v, dialog: %v", err, opened)
	}
	shown := ana.AwaitDialog(t)
	if shown.Dialog.State != "signed" || shown.URL != dialog.URL || len(shown.Dialog.Elements) != 1 {
		t.Errorf("Ana was shown %+v", shown)
	}
	in.answer("/dialog", `{"errors":{"why":"say more"}}`)
	refused, err := ana.SubmitDialog(t, channel, shown, map[string]any{"why": "no"})
	if err != nil || refused.Errors["why"] != "say more" {
		t.Fatalf("got %+v, %v", refused, err)
	}
	in.answer("/dialog", ``)
	done, err := ana.SubmitDialog(t, channel, shown, map[string]any{"why": "the kitchen is cold"})
	if err != nil || done.Error != "" || len(done.Errors) != 0 {
		t.Fatalf("got %+v, %v", done, err)
	}
	submitted := func() (request model.SubmitDialogRequest) {
		got, _ := in.last(t)
		if err := json.Unmarshal(got.body, &request); err != nil {
			t.Fatal(err)
		}
		return request
	}
	if got := submitted(); got.UserId != ana.ID || got.State != "signed" || got.Submission["why"] != "the kitchen is cold" || got.ChannelId != channel {
		t.Errorf("the form came as %+v", got)
	}
	// Whoever knows a form can send it. The server says truly who did.
	shown.Dialog.State = "bent"
	if _, err := ben.SubmitDialog(t, channel, shown, map[string]any{"why": "I am Ben"}); err != nil {
		t.Fatal(err)
	}
	if got := submitted(); got.UserId != ben.ID || got.State != "bent" {
		t.Errorf("Ben's form came as %+v", got)
	}
	// A trigger can be used again, and by anybody who has it. A made-up one cannot.
	if _, err := model.NewAPIv4Client(s.URL).OpenInteractiveDialog(t.Context(), dialog); err != nil {
		t.Errorf("the same trigger, with no session: %v", err)
	}
	ana.AwaitDialog(t)
	dialog.TriggerId = "x" + dialog.TriggerId[1:]
	if _, err := bot.Client.OpenInteractiveDialog(t.Context(), dialog); err == nil {
		t.Error("a made-up trigger opened a dialog")
	}
}

func TestServerButton(t *testing.T) {
	s := mattermost.Start(t)
	ana, ben := s.NewUser(t, "ana"), s.NewUser(t, "ben")
	bot := s.NewBot(t, "moot")
	channel := s.NewChannel(t, ana, "Kitchen", true, bot)
	in := newIntegration(t)
	in.answer("/action", `{"ephemeral_text":"counted"}`)
	post := card(t, bot, channel, in.URL+"/action", "Consent", "Object")
	seen := ana.AwaitPost(t, channel, "Meet on Tuesdays")
	for _, secret := range []string{"hush", in.URL} {
		if strings.Contains(mmtest.Raw(seen), secret) {
			t.Errorf("people can read the button's integration: %s", mmtest.Raw(seen))
		}
	}
	if err := ana.Click(t, seen, "Consent"); err != nil {
		t.Fatal(err)
	}
	if private := ana.AwaitEphemeral(t, "counted"); private.RootId != post.Id {
		t.Errorf("the answer stands under %q, want the card's thread", private.RootId)
	}
	got, _ := in.last(t)
	var request model.PostActionIntegrationRequest
	if err := json.Unmarshal(got.body, &request); err != nil {
		t.Fatal(err)
	}
	if request.UserId != ana.ID || request.PostId != post.Id || request.ChannelId != channel || request.TeamId != s.Team.Id ||
		request.TriggerId == "" || request.Context["secret"] != "hush" {
		t.Errorf("the press came as %+v", request)
	}
	if err := ben.Click(t, seen, "Consent"); err == nil {
		t.Error("somebody who is not in the channel could press")
	}
	// Who reads the card and writes it back, even the bot, takes the life out of its buttons.
	if _, _, err := bot.Client.UpdatePost(t.Context(), post.Id, bot.Fetch(t, post.Id)); err != nil {
		t.Fatal(err)
	}
	if err := ana.Click(t, seen, "Consent"); err == nil {
		t.Error("buttons survive being read and written back now")
	}
	// Anybody can post a button that calls the integration with a context of their own.
	forged := card(t, ana, channel, in.URL+"/action", "Consent")
	if err := ana.Click(t, forged, "Consent"); err != nil {
		t.Errorf("a person's own button: %v", err)
	}
}

func TestServerEphemeralButton(t *testing.T) {
	s := mattermost.Start(t)
	ana := s.NewUser(t, "ana")
	channel := s.NewChannel(t, ana, "Kitchen", true)
	in := newIntegration(t)
	command(t, s, s.Team, "mootpick", in.URL+"/command")
	in.answer("/command", `{"text":"pick","attachments":[{"text":"one of these","actions":[`+
		`{"id":"one","name":"One","type":"button","integration":{"url":"`+in.URL+`/action","context":{"secret":"hush"}}}]}]}`)
	in.answer("/action", `{"ephemeral_text":"picked"}`)
	if _, err := ana.Slash(t, channel, "/mootpick"); err != nil {
		t.Fatal(err)
	}
	pick := ana.AwaitEphemeral(t, "one of these")
	if strings.Contains(mmtest.Raw(pick), "hush") {
		t.Errorf("people can read the button's context: %s", mmtest.Raw(pick))
	}
	if err := ana.Click(t, pick, "One"); err != nil {
		t.Fatal(err)
	}
	ana.AwaitEphemeral(t, "picked")
	got, _ := in.last(t)
	var request model.PostActionIntegrationRequest
	if err := json.Unmarshal(got.body, &request); err != nil {
		t.Fatal(err)
	}
	if request.PostId != pick.Id || request.Context["secret"] != "hush" {
		t.Errorf("the press came as %+v", request)
	}
}

func TestServerActionNames(t *testing.T) {
	s := mattermost.Start(t)
	ana := s.NewUser(t, "ana")
	bot := s.NewBot(t, "moot")
	channel := s.NewChannel(t, ana, "Kitchen", true, bot)
	in := newIntegration(t)
	for name, works := range map[string]bool{"Consent2": true, "need-time": false, "need_time": false} {
		post := card(t, bot, channel, in.URL+"/action", name)
		if err := ana.Click(t, ana.Fetch(t, post.Id), name); (err == nil) != works {
			t.Errorf("a press of the action %q: %v", name, err)
		}
	}
}

func TestServerFiftyPressAtOnce(t *testing.T) {
	s := mattermost.Start(t)
	bot := s.NewBot(t, "moot")
	voters := s.NewUsers(t, 50, "voter")
	channel := s.NewChannel(t, s.Admin, "Hall", true, append([]*mmtest.User{bot}, voters...)...)
	in := newIntegration(t)
	in.answer("/action", `{"ephemeral_text":"counted"}`)
	post := card(t, bot, channel, in.URL+"/action", "Consent")
	seen := voters[0].Fetch(t, post.Id)
	var all sync.WaitGroup
	for _, voter := range voters {
		all.Go(func() {
			if err := voter.Click(t, seen, "Consent"); err != nil {
				t.Errorf("%s: %v", voter.Name, err)
			}
		})
	}
	all.Wait()
	if _, n := in.last(t); n != len(voters) {
		t.Errorf("%d of %d presses arrived", n, len(voters))
	}
	for _, voter := range voters {
		voter.AwaitEphemeral(t, "counted")
	}
}
