package rotation

import "github.com/folkmoot/folkmoot/governance"

// Events make one empty event of each sort, so that whoever keeps the record can read them back by name.
func Events() []func() governance.Event {
	return []func() governance.Event{
		func() governance.Event { return &Created{} },
		func() governance.Event { return &Offered{} },
		func() governance.Event { return &Accepted{} },
		func() governance.Event { return &Declined{} },
		func() governance.Event { return &Skipped{} },
		func() governance.Event { return &Cancelled{} },
		func() governance.Event { return &Covered{} },
		func() governance.Event { return &Volunteered{} },
		func() governance.Event { return &Rearranged{} },
		func() governance.Event { return &Vacated{} },
		func() governance.Event { return &SwapAsked{} },
		func() governance.Event { return &Swapped{} },
		func() governance.Event { return &SwapEnded{} },
		func() governance.Event { return &AwayDeclared{} },
		func() governance.Event { return &CameBack{} },
		func() governance.Event { return &Joined{} },
		func() governance.Event { return &Left{} },
		func() governance.Event { return &RosterSet{} },
		func() governance.Event { return &MemberSet{} },
		func() governance.Event { return &CadenceSet{} },
		func() governance.Event { return &SettingSet{} },
		func() governance.Event { return &TurnStarted{} },
		func() governance.Event { return &TurnEnded{} },
		func() governance.Event { return &NoteLeft{} },
		func() governance.Event { return &Paired{} },
		func() governance.Event { return &Overslept{} },
		func() governance.Event { return &Paused{} },
		func() governance.Event { return &Resumed{} },
		func() governance.Event { return &Archived{} },
		func() governance.Event { return &Undone{} },
		func() governance.Event { return &RoleLost{} },
	}
}

// EventName implements governance.Event.
func (*Created) EventName() string { return "rotation.created" }

// EventName implements governance.Event.
func (*Offered) EventName() string { return "rotation.turn_offered" }

// EventName implements governance.Event.
func (*Accepted) EventName() string { return "rotation.turn_accepted" }

// EventName implements governance.Event.
func (*Declined) EventName() string { return "rotation.turn_declined" }

// EventName implements governance.Event.
func (*Skipped) EventName() string { return "rotation.turn_skipped" }

// EventName implements governance.Event.
func (*Cancelled) EventName() string { return "rotation.turn_cancelled" }

// EventName implements governance.Event.
func (*Covered) EventName() string { return "rotation.turn_covered" }

// EventName implements governance.Event.
func (*Volunteered) EventName() string { return "rotation.turn_volunteered" }

// EventName implements governance.Event.
func (*Rearranged) EventName() string { return "rotation.rearranged" }

// EventName implements governance.Event.
func (*Vacated) EventName() string { return "rotation.turn_vacated" }

// EventName implements governance.Event.
func (*SwapAsked) EventName() string { return "rotation.swap_asked" }

// EventName implements governance.Event.
func (*Swapped) EventName() string { return "rotation.swapped" }

// EventName implements governance.Event.
func (*SwapEnded) EventName() string { return "rotation.swap_ended" }

// EventName implements governance.Event.
func (*AwayDeclared) EventName() string { return "rotation.away" }

// EventName implements governance.Event.
func (*CameBack) EventName() string { return "rotation.back" }

// EventName implements governance.Event.
func (*Joined) EventName() string { return "rotation.joined" }

// EventName implements governance.Event.
func (*Left) EventName() string { return "rotation.left" }

// EventName implements governance.Event.
func (*RosterSet) EventName() string { return "rotation.roster_set" }

// EventName implements governance.Event.
func (*MemberSet) EventName() string { return "rotation.member_set" }

// EventName implements governance.Event.
func (*CadenceSet) EventName() string { return "rotation.cadence_set" }

// EventName implements governance.Event.
func (*SettingSet) EventName() string { return "rotation.set" }

// EventName implements governance.Event.
func (*TurnStarted) EventName() string { return "rotation.turn_started" }

// EventName implements governance.Event.
func (*TurnEnded) EventName() string { return "rotation.turn_ended" }

// EventName implements governance.Event.
func (*NoteLeft) EventName() string { return "rotation.note_left" }

// EventName implements governance.Event.
func (*Paired) EventName() string { return "rotation.paired" }

// EventName implements governance.Event.
func (*Overslept) EventName() string { return "rotation.overslept" }

// EventName implements governance.Event.
func (*Paused) EventName() string { return "rotation.paused" }

// EventName implements governance.Event.
func (*Resumed) EventName() string { return "rotation.resumed" }

// EventName implements governance.Event.
func (*Archived) EventName() string { return "rotation.archived" }

// EventName implements governance.Event.
func (*Undone) EventName() string { return "rotation.undone" }

// EventName implements governance.Event.
func (*RoleLost) EventName() string { return "rotation.role_lost" }

// Texts implements governance.Worded.
func (e *Created) Texts() []*string { return []*string{&e.Title} }

// Texts implements governance.Worded.
func (e *Declined) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Cancelled) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *SwapEnded) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *SettingSet) Texts() []*string { return []*string{&e.Was, &e.Value} }

// Texts implements governance.Worded.
func (e *TurnStarted) Texts() []*string { return []*string{&e.Note} }

// Texts implements governance.Worded.
func (e *NoteLeft) Texts() []*string { return []*string{&e.Words} }

// Texts implements governance.Worded.
func (e *Archived) Texts() []*string { return []*string{&e.Why} }
