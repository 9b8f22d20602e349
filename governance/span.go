package governance

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is a length of time as a circle's policy states it: so many working days, or a plain duration (also seconds, so that
// scripts can watch a whole life). Its parts add up; most spans have one. A day is what the calendar calls a day, 23 to 25
// hours; "24 hours" is Exact.
type Span struct {
	WorkingDays int           `json:"working_days,omitempty"`
	Months      int           `json:"months,omitempty"`
	Days        int           `json:"days,omitempty"`
	Exact       time.Duration `json:"exact,omitempty"`
}

// longestSpanDays is ten years: whatever is longer was a slip of the finger.
const longestSpanDays = 3653

// ParseSpan reads a length of time as people type it: "3 working days", "1 workday", "6 months", "two weeks", "a couple of days", "24h",
// "90 min", "half an hour", "20s", "1h30m", "1 day and 12 hours". Nothing, less than a second, and more than ten years are refused like what cannot be
// read: Invalid, span_unreadable. "m" is minutes; months are "mo", "month" or "months".
func ParseSpan(text string) (Span, error) {
	refused := Refuse(Invalid, "span_unreadable", "text", text)
	if len(text) > 100 {
		return Span{}, refused
	}
	words := spanWords(inNumbers(text))
	var s Span
	for i := 0; i < len(words); {
		if i > 0 && (words[i] == "and" || words[i] == ",") {
			i++
			continue
		}
		if i+1 >= len(words) {
			return Span{}, refused
		}
		n, ok := spanNumber(words[i])
		if !ok {
			return Span{}, refused
		}
		unit := words[i+1]
		i += 2
		if unit == "working" || unit == "work" || unit == "business" {
			if i >= len(words) || (words[i] != "day" && words[i] != "days") {
				return Span{}, refused
			}
			unit = "workdays"
			i++
		}
		if !s.add(n, unit) {
			return Span{}, refused
		}
	}
	if s.IsZero() || s.roughDays() > longestSpanDays {
		return Span{}, refused
	}
	return s, nil
}

// inNumbers writes the lengths that have words of their own in numbers.
func inNumbers(text string) string {
	return strings.NewReplacer("an hour and a half", "90 minutes", "half an hour", "30 minutes", "a couple of ", "2 ").Replace(strings.ToLower(text))
}

// spanWords splits a span into numbers and words, also where they stand without a space between them ("1h30m").
func spanWords(text string) []string {
	var words []string
	last := ' '
	for _, r := range strings.ToLower(text) {
		kind := r
		switch {
		case r >= '0' && r <= '9' || r == '.':
			kind = '0'
		case r == ' ' || r == '\t':
			kind = ' '
		case r == ',':
			kind = ','
		default:
			kind = 'a' // Also a sign: "-3" then is a word that is no number.
		}
		switch {
		case kind == ' ':
		case kind == last && kind != ',':
			words[len(words)-1] += string(r)
		default:
			words = append(words, string(r))
		}
		last = kind
	}
	return words
}

// spanNumber reads digits (up to six, perhaps a fraction), "a" and "an", and the numbers one to twelve in words.
func spanNumber(word string) (float64, bool) {
	if n, ok := NumberNamed(word); ok {
		return float64(n), true
	}
	if len(word) > 9 || word[0] < '0' || word[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseFloat(word, 64)
	return n, err == nil
}

// NumberNamed is the number an English word means, from "one" (also "a", "an") to "twelve".
func NumberNamed(word string) (int, bool) {
	switch word {
	case "a", "an":
		return 1, true
	}
	for i, name := range [...]string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"} {
		if word == name {
			return i + 1, true
		}
	}
	return 0, false
}

