package slack

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/bot"
)

// Installation is the app in one workspace, or in a whole organisation. It is what a TokenStore keeps.
type Installation struct {
	// Enterprise and Team say whose it is; together they are the key. Team is empty for an organisation as a whole, Enterprise for a
	// workspace that belongs to none.
	Enterprise, Team string
	// Name is how the workspace or organisation is called.
	Name string
	// Token is the bot token, encrypted; empty for a workspace that is served with its organisation's.
	Token []byte
}

// TokenStore keeps installations. Storage implements it; what it keeps can be read only with the house's secret.
type TokenStore interface {
	// Put keeps an installation in the place of any with the same key.
	Put(ctx context.Context, in Installation) error
	// Get answers one, and whether there is one.
	Get(ctx context.Context, enterprise, team string) (Installation, bool, error)
	// List answers all.
	List(ctx context.Context) ([]Installation, error)
	// Delete forgets one; that there was none is no error.
	Delete(ctx context.Context, enterprise, team string) error
}

func tokenPurpose(enterprise, team string) string { return "slack-token/" + enterprise + "/" + team }

// hide makes an installation's token fit to be stored.
func (a *Adapter) hide(enterprise, team, token string) ([]byte, error) {
	return a.cfg.Sealer.Encrypt(tokenPurpose(enterprise, team), []byte(token))
}

// recall connects every installation that is stored, trying again for as long as the store cannot be read.
func (a *Adapter) recall(ctx context.Context) {
	var pause backoff
	for ctx.Err() == nil {
		all, err := a.cfg.Tokens.List(ctx)
		if err == nil {
			a.trouble("stored installations", "")
			a.recallAll(all)
			return
		}
		a.trouble("stored installations", err.Error())
		if !pause.wait(ctx, 0) {
			return
		}
	}
}

func (a *Adapter) recallAll(all []Installation) {
	for _, in := range all {
		if len(in.Token) == 0 {
			continue // A workspace of an organisation: connectOrg takes it in.
		}
		g := grant{enterprise: in.Enterprise, team: in.Team, name: in.Name, org: in.Team == ""}
		token, err := a.cfg.Sealer.Decrypt(tokenPurpose(in.Enterprise, in.Team), in.Token)
		if err != nil {
			a.trouble(g.what(), "its token was stored under another secret; install the app there again")
			continue
		}
		g.token = string(token)
		a.mindFirst(g)
	}
}

// connectOrg takes in an organisation, and those of its workspaces that were heard of before.
func (a *Adapter) connectOrg(ctx context.Context, g grant) error {
	a.mu.Lock()
	a.orgs[g.enterprise] = g
	a.arrived()
	a.mu.Unlock()
	if a.cfg.Tokens == nil {
		return nil
	}
	all, err := a.cfg.Tokens.List(ctx)
	if err != nil {
		return err
	}
	for _, in := range all {
		if in.Enterprise != g.enterprise || in.Team == "" || len(in.Token) > 0 || a.isBarred(in.Team) {
			continue
		}
		if _, err := a.takeIn(ctx, g, in.Team, in.Name); err != nil {
			return err
		}
	}
	return nil
}

// adopt takes in a workspace of an organisation that is heard of for the first time, and remembers it for the next start. One that installed
// the app itself is connected with its own token, or will be: then it answers none.
func (a *Adapter) adopt(ctx context.Context, org grant, team, name string) (*workspace, error) {
	a.adopting.Lock()
	defer a.adopting.Unlock()
	if ws := a.exactly(team); ws != nil {
		return ws, nil
	}
	if a.isBarred(team) {
		return nil, fmt.Errorf("the app was just taken out of workspace %s", team)
	}
	if a.cfg.Tokens != nil {
		own, _, err := a.cfg.Tokens.Get(ctx, org.enterprise, team)
		if err != nil || len(own.Token) > 0 {
			return nil, err
		}
		if err := a.cfg.Tokens.Put(ctx, Installation{Enterprise: org.enterprise, Team: team, Name: name}); err != nil {
			return nil, err
		}
	}
	org.url = "" // An organisation's address is none of its workspaces'.
	return a.takeIn(ctx, org, team, name)
}

// forget heeds an uninstallation or a revoked token: the workspace is no longer spoken to and its token is deleted. What the house knows
// of it stays, and installing the app again finds it.
func (a *Adapter) forget(ctx context.Context, out envelope) error {
	team, enterprise := out.TeamID, out.enterprise()
	a.mu.RLock()
	_, isOrg := a.orgs[enterprise]
	ws := a.spaces[team]
	a.mu.RUnlock()
	if ws != nil && enterprise == "" {
		enterprise = ws.enterprise
	}
	whole := isOrg && enterprise != "" && (ws == nil || ws.orgWide)
	if a.cfg.Tokens != nil {
		if err := a.deleteTokens(ctx, enterprise, team, whole); err != nil {
			return err
		}
	}
	for _, gone := range a.remove(enterprise, team, whole) {
		a.cfg.Desk.Disconnect(gone.id)
		a.cfg.Log.Warn("the app was removed from a workspace, or its token was revoked", "team", gone.team)
	}
	return nil
}

func (a *Adapter) deleteTokens(ctx context.Context, enterprise, team string, whole bool) error {
	all, err := a.cfg.Tokens.List(ctx)
	if err != nil {
		return err
	}
	for _, in := range all {
		if in.Team != "" && in.Team == team || whole && in.Enterprise == enterprise && (in.Team == "" || len(in.Token) == 0) {
			if err := a.cfg.Tokens.Delete(ctx, in.Enterprise, in.Team); err != nil {
				return fmt.Errorf("delete the token of %s: %w", in.Team, err)
			}
		}
	}
	return nil
}

// remove takes the workspaces out. With a plain token that is a trouble, because the operator wants it there; it is tried again in case
// the app comes back.
func (a *Adapter) remove(enterprise, team string, whole bool) []*workspace {
	a.mu.Lock()
	var gone []*workspace
	for key, ws := range a.spaces {
		if key == team || whole && ws.orgWide && ws.enterprise == enterprise {
			gone = append(gone, ws)
			ws.gone = true
			delete(a.spaces, key)
			a.unmind(grant{team: key}.what())
			delete(a.troubles, grant{team: key}.what())
			delete(a.troubles, allowed(key))
		}
	}
	if whole {
		delete(a.orgs, enterprise)
		a.unmind(grant{enterprise: enterprise}.what())
		delete(a.troubles, grant{enterprise: enterprise}.what())
	}
	a.mu.Unlock()
	if a.cfg.BotToken != "" && len(gone) > 0 {
		g := grant{token: a.cfg.BotToken}
		a.trouble(g.what(), explain(&bot.Fault{Class: bot.NoAccess, Code: "token_revoked"}))
		a.mind(g)
	}
	return gone
}
