package schedule

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// tuesday is where most examples stand: the morning of Tuesday, 1 December 2026, in Madrid.
const tuesday = "2026-12-01T10:00:00+01:00"

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// C3: dates as people type them. The times wanted are written as clocks in Madrid show them.
func TestParseWhen(t *testing.T) {
	examples := map[string]map[string]string{
		"weekdays": {
			"fri": "2026-12-04 17:00", "friday": "2026-12-04 17:00", "Friday": "2026-12-04 17:00", "friday 17:30": "2026-12-04 17:30",
			"fri 5pm": "2026-12-04 17:00", "by fri": "2026-12-04 17:00", "on friday": "2026-12-04 17:00", "for fri": "2026-12-04 17:00",
			"before friday": "2026-12-04 17:00", "until friday noon": "2026-12-04 12:00", "due fri": "2026-12-04 17:00", "due by fri": "2026-12-04 17:00",
			"this friday": "2026-12-04 17:00", "next friday": "2026-12-11 17:00", "next tuesday": "2026-12-08 17:00", "coming thursday": "2026-12-03 17:00",
			"tue": "2026-12-01 17:00", "tues 9:30": "2026-12-08 09:30", "tuesday 10:00": "2026-12-08 10:00", "tuesday 10:01": "2026-12-01 10:01",
			"monday": "2026-12-07 17:00", "sun": "2026-12-06 17:00", "weds at noon": "2026-12-02 12:00", "thurs, 9am": "2026-12-03 09:00",
			"friday at 5 pm": "2026-12-04 17:00", "fri @ 17:00": "2026-12-04 17:00", "5pm on friday": "2026-12-04 17:00", "5pm friday": "2026-12-04 17:00",
			"at 17:00 on the friday": "2026-12-04 17:00", "friday next week": "2026-12-11 17:00", "next week friday": "2026-12-11 17:00",
			"next week on tuesday 9:00": "2026-12-08 09:00", "fri 4 dec": "2026-12-04 17:00", "friday, 4th of December 2026": "2026-12-04 17:00",
			"fri 4 dec 5pm": "2026-12-04 17:00", "friday the 11th": "2026-12-11 17:00", "friday the 13th": "2027-08-13 17:00", "friday 2026-12-04": "2026-12-04 17:00",
			"FRIDAY 5PM.": "2026-12-04 17:00", "friday eod": "2026-12-04 17:00", "friday midnight": "2026-12-05 00:00", "fri 24:00": "2026-12-05 00:00",
			"fri 00:00": "2026-12-04 00:00",
		},
		"relative": {
			"today": "2026-12-01 17:00", "today 5pm": "2026-12-01 17:00", "today at 23:59": "2026-12-01 23:59", "tonight": "2026-12-01 20:00",
			"tonight 9pm": "2026-12-01 21:00", "9pm tonight": "2026-12-01 21:00", "tomorrow": "2026-12-02 17:00", "tomorrow 9:00": "2026-12-02 09:00", "noon tomorrow": "2026-12-02 12:00",
			"the day after tomorrow": "2026-12-03 17:00", "in two weeks": "2026-12-15 10:00", "in 3 days": "2026-12-04 10:00", "in 1 day": "2026-12-02 10:00",
			"in a week": "2026-12-08 10:00", "a week from now": "2026-12-08 10:00", "20s": "2026-12-01 10:00:20", "in 20 seconds": "2026-12-01 10:00:20",
			"by 20s": "2026-12-01 10:00:20", "90 min": "2026-12-01 11:30", "2h": "2026-12-01 12:00", "in 1h30m": "2026-12-01 11:30", "+3d": "2026-12-04 10:00",
			"+ 3 days": "2026-12-04 10:00", "within 24 hours": "2026-12-02 10:00", "in 3 days at 17:00": "2026-12-04 17:00", "in two weeks 9am": "2026-12-15 09:00",
			"in 3 working days": "2026-12-04 10:00", "in 4 working days": "2026-12-07 10:00", "3 workdays": "2026-12-04 10:00", "in 3 months": "2027-03-01 10:00",
			"in 1 month, 2 weeks": "2027-01-15 10:00", "in a year": "2027-12-01 10:00", "in 5 years": "2031-12-01 10:00", "next week": "2026-12-08 17:00",
			"next month": "2027-01-01 17:00", "next year": "2027-12-01 17:00",
		},
		"dates": {
			"3 dec": "2026-12-03 17:00", "dec 3": "2026-12-03 17:00", "3rd of december 2026": "2026-12-03 17:00", "3 dec 17:00": "2026-12-03 17:00", "3 dec 9:15": "2026-12-03 09:15",
			"dec 3, 2026": "2026-12-03 17:00", "December 3rd 5:30 pm": "2026-12-03 17:30", "the 3rd of december": "2026-12-03 17:00", "3dec": "2026-12-03 17:00",
			"3. dec.": "2026-12-03 17:00", "1 dec": "2026-12-01 17:00", "30 nov": "2027-11-30 17:00", "1 dec 9:00": "2027-12-01 09:00", "sept 1": "2027-09-01 17:00",
			"1 jan": "2027-01-01 17:00", "29 feb": "2028-02-29 17:00", "29 feb 2028 noon": "2028-02-29 12:00", "the 15th": "2026-12-15 17:00", "by the 1st": "2026-12-01 17:00",
			"31st": "2026-12-31 17:00", "5pm 3 dec": "2026-12-03 17:00", "9:00 on 3 dec": "2026-12-03 09:00", "may 4": "2027-05-04 17:00",
			"2026-12-24": "2026-12-24 17:00", "2026-12-01": "2026-12-01 17:00", "2026-12-24 17:30": "2026-12-24 17:30", "2026-12-24T17:30": "2026-12-24 17:30",
			"2026-12-24T17:30:15": "2026-12-24 17:30:15", "2026-12-24T17:30:15.250": "2026-12-24 17:30:15", "2026/12/24": "2026-12-24 17:00", "2026-12-24 at 5pm": "2026-12-24 17:00",
			"13/04": "2027-04-13 17:00", "04/13": "2027-04-13 17:00", "24.12.": "2026-12-24 17:00", "24.12.2026": "2026-12-24 17:00", "24.12.2026 18:00": "2026-12-24 18:00",
			"24-12-2026": "2026-12-24 17:00", "12/24/2026": "2026-12-24 17:00", "12/12": "2026-12-12 17:00", "24/12/26": "2026-12-24 17:00", "04.04.2027": "2027-04-04 17:00",
		},
		"times": {
			"17:00": "2026-12-01 17:00", "9:00": "2026-12-02 09:00", "10:00": "2026-12-02 10:00", "10:00:01": "2026-12-01 10:00:01", "5pm": "2026-12-01 17:00", "5 pm": "2026-12-01 17:00",
			"5:30 pm": "2026-12-01 17:30", "5.30pm": "2026-12-01 17:30", "5 p.m.": "2026-12-01 17:00", "9am": "2026-12-02 09:00", "12am": "2026-12-02 00:00", "12pm": "2026-12-01 12:00",
			"12:30 AM": "2026-12-02 00:30", "noon": "2026-12-01 12:00", "12 noon": "2026-12-01 12:00", "midnight": "2026-12-02 00:00", "eod": "2026-12-01 17:00", "end of day": "2026-12-01 17:00",
			"end of the day": "2026-12-01 17:00", "by end of working day": "2026-12-01 17:00", "cob": "2026-12-01 17:00", "close of business tomorrow": "2026-12-02 17:00", "end of day friday": "2026-12-04 17:00",
			"17:00 today": "2026-12-01 17:00", "at noon": "2026-12-01 12:00",
		},
		"ends": {
			"end of week": "2026-12-04 17:00", "end of the week": "2026-12-04 17:00", "this week": "2026-12-04 17:00", "eow": "2026-12-04 17:00", "end of next week": "2026-12-11 17:00",
			"end of month": "2026-12-31 17:00", "by the end of the month": "2026-12-31 17:00", "eom": "2026-12-31 17:00", "end of next month": "2027-01-31 17:00", "end of month noon": "2026-12-31 12:00",
			"end of year": "2026-12-31 17:00", "eoy": "2026-12-31 17:00", "end of next year": "2027-12-31 17:00", "end of february": "2027-02-28 17:00", "end of feb 2028": "2028-02-29 17:00",
			"end of 2027": "2027-12-31 17:00", "end of tomorrow": "2026-12-02 17:00", "end of friday": "2026-12-04 17:00",
		},
		"parts of the day": {
			"this morning": "2026-12-01 12:00", "this afternoon": "2026-12-01 17:00", "this evening": "2026-12-01 20:00", "tonite": "2026-12-01 20:00", "tomorrow morning": "2026-12-02 12:00",
			"friday night": "2026-12-04 20:00", "by monday morning": "2026-12-07 12:00", "tomorrow morning at 9": "2026-12-02 09:00", "tomorrow morning 9:30": "2026-12-02 09:30",
			"tomorrow evening at 9": "2026-12-02 21:00", "tonight at 8": "2026-12-01 20:00", "tonight 8": "2026-12-01 20:00", "tonight at 11:30": "2026-12-01 23:30", "tonight 21:00": "2026-12-01 21:00",
			"this afternoon at 3:30": "2026-12-01 15:30", "at 9 in the morning": "2026-12-02 09:00", "friday at 9 at night": "2026-12-04 21:00", "first thing monday": "2026-12-07 09:00",
			"tomorrow, first thing": "2026-12-02 09:00", "noon on friday": "2026-12-04 12:00", "later today": "2026-12-01 17:00",
		},
		"hours as people say them": {
			"friday 17h": "2026-12-04 17:00", "friday 17h30": "2026-12-04 17:30", "at 17h": "2026-12-01 17:00", "17:00h": "2026-12-01 17:00", "31/12/2026 17h": "2026-12-31 17:00", "in 17h": "2026-12-02 03:00",
			"5h": "2026-12-01 15:00", "fri 17.30": "2026-12-04 17:30", "at 17.30": "2026-12-01 17:30", "at 21": "2026-12-01 21:00", "tomorrow at 21": "2026-12-02 21:00", "five pm": "2026-12-01 17:00",
			"friday 5 o'clock pm": "2026-12-04 17:00", "half past five pm": "2026-12-01 17:30", "half past 17": "2026-12-01 17:30", "quarter to 6 pm tomorrow": "2026-12-02 17:45",
			"quarter past 9 am": "2026-12-02 09:15", "5pm sharp": "2026-12-01 17:00", "today at 9": "2026-12-01 21:00", "9am ET": "2026-12-01 15:00", "friday 9am PT": "2026-12-04 18:00",
		},
		"days as people say them": {
			"tmrw": "2026-12-02 17:00", "tmr 5pm": "2026-12-02 17:00", "tommorow": "2026-12-02 17:00", "wed of next week": "2026-12-09 17:00", "monday week": "2026-12-14 17:00", "tomorrow week": "2026-12-09 17:00",
			"a week tomorrow": "2026-12-09 17:00", "a week from friday": "2026-12-11 17:00", "two weeks on friday": "2026-12-18 17:00", "two weeks from today": "2026-12-15 10:00",
			"2 days before friday": "2026-12-02 17:00", "3 days after christmas": "2026-12-28 17:00", "start of next week": "2026-12-07 17:00", "beginning of january": "2027-01-01 17:00",
			"start of next month 9am": "2027-01-01 09:00", "end of the quarter": "2026-12-31 17:00", "end of next quarter": "2027-03-31 17:00", "eoq": "2026-12-31 17:00", "month end": "2026-12-31 17:00",
			"year-end": "2026-12-31 17:00", "this weekend": "2026-12-06 17:00", "by the weekend": "2026-12-04 17:00", "over the weekend": "2026-12-06 17:00", "christmas": "2026-12-25 17:00",
			"by xmas eve": "2026-12-24 17:00", "noon on new year's eve": "2026-12-31 12:00", "new year": "2027-01-01 17:00", "third of december": "2026-12-03 17:00", "december the twenty-first": "2026-12-21 17:00",
			"may first": "2027-05-01 17:00", "31 dec '26": "2026-12-31 17:00", "by 31.12": "2026-12-31 17:00", "fri 4/12": "2026-12-04 17:00", "fri 12/4 9:00": "2026-12-04 09:00", "in a fortnight": "2026-12-15 10:00",
			"in a fortnight's time": "2026-12-15 10:00", "in two weeks' time": "2026-12-15 10:00", "in a couple of days": "2026-12-03 10:00", "in half an hour": "2026-12-01 10:30", "in an hour and a half": "2026-12-01 11:30",
			"no later than friday": "2026-12-04 17:00", "friday at the latest, please": "2026-12-04 17:00", "fri 5pm latest": "2026-12-04 17:00",
		},
		"zones": {
			"17:00 Europe/Madrid": "2026-12-01 17:00", "17:00 europe/london": "2026-12-01 18:00", "5pm UTC": "2026-12-01 18:00", "17:00Z": "2026-12-01 18:00", "9:00 CET": "2026-12-02 09:00",
			"17:00 EST": "2026-12-01 23:00", "17:00 JST": "2026-12-02 09:00", "fri 17:00 UTC+2": "2026-12-04 16:00", "fri 17:00 +05:30": "2026-12-04 12:30", "17:00 GMT": "2026-12-01 18:00",
			"17:00 UTC on friday": "2026-12-04 18:00", "2026-12-24T17:30Z": "2026-12-24 18:30", "2026-12-24T17:30:00-05:00": "2026-12-24 23:30", "2026-12-24 17:30 +02:00": "2026-12-24 16:30",
			"2026-12-24 17:30+0200": "2026-12-24 16:30", "friday America/New_York": "2026-12-04 23:00", "3 dec 9:00 asia/kathmandu": "2026-12-03 04:15", "2027-07-01 9:00 CEST": "2027-07-01 09:00",
			"in 3 days at 17:00 UTC": "2026-12-04 18:00",
		},
	}
	madrid, count := zone(t, "Europe/Madrid"), 0
	for form, phrases := range examples {
		for phrase, want := range phrases {
			count++
			got, err := ParseWhen(phrase, instant(t, tuesday), madrid, Reading{})
			if shown := strings.TrimSuffix(got.At.In(madrid).Format("2006-01-02 15:04:05"), ":00"); err != nil || shown != want {
				t.Errorf("%s: %q = %s, %v, want %s", form, phrase, shown, err, want)
			}
		}
	}
	if count < 120 {
		t.Errorf("only %d examples", count)
	}
	t.Logf("%d examples in %d forms", count, len(examples))
}

