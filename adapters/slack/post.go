package slack

import (
	"context"
	"fmt"
	"strconv"
	"time"

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
	is, err := c.render.message(out.Message)
	if err != nil {
		return "", err
	}
	with := args{"channel": out.Channel, "text": is.text, "blocks": jsonArg(is.blocks), "thread_ts": out.Thread}
	if out.Key != "" {
		with["metadata"] = jsonArg(map[string]any{"event_type": metadataType, "event_payload": map[string]any{"key": out.Key}})
	}
	post, err := c.send(ctx, with)
	switch faultCode(err) {
	case "cannot_reply_to_message", "thread_not_found", "restricted_action_non_threadable_channel", "restricted_action_thread_locked":
		// What it stood under is gone or closed. It is still news to whoever waits for it.
		delete(with, "thread_ts")
		return c.send(ctx, with)
	}
	return post, err
}

// send posts a message and answers its timestamp. Nothing in it is unfurled.
func (c *client) send(ctx context.Context, with args) (string, error) {
	with["unfurl_links"], with["unfurl_media"] = "false", "false"
	var answer struct {
		TS string `json:"ts"`
	}
	_, err := c.call(ctx, "chat.postMessage", with, &answer)
	if err == nil && answer.TS == "" {
		err = &bot.Fault{Class: bot.Passing, Code: "no_ts_in_answer"}
	}
	return answer.TS, err
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
			if m.Metadata.Type == metadataType && m.Metadata.Payload["key"] == out.Key && (m.User == c.botUser || m.BotID == c.botID) {
				return m.TS, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return "", nil
}

func (c *client) page(ctx context.Context, out bot.Outgoing, cursor string) ([]message, string, error) {
	with := args{"channel": out.Channel, "cursor": cursor, "limit": strconv.Itoa(lookPage), "include_all_metadata": "true"}
	if !out.QueuedAt.IsZero() {
		with["oldest"] = fmt.Sprintf("%d.000000", out.QueuedAt.Add(-clockSkew).Unix())
	}
	method := "conversations.history"
	if out.Thread != "" {
		method, with["ts"] = "conversations.replies", out.Thread
	}
	var answer struct {
		Messages []message `json:"messages"`
	}
	ok, err := c.call(ctx, method, with, &answer)
	return answer.Messages, ok.Metadata.Next, err
}

// whisper says something to one person where they are, and where that cannot be in a direct message.
func (c *client) whisper(ctx context.Context, channel, user string, is rendered) (err error) {
	with := args{"channel": channel, "text": is.text, "blocks": jsonArg(is.blocks)}
	if channel != "" && channel[0] != 'D' {
		with["user"] = user
		if _, err = c.call(ctx, "chat.postEphemeral", with, nil); err == nil {
			return nil
		}
		delete(with, "user")
		if class := bot.FaultOf(err).Class; class != bot.NoChannel && class != bot.NoSuch {
			return err
		}
	}
	if with["channel"], err = c.Direct(ctx, user); err != nil {
		return err
	}
	_, err = c.send(ctx, with)
	return err
}
