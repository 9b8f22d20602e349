package governance

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Hours are when one person may be nudged (K5, C5): on their working days, outside their quiet hours, and not while they are
// away. QuietFrom and QuietTo are minutes after local midnight; from may be the larger (a quiet that spans midnight), and equal
// ones are no quiet at all. An empty set of days is Monday to Friday, so that a forgotten setting never silences the bot.
type Hours struct {
	Zone      string     `json:"zone,omitempty"`
	Days      Weekdays   `json:"days,omitempty"`
	QuietFrom int        `json:"quiet_from"`
	QuietTo   int        `json:"quiet_to"`
	Away      []Interval `json:"away,omitempty"`
}

// Interval is the time from From up to, and not including, To.
type Interval struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Contains tells whether t lies in the interval.
func (i Interval) Contains(t time.Time) bool { return !t.Before(i.From) && t.Before(i.To) }

// How far NextDecent and LastDecent look.
const decentHorizonDays = 400

// DefaultHours are those of a person who has said nothing: Monday to Friday, quiet from 18:00 to 09:00 (K5).
func DefaultHours(zone string) Hours {
	return Hours{Zone: zone, Days: WorkingWeek, QuietFrom: 18 * 60, QuietTo: 9 * 60}
}

// loadedZones remembers what the time zone database says. It is the package's only variable, and a memo of constants: asking
// once a nudge would otherwise read the database once a nudge.
var loadedZones sync.Map

