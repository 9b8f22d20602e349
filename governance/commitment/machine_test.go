package commitment

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// machine does anything in any order to one commitment and the inboxes of its people, and holds what must always be true. Beside the
// talk, which reads everything back from its encoding before every act, it does the same to one that stays in memory.
type machine struct {
	*talk
	rt     *rapid.T
	memory *Commitment
	hours  map[person]governance.Hours
	// sent counts what reached somebody, by ladder, step and person.
	sent map[string]int
	// snoozes counts the snoozes of each ladder, because each may end with a nudge.
	snoozes map[int]int
	// steps is the last overdue step that was told of, by ladder.
	steps map[int]int
}

func newMachine(t *rapid.T) *machine {
	w := newTalk(t)
	m := &machine{talk: w, rt: t, hours: map[person]governance.Hours{}, sent: map[string]int{}, snoozes: map[int]int{}, steps: map[int]int{}}
	w.onSent = m.onSent
	for _, p := range []person{ana, ben, cy, dee} {
		m.hours[p] = drawHours(t)
		w.boxes[p] = inbox.New(1, p, m.hours[p])
	}
	d := Draft{What: "send the minutes", Owner: ben, To: rapid.SampledFrom([]person{0, ana, cy}).Draw(t, "to"), OwnerZone: m.hours[ben].Zone}
	if rapid.IntRange(0, 2).Draw(t, "repeats") == 0 {
		d.Cadence = rhythm(t, rapid.SampledFrom([]string{"every friday 17:00", "every day 09:00 Europe/Madrid", "every 20 seconds", "last day of the month 12:00"}).Draw(t, "rhythm"))
	} else {
		d.Due = monday.Add(m.span(t))
	}
	w.begin(rapid.SampledFrom([]person{ana, ben}).Draw(t, "asker"), d)
	m.memory = w.load()
	return m
}

func drawHours(t *rapid.T) governance.Hours {
	h := governance.DefaultHours(rapid.SampledFrom([]string{"UTC", "Europe/Madrid", "Pacific/Auckland", "America/New_York"}).Draw(t, "zone"))
	h.QuietFrom, h.QuietTo = rapid.IntRange(0, 47).Draw(t, "from")*30, rapid.IntRange(0, 47).Draw(t, "until")*30
	h.Days = rapid.SampledFrom([]governance.Weekdays{governance.WorkingWeek, governance.WeekdaysOf(time.Saturday), 127}).Draw(t, "days")
	if rapid.Bool().Draw(t, "away") {
		from := monday.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "away from")) * day)
		h.Away = []governance.Interval{{From: from, To: from.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "away for")) * day)}}
	}
	return h
}

func (m *machine) span(t *rapid.T) time.Duration {
	return rapid.SampledFrom([]time.Duration{20 * time.Second, 10 * minute, hour, 5 * hour, 20 * hour, 30 * hour, 3 * day, 11 * day, 60 * day}).Draw(t, "span")
}

// onSent judges what reached somebody: at a decent hour, of one's own, and once.
func (m *machine) onSent(to person, item inbox.Item) {
	c := m.load()
	key := fmt.Sprintf("%s/%d to %d", item.What, item.Part, to)
	m.sent[key]++
	most := 1
	if item.What == NudgeSnoozed {
		most = m.snoozes[item.Part]
	}
	switch {
	case m.sent[key] > most:
		m.rt.Fatalf("%s was sent %d times", key, m.sent[key])
	case !c.Live() && item.What != NudgeMissed && item.What != NudgeUnanswered:
		m.rt.Fatalf("%s was sent, and it is %s", key, c.Status)
	case item.Urgent:
		if c.Ladder.Span > brisk || item.Due.After(c.Due.Add(brisk)) {
			m.rt.Fatalf("%s is urgent, its span %s and its date %s ago", key, c.Ladder.Span, m.now.Sub(c.Due))
		}
	case !m.hours[to].Decent(m.now):
		m.rt.Fatalf("%s was sent at %s, which is no decent hour of %+v", key, m.now, m.hours[to])
	}
}

