package commitment

import (
	"container/heap"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/inbox"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// The quarter is lived by so many people with so many commitments, and so many restarts of the bot.
const (
	quarterPeople   = 500
	quarterEach     = 6
	quarterRestarts = 40
	quarterDays     = 90
	// quarterAfter is how long nobody does anything any more, so that everything comes to its end.
	quarterAfter = 60
)

// alarm is one entry of the agenda. An old one, of a subject that wakes at another time by now, is passed over.
type alarm struct {
	at   time.Time
	what string // "commitment", "inbox", "human", "make", "away"
	n    int
}

type agenda []alarm

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)        { *a = append(*a, x.(alarm)) }
func (a *agenda) Pop() any          { old := *a; last := old[len(old)-1]; *a = old[:len(old)-1]; return last }

// quarter is the whole world of the simulation.
type quarter struct {
	t    *testing.T
	rand *rand.Rand
	now  time.Time
	end  time.Time
	agenda

	circle  *governance.Circle
	all     []*Commitment
	boxes   []*inbox.Inbox // by person; nobody is 0
	courses []course
	silent  []bool                // nobody ever says a word about these
	downs   []governance.Interval // all of them, in order; those before over are over
	over    int

	sent     map[string]int
	snoozes  map[string]int
	counts   map[string]int
	messages int
	// outside, twice and forgotten are what must not happen.
	outside, twice, forgotten int
	made                      map[Status]int
}

func newQuarter(t *testing.T, seed uint64) *quarter {
	q := &quarter{t: t, rand: rand.New(rand.NewPCG(seed, 4)), now: time.Date(2026, 2, 16, 8, 0, 0, 0, time.UTC), // Over both changes to summer time.
		sent: map[string]int{}, snoozes: map[string]int{}, counts: map[string]int{}, made: map[Status]int{}}
	q.end = q.now.AddDate(0, 0, quarterDays)
	zones := []string{"UTC", "Europe/Madrid", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Africa/Nairobi", "Asia/Kolkata",
		"Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kathmandu"}
	q.circle = governance.NewCircle(7, 1, "Village", governance.Place{Workspace: 1, Channel: "village"}, false, "Europe/Madrid", 1)
	var members []person
	q.boxes = []*inbox.Inbox{nil}
	for p := person(1); p <= quarterPeople; p++ {
		members = append(members, p)
		q.boxes = append(q.boxes, inbox.New(1, p, q.hours(zones[int(p)%len(zones)])))
		q.push(q.now.Add(q.upTo(quarterDays*day)), "away", int(p))
	}
	if _, err := q.circle.Begin(q.now, members); err != nil {
		t.Fatal(err)
	}
	for n := range quarterPeople * quarterEach {
		q.push(q.now.Add(q.upTo((quarterDays-1)*day)), "make", n)
	}
	for range quarterRestarts {
		from := q.now.Add(q.upTo((quarterDays + 30) * day))
		q.downs = append(q.downs, governance.Interval{From: from, To: from.Add(q.upTo([]time.Duration{2 * minute, hour, 14 * hour}[q.rand.IntN(3)]))})
	}
	q.downs = append(q.downs, governance.Interval{From: q.now.Add(40 * day), To: q.now.Add(45 * day)}) // Once it is down for days.
	slices.SortFunc(q.downs, func(a, b governance.Interval) int { return a.From.Compare(b.From) })
	return q
}

// hours are somebody's quiet hours and working days.
func (q *quarter) hours(zone string) governance.Hours {
	h := governance.DefaultHours(zone)
	quiet := [][2]int{{18 * 60, 9 * 60}, {18 * 60, 9 * 60}, {21 * 60, 7*60 + 30}, {13 * 60, 10 * 60}, {0, 0}, {12 * 60, 14 * 60}}[q.rand.IntN(6)]
	h.QuietFrom, h.QuietTo = quiet[0], quiet[1]
	h.Days = []governance.Weekdays{governance.WorkingWeek, governance.WorkingWeek, governance.WeekdaysOf(time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday),
		governance.WeekdaysOf(time.Tuesday, time.Thursday), 127}[q.rand.IntN(5)]
	return h
}

