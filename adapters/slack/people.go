package slack

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

const (
	// fresh is how long what was read of a user is believed. user_change events keep it true meanwhile.
	fresh = 10 * time.Minute
	// remembered is how long what was read of users and channels is believed where Slack may not be asked, which is before an
	// acknowledgement: long enough to fill in a form.
	remembered = 30 * time.Minute
	// relist is how soon the whole list of users, or of groups, may be read again because a handle was not in it.
	relist = time.Minute
	// oneByOne is how many users are asked for singly before the whole list is the cheaper question.
	oneByOne = 20
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
	listed  time.Time
	groups  []group
	grouped time.Time // when the groups were read
	doubts  int       // how often Slack named a group that was not known so; what was being read then may be without it
}

type seen struct {
	user person
	at   time.Time
}

func newPeople(c *client) *people {
	return &people{c: c, users: map[string]seen{}}
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
	if len(c.people.unknown(ctx, ids)) > oneByOne {
		if err := c.people.list(ctx); err != nil {
			return nil, err
		}
	}
	infos, errs := c.users(ctx, ids)
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
	if known, ok := c.people.known(ctx, user); ok {
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
	for range 2 {
		if info, ok := c.people.named(handle); ok {
			return info, nil
		}
		if !c.people.outdated(&c.people.listed) {
			break
		}
		if err := c.people.list(ctx); err != nil {
			return bot.UserInfo{}, err
		}
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

// known answers a user who was read lately; where Slack may not be asked, one who was read a while ago.
func (p *people) known(ctx context.Context, user string) (person, bool) {
	believed := fresh
	if !bot.Asking(ctx) {
		believed = remembered
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.users[user]
	return s.user, ok && p.c.now().Sub(s.at) < believed
}

// users reads users a few at a time, in the order of their ids: somebody may be waiting for all of them.
func (c *client) users(ctx context.Context, ids []string) ([]bot.UserInfo, []error) {
	infos, errs := make([]bot.UserInfo, len(ids)), make([]error, len(ids))
	slots := make(chan struct{}, askAtOnce)
	var all sync.WaitGroup
	for i, id := range ids {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			infos[i], errs[i] = c.User(ctx, id)
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
		if _, ok := p.known(ctx, id); !ok {
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

// list reads every user of the workspace.
func (p *people) list(ctx context.Context) error {
	type page struct {
		Members []person `json:"members"`
	}
	with := args{"limit": strconv.Itoa(userPage), "include_locale": "true", "team_id": p.c.teamArg()}
	if err := pages(ctx, p.c, "users.list", with, func(page page) { p.learn(page.Members...) }); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listed = p.c.now()
	return nil
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
