package commitment

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// HandTo asks somebody else to take it over; until they accept, its owner stays its owner. Asking another takes the place of the one
// before, and the owner's own name takes the question back. By is the owner or, with the owner gone, whom it was promised to. In is the
// circle with the rows of both, nil without one. NotAllowed to others, or when that person may not read it (K6); Conflict while it is a
// request or when they own it, TooLate once it has ended.
func (c *Commitment) HandTo(now time.Time, by, to governance.PersonID, in *governance.Circle) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mayHand(by, in); err != nil {
			return nil, err
		}
		switch {
		case to == c.Owner && c.Handover != nil:
			return []governance.Event{c.keep(by, Withdrawn, "", c.Handover.To)}, nil
		case to == c.Owner:
			return nil, c.refuse(governance.Conflict, "commit_owned_already", "owner", c.Owner)
		case to == 0:
			return nil, c.refuse(governance.Invalid, "commit_owner_missing")
		case c.Handover != nil && c.Handover.To == to:
			return nil, nil
		}
		if err := mayRead(in, to); err != nil {
			return nil, err
		}
		var events []governance.Event
		if c.Handover != nil {
			events = append(events, c.keep(by, Withdrawn, "", c.Handover.To))
		}
		c.Handovers++
		c.Handover = &Handover{Number: c.Handovers, To: to, By: by, At: now}
		c.concern(to)
		e := &HandoverAsked{From: c.Owner, To: to, By: by, Notice: c.notice(by, to)}
		n := c.nudge(NudgeHandover, "handover", now.Add(c.step()), time.Time{}, to)
		n.Part, n.Urgent = c.Handover.Number, false // Who is to take it over is not there yet.
		e.Plan = []governance.Nudge{n}
		return append(events, e), nil
	})
}

// mayHand refuses whoever may not hand it over.
func (c *Commitment) mayHand(by governance.PersonID, in *governance.Circle) error {
	if by != c.Owner {
		if !c.OwnerGone() {
			return c.mustOwn(by)
		}
		if err := c.mustPromised(by, in); err != nil {
			return err
		}
	}
	return c.mustBe(StatusAccepted)
}

// keep ends a handover that is not accepted.
func (c *Commitment) keep(by governance.PersonID, how Ending, why string, tell ...governance.PersonID) *HandoverEnded {
	to := c.Handover.To
	c.Handover = nil
	n := c.notice(by, tell...)
	n.ToCircle = false
	return &HandoverEnded{To: to, How: how, Why: why, Notice: n}
}

// AcceptHandover makes whoever was asked the owner. Zone is theirs. NotAllowed to others, Conflict when nobody was asked.
func (c *Commitment) AcceptHandover(now time.Time, by governance.PersonID, zone string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mustBeAsked(by); err != nil {
			return nil, err
		}
		events := c.roll(now)
		if err := c.mustBeAsked(by); err != nil {
			return nil, err
		}
		from := c.Owner
		if zone != "" {
			c.OwnerZone = zone
		}
		c.Owner, c.Handover = by, nil
		c.climb(now, false)
		e := &HandedOver{From: from, To: by, Due: c.Due, Notice: c.notice(by, from, c.To)}
		e.Plan = c.planDates(now)
		return append(events, e), nil
	})
}

// DeclineHandover leaves it with its owner, who is told why. NotAllowed to others, Conflict when nobody was asked.
func (c *Commitment) DeclineHandover(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, _ time.Time) ([]governance.Event, error) {
		if err := c.mustBeAsked(by); err != nil {
			return nil, err
		}
		why, err := cleanWhy(why)
		if err != nil {
			return nil, err
		}
		return []governance.Event{c.keep(by, Declined, why, c.Owner, c.Handover.By)}, nil
	})
}

// mustBeAsked refuses whoever was not asked to take it over.
func (c *Commitment) mustBeAsked(by governance.PersonID) error {
	switch {
	case !c.Live():
		return c.mustBe(StatusAccepted)
	case c.Handover == nil:
		return c.refuse(governance.Conflict, "commit_no_handover")
	case c.Handover.To != by:
		return c.refuse(governance.NotAllowed, "commit_not_handed_to_you", "person", c.Handover.To)
	}
	return nil
}

// Reword gives it other words (K7): those of its owner or, while it is a request, of who asked. NotAllowed to others, TooLate once it has
// ended, Invalid without words. The same words change nothing.
func (c *Commitment) Reword(now time.Time, by governance.PersonID, what string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, _ time.Time) ([]governance.Event, error) {
		if asking := c.Status == StatusOffered && by == c.Asker; !asking {
			if err := c.mustOwn(by); err != nil {
				return nil, err
			}
			if err := c.mustBe(StatusAccepted); err != nil {
				return nil, err
			}
		}
		what, err := cleanWhat(what)
		if err != nil || what == c.What {
			return nil, err
		}
		was := c.What
		c.What = what
		return []governance.Event{&Reworded{By: by, Was: was, What: what, Notice: c.notice(by, c.Owner, c.To)}}, nil
	})
}

// Gone heeds that somebody was deactivated. A request to them ends; what they own can be handed over by whom it was promised to, who is
// told; what was promised to them is promised to the circle. Nothing changes for whom it does not concern, and once it has ended.
func (c *Commitment) Gone(now time.Time, person governance.PersonID) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		asked := c.Handover != nil && c.Handover.To == person
		involved := person == c.Owner || person == c.Asker || person == c.To
		if !c.Live() || slices.Contains(c.Departed, person) || !asked && !involved {
			return nil, nil
		}
		if !involved {
			return []governance.Event{c.keep(0, Left, "", c.Owner, c.Handover.By)}, nil
		}
		c.Departed = append(slices.Clip(c.Departed), person)
		if person == c.Owner && c.Status == StatusOffered {
			return c.drop(now, 0, Left, "", c.Asker, c.To), nil
		}
		if person == c.To && c.Circle != 0 {
			c.To = 0
		}
		var events []governance.Event
		if asked {
			events = append(events, c.keep(0, Left, "", c.Owner, c.Handover.By))
		}
		return append(events, &PersonGone{Person: person, Owner: person == c.Owner, Notice: c.notice(0, c.Owner, c.To, c.Asker)}), nil
	})
}

// Back heeds that somebody gone is there again.
func (c *Commitment) Back(now time.Time, person governance.PersonID) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, _ time.Time) ([]governance.Event, error) {
		if !slices.Contains(c.Departed, person) {
			return nil, nil
		}
		c.Departed = slices.DeleteFunc(slices.Clone(c.Departed), func(p governance.PersonID) bool { return p == person })
		if len(c.Departed) == 0 {
			c.Departed = nil
		}
		if !c.Live() {
			return nil, nil
		}
		n := c.notice(0, c.Owner, c.To, c.Asker)
		n.ToCircle = false
		return []governance.Event{&PersonBack{Person: person, Notice: n}}, nil
	})
}

// askerGone tells whether who asked was deactivated, or the circle asked, so that whom it is promised to answers for them.
func (c *Commitment) askerGone() bool { return c.Asker == 0 || slices.Contains(c.Departed, c.Asker) }
