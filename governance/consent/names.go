package consent

import "github.com/folkmoot/folkmoot/governance"

// Events make one empty event of each sort, so that whoever keeps the record can read them back by name.
func Events() []func() governance.Event {
	return []func() governance.Event{
		func() governance.Event { return &Raised{} },
		func() governance.Event { return &VersionOpened{} },
		func() governance.Event { return &TypoFixed{} },
		func() governance.Event { return &StanceTaken{} },
		func() governance.Event { return &StanceTakenBack{} },
		func() governance.Event { return &ObjectionRaised{} },
		func() governance.Event { return &ObjectionReasoned{} },
		func() governance.Event { return &SettingAside{} },
		func() governance.Event { return &ObjectionAdopted{} },
		func() governance.Event { return &ObjectionEnded{} },
		func() governance.Event { return &WithdrawalOffered{} },
		func() governance.Event { return &DeadlineMoved{} },
		func() governance.Event { return &MoreTimeRefused{} },
		func() governance.Event { return &EarlySet{} },
		func() governance.Event { return &ClosingBegan{} },
		func() governance.Event { return &ReadFailed{} },
		func() governance.Event { return &GraceBegan{} },
		func() governance.Event { return &IntegrationBegan{} },
		func() governance.Event { return &TalkSuggested{} },
		func() governance.Event { return &FacilitatorNamed{} },
		func() governance.Event { return &ElectorateRefreshed{} },
		func() governance.Event { return &ElectorGone{} },
		func() governance.Event { return &ElectorBack{} },
		func() governance.Event { return &ElectorLinked{} },
		func() governance.Event { return &TakenUp{} },
		func() governance.Event { return &Paused{} },
		func() governance.Event { return &Resumed{} },
		func() governance.Event { return &Hindered{} },
		func() governance.Event { return &Adopted{} },
		func() governance.Event { return &NotAdopted{} },
		func() governance.Event { return &Withdrawn{} },
		func() governance.Event { return &Escalated{} },
		func() governance.Event { return &AgreementMade{} },
	}
}

// EventName implements governance.Event.
func (*Raised) EventName() string { return "proposal.raised" }

// EventName implements governance.Event.
func (*VersionOpened) EventName() string { return "proposal.version_opened" }

// EventName implements governance.Event.
func (*TypoFixed) EventName() string { return "proposal.typo_fixed" }

// EventName implements governance.Event.
func (*StanceTaken) EventName() string { return "proposal.stance_taken" }

// EventName implements governance.Event.
func (*StanceTakenBack) EventName() string { return "proposal.stance_taken_back" }

// EventName implements governance.Event.
func (*ObjectionRaised) EventName() string { return "proposal.objection_raised" }

// EventName implements governance.Event.
func (*ObjectionReasoned) EventName() string { return "proposal.objection_reasoned" }

// EventName implements governance.Event.
func (*SettingAside) EventName() string { return "proposal.setting_aside" }

// EventName implements governance.Event.
func (*ObjectionAdopted) EventName() string { return "proposal.objection_adopted" }

// EventName implements governance.Event.
func (*ObjectionEnded) EventName() string { return "proposal.objection_ended" }

// EventName implements governance.Event.
func (*WithdrawalOffered) EventName() string { return "proposal.withdrawal_offered" }

// EventName implements governance.Event.
func (*DeadlineMoved) EventName() string { return "proposal.deadline_moved" }

// EventName implements governance.Event.
func (*MoreTimeRefused) EventName() string { return "proposal.more_time_refused" }

// EventName implements governance.Event.
func (*EarlySet) EventName() string { return "proposal.early_set" }

// EventName implements governance.Event.
func (*ClosingBegan) EventName() string { return "proposal.closing_began" }

// EventName implements governance.Event.
func (*ReadFailed) EventName() string { return "proposal.read_failed" }

// EventName implements governance.Event.
func (*GraceBegan) EventName() string { return "proposal.grace_began" }

// EventName implements governance.Event.
func (*IntegrationBegan) EventName() string { return "proposal.integration_began" }

// EventName implements governance.Event.
func (*TalkSuggested) EventName() string { return "proposal.talk_suggested" }

// EventName implements governance.Event.
func (*FacilitatorNamed) EventName() string { return "proposal.facilitator_named" }

// EventName implements governance.Event.
func (*ElectorateRefreshed) EventName() string { return "proposal.electorate_refreshed" }

// EventName implements governance.Event.
func (*ElectorGone) EventName() string { return "proposal.elector_gone" }

// EventName implements governance.Event.
func (*ElectorBack) EventName() string { return "proposal.elector_back" }

// EventName implements governance.Event.
func (*ElectorLinked) EventName() string { return "proposal.elector_linked" }

// EventName implements governance.Event.
func (*TakenUp) EventName() string { return "proposal.taken_up" }

// EventName implements governance.Event.
func (*Paused) EventName() string { return "proposal.paused" }

// EventName implements governance.Event.
func (*Resumed) EventName() string { return "proposal.resumed" }

// EventName implements governance.Event.
func (*Hindered) EventName() string { return "proposal.hindered" }

// EventName implements governance.Event.
func (*Adopted) EventName() string { return "proposal.adopted" }

// EventName implements governance.Event.
func (*NotAdopted) EventName() string { return "proposal.not_adopted" }

// EventName implements governance.Event.
func (*Withdrawn) EventName() string { return "proposal.withdrawn" }

// EventName implements governance.Event.
func (*Escalated) EventName() string { return "proposal.escalated" }

// EventName implements governance.Event.
func (*AgreementMade) EventName() string { return "agreement.made" }

// Texts implements governance.Worded.
func (e *Raised) Texts() []*string {
	return append([]*string{&e.Title, &e.Because, &e.Text}, governance.ActTexts(e.Acts)...)
}

// Texts implements governance.Worded.
func (e *VersionOpened) Texts() []*string {
	return append([]*string{&e.Title, &e.Text}, governance.ActTexts(e.Acts)...)
}

// Texts implements governance.Worded.
func (e *TypoFixed) Texts() []*string { return []*string{&e.Title, &e.Text} }

// Texts implements governance.Worded.
func (e *StanceTaken) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *ObjectionRaised) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *ObjectionReasoned) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *SettingAside) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Withdrawn) Texts() []*string { return []*string{&e.Why} }

// Texts implements governance.Worded.
func (e *Adopted) Texts() []*string { return governance.ActTexts(e.Carries) }

// Texts implements governance.Worded.
func (e *Hindered) Texts() []*string { return []*string{&e.Act.Text} }

// Texts implements governance.Worded.
func (e *AgreementMade) Texts() []*string { return []*string{&e.Title} }

// Nudges implements governance.Nudging.
func (e *VersionOpened) Nudges() []governance.Nudge { return e.Plan }

// Nudges implements governance.Nudging.
func (e *DeadlineMoved) Nudges() []governance.Nudge { return e.Plan }

// Nudges implements governance.Nudging.
func (e *GraceBegan) Nudges() []governance.Nudge { return e.Plan }

// Nudges implements governance.Nudging.
func (e *IntegrationBegan) Nudges() []governance.Nudge { return e.Plan }

// Nudges implements governance.Nudging.
func (e *Resumed) Nudges() []governance.Nudge { return e.Plan }

// Nudges implements governance.Nudging.
func (e *ElectorateRefreshed) Nudges() []governance.Nudge { return e.Plan }

// Nudges implements governance.Nudging.
func (e *Hindered) Nudges() []governance.Nudge { return e.Plan }
