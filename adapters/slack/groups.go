package slack

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
)

var _ bot.Grouper = (*client)(nil)

// group is a user group: its id, its handle without @, and who is in it, nil where that was not said.
type group struct {
	ID     string   `json:"id"`
	Handle string   `json:"handle"`
	Users  []string `json:"users"`
	// Disabled is when it was switched off; such groups are listed now and then although they were not asked for.
	Disabled float64 `json:"date_delete"`
}

// GroupNamed implements bot.Grouper. A workspace without a paid plan has no groups, and a token without usergroups:read sees none.
func (c *client) GroupNamed(ctx context.Context, handle string) ([]bot.UserInfo, bool, error) {
	handle = strings.TrimPrefix(handle, "@")
	g, ok := c.people.group(handle)
	if !ok && c.people.outdated(&c.people.grouped) {
		err := c.people.readGroups(ctx)
		if bot.FaultOf(err).Class == bot.NoAccess {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		g, ok = c.people.group(handle)
	}
	if !ok {
		return nil, false, nil
	}
	if g.Users == nil {
		if _, err := c.call(ctx, "usergroups.users.list", args{"usergroup": g.ID, "team_id": c.teamArg()}, &g); err != nil {
			return nil, false, err
		}
	}
	users, err := c.describe(ctx, g.Users)
	return users, true, err
}

// readGroups reads the user groups and who is in them.
func (p *people) readGroups(ctx context.Context) error {
	var answer struct {
		Groups []group `json:"usergroups"`
	}
	if _, err := p.c.call(ctx, "usergroups.list", args{"include_users": "true", "team_id": p.c.teamArg()}, &answer); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.groups, p.grouped = answer.Groups, p.c.now()
	return nil
}

// group finds a group by its handle or its id, as far as groups are known.
func (p *people) group(named string) (group, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, g := range p.groups {
		if g.Disabled == 0 && (strings.EqualFold(g.Handle, named) || g.ID == named) {
			return g, true
		}
	}
	return group{}, false
}

// groupHandle is how a group is called, as far as that is known without asking; else its id.
func (p *people) groupHandle(id string) string {
	if g, ok := p.group(id); ok && g.Handle != "" {
		return g.Handle
	}
	return id
}
