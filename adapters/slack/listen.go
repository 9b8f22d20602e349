package slack

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/folkmoot/folkmoot/bot"
)

// Socket Mode is spoken here directly over a websocket. slack-go's client for it hides the reason of a disconnect, so that a connection
// which Slack is about to renew cannot be told from an app whose Socket Mode was switched off; it loses acknowledgements that are queued
// while it reconnects, and it gives up on a refused token. What is left to do without it is little: open, read, acknowledge.

const (
	// mostAck is where Slack drops an acknowledgement for its size.
	mostAck = 20_000
	// mostFrame is the most that is read at once.
	mostFrame = 4 << 20
	// pingEvery is how often a connection is asked for a sign of life; silent is how many answers may be missing.
	pingEvery, silent = 15 * time.Second, 4
	// atOnce is how many envelopes of a connection are worked on at a time.
	atOnce = 64
	// linkOff is how long to wait before asking again whether Socket Mode was switched back on.
	linkOff = time.Minute
)

// listen holds the nth Socket Mode connection, and another after each that ends.
func (a *Adapter) listen(ctx context.Context, n int) {
	what := fmt.Sprintf("Socket Mode connection %d", n)
	a.trouble(what, "not connected yet")
	var pause backoff
	for first := true; ctx.Err() == nil; {
		s, err := a.dial(ctx)
		if err != nil {
			a.trouble(what, explain(err))
			a.cfg.Log.Warn("Socket Mode cannot be connected", "connection", n, "err", err)
			if !pause.wait(ctx, bot.FaultOf(err).RetryAfter) {
				return
			}
			continue
		}
		pause = backoff{}
		a.trouble(what, "")
		if !first {
			a.syncAll() // Something may have happened while nobody listened.
		}
		first = false
		if !a.heed(ctx, what, s.serve(ctx)) {
			return
		}
	}
}

// heed does what a connection's end asks for, and reports false when there is to be no other.
func (a *Adapter) heed(ctx context.Context, what, reason string) bool {
	if ctx.Err() != nil {
		return false
	}
	var pause backoff
	switch reason {
	case "warning", "refresh_requested":
		return true // The old one is served until it is closed; the new one is opened beside it.
	case "link_disabled":
		a.trouble(what, "Socket Mode is switched off in the app's settings; switch it on, which is noticed within a minute, or use HTTP")
		a.cfg.Log.Error("Socket Mode was switched off for the app")
		return pause.wait(ctx, linkOff)
	case "too_many_websockets":
		a.trouble(what, "the app has too many Socket Mode connections; is it running elsewhere?")
		return pause.wait(ctx, time.Minute)
	}
	a.trouble(what, "the connection broke off; connecting again")
	return pause.wait(ctx, 0)
}

func (a *Adapter) syncAll() {
	a.mu.RLock()
	defer a.mu.RUnlock()
	for _, ws := range a.spaces {
		go a.syncSoon(ws)
	}
}

// dial asks Slack for an address and connects there.
func (a *Adapter) dial(ctx context.Context) (*socket, error) {
	address, err := a.socketAddress(ctx)
	if err != nil {
		return nil, err
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: callTime}
	conn, resp, err := dialer.DialContext(ctx, address, nil)
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close() // After a handshake there is nothing in it.
	}
	if err != nil {
		return nil, fmt.Errorf("slack: socket mode: %w", err)
	}
	conn.SetReadLimit(mostFrame)
	s := &socket{a: a, conn: conn, told: make(chan string, 1), over: make(chan struct{}), room: make(chan struct{}, atOnce)}
	s.alive.Store(true)
	answerPing := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		s.alive.Store(true)
		return answerPing(data)
	})
	conn.SetPongHandler(func(string) error {
		s.alive.Store(true)
		return nil
	})
	return s, nil
}

// socketAddress asks Slack where a Socket Mode connection may be opened.
func (a *Adapter) socketAddress(ctx context.Context) (string, error) {
	var answer struct {
		URL string `json:"url"`
	}
	_, err := web{a.cfg.AppToken, a.cfg.APIURL, a.http}.call(ctx, "apps.connections.open", nil, &answer)
	if err == nil && answer.URL == "" {
		err = &bot.Fault{Class: bot.Passing, Code: "no_url_in_answer"}
	}
	return answer.URL, err
}

// socket is one Socket Mode connection.
type socket struct {
	a     *Adapter
	conn  *websocket.Conn
	write sync.Mutex
	alive atomic.Bool
	told  chan string   // the reason of a disconnect
	over  chan struct{} // closed when nothing can be read any more
	room  chan struct{}
}