// What is typed late in the day, at the end of a week, a month, a year.
func TestParseWhenAtAnEnd(t *testing.T) {
	for _, c := range []struct{ now, zone, phrase, want string }{
		{"2026-12-04T18:30:00+01:00", "Europe/Madrid", "today", "2026-12-04T23:59:00+01:00"},
		{"2026-12-04T18:30:00+01:00", "Europe/Madrid", "eod", "2026-12-04T23:59:00+01:00"},
		{"2026-12-04T21:30:00+01:00", "Europe/Madrid", "tonight", "2026-12-04T23:59:00+01:00"},
		{"2026-12-04T18:30:00+01:00", "Europe/Madrid", "4 dec", "2026-12-04T23:59:00+01:00"},
		{"2026-12-04T18:30:00+01:00", "Europe/Madrid", "friday", "2026-12-11T17:00:00+01:00"},
		{"2026-12-04T18:30:00+01:00", "Europe/Madrid", "end of week", "2026-12-04T23:59:00+01:00"},
		{"2026-12-05T08:00:00+01:00", "Europe/Madrid", "end of week", "2026-12-11T17:00:00+01:00"},
		{"2026-12-05T08:00:00+01:00", "Europe/Madrid", "next monday", "2026-12-07T17:00:00+01:00"},
		{"2026-12-07T08:00:00+01:00", "Europe/Madrid", "next monday", "2026-12-14T17:00:00+01:00"},
		{"2026-12-06T08:00:00+01:00", "Europe/Madrid", "next sunday", "2026-12-13T17:00:00+01:00"},
		{"2026-12-31T18:00:00+01:00", "Europe/Madrid", "end of year", "2026-12-31T23:59:00+01:00"},
		{"2026-12-31T18:00:00+01:00", "Europe/Madrid", "tomorrow", "2027-01-01T17:00:00+01:00"},
		{"2026-12-31T18:00:00+01:00", "Europe/Madrid", "17:00", "2027-01-01T17:00:00+01:00"},
		{"2026-12-31T23:59:50+01:00", "Europe/Madrid", "20s", "2027-01-01T00:00:10+01:00"},
		{"2026-12-31T18:00:00+01:00", "Europe/Madrid", "next month", "2027-01-31T17:00:00+01:00"},
		{"2027-01-31T18:00:00+01:00", "Europe/Madrid", "next month", "2027-02-28T17:00:00+01:00"},
		{"2027-01-31T10:00:00+01:00", "Europe/Madrid", "in 1 month", "2027-02-28T10:00:00+01:00"},
		{"2027-12-30T10:00:00+01:00", "Europe/Madrid", "2 jan", "2028-01-02T17:00:00+01:00"},
		{"2028-02-28T10:00:00+01:00", "Europe/Madrid", "tomorrow", "2028-02-29T17:00:00+01:00"},
		{"2028-02-28T10:00:00+01:00", "Europe/Madrid", "end of month", "2028-02-29T17:00:00+01:00"},
		{"2028-02-29T10:00:00+01:00", "Europe/Madrid", "in a year", "2029-02-28T10:00:00+01:00"},
		{"2027-02-28T10:00:00+01:00", "Europe/Madrid", "the 31st", "2027-03-31T17:00:00+02:00"},
		// It is Wednesday in Auckland while it is Tuesday in UTC.
		{"2026-12-01T20:00:00Z", "Pacific/Auckland", "today", "2026-12-02T17:00:00+13:00"},
		{"2026-12-01T20:00:00Z", "Pacific/Auckland", "wed", "2026-12-02T17:00:00+13:00"},
		{"2026-12-01T20:00:00Z", "Pacific/Auckland", "17:00 UTC", "2026-12-02T17:00:00Z"},
		{"2026-12-01T23:30:00+01:00", "Europe/Madrid", "today 20:00 America/New_York", "2026-12-01T20:00:00-05:00"},
	} {
		got, err := ParseWhen(c.phrase, instant(t, c.now), zone(t, c.zone), Reading{})
		if err != nil || !got.At.Equal(instant(t, c.want)) {
			t.Errorf("%q at %s = %s, %v, want %s", c.phrase, c.now, got.At, err, c.want)
		}
	}
}

