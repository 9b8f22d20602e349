package slack

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

const (
	// lookups is how many attempts may end because it could not be seen whether the message is there already. After that it is posted:
	// a message told twice is a smaller harm than one that is never told.
	lookups = 4
	// lookPage is the most that Slack gives of a channel's history to an app it throttles; lookPages is how far to read.
	lookPage, lookPages = 15, 4
	// clockSkew is how far Slack's clock may be behind ours.
	clockSkew = time.Minute
)

// Post implements bot.Platform. Slack has no idempotency key, so the message carries its key as metadata, and an attempt that follows
// a doubtful one first looks whether the message is there. Looking needs the history scopes and is throttled hard for some apps: when
// it is refused for good (a missing scope) the message is posted; when it may succeed later the attempt ends with that fault, but not
// more than a few times.
func (c *client) Post(ctx context.Context, out bot.Outgoing) (string, error) {
	if out.Attempt > 1 && out.Key != "" {
		post, err := c.find(ctx, out)
		if post != "" {
			return post, nil
		}
		if f := bot.FaultOf(err); err != nil && (f.Class == bot.Passing || f.Class == bot.Limited) && out.Attempt <= lookups {
			return "", fmt.Errorf("look for the message before sending it again: %w", err)
		}
	}
	text, blocks, err := c.render.message(out.Message)
	if err != nil {
		return "", err
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(text, false), slack.MsgOptionBlocks(blocks...), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if out.Key != "" {
		options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{"key": out.Key}}))
	}
	if out.Thread == "" {
		return c.send(ctx, out.Channel, options)
	}
	post, err := c.send(ctx, out.Channel, append(options, slack.MsgOptionTS(out.Thread)))
	switch faultCode(err) {
	case "cannot_reply_to_message", "thread_not_found", "restricted_action_non_threadable_channel", "restricted_action_thread_locked":
		// What it stood under is gone or closed. It is still news to whoever waits for it.
		return c.send(ctx, out.Channel, options)
	}
	return post, err
}

func (c *client) send(ctx context.Context, channel string, options []slack.MsgOption) (post string, err error) {
	err = c.call(ctx, "chat.postMessage", channel, func() (err error) {
		_, post, err = c.api.PostMessageContext(ctx, channel, options...)
		return err
	})
	return post, err
}

// find looks for a message of ours with that key, in its thread or in the channel, no further back than when it was first wanted.
func (c *client) find(ctx context.Context, out bot.Outgoing) (string, error) {
	cursor := ""
	for range lookPages {
		messages, next, err := c.page(ctx, out, cursor)
		if err != nil {
			return "", err
		}
		for _, m := range messages {
			if m.Metadata.EventType == metadataType && m.Metadata.EventPayload["key"] == out.Key && (m.User == c.botUser || m.BotID == c.botID) {
				return m.Timestamp, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return "", nil
}

func (c *client) page(ctx context.Context, out bot.Outgoing, cursor string) (messages []slack.Message, next string, err error) {
	oldest := ""
	if !out.QueuedAt.IsZero() {
		oldest = fmt.Sprintf("%d.000000", out.QueuedAt.Add(-clockSkew).Unix())
	}
	if out.Thread != "" {
		err = c.call(ctx, "conversations.replies", out.Channel, func() (err error) {
			messages, _, next, err = c.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
				ChannelID: out.Channel, Timestamp: out.Thread, Oldest: oldest, Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true,
			})
			return err
		})
		return messages, next, err
	}
	err = c.call(ctx, "conversations.history", out.Channel, func() error {
		answer, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: out.Channel, Oldest: oldest, Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true,
		})
		if err == nil {
			messages, next = answer.Messages, answer.ResponseMetaData.NextCursor
		}
		return err
	})
	return messages, next, err
}

// whisper says something to one person where they are, and where that cannot be in a direct message.
func (c *client) whisper(ctx context.Context, channel, user string, m bot.Message) error {
	text, blocks, err := c.render.message(m)
	if err != nil {
		return err
	}
	options := []slack.MsgOption{slack.MsgOptionText(text, false), slack.MsgOptionBlocks(blocks...)}
	if channel != "" && channel[0] != 'D' {
		err = c.call(ctx, "chat.postEphemeral", channel, func() error {
			_, err := c.api.PostEphemeralContext(ctx, channel, user, options...)
			return err
		})
		if err == nil {
			return nil
		}
		if class := bot.FaultOf(err).Class; class != bot.NoChannel && class != bot.NoSuch {
			return err
		}
	}
	direct, err := c.Direct(ctx, user)
	if err != nil {
		return err
	}
	_, err = c.send(ctx, direct, append(options, slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()))
	return err
}
