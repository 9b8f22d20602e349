package slack

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

const (
	// fresh is how long what was read of a user is believed when it is this user who is asked about. Of one among many it is believed longer:
	// long enough that the beginning of a long list is not out of date when its end is read. user_change events keep it true meanwhile. Where
	// some of these may have been missed, only what was fresh then is believed on.
	fresh, believed = 10 * time.Minute, time.Hour
	// remembered is how long what was read of users and channels is believed where Slack may not be asked, which is before an
	// acknowledgement: long enough to fill in a form.
	remembered = 30 * time.Minute
	// relist is how soon the whole list of users, or of groups, may be read again because a handle was not in it.
	relist = time.Minute
	// oneByOne is how many users are asked for singly without a look at the list. Where a few pages are not all of it, single questions, of
	// which Slack answers five times as many a minute, are the cheaper ones for up to singly.
	oneByOne, singly, fewPages = 20, 150, 5
	// askAtOnce is how many users are asked for at the same time.
	askAtOnce = 5
	// mostUnread is how many users of a list may be unreadable before it counts as unread as a whole.
	mostUnread = 3
	// userPage and memberPage are within what Slack recommends.
	userPage, memberPage = 200, 200
)

// people is what is known of a workspace's users and user groups.
type people struct {
	c *client

	mu      sync.Mutex
	users   map[string]seen
	doubted time.Time // when events may have been missed
	listed  time.Time // when the whole list was read
	pages   int       // of the list, when it was
	walk    walk
	turn    chan struct{} // holds one while a page of the list is read
	groups  []group
	grouped time.Time // when the groups were read
	doubts  int       // how often Slack named a group that was not known so; what was being read then may be without it
}

type seen struct {
	user person
	at   time.Time
}

func newPeople(c *client) *people {
	return &people{c: c, users: map[string]seen{}, turn: make(chan struct{}, 1)}
}

// Members implements bot.Platform.
func (c *client) Members(ctx context.Context, channel string) ([]bot.UserInfo, error) {
	ids, err := c.memberIDs(ctx, channel)
	if err != nil {
		return nil, err
	}
	return c.describe(ctx, ids)
}

// describe reads what there is to know of users. Somebody of another workspace whom this one may not see is left out. That one or two
// cannot be read at the moment does not hold up the rest: what was known of them is believed a while longer, or nothing is said of them.
func (c *client) describe(ctx context.Context, ids []string) ([]bot.UserInfo, error) {
	until := c.readUntil(ctx)
	if err := c.people.listFor(ctx, ids, until); err != nil {
		return nil, err
	}
	infos, errs := c.users(ctx, ids, until)
	out := make([]bot.UserInfo, 0, len(ids))
	unread := 0
	for i, id := range ids {
		info, err := infos[i], errs[i]
		switch class := bot.FaultOf(err).Class; {
		case err == nil:
		case class == bot.NoSuch:
			continue
		case class == bot.Passing && ctx.Err() == nil && unread < mostUnread:
			unread++
			info = c.people.lately(id)
		default:
			return nil, err
		}
		out = append(out, info)
	}
	return out, nil
}

// User implements bot.Platform.
func (c *client) User(ctx context.Context, user string) (bot.UserInfo, error) {
	if known, ok := c.people.known(ctx, user, fresh); ok {
		return c.userInfo(known), nil
	}
	return c.readUser(ctx, user)
}

// readUser asks Slack for a user.
func (c *client) readUser(ctx context.Context, user string) (bot.UserInfo, error) {
	var answer struct {
		User person `json:"user"`
	}
	_, err := c.call(ctx, "users.info", args{"user": user, "include_locale": "true"}, &answer)
	if err == nil && answer.User.ID == "" {
		err = &bot.Fault{Class: bot.Passing, Code: "no_user_in_answer"}
	}
	if err != nil {
		return bot.UserInfo{}, err
	}
	c.people.learn(answer.User)
	return c.userInfo(answer.User), nil
}

