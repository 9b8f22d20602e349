package slack

import (
	"context"
	"strings"
	"time"

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
	p.mu.Lock()
	doubts := p.doubts
	p.mu.Unlock()
	if _, err := p.c.call(ctx, "usergroups.list", args{"include_users": "true", "team_id": p.c.teamArg()}, &answer); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.groups = answer.Groups
	if p.doubts == doubts {
		p.grouped = p.c.now()
	}
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

// groupHandle is how a group is called that Slack named, label being how it said so or empty; else as far as that is known without asking,
// else its id. Slack names only groups that there are: what is known is read anew at the next question when this one is not in it, because
// the event that tells of a new group may still be on its way.
func (p *people) groupHandle(id, label string) string {
	label = strings.TrimPrefix(label, "@")
	g, ok := p.group(id)
	if !ok || label != "" && !strings.EqualFold(label, g.Handle) {
		p.mu.Lock()
		p.grouped = time.Time{}
		p.doubts++
		p.mu.Unlock()
	}
	switch {
	case label != "":
		return label
	case g.Handle != "":
		return g.Handle
	}
	return id
}
