package mmtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// patience is how long Await waits. What is waited for takes milliseconds, or the seconds of a short deadline.
	patience = 30 * time.Second
	// glance is how often Await looks without having been woken.
	glance = 250 * time.Millisecond
	// reconnect is the pause between attempts to come back after the server went away.
	reconnect = 200 * time.Millisecond
)

// Dialog is a form that the server asked a user's client to show.
type Dialog struct {
	model.OpenDialogRequest
}

// live is a user's websocket and all that came over it.
type live struct {
	cancel context.CancelFunc
	done   chan struct{}

	mu      sync.Mutex
	changed chan struct{} // closed, and replaced, whenever something comes
	events  []*model.WebSocketEvent
	edits   map[string][]*model.Post // by post
	// What nobody has been given yet.
	ephemerals []*model.Post
	dialogs    []*Dialog
}

// listen connects and returns once the server has said hello, so that nothing after this call is missed. The connection is renewed
// when it breaks, until close.
func listen(ctx context.Context, url, token string) (*live, error) {
	conn, err := dial(ctx, url, token)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &live{
		cancel:  cancel,
		done:    make(chan struct{}),
		changed: make(chan struct{}),
		edits:   map[string][]*model.Post{},
	}
	go func() {
		defer close(l.done)
		for ctx.Err() == nil {
			l.read(ctx, conn)
			conn = redial(ctx, url, token)
		}
	}()
	return l, nil
}

// dial opens the websocket and reads the hello.
func dial(ctx context.Context, url, token string) (*websocket.Conn, error) {
	address := "ws" + strings.TrimPrefix(url, "http") + model.APIURLSuffix + "/websocket"
	conn, resp, err := websocket.DefaultDialer.DialContext(ctx, address, http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("%w (%s)", err, resp.Status)
		}
		return nil, err
	}
	_ = conn.SetReadDeadline(time.Now().Add(answer))
	var hello struct {
		Event model.WebsocketEventType `json:"event"`
	}
	if err := conn.ReadJSON(&hello); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if hello.Event != model.WebsocketEventHello {
		return nil, errors.Join(fmt.Errorf("the websocket began with %q instead of a hello", hello.Event), conn.Close())
	}
	_ = conn.SetReadDeadline(time.Time{})
	return conn, nil
}

// redial tries until it is connected or ctx is done; then it returns nil.
func redial(ctx context.Context, url, token string) *websocket.Conn {
	again := time.NewTicker(reconnect)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-again.C:
		}
		if conn, err := dial(ctx, url, token); err == nil {
			return conn
		}
	}
}

// read keeps what comes until the connection breaks or ctx is done.
func (l *live) read(ctx context.Context, conn *websocket.Conn) {
	if conn == nil {
		return
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer conn.Close()
	for {
		_, r, err := conn.NextReader()
		if err != nil {
			return
		}
		event, err := model.WebSocketEventFromJSON(r)
		if err == nil && event.IsValid() {
			l.keep(event)
		}
	}
}

func (l *live) keep(event *model.WebSocketEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, event)
	switch event.EventType() {
	case model.WebsocketEventEphemeralMessage:
		if post := posted(event); post != nil {
			l.ephemerals = append(l.ephemerals, post)
		}
	case model.WebsocketEventPostEdited:
		if post := posted(event); post != nil {
			l.edits[post.Id] = append(l.edits[post.Id], post)
		}
	case model.WebsocketEventOpenDialog:
		var dialog Dialog
		if text, ok := event.GetData()["dialog"].(string); ok && json.Unmarshal([]byte(text), &dialog) == nil {
			l.dialogs = append(l.dialogs, &dialog)
		}
	}
	close(l.changed)
	l.changed = make(chan struct{})
}

// posted returns the post that an event carries, as JSON within its JSON.
func posted(event *model.WebSocketEvent) *model.Post {
	var post model.Post
	text, ok := event.GetData()["post"].(string)
	if !ok || json.Unmarshal([]byte(text), &post) != nil {
		return nil
	}
	return &post
}

