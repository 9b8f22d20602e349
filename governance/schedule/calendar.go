package schedule

import (
	"strings"
	"time"
)

// calendarDay reads a date by its number: ISO, numeric, with the name of its month, or "the 15th".
func (p *parser) calendarDay() (d days, ok bool) {
	for _, read := range []func() (days, bool){p.isoDay, p.numericDay, p.monthDay, p.ordinalDay} {
		if p.attempt(func() bool { d, ok = read(); return ok }) {
			return d, true
		}
	}
	return days{}, false
}

// isoDay reads "2026-12-01" and "2026/12/01".
func (p *parser) isoDay() (days, bool) {
	if p.done() {
		return days{}, false
	}
	word := p.next().text
	mark := "-"
	if strings.Contains(word, "/") {
		mark = "/"
	}
	parts := strings.Split(word, mark)
	if len(parts) != 3 || len(parts[0]) != 4 {
		return days{}, false
	}
	date, ok := civilFrom(parts[0], parts[1], parts[2])
	return only(date), ok
}

// civilFrom reads a date from its numbers, the year of two or four digits; false when no calendar has it.
func civilFrom(year, month, day string) (civil, bool) {
	y, okYear := digits(year, 2, 4)
	m, okMonth := digits(month, 1, 2)
	d, okDay := digits(day, 1, 2)
	if len(year) == 2 {
		y += 2000
	}
	date := civil{y, time.Month(m), d}
	return date, okYear && okMonth && okDay && len(year) != 3 && date.exists()
}

// numericDay reads "13/04", "13.4.", "13-04-2026". Some write the day first and some the month: unless one of them cannot be a
// month, the date is ambiguous, and the second reading goes to p.other.
func (p *parser) numericDay() (days, bool) {
	if p.done() {
		return days{}, false
	}
	word := p.next()
	separator := strings.IndexAny(word.text, "/.-")
	if separator < 0 {
		return days{}, false
	}
	mark := word.text[separator : separator+1]
	parts := strings.Split(word.text, mark)
	switch {
	case len(parts) == 3:
	case len(parts) == 2 && (mark == "/" || mark == "." && word.dotted):
		parts = append(parts, "")
	default:
		return days{}, false
	}
	dayFirst := p.numbered(parts[1], parts[0], parts[2])
	monthFirst := p.numbered(parts[0], parts[1], parts[2])
	if mark == "." && dayFirst == nil {
		return days{}, false // Nobody puts the month first before a full stop.
	}
	switch {
	case dayFirst == nil && monthFirst == nil:
		return days{}, false
	case dayFirst == nil:
		dayFirst = monthFirst
	case monthFirst != nil && monthFirst[0] != dayFirst[0]:
		p.other = monthFirst
	}
	return days{options: dayFirst, late: true}, true
}

// numbered gives the dates of a month and a day in numbers, in a year or in this and the coming ones.
func (p *parser) numbered(month, day, year string) []civil {
	m, okMonth := digits(month, 1, 2)
	d, okDay := digits(day, 1, 2)
	if !okMonth || !okDay || m < 1 || m > 12 {
		return nil
	}
	if year != "" {
		if date, ok := civilFrom(year, month, day); ok {
			return []civil{date}
		}
		return nil
	}
	return p.yearly(time.Month(m), d)
}

// yearly gives a day of the year in this year and the eight that follow, so that 29 February is always among them.
func (p *parser) yearly(month time.Month, day int) []civil {
	var dates []civil
	for year := p.today.year; year <= p.today.year+8; year++ {
		if date := (civil{year, month, day}); date.exists() {
			dates = append(dates, date)
		}
	}
	return dates
}

// monthDay reads "3 dec", "dec 3", "3rd of december 2026", "december 3rd, 2026", "3dec".
func (p *parser) monthDay() (days, bool) {
	if p.done() {
		return days{}, false
	}
	day, month := 0, time.Month(0)
	first := p.next().text
	number, rest := leadingDigits(first)
	if glued, ok := monthNamed(rest); ok && number != "" {
		day, _ = digits(number, 1, 2)
		month = glued
	} else if named, ok := monthNamed(first); ok {
		if p.done() {
			return days{}, false
		}
		p.skip("the")
		month = named
		day = p.dayNumber()
	} else {
		p.pos--
		day = p.dayNumber()
		p.skip("of")
		if p.done() {
			return days{}, false
		}
		month, _ = monthNamed(p.next().text)
	}
	if day == 0 || month == 0 {
		return days{}, false
	}
	if year, ok := p.year(); ok {
		date := civil{year, month, day}
		return only(date), date.exists()
	}
	dates := p.yearly(month, day)
	return days{options: dates, late: true}, len(dates) > 0
}

// dayNumber takes "3" or "3rd"; 0 when the next word is neither.
func (p *parser) dayNumber() int {
	if p.done() {
		return 0
	}
	word := p.next().text
	if day, ok := ordinal(word); ok {
		return day
	}
	day, _ := digits(word, 1, 2)
	return day
}

// year takes a year of four digits.
func (p *parser) year() (int, bool) {
	if p.done() {
		return 0, false
	}
	year, ok := digits(p.tokens[p.pos].text, 4, 4)
	if ok {
		p.pos++
	}
	return year, ok
}

// ordinalDay reads "15th": of this month, or of the next that has one and is still ahead.
func (p *parser) ordinalDay() (days, bool) {
	if p.done() {
		return days{}, false
	}
	day, ok := ordinal(p.next().text)
	if !ok {
		return days{}, false
	}
	d := days{late: true, recurs: true}
	for month := range 24 {
		first := civil{p.today.year, p.today.month, 1}.plusMonths(month)
		if date := (civil{first.year, first.month, day}); date.exists() {
			d.options = append(d.options, date)
		}
	}
	return d, len(d.options) > 0
}

// ordinal reads "1st", "22nd", "3rd", "15th".
func ordinal(word string) (int, bool) {
	number, ending := leadingDigits(word)
	n, ok := digits(number, 1, 2)
	return n, ok && isOneOf(ending, "st", "nd", "rd", "th")
}

// monthNamed is the month that an English name or its abbreviation means.
func monthNamed(word string) (time.Month, bool) {
	if word == "sept" {
		return time.September, true
	}
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if word == full || word == full[:3] {
			return m, true
		}
	}
	return 0, false
}
