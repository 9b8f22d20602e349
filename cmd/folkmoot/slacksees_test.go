package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/folkmoot/folkmoot/adapters/scenario"
	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func (d *slackDriver) Delete(m scenario.Message) {
	d.mu.Lock()
	var somebody *fakeslack.User
	for _, somebody = range d.users {
	}
	d.mu.Unlock()
	m.Raw.(fakeslack.Message).Delete(somebody)
}

func (d *slackDriver) Posts(channel string) []scenario.Message {
	return d.messages(d.at(channel).Messages(), func(m fakeslack.Message) bool { return m.ThreadTS == "" })
}

func (d *slackDriver) Thread(m scenario.Message) []scenario.Message {
	root := m.Raw.(fakeslack.Message)
	var all []fakeslack.Message
	d.mu.Lock()
	for _, ch := range d.channels {
		if ch.ID == root.Channel {
			all = ch.Messages()
		}
	}
	d.mu.Unlock()
	return d.messages(all, func(m fakeslack.Message) bool { return m.ThreadTS == root.TS && m.TS != root.TS })
}

func (d *slackDriver) Direct(who string) []scenario.Message {
	return d.messages(d.user(who).Direct(), func(fakeslack.Message) bool { return true })
}

func (d *slackDriver) messages(all []fakeslack.Message, which func(fakeslack.Message) bool) []scenario.Message {
	var out []scenario.Message
	for _, m := range all {
		if !m.Deleted && !m.Ephemeral && m.User == d.in.Bot && which(m) {
			out = append(out, slackMessage(m))
		}
	}
	return out
}

var (
	slackHead   = regexp.MustCompile(`^([A-Z]\d+(?:\.\d+)?) · (.*)$`)
	slackStatus = regexp.MustCompile(`\*([^*]+)\*`)
)

// slackWords is what a person reads in a message, without its buttons and marks.
func slackWords(m fakeslack.Message) string {
	var all, some []json.RawMessage
	if json.Unmarshal(m.Blocks, &all) == nil {
		for _, raw := range all {
			var b struct{ Type string }
			if json.Unmarshal(raw, &b) == nil && b.Type != "actions" {
				some = append(some, raw)
			}
		}
		if kept, err := json.Marshal(some); err == nil && len(some) > 0 {
			m.Blocks = kept
		}
	}
	return strings.ReplaceAll(m.Plain(), "`", "")
}

// slackMessage reads a message: its header is "P12 · Meet on Tuesdays", its status the bold word below.
func slackMessage(m fakeslack.Message) scenario.Message {
	out := scenario.Message{Labels: m.Buttons(), Text: slackWords(m), Edits: len(m.History), Raw: m}
	var blocks []struct {
		Type string
		Text struct{ Text string }
	}
	if json.Unmarshal(m.Blocks, &blocks) != nil || len(blocks) == 0 || blocks[0].Type != "header" {
		return out
	}
	head := slackHead.FindStringSubmatch(blocks[0].Text.Text)
	if head == nil {
		return out
	}
	out.ID, out.Title = head[1], head[2]
	for _, b := range blocks[1:] {
		if status := slackStatus.FindStringSubmatch(b.Text.Text); b.Type == "section" && status != nil {
			out.Status = status[1]
			break
		}
	}
	return out
}

func (d *slackDriver) Crowds() int { return len(d.slack.Pings()) }

func (d *slackDriver) Forge(f scenario.Forgery) scenario.Reply {
	switch f.Kind {
	case scenario.ForgedCommand:
		return d.unsigned(f)
	case scenario.BentForm:
		return d.bentForm(f)
	}
	m := f.Message.Raw.(fakeslack.Message)
	if f.Kind == scenario.BentButton {
		m.Blocks = bentBlocks(m.Blocks)
	} else {
		m.Channel = d.at(f.Channel).ID
	}
	return d.Click(f.As, scenario.Message{Raw: m}, f.Label)
}

// unsigned brings a command that Slack did not sign.
func (d *slackDriver) unsigned(f scenario.Forgery) scenario.Reply {
	command, rest, _ := strings.Cut(f.Line, " ")
	form := url.Values{"command": {command}, "text": {rest}, "team_id": {d.team.ID}, "channel_id": {d.at(f.Channel).ID}, "user_id": {d.user(f.As).ID}}
	resp, err := http.PostForm(d.front.server.URL+"/slack/commands", form)
	if err != nil {
		return scenario.Reply{Refused: err}
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusUnauthorized {
		return scenario.Reply{Text: string(body)}
	}
	return scenario.Reply{Refused: errors.New(resp.Status)}
}

// bentForm sends the state of somebody else's form.
func (d *slackDriver) bentForm(f scenario.Forgery) scenario.Reply {
	v := f.Form.Raw.(fakeslack.View)
	values := map[string]any{}
	for _, in := range inputsOf(v) {
		values[in.BlockID] = map[string]any{in.Element.ActionID: map[string]any{"type": in.Element.Type, "value": f.Values[in.Label.Text]}}
	}
	u := d.user(f.As)
	_, body := d.app.Interact(map[string]any{
		"type": "view_submission", "team": map[string]any{"id": d.team.ID}, "user": map[string]any{"id": u.ID, "team_id": d.team.ID},
		"view": map[string]any{"id": v.ID, "type": "modal", "team_id": d.team.ID, "callback_id": v.CallbackID, "private_metadata": v.PrivateMetadata,
			"blocks": v.Blocks, "state": map[string]any{"values": values}},
	})
	var ack struct {
		Action string `json:"response_action"`
		Errors map[string]string
	}
	if json.Unmarshal(body, &ack) != nil || ack.Action != "errors" {
		return scenario.Reply{}
	}
	return scenario.Reply{Refused: fmt.Errorf("%v", ack.Errors)}
}

// bentBlocks changes a letter in everything that a card's buttons carry.
func bentBlocks(blocks json.RawMessage) json.RawMessage {
	var all []map[string]any
	if json.Unmarshal(blocks, &all) != nil {
		return blocks
	}
	for _, b := range all {
		elements, _ := b["elements"].([]any)
		for _, e := range elements {
			button, ok := e.(map[string]any)
			if !ok || button["type"] != "button" {
				continue
			}
			for _, key := range []string{"value", "action_id"} {
				if sealed, ok := button[key].(string); ok {
					button[key] = bent(sealed)
				}
			}
		}
	}
	out, err := json.Marshal(all)
	if err != nil {
		return blocks
	}
	return out
}
