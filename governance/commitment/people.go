package commitment

import (
	"slices"

	"github.com/folkmoot/folkmoot/governance"
)

// Part is the row of one person beside a commitment. It says only whether they have a part in it now, so that what concerns somebody is
// found from them and not by looking at everything: what they were asked, do, are promised or are to take over, also while they are gone.
type Part struct {
	Has bool `json:"has"`
}

// Live tells whether they have.
func (p Part) Live() bool { return p.Has }

// Rows implements governance.WithRows.
func (c *Commitment) Rows() governance.Rows { return &c.people }

// involved are those who have a part in it now.
func (c *Commitment) involved() []governance.PersonID {
	all := append([]governance.PersonID{c.Owner, c.Asker, c.To}, c.Departed...)
	if c.Handover != nil {
		all = append(all, c.Handover.To)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(p governance.PersonID) bool { return p == 0 })
}

// noteParts writes the rows of those who have come to have a part in it, or have none any more, since it was these people's.
func (c *Commitment) noteParts(was []governance.PersonID) {
	is := c.involved()
	for _, p := range is {
		if !slices.Contains(was, p) {
			c.people.Put(p, Part{Has: true})
		}
	}
	for _, p := range was {
		if !slices.Contains(is, p) {
			c.people.Put(p, Part{})
		}
	}
}
