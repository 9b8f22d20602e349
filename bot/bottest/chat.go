// Package bottest puts the whole bot on a chat platform in memory and lets people talk to it in transcripts: files that are test and
// documentation at once. Only tests use it.
package bottest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// Chat is a chat platform in memory, as one workspace. It implements bot.Platform and notes what is said, for the transcript.
type Chat struct {
	mu       sync.Mutex
	users    map[string]*bot.UserInfo
	channels map[string]*channel
	groups   map[string][]string // users by handle
	deaf     map[string]bool     // users who cannot be written to alone
	posts    map[string]*Post
	byKey    map[string]string
	order    []string
	Said     []string // what happened since it was last read
	Fail     func(method, channel string) error
	// Reading, if not nil, happens after the reactions were read and before the bot has the answer.
	Reading func()
	// Names is how many of those who have an emoji on a post are named, whoever came first; zero for all.
	Names int
	// name is the platform that it passes for, and invite the key of how the bot is brought into a channel there.
	name, invite string
	code         string      // with which somebody links two accounts, as it was given out last
	sees         func(Shown) // nil when nobody wants to see
}

type channel struct {
	info    bot.ChannelInfo
	members []string
}

// Post is a message on the platform.
type Post struct {
	ID, Channel, Thread string
	// To is who alone sees it in the channel; empty for everybody.
	To string
	// By is who wrote it; empty for the bot.
	By      string
	Message bot.Message
	// First is the message as it was posted.
	First     bot.Message
	Edits     int
	Reactions []bot.Reacted
	Deleted   bool
}

// Put puts an emoji on a post, or takes it off, without the bot hearing of it.
func (p *Post) Put(who, emoji string, on bool) {
	r := bot.Reacted{User: "U_" + who, Emoji: emoji}
	p.Reactions = slices.DeleteFunc(p.Reactions, func(x bot.Reacted) bool { return x == r })
	if on {
		p.Reactions = append(p.Reactions, r)
	}
}

// NewChat answers an empty platform.
func NewChat() *Chat {
	return &Chat{name: "chat", invite: "invite.playground", users: map[string]*bot.UserInfo{}, channels: map[string]*channel{}, groups: map[string][]string{}, deaf: map[string]bool{}, posts: map[string]*Post{}, byKey: map[string]string{}}
}

func (c *Chat) fault(method, ch string) error {
	if c.Fail != nil {
		if err := c.Fail(method, ch); err != nil {
			return err
		}
	}
	return nil
}

func (c *Chat) say(format string, args ...any) { c.Said = append(c.Said, fmt.Sprintf(format, args...)) }

// TakeSaid answers what happened since it was last asked: first what people saw at once, then what was posted, place by place. The
// outbox keeps order within a place and none between them.
func (c *Chat) TakeSaid() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := c.Said
	c.Said = nil
	place := func(s string) string {
		first, _, _ := strings.Cut(s, "\n")
		place, _, posted := strings.Cut(first, " ← ")
		if !posted {
			return ""
		}
		return strings.TrimSuffix(place, " (thread)")
	}
	slices.SortStableFunc(said, func(x, y string) int { return strings.Compare(place(x), place(y)) })
	return said
}

// AddUser adds a user whose id is U_ and the name.
func (c *Chat) AddUser(name string, change func(*bot.UserInfo)) {
	u := &bot.UserInfo{ID: "U_" + name, Handle: name, Name: strings.ToUpper(name[:1]) + name[1:], Zone: "Europe/Madrid"}
	if change != nil {
		change(u)
	}
	c.users[u.ID] = u
}

// Deafen lets a user get no direct messages any more.
func (c *Chat) Deafen(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deaf["U_"+name] = true
}

// Hide takes a user out of the channels, and of what the platform shows.
func (c *Chat) Hide(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.users, "U_"+name)
	for _, ch := range c.channels {
		ch.members = slices.DeleteFunc(ch.members, func(id string) bool { return id == "U_"+name })
	}
}

// AddChannel adds a channel with these people in it.
func (c *Chat) AddChannel(name string, private bool, people ...string) {
	ch := &channel{info: bot.ChannelInfo{ID: name, Name: strings.TrimPrefix(name, "#"), Private: private}}
	for _, p := range people {
		ch.members = append(ch.members, "U_"+p)
	}
	c.channels[name] = ch
}

