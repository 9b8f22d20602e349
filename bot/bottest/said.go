package bottest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

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
func (c *Chat) Read(ctx context.Context, channel, post string) (said, link string, err error) {
	if err := bot.MayAsk(ctx); err != nil {
		return "", "", err
	}
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

// Recall implements bot.Recaller. Nothing here tells when an emoji was put on.
func (c *Chat) Recall(ctx context.Context, channel, emoji string, _ time.Time) ([]bot.Recalled, error) {
	if err := bot.MayAsk(ctx); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.fault("recall", channel); err != nil {
		return nil, err
	}
	var out []bot.Recalled
	for _, id := range c.order {
		p := c.posts[id]
		if p.Channel != channel || p.Deleted {
			continue
		}
		for _, r := range p.Reactions {
			if r.Emoji == emoji {
				out = append(out, bot.Recalled{Post: id, User: r.User})
			}
		}
	}
	return out, nil
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
