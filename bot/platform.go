package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Platform is one workspace as the bot speaks to it. An adapter implements it; every method may be called at any time and from
// several goroutines, and honours its context. Errors are *Fault wherever the platform said why.
type Platform interface {
	// Name is "slack", "mattermost" or "playground".
	Name() string
	// Post posts a message and answers the platform's id of it. The same Key within a while must not post twice.
	Post(ctx context.Context, out Outgoing) (post string, err error)
	// Edit redraws a message.
	Edit(ctx context.Context, channel, post string, m Message) error
	// Direct answers the channel in which the bot and the user talk alone.
	Direct(ctx context.Context, user string) (channel string, err error)
	// Reactions reads every reaction on a message, skin tones and all. Of an emoji of which the platform names not everybody, unnamed tells
	// how many more have it there.
	Reactions(ctx context.Context, channel, post string) (all []Reacted, unnamed map[string]int, err error)
	// Channel describes a channel.
	Channel(ctx context.Context, channel string) (ChannelInfo, error)
	// Members reads who is in a channel.
	Members(ctx context.Context, channel string) ([]UserInfo, error)
	// User describes a user.
	User(ctx context.Context, user string) (UserInfo, error)
	// UserNamed finds a user by the handle people type after @; a Fault NoSuch when there is none, TooMany when that is not known.
	UserNamed(ctx context.Context, handle string) (UserInfo, error)
	// Permalink answers a link to a message, or "" where there is none.
	Permalink(ctx context.Context, channel, post string) (string, error)
	// Pace is the shortest time between two edits of one card.
	Pace() time.Duration
	// Invite is the sentence key that tells people how to bring the bot into a channel, and the handle that the bot has there.
	Invite() (key, handle string)
}

// Outgoing is a message on its way.
type Outgoing struct {
	Channel string
	// Thread is the message under which it stands; empty for none.
	Thread string
	// Key makes a repeat a no-op. Attempt counts from 1; from the second on, the message may already be there.
	Key     string
	Attempt int
	// QueuedAt is when it was first wanted: a repeat is to be looked for no earlier.
	QueuedAt time.Time
	Message  Message
}

// Reacted is one emoji that a user has on a message.
type Reacted struct {
	User  string
	Emoji string
}

// ChannelInfo describes a channel.
type ChannelInfo struct {
	ID   string
	Name string
	// Private is true where people have to be let in; Direct where somebody talks with the bot or a few others.
	Private, Direct bool
	// Archived is true when nobody can write there; Absent when the bot is not in it.
	Archived, Absent bool
}

// UserInfo describes a user.
type UserInfo struct {
	ID     string
	Handle string
	Name   string
	// Zone is an IANA name or empty.
	Zone string
	// Language is a BCP 47 tag or empty.
	Language         string
	Bot, Guest, Gone bool
	// Unread tells that the platform named the user and could not say more than the id at the moment.
	Unread bool
}

// FaultClass tells what follows from a failure.
type FaultClass string

const (
	// Passing: try again.
	Passing FaultClass = "passing"
	// Limited: try again after RetryAfter.
	Limited FaultClass = "limited"
	// NoPost: the message is not there (any more).
	NoPost FaultClass = "no post"
	// NoChannel: the channel is archived or gone, or the bot is not in it or may not speak there.
	NoChannel FaultClass = "no channel"
	// NoSuch: there is no such user, or they cannot be written to.
	NoSuch FaultClass = "no such user"
	// NoAccess: the bot's token is void or lacks a permission; only an operator can mend that.
	NoAccess FaultClass = "no access"
	// Unfit: the platform will never take this message.
	Unfit FaultClass = "unfit"
	// TooMany: more people would have to be read than can be in time. What was read helps the next try.
	TooMany FaultClass = "too many people"
	// Withheld: the platform was not asked, because the context is one of WithoutAsking.
	Withheld FaultClass = "withheld"
)

// Fault is a platform's refusal or failure.
type Fault struct {
	Class      FaultClass
	RetryAfter time.Duration
	// Code is the platform's own word for it.
	Code string
	Err  error
}

// Error implements error.
func (f *Fault) Error() string {
	if f.Err != nil {
		return fmt.Sprintf("%s (%s): %v", f.Class, f.Code, f.Err)
	}
	return fmt.Sprintf("%s (%s)", f.Class, f.Code)
}

// Unwrap answers the error beneath.
func (f *Fault) Unwrap() error { return f.Err }

// FaultOf answers the Fault that err is or wraps; any other error counts as passing.
func FaultOf(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Class: Passing, Code: "unknown", Err: err}
}
