package schedule

import (
	"strings"
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

	tie      string // The word before the date that ties it to what is said.
	sentence bool   // A sentence stands before it, of which less may be taken for a date.

	read
}

// read is what was read so far, beside the date and the time themselves.
type read struct {
	suffix  suffix
	badZone error
	other   []civil // The second reading of a date that has two.
	halves  bool    // The hour may be one of the morning or of the evening.
	sure    bool    // Am or pm was said.
	part    dayPart // The part of the day that was named.
	dated   bool    // A date was read, so that what follows may be a time.
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

// phrase takes these words, in this order.
func (p *parser) phrase(words ...string) bool {
	return p.attempt(func() bool {
		for _, word := range words {
			if !p.skip(word) {
				return false
			}
		}
		return true
	})
}

// attempt runs a reading method and gives back what it took if it failed.
func (p *parser) attempt(reading func() bool) bool {
	pos, was := p.pos, p.read
	if reading() {
		return true
	}
	p.pos, p.read = pos, was
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
	switch {
	case p.phrase("no", "later", "than"):
		return "by"
	case p.phrase("over", "the", "weekend"):
		p.pos -= 2
		return "over"
	}
	if p.skip("by", "on", "at", "@", "before", "until", "till", "for", "in", "within") {
		return p.tokens[start].text
	}
	return ""
}

// courtesy leaves out what people add to a date without changing it: "friday 5pm sharp, please".
func (p *parser) courtesy() {
	for _, added := range []string{"please", "sharp", "at the latest", "latest"} {
		from := len(p.tokens) - len(strings.Fields(added))
		if from > 0 && spell(p.tokens[from:]) == added {
			p.tokens = p.tokens[:from]
		}
	}
}

// whole reads all tokens as one phrase. It is false when they are none; an error is the refusal of a phrase that was understood.
func (p *parser) whole() (w When, err error, ok bool) {
	p.courtesy()
	p.tie = p.connector()
	body := p.tokens[p.pos:]
	w, err, ok = p.span()
	if !ok && p.tie != "in" && p.tie != "within" {
		w, err, ok = p.dateAndTime()
	}
	if err == nil && ok {
		err = p.refused(w.At)
	}
	w.Phrase = words(p.text, body)
	return w, err, ok
}

// dateAndTime reads a date, a time of day, or both in either order, and a zone after the time or at the end.
func (p *parser) dateAndTime() (w When, err error, ok bool) {
	var d days
	c, timed := p.clock(isOneOf(p.tie, "at", "@"))
	dated := false
	if timed {
		p.partAfterClock()
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
		p.dated = true
		p.attempt(func() bool {
			asked := p.skip("at", "@") || d.named
			p.skip("by")
			c, timed = p.clock(asked)
			return timed
		})
		p.partAfterClock()
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
	switch {
	case timed && p.part != anyPart:
		var within bool
		if c, within = p.part.time(c, p.sure); !within {
			return When{}, governance.Refuse(governance.Invalid, "date_unreadable", "text", p.text)
		}
	case timed && p.halves:
		return p.resolveHalves(d, c)
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

// resolveHalves refuses an hour that morning and evening have, telling both, unless only one of them is still ahead.
func (p *parser) resolveHalves(d days, c clock) (When, error) {
	p.halves = false
	late := c
	late.hour += 12
	first, err := p.resolve(d, c, true)
	if err != nil {
		return first, err
	}
	second, err := p.resolve(d, late, true)
	if err != nil || !first.At.After(p.now) {
		return second, err
	}
	return When{}, governance.Refuse(governance.Invalid, "date_ambiguous", "text", p.text, "first", first.At, "second", second.At, "clock", true)
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
