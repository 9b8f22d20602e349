package bottest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// calendarLinks are the tokens of the links to calendars that were given out, in their order. A transcript calls them link1, link2, …
type calendarLinks struct{ tokens []string }

var calendarLink = regexp.MustCompile(`/calendar/([\w.-]+)\.ics`)

// numbered writes what was said with the tokens' numbers in their place.
func (l *calendarLinks) numbered(said string) string {
	return calendarLink.ReplaceAllStringFunc(said, func(link string) string {
		token := calendarLink.FindStringSubmatch(link)[1]
		if !slices.Contains(l.tokens, token) {
			l.tokens = append(l.tokens, token)
		}
		return fmt.Sprintf("/calendar/link%d.ics", slices.Index(l.tokens, token)+1)
	})
}

// calendar reads the calendar behind a link as a transcript shows it.
func (w *World) calendar(number string) []string {
	n, err := strconv.Atoi(number)
	w.must(err)
	if n < 1 || n > len(w.links.tokens) {
		w.T.Fatalf("no link%d was given out", n)
	}
	c, err := w.Bot.Calendar(context.Background(), w.links.tokens[n-1])
	if errors.Is(err, bot.ErrNoCalendar) {
		return []string{fmt.Sprintf("link%d leads nowhere", n)}
	}
	w.must(err)
	out := []string{fmt.Sprintf("link%d: %s", n, c.Name)}
	for _, e := range c.Entries {
		out = append(out, entryLine(e), "  "+e.Description)
	}
	return out
}

func entryLine(e bot.CalendarEntry) string {
	zone := governance.LoadZone("Europe/Madrid")
	line := text.FormatTime(e.Start, zone)
	if !e.End.IsZero() {
		line = e.Start.In(zone).Format("Mon 2 Jan 2006, 15:04") + " to " + text.FormatTime(e.End, zone)
	}
	line += " · " + e.Summary
	for _, mark := range []struct {
		is   bool
		name string
	}{{e.Tentative, "tentative"}, {e.Private, "private"}, {e.Moves > 0, fmt.Sprintf("moves: %d", e.Moves)}} {
		if mark.is {
			line += " (" + mark.name + ")"
		}
	}
	return line
}

// Says lets somebody type a command in their own channel with the bot, and answers what they see.
func (w *World) Says(who, line string) string {
	w.T.Helper()
	reply := w.Slash(who, "to "+who, line)
	w.Settle()
	if reply.Message == nil {
		w.T.Fatalf("%s gets no answer to %s", who, line)
	}
	return strings.Join(Lines(*reply.Message), "\n")
}

// Subscribe lets somebody ask for a link to a calendar with a command of theirs, and answers the link's token.
func (w *World) Subscribe(who, line string) string {
	w.T.Helper()
	said := w.Says(who, line)
	m := calendarLink.FindStringSubmatch(said)
	if m == nil {
		w.T.Fatalf("%s gets no link from %s:\n%s", who, line, said)
	}
	return m[1]
}