func (l *live) close() {
	l.cancel()
	<-l.done
}

// Await waits until cond says yes, asking again whenever something happens to the user and a few times a second besides. It ends the test
// after 30 seconds, saying what was waited for.
func (u *User) Await(t testing.TB, what string, cond func() bool) {
	t.Helper()
	u.AwaitWithin(t, patience, what, cond)
}

// AwaitWithin is Await with another bound.
func (u *User) AwaitWithin(t testing.TB, bound time.Duration, what string, cond func() bool) {
	t.Helper()
	over := time.NewTimer(bound)
	defer over.Stop()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		u.live.mu.Lock()
		changed := u.live.changed
		u.live.mu.Unlock()
		if cond() {
			return
		}
		select {
		case <-changed:
		case <-tick.C:
		case <-over.C:
			t.Fatalf("%s waited %v in vain for %s", u.Name, bound, what)
		}
	}
}

// AwaitEphemeral waits for a message only this user can see whose words (see Words) contain part, and returns it. Each message is
// returned once, the oldest first.
func (u *User) AwaitEphemeral(t testing.TB, part string) *model.Post {
	t.Helper()
	var found *model.Post
	u.Await(t, fmt.Sprintf("an ephemeral message with %q", part), func() bool {
		u.live.mu.Lock()
		defer u.live.mu.Unlock()
		for i, post := range u.live.ephemerals {
			if strings.Contains(Words(post), part) {
				found = post
				u.live.ephemerals = slices.Delete(u.live.ephemerals, i, i+1)
				return true
			}
		}
		return false
	})
	return found
}

// Ephemerals returns the ephemeral messages that AwaitEphemeral has not returned, oldest first, and forgets them.
func (u *User) Ephemerals() []*model.Post {
	u.live.mu.Lock()
	defer u.live.mu.Unlock()
	all := u.live.ephemerals
	u.live.ephemerals = nil
	return all
}

// Dialogs returns the forms that AwaitDialog has not returned, oldest first, and forgets them.
func (u *User) Dialogs() []*Dialog {
	u.live.mu.Lock()
	defer u.live.mu.Unlock()
	all := u.live.dialogs
	u.live.dialogs = nil
	return all
}

// AwaitDialog waits until the server asks this user's client to show a form, and returns it. Each is returned once.
func (u *User) AwaitDialog(t testing.TB) *Dialog {
	t.Helper()
	var found *Dialog
	u.Await(t, "a dialog", func() bool {
		u.live.mu.Lock()
		defer u.live.mu.Unlock()
		if len(u.live.dialogs) == 0 {
			return false
		}
		found, u.live.dialogs = u.live.dialogs[0], u.live.dialogs[1:]
		return true
	})
	return found
}

// Edits says how often this user has seen the post edited. Pinning counts; reactions do not.
func (u *User) Edits(postID string) int { return len(u.Revisions(postID)) }

// Revisions returns what the post became with each edit this user has seen, in order.
func (u *User) Revisions(postID string) []*model.Post {
	u.live.mu.Lock()
	defer u.live.mu.Unlock()
	return slices.Clone(u.live.edits[postID])
}

// Events returns every event of these kinds that came over the user's websocket, in order; of every kind when none is named.
func (u *User) Events(kinds ...model.WebsocketEventType) []*model.WebSocketEvent {
	u.live.mu.Lock()
	defer u.live.mu.Unlock()
	if len(kinds) == 0 {
		return slices.Clone(u.live.events)
	}
	var some []*model.WebSocketEvent
	for _, event := range u.live.events {
		if slices.Contains(kinds, event.EventType()) {
			some = append(some, event)
		}
	}
	return some
}

// Saw says whether an event of this kind that contains part (an id, a name) has come over the user's websocket.
func (u *User) Saw(kind model.WebsocketEventType, part string) bool {
	return slices.ContainsFunc(u.Events(kind), func(event *model.WebSocketEvent) bool {
		data, err := json.Marshal([]any{event.GetData(), event.GetBroadcast()})
		return err == nil && strings.Contains(string(data), part)
	})
}
