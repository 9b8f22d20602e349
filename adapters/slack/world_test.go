package slack

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

var (
	_ Desk   = (*bot.Bot)(nil)
	_ homely = (*bot.Bot)(nil)
)

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

// desk is a desk that notes what it is brought and answers as the test says. It dedupes by key as the real one does.
type desk struct {
	mu        sync.Mutex
	platforms map[string]bot.Platform
	gone      []governance.WorkspaceID
	slashes   []bot.Slash
	presses   []bot.Press
	forms     []bot.Submission
	shortcuts []bot.Shortcut
	reactions []bot.Reaction
	joined    []string
	left      []string
	channels  []bot.ChannelInfo
	users     []bot.UserInfo
	synced    chan governance.WorkspaceID

	seen     map[string]bool
	failing  int // how many events fail
	reply    bot.Reply
	onSubmit func(bot.Submission) bot.SubmitReply
}

// answers is what the desk says to whatever people do from now on, except to forms.
func (d *desk) answers(reply bot.Reply) { d.note(func() { d.reply = reply }) }

// submits is how it answers forms from now on.
func (d *desk) submits(how func(bot.Submission) bot.SubmitReply) { d.note(func() { d.onSubmit = how }) }

// fails lets so many events fail.
func (d *desk) fails(events int) { d.note(func() { d.failing = events }) }

// answer is what the desk says now.
func (d *desk) answer() bot.Reply {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.reply
}

func newDesk() *desk {
	return &desk{platforms: map[string]bot.Platform{}, seen: map[string]bool{}, synced: make(chan governance.WorkspaceID, 64)}
}

func (d *desk) Connect(_ context.Context, platform, team, _ string, p bot.Platform) (governance.WorkspaceID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.platforms[platform+"/"+team] = p
	return workspaceID(team), nil
}

func workspaceID(team string) governance.WorkspaceID {
	n := governance.WorkspaceID(0)
	for _, c := range team {
		n = n*31 + governance.WorkspaceID(c)
	}
	return n
}

func (d *desk) Disconnect(ws governance.WorkspaceID) { d.note(func() { d.gone = append(d.gone, ws) }) }

func (d *desk) note(do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	do()
}

func (d *desk) Slash(_ context.Context, in bot.Slash) bot.Reply {
	d.note(func() { d.slashes, d.seen[in.Key] = append(d.slashes, in), true })
	return d.answer()
}

func (d *desk) Press(_ context.Context, in bot.Press) bot.Reply {
	d.note(func() { d.presses, d.seen[in.Key] = append(d.presses, in), true })
	return d.answer()
}

func (d *desk) Submit(_ context.Context, in bot.Submission) bot.SubmitReply {
	var how func(bot.Submission) bot.SubmitReply
	d.note(func() { d.forms, d.seen[in.Key], how = append(d.forms, in), true, d.onSubmit })
	if how != nil {
		return how(in)
	}
	return bot.SubmitReply{}
}

func (d *desk) Shortcut(_ context.Context, in bot.Shortcut) bot.Reply {
	d.note(func() { d.shortcuts, d.seen[in.Key] = append(d.shortcuts, in), true })
	return d.answer()
}

// event notes an event unless it fails or was seen.
func (d *desk) event(key string, do func()) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failing > 0 {
		d.failing--
		return errors.New("the store is away")
	}
	if key != "" && d.seen[key] {
		return nil
	}
	d.seen[key] = true
	do()
	return nil
}

func (d *desk) React(_ context.Context, in bot.Reaction) error {
	return d.event(in.Key, func() { d.reactions = append(d.reactions, in) })
}

func (d *desk) PeopleJoined(_ context.Context, _ governance.WorkspaceID, key, channel string, users ...string) error {
	return d.event(key, func() { d.joined = append(d.joined, channel+" "+strings.Join(users, " ")) })
}