func (q *quarter) upTo(d time.Duration) time.Duration {
	return time.Duration(q.rand.Int64N(int64(d))).Truncate(time.Second)
}

func (q *quarter) push(at time.Time, what string, n int) {
	if !at.IsZero() {
		heap.Push(&q.agenda, alarm{at, what, n})
	}
}

// run lives through the quarter.
func (q *quarter) run() {
	last := q.end.AddDate(0, 0, quarterAfter)
	for q.Len() > 0 {
		a := heap.Pop(&q.agenda).(alarm)
		if a.at.After(last) {
			break
		}
		q.now = latest(q.now, a.at)
		for q.over < len(q.downs) && !q.now.Before(q.downs[q.over].From) {
			q.now = latest(q.now, q.downs[q.over].To)
			q.over++
			q.restart()
		}
		switch a.what {
		case "make":
			q.make(a.n)
		case "human":
			q.human(a.n)
		case "away":
			q.away(a.n)
		case "commitment":
			q.wake(a.n)
		case "inbox":
			q.open(a.n)
		}
	}
	q.now = latest(q.now, last)
	for n := range q.all {
		q.judge(n)
	}
}

// restart reads everything back from its encoding: nothing lives in memory only.
func (q *quarter) restart() {
	q.counts["restarts"]++
	for n, c := range q.all {
		data, err := json.Marshal(c)
		if err != nil {
			q.t.Fatal(err)
		}
		if q.all[n], err = Decode(data); err != nil {
			q.t.Fatal(err)
		}
	}
	for p, box := range q.boxes[1:] {
		data, err := json.Marshal(box)
		if err != nil {
			q.t.Fatal(err)
		}
		again := &inbox.Inbox{}
		if err := json.Unmarshal(data, again); err != nil {
			q.t.Fatal(err)
		}
		q.boxes[p+1] = again
	}
}

// make lets somebody promise or ask something.
func (q *quarter) make(int) {
	asker := person(1 + q.rand.IntN(quarterPeople))
	d := Draft{What: "something", Owner: asker, OwnerZone: q.boxes[asker].Hours.Zone}
	if q.rand.IntN(3) == 0 {
		d.Owner = person(1 + q.rand.IntN(quarterPeople))
		d.OwnerZone = q.boxes[d.Owner].Hours.Zone
	}
	if q.rand.IntN(2) == 0 {
		d.To = person(1 + q.rand.IntN(quarterPeople))
	}
	if q.rand.IntN(10) == 0 {
		rhythms := []string{"every friday 17:00", "every other tuesday 09:00", "every weekday 16:00", "monthly on the 15th 12:00"}
		cadence, err := schedule.ParseCadence(rhythms[q.rand.IntN(len(rhythms))], q.now, governance.LoadZone(d.OwnerZone))
		if err != nil {
			q.t.Fatal(err)
		}
		d.Cadence = cadence
	} else {
		d.Due = q.now.Add(2*hour + q.upTo([]time.Duration{10 * hour, 3 * day, 14 * day, 50 * day}[q.rand.IntN(4)]))
	}
	n := len(q.all)
	c, events, err := Make(q.now, governance.Ref{Org: 1, Kind: Kind, N: int64(n)}, q.circle, asker, d)
	if err != nil {
		q.t.Fatal(err)
	}
	q.all, q.courses, q.silent = append(q.all, c), append(q.courses, course{}), append(q.silent, q.rand.IntN(3) == 0)
	q.counts["made"]++
	q.heed(n, events)
	if q.silent[n] && c.Status == StatusOffered && q.rand.IntN(2) == 0 {
		_ = q.act(n, func(c *Commitment) ([]governance.Event, error) { return c.Accept(q.now, c.Owner) })
	}
	q.push(q.now.Add(q.upTo(6*day)), "human", n)
}

