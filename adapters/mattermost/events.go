package mattermost

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// heeded tells which events are dealt with. The others only count for the numbering.
func heeded(kind model.WebsocketEventType) bool {
	switch kind {
	case model.WebsocketEventReactionAdded, model.WebsocketEventReactionRemoved,
		model.WebsocketEventUserAdded, model.WebsocketEventUserRemoved,
		model.WebsocketEventPostDeleted,
		model.WebsocketEventChannelDeleted, model.WebsocketEventChannelRestored, model.WebsocketEventChannelUpdated,
		model.WebsocketEventChannelConverted,
		model.WebsocketEventUserUpdated, model.WebsocketEventNewUser,
		model.WebsocketEventAddedToTeam, model.WebsocketEventLeaveTeam:
		return true
	}
	return false
}

// heed deals with one event. Again says that everything should be read again, because the event tells too little. An event that is
// not made as it should be is none.
func (a *Adapter) heed(ctx context.Context, event *model.WebSocketEvent) (again bool, err error) {
	e := tidings{data: event.GetData()}
	if b := event.GetBroadcast(); b != nil {
		e.broadcast = *b
	}
	switch event.EventType() {
	case model.WebsocketEventReactionAdded:
		return false, a.reacted(ctx, e, true)
	case model.WebsocketEventReactionRemoved:
		return false, a.reacted(ctx, e, false)
	case model.WebsocketEventUserAdded:
		return false, a.joined(ctx, e)
	case model.WebsocketEventUserRemoved:
		return false, a.left(ctx, e)
	case model.WebsocketEventPostDeleted:
		return false, a.postDeleted(ctx, e)
	case model.WebsocketEventChannelDeleted, model.WebsocketEventChannelRestored, model.WebsocketEventChannelUpdated,
		model.WebsocketEventChannelConverted:
		return false, a.channelChanged(ctx, e.channel())
	case model.WebsocketEventUserUpdated, model.WebsocketEventNewUser:
		return false, a.userChanged(ctx, e)
	case model.WebsocketEventAddedToTeam:
		return e.text("user_id") == a.self(), nil
	case model.WebsocketEventLeaveTeam:
		// Whoever leaves a team leaves its channels without a word about each.
		return true, nil
	}
	return false, nil
}

// reacted passes on that somebody put an emoji on a message or took it off. The bot's own do not count.
func (a *Adapter) reacted(ctx context.Context, e tidings, on bool) error {
	var r model.Reaction
	if !e.inner("reaction", &r) || r.UserId == "" || r.PostId == "" || r.EmojiName == "" || r.UserId == a.self() {
		return nil
	}
	channel := cmp.Or(e.broadcast.ChannelId, r.ChannelId)
	s, err := a.where(ctx, channel, func() (string, error) { return a.teamOfPost(ctx, r.PostId) })
	if s == nil || err != nil {
		return err
	}
	return a.desk.React(ctx, bot.Reaction{
		Origin: bot.Origin{Workspace: s.id, Channel: channel, User: r.UserId},
		Post:   r.PostId, Emoji: r.EmojiName, On: on,
	})
}

// joined passes on that somebody came into a channel. When it is the bot, it is the channel that changed.
func (a *Adapter) joined(ctx context.Context, e tidings) error {
	user, channel := e.text("user_id"), e.broadcast.ChannelId
	if user == "" || channel == "" {
		return nil
	}
	if user == a.self() {
		return a.channelChanged(ctx, channel)
	}
	s, err := a.where(ctx, channel, nil)
	if s == nil || err != nil {
		return err
	}
	return a.desk.PeopleJoined(ctx, s.id, "", channel, user)
}

// left passes on that somebody is in a channel no more. The server tells the channel who left, and whoever left which channel.
func (a *Adapter) left(ctx context.Context, e tidings) error {
	channel, user := e.channel(), cmp.Or(e.text("user_id"), e.broadcast.UserId)
	if user == "" || channel == "" {
		return nil
	}
	if user == a.self() {
		return a.channelChanged(ctx, channel)
	}
	s, err := a.where(ctx, channel, nil)
	if s == nil || err != nil {
		return err
	}
	return a.desk.PeopleLeft(ctx, s.id, "", channel, user)
}

