package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// stubDesk stands where the bot would: it notes what it hears and answers what the test told it to.
type stubDesk struct {
	mu       sync.Mutex
	platform bot.Platform
	heard    []any
	// answer is what Slash, Press and Shortcut answer; nil answers nothing.
	answer func(act any) bot.Reply
	submit func(bot.Submission) bot.SubmitReply
	// deaf is how many more events it will not take.
	deaf int
	// calendars are what is read by each token.
	calendars map[string]bot.Calendar
}

type joined struct {
	Channel string
	Users   []string
	In      bool
}

type gone struct{ Channel, Post string }

func (d *stubDesk) hear(act any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.heard = append(d.heard, act)
}

func (d *stubDesk) all() []any {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]any{}, d.heard...)
}

func (d *stubDesk) event(act any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.deaf > 0 {
		d.deaf--
		return errors.New("busy")
	}
	d.heard = append(d.heard, act)
	return nil
}

func (d *stubDesk) reply(act any) bot.Reply {
	d.hear(act)
	if d.answer == nil {
		return bot.Reply{}
	}
	return d.answer(act)
}

func (d *stubDesk) Connect(_ context.Context, _, _, _ string, p bot.Platform) (governance.WorkspaceID, error) {
	d.platform = p
	return 7, nil
}
func (d *stubDesk) Sync(context.Context, governance.WorkspaceID) error    { return nil }
func (d *stubDesk) Slash(_ context.Context, in bot.Slash) bot.Reply       { return d.reply(in) }
func (d *stubDesk) Press(_ context.Context, in bot.Press) bot.Reply       { return d.reply(in) }
func (d *stubDesk) Shortcut(_ context.Context, in bot.Shortcut) bot.Reply { return d.reply(in) }
func (d *stubDesk) React(_ context.Context, in bot.Reaction) error        { return d.event(in) }
func (d *stubDesk) Submit(_ context.Context, in bot.Submission) bot.SubmitReply {
	d.hear(in)
	if d.submit == nil {
		return bot.SubmitReply{}
	}
	return d.submit(in)
}
func (d *stubDesk) PeopleJoined(_ context.Context, _ governance.WorkspaceID, _, channel string, users ...string) error {
	return d.event(joined{channel, users, true})
}
func (d *stubDesk) PeopleLeft(_ context.Context, _ governance.WorkspaceID, _, channel string, users ...string) error {
	return d.event(joined{channel, users, false})
}
func (d *stubDesk) ChannelChanged(_ context.Context, _ governance.WorkspaceID, _ string, info bot.ChannelInfo) error {
	return d.event(info)
}
func (d *stubDesk) UserChanged(_ context.Context, _ governance.WorkspaceID, _ string, info bot.UserInfo) error {
	return d.event(info)
}
func (d *stubDesk) PostGone(_ context.Context, _ governance.WorkspaceID, channel, post string) error {
	return d.event(gone{channel, post})
}

// Whole answers that there is no such page.
func (d *stubDesk) Whole(context.Context, string) (bot.Whole, error) {
	return bot.Whole{}, bot.ErrNoWhole
}

func (d *stubDesk) Calendar(_ context.Context, token string) (bot.Calendar, error) {
	c, ok := d.calendars[token]
	if !ok {
		return bot.Calendar{}, bot.ErrNoCalendar
	}
	return c, nil
}
func (d *stubDesk) Complete(line string) []bot.Completion {
	if strings.HasPrefix("/propose", line) {
		return []bot.Completion{{Insert: "/propose ", Show: "/propose TITLE", Help: "Raise a proposal"}}
	}
	return nil
}

// stubClock stands until it is moved. Something is due at due, unless that is zero.
type stubClock struct {
	mu  sync.Mutex
	now time.Time
	due time.Time
}

func (c *stubClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}
func (c *stubClock) Advance(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return nil
}
func (c *stubClock) ToNext(context.Context) (time.Time, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.due.IsZero() {
		return c.now, false, nil
	}
	c.now, c.due = c.due, time.Time{}
	return c.now, true, nil
}

var friday = time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)

// play is a playground under test.
type play struct {
	*Playground
	t     *testing.T
	desk  *stubDesk
	clock *stubClock
	web   http.Handler
}

func newPlay(t *testing.T, change ...func(*Config)) *play {
	t.Helper()
	sealer, err := seal.New([]byte("a secret of the test's own"))
	if err != nil {
		t.Fatal(err)
	}
	desk, clock := &stubDesk{}, &stubClock{now: friday}
	cfg := Config{Desk: desk, Clock: clock, Sealer: sealer, Loopback: true, Home: "http://127.0.0.1:8090", Heartbeat: time.Hour}
	for _, f := range change {
		f(&cfg)
	}
	p, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &play{p, t, desk, clock, p.Handler()}
}

// do sends an act as the page would, and answers the status and the body.
func (p *play) do(path string, body any) (int, string) {
	p.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8090"+path, bytes.NewReader(data))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(headerName, "playground")
	r.Header.Set("Origin", "http://127.0.0.1:8090")
	w := httptest.NewRecorder()
	p.web.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// must sends an act that has to be taken.
func (p *play) must(path string, body any) string {
	p.t.Helper()
	status, answer := p.do(path, body)
	if status != http.StatusOK {
		p.t.Fatalf("%s %+v: %d %s", path, body, status, answer)
	}
	return answer
}

func (p *play) news(as string) News {
	p.t.Helper()
	n, _, err := p.chat.News(as, "")
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// posts answers what somebody sees in a channel.
func (p *play) posts(as, channel string) []PostView {
	p.t.Helper()
	var out []PostView
	for _, post := range p.news(as).Posts {
		if post.Channel == channel {
			out = append(out, post)
		}
	}
	return out
}

// post lets the bot post a message.
func (p *play) post(channel, key string, m bot.Message) string {
	p.t.Helper()
	id, err := p.platform.Post(p.t.Context(), bot.Outgoing{Channel: channel, Key: key, Message: m})
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

func card(status string) bot.Message {
	return bot.Message{Ref: "P1", Title: text.Quote("Meet on Tuesdays"), Status: status, Actions: []bot.Action{
		{Verb: "consent", Label: "Consent", Style: bot.Primary, Target: bot.Target{On: governance.Ref{Org: 1, Kind: "P", N: 1}, Part: 1}},
		{Verb: "object", Label: "Object", Style: bot.Danger, Target: bot.Target{On: governance.Ref{Org: 1, Kind: "P", N: 1}, Part: 1}},
	}}
}

func say(words string) bot.Message {
	return bot.Message{Parts: []bot.Part{bot.Paragraph{Text: text.Text(words)}}}
}