// MoveChannel gives a channel another id.
func (c *Chat) MoveChannel(was, is string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels[is] = c.channels[was]
	c.channels[is].info.ID = is
	delete(c.channels, was)
	for _, p := range c.posts {
		if p.Channel == was {
			p.Channel = is
		}
	}
}

// Name implements bot.Platform.
func (c *Chat) Name() string { return c.name }

// Pace implements bot.Platform.
func (c *Chat) Pace() time.Duration { return time.Second }

// Invite implements bot.Platform.
func (c *Chat) Invite() (key, handle string) { return c.invite, "folkmoot" }

// Post implements bot.Platform.
func (c *Chat) Post(_ context.Context, out bot.Outgoing) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.fault("post", out.Channel); err != nil {
		return "", err
	}
	if id, ok := c.byKey[out.Key]; ok {
		return id, nil
	}
	ch := c.channels[out.Channel]
	if ch != nil && (ch.info.Archived || ch.info.Absent) {
		return "", &bot.Fault{Class: bot.NoChannel, Code: "is_archived"}
	}
	id := fmt.Sprintf("m%d", len(c.order)+1)
	c.posts[id] = &Post{ID: id, Channel: out.Channel, Thread: out.Thread, Message: out.Message, First: out.Message}
	c.byKey[out.Key], c.order = id, append(c.order, id)
	where := out.Channel
	if out.Thread != "" {
		where += " (thread)"
	}
	c.say("%s ← %s", where, strings.Join(Lines(out.Message), "\n    "))
	c.shown(Shown{As: Posted, Message: out.Message})
	return id, nil
}

// Edit implements bot.Platform.
func (c *Chat) Edit(_ context.Context, _, post string, m bot.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.fault("edit", ""); err != nil {
		return err
	}
	p := c.posts[post]
	if p == nil || p.Deleted {
		return &bot.Fault{Class: bot.NoPost, Code: "message_not_found"}
	}
	if ch := c.channels[p.Channel]; ch != nil && (ch.info.Archived || ch.info.Absent) {
		return &bot.Fault{Class: bot.NoChannel, Code: "is_archived"}
	}
	p.Message = m
	p.Edits++
	c.shown(Shown{As: Edited, Message: m})
	return nil
}

// Direct implements bot.Platform.
func (c *Chat) Direct(ctx context.Context, user string) (string, error) {
	if err := bot.MayAsk(ctx); err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.users[user]; !ok {
		return "", &bot.Fault{Class: bot.NoSuch, Code: "user_not_found"}
	}
	if c.deaf[user] {
		return "", &bot.Fault{Class: bot.NoSuch, Code: "no_direct_messages"}
	}
	return "to " + strings.TrimPrefix(user, "U_"), nil
}

// Whisper implements bot.Whisperer.
func (c *Chat) Whisper(ctx context.Context, channel, user string, m bot.Message) error {
	if err := bot.MayAsk(ctx); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.fault("whisper", channel); err != nil {
		return err
	}
	ch := c.channels[channel]
	if ch == nil || ch.info.Archived || ch.info.Absent {
		return &bot.Fault{Class: bot.NoChannel, Code: "is_archived"}
	}
	if !slices.Contains(ch.members, user) {
		return &bot.Fault{Class: bot.NoSuch, Code: "user_not_in_channel"}
	}
	id, to := fmt.Sprintf("m%d", len(c.order)+1), strings.TrimPrefix(user, "U_")
	c.posts[id] = &Post{ID: id, Channel: channel, To: to, Message: m, First: m}
	c.order = append(c.order, id)
	c.say("%s (only %s) ← %s", channel, to, strings.Join(Lines(m), "\n    "))
	c.shown(Shown{As: Posted, Message: m})
	return nil
}

// Reactions implements bot.Platform.
func (c *Chat) Reactions(ctx context.Context, _, post string) ([]bot.Reacted, map[string]int, error) {
	if err := bot.MayAsk(ctx); err != nil {
		return nil, nil, err
	}
	is, unnamed, err := c.reactions(post)
	if c.Reading != nil {
		c.Reading()
	}
	return is, unnamed, err
}