// R2 in three zones, both changes of the clock: what does not exist moves to the next valid instant, what repeats is the first.
func TestParseWhenOverClockChanges(t *testing.T) {
	for _, c := range []struct{ now, zone, phrase, want string }{
		{"2026-03-28T12:00:00+01:00", "Europe/Madrid", "tomorrow 2:30", "2026-03-29T03:00:00+02:00"},
		{"2026-03-28T12:00:00+01:00", "Europe/Madrid", "tomorrow 3am", "2026-03-29T03:00:00+02:00"},
		{"2026-03-28T12:00:00+01:00", "Europe/Madrid", "tomorrow", "2026-03-29T17:00:00+02:00"},
		{"2026-03-28T12:00:00+01:00", "Europe/Madrid", "in 1 day", "2026-03-29T12:00:00+02:00"},
		{"2026-03-28T12:00:00+01:00", "Europe/Madrid", "in 24 hours", "2026-03-29T13:00:00+02:00"},
		{"2026-03-27T12:00:00+01:00", "Europe/Madrid", "mon", "2026-03-30T17:00:00+02:00"},
		{"2026-10-24T12:00:00+02:00", "Europe/Madrid", "sunday 2:30", "2026-10-25T02:30:00+02:00"},
		{"2026-10-25T02:45:00+02:00", "Europe/Madrid", "2:50", "2026-10-25T02:50:00+02:00"},
		{"2026-10-25T02:10:00+01:00", "Europe/Madrid", "2:30", "2026-10-26T02:30:00+01:00"}, // The first 2:30 is over.
		{"2026-10-24T12:00:00+02:00", "Europe/Madrid", "in 1 day", "2026-10-25T12:00:00+01:00"},
		{"2026-10-24T12:00:00+02:00", "Europe/Madrid", "25 oct 2:30 CEST", "2026-10-25T02:30:00+02:00"},
		{"2026-03-07T12:00:00-05:00", "America/New_York", "tomorrow 2:30 am", "2026-03-08T03:00:00-04:00"},
		{"2026-03-07T12:00:00-05:00", "America/New_York", "8 mar 1:59", "2026-03-08T01:59:00-05:00"},
		{"2026-03-07T12:00:00-05:00", "America/New_York", "in 2 days", "2026-03-09T12:00:00-04:00"},
		{"2026-10-31T12:00:00-04:00", "America/New_York", "tomorrow 1:30am", "2026-11-01T01:30:00-04:00"},
		{"2026-10-31T12:00:00-04:00", "America/New_York", "sunday 2am", "2026-11-01T02:00:00-05:00"},
		{"2026-10-31T12:00:00-04:00", "America/New_York", "in 1 working day", "2026-11-02T12:00:00-05:00"},
		{"2026-10-03T12:00:00+10:30", "Australia/Lord_Howe", "tomorrow 2:15", "2026-10-04T02:30:00+11:00"},
		{"2026-10-03T12:00:00+10:30", "Australia/Lord_Howe", "in 24h", "2026-10-04T12:30:00+11:00"},
		{"2026-04-04T12:00:00+11:00", "Australia/Lord_Howe", "sunday 1:45", "2026-04-05T01:45:00+11:00"},
		{"2026-04-04T12:00:00+11:00", "Australia/Lord_Howe", "5/4/2026 2:00", ""},
		{"2026-04-04T12:00:00+11:00", "Australia/Lord_Howe", "5 apr 2:00", "2026-04-05T02:00:00+10:30"},
	} {
		got, err := ParseWhen(c.phrase, instant(t, c.now), zone(t, c.zone), Reading{})
		if c.want == "" {
			if code(err) != "date_ambiguous" {
				t.Errorf("%q = %s, %v, want date_ambiguous", c.phrase, got.At, err)
			}
			continue
		}
		if err != nil || !got.At.Equal(instant(t, c.want)) {
			t.Errorf("%q at %s in %s = %s, %v, want %s", c.phrase, c.now, c.zone, got.At, err, c.want)
		}
	}
}

