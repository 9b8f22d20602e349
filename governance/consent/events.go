package consent

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The events of a proposal, in the order in which a life may meet them. Every one has the version it happened in.
type (
	// Raised says that a proposal was raised (D1). A VersionOpened with version 1 follows.
	Raised struct {
		Title       string              `json:"title"`
		Because     string              `json:"because,omitempty"`
		Text        string              `json:"text,omitempty"`
		Proposer    governance.PersonID `json:"proposer"`
		Place       governance.Place    `json:"place"`
		Facilitator governance.PersonID `json:"facilitator,omitempty"`
		Acts        []governance.Act    `json:"acts,omitempty"`
	}
	// VersionOpened says that a version is open to responses until Deadline (D4, D14). A version after the first is a new card.
	VersionOpened struct {
		Version  int                   `json:"version"`
		Title    string                `json:"title"`
		Text     string                `json:"text,omitempty"`
		By       governance.PersonID   `json:"by"`
		Electors []governance.PersonID `json:"electors"`
		Deadline time.Time             `json:"deadline"`
		// Responded are those who had responded to the version before and are to be shown what changed (D14).
		Responded []governance.PersonID `json:"responded,omitempty"`
		// Acts are what its adoption carries out, if an amendment changed that (D22).
		Acts []governance.Act `json:"acts,omitempty"`
		// OpenObjections are the numbers of those whose authors are to confirm that they are met (D13, D14).
		OpenObjections []int              `json:"open_objections,omitempty"`
		Plan           []governance.Nudge `json:"-"`
	}
	// TypoFixed says that the words of a version changed without changing its meaning (D14).
	TypoFixed struct {
		Version int    `json:"version"`
		Title   string `json:"title"`
		Text    string `json:"text,omitempty"`
	}
	// StanceTaken says that an elector took a stance other than objection, or changed it (D3).
	StanceTaken struct {
		Version int                 `json:"version"`
		Person  governance.PersonID `json:"person"`
		Stance  governance.Stance   `json:"stance"`
		Was     governance.Stance   `json:"was,omitempty"`
		Why     string              `json:"why,omitempty"`
		Via     Via                 `json:"via"`
	}
	// StanceTakenBack says that an elector took their stance back (D19).
	StanceTakenBack struct {
		Version int                 `json:"version"`
		Person  governance.PersonID `json:"person"`
		Was     governance.Stance   `json:"was"`
	}
	// ObjectionRaised says that an elector objects (D11). First is true when this blocks the proposal, Late when it came in the
	// last tenth of the window (D18). Without a Why its author is to be asked.
	ObjectionRaised struct {
		Version int                 `json:"version"`
		Number  int                 `json:"number"`
		Person  governance.PersonID `json:"person"`
		Why     string              `json:"why,omitempty"`
		Via     Via                 `json:"via"`
		First   bool                `json:"first,omitempty"`
		Late    bool                `json:"late,omitempty"`
		// Own is true when the proposer objects, who is then offered to withdraw the proposal (D6).
		Own bool `json:"own,omitempty"`
	}
	// ObjectionReasoned says that an objection has its reason now, or another one (D11).
	ObjectionReasoned struct {
		Version int    `json:"version"`
		Number  int    `json:"number"`
		Why     string `json:"why"`
	}
	// SettingAside says that the facilitator wants to set an objection aside for want of a reason and waits for a second (D13).
	SettingAside struct {
		Version int                 `json:"version"`
		Number  int                 `json:"number"`
		By      governance.PersonID `json:"by"`
		Why     string              `json:"why"`
	}
	// ObjectionAdopted says that another elector took over the objection of somebody gone (D27).
	ObjectionAdopted struct {
		Version int                 `json:"version"`
		Number  int                 `json:"number"`
		From    governance.PersonID `json:"from"`
		By      governance.PersonID `json:"by"`
	}
	// ObjectionEnded says that an objection is open no longer, and how (D13). Last is true when it was the last open one.
	ObjectionEnded struct {
		Version int                 `json:"version"`
		Number  int                 `json:"number"`
		Person  governance.PersonID `json:"person"`
		How     Ending              `json:"how"`
		By      governance.PersonID `json:"by,omitempty"`
		Last    bool                `json:"last,omitempty"`
	}
	// WithdrawalOffered says that somebody consented, or took ✋ back, over their open objection with a reason, and is to be asked
	// whether they withdraw it (D3, D19).
	WithdrawalOffered struct {
		Version int                 `json:"version"`
		Number  int                 `json:"number"`
		Person  governance.PersonID `json:"person"`
	}
	// DeadlineMoved says that the version's deadline is another now.
	DeadlineMoved struct {
		Version int                 `json:"version"`
		Was     time.Time           `json:"was"`
		Until   time.Time           `json:"until"`
		Why     Moved               `json:"why"`
		By      governance.PersonID `json:"by,omitempty"`
		Plan    []governance.Nudge  `json:"-"`
	}
	// MoreTimeRefused says that somebody asked for more time after the version had been extended for that once (D9).
	MoreTimeRefused struct {
		Version int                 `json:"version"`
		Person  governance.PersonID `json:"person"`
	}
	// EarlySet says that everybody has responded and that it will be adopted at At unless somebody objects (D8). A zero At takes
	// that back.
	EarlySet struct {
		Version int       `json:"version"`
		At      time.Time `json:"at,omitzero"`
	}
	// ClosingBegan says that its time has come and that the platform is to be asked for the reactions first (D16). Attempt counts
	// from 1.
	ClosingBegan struct {
		Version int `json:"version"`
		Attempt int `json:"attempt"`
	}
	// ReadFailed says that the reactions could not be read, so that it stays closing until they can (D16). It is said once a
	// closing.
	ReadFailed struct {
		Version int `json:"version"`
	}
	// GraceBegan says that objections without a reason have until Until to get one, or lapse (D11, D16).
	GraceBegan struct {
		Version int                `json:"version"`
		Numbers []int              `json:"numbers"`
		Until   time.Time          `json:"until"`
		Plan    []governance.Nudge `json:"-"`
	}
	// IntegrationBegan says that the deadline found open objections: there is until Until to integrate them (D16).
	IntegrationBegan struct {
		Version int                `json:"version"`
		Until   time.Time          `json:"until"`
		Plan    []governance.Nudge `json:"-"`
	}
	// TalkSuggested says that so many versions were blocked that a conversation would serve better (D15).
	TalkSuggested struct {
		Version     int                 `json:"version"`
		Facilitator governance.PersonID `json:"facilitator,omitempty"`
	}
	// FacilitatorNamed says who facilitates; zero for nobody (D26).
	FacilitatorNamed struct {
		Version int                 `json:"version"`
		Person  governance.PersonID `json:"person,omitempty"`
		By      governance.PersonID `json:"by,omitempty"`
	}
	// ElectorateRefreshed says that the facilitator brought the electorate in step with the circle (D4).
	ElectorateRefreshed struct {
		Version int                   `json:"version"`
		Added   []governance.PersonID `json:"added,omitempty"`
		Removed []governance.PersonID `json:"removed,omitempty"`
		Plan    []governance.Nudge    `json:"-"`
	}
	// ElectorGone says that an elector was deactivated (D4, D27). Counted is false when they leave the count.
	ElectorGone struct {
		Version int                 `json:"version"`
		Person  governance.PersonID `json:"person"`
		Counted bool                `json:"counted,omitempty"`
		// Objections are the numbers of theirs that lapse at Until unless somebody adopts them; Proposer tells that the proposal
		// itself is withdrawn then unless somebody takes it up.
		Objections []int     `json:"objections,omitempty"`
		Proposer   bool      `json:"proposer,omitempty"`
		Until      time.Time `json:"until,omitzero"`
	}
	// ElectorBack says that somebody gone is there again, so that nothing of theirs lapses.
	ElectorBack struct {
		Version int                 `json:"version"`
		Person  governance.PersonID `json:"person"`
	}
	// ElectorLinked says that an elector turned out to be the same person as somebody else, who has their place now (K8).
	ElectorLinked struct {
		Version int                 `json:"version"`
		Was     governance.PersonID `json:"was"`
		Is      governance.PersonID `json:"is"`
	}
	// TakenUp says that another elector is the proposer now (D27).
	TakenUp struct {
		Version int                 `json:"version"`
		From    governance.PersonID `json:"from"`
		By      governance.PersonID `json:"by"`
	}
	// Paused says that its place cannot be spoken in, so that its time stands still (D25).
	Paused struct {
		Version int `json:"version"`
	}
	// Resumed says that its time runs again, and that everything pending moved by the length of the pause (D25). A DeadlineMoved
	// follows when its window runs. Until is when integration ends, if that is what was pending.
	Resumed struct {
		Version int                `json:"version"`
		Until   time.Time          `json:"until,omitzero"`
		Plan    []governance.Nudge `json:"-"`
	}
	// Hindered says that it would have been adopted, but an act of it cannot be carried out (D22).
	Hindered struct {
		Version int             `json:"version"`
		Act     governance.Act  `json:"act"`
		Code    string          `json:"code"`
		Args    governance.Args `json:"args,omitempty"`
		Until   time.Time       `json:"until"`
		// Plan nudges proposer and facilitator, who may amend.
		Plan []governance.Nudge `json:"-"`
	}
	// Adopted is the outcome of a proposal that nobody objected to any more (D7, D16, D21). Its acts are carried out in the same
	// transaction.
	Adopted struct {
		Version  int `json:"version"`
		Consents int `json:"consents"`
		Abstains int `json:"abstains"`
		Concerns int `json:"concerns"`
		Others   int `json:"others"`
		// Silent, Alone and Early tell how: by silence, as a circle of one, before the deadline.
		Silent  bool             `json:"silent,omitempty"`
		Alone   bool             `json:"alone,omitempty"`
		Early   bool             `json:"early,omitempty"`
		Carries []governance.Act `json:"acts,omitempty"`
		// Follow are the acts that every adoption has. They hold what people wrote, so they are carried out and not recorded here:
		// AgreementMade, which follows in the same transaction, keeps the words beside the chain (T1).
		Follow []governance.Act `json:"-"`
	}
	// NotAdopted is the outcome of a proposal that did not come to be (D16, D17).
	NotAdopted struct {
		Version int    `json:"version"`
		Why     Reason `json:"why"`
		// Responded and Needed tell how far from the quorum it was.
		Responded int `json:"responded"`
		Needed    int `json:"needed"`
		Others    int `json:"others"`
	}
	// Withdrawn is the outcome of a proposal that its proposer took back (D20), or whose proposer is gone and that nobody took up
	// (Lapsed, D27).
	Withdrawn struct {
		Version int                 `json:"version"`
		By      governance.PersonID `json:"by,omitempty"`
		Why     string              `json:"why,omitempty"`
		Lapsed  bool                `json:"lapsed,omitempty"`
	}
	// Escalated says that the parent circle is asked now (D17).
	Escalated struct {
		Version int                 `json:"version"`
		Parent  governance.CircleID `json:"parent"`
	}
	// AgreementMade says that an adopted proposal is an agreement in force (D23).
	AgreementMade struct {
		Title    string         `json:"title"`
		Proposal governance.Ref `json:"proposal"`
		// Review is when it is looked at again; zero for never.
		Review time.Time `json:"review,omitzero"`
	}
)

