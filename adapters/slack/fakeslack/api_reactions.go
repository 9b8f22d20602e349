package fakeslack

import "slices"

// item finds the message a reaction call is about.
func (c *call) item() (*message, result) {
	if c.args["channel"] == "" || c.args["timestamp"] == "" {
		return nil, c.blame("no_item_specified", "channel and timestamp name the message")
	}
	ch, res := c.channel(c.args["channel"])
	if res != nil {
		return nil, res
	}
	m := ch.find(c.args["timestamp"])
	if m == nil {
		return nil, refuse("message_not_found")
	}
	return m, nil
}

// reactionAdd serves reactions.add.
func (c *call) reactionAdd() result {
	m, res := c.item()
	if res != nil {
		return res
	}
	switch {
	case !validEmoji(c.args["name"]):
		return c.blame("invalid_name", "%q is no emoji name", c.args["name"])
	case m.ch.archived:
		return refuse("is_archived")
	case !slices.Contains(m.ch.members, c.grant.bot):
		return refuse("no_access")
	case !m.react(c.grant.bot, c.args["name"]):
		return refuse("already_reacted")
	}
	return done()
}

// reactionRemove serves reactions.remove: a bot takes back only its own.
func (c *call) reactionRemove() result {
	m, res := c.item()
	if res != nil {
		return res
	}
	if !m.unreact(c.grant.bot, c.args["name"]) {
		return refuse("no_reaction")
	}
	return done()
}

// reactionGet serves reactions.get. Without full the people under a reaction are
// not all named, though they are all counted.
func (c *call) reactionGet() result {
	m, res := c.item()
	if res != nil {
		return res
	}
	named := 2
	limit := &named
	if c.flag("full") {
		if named = c.s.reactors; named == 0 {
			limit = nil
		}
	}
	body := m.json(limit)
	body["permalink"] = m.link()
	return done("type", "message", "channel", m.ch.ID, "message", body)
}

// NameReactors has reactions.get name only the first n people under a reaction even
// where full is asked for, and count them all; 0 for everybody again.
func (s *Server) NameReactors(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reactors = n
}

// reactionList serves reactions.list for one person, the bot itself by default.
func (c *call) reactionList() result {
	u := c.grant.bot
	if id := c.args["user"]; id != "" {
		if u = c.s.users[id]; u == nil {
			return refuse("user_not_found")
		}
	}
	items := []result{}
	for _, w := range c.s.workspaces {
		for _, ch := range w.chans {
			if !c.reaches(ch) || (ch.private || ch.im) && !slices.Contains(ch.members, c.grant.bot) {
				continue
			}
			for _, m := range ch.messages {
				if !m.deleted && m.reactedBy(u) {
					items = append(items, result{"type": "message", "channel": ch.ID, "message": m.json(nil)})
				}
			}
		}
	}
	page, next, res := paged(c, items, 1000, 100)
	if res != nil {
		return res
	}
	return done("items", page, "response_metadata", cursor(next))
}

func (m *message) reactedBy(u *User) bool {
	return slices.ContainsFunc(m.reactions, func(r *reaction) bool { return slices.Contains(r.users, u) })
}

func validEmoji(name string) bool {
	if name == "" {
		return false
	}
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '+' || r == ':' || r == '\'' || r > 127) {
			return false
		}
	}
	return true
}
