package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
)

// most people and channels a playground holds: it is a place to try things, not to live in.
const (
	mostPeople   = 200
	mostChannels = 50
)

// AddPerson brings somebody new into the playground and into the given channel, if any, and answers their id.
func (c *Chat) AddPerson(name, zone, channel string) (id string, err error) {
	name, err = governance.CheckText("name", name, governance.MaxName, true)
	if err != nil || name == "" {
		return "", refuse(400, "A person needs a name of at most %d characters.", governance.MaxName)
	}
	if zone, err = governance.ParseZone(zone); err != nil {
		return "", refuse(400, "That is not a time zone. Try one like Europe/Madrid.")
	}
	err = c.change(func(seq int) error {
		if len(c.state.People) >= mostPeople {
			return refuse(409, "The playground is full.")
		}
		id = c.freeHandle(handleOf(name))
		p := &Person{ID: id, Handle: id, Name: name, Zone: zone, Colour: len(c.state.People) % 10, Version: seq}
		c.state.People = append(c.state.People, p)
		c.state.Channels = append(c.state.Channels, directOf(id, seq))
		if ch := c.channel(channel); ch != nil && ch.DirectOf == "" {
			ch.Members = append(ch.Members, id)
			ch.Version = seq
		}
		return nil
	})
	return id, err
}

func (c *Chat) freeHandle(want string) string {
	if len(want) > 30 {
		want = want[:30]
	}
	if want == "" {
		want = "guest"
	}
	free := func(id string) bool { return id != BotUser && c.person(id) == nil }
	for id, n := want, 2; ; n++ {
		if free(id) {
			return id
		}
		id = want + strconv.Itoa(n)
	}
}

// Deactivate shuts somebody's account or opens it again.
func (c *Chat) Deactivate(user string, gone bool) (Person, error) {
	var out Person
	err := c.change(func(seq int) error {
		p := c.person(user)
		if p == nil {
			return refuse(404, "There is nobody called %q here.", user)
		}
		p.Gone, p.Version = gone, seq
		out = *p
		return nil
	})
	return out, err
}

// Move brings a user, who may be the bot, into a channel or out of it, and answers whether that changed anything.
func (c *Chat) Move(channel, user string, in bool) (changed bool, err error) {
	err = c.change(func(seq int) error {
		ch, p := c.channel(channel), c.person(user)
		switch {
		case ch == nil || ch.DirectOf != "":
			return refuse(404, "There is no such channel.")
		case p == nil && user != BotUser:
			return refuse(404, "There is nobody called %q here.", user)
		case in == ch.has(user):
			return nil
		case in:
			ch.Members = append(slices.Clip(ch.Members), user)
		default:
			ch.Members = slices.DeleteFunc(slices.Clone(ch.Members), func(m string) bool { return m == user })
		}
		changed, ch.Version = true, seq
		if p != nil {
			p.Version, p.Reset = seq, seq
			if last := c.lists[ch.ID]; in && len(last) > 0 {
				c.markRead(p, ch.ID, last[len(last)-1].N)
			}
		} else {
			ch.Absent = !in
		}
		return nil
	})
	return changed, err
}

// Archive shuts a channel or opens it again.
func (c *Chat) Archive(channel string, archived bool) (changed bool, err error) {
	err = c.change(func(seq int) error {
		ch := c.channel(channel)
		if ch == nil || ch.DirectOf != "" {
			return refuse(404, "There is no such channel.")
		}
		changed = ch.Archived != archived
		ch.Archived, ch.Version = archived, seq
		return nil
	})
	return changed, err
}

// AddChannel makes a channel with one person and the bot in it, and answers its id.
func (c *Chat) AddChannel(as, name string, private bool) (id string, err error) {
	err = c.change(func(seq int) error {
		p, err := c.acting(as)
		if err != nil {
			return err
		}
		id = strings.Trim(handleOf(strings.ReplaceAll(name, " ", "")), "-")
		switch {
		case id == "" || len(id) > 40:
			return refuse(400, "A channel’s name has 1 to 40 letters and digits.")
		case c.channel(id) != nil:
			return refuse(409, "There is a channel of that name already.")
		case len(c.state.Channels) >= mostChannels:
			return refuse(409, "The playground is full.")
		}
		c.state.Channels = append(c.state.Channels, &Channel{ID: id, Name: id, Private: private, Members: []string{BotUser, as}, Version: seq})
		p.Reset = seq
		return nil
	})
	return id, err
}

// Moved notes that the clock was moved.
func (c *Chat) Moved() error {
	return c.change(func(seq int) error {
		c.state.ClockVersion = seq
		c.state.Tour.moved(seq)
		return nil
	})
}
