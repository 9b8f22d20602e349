package governance

import (
	_ "embed"
	"strings"
	"time"
)

// zoneNames are the names of the IANA time zone database, one a line: Go can load a zone but not list them.
//
//go:embed zones.txt
var zoneNames string

// commonlyMeant knows abbreviations that several zones share, or that name half a year only, and the zone people most often
// mean by them. They are never taken for it, only suggested.
func commonlyMeant(abbreviation string) string {
	switch abbreviation {
	case "est", "edt", "et":
		return "America/New_York"
	case "cst", "cdt", "ct":
		return "America/Chicago"
	case "mst", "mdt", "mt":
		return "America/Denver"
	case "pst", "pdt", "pt":
		return "America/Los_Angeles"
	case "bst":
		return "Europe/London"
	case "cest":
		return "Europe/Berlin"
	case "ist":
		return "Asia/Kolkata"
	case "jst":
		return "Asia/Tokyo"
	case "aest", "aedt":
		return "Australia/Sydney"
	}
	return ""
}

// ZoneNames lists every zone that ParseZone knows, in alphabetical order.
func ZoneNames() []string { return strings.Fields(zoneNames) }

// ParseZone reads the name of an IANA zone as people type it: in any case, spaces for underscores, and a city alone where only
// one zone has it ("madrid", "new york"). An offset ("UTC+2") is no zone, for it knows no summer, and neither is an abbreviation
// that several share. What is not a zone is refused as Invalid, zone_unknown, with the nearest name in the argument "nearest".
func ParseZone(text string) (string, error) {
	clean := strings.ToLower(strings.Join(strings.Fields(text), "_"))
	if len(clean) > 64 {
		return "", Refuse(Invalid, "zone_unknown", "text", text[:64], "nearest", "UTC")
	}
	if meant := commonlyMeant(clean); meant != "" {
		return "", Refuse(Invalid, "zone_unknown", "text", text, "nearest", meant)
	}
	if clean == "z" || clean == "etc/utc" {
		return "UTC", nil
	}
	// Nearly always it is a zone, and then nothing has to be measured: every stored cadence is read this way.
	for _, name := range ZoneNames() {
		if strings.EqualFold(name, clean) {
			return loadable(name, text)
		}
	}
	var cities []string
	nearest, distance := "UTC", min(2+len(clean)/4, 5) // What differs in a third of its letters or more is no suggestion.
	for _, name := range ZoneNames() {
		lower := strings.ToLower(name)
		city := lower
		if i := strings.LastIndexByte(lower, '/'); i >= 0 {
			if city = lower[i+1:]; city == clean && !strings.HasPrefix(lower, "etc/") {
				cities = append(cities, name)
			}
		}
		if strings.HasPrefix(lower, "etc/") || !strings.Contains(lower, "/") {
			continue // Worth accepting, not worth suggesting.
		}
		if d := min(editDistance(clean, lower), editDistance(clean, city)); d < distance {
			nearest, distance = name, d
		}
	}
	if len(cities) == 1 {
		return loadable(cities[0], text)
	}
	return "", Refuse(Invalid, "zone_unknown", "text", text, "nearest", nearest)
}

// loadable is the name, unless this machine's database does not have it: a zone that cannot be loaded would silently be UTC.
func loadable(name, text string) (string, error) {
	if _, err := time.LoadLocation(name); err != nil {
		return "", Refuse(Invalid, "zone_unknown", "text", text, "nearest", "UTC")
	}
	return name, nil
}

// editDistance counts the letters to insert, delete or replace to make one word of the other.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := diagonal
			if a[i-1] != b[j-1] {
				replace++
			}
			diagonal = row[j]
			row[j] = min(replace, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
