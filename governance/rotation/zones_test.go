package rotation

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/clocktest"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// In every zone of the world, for ten years: every instant of the rhythm begins one turn, none is lost, none comes twice, each begins when
// the clocks there say so and ends when the next begins (R2). Leap days and the ends of short months are among them.
func TestNoTurnIsLostInAnyZone(t *testing.T) {
	for _, zone := range clocktest.Kinds(tenFrom, tenTo) {
		tenYears(t, "monthly on the 31st 02:30", zone)
		tenYears(t, "every 2 weeks on sunday 01:30", zone)
		tenYears(t, "0 0 29 2 *", zone)
	}
	for _, zone := range []string{"Europe/Madrid", "America/Havana", "Australia/Lord_Howe"} {
		tenYears(t, "every day 02:30", zone)
	}
}

var (
	tenFrom = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	tenTo   = time.Date(2034, 1, 1, 0, 0, 0, 0, time.UTC)
)

// tenYears lets time alone pass for a rotation of three, and compares its turns with the instants of its cadence.
func tenYears(t *testing.T, typed, zone string) {
	t.Helper()
	from, to := tenFrom, tenTo
	c, err := schedule.ParseCadence(typed, from, governance.LoadZone(zone))
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := Create(from, governance.Ref{Org: 1, Kind: Kind, N: 3}, circleOf(ana, ben, cy), ana, Draft{Title: "Lamp", Cadence: c, Roster: []person{ana, ben, cy}})
	if err != nil {
		t.Fatal(err)
	}
	due, count := from, 0
	var ended time.Time
	for now := r.NextWake(); now.Before(to); now = r.NextWake() {
		events, err := r.Wake(now)
		if err != nil || len(events) == 0 {
			t.Fatalf("%s: woken at %s: %v, %v", c, now, events, err)
		}
		for _, event := range events {
			e, ok := event.(*TurnStarted)
			if !ok {
				continue
			}
			due, count = c.Next(due), count+1
			if !e.Start.Equal(due) || !now.Equal(due) || e.Turn != count || !ended.IsZero() && !ended.Equal(e.Start) || e.Keeper == 0 {
				t.Fatalf("%s: turn %d of %d begins at %s for %d, due %s, after one that ended %s", c, e.Turn, count, e.Start, e.Keeper, due, ended)
			}
			ended = e.End
		}
	}
	if next := c.Next(due); next.Before(to) {
		t.Fatalf("%s: after %s no turn begins at %s", c, due, next)
	}
	for p, n := range r.Counts() {
		if n < (count-1)/3 || n > count/3+1 {
			t.Errorf("%s: %d served %d of %d turns", c, p, n, count)
		}
	}
}
