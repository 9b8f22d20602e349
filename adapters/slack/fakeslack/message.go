package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// message is a message as the server keeps it.
type message struct {
	ch          *Channel
	ts          string
	thread      string
	user        *User
	grant       *grant // of the app that posted it, if one did
	username    string
	text        string
	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    json.RawMessage
	to          *User // of an ephemeral message
	edited      string
	history     []Edition
	reactions   []*reaction
	deleted     bool
	unfurl      [2]string // unfurl_links and unfurl_media as they were sent
}

type reaction struct {
	name  string
	users []*User
}

// Edition is how a message read before it was edited.
type Edition struct {
	At     time.Time
	Text   string
	Blocks json.RawMessage
}

// Reaction is one emoji under a message and who put it there.
type Reaction struct {
	Name  string
	Users []*User
}

// Message is a message as somebody saw it at one moment. It does not follow later
// changes; Now does.
type Message struct {
	// Channel is the id of the conversation, TS the message's timestamp and
	// ThreadTS that of the thread it stands in, if any.
	Channel, TS, ThreadTS string
	// User is who posted it (the bot user for an app).
	User *User
	// Text is the top-level text, which people see only if there are no blocks.
	Text string
	// Blocks, Attachments and Metadata are the JSON as it was posted.
	Blocks, Attachments, Metadata json.RawMessage
	// Ephemeral says that only one person sees it.
	Ephemeral bool
	// Deleted says that it is gone.
	Deleted bool
	// History holds the earlier editions, the oldest first.
	History []Edition
	// Reactions are the emoji under it, in the order they first came.
	Reactions []Reaction
	// UnfurlLinks and UnfurlMedia are the arguments it was posted with.
	UnfurlLinks, UnfurlMedia string

	s *Server
	m *message
}

// snapshot copies a message for a test. The lock is held.
func (m *message) snapshot() Message {
	out := Message{
		Channel: m.ch.ID, TS: m.ts, ThreadTS: m.thread, User: m.user, Text: m.text, Blocks: m.blocks,
		Attachments: m.attachments, Metadata: m.metadata, Ephemeral: m.to != nil, Deleted: m.deleted,
		History: slices.Clone(m.history), UnfurlLinks: m.unfurl[0], UnfurlMedia: m.unfurl[1], s: m.ch.s, m: m,
	}
	for _, r := range m.reactions {
		out.Reactions = append(out.Reactions, Reaction{r.name, slices.Clone(r.users)})
	}
	return out
}

// Zero says that this is no message at all.
func (m Message) Zero() bool { return m.m == nil }

// String is the message in one line, for a test's complaints.
func (m Message) String() string {
	if m.Zero() {
		return "no message"
	}
	return fmt.Sprintf("%s/%s %.200q", m.Channel, m.TS, m.Plain())
}

// Now is the message as it stands at present.
func (m Message) Now() Message {
	if m.Zero() {
		return m
	}
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	return m.m.snapshot()
}

// Edits counts how often a message was edited so far.
func (s *Server) Edits(m Message) int { return len(m.Now().History) }

// Delete removes the message, as its author or an administrator may do by hand.
func (m Message) Delete(by *User) {
	m.s.tell(func() { m.m.remove(by) })
}

func (m *message) remove(by *User) {
	m.deleted = true
	body := result{
		"subtype": "message_deleted", "hidden": true, "deleted_ts": m.ts, "channel": m.ch.ID,
		"previous_message": m.json(nil),
	}
	m.ch.emitMessage(body, by)
}

// edit replaces parts of the message, keeping the former edition.
func (m *message) edit(by *User, change func()) {
	m.history = append(m.history, Edition{m.ch.s.Now(), m.text, m.blocks})
	change()
	m.edited = m.ch.s.stamp("edit")
	if m.to == nil {
		m.ch.emitMessage(result{
			"subtype": "message_changed", "hidden": true, "channel": m.ch.ID, "message": m.json(nil),
		}, by)
	}
}

