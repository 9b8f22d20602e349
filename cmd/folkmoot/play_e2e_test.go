package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/scenario"
)

func TestScenariosInThePlayground(t *testing.T) {
	t.Parallel()
	scenario.Run(t, func(t *testing.T) scenario.Driver { return newPlay(t) })
}

// play is folkmoot play, and its page's requests without the page.
type play struct {
	t        *testing.T
	database string
	process  *process
	home     string // empty while the program is stopped

	mu    sync.Mutex
	ids   map[string]string // people by what the scenario calls them
	heard map[string]int    // the last whisper that each was given
	drawn map[string]int    // how often a post was seen to change, by its id
	faces map[string]string
	quiet context.CancelFunc
}

func newPlay(t *testing.T) *play {
	p := &play{t: t, database: filepath.Join(t.TempDir(), "play.db"), ids: map[string]string{}, heard: map[string]int{},
		drawn: map[string]int{}, faces: map[string]string{}}
	p.Start()
	return p
}

func (p *play) Platform() string { return "playground" }

func (p *play) Pace() scenario.Pace {
	return scenario.Pace{Shortest: 5 * time.Second, Window: 10 * time.Second}
}

// Start starts the program and watches what it draws.
func (p *play) Start() {
	p.t.Helper()
	p.process = launch(p.t, nil, "play", "--address", "127.0.0.1:0", "--file", p.database)
	home := p.process.reads(playground)
	p.process.answers(home + "/api/state?as=ana")
	ctx, cancel := context.WithCancel(context.Background())
	p.mu.Lock()
	p.home, p.quiet = home, cancel
	p.mu.Unlock()
	go p.watch(ctx, home)
	p.t.Cleanup(cancel)
}

func (p *play) Stop() { p.end((*process).stop) }

func (p *play) Kill() { p.end((*process).kill) }

func (p *play) end(how func(*process)) {
	p.t.Helper()
	p.mu.Lock()
	p.home = "" // so that nobody wonders why it does not answer
	p.quiet()
	p.mu.Unlock()
	how(p.process)
}

// at is where the program is; empty while it is stopped.
func (p *play) at() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.home
}

func (p *play) Verify() (int, string) { return run(p.t, nil, "verify", "--database", p.database) }

// watch counts how often posts change, as a page would see them.
func (p *play) watch(ctx context.Context, home string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, home+"/api/events?as=ana", nil)
	if err != nil {
		return
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var news playNews
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok || json.Unmarshal([]byte(data), &news) != nil {
			continue
		}
		p.mu.Lock()
		for _, post := range news.Posts {
			if was, known := p.faces[post.ID]; known && was != post.HTML {
				p.drawn[post.ID]++
			}
			p.faces[post.ID] = post.HTML
		}
		p.mu.Unlock()
	}
}

type playNews struct {
	Posts  []playPost
	People []struct{ ID string }
}

type playPost struct {
	ID, Channel, Thread, By, HTML, Ref, Status string
	N                                          int
	Gone, Only                                 bool
}

// errAway answers who asks while the program is stopped.
var errAway = errors.New("folkmoot does not run")

// post sends what the page would send, and answers what it would get; an error is the page's red line.
func (p *play) post(path string, in any, out any) error {
	home := p.at()
	if home == "" {
		return errAway
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, home+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Folkmoot", "test")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", resp.Status, data)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}

// must is post for what no scenario wants refused.
func (p *play) must(path string, in, out any) {
	p.t.Helper()
	if err := p.post(path, in, out); err != nil {
		p.t.Errorf("%s %v: %v", path, in, err)
	}
}

// state is everything that somebody sees. While the program is stopped it is nothing.
func (p *play) state(who string) playNews {
	var news playNews
	home := p.at()
	if home == "" {
		return news
	}
	resp, err := http.Get(home + "/api/state?as=" + url.QueryEscape(who))
	if err == nil {
		defer resp.Body.Close()
		err = json.NewDecoder(resp.Body).Decode(&news)
	}
	if err != nil && p.at() == home {
		p.t.Errorf("the state: %v", err)
	}
	return news
}

// id is somebody's id, who is made when they are new.
func (p *play) id(who string) string {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if id, ok := p.ids[who]; ok {
		return id
	}
	p.mu.Unlock()
	known := slices.ContainsFunc(p.state("ana").People, func(x struct{ ID string }) bool { return x.ID == who })
	made := struct{ User string }{who}
	if !known {
		p.must("/api/person", map[string]string{"name": strings.ToUpper(who[:1]) + who[1:], "zone": "Europe/Madrid"}, &made)
	}
	p.mu.Lock()
	p.ids[who] = made.User
	return made.User
}

func (p *play) Newcomers(people ...string) {
	for _, who := range people {
		p.id(who)
	}
}

func (p *play) Channel(name string, people ...string) { p.channel(name, false, people) }

func (p *play) PrivateChannel(name string, people ...string) { p.channel(name, true, people) }

func (p *play) ChannelWithout(name string, people ...string) {
	p.channel(name, false, people)
	p.must("/api/member", map[string]any{"channel": name, "user": "folkmoot", "in": false}, nil)
}

func (p *play) channel(name string, private bool, people []string) {
	p.t.Helper()
	p.must("/api/channel", map[string]any{"as": p.id(people[0]), "name": name, "private": private}, nil)
	for _, who := range people[1:] {
		p.Join(name, who)
	}
}

