package bot

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Absences as people type them, on the morning of Monday, 23 November 2026, in Madrid: read in full, or refused.
func TestAbsence(t *testing.T) {
	a := absence{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), governance.DefaultHours("Europe/Madrid")}
	madrid := a.hours.Location()
	for words, want := range map[string][2]string{
		"3 dec to 10 dec":                 {"2026-12-03 00:00", "2026-12-11 00:00"},
		"from 3 dec until 10 dec":         {"2026-12-03 00:00", "2026-12-11 00:00"},
		"3 dec – 10 dec":                  {"2026-12-03 00:00", "2026-12-11 00:00"},
		"3-10 dec":                        {"2026-12-03 00:00", "2026-12-11 00:00"},
		"the 3rd to the 10th of december": {"2026-12-03 00:00", "2026-12-11 00:00"},
		"dec 3-10":                        {"2026-12-03 00:00", "2026-12-11 00:00"},
		"2026-12-03 to 2026-12-10":        {"2026-12-03 00:00", "2026-12-11 00:00"},
		"until friday":                    {"2026-11-23 10:00", "2026-11-28 00:00"},
		"now to 17:00":                    {"2026-11-23 10:00", "2026-11-23 17:00"},
		"today":                           {"2026-11-23 00:00", "2026-11-24 00:00"},
		"tomorrow":                        {"2026-11-24 00:00", "2026-11-25 00:00"},
		"friday":                          {"2026-11-27 00:00", "2026-11-28 00:00"},
		"friday to tuesday":               {"2026-11-27 00:00", "2026-12-02 00:00"},
		"monday to wednesday":             {"2026-11-23 00:00", "2026-11-26 00:00"},
		"tomorrow 14:00 to 16:00":         {"2026-11-24 14:00", "2026-11-24 16:00"},
		"tomorrow afternoon until thursday morning": {"2026-11-24 12:00", "2026-11-26 12:00"},
		"this evening to tomorrow":                  {"2026-11-23 18:00", "2026-11-25 00:00"},
		"this week":                                 {"2026-11-23 10:00", "2026-11-30 00:00"},
		"next week":                                 {"2026-11-30 00:00", "2026-12-07 00:00"},
		"this weekend":                              {"2026-11-28 00:00", "2026-11-30 00:00"},
		"this month":                                {"2026-11-23 10:00", "2026-12-01 00:00"},
		"Next  Month":                               {"2026-12-01 00:00", "2027-01-01 00:00"},
		"2 weeks":                                   {"2026-11-23 10:00", "2026-12-07 10:00"},
		"for 2 hours":                               {"2026-11-23 10:00", "2026-11-23 12:00"},
		"for two weeks from 14 dec":                 {"2026-12-14 00:00", "2026-12-28 00:00"},
		"3 working days starting tomorrow":          {"2026-11-24 00:00", "2026-11-27 00:00"},
		"from 14 dec for a week":                    {"2026-12-14 00:00", "2026-12-21 00:00"},
		"christmas to new year":                     {"2026-12-25 00:00", "2027-01-02 00:00"},
		"from 27 mar 2027 to 29 mar 2027":           {"2027-03-27 00:00", "2027-03-30 00:00"}, // over the change to summer time
		"10 dec to 3 dec":                           {"2026-12-10 00:00", "2026-12-04 00:00"}, // refused by whoever is to be away
		"sometime":                                  {"date_unreadable"},
		"for a while":                               {"date_unreadable"},
		"24.12. to 2.1.":                            {"date_ambiguous"},
		"3/4 to 5/4":                                {"date_ambiguous"},
		"17:00":                                     {"away_missing"},
		"tomorrow afternoon":                        {"away_missing"},
		"yesterday":                                 {"date_past"},
		"tomorrow to whenever":                      {"date_unreadable"},
		"whenever to tomorrow":                      {"date_unreadable"},
		"tomorrow at 9 until 12":                    {"date_ambiguous"},
		"from friday for ever":                      {"date_unreadable"},
	} {
		from, to, err := a.read(words)
		if want[1] == "" {
			if refusal := governance.AsError(err); refusal == nil || refusal.Code != want[0] {
				t.Errorf("%q is read as %s to %s, %v, want %s", words, from, to, err, want[0])
			}
			continue
		}
		got := [2]string{from.In(madrid).Format("2006-01-02 15:04"), to.In(madrid).Format("2006-01-02 15:04")}
		if err != nil || got != want {
			t.Errorf("%q is read as %v, %v, want %v", words, got, err, want)
		}
	}
}
