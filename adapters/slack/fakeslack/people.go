package fakeslack

import (
	"encoding/json"
	"slices"
	"strings"
)

// Reply is what somebody sees at once after a slash command.
type Reply struct {
	// Error is what Slack itself tells them when it went wrong: operation_timeout,
	// dispatch_failed, or invalid_command for one nobody has registered.
	Error string
	// Message is the immediate answer, zero if there was none.
	Message Message
}

// Plain is what they read: the answer or the error.
func (r Reply) Plain() string {
	if r.Error != "" {
		return r.Error
	}
	return r.Message.Plain()
}

// String is the reply in one line, for a test's complaints.
func (r Reply) String() string {
	if r.Error != "" {
		return r.Error
	}
	return r.Message.String()
}

// Slash types a slash command into a conversation. What the app says through the
// response_url is among Ephemerals.
func (u *User) Slash(ch *Channel, command, text string) Reply {
	s := u.s
	s.mu.Lock()
	app := s.commandOf(u, command)
	if app == nil || ch.archived || !(ch.visibleTo(u)) {
		s.mu.Unlock()
		return Reply{Error: "invalid_command"}
	}
	fields := result{
		"token": "verification-is-by-signature", "team_id": u.team.ID, "team_domain": u.team.Domain,
		"channel_id": ch.ID, "channel_name": ch.commandName(), "user_id": u.ID, "user_name": u.Name,
		"command": command, "text": strings.TrimSpace(text), "api_app_id": app.ID,
		"is_enterprise_install": "false", "response_url": s.newHook(app, u, ch, nil),
		"trigger_id": s.newTrigger(app, u, nil),
	}
	if u.team.Enterprise != "" {
		fields["enterprise_id"], fields["enterprise_name"] = u.team.Enterprise, "Enterprise "+u.team.Enterprise
	}
	if g := app.grantIn(u.team); g != nil && g.org != "" {
		fields["is_enterprise_install"] = "true"
	}
	if slices.Contains(app.cfg.EscapedCommands, command) {
		fields["text"] = s.escapedNames(u.team, fields["text"].(string))
	}
	s.mu.Unlock()
	return s.slashReply(app, u, ch, app.sendForm(fields))
}

func (s *Server) slashReply(app *App, u *User, ch *Channel, out outcome) Reply {
	switch {
	case out.reason == "http_timeout" || out.reason == "timeout":
		return Reply{Error: "operation_timeout"}
	case !out.ok():
		return Reply{Error: "dispatch_failed"}
	case len(strings.TrimSpace(string(out.body))) == 0 || string(out.body) == "null":
		return Reply{}
	}
	var a answer
	if strings.HasPrefix(out.kind, "application/json") {
		if err := json.Unmarshal(out.body, &a); err != nil {
			s.blameAck("ack_unreadable", "slash command: %v", err)
			return Reply{Error: "dispatch_failed"}
		}
	} else {
		a.Text = string(out.body)
	}
	var reply Reply
	s.tell(func() {
		if a.Text == "" && len(a.Blocks) == 0 && len(a.Attachments) == 0 {
			return // {"response_type": "in_channel"} alone only acknowledges.
		}
		if code := s.checkAnswer("slash", ch, a); code != "" {
			reply.Error = "dispatch_failed"
			return
		}
		reply.Message = s.show(app, u, ch, a).snapshot()
	})
	return reply
}

// commandOf finds the app behind a slash command: the last one installed wins.
func (s *Server) commandOf(u *User, command string) *App {
	for _, app := range slices.Backward(s.apps) {
		if slices.Contains(app.cfg.Commands, command) || slices.Contains(app.cfg.EscapedCommands, command) {
			if g := app.grantIn(u.team); g != nil && slices.Contains(g.scopes, "commands") {
				return app
			}
		}
	}
	return nil
}

func (c *Channel) commandName() string {
	switch {
	case c.im:
		return "directmessage"
	case c.private:
		return "privategroup"
	}
	return c.name
}

// escapedNames turns @name, @group and #channel into the escaped form.
func (s *Server) escapedNames(w *Workspace, text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		for _, u := range w.users {
			if word == "@"+u.Name {
				words[i] = "<@" + u.ID + "|" + u.Name + ">"
			}
		}
		for _, g := range w.groups {
			if word == "@"+g.Handle && !g.off {
				words[i] = "<!subteam^" + g.ID + "|@" + g.Handle + ">"
			}
		}
		for _, c := range w.chans {
			if c.name != "" && word == "#"+c.name {
				words[i] = "<#" + c.ID + "|" + c.name + ">"
			}
		}
	}
	return strings.Join(words, " ")
}