func (p *play) Called(channel string) string { return channel }

func (p *play) Handle(who string) string { return "@" + p.id(who) }

func (p *play) Join(channel, who string) {
	p.must("/api/member", map[string]any{"channel": channel, "user": p.id(who), "in": true}, nil)
}

func (p *play) Leave(channel, who string) {
	p.must("/api/member", map[string]any{"channel": channel, "user": p.id(who), "in": false}, nil)
}

func (p *play) Archive(channel string) {
	p.must("/api/channel", map[string]any{"as": "ana", "channel": channel, "archived": true}, nil)
}

func (p *play) Unarchive(channel string) {
	p.must("/api/channel", map[string]any{"as": "ana", "channel": channel, "archived": false}, nil)
}

func (p *play) Deactivate(who string) {
	p.must("/api/person", map[string]any{"user": p.id(who), "gone": true}, nil)
}

type playForm struct {
	State, Title string
	Fields       []struct{ Name, Label, Value string }
}

type playOutcome struct {
	Form   *playForm
	Errors map[string]string
}

// reply is what somebody gets to see after an act: a form, or the whispers since their last act.
func (p *play) reply(who string, out playOutcome, err error) scenario.Reply {
	if err != nil {
		return scenario.Reply{Refused: err}
	}
	if out.Form != nil {
		return scenario.Reply{Form: p.form(out.Form)}
	}
	id := p.id(who)
	var said []string
	posts := p.state(id).Posts
	p.mu.Lock()
	defer p.mu.Unlock()
	last := p.heard[id]
	for _, post := range posts {
		if post.Only && post.N > last {
			said = append(said, words(post.HTML))
			p.heard[id] = max(p.heard[id], post.N)
		}
	}
	return scenario.Reply{Text: strings.Join(said, "\n")}
}

func (p *play) form(f *playForm) *scenario.Form {
	out := &scenario.Form{Title: f.Title, Values: map[string]string{}, Raw: f}
	for _, field := range f.Fields {
		out.Labels = append(out.Labels, field.Label)
		out.Values[field.Label] = field.Value
	}
	return out
}

func (p *play) Slash(who, channel, line string) scenario.Reply {
	if channel == "" {
		channel = "dm-" + p.id(who)
	}
	var out playOutcome
	err := p.post("/api/say", map[string]string{"as": p.id(who), "channel": channel, "text": line}, &out)
	return p.reply(who, out, err)
}

func (p *play) Click(who string, m scenario.Message, label string) scenario.Reply {
	act, ok := buttonsOf(m.Raw.(playPost).HTML)[label]
	if !ok {
		return scenario.Reply{Refused: fmt.Errorf("there is no button %q on %s", label, m.ID)}
	}
	return p.press(who, m, act)
}

func (p *play) press(who string, m scenario.Message, act string) scenario.Reply {
	var out playOutcome
	err := p.post("/api/press", map[string]string{"as": p.id(who), "post": m.Raw.(playPost).ID, "act": act}, &out)
	return p.reply(who, out, err)
}

func (p *play) Submit(who string, f scenario.Form, values map[string]string) scenario.Reply {
	form := f.Raw.(*playForm)
	named, labels := map[string]string{}, map[string]string{"": ""}
	for _, field := range form.Fields {
		named[field.Name], labels[field.Name] = field.Value, field.Label
		if v, ok := values[field.Label]; ok {
			named[field.Name] = v
		}
	}
	var out playOutcome
	err := p.post("/api/submit", map[string]any{"as": p.id(who), "state": form.State, "values": named}, &out)
	if len(out.Errors) > 0 {
		r := scenario.Reply{Errors: map[string]string{}}
		for name, why := range out.Errors {
			r.Errors[labels[name]] = why
		}
		return r
	}
	return p.reply(who, out, err)
}

func (p *play) React(who string, m scenario.Message, emoji string) error {
	return p.reacts(who, m, emoji, true)
}

func (p *play) Unreact(who string, m scenario.Message, emoji string) error {
	return p.reacts(who, m, emoji, false)
}

func (p *play) reacts(who string, m scenario.Message, emoji string, on bool) error {
	if emoji == "raised_hand" {
		emoji = "hand"
	}
	id, post := p.id(who), m.Raw.(playPost).ID
	err := p.post("/api/react", map[string]any{"as": id, "post": post, "emoji": emoji, "on": on}, nil)
	if !errors.Is(err, errAway) {
		return err
	}
	return p.reactsInFile(id, post, emoji, on)
}

// reactsInFile changes the chat where the playground keeps it, for here the chat stops with the bot.
func (p *play) reactsInFile(who, post, emoji string, on bool) error {
	path := p.database + ".chat.json"
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var chat map[string]any
	if err := json.Unmarshal(data, &chat); err != nil {
		return err
	}
	for _, v := range chat["posts"].([]any) {
		at := v.(map[string]any)
		if at["id"] != post {
			continue
		}
		list, _ := at["reactions"].([]any)
		list = slices.DeleteFunc(list, func(v any) bool {
			r := v.(map[string]any)
			return r["user"] == who && r["emoji"] == emoji
		})
		if on {
			list = append(list, map[string]any{"user": who, "emoji": emoji})
		}
		at["reactions"] = list
	}
	if data, err = json.Marshal(chat); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
