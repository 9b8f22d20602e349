package schedule

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/clocktest"
)

// Each example: what was typed on the morning of Tuesday, 1 December 2026 in Madrid, how it is written in full, and when it comes.
func TestParseCadence(t *testing.T) {
	for typed, want := range map[string][2]string{
		"every tuesday 09:00":                       {"every tuesday 09:00 Europe/Madrid", "2026-12-08 09:00, 2026-12-15 09:00, 2026-12-22 09:00"},
		"every tuesday 17:00":                       {"every tuesday 17:00 Europe/Madrid", "2026-12-01 17:00, 2026-12-08 17:00, 2026-12-15 17:00"},
		"Every other Tuesday 9:00 Europe/Madrid":    {"every other tuesday 09:00 Europe/Madrid from 2026-12-08", "2026-12-08 09:00, 2026-12-22 09:00, 2027-01-05 09:00"},
		"every other tuesday 9:00 from 1 dec":       {"every other tuesday 09:00 Europe/Madrid from 2026-12-01", "2026-12-15 09:00, 2026-12-29 09:00, 2027-01-12 09:00"},
		"every 2 weeks on monday":                   {"every other monday 09:00 Europe/Madrid from 2026-12-07", "2026-12-07 09:00, 2026-12-21 09:00, 2027-01-04 09:00"},
		"every three weeks on mon and thu 10am":     {"every 3 weeks on monday and thursday 10:00 Europe/Madrid from 2026-12-03", "2026-12-03 10:00, 2026-12-21 10:00, 2026-12-24 10:00"},
		"fortnightly on friday at noon":             {"every other friday 12:00 Europe/Madrid from 2026-12-04", "2026-12-04 12:00, 2026-12-18 12:00, 2027-01-01 12:00"},
		"weekly":                                    {"every tuesday 09:00 Europe/Madrid", "2026-12-08 09:00, 2026-12-15 09:00, 2026-12-22 09:00"},
		"tuesdays and thursdays 5:30 pm":            {"every tuesday and thursday 17:30 Europe/Madrid", "2026-12-01 17:30, 2026-12-03 17:30, 2026-12-08 17:30"},
		"mon, wed, fri at 8:00":                     {"every monday, wednesday and friday 08:00 Europe/Madrid", "2026-12-02 08:00, 2026-12-04 08:00, 2026-12-07 08:00"},
		"mon-thu":                                   {"every monday, tuesday, wednesday and thursday 09:00 Europe/Madrid", "2026-12-02 09:00, 2026-12-03 09:00, 2026-12-07 09:00"},
		"weekdays":                                  {"every weekday 09:00 Europe/Madrid", "2026-12-02 09:00, 2026-12-03 09:00, 2026-12-04 09:00"},
		"every weekday 9:30":                        {"every weekday 09:30 Europe/Madrid", "2026-12-02 09:30, 2026-12-03 09:30, 2026-12-04 09:30"},
		"weekends":                                  {"every saturday and sunday 09:00 Europe/Madrid", "2026-12-05 09:00, 2026-12-06 09:00, 2026-12-12 09:00"},
		"daily 9:00":                                {"every day 09:00 Europe/Madrid", "2026-12-02 09:00, 2026-12-03 09:00, 2026-12-04 09:00"},
		"9:00 every day":                            {"every day 09:00 Europe/Madrid", "2026-12-02 09:00, 2026-12-03 09:00, 2026-12-04 09:00"},
		"every other day 9:00":                      {"every 2 days 09:00 Europe/Madrid from 2026-12-02", "2026-12-02 09:00, 2026-12-04 09:00, 2026-12-06 09:00"},
		"every 10 days 9:00 starting on 2026-12-20": {"every 10 days 09:00 Europe/Madrid from 2026-12-20", "2026-12-20 09:00, 2026-12-30 09:00, 2027-01-09 09:00"},
		"first monday of the month 10:00":           {"first monday of the month 10:00 Europe/Madrid", "2026-12-07 10:00, 2027-01-04 10:00, 2027-02-01 10:00"},
		"every first monday":                        {"first monday of the month 09:00 Europe/Madrid", "2026-12-07 09:00, 2027-01-04 09:00, 2027-02-01 09:00"},
		"last friday":                               {"last friday of the month 09:00 Europe/Madrid", "2026-12-25 09:00, 2027-01-29 09:00, 2027-02-26 09:00"},
		"every second tuesday of the month":         {"second tuesday of the month 09:00 Europe/Madrid", "2026-12-08 09:00, 2027-01-12 09:00, 2027-02-09 09:00"},
		"the 3rd wednesday of every month":          {"third wednesday of the month 09:00 Europe/Madrid", "2026-12-16 09:00, 2027-01-20 09:00, 2027-02-17 09:00"},
		"fifth monday of the month":                 {"fifth monday of the month 09:00 Europe/Madrid", "2027-03-29 09:00, 2027-05-31 09:00, 2027-08-30 09:00"},
		"every 2 months on the first monday":        {"every 2 months on the first monday 09:00 Europe/Madrid from 2026-12-07", "2026-12-07 09:00, 2027-02-01 09:00, 2027-04-05 09:00"},
		"monthly on the 15th":                       {"monthly on the 15th 09:00 Europe/Madrid", "2026-12-15 09:00, 2027-01-15 09:00, 2027-02-15 09:00"},
		"the 1st of every month 8am":                {"monthly on the 1st 08:00 Europe/Madrid", "2027-01-01 08:00, 2027-02-01 08:00, 2027-03-01 08:00"},
		"monthly on the 31st":                       {"monthly on the last day 09:00 Europe/Madrid", "2026-12-31 09:00, 2027-01-31 09:00, 2027-02-28 09:00"},
		"monthly on the 30th from 1 jan":            {"monthly on the 30th 09:00 Europe/Madrid from 2027-01-30", "2027-01-30 09:00, 2027-02-28 09:00, 2027-03-30 09:00"},
		"last day of the month 17:00":               {"monthly on the last day 17:00 Europe/Madrid", "2026-12-31 17:00, 2027-01-31 17:00, 2027-02-28 17:00"},
		"quarterly on the 15th":                     {"every 3 months on the 15th 09:00 Europe/Madrid from 2026-12-15", "2026-12-15 09:00, 2027-03-15 09:00, 2027-06-15 09:00"},
		"every 10 seconds":                          {"every 10 seconds", "2026-12-01 10:00:10, 2026-12-01 10:00:20, 2026-12-01 10:00:30"},
		"every 5 minutes":                           {"every 5 minutes", "2026-12-01 10:05, 2026-12-01 10:10, 2026-12-01 10:15"},
		"every minute":                              {"every minute", "2026-12-01 10:01, 2026-12-01 10:02, 2026-12-01 10:03"},
		"hourly":                                    {"every hour", "2026-12-01 11:00, 2026-12-01 12:00, 2026-12-01 13:00"},
		"0 9 * * 1":                                 {"0 9 * * 1 Europe/Madrid", "2026-12-07 09:00, 2026-12-14 09:00, 2026-12-21 09:00"},
		"0,30 9 * * mon-fri Europe/London":          {"0,30 9 * * mon-fri Europe/London", "2026-12-01 10:30, 2026-12-02 10:00, 2026-12-02 10:30"},
		"0 9 29 2 *":                                {"0 9 29 2 * Europe/Madrid", "2028-02-29 09:00, 2032-02-29 09:00, 2036-02-29 09:00"},
		"every tuesday 9:00 europe/london":          {"every tuesday 09:00 Europe/London", "2026-12-08 10:00, 2026-12-15 10:00, 2026-12-22 10:00"},
		"every tuesday utc 10:00:30":                {"every tuesday 10:00:30 UTC", "2026-12-01 11:00:30, 2026-12-08 11:00:30, 2026-12-15 11:00:30"},
	} {
		c, err := ParseCadence(typed, instant(t, tuesday), zone(t, "Europe/Madrid"))
		if err != nil || c.String() != want[0] {
			t.Errorf("%q = %q, %v, want %q", typed, c, err, want[0])
			continue
		}
		var comes []string
		for _, at := range c.NextN(instant(t, tuesday), 3) {
			comes = append(comes, strings.TrimSuffix(at.In(zone(t, "Europe/Madrid")).Format("2006-01-02 15:04:05"), ":00"))
		}
		if got := strings.Join(comes, ", "); got != want[1] {
			t.Errorf("%q comes at %s, want %s", typed, got, want[1])
		}
		checkReadsBack(t, c)
	}
}

