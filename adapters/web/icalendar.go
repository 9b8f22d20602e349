package web

import (
	"bytes"
	"net/url"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"github.com/folkmoot/folkmoot/bot"
)

// The calendar is written as RFC 5545 has it. It has no METHOD, for it is a picture of dates and nobody is invited by it (3.7.2). Without
// one, DTSTAMP says when an entry was last revised; what is known for sure is how it stood when it was read, so that is what it says. Every
// later reading is then newer, and no program takes a turn that changed hands for one that it has seen already (R9). LAST-MODIFIED is left
// out, because nothing here knows when it was.

const (
	newLine = "\r\n"
	stamp   = "20060102T150405Z"
	// refresh is how often programs are asked to look again. Most of them keep to their own mind.
	refresh = "PT1H"
)

// writeCalendar writes a calendar for programs to read.
func writeCalendar(c bot.Calendar) ([]byte, error) {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Folkmoot//Calendar//EN")
	cal.SetName(plain(c.Name))
	cal.SetRefreshInterval(refresh) // The library's name for it says already that it is a duration.
	cal.SetXPublishedTTL(refresh)
	for _, e := range c.Entries {
		cal.AddVEvent(event(e, c.At))
	}
	if len(c.Entries) == 0 {
		addZone(cal)
	}
	var out bytes.Buffer
	err := cal.SerializeTo(&out, ics.WithNewLine(newLine), ics.WithLineLength(75))
	return out.Bytes(), err
}

func event(e bot.CalendarEntry, at time.Time) *ics.VEvent {
	v := ics.NewEvent(e.UID)
	v.SetDtStampTime(at)
	v.SetStartAt(e.Start)
	if e.End.Truncate(time.Second).After(e.Start.Truncate(time.Second)) {
		v.SetEndAt(e.End) // Without an end it is an instant (3.6.1).
	}
	v.SetSummary(plain(e.Summary))
	about := e.Description
	if link, ok := webLink(e.Link); ok {
		v.SetURL(link)
		about += "\n" + link // Many programs show no URL.
	}
	v.SetDescription(plain(about))
	v.SetStatus(ics.ObjectStatusConfirmed)
	if e.Tentative {
		v.SetStatus(ics.ObjectStatusTentative)
	}
	if e.Private {
		v.SetClass(ics.ClassificationPrivate)
	}
	if e.Moves > 0 {
		v.SetSequence(e.Moves)
	}
	v.SetTimeTransparency(ics.TransparencyTransparent) // A week's turn makes nobody busy for a week.
	return v
}

// addZone adds what stands in a calendar of nothing, because there has to be at least one component (3.6).
func addZone(cal *ics.Calendar) {
	standard := cal.AddTimezone("UTC").AddStandard()
	standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), "+0000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), "+0000")
}

// plain makes a text fit for any program: no control characters, and only those line ends that are then escaped. Some programs take the
// separators of Unicode for line ends as well, and what somebody wrote must not begin a line there.
func plain(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u2028', r == '\u2029', r == '\u0085':
			return '\n'
		case r == '\t':
			return ' '
		case r != '\n' && unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
}

// webLink answers an address of the web as it may stand in a line.
func webLink(s string) (string, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", false
	}
	link := u.String()
	return link, strings.IndexFunc(link, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
