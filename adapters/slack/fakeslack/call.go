package fakeslack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// result is the JSON object a method answers with.
type result map[string]any

func refuse(code string) result { return result{"ok": false, "error": code} }

// done is a success with some fields, given as pairs.
func done(pairs ...any) result {
	r := result{"ok": true}
	for i := 0; i < len(pairs); i += 2 {
		r[pairs[i].(string)] = pairs[i+1]
	}
	return r
}

// call is one Web API request while it is served.
type call struct {
	s      *Server
	name   string
	spec   method
	args   map[string]string
	header http.Header
	token  string
	query  bool // the token stood in the query string
	grant  *grant
}

func (s *Server) handleCall(w http.ResponseWriter, r *http.Request) {
	c, err := s.readCall(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if c.name != "views.open" {
		s.unacked.wait(r.Context())
	}
	f := s.faultFor(c)
	if f != nil && f.kind == faultHang {
		s.record(c, "", 0)
		select {
		case <-r.Context().Done():
		case <-s.closing:
		}
		panic(http.ErrAbortHandler)
	}
	if f != nil && f.kind == faultMute {
		s.run(c)
		s.record(c, "", 0)
		select {
		case <-r.Context().Done():
		case <-s.closing:
		}
		panic(http.ErrAbortHandler)
	}
	if f != nil && f.kind != faultDrop {
		f.answer(s, c, w)
		return
	}
	s.work.begin()
	defer s.work.end()
	res, status := s.run(c)
	if f != nil {
		s.record(c, "", 0)
		panic(http.ErrAbortHandler) // The work is done, and the caller will not know.
	}
	code, _ := res["error"].(string)
	s.record(c, code, status)
	s.write(w, c, res, status)
}

// run serves a call and sends on what it caused, without waiting for the app.
func (s *Server) run(c *call) (result, int) {
	var res result
	status := http.StatusOK
	s.tellSoon(func() {
		if res = c.admit(); res != nil {
			return
		}
		if wait := s.throttle(c); wait > 0 {
			res, status = refuse("ratelimited"), http.StatusTooManyRequests
			res["retry_after"] = wait
			return
		}
		res = s.serve[c.name](c)
	})
	return res, status
}

func (s *Server) write(w http.ResponseWriter, c *call, res result, status int) {
	if wait, ok := res["retry_after"].(int); ok {
		w.Header().Set("Retry-After", strconv.Itoa(wait))
		delete(res, "retry_after")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat))
	if c.grant != nil {
		w.Header().Set("X-OAuth-Scopes", strings.Join(c.grant.scopes, ","))
		w.Header().Set("X-Accepted-OAuth-Scopes", strings.Join(c.spec.Scopes, ","))
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(res) // A client that went away reads nothing.
}

func (s *Server) record(c *call, code string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	team := ""
	if c.grant != nil && c.grant.team != nil {
		team = c.grant.team.ID
	}
	s.calls = append(s.calls, Call{c.name, c.args, team, code, status, s.Now()})
}

func (s *Server) readCall(r *http.Request) (*call, error) {
	c := &call{s: s, name: r.PathValue("method"), args: map[string]string{}, header: r.Header}
	c.spec = s.methods[c.name]
	for key, values := range r.URL.Query() {
		c.args[key] = values[0]
		c.query = c.query || key == "token"
	}
	err := c.readBody(r)
	c.token = c.args["token"]
	delete(c.args, "token")
	return c, err
}

func (c *call) readBody(r *http.Request) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	body := http.MaxBytesReader(nil, r.Body, 4<<20)
	if kind == "application/json" {
		data, err := io.ReadAll(body)
		if err != nil {
			return err
		}
		return c.readJSON(data)
	}
	r.Body = body
	if err := r.ParseMultipartForm(4 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return err
	}
	for key, values := range r.PostForm {
		c.args[key] = values[0]
	}
	return nil
}

func (c *call) readJSON(data []byte) error {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil // Some clients name a type for a body that is not there.
	}
	if !c.spec.JSON {
		c.s.mu.Lock()
		defer c.s.mu.Unlock()
		c.s.violate(c.name, "json_not_supported", "this method takes form-encoded arguments only")
		return nil
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(data, &body); err != nil {
		return fmt.Errorf("body is no JSON object: %w", err)
	}
	for key, raw := range body {
		var text string
		if json.Unmarshal(raw, &text) == nil {
			c.args[key] = text
		} else if string(raw) != "null" {
			c.args[key] = string(raw)
		}
	}
	return nil
}