// human lets somebody do something about a commitment, which may be refused.
func (q *quarter) human(n int) {
	c := q.all[n]
	if q.silent[n] || q.now.After(q.end) {
		return
	}
	q.push(q.now.Add(q.upTo(8*day)), "human", n)
	other := person(1 + q.rand.IntN(quarterPeople))
	due := q.now.Add(2*hour + q.upTo(10*day))
	acts := []deed{
		func(c *Commitment) ([]governance.Event, error) { return c.MarkDone(q.now, c.Owner, "") },
		func(c *Commitment) ([]governance.Event, error) { return c.MarkDone(q.now, c.Owner, "") },
		func(c *Commitment) ([]governance.Event, error) { return c.MoreTime(q.now, c.Owner, due, "busy") },
		func(c *Commitment) ([]governance.Event, error) {
			return c.Snooze(q.now, c.Owner, hour+q.upTo(70*hour))
		},
		func(c *Commitment) ([]governance.Event, error) { return c.AskHelp(q.now, c.Owner, "help") },
		func(c *Commitment) ([]governance.Event, error) { return c.HandTo(q.now, c.Owner, other, q.circle) },
		func(c *Commitment) ([]governance.Event, error) { return c.Reword(q.now, c.Owner, "something else") },
		func(c *Commitment) ([]governance.Event, error) {
			if q.rand.IntN(4) > 0 {
				return nil, nil
			}
			return c.Drop(q.now, c.Owner, "no time")
		},
	}
	do := acts[q.rand.IntN(len(acts))]
	switch {
	case c.Status == StatusOffered && c.Counter != nil:
		do = func(c *Commitment) ([]governance.Event, error) { return c.AgreeDate(q.now, c.Asker, q.circle) }
	case c.Status == StatusOffered && q.rand.IntN(4) == 0:
		do = func(c *Commitment) ([]governance.Event, error) { return c.OfferDate(q.now, c.Owner, due, "") }
	case c.Status == StatusOffered && q.rand.IntN(8) == 0:
		do = func(c *Commitment) ([]governance.Event, error) { return c.Decline(q.now, c.Owner, "") }
	case c.Status == StatusOffered:
		do = func(c *Commitment) ([]governance.Event, error) { return c.Accept(q.now, c.Owner) }
	case c.Handover != nil:
		do = func(c *Commitment) ([]governance.Event, error) {
			return c.AcceptHandover(q.now, c.Handover.To, q.boxes[c.Handover.To].Hours.Zone)
		}
	case !c.Live() && q.rand.IntN(3) == 0:
		do = func(c *Commitment) ([]governance.Event, error) {
			return c.Reopen(q.now, c.Owner, q.circle, time.Time{}, "")
		}
	}
	if err := q.act(n, do); err != nil && governance.AsError(err) == nil {
		q.t.Fatal(err)
	}
}

// away lets somebody say, some days ahead, that they will be away.
func (q *quarter) away(p int) {
	box := q.boxes[p]
	from := q.now.Add(8*day + q.upTo(5*day))
	hours := box.Hours
	hours.Away = append(slices.Clip(hours.Away), governance.Interval{From: from, To: from.Add(day + q.upTo(14*day))})
	box.Rehouse(q.now, hours)
	q.counts["absences"]++
	q.push(box.NextWake(), "inbox", p)
}

func (q *quarter) act(n int, do deed) error {
	events, err := do(q.all[n])
	if err == nil {
		q.heed(n, events)
	}
	return err
}

// heed is what assembly does with events: nudges into inboxes, alarms into the agenda.
func (q *quarter) heed(n int, events []governance.Event) {
	for _, e := range events {
		q.counts[e.EventName()]++
		if _, ok := e.(*Snoozed); ok {
			q.snoozes[fmt.Sprint(n, "/", q.all[n].Ladder.Number)]++
		}
		for _, nudge := range e.(governance.Nudging).Nudges() {
			for _, to := range nudge.To {
				q.boxes[to].Plan(q.now, nudge)
				q.push(q.boxes[to].NextWake(), "inbox", int(to))
			}
		}
	}
	q.watch(n)
	q.push(q.all[n].NextWake(), "commitment", n)
}

func (q *quarter) wake(n int) {
	for range 100 {
		if at := q.all[n].NextWake(); at.IsZero() || at.After(q.now) {
			return
		}
		if err := q.act(n, func(c *Commitment) ([]governance.Event, error) { return c.Wake(q.now) }); err != nil {
			q.t.Fatal(err)
		}
	}
	q.t.Fatalf("C%d still wants to wake at %s, and it is %s", n, q.all[n].NextWake(), q.now)
}

