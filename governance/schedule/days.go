package schedule

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// days are the dates a phrase may mean, the earliest first: "friday" is the coming one, or the one after when its time is past.
// With late, what is left of today is meant when the working day is over. A date may bring its own time of day ("tonight").
type days struct {
	options []civil
	late    bool
	at      *clock
	recurs  bool // "The 13th": a weekday before it chooses among the options.
	named   bool // "Tomorrow 9": a number after it is an hour.
}

func only(date civil) days { return days{options: []civil{date}, late: true} }

// days reads a date, and the part of that day which may follow.
func (p *parser) days() (d days, ok bool) {
	for _, read := range []func() (days, bool){p.namedDay, p.spanFrom, p.weekend, p.holiday, p.endOf, p.startOf, p.neighbour, p.weekday, p.calendarDay} {
		if p.attempt(func() bool {
			p.skip("the")
			d, ok = read()
			return ok
		}) {
			p.partAfterDay(&d)
			return d, true
		}
	}
	return days{}, false
}

// endOf reads the end of a week, month or year: "end of week", "eom", "end of next month", "end of december 2026", "this week".
func (p *parser) endOf() (days, bool) {
	switch {
	case p.skip("eow"):
		return p.weekEnd(0), true
	case p.skip("eom"):
		return only(p.today.monthEnd()), true
	case p.skip("eoq"):
		return only(p.today.quarterEnd(0)), true
	case p.skip("eoy"):
		return only(civil{p.today.year, time.December, 31}), true
	case p.skip("month-end"), p.phrase("month", "end"):
		return only(p.today.monthEnd()), true
	case p.skip("year-end"), p.phrase("year", "end"):
		return only(civil{p.today.year, time.December, 31}), true
	case p.phrase("end", "of"):
	case !p.done() && p.tokens[p.pos].text == "this":
	default:
		return days{}, false
	}
	ahead := 0
	if p.skip("next") {
		ahead = 1
	} else {
		p.skip("this", "the")
	}
	switch {
	case p.skip("week"):
		return p.weekEnd(ahead), true
	case p.skip("month"):
		return only(civil{p.today.year, p.today.month, 1}.plusMonths(ahead).monthEnd()), true
	case p.skip("quarter"):
		return only(p.today.quarterEnd(ahead)), true
	case p.skip("year"):
		return only(civil{p.today.year + ahead, time.December, 31}), true
	}
	return p.endOfNamed()
}

// startOf reads the first day of a week, month or year to come: "start of next week", "beginning of january".
func (p *parser) startOf() (days, bool) {
	if !p.phrase("start", "of") && !p.phrase("beginning", "of") {
		return days{}, false
	}
	switch {
	case p.phrase("next", "week"):
		return only(p.today.monday().plus(7)), true
	case p.phrase("next", "month"):
		return only(civil{p.today.year, p.today.month, 1}.plusMonths(1)), true
	case p.phrase("next", "year"):
		return only(civil{p.today.year + 1, time.January, 1}), true
	case p.done():
		return days{}, false
	}
	month, ok := monthNamed(p.next().text)
	if year, given := p.year(); given {
		return only(civil{year, month, 1}), ok
	}
	return days{options: p.yearly(month, 1), late: true}, ok
}

// endOfNamed reads the rest of "end of december", "end of december 2026", "end of 2026", "end of tomorrow".
func (p *parser) endOfNamed() (days, bool) {
	if p.done() || p.tokens[max(p.pos-1, 0)].text != "of" {
		return days{}, false
	}
	if year, ok := p.year(); ok {
		return only(civil{year, time.December, 31}), true
	}
	if month, ok := monthNamed(p.tokens[p.pos].text); ok {
		p.pos++
		if year, ok := p.year(); ok {
			return only(civil{year, month, 1}.monthEnd()), true
		}
		year := p.today.year
		return days{options: []civil{civil{year, month, 1}.monthEnd(), civil{year + 1, month, 1}.monthEnd()}, late: true}, true
	}
	var d days
	if p.attempt(func() (ok bool) { d, ok = p.namedDay(); return ok && d.at == nil }) {
		return d, true
	}
	return p.weekday()
}

