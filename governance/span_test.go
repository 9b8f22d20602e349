package governance

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseSpan(t *testing.T) {
	for text, want := range map[string]Span{
		"3 working days":         {WorkingDays: 3},
		"three working days":     {WorkingDays: 3},
		"1 workday":              {WorkingDays: 1},
		"5 business days":        {WorkingDays: 5},
		"6 months":               {Months: 6},
		"1 year":                 {Months: 12},
		"2 weeks":                {Days: 14},
		"a fortnight":            {Days: 14},
		"a week":                 {Days: 7},
		"1 day":                  {Days: 1},
		"3d":                     {Days: 3},
		"24h":                    {Exact: 24 * time.Hour},
		"24 hours":               {Exact: 24 * time.Hour},
		"An Hour":                {Exact: time.Hour},
		"90 min":                 {Exact: 90 * time.Minute},
		"20s":                    {Exact: 20 * time.Second},
		"1.5 h":                  {Exact: 90 * time.Minute},
		"1h30m":                  {Exact: 90 * time.Minute},
		"1 h 30 min":             {Exact: 90 * time.Minute},
		"1 day and 12 hours":     {Days: 1, Exact: 12 * time.Hour},
		"1 month, 2 weeks, 1 hr": {Months: 1, Days: 14, Exact: time.Hour},
	} {
		got, err := ParseSpan(text)
		if err != nil || got != want {
			t.Errorf("ParseSpan(%q) = %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestParseSpanRefuses(t *testing.T) {
	for _, text := range []string{"", " ", "soon", "3", "days", "-3 days", "0 days", "0s", "-5m", "3 working", "3 working hours",
		"1.5 days", "0.5s", "11 years", "4000 days", "999999999999999999999 s", "9999999 h", "3 days 4", "and 3 days", "3 days ago",
		"1e3 s", "3 working days or so", ".5 h", "1.2.3 h", "३ days", "9 years 2 years"} {
		if got, err := ParseSpan(text); AsError(err) == nil || AsError(err).Code != "span_unreadable" {
			t.Errorf("ParseSpan(%q) = %+v, %v, want span_unreadable", text, got, err)
		}
	}
}

func TestSpanString(t *testing.T) {
	for want, s := range map[string]Span{
		"3 working days": {WorkingDays: 3}, "1 working day": {WorkingDays: 1}, "6 months": {Months: 6}, "1 year": {Months: 12},
		"24 hours": {Exact: 24 * time.Hour}, "20 seconds": {Exact: 20 * time.Second}, "90 minutes": {Exact: 90 * time.Minute},
		"7 days": {Days: 7}, "2 weeks": {Days: 14}, "1 day 12 hours": {Days: 1, Exact: 12 * time.Hour}, "0 seconds": {},
	} {
		if got := s.String(); got != want {
			t.Errorf("%+v = %q, want %q", s, got, want)
		}
	}
}

func TestSpanReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Span{
			WorkingDays: rapid.IntRange(0, 300).Draw(t, "working days"),
			Months:      rapid.IntRange(0, 40).Draw(t, "months"),
			Days:        rapid.IntRange(0, 400).Draw(t, "days"),
			Exact:       time.Duration(rapid.IntRange(1, 1e6).Draw(t, "seconds")) * time.Second,
		}
		if got, err := ParseSpan(s.String()); err != nil || got != s {
			t.Fatalf("%q reads back as %+v, %v", s, got, err)
		}
		stored, _ := json.Marshal(s)
		var back Span
		if err := json.Unmarshal(stored, &back); err != nil || back != s {
			t.Fatalf("%s is read as %+v, %v", stored, back, err)
		}
	})
}