func code(err error) string {
	if e := governance.AsError(err); e != nil {
		return e.Code
	}
	return ""
}

// C3: what cannot be read, is past or means two things is refused, and never guessed.
func TestParseWhenRefuses(t *testing.T) {
	for want, phrases := range map[string][]string{
		"date_unreadable": {"", "   ", "soon", "fryday", "by", "on", "friday friday", "5", "17", "fri 5", "by 9", "1700", "at 0", "half 5", "5ish", "17.30", "13pm", "0am", "25:00", "17:60", "17:0", "24:01",
			"31 feb", "31 apr", "29 feb 2027", "32 dec", "0 dec", "2026-13-01", "2026-02-30", "31/04", "0/4", "50/50", "fri 5 dec", "friday 2026-12-05", "in friday", "for 20 minutes",
			"on 3 days", "in", "in 3", "in 0 days", "in -3 days", "+", "next", "this", "next the", "end of", "end", "first", "17:00 pm", "17:00 noon", "3.4", "1.26.", "1/2/3/4", "12-01",
			"2027-07-01 9:00 CET", "friday 17:00 +25:00", "in 3 working", "mondays", "tomorrow\t9:00", "tomorrow\n", "fri\x00", "\u202efri", "fri 17:00 17:00",
			"in 2 hours at 17:00", "friday, perhaps", "2026-12-24T", "2026-12-24T17", "2026-12-24TT17:00", "\xff\xfe", strings.Repeat("fri ", 100), "in 99 years", "next week month", "３ dec",
			"/", "-", ".", "T", "5pm 6pm", "am", "pm 5", "the", "the 0th", "the 32nd",
			// What means another day, or hour, to somebody else.
			"next weekend", "early next week", "mid december", "december", "in december", "next quarter", "easter", "asap", "in a few days", "in 2-3 days", "monday or tuesday", "mon-wed", "3-5 dec",
			"after friday", "tonight 1:30", "tomorrow morning 17:00", "tomorrow morning 9pm", "tomorrow evening at 3", "this afternoon 9am", "wed 4/12", "31 dec 26", "before lunch", "for two weeks from 14 dec", "please", "latest"},
		"date_past": {"yesterday", "yesterday 17:00", "3 days ago", "2 working days ago", "today 9:00", "today 10:00", "this tuesday 9am", "1 dec 2026 9:00", "2026-11-30", "2026-12-01T08:59Z", "3 dec 2020",
			"last friday", "last week", "last month", "end of 2025", "24/12/01", "2026-12-01 10:00"},
		"date_too_far": {"2032-01-01", "in 6 years", "3 dec 2035", "end of 2040", "9999-12-31"},
		"date_ambiguous": {"03/04", "3.4.", "by 03/04", "3/4 17:00", "03/04/2027", "03.04.2027", "03-04-2027", "4/3/27", "12/11", "tue 1/12",
			"at 5", "friday at 5", "tmrw 9", "tomorrow at nine", "friday 5 o'clock", "half past five", "quarter to six", "at 12", "today at 11", "17h", "by 9h", "tuesday week", "a week from tuesday"},
		"zone_unknown": {"17:00 Europe/Madird", "friday 17:00 Nowhere/Land", "friday 17:00 CST", "5pm PST", "friday 17:00 IST"},
	} {
		for _, phrase := range phrases {
			got, err := ParseWhen(phrase, instant(t, tuesday), zone(t, "Europe/Madrid"), Reading{})
			if code(err) != want {
				t.Errorf("%q = %s, %v, want %s", phrase, got.At, err, want)
			}
		}
	}
}

