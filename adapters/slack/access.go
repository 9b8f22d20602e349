package slack

import (
	"context"
	"net/http"
)

// barredFor is how long a workspace that an organisation took the app out of is not taken in again because something comes from there:
// as long as what was under way may still be brought.
const barredFor = bringFor

// onAccess heeds that an organisation which installed the app as a whole took it out of some of its workspaces, or let it into more.
func (a *Adapter) onAccess(ctx context.Context, out envelope, in event) answer {
	if in.Type == "team_access_granted" {
		return a.onGranted(ctx, out.enterprise(), in.TeamIDs)
	}
	for _, team := range in.TeamIDs {
		if err := a.withdraw(ctx, out.enterprise(), team); err != nil {
			a.cfg.Log.Error("a workspace that the app was taken out of could not be removed; Slack will say so again", "team", team, "err", err)
			return answer{status: http.StatusInternalServerError}
		}
	}
	return acknowledged()
}

// onGranted takes in the workspaces that the app was let into. An organisation that is not connected yet is to say so again.
func (a *Adapter) onGranted(ctx context.Context, enterprise string, teams []string) answer {
	a.mu.RLock()
	org, known := a.orgs[enterprise]
	a.mu.RUnlock()
	if !known {
		return answer{status: http.StatusServiceUnavailable}
	}
	a.unbar(teams...)
	for _, team := range teams {
		if _, err := a.adopt(ctx, org, team, ""); err != nil {
			a.cfg.Log.Error("a workspace of an organisation could not be taken in; Slack will say so again", "team", team, "err", err)
			return answer{status: http.StatusInternalServerError}
		}
	}
	return acknowledged()
}

// withdraw takes one workspace out that is served with its organisation's token. The token is as good as before for the others. A workspace
// that installed the app itself keeps it.
func (a *Adapter) withdraw(ctx context.Context, enterprise, team string) error {
	a.adopting.Lock()
	defer a.adopting.Unlock()
	ws := a.exactly(team)
	if ws != nil && !ws.orgWide {
		return nil
	}
	if ws != nil && enterprise == "" {
		enterprise = ws.enterprise
	}
	if a.cfg.Tokens != nil {
		in, ok, err := a.cfg.Tokens.Get(ctx, enterprise, team)
		if err == nil && ok && len(in.Token) == 0 {
			err = a.cfg.Tokens.Delete(ctx, enterprise, team)
		}
		if err != nil {
			return err
		}
	}
	a.mu.Lock()
	a.barred[team] = a.cfg.Now()
	delete(a.troubles, allowed(team))
	if ws != nil {
		ws.gone = true
		delete(a.spaces, team)
	}
	a.mu.Unlock()
	if ws != nil {
		a.cfg.Desk.Disconnect(ws.id)
		a.cfg.Log.Warn("an organisation took the app out of a workspace", "team", team)
	}
	return nil
}

// isBarred tells whether the app was just taken out of a workspace.
func (a *Adapter) isBarred(team string) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	at, ok := a.barred[team]
	return ok && a.cfg.Now().Sub(at) < barredFor
}

// unbar lets workspaces be taken in again; without any named, all.
func (a *Adapter) unbar(teams ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(teams) == 0 {
		clear(a.barred)
	}
	for _, team := range teams {
		delete(a.barred, team)
	}
}
