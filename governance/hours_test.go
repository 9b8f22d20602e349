package governance

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNextDecent(t *testing.T) {
	madrid := DefaultHours("Europe/Madrid")
	open := Hours{Zone: "UTC", Days: everyDay}
	split := Hours{Zone: "UTC", Days: everyDay, QuietFrom: 12 * 60, QuietTo: 14 * 60}
	away := DefaultHours("UTC")
	away.Away = []Interval{
		{From: instant(t, "2026-12-03T12:00:00Z"), To: instant(t, "2026-12-08T00:00:00Z")},
		{From: instant(t, "2026-12-07T00:00:00Z"), To: instant(t, "2026-12-09T10:30:00Z")},
	}
	for _, c := range []struct {
		name     string
		hours    Hours
		at, want string
	}{
		{"in the day", madrid, "2026-12-01T10:00:00+01:00", "2026-12-01T10:00:00+01:00"},
		{"first minute", madrid, "2026-12-01T09:00:00+01:00", "2026-12-01T09:00:00+01:00"},
		{"evening", madrid, "2026-12-01T18:00:00+01:00", "2026-12-02T09:00:00+01:00"},
		{"night", madrid, "2026-12-02T03:00:00+01:00", "2026-12-02T09:00:00+01:00"},
		{"weekend", madrid, "2026-12-04T18:00:00+01:00", "2026-12-07T09:00:00+01:00"},
		{"clocks change over the weekend", madrid, "2026-03-27T20:00:00+01:00", "2026-03-30T09:00:00+02:00"},
		{"no quiet", open, "2026-12-05T03:00:00Z", "2026-12-05T03:00:00Z"},
		{"quiet at noon", split, "2026-12-05T13:00:00Z", "2026-12-05T14:00:00Z"},
		{"before a quiet noon", split, "2026-12-05T00:00:00Z", "2026-12-05T00:00:00Z"},
		{"away twice over", away, "2026-12-03T12:00:00Z", "2026-12-09T10:30:00Z"},
		{"unknown zone is UTC", DefaultHours("Nowhere/Land"), "2026-12-01T08:00:00Z", "2026-12-01T09:00:00Z"},
		{"forgotten days are Monday to Friday", Hours{Zone: "UTC"}, "2026-12-05T08:00:00Z", "2026-12-07T00:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, want := instant(t, c.at), instant(t, c.want)
			got, ok := c.hours.NextDecent(at)
			if !ok || !got.Equal(want) {
				t.Errorf("next decent after %s = %s, %t, want %s", at, got, ok, want)
			}
			if c.hours.Decent(at) != at.Equal(want) {
				t.Errorf("Decent(%s) = %t", at, c.hours.Decent(at))
			}
		})
	}
}

func TestNoDecentInstant(t *testing.T) {
	gone := DefaultHours("UTC")
	gone.Away = []Interval{{From: instant(t, "2026-01-01T00:00:00Z"), To: instant(t, "2030-01-01T00:00:00Z")}}
	if at, ok := gone.NextDecent(instant(t, "2026-06-01T00:00:00Z")); ok {
		t.Errorf("away for years, yet decent at %s", at)
	}
	if at, ok := gone.LastDecent(instant(t, "2026-06-01T00:00:00Z"), instant(t, "2027-06-01T00:00:00Z")); ok {
		t.Errorf("away for years, yet decent at %s", at)
	}
}

// D0: what quiet hours would hold past its purpose goes at the last decent moment before.
func TestLastDecent(t *testing.T) {
	madrid := DefaultHours("Europe/Madrid")
	holiday := DefaultHours("UTC")
	holiday.Away = []Interval{{From: instant(t, "2026-12-03T12:00:00Z"), To: instant(t, "2026-12-08T00:00:00Z")}}
	for _, c := range []struct {
		name                string
		hours               Hours
		after, before, want string
	}{
		{"evening end", madrid, "2026-12-01T10:00:00+01:00", "2026-12-01T20:00:00+01:00", "2026-12-01T17:59:00+01:00"},
		{"weekend end", madrid, "2026-12-03T10:00:00+01:00", "2026-12-06T20:00:00+01:00", "2026-12-04T17:59:00+01:00"},
		{"end within the day", madrid, "2026-12-01T10:00:00+01:00", "2026-12-01T12:00:00+01:00", "2026-12-01T11:59:00+01:00"},
		{"less than a minute", madrid, "2026-12-01T11:59:30+01:00", "2026-12-01T12:00:00+01:00", "2026-12-01T11:59:30+01:00"},
		{"end at opening", madrid, "2026-12-01T10:00:00+01:00", "2026-12-02T09:00:00+01:00", "2026-12-01T17:59:00+01:00"},
		{"only quiet", madrid, "2026-12-01T18:00:00+01:00", "2026-12-02T09:00:00+01:00", ""},
		{"empty", madrid, "2026-12-01T12:00:00+01:00", "2026-12-01T12:00:00+01:00", ""},
		{"before a holiday", holiday, "2026-12-01T10:00:00Z", "2026-12-07T20:00:00Z", "2026-12-03T11:59:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.hours.LastDecent(instant(t, c.after), instant(t, c.before))
			if ok != (c.want != "") || ok && !got.Equal(instant(t, c.want)) {
				t.Errorf("got %s, %t, want %q", got, ok, c.want)
			}
		})
	}
}