func TestAmbiguousTellsBothReadings(t *testing.T) {
	_, err := ParseWhen("by 03/04 9:00", instant(t, tuesday), zone(t, "Europe/Madrid"), Reading{})
	e := governance.AsError(err)
	if e == nil {
		t.Fatal(err)
	}
	first, _ := e.Args["first"].(time.Time)
	second, _ := e.Args["second"].(time.Time)
	if !first.Equal(instant(t, "2027-04-03T09:00:00+02:00")) || !second.Equal(instant(t, "2027-03-04T09:00:00+01:00")) {
		t.Errorf("readings are %s and %s", first, second)
	}
}

// An hour that morning and evening have is asked about, and so is "17h", which may be a time or a length of it.
func TestAmbiguousHourTellsBothReadings(t *testing.T) {
	for phrase, want := range map[string][2]string{
		"tmrw 9":         {"2026-12-02T09:00:00+01:00", "2026-12-02T21:00:00+01:00"},
		"at 12":          {"2026-12-01T12:00:00+01:00", "2026-12-02T00:00:00+01:00"},
		"half past five": {"2026-12-02T05:30:00+01:00", "2026-12-01T17:30:00+01:00"},
		"17h":            {"2026-12-01T17:00:00+01:00", "2026-12-02T03:00:00+01:00"},
	} {
		_, err := ParseWhen(phrase, instant(t, tuesday), zone(t, "Europe/Madrid"), Reading{})
		e := governance.AsError(err)
		if e == nil || e.Args["clock"] != true || !e.Args["first"].(time.Time).Equal(instant(t, want[0])) || !e.Args["second"].(time.Time).Equal(instant(t, want[1])) {
			t.Errorf("%q = %v, want %v", phrase, err, want)
		}
	}
}

