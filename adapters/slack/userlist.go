package slack

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

const (
	// readFor is how long a channel's people are read while somebody waits, and searchFor is how long a name is looked for. What was read by then
	// is kept, and the next try goes on from there. Both leave time for the act itself, and for saying what became of it.
	readFor, searchFor = 100 * time.Second, time.Minute
	// relistPages is how many pages of the list are worth waiting relist for before they are read again.
	relistPages = 4
)

// walk is a reading of the list of users that is under way. It may be interrupted and gone on with: the list of a large workspace takes
// Slack longer than anybody waits for.
type walk struct {
	begun  time.Time
	cursor string // of the page that is next; empty before the first
	given  map[string]bool
	pages  int
}

// tooMany answers that something cannot be found out in time, because too many people would have to be read.
func tooMany() error { return &bot.Fault{Class: bot.TooMany, Code: "users_unread"} }

// readUntil is how long people may be read: for ever where nobody waits, which is zero.
func (c *client) readUntil(ctx context.Context) time.Time {
	if _, waits := ctx.Deadline(); !waits {
		return time.Time{}
	}
	return c.now().Add(readFor)
}

func (c *client) past(until time.Time) bool { return !until.IsZero() && !c.now().Before(until) }

// listFor reads the list of users for as long as that is the cheapest way to know all of these. What it leaves unknown is to be asked for
// singly.
func (p *people) listFor(ctx context.Context, users []string, until time.Time) error {
	begun := p.c.now()
	for read := 0; ; read++ {
		left := len(p.unknown(ctx, users))
		switch {
		case left <= oneByOne, left <= singly && (read >= fewPages || p.isLong()), !p.relistable(begun):
			return nil
		case p.c.past(until):
			return tooMany()
		}
		if err := p.nextPage(ctx, begun); err != nil {
			return err
		}
	}
}

// search reads the list of users until somebody goes by a name, or the list is at its end. It answers a fault TooMany when that cannot be
// done in time.
func (p *people) search(ctx context.Context, name string) error {
	begun := p.c.now()
	for until := begun.Add(searchFor); p.relistable(begun) && !p.goesBy(name); {
		if p.c.past(until) {
			return tooMany()
		}
		if err := p.nextPage(ctx, begun); err != nil {
			return err
		}
	}
	return nil
}

// relistable tells whether the list may be read, or read on, by somebody who began to at a time: it is not worth reading again right after
// it was read, and the longer it is the less.
func (p *people) relistable(begun time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listed.IsZero() {
		return true
	}
	return begun.Sub(p.listed) >= relist*time.Duration(max(p.pages, relistPages))/relistPages
}

// isLong tells whether the list is known to have more pages than are read for a few people.
func (p *people) isLong() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pages > fewPages || p.walk.pages >= fewPages // of which the next is known to be there
}

// goesBy tells whether a display name or a handle is somebody's who is known. That somebody further down the list has the same name is not
// waited for.
func (p *people) goesBy(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.users {
		if !s.user.Deleted && (strings.EqualFold(s.user.Profile.DisplayName, name) || strings.EqualFold(s.user.Name, name)) {
			return true
		}
	}
	return false
}

// nextPage reads the page of the list that is next, unless another has read the end of the list since a time. Everybody who reads the list
// reads the same one, a page each in turn.
func (p *people) nextPage(ctx context.Context, since time.Time) error {
	if err := mayCall(ctx, "users.list"); err != nil {
		return err // before waiting for a turn
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return asFault(ctx.Err())
	}
	at, over := p.walkSince(since)
	if over {
		return nil
	}
	var page struct {
		Members []person `json:"members"`
	}
	with := args{"limit": strconv.Itoa(userPage), "include_locale": "true", "team_id": p.c.teamArg(), "cursor": at.cursor}
	out, err := p.c.call(ctx, "users.list", with, &page)
	if faultCode(err) == "invalid_cursor" {
		at = walk{} // It has grown too old; the next try begins anew.
	}
	if err == nil {
		p.learn(page.Members...)
		at.pages++
		at.cursor = out.Metadata.Next
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err != nil:
	case at.cursor == "" || at.given[at.cursor]: // A server that gives the same cursor out twice has no more to say.
		p.listed, p.pages = p.c.now(), at.pages
		at = walk{}
	default:
		at.given[at.cursor] = true
	}
	p.walk = at
	return err
}

// walkSince answers where the list is to be read on, or that its end was read since a time. A reading that began too long ago is begun anew.
func (p *people) walkSince(since time.Time) (at walk, over bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.listed.IsZero() && !p.listed.Before(since) {
		return walk{}, true
	}
	if p.walk.cursor == "" || p.c.now().Sub(p.walk.begun) >= believed {
		return walk{begun: p.c.now(), given: map[string]bool{}}, false
	}
	return p.walk, false
}
