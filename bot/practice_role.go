package bot

import (
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/role"
)

// rolePractices are how the house keeps roles, and the selections of those who keep them.
func rolePractices() []assembly.Practice {
	return []assembly.Practice{
		{Kind: role.Kind, Table: "roles", RowsTable: "role_people", Decode: decode[role.Role], Events: role.Events(), Heed: rolesHeed,
			Acts: map[string]assembly.Carry{role.ActCreate: carryRole, role.ActChange: onRole(changeRole), role.ActSeat: onRole(seatRole),
				role.ActDrop: onRole(dropRole), role.ActCall: onRole(callSelection), role.ActEnded: onRole(selectionEnded)}},
		{Kind: role.KindSelection, Table: "selections", RowsTable: "selection_people", Decode: decode[role.Selection], Events: role.SelectionEvents(),
			Heed: selectionsHeed, Acts: map[string]assembly.Carry{role.ActEnd: endSelection}},
	}
}

// carryRole makes the role that an adopted proposal asks for (D22).
func carryRole(s *assembly.Sitting, cause *governance.Entry, act governance.Act) error {
	d, err := role.DraftOf(act)
	if err != nil {
		return err
	}
	circle, err := s.Circle(cause.Org, cause.Circle, assembly.Everybody)
	if err != nil {
		return err
	}
	d.Place = placeOfCause(s, cause, circle)
	_, err = makeRole(s, circle, 0, d, cause.On)
	return err
}

// makeRole makes a role that the circle does not have yet. A circle has every name once: Conflict role_exists ("name", "id").
func makeRole(s *assembly.Sitting, circle *governance.Circle, by governance.PersonID, d role.Draft, proposal governance.Ref) (*role.Role, error) {
	n, err := s.Next(circle.Org, role.Kind)
	if err != nil {
		return nil, err
	}
	r, events, err := role.Create(s.Now, governance.Ref{Org: circle.Org, Kind: role.Kind, N: n}, circle, by, d, proposal)
	if err != nil {
		return nil, err
	}
	if err := nameIsFree(s, circle, r.Name); err != nil {
		return nil, err
	}
	s.Add(r)
	return r, s.On(r).Did(events, nil)
}

// nameIsFree refuses a name that a role of the circle has already.
func nameIsFree(s *assembly.Sitting, circle *governance.Circle, name string) error {
	other, err := roleNamed(s, circle.Org, circle.ID, name)
	if err == nil && other != nil {
		err = governance.Refuse(governance.Conflict, "role_exists", "name", other.Name, "id", other.Ref().String())
	}
	return err
}

// mostRoles is how many roles of a circle are looked through for a name.
const mostRoles = 1000

// roleNamed finds a circle's role by its name, also one that was made in this sitting; nil for none.
func roleNamed(s *assembly.Sitting, org governance.OrgID, circle governance.CircleID, name string) (*role.Role, error) {
	if r := s.Touched(func(a governance.Aggregate) bool {
		r, ok := a.(*role.Role)
		return ok && r.Circle == circle && r.Status != role.StatusDropped && role.SameName(r.Name, name)
	}); r != nil {
		return r.(*role.Role), nil
	}
	found, _, err := s.List(org, role.Kind, assembly.Filter{Circles: []governance.CircleID{circle}, Live: true, Most: mostRoles})
	if err != nil {
		return nil, err
	}
	for _, l := range found {
		if !role.SameName(l.Title, name) {
			continue
		}
		r, err := assembly.Get[*role.Role](s, l.Ref, assembly.Everybody)
		if err != nil || r.Status != role.StatusDropped && role.SameName(r.Name, name) { // else it was changed in this sitting
			return r, err
		}
	}
	return nil, nil
}

// onRole carries out an act on the role that it names, which belongs to the circle of what asked for it.
func onRole(do func(s *assembly.Sitting, cause *governance.Entry, act governance.Act, r *role.Role, in *governance.Circle) error) assembly.Carry {
	return func(s *assembly.Sitting, cause *governance.Entry, act governance.Act) error {
		target, err := role.TargetOf(act)
		if err != nil {
			return err
		}
		var r *role.Role
		if target.N != 0 {
			r, err = assembly.Get[*role.Role](s, governance.Ref{Org: cause.Org, Kind: role.Kind, N: target.N}, assembly.Everybody)
		} else if r, err = roleNamed(s, cause.Org, cause.Circle, target.Name); err == nil && r == nil {
			err = governance.Refuse(governance.NotFound, "role_unknown", "name", target.Name)
		}
		if err != nil {
			return err
		}
		circle, err := s.Circle(cause.Org, r.Circle, assembly.Everybody)
		if err != nil {
			return err
		}
		return do(s, cause, act, r, circle)
	}
}

