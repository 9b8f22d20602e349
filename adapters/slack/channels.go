package slack

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// channelSeen is a channel as it was last seen. What events tell of it keeps it true in between.
type channelSeen struct {
	info bot.ChannelInfo
	// read is when Slack described it; zero when only events told of it. listed is when its members were read, which holds until somebody
	// comes or goes.
	read, listed time.Time
	members      []string
	// changes counts what events told of it, so that what was read meanwhile is not believed.
	changes int
}

// Channel implements bot.Platform. Of a conversation between two people, or of a few, that the bot is not in, Slack says only that there
// is none; an id that begins with D tells at least that much.
func (c *client) Channel(ctx context.Context, channel string) (bot.ChannelInfo, error) {
	if channel != "" && channel[0] == 'D' {
		return bot.ChannelInfo{ID: channel, Direct: true, Private: true}, nil
	}
	if !bot.Asking(ctx) {
		// Only what lets an act go on is believed: nobody is told that the bot is not there, because it was not a while ago.
		if seen := c.channelSeen(channel); c.lately(seen.read) && !seen.info.Absent && !seen.info.Archived {
			believe(ctx, c, channel)
			return seen.info, nil
		}
	}
	changes := c.beginReading(channel)
	var answer struct {
		Channel *conversation `json:"channel"`
	}
	_, err := c.call(ctx, "conversations.info", args{"channel": channel}, &answer)
	if err == nil && answer.Channel == nil {
		err = &bot.Fault{Class: bot.Passing, Code: "no_channel_in_answer"}
	}
	if err != nil {
		return bot.ChannelInfo{}, err
	}
	found := answer.Channel
	info := bot.ChannelInfo{
		ID: channel, Name: found.Name, Private: found.IsPrivate || found.IsGroup, Direct: found.IsIM || found.IsMpIM, Archived: found.IsArchived,
	}
	// Where Slack does not say whether the bot is in it, as its own reference does not, that shows when something is to be posted there.
	info.Absent = !info.Direct && found.IsMember != nil && !*found.IsMember
	c.note(channel, func(seen *channelSeen) {
		if seen.changes == changes {
			seen.info, seen.read = info, c.now()
		}
	})
	return info, nil
}

// note notes something about a channel.
func (c *client) note(channel string, change func(*channelSeen)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := c.channels[channel]
	change(&seen)
	c.channels[channel] = seen
}

// lastSeen answers what is remembered of a channel: at least its id.
func (c *client) lastSeen(channel string) bot.ChannelInfo {
	info := c.channelSeen(channel).info
	info.ID = channel
	return info
}

func (c *client) channelSeen(channel string) channelSeen {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.channels[channel]
}

// hasSeen tells whether the workspace is known to have a channel.
func (c *client) hasSeen(channel string) bool {
	return channel != "" && c.channelSeen(channel).info.ID != ""
}

// beginReading answers what events have told of a channel so far, so that what is read of it can be held against it.
func (c *client) beginReading(channel string) (changes int) {
	c.note(channel, func(seen *channelSeen) { changes = seen.changes })
	return changes
}

// doubtMembers heeds that somebody came into a channel or left it. A workspace that never looked at the channel has nothing to doubt.
func (c *client) doubtMembers(channel string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seen, ok := c.channels[channel]; ok {
		c.channels[channel] = channelSeen{info: seen.info, read: seen.read, changes: seen.changes + 1}
	}
}

// doubtMembers heeds it in every workspace, because a channel may be in several.
func (a *Adapter) doubtMembers(channel string) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	for _, ws := range a.spaces {
		ws.doubtMembers(channel)
	}
}

// doubtChannels heeds that events may have been missed.
func (c *client) doubtChannels() {
	c.people.doubt()
	c.mu.Lock()
	defer c.mu.Unlock()
	for channel, seen := range c.channels {
		c.channels[channel] = channelSeen{info: seen.info, changes: seen.changes + 1}
	}
}

// beliefs are the channels of which an act believed what was read a while ago.
type beliefs struct {
	mu  sync.Mutex
	all []belief
}

type belief struct{ team, channel string }

type beliefsKey struct{}

func withBeliefs(ctx context.Context, b *beliefs) context.Context {
	return context.WithValue(ctx, beliefsKey{}, b)
}

func believe(ctx context.Context, c *client, channel string) {
	if b, ok := ctx.Value(beliefsKey{}).(*beliefs); ok {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.all = append(b.all, belief{c.team, channel})
	}
}

// check answers what reads again, after the acknowledgement, what was believed before it: that a public channel was made a private one no
// event tells (K6). Nil where nothing was believed.
func (b *beliefs) check(a *Adapter) func(context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.all
	if len(all) == 0 {
		return nil
	}
	return func(ctx context.Context) {
		for _, is := range all {
			if ws := a.exactly(is.team); ws != nil {
				a.look(ws, is.channel, "")(ctx)
			}
		}
	}
}

// lately tells whether something was read so lately that it is believed where Slack may not be asked.
func (c *client) lately(read time.Time) bool { return !read.IsZero() && c.now().Sub(read) < remembered }

// memberIDs reads who is in a channel.
func (c *client) memberIDs(ctx context.Context, channel string) ([]string, error) {
	if !bot.Asking(ctx) {
		if seen := c.channelSeen(channel); c.lately(seen.listed) {
			return slices.Clone(seen.members), nil
		}
	}
	type page struct {
		Members []string `json:"members"`
	}
	changes := c.beginReading(channel)
	var out []string
	found := map[string]bool{}
	err := pages(ctx, c, "conversations.members", args{"channel": channel, "limit": strconv.Itoa(memberPage)}, func(p page) {
		for _, id := range p.Members {
			if !found[id] {
				found[id], out = true, append(out, id)
			}
		}
	})
	if err == nil {
		c.note(channel, func(seen *channelSeen) {
			if seen.changes == changes {
				seen.listed, seen.members = c.now(), slices.Clone(out)
			}
		})
	}
	return out, err
}
