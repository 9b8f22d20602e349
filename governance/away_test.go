package governance

import (
	"testing"
	"time"
)

// C5, R6: absences that touch become one, what is over is forgotten, and what cannot be is refused.
func TestGoAway(t *testing.T) {
	now := instant(t, "2026-11-23T09:00:00Z")
	at := func(days int) time.Time { return now.AddDate(0, 0, days) }
	p := &Person{ID: 1, Hours: DefaultHours("Europe/Madrid")}
	for _, c := range []struct {
		from, to int
		code     string
		want     int
	}{
		{3, 2, "away_backwards", 0}, {3, 3, "away_backwards", 0}, {-5, -1, "away_over", 0}, {1, 400, "away_long", 0},
		{3, 5, "", 1}, {10, 12, "", 2}, {4, 7, "", 2}, {7, 8, "", 2}, {2, 11, "", 1},
	} {
		events, err := p.GoAway(now, at(c.from), at(c.to))
		if refusal := AsError(err); c.code != "" && (refusal == nil || refusal.Code != c.code || len(events) > 0) || c.code == "" && err != nil {
			t.Errorf("%d to %d: %v, %v", c.from, c.to, events, err)
		}
		if len(p.Hours.Away) != c.want {
			t.Errorf("after %d to %d there are %v", c.from, c.to, p.Hours.Away)
		}
	}
	if a := p.Hours.Away[0]; !a.From.Equal(at(2)) || !a.To.Equal(at(12)) {
		t.Errorf("what overlaps should be one: %v", a)
	}
	if p.Hours.Decent(at(3)) {
		t.Error("nobody is nudged while they are away")
	}
	if _, err := p.ComeBack(now); err != nil || len(p.Hours.Ahead(now)) != 0 {
		t.Error(err, p.Hours.Away)
	}
	if _, err := p.ComeBack(now); AsError(err) == nil || AsError(err).Code != "away_not" {
		t.Errorf("coming back twice: %v", err)
	}
}

// The daily digest comes at its hour on working days, over a change of the clock too, and not to somebody away.
func TestNextDigest(t *testing.T) {
	h := DefaultHours("Europe/Madrid")
	for _, c := range []struct{ now, at, want string }{
		{"2026-11-23T07:29:59Z", "08:30", "2026-11-23T07:30:00Z"},
		{"2026-11-23T07:30:00Z", "08:30", "2026-11-24T07:30:00Z"},
		{"2026-11-27T12:00:00Z", "08:30", "2026-11-30T07:30:00Z"}, // over the weekend
		{"2026-03-27T12:00:00Z", "08:30", "2026-03-30T06:30:00Z"}, // and into summer
	} {
		if got := h.NextDigest(instant(t, c.now), c.at); !got.Equal(instant(t, c.want)) {
			t.Errorf("after %s at %s: %s, want %s", c.now, c.at, got, c.want)
		}
	}
	now := instant(t, "2026-11-23T07:00:00Z")
	if !h.NextDigest(now, "").IsZero() {
		t.Error("a digest that nobody asked for")
	}
	h.Away = []Interval{{now, now.AddDate(0, 0, 2)}}
	if got := h.NextDigest(now, "08:30"); !got.Equal(instant(t, "2026-11-25T07:30:00Z")) {
		t.Errorf("while away: %s", got)
	}
	for text, want := range map[string]string{"8:30am": "08:30", "at 17": "17:00", "off": "", "midnight": "00:00"} {
		if got, err := ParseDigest(text); err != nil || got != want {
			t.Errorf("%q = %q, %v", text, got, err)
		}
	}
	if _, err := ParseDigest("noonish"); AsError(err) == nil || AsError(err).Code != "digest_unreadable" {
		t.Errorf("noonish: %v", err)
	}
}
