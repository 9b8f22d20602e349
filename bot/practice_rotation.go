package bot

import (
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// rotationPractice is how the house keeps rotations.
func rotationPractice() assembly.Practice {
	return assembly.Practice{Kind: rotation.Kind, Table: "rotations", RowsTable: "rotation_people", Decode: decode[rotation.Rotation],
		Events: rotation.Events(), Acts: map[string]assembly.Carry{rotation.ActCreate: carryRotation}, Heed: rotationsHeed}
}

// carryRotation starts the rotation that an adopted proposal asks for (D22).
func carryRotation(s *assembly.Sitting, cause *governance.Entry, act governance.Act) error {
	d, err := rotation.DraftOf(act, cause.Org)
	if err != nil {
		return err
	}
	circle, err := s.Circle(cause.Org, cause.Circle, assembly.Everybody)
	if err != nil {
		return err
	}
	d.Place = placeOfCause(s, cause, circle)
	n, err := s.Next(cause.Org, rotation.Kind)
	if err != nil {
		return err
	}
	r, events, err := rotation.Create(s.Now, governance.Ref{Org: cause.Org, Kind: rotation.Kind, N: n}, circle, 0, d)
	if err != nil {
		return err
	}
	s.Add(r)
	return s.On(r).Did(events, nil)
}

// placeOfCause is where what an adopted proposal brought about stands: where the proposal does.
func placeOfCause(s *assembly.Sitting, cause *governance.Entry, circle *governance.Circle) governance.Place {
	if p, ok := s.Loaded(cause.On).(*consent.Proposal); ok && p.Place().Channel != "" {
		return circle.Now(p.Place())
	}
	return circle.Home
}

// rotationsHeed takes whoever left a circle off its rotations.
func rotationsHeed(s *assembly.Sitting, e *governance.Entry) error {
	left, ok := e.Event.(*governance.MemberLeft)
	if !ok {
		return nil
	}
	return eachOf(s, e.Org, rotation.Kind, left.Person, func(r *rotation.Rotation) error {
		if r.Circle != e.Circle {
			return nil
		}
		person, err := s.Person(e.Org, left.Person)
		if err != nil {
			return err
		}
		return s.On(r).Did(r.Gone(s.Now, left.Person, !person.Gone))
	})
}

// eachOf does something to every live aggregate of a kind that concerns a person.
func eachOf[A governance.Aggregate](s *assembly.Sitting, org governance.OrgID, kind governance.Kind, person governance.PersonID, do func(A) error) error {
	refs, err := s.LiveRows(org, kind, person)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		a, err := assembly.Get[A](s, ref, assembly.Everybody)
		if err != nil {
			return err
		}
		if err := do(a); err != nil {
			return err
		}
	}
	return nil
}
