package governance

import "time"

// Wall resolves what a clock on the wall of loc shows to the one instant Folkmoot means by it (R2): a local time that does
// not exist moves to the next valid instant, one that repeats is the first of the two. Values out of range are carried over as
// time.Date does (32 January is 1 February; 24:00 is the next midnight). time.Date itself leaves both cases open, and libraries
// differ in them from zone to zone, which is why nothing else in Folkmoot turns wall time into instants. A nil loc is UTC.
func Wall(year int, month time.Month, day, hour, min, sec int, loc *time.Location) time.Time {
	asUTC := time.Date(year, month, day, hour, min, sec, 0, time.UTC)
	if loc == nil || loc == time.UTC {
		return asUTC
	}
	// No zone is further than 15 hours from UTC, so 36 hours earlier every clock there was still before the time sought.
	// From then on walk the stretches of constant offset, in order: the first whose end lies after the sought time either
	// contains it (its first occurrence) or begins after it (the time fell into the gap, and the beginning is next).
	at := asUTC.Add(-36 * time.Hour).In(loc)
	for {
		start, end := at.ZoneBounds()
		if !end.IsZero() && !end.After(at) {
			// On the last day of a leap year beyond its tables, Go 1.26 gives an end that is already over. No clock changes then.
			end = at.Add(time.Hour)
		}
		_, offset := at.Zone()
		candidate := asUTC.Add(-time.Duration(offset) * time.Second).In(loc)
		if end.IsZero() || candidate.Before(end) {
			if candidate.Before(start) {
				return start
			}
			return candidate
		}
		at = end
	}
}

// wallOn is Wall for a number of minutes after midnight of a date.
func wallOn(year int, month time.Month, day, minutes int, loc *time.Location) time.Time {
	return Wall(year, month, day, 0, minutes, 0, loc)
}
