package web

import (
	"context"

	"github.com/folkmoot/folkmoot/bot"
)

var _ bot.Reader = (*platform)(nil)

// Read implements bot.Reader.
func (p *platform) Read(ctx context.Context, channel, post string) (said, link string, err error) {
	p.chat.mu.Lock()
	at := p.chat.posts[post]
	if at == nil || at.Gone || at.Channel != channel {
		p.chat.mu.Unlock()
		return "", "", fault(bot.NoPost, "message_not_found")
	}
	said = at.Raw
	p.chat.mu.Unlock()
	link, err = p.Permalink(ctx, channel, post)
	return said, link, err
}
