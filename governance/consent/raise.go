package consent

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Draft is what somebody wants to raise (D1).
type Draft struct {
	Title string
	// Because is the need behind it; it may be empty.
	Because string
	Text    string
	// Deadline is when the window ends; zero for the circle's own window (D8).
	Deadline time.Time
	Review   Review
	// Facilitator is whom the proposer names; zero for nobody. Willing are those to draw one from otherwise (D26).
	Facilitator governance.PersonID
	Willing     []governance.PersonID
	Acts        []governance.Act
	Place       governance.Place
}

// Review says when the agreement is to be looked at again. Its zero value is the policy's span after adoption (D23).
type Review struct {
	// Never is for decisions that are done once (D1).
	Never bool      `json:"never,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// ActSetPolicy is the kind of act that sets a circle's policy (D22).
const ActSetPolicy = "circle.set"

// SetPolicyAct is the act that sets a circle's policy by consent (K4, D22).
func SetPolicyAct(name, value string) governance.Act {
	return governance.Act{Kind: ActSetPolicy, Args: governance.Args{"name": name, "value": value}}
}

// Raise makes a proposal whose electors are the circle's members now, without those gone (D1, D4). All member rows of the circle
// must be loaded. It answers NotAllowed to somebody who is no member, and Invalid for a draft with no title, a text too long, a
// date that is past or more than a year ahead, a facilitator who cannot be one, or a setting that cannot be set.
func Raise(now time.Time, ref governance.Ref, c *governance.Circle, by governance.PersonID, gone func(governance.PersonID) bool,
	d Draft) (*Proposal, []governance.Event, error) {
	now = moment(now)
	if !c.Has(by) {
		return nil, nil, c.NotMember()
	}
	if err := d.clean(now, c); err != nil {
		return nil, nil, err
	}
	p := &Proposal{s: state{Ref: ref, Place: d.Place, Because: d.Because, Proposer: by, Review: d.Review, Named: d.Facilitator}}
	deadline := d.Deadline
	if deadline.IsZero() {
		deadline = c.Policy.Window.After(now, c.Location(), c.Days).UTC()
	}
	p.open(Version{Number: 1, Title: d.Title, Text: d.Text, Acts: d.Acts, By: by, Opened: now, Deadline: deadline}, c, gone, d.Willing)
	p.s.Run.Urgent = deadline.Before(p.after(c.Policy.Shortest, now)) // D8
	if d.Facilitator != 0 {
		if err := p.mayFacilitate(d.Facilitator); err != nil {
			return nil, nil, err
		}
	}
	p.s.Facilitator = p.chooseFacilitator()
	return p, []governance.Event{
		&Raised{Title: d.Title, Because: d.Because, Text: d.Text, Proposer: by, Place: d.Place, Facilitator: p.s.Facilitator, Acts: d.Acts},
		p.opened(nil),
	}, nil
}

// clean makes the draft's texts and times fit to be kept, or refuses them.
func (d *Draft) clean(now time.Time, c *governance.Circle) (err error) {
	if d.Title, err = governance.CheckText("title", d.Title, governance.MaxTitle, true); err != nil {
		return err
	}
	if d.Title == "" {
		return governance.Refuse(governance.Invalid, "title_missing")
	}
	if d.Because, err = governance.CheckText("because", d.Because, governance.MaxReason, false); err != nil {
		return err
	}
	if d.Text, err = governance.CheckText("text", d.Text, governance.MaxText, false); err != nil {
		return err
	}
	if d.Deadline, err = checkDeadline(now, d.Deadline); err != nil {
		return err
	}
	if !d.Review.At.IsZero() {
		d.Review.At = moment(d.Review.At)
		if d.Review.Never || !d.Review.At.After(now) || d.Review.At.Before(d.Deadline) {
			return governance.Refuse(governance.Invalid, "review_date_past", "date", d.Review.At)
		}
	}
	for _, act := range d.Acts {
		if err := checkAct(c, act); err != nil {
			return err
		}
	}
	return nil
}

// checkDeadline refuses a time that is past or more than a year ahead; zero passes.
func checkDeadline(now, deadline time.Time) (time.Time, error) {
	if deadline.IsZero() {
		return deadline, nil
	}
	deadline = moment(deadline)
	switch {
	case !deadline.After(now):
		return deadline, governance.Refuse(governance.Invalid, "date_past", "date", deadline)
	case deadline.After(now.AddDate(1, 0, 0)):
		return deadline, governance.Refuse(governance.Invalid, "date_too_far", "date", deadline)
	}
	return deadline, nil
}

// checkAct refuses at once what could never be carried out; what becomes impossible later hinders the adoption (D22).
func checkAct(c *governance.Circle, act governance.Act) error {
	if act.Kind != ActSetPolicy {
		return nil
	}
	name, _ := act.Args["name"].(string)
	value, _ := act.Args["value"].(string)
	_, _, err := c.Check(name, value)
	return err
}

// open begins a version: the circle's policy and members of now, no stances (D4, D14, K4).
func (p *Proposal) open(v Version, c *governance.Circle, gone func(governance.PersonID) bool, willing []governance.PersonID) {
	v.Policy = c.Policy
	p.s.Circle, p.s.CircleName, p.s.Zone, p.s.Days = c.ID, c.Name, c.Zone, c.Days
	p.s.Parent, p.s.Audience, p.s.Keeper = c.Parent, c.Audience(), c.Facilitator
	p.s.Versions = append(slices.Clip(p.s.Versions), v)
	p.s.Phase = running
	p.s.Run = run{From: v.Opened, Window: max(v.Deadline.Sub(v.Opened), p.s.Run.Window)}
	p.ballots.Begin(v.Number)
	for _, person := range c.Members() {
		if gone == nil || !gone(person) {
			p.put(person, Ballot{Elector: true, Raised: person == p.s.Proposer, Willing: slices.Contains(willing, person)})
		}
	}
}

// opened is the event of the present version's opening.
func (p *Proposal) opened(responded []governance.PersonID) *VersionOpened {
	v := p.now()
	return &VersionOpened{Version: v.Number, Title: v.Title, Text: v.Text, By: v.By, Electors: p.Electors(), Deadline: v.Deadline,
		Responded: responded, OpenObjections: p.openNumbers(), Plan: append(p.planResponses(v.Opened, time.Time{}), p.planAmended(responded)...)}
}
