package schedule

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// span reads a length of time from now: "in two weeks", "20s", "+3d", "3 days ago". "For 20 minutes" says how long, not when, and
// nothing happens "on 3 days".
func (p *parser) span() (w When, err error, ok bool) {
	if isOneOf(p.tie, "for", "on", "at", "@") {
		return When{}, nil, false
	}
	ok = p.attempt(func() bool {
		s, taken := p.longestSpan()
		if !taken {
			return false
		}
		w.At, w.After = s.After(p.now, p.home, p.opt.Days), s.String()
		switch {
		case p.skip("ago"):
			w.At, w.After = p.now.Add(-w.At.Sub(p.now)), ""
			return p.done()
		case p.skip("from"):
			return p.skip("now", "today") && p.done()
		case p.done():
			err = p.hourOrHours(w.At)
			return true
		case s.Exact != 0:
			return false
		}
		p.skip("at", "@", "by")
		c, timed := p.clock(true)
		if !timed {
			return false
		}
		p.zone()
		after := s.String() + " at " + p.canonical(c)
		w, err = p.resolve(days{options: []civil{civilOf(w.At.In(p.home))}}, c, true)
		w.After = after
		return p.done()
	})
	return w, err, ok
}

// canonical writes a time of day so that clock and zone read it again.
func (p *parser) canonical(c clock) string {
	out := fmt.Sprintf("%02d:%02d", c.hour, c.min)
	if c.sec != 0 {
		out += fmt.Sprintf(":%02d", c.sec)
	}
	if p.suffix.loc != nil {
		out += " " + p.suffix.loc.String()
	}
	return out
}

// hourOrHours refuses "17h" alone, which is five o'clock to some and seventeen hours to others. "In 17h" and "at 17h" are clear.
func (p *parser) hourOrHours(later time.Time) error {
	hour, rest := leadingDigits(p.tokens[len(p.tokens)-1].text)
	h, ok := digits(hour, 1, 2)
	if !ok || rest != "h" || h < 6 || h > 23 || p.tie == "in" || p.tie == "within" {
		return nil
	}
	sharp := p.firstAhead(p.nextThreeDays().options, clock{hour: h}, false)
	return governance.Refuse(governance.Invalid, "date_ambiguous", "text", p.text, "first", sharp, "second", later, "clock", true)
}

// longestSpan takes as many words as make a length of time, and the word that says that it is one: "in two weeks' time".
func (p *parser) longestSpan() (governance.Span, bool) {
	if p.done() {
		return governance.Span{}, false
	}
	from := p.tokens[p.pos].start
	if p.text[from] == '+' {
		from++
	}
	for end := min(len(p.tokens), p.pos+8); end > p.pos; end-- {
		text, timed := p.text[from:p.tokens[end-1].end], 0
		if p.tokens[end-1].text == "time" && end-1 > p.pos {
			text, timed = possessed(p.text[from:p.tokens[end-2].end]), 1
		}
		if s, err := governance.ParseSpan(text); err == nil && (timed == 0 || s.Exact == 0) {
			p.pos = end
			return s, true
		}
	}
	return governance.Span{}, false
}

// possessed takes the ending off "a fortnight's", "two weeks'".
func possessed(word string) string {
	for _, ending := range []string{"'s", "’s", "'", "’"} {
		if rest, ok := strings.CutSuffix(word, ending); ok {
			return rest
		}
	}
	return word
}
