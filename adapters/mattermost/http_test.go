package mattermost

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
)

// testAdapter is an adapter that is connected to one team, over a Mattermost at url.
func testAdapter(t interface{ Fatal(...any) }, d Desk, url string) *Adapter {
	s := testSpace(t)
	s.catalogue, _ = text.Load()
	a, err := New(Config{URL: url, PublicURL: "https://moot.example.org/", BotToken: "bottoken", CommandTokens: []string{"other", commandToken},
		Now: noon, Sealer: s.sealer, Desk: d, Catalogue: s.catalogue})
	if err != nil {
		t.Fatal(err)
	}
	a.me = "botuser"
	a.spaces["team1"] = &space{server: a.server, team: s.team, id: 1}
	return a
}

// send makes a request of the adapter's own routes.
func send(a *Adapter, method, target string, header http.Header, body string) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	a.Routes(mux)
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for k, v := range header {
		r.Header[k] = v
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func commandForm(change func(url.Values)) string {
	form := url.Values{"token": {commandToken}, "team_id": {"team1"}, "channel_id": {"c1"}, "user_id": {"u1"}, "command": {"/propose"},
		"text": {"Meet on Tuesdays"}, "trigger_id": {"trigger"}, "response_url": {"https://chat.example.org/hooks/commands/abcdefghijklmnopqrstuvwxyz"}}
	if change != nil {
		change(form)
	}
	return form.Encode()
}

func authorized() http.Header { return http.Header{"Authorization": {"Token " + commandToken}} }

func read[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var out T
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("the answer %q: %v", w.Body.String(), err)
	}
	return out
}

func TestCommandReachesTheBot(t *testing.T) {
	d := newDesk()
	d.reply.Message = &bot.Message{Title: "Noted", Parts: []bot.Part{bot.Paragraph{Text: "For your eyes."}}}
	w := send(testAdapter(t, d, "http://127.0.0.1:1"), "POST", pathCommand, authorized(), commandForm(nil))
	reply := read[model.CommandResponse](t, w)
	if w.Code != 200 || reply.ResponseType != "ephemeral" || !reply.SkipSlackParsing || len(reply.Attachments) != 1 || reply.Attachments[0].Text != "For your eyes." {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if want := "slash /propose Meet on Tuesdays by u1 in c1"; d.count() != 1 || d.calls[0] != want {
		t.Errorf("the bot heard %q, want %q", d.calls, want)
	}
	if in := d.last.(bot.Slash); in.Workspace != 1 || in.Key != "" {
		t.Errorf("it came as %+v", in)
	}
}

func TestForgedCommandsDoNothing(t *testing.T) {
	for name, c := range map[string]struct {
		header http.Header
		body   string
	}{
		"no token at all":       {nil, commandForm(func(f url.Values) { f.Del("token") })},
		"an empty token":        {nil, commandForm(func(f url.Values) { f.Set("token", "") })},
		"a wrong token":         {nil, commandForm(func(f url.Values) { f.Set("token", "wrong") })},
		"a wrong header":        {http.Header{"Authorization": {"Token wrong"}}, commandForm(nil)},
		"an empty header":       {http.Header{"Authorization": {"Token "}}, commandForm(nil)},
		"two tokens, one wrong": {nil, commandForm(func(f url.Values) { f.Add("token", "wrong") })},
		"no form":               {authorized(), "%zz=;&"},
	} {
		d := newDesk()
		w := send(testAdapter(t, d, "http://127.0.0.1:1"), "POST", pathCommand, c.header, c.body)
		if w.Code != http.StatusUnauthorized || d.count() != 0 {
			t.Errorf("%s: %d, and the bot heard %q", name, w.Code, d.calls)
		}
	}
	d := newDesk()
	a := testAdapter(t, d, "http://127.0.0.1:1")
	if w := send(a, "POST", pathCommand+"?"+commandForm(nil), nil, ""); w.Code != http.StatusUnauthorized || d.count() != 0 {
		t.Errorf("a command in the query: %d, and the bot heard %q", w.Code, d.calls)
	}
	if w := send(a, "GET", pathCommand+"?"+commandForm(nil), authorized(), ""); w.Code != http.StatusMethodNotAllowed || d.count() != 0 {
		t.Errorf("a GET: %d, and the bot heard %q", w.Code, d.calls)
	}
	if w := send(a, "POST", pathCommand, authorized(), commandForm(func(f url.Values) { f.Set("text", strings.Repeat("x", maxBody)) })); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body too large: %d", w.Code)
	}
	if w := send(a, "POST", pathCommand, nil, commandForm(nil)); w.Code != 200 || d.count() != 1 {
		t.Errorf("the token in the form alone: %d", w.Code)
	}
	w := send(a, "POST", pathCommand, nil, commandForm(func(f url.Values) { f.Set("team_id", "elsewhere") }))
	if reply := read[model.CommandResponse](t, w); d.count() != 1 || !strings.Contains(reply.Text, "not connected") {
		t.Errorf("an unknown team: %q, and the bot heard %q", reply.Text, d.calls)
	}
}

