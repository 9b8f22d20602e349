package slack

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
)

// metadataType marks the bot's messages, so that one whose sending ended in doubt can be found again.
const metadataType = "folkmoot"

// client is one workspace as the bot speaks to it. It implements bot.Platform.
type client struct {
	api    *slack.Client
	pace   *pace
	render renderer
	people *people
	now    func() time.Time
	// heard is told how each call ended: nil or a *bot.Fault.
	heard func(error)

	// team is asked for by name where one token speaks for a whole organisation.
	team, enterprise string
	orgWide          bool
	botUser, botID   string

	mu       sync.Mutex
	directs  map[string]string
	channels map[string]bot.ChannelInfo
}

var _ bot.Platform = (*client)(nil)

// clientConfig is what a client is made of.
type clientConfig struct {
	token, apiURL    string
	team, enterprise string
	orgWide          bool
	botUser, botID   string
	sealer           *seal.Sealer
	words            words
	whole            func(ref string) string
	now              func() time.Time
	http             *http.Client
	heard            func(error)
}

func newClient(c clientConfig) *client {
	cl := &client{
		api:  slack.New(c.token, slack.OptionAPIURL(c.apiURL), slack.OptionHTTPClient(c.http)),
		pace: newPace(c.now), render: renderer{sealer: c.sealer, words: c.words, whole: c.whole}, now: c.now, heard: c.heard,
		team: c.team, enterprise: c.enterprise, orgWide: c.orgWide, botUser: c.botUser, botID: c.botID,
		directs: map[string]string{}, channels: map[string]bot.ChannelInfo{},
	}
	cl.people = newPeople(cl)
	return cl
}

// call makes one call to Slack when it is its turn, and answers a *bot.Fault for whatever goes wrong.
func (c *client) call(ctx context.Context, method, channel string, do func() error) error {
	if err := c.pace.await(ctx, method, channel); err != nil {
		return asFault(err)
	}
	err := asFault(do())
	if err != nil {
		c.pace.heed(method, channel, err)
	}
	if c.heard != nil {
		c.heard(err)
	}
	return err
}

// Name implements bot.Platform.
func (c *client) Name() string { return "slack" }

// Pace implements bot.Platform: chat.update is a tier 3 method, fifty a minute.
func (c *client) Pace() time.Duration { return 1200 * time.Millisecond }

// Invite implements bot.Platform.
func (c *client) Invite() string { return "slack.invite" }

// Edit implements bot.Platform. An edit carries no metadata, so that the message keeps what it was posted with.
func (c *client) Edit(ctx context.Context, channel, post string, m bot.Message) error {
	text, blocks, err := c.render.message(m)
	if err != nil {
		return err
	}
	return c.call(ctx, "chat.update", channel, func() error {
		_, _, _, err := c.api.UpdateMessageContext(ctx, channel, post, slack.MsgOptionText(text, false), slack.MsgOptionBlocks(blocks...))
		return err
	})
}

// Direct implements bot.Platform. Slack has one such channel for each user, for ever, so it is asked for once.
func (c *client) Direct(ctx context.Context, user string) (string, error) {
	c.mu.Lock()
	known := c.directs[user]
	c.mu.Unlock()
	if known != "" {
		return known, nil
	}
	var channel *slack.Channel
	err := c.call(ctx, "conversations.open", "", func() (err error) {
		channel, _, _, err = c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
		return err
	})
	if err != nil {
		return "", err
	}
	if channel == nil || channel.ID == "" {
		return "", &bot.Fault{Class: bot.NoSuch, Code: "no_channel"}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.directs[user] = channel.ID
	return channel.ID, nil
}

// Reactions implements bot.Platform. Without full, Slack names only some of those who reacted.
func (c *client) Reactions(ctx context.Context, channel, post string) ([]bot.Reacted, error) {
	var item slack.ReactedItem
	err := c.call(ctx, "reactions.get", channel, func() (err error) {
		item, err = c.api.GetReactionsContext(ctx, slack.NewRefToMessage(channel, post), slack.GetReactionsParameters{Full: true})
		return err
	})
	if err != nil {
		return nil, err
	}
	if item.Type != "message" || item.Message == nil {
		return nil, &bot.Fault{Class: bot.Passing, Code: "no_message_in_answer"}
	}
	var out []bot.Reacted
	for _, r := range item.Reactions {
		for _, user := range r.Users {
			if user != c.botUser {
				out = append(out, bot.Reacted{User: user, Emoji: r.Name})
			}
		}
	}
	return out, nil
}

// Channel implements bot.Platform. Of a conversation between two people, or of a few, that the bot is not in, Slack says only that there
// is none; an id that begins with D tells at least that much.
func (c *client) Channel(ctx context.Context, channel string) (bot.ChannelInfo, error) {
	if channel != "" && channel[0] == 'D' {
		return bot.ChannelInfo{ID: channel, Direct: true, Private: true}, nil
	}
	var found *slack.Channel
	err := c.call(ctx, "conversations.info", channel, func() (err error) {
		found, err = c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
		return err
	})
	if err != nil {
		return bot.ChannelInfo{}, err
	}
	info := bot.ChannelInfo{
		ID: channel, Name: found.Name, Private: found.IsPrivate || found.IsGroup, Direct: found.IsIM || found.IsMpIM,
		Archived: found.IsArchived, Absent: !found.IsMember && !found.IsIM && !found.IsMpIM,
	}
	c.remember(info)
	return info, nil
}

// remember keeps what a channel was last seen to be.
func (c *client) remember(info bot.ChannelInfo) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels[info.ID] = info
}

// lastSeen answers what is remembered of a channel: at least its id.
func (c *client) lastSeen(channel string) bot.ChannelInfo {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, ok := c.channels[channel]
	if !ok {
		info.ID = channel
	}
	return info
}

// Permalink implements bot.Platform.
func (c *client) Permalink(ctx context.Context, channel, post string) (string, error) {
	var link string
	err := c.call(ctx, "chat.getPermalink", channel, func() (err error) {
		link, err = c.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: channel, Ts: post})
		return err
	})
	return link, err
}