// What is written is read back as the same value, whenever and wherever.
func checkReadsBack(t *testing.T, c Cadence) {
	t.Helper()
	again, err := ParseCadence(c.String(), instant(t, "2031-05-05T00:00:00Z"), zone(t, "Asia/Tokyo"))
	if err != nil || again != c {
		t.Errorf("%q is read back as %q, %v", c, again, err)
	}
	stored, err := json.Marshal(struct{ C Cadence }{c})
	if err != nil {
		t.Fatal(err)
	}
	var back struct{ C Cadence }
	if err := json.Unmarshal(stored, &back); err != nil || back.C != c {
		t.Errorf("%s is read as %q, %v", stored, back.C, err)
	}
}

func TestParseCadenceRefuses(t *testing.T) {
	for want, phrases := range map[string][]string{
		"cadence_unreadable": {"", "sometimes", "every", "every other", "every second tuesday", "every third monday 9:00", "every tuesday and", "tuesday soon", "0 9 * *", "0 9 * * 8", "61 9 * * 1",
			"* * * * * *", "0 9 30 2 *", "0 9 * * 1 10:00", "every 0 seconds", "every 0 days", "every 999 weeks", "every 1000 weeks", "monthly on the 32nd", "monthly on the 0th", "monthly on", "first", "the", "sixth monday",
			"every tuesday 25:00", "every tuesday 24:00", "every tuesday 9:00Z", "every tuesday 9:00 10:00", "every tuesday 9:00 from", "every tuesday 9:00 from 03/04", "every day from 0001-01-01", "every day from 9999-12-31", "every tuesday\n9:00", "every month on friday",
			"every 3 days ago", "every year", "every 2 months on", "weekly on", "every tuesday UTC UTC", "@daily", "CRON_TZ=UTC 0 9 * * 1", "every 1 month 1 second", strings.Repeat("every ", 60)},
		"zone_unknown": {"every tuesday 9:00 Europe/Madird", "0 9 * * 1 Nowhere/Land"},
	} {
		for _, phrase := range phrases {
			c, err := ParseCadence(phrase, instant(t, tuesday), zone(t, "Europe/Madrid"))
			if code(err) != want {
				t.Errorf("%q = %q, %v, want %s", phrase, c, err, want)
			}
		}
	}
	_, err := ParseCadence("sometimes", instant(t, tuesday), nil)
	if examples, _ := governance.AsError(err).Args["examples"].(string); !strings.Contains(examples, "every other tuesday") {
		t.Errorf("a refusal without examples: %v", err)
	}
}

