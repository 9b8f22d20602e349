package governance

import (
	"slices"
	"time"
)

// Circle is a group that decides together (K1). Its members are rows beside it.
type Circle struct {
	ID   CircleID `json:"id"`
	Org  OrgID    `json:"org"`
	Name string   `json:"name"`
	// Channel is what its home channel was called when it was last looked at; empty when nobody has looked.
	Channel string `json:"channel,omitempty"`
	// Zone is the IANA name of the zone its times are shown and counted in (K5).
	Zone string   `json:"zone"`
	Days Weekdays `json:"days"`
	Home Place    `json:"home"`
	Also []Place  `json:"also,omitempty"`
	// Moves are the channels of it that have another id now, the first one first.
	Moves  []Move `json:"moves,omitempty"`
	Policy Policy `json:"policy"`
	Emoji  Emoji  `json:"emoji,omitempty"`
	// ByList is true when its members are an explicit list and not the home channel's people (K2).
	ByList bool `json:"by_list,omitempty"`
	// Private is true when its home is a private channel (K6).
	Private bool `json:"private,omitempty"`
	// Shut is true while its home channel is archived or the bot is not in it (D25).
	Shut    bool     `json:"shut,omitempty"`
	Creator PersonID `json:"creator"`
	// Agreed is true once it has adopted its first agreement; before, its creator may set policy alone (K4).
	Agreed bool `json:"agreed,omitempty"`
	// Parent is the circle it is nested in; zero for none (K3).
	Parent CircleID `json:"parent,omitempty"`
	// Facilitator is the keeper of its facilitator role, zero for nobody (D26).
	Facilitator PersonID `json:"facilitator,omitempty"`
	// Links counts how often the links that stand in its private channels were renewed (K6). It only grows, so that a link which leads
	// nowhere once never leads anywhere again.
	Links int `json:"links,omitempty"`

	// renewed is true once they were, since the circle was loaded.
	renewed bool
	members Beside[Membership]
}

// Move is a channel that has another id now.
type Move struct {
	Was Place `json:"was"`
	Is  Place `json:"is"`
}

// Membership is one person's row beside a circle; somebody who is no member has one while they are in one of its channels, as a guest is.
type Membership struct {
	In bool `json:"in"`
	// Named is true for somebody added by name, who stays when the channel is read again (K2).
	Named bool `json:"named,omitempty"`
	// Out is true for somebody who left by their own word although they are still in the channel.
	Out   bool      `json:"out,omitempty"`
	Since time.Time `json:"since"`
	// Here are those of the circle's channels that they were in when these were last looked at.
	Here []Place `json:"here,omitempty"`
}

// Live implements the liveness of a row: a person's circles are found by it.
func (m Membership) Live() bool { return m.In }

// NewCircle makes a circle for a channel, with the defaults of the rules and no members yet (K1).
func NewCircle(id CircleID, org OrgID, name string, home Place, private bool, zone string, creator PersonID) *Circle {
	return &Circle{ID: id, Org: org, Name: name, Channel: name, Home: home, Private: private, Zone: zone, Days: WorkingWeek,
		Policy: DefaultPolicy(), Creator: creator}
}

// Ref implements Aggregate.
func (c *Circle) Ref() Ref { return CircleRef(c.Org, c.ID) }

// Rows implements WithRows.
func (c *Circle) Rows() Rows { return &c.members }

// Index implements Aggregate. A circle is live also while its home is shut: its people are still its people.
func (c *Circle) Index() Index {
	return Index{Circle: c.ID, Owner: c.Creator, Title: c.Name, Live: true}
}

// Audience implements Aggregate: a circle at home in a private channel is its own people's (K6).
func (c *Circle) Audience() Audience {
	if c.Private {
		return Audience{Circle: c.ID}
	}
	return Audience{Org: c.Org}
}

// NextWake implements Aggregate: time alone changes nothing about a circle.
func (c *Circle) NextWake() time.Time { return time.Time{} }

// Wake implements Aggregate.
func (c *Circle) Wake(time.Time) ([]Event, error) { return nil, nil }

// Location is the circle's zone, UTC when it is not known.
func (c *Circle) Location() *time.Location { return Hours{Zone: c.Zone}.Location() }

