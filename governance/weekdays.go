package governance

import (
	"strings"
	"time"
)

// Weekdays is a set of days of the week.
type Weekdays uint8

// WorkingWeek is Monday to Friday, the working days of a circle that has said nothing else (K5).
const WorkingWeek = Weekdays(1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday)

// everyDay is the whole week.
const everyDay = Weekdays(1<<7 - 1)

// WeekdaysOf makes the set of the given days.
func WeekdaysOf(days ...time.Weekday) Weekdays {
	var set Weekdays
	for _, d := range days {
		set |= 1 << (d % 7)
	}
	return set
}

// Has tells whether the day is in the set.
func (w Weekdays) Has(day time.Weekday) bool { return w&(1<<(day%7)) != 0 }

// count is how many days are in the set.
func (w Weekdays) count() int {
	n := 0
	for d := time.Sunday; d <= time.Saturday; d++ {
		if w.Has(d) {
			n++
		}
	}
	return n
}

// orWorkingWeek is the set, or Monday to Friday when it is empty: a week without working days would make every count of
// working days endless and hold every nudge for ever.
func (w Weekdays) orWorkingWeek() Weekdays {
	if w&everyDay == 0 {
		return WorkingWeek
	}
	return w
}

// String writes the set as ParseWeekdays reads it, beginning with Monday: "mon-fri", "mon,tue,thu", "every day"; an empty set
// is the empty string.
func (w Weekdays) String() string {
	if w&everyDay == everyDay {
		return "every day"
	}
	var parts []string
	for i := 0; i < 7; {
		run := 0
		for i+run < 7 && w.Has(fromMonday(i+run)) {
			run++
		}
		switch {
		case run == 0:
			i++
			continue
		case run >= 3:
			parts = append(parts, shortDay(fromMonday(i))+"-"+shortDay(fromMonday(i+run-1)))
		default:
			for j := i; j < i+run; j++ {
				parts = append(parts, shortDay(fromMonday(j)))
			}
		}
		i += run
	}
	return strings.Join(parts, ",")
}

// MarshalText writes the set as String does, so that stored policies can be read by people.
func (w Weekdays) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (w *Weekdays) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*w = 0
		return nil
	}
	set, err := ParseWeekdays(string(text))
	if err != nil {
		return err
	}
	*w = set
	return nil
}

// ParseWeekdays reads a set of days as people type it: "mon-fri", "mon,tue,thu", "Monday to Thursday", "weekdays", "weekends",
// "every day". Anything else is refused as Invalid, weekdays_unreadable.
func ParseWeekdays(text string) (Weekdays, error) {
	refused := Refuse(Invalid, "weekdays_unreadable", "text", text)
	clean := strings.ToLower(strings.TrimSpace(text))
	switch clean {
	case "weekdays", "working days", "workdays":
		return WorkingWeek, nil
	case "weekends", "weekend":
		return WeekdaysOf(time.Saturday, time.Sunday), nil
	case "every day", "everyday", "daily", "all", "all days":
		return everyDay, nil
	}
	clean = strings.NewReplacer("–", "-", "—", "-", " - ", "-", " to ", "-", " and ", ",", "&", ",", ";", ",").Replace(clean)
	var set Weekdays
	for _, part := range strings.FieldsFunc(clean, func(r rune) bool { return r == ',' || r == ' ' }) {
		first, last, isRange := strings.Cut(part, "-")
		from, ok := DayNamed(first)
		to := from
		if ok && isRange {
			to, ok = DayNamed(last)
		}
		if !ok {
			return 0, refused
		}
		set |= WeekdaysOf(from)
		for d := from; d != to; {
			d = (d + 1) % 7
			set |= WeekdaysOf(d)
		}
	}
	if set == 0 {
		return 0, refused
	}
	return set, nil
}

// DayNamed is the day of the week that an English name or its usual abbreviation means, in any case: "Tuesday", "tue",
// "tues", "mondays".
func DayNamed(name string) (time.Weekday, bool) {
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	switch name {
	case "tues":
		return time.Tuesday, true
	case "weds":
		return time.Wednesday, true
	case "thur", "thurs":
		return time.Thursday, true
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		full := strings.ToLower(d.String())
		if name == full || name == full+"s" || name == full[:3] {
			return d, true
		}
	}
	return 0, false
}

func fromMonday(i int) time.Weekday { return time.Weekday((i + 1) % 7) }

func shortDay(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }
