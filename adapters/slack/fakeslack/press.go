package fakeslack

import (
	"slices"
	"strings"
)

// Press presses a button of a message, found by action_id, value or label. It
// works on the message as it was seen: a button that has gone meanwhile can still
// be pressed, as on a screen that is a moment behind.
func (u *User) Press(m Message, button string) {
	u.s.t.Helper()
	if e, ok := u.seek(m.Elements(), button); ok {
		u.act(m, e, e.pressed())
	}
}

// Choose picks an option, by value or label, of a message's menu, found by
// action_id or placeholder.
func (u *User) Choose(m Message, menu, option string) {
	u.s.t.Helper()
	e, ok := u.seek(m.Elements(), menu)
	if !ok {
		return
	}
	if state := u.fill(e, option); state != nil {
		u.act(m, e, e.chosen(state))
	}
}

// PressIn presses a button in a modal or home tab.
func (u *User) PressIn(v View, button string) {
	u.s.t.Helper()
	if e, ok := u.seek(v.Elements(), button); ok {
		u.actIn(v, e, e.pressed())
	}
}

// ChooseIn picks an option of a menu in a modal or home tab; for the menus of input
// blocks the app hears of it only if the block says dispatch_action.
func (u *User) ChooseIn(v View, menu string, value any) {
	u.s.t.Helper()
	e, ok := u.seek(v.Elements(), menu)
	if !ok {
		return
	}
	state := u.fill(e, value)
	if state == nil {
		return
	}
	u.s.mu.Lock()
	if v.v.values[e.BlockID] == nil {
		v.v.values[e.BlockID] = map[string]result{}
	}
	v.v.values[e.BlockID][e.ActionID] = state
	u.s.mu.Unlock()
	if v.dispatches(e) {
		u.actIn(v, e, e.chosen(state))
	}
}

// dispatches says whether the app hears of a change at once.
func (v View) dispatches(e Element) bool {
	yes := true
	eachBlock(v.Blocks, func(b map[string]any) {
		if b["block_id"] == e.BlockID && b["type"] == "input" {
			yes = b["dispatch_action"] == true
		}
	})
	return yes
}

// Shortcut uses a message shortcut.
func (u *User) Shortcut(m Message, callbackID string) {
	u.s.t.Helper()
	u.shortcut(&m, callbackID)
}

// GlobalShortcut uses a global shortcut.
func (u *User) GlobalShortcut(callbackID string) {
	u.s.t.Helper()
	u.shortcut(nil, callbackID)
}

func (u *User) shortcut(m *Message, callbackID string) {
	s := u.s
	s.mu.Lock()
	var app *App
	for _, a := range s.apps {
		if slices.Contains(a.cfg.Shortcuts, callbackID) && a.grantIn(u.team) != nil {
			app = a
		}
	}
	if app == nil {
		s.mu.Unlock()
		s.misuse("no app has a shortcut %s here", callbackID)
		return
	}
	payload := u.interaction("shortcut", app, nil)
	payload["callback_id"], payload["action_ts"] = callbackID, s.stamp("action")
	if m != nil {
		payload["type"] = "message_action"
		payload["message"], payload["message_ts"] = m.m.json(nil), m.TS
		payload["channel"] = result{"id": m.Channel, "name": m.m.ch.commandName()}
		payload["response_url"] = s.newHook(app, u, m.m.ch, nil)
	}
	s.mu.Unlock()
	app.sendInteraction(payload, false)
}

// interaction is what all interaction payloads have in common. The lock is held.
func (u *User) interaction(kind string, app *App, in *view) result {
	r := result{
		"type": kind, "token": "verification-is-by-signature", "api_app_id": app.ID,
		"team":       result{"id": u.team.ID, "domain": u.team.Domain},
		"user":       result{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.homeTeam().ID},
		"trigger_id": u.s.newTrigger(app, u, in), "enterprise": nil, "is_enterprise_install": false,
	}
	if e := u.team.Enterprise; e != "" {
		r["enterprise"] = result{"id": e, "name": "Enterprise " + e}
	}
	if g := app.grantIn(u.team); g != nil && g.org != "" {
		r["is_enterprise_install"] = true
	}
	return r
}

// act sends block_actions from a message.
func (u *User) act(m Message, e Element, action result) {
	s := u.s
	s.mu.Lock()
	if m.m.grant == nil {
		s.mu.Unlock()
		s.misuse("the message is not an app's")
		return
	}
	app := m.m.grant.app
	payload := u.interaction("block_actions", app, nil)
	action["action_ts"] = s.stamp("action")
	payload["actions"] = []result{action}
	payload["channel"] = result{"id": m.Channel, "name": m.m.ch.commandName()}
	payload["container"] = result{
		"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral,
	}
	payload["response_url"] = s.newHook(app, u, m.m.ch, m.m)
	payload["state"] = result{"values": result{}}
	if !m.Ephemeral {
		body := m.m.json(nil)
		body["blocks"] = m.Blocks
		payload["message"] = body
	}
	s.mu.Unlock()
	app.sendInteraction(payload, false)
}

// actIn sends block_actions from a view.
func (u *User) actIn(v View, e Element, action result) {
	s := u.s
	s.mu.Lock()
	payload := u.interaction("block_actions", v.v.app, v.v)
	action["action_ts"] = s.stamp("action")
	payload["actions"] = []result{action}
	payload["container"] = result{"type": "view", "view_id": v.ID}
	payload["view"] = v.v.json()
	s.mu.Unlock()
	v.v.app.sendInteraction(payload, false)
}

// seek finds an element by action_id, value, label or block_id.
func (u *User) seek(list []Element, name string) (Element, bool) {
	u.s.t.Helper()
	for _, by := range []func(Element) string{
		func(e Element) string { return e.ActionID }, func(e Element) string { return e.Value },
		func(e Element) string { return e.Label }, func(e Element) string { return e.BlockID },
	} {
		for _, e := range list {
			if by(e) == name {
				return e, true
			}
		}
	}
	var have []string
	for _, e := range list {
		have = append(have, e.Label+" ("+e.ActionID+")")
	}
	u.s.misuse("%s finds no %q among %s", u.Name, name, strings.Join(have, ", "))
	return Element{}, false
}

// pressed is the action of a button.
func (e Element) pressed() result {
	r := result{"type": e.Type, "action_id": e.ActionID, "block_id": e.BlockID, "text": e.raw["text"]}
	for _, key := range []string{"value", "style", "url"} {
		if v, ok := e.raw[key]; ok {
			r[key] = v
		}
	}
	return r
}

// chosen is the action of a menu or input whose state has become this.
func (e Element) chosen(state result) result {
	r := result{"action_id": e.ActionID, "block_id": e.BlockID}
	for key, value := range state {
		r[key] = value
	}
	return r
}
