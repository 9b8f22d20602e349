package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack/blockkit"
)

// channel finds a conversation that the token may know of: public ones, and those
// the bot is in.
func (c *call) channel(id string) (*Channel, result) {
	ch := c.s.channels[id]
	if ch == nil || ch.deleted || !c.reaches(ch) {
		return nil, refuse("channel_not_found")
	}
	if (ch.private || ch.im) && !slices.Contains(ch.members, c.grant.bot) {
		return nil, refuse("channel_not_found")
	}
	return ch, nil
}

func (c *call) reaches(ch *Channel) bool {
	return c.grant.covers(ch.team) || slices.ContainsFunc(ch.shared, c.grant.covers)
}

// target finds where to post: a conversation id, #name, or a person's id for their
// direct messages.
func (c *call) target() (*Channel, result) {
	id := c.args["channel"]
	if u := c.s.users[id]; u != nil && c.grant.covers(u.team) {
		return c.grant.direct([]*User{u}), nil
	}
	if ch, res := c.channel(id); res == nil {
		return ch, nil
	}
	name := strings.TrimPrefix(id, "#")
	for _, w := range c.s.workspaces {
		for _, ch := range w.chans {
			if ch.name == name && c.grant.covers(w) {
				return c.channel(ch.ID)
			}
		}
	}
	return nil, refuse("channel_not_found")
}

// mayPost says whether the bot can write there.
func (c *call) mayPost(ch *Channel) result {
	member := slices.Contains(ch.members, c.grant.bot)
	switch {
	case ch.archived || ch.im && slices.ContainsFunc(ch.members, func(u *User) bool { return u.deleted }):
		return refuse("is_archived")
	case ch.im && c.grant.app.cfg.NoMessagesTab:
		return refuse("messages_tab_disabled")
	case !member && (ch.private || !slices.Contains(c.grant.scopes, "chat:write.public")):
		return refuse("not_in_channel")
	}
	return nil
}

// content reads and checks what a message is to say.
func (c *call) content(longest int) (answer, result) {
	a := answer{Text: c.args["text"]}
	if md := c.args["markdown_text"]; md != "" {
		if a.Text != "" || c.args["blocks"] != "" {
			return a, c.blame("markdown_text_conflict", "markdown_text stands alone")
		}
		if utf8.RuneCountInString(md) > 12_000 {
			return a, c.blame("msg_too_long", "markdown_text of %d characters", utf8.RuneCountInString(md))
		}
		a.Text = md
	}
	if n := utf8.RuneCountInString(a.Text); longest > 0 && n > longest {
		return a, c.blame("msg_too_long", "text of %d characters", n)
	}
	if res := c.layout(&a); res != nil {
		return a, res
	}
	if res := c.metadata(&a); res != nil {
		return a, res
	}
	payload := result{"link_names": c.args["link_names"], "parse": c.args["parse"]}
	for _, key := range []string{"text", "markdown_text", "blocks", "attachments"} {
		payload[key] = c.args[key]
	}
	c.s.notePings(c.name, c.args["channel"], payload)
	return a, nil
}

func (c *call) layout(a *answer) result {
	if raw := c.args["blocks"]; raw != "" {
		if !json.Valid([]byte(raw)) || !strings.HasPrefix(strings.TrimSpace(raw), "[") {
			return c.blame("invalid_blocks_format", "blocks is no JSON array")
		}
		if err := blockkit.CheckBlocks([]byte(raw), blockkit.Message); err != nil {
			return c.blameAll("invalid_blocks", messagesOf(err))
		}
		if raw != "[]" {
			a.Blocks = json.RawMessage(raw)
		}
	}
	if raw := c.args["attachments"]; raw != "" && raw != "[]" {
		if err := blockkit.CheckAttachments([]byte(raw)); err != nil {
			return c.blameAll("invalid_attachments", messagesOf(err))
		}
		a.Attachments = json.RawMessage(raw)
	}
	return nil
}

func (c *call) metadata(a *answer) result {
	raw := c.args["metadata"]
	if raw == "" {
		return nil
	}
	var m struct {
		EventType    string          `json:"event_type"`
		EventPayload json.RawMessage `json:"event_payload"`
	}
	switch {
	case json.Unmarshal([]byte(raw), &m) != nil:
		return c.blame("invalid_metadata_format", "metadata is no JSON object")
	case len(raw) > 16_000:
		return c.blame("metadata_too_large", "metadata of %d bytes", len(raw))
	case m.EventType == "" && raw != "{}":
		return c.blame("invalid_metadata_schema", "metadata without event_type")
	}
	a.Metadata = json.RawMessage(raw)
	return nil
}

func (a answer) empty() bool { return a.Text == "" && len(a.Blocks) == 0 && len(a.Attachments) == 0 }

