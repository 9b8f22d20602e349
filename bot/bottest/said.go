package bottest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
)

// Say lets somebody write a message of their own in a channel.
func (c *Chat) Say(who, channel, said string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := fmt.Sprintf("m%d", len(c.order)+1)
	m := bot.Message{Parts: []bot.Part{bot.Paragraph{Text: text.Quote(said)}}}
	c.posts[id] = &Post{ID: id, Channel: channel, By: who, Message: m, First: m}
	c.order = append(c.order, id)
}

// Read implements bot.Reader.
func (c *Chat) Read(_ context.Context, channel, post string) (said, link string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.fault("read", channel); err != nil {
		return "", "", err
	}
	p := c.posts[post]
	if p == nil || p.Deleted {
		return "", "", &bot.Fault{Class: bot.NoPost, Code: "message_not_found"}
	}
	return strings.Join(Lines(p.Message), "\n"), "https://chat.example/" + post, nil
}

// LatestBy answers the newest message that somebody wrote, or nil.
func (c *Chat) LatestBy(who string) *Post {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range slices.Backward(c.order) {
		if p := c.posts[id]; p.By == who {
			return p
		}
	}
	return nil
}
