package slack

import (
	"context"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance"
)

// Desk is whom the adapter brings what happens in Slack. What its methods do is committed when they return. *bot.Bot is one.
type Desk interface {
	Connect(ctx context.Context, platform, team, name string, p bot.Platform) (governance.WorkspaceID, error)
	Disconnect(ws governance.WorkspaceID)
	Slash(ctx context.Context, in bot.Slash) bot.Reply
	Press(ctx context.Context, in bot.Press) bot.Reply
	Submit(ctx context.Context, in bot.Submission) bot.SubmitReply
	Shortcut(ctx context.Context, in bot.Shortcut) bot.Reply
	React(ctx context.Context, in bot.Reaction) error
	PeopleJoined(ctx context.Context, ws governance.WorkspaceID, key, channel string, users ...string) error
	PeopleLeft(ctx context.Context, ws governance.WorkspaceID, key, channel string, users ...string) error
	ChannelChanged(ctx context.Context, ws governance.WorkspaceID, key string, info bot.ChannelInfo) error
	UserChanged(ctx context.Context, ws governance.WorkspaceID, key string, info bot.UserInfo) error
	Sync(ctx context.Context, ws governance.WorkspaceID) error
	// Done tells whether something was saved under a key.
	Done(ctx context.Context, key string) (bool, error)
}

// homely is a desk that has something to show on a person's App Home.
type homely interface {
	Home(ctx context.Context, ws governance.WorkspaceID, user string) bot.Message
}

// mover is a desk that can follow a channel to a new id. One that cannot is told that the old channel is gone.
type mover interface {
	ChannelMoved(ctx context.Context, ws governance.WorkspaceID, key, from, to string) error
}

// workspace is one Slack team that the bot serves.
type workspace struct {
	*client
	id   governance.WorkspaceID
	name string
	// url is the workspace's own address with its closing slash, empty when it is not known.
	url string
	// gone tells that it was taken out. The adapter's lock guards it.
	gone bool
}
