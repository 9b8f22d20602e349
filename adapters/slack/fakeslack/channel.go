package fakeslack

import (
	"slices"
	"strings"
)

// Channel is a conversation: a public or private channel, a direct message or a
// group direct message.
type Channel struct {
	// ID is the conversation's id; it can change, see ChangeID.
	ID string

	s        *Server
	team     *Workspace
	name     string
	private  bool
	im, mpim bool
	archived bool
	deleted  bool
	members  []*User
	messages []*message
	shared   []*Workspace // the other workspaces of a Slack Connect channel
	app      *App         // of a direct message with an app
	pinned   map[string]bool
}

// ChannelOption configures a Channel.
type ChannelOption func(*Channel)

// Private makes the channel private.
func Private() ChannelOption { return func(c *Channel) { c.private = true } }

// SharedWith connects the channel to further workspaces (Slack Connect).
func SharedWith(others ...*Workspace) ChannelOption {
	return func(c *Channel) { c.shared = append(c.shared, others...) }
}

// Channel makes a channel; nobody is in it yet.
func (w *Workspace) Channel(name string, opts ...ChannelOption) *Channel {
	c := &Channel{s: w.s, team: w, name: name, pinned: map[string]bool{}}
	for _, opt := range opts {
		opt(c)
	}
	w.s.tell(func() {
		w.addChannel(c, "C")
		if !c.private {
			w.s.emit(w, event{kind: "channel_created", body: result{"channel": c.brief()}})
		}
	})
	return c
}

func (w *Workspace) addChannel(c *Channel, prefix string) {
	c.ID = w.s.id(prefix)
	w.chans = append(w.chans, c)
	w.s.channels[c.ID] = c
}

// Name is how the channel is called now, without the #.
func (c *Channel) Name() string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.name
}

// Members lists who is in the channel.
func (c *Channel) Members() []*User {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return slices.Clone(c.members)
}

// Join adds people (or an app's bot user) to the channel.
func (c *Channel) Join(users ...*User) {
	c.s.tell(func() {
		for _, u := range users {
			c.join(u, nil)
		}
	})
}

func (c *Channel) join(u, inviter *User) {
	if slices.Contains(c.members, u) {
		return
	}
	c.members = append(c.members, u)
	body := result{"user": u.ID, "channel": c.ID, "channel_type": c.letter(), "team": u.homeTeam().ID}
	if inviter != nil {
		body["inviter"] = inviter.ID
	}
	c.emit(event{kind: "member_joined_channel", body: body, by: u})
}

// Remove takes somebody out of the channel; the app's own bot user is told with
// channel_left or group_left as well.
func (c *Channel) Remove(u *User) { c.s.tell(func() { c.leave(u) }) }

func (c *Channel) leave(u *User) {
	i := slices.Index(c.members, u)
	if i < 0 {
		c.s.misuse("%s is not in #%s", u.Name, c.name)
		return
	}
	// The one who leaves still hears of it.
	c.emit(event{kind: "member_left_channel", by: u, body: result{
		"user": u.ID, "channel": c.ID, "channel_type": c.letter(), "team": u.homeTeam().ID,
	}})
	if u.bot != nil {
		kind := "channel_left"
		if c.private {
			kind = "group_left"
		}
		c.s.emit(c.team, event{kind: kind, only: u.bot.app, in: c, body: result{"channel": c.ID}})
	}
	c.members = slices.Delete(slices.Clone(c.members), i, i+1)
}

// Archive closes the channel to all but readers.
func (c *Channel) Archive() { c.alter("archive", func() { c.archived = true }, nil) }

// Unarchive opens it again.
func (c *Channel) Unarchive() { c.alter("unarchive", func() { c.archived = false }, nil) }

// Delete removes the channel for good.
func (c *Channel) Delete() { c.alter("deleted", func() { c.deleted = true }, nil) }

// Rename gives the channel another name.
func (c *Channel) Rename(name string) {
	c.alter("rename", func() { c.name = name }, func() any {
		return result{"id": c.ID, "name": name, "created": 1, "is_channel": !c.private, "is_mpim": false}
	})
}

// Hide makes a public channel private. Apps are told nothing of it.
func (c *Channel) Hide() { c.s.tell(func() { c.private = true }) }

func (c *Channel) alter(what string, change func(), about func() any) {
	c.s.tell(func() {
		change()
		body := result{"channel": c.ID}
		if about != nil {
			body["channel"] = about()
		}
		kind := "channel_" + what
		if c.private {
			kind = "group_" + what
		}
		c.emit(event{kind: kind, body: body})
	})
}

// ChangeID gives the channel a new id, as happens when it is moved into an
// organisation.
func (c *Channel) ChangeID() {
	c.s.tell(func() {
		old := c.ID
		delete(c.s.channels, old)
		c.ID = c.s.id("C")
		c.s.channels[c.ID] = c
		c.emit(event{kind: "channel_id_changed", body: result{"old_channel_id": old, "new_channel_id": c.ID}})
	})
}

func (c *Channel) emit(e event) {
	e.in = c
	c.s.emit(c.team, e)
}

func (c *Channel) letter() string {
	if c.private || c.mpim {
		return "G"
	}
	return "C"
}

// visibleTo says whether somebody can read the channel: its members, and for a
// public one everybody who is no guest (previewing).
func (c *Channel) visibleTo(u *User) bool {
	if c.deleted {
		return false
	}
	if slices.Contains(c.members, u) {
		return true
	}
	return !c.private && !c.im && !c.mpim && !u.guest && u.team == c.team
}

func (c *Channel) brief() result {
	return result{"id": c.ID, "name": c.name, "created": 1, "creator": "USLACKBOT", "is_channel": !c.private}
}

func (c *Channel) json(bot *User) result {
	if c.im {
		r := result{"id": c.ID, "is_im": true, "is_archived": c.archived, "created": 1, "is_org_shared": false,
			"is_user_deleted": false, "context_team_id": c.team.ID}
		for _, u := range c.members {
			if u != bot {
				r["user"], r["is_user_deleted"] = u.ID, u.deleted
			}
		}
		return r
	}
	shared := []string{c.team.ID}
	for _, w := range c.shared {
		shared = append(shared, w.ID)
	}
	r := c.brief()
	for key, value := range (result{
		"is_group": c.private, "is_im": false, "is_mpim": c.mpim, "is_private": c.private || c.mpim,
		"is_archived": c.archived, "is_general": c.name == "general", "is_member": slices.Contains(c.members, bot),
		"name_normalized": strings.ToLower(c.name), "unlinked": 0, "is_shared": len(c.shared) > 0,
		"is_ext_shared": len(c.shared) > 0, "is_org_shared": false, "is_pending_ext_shared": false,
		"pending_shared": []string{}, "shared_team_ids": shared, "context_team_id": c.team.ID, "updated": 1,
		"topic":   result{"value": "", "creator": "", "last_set": 0},
		"purpose": result{"value": "", "creator": "", "last_set": 0}, "previous_names": []string{},
	}) {
		r[key] = value
	}
	return r
}
