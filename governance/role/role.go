package role

import "github.com/folkmoot/folkmoot/governance"

// The kinds of this package's aggregates: S2 is a role, N4 a selection.
const (
	Kind          governance.Kind = "S"
	KindSelection governance.Kind = "N"
)

// Phase is where a selection is.
type Phase string

const (
	// Nominating: everybody names somebody, unseen.
	Nominating Phase = "nominating"
	// Changing: all was revealed, and may be changed.
	Changing Phase = "changing"
	// Choosing: the facilitator is asked who has the strongest case.
	Choosing Phase = "choosing"
	// Asking: the nominee is asked first whether they object.
	Asking Phase = "asking"
	// Objecting: everybody else is asked.
	Objecting Phase = "objecting"
	// Accepting: the nominee is asked whether they accept.
	Accepting Phase = "accepting"
	// Over: there is an outcome.
	Over Phase = "over"
)