// serve takes what comes until Slack says why it will end, or until it ends: then the reason is empty. A connection that was announced
// to end is read on beside its successor.
func (s *socket) serve(ctx context.Context) string {
	go s.watch(ctx)
	if !s.a.beside(func() { s.read(ctx) }) {
		_ = s.conn.Close() // The house is closing.
		return ""
	}
	select {
	case reason := <-s.told:
		return reason
	case <-s.over:
		select {
		case reason := <-s.told:
			return reason
		default:
			return ""
		}
	case <-ctx.Done():
		return ""
	}
}

func (s *socket) read(ctx context.Context) {
	var busy sync.WaitGroup
	defer close(s.over)
	for {
		_, data, err := s.conn.ReadMessage()
		if err != nil {
			break
		}
		s.alive.Store(true)
		f, err := decodeFrame(data)
		if err != nil {
			s.a.cfg.Log.Warn("a frame cannot be read", "err", err)
			continue
		}
		if f.Type == "disconnect" {
			select {
			case s.told <- f.Reason:
			default:
			}
			continue
		}
		if f.EnvelopeID == "" || ctx.Err() != nil {
			continue // hello needs no answer; what comes at the end is left to Slack to bring again.
		}
		select {
		case s.room <- struct{}{}:
		case <-ctx.Done():
			continue
		}
		busy.Go(func() {
			defer func() { <-s.room }()
			s.take(f)
		})
	}
	busy.Wait()
	_ = s.conn.Close() // It is over either way.
}

// watch asks for signs of life and ends a connection that gives none, or that is no longer wanted.
func (s *socket) watch(ctx context.Context) {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for missing := 0; missing < silent; {
		select {
		case <-s.over:
			return
		case <-ctx.Done():
			s.finish()
			return
		case <-tick.C:
		}
		missing++
		if s.alive.Swap(false) {
			missing = 0
		}
		_ = s.conn.WriteControl(websocket.PingMessage, nil, time.Time{}) // A dead connection shows in what does not come back.
	}
	_ = s.conn.Close() // The reader notices.
}

// finish lets what was begun be acknowledged, and closes the connection.
func (s *socket) finish() {
	for range atOnce {
		s.room <- struct{}{}
	}
	_ = s.conn.Close() // The reader notices.
}

// take carries out one envelope and acknowledges it. What could not be taken in is not acknowledged, and Slack brings it again.
func (s *socket) take(f frame) {
	s.a.acts.begin() // until what is to be done after the acknowledgement is handed on
	defer s.a.acts.end()
	defer func() {
		if why := recover(); why != nil {
			s.a.noteBroken("an envelope", why)
		}
	}()
	ans, err := s.a.onFrame(f)
	if err != nil {
		s.a.cfg.Log.Warn("an envelope cannot be read", "type", f.Type, "err", err)
		ans = acknowledged() // Trying again would not mend it.
	}
	if ans.status >= http.StatusMultipleChoices {
		s.a.acked(ans, ans.later) // Unacknowledged it comes again; what others in it need not wait for is done.
		return
	}
	s.ack(f, ans)
}

// onFrame is the pipeline's door for Socket Mode.
func (a *Adapter) onFrame(f frame) (answer, error) {
	var in inbound
	var err error
	switch f.Type {
	case "slash_commands":
		in, err = a.commandIn(f.Payload, "envelope/"+f.EnvelopeID)
	case "interactive":
		in, err = a.interactionIn(f.Payload, "envelope/"+f.EnvelopeID)
	case "events_api":
		in, err = a.eventIn(f.Payload)
	default:
		return acknowledged(), nil
	}
	if err != nil {
		return answer{}, err
	}
	return a.take(in), nil
}

func (s *socket) ack(f frame, ans answer) {
	data := mustJSON(map[string]any{"envelope_id": f.EnvelopeID})
	later := ans.later
	if ans.payload != nil {
		with := mustJSON(map[string]any{"envelope_id": f.EnvelopeID, "payload": ans.payload})
		if (f.Accepts == nil || *f.Accepts) && len(with) < mostAck {
			data = with
		} else if ans.instead != nil {
			later = ans.instead
		}
	}
	s.write.Lock()
	err := s.conn.WriteMessage(websocket.TextMessage, data)
	s.write.Unlock()
	if err != nil {
		s.a.cfg.Log.Warn("an envelope could not be acknowledged", "type", f.Type, "err", err)
		if ans.instead != nil && ans.payload != nil {
			later = ans.instead
		}
	}
	s.a.acked(ans, later)
}
