package role

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The events of a role. Tell names the people who are to be told directly; ToCircle is true when the circle is told.
type (
	// Created says that a role came to be, by an adopted proposal or, when that is zero, by By's wish (R1, D22).
	Created struct {
		Name             string              `json:"name"`
		Purpose          string              `json:"purpose,omitempty"`
		Accountabilities []string            `json:"accountabilities,omitempty"`
		Domain           string              `json:"domain,omitempty"`
		Term             string              `json:"term"`
		By               governance.PersonID `json:"by,omitempty"`
		Proposal         governance.Ref      `json:"proposal,omitzero"`
		governance.Notice
	}
	// Changed says that a role reads differently now. Fields that are nil stayed.
	Changed struct {
		Name             *string             `json:"name,omitempty"`
		Purpose          *string             `json:"purpose,omitempty"`
		Accountabilities []string            `json:"accountabilities,omitempty"`
		Domain           *string             `json:"domain,omitempty"`
		Term             *string             `json:"term,omitempty"`
		By               governance.PersonID `json:"by,omitempty"`
		Proposal         governance.Ref      `json:"proposal,omitzero"`
		governance.Notice
	}
	// Seated says who keeps a role from now on (R1). Until is when the term ends, zero for no end. Was kept it before, and may be the
	// same person: then a term was renewed. Source is the proposal, selection or rotation it came by.
	Seated struct {
		Person governance.PersonID `json:"person"`
		Was    governance.PersonID `json:"was,omitempty"`
		How    Filled              `json:"how"`
		Until  time.Time           `json:"until,omitzero"`
		Source governance.Ref      `json:"source,omitzero"`
		governance.Notice
	}
	// Vacated says that nobody keeps a role any more, and why. Calls tells that the next selection is called.
	Vacated struct {
		Was   governance.PersonID `json:"was"`
		Why   Vacancy             `json:"why"`
		Words string              `json:"words,omitempty"`
		governance.Notice
	}
	// TermEnded says that a keeper's term is over: the next selection is called and they serve meanwhile (R10). It says so again, with no
	// keeper if there is none, when the one before found nobody and the next is called.
	TermEnded struct {
		Keeper governance.PersonID `json:"keeper"`
		Ended  time.Time           `json:"ended"`
		governance.Notice
	}
	// SelectionBegan says that a selection of the role's keeper runs.
	SelectionBegan struct {
		Selection governance.Ref `json:"selection"`
		governance.Notice
	}
	// SelectionOver says that it runs no longer. When it found nobody, whoever keeps the role keeps it.
	SelectionOver struct {
		Selection governance.Ref      `json:"selection"`
		Keeper    governance.PersonID `json:"keeper,omitempty"`
		governance.Notice
	}
	// NotCalled says that the next selection could not be called, and why.
	NotCalled struct {
		Code string          `json:"code"`
		Args governance.Args `json:"args,omitempty"`
		governance.Notice
	}
	// Dropped says that the role is no more.
	Dropped struct {
		Keeper   governance.PersonID `json:"keeper,omitempty"`
		Proposal governance.Ref      `json:"proposal,omitzero"`
		By       governance.PersonID `json:"by,omitempty"`
		governance.Notice
	}
)