// LoadZone is the IANA zone of that name, or UTC when there is none. "Local", which is the server's and nobody's, is UTC too.
func LoadZone(name string) *time.Location {
	if name == "" || name == "UTC" || strings.EqualFold(name, "local") {
		return time.UTC
	}
	if known, ok := loadedZones.Load(name); ok {
		return known.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	loadedZones.Store(name, loc)
	return loc
}

// Location is the person's zone, UTC when it is unknown.
func (h Hours) Location() *time.Location { return LoadZone(h.Zone) }

// Decent tells whether a person may be nudged at t.
func (h Hours) Decent(t time.Time) bool {
	next, ok := h.nextWithin(t, 1)
	return ok && next.Equal(t)
}

// NextDecent is the earliest decent instant that is not before t (t itself when it is decent); false when the next 400 days have
// none.
func (h Hours) NextDecent(t time.Time) (time.Time, bool) { return h.nextWithin(t, decentHorizonDays) }

// nextWithin is NextDecent over today and so many days more.
func (h Hours) nextWithin(t time.Time, days int) (time.Time, bool) {
	loc := h.Location()
	year, month, day := t.In(loc).Date()
	for d := 0; d <= days; d++ {
		for _, open := range h.openOn(year, month, day+d, loc) {
			at := open.From
			if at.Before(t) {
				at = t
			}
			at = h.skipAway(at)
			if open.Contains(at) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

// skipAway is the first instant not before t at which the person is not away.
func (h Hours) skipAway(t time.Time) time.Time {
	for moved := true; moved; {
		moved = false
		for _, away := range h.Away {
			if away.Contains(t) {
				t, moved = away.To, true
			}
		}
	}
	return t
}

// LastDecent is the latest decent instant in [after, before), for what quiet hours would otherwise hold past its purpose (D0).
// It keeps a minute in hand before the decent time ends, so that what is due then is still sent in it; only where less than a
// minute is left is it the beginning of that. False when there is none, or none in the 400 days before the end.
func (h Hours) LastDecent(after, before time.Time) (time.Time, bool) {
	loc := h.Location()
	// One day beyond, because where clocks go back over midnight a date's hours can begin before the date of the instant.
	year, month, day := before.In(loc).Date()
	for d := -1; d <= decentHorizonDays; d++ {
		open := h.openOn(year, month, day-d, loc)
		for i := len(open) - 1; i >= 0; i-- {
			if at, ok := h.lastIn(clip(open[i], after, before)); ok {
				return at, true
			}
		}
		if wallOn(year, month, day-d, 0, loc).Before(after) {
			return time.Time{}, false
		}
	}
	return time.Time{}, false
}

// lastIn is the latest moment of an open interval at which the person is not away, a minute before its end if it can be.
func (h Hours) lastIn(open Interval) (time.Time, bool) {
	end := open.To
	for moved := true; moved; {
		moved = false
		for _, away := range h.Away {
			if away.From.Before(end) && !end.After(away.To) && away.From.Before(away.To) {
				end, moved = away.From, true
			}
		}
	}
	if !open.From.Before(end) {
		return time.Time{}, false
	}
	at := end.Add(-time.Minute)
	if at.Before(open.From) {
		at = open.From
	}
	if back := h.skipAway(at); back.Before(end) {
		return back, true
	}
	return time.Time{}, false
}

// clip is the part of an interval within [after, before); it may be empty, its end before its beginning.
func clip(i Interval, after, before time.Time) Interval {
	if i.From.Before(after) {
		i.From = after
	}
	if i.To.After(before) {
		i.To = before
	}
	return i
}

// openOn gives the decent stretches of one local date, in order, absences not yet taken out. Both ends are resolved by Wall, so
// an hour that repeats belongs to where it began.
func (h Hours) openOn(year int, month time.Month, day int, loc *time.Location) []Interval {
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if !h.Days.orWorkingWeek().Has(date.Weekday()) {
		return nil
	}
	stretch := func(from, to int) Interval {
		return Interval{From: wallOn(year, month, day, from, loc), To: wallOn(year, month, day, to, loc)}
	}
	switch from, to := h.QuietFrom, h.QuietTo; {
	case from == to:
		return []Interval{stretch(0, 24*60)}
	case from > to:
		return []Interval{stretch(to, from)}
	default:
		return []Interval{stretch(0, from), stretch(to, 24*60)}
	}
}

// ParseQuiet reads quiet hours as people type them, "18:00-09:00", "6pm to 9am", or "off", into minutes after midnight. What
// cannot be read, and a quiet that ends when it begins, is refused as Invalid, quiet_unreadable.
func ParseQuiet(text string) (from, to int, err error) {
	refused := Refuse(Invalid, "quiet_unreadable", "text", text)
	clean := strings.ToLower(strings.TrimSpace(text))
	switch clean {
	case "off", "none", "never":
		return 0, 0, nil
	}
	clean = strings.TrimPrefix(clean, "from ")
	clean = strings.NewReplacer("–", "-", "—", "-", " to ", "-", " until ", "-", " till ", "-").Replace(clean)
	first, last, found := strings.Cut(clean, "-")
	if !found {
		return 0, 0, refused
	}
	from, okFrom := parseClock(first)
	to, okTo := parseClock(last)
	if !okFrom || !okTo || from == to {
		return 0, 0, refused
	}
	return from, to, nil
}

// parseClock reads a time of day, "18:00", "18", "6pm", "6:30 pm", "noon", "midnight", as minutes after midnight.
func parseClock(text string) (int, bool) {
	text = strings.TrimSpace(text)
	switch text {
	case "noon":
		return 12 * 60, true
	case "midnight", "24:00", "24":
		return 0, true
	}
	twelve, afternoon := false, false
	if rest, ok := strings.CutSuffix(text, "am"); ok {
		text, twelve = strings.TrimSpace(rest), true
	} else if rest, ok := strings.CutSuffix(text, "pm"); ok {
		text, twelve, afternoon = strings.TrimSpace(rest), true, true
	}
	hours, minutes, colon := strings.Cut(text, ":")
	h, ok := clockNumber(hours, 23)
	m := 0
	if ok && colon {
		m, ok = clockNumber(minutes, 59)
		ok = ok && len(minutes) == 2
	}
	if !ok || twelve && (h < 1 || h > 12) {
		return 0, false
	}
	if twelve {
		h %= 12
	}
	if afternoon {
		h += 12
	}
	return h*60 + m, true
}

func clockNumber(text string, most int) (int, bool) {
	if len(text) < 1 || len(text) > 2 || text[0] == '+' || text[0] == '-' {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= most
}

// Quiet writes the quiet hours so that ParseQuiet reads them back.
func (h Hours) Quiet() string {
	if h.QuietFrom == h.QuietTo {
		return "off"
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", h.QuietFrom/60, h.QuietFrom%60, h.QuietTo/60, h.QuietTo%60)
}
