package assembly

import (
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// PlanNudge plans a nudge in the inbox of everybody it is for, who keep their own hours there (C5).
func PlanNudge(s *Sitting, n governance.Nudge) error {
	for _, to := range n.To {
		person, err := s.Person(n.On.Org, to)
		if err != nil {
			return err
		}
		if person.Gone {
			continue
		}
		box, err := inboxOf(s, person)
		if err != nil {
			return err
		}
		box.Plan(s.Now, n)
		s.touch(box.Ref())
	}
	return nil
}

// MoveNudge plans a nudge anew for those with whom it still waits. To whom it was said already, it is not said again.
func MoveNudge(s *Sitting, n governance.Nudge) error {
	var waiting []governance.PersonID
	for _, to := range n.To {
		person, err := s.Person(n.On.Org, to)
		if err != nil {
			return err
		}
		box, err := inboxOf(s, person)
		if err != nil {
			return err
		}
		if box.Waits(n.On, n.Key) {
			waiting = append(waiting, to)
		}
	}
	n.To = waiting
	return PlanNudge(s, n)
}

// Rehouse brings a person's inbox in step with their hours and their digest, after those changed.
func Rehouse(s *Sitting, person *governance.Person) error {
	box, err := inboxOf(s, person)
	if err != nil {
		return err
	}
	box.Rehouse(s.Now, person.Hours)
	box.SetDigest(s.Now, person.Digest)
	s.touch(box.Ref())
	return nil
}

func inboxOf(s *Sitting, person *governance.Person) (*inbox.Inbox, error) {
	box, err := Get[*inbox.Inbox](s, inbox.RefOf(person.Org, person.ID), People{})
	if governance.IsKind(err, governance.NotFound) {
		box = inbox.New(person.Org, person.ID, person.Hours)
		s.Add(box)
		return box, nil
	}
	return box, err
}