// add puts n units to the span; false when there is no such unit, or not that part of it.
func (s *Span) add(n float64, unit string) bool {
	var whole *int
	times := 1
	var exact time.Duration
	switch unit {
	case "workday", "workdays", "wd":
		whole = &s.WorkingDays
	case "year", "years", "y", "yr", "yrs":
		whole, times = &s.Months, 12
	case "month", "months", "mo", "mos":
		whole = &s.Months
	case "fortnight", "fortnights":
		whole, times = &s.Days, 14
	case "week", "weeks", "w", "wk", "wks":
		whole, times = &s.Days, 7
	case "day", "days", "d":
		whole = &s.Days
	case "hour", "hours", "h", "hr", "hrs":
		exact = time.Hour
	case "minute", "minutes", "min", "mins", "m":
		exact = time.Minute
	case "second", "seconds", "sec", "secs", "s":
		exact = time.Second
	default:
		return false
	}
	if exact > 0 {
		if n*float64(exact) > float64(longestSpanDays*24*time.Hour) {
			return false
		}
		d := time.Duration(n * float64(exact))
		s.Exact += d
		return d%time.Second == 0 && s.roughDays() <= longestSpanDays
	}
	if n != float64(int(n)) || n > longestSpanDays {
		return false
	}
	*whole += int(n) * times
	return true
}

// roughDays is the length of the span in days, near enough to know an absurd one.
func (s Span) roughDays() int {
	return s.Months*30 + s.Days + s.WorkingDays*7/5 + int(s.Exact/(24*time.Hour))
}

// IsZero tells whether the span is no time at all.
func (s Span) IsZero() bool { return s == Span{} }

// String is the span in canonical English that ParseSpan reads back: "3 working days", "6 months", "24 hours", "20 seconds".
func (s Span) String() string {
	var parts []string
	put := func(n int, unit string) {
		switch n {
		case 0:
		case 1:
			parts = append(parts, "1 "+unit)
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit))
		}
	}
	if s.Months%12 == 0 {
		put(s.Months/12, "year")
	} else {
		put(s.Months, "month")
	}
	if s.Days%7 == 0 && s.Days > 7 {
		put(s.Days/7, "week")
	} else {
		put(s.Days, "day")
	}
	put(s.WorkingDays, "working day")
	switch {
	case s.Exact%time.Hour == 0:
		put(int(s.Exact/time.Hour), "hour")
	case s.Exact%time.Minute == 0:
		put(int(s.Exact/time.Minute), "minute")
	case s.Exact%time.Second == 0:
		put(int(s.Exact/time.Second), "second")
	default:
		parts = append(parts, s.Exact.String()) // Computed, never typed: ParseSpan gives whole seconds.
	}
	if len(parts) == 0 {
		return "0 seconds"
	}
	return strings.Join(parts, " ")
}

// After is the instant one span after t. Days, months and working days keep the time that clocks show in the zone (with R2's
// rule where that time does not exist or repeats), only days in the set count as working days (an empty set is Monday to
// Friday), and a month that is too short ends on its last day: one month after 31 January is the last of February.
func (s Span) After(t time.Time, zone *time.Location, days Weekdays) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	local := t.In(zone)
	if s.Months == 0 && s.Days == 0 && s.WorkingDays == 0 {
		return local.Add(s.Exact)
	}
	year, month, day := local.Date()
	year, month, day = addMonths(year, month, day, s.Months)
	date := time.Date(year, month, day+s.Days, 0, 0, 0, 0, time.UTC)
	date = addWorkingDays(date, s.WorkingDays, days.orWorkingWeek())
	hour, min, sec := local.Clock()
	at := Wall(date.Year(), date.Month(), date.Day(), hour, min, sec, zone)
	return at.Add(time.Duration(local.Nanosecond()) + s.Exact)
}

// addMonths moves a date by whole months and stays within the month it lands in.
func addMonths(year int, month time.Month, day, months int) (int, time.Month, int) {
	first := time.Date(year, month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.Year(), first.Month(), min(day, last)
}

// addWorkingDays moves a date to the n-th day of the set after it.
func addWorkingDays(date time.Time, n int, days Weekdays) time.Time {
	perWeek := days.count()
	date = date.AddDate(0, 0, n/perWeek*7)
	left := n % perWeek
	if n > 0 && left == 0 && !days.Has(date.Weekday()) {
		// Whole weeks from a day off: the last of them ends on the working day before.
		for !days.Has(date.Weekday()) {
			date = date.AddDate(0, 0, -1)
		}
	}
	for left > 0 {
		date = date.AddDate(0, 0, 1)
		if days.Has(date.Weekday()) {
			left--
		}
	}
	return date
}
