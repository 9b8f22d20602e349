package bot

import (
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
)

// rezone brings what somebody has to do in step with their clock, which has changed (C5).
func rezone(s *assembly.Sitting, person *governance.Person) error {
	return eachOf(s, person.Org, commitment.Kind, person.ID, func(cm *commitment.Commitment) error {
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
	return eachOf(s, person.Org, commitment.Kind, person.ID, func(cm *commitment.Commitment) error {
		change := cm.Back
		if person.Gone {
			change = cm.Gone
		}
		return s.On(cm).Did(change(s.Now, person.ID))
	})
}
