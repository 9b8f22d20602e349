package fakeslack

import (
	"slices"
	"strings"
)

// readScope is the scope for looking at one kind of conversation.
func (c *Channel) readScope() string {
	switch {
	case c.im:
		return "im:read"
	case c.mpim:
		return "mpim:read"
	case c.private:
		return "groups:read"
	}
	return "channels:read"
}

// readable finds the conversation of the channel argument and checks the scope of
// its kind.
func (c *call) readable() (*Channel, result) {
	ch, res := c.channel(c.args["channel"])
	if res != nil {
		return nil, res
	}
	return ch, c.needScope(ch.readScope())
}

// conversationInfo serves conversations.info.
func (c *call) conversationInfo() result {
	ch, res := c.readable()
	if res != nil {
		return res
	}
	body := ch.json(c.grant.bot)
	if c.flag("include_num_members") {
		body["num_members"] = len(ch.members)
	}
	return done("channel", body)
}

// conversationMembers serves conversations.members; bots are among them.
func (c *call) conversationMembers() result {
	ch, res := c.readable()
	if res != nil {
		return res
	}
	page, next, res := paged(c, ids(ch.members), 1000, 100)
	if res != nil {
		return res
	}
	return done("members", page, "response_metadata", cursor(next))
}

// conversationList serves conversations.list.
func (c *call) conversationList() result {
	return c.list(func(ch *Channel) bool {
		return !ch.private && !ch.im || slices.Contains(ch.members, c.grant.bot)
	})
}

// usersConversations serves users.conversations: the bot's own, or those of a
// person that the bot can see.
func (c *call) usersConversations() result {
	u := c.grant.bot
	if id := c.args["user"]; id != "" {
		if u = c.s.users[id]; u == nil {
			return refuse("user_not_found")
		}
	}
	return c.list(func(ch *Channel) bool {
		seen := !ch.private && !ch.im || slices.Contains(ch.members, c.grant.bot)
		return seen && slices.Contains(ch.members, u)
	})
}

func (c *call) list(wanted func(*Channel) bool) result {
	kinds := c.args["types"]
	if kinds == "" {
		kinds = "public_channel"
	}
	scopes := map[string]string{
		"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read",
	}
	var allowed []string
	for _, kind := range strings.Split(kinds, ",") {
		scope, ok := scopes[strings.TrimSpace(kind)]
		if !ok {
			return c.blame("invalid_types", "%q is no type of conversation", kind)
		}
		if res := c.needScope(scope); res != nil {
			return res
		}
		allowed = append(allowed, scope)
	}
	if c.grant.org != "" && c.args["team_id"] == "" {
		return c.blame("missing_argument", "an organisation's token must name the team_id")
	}
	all := []result{}
	for _, w := range c.s.workspaces {
		if !c.grant.covers(w) || c.args["team_id"] != "" && c.args["team_id"] != w.ID {
			continue
		}
		for _, ch := range w.chans {
			skip := ch.deleted || ch.archived && c.flag("exclude_archived")
			if !skip && slices.Contains(allowed, ch.readScope()) && wanted(ch) {
				all = append(all, ch.json(c.grant.bot))
			}
		}
	}
	page, next, res := paged(c, all, 1000, 100)
	if res != nil {
		return res
	}
	return done("channels", page, "response_metadata", cursor(next))
}

// conversationOpen serves conversations.open.
func (c *call) conversationOpen() result {
	if id := c.args["channel"]; id != "" {
		ch, res := c.channel(id)
		if res != nil {
			return res
		}
		return done("channel", result{"id": ch.ID}, "no_op", true, "already_open", true)
	}
	names := strings.FieldsFunc(c.args["users"], func(r rune) bool { return r == ',' || r == ' ' })
	if len(names) == 0 {
		return c.blame("users_list_not_supplied", "neither users nor channel")
	}
	scope := "im:write"
	if len(names) > 1 {
		scope = "mpim:write"
	}
	if res := c.needScope(scope); res != nil {
		return res
	}
	var people []*User
	for _, id := range names {
		u := c.s.users[id]
		switch {
		case u == nil || !c.grant.covers(u.team):
			return refuse("user_not_found")
		case u.deleted:
			return refuse("user_disabled")
		case u.isBot:
			return refuse("cannot_dm_bot")
		}
		people = append(people, u)
	}
	if len(people) > 8 {
		return c.blame("too_many_users", "%d people", len(people))
	}
	ch := c.grant.direct(people)
	if c.flag("return_im") {
		return done("channel", ch.json(c.grant.bot))
	}
	return done("channel", result{"id": ch.ID})
}

