package consent

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Amendment is a new wording of a proposal (D14).
type Amendment struct {
	// Title is the new title; empty keeps the old one.
	Title string
	// Text is the new text if HasText is true; otherwise the old one stays.
	Text    string
	HasText bool
	// Deadline is the new version's, if it is later than what the rules leave it; zero for that.
	Deadline time.Time
	// Acts are what adoption carries out if HasActs is true; otherwise the old ones stay.
	Acts    []governance.Act
	HasActs bool
}

// Amend opens the next version: a new card, the circle's policy and members of now, stances reset except the proposer's, open
// objections still open, and at least Remain of the window (D14). Words changed within minutes of opening, before anybody else
// responded, keep the version. The proposer or the facilitator may (K7); others are refused with NotAllowed. Invalid is a text too
// long, a date past or too far, or nothing changed; Conflict while it is closing or paused. All member rows of the circle must be
// loaded.
func (p *Proposal) Amend(now time.Time, by governance.PersonID, a Amendment, c *governance.Circle,
	gone func(governance.PersonID) bool) ([]governance.Event, error) {
	now = moment(now)
	if err := p.mayChange(by); err != nil {
		return nil, err
	}
	if err := p.cleanAmendment(now, &a, c); err != nil {
		return nil, err
	}
	if p.isTypo(now, by, a) {
		v := p.now()
		v.Title, v.Text = a.Title, a.Text
		return []governance.Event{&TypoFixed{Version: v.Number, Title: v.Title, Text: v.Text}}, nil
	}
	return p.nextVersion(now, by, a, c, gone), nil
}

// MayAmend tells beforehand whether the person may amend now; it refuses as Amend would.
func (p *Proposal) MayAmend(by governance.PersonID) error { return p.mayChange(by) }

// mayChange refuses to amend or extend: TooLate once it has ended, NotAllowed to others than proposer and facilitator (K7), Conflict
// while it is being decided or its time stands still.
func (p *Proposal) mayChange(by governance.PersonID) error {
	if err := p.alive(); err != nil {
		return err
	}
	if err := p.proposerOrFacilitator(by); err != nil {
		return err
	}
	switch {
	case p.Paused():
		return governance.Refuse(governance.Conflict, "proposal_paused", "id", p.s.Ref.String())
	case p.s.Phase == closing:
		return governance.Refuse(governance.Conflict, "proposal_closing", "id", p.s.Ref.String())
	}
	return nil
}

// cleanAmendment fills in what the amendment leaves as it was, and refuses what cannot be.
func (p *Proposal) cleanAmendment(now time.Time, a *Amendment, c *governance.Circle) (err error) {
	if a.Title, err = governance.CheckText("title", a.Title, governance.MaxTitle, true); err != nil {
		return err
	}
	if a.Text, err = governance.CheckText("text", a.Text, governance.MaxText, false); err != nil {
		return err
	}
	if a.Deadline, err = checkDeadline(now, a.Deadline); err != nil {
		return err
	}
	if a.Title == "" {
		a.Title = p.Title()
	}
	if !a.HasText {
		a.Text = p.Text()
	}
	for _, act := range a.Acts {
		if err := checkAct(c, act); err != nil {
			return err
		}
	}
	if a.Title == p.Title() && a.Text == p.Text() && !a.HasActs {
		return governance.Refuse(governance.Invalid, "amendment_empty", "id", p.s.Ref.String())
	}
	return nil
}

// isTypo tells whether the amendment keeps the version: soon after it opened, by words alone, and nobody else has responded (D14).
func (p *Proposal) isTypo(now time.Time, by governance.PersonID, a Amendment) bool {
	v := p.now()
	if p.s.Phase != running || a.HasActs || a.Deadline.After(v.Deadline) || now.After(p.after(v.Policy.Typo, p.s.Run.From)) {
		return false
	}
	return !slices.ContainsFunc(p.ballots.All(), func(person governance.PersonID) bool {
		b, _ := p.ballots.Get(person)
		return person != by && !b.At.IsZero()
	})
}

// nextVersion opens the next version.
func (p *Proposal) nextVersion(now time.Time, by governance.PersonID, a Amendment, c *governance.Circle,
	gone func(governance.PersonID) bool) []governance.Event {
	responded, willing := p.responded(by), p.willing()
	own, _ := p.ballots.Get(p.s.Proposer)
	urgent := p.s.Run.Urgent
	p.s.Concerns = append(slices.Clip(p.s.Concerns), p.concernsBut(p.s.Proposer)...)
	acts := p.Acts()
	if a.HasActs {
		acts = a.Acts
	}
	deadline := p.shrinkTo(c, now) // D14: at least so much remains.
	if p.s.Phase == running {
		deadline = later(deadline, p.Deadline())
	}
	deadline = later(deadline, a.Deadline)
	p.open(Version{Number: p.Version() + 1, Title: a.Title, Text: a.Text, Acts: acts, By: by, Opened: now, Deadline: deadline}, c, gone, willing)
	// What was not urgent does not become so because an amendment left it little time.
	p.s.Run.Urgent = urgent && deadline.Before(p.after(c.Policy.Shortest, now))
	p.carryOver(own)
	opened := p.opened(responded)
	if a.HasActs {
		opened.Acts = p.Acts()
	}
	events := append([]governance.Event{opened}, p.refacilitate()...)
	return append(events, p.early(now)...)
}

