package web

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// pace is the shortest time between two edits of one card: the page bears more, but a card that flickers cannot be read.
const pace = 300 * time.Millisecond

// platform is the playground as the bot speaks to it.
type platform struct {
	chat *Chat
	draw func(bot.Message) (Card, error)
	home string
}

var _ bot.Platform = (*platform)(nil)

// Name implements bot.Platform.
func (*platform) Name() string { return "playground" }

// Pace implements bot.Platform.
func (*platform) Pace() time.Duration { return pace }

// Invite implements bot.Platform.
func (*platform) Invite() (key, handle string) { return "invite.playground", "folkmoot" }

func fault(class bot.FaultClass, code string) error { return &bot.Fault{Class: class, Code: code} }

// Post implements bot.Platform. A message under a post that was deleted stands under the place where it was.
func (p *platform) Post(ctx context.Context, out bot.Outgoing) (id string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	card, err := p.draw(out.Message)
	if err != nil {
		return "", &bot.Fault{Class: bot.Unfit, Code: "not_drawable", Err: err}
	}
	c := p.chat
	err = c.change(func(seq int) error {
		if id = c.state.Keys["bot/"+out.Key]; out.Key != "" && id != "" {
			return nil
		}
		if err := c.speakable(out.Channel); err != nil {
			return err
		}
		root, ok := c.root(out.Thread, out.Channel)
		if !ok {
			return fault(bot.NoPost, "thread_not_found")
		}
		post := c.put(seq, Post{Channel: out.Channel, Thread: root, By: BotUser, Card: card})
		id = post.ID
		if out.Key != "" {
			c.remember("bot/"+out.Key, id)
		}
		c.state.Tour.drawn(seq, post)
		return nil
	})
	return id, passing(err)
}

// passing makes a failure that the chat did not mean as a fault, such as a full disk, one that passes.
func passing(err error) error {
	var f *bot.Fault
	if err == nil || errors.As(err, &f) {
		return err
	}
	return &bot.Fault{Class: bot.Passing, Code: "playground", Err: err}
}

// speakable tells whether the bot may speak in a channel.
func (c *Chat) speakable(channel string) error {
	ch := c.channel(channel)
	switch {
	case ch == nil:
		return fault(bot.NoChannel, "channel_not_found")
	case ch.Archived:
		return fault(bot.NoChannel, "is_archived")
	case ch.Absent:
		return fault(bot.NoChannel, "not_in_channel")
	}
	if p := c.person(ch.DirectOf); p != nil && p.Gone {
		return fault(bot.NoSuch, "user_disabled")
	}
	return nil
}

// Edit implements bot.Platform.
func (p *platform) Edit(ctx context.Context, channel, post string, m bot.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	card, err := p.draw(m)
	if err != nil {
		return &bot.Fault{Class: bot.Unfit, Code: "not_drawable", Err: err}
	}
	c := p.chat
	return passing(c.change(func(seq int) error {
		if err := c.speakable(channel); err != nil {
			return err
		}
		at := c.posts[post]
		if at == nil || at.Gone || at.Channel != channel || at.By != BotUser {
			return fault(bot.NoPost, "message_not_found")
		}
		at.Card, at.Version = card, seq
		c.state.Tour.drawn(seq, at)
		return nil
	}))
}

// Direct implements bot.Platform.
func (p *platform) Direct(_ context.Context, user string) (string, error) {
	c := p.chat
	c.mu.Lock()
	defer c.mu.Unlock()
	if who := c.person(user); who == nil || who.Gone {
		return "", fault(bot.NoSuch, "user_not_found")
	}
	return directOf(user, 0).ID, nil
}

// Reactions implements bot.Platform.
func (p *platform) Reactions(_ context.Context, channel, post string) ([]bot.Reacted, map[string]int, error) {
	c := p.chat
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch := c.channel(channel); ch == nil || ch.Absent {
		return nil, nil, fault(bot.NoChannel, "not_in_channel")
	}
	at := c.posts[post]
	if at == nil || at.Gone || at.Channel != channel {
		return nil, nil, fault(bot.NoPost, "message_not_found")
	}
	out := make([]bot.Reacted, len(at.Reactions))
	for i, r := range at.Reactions {
		out[i] = bot.Reacted{User: r.User, Emoji: r.Emoji}
	}
	return out, nil, nil
}

// Channel implements bot.Platform.
func (p *platform) Channel(_ context.Context, channel string) (bot.ChannelInfo, error) {
	c := p.chat
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := c.channel(channel)
	if ch == nil {
		return bot.ChannelInfo{}, fault(bot.NoChannel, "channel_not_found")
	}
	return ch.info(), nil
}

func (ch *Channel) info() bot.ChannelInfo {
	return bot.ChannelInfo{ID: ch.ID, Name: ch.Name, Private: ch.Private, Direct: ch.DirectOf != "", Archived: ch.Archived, Absent: ch.Absent}
}

func (c *Chat) infoOf(channel string) (bot.ChannelInfo, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := c.channel(channel)
	if ch == nil {
		return bot.ChannelInfo{}, false
	}
	return ch.info(), true
}

func (p *Person) info() bot.UserInfo {
	return bot.UserInfo{ID: p.ID, Handle: p.Handle, Name: p.Name, Zone: p.Zone, Guest: p.Guest, Gone: p.Gone}
}

func botInfo() bot.UserInfo {
	return bot.UserInfo{ID: BotUser, Handle: BotUser, Name: "Folkmoot", Bot: true}
}

// Members implements bot.Platform.
func (p *platform) Members(_ context.Context, channel string) ([]bot.UserInfo, error) {
	c := p.chat
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := c.channel(channel)
	if ch == nil || ch.Absent {
		return nil, fault(bot.NoChannel, "not_in_channel")
	}
	var out []bot.UserInfo
	for _, m := range ch.Members {
		if who := c.person(m); who != nil {
			out = append(out, who.info())
		} else if m == BotUser {
			out = append(out, botInfo())
		}
	}
	return out, nil
}

// User implements bot.Platform.
func (p *platform) User(_ context.Context, user string) (bot.UserInfo, error) {
	c := p.chat
	c.mu.Lock()
	defer c.mu.Unlock()
	if who := c.person(user); who != nil {
		return who.info(), nil
	}
	if user == BotUser {
		return botInfo(), nil
	}
	return bot.UserInfo{}, fault(bot.NoSuch, "user_not_found")
}

// UserNamed implements bot.Platform. A handle is found in either case.
func (p *platform) UserNamed(ctx context.Context, handle string) (bot.UserInfo, error) {
	return p.User(ctx, strings.ToLower(strings.TrimPrefix(handle, "@")))
}

// Permalink implements bot.Platform.
func (p *platform) Permalink(_ context.Context, channel, post string) (string, error) {
	c := p.chat
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := c.posts[post]; at == nil || at.Gone || at.Channel != channel {
		return "", nil
	}
	return p.home + "/#" + channel + "/" + post, nil
}