// do lets an act happen to both.
func (m *machine) do(what string, act deed) {
	before := m.load()
	c := m.load()
	events, err := act(c)
	same, sameErr := act(m.memory)
	if a, b := told(events, err), told(same, sameErr); a != b {
		m.rt.Fatalf("%s: read back it answers\n%s\nand in memory\n%s", what, a, b)
	}
	if err != nil {
		if after, _ := json.Marshal(c); governance.AsError(err) == nil || string(after) != string(m.data) {
			m.rt.Fatalf("%s was refused with %v, and changed something or is not for people", what, err)
		}
		return
	}
	m.save(c)
	if kept, _ := json.Marshal(m.memory); string(kept) != string(m.data) {
		m.rt.Fatalf("%s: in memory it is\n%s\nand read back\n%s", what, kept, m.data)
	}
	m.judge(what, before, c, events)
	m.hear(events)
}

func told(events []governance.Event, err error) string {
	out, _ := json.Marshal(events)
	return fmt.Sprint(string(out), err)
}

// judge checks what has happened against what was before.
func (m *machine) judge(what string, before, after *Commitment, events []governance.Event) {
	legal := map[Status][]Status{
		StatusOffered:  {StatusOffered, StatusAccepted, StatusDropped},
		StatusAccepted: {StatusAccepted, StatusDone, StatusMissed, StatusDropped},
		StatusDone:     {StatusDone, StatusAccepted},
		StatusMissed:   {StatusMissed, StatusDone, StatusAccepted},
		StatusDropped:  {StatusDropped, StatusAccepted},
	}
	if !slices.Contains(legal[before.Status], after.Status) {
		m.rt.Fatalf("%s: from %s to %s", what, before.Status, after.Status)
	}
	if before.Status != after.Status && len(events) == 0 {
		m.rt.Fatalf("%s: from %s to %s without a word", what, before.Status, after.Status)
	}
	number := before.Ladder.Number // An overdue event is of the ladder that was: nothing else happens with it.
	for _, e := range events {
		switch e := e.(type) {
		case *Overdue:
			if e.From != m.steps[number]+1 && m.steps[number] > 0 || e.Step < e.From || e.Step > 3 {
				m.rt.Fatalf("%s: steps %d to %d of ladder %d after step %d", what, e.From, e.Step, number, m.steps[number])
			}
			m.steps[number] = e.Step
		case *Snoozed:
			m.snoozes[after.Ladder.Number]++
		}
	}
}

// Check holds what is true between acts.
func (m *machine) Check(t *rapid.T) {
	c := m.load()
	if awake := !c.NextWake().IsZero(); awake != c.Live() {
		t.Fatalf("it is %s and wakes at %s", c.Status, c.NextWake())
	}
	switch {
	case c.Live() != c.Ended.IsZero():
		t.Fatalf("it is %s and ended %s", c.Status, c.Ended)
	case (c.How != "") != (c.Status == StatusDropped):
		t.Fatalf("it is %s, %s", c.Status, c.How)
	case c.Handover != nil && c.Status != StatusAccepted, c.Counter != nil && c.Status != StatusOffered, c.NeedsHelp && c.Status != StatusAccepted:
		t.Fatalf("it is %s, and somebody is asked: %+v %+v", c.Status, c.Handover, c.Counter)
	case c.Ladder.Snoozes > mostSnoozes, c.Ladder.Passed > 3, len(c.Rounds) > keptRounds, len(c.Dates) > keptDates:
		t.Fatalf("too many: %+v, %d rounds, %d dates", c.Ladder, len(c.Rounds), len(c.Dates))
	case c.Repeats() && c.Status == StatusAccepted && (c.Round.Number != c.RoundsDone+c.RoundsMissed+1 || !c.Round.Due.Equal(c.Due)):
		t.Fatalf("round %+v of %d done and %d missed, due %s", c.Round, c.RoundsDone, c.RoundsMissed, c.Due)
	}
	if next := c.NextWake(); !next.IsZero() {
		if early, err := c.Wake(next.Add(-time.Nanosecond)); err != nil || len(early) > 0 {
			t.Fatalf("woken early it answers %v, %v", early, err)
		}
	}
}

