package fakeslack

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one Socket Mode connection of an app.
type socket struct {
	app   *App
	ws    *websocket.Conn
	write sync.Mutex
	gone  chan struct{}

	mu      sync.Mutex
	waiting map[string]chan []byte
}

// connectionsOpen hands out the address of a Socket Mode connection.
func (c *call) connectionsOpen() result {
	if res := c.needScope("connections:write"); res != nil {
		return res
	}
	app := c.grant.app
	if !app.cfg.SocketMode || !app.link {
		return refuse("forbidden_team")
	}
	ticket := c.s.id("ticket")
	c.s.tickets[ticket] = app
	base := strings.Replace(c.s.http.URL, "http://", "ws://", 1)
	return done("url", base+"/link/?ticket="+ticket+"&app_id="+app.ID)
}

func (s *Server) handleSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	app := s.tickets[ticket]
	delete(s.tickets, ticket)
	s.mu.Unlock()
	if app == nil {
		http.Error(w, "unknown ticket", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered.
	}
	k := &socket{app: app, ws: ws, gone: make(chan struct{}), waiting: map[string]chan []byte{}}
	n := app.connected(k)
	if n > 10 {
		k.say(result{"type": "disconnect", "reason": "too_many_websockets", "debug_info": result{"host": "fake"}})
		k.close()
		return
	}
	k.say(result{
		"type": "hello", "num_connections": n, "connection_info": result{"app_id": app.ID},
		"debug_info": result{"host": "fake", "build_number": 1, "approximate_connection_time": 18060},
	})
	go k.pings()
	k.read()
}

func (a *App) connected(k *socket) int {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if a.s.closed {
		_ = k.ws.Close() // The server has just been closed.
	}
	a.conns = append(a.conns, k)
	a.changed.Broadcast()
	return len(a.conns)
}

func (k *socket) say(v result) {
	k.write.Lock()
	defer k.write.Unlock()
	_ = k.ws.WriteJSON(v) // A dead connection is noticed by the reader.
}

// pings keeps the client from thinking the connection dead.
func (k *socket) pings() {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-k.gone:
			return
		case <-tick.C:
			_ = k.ws.WriteControl(websocket.PingMessage, []byte("Ping from fake"), time.Time{})
		}
	}
}

// read takes acknowledgements until the connection ends.
func (k *socket) read() {
	defer k.close()
	for {
		_, data, err := k.ws.ReadMessage()
		if err != nil {
			return
		}
		if len(data) >= 20*1024 {
			k.app.s.blameAck("ack_too_large", "an acknowledgement of %d bytes is dropped", len(data))
			continue
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(data, &ack) != nil || ack.EnvelopeID == "" {
			k.app.s.blameAck("ack_unreadable", "no acknowledgement: %.100s", data)
			continue
		}
		k.mu.Lock()
		answer := k.waiting[ack.EnvelopeID]
		delete(k.waiting, ack.EnvelopeID)
		k.mu.Unlock()
		if answer != nil {
			answer <- ack.Payload
		}
	}
}

func (s *Server) blameAck(code, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violate("socket mode", code, format, args...)
}

func (k *socket) close() {
	_ = k.ws.Close() // It may be closed already.
	s := k.app.s
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, other := range k.app.conns {
		if other == k {
			k.app.conns = append(k.app.conns[:i:i], k.app.conns[i+1:]...)
			close(k.gone)
			k.app.changed.Broadcast()
			return
		}
	}
}

// pick takes the connections in turn.
func (a *App) pick() *socket {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if len(a.conns) == 0 {
		return nil
	}
	a.next++
	return a.conns[a.next%len(a.conns)]
}

// envelope sends a payload over one of the connections and waits for its
// acknowledgement.
func (a *App) envelope(kind string, payload []byte, answered bool, attempt int, reason string) outcome {
	k := a.pick()
	if k == nil {
		return outcome{reason: "connection_failed"}
	}
	a.s.mu.Lock()
	id := a.s.id("envelope-")
	a.s.mu.Unlock()
	answer := make(chan []byte, 1)
	k.mu.Lock()
	k.waiting[id] = answer
	k.mu.Unlock()
	message := result{
		"envelope_id": id, "type": kind, "accepts_response_payload": answered, "payload": json.RawMessage(payload),
	}
	if kind == "events_api" {
		message["retry_attempt"], message["retry_reason"] = attempt, reason
	}
	defer a.s.unacked.begin()()
	k.say(message)
	late := time.NewTimer(a.s.ackIn)
	defer late.Stop()
	select {
	case body := <-answer:
		if len(body) > 0 && string(body) != "null" && !answered {
			a.s.blameAck("payload_not_accepted", "%s takes no payload in its acknowledgement", kind)
			body = nil
		}
		return outcome{status: http.StatusOK, body: body, kind: "application/json"}
	case <-k.gone:
		return outcome{reason: "connection_failed"}
	case <-late.C:
		return outcome{reason: "timeout"}
	}
}

// Connections counts the open Socket Mode connections.
func (a *App) Connections() int {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return len(a.conns)
}

// WaitConnected waits until exactly n Socket Mode connections are open, and fails
// the test after ten real seconds.
func (a *App) WaitConnected(n int) {
	a.s.t.Helper()
	expired := false
	alarm := time.AfterFunc(10*time.Second, func() {
		a.s.mu.Lock()
		defer a.s.mu.Unlock()
		expired = true
		a.changed.Broadcast()
	})
	defer alarm.Stop()
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	for len(a.conns) != n && !expired {
		a.changed.Wait()
	}
	if len(a.conns) != n {
		a.s.misuse("%d Socket Mode connections, waited for %d", len(a.conns), n)
	}
}

// Disconnect sends a disconnect message on the oldest connection: with reason
// warning the connection stays for a while (until CutConnections), with
// refresh_requested it is closed at once, with link_disabled Socket Mode is over
// and all connections are closed.
func (a *App) Disconnect(reason string) {
	a.s.mu.Lock()
	conns := append([]*socket(nil), a.conns...)
	if reason == "link_disabled" {
		a.link = false
	} else if len(conns) > 1 {
		conns = conns[:1]
	}
	a.s.mu.Unlock()
	for _, k := range conns {
		k.say(result{"type": "disconnect", "reason": reason, "debug_info": result{"host": "fake"}})
		if reason != "warning" {
			k.close()
		}
	}
}

// CutConnections breaks all connections without a word.
func (a *App) CutConnections() {
	a.s.mu.Lock()
	conns := append([]*socket(nil), a.conns...)
	a.s.mu.Unlock()
	for _, k := range conns {
		k.close()
	}
}
