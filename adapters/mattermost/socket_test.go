package mattermost

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// socketServer speaks as a Mattermost does to one connection; play is its part.
func socketServer(t *testing.T, play func(*websocket.Conn)) *server {
	up := websocket.Upgrader{}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v4/websocket" || r.Header.Get("Authorization") != "Bearer token" {
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		play(conn)
	}))
	t.Cleanup(web.Close)
	return newServer(web.URL, "token")
}

func say(t *testing.T, conn *websocket.Conn, words string) {
	if err := conn.WriteMessage(websocket.TextMessage, []byte(words)); err != nil {
		t.Error(err)
	}
}

// hold reads, and so answers pings, until the other side goes.
func hold(conn *websocket.Conn) {
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return
		}
	}
}

// brisk is a rhythm for tests: they wait in real time, because this is real I/O.
func brisk() rhythm {
	return rhythm{ask: 20 * time.Millisecond, quiet: 400 * time.Millisecond, hello: 2 * time.Second}
}

const hello = `{"event":"hello","data":{},"broadcast":{},"seq":0}`

func TestSocketReadsEvents(t *testing.T) {
	s := socketServer(t, func(conn *websocket.Conn) {
		say(t, conn, hello)
		say(t, conn, `{"status":"OK","seq_reply":1}`)
		say(t, conn, `this is no JSON`)
		say(t, conn, `{"event":"reaction_added","data":{"reaction":"{}"},"broadcast":{"channel_id":"c1"},"seq":1}`)
		hold(conn)
	})
	w, err := s.dialAt(t.Context(), brisk())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	event, err := w.Next()
	if err != nil || event.EventType() != "reaction_added" || event.GetSequence() != 1 {
		t.Errorf("got %v, %v", event, err)
	}
	w.Close()
	if _, err := w.Next(); err == nil {
		t.Error("a closed connection still tells things")
	}
}

// A live connection stays although nothing happens, because the other side answers when it is asked; a dead one does not.
func TestSocketTellsQuietFromDead(t *testing.T) {
	for _, alive := range []bool{true, false} {
		done := make(chan struct{})
		s := socketServer(t, func(conn *websocket.Conn) {
			say(t, conn, hello)
			if alive {
				go func() {
					<-done
					say(t, conn, `{"event":"typing","seq":1}`)
				}()
				hold(conn)
				return
			}
			<-done
		})
		r := brisk()
		w, err := s.dialAt(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		over := time.AfterFunc(3*r.quiet, func() { close(done) })
		_, err = w.Next()
		if (err == nil) != alive {
			t.Errorf("alive = %v: %v", alive, err)
		}
		if over.Stop() {
			close(done)
		} else if !alive {
			t.Error("it took the other side's end to find out")
		}
		w.Close()
	}
}

func TestSocketIsGivenUp(t *testing.T) {
	quick := brisk()
	quick.hello = 100 * time.Millisecond
	mute := socketServer(t, hold)
	if _, err := mute.dialAt(t.Context(), quick); err == nil || !strings.Contains(err.Error(), "no hello") {
		t.Errorf("without a hello: %v", err)
	}
	stranger := socketServer(t, hold)
	stranger.api.SetToken("another")
	if _, err := stranger.dialAt(t.Context(), quick); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("with a wrong token: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	live := socketServer(t, func(conn *websocket.Conn) { say(t, conn, hello); hold(conn) })
	w, err := live.dialAt(ctx, brisk())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	cancel()
	if _, err := w.Next(); err == nil {
		t.Error("it goes on after the context has ended")
	}
}
