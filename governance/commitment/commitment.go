package commitment

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// Kind is the kind of commitments: C41 is one.
const Kind governance.Kind = "C"

// Status is the one word that tells where a commitment is. The words are shown to people and promised to scripts.
type Status string

const (
	// StatusOffered: it was asked of somebody who has not answered (C1).
	StatusOffered Status = "Offered"
	// StatusAccepted: its owner has it to do. Only here is it nudged about.
	StatusAccepted Status = "Accepted"
	// StatusDone: its owner says that it is done.
	StatusDone Status = "Done"
	// StatusMissed: its date is long over and nobody said anything.
	StatusMissed Status = "Missed"
	// StatusDropped: it ended without being done; How says why (C8).
	StatusDropped Status = "Dropped"
)

// Commitment is one commitment and what became of it. Its fields are for reading; its methods change it.
type Commitment struct {
	Org    governance.OrgID `json:"org"`
	Number int64            `json:"number"`
	// Circle is zero for a promise between two people, or to oneself.
	Circle     governance.CircleID `json:"circle,omitempty"`
	CircleName string              `json:"circle_name,omitempty"`
	// Zone is the circle's, for showing times; OwnerZone the owner's, for what the due day is.
	Zone      string           `json:"zone"`
	OwnerZone string           `json:"owner_zone"`
	Place     governance.Place `json:"place,omitzero"`
	Source    Source           `json:"source"`
	// Readers may see it beside those whom it concerns (K6).
	Readers governance.Audience   `json:"readers"`
	Parties []governance.PersonID `json:"parties"`

	What  string              `json:"what"`
	Owner governance.PersonID `json:"owner"`
	// Asker is zero where the circle asked, by a proposal of somebody who has left it since.
	Asker governance.PersonID `json:"asker"`
	// To is whom it is promised to; zero for the circle.
	To governance.PersonID `json:"to,omitempty"`

	Status Status    `json:"status"`
	Made   time.Time `json:"made"`
	// Due is the present date, of a repeating commitment that of its present round.
	Due time.Time `json:"due"`
	// Dates are the dates before, the latest twenty of them (C7). Moves counts all of them.
	Dates []Date `json:"dates,omitempty"`
	Moves int    `json:"moves,omitempty"`
	// Counter is the other date that its owner offers, while the asker has not answered.
	Counter  *Counter  `json:"counter,omitempty"`
	Handover *Handover `json:"handover,omitempty"`
	// Handovers counts how often somebody was asked to take it over.
	Handovers int `json:"handovers,omitempty"`
	// NeedsHelp is true while its owner is stuck (C6); HelpWhy is what they said.
	NeedsHelp bool   `json:"needs_help,omitempty"`
	HelpWhy   string `json:"help_why,omitempty"`

	Ladder Ladder `json:"ladder"`

	// Cadence is the rhythm of a repeating commitment, zero for one that is done once (C9).
	Cadence schedule.Cadence `json:"cadence,omitzero"`
	Round   Round            `json:"round,omitzero"`
	// Rounds are the latest twelve that are over. RoundsDone and RoundsMissed count all that are.
	Rounds       []Round `json:"rounds,omitempty"`
	RoundsDone   int     `json:"rounds_done,omitempty"`
	RoundsMissed int     `json:"rounds_missed,omitempty"`

	// Ended is when it was done, missed or dropped; EndedBy is zero when time alone did it.
	Ended   time.Time           `json:"ended,omitzero"`
	EndedBy governance.PersonID `json:"ended_by,omitempty"`
	How     Ending              `json:"how,omitempty"`
	Why     string              `json:"why,omitempty"`
	Link    string              `json:"link,omitempty"`

	// Departed are those of the people it concerns who were deactivated.
	Departed []governance.PersonID `json:"departed,omitempty"`

	people governance.Beside[Part]
}

// Date is a date that a commitment had, and why it has another now (C7).
type Date struct {
	Due time.Time           `json:"due"`
	At  time.Time           `json:"at"`
	By  governance.PersonID `json:"by"`
	Why string              `json:"why,omitempty"`
}

// Counter is another date than the one asked for (C1).
type Counter struct {
	Due time.Time `json:"due"`
	At  time.Time `json:"at"`
	Why string    `json:"why,omitempty"`
}

// Handover is somebody asked to take it over. Number counts the times that somebody was.
type Handover struct {
	Number int                 `json:"number"`
	To     governance.PersonID `json:"to"`
	By     governance.PersonID `json:"by"`
	At     time.Time           `json:"at"`
}

// Source is how a commitment came to be (C2).
type Source struct {
	By SourceKind `json:"by"`
	// Link leads to the message it was made from.
	Link string `json:"link,omitempty"`
	// On is the proposal or retrospective it comes from.
	On governance.Ref `json:"on,omitzero"`
}

// SourceKind names a way in which commitments are made (C2).
type SourceKind string

const (
	// ByCommand: by words or a form.
	ByCommand SourceKind = "command"
	// ByMessage: by a shortcut, or 📌, on what somebody said.
	ByMessage SourceKind = "message"
	// ByProposal: a proposal's adoption carried it out (D22).
	ByProposal SourceKind = "proposal"
	// ByRetrospective: an action of a retrospective (L1).
	ByRetrospective SourceKind = "retrospective"
)

