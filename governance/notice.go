package governance

// Notice is whom an event is for: who is told directly, whether the circle is told, which nudges it plans, and what it has carried out
// elsewhere. Only ToCircle is kept in the record: the others say what is to be done now, not what was.
type Notice struct {
	Tell     []PersonID `json:"-"`
	ToCircle bool       `json:"to_circle,omitempty"`
	Plan     []Nudge    `json:"-"`
	Carries  []Act      `json:"-"`
}

// Nudges implements Nudging for every event that has a notice.
func (n Notice) Nudges() []Nudge { return n.Plan }

// Acts implements Acting for every event that has a notice.
func (n Notice) Acts() []Act { return n.Carries }

// Told answers what the notice says, so that whoever speaks of an event need not know which event it is.
func (n Notice) Told() Notice { return n }

// Mend answers the notice itself, for what is only known once the event has been made.
func (n *Notice) Mend() *Notice { return n }

// Noticed is any event that says whom it is for.
type Noticed interface {
	Event
	Nudging
	Acting
	Told() Notice
	Mend() *Notice
}
