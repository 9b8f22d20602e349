package fakeslack_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

// recorder is a testing.TB that notes failures instead of failing, so that a test
// can look at what the fake would have failed it for.
type recorder struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func (r *recorder) failures() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.said
}

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

// bot is a small app over plain HTTP: it checks signatures, notes what it gets and
// answers as the test says.
type bot struct {
	t   *testing.T
	url string

	mu         sync.Mutex
	now        func() time.Time
	slashes    []url.Values
	actions    []slack.InteractionCallback
	events     []received
	onSlash    func(w http.ResponseWriter, form url.Values)
	onInteract func(w http.ResponseWriter, in slack.InteractionCallback)
	onEvent    func(w http.ResponseWriter, e received)
}

type received struct {
	ID       string `json:"event_id"`
	Team     string `json:"team_id"`
	Type     string `json:"type"`
	Inner    event  `json:"event"`
	Num      string `json:"-"`
	Reason   string `json:"-"`
	Approved []struct {
		Team string `json:"team_id"`
		User string `json:"user_id"`
	} `json:"authorizations"`
}

type event struct {
	Type     string
	User     json.RawMessage
	Reaction string
	ItemUser string `json:"item_user"`
	Item     struct{ Channel, TS string }
	Channel  json.RawMessage
}

func newBot(t *testing.T) *bot {
	b := &bot{t: t}
	mux := http.NewServeMux()
	mux.HandleFunc("/commands", b.commands)
	mux.HandleFunc("/interactions", b.interactions)
	mux.HandleFunc("/events", b.hear)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// body reads a request and refuses it unless the signature is right.
func (b *bot) body(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Error(err)
	}
	want := http.Header{}
	fakeslack.Sign(want, secret, b.now(), data)
	for _, key := range []string{"X-Slack-Signature", "X-Slack-Request-Timestamp"} {
		if r.Header.Get(key) != want.Get(key) {
			b.t.Errorf("%s is %q, want %q", key, r.Header.Get(key), want.Get(key))
			w.WriteHeader(http.StatusUnauthorized)
			return nil, false
		}
	}
	return data, true
}

func (b *bot) commands(w http.ResponseWriter, r *http.Request) {
	data, ok := b.body(w, r)
	if !ok {
		return
	}
	form, err := url.ParseQuery(string(data))
	if err != nil {
		b.t.Error(err)
	}
	if form.Get("ssl_check") == "1" {
		return
	}
	b.mu.Lock()
	b.slashes = append(b.slashes, form)
	on := b.onSlash
	b.mu.Unlock()
	if on != nil {
		on(w, form)
	}
}

func (b *bot) interactions(w http.ResponseWriter, r *http.Request) {
	data, ok := b.body(w, r)
	if !ok {
		return
	}
	form, err := url.ParseQuery(string(data))
	if err != nil {
		b.t.Error(err)
	}
	var in slack.InteractionCallback
	if err := json.Unmarshal([]byte(form.Get("payload")), &in); err != nil {
		b.t.Errorf("payload: %v", err)
	}
	b.mu.Lock()
	b.actions = append(b.actions, in)
	on := b.onInteract
	b.mu.Unlock()
	if on != nil {
		on(w, in)
	}
}

func (b *bot) hear(w http.ResponseWriter, r *http.Request) {
	data, ok := b.body(w, r)
	if !ok {
		return
	}
	var challenge struct{ Challenge string }
	if json.Unmarshal(data, &challenge) == nil && challenge.Challenge != "" {
		fmt.Fprint(w, challenge.Challenge)
		return
	}
	var e received
	if err := json.Unmarshal(data, &e); err != nil {
		b.t.Errorf("event: %v: %s", err, data)
	}
	e.Num, e.Reason = r.Header.Get("X-Slack-Retry-Num"), r.Header.Get("X-Slack-Retry-Reason")
	b.mu.Lock()
	b.events = append(b.events, e)
	on := b.onEvent
	b.mu.Unlock()
	if on != nil {
		on(w, e)
	}
}

// locked changes or looks at the bot while a handler may still be running.
func (b *bot) locked(do func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	do()
}

