package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Values is what somebody fills into a modal, by block_id, action_id or label. A
// value is a string, a []string for several choices, a *User or a *Channel. A
// choice is named by its value or its label. An empty string clears the field.
type Values map[string]any

// Submission is what became of submitting a modal.
type Submission struct {
	// Error is what Slack says when the app did not answer properly.
	Error string
	// Errors are the complaints the app attached to the fields, by block_id.
	Errors map[string]string
	// Missing are the labels of required fields that were left empty (or hold too
	// little or too much): Slack did not let the form go.
	Missing []string
	// Action is the app's response_action, empty if the modal just closed.
	Action string
	// View is the modal that is on top afterwards, zero if none is open.
	View View
}

// OK says that the form was taken.
func (r Submission) OK() bool { return r.Error == "" && len(r.Errors) == 0 && len(r.Missing) == 0 }

// Fill fills in a modal and leaves it open. The app hears of what is chosen in an input that has dispatch_action. It answers what is
// wrong, an empty Submission for nothing.
func (u *User) Fill(v View, values Values) Submission {
	u.s.t.Helper()
	s := u.s
	s.mu.Lock()
	if v.v == nil || !slices.Contains(u.views, v.v) {
		s.mu.Unlock()
		s.misuse("%s has no such modal open", u.Name)
		return Submission{Error: "no modal"}
	}
	list := elements(v.v.blocks)
	dispatching := map[string]bool{}
	eachBlock(v.v.blocks, func(b map[string]any) {
		id, _ := b["block_id"].(string)
		dispatching[id] = b["dispatch_action"] == true
	})
	s.mu.Unlock()
	for name, value := range values {
		e, ok := u.seek(list, name)
		if !ok {
			return Submission{Error: "no field " + name, View: u.View()}
		}
		state := u.fill(e, value)
		s.mu.Lock()
		if v.v.values[e.BlockID] == nil {
			v.v.values[e.BlockID] = map[string]result{}
		}
		v.v.values[e.BlockID][e.ActionID] = state
		s.mu.Unlock()
		if dispatching[e.BlockID] && e.Type != "plain_text_input" {
			u.actIn(v, e, e.chosen(state))
		}
	}
	return Submission{}
}

// Submit fills in a modal and submits it.
func (u *User) Submit(v View, values Values) Submission {
	u.s.t.Helper()
	s := u.s
	if r := u.Fill(v, values); r.Error != "" {
		return r
	}
	if missing := v.missing(); len(missing) > 0 {
		return Submission{Missing: missing, View: u.View()}
	}
	s.mu.Lock()
	payload := u.interaction("view_submission", v.v.app, v.v)
	payload["view"], payload["response_urls"] = v.v.json(), []result{}
	s.mu.Unlock()
	out := v.v.app.sendInteraction(payload, true)
	return u.submitted(v.v, out)
}

// missing lists the required inputs that Slack's client would insist on.
func (v View) missing() []string {
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	var out []string
	eachBlock(v.v.blocks, func(b map[string]any) {
		element, _ := b["element"].(map[string]any)
		if b["type"] != "input" || element == nil {
			return
		}
		block, _ := b["block_id"].(string)
		action, _ := element["action_id"].(string)
		state := v.v.values[block][action]
		text, typed := state["value"].(string)
		size := float64(utf8.RuneCountInString(text))
		least, hasLeast := element["min_length"].(float64)
		most, hasMost := element["max_length"].(float64)
		switch {
		case state.empty() && b["optional"] == true:
		case state.empty(), typed && hasLeast && size < least, typed && hasMost && size > most:
			out = append(out, textOf(b["label"]))
		}
	})
	return out
}