// The events of a selection, in the order in which a life may meet them.
type (
	// Called says that a selection began and that nominations are open until Deadline (R10). By is zero when the end of a term called
	// it. Electors may nominate and object; Description says what is looked for.
	Called struct {
		Role        governance.Ref        `json:"role"`
		Name        string                `json:"name"`
		Description string                `json:"description,omitempty"`
		Term        string                `json:"term"`
		By          governance.PersonID   `json:"by,omitempty"`
		Keeper      governance.PersonID   `json:"keeper,omitempty"`
		Electors    []governance.PersonID `json:"electors"`
		Facilitator governance.PersonID   `json:"facilitator,omitempty"`
		Place       governance.Place      `json:"place"`
		Deadline    time.Time             `json:"deadline"`
		governance.Notice
	}
	// Nominated says that somebody has nominated; whom and why is nobody's to know before the reveal, so it is not said here (R10).
	// Again is true when they had before.
	Nominated struct {
		Person governance.PersonID `json:"person"`
		Again  bool                `json:"again,omitempty"`
		governance.Notice
	}
	// Prolonged says that nobody was nominated, or too few answered, so that there is time until Until once more.
	Prolonged struct {
		Phase Phase     `json:"phase"`
		Until time.Time `json:"until"`
		governance.Notice
	}
	// Revealed says everything that was nominated, at once (R10). Nominations may be changed until Until.
	Revealed struct {
		Nominations []Nomination `json:"nominations"`
		Until       time.Time    `json:"until"`
		governance.Notice
	}
	// NominationChanged says that somebody was convinced to name another, or to give another reason, in the change round.
	NominationChanged struct {
		Nomination
		Was governance.PersonID `json:"was,omitempty"`
		governance.Notice
	}
	// NominationKept says that somebody keeps theirs.
	NominationKept struct {
		Person governance.PersonID `json:"person"`
		governance.Notice
	}
	// ChoiceAsked asks the facilitator who has the strongest case, until Until. Standing is how it stands, the most nominations first.
	ChoiceAsked struct {
		Facilitator governance.PersonID `json:"facilitator"`
		Standing    []Standing          `json:"standing"`
		Until       time.Time           `json:"until"`
		governance.Notice
	}
	// NomineeProposed says who is proposed. By is the facilitator, or zero when it is the one with most nominations. They are asked first
	// whether they object, until Until.
	NomineeProposed struct {
		Round   int                 `json:"round"`
		Nominee governance.PersonID `json:"nominee"`
		By      governance.PersonID `json:"by,omitempty"`
		Why     string              `json:"why,omitempty"`
		Count   int                 `json:"count"`
		Until   time.Time           `json:"until"`
		governance.Notice
	}
	// ObjectionsOpened says that now everybody else is asked, until Until.
	ObjectionsOpened struct {
		Nominee governance.PersonID `json:"nominee"`
		Until   time.Time           `json:"until"`
		governance.Notice
	}
	// Answered says that somebody has no objection. Accepts is true for a nominee who says early that they accept.
	Answered struct {
		Person  governance.PersonID `json:"person"`
		Accepts bool                `json:"accepts,omitempty"`
		governance.Notice
	}
	// AnswerTakenBack says that somebody took it back that they have no objection, by taking their reaction off.
	AnswerTakenBack struct {
		Person governance.PersonID `json:"person"`
		governance.Notice
	}
	// Objected says that somebody objects to the nominee, and why. Own is true when it is the nominee.
	Objected struct {
		Person governance.PersonID `json:"person"`
		Why    string              `json:"why"`
		Own    bool                `json:"own,omitempty"`
		governance.Notice
	}
	// ObjectionEnded says that whoever objected does not any more. Last is true when nobody else does.
	ObjectionEnded struct {
		Person governance.PersonID `json:"person"`
		Last   bool                `json:"last,omitempty"`
		governance.Notice
	}
	// AcceptanceAsked asks the nominee whether they accept, until Until.
	AcceptanceAsked struct {
		Nominee governance.PersonID `json:"nominee"`
		Until   time.Time           `json:"until"`
		governance.Notice
	}
	// PassedOver says that the nominee is proposed no longer, and why. Another NomineeProposed, a ChoiceAsked or a NotSelected follows.
	PassedOver struct {
		Nominee governance.PersonID `json:"nominee"`
		Why     Passing             `json:"why"`
		Words   string              `json:"words,omitempty"`
		governance.Notice
	}
	// Selected is the outcome: the nominee accepted and is seated in the same transaction (R10).
	Selected struct {
		Role   governance.Ref      `json:"role"`
		Person governance.PersonID `json:"person"`
		Until  time.Time           `json:"until"`
		governance.Notice
	}
	// NotSelected is the outcome of a selection that found nobody. The keeper serves on, if there is one.
	NotSelected struct {
		Role   governance.Ref      `json:"role"`
		Why    Failure             `json:"why"`
		Keeper governance.PersonID `json:"keeper,omitempty"`
		governance.Notice
	}
	// CalledOff is the outcome of a selection that whoever called it, or the facilitator, ended.
	CalledOff struct {
		Role governance.Ref      `json:"role"`
		By   governance.PersonID `json:"by,omitempty"`
		Why  string              `json:"why,omitempty"`
		governance.Notice
	}
	// ElectorGone says that an elector was deactivated: they are awaited no longer and cannot be proposed.
	ElectorGone struct {
		Person governance.PersonID `json:"person"`
		governance.Notice
	}
	// ElectorLeft says that an elector is a member of the circle no longer, or (Back) is one again: meanwhile they cannot be proposed.
	ElectorLeft struct {
		Person governance.PersonID `json:"person"`
		Back   bool                `json:"back,omitempty"`
		governance.Notice
	}
	// SelectionPaused says that its place cannot be spoken in, so that its time stands still (D25).
	SelectionPaused struct {
		governance.Notice
	}
	// SelectionResumed says that it goes on, and everything pending moved by the length of the pause. Until ends the present phase.
	SelectionResumed struct {
		Until time.Time `json:"until,omitzero"`
		governance.Notice
	}
)