// changeRole lets a role read differently because a proposal was adopted.
func changeRole(s *assembly.Sitting, cause *governance.Entry, act governance.Act, r *role.Role, in *governance.Circle) error {
	change, err := role.ChangeOf(act)
	if err != nil {
		return err
	}
	if change.Name != nil && !role.SameName(*change.Name, r.Name) {
		if err := nameIsFree(s, in, *change.Name); err != nil {
			return err
		}
	}
	return s.On(r).Did(r.Change(s.Now, in, 0, change, cause.On))
}

// seatRole seats somebody: a proposal, a selection or a rotation says so (R1).
func seatRole(s *assembly.Sitting, cause *governance.Entry, act governance.Act, r *role.Role, in *governance.Circle) error {
	seat, err := role.SeatOf(act, cause.On)
	if err != nil {
		return err
	}
	return s.On(r).Did(r.Seat(s.Now, in, seat))
}

func dropRole(s *assembly.Sitting, cause *governance.Entry, _ governance.Act, r *role.Role, in *governance.Circle) error {
	return s.On(r).Did(r.Drop(s.Now, in, 0, cause.On))
}

// callSelection calls the next selection because a term ended or the role fell vacant (R10).
func callSelection(s *assembly.Sitting, _ *governance.Entry, _ governance.Act, r *role.Role, in *governance.Circle) error {
	_, err := call(s, r, in, 0, role.SelectionDraft{})
	return err
}

// call calls a selection of the role's keeper; by zero is time.
func call(s *assembly.Sitting, r *role.Role, in *governance.Circle, by governance.PersonID, d role.SelectionDraft) (*role.Selection, error) {
	n, err := s.Next(r.Org, role.KindSelection)
	if err != nil {
		return nil, err
	}
	if d.Place.Channel == "" {
		if d.Place = in.Now(r.Place); !in.Bound(d.Place) {
			d.Place = in.Home
		}
	}
	sel, own, roles, err := role.Call(s.Now, governance.Ref{Org: r.Org, Kind: role.KindSelection, N: n}, r, in, by, gone(s, r.Org), d)
	if err != nil {
		return nil, err
	}
	s.Add(sel)
	if err := s.On(sel).Did(own, nil); err != nil {
		return nil, err
	}
	return sel, s.On(r).Did(roles, nil)
}

// endSelection ends the selection of a role that is no more.
func endSelection(s *assembly.Sitting, cause *governance.Entry, act governance.Act) error {
	ref, err := role.EndOf(act, cause.Org)
	if err != nil {
		return err
	}
	sel, err := assembly.Get[*role.Selection](s, ref, assembly.Everybody)
	if err != nil {
		return err
	}
	return s.On(sel).Did(sel.RoleDropped(s.Now))
}

func selectionEnded(s *assembly.Sitting, cause *governance.Entry, act governance.Act, r *role.Role, in *governance.Circle) error {
	selection, outcome, err := role.EndedOf(act, cause.Org)
	if err != nil {
		return err
	}
	return s.On(r).Did(r.SelectionEnded(s.Now, in, selection, outcome))
}

// carryFacilitator notes who keeps a circle's facilitator role (D26).
func carryFacilitator(s *assembly.Sitting, cause *governance.Entry, act governance.Act) error {
	person, by, err := role.FacilitatorOf(act, cause.Org)
	if err != nil {
		return err
	}
	circle, err := s.Circle(cause.Org, cause.Circle, assembly.Everybody)
	if err != nil {
		return err
	}
	return s.On(circle).Did(circle.SeatFacilitator(by, person))
}

// rolesHeed vacates what whoever left a circle kept there.
func rolesHeed(s *assembly.Sitting, e *governance.Entry) error {
	left, ok := e.Event.(*governance.MemberLeft)
	if !ok {
		return nil
	}
	return eachOf(s, e.Org, role.Kind, left.Person, func(r *role.Role) error {
		if r.Circle != e.Circle {
			return nil
		}
		return s.On(r).Did(r.Gone(s.Now, left.Person))
	})
}

// selectionsHeed notes who cannot be proposed because they left the circle, and who can be again. Somebody deactivated is gone altogether.
func selectionsHeed(s *assembly.Sitting, e *governance.Entry) error {
	var who governance.PersonID
	left := false
	switch event := e.Event.(type) {
	case *governance.MemberLeft:
		who, left = event.Person, true
	case *governance.MemberJoined:
		who = event.Person
	default:
		return nil
	}
	person, err := s.Person(e.Org, who)
	if err != nil || person.Gone {
		return err
	}
	return eachOf(s, e.Org, role.KindSelection, who, func(sel *role.Selection) error {
		if sel.Circle != e.Circle {
			return nil
		}
		return s.On(sel).Did(sel.Left(s.Now, who, left))
	})
}
