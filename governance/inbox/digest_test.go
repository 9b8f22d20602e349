package inbox

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// After days without the bot there is one digest; in the middle of the night there is none; nudges are not disturbed by it.
func TestDigest(t *testing.T) {
	monday := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	i := New(1, 1, governance.DefaultHours("UTC"))
	i.SetDigest(monday, "08:30")
	i.Plan(monday, governance.Nudge{Key: "k", What: "w", Due: monday.Add(2 * time.Hour)})
	due := monday.Add(90 * time.Minute)
	if !i.NextWake().Equal(due) {
		t.Fatalf("the digest is due %s, not %s", i.NextWake(), due)
	}
	wake := func(now time.Time) []governance.Event {
		events, err := i.Wake(now)
		if err != nil {
			t.Fatal(err)
		}
		return events
	}
	if got := wake(due.Add(-time.Second)); got != nil {
		t.Errorf("too early: %v", got)
	}
	wednesday := due.AddDate(0, 0, 2).Add(3 * time.Hour)
	if got := wake(wednesday); len(got) != 1 || !got[0].(*DigestDue).At.Equal(due) {
		t.Errorf("after two days: %v", got)
	}
	if got := wake(wednesday); len(got) != 1 || len(got[0].(*Delivered).Items) != 1 {
		t.Errorf("and then the nudge: %v", got)
	}
	if want := due.AddDate(0, 0, 3); !i.NextWake().Equal(want) {
		t.Fatalf("the next is due %s, want %s", i.NextWake(), want)
	}
	if got := wake(due.AddDate(0, 0, 3).Add(14 * time.Hour)); got != nil {
		t.Errorf("at night: %v", got)
	}
	i.SetDigest(wednesday, "")
	if !i.NextWake().IsZero() {
		t.Errorf("off, and yet due %s", i.NextWake())
	}
}
