package mattermost

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance"
)

// space is one team as the bot speaks to it: a bot.Platform.
type space struct {
	*server
	team *model.Team
	// id is set before anybody else sees the space.
	id governance.WorkspaceID
}

var (
	_ bot.Platform  = (*space)(nil)
	_ bot.Whisperer = (*space)(nil)
)

// Name implements bot.Platform.
func (s *space) Name() string { return platformName }

// Pace implements bot.Platform.
func (s *space) Pace() time.Duration { return 1500 * time.Millisecond }

// Invite implements bot.Platform.
func (s *space) Invite() (key, handle string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return "mattermost.invite", cmp.Or(s.handle, botName)
}

// Direct implements bot.Platform. Somebody whose account is deactivated cannot be written to.
func (s *space) Direct(ctx context.Context, user string) (string, error) {
	info, err := s.User(ctx, user)
	if err != nil {
		return "", err
	}
	if info.Gone {
		return "", &bot.Fault{Class: bot.NoSuch, Code: "deactivated"}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, resp, err := s.api.CreateDirectChannel(ctx, s.self(), user)
	if err != nil {
		return "", s.fault("open a direct channel", aboutUser, resp, err)
	}
	s.remember(c)
	return c.Id, nil
}

// Channel implements bot.Platform. A channel that the bot may not look into is one that it is not in.
func (s *space) Channel(ctx context.Context, channel string) (bot.ChannelInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, resp, err := s.api.GetChannel(ctx, channel)
	if err != nil {
		fault := s.fault("read a channel", aboutChannel, resp, err)
		if resp != nil && bot.FaultOf(fault).Class == bot.NoChannel && resp.StatusCode == 403 {
			return bot.ChannelInfo{ID: channel, Private: true, Absent: true}, nil
		}
		return bot.ChannelInfo{}, fault
	}
	kind := s.remember(c)
	info := bot.ChannelInfo{ID: c.Id, Name: c.DisplayName, Private: c.Type != model.ChannelTypeOpen, Direct: kind.direct, Archived: c.DeleteAt > 0}
	if kind.direct {
		return info, nil
	}
	_, resp, err = s.api.GetChannelMember(ctx, channel, s.self(), "")
	if err != nil {
		fault := s.fault("look for ourselves in a channel", aboutChannel, resp, err)
		if bot.FaultOf(fault).Class != bot.NoChannel {
			return bot.ChannelInfo{}, fault
		}
		info.Absent = true
	}
	return info, nil
}

// Members implements bot.Platform.
func (s *space) Members(ctx context.Context, channel string) ([]bot.UserInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	var all []bot.UserInfo
	seen := map[string]bool{}
	for n := 0; ; n++ {
		users, resp, err := s.api.GetUsersInChannel(ctx, channel, n, page, "")
		if err != nil {
			return nil, s.fault("read who is in a channel", aboutChannel, resp, err)
		}
		for _, u := range users {
			// Pages are read one after another: who joins meanwhile may push somebody onto the next page as well.
			if !seen[u.Id] {
				seen[u.Id] = true
				all = append(all, userInfo(u))
			}
		}
		if len(users) < page {
			return all, nil
		}
	}
}

// User implements bot.Platform.
func (s *space) User(ctx context.Context, user string) (bot.UserInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	u, resp, err := s.api.GetUser(ctx, user, "")
	if err != nil {
		return bot.UserInfo{}, s.fault("read a user", aboutUser, resp, err)
	}
	return userInfo(u), nil
}

// UserNamed implements bot.Platform. Who is not in the team has no account in this workspace.
func (s *space) UserNamed(ctx context.Context, name string) (bot.UserInfo, error) {
	name = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), "@"))
	if !handle.MatchString(name) {
		return bot.UserInfo{}, &bot.Fault{Class: bot.NoSuch, Code: "not a user name"}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	u, resp, err := s.api.GetUserByUsername(ctx, name, "")
	if err != nil {
		return bot.UserInfo{}, s.fault("find a user by name", aboutUser, resp, err)
	}
	member, resp, err := s.api.GetTeamMember(ctx, s.team.Id, u.Id, "")
	if err != nil {
		return bot.UserInfo{}, s.fault("look for a user in the team", aboutUser, resp, err)
	}
	if member.DeleteAt > 0 {
		return bot.UserInfo{}, &bot.Fault{Class: bot.NoSuch, Code: "left the team"}
	}
	return userInfo(u), nil
}

// userInfo describes a user as the bot wants to know them.
func userInfo(u *model.User) bot.UserInfo {
	return bot.UserInfo{
		ID:       u.Id,
		Handle:   u.Username,
		Name:     cmp.Or(u.Nickname, strings.TrimSpace(u.FirstName+" "+u.LastName), u.Username),
		Zone:     zoneOf(u),
		Language: strings.ReplaceAll(u.Locale, "_", "-"),
		Bot:      u.IsBot,
		Guest:    u.IsGuest(),
		Gone:     u.DeleteAt > 0,
	}
}

// zoneOf answers a user's IANA zone, empty when there is none or this machine does not know it. Mattermost keeps the one their
// browser tells beside the one they chose by hand.
func zoneOf(u *model.User) string {
	zone := u.GetPreferredTimezone()
	if zone == "" || zone == "Local" {
		return ""
	}
	if _, err := time.LoadLocation(zone); err != nil {
		return ""
	}
	return zone
}
