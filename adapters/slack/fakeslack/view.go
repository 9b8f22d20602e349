package fakeslack

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack/blockkit"
)

// trigger is the permission to open one modal: for one use, for three seconds.
type trigger struct {
	app  *App
	user *User
	view *view // the modal it was given in
	at   time.Time
	used bool
	late bool // three real seconds have passed
}

// trigger makes a trigger id. The lock is held.
func (s *Server) newTrigger(app *App, u *User, in *view) string {
	t := &trigger{app: app, user: u, view: in, at: s.Now()}
	id := "13345224609." + s.id("") + "." + strings.ToLower(s.id("a"))
	s.triggers[id] = t
	time.AfterFunc(3*time.Second, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		t.late = true
	})
	return id
}

// view is a modal or home tab as the server keeps it.
type view struct {
	id       string
	app      *App
	user     *User
	fields   map[string]any // as the app gave them
	blocks   json.RawMessage
	hash     string
	external string
	root     *view
	previous *view
	values   map[string]map[string]result // what the person has filled in
	updates  int
}

// View is a modal or home tab as somebody saw it at one moment.
type View struct {
	// ID is the view's id; CallbackID, PrivateMetadata, ExternalID and Title are as
	// the app gave them.
	ID, CallbackID, PrivateMetadata, ExternalID, Title string
	// Blocks is the JSON of its blocks.
	Blocks json.RawMessage
	// Updates counts how often the app has changed it.
	Updates int

	s *Server
	v *view
}

func (v *view) snapshot() View {
	str := func(key string) string { s, _ := v.fields[key].(string); return s }
	return View{
		ID: v.id, CallbackID: str("callback_id"), PrivateMetadata: str("private_metadata"), ExternalID: v.external,
		Title: textOf(v.fields["title"]), Blocks: v.blocks, Updates: v.updates, s: v.app.s, v: v,
	}
}

// Zero says that there is no such view.
func (v View) Zero() bool { return v.v == nil }

// Plain is what a person reads in the view.
func (v View) Plain() string {
	if v.Zero() {
		return ""
	}
	return v.s.readable(strings.Join(append([]string{v.Title}, plainParts(v.Blocks)...), "\n"))
}

// Elements lists the interactive elements; an input's label is its block's.
func (v View) Elements() []Element { return elements(v.Blocks) }

// Buttons lists the labels of the view's buttons.
func (v View) Buttons() []string { return labels(v.Elements()) }

func (v *view) json() result {
	r := result{
		"id": v.id, "team_id": v.user.team.ID, "type": v.fields["type"], "blocks": v.blocks, "hash": v.hash,
		"external_id": v.external, "app_id": v.app.ID, "app_installed_team_id": v.user.team.ID,
		"private_metadata": "", "callback_id": "", "clear_on_close": false, "notify_on_close": false,
		"state": result{"values": v.filled()}, "root_view_id": v.root.id, "previous_view_id": nil,
		"title": nil, "close": nil, "submit": nil,
	}
	if v.previous != nil {
		r["previous_view_id"] = v.previous.id
	}
	if g := v.app.grantIn(v.user.team); g != nil {
		r["bot_id"] = g.botID
	}
	for _, key := range []string{"private_metadata", "callback_id", "clear_on_close", "notify_on_close", "title", "close", "submit"} {
		if value, ok := v.fields[key]; ok {
			r[key] = value
		}
	}
	return r
}

// filled is what the person has filled in by now. It is told outside the lock.
func (v *view) filled() map[string]map[string]result {
	out := make(map[string]map[string]result, len(v.values))
	for block, values := range v.values {
		out[block] = maps.Clone(values)
	}
	return out
}

// newView checks a view and makes it, or answers with the error Slack would refuse
// it with and the messages to that. When the view is to replace another, it may
// have its external id.
func (s *Server) newView(app *App, u *User, raw, want string, former *view) (*view, []string, string) {
	if len(raw) > 250_000 {
		return nil, nil, "view_too_large"
	}
	if err := blockkit.CheckView([]byte(raw)); err != nil {
		return nil, messagesOf(err), "invalid_arguments"
	}
	v := &view{app: app, user: u}
	v.root = v
	v.fill(raw)
	if v.fields["type"] != want {
		return nil, []string{"[ERROR] the view must be of type " + want}, "invalid_arguments"
	}
	v.id = s.id("V")
	if same := s.findView(app, "", v.external); same != nil && same != former {
		return nil, nil, "duplicate_external_id"
	}
	return v, nil, ""
}

// fill takes over a view's content, which was checked before. What people have
// filled in stays where the block and action ids stay.
func (v *view) fill(raw string) {
	s := v.app.s
	v.fields = map[string]any{}
	if err := json.Unmarshal([]byte(raw), &v.fields); err != nil {
		s.misuse("a view passed its check and is no JSON: %v", err)
	}
	v.external, _ = v.fields["external_id"].(string)
	v.blocks = s.named(encode(v.fields["blocks"]))
	v.hash = s.stamp("hash")
	former := v.values
	v.values = map[string]map[string]result{}
	for _, e := range elements(v.blocks) {
		if v.values[e.BlockID] == nil {
			v.values[e.BlockID] = map[string]result{}
		}
		if kept, ok := former[e.BlockID][e.ActionID]; ok {
			v.values[e.BlockID][e.ActionID] = kept
		} else if first := e.initial(); first != nil {
			v.values[e.BlockID][e.ActionID] = first
		}
	}
}

func messagesOf(err error) []string {
	var problems blockkit.Problems
	if errors.As(err, &problems) {
		return problems.Messages()
	}
	return []string{err.Error()}
}

// findView finds an open modal or home by id or external id.
func (s *Server) findView(app *App, id, external string) *view {
	match := func(v *view) bool {
		return v.app == app && (id != "" && v.id == id || external != "" && v.external == external)
	}
	for _, u := range s.users {
		if i := slices.IndexFunc(u.views, match); i >= 0 {
			return u.views[i]
		}
		if v := u.homeView[app]; v != nil && match(v) {
			return v
		}
	}
	return nil
}

// named gives every block and interactive element without an id one, as Slack does.
func (s *Server) named(blocks json.RawMessage) json.RawMessage {
	var list []map[string]any
	if len(blocks) == 0 || json.Unmarshal(blocks, &list) != nil {
		return blocks
	}
	name := func(v any) {
		m, ok := v.(map[string]any)
		if ok && m["type"] != "image" && m["type"] != "plain_text" && m["type"] != "mrkdwn" && m["action_id"] == nil {
			m["action_id"] = s.id("act")
		}
	}
	for _, b := range list {
		if id, _ := b["block_id"].(string); id == "" {
			b["block_id"] = s.id("blk")
		}
		name(b["accessory"])
		name(b["element"])
		if items, ok := b["elements"].([]any); ok && b["type"] == "actions" {
			for _, item := range items {
				name(item)
			}
		}
	}
	return encode(list)
}

// encode is JSON of something that can be JSON.
func encode(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("fakeslack: " + err.Error()) // Only values made here or parsed from JSON.
	}
	return data
}