// responded answers those who have taken a stance in the present version, and the proposer, without whoever amends: they are shown
// what changed (D14).
func (p *Proposal) responded(by governance.PersonID) []governance.PersonID {
	return p.electors(func(person governance.PersonID, b Ballot) bool {
		return person != by && !b.Gone && (b.Stance != governance.NoStance || person == p.s.Proposer)
	})
}

func (p *Proposal) willing() []governance.PersonID {
	return p.electors(func(_ governance.PersonID, b Ballot) bool { return b.Willing })
}

// concernsBut answers the present version's concerns without that person's, whose ballot is carried over.
func (p *Proposal) concernsBut(person governance.PersonID) []KeptConcern {
	return slices.DeleteFunc(p.presentConcerns(), func(k KeptConcern) bool { return k.Person == person })
}

// shrinkTo is when at least Remain is over, by the policy that the next version opens with (D0, K4).
func (p *Proposal) shrinkTo(c *governance.Circle, now time.Time) time.Time {
	return c.Calendar().Shrink(c.Policy.Remain, now, p.s.Run.Window).UTC()
}

// carryOver takes into the new version what an amendment leaves: the proposer's ballot and the open objections. An objection's grace
// was the old deadline's, and a wish to set it aside the old version's.
func (p *Proposal) carryOver(own Ballot) {
	b, _ := p.ballots.Get(p.s.Proposer)
	b.Raised = true
	if b.Elector {
		b.Stance, b.Why, b.Via = own.Stance, own.Why, own.Via
	}
	p.put(p.s.Proposer, b)
	if b.Stance == governance.Concern {
		p.s.Run.LastConcern = p.s.Run.From
	}
	for i := range p.s.Objections {
		o := &p.s.Objections[i]
		if !o.Open() {
			continue
		}
		o.Grace, o.Aside = time.Time{}, nil
		b, _ := p.ballots.Get(o.Author)
		b.Stance, b.Why, b.Via = governance.Objecting, "", o.Via
		p.put(o.Author, b)
	}
}

// Extend moves the deadline, once a version; the proposer or the facilitator may (K7). It answers Invalid for a date that is past,
// too far, or no later than the present deadline, and Conflict when it was extended already or its window is over.
func (p *Proposal) Extend(now time.Time, by governance.PersonID, until time.Time) ([]governance.Event, error) {
	now = moment(now)
	if err := p.mayChange(by); err != nil {
		return nil, err
	}
	until, err := checkDeadline(now, until)
	switch {
	case err != nil:
		return nil, err
	case p.s.Run.Extended:
		return nil, governance.Refuse(governance.Conflict, "already_extended", "id", p.s.Ref.String())
	case p.s.Phase != running || !now.Before(p.Deadline()):
		return nil, governance.Refuse(governance.Conflict, "window_over", "id", p.s.Ref.String())
	case !until.After(p.Deadline()):
		return nil, governance.Refuse(governance.Invalid, "extend_not_later", "id", p.s.Ref.String(), "deadline", p.Deadline())
	}
	r := &p.s.Run
	r.Extended = true
	r.Window = max(r.Window, until.Sub(r.From))
	r.Urgent = r.Urgent && until.Before(p.after(p.now().Policy.Shortest, r.From))
	events := []governance.Event{p.move(now, until, MovedExtended, by)}
	return append(events, p.early(now)...), nil
}

// Withdraw takes the proposal back, which is its proposer's right until the end (D20): others are refused with NotAllowed. Why may
// be empty.
func (p *Proposal) Withdraw(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	if err := p.alive(); err != nil {
		return nil, err
	}
	if by != p.s.Proposer {
		return nil, governance.Refuse(governance.NotAllowed, "only_proposer", "id", p.s.Ref.String(), "proposer", p.s.Proposer)
	}
	why, err := governance.CheckText("why", why, governance.MaxReason, false)
	if err != nil {
		return nil, err
	}
	p.finish(Outcome{Status: StatusWithdrawn, At: moment(now), By: by, Words: why})
	return []governance.Event{&Withdrawn{Version: p.Version(), By: by, Why: why}}, nil
}
