package web

import (
	"slices"
	"strconv"
)

// put adds a post and answers it.
func (c *Chat) put(seq int, p Post) *Post {
	c.state.NextPost++
	p.N = c.state.NextPost
	p.ID = "m" + strconv.Itoa(p.N)
	p.At, p.Version = c.now(), seq
	post := &p
	c.state.Posts = append(c.state.Posts, post)
	c.posts[post.ID] = post
	c.lists[post.Channel] = append(c.lists[post.Channel], post)
	if root := c.posts[post.Thread]; root != nil {
		root.Version = seq
	}
	if who := c.person(post.By); who != nil {
		c.markRead(who, post.Channel, post.N)
	}
	c.touchUnread(seq, c.channel(post.Channel))
	return post
}

// touchUnread notes that the counts of what is unread may have changed.
func (c *Chat) touchUnread(seq int, ch *Channel) {
	ch.Version = seq
	if p := c.person(ch.DirectOf); p != nil {
		p.Version = seq
	}
}

// root answers the post under which a post in that thread stands: threads have one level.
func (c *Chat) root(thread, channel string) (string, bool) {
	if thread == "" {
		return "", true
	}
	post := c.posts[thread]
	if post == nil || post.Channel != channel || post.Only != "" {
		return "", false
	}
	if post.Thread != "" {
		return post.Thread, true
	}
	return post.ID, true
}

// Line posts what a person wrote. Key makes a repeat a no-op.
func (c *Chat) Line(as, channel, thread, raw string, card Card, key string) (id string, err error) {
	err = c.change(func(seq int) error {
		p, err := c.acting(as)
		if err != nil {
			return err
		}
		if _, err := c.writable(p, channel); err != nil {
			return err
		}
		root, ok := c.root(thread, channel)
		if !ok {
			return refuse(404, "That thread is not there any more.")
		}
		if id = c.state.Keys[key]; key != "" && id != "" {
			return nil
		}
		id = c.put(seq, Post{Channel: channel, Thread: root, By: as, Raw: raw, Card: card}).ID
		c.remember(key, id)
		return nil
	})
	return id, err
}

// Whisper shows somebody an answer that only they can see.
func (c *Chat) Whisper(as, channel, thread, answers string, card Card) error {
	return c.change(func(seq int) error {
		root, _ := c.root(thread, channel)
		c.put(seq, Post{Channel: channel, Thread: root, By: BotUser, Only: as, Answers: answers, Card: card})
		return nil
	})
}

func (c *Chat) remember(key, id string) {
	if key != "" {
		c.state.Keys[key] = id
	}
}

// React puts an emoji on a post or takes it off, and answers whether that changed anything.
func (c *Chat) React(as, id, emoji string, on bool) (changed bool, post Post, err error) {
	err = c.change(func(seq int) error {
		_, p, err := c.seen(as, id)
		if err != nil {
			return err
		}
		if !emojiName(emoji) {
			return refuse(400, "There is no such emoji.")
		}
		if p.Only != "" {
			return refuse(409, "Nobody else can see that message.")
		}
		if ch := c.channel(p.Channel); ch.Archived {
			return refuse(409, "#%s is archived.", ch.Name)
		}
		r := Reaction{as, emoji}
		i := slices.Index(p.Reactions, r)
		switch {
		case on && i < 0:
			p.Reactions = append(slices.Clip(p.Reactions), r)
			changed = true
		case !on && i >= 0:
			p.Reactions = slices.Concat(p.Reactions[:i], p.Reactions[i+1:])
			changed = true
		}
		p.Version = seq
		post = *p
		return nil
	})
	return changed, post, err
}

// Delete takes a post away, as its author or a careless admin would, and answers what it was.
func (c *Chat) Delete(as, id string) (post Post, err error) {
	err = c.change(func(seq int) error {
		_, p, err := c.seen(as, id)
		if err != nil {
			return err
		}
		post = *p
		c.bury(seq, p)
		return nil
	})
	return post, err
}

// bury empties a post. Its place is kept, because a thread may hang on it and browsers must hear that it is gone.
func (c *Chat) bury(seq int, p *Post) {
	p.Gone, p.Version = true, seq
	p.Card, p.Raw, p.Reactions, p.Answers = Card{}, "", nil, ""
	if root := c.posts[p.Thread]; root != nil {
		root.Version = seq
	}
	c.touchUnread(seq, c.channel(p.Channel))
}

// Read notes how far somebody has read a channel.
func (c *Chat) Read(as, channel string, upTo int) error {
	return c.change(func(seq int) error {
		p, err := c.acting(as)
		if err != nil {
			return err
		}
		ch, err := c.readable(p, channel)
		if err != nil {
			return err
		}
		if upTo = min(upTo, c.state.NextPost); upTo > p.Read[channel] {
			c.markRead(p, channel, upTo)
			p.Version, ch.Version = seq, seq
		}
		return nil
	})
}

func (c *Chat) markRead(p *Person, channel string, upTo int) {
	if p.Read == nil {
		p.Read = map[string]int{}
	}
	p.Read[channel] = max(p.Read[channel], upTo)
}

// unread counts what somebody has not seen in a channel.
func (c *Chat) unread(p *Person, ch *Channel) int {
	if !ch.has(p.ID) {
		return 0
	}
	n, list := 0, c.lists[ch.ID]
	for i := len(list) - 1; i >= 0 && list[i].N > p.Read[ch.ID]; i-- {
		if post := list[i]; !post.Gone && post.By != p.ID && post.Only == "" {
			n++
		}
	}
	return n
}