// A length of time can be counted again from another moment; a date cannot.
func TestAfterIsCountedAgain(t *testing.T) {
	later := instant(t, "2026-12-10T11:30:00+01:00")
	for phrase, want := range map[string]string{
		"in two weeks": "2026-12-24T11:30:00+01:00", "within 3 working days": "2026-12-15T11:30:00+01:00", "in 3 days at 5pm": "2026-12-13T17:00:00+01:00",
		"in 3 days at 17:00 UTC": "2026-12-13T17:00:00Z", "in 2 days 9:00 -05:00": "2026-12-12T09:00:00-05:00", "20s": "2026-12-10T11:30:20+01:00", "1h30m": "2026-12-10T13:00:00+01:00",
		"in a year and a day": "2027-12-11T11:30:00+01:00", "friday": "", "tomorrow": "", "next week": "", "end of month": "",
	} {
		w, err := ParseWhen(phrase, instant(t, tuesday), zone(t, "Europe/Madrid"), Reading{})
		if err != nil || (w.After == "") != (want == "") {
			t.Errorf("%q is counted as %q, %v", phrase, w.After, err)
			continue
		}
		if want == "" {
			continue
		}
		if again, err := ParseWhen(w.After, later, zone(t, "Europe/Madrid"), Reading{}); err != nil || !again.At.Equal(instant(t, want)) {
			t.Errorf("%q, kept as %q, is %s later, %v, want %s", phrase, w.After, again.At, err, want)
		}
	}
}

