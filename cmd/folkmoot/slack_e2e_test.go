package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/scenario"
	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func TestScenariosOnSlackOverHTTP(t *testing.T) {
	t.Parallel()
	scenario.Run(t, func(t *testing.T) scenario.Driver { return newSlack(t, false) })
}

func TestScenariosOnSlackOverSocketMode(t *testing.T) {
	t.Parallel()
	scenario.Run(t, func(t *testing.T) scenario.Driver { return newSlack(t, true) })
}

// signingSecret is the app's, as its settings page would show it.
const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5"

// slackDriver is folkmoot serve, installed in a workspace of a Slack-like server by the manifest that it prints.
type slackDriver struct {
	t        *testing.T
	slack    *fakeslack.Server
	team     *fakeslack.Workspace
	app      *fakeslack.App
	in       *fakeslack.Install
	front    *front
	sockets  bool
	database string
	env      []string
	process  *process

	mu       sync.Mutex
	users    map[string]*fakeslack.User
	channels map[string]*fakeslack.Channel
	heard    map[string]map[string]bool // the whispers that each was given
	answered map[string]int             // how often each was answered
}

// newFakeSlack waits three seconds for an acknowledgement, as Slack does; for programs under the race detector, a dozen at once, longer.
func newFakeSlack(t *testing.T) *fakeslack.Server {
	opts := []fakeslack.Option{fakeslack.WithNow(time.Now)}
	if raced {
		opts = append(opts, fakeslack.AckWithin(30*time.Second))
	}
	return fakeslack.New(t, opts...)
}

// drive knows nobody yet.
func drive(t *testing.T) *slackDriver {
	return &slackDriver{t: t, users: map[string]*fakeslack.User{}, channels: map[string]*fakeslack.Channel{}, heard: map[string]map[string]bool{},
		answered: map[string]int{}}
}

