package schedule

import (
	"strings"

	"github.com/folkmoot/folkmoot/governance"
)

// clock is a time of day. A soft one was not meant to the minute (the end of the day, this evening): when it is already past,
// what is left of the day is meant.
type clock struct {
	hour, min, sec int
	soft           bool
}

// endOfToday is what a soft clock falls back to.
func endOfToday() clock { return clock{hour: 23, min: 59} }

// clock reads a time of day, and the offset that may be glued to it ("17:00Z"), which goes to p.zone. A bare number may be a day, a year,
// a price: only after a word that asks for a time, as in "friday at 5", is it one. Where morning and evening have such a time, p.halves is
// set.
func (p *parser) clock(asked bool) (clock, bool) {
	for _, read := range []func() (clock, bool){p.namedClock, p.pastHour, func() (clock, bool) { return p.digitClock(asked) }} {
		var c clock
		if p.attempt(func() (ok bool) { c, ok = read(); return ok }) {
			return c, true
		}
	}
	return clock{}, false
}

// digitClock reads "17:00", "5pm", "5 p.m.", "17h30", "5 o'clock", and where a time is asked for "5", "five" and "17.30".
func (p *parser) digitClock(asked bool) (clock, bool) {
	if p.done() {
		return clock{}, false
	}
	word := colonised(p.next().text, asked || p.dated)
	c, rest, ok := clockWord(word)
	if !ok {
		if c.hour, ok = hourNamed(word); !ok {
			return clock{}, false
		}
		word, rest = "", ""
	}
	if rest == "" && p.skip("o'clock", "o’clock", "oclock") {
		asked = true
	}
	if rest == "" {
		rest = p.takeHalf()
	}
	if half, rest, ok := cutHalf(rest); ok {
		p.sure = true
		return p.finishClock(c.onHalf(half), rest)
	}
	switch hours, after, glued := frenchHour(c, word, rest); {
	case glued:
		c, rest = hours, after
	case !asked && !strings.Contains(word, ":"):
		return clock{}, false
	case !strings.Contains(word, ":"):
		p.halves = c.hour >= 1 && c.hour <= 12
		return c, c.hour > 0 && c.hour <= 24 && rest == ""
	}
	return p.finishClock(c, rest)
}

// pastHour reads "half past five", "quarter to six", "quarter past 9 am". "Half five" is no date: who says it means half an hour before,
// or after.
func (p *parser) pastHour() (clock, bool) {
	minutes := 15
	switch {
	case p.phrase("half", "past"):
		minutes = 30
	case p.phrase("quarter", "past"):
	case p.phrase("quarter", "to"):
		minutes = -15
	default:
		return clock{}, false
	}
	c, ok := p.digitClock(true)
	return c.plus(minutes), ok && c.min == 0 && c.sec == 0
}

// plus is some minutes later or earlier on the same day.
func (c clock) plus(minutes int) clock {
	of := (c.hour*60 + c.min + minutes + 24*60) % (24 * 60)
	return clock{hour: of / 60, min: of % 60}
}

// hourNamed is the hour that a number in words names.
func hourNamed(word string) (int, bool) {
	if word == "a" || word == "an" {
		return 0, false
	}
	return governance.NumberNamed(word)
}

// frenchHour reads what follows the digits of "17h", "17h30" and "17:00h".
func frenchHour(c clock, word, rest string) (clock, string, bool) {
	after, ok := strings.CutPrefix(rest, "h")
	if !ok || strings.Contains(word, ":") {
		return c, after, ok && after == ""
	}
	if after == "" {
		return c, "", true
	}
	c.min, ok = digits(after, 2, 2)
	return c, "", ok && c.min <= 59
}

// finishClock checks the hour and reads the offset glued to the time.
func (p *parser) finishClock(c clock, rest string) (clock, bool) {
	ok := c.hour <= 23 || c == clock{hour: 24}
	if ok && rest != "" {
		p.suffix, ok = fixedOffset(rest)
	}
	return c, ok && c.hour >= 0
}

// namedClock reads times that have names: "noon", "midnight", "eod", "end of the day", "close of business". Midnight is the one
// that ends a date, as deadlines have it.
func (p *parser) namedClock() (clock, bool) {
	closing := clock{hour: p.opt.hour(), soft: true}
	switch {
	case p.skip("noon", "midday"):
		return clock{hour: 12}, true
	case p.phrase("first", "thing"):
		return clock{hour: 9}, true
	case p.skip("midnight"):
		return clock{hour: 24}, true
	case p.skip("eod", "cob", "eob"):
		return closing, true
	}
	p.skip("the")
	if p.skip("end", "close") && p.skip("of") {
		p.skip("the", "my", "our", "working", "business")
		p.skip("working", "business")
		if p.skip("day", "play") || p.tokens[p.pos-1].text == "business" {
			return closing, true
		}
	}
	return clock{}, false
}

// colonised writes "5.30pm" as "5:30pm" and, where a time is asked for or a date was said, "17.30" as "17:30"; other words with a full stop
// in them are dates or numbers.
func colonised(word string, asked bool) string {
	dot := strings.IndexByte(word, '.')
	if half := strings.HasSuffix(word, "m") && dot > 0 && dot+3 < len(word) && word[dot+1] <= '9'; half || asked && dot > 0 && dot+3 == len(word) {
		return word[:dot] + ":" + word[dot+1:]
	}
	return word
}

// takeHalf takes the "am", "pm" or "noon" that follows a number as a word of its own.
func (p *parser) takeHalf() string {
	if p.done() {
		return ""
	}
	word := p.tokens[p.pos].text
	if _, rest, ok := cutHalf(word); ok && rest == "" {
		p.pos++
		return word
	}
	return ""
}

// cutHalf splits off the half of the day that a word begins with; "12 noon" is in the second.
func cutHalf(word string) (half, rest string, ok bool) {
	for _, spelling := range []string{"am", "a.m.", "a.m", "pm", "p.m.", "p.m"} {
		if rest, ok := strings.CutPrefix(word, spelling); ok {
			return spelling[:1], rest, true
		}
	}
	if word == "noon" {
		return "noon", "", true
	}
	return "", word, false
}

// onHalf puts an hour of the twelve-hour clock into its half of the day; an hour that is none gives a negative one.
func (c clock) onHalf(half string) clock {
	switch {
	case half == "noon" && c != clock{hour: 12}, c.hour < 1 || c.hour > 12:
		return clock{hour: -1}
	case half == "a":
		c.hour %= 12
	default:
		c.hour = c.hour%12 + 12
	}
	return c
}

// clockWord reads "17", "17:00", "17:00:30" and "17:00:30.000" from a word's beginning, and gives back the rest.
func clockWord(word string) (c clock, rest string, ok bool) {
	number, rest := leadingDigits(word)
	if c.hour, ok = digits(number, 1, 2); !ok {
		return clock{}, word, false
	}
	for i, part := range []*int{&c.min, &c.sec} {
		after, colon := strings.CutPrefix(rest, ":")
		if !colon {
			break
		}
		if number, rest = leadingDigits(after); len(number) != 2 {
			return clock{}, word, false
		}
		if *part, ok = digits(number, 2, 2); !ok || *part > 59 {
			return clock{}, word, false
		}
		if fraction, dot := strings.CutPrefix(rest, "."); dot && i == 1 {
			if number, rest = leadingDigits(fraction); number == "" {
				return clock{}, word, false
			}
		}
	}
	return c, rest, true
}
