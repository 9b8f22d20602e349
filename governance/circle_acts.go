package governance

import (
	"slices"
	"strings"
	"time"
)

// Begin gives a new circle its first members and answers the event that opens its record (K1).
func (c *Circle) Begin(now time.Time, members []PersonID) ([]Event, error) {
	name, err := CheckText("name", c.Name, MaxName, true)
	if err != nil {
		return nil, err
	}
	if c.Name = name; name == "" {
		return nil, Refuse(Invalid, "name_missing")
	}
	for _, p := range members {
		c.members.Put(p, Membership{In: true, Since: now})
	}
	return []Event{&CircleMade{Name: c.Name, Home: c.Home, Creator: c.Creator, Members: members}}, nil
}

// Rename gives the circle another name. Any member may (K7); others are refused with NotAllowed.
func (c *Circle) Rename(by PersonID, name string) ([]Event, error) {
	if !c.Has(by) {
		return nil, c.NotMember()
	}
	name, err := CheckText("name", name, MaxName, true)
	switch {
	case err != nil:
		return nil, err
	case name == "":
		return nil, Refuse(Invalid, "name_missing")
	case name == c.Name:
		return nil, nil
	}
	was := c.Name
	c.Name = name
	return []Event{&CircleRenamed{Was: was, Name: name}}, nil
}

// ChannelNamed heeds what the home channel is called now. A circle that still has its channel's name follows it; one that chose its own
// keeps that. An empty name means that it is not known.
func (c *Circle) ChannelNamed(name string) ([]Event, error) {
	was := c.Channel
	if name == "" || name == was {
		return nil, nil
	}
	c.Channel = name
	if c.Name != was || was == "" {
		return nil, nil
	}
	c.Name = name
	return []Event{&CircleRenamed{Was: was, Name: name}}, nil
}

// MaySetAlone tells whether the person may change the circle's policy without a proposal (K4).
func (c *Circle) MaySetAlone(by PersonID) bool { return !c.Agreed && by == c.Creator }

// Check tells whether the setting could take the value now, and answers the value as it would be shown. It changes nothing.
func (c *Circle) Check(name, value string) (setting Setting, shown string, err error) {
	setting, _, ok := FindSetting(name)
	if !ok || !strings.EqualFold(setting.Name, name) {
		return Setting{}, "", Refuse(Invalid, "setting_unknown", "name", name)
	}
	trial := *c
	if err := setting.Set(&trial, strings.TrimSpace(value)); err != nil {
		return Setting{}, "", err
	}
	return setting, setting.Get(&trial), nil
}

// Set changes a setting without a proposal (K4): NotAllowed for anybody but the creator and once the circle has agreed on
// something, Invalid for a value that cannot be read.
func (c *Circle) Set(by PersonID, name, value string) ([]Event, error) {
	if !c.MaySetAlone(by) {
		return nil, Refuse(NotAllowed, "set_by_consent", "name", name)
	}
	return c.set(name, value, Ref{})
}

// SetByConsent changes a setting because a proposal was adopted (D22).
func (c *Circle) SetByConsent(name, value string, proposal Ref) ([]Event, error) {
	return c.set(name, value, proposal)
}

func (c *Circle) set(name, value string, proposal Ref) ([]Event, error) {
	setting, shown, err := c.Check(name, value)
	if err != nil {
		return nil, err
	}
	was := setting.Get(c)
	if was == shown {
		return nil, nil
	}
	if err := setting.Set(c, strings.TrimSpace(value)); err != nil {
		return nil, err
	}
	return []Event{&CircleSet{Name: setting.Name, Was: was, Value: shown, Proposal: proposal}}, nil
}

// Adopted notes that the circle adopted an agreement; the first one ends its creator's right to set policy alone (K4).
func (c *Circle) Adopted(proposal Ref) ([]Event, error) {
	if c.Agreed {
		return nil, nil
	}
	c.Agreed = true
	return []Event{&FirstAgreement{Proposal: proposal}}, nil
}

// Join makes the person a member by name (K2). Who joins a private circle must already be able to read it, which the caller knows.
func (c *Circle) Join(now time.Time, p PersonID) ([]Event, error) { return c.join(now, p, true) }

// JoinAgain makes a member of somebody who is in the home channel, and stays one for as long as they are (K2).
func (c *Circle) JoinAgain(now time.Time, p PersonID) ([]Event, error) {
	return c.join(now, p, c.ByList)
}

func (c *Circle) join(now time.Time, p PersonID, named bool) ([]Event, error) {
	row, _ := c.members.Get(p)
	if row.In {
		return nil, Refuse(Conflict, "already_member", "circle", c.Name, "person", p)
	}
	c.members.Put(p, Membership{In: true, Named: named, Since: now, Here: row.Here})
	return []Event{&MemberJoined{Person: p, Named: named}}, nil
}

// Leave ends the person's membership by their own word; reading the channel again does not bring them back.
func (c *Circle) Leave(p PersonID) ([]Event, error) {
	if !c.Has(p) {
		return nil, c.NotMember()
	}
	row, _ := c.members.Get(p)
	row.In, row.Named, row.Out = false, false, true
	c.members.Put(p, row)
	return []Event{&MemberLeft{Person: p}}, nil
}

