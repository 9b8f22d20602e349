package schedule

import (
	"iter"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/teambition/rrule-go"

	"github.com/folkmoot/folkmoot/governance"
)

// Cadence is a rhythm on the wall clock of a zone (R2): "every other tuesday 09:00 Europe/Madrid". It is a plain value, compares
// with ==, and is stored as the text that String writes. The zero Cadence never comes.
//
// Libraries know which dates a rhythm falls on; what a clock shows there becomes an instant through governance.Wall alone. So a
// time that does not exist moves to the next valid one, one that repeats comes once, and two times that a gap throws together
// are one.
type Cadence struct {
	unit  unit
	every int // So many units apart.

	on   governance.Weekdays // Of weeks: the days.
	nth  int                 // Of months: which weekday, 1 to 5, or -1 for the last; 0 when date says it.
	day  time.Weekday
	date int // Of months: the day of the month; in one that is too short, its last.

	wall  clock
	exact time.Duration
	cron  string
	from  civil // It does not come before this date, which also is its first: every other week needs to know from which.
	zone  string
}

// unit is what a cadence counts in.
type unit int

const (
	never      unit = iota
	byDays          // Every so many days.
	byWeeks         // On days of the week, every so many weeks.
	byMonths        // On a date or the n-th weekday, every so many months.
	byDuration      // Every so many seconds, wherever clocks are: for scripts.
	byCron          // By a cron line, read as wall times.
)

// IsZero tells whether the cadence is none at all.
func (c Cadence) IsZero() bool { return c.unit == never }

// Zone is the IANA name of the zone whose clocks the cadence keeps to.
func (c Cadence) Zone() string { return c.zone }

// Clockless tells whether the cadence counts seconds and keeps to no clock of any zone: "every 20 seconds".
func (c Cadence) Clockless() bool { return c.unit == byDuration }

// Location is that zone.
func (c Cadence) Location() *time.Location { return governance.LoadZone(c.zone) }

// Next is the first instant of the cadence after another instant, in its zone; the zero time when there is none.
func (c Cadence) Next(after time.Time) time.Time {
	for _, at := range c.following(after) {
		return at
	}
	return time.Time{}
}

// NextN are the first n instants of the cadence after another instant, in order; fewer when it has no more.
func (c Cadence) NextN(after time.Time, n int) []time.Time {
	var instants []time.Time
	if n <= 0 {
		return nil
	}
	for _, at := range c.following(after) {
		if instants = append(instants, at); len(instants) == n {
			break
		}
	}
	return instants
}

// following are the dates and instants of the cadence after an instant. The date is the one the rhythm falls on, which a gap in
// the clock may move the instant away from.
func (c Cadence) following(after time.Time) iter.Seq2[civil, time.Time] {
	loc := c.Location()
	if c.unit == byDuration {
		return c.ticks(after, loc)
	}
	return func(yield func(civil, time.Time) bool) {
		local := after.In(loc)
		last := after
		// Wall never runs backwards, so nothing that clocks showed before the local time can resolve to a later instant.
		for wall := range c.walls(wallOf(local)) {
			at := governance.Wall(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), loc)
			if !at.After(last) {
				continue
			}
			last = at
			if !yield(civilOf(wall), at) {
				return
			}
		}
	}
}

// ticks are the multiples of the duration, counted from the same beginning for everybody (1970 in UTC), so that a restart does
// not shift them.
func (c Cadence) ticks(after time.Time, loc *time.Location) iter.Seq2[civil, time.Time] {
	return func(yield func(civil, time.Time) bool) {
		step := int64(c.exact / time.Second)
		unix := after.Unix()
		at := unix - ((unix%step)+step)%step
		for {
			at += step
			t := time.Unix(at, 0).In(loc)
			if !yield(civilOf(t), t) {
				return
			}
		}
	}
}

