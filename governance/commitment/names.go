package commitment

import "github.com/folkmoot/folkmoot/governance"

// Events make one empty event of each sort, so that whoever keeps the record can read them back by name.
func Events() []func() governance.Event {
	return []func() governance.Event{
		func() governance.Event { return &Made{} },
		func() governance.Event { return &Accepted{} },
		func() governance.Event { return &Countered{} },
		func() governance.Event { return &DateAgreed{} },
		func() governance.Event { return &DateRefused{} },
		func() governance.Event { return &DateMoved{} },
		func() governance.Event { return &Snoozed{} },
		func() governance.Event { return &Stuck{} },
		func() governance.Event { return &Reworded{} },
		func() governance.Event { return &Overdue{} },
		func() governance.Event { return &HandoverAsked{} },
		func() governance.Event { return &HandoverEnded{} },
		func() governance.Event { return &HandedOver{} },
		func() governance.Event { return &Done{} },
		func() governance.Event { return &Linked{} },
		func() governance.Event { return &RoundDone{} },
		func() governance.Event { return &RoundMissed{} },
		func() governance.Event { return &Missed{} },
		func() governance.Event { return &Dropped{} },
		func() governance.Event { return &Reopened{} },
		func() governance.Event { return &PersonGone{} },
		func() governance.Event { return &PersonBack{} },
	}
}

// EventName implements governance.Event.
func (*Made) EventName() string { return "commitment.made" }

// EventName implements governance.Event.
func (*Accepted) EventName() string { return "commitment.accepted" }

// EventName implements governance.Event.
func (*Countered) EventName() string { return "commitment.countered" }

// EventName implements governance.Event.
func (*DateAgreed) EventName() string { return "commitment.date_agreed" }

// EventName implements governance.Event.
func (*DateRefused) EventName() string { return "commitment.date_refused" }

// EventName implements governance.Event.
func (*DateMoved) EventName() string { return "commitment.date_moved" }

// EventName implements governance.Event.
func (*Snoozed) EventName() string { return "commitment.snoozed" }

// EventName implements governance.Event.
func (*Stuck) EventName() string { return "commitment.stuck" }

// EventName implements governance.Event.
func (*Reworded) EventName() string { return "commitment.reworded" }

// EventName implements governance.Event.
func (*Overdue) EventName() string { return "commitment.overdue" }

// EventName implements governance.Event.
func (*HandoverAsked) EventName() string { return "commitment.handover_asked" }

// EventName implements governance.Event.
func (*HandoverEnded) EventName() string { return "commitment.handover_ended" }

// EventName implements governance.Event.
func (*HandedOver) EventName() string { return "commitment.handed_over" }

// EventName implements governance.Event.
func (*Done) EventName() string { return "commitment.done" }

// EventName implements governance.Event.
func (*Linked) EventName() string { return "commitment.linked" }

// EventName implements governance.Event.
func (*RoundDone) EventName() string { return "commitment.round_done" }

// EventName implements governance.Event.
func (*RoundMissed) EventName() string { return "commitment.round_missed" }

// EventName implements governance.Event.
func (*Missed) EventName() string { return "commitment.missed" }

// EventName implements governance.Event.
func (*Dropped) EventName() string { return "commitment.dropped" }

// EventName implements governance.Event.
func (*Reopened) EventName() string { return "commitment.reopened" }

// EventName implements governance.Event.
func (*PersonGone) EventName() string { return "commitment.person_gone" }

// EventName implements governance.Event.
func (*PersonBack) EventName() string { return "commitment.person_back" }

// Texts implements governance.Worded.
func (e *Made) Texts() []*string { return []*string{&e.What} }

// Texts implements governance.Worded.
func (e *Reworded) Texts() []*string { return []*string{&e.Was, &e.What} }

// Texts implements governance.Worded.
func (e *Countered) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *DateRefused) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *DateMoved) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Stuck) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *HandoverEnded) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Dropped) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Reopened) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Done) Texts() []*string { return []*string{&e.Link} }

// Texts implements governance.Worded.
func (e *Linked) Texts() []*string { return []*string{&e.Link} }

// Texts implements governance.Worded.
func (e *RoundDone) Texts() []*string { return []*string{&e.Link} }
