package rotation

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The events of a rotation. Tell names the people who are to be told directly, ToCircle is true when its thread is told, and Plan holds
// the nudges; see Notice. An act that moves turns answers its own event first and then one Rearranged for all that moved, and one
// Vacated for all that nobody has any more: no change is told by two of them.
type (
	// Created says that a rotation began (R2).
	Created struct {
		Title   string                `json:"title"`
		Role    governance.Ref        `json:"role,omitzero"`
		Cadence string                `json:"cadence"`
		Order   Order                 `json:"order"`
		Roster  []governance.PersonID `json:"roster"`
		By      governance.PersonID   `json:"by"`
		Place   governance.Place      `json:"place"`
		Ahead   []Slot                `json:"ahead"`
		governance.Notice
	}
	// Offered says that a turn is near and its keeper is asked whether they take it (R4). The keeper was nudged by Plan of an earlier
	// event; nobody is told by this one.
	Offered struct {
		Slot
		governance.Notice
	}
	// Accepted says that its keeper takes a turn on: from now on they answer for it (R4).
	Accepted struct {
		Slot
		governance.Notice
	}
	// Declined says that its keeper cannot (R4). A Rearranged or Vacated follows.
	Declined struct {
		Slot
		Why string `json:"why,omitempty"`
		governance.Notice
	}
	// Skipped says that somebody's turn was passed on; they are back in the next round (R5). A Rearranged or Vacated follows.
	Skipped struct {
		Slot
		By governance.PersonID `json:"by"`
		governance.Notice
	}
	// Cancelled says that nobody has this turn, on purpose (R5). Keeper is whose it was.
	Cancelled struct {
		Slot
		By  governance.PersonID `json:"by"`
		Why string              `json:"why,omitempty"`
		governance.Notice
	}
	// Covered says that Keeper stands in for For this once, and the order stands (R5).
	Covered struct {
		Slot
		For governance.PersonID `json:"for"`
		governance.Notice
	}
	// Volunteered says that Keeper took a turn that was vacant, or that Was was asked to take over and had not accepted (R6).
	Volunteered struct {
		Slot
		Was governance.PersonID `json:"was,omitempty"`
		governance.Notice
	}
	// Rearranged says that turns have other keepers now, or other times, and why. By brought it about; zero is time.
	Rearranged struct {
		Why   Cause               `json:"why"`
		By    governance.PersonID `json:"by,omitempty"`
		Moves []Move              `json:"moves"`
		governance.Notice
	}
	// Vacated says that nobody eligible is left for these turns, so that volunteers are sought (R6). By brought it about; zero is time.
	Vacated struct {
		Why   Cause               `json:"why"`
		By    governance.PersonID `json:"by,omitempty"`
		Turns []Vacancy           `json:"turns"`
		governance.Notice
	}
	// SwapAsked says that By wants to give their turn Mine for With's turn Theirs (R5). It waits for With until Until.
	SwapAsked struct {
		Number int                 `json:"number"`
		By     governance.PersonID `json:"by"`
		With   governance.PersonID `json:"with"`
		Mine   Slot                `json:"mine"`
		Theirs Slot                `json:"theirs"`
		Until  time.Time           `json:"until"`
		governance.Notice
	}
	// Swapped says that the two have each other's turn now (R5): Mine and Theirs have their new keepers.
	Swapped struct {
		Number int                 `json:"number"`
		By     governance.PersonID `json:"by"`
		With   governance.PersonID `json:"with"`
		Mine   Slot                `json:"mine"`
		Theirs Slot                `json:"theirs"`
		governance.Notice
	}
	// SwapEnded says that a swap that was asked for does not happen.
	SwapEnded struct {
		Number int                 `json:"number"`
		By     governance.PersonID `json:"by"`
		With   governance.PersonID `json:"with"`
		How    SwapEnding          `json:"how"`
		Why    string              `json:"why,omitempty"`
		governance.Notice
	}
	// AwayDeclared says that somebody is away (R6). A Rearranged or Vacated follows when turns of theirs lie in it.
	AwayDeclared struct {
		Person governance.PersonID `json:"person"`
		From   time.Time           `json:"from"`
		To     time.Time           `json:"to"`
		governance.Notice
	}
	// CameBack says that somebody is not away any more, or not going to be. What others took on meanwhile stays theirs.
	CameBack struct {
		Person governance.PersonID `json:"person"`
		governance.Notice
	}
	// Joined says that somebody is on the roster (R3). Shadow is true when they want to shadow before their first turn (R8).
	Joined struct {
		Person governance.PersonID `json:"person"`
		By     governance.PersonID `json:"by"`
		Shadow bool                `json:"shadow,omitempty"`
		governance.Notice
	}
	// Left says that somebody is on the roster no longer, and how that came.
	Left struct {
		Person governance.PersonID `json:"person"`
		By     governance.PersonID `json:"by,omitempty"`
		How    Leaving             `json:"how"`
		governance.Notice
	}
	// RosterSet says that the roster is another, in this order.
	RosterSet struct {
		Roster []governance.PersonID `json:"roster"`
		Joined []governance.PersonID `json:"joined,omitempty"`
		Left   []governance.PersonID `json:"left,omitempty"`
		By     governance.PersonID   `json:"by"`
		governance.Notice
	}
	// MemberSet says that something about somebody on the roster is different: Name is "opt out", "shadow" or "skills".
	MemberSet struct {
		Person governance.PersonID `json:"person"`
		By     governance.PersonID `json:"by"`
		Name   string              `json:"name"`
		Value  string              `json:"value"`
		governance.Notice
	}
	// CadenceSet says that the turns come at other times. Next are the next five dates. A Rearranged follows.
	CadenceSet struct {
		Was  string              `json:"was"`
		Now  string              `json:"now"`
		Next []time.Time         `json:"next"`
		By   governance.PersonID `json:"by"`
		governance.Notice
	}
	// SettingSet says that a setting of the rotation is different: Name is "title", "order", "length", "skills", "in a row" or "ahead".
	SettingSet struct {
		Name  string              `json:"name"`
		Was   string              `json:"was"`
		Value string              `json:"value"`
		By    governance.PersonID `json:"by"`
		governance.Notice
	}
	// TurnStarted says that a turn began; Keeper is zero when nobody has it. Outgoing had the turn before, and Note is what they left
	// (R4). Late is true when the bot was away and the turn is over already: then there is nothing to announce.
	TurnStarted struct {
		Slot
		Outgoing governance.PersonID `json:"outgoing,omitempty"`
		Note     string              `json:"note,omitempty"`
		Shadow   governance.PersonID `json:"shadow,omitempty"`
		Late     bool                `json:"late,omitempty"`
		// Ahead are the next turns as they are planned now.
		Ahead []Slot `json:"ahead"`
		governance.Notice
	}
	// TurnEnded says that a turn is over: Done, or Missed when nobody had it, or Cancelled.
	TurnEnded struct {
		Slot
		State State `json:"state"`
		governance.Notice
	}
	// NoteLeft says that somebody left a handover note about their turn for To, who is zero when that is not known yet (R4).
	NoteLeft struct {
		Turn  int                 `json:"turn"`
		By    governance.PersonID `json:"by"`
		To    governance.PersonID `json:"to,omitempty"`
		Words string              `json:"words"`
		governance.Notice
	}
	// Paired says that Shadow, whose first turn is the next one, goes along with the keeper of this one (R8).
	Paired struct {
		Slot
		Shadow governance.PersonID `json:"shadow"`
		governance.Notice
	}
	// Overslept says that the bot was away for longer than turns were planned: those between From and To are passed over, and Keeper
	// keeps the turn until To.
	Overslept struct {
		From   time.Time           `json:"from"`
		To     time.Time           `json:"to"`
		Keeper governance.PersonID `json:"keeper,omitempty"`
		governance.Notice
	}
	// Paused says that no turn begins until it is resumed. By is zero when its channel cannot be spoken in (D25).
	Paused struct {
		By governance.PersonID `json:"by,omitempty"`
		governance.Notice
	}
	// Resumed says that turns begin again. A Rearranged follows when their times had passed.
	Resumed struct {
		By   governance.PersonID `json:"by,omitempty"`
		Next []time.Time         `json:"next"`
		governance.Notice
	}
	// Archived says that the rotation has ended.
	Archived struct {
		By  governance.PersonID `json:"by"`
		Why string              `json:"why,omitempty"`
		governance.Notice
	}
	// Undone says that By undid what Of had done (K7). A Rearranged or Vacated follows when turns move back.
	Undone struct {
		What string              `json:"what"`
		By   governance.PersonID `json:"by"`
		Of   governance.PersonID `json:"of"`
		governance.Notice
	}
	// RoleLost says that the role this rotation fills cannot be filled any more; it goes on as a task (R1).
	RoleLost struct {
		Role governance.Ref  `json:"role"`
		Code string          `json:"code"`
		Args governance.Args `json:"args,omitempty"`
		governance.Notice
	}
)

