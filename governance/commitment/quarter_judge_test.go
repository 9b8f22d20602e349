package commitment

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// course is one ladder as an onlooker sees it: whose, by when, and what was said about it.
type course struct {
	number  int
	status  Status
	owner   person
	from    time.Time
	due     time.Time
	dueDay  time.Time
	steps   [3]time.Time
	snoozed bool
	said    []said
}

type said struct {
	what string
	at   time.Time
}

// watch notes a new ladder, having judged the one before.
func (q *quarter) watch(n int) {
	c, k := q.all[n], &q.courses[n]
	if c.Ladder.Number == k.number && c.Status == k.status {
		k.snoozed = k.snoozed || c.Ladder.Snoozes > 0
		return
	}
	q.judge(n)
	*k = course{number: c.Ladder.Number, status: c.Status, owner: c.Owner, from: q.now, due: c.Due, dueDay: c.dueDayAt(), snoozed: c.Counter != nil || c.Ladder.Snoozes > 0}
	for i := range k.steps {
		if at := c.overdueAt(i + 1); i >= c.Ladder.Passed {
			k.steps[i] = at
		}
	}
}

// judge looks for somebody forgotten, at the end of a ladder: from the dates and the person's hours alone, whatever the commitment and
// the inbox did.
func (q *quarter) judge(n int) {
	k := &q.courses[n]
	hours := governance.Hours{}
	if k.owner != 0 {
		hours = q.boxes[k.owner].Hours
	}
	if k.number == 0 || k.snoozed || k.status != StatusAccepted && k.status != StatusOffered {
		return
	}
	forgot := func(why string, at time.Time) {
		q.forgotten++
		q.t.Errorf("C%d/%d of %d (%s, from %s, due %s, over %s): %s %s; said %v, hours %+v", n, k.number, k.owner, k.status, k.from, k.due, q.now, why, at, k.said, hours)
	}
	q.counts["ladders judged"]++
	if !q.now.Before(k.due) && q.upBetween(k.from, k.due) {
		last, ok := hours.LastDecent(k.from.Add(minute), k.due)
		if ok && len(k.said) == 0 && !last.Before(k.from.Add(2*minute)) {
			forgot("nothing was said before the date, and could be at", last)
		}
		if at, ok := hours.NextDecent(k.dueDay); k.status == StatusAccepted && ok && at.Before(k.due) && !k.dueDay.Before(k.from) && !k.has(NudgeDue, at) {
			forgot("nothing was said on the day, and could be at", at)
		}
	}
	if k.status != StatusAccepted {
		return
	}
	for i, at := range k.steps {
		if at.IsZero() || !at.Before(q.now) {
			continue
		}
		if could := q.upAndDecent(hours, at); could.Before(q.now) && !k.hasOverdue(i+1, could) {
			forgot(fmt.Sprintf("overdue step %d of %s was not said by", i+1, at), could)
		}
	}
}

// has tells whether that was said, at the latest then or, gathered with other things, half an hour before.
func (k *course) has(what string, by time.Time) bool {
	return slices.ContainsFunc(k.said, func(s said) bool { return s.what == what && !s.at.After(by) })
}

// hasOverdue tells whether that step or a later one was said by then.
func (k *course) hasOverdue(step int, by time.Time) bool {
	return slices.ContainsFunc(k.said, func(s said) bool {
		return strings.HasPrefix(s.what, "commit_overdue") && s.what >= fmt.Sprint("commit_overdue", step) && !s.at.After(by)
	})
}

// upBetween tells whether the bot was up all the time between.
func (q *quarter) upBetween(from, to time.Time) bool {
	return !slices.ContainsFunc(q.downs, func(d governance.Interval) bool { return d.From.Before(to) && from.Before(d.To) })
}

// upAndDecent is the first moment not before t at which the bot is up and the hour is decent.
func (q *quarter) upAndDecent(hours governance.Hours, t time.Time) time.Time {
	for {
		at, ok := hours.NextDecent(t)
		if !ok {
			return q.now.AddDate(10, 0, 0)
		}
		t = at
		for _, d := range q.downs {
			if d.Contains(t) {
				t = d.To
			}
		}
		if t.Equal(at) {
			return t
		}
	}
}
