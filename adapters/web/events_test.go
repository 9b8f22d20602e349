package web

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// stream is a browser's open stream of news.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
	body  io.Closer
}

func (p *play) stream(server *httptest.Server, as, after, last string) *stream {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, server.URL+"/api/events?as="+as+"&after="+after, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	w, err := server.Client().Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	if w.StatusCode != 200 || w.Header.Get("Content-Type") != "text/event-stream" {
		p.t.Fatalf("the stream: %d %v", w.StatusCode, w.Header)
	}
	lines := bufio.NewScanner(w.Body)
	lines.Buffer(nil, 1<<20)
	return &stream{p.t, lines, w.Body}
}

// next answers the next news and their id.
func (s *stream) next() (news News, id string) {
	s.t.Helper()
	for s.lines.Scan() {
		line := s.lines.Text()
		if mark, ok := strings.CutPrefix(line, "id: "); ok {
			id = mark
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			if err := json.Unmarshal([]byte(data), &news); err != nil {
				s.t.Fatal(err)
			}
			return news, id
		}
	}
	s.t.Fatalf("the stream ended: %v", s.lines.Err())
	return
}

func TestTheStreamGoesOnWhereItWas(t *testing.T) {
	p := newPlay(t)
	server := httptest.NewServer(p.web)
	defer server.Close()
	mark := p.news("ben").At
	s := p.stream(server, "ben", mark, "")
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "one"})
	news, id := s.next()
	if len(news.Posts) != 1 || news.Posts[0].Plain != "one" || news.Full {
		t.Fatalf("%+v", news)
	}
	if err := s.body.Close(); err != nil {
		t.Fatal(err)
	}
	p.must("/api/say", Said{As: "ana", Channel: "care", Text: "not for Ben"})
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "two"})
	s = p.stream(server, "ben", mark, id)
	defer func() { _ = s.body.Close() }()
	news, _ = s.next()
	if len(news.Posts) != 1 || news.Posts[0].Plain != "two" {
		t.Errorf("after coming back: %+v", news.Posts)
	}
	other := p.stream(server, "cy", "elsewhere:12", "")
	defer func() { _ = other.body.Close() }()
	if news, _ := other.next(); !news.Full || len(news.Posts) != 3 {
		t.Errorf("from another epoch: %+v", news)
	}
}

func TestAQuietStreamSaysThatItIsAlive(t *testing.T) {
	p := newPlay(t, func(c *Config) { c.Heartbeat = time.Millisecond })
	server := httptest.NewServer(p.web)
	defer server.Close()
	s := p.stream(server, "ben", p.news("ben").At, "")
	defer func() { _ = s.body.Close() }()
	for s.lines.Scan() {
		if strings.HasPrefix(s.lines.Text(), ":") {
			return
		}
	}
	t.Error("the stream ended without a heartbeat")
}