// heard lists what the bot heard as "type/retry" words.
func (b *bot) heard() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, e := range b.events {
		word := e.Inner.Type
		if e.Num != "" {
			word += "/" + e.Num + ":" + e.Reason
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// world is a workspace with three people, two channels and a bot in one of them.
type world struct {
	*fakeslack.Server
	t             *testing.T
	rec           *recorder
	team          *fakeslack.Workspace
	app           *fakeslack.App
	in            *fakeslack.Install
	ana, ben, cy  *fakeslack.User
	general, back *fakeslack.Channel
	bot           *bot
	api           *slack.Client
}

func scopes() []string {
	return []string{
		"chat:write", "commands", "channels:read", "groups:read", "im:read", "im:write", "mpim:write", "users:read",
		"reactions:read", "reactions:write", "team:read", "channels:history", "usergroups:read", "channels:join",
	}
}

func config() fakeslack.AppConfig {
	return fakeslack.AppConfig{
		Name: "Moot", BotName: "moot", SigningSecret: secret, Scopes: scopes(),
		Commands: []string{"/moot"}, EscapedCommands: []string{"/propose"}, Shortcuts: []string{"commit_this"},
		Events: []string{
			"reaction_added", "reaction_removed", "member_joined_channel", "member_left_channel", "channel_left",
			"channel_archive", "channel_rename", "channel_deleted", "app_uninstalled", "tokens_revoked",
			"app_home_opened", "user_change", "app_mention",
		},
		ClientID: "1.2", ClientSecret: "hush", RedirectURLs: []string{"https://moot.example/slack/oauth"},
	}
}

func newWorld(t *testing.T, opts ...fakeslack.Option) *world {
	t.Helper()
	w := &world{t: t, rec: &recorder{TB: t}}
	w.Server = fakeslack.New(w.rec, opts...)
	w.team = w.Workspace("T1")
	w.ana, w.ben, w.cy = w.team.User("ana", fakeslack.InZone("Europe/Madrid")), w.team.User("ben"), w.team.User("cy")
	w.general, w.back = w.team.Channel("general"), w.team.Channel("back", fakeslack.Private())
	w.general.Join(w.ana, w.ben)
	w.back.Join(w.ana)
	w.app = w.App(config())
	w.in = w.app.Install(w.team)
	w.general.Join(w.in.Bot)
	w.bot = newBot(t)
	w.bot.now = w.Now
	w.app.SetURLs(w.bot.url+"/commands", w.bot.url+"/interactions", w.bot.url+"/events")
	w.api = slack.New(w.in.Token, slack.OptionAPIURL(w.URL()))
	t.Cleanup(func() {
		w.Settle()
		for _, f := range w.rec.failures() {
			t.Errorf("unexpected: %s", f)
		}
	})
	return w
}

// blames takes what the fake has failed the test for so far and wants it to
// mention the words, one each.
func (w *world) blames(words ...string) {
	w.t.Helper()
	w.Settle()
	w.rec.mu.Lock()
	said := w.rec.said
	w.rec.said = nil
	w.rec.mu.Unlock()
	if len(said) != len(words) {
		w.t.Fatalf("blamed for %q, want %q", said, words)
	}
	for i, word := range words {
		if !strings.Contains(said[i], word) {
			w.t.Errorf("blamed for %q, want %q", said[i], word)
		}
	}
}

// card posts a message with two buttons.
func (w *world) card(ch *fakeslack.Channel) fakeslack.Message {
	w.t.Helper()
	_, ts, err := w.api.PostMessage(ch.ID, slack.MsgOptionText("P1 Open", false), slack.MsgOptionBlocks(
		slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "*P1* Open &lt;b&gt; by <@"+w.ana.ID+">", false, false), nil, nil),
		slack.NewActionBlock("acts",
			slack.NewButtonBlockElement("consent", "P1", slack.NewTextBlockObject("plain_text", "Consent", false, false)),
			slack.NewButtonBlockElement("object", "P1", slack.NewTextBlockObject("plain_text", "Object", false, false))),
	))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range ch.Messages() {
		if m.TS == ts {
			return m
		}
	}
	w.t.Fatal("the card is not there")
	return fakeslack.Message{}
}

// want fails unless an API error has the code ("" for none).
func (w *world) want(err error, code string) {
	w.t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != code {
		w.t.Errorf("error %q, want %q", got, code)
	}
}

func decode(t *testing.T, resp *http.Response, v any) {
	t.Helper()
	if err := json.NewDecoder(resp.Body).Decode(v); err != nil {
		t.Fatal(err)
	}
}