// Nomination is whom somebody names, and why.
type Nomination struct {
	By      governance.PersonID `json:"by"`
	Nominee governance.PersonID `json:"nominee"`
	Why     string              `json:"why,omitempty"`
}

// Standing is how many name somebody, and how many of them say why.
type Standing struct {
	Nominee governance.PersonID `json:"nominee"`
	Count   int                 `json:"count"`
	Reasons int                 `json:"reasons"`
}

// Filled is how a role got its keeper (R1).
type Filled string

const (
	// ByNobody: it has no keeper.
	ByNobody Filled = ""
	// ByProposal: an adopted proposal appointed them.
	ByProposal Filled = "appointed"
	// BySelection: they were selected (R10).
	BySelection Filled = "selected"
	// ByRotation: it is their turn.
	ByRotation Filled = "by rotation"
)

// Vacancy is why nobody keeps a role.
type Vacancy string

const (
	// Resigned: its keeper stepped down.
	Resigned Vacancy = "resigned"
	// KeeperGone: its keeper was deactivated, or left the circle.
	KeeperGone Vacancy = "gone"
	// TurnOver: nobody has the turn of the rotation that fills it.
	TurnOver Vacancy = "turn over"
	// Unseated: an adopted proposal says so.
	Unseated Vacancy = "unseated"
)

// Passing is why a nominee is proposed no longer.
type Passing string

const (
	// PassedObjected: an objection was not resolved in time; or, in the nominee's own words, they object themselves.
	PassedObjected Passing = "objection"
	// PassedDeclined: they do not accept.
	PassedDeclined Passing = "declined"
	// PassedSilent: they did not say whether they accept.
	PassedSilent Passing = "silent"
	// PassedGone: they were deactivated, or left the circle.
	PassedGone Passing = "gone"
	// PassedAnother: the facilitator proposes somebody else.
	PassedAnother Passing = "another"
)

// Failure is why a selection found nobody.
type Failure string

const (
	// NobodyNominated: no nominations came, also after more time.
	NobodyNominated Failure = "no nominations"
	// NobodyLeft: everybody who was nominated was proposed, and none could be.
	NobodyLeft Failure = "nobody left"
	// TooFewAnswered: too few said whether they object, also after more time (D7).
	TooFewAnswered Failure = "quorum"
	// SeatImpossible: whoever was selected could not be seated.
	SeatImpossible Failure = "act"
	// RoleGone: the role is no more.
	RoleGone Failure = "role dropped"
)
