package mattermost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance"
)

// desk stands where the bot is: it writes down what reaches it and answers what it is told to.
type desk struct {
	mu      sync.Mutex
	calls   []string
	last    any
	reply   bot.Reply
	submit  bot.SubmitReply
	err     func(call string) error
	panics  bool
	arrived chan string
}

func newDesk() *desk { return &desk{arrived: make(chan string, 1000)} }

func (d *desk) note(in any, format string, args ...any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	call := fmt.Sprintf(format, args...)
	d.calls, d.last = append(d.calls, call), in
	d.arrived <- call
	if d.panics {
		panic("the desk fell over")
	}
	if d.err != nil {
		return d.err(call)
	}
	return nil
}

func (d *desk) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.calls)
}

func (d *desk) Connect(_ context.Context, platform, team, name string, _ bot.Platform) (governance.WorkspaceID, error) {
	return 1, d.note(nil, "connect %s %s %s", platform, team, name)
}

func (d *desk) Slash(_ context.Context, in bot.Slash) bot.Reply {
	d.note(in, "slash %s %s by %s in %s", in.Command, in.Text, in.User, in.Channel)
	return d.reply
}

func (d *desk) Press(_ context.Context, in bot.Press) bot.Reply {
	d.note(in, "press %s %v/%d %q by %s", in.Verb, in.Target.On, in.Target.Part, in.Choice, in.User)
	return d.reply
}

func (d *desk) Submit(_ context.Context, in bot.Submission) bot.SubmitReply {
	d.note(in, "submit %s %v %v by %s in %s", in.Form, in.Target.On, in.Values, in.User, in.Channel)
	return d.submit
}

func (d *desk) React(_ context.Context, in bot.Reaction) error {
	return d.note(in, "react %s %v on %s by %s in %s", in.Emoji, in.On, in.Post, in.User, in.Channel)
}

func (d *desk) PeopleJoined(_ context.Context, _ governance.WorkspaceID, _, channel string, users ...string) error {
	return d.note(nil, "joined %s %v", channel, users)
}

func (d *desk) PeopleLeft(_ context.Context, _ governance.WorkspaceID, _, channel string, users ...string) error {
	return d.note(nil, "left %s %v", channel, users)
}

func (d *desk) ChannelChanged(_ context.Context, _ governance.WorkspaceID, _ string, info bot.ChannelInfo) error {
	return d.note(info, "channel %s %q archived=%v absent=%v", info.ID, info.Name, info.Archived, info.Absent)
}

func (d *desk) UserChanged(_ context.Context, _ governance.WorkspaceID, _ string, info bot.UserInfo) error {
	return d.note(info, "user %s %s gone=%v", info.Handle, info.Zone, info.Gone)
}

func (d *desk) PostGone(_ context.Context, _ governance.WorkspaceID, channel, post string) error {
	return d.note(nil, "gone %s %s", channel, post)
}

func (d *desk) Sync(_ context.Context, ws governance.WorkspaceID) error {
	return d.note(nil, "sync %d", ws)
}

const commandToken = "commandtokencommandtokenab"

// api is a Mattermost that says what each test needs and remembers what it was asked.
type api struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
	// answers are by "METHOD /path below api/v4".
	answers map[string]func(body string) (int, string)
}

func newAPI(t testing.TB) *api {
	m := &api{answers: map[string]func(string) (int, string){}}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		key := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/v4")
		m.mu.Lock()
		m.asked = append(m.asked, key+" "+string(body))
		say := m.answers[key]
		m.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if say == nil {
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, `{"id":"test.missing","message":"no `+key+`"}`)
			return
		}
		status, out := say(string(body))
		w.WriteHeader(status)
		io.WriteString(w, out)
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *api) on(key string, status int, out string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers[key] = func(string) (int, string) { return status, out }
}

// sent answers the body of the newest request of a kind, "" when there was none.
func (m *api) sent(key string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := len(m.asked) - 1; i >= 0; i-- {
		if body, ok := strings.CutPrefix(m.asked[i], key+" "); ok {
			return body
		}
	}
	return ""
}

// memory answers REST calls without a network, which simulated time cannot wait for.
type memory struct {
	mu      sync.Mutex
	answers map[string]string
	down    bool
}

func (m *memory) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return nil, errors.New("nobody is there")
	}
	status, out := http.StatusOK, m.answers[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/api/v4")]
	if out == "" {
		status, out = http.StatusForbidden, `{"id":"api.context.permissions.app_error"}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(out)), Request: r}, nil
}

func (m *memory) set(key, answer string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers[key] = answer
}

func (m *memory) cut(down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = down
}

func newMemory() *memory {
	return &memory{answers: map[string]string{
		"GET /users/me":                    `{"id":"botuser","username":"folkmoot","roles":"system_user"}`,
		"GET /config/client":               `{"SiteURL":"https://chat.example.org/"}`,
		"POST /roles/names":                `[{"name":"system_user","permissions":["create_direct_channel"]}]`,
		"GET /users/botuser/teams":         `[{"id":"team1","name":"kitchen","display_name":"Kitchen"}]`,
		"GET /channels/c1":                 `{"id":"c1","team_id":"team1","type":"P","display_name":"Stove"}`,
		"GET /channels/c1/members/botuser": `{"user_id":"botuser"}`,
		"GET /channels/dm":                 `{"id":"dm","type":"D"}`,
	}}
}