// empty says whether nothing is filled in.
func (r result) empty() bool {
	for key, value := range r {
		switch value := value.(type) {
		case nil:
		case string:
			if key != "type" && value != "" {
				return false
			}
		case []string:
			if len(value) > 0 {
				return false
			}
		case []any:
			if len(value) > 0 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// submitted carries out the app's answer to a view_submission.
func (u *User) submitted(v *view, out outcome) Submission {
	s := u.s
	var r Submission
	var ack struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	switch {
	case out.reason == "http_timeout" || out.reason == "timeout":
		r.Error = "operation_timeout"
	case !out.ok():
		r.Error = "dispatch_failed"
	case len(strings.TrimSpace(string(out.body))) > 0 && string(out.body) != "null":
		if err := json.Unmarshal(out.body, &ack); err != nil {
			s.blameAck("ack_unreadable", "view_submission: %v: %.100s", err, out.body)
			r.Error = "dispatch_failed"
		}
	}
	s.mu.Lock()
	if r.Error == "" {
		r.Action = ack.Action
		switch ack.Action {
		case "":
			u.closeTop(v)
		case "clear":
			u.views = nil
		case "errors":
			r.Errors = ack.Errors
			s.checkErrors(v, ack.Errors)
		case "update", "push":
			s.answerView(u, v, ack.Action, string(ack.View))
		default:
			s.violate("view_submission", "ack_unreadable", "response_action %q", ack.Action)
		}
	}
	s.mu.Unlock()
	r.View = u.View()
	return r
}

func (u *User) closeTop(v *view) {
	u.views = slices.DeleteFunc(slices.Clone(u.views), func(other *view) bool { return other == v })
}

// checkErrors holds the keys of field errors to the input blocks of the view.
func (s *Server) checkErrors(v *view, errs map[string]string) {
	inputs := map[string]bool{}
	eachBlock(v.blocks, func(b map[string]any) {
		id, _ := b["block_id"].(string)
		inputs[id] = b["type"] == "input"
	})
	for key := range errs {
		if !inputs[key] {
			s.violate("view_submission", "ack_unreadable", "errors names %q, which is no input block", key)
		}
	}
	if len(errs) == 0 {
		s.violate("view_submission", "ack_unreadable", "response_action errors without errors")
	}
}

func (s *Server) answerView(u *User, v *view, action, raw string) {
	var former *view
	if action == "update" {
		former = v
	}
	next, messages, code := s.newView(v.app, u, raw, "modal", former)
	if code != "" {
		s.violate("view_submission", code, "%s", strings.Join(messages, "; "))
		return
	}
	s.notePings("view_submission", "", result{"blocks": rawBlocks(raw)})
	if action == "update" {
		v.fill(raw)
		v.updates++
		return
	}
	if len(u.views) >= 3 {
		s.violate("view_submission", "push_limit_reached", "three views are open already")
		return
	}
	next.stackOn(u)
}

func rawBlocks(raw string) any {
	var v struct{ Blocks any }
	_ = json.Unmarshal([]byte(raw), &v) // It passed the check.
	return v.Blocks
}

// Dismiss closes the uppermost modal; the app is told if the view asked for it.
func (u *User) Dismiss() {
	s := u.s
	s.mu.Lock()
	n := len(u.views)
	if n == 0 {
		s.mu.Unlock()
		s.misuse("%s has no modal open", u.Name)
		return
	}
	v := u.views[n-1]
	cleared := v.fields["clear_on_close"] == true
	u.views = u.views[: n-1 : n-1]
	if cleared {
		u.views = nil
	}
	payload := u.interaction("view_closed", v.app, nil)
	delete(payload, "trigger_id")
	payload["view"], payload["is_cleared"] = v.json(), cleared
	s.mu.Unlock()
	if v.fields["notify_on_close"] == true {
		v.app.sendInteraction(payload, false)
	}
}

// initial is the state an element begins with, nil if it has none.
func (e Element) initial() result {
	for key, field := range map[string]string{
		"initial_value": "value", "initial_option": "selected_option", "initial_options": "selected_options",
		"initial_date": "selected_date", "initial_time": "selected_time", "initial_date_time": "selected_date_time",
		"initial_user": "selected_user", "initial_users": "selected_users", "initial_channel": "selected_channel",
		"initial_channels": "selected_channels", "initial_conversation": "selected_conversation",
		"initial_conversations": "selected_conversations",
	} {
		if v, ok := e.raw[key]; ok {
			return result{"type": e.Type, field: v}
		}
	}
	if e.Type == "button" || e.Type == "overflow" {
		return nil
	}
	return e.blank()
}

// blank is the state of an element with nothing in it.
func (e Element) blank() result {
	field := map[string]string{
		"static_select": "selected_option", "external_select": "selected_option", "radio_buttons": "selected_option",
		"users_select": "selected_user", "channels_select": "selected_channel",
		"conversations_select": "selected_conversation", "datepicker": "selected_date",
		"timepicker": "selected_time", "datetimepicker": "selected_date_time",
	}[e.Type]
	switch {
	case field != "":
		return result{"type": e.Type, field: nil}
	case e.Type == "checkboxes" || e.Type == "multi_static_select" || e.Type == "multi_external_select":
		return result{"type": e.Type, "selected_options": []any{}}
	case strings.HasPrefix(e.Type, "multi_"):
		return result{"type": e.Type, "selected_" + strings.TrimSuffix(strings.TrimPrefix(e.Type, "multi_"), "_select"): []string{}}
	}
	return result{"type": e.Type, "value": nil}
}

// fill is the state of an element once somebody has put a value in.
func (u *User) fill(e Element, value any) result {
	u.s.t.Helper()
	many := []string{}
	switch v := value.(type) {
	case []string:
		many = v
	case *User:
		many = []string{v.ID}
	case *Channel:
		many = []string{v.ID}
	default:
		if text := fmt.Sprint(value); text != "" {
			many = []string{text}
		}
	}
	state := e.blank()
	if len(many) == 0 {
		return state
	}
	switch {
	case len(options(e.raw)) > 0:
		return u.fillOptions(e, many, state)
	case strings.HasPrefix(e.Type, "multi_"):
		for key := range state {
			if key != "type" {
				state[key] = many
			}
		}
	case e.Type == "datetimepicker":
		at, err := strconv.ParseInt(many[0], 10, 64)
		if err != nil {
			u.s.misuse("a datetimepicker takes Unix seconds: %v", err)
		}
		state["selected_date_time"] = at
	default:
		for key := range state {
			if key != "type" {
				state[key] = many[0]
			}
		}
	}
	return state
}

func (u *User) fillOptions(e Element, names []string, state result) result {
	u.s.t.Helper()
	var picked []any
	for _, name := range names {
		i := slices.IndexFunc(options(e.raw), func(o map[string]any) bool {
			return o["value"] == name || textOf(o["text"]) == name
		})
		if i < 0 {
			u.s.misuse("%q is not among the choices %q", name, e.Choices)
			return nil
		}
		picked = append(picked, options(e.raw)[i])
	}
	if _, several := state["selected_options"]; several {
		state["selected_options"] = picked
	} else {
		state = result{"type": e.Type, "selected_option": picked[0]}
	}
	return state
}
