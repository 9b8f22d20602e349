package slack

import (
	"context"
	"slices"
	"strconv"
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
	// moves counts who came and went, so that a list that was read meanwhile is not believed.
	moves int
}

// Channel implements bot.Platform. Of a conversation between two people, or of a few, that the bot is not in, Slack says only that there
// is none; an id that begins with D tells at least that much.
func (c *client) Channel(ctx context.Context, channel string) (bot.ChannelInfo, error) {
	if channel != "" && channel[0] == 'D' {
		return bot.ChannelInfo{ID: channel, Direct: true, Private: true}, nil
	}
	if !bot.Asking(ctx) {
		if seen := c.channelSeen(channel); c.lately(seen.read) {
			return seen.info, nil
		}
	}
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
	c.remember(info)
	return info, nil
}

// remember keeps what Slack says that a channel is.
func (c *client) remember(info bot.ChannelInfo) {
	c.note(info.ID, func(seen *channelSeen) { seen.info, seen.read = info, c.now() })
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

// membersMoved heeds that somebody came into a channel or left it.
func (c *client) membersMoved(channel string) {
	c.note(channel, func(seen *channelSeen) { seen.listed, seen.members, seen.moves = time.Time{}, nil, seen.moves+1 })
}

// doubtMembers heeds that events may have been missed: of no channel is it certain any more who is in it, or what became of it.
func (c *client) doubtMembers() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for channel, seen := range c.channels {
		seen.read, seen.listed, seen.members, seen.moves = time.Time{}, time.Time{}, nil, seen.moves+1
		c.channels[channel] = seen
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
	moves := c.channelSeen(channel).moves
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
			if seen.moves == moves {
				seen.listed, seen.members = c.now(), slices.Clone(out)
			}
		})
	}
	return out, err
}