// Calendar is what the circle counts spans in.
func (c *Circle) Calendar() Calendar { return Calendar{Zone: c.Location(), Days: c.Days} }

// Members answers the circle's members by ascending id. All rows must be loaded.
func (c *Circle) Members() []PersonID {
	return slices.DeleteFunc(c.members.All(), func(p PersonID) bool { return !c.Has(p) })
}

// Has tells whether the person is a member. Their row must be loaded.
func (c *Circle) Has(p PersonID) bool {
	row, _ := c.members.Get(p)
	return row.In
}

// Reads tells whether the person is among those who can read its channels, as far as the circle knows: a member, or somebody who left
// it by their own word and is in the channel still. Their row must be loaded.
func (c *Circle) Reads(p PersonID) bool {
	row, _ := c.members.Get(p)
	return row.In || row.Out
}

// Now answers where something stands that was put in one of its channels, which may have another id since.
func (c *Circle) Now(place Place) Place {
	for _, m := range c.Moves {
		if m.Was == place {
			place = m.Is
		}
	}
	return place
}

// Bound tells whether the place is one of the circle's channels.
func (c *Circle) Bound(place Place) bool { return c.Home == place || slices.Contains(c.Also, place) }

// The events of a circle.
type (
	// CircleMade says that a circle came to be (K1).
	CircleMade struct {
		Name    string     `json:"name"`
		Home    Place      `json:"home"`
		Creator PersonID   `json:"creator"`
		Members []PersonID `json:"members"`
	}
	// CircleRenamed says that it has another name.
	CircleRenamed struct {
		Was  string `json:"was"`
		Name string `json:"name"`
	}
	// CircleSet says that a setting was changed: directly by its creator, or (Proposal not zero) by an adopted proposal (K4).
	CircleSet struct {
		Name     string `json:"name"`
		Was      string `json:"was"`
		Value    string `json:"value"`
		Proposal Ref    `json:"proposal,omitzero"`
	}
	// MemberJoined says that somebody is a member now. Named is true when they were added, or joined, by name.
	MemberJoined struct {
		Person PersonID `json:"person"`
		Named  bool     `json:"named,omitempty"`
	}
	// MemberLeft says that somebody is a member no longer.
	MemberLeft struct {
		Person PersonID `json:"person"`
	}
	// CircleBound says that the circle speaks in one more channel, or that its home moved there.
	CircleBound struct {
		Place Place `json:"place"`
		Home  bool  `json:"home,omitempty"`
	}
	// CircleShut says that its home channel was archived or the bot put out of it (D25).
	CircleShut struct{}
	// CircleOpened says that its home channel can be spoken in again.
	CircleOpened struct{}
	// CircleHid says that its home channel became a private one, and that it speaks in its further channels no more (K6).
	CircleHid struct {
		Left []Place `json:"left,omitempty"`
	}
	// FirstAgreement says that the circle has adopted its first agreement: policy is now changed by consent alone (K4).
	FirstAgreement struct {
		Proposal Ref `json:"proposal"`
	}
)

// EventName implements Event.
func (*CircleMade) EventName() string { return "circle.made" }

// Texts implements Worded.
func (e *CircleMade) Texts() []*string { return []*string{&e.Name} }

// Texts implements Worded.
func (e *CircleRenamed) Texts() []*string { return []*string{&e.Was, &e.Name} }

// EventName implements Event.
func (*CircleRenamed) EventName() string { return "circle.renamed" }

// EventName implements Event.
func (*CircleSet) EventName() string { return "circle.set" }

// EventName implements Event.
func (*MemberJoined) EventName() string { return "circle.joined" }

// EventName implements Event.
func (*MemberLeft) EventName() string { return "circle.left" }

// EventName implements Event.
func (*CircleBound) EventName() string { return "circle.bound" }

// EventName implements Event.
func (*CircleShut) EventName() string { return "circle.shut" }

// EventName implements Event.
func (*CircleOpened) EventName() string { return "circle.opened" }

// EventName implements Event.
func (*CircleHid) EventName() string { return "circle.hid" }

// EventName implements Event.
func (*FirstAgreement) EventName() string { return "circle.first_agreement" }
