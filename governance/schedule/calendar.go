package schedule

import (
	"slices"
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
	case len(parts) == 2 && (mark == "/" || mark == "." && (word.dotted || p.noHour(parts[0]))):
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

// noHour tells whether what stands before a full stop is a day, as in "by 31.12": it is too great for an hour, and the word before it does
// not leave it a price.
func (p *parser) noHour(number string) bool {
	n, ok := digits(number, 2, 2)
	return ok && n > 24 && (p.tie != "" || !p.sentence)
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

// dayNumber takes "3", "3rd" or "third"; 0 when the next word is none of these.
func (p *parser) dayNumber() int {
	if p.done() {
		return 0
	}
	word := p.next().text
	if day, ok := ordinal(word); ok {
		return day
	}
	if day, ok := digits(word, 1, 2); ok {
		return day
	}
	return ordinalNamed(word)
}

// ordinalNamed is the day of the month that "first" to "thirty-first" name; 0 for any other word.
func ordinalNamed(word string) int {
	units := []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"}
	all := append(slices.Clone(units), "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
		"eighteenth", "nineteenth", "twentieth")
	for _, unit := range units {
		all = append(all, "twenty-"+unit)
	}
	return slices.Index(append(all, "thirtieth", "thirty-first"), word) + 1
}

// year takes a year of four digits, or of two after an apostrophe.
func (p *parser) year() (int, bool) {
	if p.done() {
		return 0, false
	}
	word := p.tokens[p.pos].text
	year, ok := digits(word, 4, 4)
	for _, mark := range []string{"'", "’"} {
		if short, cut := strings.CutPrefix(word, mark); cut {
			year, ok = digits(short, 2, 2)
			year += 2000
		}
	}
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
