package fakeslack

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack/blockkit"
)

// hook is a response_url: five uses within thirty minutes.
type hook struct {
	app   *App
	user  *User
	ch    *Channel
	about *message // the message that was acted on, if any
	at    time.Time
	uses  int
}

// newHook makes a response_url. The lock is held.
func (s *Server) newHook(app *App, u *User, ch *Channel, about *message) string {
	id := s.id("hook")
	s.hooks[id] = &hook{app: app, user: u, ch: ch, about: about, at: s.Now()}
	return s.http.URL + "/hook/" + id
}

// answer is what an app may send to a response_url, or in answer to a slash command.
type answer struct {
	ResponseType    string          `json:"response_type"`
	Text            string          `json:"text"`
	Blocks          json.RawMessage `json:"blocks"`
	Attachments     json.RawMessage `json:"attachments"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original"`
	ThreadTS        string          `json:"thread_ts"`
	Metadata        json.RawMessage `json:"metadata"`
}

func (s *Server) handleHook(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	s.unacked.wait(r.Context())
	s.work.begin()
	defer s.work.end()
	code, status := "", http.StatusOK
	c := &call{s: s, name: "response_url", args: map[string]string{"payload": string(data), "url": r.URL.Path}}
	if f := s.faultFor(c); f != nil {
		f.answer(s, c, w)
		return
	}
	s.tellSoon(func() { code, status = s.respond(r.PathValue("id"), data) })
	s.record(c, code, status)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	res := done()
	if code != "" {
		res = refuse(code)
	}
	_ = json.NewEncoder(w).Encode(res) // A client that went away reads nothing.
}

// respond uses a response_url.
func (s *Server) respond(id string, data []byte) (string, int) {
	h := s.hooks[id]
	switch {
	case h == nil:
		return "no_such_url", http.StatusNotFound
	case s.Now().Sub(h.at) > 30*time.Minute:
		s.violate("response_url", "expired_url", "it is older than 30 minutes")
		return "expired_url", http.StatusNotFound
	case h.uses >= 5:
		s.violate("response_url", "used_url", "it was used five times before")
		return "used_url", http.StatusNotFound
	}
	h.uses++
	var a answer
	if err := json.Unmarshal(data, &a); err != nil {
		s.violate("response_url", "invalid_payload", "%v", err)
		return "invalid_payload", http.StatusBadRequest
	}
	code := s.carryOut(h, a)
	if code != "" {
		return code, http.StatusBadRequest
	}
	return "", http.StatusOK
}

// carryOut does what was sent to a response_url and answers an error code.
func (s *Server) carryOut(h *hook, a answer) string {
	if a.DeleteOriginal && h.about != nil {
		h.about.remove(nil)
		return ""
	}
	if code := s.checkAnswer("response_url", h.ch, a); code != "" {
		return code
	}
	if a.ReplaceOriginal && h.about != nil {
		h.about.edit(nil, func() { h.about.take(s, a) })
		return ""
	}
	s.show(h.app, h.user, h.ch, a)
	return ""
}

// checkAnswer holds an answer to the rules for messages. Errors are faults of the bot.
func (s *Server) checkAnswer(where string, ch *Channel, a answer) string {
	if a.Text == "" && len(a.Blocks) == 0 && len(a.Attachments) == 0 {
		s.violate(where, "no_text", "neither text nor blocks")
		return "no_text"
	}
	if len([]rune(a.Text)) > 40_000 {
		s.violate(where, "msg_too_long", "%d characters", len([]rune(a.Text)))
		return "msg_too_long"
	}
	if len(a.Blocks) > 0 {
		if err := blockkit.CheckBlocks(a.Blocks, blockkit.Message); err != nil {
			s.violate(where, "invalid_blocks", "%v", err)
			return "invalid_blocks"
		}
	}
	if len(a.Attachments) > 0 {
		if err := blockkit.CheckAttachments(a.Attachments); err != nil {
			s.violate(where, "invalid_attachments", "%v", err)
			return "invalid_attachments"
		}
	}
	s.notePings(where, ch.ID, result{"text": a.Text, "blocks": a.Blocks, "attachments": a.Attachments})
	return ""
}

// show puts an answer where it belongs: to one person unless in_channel.
func (s *Server) show(app *App, u *User, ch *Channel, a answer) *message {
	g := app.grantIn(ch.team)
	if g == nil {
		g = app.grantIn(u.team)
	}
	m := &message{grant: g, thread: a.ThreadTS}
	if g != nil {
		m.user = g.bot
	}
	if a.ResponseType != "in_channel" {
		m.to = u
	}
	m.ch = ch
	m.take(s, a)
	return ch.post(m)
}

func (m *message) take(s *Server, a answer) {
	m.text, m.blocks, m.attachments = a.Text, s.named(a.Blocks), a.Attachments
	if len(a.Metadata) > 0 {
		m.metadata = a.Metadata
	}
}
