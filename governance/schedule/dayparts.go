package schedule

// dayPart is a part of the day that has a name.
type dayPart int

const (
	anyPart dayPart = iota
	morning
	afternoon
	evening
)

// until is when a part of the day ends, for what is to be done in it. The evening is not meant to the minute.
func (d dayPart) until() *clock {
	return []*clock{nil, {hour: 12}, {hour: 17}, {hour: 20, soft: true}}[d]
}

// time is a time of day as it is meant within the part: "tonight at 11:30" is before midnight. Sure tells that am or pm was said. It is false
// for a time that is not in that part of the day.
func (d dayPart) time(c clock, sure bool) (clock, bool) {
	if !sure && d >= afternoon && c.hour >= 1 && c.hour < 12 {
		c.hour += 12
	}
	switch d {
	case morning:
		return c, c.hour < 12
	case afternoon:
		return c, c.hour >= 12 && c.hour < 19
	case evening:
		return c, c.hour >= 17
	}
	return c, true
}

// partNamed takes the name of a part of the day.
func (p *parser) partNamed() (dayPart, bool) {
	switch {
	case p.skip("morning"):
		return morning, true
	case p.skip("afternoon"):
		return afternoon, true
	case p.skip("evening", "night"):
		return evening, true
	}
	return anyPart, false
}

// partAfterDay takes a part of the day that follows a day, "friday morning", which gives the day its time.
func (p *parser) partAfterDay(d *days) {
	if d.at != nil {
		return
	}
	if part, ok := p.partNamed(); ok {
		p.part, d.at, d.named = part, part.until(), true
	}
}

// partAfterClock takes the part of the day that follows a time, "at 9 in the morning".
func (p *parser) partAfterClock() {
	p.attempt(func() bool {
		if !p.phrase("in", "the") && !p.skip("at") {
			return false
		}
		part, ok := p.partNamed()
		p.part = part
		return ok
	})
}
