package commitment

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Accept takes a request on, with the date that was asked for (C1). Doing so twice changes nothing. NotAllowed to anybody but its owner,
// TooLate once its date is over: they may offer another.
func (c *Commitment) Accept(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mustOwn(by); err != nil || c.Status == StatusAccepted {
			return nil, err
		}
		if err := c.mustBe(StatusOffered); err != nil {
			return nil, err
		}
		if !c.Due.After(now) {
			return nil, c.refuse(governance.TooLate, "commit_date_over", "due", c.Due)
		}
		return []governance.Event{c.accept(now, by)}, nil
	})
}

// accept begins the ladder.
func (c *Commitment) accept(now time.Time, by governance.PersonID) *Accepted {
	c.Status, c.Counter = StatusAccepted, nil
	c.climb(now, true)
	e := &Accepted{Owner: c.Owner, Due: c.Due, Notice: c.notice(by, c.Asker, c.To, c.Owner)}
	e.Plan = c.planDates(now)
	return e
}

// Decline ends a request, with or without a reason (C1).
func (c *Commitment) Decline(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mustOwn(by); err != nil {
			return nil, err
		}
		if err := c.mustBe(StatusOffered); err != nil {
			return nil, err
		}
		why, err := cleanWhy(why)
		if err != nil {
			return nil, err
		}
		return c.drop(now, by, Declined, why, c.Asker, c.To), nil
	})
}

// OfferDate offers another date than the one asked for, and the asker is asked whether that does (C1). A second offer takes the place of
// the first. Invalid for the date that it has, and one that is past or too far ahead; Conflict for what repeats.
func (c *Commitment) OfferDate(now time.Time, by governance.PersonID, due time.Time, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mustOwn(by); err != nil {
			return nil, err
		}
		if err := c.mustBe(StatusOffered); err != nil {
			return nil, err
		}
		if c.Repeats() {
			return nil, c.refuse(governance.Conflict, "commit_repeats", "cadence", c.Cadence.String())
		}
		due, why, err := c.cleanMove(now, due, why)
		if err != nil {
			return nil, err
		}
		c.climb(now, false)
		c.Counter = &Counter{Due: due, At: now, Why: why}
		e := &Countered{Owner: by, Was: c.Due, Due: due, Why: why, Notice: c.notice(by, c.askers()...)}
		for _, asker := range e.Tell {
			e.Plan = append(e.Plan, c.nudge(NudgeCounter, "counter", now.Add(min(day, due.Sub(now)/3)), due, asker))
		}
		return []governance.Event{e}, nil
	})
}

// askers are those who answer for a request: who asked or, with them gone, whom it is promised to.
func (c *Commitment) askers() []governance.PersonID {
	if c.askerGone() && c.To != 0 {
		return []governance.PersonID{c.To}
	}
	return []governance.PersonID{c.Asker}
}

// cleanMove makes another date and its reason fit to be kept, or refuses them.
func (c *Commitment) cleanMove(now, due time.Time, why string) (time.Time, string, error) {
	due, err := cleanDate(now, due)
	if err != nil {
		return due, "", err
	}
	if due.Equal(c.Due) {
		return due, "", c.refuse(governance.Invalid, "commit_same_date", "due", c.Due)
	}
	why, err = cleanWhy(why)
	return due, why, err
}

func cleanWhy(why string) (string, error) {
	return governance.CheckText("why", why, governance.MaxReason, false)
}

// AgreeDate agrees to the date that the owner offers; having offered it, they have accepted (C1). NotAllowed to anybody but the asker
// (or with them gone whom it is promised to; in is the circle with the row of by), Conflict when no date is offered, TooLate when it
// is over.
func (c *Commitment) AgreeDate(now time.Time, by governance.PersonID, in *governance.Circle) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mustAnswer(by, in); err != nil {
			return nil, err
		}
		due := c.Counter.Due
		if !due.After(now) {
			return nil, c.refuse(governance.TooLate, "commit_date_over", "due", due)
		}
		c.setDue(now, due, c.Owner, c.Counter.Why)
		agreed := &DateAgreed{By: by, Due: due, Notice: c.notice(by, c.Owner)}
		accepted := c.accept(now, by)
		accepted.Tell, accepted.ToCircle = nil, false // The DateAgreed before it says all.
		return []governance.Event{agreed, accepted}, nil
	})
}

// RefuseDate lets the request stand as it was. Refusals as for AgreeDate.
func (c *Commitment) RefuseDate(now time.Time, by governance.PersonID, in *governance.Circle, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mustAnswer(by, in); err != nil {
			return nil, err
		}
		why, err := cleanWhy(why)
		if err != nil {
			return nil, err
		}
		e := &DateRefused{By: by, Due: c.Counter.Due, Why: why, Notice: c.notice(by, c.Owner)}
		c.Counter = nil
		c.climb(now, false)
		if c.Due.After(now) {
			e.Plan = c.planOffer(now)
		}
		return []governance.Event{e}, nil
	})
}

// mustAnswer refuses whoever may not answer to another date, and an answer where none is offered.
func (c *Commitment) mustAnswer(by governance.PersonID, in *governance.Circle) error {
	if err := c.mustBe(StatusOffered); err != nil {
		return err
	}
	if c.Counter == nil {
		return c.refuse(governance.Conflict, "commit_no_date_offered")
	}
	if by == c.Asker || c.askerGone() && by != c.Owner && c.promised(by, in) {
		return nil
	}
	if c.Asker == 0 {
		return c.mustPromised(by, in)
	}
	return c.refuse(governance.NotAllowed, "commit_not_asker", "asker", c.Asker)
}

// setDue gives it another date and keeps the one it had (C7).
func (c *Commitment) setDue(now, due time.Time, by governance.PersonID, why string) {
	c.Moves++
	c.Dates = append(clipTo(c.Dates, keptDates-1), Date{Due: c.Due, At: now, By: by, Why: why})
	c.Due = due
	if c.Repeats() {
		c.Round.Due = due
	}
}

// clipTo is a copy of the last most elements.
func clipTo[T any](all []T, most int) []T {
	return append([]T(nil), all[max(0, len(all)-most):]...)
}
