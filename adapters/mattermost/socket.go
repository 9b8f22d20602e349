package mattermost

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

// The library's own websocket client is not used: it cannot be told to stop while it dials or writes, and a ping that comes while it
// closes makes it panic.

// wire is one connection over which the server tells what happens.
type wire interface {
	// Next waits for the next event. It fails when the connection is gone or has been quiet for too long, and after Close.
	Next() (*model.WebSocketEvent, error)
	Close() error
}

// rhythm is how a connection is kept alive: we ask every so often whether the other side is there, and take it for gone when nothing
// has come for quiet. The server asks too, every minute.
type rhythm struct{ ask, quiet, hello time.Duration }

func steady() rhythm {
	return rhythm{ask: 30 * time.Second, quiet: 75 * time.Second, hello: 15 * time.Second}
}

// maxEvent bounds one event.
const maxEvent = 8 << 20

type socket struct {
	conn *websocket.Conn
	rhythm
	// watch closes the connection when it has been quiet for too long. A timer does it and not the connection's own deadlines, which
	// would want to know what time it is.
	watch *time.Timer
	stop  func() bool
	end   sync.Once
	done  chan struct{}
}

// dial connects and waits for the server's hello, without which it does not know us.
func (s *server) dial(ctx context.Context) (wire, error) { return s.dialAt(ctx, steady()) }

func (s *server) dialAt(ctx context.Context, r rhythm) (wire, error) {
	address := "ws" + strings.TrimPrefix(s.url, "http") + model.APIURLSuffix + "/websocket"
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: r.hello}
	conn, resp, err := dialer.DialContext(ctx, address, http.Header{"Authorization": {"Bearer " + s.api.AuthToken}})
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("open the websocket: %w (%s)", err, resp.Status)
		}
		return nil, fmt.Errorf("open the websocket: %w", err)
	}
	k := &socket{conn: conn, rhythm: r, done: make(chan struct{})}
	k.watch = time.AfterFunc(r.hello, func() { _ = conn.Close() })
	k.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	conn.SetReadLimit(maxEvent)
	first, err := k.read()
	if err == nil && first.EventType() != model.WebsocketEventHello {
		err = fmt.Errorf("it began with %q", first.EventType())
	}
	if err != nil {
		_ = k.Close()
		return nil, fmt.Errorf("the websocket said no hello, as it does to a bot that it does not know: %w", err)
	}
	k.alive()
	conn.SetPongHandler(func(string) error { k.alive(); return nil })
	conn.SetPingHandler(func(data string) error {
		k.alive()
		_ = conn.WriteControl(websocket.PongMessage, []byte(data), time.Time{})
		return nil
	})
	go k.knock()
	return k, nil
}

// alive notes that something came.
func (k *socket) alive() { k.watch.Reset(k.quiet) }

// knock asks whether the other side is there until the connection is closed.
func (k *socket) knock() {
	again := time.NewTicker(k.ask)
	defer again.Stop()
	for {
		select {
		case <-k.done:
			return
		case <-again.C:
			_ = k.conn.WriteControl(websocket.PingMessage, nil, time.Time{}) // The reader finds out, and the watch ends it.
		}
	}
}

// Next implements wire.
func (k *socket) Next() (*model.WebSocketEvent, error) {
	for {
		event, err := k.read()
		if err != nil {
			return nil, err
		}
		k.alive()
		if event.IsValid() {
			return event, nil
		}
	}
}

// read reads one message; one that is no event answers one that is not valid.
func (k *socket) read() (*model.WebSocketEvent, error) {
	_, r, err := k.conn.NextReader()
	if err != nil {
		return nil, err
	}
	event, err := model.WebSocketEventFromJSON(r)
	if err != nil {
		return &model.WebSocketEvent{}, nil
	}
	return event, nil
}

// Close implements wire.
func (k *socket) Close() error {
	var err error
	k.end.Do(func() {
		close(k.done)
		k.watch.Stop()
		k.stop()
		err = k.conn.Close()
	})
	return err
}
