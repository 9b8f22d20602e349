package fakeslack

import "slices"

// Workspace is a Slack team.
type Workspace struct {
	// ID is the team id, Name and Domain how it is called and reached.
	ID, Name, Domain string
	// Enterprise is the id of the organisation it belongs to, or empty.
	Enterprise string

	s      *Server
	users  []*User
	chans  []*Channel
	groups []*Group
	emoji  map[string]string
}

// WorkspaceOption configures a Workspace.
type WorkspaceOption func(*Workspace)

// InEnterprise puts the workspace into an Enterprise Grid organisation.
func InEnterprise(id string) WorkspaceOption { return func(w *Workspace) { w.Enterprise = id } }

// Named gives the workspace its name.
func Named(name string) WorkspaceOption { return func(w *Workspace) { w.Name = name } }

// Workspace makes the team with this id, or finds it if it exists.
func (s *Server) Workspace(id string, opts ...WorkspaceOption) *Workspace {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.workspaces {
		if w.ID == id {
			return w
		}
	}
	w := &Workspace{ID: id, Name: "Workspace " + id, Domain: "team-" + id, s: s, emoji: map[string]string{}}
	for _, opt := range opts {
		opt(w)
	}
	s.workspaces = append(s.workspaces, w)
	return w
}

// Emoji adds a custom emoji to the workspace.
func (w *Workspace) Emoji(name string) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.emoji[name] = "https://emoji.example/" + name + ".png"
}

// Group is a user group.
type Group struct {
	// ID, Handle and Name are the group's.
	ID, Handle, Name string

	w       *Workspace
	members []*User
	off     bool
}

// Group makes a user group with members.
func (w *Workspace) Group(handle string, members ...*User) *Group {
	g := &Group{Handle: handle, Name: handle, w: w, members: slices.Clone(members)}
	w.s.tell(func() {
		g.ID = w.s.id("S")
		w.groups = append(w.groups, g)
		w.s.emit(w, event{kind: "subteam_created", body: result{"subteam": g.json(true)}})
	})
	return g
}

// Set replaces the members of the group.
func (g *Group) Set(members ...*User) { g.w.s.tell(func() { g.set(members) }) }

// Members lists who is in the group.
func (g *Group) Members() []*User {
	g.w.s.mu.Lock()
	defer g.w.s.mu.Unlock()
	return slices.Clone(g.members)
}

// Disable archives the group.
func (g *Group) Disable() {
	g.w.s.tell(func() {
		g.off = true
		g.w.s.emit(g.w, event{kind: "subteam_updated", body: result{"subteam": g.json(true)}})
	})
}

func (g *Group) set(members []*User) {
	before := g.members
	g.members = slices.Clone(members)
	g.w.s.emit(g.w, event{kind: "subteam_members_changed", body: result{
		"subteam_id": g.ID, "team_id": g.w.ID,
		"added_users": ids(without(members, before)), "removed_users": ids(without(before, members)),
	}})
}

func without[T comparable](all, drop []T) []T {
	var out []T
	for _, one := range all {
		if !slices.Contains(drop, one) {
			out = append(out, one)
		}
	}
	return out
}

func ids(users []*User) []string {
	out := []string{}
	for _, u := range users {
		out = append(out, u.ID)
	}
	return out
}

func (g *Group) json(people bool) result {
	deleted := 0
	if g.off {
		deleted = 1
	}
	r := result{
		"id": g.ID, "team_id": g.w.ID, "is_usergroup": true, "is_subteam": true, "name": g.Name, "handle": g.Handle,
		"description": "", "is_external": false, "date_create": 1, "date_update": 1, "date_delete": deleted,
		"auto_type": nil, "created_by": "USLACKBOT", "updated_by": "USLACKBOT", "deleted_by": nil,
		"prefs": result{"channels": []string{}, "groups": []string{}}, "user_count": len(g.members),
	}
	if people {
		r["users"] = ids(g.members)
	}
	return r
}