// Via is the way in which a stance came: it decides what takes it back (D19).
type Via string

const (
	// ByReaction: an emoji on the card.
	ByReaction Via = "reaction"
	// ByButton: a button on the card.
	ByButton Via = "button"
	// ByCommand: words.
	ByCommand Via = "command"
)

// Ending is how an objection ended (D13).
type Ending string

const (
	// Met: its author says that it is met.
	Met Ending = "met"
	// TakenBack: its author withdrew it.
	TakenBack Ending = "withdrawn"
	// LapsedUnreasoned: it got no reason in time (D11).
	LapsedUnreasoned Ending = "lapsed without a reason"
	// LapsedGone: its author is gone and nobody adopted it (D27).
	LapsedGone Ending = "lapsed with its author gone"
	// SetAside: the facilitator and a second set it aside for want of a reason (D13).
	SetAside Ending = "set aside"
)

// Moved is why a deadline moved.
type Moved string

const (
	// MovedNeedsTime: somebody asked for more time (D9).
	MovedNeedsTime Moved = "needs time"
	// MovedQuorum: too few had responded (D16).
	MovedQuorum Moved = "quorum"
	// MovedExtended: the proposer or facilitator extended it (K7).
	MovedExtended Moved = "extended"
	// MovedLateQuorum: quorum was reached in the last minutes (D18).
	MovedLateQuorum Moved = "late quorum"
	// MovedUnblocked: the last objection ended, and time must remain (D16).
	MovedUnblocked Moved = "unblocked"
	// MovedPaused: its time had stood still (D25).
	MovedPaused Moved = "paused"
)

// Reason is why a proposal was not adopted.
type Reason string

const (
	// NoQuorum: too few responded, also after the extension (D16).
	NoQuorum Reason = "quorum"
	// Unintegrated: an objection stayed open to the end (D17).
	Unintegrated Reason = "objection"
	// ToTalk: the same, and the circle's policy is to meet about it (D17).
	ToTalk Reason = "meeting"
	// Impossible: an act of it cannot be carried out (D22).
	Impossible Reason = "act"
)