// Slot is a turn as events tell it.
type Slot struct {
	Turn   int                 `json:"turn"`
	Start  time.Time           `json:"start"`
	End    time.Time           `json:"end"`
	Keeper governance.PersonID `json:"keeper,omitempty"`
}

// Vacancy is a turn that nobody has. Was is zero when it was never anybody's.
type Vacancy struct {
	Slot
	Was governance.PersonID `json:"was,omitempty"`
}

// Move is a turn that was rearranged. Was and Now are its keepers; they are the same when only its time moved, and Was is zero when it
// was vacant. WasStart is not zero when its time moved. Promised is true when Was had accepted it; Asked when Now is asked at once
// whether they take it.
type Move struct {
	Turn     int                 `json:"turn"`
	Start    time.Time           `json:"start"`
	End      time.Time           `json:"end"`
	Was      governance.PersonID `json:"was,omitempty"`
	Now      governance.PersonID `json:"now"`
	WasStart time.Time           `json:"was_start,omitzero"`
	Promised bool                `json:"promised,omitempty"`
	Asked    bool                `json:"asked,omitempty"`
}

// Cause is why turns were rearranged.
type Cause string

const (
	// CauseDeclined: a keeper said that they cannot.
	CauseDeclined Cause = "declined"
	// CauseSkipped: somebody was skipped, and the others move up.
	CauseSkipped Cause = "skipped"
	// CauseAway: a keeper will be away (R6).
	CauseAway Cause = "away"
	// CauseLeft: a keeper left the roster.
	CauseLeft Cause = "left"
	// CauseGone: a keeper was deactivated, or is in the circle no longer.
	CauseGone Cause = "gone"
	// CauseOptedOut: a keeper takes no turns for now.
	CauseOptedOut Cause = "opted out"
	// CauseJoined: somebody joined, came back or learnt, and fills what was vacant.
	CauseJoined Cause = "joined"
	// CauseRoster: the roster is another.
	CauseRoster Cause = "roster"
	// CauseCadence: the times changed.
	CauseCadence Cause = "cadence"
	// CauseResumed: it had been paused.
	CauseResumed Cause = "resumed"
	// CauseUndone: something was undone.
	CauseUndone Cause = "undone"
	// CauseSkills: the turn asks for other skills, or somebody has others.
	CauseSkills Cause = "skills"
	// CauseTime: nothing but time; a turn that is planned and finds nobody.
	CauseTime Cause = "time"
)

// SwapEnding is how a swap that was asked for ended without happening.
type SwapEnding string

const (
	// SwapDeclined: the other declined.
	SwapDeclined SwapEnding = "declined"
	// SwapWithdrawn: whoever asked for it asks no longer.
	SwapWithdrawn SwapEnding = "withdrawn"
	// SwapLapsed: one of the turns began first.
	SwapLapsed SwapEnding = "lapsed"
	// SwapOvertaken: one of the turns is not theirs any more, or not at that time.
	SwapOvertaken SwapEnding = "overtaken"
)

// Leaving is how somebody came off the roster.
type Leaving string

const (
	// LeftByWord: by their own word.
	LeftByWord Leaving = "left"
	// LeftRemoved: somebody else on the roster took them off.
	LeftRemoved Leaving = "removed"
	// LeftCircle: they are in the circle no longer.
	LeftCircle Leaving = "left the circle"
	// LeftGone: they were deactivated.
	LeftGone Leaving = "gone"
)