func TestCommandOpensAForm(t *testing.T) {
	m, d := newAPI(t), newDesk()
	d.reply.Form = &bot.Form{Name: "object", Target: bot.Target{On: p12(), Part: 2}, Channel: "c1", Title: "Object to this proposal of yours", Submit: "Object",
		Fields: []bot.FormField{{Name: "why", Label: "What harm, or what missed chance?", Kind: bot.Area, Max: 2000}}}
	a := testAdapter(t, d, m.URL)
	w := send(a, "POST", pathCommand, authorized(), commandForm(nil))
	if reply := read[model.CommandResponse](t, w); !strings.Contains(reply.Text, "could not be opened") {
		t.Errorf("a form that could not be opened: %q", reply.Text)
	}
	m.on("POST /actions/dialogs/open", 200, `{"status":"OK"}`)
	w = send(a, "POST", pathCommand, authorized(), commandForm(nil))
	if reply := read[model.CommandResponse](t, w); reply.Text != "" || reply.Attachments != nil {
		t.Errorf("beside the form it says %s", w.Body)
	}
	var opened model.OpenDialogRequest
	if err := json.Unmarshal([]byte(m.sent("POST /actions/dialogs/open")), &opened); err != nil {
		t.Fatal(err)
	}
	if err := opened.IsValid(); err != nil || opened.URL != "https://moot.example.org/mattermost/dialog" || opened.TriggerId != "trigger" {
		t.Errorf("opened %+v: %v", opened, err)
	}
	if help := opened.Dialog.Elements[0].HelpText; help != "What harm, or what missed chance?" {
		t.Errorf("the whole label is not in the help: %q", help)
	}

	// The form comes back; the answer goes where the command was.
	submit := func(change func(*model.SubmitDialogRequest)) (model.SubmitDialogResponse, *httptest.ResponseRecorder) {
		request := model.SubmitDialogRequest{Type: "dialog_submission", CallbackId: "object", State: opened.Dialog.State, UserId: "u1", ChannelId: "elsewhere",
			TeamId: "team1", Submission: map[string]any{"why": "the kitchen is cold", "sneaked": "in", "other": nil}}
		if change != nil {
			change(&request)
		}
		body, err := json.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		w := send(a, "POST", pathDialog, nil, string(body))
		return read[model.SubmitDialogResponse](t, w), w
	}
	heard := d.count()
	for name, change := range map[string]func(*model.SubmitDialogRequest){
		"theirs":  func(r *model.SubmitDialogRequest) { r.UserId = "u2" },
		"nobody":  func(r *model.SubmitDialogRequest) { r.UserId = "" },
		"bent":    func(r *model.SubmitDialogRequest) { r.State = "x" + r.State },
		"missing": func(r *model.SubmitDialogRequest) { r.State = "" },
		"button's seal": func(r *model.SubmitDialogRequest) {
			r.State, _ = a.spaces["team1"].sealAction(bot.Action{Verb: "object"})
		},
	} {
		if got, w := submit(change); got.Error == "" || w.Code != 200 || d.count() != heard {
			t.Errorf("%s: %d %+v, and the bot heard %q", name, w.Code, got, d.calls[heard:])
		}
	}
	if got, _ := submit(func(r *model.SubmitDialogRequest) { r.Cancelled = true }); got.Error != "" || d.count() != heard {
		t.Errorf("cancelled: %+v", got)
	}
	a.now = func() time.Time { return noon().Add(formLife + time.Second) }
	if got, _ := submit(nil); !strings.Contains(got.Error, "too long") || d.count() != heard {
		t.Errorf("after a day: %+v", got)
	}
	a.now = noon
	d.submit = bot.SubmitReply{Errors: map[string]string{"why": "say more", "": "No.", "gone": "Neither."}}
	if got, _ := submit(nil); got.Errors["why"] != "say more" || len(got.Errors) != 1 || got.Error != "No. Neither." {
		t.Errorf("refused: %+v", got)
	}
	if want := "submit object P12 map[why:the kitchen is cold] by u1 in c1"; d.calls[heard] != want {
		t.Errorf("the bot heard %q, want %q", d.calls[heard], want)
	}
	m.on("POST /hooks/commands/abcdefghijklmnopqrstuvwxyz", 200, "ok")
	d.submit = bot.SubmitReply{Message: &bot.Message{Parts: []bot.Part{bot.Paragraph{Text: "It blocks."}}}}
	if got, _ := submit(nil); got.Error != "" || len(got.Errors) != 0 {
		t.Errorf("taken: %+v", got)
	}
	if late := m.sent("POST /hooks/commands/abcdefghijklmnopqrstuvwxyz"); !strings.Contains(late, `"text":"It blocks."`) || !strings.Contains(late, "ephemeral") {
		t.Errorf("the answer was %q", late)
	}
}