// Every example that a refusal shows can be read.
func TestCadenceExamplesAreTrue(t *testing.T) {
	for _, example := range strings.Split(cadenceExamples, " · ") {
		if _, err := ParseCadence(example, instant(t, tuesday), zone(t, "Europe/Madrid")); err != nil {
			t.Errorf("%q: %v", example, err)
		}
	}
}

func TestZeroCadenceNeverComes(t *testing.T) {
	var c Cadence
	if at := c.Next(instant(t, tuesday)); !at.IsZero() || !c.IsZero() || c.String() != "" {
		t.Errorf("the zero cadence is %q and comes at %s", c, at)
	}
	checkStored := `{"C":""}`
	var back struct{ C Cadence }
	if err := json.Unmarshal([]byte(checkStored), &back); err != nil || !back.C.IsZero() {
		t.Errorf("%s is read as %q, %v", checkStored, back.C, err)
	}
	if err := json.Unmarshal([]byte(`{"C":"sometimes"}`), &back); err == nil {
		t.Error("a spoilt cadence was read")
	}
}

// R2: where the clocks change, in the middle of a rhythm, nothing is skipped and nothing comes twice.
func TestCadenceOverClockChanges(t *testing.T) {
	for _, c := range []struct{ typed, after, want string }{
		{"every sunday 2:30 Europe/Berlin", "2026-03-22T12:00:00Z", "2026-03-29T03:00:00+02:00 2026-04-05T02:30:00+02:00"},
		{"30 2 * * 0 Europe/Berlin", "2026-03-22T12:00:00Z", "2026-03-29T03:00:00+02:00 2026-04-05T02:30:00+02:00"},
		{"30 2 * * 0 Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T02:30:00+02:00 2026-11-01T02:30:00+01:00"},
		{"0,30 1-3 29 3 * Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00+01:00 2026-03-29T01:30:00+01:00 2026-03-29T03:00:00+02:00 2026-03-29T03:30:00+02:00"},
		{"0,30 1-3 25 10 * Europe/Berlin", "2026-10-25T00:15:00Z", "2026-10-25T02:30:00+02:00 2026-10-25T03:00:00+01:00"},
		{"every day 2:30 Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-26T02:30:00+01:00"}, // Between the two half past twos.
		{"every day 0:00 America/Havana", "2026-03-07T12:00:00Z", "2026-03-08T01:00:00-04:00 2026-03-09T00:00:00-04:00"},
		{"every day 0:30 America/Havana", "2026-10-31T12:00:00Z", "2026-11-01T00:30:00-04:00 2026-11-02T00:30:00-05:00"},
		{"every day 9:00 Pacific/Apia", "2011-12-28T20:00:00Z", "2011-12-29T09:00:00-10:00 2011-12-31T00:00:00+14:00 2011-12-31T09:00:00+14:00"},
		{"every day 0:00 Pacific/Apia", "2011-12-28T20:00:00Z", "2011-12-29T00:00:00-10:00 2011-12-31T00:00:00+14:00 2012-01-01T00:00:00+14:00"},
		{"every other sunday 2:30 America/New_York from 2026-02-22", "2026-02-23T00:00:00Z", "2026-03-08T03:00:00-04:00 2026-03-22T02:30:00-04:00"},
	} {
		cadence, err := ParseCadence(c.typed, instant(t, "2011-12-01T00:00:00Z"), nil)
		if err != nil {
			t.Errorf("%q: %v", c.typed, err)
			continue
		}
		want := strings.Fields(c.want)
		for i, at := range cadence.NextN(instant(t, c.after), len(want)) {
			if !at.Equal(instant(t, want[i])) {
				t.Errorf("%q after %s: the %d. is %s, want %s", c.typed, c.after, i+1, at, want[i])
			}
		}
	}
}

