package fakeslack

import (
	"slices"
	"strings"
)

// person finds a user the token may know of.
func (c *call) person(id string) *User {
	u := c.s.users[id]
	if u == nil || !c.grant.covers(u.team) {
		return nil
	}
	return u
}

func (c *call) email() bool { return slices.Contains(c.grant.scopes, "users:read.email") }

// usersInfo serves users.info.
func (c *call) usersInfo() result {
	u := c.person(c.args["user"])
	if u == nil {
		return refuse("user_not_found")
	}
	body := u.json(c.email())
	if c.flag("include_locale") {
		body["locale"] = u.locale
	}
	return done("user", body)
}

// usersList serves users.list.
func (c *call) usersList() result {
	if c.grant.org != "" && c.args["team_id"] == "" {
		return c.blame("missing_argument", "an organisation's token must name the team_id")
	}
	all := []result{}
	for _, w := range c.s.workspaces {
		if !c.grant.covers(w) || c.args["team_id"] != "" && c.args["team_id"] != w.ID {
			continue
		}
		for _, u := range w.users {
			body := u.json(c.email())
			if c.flag("include_locale") {
				body["locale"] = u.locale
			}
			all = append(all, body)
		}
	}
	page, next, res := paged(c, all, 1000, 200)
	if res != nil {
		return res
	}
	return done("members", page, "cache_ts", c.s.Now().Unix(), "response_metadata", cursor(next))
}

// usersLookup serves users.lookupByEmail.
func (c *call) usersLookup() result {
	for _, u := range c.s.users {
		if strings.EqualFold(u.email, c.args["email"]) && c.grant.covers(u.team) && !u.deleted && !u.isBot {
			return done("user", u.json(true))
		}
	}
	return refuse("users_not_found")
}

// usersProfile serves users.profile.get.
func (c *call) usersProfile() result {
	u := c.person(c.args["user"])
	if u == nil {
		return refuse("user_not_found")
	}
	return done("profile", u.json(c.email())["profile"])
}

// groupsList serves usergroups.list.
func (c *call) groupsList() result {
	all := []result{}
	for _, w := range c.s.workspaces {
		for _, g := range w.groups {
			if c.grant.covers(w) && (!g.off || c.flag("include_disabled")) {
				all = append(all, g.json(c.flag("include_users")))
			}
		}
	}
	return done("usergroups", all)
}

func (c *call) group() *Group {
	for _, w := range c.s.workspaces {
		for _, g := range w.groups {
			if g.ID == c.args["usergroup"] && c.grant.covers(w) {
				return g
			}
		}
	}
	return nil
}

// groupMembers serves usergroups.users.list.
func (c *call) groupMembers() result {
	g := c.group()
	if g == nil || g.off && !c.flag("include_disabled") {
		return refuse("no_such_subteam")
	}
	return done("users", ids(g.members))
}

// groupUpdate serves usergroups.users.update, which replaces the members.
func (c *call) groupUpdate() result {
	g := c.group()
	if g == nil {
		return refuse("no_such_subteam")
	}
	var members []*User
	for _, id := range strings.Split(c.args["users"], ",") {
		u := c.person(strings.TrimSpace(id))
		if u == nil || u.deleted {
			return refuse("invalid_users")
		}
		members = append(members, u)
	}
	g.set(members)
	return done("usergroup", g.json(true))
}

// teamInfo serves team.info.
func (c *call) teamInfo() result {
	w := c.grant.team
	if id := c.args["team"]; id != "" && id != w.ID {
		return refuse("team_not_found")
	}
	body := result{"id": w.ID, "name": w.Name, "domain": w.Domain, "email_domain": "", "icon": result{"image_default": true}}
	if w.Enterprise != "" {
		body["enterprise_id"], body["enterprise_name"] = w.Enterprise, "Enterprise "+w.Enterprise
	}
	return done("team", body)
}

// botsInfo serves bots.info.
func (c *call) botsInfo() result {
	for _, g := range c.s.grants {
		if !g.appLevel && (g.botID == c.args["bot"] || c.args["bot"] == "" && g == c.grant) {
			return done("bot", result{
				"id": g.botID, "deleted": g.gone != "", "name": g.app.cfg.Name, "updated": 1, "app_id": g.app.ID,
				"user_id": g.bot.ID, "icons": result{},
			})
		}
	}
	return refuse("bot_not_found")
}

// emojiList serves emoji.list: the custom emoji.
func (c *call) emojiList() result { return done("emoji", c.grant.team.emoji, "cache_ts", "1") }

// dndInfo serves dnd.info: nobody here snoozes.
func (c *call) dndInfo() result {
	return done("dnd_enabled", false, "next_dnd_start_ts", 1, "next_dnd_end_ts", 1, "snooze_enabled", false)
}

// apiTest serves api.test.
func (c *call) apiTest() result {
	if code := c.args["error"]; code != "" {
		return refuse(code)
	}
	return done("args", c.args)
}

// authTest serves auth.test.
func (c *call) authTest() result {
	g := c.grant
	if g.appLevel {
		return done("app_id", g.app.ID, "app_name", g.app.cfg.Name)
	}
	res := done(
		"url", "https://"+strings.ToLower(g.team.Domain)+".slack.com/", "team", g.team.Name, "user", g.bot.Name,
		"team_id", g.team.ID, "user_id", g.bot.ID, "bot_id", g.botID, "is_enterprise_install", g.org != "",
	)
	if g.team.Enterprise != "" {
		res["enterprise_id"] = g.team.Enterprise
	}
	return res
}

// authRevoke serves auth.revoke.
func (c *call) authRevoke() result {
	if c.flag("test") {
		return done("revoked", false)
	}
	c.s.revoke(c.grant, "token_revoked")
	return done("revoked", true)
}