func (d *desk) PeopleLeft(_ context.Context, _ governance.WorkspaceID, key, channel string, users ...string) error {
	return d.event(key, func() { d.left = append(d.left, channel+" "+strings.Join(users, " ")) })
}

func (d *desk) ChannelChanged(_ context.Context, _ governance.WorkspaceID, key string, info bot.ChannelInfo) error {
	return d.event(key, func() { d.channels = append(d.channels, info) })
}

func (d *desk) UserChanged(_ context.Context, _ governance.WorkspaceID, key string, info bot.UserInfo) error {
	return d.event(key, func() { d.users = append(d.users, info) })
}

func (d *desk) Done(_ context.Context, key string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen[key], nil
}

func (d *desk) Sync(_ context.Context, ws governance.WorkspaceID) error {
	d.synced <- ws
	return nil
}

// tokens is a TokenStore in memory.
type tokens struct {
	mu  sync.Mutex
	all map[string]Installation
}

func newTokens() *tokens { return &tokens{all: map[string]Installation{}} }

func (s *tokens) Put(_ context.Context, in Installation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[in.Enterprise+"/"+in.Team] = in
	return nil
}

func (s *tokens) Get(_ context.Context, enterprise, team string) (Installation, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, ok := s.all[enterprise+"/"+team]
	return in, ok, nil
}

func (s *tokens) List(context.Context) ([]Installation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Installation
	for _, in := range s.all {
		out = append(out, in)
	}
	return out, nil
}

func (s *tokens) Delete(_ context.Context, enterprise, team string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, enterprise+"/"+team)
	return nil
}

// lot is a Parking in memory.
type lot struct {
	mu  sync.Mutex
	all []Parked
	// failing is how often it cannot be written to, unreadable how often it cannot be read, and stuck whether nothing is forgotten.
	failing, unreadable int
	stuck               bool
	// shut keeps whoever reads it waiting until it is closed; nil lets everybody read.
	shut chan struct{}
}

func newLot() *lot { return &lot{} }

// newShutLot is a lot that cannot be read yet, so that a test can put things there before the adapter looks what was left.
func newShutLot() *lot { return &lot{shut: make(chan struct{})} }

// fails lets it not be written to so often.
func (l *lot) fails(times int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failing = times
}

// loosen lets what is done be forgotten from now on.
func (l *lot) loosen() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stuck = false
}

func (l *lot) Park(_ context.Context, p Parked) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failing > 0 {
		l.failing--
		return false, errors.New("the store is away")
	}
	if slices.ContainsFunc(l.all, func(other Parked) bool { return other.Key == p.Key }) {
		return false, nil
	}
	l.all = append(l.all, p)
	return true, nil
}