// UserNamed implements bot.Platform. People type the name that Slack shows after @, which is the display name; older accounts answer to
// their handle too. A name that two people have is nobody's.
func (c *client) UserNamed(ctx context.Context, handle string) (bot.UserInfo, error) {
	handle = strings.TrimPrefix(strings.TrimSpace(handle), "@")
	if info, ok := c.people.named(handle); ok {
		return info, nil
	}
	if err := c.people.search(ctx, handle); err != nil {
		return bot.UserInfo{}, err
	}
	if info, ok := c.people.named(handle); ok {
		return info, nil
	}
	return bot.UserInfo{}, &bot.Fault{Class: bot.NoSuch, Code: "user_not_found"}
}

// userInfo reads Slack's description of a user. Guests are guests of any kind, and whoever is here through Slack Connect.
func (c *client) userInfo(u person) bot.UserInfo {
	handle := u.Profile.DisplayName
	if handle == "" {
		handle = u.Name
	}
	name := u.RealName
	for _, other := range []string{u.Profile.RealName, handle} {
		if name == "" {
			name = other
		}
	}
	elsewhere := u.TeamID != "" && u.TeamID != c.team && (c.enterprise == "" || u.Enterprise.ID != c.enterprise)
	return bot.UserInfo{
		ID: u.ID, Handle: handle, Name: name, Zone: u.Zone, Language: u.Locale, Gone: u.Deleted,
		Bot:   u.IsBot || u.IsWorkflowBot || u.IsConnectorBot || u.ID == "USLACKBOT",
		Guest: u.IsRestricted || u.IsUltraRestricted || u.IsStranger || elsewhere,
	}
}

// known answers a user of whom what was read is no older than that, and believed.
func (p *people) known(ctx context.Context, user string, within time.Duration) (person, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.users[user]
	age := p.c.now().Sub(s.at)
	undoubted := age < within && !s.at.Before(p.doubted.Add(-fresh))
	return s.user, ok && (undoubted || age < remembered && !bot.Asking(ctx))
}

// doubt heeds that events may have been missed.
func (p *people) doubt() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doubted = p.c.now()
}

// users reads users a few at a time, in the order of their ids, and nobody new later than until; zero is never.
func (c *client) users(ctx context.Context, ids []string, until time.Time) ([]bot.UserInfo, []error) {
	infos, errs := make([]bot.UserInfo, len(ids)), make([]error, len(ids))
	slots := make(chan struct{}, askAtOnce)
	var all sync.WaitGroup
	for i, id := range ids {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if known, ok := c.people.known(ctx, id, believed); ok {
				infos[i] = c.userInfo(known)
				return
			}
			if c.past(until) {
				errs[i] = tooMany()
				return
			}
			infos[i], errs[i] = c.readUser(ctx, id)
		})
	}
	all.Wait()
	return infos, errs
}

// lately answers what was known of a user, however long ago; only the id when nothing was.
func (p *people) lately(user string) bot.UserInfo {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.users[user]; ok {
		return p.c.userInfo(s.user)
	}
	return bot.UserInfo{ID: user, Unread: true}
}

func (p *people) unknown(ctx context.Context, users []string) []string {
	var out []string
	for _, id := range users {
		if _, ok := p.known(ctx, id, believed); !ok {
			out = append(out, id)
		}
	}
	return out
}

func (p *people) learn(users ...person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, u := range users {
		p.users[u.ID] = seen{u, p.c.now()}
	}
}

// outdated tells whether what was read then may be read again.
func (p *people) outdated(when *time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return when.IsZero() || p.c.now().Sub(*when) >= relist
}

// teamArg names the workspace where a token speaks for a whole organisation.
func (c *client) teamArg() string {
	if c.orgWide {
		return c.team
	}
	return ""
}

// named finds the one user with that display name, else handle, else full name.
func (p *people) named(handle string) (bot.UserInfo, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range []func(person) string{
		func(u person) string { return u.Profile.DisplayName },
		func(u person) string { return u.Name },
		func(u person) string { return u.RealName },
	} {
		var hit person
		hits := 0
		for _, s := range p.users {
			if !s.user.Deleted && strings.EqualFold(name(s.user), handle) {
				hit, hits = s.user, hits+1
			}
		}
		if hits > 0 {
			return p.c.userInfo(hit), hits == 1
		}
	}
	return bot.UserInfo{}, false
}

// handleOf answers how a user is called, as far as is known without asking.
func (p *people) handleOf(user string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.users[user]; ok {
		return p.c.userInfo(s.user).Handle
	}
	return user
}
