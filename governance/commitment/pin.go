package commitment

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// KindPin is the kind of pins.
const KindPin governance.Kind = "pin"

// Pin is a message on which somebody put 📌: they take on what it says, and have still to say by when (C2). Its words are kept only here,
// for the form; the record does not have them.
type Pin struct {
	Org    governance.OrgID    `json:"org"`
	Number int64               `json:"number"`
	Person governance.PersonID `json:"person"`
	Place  governance.Place    `json:"place"`
	Said   string              `json:"said"`
	Link   string              `json:"link,omitempty"`
	// Became is the commitment that it was made into.
	Became governance.Ref `json:"became,omitzero"`
}

// Pinned says that somebody put 📌 on a message, and is to be asked by when.
type Pinned struct {
	Person governance.PersonID `json:"person"`
	Place  governance.Place    `json:"place"`
}

// EventName implements governance.Event.
func (*Pinned) EventName() string { return "commitment.pinned" }

// PinEvents make one empty event of each sort of pins.
func PinEvents() []func() governance.Event {
	return []func() governance.Event{func() governance.Event { return &Pinned{} }}
}

// Ref implements governance.Aggregate.
func (p *Pin) Ref() governance.Ref { return governance.Ref{Org: p.Org, Kind: KindPin, N: p.Number} }

// Index implements governance.Aggregate. A pin is never searched for.
func (p *Pin) Index() governance.Index {
	return governance.Index{Owner: p.Person, Live: p.Became.IsZero()}
}

// Audience implements governance.Aggregate: a pin is its person's own (K6).
func (p *Pin) Audience() governance.Audience {
	return governance.Audience{People: []governance.PersonID{p.Person}}
}

// NextWake implements governance.Aggregate: time alone changes nothing about a pin.
func (p *Pin) NextWake() time.Time { return time.Time{} }

// Wake implements governance.Aggregate.
func (p *Pin) Wake(time.Time) ([]governance.Event, error) { return nil, nil }

// Put answers what follows from putting it.
func (p *Pin) Put() []governance.Event {
	return []governance.Event{&Pinned{Person: p.Person, Place: p.Place}}
}

// Take notes which commitment it became. Conflict when it became one before.
func (p *Pin) Take(became governance.Ref) error {
	if !p.Became.IsZero() {
		return governance.Refuse(governance.Conflict, "commit_pinned_already", "id", p.Became.String())
	}
	p.Became = became
	return nil
}
