package governance

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// mostAways is how many absences somebody may have told ahead.
const mostAways = 20

// GoAway notes that the person is away from then up to, and not including, to: nothing is sent to them meanwhile (C5, R6). What overlaps
// with it becomes one absence. It answers Invalid away_backwards when it ends before it begins, away_over when it is over, away_long when
// it is longer than a year, and Conflict away_many when too many are told.
func (p *Person) GoAway(now, from, to time.Time) ([]Event, error) {
	from, to = from.UTC().Round(0), to.UTC().Round(0)
	switch {
	case !to.After(from):
		return nil, Refuse(Invalid, "away_backwards", "from", from, "to", to)
	case !to.After(now):
		return nil, Refuse(Invalid, "away_over", "to", to)
	case to.Sub(from) > 366*24*time.Hour:
		return nil, Refuse(Invalid, "away_long")
	}
	keep := []Interval{}
	for _, a := range p.Hours.Away {
		switch {
		case !a.To.After(now): // long over
		case a.From.After(to) || from.After(a.To):
			keep = append(keep, a)
		default:
			if a.From.Before(from) {
				from = a.From
			}
			if a.To.After(to) {
				to = a.To
			}
		}
	}
	if len(keep) >= mostAways {
		return nil, Refuse(Conflict, "away_many", "most", mostAways)
	}
	keep = append(keep, Interval{from, to})
	slices.SortFunc(keep, func(a, b Interval) int { return a.From.Compare(b.From) })
	p.Hours.Away = keep
	return []Event{&PersonSet{"away", from.Format(time.RFC3339) + "/" + to.Format(time.RFC3339)}}, nil
}

// ComeBack ends the absence that is on, and takes back those that are still ahead. Conflict away_not when there is none.
func (p *Person) ComeBack(now time.Time) ([]Event, error) {
	if !slices.ContainsFunc(p.Hours.Away, func(a Interval) bool { return a.To.After(now) }) {
		return nil, Refuse(Conflict, "away_not")
	}
	p.Hours.Away = nil
	return []Event{&PersonSet{"away", "off"}}, nil
}

// Ahead answers the absences that are on or still to come.
func (h Hours) Ahead(now time.Time) []Interval {
	return slices.DeleteFunc(slices.Clone(h.Away), func(a Interval) bool { return !a.To.After(now) })
}

// ParseDigest reads the time of a daily digest as people type it, "08:30", "8:30am", "off", and answers it as "08:30", or "" for none. What
// cannot be read is refused as Invalid, digest_unreadable.
func ParseDigest(text string) (string, error) {
	clean := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "at ")
	switch clean {
	case "off", "none", "never", "no":
		return "", nil
	}
	minutes, ok := parseClock(clean)
	if !ok {
		return "", Refuse(Invalid, "digest_unreadable", "text", text)
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60), nil
}

// NextDigest is the first instant after now at which a daily digest is due, on a working day on which the person is not away; zero when
// at is empty, or no such day comes.
func (h Hours) NextDigest(now time.Time, at string) time.Time {
	minutes, ok := parseClock(at)
	if !ok || at == "" {
		return time.Time{}
	}
	loc := h.Location()
	year, month, day := now.In(loc).Date()
	for d := 0; d <= decentHorizonDays; d++ {
		if !h.Days.orWorkingWeek().Has(time.Date(year, month, day+d, 0, 0, 0, 0, time.UTC).Weekday()) {
			continue
		}
		due := wallOn(year, month, day+d, minutes, loc)
		if due.After(now) && h.skipAway(due).Equal(due) {
			return due.UTC().Round(0)
		}
	}
	return time.Time{}
}