// emitMessage sends a message event of the conversation's kind.
func (c *Channel) emitMessage(body result, by *User) {
	kind, letter := "message.channels", "channel"
	switch {
	case c.im:
		kind, letter = "message.im", "im"
	case c.mpim:
		kind, letter = "message.mpim", "mpim"
	case c.private:
		kind, letter = "message.groups", "group"
	}
	body["type"], body["channel_type"] = "message", letter
	if body["ts"] == nil {
		body["ts"] = c.s.stamp("event")
	}
	c.emit(event{kind: kind, body: body, by: by})
}

// post puts a message into the conversation.
func (c *Channel) post(m *message) *message {
	m.ch, m.ts = c, c.s.stamp(c.ID)
	c.messages = append(c.messages, m)
	if m.to == nil {
		body := m.json(nil)
		body["channel"] = c.ID
		c.emitMessage(body, m.user)
	}
	return m
}

// find looks a message up by its timestamp; ephemeral and deleted ones are not
// found.
func (c *Channel) find(ts string) *message {
	for _, m := range c.messages {
		if m.ts == ts && !m.deleted && m.to == nil {
			return m
		}
	}
	return nil
}

// json is the message as the API shows it. With a limit on the people named under
// each reaction, as Slack cuts the list unless asked in full.
func (m *message) json(named *int) result {
	r := result{"type": "message", "ts": m.ts, "text": m.text, "team": m.ch.team.ID}
	if m.user != nil {
		r["user"] = m.user.ID
	}
	if m.grant != nil {
		r["bot_id"], r["app_id"] = m.grant.botID, m.grant.app.ID
		r["bot_profile"] = result{"id": m.grant.botID, "app_id": m.grant.app.ID, "name": m.grant.app.cfg.Name}
	}
	if m.username != "" {
		r["username"] = m.username
	}
	if m.thread != "" {
		r["thread_ts"] = m.thread
	}
	for key, raw := range map[string]json.RawMessage{"blocks": m.blocks, "attachments": m.attachments} {
		if len(raw) > 0 {
			r[key] = raw
		}
	}
	if m.edited != "" && m.user != nil {
		r["edited"] = result{"user": m.user.ID, "ts": m.edited}
	}
	if m.to != nil {
		r["is_ephemeral"] = true
	}
	var list []result
	for _, reaction := range m.reactions {
		people := ids(reaction.users)
		if named != nil && len(people) > *named {
			people = people[:*named]
		}
		list = append(list, result{"name": reaction.name, "users": people, "count": len(reaction.users)})
	}
	if list != nil {
		r["reactions"] = list
	}
	return r
}

// react adds a reaction and says whether it was new.
func (m *message) react(u *User, name string) bool {
	for _, r := range m.reactions {
		if r.name == name {
			if slices.Contains(r.users, u) {
				return false
			}
			r.users = append(r.users, u)
			m.emitReaction("reaction_added", u, name)
			return true
		}
	}
	m.reactions = append(m.reactions, &reaction{name, []*User{u}})
	m.emitReaction("reaction_added", u, name)
	return true
}

// unreact takes a reaction back and says whether it was there.
func (m *message) unreact(u *User, name string) bool {
	for i, r := range m.reactions {
		if r.name != name {
			continue
		}
		at := slices.Index(r.users, u)
		if at < 0 {
			return false
		}
		if r.users = slices.Delete(slices.Clone(r.users), at, at+1); len(r.users) == 0 {
			m.reactions = slices.Delete(slices.Clone(m.reactions), i, i+1)
		}
		m.emitReaction("reaction_removed", u, name)
		return true
	}
	return false
}

func (m *message) emitReaction(kind string, u *User, name string) {
	body := result{
		"user": u.ID, "reaction": name,
		"item": result{"type": "message", "channel": m.ch.ID, "ts": m.ts},
	}
	if m.user != nil && !m.ch.s.unruly.anonymous {
		body["item_user"] = m.user.ID
	}
	m.ch.emit(event{kind: kind, body: body, by: u})
}
