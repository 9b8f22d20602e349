package slack

import (
	"context"

	"github.com/folkmoot/folkmoot/bot"
)

// Post implements bot.Platform. Slack has no idempotency key, so the message carries its key as metadata, and an attempt that follows
// a doubtful one first looks whether the message is there. Looking needs the history scopes and is throttled hard for some apps: when
// it is refused for good (a missing scope) the message is posted; when it may succeed later the attempt ends with that fault, but for a
// few minutes at most.
func (c *client) Post(ctx context.Context, out bot.Outgoing) (string, error) {
	if out.Attempt > 1 && out.Key != "" {
		if post, err := c.find(ctx, out); err != nil || post != "" {
			return post, err
		}
	}
	is, err := c.render.message(out.Message)
	if err != nil {
		return "", err
	}
	began := c.now()
	post, err := c.post(ctx, out, is)
	c.searches.sent(out, began, c.now(), err)
	return post, err
}

// post sends what is rendered.
func (c *client) post(ctx context.Context, out bot.Outgoing, is rendered) (string, error) {
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

// Whisper implements bot.Whisperer.
func (c *client) Whisper(ctx context.Context, channel, user string, m bot.Message) error {
	is, err := c.render.message(m)
	if err == nil {
		_, err = c.call(ctx, "chat.postEphemeral", args{"channel": channel, "user": user, "text": is.text, "blocks": jsonArg(is.blocks)}, nil)
	}
	return err
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
	}
	if with["channel"], err = c.Direct(ctx, user); err != nil {
		return err
	}
	_, err = c.send(ctx, with)
	return err
}
