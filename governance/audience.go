package governance

import "slices"

// Audience says who may see an aggregate or an event (K6). The zero Audience admits nobody.
type Audience struct {
	// Org admits everybody of the organisation: what was said in public channels.
	Org OrgID `json:"org,omitempty"`
	// Circle admits the members of that circle and whoever speaks from its channels.
	Circle CircleID `json:"circle,omitempty"`
	// People admits those named.
	People []PersonID `json:"people,omitempty"`
}

// Viewer is somebody who wants to see, and where they stand. Here is the circle whose channel they ask from, which their platform
// has let them into; zero when they ask from elsewhere.
type Viewer struct {
	Org     OrgID
	Person  PersonID
	Circles []CircleID
	Here    CircleID
}

// Admits is the one place that decides whether a viewer may see something (K6); every read goes through it.
func (a Audience) Admits(v Viewer) bool {
	switch {
	case a.Org != 0 && a.Org == v.Org:
		return true
	case a.Circle != 0 && (a.Circle == v.Here || slices.Contains(v.Circles, a.Circle)):
		return true
	}
	return v.Person != 0 && slices.Contains(a.People, v.Person)
}

// IncludesAll tells whether everybody whom other admits is admitted here too: whether something for this audience may be shown in a
// place that other can read.
func (a Audience) IncludesAll(other Audience) bool {
	switch {
	case a.Org != 0 && (other.Org == a.Org || other.Circle != 0 || len(other.People) > 0):
		return true
	case a.Circle != 0 && other.Org == 0 && other.Circle == a.Circle:
		return true
	}
	if other.Org != 0 || other.Circle != 0 || len(other.People) == 0 {
		return false
	}
	for _, p := range other.People {
		if !slices.Contains(a.People, p) {
			return false
		}
	}
	return true
}
