package mattermost

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

var (
	_ bot.Reader   = (*space)(nil)
	_ bot.Recaller = (*space)(nil)
)

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

// Recall implements bot.Recaller. The server answers the posts that changed since then, a thousand at most; a reaction is such a change, and
// comes with its time.
func (s *space) Recall(ctx context.Context, channel, emoji string, since time.Time) ([]bot.Recalled, error) {
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	list, resp, err := s.api.GetPostsSince(ctx, channel, since.UnixMilli(), false)
	if err != nil {
		return nil, s.fault("read what changed in a channel", aboutChannel, resp, err)
	}
	slices.Reverse(list.Order) // the oldest first, as it happened
	var out []bot.Recalled
	for _, id := range list.Order {
		post := list.Posts[id]
		if post == nil || post.DeleteAt > 0 || post.Metadata == nil {
			continue
		}
		for _, r := range post.Metadata.Reactions {
			if r.EmojiName == emoji && r.UserId != s.self() && r.DeleteAt == 0 && max(r.CreateAt, r.UpdateAt) >= since.UnixMilli() {
				out = append(out, bot.Recalled{Post: id, User: r.UserId})
			}
		}
	}
	return out, nil
}
