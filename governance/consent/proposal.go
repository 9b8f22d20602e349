package consent

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The kinds of this package's aggregates: P12 is a proposal, A7 an agreement.
const (
	Kind          governance.Kind = "P"
	KindAgreement governance.Kind = "A"
)

// Status is the one word that tells where a proposal is. The words are shown to people and promised to scripts.
type Status string

const (
	// StatusOpen: the window runs and nothing blocks.
	StatusOpen Status = "Open"
	// StatusBlocked: an objection is open, or an act of the proposal cannot be carried out (D16, D22).
	StatusBlocked Status = "Blocked"
	// StatusClosing: its time has come and the reactions are being read (D16).
	StatusClosing Status = "Closing"
	// StatusAdopted: nobody objected and enough responded.
	StatusAdopted Status = "Adopted"
	// StatusNotAdopted: it did not come to be; the outcome says why.
	StatusNotAdopted Status = "Not adopted"
	// StatusWithdrawn: its proposer took it back, or is gone (D20, D27).
	StatusWithdrawn Status = "Withdrawn"
	// StatusEscalated: the parent circle is asked (D17).
	StatusEscalated Status = "Escalated"
)

// phase is where in its course a proposal is.
type phase string

const (
	// running: the window is open, blocked or not.
	running phase = "running"
	// closing: the reactions are being read before the decision (D16).
	closing phase = "closing"
	// held: the deadline found an open objection, or an act that cannot be carried out; grace or integration runs.
	held phase = "held"
	// ended: there is an outcome (D21).
	ended phase = "ended"
)

// Proposal is a proposal and everything that was said about it but the stances, which stand in rows beside it.
type Proposal struct {
	s       state
	ballots governance.Beside[Ballot]
}

// state is what is stored of a proposal.
type state struct {
	Ref        governance.Ref      `json:"ref"`
	Circle     governance.CircleID `json:"circle"`
	CircleName string              `json:"circle_name"`
	Zone       string              `json:"zone"`
	Days       governance.Weekdays `json:"days"`
	Parent     governance.CircleID `json:"parent,omitempty"`
	Audience   governance.Audience `json:"audience"`
	Place      governance.Place    `json:"place"`

	Because     string              `json:"because,omitempty"`
	Proposer    governance.PersonID `json:"proposer"`
	Facilitator governance.PersonID `json:"facilitator,omitempty"`
	// Keeper is the keeper of the circle's facilitator role, Named whom the proposer or facilitator named (D26).
	Keeper governance.PersonID `json:"keeper,omitempty"`
	Named  governance.PersonID `json:"named,omitempty"`
	Review Review              `json:"review"`

	Versions   []Version   `json:"versions"`
	Objections []Objection `json:"objections,omitempty"`
	// Concerns are those of earlier versions (D14); the present version's stand in its rows.
	Concerns []KeptConcern `json:"concerns,omitempty"`

	Phase phase `json:"phase"`
	// Run is the course of the present version.
	Run run `json:"run"`
	// PausedAt is when its time began to stand still; zero while it runs (D25).
	PausedAt time.Time `json:"paused_at,omitzero"`
	// ProposerGone is when it is withdrawn because its proposer is gone; zero while they are there (D27).
	ProposerGone time.Time `json:"proposer_gone,omitzero"`
	// Talked is true once a conversation was suggested (D15).
	Talked  bool    `json:"talked,omitempty"`
	Outcome Outcome `json:"outcome,omitzero"`
}

// Version is one wording of a proposal, and the policy it is decided by (K4).
type Version struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
	Text   string `json:"text,omitempty"`
	// Acts are what its adoption carries out (D22).
	Acts []governance.Act `json:"acts,omitempty"`
	// By is who raised it or amended it to this.
	By     governance.PersonID `json:"by"`
	Opened time.Time           `json:"opened"`
	// Deadline is its present or last one.
	Deadline time.Time         `json:"deadline"`
	Policy   governance.Policy `json:"policy"`
}