// postDeleted passes on that one of the bot's messages is gone.
func (a *Adapter) postDeleted(ctx context.Context, e tidings) error {
	var post model.Post
	if !e.inner("post", &post) || post.Id == "" || post.UserId != a.self() || post.Type == model.PostTypeEphemeral {
		return nil
	}
	s, err := a.where(ctx, post.ChannelId, func() (string, error) {
		team, _ := post.GetProp(propTeam).(string)
		return team, nil
	})
	if s == nil || err != nil {
		return err
	}
	return a.desk.PostGone(ctx, s.id, post.ChannelId, post.Id)
}

// channelChanged looks at the channel again and passes on what it finds.
func (a *Adapter) channelChanged(ctx context.Context, channel string) error {
	if channel == "" {
		return nil
	}
	// A channel that the bot was put out of before it knew its team may be any team's; those that do not know it take no notice.
	spaces := a.all()
	kind, err := a.kind(ctx, channel)
	switch {
	case err != nil && bot.FaultOf(err).Class != bot.NoChannel:
		return err
	case err == nil && kind.direct:
		return nil
	case err == nil:
		spaces = slices.DeleteFunc(spaces, func(s *space) bool { return s.team.Id != kind.team })
	}
	var errs []error
	for _, s := range spaces {
		info, err := s.Channel(ctx, channel)
		if err != nil && bot.FaultOf(err).Class == bot.NoChannel {
			info, err = bot.ChannelInfo{ID: channel, Archived: true, Absent: true}, nil
		}
		if err == nil {
			err = a.desk.ChannelChanged(ctx, s.id, "", info)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// userChanged passes on how a user is now, in every workspace. Some servers tell only who it is.
func (a *Adapter) userChanged(ctx context.Context, e tidings) error {
	var u model.User
	if !e.inner("user", &u) {
		u.Id = e.text("user_id")
	}
	if u.Id == "" || u.Id == a.self() {
		return nil
	}
	info := userInfo(&u)
	var errs []error
	for _, s := range a.all() {
		if info.Handle == "" {
			var err error
			if info, err = s.User(ctx, u.Id); err != nil {
				return err
			}
		}
		errs = append(errs, a.desk.UserChanged(ctx, s.id, "", info))
	}
	return errors.Join(errs...)
}

// where answers the workspace that a channel belongs to, nil when it is none of ours. For a direct channel, which is in no team, direct
// tells the team; who cannot tell gets the first workspace.
func (a *Adapter) where(ctx context.Context, channel string, direct func() (string, error)) (*space, error) {
	kind, err := a.kind(ctx, channel)
	if err != nil {
		if bot.FaultOf(err).Class == bot.NoChannel {
			return nil, nil // We are not in it any more, and its news is none of ours.
		}
		return nil, err
	}
	if !kind.direct {
		return a.space(kind.team), nil
	}
	spaces := a.all()
	if len(spaces) > 1 && direct != nil {
		team, err := direct()
		if s := a.space(team); s != nil || err != nil {
			return s, err
		}
	}
	if len(spaces) == 0 {
		return nil, nil
	}
	return spaces[0], nil
}

// teamOfPost reads which team one of our direct messages belongs to.
func (a *Adapter) teamOfPost(ctx context.Context, post string) (string, error) {
	found, resp, err := a.api.GetPost(ctx, post, "")
	if err != nil {
		return "", a.fault("read a post", aboutPost, resp, err)
	}
	team, _ := found.GetProp(propTeam).(string)
	return team, nil
}

// tidings is what an event says. Some of it is JSON within its JSON.
type tidings struct {
	data      map[string]any
	broadcast model.WebsocketBroadcast
}

func (e tidings) text(key string) string {
	s, _ := e.data[key].(string)
	return s
}

// channel answers the channel an event is about, wherever it says so.
func (e tidings) channel() string {
	var c model.Channel
	if e.inner("channel", &c) && c.Id != "" {
		return c.Id
	}
	return cmp.Or(e.text("channel_id"), e.broadcast.ChannelId)
}

// inner reads a value that is an object, or a text that holds one. The library has read some objects already, such as a user.
func (e tidings) inner(key string, into any) bool {
	switch v := e.data[key].(type) {
	case nil:
		return false
	case string:
		return json.Unmarshal([]byte(v), into) == nil
	default:
		data, err := json.Marshal(v)
		return err == nil && json.Unmarshal(data, into) == nil
	}
}
