package governance

// FacilitatorSeated says that the keeper of the circle's facilitator role is another now (D26); Person is zero for nobody. Role is that
// role.
type FacilitatorSeated struct {
	Role   Ref      `json:"role"`
	Person PersonID `json:"person,omitempty"`
	Was    PersonID `json:"was,omitempty"`
}

// EventName implements Event.
func (*FacilitatorSeated) EventName() string { return "circle.facilitator" }

// SeatFacilitator notes who keeps the circle's facilitator role; zero for nobody (D26). Proposals and selections that open from now on
// heed it.
func (c *Circle) SeatFacilitator(role Ref, person PersonID) ([]Event, error) {
	if c.Facilitator == person {
		return nil, nil
	}
	was := c.Facilitator
	c.Facilitator = person
	return []Event{&FacilitatorSeated{Role: role, Person: person, Was: was}}, nil
}
