package slack

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

var _ bot.Reader = (*client)(nil)

// Read implements bot.Reader. The question for its reactions answers with the message itself, in a thread too, and is throttled less than
// the channel's history.
func (c *client) Read(ctx context.Context, channel, post string) (said, link string, err error) {
	var item slack.ReactedItem
	err = c.call(ctx, "reactions.get", channel, func() (err error) {
		item, err = c.api.GetReactionsContext(ctx, slack.NewRefToMessage(channel, post), slack.GetReactionsParameters{})
		return err
	})
	if err != nil {
		return "", "", err
	}
	if item.Message == nil {
		return "", "", &bot.Fault{Class: bot.NoPost, Code: "no_message_in_answer"}
	}
	words := item.Message.Text
	for _, a := range item.Message.Attachments {
		if words == "" {
			words = a.Text
		}
	}
	if link = item.Message.Permalink; link == "" {
		link, err = c.Permalink(ctx, channel, post)
	}
	return strings.TrimSpace(saidText(words, c.people.handleOf)), link, err
}
