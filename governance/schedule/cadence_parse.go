package schedule

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/governance"
)

// cadenceExamples go with every refusal.
const cadenceExamples = "every other tuesday 09:00 · first monday of the month 10:00 · weekdays 9:30 Europe/Madrid · monthly on the 15th · 0 9 * * 1"

// A cadence without a time of day comes at nine, when the working day begins.
const cadenceHour = 9

// Steps longer than this many days, weeks or months were a slip of the finger.
const longestStep = 400

// ParseCadence reads a rhythm as people type it, or a cron line of five fields. Its zone is the one at its end, or else the given
// one. A rhythm of several weeks or months counts from the date it names ("from 2026-12-01") or from its first time after now. It
// refuses as Invalid: cadence_unreadable ("text", "examples"), also for what never comes, and zone_unknown ("text", "nearest").
func ParseCadence(text string, now time.Time, zone *time.Location) (Cadence, error) {
	unreadable := governance.Refuse(governance.Invalid, "cadence_unreadable", "text", shorten(text), "examples", cadenceExamples)
	tokens, ok := lex(text)
	if !ok || len(tokens) == 0 || utf8.RuneCountInString(text) > longestPhrase {
		return Cadence{}, unreadable
	}
	if zone == nil {
		zone = time.UTC
	}
	p := &cadenceParser{parser: newParser(text, tokens, now, zone, Reading{}), zoneName: zoneNameOf(zone)}
	c, ok := p.cronLine()
	if !ok {
		c, ok = p.phrase()
	}
	if p.badZone != nil {
		return Cadence{}, p.badZone
	}
	if ok {
		c, ok = p.anchored(c)
	}
	if !ok {
		return Cadence{}, unreadable
	}
	return c, nil
}

// zoneNameOf is the IANA name of a zone; the server's own and fixed offsets have none and are UTC.
func zoneNameOf(zone *time.Location) string {
	if name := zone.String(); governance.LoadZone(name) != time.UTC {
		return name
	}
	return "UTC"
}

// cadenceParser is the parser of dates with what a rhythm says besides.
type cadenceParser struct {
	*parser
	zoneName string
	from     civil // The date after "from", if there was one.
	wall     clock
	timed    bool
}

// cronLine reads five fields of a cron line. The words are taken as they were typed, for commas belong to them.
func (p *cadenceParser) cronLine() (Cadence, bool) {
	fields := strings.Fields(p.text)
	if len(fields) < 5 || !strings.ContainsAny(fields[0][:1], "*0123456789") {
		return Cadence{}, false
	}
	line := strings.Join(fields[:5], " ")
	if _, err := parseCron(line); err != nil {
		return Cadence{}, false
	}
	p.tokens, _ = lex(strings.Join(fields[5:], " "))
	p.pos = 0
	if !p.tail() || p.timed {
		return Cadence{}, false
	}
	return Cadence{unit: byCron, every: 1, cron: line, zone: p.zoneName}, true
}

// phrase reads a rhythm in words: a time of day before or after it, then a zone and a first date.
func (p *cadenceParser) phrase() (Cadence, bool) {
	p.pos = 0
	c, ok := p.duration()
	if ok {
		return c, true
	}
	p.timeOfDay()
	for _, read := range []func() (Cadence, bool){p.daily, p.weekly, p.monthly, p.onDays, p.nthDay} {
		if p.attempt(func() bool { c, ok = read(); return ok }) {
			break
		}
	}
	if !ok || !p.tail() {
		return Cadence{}, false
	}
	if !p.timed {
		p.wall = clock{hour: cadenceHour}
	}
	c.wall, c.zone = p.wall, p.zoneName
	return c, c.every >= 1 && c.every <= longestStep
}

// timeOfDay reads the time of day, once. An offset glued to it names no zone that keeps a wall clock.
func (p *cadenceParser) timeOfDay() bool {
	if p.timed {
		return false
	}
	return p.attempt(func() bool {
		p.skip("at", "@")
		c, ok := p.clock(false)
		if !ok || c.hour > 23 || p.halves || p.suffix.loc != nil {
			return false
		}
		c.soft = false
		p.wall, p.timed = c, true
		return true
	})
}

// tail reads what follows the days, in any order: a time of day, a zone, a first date.
func (p *cadenceParser) tail() bool {
	zoned := false
	for !p.done() {
		switch {
		case p.timeOfDay():
		case !zoned && p.namedZone():
			zoned = true
		case p.from == (civil{}) && p.skip("from", "starting", "beginning"):
			p.skip("on")
			p.skip("the")
			if !p.firstDate() {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// firstDate reads the date after "from", which may be past. The libraries do not count in antiquity, nor beyond their tables.
func (p *cadenceParser) firstDate() bool {
	d, ok := p.calendarDay()
	if !ok || p.other != nil {
		return false
	}
	p.from = d.options[0]
	for _, date := range d.options {
		if !date.before(p.today) {
			p.from = date
			break
		}
	}
	return p.from.year >= 1970 && p.from.year < 2200
}

// namedZone reads the IANA name of a zone.
func (p *cadenceParser) namedZone() bool {
	word := p.tokens[p.pos].text
	if !strings.Contains(word, "/") && !isOneOf(word, "utc", "gmt", "z", "wet", "cet", "eet") {
		return false
	}
	name, err := governance.ParseZone(word)
	if err != nil {
		p.badZone = err
		return false
	}
	p.zoneName = name
	p.pos++
	return true
}

// anchored gives a rhythm its first date where it needs one or was told one, and makes sure that it comes at all.
func (p *cadenceParser) anchored(c Cadence) (Cadence, bool) {
	if c.unit == byDuration {
		return c, true
	}
	after := p.now
	if p.from != (civil{}) {
		c.from = p.from
		after = p.from.at(clock{}, c.Location()).Add(-time.Second)
	}
	eachTime := c
	eachTime.every = 1
	for date := range eachTime.following(after) {
		if c.every > 1 || p.from != (civil{}) {
			c.from = date
		}
		return c, true
	}
	return Cadence{}, false
}
