package governance

import (
	"testing"
	"time"
)

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// R2: a time that does not exist moves to the next valid instant, one that repeats is the first.
func TestWall(t *testing.T) {
	for _, c := range []struct{ zone, wall, want string }{
		{"Europe/Madrid", "2026-03-29 01:59", "2026-03-29T01:59:00+01:00"},
		{"Europe/Madrid", "2026-03-29 02:00", "2026-03-29T03:00:00+02:00"},
		{"Europe/Madrid", "2026-03-29 02:30", "2026-03-29T03:00:00+02:00"},
		{"Europe/Madrid", "2026-03-29 03:00", "2026-03-29T03:00:00+02:00"},
		{"Europe/Madrid", "2026-10-25 02:00", "2026-10-25T02:00:00+02:00"},
		{"Europe/Madrid", "2026-10-25 02:59", "2026-10-25T02:59:00+02:00"},
		{"Europe/Madrid", "2026-10-25 03:00", "2026-10-25T03:00:00+01:00"},
		{"America/New_York", "2026-03-08 02:30", "2026-03-08T03:00:00-04:00"},
		{"America/New_York", "2026-11-01 01:30", "2026-11-01T01:30:00-04:00"},
		{"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04T02:30:00+11:00"},
		{"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05T01:45:00+11:00"},
		{"America/Havana", "2026-03-08 00:00", "2026-03-08T01:00:00-04:00"}, // A day that begins at one.
		{"America/Havana", "2026-11-01 00:30", "2026-11-01T00:30:00-04:00"},
		{"Pacific/Apia", "2011-12-30 09:00", "2011-12-31T00:00:00+14:00"}, // A day that never was.
		{"Pacific/Kiritimati", "2026-01-01 00:00", "2026-01-01T00:00:00+14:00"},
		{"Pacific/Pago_Pago", "2026-01-01 23:59", "2026-01-01T23:59:00-11:00"},
		{"UTC", "2026-06-01 12:00", "2026-06-01T12:00:00Z"},
		// The last day of leap years, where time.Time.ZoneBounds is wrong.
		{"Europe/Madrid", "2028-12-31 17:00", "2028-12-31T17:00:00+01:00"},
		{"Europe/Madrid", "2040-12-31 17:00", "2040-12-31T17:00:00+01:00"},
		{"America/New_York", "2041-01-01 00:30", "2041-01-01T00:30:00-05:00"},
		{"Australia/Sydney", "2044-12-31 23:59", "2044-12-31T23:59:00+11:00"},
		{"Europe/Madrid", "9999-12-31 17:00", "9999-12-31T17:00:00+01:00"},
	} {
		wall, err := time.Parse("2006-01-02 15:04", c.wall)
		if err != nil {
			t.Fatal(err)
		}
		got := Wall(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, mustZone(t, c.zone))
		if !got.Equal(instant(t, c.want)) {
			t.Errorf("%s in %s = %s, want %s", c.wall, c.zone, got, c.want)
		}
	}
	if got := Wall(2026, 1, 32, 24, 0, 0, nil); !got.Equal(instant(t, "2026-02-02T00:00:00Z")) {
		t.Errorf("values out of range: %s", got)
	}
}

// In every zone and over every change of a clock in it: Wall never goes backwards, and what it gives shows the wall time asked
// for unless that time does not exist.
func TestWallEverywhere(t *testing.T) {
	for _, name := range ZoneNames() {
		loc := mustZone(t, name)
		last := time.Time{}
		for at := instant(t, "2024-01-01T00:00:00Z"); at.Year() < 2045; at = at.AddDate(0, 0, 10) {
			_, before := at.In(loc).Zone()
			if _, after := at.AddDate(0, 0, 10).In(loc).Zone(); after != before {
				_, change := at.In(loc).ZoneBounds()
				checkWallAround(t, name, change)
				last = change
			}
			if at.Year() == 2029 && last.IsZero() {
				break // A zone that has stopped changing its clock.
			}
		}
	}
}

func checkWallAround(t *testing.T, name string, change time.Time) {
	year, month, day := change.Date()
	last := time.Time{}
	for minutes := -24 * 60; minutes < 48*60; minutes += 15 {
		got := wallOn(year, month, day, minutes, change.Location())
		if got.Before(last) {
			t.Fatalf("%s: minute %d of %s gives %s, before %s", name, minutes, change, got, last)
		}
		last = got
		asked := time.Date(year, month, day, 0, minutes, 0, 0, time.UTC)
		_, offset := got.Zone()
		if shown := got.Add(time.Duration(offset) * time.Second).UTC(); !shown.Equal(asked) && !got.Equal(change) {
			t.Fatalf("%s: asked %s, got %s", name, asked, got)
		}
		if hourBefore := got.Add(-time.Hour); hourBefore.In(change.Location()).Format("15:04") == got.Format("15:04") {
			t.Fatalf("%s: %s is the second of two", name, got)
		}
	}
}
