package slack

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
)

var _ bot.Reader = (*client)(nil)

// Read implements bot.Reader.
func (c *client) Read(ctx context.Context, channel, post string) (said, link string, err error) {
	m, err := c.message(ctx, channel, post)
	if err != nil {
		return "", "", err
	}
	if link = m.Permalink; link == "" {
		link, err = c.Permalink(ctx, channel, post)
	}
	return strings.TrimSpace(saidText(wordsOf(m.Text, m.Attachments), c.people.handleOf)), link, err
}
