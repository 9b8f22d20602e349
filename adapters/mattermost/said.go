package mattermost

import (
	"context"
	"errors"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
)

var _ bot.Reader = (*space)(nil)

// Read implements bot.Reader.
func (s *space) Read(ctx context.Context, channel, post string) (said, link string, err error) {
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	found, resp, err := s.api.GetPost(ctx, post, "")
	if err != nil {
		return "", "", s.fault("read a post", aboutPost, resp, err)
	}
	if found.DeleteAt > 0 {
		return "", "", &bot.Fault{Class: bot.NoPost, Code: "deleted", Err: errors.New("the post was deleted")}
	}
	link, err = s.Permalink(ctx, channel, post)
	return strings.TrimSpace(found.Message), link, err
}
