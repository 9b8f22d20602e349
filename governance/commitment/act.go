package commitment

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The bounds of snoozing (C7).
const (
	longestSnooze = 3 * day
	mostSnoozes   = 2
)

// MarkDone says that it is done, or the present round of it is, with a link to show for it or without (C6). What was missed can still
// be done. Said again it changes nothing, but gives what is done its link. NotAllowed to anybody but its owner; Conflict while it is a
// request, TooLate once it was dropped.
func (c *Commitment) MarkDone(now time.Time, by governance.PersonID, link string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mustOwn(by); err != nil {
			return nil, err
		}
		link, err := governance.CheckText("link", link, governance.MaxReason, true)
		if err != nil {
			return nil, err
		}
		switch {
		case c.Status == StatusDone && (link == "" || link == c.Link):
			return nil, nil
		case c.Status == StatusDone:
			c.Link = link
			return []governance.Event{&Linked{Link: link, Notice: c.notice(by, c.To)}}, nil
		case c.Status == StatusMissed:
		default:
			if err := c.mustBe(StatusAccepted); err != nil {
				return nil, err
			}
		}
		if c.Repeats() && c.Status == StatusAccepted {
			return c.roundDone(now, by, link), nil
		}
		late := now.After(c.Due)
		c.end(now, StatusDone, by)
		c.Link = link
		return []governance.Event{&Done{Owner: c.Owner, Link: link, Late: late, Notice: c.notice(by, c.To)}}, nil
	})
}

// MoreTime gives it another date, which whom it was promised to is told with the reason (C7). The snoozes begin anew. Of a repeating one
// only the present round moves, and not beyond the next. NotAllowed to anybody but its owner, Conflict while it is a request, TooLate
// once it has ended, Invalid for a date that it has or cannot have.
func (c *Commitment) MoreTime(now time.Time, by governance.PersonID, due time.Time, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		events, err := c.mine(now, by)
		if err != nil {
			return nil, err
		}
		due, why, err := c.cleanMove(now, due, why)
		if err != nil {
			return nil, err
		}
		if c.Repeats() && !c.Round.Next.IsZero() && !due.Before(c.Round.Next) {
			return nil, c.refuse(governance.Invalid, "commit_beyond_round", "next", c.Round.Next)
		}
		e := &DateMoved{Was: c.Due, Due: due, Why: why}
		c.setDue(now, due, by, why)
		c.climb(now, true)
		e.Notice = c.notice(by, c.To)
		e.Plan = c.planDates(now)
		return append(events, e), nil
	})
}

// mine refuses what only the owner of an accepted commitment may do. The rounds that are over are missed first.
func (c *Commitment) mine(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	if err := c.mustOwn(by); err != nil {
		return nil, err
	}
	if err := c.mustBe(StatusAccepted); err != nil {
		return nil, err
	}
	events := c.roll(now)
	return events, c.mustBe(StatusAccepted)
}

// Snooze leaves its owner alone about it for a while: up to three days, twice; then it is renegotiated (C7). What would have been said
// meanwhile is said once when that is over. Invalid for no time or too long, Conflict the third time.
func (c *Commitment) Snooze(now time.Time, by governance.PersonID, d time.Duration) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		events, err := c.mine(now, by)
		if err != nil {
			return nil, err
		}
		switch {
		case d < time.Second || d > longestSnooze:
			return nil, c.refuse(governance.Invalid, "commit_snooze_length", "most", longestSnooze)
		case c.Ladder.Snoozes >= mostSnoozes:
			return nil, c.refuse(governance.Conflict, "commit_snooze_twice", "times", mostSnoozes)
		}
		until := now.Add(d)
		c.Ladder.Snoozes++
		c.Ladder.Snoozed = until
		e := &Snoozed{Until: until, Left: mostSnoozes - c.Ladder.Snoozes, Notice: governance.Notice{Plan: c.planSnooze(now, until)}}
		return append(events, e), nil
	})
}

// planSnooze plans the nudge at the end of a snooze, unless a step after the date comes there by itself, and takes back those that would
// come before it. A nudge that has lost its purpose when it is planned takes the one of its key out of the inbox.
func (c *Commitment) planSnooze(now, until time.Time) []governance.Nudge {
	var plan []governance.Nudge
	hush := func(what, key string) {
		plan = append(plan, c.nudge(what, key, now, now, c.Owner))
	}
	if !c.beforeAt().After(until) {
		hush(NudgeBefore, "before")
	}
	if !c.dueDayAt().After(until) {
		hush(NudgeDue, "due")
	}
	if c.Ladder.Passed > 0 {
		hush(NudgeOverdue1, "overdue")
	}
	step := c.Ladder.Passed < len(overdueSteps) && !c.overdueAt(c.Ladder.Passed+1).After(until)
	if end := c.missedAt(); step || c.Repeats() && !end.After(until) {
		hush(NudgeSnoozed, "snooze")
		return plan
	}
	return append(plan, c.nudge(NudgeSnoozed, "snooze", until, time.Time{}, c.Owner))
}

