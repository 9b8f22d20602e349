package schedule

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/governance"
)

// When is one instant that somebody typed. Phrase is the part of the text that said so, without "by" or "on". DateOnly tells that
// no time of day was typed, so that At is the end of the working day. After is the length of time that was typed, "2 weeks" or "3 days at
// 17:00", written so that ParseWhen can count it again from another moment; empty for a date.
type When struct {
	At       time.Time
	Phrase   string
	DateOnly bool
	After    string
}

// Reading is what a circle or a person brings to the reading of a phrase. The zero Reading is the usual one.
type Reading struct {
	// DefaultHour is the hour at which a date without a time ends, 0 meaning 17; 24 is the midnight that ends the day.
	DefaultHour int
	// Days are the working days, an empty set meaning Monday to Friday. They count "in 3 working days" and end "the week".
	Days governance.Weekdays
}

// hour is the hour at which a working day ends.
func (r Reading) hour() int {
	if r.DefaultHour <= 0 || r.DefaultHour > 24 {
		return 17
	}
	return r.DefaultHour
}

// lastWorkday is how many days after Monday the last working day of a week is.
func (r Reading) lastWorkday() int {
	for i := 6; i > 0; i-- {
		if r.Days.Has(time.Weekday((i + 1) % 7)) {
			return i
		}
	}
	if r.Days.Has(time.Monday) {
		return 0
	}
	return 4
}

// ParseWhen reads a whole phrase as a date (C3), from now and in the zone of the one who typed it. Every refusal is Invalid:
//
//   - date_unreadable ("text"): it is not a date, or one that no calendar has;
//   - date_ambiguous ("text", "first", "second"): 03/04 is two dates, and both are told, day first; with "clock", it is the hour that is two;
//   - date_past ("text", "when"): it is not after now;
//   - date_too_far ("text", "when"): it is more than five years ahead;
//   - zone_unknown ("text", "nearest"): the zone at its end does not exist.
func ParseWhen(text string, now time.Time, zone *time.Location, opt Reading) (When, error) {
	unreadable := governance.Refuse(governance.Invalid, "date_unreadable", "text", shorten(text))
	if utf8.RuneCountInString(text) > longestPhrase {
		return When{}, unreadable
	}
	tokens, ok := lex(text)
	if !ok || len(tokens) == 0 {
		return When{}, unreadable
	}
	p := newParser(text, tokens, now, zone, opt)
	w, err, ok := p.whole()
	if !ok {
		return When{}, unreadable
	}
	if err != nil {
		return When{}, err
	}
	return w, nil
}

// shorten keeps a refusal from carrying a page of text back to the person.
func shorten(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

// civil is a date on the calendar, of no zone.
type civil struct {
	year  int
	month time.Month
	day   int
}

func civilOf(t time.Time) civil {
	year, month, day := t.Date()
	return civil{year, month, day}
}

// midnight stands for the date in calendar arithmetic; it is no instant.
func (c civil) midnight() time.Time { return time.Date(c.year, c.month, c.day, 0, 0, 0, 0, time.UTC) }

func (c civil) weekday() time.Weekday { return c.midnight().Weekday() }

func (c civil) plus(days int) civil { return civilOf(c.midnight().AddDate(0, 0, days)) }

// plusMonths stays in the month it lands in: a month after 31 January is the last of February.
func (c civil) plusMonths(months int) civil {
	first := civil{c.year, c.month + time.Month(months), 1}.plus(0)
	return civil{first.year, first.month, min(c.day, first.monthEnd().day)}
}

// monthEnd is the last date of the month.
func (c civil) monthEnd() civil {
	return civilOf(time.Date(c.year, c.month+1, 0, 0, 0, 0, 0, time.UTC))
}

// quarterEnd is the last date of the quarter, or of one so many quarters later.
func (c civil) quarterEnd(ahead int) civil {
	return civil{c.year, (c.month-1)/3*3 + 1, 1}.plusMonths(2 + 3*ahead).monthEnd()
}

// monday is the first date of the week.
func (c civil) monday() civil { return c.plus(-(int(c.weekday()) + 6) % 7) }

func (c civil) before(other civil) bool { return c.midnight().Before(other.midnight()) }

// exists tells whether a calendar has the date: 30 February is none.
func (c civil) exists() bool { return c == civilOf(c.midnight()) }

// at resolves a time of day on this date in a zone (R2).
func (c civil) at(o clock, loc *time.Location) time.Time {
	return governance.Wall(c.year, c.month, c.day, o.hour, o.min, o.sec, loc)
}

// String is the date as ISO writes it.
func (c civil) String() string { return c.midnight().Format(time.DateOnly) }

// words joins the original text of some tokens, as it was typed.
func words(text string, tokens []token) string {
	if len(tokens) == 0 {
		return ""
	}
	return strings.TrimSpace(text[tokens[0].start:tokens[len(tokens)-1].end])
}
