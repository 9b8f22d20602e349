package storage

import (
	"fmt"

	"github.com/folkmoot/folkmoot/governance"
)

// Organisations and workspaces are counted for the whole house, under organisation 0.
const (
	kindOrg       governance.Kind = "organisation"
	kindWorkspace governance.Kind = "workspace"
)

const selectWorkspace = "SELECT id, org, platform, team, name FROM workspaces"

func scanWorkspace(scan func(...any) error) (w governance.Workspace, err error) {
	return w, scan(&w.ID, &w.Org, &w.Platform, &w.Team, &w.Name)
}

// Workspace implements assembly.Directory.
func (t *tx) Workspace(platform, team string) (governance.Workspace, bool, error) {
	return only(collect(t, selectWorkspace+" WHERE platform = $1 AND team = $2", []any{platform, team}, scanWorkspace))
}

// WorkspaceByID implements assembly.Directory.
func (t *tx) WorkspaceByID(id governance.WorkspaceID) (governance.Workspace, error) {
	w, found, err := only(collect(t, selectWorkspace+" WHERE id = $1", []any{id}, scanWorkspace))
	if err == nil && !found {
		err = missing(fmt.Sprintf("workspace/%d", id))
	}
	return w, err
}

// Workspaces implements assembly.Directory.
func (t *tx) Workspaces() ([]governance.Workspace, error) {
	return collect(t, selectWorkspace+" ORDER BY id", nil, scanWorkspace)
}

// only answers the one thing found, and whether it was exactly one.
func only[T any](found []T, err error) (T, bool, error) {
	if err != nil || len(found) != 1 {
		var none T
		return none, false, err
	}
	return found[0], true, nil
}

// PutWorkspace implements assembly.Directory. A team that is known under another id is a Conflict "workspace_known".
func (t *tx) PutWorkspace(w *governance.Workspace) error {
	put := *w
	if put.Org == 0 {
		n, err := t.Next(0, kindOrg)
		if err != nil {
			return err
		}
		put.Org = governance.OrgID(n)
	}
	if put.ID == 0 {
		n, err := t.Next(0, kindWorkspace)
		if err != nil {
			return err
		}
		put.ID = governance.WorkspaceID(n)
	}
	_, err := t.exec("INSERT INTO workspaces (id, org, platform, team, name) VALUES ($1, $2, $3, $4, $5)"+
		" ON CONFLICT (id) DO UPDATE SET org = excluded.org, platform = excluded.platform, team = excluded.team, name = excluded.name",
		put.ID, put.Org, put.Platform, put.Team, put.Name)
	if isTwice(err) {
		return governance.Refuse(governance.Conflict, "workspace_known", "platform", put.Platform, "team", put.Team)
	}
	if err != nil {
		return fmt.Errorf("put workspace %d: %w", put.ID, err)
	}
	*w = put
	return nil
}

const selectAccount = "SELECT workspace, user_id, person, handle, name, zone, bot, guest, gone FROM accounts"

func scanAccount(scan func(...any) error) (a governance.Account, err error) {
	return a, scan(&a.Workspace, &a.User, &a.Person, &a.Handle, &a.Name, &a.Zone, &a.Bot, &a.Guest, &a.Gone)
}

// Account implements assembly.Directory.
func (t *tx) Account(ws governance.WorkspaceID, user string) (governance.Account, bool, error) {
	return only(collect(t, selectAccount+" WHERE workspace = $1 AND user_id = $2", []any{ws, user}, scanAccount))
}

// AccountsOf implements assembly.Directory.
func (t *tx) AccountsOf(person governance.PersonID) ([]governance.Account, error) {
	return collect(t, selectAccount+" WHERE person = $1 ORDER BY workspace, user_id", []any{person}, scanAccount)
}

// AccountNamed implements assembly.Directory.
func (t *tx) AccountNamed(ws governance.WorkspaceID, handle string) (governance.Account, bool, error) {
	folded := fold(handle)
	if folded == "" {
		return governance.Account{}, false, nil // and not somebody whose platform gave them no name
	}
	for _, column := range []string{"handle_folded", "name_folded"} {
		found, err := collect(t, selectAccount+" WHERE workspace = $1 AND "+column+" = $2 LIMIT 2", []any{ws, folded}, scanAccount)
		if err != nil || len(found) > 0 {
			return only(found, err)
		}
	}
	return governance.Account{}, false, nil
}

var accountColumns = []string{"workspace", "user_id", "org", "person", "handle", "handle_folded", "name", "name_folded", "zone",
	"bot", "guest", "gone"}

// PutAccount implements assembly.Directory. An account of a workspace that is not known is NotFound.
func (t *tx) PutAccount(a governance.Account) error {
	w, err := t.WorkspaceByID(a.Workspace)
	if err != nil {
		return err
	}
	if _, err := t.exec(upsert("accounts", accountColumns, 2), a.Workspace, a.User, w.Org, a.Person, a.Handle, fold(a.Handle),
		a.Name, fold(a.Name), a.Zone, a.Bot, a.Guest, a.Gone); err != nil {
		return fmt.Errorf("put account %q: %w", a.User, err)
	}
	return nil
}

// CircleAt implements assembly.Directory.
func (t *tx) CircleAt(place governance.Place) (circle governance.CircleID, err error) {
	_, err = t.one("SELECT circle FROM places WHERE workspace = $1 AND channel = $2", []any{place.Workspace, place.Channel}, &circle)
	return circle, err
}

// Bind implements assembly.Directory. A circle of zero makes the channel nobody's again.
func (t *tx) Bind(place governance.Place, org governance.OrgID, circle governance.CircleID) error {
	if circle == 0 {
		_, err := t.exec("DELETE FROM places WHERE workspace = $1 AND channel = $2", place.Workspace, place.Channel)
		return err
	}
	_, err := t.exec(upsert("places", []string{"workspace", "channel", "org", "circle"}, 2), place.Workspace, place.Channel, org, circle)
	if err != nil {
		return fmt.Errorf("bind channel %q: %w", place.Channel, err)
	}
	return nil
}

// PlacesIn implements assembly.Directory.
func (t *tx) PlacesIn(ws governance.WorkspaceID) (map[string]governance.CircleID, error) {
	out := map[string]governance.CircleID{}
	err := t.each("SELECT channel, circle FROM places WHERE workspace = $1", []any{ws}, func(scan func(...any) error) error {
		var channel string
		var circle governance.CircleID
		err := scan(&channel, &circle)
		out[channel] = circle
		return err
	})
	return out, err
}
