package commitment

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Round is one round of a repeating commitment (C9).
type Round struct {
	// Number counts from 1.
	Number int `json:"number"`
	// Base is the date that the rhythm gave it, Due the date it has or had; they differ when it was given more time.
	Base time.Time `json:"base"`
	Due  time.Time `json:"due"`
	// Next is the date that the rhythm gives the round after; zero when there is none.
	Next time.Time `json:"next,omitzero"`
	// Status is Done or Missed for a round that is over, and empty for the present one.
	Status Status    `json:"status,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Link   string    `json:"link,omitempty"`
}

// mostMissed is how many rounds that passed by while nobody looked are counted one by one; beyond it the rhythm starts from now.
const mostMissed = 500

// roundDone ends the present round as done and begins the next. Done before its date, the next is the one after that date all the same.
func (c *Commitment) roundDone(now time.Time, by governance.PersonID, link string) []governance.Event {
	events := c.roll(now)
	e := &RoundDone{Number: c.Round.Number, Owner: by, Due: c.Due, Link: link, Late: now.After(c.Due), Next: c.Round.Next,
		Notice: c.notice(by, c.To)}
	c.closeRound(now, StatusDone, link)
	if e.Next.IsZero() {
		c.end(now, StatusDone, by)
		c.Link = link
	} else {
		c.beginRound(now)
		e.Plan = c.planDates(now)
	}
	return append(events, e)
}

// roll ends the rounds that nobody has done in time, and begins the one that is on now. It does nothing to what does not repeat.
func (c *Commitment) roll(now time.Time) []governance.Event {
	if c.Status != StatusAccepted || !c.Repeats() || c.Round.Next.IsZero() || c.missedAt().After(now) {
		return nil
	}
	e := &RoundMissed{Number: c.Round.Number}
	for !c.Round.Next.IsZero() && !c.missedAt().After(now) {
		e.Count++
		e.Due = c.Due
		if ahead := moment(c.Cadence.Next(now)); e.Count == mostMissed && !ahead.IsZero() {
			c.Round.Next = ahead // A rhythm of seconds would make the count endless, and nobody would read it.
		}
		c.closeRound(now, StatusMissed, "")
		c.beginRound(now)
	}
	e.Next = c.Due
	e.Notice = c.notice(0)
	e.Plan = append(c.planDates(now), c.planEnd(now, NudgeRound, c.Owner, c.To)...)
	return []governance.Event{e}
}

// LastMissed answers the round that was missed last, and how many were without one done since; zero when the last one was done.
func (c *Commitment) LastMissed() (last Round, count int) {
	for i := len(c.Rounds) - 1; i >= 0 && c.Rounds[i].Status == StatusMissed; i-- {
		if count++; count == 1 {
			last = c.Rounds[i]
		}
	}
	return last, count
}

// closeRound puts the present round to those that are over.
func (c *Commitment) closeRound(now time.Time, s Status, link string) {
	c.Round.Status, c.Round.At, c.Round.Link = s, now, link
	c.Rounds = append(clipTo(c.Rounds, keptRounds-1), c.Round)
	if s == StatusDone {
		c.RoundsDone++
	} else {
		c.RoundsMissed++
	}
}

// beginRound begins the round after the one that is over.
func (c *Commitment) beginRound(now time.Time) {
	last := c.Round
	c.Round = Round{Number: last.Number + 1, Base: last.Next, Due: last.Next, Next: moment(c.Cadence.Next(last.Next))}
	c.Due = c.Round.Due
	c.climb(now, true)
}

// reopenRound takes back that the last round is done, while its time is not over.
func (c *Commitment) reopenRound(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	if len(c.Rounds) == 0 || c.Rounds[len(c.Rounds)-1].Status != StatusDone {
		return nil, c.refuse(governance.Conflict, "commit_no_round_done")
	}
	trial := *c
	trial.Round = clipTo(c.Rounds, 1)[0]
	trial.Due = trial.Round.Due
	if !trial.missedAt().After(now) {
		return nil, c.refuse(governance.TooLate, "commit_round_over", "due", trial.Due)
	}
	c.Round = trial.Round
	c.Round.Status, c.Round.At, c.Round.Link = "", time.Time{}, ""
	c.Rounds = clipTo(c.Rounds[:len(c.Rounds)-1], keptRounds)
	c.RoundsDone--
	c.Due = c.Round.Due
	c.climb(now, c.Due.After(now))
	if !c.Due.After(now) {
		c.Ladder.Passed, c.Ladder.Snoozed = 0, time.Time{}
		for c.Ladder.Passed < len(overdueSteps) && !c.overdueAt(c.Ladder.Passed+1).After(now) {
			c.Ladder.Passed, c.Ladder.Last = c.Ladder.Passed+1, now
		}
	}
	e := &Reopened{By: by, Was: StatusDone, Number: c.Round.Number, Due: c.Due, Why: why, Notice: c.notice(by, c.Owner, c.To)}
	if c.Due.After(now) {
		e.Plan = c.planDates(now)
	}
	return []governance.Event{e}, nil
}
