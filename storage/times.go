package storage

import (
	"math"
	"time"
)

// The instants that a number of nanoseconds can hold.
var (
	earliest = time.Unix(0, math.MinInt64)
	latest   = time.Unix(0, math.MaxInt64)
)

// nanos is how an instant is stored. The zero time is 0.
func nanos(t time.Time) int64 {
	switch {
	case t.IsZero():
		return 0
	case t.Before(earliest):
		return math.MinInt64
	case t.After(latest):
		return math.MaxInt64
	}
	return t.UnixNano()
}

// instant reads it back, in UTC.
func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// nullable is nanos where no time is NULL.
func nullable(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return nanos(t)
}