func TestPastTellsWhen(t *testing.T) {
	_, err := ParseWhen("3 days ago", instant(t, tuesday), zone(t, "Europe/Madrid"), Reading{})
	when, _ := governance.AsError(err).Args["when"].(time.Time)
	if !when.Equal(instant(t, "2026-11-28T10:00:00+01:00")) {
		t.Errorf("three days ago was %s", when)
	}
}

func TestReading(t *testing.T) {
	opt := Reading{DefaultHour: 12, Days: governance.WeekdaysOf(time.Tuesday, time.Wednesday, time.Thursday)}
	for phrase, want := range map[string]string{
		"friday":            "2026-12-04T12:00:00+01:00",
		"eod":               "2026-12-01T12:00:00+01:00",
		"end of week":       "2026-12-03T12:00:00+01:00",
		"in 3 working days": "2026-12-08T10:00:00+01:00",
	} {
		if got, err := ParseWhen(phrase, instant(t, tuesday), zone(t, "Europe/Madrid"), opt); err != nil || !got.At.Equal(instant(t, want)) {
			t.Errorf("%q = %s, %v, want %s", phrase, got.At, err, want)
		}
	}
}

func TestDateOnlyAndPhrase(t *testing.T) {
	for text, want := range map[string]struct {
		phrase   string
		dateOnly bool
	}{
		"by Friday.":          {"Friday", true},
		"due on 3 Dec":        {"3 Dec", true},
		"friday 17:00":        {"friday 17:00", false},
		"at noon":             {"noon", false},
		"in two weeks":        {"two weeks", false},
		"tonight":             {"tonight", false},
		"end of month":        {"end of month", true},
		"2026-12-24T17:30Z":   {"2026-12-24T17:30Z", false},
		"in 3 days at 5 p.m.": {"3 days at 5 p.m", false},
	} {
		got, err := ParseWhen(text, instant(t, tuesday), zone(t, "Europe/Madrid"), Reading{})
		if err != nil || got.Phrase != want.phrase || got.DateOnly != want.dateOnly {
			t.Errorf("%q = %q, date only %t, %v, want %+v", text, got.Phrase, got.DateOnly, err, want)
		}
	}
}
