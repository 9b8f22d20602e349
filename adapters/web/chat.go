package web

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// BotUser is the user id of the bot in the playground.
const BotUser = "folkmoot"

// Person is somebody the visitor can be.
type Person struct {
	ID     string `json:"id"`
	Handle string `json:"handle"`
	Name   string `json:"name"`
	Zone   string `json:"zone"`
	// Colour is which of the palette's ten colours they have, from 0.
	Colour int  `json:"colour"`
	Guest  bool `json:"guest,omitempty"`
	Gone   bool `json:"gone,omitempty"`
	// Read is the number of the last post they have seen, by channel.
	Read map[string]int `json:"read,omitempty"`

	Version int `json:"version"`
	// Reset is the change since when everything has to be told them anew, because they came into a channel or left it.
	Reset int `json:"reset,omitempty"`
}

// Channel is a place where people talk; with DirectOf, the one where somebody and the bot talk alone.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Topic    string   `json:"topic,omitempty"`
	DirectOf string   `json:"direct_of,omitempty"`
	Private  bool     `json:"private,omitempty"`
	Archived bool     `json:"archived,omitempty"`
	Absent   bool     `json:"absent,omitempty"`
	Members  []string `json:"members"`

	Version int `json:"version"`
}

// Post is a message: a person's line, or what the bot says, drawn.
type Post struct {
	ID      string    `json:"id"`
	N       int       `json:"n"`
	Channel string    `json:"channel"`
	Thread  string    `json:"thread,omitempty"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	// Only is the one person who can see it; empty for everybody in the channel. Answers is what they had typed or pressed.
	Only    string `json:"only,omitempty"`
	Answers string `json:"answers,omitempty"`
	// Raw is a person's line as typed.
	Raw string `json:"raw,omitempty"`
	Card
	Reactions []Reaction `json:"reactions,omitempty"`
	Gone      bool       `json:"gone,omitempty"`

	Version int `json:"version"`
}

// Reaction is one emoji that one person put on a post.
type Reaction struct {
	User  string `json:"user"`
	Emoji string `json:"emoji"`
}

// Chat is the playground's chat: what a Slack or Mattermost server would hold. Its methods may be called from several goroutines.
type Chat struct {
	mu    sync.Mutex
	now   func() time.Time
	store *stateFile
	state chatState
	posts map[string]*Post
	lists map[string][]*Post
	// epoch tells this process's changes from those of an earlier one.
	epoch   string
	changed chan struct{}
}

// chatState is all that is kept over a restart.
type chatState struct {
	Seq      int               `json:"seq"`
	NextPost int               `json:"next_post"`
	People   []*Person         `json:"people"`
	Channels []*Channel        `json:"channels"`
	Posts    []*Post           `json:"posts"`
	Keys     map[string]string `json:"keys"`
	Tour     Tour              `json:"tour"`
	// ClockVersion is the change at which the clock was last moved.
	ClockVersion int `json:"clock_version,omitempty"`
}

// Refusal is a chat's refusal that the page shows to the visitor. Status is an HTTP status.
type Refusal struct {
	Status int
	Text   string
}

// Error implements error.
func (r *Refusal) Error() string { return r.Text }

func refuse(status int, format string, args ...any) *Refusal {
	return &Refusal{status, fmt.Sprintf(format, args...)}
}

// newChat answers a chat with its first people, or as the file at path holds it. Path may be empty. Epoch must differ from that of
// every process before.
func newChat(path, zone, epoch string, now func() time.Time) (*Chat, error) {
	c := &Chat{now: now, store: &stateFile{path: path}, epoch: epoch, changed: make(chan struct{}),
		posts: map[string]*Post{}, lists: map[string][]*Post{}}
	found, err := c.store.load(&c.state)
	if err != nil {
		return nil, err
	}
	if !found {
		c.state = firstState(zone)
	}
	if c.state.Keys == nil {
		c.state.Keys = map[string]string{}
	}
	for _, p := range c.state.Posts {
		c.posts[p.ID] = p
		c.lists[p.Channel] = append(c.lists[p.Channel], p)
	}
	return c, nil
}

// firstState is the playground before anybody said a word: a garden with a kitchen.
func firstState(zone string) chatState {
	person := func(id, name, zone string, colour int) *Person {
		return &Person{ID: id, Handle: id, Name: name, Zone: zone, Colour: colour, Version: 1}
	}
	people := []*Person{
		person("ana", "Ana", zone, 0), person("ben", "Ben", zone, 1), person("cy", "Cy", zone, 2),
		person("dee", "Dee", "Europe/London", 3), person("eli", "Eli", "America/Sao_Paulo", 4),
		person("gus", "Gus", zone, 5), person("zoe", "Zoe", zone, 6),
	}
	people[5].Guest = true
	state := chatState{
		Seq:    1,
		People: people,
		Channels: []*Channel{
			{ID: "garden", Name: "garden", Topic: "The garden circle", Version: 1,
				Members: []string{BotUser, "ana", "ben", "cy", "dee", "eli", "gus"}},
			{ID: "kitchen", Name: "kitchen", Topic: "Cooking for forty", Version: 1, Members: []string{BotUser, "ana", "ben", "zoe"}},
			{ID: "care", Name: "care", Topic: "How we are, among ourselves", Private: true, Version: 1, Members: []string{BotUser, "ana", "cy", "dee"}},
		},
	}
	for _, p := range people {
		state.Channels = append(state.Channels, directOf(p.ID, 1))
	}
	return state
}

// directOf is the channel in which somebody talks with the bot alone.
func directOf(user string, seq int) *Channel {
	return &Channel{ID: "dm-" + user, Name: "Folkmoot", DirectOf: user, Members: []string{BotUser, user}, Version: seq}
}

// change runs f as one change: what f touched gets the change's number, the file is written, and every browser is woken. When f
// refuses, nothing may have been touched.
func (c *Chat) change(f func(seq int) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	seq := c.state.Seq + 1
	if err := f(seq); err != nil {
		return err
	}
	c.state.Seq = seq
	err := c.store.save(&c.state)
	close(c.changed)
	c.changed = make(chan struct{})
	return err
}

func (c *Chat) person(id string) *Person {
	for _, p := range c.state.People {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (c *Chat) channel(id string) *Channel {
	for _, ch := range c.state.Channels {
		if ch.ID == id {
			return ch
		}
	}
	return nil
}

// has tells whether the user is in the channel.
func (ch *Channel) has(user string) bool { return slices.Contains(ch.Members, user) }

// open tells whether the person may read the channel: members may, and everybody but guests may look into a public one (K6).
func (ch *Channel) open(p *Person) bool {
	if ch.DirectOf != "" || ch.Private || p.Guest {
		return ch.has(p.ID)
	}
	return true
}

// visible tells whether the person may see the post.
func (c *Chat) visible(p *Person, post *Post) bool {
	ch := c.channel(post.Channel)
	return ch != nil && ch.open(p) && (post.Only == "" || post.Only == p.ID)
}

// acting answers the person, who must be able to act.
func (c *Chat) acting(as string) (*Person, error) {
	p := c.person(as)
	switch {
	case p == nil:
		return nil, refuse(404, "There is nobody called %q here.", as)
	case p.Gone:
		return nil, refuse(409, "%s’s account is deactivated.", p.Name)
	}
	return p, nil
}

// readable answers the channel, which the person must be able to read.
func (c *Chat) readable(p *Person, id string) (*Channel, error) {
	ch := c.channel(id)
	if ch == nil || !ch.open(p) {
		return nil, refuse(404, "%s knows no such channel.", p.Name)
	}
	return ch, nil
}

// writable answers the channel, in which the person must be able to write.
func (c *Chat) writable(p *Person, id string) (*Channel, error) {
	ch, err := c.readable(p, id)
	switch {
	case err != nil:
		return nil, err
	case ch.Archived:
		return nil, refuse(409, "#%s is archived: nobody can write there.", ch.Name)
	case !ch.has(p.ID):
		return nil, refuse(403, "%s is not in #%s. Join it to write there.", p.Name, ch.Name)
	}
	return ch, nil
}

// May checks that somebody may act in a channel, and with write that they may write there.
func (c *Chat) May(as, channel string, write bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, err := c.acting(as)
	if err != nil {
		return err
	}
	if write {
		_, err = c.writable(p, channel)
	} else {
		_, err = c.readable(p, channel)
	}
	return err
}

// seen answers a post that the person can see and that has not been deleted.
func (c *Chat) seen(as, id string) (*Person, *Post, error) {
	p, err := c.acting(as)
	if err != nil {
		return nil, nil, err
	}
	post := c.posts[id]
	if post == nil || post.Gone || !c.visible(p, post) {
		return nil, nil, refuse(404, "That message is not there any more.")
	}
	return p, post, nil
}

// Seen answers a copy of a post that the person can see.
func (c *Chat) Seen(as, id string) (Post, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, post, err := c.seen(as, id)
	if err != nil {
		return Post{}, err
	}
	return *post, nil
}

// handleOf makes a handle of a name: the letters and digits of ASCII, in lower case.
func handleOf(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, name)
}
