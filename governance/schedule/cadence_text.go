package schedule

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// String is the cadence in full, as ParseCadence reads it back: "every other tuesday 09:00 Europe/Madrid from 2026-12-01".
func (c Cadence) String() string {
	switch c.unit {
	case never:
		return ""
	case byDuration:
		return "every " + strings.TrimPrefix(governance.Span{Exact: c.exact}.String(), "1 ")
	case byCron:
		return c.cron + " " + c.zone + c.since()
	}
	return c.dates() + " " + c.wall.String() + " " + c.zone + c.since()
}

func (c Cadence) since() string {
	if c.from == (civil{}) {
		return ""
	}
	return " from " + c.from.String()
}

// dates is the part of String that says on which days.
func (c Cadence) dates() string {
	switch {
	case c.unit == byDays && c.every == 1:
		return "every day"
	case c.unit == byDays:
		return fmt.Sprintf("every %d days", c.every)
	case c.unit == byMonths && c.every == 1 && c.nth != 0:
		return c.inMonth() + " of the month"
	case c.unit == byMonths && c.every == 1:
		return "monthly on the " + c.inMonth()
	case c.unit == byMonths:
		return fmt.Sprintf("every %d months on the %s", c.every, c.inMonth())
	case c.every == 1 && c.on == governance.WorkingWeek:
		return "every weekday"
	case c.every == 1:
		return "every " + dayNames(c.on)
	case c.every == 2 && c.on == governance.WeekdaysOf(firstOf(c.on)):
		return "every other " + dayNames(c.on)
	}
	return fmt.Sprintf("every %d weeks on %s", c.every, dayNames(c.on))
}

// inMonth is the day within a month: "15th", "last day", "first monday".
func (c Cadence) inMonth() string {
	switch {
	case c.nth != 0:
		return nthName(c.nth) + " " + strings.ToLower(c.day.String())
	case c.date == 31:
		return "last day"
	case c.date%10 == 1 && c.date != 11:
		return fmt.Sprintf("%dst", c.date)
	case c.date%10 == 2 && c.date != 12:
		return fmt.Sprintf("%dnd", c.date)
	case c.date%10 == 3 && c.date != 13:
		return fmt.Sprintf("%drd", c.date)
	}
	return fmt.Sprintf("%dth", c.date)
}

func nthName(nth int) string {
	if nth < 0 {
		return "last"
	}
	return [...]string{"", "first", "second", "third", "fourth", "fifth"}[nth]
}

// dayNames lists days from Monday on: "monday, tuesday and thursday".
func dayNames(days governance.Weekdays) string {
	var names []string
	for i := range 7 {
		if day := time.Weekday((i + 1) % 7); days.Has(day) {
			names = append(names, strings.ToLower(day.String()))
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func firstOf(days governance.Weekdays) time.Weekday {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if days.Has(day) {
			return day
		}
	}
	return time.Sunday
}

// String is the time of day, "09:00", with its seconds when it has any.
func (o clock) String() string {
	if o.sec != 0 {
		return fmt.Sprintf("%02d:%02d:%02d", o.hour, o.min, o.sec)
	}
	return fmt.Sprintf("%02d:%02d", o.hour, o.min)
}

// MarshalText writes the cadence as String does, so that it is stored in words.
func (c Cadence) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText wrote. That text names its zone and, where it matters, its first date, so it means the
// same whenever and wherever it is read.
func (c *Cadence) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = Cadence{}
		return nil
	}
	words, zone := storedZone(string(text))
	read, err := ParseCadence(words, time.Unix(0, 0), zone)
	if err != nil {
		return fmt.Errorf("schedule: stored cadence: %w", err)
	}
	*c = read
	return nil
}

// storedZone takes the zone out of a stored cadence, by whatever name: people type fewer than there are. A cadence that counts seconds has
// none.
func storedZone(text string) (words string, zone *time.Location) {
	words, since, dated := strings.Cut(text, " from ")
	if dated {
		since = " from " + since
	}
	at := strings.LastIndexByte(words, ' ') + 1
	if zone = governance.LoadZone(words[at:]); zone == time.UTC {
		return text, time.UTC
	}
	return words[:at] + since, zone
}
