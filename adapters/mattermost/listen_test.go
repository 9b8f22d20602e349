package mattermost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// line is a connection in memory.
type line struct {
	events chan *model.WebSocketEvent
	end    sync.Once
	gone   chan struct{}
	number int64
}

func newLine() *line {
	return &line{events: make(chan *model.WebSocketEvent, 100), gone: make(chan struct{})}
}

func (l *line) Next() (*model.WebSocketEvent, error) {
	select {
	case e := <-l.events:
		return e, nil
	case <-l.gone:
		return nil, errors.New("the line is dead")
	}
}

func (l *line) Close() error { l.end.Do(func() { close(l.gone) }); return nil }

// say tells an event, numbered as the server does.
func (l *line) say(kind model.WebsocketEventType, channel string, data map[string]any) {
	l.number++
	e := model.NewWebSocketEvent(kind, "", channel, "", nil, "").SetSequence(l.number)
	for k, v := range data {
		e.Add(k, v)
	}
	// Through JSON, as it really comes: the library makes some values into its own types on the way.
	sent, err := e.ToJSON()
	if err == nil {
		e, err = model.WebSocketEventFromJSON(bytes.NewReader(sent))
	}
	if err != nil {
		panic(err)
	}
	l.events <- e
}

func (l *line) reaction(user, emoji string, on bool) {
	kind := model.WebsocketEventReactionAdded
	if !on {
		kind = model.WebsocketEventReactionRemoved
	}
	l.say(kind, "c1", map[string]any{"reaction": `{"user_id":"` + user + `","post_id":"card","emoji_name":"` + emoji + `"}`})
}

// bench is an adapter whose connections the test hands out.
type bench struct {
	*Adapter
	desk    *desk
	rest    *memory
	lines   chan *line
	dialled chan time.Duration
	began   time.Time
}

func newBench(t *testing.T) *bench {
	b := &bench{desk: newDesk(), rest: newMemory(), lines: make(chan *line, 10), dialled: make(chan time.Duration, 1000), began: time.Now()}
	b.Adapter = testAdapter(t, b.desk, "http://mattermost.invalid")
	clear(b.spaces)
	b.me = ""
	b.api.HTTPClient.Transport = b.rest
	b.Adapter.dice = func() float64 { return 0 }
	b.dial = func(context.Context) (wire, error) {
		b.dialled <- time.Since(b.began)
		select {
		case l := <-b.lines:
			return l, nil
		default:
			return nil, errors.New("refused")
		}
	}
	return b
}

// hears runs the test in simulated time with the adapter begun, and stops it in the end.
func simulated(t *testing.T, test func(*testing.T, *bench)) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		test(t, b)
		b.Stop()
		if ready, why := b.Ready(); ready || why != "stopped" {
			t.Errorf("after Stop: %v %q", ready, why)
		}
	})
}

func (b *bench) heard() []string {
	b.desk.mu.Lock()
	defer b.desk.mu.Unlock()
	return slices.Clone(b.desk.calls)
}

func TestListenBacksOffAndReadsAgainAfterEveryConnection(t *testing.T) {
	simulated(t, func(t *testing.T, b *bench) {
		b.Start(t.Context())
		time.Sleep(20 * time.Second)
		synctest.Wait()
		want := []time.Duration{0, 1 * time.Second, 3 * time.Second, 7 * time.Second, 15 * time.Second}
		var got []time.Duration
		for len(b.dialled) > 0 {
			got = append(got, <-b.dialled)
		}
		if !slices.Equal(got, want) {
			t.Errorf("it dialled at %v, want %v", got, want)
		}
		if ready, why := b.Ready(); ready || !strings.Contains(why, "refused") {
			t.Errorf("while it cannot connect: %v %q", ready, why)
		}
		first := newLine()
		b.lines <- first
		time.Sleep(12 * time.Second) // The next attempt is at 31 s.
		synctest.Wait()
		if ready, why := b.Ready(); !ready {
			t.Errorf("connected and not ready: %s", why)
		}
		first.reaction("u1", "+1", true)
		first.reaction("botuser", "+1", true)
		first.reaction("u1", "+1", false)
		synctest.Wait()
		second := newLine()
		b.lines <- second
		first.Close()
		synctest.Wait()
		if ready, _ := b.Ready(); ready {
			t.Error("it is ready while the connection is down")
		}
		time.Sleep(1100 * time.Millisecond) // A connection that had settled is renewed after a second.
		synctest.Wait()
		if ready, why := b.Ready(); !ready {
			t.Errorf("connected again and not ready: %s", why)
		}
		if got, want := b.heard(), []string{"connect mattermost team1 Kitchen", "sync 1", "react +1 true on card by u1 in c1",
			"react +1 false on card by u1 in c1", "sync 1"}; !slices.Equal(got, want) {
			t.Errorf("the bot heard %q, want %q", got, want)
		}
	})
}