// wallOf is what the clock of a local time shows, kept as if it were UTC: an hour of the wall, no instant.
func wallOf(local time.Time) time.Time {
	year, month, day := local.Date()
	hour, min, sec := local.Clock()
	return time.Date(year, month, day, hour, min, sec, 0, time.UTC)
}

// walls are the wall times of the cadence from a wall time's date on (or from that time on), in order.
func (c Cadence) walls(start time.Time) iter.Seq[time.Time] {
	if first := c.from.midnight(); c.from != (civil{}) && start.Before(first) {
		start = first
	}
	switch c.unit {
	case byCron:
		return c.cronWalls(start)
	case byDays, byWeeks, byMonths:
		return c.dateWalls(civilOf(start))
	}
	return func(func(time.Time) bool) {}
}

func (c Cadence) cronWalls(start time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		line, err := parseCron(c.cron)
		if err != nil {
			return
		}
		for wall := line.Next(start.Add(-time.Second)); !wall.IsZero(); wall = line.Next(wall) {
			if !yield(wall) {
				return
			}
		}
	}
}

// parseCron reads a cron line of five fields as wall times: in UTC every wall time exists, and exists once.
func parseCron(line string) (cron.Schedule, error) {
	return cron.ParseStandard("CRON_TZ=UTC " + line)
}

func (c Cadence) dateWalls(start civil) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		rule, err := rrule.NewRRule(c.rule(start))
		if err != nil {
			return
		}
		next := rule.Iterator()
		for date, ok := next(); ok; date, ok = next() {
			wall := date.Add(time.Duration(c.wall.hour)*time.Hour + time.Duration(c.wall.min)*time.Minute + time.Duration(c.wall.sec)*time.Second)
			if !yield(wall) {
				return
			}
		}
	}
}

// rule puts the dates of the cadence in the library's words, from a date on.
func (c Cadence) rule(start civil) rrule.ROption {
	rule := rrule.ROption{Interval: c.every, Wkst: rrule.MO, Dtstart: c.inPhase(start).midnight()}
	switch c.unit {
	case byDays:
		rule.Freq = rrule.DAILY
	case byWeeks:
		rule.Freq = rrule.WEEKLY
		for day := time.Sunday; day <= time.Saturday; day++ {
			if c.on.Has(day) {
				rule.Byweekday = append(rule.Byweekday, ruleDay(day))
			}
		}
	case byMonths:
		rule.Freq = rrule.MONTHLY
		if c.nth != 0 {
			day := ruleDay(c.day)
			rule.Byweekday = []rrule.Weekday{day.Nth(c.nth)}
			break
		}
		// "The 31st" is the last day there is among the 28th to the 31st.
		for date := min(c.date, 28); date <= c.date; date++ {
			rule.Bymonthday = append(rule.Bymonthday, date)
		}
		rule.Bysetpos = []int{-1}
	}
	return rule
}

func ruleDay(day time.Weekday) rrule.Weekday {
	return [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}[day]
}

// inPhase is a date at or shortly before the start, a whole number of steps after the cadence's first date, for the library to
// count from: counting from the first itself would take longer every year.
func (c Cadence) inPhase(start civil) civil {
	if c.every <= 1 || c.from == (civil{}) {
		return start
	}
	steps := 0
	switch c.unit {
	case byDays:
		steps = daysBetween(c.from, start) / c.every
		return c.from.plus(steps * c.every)
	case byWeeks:
		steps = daysBetween(c.from.monday(), start.monday()) / 7 / c.every
		if steps > 0 {
			return c.from.monday().plus(7 * steps * c.every)
		}
	case byMonths:
		steps = (12*(start.year-c.from.year) + int(start.month-c.from.month)) / c.every
		if steps > 0 {
			return civil{c.from.year, c.from.month, 1}.plusMonths(steps * c.every)
		}
	}
	return c.from
}

func daysBetween(from, to civil) int {
	return int(to.midnight().Sub(from.midnight()) / (24 * time.Hour))
}
