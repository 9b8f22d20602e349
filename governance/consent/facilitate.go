package consent

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Facilitate names the facilitator. The proposer or the present facilitator may (K7), but where the keeper of the circle's
// facilitator role facilitates only they themselves pass it on (D26). Refused with NotAllowed for anybody else, and with Invalid or
// Conflict for somebody who cannot facilitate.
func (p *Proposal) Facilitate(now time.Time, by, who governance.PersonID) ([]governance.Event, error) {
	if err := p.alive(); err != nil {
		return nil, err
	}
	if err := p.proposerOrFacilitator(by); err != nil {
		return nil, err
	}
	if f := p.s.Facilitator; f != 0 && f == p.s.Keeper && by != f {
		return nil, governance.Refuse(governance.NotAllowed, "facilitator_by_role", "person", f)
	}
	if err := p.mayFacilitate(who); err != nil {
		return nil, err
	}
	if who == p.s.Facilitator {
		return nil, nil
	}
	p.s.Named, p.s.Facilitator = who, who
	return []governance.Event{&FacilitatorNamed{Version: p.Version(), Person: who, By: by}}, nil
}

// mayFacilitate refuses whoever cannot facilitate: the proposer, somebody with an open objection, somebody gone, and whoever is not
// in the electorate (D26). Their row must be loaded.
func (p *Proposal) mayFacilitate(who governance.PersonID) error {
	b, _ := p.ballots.Get(who)
	switch {
	case !b.Elector || b.Gone:
		return governance.Refuse(governance.Invalid, "facilitator_not_elector", "person", who)
	case who == p.s.Proposer:
		return governance.Refuse(governance.Conflict, "facilitator_is_proposer", "person", who)
	case len(p.openBy(who)) > 0:
		return governance.Refuse(governance.Conflict, "facilitator_objects", "person", who)
	}
	return nil
}

// chooseFacilitator answers the keeper of the role, else whom somebody named, else one of the willing, else nobody (D26). The draw
// goes by the proposal's number, so that it is fair over many and needs no chance. All rows must be loaded.
func (p *Proposal) chooseFacilitator() governance.PersonID {
	for _, who := range []governance.PersonID{p.s.Keeper, p.s.Named} {
		if who != 0 && p.mayFacilitate(who) == nil {
			return who
		}
	}
	able := p.electors(func(person governance.PersonID, b Ballot) bool { return b.Willing && p.mayFacilitate(person) == nil })
	if len(able) == 0 {
		return 0
	}
	return able[int(p.s.Ref.N%int64(len(able)))]
}

// refacilitate chooses again when the facilitator can no longer be it, or when there is none.
func (p *Proposal) refacilitate() []governance.Event {
	if f := p.s.Facilitator; p.Ended() || f != 0 && p.mayFacilitate(f) == nil {
		return nil
	}
	was := p.s.Facilitator
	if p.s.Facilitator = p.chooseFacilitator(); p.s.Facilitator == was {
		return nil
	}
	return []governance.Event{&FacilitatorNamed{Version: p.Version(), Person: p.s.Facilitator}}
}

// proposerOrFacilitator refuses everybody else, NotAllowed (K7).
func (p *Proposal) proposerOrFacilitator(by governance.PersonID) error {
	if by != 0 && (by == p.s.Proposer || by == p.s.Facilitator) {
		return nil
	}
	return governance.Refuse(governance.NotAllowed, "only_proposer_or_facilitator", "id", p.s.Ref.String(),
		"proposer", p.s.Proposer, "facilitator", p.s.Facilitator)
}

// onlyFacilitator refuses everybody else, NotAllowed (K7).
func (p *Proposal) onlyFacilitator(by governance.PersonID) error {
	if by != 0 && by == p.s.Facilitator {
		return nil
	}
	return governance.Refuse(governance.NotAllowed, "only_facilitator", "id", p.s.Ref.String(), "facilitator", p.s.Facilitator)
}

// Refresh brings the electorate in step with the circle, on the record (D4). Only the facilitator may (K7). Joiners may respond now;
// whoever left is no longer counted, except the proposer and whoever has an open objection: that ends only as D13 says. All rows of
// the circle must be loaded.
func (p *Proposal) Refresh(now time.Time, by governance.PersonID, c *governance.Circle) ([]governance.Event, error) {
	if err := p.alive(); err != nil {
		return nil, err
	}
	if err := p.onlyFacilitator(by); err != nil {
		return nil, err
	}
	var added, removed []governance.PersonID
	members := c.Members()
	for _, person := range members {
		if b, _ := p.ballots.Get(person); !b.Elector {
			b.Elector = true
			p.put(person, b)
			added = append(added, person)
		}
	}
	for _, person := range p.Electors() {
		if !slices.Contains(members, person) && person != p.s.Proposer && len(p.openBy(person)) == 0 {
			b, _ := p.ballots.Get(person)
			b.Elector = false
			p.put(person, b)
			removed = append(removed, person)
		}
	}
	if added == nil && removed == nil {
		return nil, nil
	}
	now = moment(now)
	e := &ElectorateRefreshed{Version: p.Version(), Added: added, Removed: removed}
	if p.s.Phase == running {
		e.Plan = p.planFor(p.clock(now), time.Time{}, added)
	}
	events := append([]governance.Event{e}, p.refacilitate()...)
	return append(events, p.early(now)...), nil
}