// In every zone, for ten years: each date of the rhythm has its instant, in order, none twice, and clocks there show the time asked
// for, unless they leave it out. The dates are counted here without the libraries.
func TestCadenceEverywhere(t *testing.T) {
	from, to := instant(t, "2024-01-01T00:00:00Z"), instant(t, "2034-01-01T00:00:00Z")
	kinds := clocktest.Kinds(from, to)
	for _, name := range kinds {
		checkRhythm(t, "every day 02:30", name, from, to, 1)
		checkRhythm(t, "30 0 * * *", name, from, to, 1)
		checkRhythm(t, "every 2 weeks on sunday 01:30 from 2023-12-24", name, from, to, 14)
		checkHalfHours(t, zone(t, name), name, to)
	}
	if len(kinds) < 50 {
		t.Errorf("only %d kinds of clocks in the world", len(kinds))
	}
}

// Whatever a zone is called, a cadence in it is read back as it was stored, also by the names that nobody types.
func TestACadenceIsReadBackInEveryZone(t *testing.T) {
	for _, name := range governance.ZoneNames() {
		for _, typed := range []string{"every other tuesday 09:00", "0 9 * * 1"} {
			c, err := ParseCadence(typed, instant(t, tuesday), zone(t, name))
			if err != nil {
				t.Fatalf("%q in %s: %v", typed, name, err)
			}
			var back Cadence
			if err := back.UnmarshalText([]byte(c.String())); err != nil || back != c {
				t.Errorf("%q is read back as %q, %v", c, back, err)
			}
		}
	}
}

func checkRhythm(t *testing.T, typed, name string, from, to time.Time, days int) {
	t.Helper()
	c, err := ParseCadence(typed, from, zone(t, name))
	if err != nil {
		t.Fatal(err)
	}
	hour, min := 2, 30
	if c.unit == byWeeks {
		hour, min = 1, 30
	} else if c.unit == byCron {
		hour, min = 0, 30
	}
	date := civil{2023, time.December, 24}
	n := int(to.Sub(from)/(24*time.Hour)) / days
	last := from
	instants := c.NextN(from, n)
	for !date.at(clock{hour: hour, min: min}, c.Location()).After(from) {
		date = date.plus(days)
	}
	for _, at := range instants {
		if !at.After(last) {
			t.Fatalf("%s in %s: %s is not after %s", typed, name, at, last)
		}
		wanted := clock{hour: hour, min: min}
		if want := date.at(wanted, c.Location()); !at.Equal(want) {
			t.Fatalf("%s in %s: %s, want %s", typed, name, at, want)
		}
		if shown := (clock{hour: at.Hour(), min: at.Minute()}); shown != wanted && inForceSince(at) != 0 {
			t.Fatalf("%s in %s: clocks show %s at %s", typed, name, shown, at)
		}
		last, date = at, date.plus(days)
	}
	if len(instants) != n {
		t.Fatalf("%s in %s comes %d times, want %d", typed, name, len(instants), n)
	}
}