func (c *Chat) reactions(post string) ([]bot.Reacted, map[string]int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.posts[post]
	channel := ""
	if p != nil {
		channel = p.Channel
	}
	if err := c.fault("reactions", channel); err != nil {
		return nil, nil, err
	}
	if p == nil || p.Deleted {
		return nil, nil, &bot.Fault{Class: bot.NoPost, Code: "message_not_found"}
	}
	named := map[string]int{}
	unnamed := map[string]int{}
	var out []bot.Reacted
	for _, r := range p.Reactions {
		if c.Names > 0 && named[r.Emoji] == c.Names {
			unnamed[r.Emoji]++
			continue
		}
		named[r.Emoji]++
		out = append(out, r)
	}
	return out, unnamed, nil
}

// Channel implements bot.Platform.
func (c *Chat) Channel(ctx context.Context, id string) (bot.ChannelInfo, error) {
	if err := bot.MayAsk(ctx); err != nil {
		return bot.ChannelInfo{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if strings.HasPrefix(id, "to ") {
		return bot.ChannelInfo{ID: id, Direct: true}, nil
	}
	ch, ok := c.channels[id]
	if !ok {
		return bot.ChannelInfo{}, &bot.Fault{Class: bot.NoChannel, Code: "channel_not_found"}
	}
	if err := c.fault("channel", id); err != nil {
		return bot.ChannelInfo{}, err
	}
	return ch.info, nil
}

// Members implements bot.Platform.
func (c *Chat) Members(ctx context.Context, id string) ([]bot.UserInfo, error) {
	if err := bot.MayAsk(ctx); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.fault("members", id); err != nil {
		return nil, err
	}
	var out []bot.UserInfo
	for _, u := range c.channels[id].members {
		out = append(out, *c.users[u])
	}
	return out, nil
}

// User implements bot.Platform.
func (c *Chat) User(ctx context.Context, id string) (bot.UserInfo, error) {
	if err := bot.MayAsk(ctx); err != nil {
		return bot.UserInfo{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	u, ok := c.users[id]
	if !ok {
		return bot.UserInfo{}, &bot.Fault{Class: bot.NoSuch, Code: "user_not_found"}
	}
	return *u, nil
}

// UserNamed implements bot.Platform.
func (c *Chat) UserNamed(ctx context.Context, handle string) (bot.UserInfo, error) {
	c.mu.Lock()
	err := c.fault("named", "")
	c.mu.Unlock()
	if err != nil {
		return bot.UserInfo{}, err
	}
	return c.User(ctx, "U_"+strings.ToLower(handle))
}

// GroupNamed implements bot.Grouper.
func (c *Chat) GroupNamed(ctx context.Context, handle string) ([]bot.UserInfo, bool, error) {
	if err := bot.MayAsk(ctx); err != nil {
		return nil, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []bot.UserInfo
	group, ok := c.groups[strings.ToLower(handle)]
	for _, id := range group {
		out = append(out, *c.users[id])
	}
	return out, ok, nil
}

// Permalink implements bot.Platform.
func (c *Chat) Permalink(ctx context.Context, _, post string) (string, error) {
	if err := bot.MayAsk(ctx); err != nil {
		return "", err
	}
	return "https://chat.example/" + post, nil
}

// Latest answers the newest post in which a human id stands as the card's, or nil.
func (c *Chat) Latest(ref string) *Post {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range slices.Backward(c.order) {
		p := c.posts[id]
		if p.Message.Ref == ref && len(p.Thread) == 0 && !p.Deleted && p.To == "" && !strings.HasPrefix(p.Channel, "to ") && !isNotice(p.Message) {
			return p
		}
	}
	return nil
}

// LatestOf is Latest for a version that may have been amended since.
func (c *Chat) LatestOf(ref string, version int) *Post {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range slices.Backward(c.order) {
		p := c.posts[id]
		if actions := p.First.Actions; p.First.Ref == ref && p.To == "" && !p.Deleted && len(actions) > 0 && actions[0].Target.Part == version {
			return p
		}
	}
	return nil
}

// isNotice tells an outcome's notice from a card: it tells the head of the record (T1).
func isNotice(m bot.Message) bool {
	return slices.ContainsFunc(m.Parts, func(part bot.Part) bool {
		small, ok := part.(bot.Small)
		return ok && chainHead.MatchString(string(small.Text))
	})
}

// LatestTo answers the newest message of the bot to a person, or nil.
func (c *Chat) LatestTo(name string) *Post {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range slices.Backward(c.order) {
		if p := c.posts[id]; p.Channel == "to "+name || p.To == name {
			return p
		}
	}
	return nil
}
