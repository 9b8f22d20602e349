package consent

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Ballot is one person's row beside one version of a proposal.
type Ballot struct {
	// Elector is true for those who may take a stance: members when the version opened, or brought in by a refresh (D4).
	Elector bool `json:"elector,omitempty"`
	// Raised is true for the proposer, also when they are in the circle no longer.
	Raised bool `json:"raised,omitempty"`
	// Gone is true for somebody deactivated (D4).
	Gone bool `json:"gone,omitempty"`
	// Willing is true for somebody who is ready to facilitate (D26).
	Willing bool              `json:"willing,omitempty"`
	Stance  governance.Stance `json:"stance,omitempty"`
	Why     string            `json:"why,omitempty"`
	Via     Via               `json:"via,omitempty"`
	// At is when they last took or took back a stance in this version; zero when they never did.
	At time.Time `json:"at,omitzero"`
}

// Live tells whether the proposal still concerns this person, so that it is found when they are gone or back (D27).
func (b Ballot) Live() bool { return b.Elector || b.Raised || b.Stance == governance.Objecting }

// Tally counts the ballots of a version. Everything but Electors is about the others: everybody but the proposer (D6). Somebody
// gone who had not answered is not counted (D4).
type Tally struct {
	Electors  int `json:"electors"`
	Others    int `json:"others"`
	Consents  int `json:"consents,omitempty"`
	Abstains  int `json:"abstains,omitempty"`
	Concerns  int `json:"concerns,omitempty"`
	NeedsTime int `json:"needs_time,omitempty"`
	Objecting int `json:"objecting,omitempty"`
	// Worried counts the concerns with the proposer's own, for whoever reads them before it is adopted early (D8).
	Worried int `json:"worried,omitempty"`
	// Responded is how many of the others have responded, Needed how many must (D7). Tally fills both in.
	Responded int `json:"-"`
	Needed    int `json:"-"`
}

// add counts a ballot in (sign 1) or out (sign -1).
func (t *Tally) add(b Ballot, proposer bool, sign int) {
	answered := b.Stance.Responds() || b.Stance == governance.Objecting
	if !b.Elector || b.Gone && !answered && !proposer {
		return
	}
	t.Electors += sign
	if b.Stance == governance.Concern {
		t.Worried += sign
	}
	if proposer {
		return
	}
	t.Others += sign
	switch b.Stance {
	case governance.Consent:
		t.Consents += sign
	case governance.Abstain:
		t.Abstains += sign
	case governance.Concern:
		t.Concerns += sign
	case governance.NeedsTime:
		t.NeedsTime += sign
	case governance.Objecting:
		t.Objecting += sign
	}
}

func (t Tally) responded() int { return t.Consents + t.Abstains + t.Concerns }

// Tally counts the present version's ballots. It needs no rows.
func (p *Proposal) Tally() Tally {
	t := p.s.Run.Tally
	t.Responded, t.Needed = t.responded(), p.needed()
	return t
}

// needed is how many of the others must respond (D7, D8).
func (p *Proposal) needed() int {
	if p.s.Run.Urgent {
		return p.s.Run.Tally.Others
	}
	return p.now().Policy.Quorum.Of(p.s.Run.Tally.Others)
}

// quorate tells whether enough of the others have responded and one of them consents (D7). A circle of one is always quorate.
func (p *Proposal) quorate() bool {
	t := p.s.Run.Tally
	if t.Others == 0 {
		return true
	}
	return t.responded() >= p.needed() && (t.Consents > 0 || p.now().Policy.Quorum.Silent())
}

// put replaces a person's ballot and keeps the tally in step.
func (p *Proposal) put(person governance.PersonID, b Ballot) {
	was, _ := p.ballots.Get(person)
	proposer := person == p.s.Proposer
	p.s.Run.Tally.add(was, proposer, -1)
	p.s.Run.Tally.add(b, proposer, 1)
	p.ballots.Put(person, b)
}

// recount makes the tally anew from every row.
func (p *Proposal) recount() Tally {
	var t Tally
	for _, person := range p.ballots.All() {
		b, _ := p.ballots.Get(person)
		t.add(b, person == p.s.Proposer, 1)
	}
	return t
}

// Ballot answers a person's ballot in the present version, and whether there is one. Their row must be loaded.
func (p *Proposal) Ballot(person governance.PersonID) (Ballot, bool) { return p.ballots.Get(person) }

// People answers those with that stance in the present version, the proposer's implicit consent not among them. All rows must be
// loaded.
func (p *Proposal) People(stance governance.Stance) []governance.PersonID {
	return p.electors(func(_ governance.PersonID, b Ballot) bool { return b.Stance == stance })
}

// Electors answers everybody who may take a stance in the present version (D4). All rows must be loaded.
func (p *Proposal) Electors() []governance.PersonID {
	return p.electors(func(governance.PersonID, Ballot) bool { return true })
}

// Awaited answers those whose response is waited for (D10): electors, not the proposer, who neither responded nor object and are
// not gone. All rows must be loaded.
func (p *Proposal) Awaited() []governance.PersonID {
	return p.electors(func(person governance.PersonID, b Ballot) bool {
		return person != p.s.Proposer && !b.Gone && !b.Stance.Responds() && b.Stance != governance.Objecting
	})
}

// unanswered answers those awaited, and the authors of open objections: when those end their authors have not responded (D13). What
// is planned for them is sent only if they are awaited by then.
func (p *Proposal) unanswered() []governance.PersonID {
	return p.electors(func(person governance.PersonID, b Ballot) bool {
		return person != p.s.Proposer && !b.Gone && !b.Stance.Responds()
	})
}

// Concerns answers every concern so far, those of earlier versions first (D14). All rows must be loaded.
func (p *Proposal) Concerns() []KeptConcern {
	return append(append([]KeptConcern(nil), p.s.Concerns...), p.presentConcerns()...)
}

func (p *Proposal) presentConcerns() []KeptConcern {
	var out []KeptConcern
	for _, person := range p.ballots.All() {
		if b, _ := p.ballots.Get(person); b.Stance == governance.Concern {
			out = append(out, KeptConcern{Person: person, Version: p.Version(), Why: b.Why})
		}
	}
	return out
}

func (p *Proposal) electors(keep func(governance.PersonID, Ballot) bool) []governance.PersonID {
	var out []governance.PersonID
	for _, person := range p.ballots.All() {
		if b, _ := p.ballots.Get(person); b.Elector && keep(person, b) {
			out = append(out, person)
		}
	}
	return out
}

// elector answers the ballot of somebody who may take a stance; others are refused, NotAllowed (D5).
func (p *Proposal) elector(person governance.PersonID) (Ballot, error) {
	b, _ := p.ballots.Get(person)
	if !b.Elector {
		return b, governance.Refuse(governance.NotAllowed, "not_in_electorate", "id", p.s.Ref.String(), "circle", p.s.CircleName)
	}
	return b, nil
}