// keptDates and keptRounds bound what a commitment that goes on for years carries along.
const (
	keptDates  = 20
	keptRounds = 12
)

// Decode reads what json.Marshal made of a commitment.
func Decode(data []byte) (*Commitment, error) {
	c := &Commitment{}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("decode a commitment: %w", err)
	}
	return c, nil
}

// Ref implements governance.Aggregate.
func (c *Commitment) Ref() governance.Ref {
	return governance.Ref{Org: c.Org, Kind: Kind, N: c.Number}
}

// Index implements governance.Aggregate. An Accepted commitment that is due before now is overdue; one that is over has the date at which
// it ended.
func (c *Commitment) Index() governance.Index {
	due := c.Due
	if !c.Live() {
		due = c.Ended
	}
	return governance.Index{Circle: c.Circle, Status: string(c.Status), Live: c.Live(), Owner: c.Owner, Title: c.What,
		Words: c.Link + "\n" + c.Source.Link, Due: due}
}

// Audience implements governance.Aggregate: those who may read the circle, and whom it concerns or has concerned (K6).
func (c *Commitment) Audience() governance.Audience {
	a := c.Readers
	a.People = slices.Clone(c.Parties)
	return a
}

// Live tells whether somebody has still to do something about it.
func (c *Commitment) Live() bool { return c.Status == StatusOffered || c.Status == StatusAccepted }

// Repeats tells whether it has rounds (C9).
func (c *Commitment) Repeats() bool { return !c.Cadence.IsZero() }

// Overdue tells whether it is accepted and its date is over.
func (c *Commitment) Overdue(now time.Time) bool {
	return c.Status == StatusAccepted && !now.Before(c.Due)
}

// OwnerGone tells whether its owner was deactivated, so that it may be handed over by whom it was promised to.
func (c *Commitment) OwnerGone() bool { return slices.Contains(c.Departed, c.Owner) }

// Own tells whether nobody but its owner has a part in it.
func (c *Commitment) Own() bool { return c.To == c.Owner }

// concern notes that somebody has a part in it and may see it from now on.
func (c *Commitment) concern(people ...governance.PersonID) {
	for _, p := range people {
		if p != 0 && !slices.Contains(c.Parties, p) {
			c.Parties = append(slices.Clip(c.Parties), p)
		}
	}
}

// notice is an event's notice: to these people, but not to whoever acted nor to anybody gone, and to the circle when it is promised
// to all of it.
func (c *Commitment) notice(by governance.PersonID, people ...governance.PersonID) governance.Notice {
	n := governance.Notice{ToCircle: c.To == 0 && c.Circle != 0}
	for _, p := range people {
		if p != 0 && p != by && !slices.Contains(c.Departed, p) && !slices.Contains(n.Tell, p) {
			n.Tell = append(n.Tell, p)
		}
	}
	return n
}

// promised tells whether it is promised to this person: by name, or as a member of the circle. The person's row of the circle must be
// loaded; in is nil for a commitment without one.
func (c *Commitment) promised(by governance.PersonID, in *governance.Circle) bool {
	if c.To != 0 {
		return c.To == by
	}
	return in != nil && in.ID == c.Circle && in.Has(by)
}

// mustPromised refuses whoever it is not promised to.
func (c *Commitment) mustPromised(by governance.PersonID, in *governance.Circle) error {
	if c.promised(by, in) {
		return nil
	}
	return c.refuse(governance.NotAllowed, "commit_not_promised", "to", c.To, "to_circle", c.To == 0, "circle", c.CircleName)
}

// mustOwn refuses whoever does not own it.
func (c *Commitment) mustOwn(by governance.PersonID) error {
	if by == c.Owner {
		return nil
	}
	return c.refuse(governance.NotAllowed, "commit_not_owner", "owner", c.Owner)
}

// mustBe refuses what cannot be done in the present status, saying what it is.
func (c *Commitment) mustBe(s Status) error {
	switch {
	case c.Status == s:
		return nil
	case c.Status == StatusOffered:
		return c.refuse(governance.Conflict, "commit_offered", "owner", c.Owner)
	case c.Status == StatusAccepted:
		return c.refuse(governance.Conflict, "commit_accepted", "owner", c.Owner, "due", c.Due)
	}
	return c.refuse(governance.TooLate, "commit_over", "status", string(c.Status))
}

// refuse makes a refusal that names the commitment.
func (c *Commitment) refuse(kind governance.ErrorKind, code string, pairs ...any) error {
	return governance.Refuse(kind, code, append(pairs, "id", c.Ref().String())...)
}

// attempt lets an act happen to a copy, which becomes the commitment unless the act is refused.
func (c *Commitment) attempt(now time.Time, act func(c *Commitment, now time.Time) ([]governance.Event, error)) ([]governance.Event, error) {
	trial := *c
	events, err := act(&trial, moment(now))
	if err != nil {
		return nil, err
	}
	trial.noteParts(c.involved())
	*c = trial
	return events, nil
}

// moment makes a time fit to be kept: UTC, and without the reading of a monotonic clock that JSON would lose.
func moment(t time.Time) time.Time { return t.UTC().Round(0) }

// latest is the later of two times.
func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