// Say writes a message into a conversation; apps subscribed to app_mention hear it
// if they are named.
func (u *User) Say(ch *Channel, text string) Message { return u.SayIn(ch, text, Message{}) }

// SayIn writes into the thread under a message.
func (u *User) SayIn(ch *Channel, text string, thread Message) Message {
	var out Message
	u.s.tell(func() {
		m := ch.post(&message{user: u, text: text, thread: thread.TS})
		for _, app := range u.s.apps {
			g := app.grantIn(ch.team)
			if g == nil || !strings.Contains(text, "<@"+g.bot.ID) || !slices.Contains(ch.members, g.bot) || ch.im {
				continue
			}
			body := m.json(nil)
			delete(body, "type")
			body["channel"] = ch.ID
			ch.emit(event{kind: "app_mention", only: app, by: u, body: body})
		}
		out = m.snapshot()
	})
	return out
}

// React puts an emoji under a message. In a public channel one need not be a
// member: that is previewing.
func (u *User) React(m Message, emoji string) {
	u.s.t.Helper()
	u.s.tell(func() {
		switch {
		case !m.m.ch.visibleTo(u) || m.m.ch.archived:
			u.s.misuse("%s cannot react in #%s", u.Name, m.m.ch.name)
		case m.m.deleted || m.m.to != nil:
			u.s.misuse("%s cannot react to that message", u.Name)
		case !m.m.react(u, emoji):
			u.s.misuse("%s reacted with %s before", u.Name, emoji)
		}
	})
}

// Unreact takes an emoji back.
func (u *User) Unreact(m Message, emoji string) {
	u.s.t.Helper()
	u.s.tell(func() {
		if !m.m.unreact(u, emoji) {
			u.s.misuse("%s had not reacted with %s", u.Name, emoji)
		}
	})
}

// Leave leaves a channel.
func (u *User) Leave(ch *Channel) { ch.Remove(u) }

// Sees lists the messages of a conversation, the oldest first, as far as the person
// can read them. What only they see is not among them, see Ephemerals.
func (u *User) Sees(ch *Channel) []Message {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	if ch == nil || !ch.visibleTo(u) {
		return nil
	}
	return ch.pick(func(m *message) bool { return m.to == nil })
}

// Ephemerals lists what only this person sees in a conversation; of every
// conversation when ch is nil.
func (u *User) Ephemerals(ch *Channel) []Message {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	var out []Message
	for _, c := range u.team.chans {
		if ch == nil || c == ch {
			out = append(out, c.pick(func(m *message) bool { return m.to == u })...)
		}
	}
	return out
}

// Direct lists what apps have written to this person in direct messages.
func (u *User) Direct() []Message {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	var out []Message
	for _, c := range u.team.chans {
		if c.im && slices.Contains(c.members, u) {
			out = append(out, c.pick(func(m *message) bool { return m.to == nil && m.grant != nil })...)
		}
	}
	return out
}

func (c *Channel) pick(wanted func(*message) bool) []Message {
	var out []Message
	for _, m := range c.messages {
		if !m.deleted && wanted(m) {
			out = append(out, m.snapshot())
		}
	}
	return out
}

// Messages lists everything that was ever posted into a conversation, deleted and
// ephemeral messages too.
func (c *Channel) Messages() []Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	var out []Message
	for _, m := range c.messages {
		out = append(out, m.snapshot())
	}
	return out
}

// OpenHome opens the app's Home tab, which tells the app, and returns what is there
// afterwards.
func (u *User) OpenHome(app *App) View {
	u.s.tell(func() {
		g := app.grantIn(u.team)
		if g == nil || app.cfg.NoHomeTab {
			u.s.misuse("%s has no home tab in %s", app.ID, u.team.ID)
			return
		}
		body := result{"user": u.ID, "channel": g.direct([]*User{u}).ID, "tab": "home"}
		if v := u.homeView[app]; v != nil {
			body["view"] = v.json()
		}
		u.s.emit(u.team, event{kind: "app_home_opened", only: app, by: u, body: body})
	})
	u.s.Settle()
	return u.Home(app)
}

// Home is the app's Home tab as the person would see it now, zero if the app has
// published none.
func (u *User) Home(app *App) View {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	if v := u.homeView[app]; v != nil {
		return v.snapshot()
	}
	return View{}
}

// View is the uppermost open modal, zero if none is open.
func (u *User) View() View {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	if n := len(u.views); n > 0 {
		return u.views[n-1].snapshot()
	}
	return View{}
}