// weekEnd is the last working day of this week (or the next when that is over), or of a later week.
func (p *parser) weekEnd(ahead int) days {
	last := p.today.monday().plus(7*ahead + p.opt.lastWorkday())
	if ahead > 0 {
		return only(last)
	}
	return days{options: []civil{last, last.plus(7)}, late: true}
}

// neighbour reads "next week" (this day a week on), "next week on friday", "next month", "next year", and the past ones.
func (p *parser) neighbour() (days, bool) {
	step := 1
	if p.skip("last", "past", "previous") {
		step = -1
	} else if !p.skip("next") {
		return days{}, false
	}
	switch {
	case p.skip("month"):
		return only(p.today.plusMonths(step)), true
	case p.skip("year"):
		return only(p.today.plusMonths(12 * step)), true
	case !p.skip("week"):
		return days{}, false
	}
	date := p.today.plus(7 * step)
	p.attempt(func() bool {
		p.skip("on")
		day, ok := p.dayName()
		if ok {
			date = date.monday().plus((int(day) + 6) % 7)
		}
		return ok
	})
	return only(date), true
}

// weekday reads "friday", "this friday", "next friday" (the one of the next week, which begins on Monday), "last friday", "friday
// of next week", "friday week" (a week after the coming one), and a weekday before a date that must fall on it ("fri 4 dec", "fri 4/12",
// "friday the 13th").
func (p *parser) weekday() (days, bool) {
	which := ""
	if p.skip("this", "next", "coming", "last", "past") {
		which = p.tokens[p.pos-1].text
	}
	day, ok := p.dayName()
	if !ok {
		return days{}, false
	}
	inNextWeek := p.today.monday().plus(7 + (int(day)+6)%7)
	coming := p.today.plus((int(day-p.today.weekday()) + 7) % 7)
	switch which {
	case "next":
		return only(inNextWeek), true
	case "this":
		return only(coming), true
	case "last", "past":
		return only(coming.plus(-7)), true
	}
	switch {
	case p.phrase("of", "next", "week"), p.phrase("next", "week"):
		return only(inNextWeek), true
	case p.skip("week"):
		return p.weekAfter(coming, 7), true
	}
	var d days
	if p.attempt(func() bool {
		p.skip("the")
		d, ok = p.calendarDay()
		return ok
	}) {
		return p.fallingOn(d, day)
	}
	return days{options: []civil{coming, coming.plus(7)}}, true
}

// weekAfter is so many days after the coming day of that name. Said on that very day, it may be counted from there or from the next.
func (p *parser) weekAfter(coming civil, plus int) days {
	if coming == p.today {
		p.other = []civil{coming.plus(7 + plus)}
	}
	return only(coming.plus(plus))
}

// fallingOn keeps the dates that fall on a weekday. Of two readings of a date it may leave one.
func (p *parser) fallingOn(d days, day time.Weekday) (days, bool) {
	kept, ok := d.fallingOn(day, p.today)
	if p.other == nil {
		return kept, ok
	}
	other, also := days{options: p.other, late: d.late}.fallingOn(day, p.today)
	p.other = nil
	switch {
	case !ok:
		return other, also
	case also:
		p.other = other.options
	}
	return kept, true
}

// fallingOn keeps the dates that fall on a weekday; a date that names its month is one date, and right or wrong.
func (d days) fallingOn(day time.Weekday, today civil) (days, bool) {
	kept := days{late: d.late}
	for _, date := range d.options {
		if !d.recurs && len(d.options) > 1 && date.before(today) {
			continue
		}
		if date.weekday() == day {
			kept.options = append(kept.options, date)
		}
		if !d.recurs {
			break
		}
	}
	return kept, len(kept.options) > 0
}

// dayName takes the name of a weekday. "Fridays" are many and no date.
func (p *parser) dayName() (time.Weekday, bool) {
	if p.done() || strings.HasSuffix(p.tokens[p.pos].text, "days") {
		return 0, false
	}
	day, ok := governance.DayNamed(p.tokens[p.pos].text)
	if ok {
		p.pos++
	}
	return day, ok
}