func TestSpanAfter(t *testing.T) {
	for _, c := range []struct{ from, span, zone, days, want string }{
		{"2026-12-04T10:00:00Z", "3 working days", "UTC", "mon-fri", "2026-12-09T10:00:00Z"}, // Friday → Wednesday
		{"2026-12-05T10:00:00Z", "3 working days", "UTC", "mon-fri", "2026-12-09T10:00:00Z"}, // Saturday → Wednesday
		{"2026-12-05T10:00:00Z", "5 working days", "UTC", "mon-fri", "2026-12-11T10:00:00Z"}, // Saturday → Friday
		{"2026-12-06T10:00:00Z", "10 working days", "UTC", "mon-fri", "2026-12-18T10:00:00Z"},
		{"2026-12-04T10:00:00Z", "5 working days", "UTC", "mon-fri", "2026-12-11T10:00:00Z"},
		{"2026-12-01T10:00:00Z", "2 working days", "UTC", "tue,thu", "2026-12-08T10:00:00Z"},
		{"2026-12-31T10:00:00Z", "1 working day", "UTC", "mon-fri", "2027-01-01T10:00:00Z"},
		{"2026-01-31T10:00:00Z", "1 month", "UTC", "", "2026-02-28T10:00:00Z"},
		{"2028-01-31T10:00:00Z", "1 month", "UTC", "", "2028-02-29T10:00:00Z"},
		{"2028-02-29T10:00:00Z", "1 year", "UTC", "", "2029-02-28T10:00:00Z"},
		{"2026-08-31T10:00:00Z", "6 months", "UTC", "", "2027-02-28T10:00:00Z"},
		{"2026-03-28T12:00:00+01:00", "1 day", "Europe/Madrid", "", "2026-03-29T12:00:00+02:00"},
		{"2026-03-28T12:00:00+01:00", "24 hours", "Europe/Madrid", "", "2026-03-29T13:00:00+02:00"},
		{"2026-03-28T02:30:00+01:00", "1 day", "Europe/Madrid", "", "2026-03-29T03:00:00+02:00"},
		{"2026-10-24T02:30:00+02:00", "1 day", "Europe/Madrid", "", "2026-10-25T02:30:00+02:00"},
		{"2026-10-23T17:00:00+02:00", "1 working day", "Europe/Madrid", "", "2026-10-26T17:00:00+01:00"},
		{"2026-12-31T23:59:50Z", "20s", "UTC", "", "2027-01-01T00:00:10Z"},
		{"2026-12-31T23:59:50.25Z", "1 day", "UTC", "", "2027-01-01T23:59:50.25Z"},
	} {
		span, err := ParseSpan(c.span)
		if err != nil {
			t.Fatal(err)
		}
		var days Weekdays
		if err := days.UnmarshalText([]byte(c.days)); err != nil {
			t.Fatal(err)
		}
		if got := span.After(instant(t, c.from), mustZone(t, c.zone), days); !got.Equal(instant(t, c.want)) {
			t.Errorf("%s after %s = %s, want %s", c.span, c.from, got, c.want)
		}
	}
}

// A span of working days is what one gets by walking the calendar a day at a time.
func TestWorkingDaysCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := Weekdays(rapid.IntRange(1, 127).Draw(t, "days"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		from := time.Date(2026, 1, rapid.IntRange(1, 400).Draw(t, "day"), 12, 0, 0, 0, time.UTC)
		want := from
		for left := n; left > 0; {
			want = want.AddDate(0, 0, 1)
			if days.Has(want.Weekday()) {
				left--
			}
		}
		if got := (Span{WorkingDays: n}).After(from, time.UTC, days); !got.Equal(want) {
			t.Fatalf("%d of %s after %s = %s, want %s", n, days, from, got, want)
		}
	})
}

func TestWeekdays(t *testing.T) {
	for text, want := range map[string]string{
		"mon-fri": "mon-fri", "weekdays": "mon-fri", "every day": "every day", "mon,tue,thu": "mon,tue,thu", "Monday to Thursday": "mon-thu",
		"fri-mon": "mon,fri-sun", "sat and sun": "sat,sun", "thu tue": "tue,thu", "Sun": "sun", "weekend": "sat,sun", "mon - wed, sat": "mon-wed,sat",
		"Tues., thurs.": "tue,thu",
	} {
		got, err := ParseWeekdays(text)
		if err != nil || got.String() != want {
			t.Errorf("ParseWeekdays(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "noday", "mon-", "mon-xyz", ",", "mon-tue-wed"} {
		if got, err := ParseWeekdays(text); AsError(err) == nil || AsError(err).Code != "weekdays_unreadable" {
			t.Errorf("ParseWeekdays(%q) = %q, %v, want a refusal", text, got, err)
		}
	}
	for set := Weekdays(0); set < 128; set++ {
		stored, _ := json.Marshal(set)
		back := Weekdays(127)
		if err := json.Unmarshal(stored, &back); err != nil || back != set {
			t.Errorf("%s is read as %q, %v", stored, back, err)
		}
	}
}
