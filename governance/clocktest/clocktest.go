// Package clocktest helps tests go through all the clocks of the world without going through each of them many times. It serves tests only.
package clocktest

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Kinds answers a zone for each kind of clocks there is between two instants: of the many names for clocks that change at the same
// instants by the same steps it answers the first.
func Kinds(from, to time.Time) []string {
	seen := map[string]bool{}
	var kinds []string
	for _, name := range governance.ZoneNames() {
		changes := changes(governance.LoadZone(name), from, to)
		if !seen[changes] {
			seen[changes] = true
			kinds = append(kinds, name)
		}
	}
	return kinds
}

// changes writes down every change of a zone's clocks.
func changes(loc *time.Location, from, to time.Time) string {
	var out strings.Builder
	offset := -1
	for at := from; at.Before(to); at = at.Add(24 * time.Hour) {
		_, now := at.In(loc).Zone()
		if now != offset {
			start, _ := at.In(loc).ZoneBounds()
			if start.Before(from) {
				start = from
			}
			fmt.Fprintln(&out, start.Unix(), now)
		}
		offset = now
	}
	return out.String()
}
