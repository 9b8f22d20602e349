package bot

import (
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
)

// eachPartOf does something with every live commitment that somebody has a part in.
func eachPartOf(s *assembly.Sitting, person *governance.Person, do func(*commitment.Commitment) error) error {
	refs, err := s.LiveRows(person.Org, commitment.Kind, person.ID)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		cm, err := assembly.Get[*commitment.Commitment](s, ref, assembly.People{})
		if err != nil {
			return err
		}
		if err := do(cm); err != nil {
			return err
		}
	}
	return nil
}

// rezone brings what somebody has to do in step with their clock, which has changed (C5).
func rezone(s *assembly.Sitting, person *governance.Person) error {
	return eachPartOf(s, person, func(cm *commitment.Commitment) error {
		if cm.Owner != person.ID || cm.OwnerZone == person.Hours.Zone {
			return nil
		}
		s.Add(cm)
		for _, n := range cm.Rezone(s.Now, person.Hours.Zone) {
			if err := assembly.MoveNudge(s, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// commitmentsOfGone carries somebody's going or coming back to what they have a part in.
func commitmentsOfGone(s *assembly.Sitting, person *governance.Person) error {
	return eachPartOf(s, person, func(cm *commitment.Commitment) error {
		change := cm.Back
		if person.Gone {
			change = cm.Gone
		}
		return s.On(cm).Did(change(s.Now, person.ID))
	})
}