func (m *machine) who(t *rapid.T) person {
	return rapid.SampledFrom([]person{ana, ben, ben, ben, cy, dee, zed}).Draw(t, "who")
}

// Act lets somebody do something.
func (m *machine) Act(t *rapid.T) {
	m.rt = t
	by, other := m.who(t), rapid.SampledFrom([]person{ana, ben, cy, dee}).Draw(t, "other")
	due := m.now.Add(m.span(t))
	d := time.Duration(rapid.IntRange(0, 80).Draw(t, "hours")) * hour
	why := rapid.SampledFrom([]string{"", "because"}).Draw(t, "why")
	acts := map[string]deed{
		"accept": m.accept(by), "decline": m.decline(by, why), "agree": m.agree(by), "refuse": m.refuse(by, why), "done": m.done(by, why),
		"snooze": m.snooze(by, d), "help": m.help(by, why), "drop": m.drop(by, why), "release": m.release(by, why), "hand": m.hand(by, other),
		"take": m.take(by), "leave": m.leave(by, why), "reword": m.reword(by, why), "reopen": m.reopen(by, "", why),
		"gone": m.gone(other), "back": m.back(other),
		"offer date": func(c *Commitment) ([]governance.Event, error) { return c.OfferDate(m.now, by, due, why) },
		"more time":  func(c *Commitment) ([]governance.Event, error) { return c.MoreTime(m.now, by, due, why) },
		"reopen by":  func(c *Commitment) ([]governance.Event, error) { return c.Reopen(m.now, by, m.circle, due, why) },
	}
	what := rapid.SampledFrom([]string{"accept", "accept", "accept", "decline", "agree", "refuse", "done", "done", "snooze", "snooze", "help", "drop", "release",
		"hand", "hand", "take", "take", "leave", "reword", "reopen", "gone", "back", "offer date", "more time", "more time", "reopen by"}).Draw(t, "act")
	m.do(what, acts[what])
}

// Rehouse lets somebody change their hours.
func (m *machine) Rehouse(t *rapid.T) {
	m.rt = t
	who := rapid.SampledFrom([]person{ana, ben, cy, dee}).Draw(t, "whose")
	m.hours[who] = drawHours(t)
	m.box(who).Rehouse(m.now, m.hours[who])
}

// Time moves on, to the next alarm or by some time, perhaps unheeded.
func (m *machine) Time(t *rapid.T) {
	m.rt = t
	if next := m.nextWake(); !next.IsZero() && rapid.Bool().Draw(t, "to the alarm") {
		m.now = latest(m.now, next)
	} else {
		m.now = m.now.Add(time.Duration(rapid.IntRange(0, 8000).Draw(t, "minutes")) * minute)
	}
	if rapid.IntRange(0, 4).Draw(t, "down") == 0 {
		return
	}
	for range 100 {
		if next := m.load().NextWake(); next.IsZero() || next.After(m.now) {
			m.tick()
			return
		}
		m.do("wake", func(c *Commitment) ([]governance.Event, error) { return c.Wake(m.now) })
	}
	t.Fatalf("it still wants to wake at %s, and it is %s", m.load().NextWake(), m.now)
}

// TestAnyOrderOfActs is the property that everything else rests on: every step of a ladder once, at a decent hour, and only while it is
// true; no state that is not one; the alarm ahead; the encoding complete.
func TestAnyOrderOfActs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		t.Repeat(map[string]func(*rapid.T){
			"": m.Check, "act": m.Act, "act again": m.Act, "rehouse": m.Rehouse, "time": m.Time, "more time": m.Time,
		})
	})
}
