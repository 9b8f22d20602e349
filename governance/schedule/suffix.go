package schedule

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// suffix is the zone that stands at the end of a phrase. An abbreviation names a season too (CET is winter), so it must be the
// one in force on the date it was typed with; when it is not, nobody can tell which hour was meant.
type suffix struct {
	loc          *time.Location
	abbreviation string
}

// zone reads the zone at the end of a phrase into p.suffix; false when the word is no zone. A name with a stroke that is not one
// is remembered as p.badZone.
func (p *parser) zone() bool {
	if p.done() || p.suffix.loc != nil {
		return false
	}
	word := p.tokens[p.pos].text
	found, ok := fixedOffset(word)
	if !ok {
		found, ok = abbreviatedZone(word)
	}
	if likely := severalZones(word); !ok && likely != "" {
		p.badZone = governance.Refuse(governance.Invalid, "zone_unknown", "text", strings.ToUpper(word), "nearest", likely)
		p.pos++
		return true
	}
	if !ok && strings.Contains(word, "/") {
		name, err := governance.ParseZone(word)
		if err != nil {
			p.badZone = err
			p.pos++
			return true
		}
		found, ok = suffix{loc: governance.LoadZone(name)}, true
	}
	if !ok {
		return false
	}
	p.suffix = found
	p.pos++
	return true
}

// fixedOffset reads "z", "utc", "+02:00", "-0530", "utc+2".
func fixedOffset(word string) (suffix, bool) {
	rest := word
	for _, name := range []string{"utc", "gmt", "z"} {
		if after, ok := strings.CutPrefix(word, name); ok {
			if after == "" {
				return suffix{loc: time.UTC}, true
			}
			if name != "z" {
				rest = after
			}
			break
		}
	}
	if len(rest) < 2 || rest[0] != '+' && rest[0] != '-' {
		return suffix{}, false
	}
	hours, minutes, colon := strings.Cut(rest[1:], ":")
	if !colon && len(hours) == 4 {
		hours, minutes, colon = hours[:2], hours[2:], true
	}
	h, ok := digits(hours, 1, 2)
	m := 0
	if ok && colon {
		m, ok = digits(minutes, 2, 2)
	}
	if !ok || h > 14 || m > 59 || rest == word && len(hours) == 1 {
		return suffix{}, false
	}
	seconds := h*3600 + m*60
	if rest[0] == '-' {
		seconds = -seconds
	}
	return suffix{loc: time.FixedZone("UTC"+rest, seconds)}, true
}

// severalZones are the abbreviations that mean several zones, each with the one that is meant most.
func severalZones(word string) string {
	return map[string]string{"bst": "Europe/London", "cst": "America/Chicago", "ist": "Asia/Kolkata", "mst": "America/Denver", "pst": "America/Los_Angeles"}[word]
}

// abbreviatedZone knows the abbreviations that mean one thing. ET and PT are the clocks of their coasts in summer and in winter.
func abbreviatedZone(word string) (suffix, bool) {
	name := ""
	switch word {
	case "wet", "west":
		name = "Europe/Lisbon"
	case "cet", "cest":
		name = "Europe/Berlin"
	case "eet", "eest":
		name = "Europe/Helsinki"
	case "msk":
		name = "Europe/Moscow"
	case "est", "edt":
		name = "America/New_York"
	case "et":
		return suffix{loc: governance.LoadZone("America/New_York")}, true
	case "pt":
		return suffix{loc: governance.LoadZone("America/Los_Angeles")}, true
	case "mdt":
		name = "America/Denver"
	case "pdt":
		name = "America/Los_Angeles"
	case "akst", "akdt":
		name = "America/Anchorage"
	case "hst":
		name = "Pacific/Honolulu"
	case "jst":
		name = "Asia/Tokyo"
	case "aest", "aedt":
		name = "Australia/Sydney"
	case "nzst", "nzdt":
		name = "Pacific/Auckland"
	default:
		return suffix{}, false
	}
	return suffix{loc: governance.LoadZone(name), abbreviation: strings.ToUpper(word)}, true
}

// holds tells whether the abbreviation is the one in force at an instant.
func (s suffix) holds(at time.Time) bool {
	if s.abbreviation == "" {
		return true
	}
	inForce, _ := at.In(s.loc).Zone()
	return inForce == s.abbreviation
}