// AskHelp says that its owner is stuck, and asks the circle for help (C6). Said again it takes the new words.
func (c *Commitment) AskHelp(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		events, err := c.mine(now, by)
		if err != nil {
			return nil, err
		}
		if why, err = cleanWhy(why); err != nil {
			return nil, err
		}
		if c.NeedsHelp && c.HelpWhy == why {
			return events, nil
		}
		c.NeedsHelp, c.HelpWhy = true, why
		e := &Stuck{Owner: by, Why: why, Notice: c.notice(by, c.To, c.Asker)}
		e.ToCircle = c.Circle != 0
		return append(events, e), nil
	})
}

// Drop gives it up, with a reason, which is honourable (C8). A repeating one ends with it. NotAllowed to anybody but its owner, Invalid
// without a reason, Conflict while it is a request, TooLate once it has ended.
func (c *Commitment) Drop(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		events, err := c.mine(now, by)
		if err != nil {
			return nil, err
		}
		if why, err = cleanWhy(why); err != nil {
			return nil, err
		}
		if why == "" && !c.Own() {
			return nil, c.refuse(governance.Invalid, "commit_why_missing")
		}
		return append(events, c.drop(now, by, GivenUp, why, c.To, c.Asker)...), nil
	})
}

// Release says that it is not needed any more (K7). In is its circle with the row of by, nil without one. NotAllowed to whoever it is not
// promised to, but who asked may withdraw a request.
func (c *Commitment) Release(now time.Time, by governance.PersonID, in *governance.Circle, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if c.Status != StatusOffered || by != c.Asker {
			if err := c.mustPromised(by, in); err != nil {
				return nil, err
			}
		}
		if !c.Live() {
			return nil, c.mustBe(StatusAccepted)
		}
		why, err := cleanWhy(why)
		if err != nil {
			return nil, err
		}
		return c.drop(now, by, Released, why, c.Owner, c.To), nil
	})
}

// drop ends it without its being done.
func (c *Commitment) drop(now time.Time, by governance.PersonID, how Ending, why string, tell ...governance.PersonID) []governance.Event {
	c.end(now, StatusDropped, by)
	c.How, c.Why = how, why
	return []governance.Event{&Dropped{How: how, By: by, Why: why, Notice: c.notice(by, tell...)}}
}

// end gives it its last status; whoever was to answer something about it is asked no longer.
func (c *Commitment) end(now time.Time, s Status, by governance.PersonID) {
	c.Status, c.Ended, c.EndedBy = s, now, by
	c.How, c.Why, c.Link = "", "", ""
	c.Counter, c.Handover = nil, nil
	c.NeedsHelp, c.HelpWhy = false, ""
}

// Reopen says that it is not done, or is to be done after all (C6). What was done or missed may be reopened by whom it was promised to and
// by its owner; what was dropped by its owner only. Due is its new date; zero keeps the one it has or, if that is over, gives it as long
// as it had, three days at most. Of a repeating one it reopens the last round, while its time is not over. In is its circle with the row
// of by, nil without one.
func (c *Commitment) Reopen(now time.Time, by governance.PersonID, in *governance.Circle, due time.Time, why string) ([]governance.Event, error) {
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		if err := c.mayReopen(by, in); err != nil {
			return nil, err
		}
		why, err := cleanWhy(why)
		if err != nil {
			return nil, err
		}
		if c.Status == StatusAccepted {
			return c.reopenRound(now, by, why)
		}
		next, err := c.reopenedDue(now, due)
		if err != nil {
			return nil, err
		}
		e := &Reopened{By: by, Was: c.Status, Due: next, Why: why}
		if !next.Equal(c.Due) {
			c.setDue(now, next, by, why)
		}
		c.end(time.Time{}, StatusAccepted, 0)
		if c.Repeats() {
			c.Round = Round{Number: c.RoundsDone + c.RoundsMissed + 1, Base: next, Due: next, Next: moment(c.Cadence.Next(next))}
		}
		c.climb(now, true)
		e.Notice = c.notice(by, c.Owner, c.To)
		e.Plan = c.planDates(now)
		return []governance.Event{e}, nil
	})
}

// mayReopen refuses whoever may not reopen it, and what cannot be reopened.
func (c *Commitment) mayReopen(by governance.PersonID, in *governance.Circle) error {
	switch {
	case c.Status == StatusOffered, c.Status == StatusAccepted && !c.Repeats():
		return c.refuse(governance.Conflict, "commit_not_over", "status", string(c.Status))
	case by == c.Owner:
		return nil
	case c.Status == StatusDropped:
		return c.refuse(governance.NotAllowed, "commit_reopen_dropped", "owner", c.Owner)
	}
	return c.mustPromised(by, in)
}

// reopenedDue is the date of what is reopened.
func (c *Commitment) reopenedDue(now, due time.Time) (time.Time, error) {
	switch {
	case !due.IsZero():
		return cleanDate(now, due)
	case c.Due.After(now):
		return c.Due, nil
	case c.Repeats():
		if next := moment(c.Cadence.Next(now)); !next.IsZero() {
			return next, nil
		}
	}
	return now.Add(min(c.Ladder.Span, 3*day)), nil
}