// admit checks what every method has checked: that it exists, the token, the
// required arguments and the scopes. It answers nil to go on.
func (c *call) admit() result {
	if _, ok := c.s.serve[c.name]; !ok {
		return c.blame("unknown_method", "this fake knows no %s", c.name)
	}
	token := c.token
	if bearer, ok := strings.CutPrefix(c.header.Get("Authorization"), "Bearer "); ok {
		token = bearer
	} else if c.query && token != "" {
		return c.blame("not_authed", "a token in the query string is not accepted")
	}
	if res := c.authenticate(token); res != nil {
		return res
	}
	var missing []string
	for _, key := range c.spec.Required {
		if c.args[key] == "" && key != "client_id" && key != "client_secret" {
			missing = append(missing, "[ERROR] missing required field: "+key)
		}
	}
	if len(missing) > 0 {
		return c.blameAll("invalid_arguments", missing)
	}
	if res := c.unknownArguments(); res != nil {
		return res
	}
	if len(c.spec.Scopes) > 0 {
		return c.needScope(c.spec.Scopes...)
	}
	return nil
}

// unknownArguments refuses what Slack's reference does not name. Slack itself mostly passes over it; others that speak its API need not.
func (c *call) unknownArguments() result {
	for key := range c.args {
		if !slices.Contains(c.spec.Required, key) && !slices.Contains(c.spec.Optional, key) && c.name != "api.test" {
			return c.blame("invalid_arg_name", "%s takes no %s", c.name, key)
		}
	}
	return nil
}

func (c *call) authenticate(token string) result {
	if !c.spec.Token {
		c.grant = c.s.grants[token]
		return nil
	}
	if token == "" {
		return c.blame("not_authed", "no token was given")
	}
	g, ok := c.s.grants[token]
	switch {
	case !ok:
		return refuse("invalid_auth")
	case g.gone != "":
		return refuse(g.gone)
	case g.appLevel != (c.name == "apps.connections.open") && c.name != "auth.test":
		return c.blame("not_allowed_token_type", "the wrong kind of token")
	}
	if slices.ContainsFunc(g.barred, func(w *Workspace) bool { return w.ID == c.args["team_id"] }) {
		return refuse("team_access_not_granted")
	}
	c.grant = g
	return nil
}

// needScope refuses unless the token has one of the scopes.
func (c *call) needScope(any ...string) result {
	for _, scope := range any {
		if slices.Contains(c.grant.scopes, scope) {
			return nil
		}
	}
	needed, provided := strings.Join(any, ","), strings.Join(c.grant.scopes, ",")
	res := c.blame("missing_scope", "needs %s, has %s", needed, provided)
	res["needed"], res["provided"] = needed, provided
	return res
}

// blame refuses with an error that is the bot's own fault.
func (c *call) blame(code, format string, args ...any) result {
	c.s.violate(c.name, code, format, args...)
	return refuse(code)
}

// blameAll is blame with one message for each thing wrong.
func (c *call) blameAll(code string, messages []string) result {
	res := c.blame(code, "%s", strings.Join(messages, "; "))
	res["response_metadata"] = map[string]any{"messages": messages}
	if code == "invalid_blocks" || code == "invalid_arguments" {
		res["errors"] = messages
	}
	return res
}

func (c *call) flag(key string) bool {
	v := c.args[key]
	return v == "1" || v == "true" || v == "True"
}

// has says whether the caller gave the argument at all.
func (c *call) has(key string) bool { _, ok := c.args[key]; return ok }

// paged cuts a list to the page asked for and gives the next cursor.
func paged[T any](c *call, all []T, most, usual int) ([]T, string, result) {
	limit := usual
	if text := c.args["limit"]; text != "" && text != "0" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > most {
			return nil, "", c.blame("invalid_limit", "limit %q is not within 1 and %d", text, most)
		}
		limit = n
	}
	limit = min(limit, c.s.page)
	start := 0
	if cursor := c.args["cursor"]; cursor != "" {
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(cursor, "next:"), "="))
		if err != nil || n > len(all) {
			return nil, "", c.blame("invalid_cursor", "cursor %q was not given out", cursor)
		}
		start = n
	}
	end := min(start+limit, len(all))
	next := ""
	if end < len(all) {
		next = fmt.Sprintf("next:%d=", end)
	}
	return all[start:end], next, nil
}

func cursor(next string) map[string]any { return map[string]any{"next_cursor": next} }
