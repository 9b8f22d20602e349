package slack

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
)

// metadataType marks the bot's messages, so that one whose sending ended in doubt can be found again.
const metadataType = "folkmoot"

// client is one workspace as the bot speaks to it. It implements bot.Platform.
type client struct {
	api    web
	pace   *pace
	render renderer
	people *people
	now    func() time.Time
	// heard is told how each call ended: nil or a *bot.Fault. Lacking is told all that Slack refuses for want of permission; empty when it
	// refuses nothing any more.
	heard   func(error)
	lacking func(why string)
	lacks   lacks

	// team is asked for by name where one token speaks for a whole organisation.
	team, enterprise string
	orgWide          bool
	botUser, botID   string
	handle           string // the bot's own
	// born is when this client was made; searches are for messages whose sending ended in doubt.
	born     time.Time
	searches searches

	mu       sync.Mutex
	directs  map[string]string
	channels map[string]channelSeen
}

var (
	_ bot.Platform  = (*client)(nil)
	_ bot.Whisperer = (*client)(nil)
)

// clientConfig is what a client is made of.
type clientConfig struct {
	token, apiURL    string
	team, enterprise string
	orgWide          bool
	botUser, botID   string
	handle           string
	sealer           *seal.Sealer
	words            words
	now              func() time.Time
	http             *http.Client
	heard            func(error)
	lacking          func(why string)
}

func newClient(c clientConfig) *client {
	cl := &client{
		api:  web{c.token, c.apiURL, c.http},
		pace: newPace(c.now), render: renderer{sealer: c.sealer, words: c.words}, now: c.now, heard: c.heard, lacking: c.lacking,
		team: c.team, enterprise: c.enterprise, orgWide: c.orgWide, botUser: c.botUser, botID: c.botID, handle: c.handle,
		born: c.now(), directs: map[string]string{}, channels: map[string]channelSeen{},
	}
	cl.people = newPeople(cl)
	return cl
}

// call calls a method of Slack's when it is its turn, and answers a *bot.Fault for whatever goes wrong. Before an acknowledgement there is
// only one thing that may be called.
func (c *client) call(ctx context.Context, method string, with args, into any) (outcome, error) {
	if err := mayCall(ctx, method); err != nil {
		return outcome{}, err
	}
	out, err := c.callOnce(ctx, method, with, into)
	for try := 1; try < tries; try++ {
		pause := retryIn(ctx, method, err)
		if pause < 0 || c.pace.wait(ctx, pause) != nil {
			break
		}
		out, err = c.callOnce(ctx, method, with, into)
	}
	return out, err
}

func (c *client) callOnce(ctx context.Context, method string, with args, into any) (outcome, error) {
	channel := with["channel"]
	if err := c.pace.await(ctx, method, channel); err != nil {
		return outcome{}, asFault(err)
	}
	out, err := c.api.call(ctx, method, with, into)
	if err != nil {
		c.pace.heed(method, err)
	}
	if c.heard != nil {
		c.heard(err)
	}
	if why, tell := c.lacks.heed(method, channel, out, err); tell && c.lacking != nil {
		c.lacking(why)
	}
	return out, err
}

// caller calls methods of Slack's API.
type caller interface {
	call(ctx context.Context, method string, with args, into any) (outcome, error)
}

// pages calls a method page after page. A server that gives the same cursor out twice has no more to say.
func pages[T any](ctx context.Context, c caller, method string, with args, take func(T)) error {
	for seen := map[string]bool{}; ; {
		var answer T
		out, err := c.call(ctx, method, with, &answer)
		if err != nil {
			return err
		}
		take(answer)
		next := out.Metadata.Next
		if next == "" || seen[next] {
			return nil
		}
		seen[next], with["cursor"] = true, next
	}
}

// Name implements bot.Platform.
func (c *client) Name() string { return "slack" }

// Pace implements bot.Platform: chat.update is a tier 3 method, fifty a minute.
func (c *client) Pace() time.Duration { return 1200 * time.Millisecond }

// Invite implements bot.Platform.
func (c *client) Invite() (key, handle string) { return "slack.invite", c.handle }

// Edit implements bot.Platform. An edit carries no metadata, so that the message keeps what it was posted with.
func (c *client) Edit(ctx context.Context, channel, post string, m bot.Message) error {
	is, err := c.render.message(m)
	if err == nil {
		_, err = c.call(ctx, "chat.update", args{"channel": channel, "ts": post, "text": is.text, "blocks": jsonArg(is.blocks)}, nil)
	}
	return err
}

// Direct implements bot.Platform. Slack has one such channel for each user, for ever, so it is asked for once.
func (c *client) Direct(ctx context.Context, user string) (string, error) {
	c.mu.Lock()
	known := c.directs[user]
	c.mu.Unlock()
	if known != "" {
		return known, nil
	}
	var answer struct {
		Channel conversation `json:"channel"`
	}
	if _, err := c.call(ctx, "conversations.open", args{"users": user}, &answer); err != nil {
		return "", err
	}
	channel := answer.Channel.ID
	if channel == "" {
		return "", &bot.Fault{Class: bot.Passing, Code: "no_channel_in_answer"}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.directs[user] = channel
	return channel, nil
}

// Reactions implements bot.Platform. Slack counts everybody who reacted and does not promise to name them all: without full it names only
// some.
func (c *client) Reactions(ctx context.Context, channel, post string) ([]bot.Reacted, map[string]int, error) {
	m, err := c.message(ctx, channel, post)
	if err != nil {
		return nil, nil, err
	}
	var out []bot.Reacted
	unnamed := map[string]int{}
	for _, r := range m.Reactions {
		for _, user := range r.Users {
			if user != c.botUser {
				out = append(out, bot.Reacted{User: user, Emoji: r.Name})
			}
		}
		if more := r.Count - len(r.Users); more > 0 {
			unnamed[r.Name] = more
		}
	}
	return out, unnamed, nil
}

// message reads a message with every reaction on it. The question for its reactions answers with the message itself, in a thread too, and
// is throttled less than the channel's history.
func (c *client) message(ctx context.Context, channel, post string) (message, error) {
	var answer struct {
		Message *message `json:"message"`
	}
	_, err := c.call(ctx, "reactions.get", args{"channel": channel, "timestamp": post, "full": "true"}, &answer)
	if err == nil && answer.Message == nil {
		err = &bot.Fault{Class: bot.Passing, Code: "no_message_in_answer"}
	}
	if err != nil {
		return message{}, err
	}
	return *answer.Message, nil
}

// Permalink implements bot.Platform.
func (c *client) Permalink(ctx context.Context, channel, post string) (string, error) {
	var answer struct {
		Link string `json:"permalink"`
	}
	_, err := c.call(ctx, "chat.getPermalink", args{"channel": channel, "message_ts": post}, &answer)
	return answer.Link, err
}