// conversationJoin serves conversations.join, for public channels only.
func (c *call) conversationJoin() result {
	ch, res := c.channel(c.args["channel"])
	switch {
	case res != nil:
		return res
	case ch.private || ch.im:
		return refuse("method_not_supported_for_channel_type")
	case ch.archived:
		return refuse("is_archived")
	}
	already := slices.Contains(ch.members, c.grant.bot)
	ch.join(c.grant.bot, nil)
	res = done("channel", ch.json(c.grant.bot))
	if already {
		res["warning"] = "already_in_channel"
		res["response_metadata"] = result{"warnings": []string{"already_in_channel"}}
	}
	return res
}

// conversationInvite serves conversations.invite.
func (c *call) conversationInvite() result {
	ch, res := c.channel(c.args["channel"])
	switch {
	case res != nil:
		return res
	case ch.archived:
		return refuse("is_archived")
	case !slices.Contains(ch.members, c.grant.bot):
		return refuse("not_in_channel")
	}
	for _, id := range strings.Split(c.args["users"], ",") {
		u := c.s.users[strings.TrimSpace(id)]
		switch {
		case u == nil:
			return refuse("user_not_found")
		case u == c.grant.bot:
			return refuse("cant_invite_self")
		case slices.Contains(ch.members, u):
			return refuse("already_in_channel")
		}
		ch.join(u, c.grant.bot)
	}
	return done("channel", ch.json(c.grant.bot))
}

// conversationHistory serves conversations.history: the newest first, at most 15 at
// once as for apps outside the Marketplace.
func (c *call) conversationHistory() result {
	ch, res := c.past()
	if res != nil {
		return res
	}
	return c.tell(ch, func(m *message) bool { return m.thread == "" || m.thread == m.ts }, true)
}

// conversationReplies serves conversations.replies: a thread, its parent first.
func (c *call) conversationReplies() result {
	ch, res := c.past()
	if res != nil {
		return res
	}
	ts := c.args["ts"]
	if ch.find(ts) == nil {
		return refuse("thread_not_found")
	}
	return c.tell(ch, func(m *message) bool { return m.ts == ts || m.thread == ts }, false)
}

// past finds the conversation whose messages the token may read.
func (c *call) past() (*Channel, result) {
	ch, res := c.channel(c.args["channel"])
	if res != nil {
		return nil, res
	}
	if !slices.Contains(ch.members, c.grant.bot) {
		return nil, refuse("not_in_channel")
	}
	return ch, c.needScope(strings.Replace(ch.readScope(), ":read", ":history", 1))
}

func (c *call) tell(ch *Channel, wanted func(*message) bool, newestFirst bool) result {
	all := []result{}
	for _, m := range ch.messages {
		if m.deleted || m.to != nil || !wanted(m) || !c.within(m.ts) {
			continue
		}
		body := m.json(nil)
		if c.flag("include_all_metadata") && m.metadata != nil {
			body["metadata"] = m.metadata
		}
		all = append(all, body)
	}
	if newestFirst {
		slices.Reverse(all)
	}
	page, next, res := paged(c, all, 999, 15)
	if res != nil {
		return res
	}
	if len(page) > 15 {
		// The cut is Slack's; the cursor goes on where the page really ended.
		c.args["limit"] = "15"
		page, next, _ = paged(c, all, 999, 15)
	}
	return done("messages", page, "has_more", next != "", "response_metadata", cursor(next))
}

// within says whether a timestamp lies between oldest and latest. Timestamps have
// a fixed width until the year 2286, so text compares as numbers do.
func (c *call) within(ts string) bool {
	inclusive := c.flag("inclusive")
	if oldest := c.args["oldest"]; oldest != "" && oldest != "0" && (ts < oldest || ts == oldest && !inclusive) {
		return false
	}
	latest := c.args["latest"]
	return latest == "" || ts < latest || ts == latest && inclusive
}
