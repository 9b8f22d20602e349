package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

const (
	// mostBody is how many bytes a request may have: a line of 40,000 characters must reach the bot, which refuses it in its words.
	mostBody = 256 << 10
	// actLasts is how long an act may take. It goes on when the browser goes away.
	actLasts = time.Minute
)

// act makes a handler of a function from a request's body to its answer.
func act[In any](p *Playground, f func(context.Context, In) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.workspace() == 0 {
			p.fail(w, r, refuse(http.StatusServiceUnavailable, "The playground is still starting."))
			return
		}
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
			p.fail(w, r, refuse(http.StatusUnsupportedMediaType, "The request must be JSON."))
			return
		}
		in, err := decode[In](http.MaxBytesReader(w, r.Body, mostBody))
		if err != nil {
			p.fail(w, r, err)
			return
		}
		ctx, done := context.WithTimeout(context.WithoutCancel(r.Context()), actLasts)
		defer done()
		out, err := f(ctx, in)
		if err != nil {
			p.fail(w, r, err)
			return
		}
		if out == nil {
			out = struct{}{}
		}
		p.answer(w, r, http.StatusOK, out)
	})
}

// decode reads one JSON value, with no field that is unknown and nothing after it.
func decode[In any](body io.Reader) (In, error) {
	var in In
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	err := d.Decode(&in)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("something follows the value")
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return in, refuse(http.StatusRequestEntityTooLarge, "That is too long.")
	case err != nil:
		return in, refuse(http.StatusBadRequest, "The request cannot be read: %v.", err)
	}
	return in, nil
}

func (p *Playground) answer(w http.ResponseWriter, r *http.Request, status int, out any) {
	data, err := json.Marshal(out)
	if err != nil {
		p.cfg.Log.ErrorContext(r.Context(), "an answer of the playground", "path", r.URL.Path, "err", err)
		status, data = http.StatusInternalServerError, []byte(`{"error":"Something went wrong."}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(data) // a browser that went away
}

// fail tells the visitor what the chat refused; what it did not mean to refuse goes to the log.
func (p *Playground) fail(w http.ResponseWriter, r *http.Request, err error) {
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		p.cfg.Log.ErrorContext(r.Context(), "the playground failed", "path", r.URL.Path, "err", err)
		refusal = refuse(http.StatusInternalServerError, "Something went wrong. The log of folkmoot says what.")
	}
	p.answer(w, r, refusal.Status, map[string]string{"error": refusal.Text})
}

// state answers everything that a person can see.
func (p *Playground) state(w http.ResponseWriter, r *http.Request) {
	news, _, err := p.chat.News(r.URL.Query().Get("as"), "")
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.answer(w, r, http.StatusOK, news)
}

// complete answers how a line that somebody is typing may go on.
func (p *Playground) complete(w http.ResponseWriter, r *http.Request) {
	line := r.URL.Query().Get("line")
	if len(line) > governance.MaxTitle {
		line = line[:governance.MaxTitle]
	}
	type way struct {
		Insert string `json:"insert"`
		Show   string `json:"show"`
		Help   string `json:"help"`
	}
	ways := []way{}
	for _, c := range p.cfg.Desk.Complete(line) {
		ways = append(ways, way(c))
	}
	p.answer(w, r, http.StatusOK, ways)
}

// events streams what is new to one person's browser, and goes on where the browser last was.
func (p *Playground) events(w http.ResponseWriter, r *http.Request) {
	as, mark := r.URL.Query().Get("as"), r.URL.Query().Get("after")
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		mark = last
	}
	news, changed, err := p.chat.News(as, mark)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	stream := http.NewResponseController(w)
	// A stream outlives whatever limit the server sets to writing; where there is none, there is nothing to lift.
	_ = stream.SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if _, err := io.WriteString(w, "retry: 1000\n\n"); err != nil {
		return
	}
	beat := time.NewTicker(p.cfg.Heartbeat)
	defer beat.Stop()
	for {
		if tell(w, news) != nil || stream.Flush() != nil {
			return // the browser went away
		}
		mark = news.At
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			if _, err := io.WriteString(w, ": still here\n\n"); err != nil {
				return
			}
			news = News{At: mark}
			continue
		case <-changed:
		}
		if news, changed, err = p.chat.News(as, mark); err != nil {
			return
		}
	}
}

// tell writes one event of the stream; of no news, none.
func tell(w io.Writer, news News) error {
	if news.Empty() {
		return nil
	}
	data, err := json.Marshal(news)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "id: %s\nevent: news\ndata: %s\n\n", news.At, data)
	return err
}