// inForceSince is how long the offset of an instant has been in force, 0 at the very end of a gap.
func inForceSince(at time.Time) time.Duration {
	_, before := at.Add(-time.Second).Zone()
	if _, now := at.Zone(); now != before {
		return 0
	}
	return time.Second
}

// checkHalfHours walks a dense cron line over the clock's changes of a zone's last year: next of next is the list, whatever
// instant one asks from.
func checkHalfHours(t *testing.T, loc *time.Location, name string, to time.Time) {
	t.Helper()
	c := Cadence{unit: byCron, every: 1, cron: "*/30 * * * *", zone: name}
	for at := to.AddDate(-1, 0, 0); at.Before(to); at = at.AddDate(0, 0, 1) {
		_, before := at.In(loc).Zone()
		if _, after := at.AddDate(0, 0, 1).In(loc).Zone(); after == before {
			continue
		}
		list := c.NextN(at, 50)
		for i := 1; i < len(list); i++ {
			between := list[i-1].Add(list[i].Sub(list[i-1]) / 2)
			if got := c.Next(between); !got.Equal(list[i]) || !c.Next(list[i-1]).Equal(list[i]) {
				t.Fatalf("half hours in %s: after %s comes %s, want %s", name, between, got, list[i])
			}
			if list[i].Sub(list[i-1]) < 30*time.Minute && inForceSince(list[i]) != 0 && inForceSince(list[i-1]) != 0 {
				t.Fatalf("half hours in %s: %s follows %s", name, list[i], list[i-1])
			}
		}
	}
}

func TestEverySoManySecondsKeepsItsPlace(t *testing.T) {
	c, err := ParseCadence("every 90 seconds", instant(t, tuesday), nil)
	if err != nil {
		t.Fatal(err)
	}
	first := c.Next(instant(t, tuesday))
	for _, late := range []time.Duration{0, time.Nanosecond, time.Second, 89 * time.Second} {
		if got := c.Next(first.Add(late)); !got.Equal(first.Add(90 * time.Second)) {
			t.Errorf("%s after %s comes %s", late, first, got)
		}
	}
	if got := c.Next(time.Unix(-100, 0)); got.Unix() != -90 {
		t.Errorf("before 1970: %d", got.Unix())
	}
}

func FuzzParseCadence(f *testing.F) {
	for _, seed := range []string{"every other tuesday 9:00 Europe/Madrid", "0 9 * * 1", "*/5 * * * * UTC from 3 dec", "monthly on the 31st", "every 2 months on the first monday", "every 10 seconds",
		"last day of the month", "mon,tue-thu & sat 5.30pm", "every 3 weeks on mon and thu from 2026-12-01", "@every 1s", "0 9 1-31/99 * *"} {
		f.Add(seed)
	}
	now := instant(f, tuesday)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCadence(text, now, time.UTC)
		if err != nil {
			if governance.AsError(err) == nil {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if next := c.Next(now); c.from == (civil{}) && !next.After(now) {
			t.Fatalf("%q comes at %s", text, next)
		}
		if again, err := ParseCadence(c.String(), now, time.UTC); err != nil || again != c {
			t.Fatalf("%q is %q, read back as %q, %v", text, c, again, err)
		}
	})
}

func BenchmarkNextEveryOtherTuesdayAfterTenYears(b *testing.B) {
	c, err := ParseCadence("every other tuesday 9:00 from 2016-01-05", instant(b, tuesday), time.UTC)
	if err != nil {
		b.Fatal(err)
	}
	after := instant(b, tuesday)
	for b.Loop() {
		c.Next(after)
	}
}