// press makes a press of a button as the server makes it.
func press(t interface{ Fatal(...any) }, a *Adapter, change func(*model.PostActionIntegrationRequest)) string {
	sealed, err := a.spaces["team1"].sealAction(bot.Action{Verb: "consent", Target: bot.Target{On: p12(), Part: 2}})
	if err != nil {
		t.Fatal(err)
	}
	request := model.PostActionIntegrationRequest{UserId: "u1", ChannelId: "c1", TeamId: "team1", PostId: "post1", TriggerId: "trigger",
		Context: map[string]any{contextSeal: sealed, contextChoice: "3"}}
	if change != nil {
		change(&request)
	}
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestPressReachesTheBot(t *testing.T) {
	d := newDesk()
	d.reply.Message = &bot.Message{Title: "Counted", Parts: []bot.Part{bot.Fields{Fields: []bot.Field{{Label: "You", Value: "consent"}}}}}
	a := testAdapter(t, d, "http://127.0.0.1:1")
	for _, team := range []string{"team1", ""} { // In a direct channel there is none.
		w := send(a, "POST", pathAction, nil, press(t, a, func(r *model.PostActionIntegrationRequest) { r.TeamId = team }))
		reply := read[model.PostActionIntegrationResponse](t, w)
		if reply.EphemeralText != "Counted\n\n**You:** consent" || reply.Update != nil || !reply.SkipSlackParsing {
			t.Errorf("got %s", w.Body)
		}
	}
	if want := `press consent P12/2 "3" by u1`; d.count() != 2 || d.calls[0] != want {
		t.Errorf("the bot heard %q, want %q", d.calls, want)
	}
}

func TestForgedPressesDoNothing(t *testing.T) {
	d := newDesk()
	a := testAdapter(t, d, "http://127.0.0.1:1")
	bodies := map[string]string{
		"bent": press(t, a, func(r *model.PostActionIntegrationRequest) {
			r.Context[contextSeal] = "A" + r.Context[contextSeal].(string)
		}),
		"missing":       press(t, a, func(r *model.PostActionIntegrationRequest) { r.Context = nil }),
		"not a text":    press(t, a, func(r *model.PostActionIntegrationRequest) { r.Context[contextSeal] = 7 }),
		"another team":  press(t, a, func(r *model.PostActionIntegrationRequest) { r.TeamId = "team2" }),
		"nobody":        press(t, a, func(r *model.PostActionIntegrationRequest) { r.UserId = "" }),
		"no JSON":       "{",
		"nothing":       "",
		"another thing": `[1,2]`,
	}
	for name, body := range bodies {
		w := send(a, "POST", pathAction, nil, body)
		if reply := read[model.PostActionIntegrationResponse](t, w); w.Code != 200 || reply.EphemeralText == "" || d.count() != 0 {
			t.Errorf("%s: %d %s, and the bot heard %q", name, w.Code, w.Body, d.calls)
		}
	}
}

// A button's answer has no buttons: a message with some comes as a direct message.
func TestAnAnswerWithButtonsToAPress(t *testing.T) {
	m, d := newAPI(t), newDesk()
	d.reply.Message = &bot.Message{Parts: []bot.Part{bot.Paragraph{Text: "Withdraw your objection?"}}, Actions: []bot.Action{{Verb: "withdraw", Label: "Withdraw"}}}
	a := testAdapter(t, d, m.URL)
	text := func() string {
		return read[model.PostActionIntegrationResponse](t, send(a, "POST", pathAction, nil, press(t, a, nil))).EphemeralText
	}
	if got := text(); got != "Withdraw your objection?" {
		t.Errorf("when nothing else works: %q", got)
	}
	m.on("GET /users/u1", 200, `{"id":"u1","username":"ana"}`)
	m.on("POST /channels/direct", 201, `{"id":"dm","type":"D"}`)
	m.on("POST /posts", 201, `{"id":"p","user_id":"botuser"}`)
	if got := text(); !strings.HasPrefix(got, "Withdraw your objection?\n\n") || !strings.Contains(got, "direct messages") {
		t.Errorf("with a direct message: %q", got)
	}
	if sent := m.sent("POST /posts"); !strings.Contains(sent, `"channel_id":"dm"`) || !strings.Contains(sent, `"Withdraw"`) {
		t.Errorf("the direct message is %s", sent)
	}
	a.whispers = true
	m.on("POST /posts/ephemeral", 201, `{"id":"e"}`)
	if got := text(); got != "" {
		t.Errorf("beside an ephemeral post: %q", got)
	}
	if sent := m.sent("POST /posts/ephemeral"); !strings.Contains(sent, `"user_id":"u1"`) || !strings.Contains(sent, `"channel_id":"c1"`) {
		t.Errorf("the ephemeral post is %s", sent)
	}
}

func TestAPanicIsAnsweredWithAReference(t *testing.T) {
	d := newDesk()
	d.panics = true
	a := testAdapter(t, d, "http://127.0.0.1:1")
	for path, body := range map[string]string{pathCommand: commandForm(nil), pathAction: press(t, a, nil)} {
		w := send(a, "POST", path, authorized(), body)
		if w.Code != 200 || !strings.Contains(w.Body.String(), "(ref ") || !strings.Contains(w.Body.String(), "Nothing was changed") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestNewRefusesWhatCannotBeRight(t *testing.T) {
	good := Config{URL: "https://chat.example.org", PublicURL: "https://moot.example.org", BotToken: "t", CommandTokens: []string{"t"}, Now: noon,
		Sealer: testSpace(t).sealer, Desk: newDesk(), Catalogue: testSpace(t).catalogue}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for name, bend := range map[string]func(*Config){
		"no address":       func(c *Config) { c.URL = "chat.example.org" },
		"another scheme":   func(c *Config) { c.PublicURL = "ftp://moot.example.org" },
		"secrets in it":    func(c *Config) { c.URL = "https://a:b@chat.example.org" },
		"no bot token":     func(c *Config) { c.BotToken = "" },
		"no command token": func(c *Config) { c.CommandTokens = nil },
		"no clock":         func(c *Config) { c.Now = nil },
	} {
		c := good
		bend(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