func TestListenReadsAgainWhenSomethingWasLost(t *testing.T) {
	simulated(t, func(t *testing.T, b *bench) {
		l := newLine()
		b.lines <- l
		b.Start(t.Context())
		synctest.Wait()
		l.say(model.WebsocketEventTyping, "c1", nil)
		l.reaction("u1", "+1", true)
		l.number += 3
		l.say(model.WebsocketEventTyping, "c1", nil) // What nobody heeds tells of the loss as well.
		l.number++
		l.reaction("u2", "+1", true)
		synctest.Wait()
		if got := b.heard(); len(got) != 4 || got[3] != "react +1 true on card by u2 in c1" {
			t.Errorf("the bot heard %q", got)
		}
		time.Sleep(soon + time.Second)
		synctest.Wait()
		if got := b.heard(); len(got) != 5 || got[4] != "sync 1" {
			t.Errorf("after a gap the bot heard %q, want one reading more", got)
		}
	})
}

func TestListenReadsAgainWhatTheBotCouldNotTake(t *testing.T) {
	simulated(t, func(t *testing.T, b *bench) {
		var broken atomic.Bool
		broken.Store(true)
		b.desk.err = func(call string) error {
			if broken.Load() && (strings.HasPrefix(call, "react") || strings.HasPrefix(call, "sync")) {
				return errors.New("the disk is full")
			}
			return nil
		}
		l := newLine()
		b.lines <- l
		b.Start(t.Context())
		synctest.Wait()
		if ready, why := b.Ready(); ready || !strings.Contains(why, "the disk is full") {
			t.Errorf("before anything could be read: %v %q", ready, why)
		}
		l.reaction("u1", "+1", true)
		time.Sleep(16 * time.Second) // Readings at 0, 5 and 15 s.
		synctest.Wait()
		broken.Store(false)
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if ready, why := b.Ready(); !ready {
			t.Errorf("not ready: %s", why)
		}
		want := []string{"connect mattermost team1 Kitchen", "sync 1", "react +1 true on card by u1 in c1", "sync 1", "sync 1", "sync 1"}
		if got := b.heard(); !slices.Equal(got, want) {
			t.Errorf("the bot heard %q, want %q", got, want)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := b.heard(); len(got) != len(want) {
			t.Errorf("in an hour of quiet it heard %q", got[len(want):])
		}
	})
}

func TestListenWaitsForATeamAndForTheServer(t *testing.T) {
	simulated(t, func(t *testing.T, b *bench) {
		teams := b.rest.answers["GET /users/botuser/teams"]
		b.rest.set("GET /users/botuser/teams", `[]`)
		b.lines <- newLine()
		b.Start(t.Context())
		synctest.Wait()
		if ready, why := b.Ready(); ready || !strings.Contains(why, "in no team") {
			t.Errorf("in no team: %v %q", ready, why)
		}
		b.rest.cut(true)
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if _, why := b.Ready(); !strings.Contains(why, "unreachable") {
			t.Errorf("while the server is down: %q", why)
		}
		b.rest.cut(false)
		b.rest.set("GET /users/botuser/teams", teams)
		time.Sleep(time.Minute)
		synctest.Wait()
		if ready, why := b.Ready(); !ready {
			t.Errorf("in a team and not ready: %s", why)
		}
		if link, err := b.spaces["team1"].Permalink(t.Context(), "c1", "card"); err != nil || link != "https://chat.example.org/kitchen/pl/card" {
			t.Errorf("a link is %q, %v", link, err)
		}
	})
}

func TestListenPassesOnWhatHappens(t *testing.T) {
	simulated(t, func(t *testing.T, b *bench) {
		l := newLine()
		b.lines <- l
		b.Start(t.Context())
		synctest.Wait()
		post := func(by, more string) string {
			return `{"id":"card","channel_id":"c1","user_id":"` + by + `"` + more + `}`
		}
		for _, c := range []struct {
			kind    model.WebsocketEventType
			channel string
			data    map[string]any
			want    string
		}{
			{model.WebsocketEventUserAdded, "c1", map[string]any{"user_id": "u2", "team_id": "team1"}, "joined c1 [u2]"},
			{model.WebsocketEventUserRemoved, "c1", map[string]any{"user_id": "u2"}, "left c1 [u2]"},
			{model.WebsocketEventPostDeleted, "c1", map[string]any{"post": post("botuser", "")}, "gone c1 card"},
			{model.WebsocketEventPostDeleted, "c1", map[string]any{"post": post("u1", "")}, ""},
			{model.WebsocketEventPostDeleted, "c1", map[string]any{"post": post("botuser", `,"type":"system_ephemeral"`)}, ""},
			{model.WebsocketEventChannelUpdated, "c1", map[string]any{"channel": `{"id":"c1"}`}, `channel c1 "Stove" archived=false absent=false`},
			{model.WebsocketEventUserAdded, "c1", map[string]any{"user_id": "botuser"}, `channel c1 "Stove" archived=false absent=false`},
			{model.WebsocketEventUserUpdated, "", map[string]any{"user": map[string]any{"id": "u1", "username": "ana", "delete_at": 7,
				"timezone": map[string]string{"useAutomaticTimezone": "false", "manualTimezone": "Europe/Madrid"}}}, "user ana Europe/Madrid gone=true"},
			{model.WebsocketEventUserUpdated, "", map[string]any{"user": map[string]any{"id": "botuser", "username": "folkmoot"}}, ""},
			{model.WebsocketEventPosted, "c1", map[string]any{"post": post("u1", "")}, ""},
			{model.WebsocketEventReactionAdded, "c1", map[string]any{"reaction": "{"}, ""},
			{model.WebsocketEventReactionAdded, "elsewhere", map[string]any{"reaction": `{"user_id":"u1","post_id":"x","emoji_name":"+1"}`}, ""},
			{model.WebsocketEventReactionAdded, "dm", map[string]any{"reaction": `{"user_id":"u1","post_id":"x","emoji_name":"+1"}`}, "react +1 true on x by u1 in dm"},
		} {
			before := len(b.heard())
			l.say(c.kind, c.channel, c.data)
			synctest.Wait()
			if got := strings.Join(b.heard()[before:], "; "); got != c.want {
				t.Errorf("%s %v: the bot heard %q, want %q", c.kind, c.data, got, c.want)
			}
		}
		// Put out of a private channel, the bot may not look at it any more.
		b.rest.set("GET /channels/c1", "")
		before := len(b.heard())
		l.number++
		l.events <- model.NewWebSocketEvent(model.WebsocketEventUserRemoved, "", "", "botuser", nil, "").SetSequence(l.number).SetData(map[string]any{"channel_id": "c1"})
		synctest.Wait()
		if got := strings.Join(b.heard()[before:], "; "); got != `channel c1 "" archived=false absent=true` {
			t.Errorf("put out: the bot heard %q", got)
		}
		l.say(model.WebsocketEventLeaveTeam, "", map[string]any{"user_id": "u2", "team_id": "team1"})
		time.Sleep(soon + time.Second)
		synctest.Wait()
		if got := b.heard(); got[len(got)-1] != "sync 1" {
			t.Errorf("after somebody left the team the bot heard %q", got[len(got)-1])
		}
	})
}

func TestListenFindsTheTeamOfADirectMessage(t *testing.T) {
	simulated(t, func(t *testing.T, b *bench) {
		b.rest.set("GET /users/botuser/teams", `[{"id":"team1","name":"kitchen"},{"id":"team2","name":"garden"}]`)
		b.rest.set("GET /posts/x", `{"id":"x","user_id":"botuser","props":{"folkmoot_team":"team2"}}`)
		l := newLine()
		b.lines <- l
		b.Start(t.Context())
		synctest.Wait()
		b.mu.Lock()
		b.spaces["team2"].id = 2 // The desk of these tests gives every team the same.
		b.mu.Unlock()
		l.say(model.WebsocketEventReactionAdded, "dm", map[string]any{"reaction": `{"user_id":"u1","post_id":"x","emoji_name":"+1"}`})
		synctest.Wait()
		data, err := json.Marshal(b.desk.last)
		if err != nil || !strings.Contains(string(data), `"Workspace":2`) {
			t.Errorf("it came as %s, %v", data, err)
		}
	})
}

func TestListenCutsOffWhatItCannotKeepUpWith(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		_, broken := hear(ctx, l)
		go func() {
			for range backlog + 1 {
				l.reaction("u1", "+1", true)
			}
		}()
		if err := <-broken; !errors.Is(err, errBehind) {
			t.Errorf("got %v", err)
		}
	})
}

func TestWaitIsBoundedAndSpread(t *testing.T) {
	a := testAdapter(t, newDesk(), "http://127.0.0.1:1")
	for range 1000 {
		for failures := range 100 {
			d := a.wait(firstWait, lastWait, failures)
			full := min(firstWait<<min(failures, 10), lastWait)
			if d > full || d < full*3/4 {
				t.Fatalf("after %d failures it waits %v", failures, d)
			}
		}
	}
}
