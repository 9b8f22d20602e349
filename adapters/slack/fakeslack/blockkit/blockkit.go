// Package blockkit says what Slack would say about a message or a view before
// Slack is asked.
//
// Slack refuses a whole message for one label that is a character too long, and
// it does so at the moment when somebody waits for it. The checks here hold the
// published limits of Block Kit (counts, lengths, which element may stand in
// which block, which block on which surface), so that a test can pass everything
// the bot is able to produce through them, and so that the fake Slack refuses what
// the true one refuses.
//
// Lengths are counted in Unicode code points. Where published sources disagree
// the stricter reading holds, with one exception: the payload of a webhook (one
// with response_type, replace_original or delete_original and without a channel)
// may repeat a block_id in CheckMessage, because a published example does;
// CheckBlocks never allows it.
//
// The limits are Slack's, gathered from the machine-readable specification of
// slackblocks (MIT, see testdata/NOTICE).
package blockkit

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Surface is a place where blocks can stand.
type Surface int

const (
	// Message is a message in a conversation, ephemeral ones included.
	Message Surface = iota
	// Modal is a view opened over the conversation.
	Modal
	// Home is a person's App Home tab.
	Home
)

// Problem is one thing that Slack would refuse.
type Problem struct {
	// Pointer is the JSON pointer of what is wrong.
	Pointer string
	// Why is the complaint in a few words.
	Why string
}

// Problems is everything wrong with one payload; it is the error of all checks.
type Problems []Problem

// Error lists the problems in the form of Slack's response_metadata.messages.
func (p Problems) Error() string { return strings.Join(p.Messages(), "; ") }

// Messages gives one line a problem, worded as Slack words response_metadata.
func (p Problems) Messages() []string {
	out := make([]string, len(p))
	for i, one := range p {
		out[i] = fmt.Sprintf("[ERROR] %s [json-pointer:%s]", one.Why, one.Pointer)
	}
	return out
}

// CheckMessage checks the blocks and attachments of a chat.postMessage argument
// object or a response_url payload. The error is a Problems.
func CheckMessage(message []byte) error {
	var m map[string]any
	if err := json.Unmarshal(message, &m); err != nil {
		return Problems{{"", "must be a JSON object"}}
	}
	c := &checker{surface: Message, ids: map[string]bool{}, repeats: isWebhook(m)}
	if !hasContent(m) {
		c.add("", "must have text, blocks or attachments")
	}
	if blocks, ok := c.decoded(m, "blocks"); ok {
		c.blocks("/blocks", blocks, 1, 50)
	}
	if list, ok := c.decoded(m, "attachments"); ok {
		c.attachments("/attachments", list)
	}
	return c.err()
}

// CheckBlocks checks a JSON array of blocks meant for a surface: at most 50 in a
// message, 100 in a view, every block_id once. The error is a Problems.
func CheckBlocks(blocks []byte, on Surface) error {
	var list any
	if err := json.Unmarshal(blocks, &list); err != nil {
		return Problems{{"/blocks", "must be a JSON array"}}
	}
	c := &checker{surface: on, ids: map[string]bool{}}
	most := 100
	if on == Message {
		most = 50
	}
	c.blocks("/blocks", list, 0, most)
	return c.err()
}

// CheckAttachments checks a JSON array of message attachments: at most 100. The
// error is a Problems.
func CheckAttachments(attachments []byte) error {
	var list any
	if err := json.Unmarshal(attachments, &list); err != nil {
		return Problems{{"/attachments", "must be a JSON array"}}
	}
	c := &checker{surface: Message, ids: map[string]bool{}}
	c.attachments("/attachments", list)
	return c.err()
}

// CheckView checks a modal or home view as views.open takes it. The error is a
// Problems.
func CheckView(view []byte) error {
	var m map[string]any
	if err := json.Unmarshal(view, &m); err != nil {
		return Problems{{"/view", "must be a JSON object"}}
	}
	c := &checker{surface: Modal, ids: map[string]bool{}}
	c.view(node{c, "", m})
	return c.err()
}

// checker gathers the problems of one payload.
type checker struct {
	surface  Surface
	ids      map[string]bool
	repeats  bool // a repeated block_id is let pass
	inputs   int
	focused  int
	markdown int // characters in markdown blocks so far
	nested   int
	problems Problems
}

func (c *checker) add(pointer, why string, args ...any) {
	c.problems = append(c.problems, Problem{pointer, fmt.Sprintf(why, args...)})
}

func (c *checker) err() error {
	if len(c.problems) == 0 {
		return nil
	}
	return c.problems
}

// decoded finds a field that may be JSON or, as form-encoded calls send it, a
// string of JSON.
func (c *checker) decoded(m map[string]any, key string) (any, bool) {
	v, ok := m[key]
	if !ok || v == nil {
		return nil, false
	}
	text, ok := v.(string)
	if !ok {
		return v, true
	}
	if text == "" {
		return nil, false
	}
	var out any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		c.add("/"+key, "must be JSON")
		return nil, false
	}
	return out, true
}

func (c *checker) blocks(path string, v any, least, most int) {
	list, ok := v.([]any)
	if !ok {
		c.add(path, "must be an array")
		return
	}
	c.count(path, len(list), least, most)
	for i, item := range list {
		at := fmt.Sprintf("%s/%d", path, i)
		if n, ok := c.node(at, item); ok {
			c.block(n)
		}
	}
}

func (c *checker) attachments(path string, v any) {
	list, ok := v.([]any)
	if !ok {
		c.add(path, "must be an array")
		return
	}
	c.count(path, len(list), 0, 100)
	for i, item := range list {
		n, ok := c.node(fmt.Sprintf("%s/%d", path, i), item)
		if !ok {
			continue
		}
		if blocks, ok := n.m["blocks"]; ok && blocks != nil {
			// An attachment's blocks have their own block_ids.
			ids := c.ids
			c.ids = map[string]bool{}
			c.blocks(n.path+"/blocks", blocks, 1, 50)
			c.ids = ids
		}
	}
}

func isWebhook(m map[string]any) bool {
	if _, ok := m["channel"]; ok {
		return false
	}
	for _, key := range []string{"response_type", "replace_original", "delete_original"} {
		if _, ok := m[key]; ok {
			return true
		}
	}
	return false
}

func hasContent(m map[string]any) bool {
	if m["delete_original"] == true {
		return true
	}
	for _, key := range []string{"text", "markdown_text"} {
		if text, _ := m[key].(string); text != "" {
			return true
		}
	}
	for _, key := range []string{"blocks", "attachments"} {
		switch v := m[key].(type) {
		case []any:
			if len(v) > 0 {
				return true
			}
		case string:
			if v != "" && v != "[]" {
				return true
			}
		}
	}
	return false
}
