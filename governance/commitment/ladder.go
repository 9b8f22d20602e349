package commitment

import (
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// What a nudge asks for; the names of its texts.
const (
	// NudgeBefore, NudgeDue and the three NudgeOverdue are the ladder of C4, to the owner.
	NudgeBefore   = "commit_before"
	NudgeDue      = "commit_due"
	NudgeOverdue1 = "commit_overdue1"
	NudgeOverdue2 = "commit_overdue2"
	NudgeOverdue3 = "commit_overdue3"
	// NudgeOverdueTo tells whom it was promised to, with the second overdue nudge (C4).
	NudgeOverdueTo = "commit_overdue_to"
	// NudgeSnoozed comes when a snooze is over (C7), to the owner.
	NudgeSnoozed = "commit_snoozed"
	// NudgeOffer and NudgeOfferLast ask for an answer to a request (C1).
	NudgeOffer     = "commit_offer"
	NudgeOfferLast = "commit_offer_last"
	// NudgeCounter asks the asker for an answer to another date.
	NudgeCounter = "commit_counter"
	// NudgeHandover asks for an answer whoever is to take it over.
	NudgeHandover = "commit_handover"
	// NudgeMissed, NudgeRound and NudgeUnanswered tell owner and the other side what time alone has ended: it, a round of it, or a request.
	// That is news, but not worth a night.
	NudgeMissed     = "over_missed"
	NudgeRound      = "round_missed"
	NudgeUnanswered = "over_unanswered"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
	// morning is the hour of the owner's day at which the nudge of the due day is due.
	morning = 9
	// brisk is the span of a promise whose owner is at it: its nudges do not wait for decent hours, up to brisk after its date.
	brisk = time.Hour
	// missedAfter is how many steps after its date a commitment is missed, and missedQuiet how many after its last nudge.
	missedAfter = 28
	missedQuiet = 7
)

// overdueSteps are the steps of the ladder after the date, in days or what a day shrinks to (C4).
var overdueSteps = [...]time.Duration{1, 3, 7}

// Ladder is how far the nudges have gone about the present date and owner.
type Ladder struct {
	// Number counts the ladders of a commitment; it is the Part of their nudges.
	Number int `json:"number"`
	// From is when this one began.
	From time.Time `json:"from"`
	// Span is the longest time that dates, or the rhythm of its rounds, have ever given the commitment: what its step is measured by.
	Span time.Duration `json:"span"`
	// Passed counts the overdue steps that have come, and Last is when the last one did. The second has told whom it was promised to;
	// the third has put it onto the circle's digest.
	Passed int       `json:"passed,omitempty"`
	Last   time.Time `json:"last,omitzero"`
	// Snoozes counts the snoozes since the date was set, and Snoozed is when the latest one ends (C7).
	Snoozes int       `json:"snoozes,omitempty"`
	Snoozed time.Time `json:"snoozed,omitzero"`
}

// Escalated tells whether whom it was promised to was told that it is overdue (C4).
func (l Ladder) Escalated() bool { return l.Passed >= 2 }

// OnDigest tells whether it belongs on the circle's next digest and retrospective as overdue (C4).
func (c *Commitment) OnDigest() bool { return c.Status == StatusAccepted && c.Ladder.Passed >= 3 }

// step is what a day of the ladder is: a day, or less for a short promise or a short round.
func (c *Commitment) step() time.Duration {
	if c.Repeats() && !c.Round.Next.IsZero() {
		return min(day, c.Round.Next.Sub(c.Round.Base)/4)
	}
	return min(day, c.Ladder.Span)
}

// overdueAt is when the n-th step after the date comes, counted from 1.
func (c *Commitment) overdueAt(n int) time.Time { return c.Due.Add(overdueSteps[n-1] * c.step()) }

// left is the time from the beginning of the ladder to its date.
func (c *Commitment) left() time.Duration { return c.Due.Sub(c.Ladder.From) }

// beforeAt is when the nudge before the date is due: a step before it, or half of the time there is. Zero when there is none, because
// that moment was over when the ladder began, or because the round before is still on then.
func (c *Commitment) beforeAt() time.Time {
	if c.left() < c.step() || c.Repeats() && c.left() < 2*day {
		return time.Time{}
	}
	return c.Due.Add(-min(c.step(), c.left()/2))
}

// dueDayAt is when the nudge of the due day is due: at nine of the owner's clock, an hour before the date at the latest. It keeps its
// distance from the nudge before, and begun after nine it comes in the last quarter of the time. A date at midnight belongs to the day
// that ends then.
func (c *Commitment) dueDayAt() time.Time {
	zone := governance.LoadZone(c.OwnerZone)
	year, month, date := c.Due.Add(-time.Second).In(zone).Date()
	at := governance.Wall(year, month, date, morning, 0, 0, zone)
	if last := c.Due.Add(-time.Hour); at.After(last) {
		at = last
	}
	if !at.After(c.Ladder.From) {
		at = c.Due.Add(-c.left() / 4)
	}
	if before := c.beforeAt(); !before.IsZero() {
		apart := c.Due.Sub(before) / 4
		if c.left() < day {
			apart *= 2
		}
		at = latest(at, before.Add(apart))
	}
	return moment(at)
}

// soonAt is when a commitment begins to be due soon: three days before its date, or when a third of its time is left.
func (c *Commitment) soonAt() time.Time {
	return c.Due.Add(-min(3*day, c.Due.Sub(c.Ladder.From)/3))
}

// climb begins a new ladder for the date and owner that it has now. Set tells that the date was just set, so that the time until then
// counts for the span and nothing has passed yet; else the ladder goes on where it was.
func (c *Commitment) climb(now time.Time, set bool) {
	l := &c.Ladder
	l.Number, l.From = l.Number+1, now
	if set {
		*l = Ladder{Number: l.Number, From: now, Span: max(l.Span, c.Due.Sub(now), c.Round.Next.Sub(c.Round.Base))}
	}
	c.NeedsHelp, c.HelpWhy = false, ""
}

// nudge makes one about the present ladder.
func (c *Commitment) nudge(what, key string, due, until time.Time, to governance.PersonID) governance.Nudge {
	return governance.Nudge{To: []governance.PersonID{to}, Key: c.Ref().String() + "/" + key, What: what, On: c.Ref(), Part: c.Ladder.Number,
		Due: due, Until: until, Gentle: true, Urgent: c.Ladder.Span <= brisk && !due.After(c.Due.Add(brisk))}
}

// planDates plans the nudges before the date and on its day, as far as they are still ahead. The first has lost its purpose half-way to
// the second.
func (c *Commitment) planDates(now time.Time) []governance.Nudge {
	var plan []governance.Nudge
	before, due := c.beforeAt(), c.dueDayAt()
	if before.After(now) {
		plan = append(plan, c.nudge(NudgeBefore, "before", before, before.Add(due.Sub(before)/2), c.Owner))
	}
	if due.After(now) {
		plan = append(plan, c.nudge(NudgeDue, "due", due, c.Due, c.Owner))
	}
	return plan
}

// Rezone notes that its owner's clock is another one now, and answers the nudges of its dates as they are to come by that, for those that
// were not said yet. Nothing else changes, so nothing is recorded.
func (c *Commitment) Rezone(now time.Time, zone string) []governance.Nudge {
	c.OwnerZone = zone
	if c.Status != StatusAccepted {
		return nil
	}
	return c.planDates(moment(now))
}

// planOffer plans the questions whether its owner takes a request on: after a day, or a third of the time, and as long before the date.
func (c *Commitment) planOffer(now time.Time) []governance.Nudge {
	wait := min(day, c.Due.Sub(now)/3)
	return []governance.Nudge{
		c.nudge(NudgeOffer, "offer", now.Add(wait), c.Due.Add(-wait), c.Owner),
		c.nudge(NudgeOfferLast, "offer_last", c.Due.Add(-wait), c.Due, c.Owner),
	}
}

// planOverdue plans the nudge of an overdue step. It waits for a decent hour however long that takes, or for the next step.
func (c *Commitment) planOverdue(now time.Time, step int, escalated bool) []governance.Nudge {
	what := [...]string{NudgeOverdue1, NudgeOverdue2, NudgeOverdue3}[step-1]
	plan := []governance.Nudge{c.nudge(what, "overdue", now, time.Time{}, c.Owner)}
	if escalated && c.To != 0 && c.To != c.Owner {
		plan = append(plan, c.nudge(NudgeOverdueTo, "overdue_to", now, time.Time{}, c.To))
	}
	return plan
}

// planEnd plans to tell people what time alone has ended.
func (c *Commitment) planEnd(now time.Time, what string, people ...governance.PersonID) []governance.Nudge {
	var plan []governance.Nudge
	for _, to := range c.notice(0, people...).Tell {
		n := c.nudge(what, "ended/"+strconv.FormatInt(int64(to), 10), now, time.Time{}, to)
		if what == NudgeRound {
			n.Part = c.RoundsMissed
		}
		plan = append(plan, n)
	}
	return plan
}

// Awaits tells whether a nudge that was planned is still true: whether this person has still to hear that, now. Part is the nudge's.
func (c *Commitment) Awaits(now time.Time, person governance.PersonID, what string, part int) bool {
	switch what {
	case NudgeHandover:
		return c.Live() && c.Handover != nil && c.Handover.To == person && c.Handover.Number == part
	case NudgeCounter:
		return c.Status == StatusOffered && c.Counter != nil && person != c.Owner && part == c.Ladder.Number
	case NudgeRound:
		_, missed := c.LastMissed()
		return c.Live() && missed > 0 && part == c.RoundsMissed && (person == c.Owner || person == c.To)
	}
	if part != c.Ladder.Number {
		return false
	}
	mine := person == c.Owner
	switch what {
	case NudgeOffer, NudgeOfferLast:
		return mine && c.Status == StatusOffered && c.Counter == nil && now.Before(c.Due)
	case NudgeBefore, NudgeDue:
		return mine && c.Status == StatusAccepted && now.Before(c.Due)
	case NudgeSnoozed:
		return mine && c.Status == StatusAccepted
	case NudgeOverdue1, NudgeOverdue2, NudgeOverdue3:
		return mine && c.Overdue(now)
	case NudgeOverdueTo:
		return person == c.To && c.Overdue(now)
	case NudgeMissed:
		return c.Status == StatusMissed
	case NudgeUnanswered:
		return c.Status == StatusDropped && c.How == Unanswered
	}
	return false
}

// NextWake implements governance.Aggregate.
func (c *Commitment) NextWake() time.Time {
	switch c.Status {
	case StatusOffered:
		return c.unansweredAt()
	case StatusAccepted:
		end := c.missedAt()
		if c.Ladder.Passed < len(overdueSteps) {
			if next := latest(c.overdueAt(c.Ladder.Passed+1), c.Ladder.Snoozed); !c.Repeats() || next.Before(end) {
				return next
			}
		}
		return end
	}
	return time.Time{}
}

// Wake implements governance.Aggregate: a request that met its date without an answer, the steps after the date, and what is missed.
func (c *Commitment) Wake(now time.Time) ([]governance.Event, error) {
	if at := c.NextWake(); at.IsZero() || at.After(now) {
		return nil, nil
	}
	return c.attempt(now, func(c *Commitment, now time.Time) ([]governance.Event, error) {
		switch {
		case c.Status == StatusOffered:
			return c.unanswered(now), nil
		case c.Repeats() && !c.missedAt().After(now):
			return c.roll(now), nil
		case c.Ladder.Passed < len(overdueSteps):
			return c.overdue(now), nil
		}
		return c.miss(now), nil
	})
}

// unansweredAt is when a request ends without an answer.
func (c *Commitment) unansweredAt() time.Time {
	if c.Counter != nil {
		return latest(c.Due, c.Counter.Due)
	}
	return c.Due
}

// missedAt is when it is missed: a round half-way from its date to that of the next, anything else long after its date, and not before
// its owner had time to heed the last nudge.
func (c *Commitment) missedAt() time.Time {
	if c.Repeats() && !c.Round.Next.IsZero() {
		return c.Due.Add(c.Round.Next.Sub(c.Due) / 2)
	}
	return latest(c.Due.Add(missedAfter*c.step()), c.Ladder.Last.Add(missedQuiet*c.step()))
}

// overdue takes the steps after the date that have come by now, and plans the nudge of the last of them (C4).
func (c *Commitment) overdue(now time.Time) []governance.Event {
	was := c.Ladder.Passed
	for c.Ladder.Passed < len(overdueSteps) && !c.overdueAt(c.Ladder.Passed+1).After(now) {
		c.Ladder.Passed++
	}
	c.Ladder.Last = now
	step := c.Ladder.Passed
	e := &Overdue{From: was + 1, Step: step, Due: c.Due, Escalated: was < 2 && step >= 2, Digest: was < 3 && step >= 3}
	e.Notice = c.notice(0)
	e.ToCircle = e.ToCircle && e.Escalated
	e.Plan = c.planOverdue(now, step, e.Escalated)
	return []governance.Event{e}
}

// miss ends it because nothing was heard of it.
func (c *Commitment) miss(now time.Time) []governance.Event {
	c.end(now, StatusMissed, 0)
	e := &Missed{Owner: c.Owner, Due: c.Due, Notice: c.notice(0)}
	e.Plan = c.planEnd(now, NudgeMissed, c.Owner, c.To)
	return []governance.Event{e}
}

// unanswered ends a request whose date has come.
func (c *Commitment) unanswered(now time.Time) []governance.Event {
	c.end(now, StatusDropped, 0)
	c.How = Unanswered
	e := &Dropped{How: Unanswered, Notice: c.notice(0)}
	e.Plan = c.planEnd(now, NudgeUnanswered, c.Owner, c.Asker)
	return []governance.Event{e}
}
