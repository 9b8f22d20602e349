package bottest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

var calendarLink = regexp.MustCompile(`/calendar/([\w.-]+)\.ics`)

// calendar reads the calendar behind a link as a transcript shows it.
func (w *World) calendar(number string) []string {
	c, err := w.Bot.Calendar(context.Background(), w.links.token(w.T, number))
	if errors.Is(err, bot.ErrNoCalendar) {
		return []string{"link" + number + " leads nowhere"}
	}
	w.must(err)
	out := []string{"link" + number + ": " + c.Name}
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
