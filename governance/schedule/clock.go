package schedule

import "strings"

// clock is a time of day. A soft one was not meant to the minute (the end of the day, this evening): when it is already past,
// what is left of the day is meant.
type clock struct {
	hour, min, sec int
	soft           bool
}

// endOfToday is what a soft clock falls back to.
func endOfToday() clock { return clock{hour: 23, min: 59} }

// clock reads a time of day, and the offset that may be glued to it ("17:00Z"), which goes to p.zone.
func (p *parser) clock() (clock, bool) {
	start := p.pos
	if c, ok := p.namedClock(); ok {
		return c, true
	}
	p.pos = start
	if p.done() {
		return clock{}, false
	}
	word := colonised(p.next().text)
	c, rest, ok := clockWord(word)
	if !ok {
		p.pos = start
		return clock{}, false
	}
	if rest == "" {
		rest = p.takeHalf()
	}
	if half, rest, ok := cutHalf(rest); ok {
		return p.finishClock(start, c.onHalf(half), rest)
	}
	if !strings.Contains(word, ":") {
		p.pos = start // A bare number may be a day, a year, a count: never a time.
		return clock{}, false
	}
	return p.finishClock(start, c, rest)
}

// finishClock checks the hour and reads the offset glued to the time.
func (p *parser) finishClock(start int, c clock, rest string) (clock, bool) {
	ok := c.hour <= 23 || c == clock{hour: 24}
	if ok && rest != "" {
		p.suffix, ok = fixedOffset(rest)
	}
	if !ok || c.hour < 0 {
		p.pos = start
		return clock{}, false
	}
	return c, true
}

// namedClock reads times that have names: "noon", "midnight", "eod", "end of the day", "close of business". Midnight is the one
// that ends a date, as deadlines have it.
func (p *parser) namedClock() (clock, bool) {
	closing := clock{hour: p.opt.hour(), soft: true}
	switch {
	case p.skip("noon", "midday"):
		return clock{hour: 12}, true
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

// colonised writes "5.30pm" as "5:30pm"; other words with a full stop in them are dates or numbers.
func colonised(word string) string {
	if dot := strings.IndexByte(word, '.'); strings.HasSuffix(word, "m") && dot > 0 && dot+3 < len(word) && word[dot+1] <= '9' {
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
