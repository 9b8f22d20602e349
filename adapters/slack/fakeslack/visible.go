package fakeslack

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Element is something interactive that a person sees in a message or view.
type Element struct {
	// Type is the Block Kit type, Label what is written on it.
	Type, Label string
	// BlockID and ActionID say where it is; Value and URL are a button's.
	BlockID, ActionID, Value, URL, Style string
	// Choices are the labels of a menu's options, in order.
	Choices []string
	// Confirms says that Slack asks "are you sure" first.
	Confirms bool

	raw map[string]any
}

// Elements lists everything that can be pressed or chosen in the message.
func (m Message) Elements() []Element {
	out := elements(m.Blocks)
	var attachments []struct{ Blocks json.RawMessage }
	if json.Unmarshal(m.Attachments, &attachments) == nil {
		for _, a := range attachments {
			out = append(out, elements(a.Blocks)...)
		}
	}
	return out
}

// Buttons lists the labels of the message's buttons.
func (m Message) Buttons() []string { return labels(m.Elements()) }

func labels(list []Element) []string {
	var out []string
	for _, e := range list {
		if e.Type == "button" {
			out = append(out, e.Label)
		}
	}
	return out
}

// Plain is what a person reads in the message: the text of its blocks and
// attachments, or the top-level text if there are none, entities resolved.
func (m Message) Plain() string {
	parts := plainParts(m.Blocks)
	var attachments []struct {
		Blocks        json.RawMessage
		Pretext, Text string
	}
	if json.Unmarshal(m.Attachments, &attachments) == nil {
		for _, a := range attachments {
			if more := plainParts(a.Blocks); len(more) > 0 {
				parts = append(parts, more...)
			} else {
				parts = append(parts, a.Pretext, a.Text)
			}
		}
	}
	text := strings.Join(parts, "\n")
	if len(m.Blocks) == 0 || len(parts) == 0 {
		text = strings.TrimSpace(m.Text + "\n" + text)
	}
	if m.s == nil {
		return unescape(text)
	}
	return m.s.readable(text)
}

// readable resolves entities as a client does.
func (s *Server) readable(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	entity := regexp.MustCompile(`<([^<>]*)>`)
	return unescape(entity.ReplaceAllStringFunc(text, func(e string) string {
		body, label, labelled := strings.Cut(e[1:len(e)-1], "|")
		switch {
		case strings.HasPrefix(body, "@"):
			if u := s.users[body[1:]]; u != nil {
				return "@" + u.Name
			}
		case strings.HasPrefix(body, "#"):
			if c := s.channels[body[1:]]; c != nil {
				return "#" + c.name
			}
		}
		if labelled {
			return label
		}
		return body
	}))
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// eachBlock walks over a JSON array of blocks.
func eachBlock(raw json.RawMessage, do func(block map[string]any)) {
	var blocks []map[string]any
	if json.Unmarshal(raw, &blocks) != nil {
		return
	}
	for _, b := range blocks {
		do(b)
	}
}

func elements(raw json.RawMessage) []Element {
	var out []Element
	eachBlock(raw, func(b map[string]any) {
		blockID, _ := b["block_id"].(string)
		add := func(v any) {
			if m, ok := v.(map[string]any); ok && m["type"] != "image" {
				if e := newElement(blockID, m); e.Type != "" && e.Type != "plain_text" && e.Type != "mrkdwn" {
					out = append(out, e)
				}
			}
		}
		add(b["accessory"])
		if b["type"] == "input" {
			e := len(out)
			add(b["element"])
			if len(out) > e {
				out[e].Label = textOf(b["label"])
			}
		}
		if list, ok := b["elements"].([]any); ok && b["type"] == "actions" {
			for _, item := range list {
				add(item)
			}
		}
	})
	return out
}

func newElement(blockID string, m map[string]any) Element {
	str := func(key string) string { s, _ := m[key].(string); return s }
	e := Element{
		Type: str("type"), BlockID: blockID, ActionID: str("action_id"), Value: str("value"), URL: str("url"),
		Style: str("style"), Label: textOf(m["text"]), Confirms: m["confirm"] != nil, raw: m,
	}
	if e.Label == "" {
		e.Label = textOf(m["placeholder"])
	}
	for _, o := range options(m) {
		e.Choices = append(e.Choices, textOf(o["text"]))
	}
	return e
}

// options gathers a menu's options, out of groups as well.
func options(m map[string]any) []map[string]any {
	var out []map[string]any
	list, _ := m["options"].([]any)
	for _, item := range list {
		if o, ok := item.(map[string]any); ok {
			out = append(out, o)
		}
	}
	groups, _ := m["option_groups"].([]any)
	for _, item := range groups {
		if g, ok := item.(map[string]any); ok {
			out = append(out, options(g)...)
		}
	}
	return out
}

func textOf(v any) string {
	m, _ := v.(map[string]any)
	s, _ := m["text"].(string)
	return unescape(s)
}

// plainParts is the text of blocks in reading order.
func plainParts(raw json.RawMessage) []string {
	var out []string
	eachBlock(raw, func(b map[string]any) { out = append(out, readableParts(b)...) })
	return out
}

func readableParts(v any) []string {
	switch v := v.(type) {
	case []any:
		var out []string
		for _, item := range v {
			out = append(out, readableParts(item)...)
		}
		return out
	case map[string]any:
		if text, ok := v["text"].(string); ok {
			return []string{text}
		}
		var out []string
		for _, key := range []string{"title", "text", "label", "fields", "elements", "element", "accessory", "hint", "placeholder", "options", "rows"} {
			out = append(out, readableParts(v[key])...)
		}
		return out
	}
	return nil
}