func newSlack(t *testing.T, sockets bool) *slackDriver {
	d := drive(t)
	d.sockets, d.database = sockets, filepath.Join(t.TempDir(), "folkmoot.db")
	d.slack, d.front = newFakeSlack(t), newFront(t)
	args := []string{"manifest", "slack", "--url", d.front.server.URL}
	if sockets {
		args = []string{"manifest", "slack", "--socket-mode"}
	}
	code, manifest := run(t, nil, args...)
	if code != 0 {
		t.Fatalf("folkmoot manifest slack ended with %d:\n%s", code, manifest)
	}
	settings, err := fakeslack.FromManifest([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	settings.SigningSecret = signingSecret
	d.team = d.slack.Workspace("T1", fakeslack.Named("Commons"))
	d.app = d.slack.App(settings)
	d.in = d.app.Install(d.team)
	d.env = []string{"FOLKMOOT_DATABASE=" + d.database, "FOLKMOOT_LISTEN=127.0.0.1:0", "FOLKMOOT_PUBLIC_URL=" + d.front.server.URL,
		"FOLKMOOT_SLACK_API_URL=" + d.slack.URL(), "FOLKMOOT_SLACK_BOT_TOKEN=" + d.in.Token}
	if sockets {
		d.env = append(d.env, "FOLKMOOT_SLACK_APP_TOKEN="+d.app.AppToken())
	} else {
		d.env = append(d.env, "FOLKMOOT_SLACK_SIGNING_SECRET="+signingSecret)
	}
	d.Start()
	return d
}

func (d *slackDriver) Platform() string { return "slack" }

func (d *slackDriver) Pace() scenario.Pace {
	return scenario.Pace{Shortest: 5 * time.Second, Window: 10 * time.Second}
}

func (d *slackDriver) Start() {
	d.t.Helper()
	d.process = launch(d.t, d.env, "serve")
	target := "http://" + d.process.reads(listens)
	d.front.leadsTo(target)
	d.process.answers(target + "/readyz")
	if d.sockets {
		d.app.WaitConnected(2)
	}
}

func (d *slackDriver) Stop() {
	d.t.Helper()
	d.process.stop()
	d.gone()
}

func (d *slackDriver) Kill() {
	d.process.kill()
	d.gone()
}

func (d *slackDriver) gone() {
	d.front.leadsTo("")
	if d.sockets {
		d.app.WaitConnected(0)
	}
}

func (d *slackDriver) Verify() (int, string) {
	return run(d.t, nil, "verify", "--database", d.database)
}

func (d *slackDriver) user(who string) *fakeslack.User {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.users[who] == nil {
		d.users[who] = d.team.User(who, fakeslack.InZone("Europe/Madrid"))
	}
	return d.users[who]
}

func (d *slackDriver) Newcomers(people ...string) {
	for _, who := range people {
		d.user(who)
	}
}

func (d *slackDriver) Channel(name string, people ...string) {
	d.newChannel(name, people)
	d.at(name).Join(d.in.Bot)
}

func (d *slackDriver) PrivateChannel(name string, people ...string) {
	d.newChannel(name, people, fakeslack.Private())
	d.at(name).Join(d.in.Bot)
}

func (d *slackDriver) ChannelWithout(name string, people ...string) { d.newChannel(name, people) }

func (d *slackDriver) newChannel(name string, people []string, opts ...fakeslack.ChannelOption) {
	ch := d.team.Channel(name, opts...)
	for _, who := range people {
		ch.Join(d.user(who))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.channels[name] = ch
}

func (d *slackDriver) at(channel string) *fakeslack.Channel {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.channels[channel]
}

func (d *slackDriver) Called(channel string) string { return channel }

func (d *slackDriver) Handle(who string) string { return "@" + d.user(who).Name }

func (d *slackDriver) Chosen(who string) string { return d.user(who).ID }

func (d *slackDriver) Join(channel, who string) { d.at(channel).Join(d.user(who)) }

func (d *slackDriver) Leave(channel, who string) { d.user(who).Leave(d.at(channel)) }

func (d *slackDriver) Archive(channel string) { d.at(channel).Archive() }

func (d *slackDriver) Unarchive(channel string) { d.at(channel).Unarchive() }

func (d *slackDriver) Deactivate(who string) { d.user(who).Deactivate() }

func (d *slackDriver) Slash(who, channel, line string) scenario.Reply {
	ch := d.at(channel)
	if channel == "" {
		ch = d.app.DM(d.user(who))
	}
	command, rest, _ := strings.Cut(line, " ")
	return d.reply(who, func() error {
		if r := d.user(who).Slash(ch, command, rest); r.Error != "" {
			return errors.New(r.Error)
		}
		return nil
	})
}

func (d *slackDriver) Click(who string, m scenario.Message, label string) scenario.Reply {
	return d.reply(who, func() error {
		d.user(who).Press(m.Raw.(fakeslack.Message), label)
		return nil
	})
}

// answerIn is how long an answer for one person's eyes may take: generous, because many programs run at once, and under the race detector.
// Of two acts at once, one may be given both answers; then the other waits only a little.
const answerIn, twinIn = time.Minute, 10 * time.Second

// reply carries an act out and waits for what it brings: a modal, or something that only this person sees.
func (d *slackDriver) reply(who string, act func() error) scenario.Reply {
	u, process := d.user(who), d.process
	was := u.View().ID
	d.whispers(who)
	before, twin := d.answersTo(who), false
	if err := act(); err != nil {
		return scenario.Reply{Refused: err}
	}
	late := time.NewTimer(answerIn)
	defer late.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if v := u.View(); !v.Zero() && v.ID != was && v.Title != "One moment" { // an empty one is being filled
			return scenario.Reply{Form: formOf(v)}
		}
		if said := d.whispers(who); len(said) > 0 {
			return scenario.Reply{Text: strings.Join(said, "\n")}
		}
		if !twin && d.answersTo(who) != before {
			twin = true
			late.Reset(twinIn)
		}
		select {
		case <-again.C:
		case <-process.done:
			return scenario.Reply{Refused: errAway}
		case <-late.C:
			return scenario.Reply{Refused: errors.New("nothing was answered in time")}
		}
	}
}

// whispers are what only this person sees where they act, since they last looked. In their direct channel everything is.
func (d *slackDriver) whispers(who string) []string {
	all := append(d.user(who).Ephemerals(nil), d.user(who).Direct()...)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.heard[who] == nil {
		d.heard[who] = map[string]bool{}
	}
	var out []string
	for _, m := range all {
		if key := m.Channel + m.TS; !d.heard[who][key] {
			d.heard[who][key] = true
			if m.Ephemeral || len(m.Metadata) == 0 { // a letter carries its key
				out = append(out, slackWords(m))
			}
		}
	}
	if len(out) > 0 {
		d.answered[who]++
	}
	return out
}

// answersTo is how often somebody was answered so far.
func (d *slackDriver) answersTo(who string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.answered[who]
}

// input is an input block of a modal.
type input struct {
	Type    string
	BlockID string `json:"block_id"`
	Label   struct{ Text string }
	Element struct {
		Initial  string `json:"initial_value"`
		Person   string `json:"initial_user"`
		ActionID string `json:"action_id"`
		Type     string
	}
}

func inputsOf(v fakeslack.View) []input {
	var all, out []input
	if json.Unmarshal(v.Blocks, &all) != nil {
		return nil
	}
	for _, b := range all {
		if b.Type == "input" {
			out = append(out, b)
		}
	}
	return out
}

func formOf(v fakeslack.View) *scenario.Form {
	f := &scenario.Form{Title: v.Title, Values: map[string]string{}, Raw: v}
	for _, in := range inputsOf(v) {
		f.Labels = append(f.Labels, in.Label.Text)
		f.Values[in.Label.Text] = in.Element.Initial + in.Element.Person // an element has one or the other
	}
	return f
}

func (d *slackDriver) Submit(who string, f scenario.Form, values map[string]string) scenario.Reply {
	v := f.Raw.(fakeslack.View)
	filled := fakeslack.Values{}
	for label, value := range values {
		filled[label] = value
	}
	var r fakeslack.Submission
	d.fill(who, v, filled)
	out := d.reply(who, func() error {
		r = d.user(who).Submit(v, nil)
		switch {
		case r.Error != "":
			return errors.New(r.Error)
		case len(r.Missing) > 0:
			return fmt.Errorf("Slack misses %q", r.Missing)
		case len(r.Errors) > 0:
			return errors.New("errors")
		}
		return nil
	})
	if len(r.Errors) > 0 {
		return scenario.Reply{Errors: labelled(v, r.Errors)}
	}
	return out
}

// fill fills a form in at the speed of people, who take longer from a choice to the button below than a program takes to see what was chosen.
func (d *slackDriver) fill(who string, v fakeslack.View, filled fakeslack.Values) {
	before := len(d.slack.Calls("users.info"))
	d.user(who).Fill(v, filled)
	for _, in := range inputsOf(v) {
		if in.Element.Type == "users_select" && filled[in.Label.Text] != nil && filled[in.Label.Text] != "" {
			d.process.until("the bot to see who was chosen", func() bool { return len(d.slack.Calls("users.info")) > before })
		}
	}
	d.slack.Settle()
}

// labelled names errors by the label of their field.
func labelled(v fakeslack.View, errs map[string]string) map[string]string {
	out := map[string]string{}
	for _, in := range inputsOf(v) {
		if why, ok := errs[in.BlockID]; ok {
			out[in.Label.Text] = why
		}
	}
	return out
}

func (d *slackDriver) React(who string, m scenario.Message, emoji string) error {
	d.user(who).React(m.Raw.(fakeslack.Message), emoji)
	return nil
}

func (d *slackDriver) Unreact(who string, m scenario.Message, emoji string) error {
	d.user(who).Unreact(m.Raw.(fakeslack.Message), emoji)
	return nil
}