// run is the course of one version.
type run struct {
	Tally Tally `json:"tally"`
	// From is when it opened, moved on by every pause.
	From time.Time `json:"from"`
	// Window is the length that short spans are measured against (D0): its own or, after an amendment, the longest before.
	Window time.Duration `json:"window"`
	// Urgent is true when the window is shorter than the circle's shortest (D8).
	Urgent bool `json:"urgent,omitempty"`
	// Early is when it is adopted early, if nobody objects until then (D8).
	Early       time.Time `json:"early,omitzero"`
	LastConcern time.Time `json:"last_concern,omitzero"`
	// MoreTime, Extended and QuorumExtended tell which of the extensions were used: ⏳ (D9), by hand (K7), for quorum (D16).
	MoreTime       bool `json:"more_time,omitempty"`
	Extended       bool `json:"extended,omitempty"`
	QuorumExtended bool `json:"quorum_extended,omitempty"`
	// TimeAsked is true when the first ⏳ came while no window was running; it counts when one runs again.
	TimeAsked bool `json:"time_asked,omitempty"`
	// QuorumReached is true once quorum was reached (D18).
	QuorumReached bool `json:"quorum_reached,omitempty"`
	// Until is when integration ends; zero while it has not begun. Integrated and Left keep what is left of it, for it is so long
	// a version and not each time (D16).
	Until      time.Time     `json:"until,omitzero"`
	Integrated bool          `json:"integrated,omitempty"`
	Left       time.Duration `json:"left,omitempty"`
	// Hindrance is the act that cannot be carried out (D22).
	Hindrance *Hindrance `json:"hindrance,omitempty"`
	// Attempt, Retry and ReadFailed are about reading the reactions while closing (D16).
	Attempt    int       `json:"attempt,omitempty"`
	Retry      time.Time `json:"retry,omitzero"`
	ReadFailed bool      `json:"read_failed,omitempty"`
}

// Hindrance is why a proposal that would be adopted cannot be (D22). Code and Args are those of the refusal.
type Hindrance struct {
	Act  governance.Act  `json:"act"`
	Code string          `json:"code"`
	Args governance.Args `json:"args,omitempty"`
}

// Outcome is how a proposal ended (D21). Its zero value means that it has not.
type Outcome struct {
	Status Status    `json:"status"`
	At     time.Time `json:"at"`
	// Why says why it was not adopted.
	Why Reason `json:"why,omitempty"`
	// By and Words are who withdrew it and what they said.
	By    governance.PersonID `json:"by,omitempty"`
	Words string              `json:"words,omitempty"`
	// Lapsed is true when it was withdrawn because its proposer is gone (D27).
	Lapsed bool `json:"lapsed,omitempty"`
	// Silent, Alone and Early tell how it was adopted (D7, D8).
	Silent bool `json:"silent,omitempty"`
	Alone  bool `json:"alone,omitempty"`
	Early  bool `json:"early,omitempty"`
	// Parent is the circle that is asked now (D17).
	Parent governance.CircleID `json:"parent,omitempty"`
}

// KeptConcern is a concern about a version, kept with the proposal (D14, D21).
type KeptConcern struct {
	Person  governance.PersonID `json:"person"`
	Version int                 `json:"version"`
	Why     string              `json:"why,omitempty"`
}

// DecodeProposal reads what json.Marshal made of a proposal. Its rows are filled separately.
func DecodeProposal(data []byte) (*Proposal, error) {
	p := &Proposal{}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, fmt.Errorf("decode a proposal: %w", err)
	}
	return p, nil
}

// MarshalJSON encodes the proposal without its rows.
func (p *Proposal) MarshalJSON() ([]byte, error) { return json.Marshal(&p.s) }

// UnmarshalJSON decodes what MarshalJSON encoded and knows afterwards which round its rows are of.
func (p *Proposal) UnmarshalJSON(data []byte) error {
	var s state
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	if len(s.Versions) == 0 {
		return fmt.Errorf("proposal %s has no version", s.Ref)
	}
	*p = Proposal{s: s}
	p.ballots.SetRound(p.Version())
	return nil
}

// Ref implements governance.Aggregate.
func (p *Proposal) Ref() governance.Ref { return p.s.Ref }

// Index implements governance.Aggregate.
func (p *Proposal) Index() governance.Index {
	return governance.Index{Circle: p.s.Circle, Status: string(p.Status()), Live: !p.Ended(), Owner: p.s.Proposer,
		Title: p.Title(), Words: p.s.Because + "\n" + p.Text(), Due: p.Deadline()}
}

// Audience implements governance.Aggregate (K6).
func (p *Proposal) Audience() governance.Audience { return p.s.Audience }

// Rows implements governance.WithRows. The round is the version.
func (p *Proposal) Rows() governance.Rows { return &p.ballots }

// Status is the one word that tells where it is.
func (p *Proposal) Status() Status {
	switch {
	case p.s.Phase == ended:
		return p.s.Outcome.Status
	case p.s.Phase == closing:
		return StatusClosing
	case p.blocked() || p.s.Run.Hindrance != nil:
		return StatusBlocked
	}
	return StatusOpen
}

// Circle is the circle that decides it, CircleName what that was called when the version opened.
func (p *Proposal) Circle() governance.CircleID { return p.s.Circle }

// CircleName is the circle's name when the present version opened.
func (p *Proposal) CircleName() string { return p.s.CircleName }

// Zone is the circle's zone when the present version opened (K5).
func (p *Proposal) Zone() string { return p.s.Zone }

