package web

import (
	"strconv"
	"strings"
	"time"
)

// News is what one person's browser is told: everything that changed since it last heard, as it is now. With Full it is everything,
// and replaces what the browser had.
type News struct {
	// At is where the browser then stands; it goes back with the next request.
	At   string    `json:"at"`
	Full bool      `json:"full,omitempty"`
	As   string    `json:"as"`
	Now  time.Time `json:"now"`
	// ClockMoved is true when the clock jumped.
	ClockMoved bool          `json:"clock_moved,omitempty"`
	People     []PersonView  `json:"people,omitempty"`
	Channels   []ChannelView `json:"channels,omitempty"`
	Posts      []PostView    `json:"posts,omitempty"`
	Tour       *Tour         `json:"tour,omitempty"`
	// Emoji is sent with everything only.
	Emoji []Emoji `json:"emoji,omitempty"`
}

// PersonView is a person as the page shows them.
type PersonView struct {
	ID     string `json:"id"`
	Handle string `json:"handle"`
	Name   string `json:"name"`
	Zone   string `json:"zone"`
	Colour int    `json:"colour"`
	Guest  bool   `json:"guest,omitempty"`
	Gone   bool   `json:"gone,omitempty"`
	// Waiting counts the messages from the bot that they have not read.
	Waiting int `json:"waiting"`
}

// ChannelView is a channel as one person sees it.
type ChannelView struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Topic    string   `json:"topic,omitempty"`
	Direct   bool     `json:"direct,omitempty"`
	Private  bool     `json:"private,omitempty"`
	Archived bool     `json:"archived,omitempty"`
	Absent   bool     `json:"absent,omitempty"`
	In       bool     `json:"in"`
	Members  []string `json:"members"`
	Unread   int      `json:"unread"`
}

// PostView is a post as one person sees it. A post that is gone has its ids only, but for one that a thread hangs on.
type PostView struct {
	ID        string         `json:"id"`
	N         int            `json:"n"`
	Channel   string         `json:"channel"`
	Thread    string         `json:"thread,omitempty"`
	Gone      bool           `json:"gone,omitempty"`
	By        string         `json:"by,omitempty"`
	At        time.Time      `json:"at,omitzero"`
	Only      bool           `json:"only,omitempty"`
	Answers   string         `json:"answers,omitempty"`
	HTML      string         `json:"html,omitempty"`
	Plain     string         `json:"plain,omitempty"`
	Ref       string         `json:"ref,omitempty"`
	Status    string         `json:"status,omitempty"`
	Tone      string         `json:"tone,omitempty"`
	Reactions []ReactionView `json:"reactions,omitempty"`
	Replies   int            `json:"replies,omitempty"`
	Repliers  []string       `json:"repliers,omitempty"`
}

// ReactionView is one emoji on a post, and who put it there.
type ReactionView struct {
	Emoji string   `json:"emoji"`
	Char  string   `json:"char"`
	Users []string `json:"users"`
}

// News answers what is new for a person since the browser stood at the mark, and a channel that is closed when there is more. An
// unreadable mark, or one from before a restart, gets everything.
func (c *Chat) News(as, since string) (News, <-chan struct{}, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.person(as)
	if p == nil {
		return News{}, nil, refuse(404, "There is nobody called %q here.", as)
	}
	after, ok := c.readMark(since)
	if !ok || p.Reset > after {
		after = -1
	}
	n := News{At: c.mark(c.state.Seq), Full: after < 0, As: as, Now: c.now(), ClockMoved: c.state.ClockVersion > after}
	for _, other := range c.state.People {
		if other.Version > after {
			n.People = append(n.People, c.viewPerson(other))
		}
	}
	for _, ch := range c.state.Channels {
		if ch.Version > after && ch.open(p) {
			n.Channels = append(n.Channels, c.viewChannel(p, ch))
		}
	}
	for _, post := range c.state.Posts {
		if post.Version > after && c.visible(p, post) && !(n.Full && post.Gone && !c.hasReplies(post)) {
			n.Posts = append(n.Posts, c.viewPost(p, post))
		}
	}
	if n.Full || c.state.Tour.Version > after {
		tour := c.state.Tour
		n.Tour = &tour
	}
	if n.Full {
		n.Emoji = emojis()
	}
	return n, c.changed, nil
}

// Empty tells whether there is nothing to tell.
func (n News) Empty() bool {
	return !n.Full && !n.ClockMoved && n.Tour == nil && len(n.People)+len(n.Channels)+len(n.Posts) == 0
}

func (c *Chat) mark(seq int) string { return c.epoch + ":" + strconv.Itoa(seq) }

func (c *Chat) readMark(mark string) (int, bool) {
	epoch, number, _ := strings.Cut(mark, ":")
	seq, err := strconv.Atoi(number)
	return seq, err == nil && epoch == c.epoch && seq >= 0 && seq <= c.state.Seq
}

func (c *Chat) viewPerson(p *Person) PersonView {
	v := PersonView{ID: p.ID, Handle: p.Handle, Name: p.Name, Zone: p.Zone, Colour: p.Colour, Guest: p.Guest, Gone: p.Gone}
	if ch := c.channel("dm-" + p.ID); ch != nil {
		v.Waiting = c.unread(p, ch)
	}
	return v
}

func (c *Chat) viewChannel(p *Person, ch *Channel) ChannelView {
	return ChannelView{ID: ch.ID, Name: ch.Name, Topic: ch.Topic, Direct: ch.DirectOf != "", Private: ch.Private, Archived: ch.Archived,
		Absent: ch.Absent, In: ch.has(p.ID), Members: append([]string{}, ch.Members...), Unread: c.unread(p, ch)}
}

func (c *Chat) hasReplies(post *Post) bool {
	for _, other := range c.lists[post.Channel] {
		if other.Thread == post.ID && !other.Gone && other.Only == "" {
			return true
		}
	}
	return false
}

func (c *Chat) viewPost(p *Person, post *Post) PostView {
	v := PostView{ID: post.ID, N: post.N, Channel: post.Channel, Thread: post.Thread, Gone: post.Gone, By: post.By, At: post.At,
		Only: post.Only != "", Answers: post.Answers, HTML: post.HTML, Plain: post.Plain,
		Ref: post.Ref, Status: post.Status, Tone: post.Tone}
	for _, r := range post.Reactions {
		i := 0
		for i < len(v.Reactions) && v.Reactions[i].Emoji != r.Emoji {
			i++
		}
		if i == len(v.Reactions) {
			v.Reactions = append(v.Reactions, ReactionView{Emoji: r.Emoji, Char: glyph(r.Emoji)})
		}
		v.Reactions[i].Users = append(v.Reactions[i].Users, r.User)
	}
	if post.Thread != "" {
		return v
	}
	repliers := map[string]bool{}
	for _, other := range c.lists[post.Channel] {
		if other.Thread != post.ID || other.Gone || other.Only != "" && other.Only != p.ID {
			continue
		}
		v.Replies++
		if !repliers[other.By] {
			repliers[other.By] = true
			v.Repliers = append(v.Repliers, other.By)
		}
	}
	return v
}
