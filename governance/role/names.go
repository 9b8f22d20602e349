package role

import "github.com/folkmoot/folkmoot/governance"

// Events make one empty event of each sort of a role, so that whoever keeps the record can read them back by name.
func Events() []func() governance.Event {
	return []func() governance.Event{
		func() governance.Event { return &Created{} },
		func() governance.Event { return &Changed{} },
		func() governance.Event { return &Seated{} },
		func() governance.Event { return &Vacated{} },
		func() governance.Event { return &TermEnded{} },
		func() governance.Event { return &SelectionBegan{} },
		func() governance.Event { return &SelectionOver{} },
		func() governance.Event { return &NotCalled{} },
		func() governance.Event { return &Dropped{} },
	}
}

// SelectionEvents are Events of a selection.
func SelectionEvents() []func() governance.Event {
	return []func() governance.Event{
		func() governance.Event { return &Called{} },
		func() governance.Event { return &Nominated{} },
		func() governance.Event { return &Prolonged{} },
		func() governance.Event { return &Revealed{} },
		func() governance.Event { return &NominationChanged{} },
		func() governance.Event { return &NominationKept{} },
		func() governance.Event { return &ChoiceAsked{} },
		func() governance.Event { return &NomineeProposed{} },
		func() governance.Event { return &ObjectionsOpened{} },
		func() governance.Event { return &Answered{} },
		func() governance.Event { return &AnswerTakenBack{} },
		func() governance.Event { return &Objected{} },
		func() governance.Event { return &ObjectionEnded{} },
		func() governance.Event { return &AcceptanceAsked{} },
		func() governance.Event { return &PassedOver{} },
		func() governance.Event { return &Selected{} },
		func() governance.Event { return &NotSelected{} },
		func() governance.Event { return &CalledOff{} },
		func() governance.Event { return &ElectorGone{} },
		func() governance.Event { return &ElectorLeft{} },
		func() governance.Event { return &SelectionPaused{} },
		func() governance.Event { return &SelectionResumed{} },
	}
}

// EventName implements governance.Event.
func (*Created) EventName() string { return "role.created" }

// EventName implements governance.Event.
func (*Changed) EventName() string { return "role.changed" }

// EventName implements governance.Event.
func (*Seated) EventName() string { return "role.seated" }

// EventName implements governance.Event.
func (*Vacated) EventName() string { return "role.vacated" }

// EventName implements governance.Event.
func (*TermEnded) EventName() string { return "role.term_ended" }

// EventName implements governance.Event.
func (*SelectionBegan) EventName() string { return "role.selection_began" }

// EventName implements governance.Event.
func (*SelectionOver) EventName() string { return "role.selection_over" }

// EventName implements governance.Event.
func (*NotCalled) EventName() string { return "role.not_called" }

// EventName implements governance.Event.
func (*Dropped) EventName() string { return "role.dropped" }

// EventName implements governance.Event.
func (*Called) EventName() string { return "selection.called" }

// EventName implements governance.Event.
func (*Nominated) EventName() string { return "selection.nominated" }

// EventName implements governance.Event.
func (*Prolonged) EventName() string { return "selection.prolonged" }

// EventName implements governance.Event.
func (*Revealed) EventName() string { return "selection.revealed" }

// EventName implements governance.Event.
func (*NominationChanged) EventName() string { return "selection.changed" }

// EventName implements governance.Event.
func (*NominationKept) EventName() string { return "selection.kept" }

// EventName implements governance.Event.
func (*ChoiceAsked) EventName() string { return "selection.choice_asked" }

// EventName implements governance.Event.
func (*NomineeProposed) EventName() string { return "selection.proposed" }

// EventName implements governance.Event.
func (*ObjectionsOpened) EventName() string { return "selection.objections_opened" }

// EventName implements governance.Event.
func (*Answered) EventName() string { return "selection.answered" }

// EventName implements governance.Event.
func (*AnswerTakenBack) EventName() string { return "selection.taken_back" }

// EventName implements governance.Event.
func (*Objected) EventName() string { return "selection.objected" }

// EventName implements governance.Event.
func (*ObjectionEnded) EventName() string { return "selection.objection_ended" }

// EventName implements governance.Event.
func (*AcceptanceAsked) EventName() string { return "selection.acceptance_asked" }

// EventName implements governance.Event.
func (*PassedOver) EventName() string { return "selection.passed_over" }

// EventName implements governance.Event.
func (*Selected) EventName() string { return "selection.selected" }

// EventName implements governance.Event.
func (*NotSelected) EventName() string { return "selection.not_selected" }

// EventName implements governance.Event.
func (*CalledOff) EventName() string { return "selection.called_off" }

// EventName implements governance.Event.
func (*ElectorGone) EventName() string { return "selection.elector_gone" }

// EventName implements governance.Event.
func (*ElectorLeft) EventName() string { return "selection.elector_left" }

// EventName implements governance.Event.
func (*SelectionPaused) EventName() string { return "selection.paused" }

// EventName implements governance.Event.
func (*SelectionResumed) EventName() string { return "selection.resumed" }

// Texts implements governance.Worded.
func (e *Vacated) Texts() []*string { return []*string{&e.Words} }

// Texts implements governance.Worded.
func (e *Called) Texts() []*string { return []*string{&e.Name, &e.Description} }

// Texts implements governance.Worded.
func (e *NominationChanged) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *NomineeProposed) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Objected) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *PassedOver) Texts() []*string { return []*string{&e.Words} }

// Texts implements governance.Worded.
func (e *CalledOff) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Created) Texts() []*string {
	return append([]*string{&e.Name, &e.Purpose, &e.Domain}, each(e.Accountabilities)...)
}

// Texts implements governance.Worded.
func (e *Changed) Texts() []*string {
	texts := each(e.Accountabilities)
	for _, t := range []*string{e.Name, e.Purpose, e.Domain} {
		if t != nil {
			texts = append(texts, t)
		}
	}
	return texts
}

// Texts implements governance.Worded.
func (e *Revealed) Texts() []*string {
	texts := make([]*string, len(e.Nominations))
	for i := range e.Nominations {
		texts[i] = &e.Nominations[i].Why
	}
	return texts
}

// each points to every text of a list.
func each(list []string) []*string {
	texts := make([]*string, len(list))
	for i := range list {
		texts[i] = &list[i]
	}
	return texts
}