// ChannelJoined heeds that somebody came into the home channel. Those who left the circle by their own word stay out of it until
// they come into the channel anew.
func (c *Circle) ChannelJoined(now time.Time, p PersonID) ([]Event, error) {
	row, _ := c.members.Get(p)
	if c.ByList || row.In {
		return nil, nil
	}
	c.members.Put(p, Membership{In: true, Since: now, Here: row.Here})
	return []Event{&MemberJoined{Person: p}}, nil
}

// ChannelLeft heeds that somebody left the home channel or was deactivated. Somebody added by name stays a member, but not of a private
// circle, which they cannot read any more (K6).
func (c *Circle) ChannelLeft(p PersonID, gone bool) ([]Event, error) {
	row, _ := c.members.Get(p)
	switch {
	case row.Out:
		row.Out = false // they left the channel too, so coming back to it means coming back
		c.members.Put(p, row)
		return nil, nil
	case !row.In, !gone && !c.Private && (c.ByList || row.Named):
		return nil, nil
	}
	row.In = false
	c.members.Put(p, row)
	return []Event{&MemberLeft{Person: p}}, nil
}

// ChannelRead brings the members in step with the people read from the home channel (K2). All rows must be loaded.
func (c *Circle) ChannelRead(now time.Time, present []PersonID) ([]Event, error) {
	if c.ByList {
		return nil, nil
	}
	var events []Event
	for _, p := range present {
		if row, _ := c.members.Get(p); !row.In && !row.Out {
			c.members.Put(p, Membership{In: true, Since: now, Here: row.Here})
			events = append(events, &MemberJoined{Person: p})
		}
	}
	for _, p := range c.members.All() {
		row, _ := c.members.Get(p)
		if slices.Contains(present, p) {
			continue
		}
		if row.In && !row.Named {
			row.In = false
			c.members.Put(p, row)
			events = append(events, &MemberLeft{Person: p})
		} else if row.Out {
			row.Out = false // they left the channel too, so coming back to it means coming back
			c.members.Put(p, row)
		}
	}
	return events, nil
}

// Replace puts a person in the place of another, who turned out to be the same (K8): their membership and what they are in the circle.
func (c *Circle) Replace(now time.Time, other, by PersonID) ([]Event, error) {
	var events []Event
	row, _ := c.members.Get(other)
	for _, place := range row.Here {
		c.Came(place, by)
	}
	kept, _ := c.members.Get(by)
	if row.In {
		c.members.Put(other, Membership{Since: row.Since})
		events = append(events, &MemberLeft{Person: other})
		if !kept.In {
			c.members.Put(by, Membership{In: true, Named: row.Named, Since: now, Here: kept.Here})
			events = append(events, &MemberJoined{Person: by, Named: row.Named})
		}
	}
	if c.Creator == other {
		c.Creator = by
	}
	if c.Facilitator == other {
		c.Facilitator = by
	}
	return events, nil
}

// Bind lets the circle speak in one more channel (K2). Any member may (K7).
func (c *Circle) Bind(by PersonID, place Place) ([]Event, error) {
	switch {
	case !c.Has(by):
		return nil, c.NotMember()
	case c.Bound(place):
		return nil, Refuse(Conflict, "already_bound", "circle", c.Name)
	}
	c.Also = append(c.Also, place)
	return []Event{&CircleBound{Place: place}}, nil
}

// Moved heeds that one of the circle's channels has another id. What stands there stands there still: Now finds it.
func (c *Circle) Moved(was, is Place) ([]Event, error) {
	i := slices.Index(c.Also, was)
	switch {
	case was == is || c.Home != was && i < 0:
		return nil, nil
	case c.Home == was:
		c.Home = is
	default:
		c.Also = slices.Clone(c.Also)
		c.Also[i] = is
	}
	c.Moves = append(slices.Clip(c.Moves), Move{was, is})
	return []Event{&CircleBound{Place: is, Home: c.Home == is}}, nil
}

// Hide heeds that the home channel has become a private one: what the circle says is its own people's from now on, and its further
// channels, which others can read, are its no more (K6). What became private stays so.
func (c *Circle) Hide() ([]Event, error) {
	if c.Private {
		return nil, nil
	}
	left := c.Also
	c.Private, c.Also = true, nil
	return append([]Event{&CircleHid{Left: left}}, c.renew()...), nil
}

// Shutter heeds that the home channel can no longer be spoken in, or can again (D25).
func (c *Circle) Shutter(shut bool) ([]Event, error) {
	switch {
	case shut == c.Shut:
		return nil, nil
	case shut:
		c.Shut = true
		return []Event{&CircleShut{}}, nil
	}
	c.Shut = false
	return []Event{&CircleOpened{}}, nil
}

// NotMember refuses what only members may do, and says how one becomes a member.
func (c *Circle) NotMember() *Error { return Refuse(NotAllowed, "not_a_member", "circle", c.Name) }
