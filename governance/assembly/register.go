package assembly

import (
	"encoding/json"
	"fmt"

	"github.com/folkmoot/folkmoot/governance"
)

// Practice is what the house must know of a practice: how its aggregate is stored, which events it has, and which acts it can carry
// out for others.
type Practice struct {
	Kind governance.Kind
	// Table is where its aggregates are stored; RowsTable where the rows beside them are, empty for none.
	Table, RowsTable string
	// Decode reads an aggregate back from its JSON.
	Decode func(data []byte) (governance.Aggregate, error)
	// Events make an empty event of each of its kinds, for reading the record.
	Events []func() governance.Event
	// Acts are what it carries out for events of other practices, by the act's kind (D22).
	Acts map[string]Carry
	// Heed is told of every event of the other practices, in the same transaction, for what follows from it here: who left a circle
	// leaves its rotations as well. It is nil where nothing does.
	Heed func(s *Sitting, e *governance.Entry) error
}

// Carry carries out an act that an event asked for, in the same transaction. A governance.Error means that the act cannot be
// carried out (any more).
type Carry func(s *Sitting, cause *governance.Entry, act governance.Act) error

// Register holds the practices of a house.
type Register struct {
	practices map[governance.Kind]Practice
	events    map[string]func() governance.Event
	acts      map[string]Carry
	heeds     []heed // in the order of registration, so that what follows is repeatable
}

type heed struct {
	kind governance.Kind
	do   func(s *Sitting, e *governance.Entry) error
}

// NewRegister answers a register of these practices. Two that claim the same kind, event or act are a mistake of the programmer's
// and an error.
func NewRegister(practices ...Practice) (*Register, error) {
	r := &Register{practices: map[governance.Kind]Practice{}, events: map[string]func() governance.Event{}, acts: map[string]Carry{}}
	for _, p := range practices {
		if _, twice := r.practices[p.Kind]; twice {
			return nil, fmt.Errorf("kind %q is registered twice", p.Kind)
		}
		r.practices[p.Kind] = p
		if p.Heed != nil {
			r.heeds = append(r.heeds, heed{p.Kind, p.Heed})
		}
		for _, make := range p.Events {
			name := make().EventName()
			if _, twice := r.events[name]; twice {
				return nil, fmt.Errorf("event %q is registered twice", name)
			}
			r.events[name] = make
		}
		for kind, carry := range p.Acts {
			if _, twice := r.acts[kind]; twice {
				return nil, fmt.Errorf("act %q is registered twice", kind)
			}
			r.acts[kind] = carry
		}
	}
	return r, nil
}

// Practice answers the practice of a kind.
func (r *Register) Practice(kind governance.Kind) (Practice, error) {
	p, ok := r.practices[kind]
	if !ok {
		return Practice{}, fmt.Errorf("no practice is registered for kind %q", kind)
	}
	return p, nil
}

// Practices answers all of them, in no order.
func (r *Register) Practices() []Practice {
	out := make([]Practice, 0, len(r.practices))
	for _, p := range r.practices {
		out = append(out, p)
	}
	return out
}

// DecodeEvent reads an event back from its name and JSON.
func (r *Register) DecodeEvent(name string, data []byte) (governance.Event, error) {
	make, ok := r.events[name]
	if !ok {
		return nil, fmt.Errorf("no event is registered as %q", name)
	}
	e := make()
	if err := json.Unmarshal(data, e); err != nil {
		return nil, fmt.Errorf("event %q: %w", name, err)
	}
	return e, nil
}