// postMessage serves chat.postMessage. Text over 40,000 characters is cut, as
// documented.
func (c *call) postMessage() result {
	ch, res := c.target()
	if res != nil {
		return res
	}
	if res := c.mayPost(ch); res != nil {
		return res
	}
	a, res := c.content(0)
	if res != nil {
		return res
	}
	if a.empty() {
		return c.blame("no_text", "neither text nor blocks")
	}
	if runes := []rune(a.Text); len(runes) > 40_000 {
		a.Text = string(runes[:40_000])
	}
	if ts := c.args["thread_ts"]; ts != "" && ch.find(ts) == nil {
		return refuse("cannot_reply_to_message")
	}
	m := &message{
		user: c.grant.bot, grant: c.grant, thread: c.args["thread_ts"], username: c.args["username"],
		unfurl: [2]string{c.args["unfurl_links"], c.args["unfurl_media"]},
	}
	m.take(c.s, a)
	ch.post(m)
	return done("channel", ch.ID, "ts", m.ts, "message", m.json(nil))
}

// postEphemeral serves chat.postEphemeral.
func (c *call) postEphemeral() result {
	ch, res := c.target()
	if res != nil {
		return res
	}
	u := c.s.users[c.args["user"]]
	if u == nil || !slices.Contains(ch.members, u) {
		return refuse("user_not_in_channel")
	}
	if res := c.mayPost(ch); res != nil {
		return res
	}
	a, res := c.content(40_000)
	if res != nil {
		return res
	}
	if a.empty() {
		return c.blame("no_text", "neither text nor blocks")
	}
	m := &message{user: c.grant.bot, grant: c.grant, to: u, thread: c.args["thread_ts"]}
	m.take(c.s, a)
	ch.post(m)
	return done("message_ts", m.ts)
}

// own finds a message the bot itself has posted.
func (c *call) own(refusal string) (*Channel, *message, result) {
	ch, res := c.channel(c.args["channel"])
	if res != nil {
		return nil, nil, res
	}
	m := ch.find(c.args["ts"])
	switch {
	case m == nil:
		return nil, nil, refuse("message_not_found")
	case m.grant == nil || m.grant.app != c.grant.app:
		return nil, nil, c.blame(refusal, "the message is somebody else's")
	}
	return ch, m, nil
}

// updateMessage serves chat.update. Blocks, attachments and metadata that are not
// named stay as they were.
func (c *call) updateMessage() result {
	ch, m, res := c.own("cant_update_message")
	if res != nil {
		return res
	}
	a, res := c.content(4_000)
	if res != nil {
		return res
	}
	if a.empty() && !c.has("blocks") && !c.has("attachments") {
		return c.blame("no_text", "neither text nor blocks")
	}
	if ch.archived {
		return refuse("is_inactive")
	}
	m.edit(c.grant.bot, func() {
		if c.has("text") || c.has("markdown_text") {
			m.text = a.Text
		}
		if c.has("blocks") {
			m.blocks = c.s.named(a.Blocks)
		}
		if c.has("attachments") {
			m.attachments = a.Attachments
		}
		if a.Metadata != nil {
			m.metadata = a.Metadata
		}
	})
	return done("channel", ch.ID, "ts", m.ts, "text", m.text, "message", m.json(nil))
}

// deleteMessage serves chat.delete.
func (c *call) deleteMessage() result {
	ch, m, res := c.own("cant_delete_message")
	if res != nil {
		return res
	}
	m.remove(c.grant.bot)
	return done("channel", ch.ID, "ts", m.ts)
}

// permalink serves chat.getPermalink.
func (c *call) permalink() result {
	ch, res := c.channel(c.args["channel"])
	if res != nil {
		return res
	}
	m := ch.find(c.args["message_ts"])
	if m == nil {
		return refuse("message_not_found")
	}
	return done("channel", ch.ID, "permalink", m.link())
}

func (m *message) link() string {
	w := m.ch.team
	return fmt.Sprintf("https://%s.slack.com/archives/%s/p%s", strings.ToLower(w.Domain), m.ch.ID, strings.ReplaceAll(m.ts, ".", ""))
}

// pin serves pins.add, unpin pins.remove.
func (c *call) pin() result { return c.setPin(true) }

func (c *call) unpin() result { return c.setPin(false) }

func (c *call) setPin(on bool) result {
	ch, res := c.channel(c.args["channel"])
	if res != nil {
		return res
	}
	ts := c.args["timestamp"]
	switch {
	case ts == "":
		return c.blame("no_item_specified", "no timestamp")
	case ch.find(ts) == nil:
		return refuse("message_not_found")
	case on && !slices.Contains(ch.members, c.grant.bot):
		return refuse("not_in_channel")
	case on && ch.pinned[ts]:
		return refuse("already_pinned")
	case !on && !ch.pinned[ts]:
		return refuse("no_pin")
	}
	ch.pinned[ts] = on
	return done()
}