func (l *lot) Parked(context.Context) ([]Parked, error) {
	if l.shut != nil {
		<-l.shut
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.unreadable > 0 {
		l.unreadable--
		return nil, errors.New("the store is away")
	}
	return slices.Clone(l.all), nil
}

func (l *lot) Unpark(_ context.Context, key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stuck {
		return errors.New("the store is away")
	}
	l.all = slices.DeleteFunc(l.all, func(p Parked) bool { return p.Key == key })
	return nil
}

// world is a Slack with a workspace of three people and a bot, and the adapter under test.
type world struct {
	*fakeslack.Server
	t            *testing.T
	desk         *desk
	adapter      *Adapter
	url          string
	team         *fakeslack.Workspace
	app          *fakeslack.App
	in           *fakeslack.Install
	ana, ben, cy *fakeslack.User
	general      *fakeslack.Channel
}

func triggers() []bot.Trigger {
	return []bot.Trigger{{Word: "/moot", Hint: "P12 consent", Description: "Everything"}, {Word: "/propose", Description: "Raise a proposal"}}
}

func testSealer(t testing.TB) *seal.Sealer {
	t.Helper()
	s, err := seal.New([]byte("a secret of the tests, long enough"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testCatalogue(t testing.TB) *text.Catalogue {
	t.Helper()
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newWorld starts a Slack and an adapter that is connected to it, over HTTP or over Socket Mode. Change may alter the configuration.
func newWorld(t *testing.T, socketMode bool, change func(*Config), opts ...fakeslack.Option) *world {
	t.Helper()
	w, cfg := newSlack(t, socketMode, opts...)
	if change != nil {
		change(&cfg)
	}
	w.start(cfg, socketMode)
	return w
}

const (
	// patient is how long the fake waits for an acknowledgement, however slow the machine is, and still blames whoever calls Slack before it.
	patient = 10 * time.Second
	// unhurried is when an act is acknowledged although it has not ended, where a test wants it to end.
	unhurried = time.Minute
	// never is when a test gives up waiting for something.
	never = 30 * time.Second
)

// newFake starts a Slack that waits patiently for acknowledgements.
func newFake(t *testing.T, opts ...fakeslack.Option) *fakeslack.Server {
	t.Helper()
	return fakeslack.New(t, append([]fakeslack.Option{fakeslack.AckWithin(patient)}, opts...)...)
}

// newSlack starts a Slack, and answers the configuration of an adapter for it.
func newSlack(t *testing.T, socketMode bool, opts ...fakeslack.Option) (*world, Config) {
	t.Helper()
	w := &world{t: t, Server: newFake(t, opts...), desk: newDesk()}
	manifest, err := Manifest(ManifestOptions{SocketMode: socketMode, Home: true, Triggers: triggers()})
	if err != nil {
		t.Fatal(err)
	}
	settings, err := fakeslack.FromManifest(manifest)
	if err != nil {
		t.Fatal(err)
	}
	settings.SigningSecret = secret
	settings.CommandURL, settings.InteractionURL, settings.EventURL = "", "", "" // until the adapter is there
	settings.ClientID, settings.ClientSecret = "1.2", "hush"
	w.team = w.Workspace("T1", fakeslack.Named("Kitchen"))
	w.ana, w.ben, w.cy = w.team.User("ana", fakeslack.InZone("Europe/Madrid")), w.team.User("ben"), w.team.User("cy")
	w.general = w.team.Channel("general")
	w.general.Join(w.ana, w.ben, w.cy)
	w.app = w.App(settings)
	w.in = w.app.Install(w.team)
	w.general.Join(w.in.Bot)
	cfg := Config{
		BotToken: w.in.Token, SigningSecret: secret, APIURL: w.URL(), Now: w.Now, Log: slog.New(slog.DiscardHandler),
		Sealer: testSealer(t), Desk: w.desk, Parking: newLot(), Catalogue: testCatalogue(t), ackIn: unhurried,
	}
	if socketMode {
		cfg.SigningSecret, cfg.AppToken = "", w.app.AppToken()
	}
	return w, cfg
}

// start starts the adapter and waits until it is connected.
func (w *world) start(cfg Config, socketMode bool) {
	w.t.Helper()
	w.launch(cfg)
	if cfg.BotToken != "" {
		w.synced()
	}
	if l, ok := cfg.Parking.(*lot); !ok || l.shut == nil {
		w.resumed()
	}
	if socketMode {
		w.app.WaitConnected(max(1, cfg.Sockets))
	}
}

// launch starts the adapter.
func (w *world) launch(cfg Config) {
	w.t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	w.url = server.URL
	if cfg.PublicURL == "here" {
		cfg.PublicURL = server.URL
	}
	a, err := New(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.adapter = a
	a.Routes(mux)
	w.app.SetURLs(w.url+"/slack/commands", w.url+"/slack/interactions", w.url+"/slack/events")
	ctx, cancel := context.WithCancel(context.Background())
	a.Start(ctx)
	w.t.Cleanup(func() {
		w.quiet()
		cancel()
		late, done := context.WithTimeout(context.Background(), never)
		defer done()
		if err := a.Stop(late); err != nil {
			w.t.Errorf("Stop: %v", err)
		}
		server.Close()
	})
}

// resumed waits until the adapter has taken up what was left to it.
func (w *world) resumed() {
	w.t.Helper()
	eventually(w.t, "what was left to be taken up", func() bool {
		w.adapter.lanes.mu.Lock()
		defer w.adapter.lanes.mu.Unlock()
		return w.adapter.lanes.own == nil
	})
}

// quiet waits until Slack has delivered what is under way and the adapter has said what it had to say.
func (w *world) quiet() {
	w.t.Helper()
	w.Settle()
	ctx, cancel := context.WithTimeout(context.Background(), never)
	defer cancel()
	if err := w.adapter.acts.wait(ctx); err != nil {
		w.t.Errorf("an act did not end: %v", err)
	}
	if err := w.adapter.porter.drain(ctx); err != nil {
		w.t.Errorf("what was to be said after acknowledgements was not said: %v", err)
	}
	w.Settle()
}

// synced waits until the desk was asked to read a workspace.
func (w *world) synced() {
	w.t.Helper()
	select {
	case <-w.desk.synced:
	case <-time.After(never):
		_, why := w.adapter.Ready()
		w.t.Fatalf("the workspace was not connected: %s", why)
	}
}

// platform is the workspace as the bot would speak to it.
func (w *world) platform() bot.Platform {
	w.t.Helper()
	w.desk.mu.Lock()
	defer w.desk.mu.Unlock()
	p := w.desk.platforms["slack/T1"]
	if p == nil {
		w.t.Fatal("T1 is not connected")
	}
	return p
}

// post has the bot post a message into #general.
func (w *world) post(m bot.Message) fakeslack.Message {
	w.t.Helper()
	ts, err := w.platform().Post(context.Background(), bot.Outgoing{Channel: w.general.ID, Key: "P12/v1/opened", Attempt: 1, Message: m})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, posted := range w.general.Messages() {
		if posted.TS == ts {
			return posted
		}
	}
	w.t.Fatal("the message is not there")
	return fakeslack.Message{}
}

// card is a proposal's card with its buttons.
func card() bot.Message {
	on := bot.Target{On: governance.Ref{Org: 1, Kind: "P", N: 12}, Part: 1}
	return bot.Message{
		Ref: "P12", Title: text.Quote("Meet on Tuesdays"), Status: "Open",
		Parts: []bot.Part{bot.Paragraph{Text: "Waiting for " + text.Mention(7)}},
		Actions: []bot.Action{
			{Verb: "consent", Target: on, Label: "Consent", Style: bot.Primary}, {Verb: "object", Target: on, Label: "Object", Style: bot.Danger},
			{Verb: "pick", Target: on, Label: "More", Options: []bot.Option{{Value: "a", Label: "First"}, {Value: "b", Label: "Second"}}},
		},
		Contacts: map[governance.PersonID]bot.Contact{7: {User: "UNOBODY1", Handle: "ben", Name: "Ben"}},
	}
}

func say(s string) bot.Reply {
	return bot.Reply{Message: &bot.Message{Parts: []bot.Part{bot.Paragraph{Text: text.Text(s)}}}}
}

func proposeForm() *bot.Form {
	return &bot.Form{Name: "propose", Channel: "C1", Title: "Raise a proposal", Submit: "Raise it", Fields: []bot.FormField{
		{Name: "title", Label: "Title", Kind: bot.Line, Max: 200}, {Name: "text", Label: "Text", Kind: bot.Area, Optional: true},
		{Name: "who", Label: "Facilitator", Kind: bot.PersonField, Optional: true},
		{Name: "when", Label: "When", Kind: bot.Choice, Options: []bot.Option{{Value: "d1", Label: "A day"}, {Value: "d3", Label: "Three"}}, Value: "d3"},
	}}
}

func compact(t *testing.T, data []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("no JSON: %v: %s", err, data)
	}
	out, _ := json.Marshal(v)
	return string(out)
}