// Decent, NextDecent and LastDecent agree with one another in any zone, at any hour, across changes of the clock.
func TestDecentAgrees(t *testing.T) {
	zones := []string{"UTC", "Europe/Madrid", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Atlantic/Azores"}
	rapid.Check(t, func(t *rapid.T) {
		minute := func(name string) time.Time {
			return time.Date(2026, 1, 1, 0, rapid.IntRange(0, 500*24*60).Draw(t, name), 0, 0, time.UTC)
		}
		h := Hours{
			Zone:      rapid.SampledFrom(zones).Draw(t, "zone"),
			Days:      Weekdays(rapid.IntRange(0, 127).Draw(t, "days")),
			QuietFrom: rapid.IntRange(0, 1439).Draw(t, "from"),
			QuietTo:   rapid.IntRange(0, 1439).Draw(t, "to"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "absences") {
			from := minute("away from")
			h.Away = append(h.Away, Interval{From: from, To: from.Add(time.Duration(rapid.IntRange(1, 20000).Draw(t, "away")) * time.Minute)})
		}
		at := minute("at")
		next, ok := h.NextDecent(at)
		if !ok {
			return // Possible: quiet for all but minutes, and away over them. TestNoDecentInstant has the plain case.
		}
		if next.Before(at) || !h.Decent(next) || h.Decent(at) != next.Equal(at) {
			t.Fatalf("next decent after %s is %s (decent %t, then %t)", at, next, h.Decent(at), h.Decent(next))
		}
		for step := at; step.Before(next) && step.Before(at.Add(72*time.Hour)); step = step.Add(7 * time.Minute) {
			if h.Decent(step) {
				t.Fatalf("%s is decent, yet the next after %s is %s", step, at, next)
			}
		}
		if last, ok := h.LastDecent(at, next); ok {
			t.Fatalf("nothing is decent in [%s, %s), yet %s is the last", at, next, last)
		}
		before := next.Add(time.Duration(rapid.IntRange(1, 5000).Draw(t, "minutes")) * time.Minute)
		last, ok := h.LastDecent(at, before)
		if !ok || last.Before(next) || !last.Before(before) || !h.Decent(last) {
			t.Fatalf("last decent in [%s, %s) = %s, %t, but %s is decent", at, before, last, ok, next)
		}
		for step := last.Add(time.Minute); step.Before(before); step = step.Add(7 * time.Minute) {
			if h.Decent(step) {
				t.Fatalf("%s is decent, after the last %s", step, last)
			}
		}
	})
}

func TestParseQuiet(t *testing.T) {
	for text, want := range map[string][2]int{
		"18:00-09:00": {1080, 540}, "6pm to 9am": {1080, 540}, "off": {0, 0}, "None": {0, 0}, "22:30 – 7:15": {1350, 435}, "from 12am until noon": {0, 720},
		"6:30 PM-midnight": {1110, 0}, "18-9": {1080, 540}, "12pm to 12:30pm": {720, 750}, "22-24:00": {1320, 0},
	} {
		from, to, err := ParseQuiet(text)
		if err != nil || from != want[0] || to != want[1] {
			t.Errorf("ParseQuiet(%q) = %d, %d, %v, want %v", text, from, to, err, want)
		}
	}
	for _, text := range []string{"", "18:00", "25:00-9:00", "18:60-9:00", "18:5-9:00", "13pm-9am", "0am-9am", "9-9", "a-b", "-", "+1-+2"} {
		if from, to, err := ParseQuiet(text); AsError(err) == nil || AsError(err).Code != "quiet_unreadable" {
			t.Errorf("ParseQuiet(%q) = %d, %d, %v, want a refusal", text, from, to, err)
		}
	}
}

func TestParseZone(t *testing.T) {
	for text, want := range map[string]string{
		"Europe/Madrid": "Europe/Madrid", "europe/madrid": "Europe/Madrid", "  America/New York ": "America/New_York", "new york": "America/New_York",
		"MADRID": "Europe/Madrid", "utc": "UTC", "Z": "UTC", "cet": "CET", "america/argentina/buenos aires": "America/Argentina/Buenos_Aires",
		"Singapore": "Singapore", "Asia/Calcutta": "Asia/Calcutta",
	} {
		if got, err := ParseZone(text); err != nil || got != want {
			t.Errorf("ParseZone(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	for text, nearest := range map[string]string{
		"": "UTC", "Europe/Madird": "Europe/Madrid", "Londn": "Europe/London", "EST": "America/New_York", "bst": "Europe/London", "UTC+2": "UTC",
		"+02:00": "UTC", "GMT+2": "UTC", "Local": "", "the moon, the dark side of it": "UTC",
	} {
		_, err := ParseZone(text)
		e := AsError(err)
		if e == nil || e.Code != "zone_unknown" || nearest != "" && e.Args["nearest"] != nearest {
			t.Errorf("ParseZone(%q) gives %v, want zone_unknown with nearest %q", text, err, nearest)
		}
	}
}

func TestLocationIsNeverTheServers(t *testing.T) {
	for _, zone := range []string{"", "Local", "local", "Nowhere/Land"} {
		if loc := (Hours{Zone: zone}).Location(); loc != time.UTC {
			t.Errorf("zone %q is %s, want UTC", zone, loc)
		}
	}
}

func BenchmarkNextDecent(b *testing.B) {
	h := DefaultHours("Europe/Madrid")
	at := instant(b, "2026-12-04T18:00:00Z")
	for b.Loop() {
		h.NextDecent(at)
	}
}
