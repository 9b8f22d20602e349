package consent

import "github.com/folkmoot/folkmoot/governance"

// Events answers one empty event of each sort, so that whoever keeps the record can find them by name.
func Events() []governance.Event {
	return []governance.Event{&Raised{}, &VersionOpened{}, &TypoFixed{}, &StanceTaken{}, &StanceTakenBack{}, &ObjectionRaised{},
		&ObjectionReasoned{}, &SettingAside{}, &ObjectionAdopted{}, &ObjectionEnded{}, &WithdrawalOffered{}, &DeadlineMoved{},
		&MoreTimeRefused{}, &EarlySet{}, &ClosingBegan{}, &ReadFailed{}, &GraceBegan{}, &IntegrationBegan{}, &TalkSuggested{},
		&FacilitatorNamed{}, &ElectorateRefreshed{}, &ElectorGone{}, &ElectorBack{}, &TakenUp{}, &Paused{}, &Resumed{},
		&Hindered{}, &Adopted{}, &NotAdopted{}, &Withdrawn{}, &Escalated{}, &AgreementMade{}}
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
func (e *Raised) Texts() []*string { return []*string{&e.Title, &e.Because, &e.Text} }

// Texts implements governance.Worded.
func (e *VersionOpened) Texts() []*string { return []*string{&e.Title, &e.Text} }

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
