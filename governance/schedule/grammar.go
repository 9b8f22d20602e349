package schedule

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// parser walks the tokens of one phrase. Every reading method either takes what it reads and says so, or takes nothing.
type parser struct {
	text   string
	tokens []token
	pos    int

	now   time.Time
	home  *time.Location // The zone of the one who typed: in it "today" is today.
	today civil
	opt   Reading

	suffix  suffix
	badZone error
	other   []civil // The second reading of a date that has two.
}

func newParser(text string, tokens []token, now time.Time, zone *time.Location, opt Reading) *parser {
	if zone == nil {
		zone = time.UTC
	}
	return &parser{text: text, tokens: tokens, now: now, home: zone, today: civilOf(now.In(zone)), opt: opt}
}

func (p *parser) done() bool { return p.pos >= len(p.tokens) }

func (p *parser) next() token {
	p.pos++
	return p.tokens[p.pos-1]
}

// skip takes the next word if it is one of these.
func (p *parser) skip(choices ...string) bool {
	if !p.done() && isOneOf(p.tokens[p.pos].text, choices...) {
		p.pos++
		return true
	}
	return false
}

// attempt runs a reading method and gives back what it took if it failed.
func (p *parser) attempt(read func() bool) bool {
	pos, suffix, badZone, other := p.pos, p.suffix, p.badZone, p.other
	if read() {
		return true
	}
	p.pos, p.suffix, p.badZone, p.other = pos, suffix, badZone, other
	return false
}

// connector takes the word that ties a date to what is said ("by", "due on") and returns the last of them.
func (p *parser) connector() string {
	start := p.pos
	if p.skip("due") {
		start++
		if p.skip("by", "on", "at", "in", "before", "within") {
			return p.tokens[start].text
		}
		return "due"
	}
	if p.skip("by", "on", "at", "@", "before", "until", "till", "for", "in", "within") {
		return p.tokens[start].text
	}
	return ""
}

// whole reads all tokens as one phrase. It is false when they are none; an error is the refusal of a phrase that was understood.
func (p *parser) whole() (w When, err error, ok bool) {
	connector := p.connector()
	body := p.tokens[p.pos:]
	w, err, ok = p.span(connector)
	if !ok && connector != "in" && connector != "within" {
		w, err, ok = p.dateAndTime()
	}
	if err == nil && ok {
		err = p.refused(w.At)
	}
	w.Phrase = words(p.text, body)
	return w, err, ok
}

// span reads a length of time from now: "in two weeks", "20s", "+3d", "3 days ago". "For 20 minutes" says how long, not when, and
// nothing happens "on 3 days".
func (p *parser) span(connector string) (w When, err error, ok bool) {
	if isOneOf(connector, "for", "on", "at", "@") {
		return When{}, nil, false
	}
	ok = p.attempt(func() bool {
		s, taken := p.longestSpan()
		if !taken {
			return false
		}
		w.At = s.After(p.now, p.home, p.opt.Days)
		switch {
		case p.skip("ago"):
			w.At = p.now.Add(-w.At.Sub(p.now))
			return p.done()
		case p.skip("from"):
			return p.skip("now") && p.done()
		case p.done():
			return true
		case s.Exact != 0:
			return false
		}
		p.skip("at", "@", "by")
		c, timed := p.clock()
		if !timed {
			return false
		}
		p.zone()
		w, err = p.resolve(days{options: []civil{civilOf(w.At.In(p.home))}}, c, true)
		return p.done()
	})
	return w, err, ok
}

// longestSpan takes as many words as make a length of time.
func (p *parser) longestSpan() (governance.Span, bool) {
	if p.done() {
		return governance.Span{}, false
	}
	from := p.tokens[p.pos].start
	if p.text[from] == '+' {
		from++
	}
	for end := min(len(p.tokens), p.pos+8); end > p.pos; end-- {
		if s, err := governance.ParseSpan(p.text[from:p.tokens[end-1].end]); err == nil {
			p.pos = end
			return s, true
		}
	}
	return governance.Span{}, false
}

// dateAndTime reads a date, a time of day, or both in either order, and a zone after the time or at the end.
func (p *parser) dateAndTime() (w When, err error, ok bool) {
	var d days
	c, timed := p.clock()
	dated := false
	if timed {
		p.zone()
		p.attempt(func() bool {
			p.skip("on", "by")
			d, dated = p.days()
			return dated
		})
	} else {
		if d, dated = p.days(); !dated {
			return When{}, nil, false
		}
		p.attempt(func() bool {
			p.skip("at", "@", "by")
			c, timed = p.clock()
			return timed
		})
	}
	p.zone()
	if !p.done() {
		return When{}, nil, false
	}
	if !dated {
		d = p.nextThreeDays()
	}
	w, err = p.resolve(d, c, timed)
	return w, err, true
}

// nextThreeDays are the days a time of day alone may mean: today in the zone it is told in, else tomorrow; the third is for days
// that some zone leaves out.
func (p *parser) nextThreeDays() days {
	today := civilOf(p.now.In(p.location()))
	return days{options: []civil{today, today.plus(1), today.plus(2)}, late: true}
}

// location is the zone that times of day are told in.
func (p *parser) location() *time.Location {
	if p.suffix.loc != nil {
		return p.suffix.loc
	}
	return p.home
}

// resolve picks the instant of a date and a time of day, and refuses a date of two readings.
func (p *parser) resolve(d days, c clock, timed bool) (When, error) {
	if p.badZone != nil {
		return When{}, p.badZone
	}
	w := When{DateOnly: !timed && d.at == nil}
	switch {
	case !timed && d.at != nil:
		c = *d.at
	case !timed:
		c = clock{hour: p.opt.hour(), soft: true}
	}
	w.At = p.firstAhead(d.options, c, d.late)
	if p.other != nil {
		return When{}, governance.Refuse(governance.Invalid, "date_ambiguous", "text", p.text,
			"first", w.At, "second", p.firstAhead(p.other, c, d.late))
	}
	if !p.suffix.holds(w.At) {
		return When{}, governance.Refuse(governance.Invalid, "date_unreadable", "text", p.text)
	}
	return w, nil
}

// firstAhead is the first of these dates whose time is still to come, or the last of them when none is.
func (p *parser) firstAhead(options []civil, c clock, late bool) time.Time {
	var at time.Time
	for _, date := range options {
		if at = date.at(c, p.location()); at.After(p.now) {
			return at
		}
		if late && c.soft && date == p.today {
			if rest := date.at(endOfToday(), p.location()); rest.After(p.now) {
				return rest
			}
		}
	}
	return at
}

// refused is the refusal of an instant that is not after now, or further ahead than anybody plans.
func (p *parser) refused(at time.Time) error {
	text := words(p.text, p.tokens)
	switch {
	case !at.After(p.now):
		return governance.Refuse(governance.Invalid, "date_past", "text", text, "when", at)
	case at.After(p.now.AddDate(5, 0, 0)):
		return governance.Refuse(governance.Invalid, "date_too_far", "text", text, "when", at)
	}
	return nil
}
