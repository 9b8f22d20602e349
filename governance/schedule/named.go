package schedule

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// namedDay reads "today", "tonight", "tomorrow", "the day after tomorrow", "yesterday", "this afternoon", "tomorrow week".
func (p *parser) namedDay() (days, bool) {
	ahead := 0
	switch {
	case p.skip("today"), p.phrase("later", "today"):
	case p.skip("tonight", "tonite"):
		d := only(p.today)
		p.part, d.at, d.named = evening, evening.until(), true
		return d, true
	case p.skip("tomorrow", "tmrw", "tmr", "tmw", "tomorow", "tommorow", "tommorrow"), p.phrase("day", "after", "today"):
		ahead = 1
	case p.skip("yesterday"):
		ahead = -1
	case p.phrase("day", "after", "tomorrow"):
		ahead = 2
	case p.skip("this"):
		d := only(p.today)
		p.partAfterDay(&d)
		return d, d.at != nil
	default:
		return days{}, false
	}
	if ahead >= 0 && p.skip("week") {
		ahead += 7
	}
	d := only(p.today.plus(ahead))
	d.named = true
	return d, true
}

// weekend reads "this weekend", which ends on Sunday, and "by the weekend", which is when the working week ends. In a sentence a word has
// to tie it: who plans the weekend does not say when. "Next weekend" is this one to some, and refused.
func (p *parser) weekend() (days, bool) {
	this := p.skip("this")
	if !p.skip("weekend") {
		return days{}, false
	}
	sunday := p.today.monday().plus(6)
	switch p.tie {
	case "by", "before", "until", "till", "due":
		return p.weekEnd(0), true
	case "":
		return only(sunday), this || !p.sentence
	}
	return only(sunday), true
}

// holiday reads the days of the year that have a name and the same date in every year. In a sentence a word has to tie them: a card for
// christmas may be written in November.
func (p *parser) holiday() (days, bool) {
	if p.sentence && !isOneOf(p.tie, "by", "before", "until", "till", "due", "on") {
		return days{}, false
	}
	month, day := time.December, 25
	switch {
	case p.phrase("christmas", "eve"), p.phrase("xmas", "eve"):
		day = 24
	case p.phrase("christmas", "day"), p.skip("christmas", "xmas"):
	case p.phrase("boxing", "day"):
		day = 26
	case p.phrase("new", "year's", "eve"), p.phrase("new", "year’s", "eve"), p.phrase("new", "years", "eve"):
		day = 31
	case p.phrase("new", "year's", "day"), p.phrase("new", "year’s", "day"), p.phrase("new", "year"):
		month, day = time.January, 1
	case p.skip("halloween"):
		month, day = time.October, 31
	default:
		return days{}, false
	}
	return days{options: p.yearly(month, day), late: true}, true
}

// spanFrom reads days and weeks from a day: "a week from tuesday", "two weeks on friday", "3 days before christmas", "a week tomorrow". In a
// sentence a word has to tie it, unless it counts back: "work for 3 days from monday" says how long.
func (p *parser) spanFrom() (days, bool) {
	s, ok := p.longestSpan()
	if !ok || p.tie == "for" || s != (governance.Span{Days: s.Days}) {
		return days{}, false
	}
	plus := s.Days
	switch {
	case p.skip("before"):
		plus = -plus
	case p.sentence && !isOneOf(p.tie, "by", "in", "before", "until", "till", "due"):
		return days{}, false
	default:
		p.skip("from", "on", "after")
	}
	from := p.pos
	base, ok := p.days()
	if !ok || p.other != nil || base.at != nil {
		return days{}, false
	}
	date := base.options[0]
	for _, next := range base.options {
		if date.before(p.today) {
			date = next
		}
	}
	if _, weekday := (&parser{tokens: p.tokens, pos: from}).dayName(); weekday && plus > 0 {
		return p.weekAfter(date, plus), true
	}
	return only(date.plus(plus)), true
}