// open sends what has come due for somebody, as far as it is still true.
func (q *quarter) open(p int) {
	box := q.boxes[p]
	if at := box.NextWake(); at.IsZero() || at.After(q.now) {
		return
	}
	events, err := box.Wake(q.now)
	if err != nil {
		q.t.Fatal(err)
	}
	q.push(box.NextWake(), "inbox", p)
	for _, e := range events {
		lines := 0
		for _, item := range e.(*inbox.Delivered).Items {
			if q.deliver(person(p), item) {
				lines++
			}
		}
		if lines > 0 {
			q.messages++
		}
	}
}

// deliver judges one nudge as it is sent: at an hour of theirs, and once.
func (q *quarter) deliver(to person, item inbox.Item) bool {
	n := int(item.On.N)
	c := q.all[n]
	if !c.Awaits(q.now, to, item.What, item.Part) {
		q.counts["not true any more"]++
		return false
	}
	q.counts["nudges"]++
	q.counts[item.What]++
	if !q.boxes[to].Hours.Decent(q.now) {
		q.outside++
		q.t.Errorf("%s about C%d comes to %d at %s, which is no decent hour of %+v", item.What, n, to, q.now, q.boxes[to].Hours)
	}
	key := fmt.Sprintf("%d/%d %s to %d", n, item.Part, item.What, to)
	most := 1
	if item.What == NudgeSnoozed {
		most = q.snoozes[fmt.Sprint(n, "/", item.Part)]
	}
	if q.sent[key]++; q.sent[key] > most {
		q.twice++
		q.t.Errorf("%s comes %d times", key, q.sent[key])
	}
	if k := &q.courses[n]; to == k.owner && item.Part == k.number && strings.HasPrefix(item.What, "commit_") {
		k.said = append(k.said, said{item.What, q.now})
	}
	return true
}

// TestASimulatedQuarter is how one sees that commitments are remembered: 500 people over 12 zones, each with quiet hours, days off and
// absences, a quarter with restarts at random moments. Nobody is nudged outside their hours, nobody twice for one step, nobody is
// forgotten (C4, C5).
func TestASimulatedQuarter(t *testing.T) {
	q := newQuarter(t, 1)
	q.run()
	q.report()
}

// report prints what happened, and refuses a quarter in which too little did.
func (q *quarter) report() {
	for _, c := range q.all {
		q.made[c.Status]++
		if c.Live() && !c.Repeats() && c.Due.Before(q.now.AddDate(0, 0, -50)) {
			q.forgotten++
			q.t.Errorf("%s was due %s and nobody heard of it any more", c.Ref(), c.Due)
		}
	}
	q.t.Logf("%d people in 12 zones, %d absences, %d restarts: %d commitments, %d ladders judged", quarterPeople, q.counts["absences"], q.counts["restarts"], q.counts["made"],
		q.counts["ladders judged"])
	q.t.Logf("in the end %v; %d rounds done, %d times rounds missed", q.made, q.counts["commitment.round_done"], q.counts["commitment.round_missed"])
	q.t.Logf("%d nudges in %d messages (%d more were not true any more and not sent)", q.counts["nudges"], q.messages, q.counts["not true any more"])
	q.t.Logf("outside somebody's hours: %d; twice for one step: %d; forgotten: %d", q.outside, q.twice, q.forgotten)
	for _, what := range []string{NudgeBefore, NudgeDue, NudgeOverdue1, NudgeOverdue2, NudgeOverdue3, NudgeOverdueTo, NudgeSnoozed, NudgeOffer, NudgeOfferLast, NudgeCounter, NudgeHandover,
		NudgeMissed, NudgeRound, NudgeUnanswered} {
		q.t.Logf("  %-17s %6d", what, q.counts[what])
		if q.counts[what] < 20 {
			q.t.Errorf("only %d of %s: the quarter shows too little", q.counts[what], what)
		}
	}
}
