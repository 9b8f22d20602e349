package mattermost

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// What our posts carry beside their words.
const (
	// propKey is the outbox's key, by which a post is found again after the server has forgotten pending_post_id (30 seconds).
	propKey = "folkmoot_key"
	// propTeam is the team a direct message belongs to; Mattermost's direct channels are in none.
	propTeam = "folkmoot_team"
)

const (
	// clockSlack is how far the server's clock may be behind ours when a post is looked for.
	clockSlack = 2 * time.Minute
	// timeLimit is the server's word when a post's text is too old to be edited.
	timeLimit = "api.post.update_post.permissions_time_limit.app_error"
)

// Post implements bot.Platform.
func (s *space) Post(ctx context.Context, out bot.Outgoing) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	if out.Attempt > 1 {
		if id, err := s.already(ctx, out); err != nil || id != "" {
			return id, err
		}
	}
	post, err := s.draft(ctx, out)
	if err != nil {
		return "", err
	}
	created, resp, err := s.api.CreatePost(ctx, post)
	if err != nil {
		return "", s.fault("post", speaking, resp, err)
	}
	if created.UserId != s.self() {
		// The server answered with somebody else's post under the same pending_post_id.
		return "", &bot.Fault{Class: bot.Passing, Code: "not our post"}
	}
	return created.Id, nil
}

// draft writes the post. People who are named in a direct message or a thread are pinged by it; a card in a channel pings nobody.
func (s *space) draft(ctx context.Context, out bot.Outgoing) (*model.Post, error) {
	kind, err := s.kind(ctx, out.Channel)
	if err != nil {
		return nil, err
	}
	r, err := s.render(out.Message, kind.direct || out.Thread != "")
	if err != nil {
		return nil, err
	}
	post := &model.Post{ChannelId: out.Channel, RootId: out.Thread, Message: r.text}
	post.SetProps(s.props(r))
	if out.Key != "" {
		post.AddProp(propKey, out.Key)
		if post.PendingPostId, err = s.pending(out.Key); err != nil {
			return nil, err
		}
	}
	return post, nil
}

// props are everything that a post carries beside its text. An edit replaces them all.
func (s *space) props(r rendered) model.StringInterface {
	props := model.StringInterface{propTeam: s.team.Id, model.PostPropsFromBot: "true"}
	if r.attachment != nil {
		props[model.PostPropsAttachments] = r.attachments()
	}
	return props
}

// pending makes a pending_post_id of a key. The server's memory of these is shared by everybody, so one that people could guess would
// let them post theirs in the place of ours.
func (s *space) pending(key string) (string, error) {
	sealed, err := s.sealer.Seal("mattermost pending post", s.team.Id+" "+key, time.Time{})
	_, sum, _ := strings.Cut(sealed, ".")
	return s.self() + ":" + sum, err
}

// already looks for the message that an earlier attempt may have posted, among what was posted in the channel since it was queued.
func (s *space) already(ctx context.Context, out bot.Outgoing) (string, error) {
	since := out.QueuedAt.Add(-clockSlack).UnixMilli()
	for n := 0; out.Key != ""; n++ {
		list, resp, err := s.api.GetPostsForChannel(ctx, out.Channel, n, page, "", false, false)
		if err != nil {
			return "", s.fault("look for a post", aboutChannel, resp, err)
		}
		reached := false
		for _, id := range list.Order {
			post := list.Posts[id]
			if post == nil {
				continue
			}
			reached = reached || post.CreateAt < since
			if post.UserId == s.self() && post.GetProp(propKey) == out.Key && post.CreateAt >= since {
				return post.Id, nil
			}
		}
		if reached || len(list.Order) < page {
			break
		}
	}
	return "", nil
}

// Edit implements bot.Platform.
func (s *space) Edit(ctx context.Context, channel, post string, m bot.Message) error {
	r, err := s.render(m, false)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	props := s.props(r)
	err = s.patch(ctx, post, &model.PostPatch{Message: &r.text, Props: &props})
	if err != nil && bot.FaultOf(err).Code == timeLimit && r.attachment != nil {
		// The limit is for the text alone, and an attachment has none.
		err = s.patch(ctx, post, &model.PostPatch{Props: &props})
	}
	return err
}

func (s *space) patch(ctx context.Context, post string, patch *model.PostPatch) error {
	_, resp, err := s.api.PatchPost(ctx, post, patch)
	if err == nil {
		return nil
	}
	asked := askedFor{denied: bot.NoChannel, missing: bot.NoPost, refused: bot.Unfit}
	fault := s.fault("edit", asked, resp, err)
	if bot.FaultOf(fault).Class == bot.NoChannel {
		// Editing a deleted message is forbidden in the same words as editing where we are not.
		if gone := s.exists(ctx, post); gone != nil {
			return gone
		}
	}
	return fault
}

// exists answers nil when the post can be read, else why not.
func (s *space) exists(ctx context.Context, post string) error {
	found, resp, err := s.api.GetPost(ctx, post, "")
	if err == nil && found.DeleteAt > 0 {
		return &bot.Fault{Class: bot.NoPost, Code: "deleted", Err: errors.New("the post was deleted")}
	}
	return s.fault("read a post", aboutPost, resp, err)
}

// Reactions implements bot.Platform.
func (s *space) Reactions(ctx context.Context, _, post string) ([]bot.Reacted, map[string]int, error) {
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	// Asked for its reactions alone, the server answers those of a deleted post as well; asked for the post, it tells both.
	found, resp, err := s.api.GetPost(ctx, post, "")
	if err != nil {
		return nil, nil, s.fault("read a post", aboutPost, resp, err)
	}
	if found.DeleteAt > 0 {
		return nil, nil, &bot.Fault{Class: bot.NoPost, Code: "deleted"}
	}
	var reactions []*model.Reaction
	if found.Metadata != nil {
		reactions = found.Metadata.Reactions
	}
	if len(reactions) == 0 && found.HasReactions {
		if reactions, resp, err = s.api.GetReactions(ctx, post); err != nil {
			return nil, nil, s.fault("read reactions", aboutPost, resp, err)
		}
	}
	var out []bot.Reacted
	for _, r := range reactions {
		if r.UserId != s.self() {
			out = append(out, bot.Reacted{User: r.UserId, Emoji: r.EmojiName})
		}
	}
	return out, nil, nil
}

// Permalink implements bot.Platform.
func (s *space) Permalink(_ context.Context, _, post string) (string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.site + "/" + s.team.Name + "/pl/" + post, nil
}