// Place is where it was raised and its card stands (K2).
func (p *Proposal) Place() governance.Place { return p.s.Place }

// Stands implements governance.Standing.
func (p *Proposal) Stands() governance.Place { return p.s.Place }

// Version is the number of the present version, from 1.
func (p *Proposal) Version() int { return len(p.s.Versions) }

// Versions answers every version so far, the first one first.
func (p *Proposal) Versions() []Version { return slices.Clone(p.s.Versions) }

// Policy is what the present version is decided by (K4).
func (p *Proposal) Policy() governance.Policy { return p.now().Policy }

// Title is the present title.
func (p *Proposal) Title() string { return p.now().Title }

// Text is the present text; it may be empty.
func (p *Proposal) Text() string { return p.now().Text }

// Need is the need behind it, which its proposer gave as --because (D1); it may be empty.
func (p *Proposal) Need() string { return p.s.Because }

// Proposer is who raised it or took it up (D27).
func (p *Proposal) Proposer() governance.PersonID { return p.s.Proposer }

// Facilitator is who facilitates it; zero for nobody (D26).
func (p *Proposal) Facilitator() governance.PersonID { return p.s.Facilitator }

// Acts are what the adoption of the present version carries out (D22).
func (p *Proposal) Acts() []governance.Act { return slices.Clone(p.now().Acts) }

// Review is when the agreement is to be looked at again (D1, D23).
func (p *Proposal) Review() Review { return p.s.Review }

// Deadline is when the present version's window ends or ended.
func (p *Proposal) Deadline() time.Time { return p.now().Deadline }

// EarlyAt is when it is adopted early unless somebody objects (D8); zero when it is not going to be.
func (p *Proposal) EarlyAt() time.Time { return p.s.Run.Early }

// Urgent tells whether it adopts only when everybody has responded, its window being shorter than the circle's shortest (D8).
func (p *Proposal) Urgent() bool { return p.s.Run.Urgent }

// IntegrationUntil is when the integration of its objections ends (D16); zero while none runs.
func (p *Proposal) IntegrationUntil() time.Time { return p.s.Run.Until }

// Hindrance is the act that blocks its adoption (D22), or nil.
func (p *Proposal) Hindrance() *Hindrance { return p.s.Run.Hindrance }

// Paused tells whether its time stands still (D25). Nothing of it is nudged about meanwhile.
func (p *Proposal) Paused() bool { return !p.s.PausedAt.IsZero() }

// ProposerGoneUntil is when it is withdrawn unless somebody takes it up; zero while its proposer is there (D27).
func (p *Proposal) ProposerGoneUntil() time.Time { return p.s.ProposerGone }

// Ended tells whether there is an outcome.
func (p *Proposal) Ended() bool { return p.s.Phase == ended }

// Outcome is how it ended; its zero value when it has not.
func (p *Proposal) Outcome() Outcome { return p.s.Outcome }

// Extended tells whether the proposer or facilitator has extended the present version already (K7).
func (p *Proposal) Extended() bool { return p.s.Run.Extended }

func (p *Proposal) now() *Version { return &p.s.Versions[len(p.s.Versions)-1] }

func (p *Proposal) calendar() governance.Calendar {
	return governance.Calendar{Zone: governance.LoadZone(p.s.Zone), Days: p.s.Days}
}

// after is one span after t, in the circle's calendar.
func (p *Proposal) after(s governance.Span, t time.Time) time.Time {
	return s.After(t, governance.LoadZone(p.s.Zone), p.s.Days).UTC()
}

// shrunk is one span after t, shrunk with a short window (D0).
func (p *Proposal) shrunk(s governance.Span, t time.Time) time.Time {
	return p.calendar().Shrink(s, t, p.s.Run.Window).UTC()
}

// clock is the moment that spans are counted from: while the proposal is paused its time stands still, and what is pending moves
// by the whole pause when it resumes (D25).
func (p *Proposal) clock(now time.Time) time.Time {
	if p.Paused() {
		return p.s.PausedAt
	}
	return now
}

// key makes a nudge's key: P12/v1/half.
func (p *Proposal) key(rest string) string {
	return p.s.Ref.String() + "/v" + strconv.Itoa(p.Version()) + "/" + rest
}

// moment makes a time fit to be kept: UTC, and without the reading of a monotonic clock that JSON would lose.
func moment(t time.Time) time.Time { return t.UTC().Round(0) }

// alive refuses what nobody can do to a proposal that has ended: TooLate.
func (p *Proposal) alive() error {
	if !p.Ended() {
		return nil
	}
	return governance.Refuse(governance.TooLate, "proposal_ended", "id", p.s.Ref.String(), "status", string(p.Status()))
}
