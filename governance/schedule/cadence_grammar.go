package schedule

import (
	"strings"

	"github.com/folkmoot/folkmoot/governance"
)

// duration reads "every 10 seconds", "every minute", "hourly": a rhythm that knows no wall clock.
func (p *cadenceParser) duration() (Cadence, bool) {
	typed := words(p.text, p.tokens)
	rest, ok := strings.CutPrefix(strings.ToLower(typed), "every ")
	if !ok {
		if rest, ok = strings.CutSuffix(strings.ToLower(typed), "ly"); !ok || rest != "hour" {
			return Cadence{}, false
		}
	}
	span, err := governance.ParseSpan(rest)
	if err != nil {
		span, err = governance.ParseSpan("1 " + rest)
	}
	if err != nil || span != (governance.Span{Exact: span.Exact}) {
		return Cadence{}, false
	}
	return Cadence{unit: byDuration, every: 1, exact: span.Exact, zone: "UTC"}, true
}

// step reads how many units lie between two times, up to the unit's name: "daily", "every day", "every other week", "every 3
// months". 0 when it is none.
func (p *cadenceParser) step(adverb, name string) int {
	if p.skip(adverb) {
		return 1
	}
	if !p.skip("every", "each") || p.done() {
		return 0
	}
	n := 1
	if p.skip("other") {
		n = 2
	} else if number, ok := digits(p.tokens[p.pos].text, 1, 3); ok {
		n = number
		p.pos++
	} else if number, ok := governance.NumberNamed(p.tokens[p.pos].text); ok {
		n = number
		p.pos++
	}
	if !p.skip(name, name+"s") {
		return 0
	}
	return n
}

// daily reads "daily", "every day", "every other day", "every 3 days".
func (p *cadenceParser) daily() (Cadence, bool) {
	n := p.step("daily", "day")
	return Cadence{unit: byDays, every: n}, n > 0
}

// weekly reads "weekly on tuesday", "every 2 weeks on monday and thursday", "fortnightly". Without days it is today's.
func (p *cadenceParser) weekly() (Cadence, bool) {
	n := 2
	if !p.skip("fortnightly") {
		if n = p.step("weekly", "week"); n == 0 {
			return Cadence{}, false
		}
	}
	on := governance.WeekdaysOf(p.today.weekday())
	if p.skip("on") {
		days, ok := p.dayList()
		if !ok {
			return Cadence{}, false
		}
		on = days
	}
	return Cadence{unit: byWeeks, every: n, on: on}, true
}

// monthly reads "monthly on the 15th", "every 2 months on the first monday", "quarterly on the last day".
func (p *cadenceParser) monthly() (Cadence, bool) {
	n := 3
	if !p.skip("quarterly") {
		if n = p.step("monthly", "month"); n == 0 {
			return Cadence{}, false
		}
	}
	if !p.skip("on") {
		return Cadence{unit: byMonths, every: n, date: p.today.day}, true
	}
	c, ok := p.withinMonth()
	c.every = n
	return c, ok
}

// onDays reads "every tuesday", "every other tuesday", "tuesdays and thursdays", "mon-thu", "weekdays", "every weekday".
func (p *cadenceParser) onDays() (Cadence, bool) {
	n := 1
	if p.skip("every", "each") {
		if p.skip("other") {
			n = 2
		}
	} else {
		p.skip("on")
	}
	on, ok := p.dayList()
	return Cadence{unit: byWeeks, every: n, on: on}, ok
}

// dayList takes as many words as name days of the week.
func (p *cadenceParser) dayList() (governance.Weekdays, bool) {
	if p.skip("weekday", "weekdays", "workday", "workdays") {
		return governance.WorkingWeek, true
	}
	if p.attempt(func() bool { return p.skip("working") && p.skip("day", "days") }) {
		return governance.WorkingWeek, true
	}
	var on governance.Weekdays
	for !p.done() {
		if on != 0 && p.pos+1 < len(p.tokens) && p.skip("and", "&") {
			continue
		}
		days, err := governance.ParseWeekdays(p.tokens[p.pos].text)
		if err != nil {
			break
		}
		on |= days
		p.pos++
	}
	return on, on != 0
}

// nthDay reads "first monday of the month", "last friday", "the 15th of every month", "every last day of the month". "Every
// second tuesday" means two things, every other one and the second of each month, so it needs "of the month".
func (p *cadenceParser) nthDay() (Cadence, bool) {
	every := p.skip("every", "each")
	if !every {
		p.skip("on")
	}
	c, ok := p.withinMonth()
	if !ok {
		return Cadence{}, false
	}
	c.every = 1
	ofMonth := p.attempt(func() bool {
		if p.skip("of", "in") {
			p.skip("the", "every", "each")
		} else if !p.skip("every", "each") {
			return false
		}
		return p.skip("month")
	})
	return c, ofMonth || !every || c.nth <= 1
}

// withinMonth reads a day of a month: "the first monday", "the 15th", "the last day".
func (p *cadenceParser) withinMonth() (Cadence, bool) {
	p.skip("the")
	if p.done() {
		return Cadence{}, false
	}
	word := p.next().text
	nth := nthOf(word)
	if !p.done() && nth != 0 {
		if nth == -1 && p.skip("day") {
			return Cadence{unit: byMonths, date: 31}, true
		}
		if day, ok := p.dayName(); ok {
			return Cadence{unit: byMonths, nth: nth, day: day}, true
		}
	}
	date, ok := ordinal(word)
	return Cadence{unit: byMonths, date: date}, ok && date >= 1 && date <= 31
}

// nthOf reads "first" to "fifth" and "last", also in figures; 0 for anything else.
func nthOf(word string) int {
	if word == "last" {
		return -1
	}
	for nth := 1; nth <= 5; nth++ {
		if word == nthName(nth) {
			return nth
		}
	}
	if nth, ok := ordinal(word); ok && nth <= 5 {
		return nth
	}
	return 0
}
