package governance

import "slices"

// LinksRenewed says that the links which stand in the circle's private channels lead nowhere from now on, because somebody left one of
// them, was deactivated, or never could read what is private now (K6). Links counts how often that happened.
type LinksRenewed struct {
	Links int `json:"links"`
}

// EventName implements Event.
func (*LinksRenewed) EventName() string { return "circle.links_renewed" }

// Came notes who came into one of the circle's channels, so that their leaving is noticed also when nobody tells of it. Their rows must be
// loaded.
func (c *Circle) Came(place Place, people ...PersonID) {
	for _, p := range people {
		row, _ := c.members.Get(p)
		if !c.sees(row, place) {
			row.Here = append(slices.Clip(row.Here), place)
			c.members.Put(p, row)
		}
	}
}

// Went heeds that people left one of the circle's channels, whether or not it knew that they were there. Whoever comes back is given no
// link back, and nobody else loses the new one by it. Their rows must be loaded.
func (c *Circle) Went(place Place, people ...PersonID) ([]Event, error) {
	if !c.Bound(c.Now(place)) || len(people) == 0 {
		return nil, nil
	}
	for _, p := range people {
		row, _ := c.members.Get(p)
		if c.sees(row, place) {
			row.Here = slices.DeleteFunc(slices.Clone(row.Here), func(at Place) bool { return c.Now(at) == c.Now(place) })
			c.members.Put(p, row)
		}
	}
	return c.renew(), nil
}

// PlaceRead brings who is in one of the circle's channels in step with the people read from it, guests and all: a list that is too short
// renews the links once and the right one after it changes nothing more. All rows must be loaded.
func (c *Circle) PlaceRead(place Place, present []PersonID) ([]Event, error) {
	c.Came(place, present...)
	there := map[PersonID]bool{}
	for _, p := range present {
		there[p] = true
	}
	went := slices.DeleteFunc(c.members.All(), func(p PersonID) bool {
		row, _ := c.members.Get(p)
		return there[p] || !c.sees(row, place)
	})
	return c.Went(place, went...)
}

// AccountGone heeds that somebody's account in a workspace was deactivated, with which they could read the circle's channels there. Their
// row must be loaded.
func (c *Circle) AccountGone(p PersonID, ws WorkspaceID) ([]Event, error) {
	row, _ := c.members.Get(p)
	left := slices.DeleteFunc(slices.Clone(row.Here), func(at Place) bool { return at.Workspace == ws })
	switch {
	case len(left) < len(row.Here):
		row.Here = left
		c.members.Put(p, row)
	case !row.In && !row.Out: // nobody who could read anything
		return nil, nil
	}
	return c.renew(), nil
}

// sees tells whether somebody was in a place when it was last looked at.
func (c *Circle) sees(row Membership, place Place) bool {
	return slices.ContainsFunc(row.Here, func(at Place) bool { return c.Now(at) == c.Now(place) })
}

// renew makes the links of a private circle others, once for all that happens at one moment: between, nobody was given one.
func (c *Circle) renew() []Event {
	if !c.Private || c.renewed {
		return nil
	}
	c.renewed = true
	c.Links++
	return []Event{&LinksRenewed{Links: c.Links}}
}
