package bot

import (
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// In which circle something is begun: the one that is named, the one of this channel, or one that is made of this channel for it (K1).

// findCircle answers the circle named by --in, or the one of this channel; zero when the channel has none.
func (c *Call) findCircle(in string) (governance.CircleID, error) {
	var found governance.CircleID
	err := c.look(func(s *assembly.Sitting) (err error) {
		if in == "" {
			found, err = s.CircleAt(c.place())
			return err
		}
		found, err = c.circleNamed(s, in)
		return err
	})
	return found, err
}

// meantCircle answers the circle that something is begun in: the one known from a form, else the one named by --in, else the one of this
// channel. Where that has none yet it answers zero and who would be in it (K1).
func (c *Call) meantCircle(known governance.CircleID, in string, everyone bool) (found governance.CircleID, fresh members, err error) {
	if found = known; found == 0 {
		found, err = c.findCircle(in)
	}
	if found == 0 && err == nil {
		fresh, err = c.freshCircle(everyone)
	}
	return found, fresh, err
}

// formPlace is the circle that a form is for, as far as that is known when it opens (K1).
type formPlace struct {
	// found is zero where it is yet to be made, or chosen.
	found governance.CircleID
	// ask is how many people it would have, if those are so many that the form has to ask.
	ask int
	// among are those to choose from, in a direct message.
	among []*governance.Circle
}

// formCircle answers the circle that a form is for. In a direct message, where a shortcut cannot say --in, the form has one's circles to
// choose from.
func (c *Call) formCircle(in string) (at formPlace, err error) {
	if at.found, err = c.findCircle(in); err != nil || at.found != 0 {
		return at, err
	}
	m, err := c.freshCircle(true)
	if n := m.counted(); n > governance.AskAbove {
		at.ask = n
	}
	if refusal := governance.AsError(err); refusal != nil && refusal.Code == "which_circle" {
		err = c.look(func(s *assembly.Sitting) (err error) {
			at.among, err = c.circlesOf(s)
			return err
		})
	}
	return at, err
}

// fields are what the form asks about its circle, around those that it has anyway: first which it is, where that is not known, and last
// whether all of so many people are meant. The only circle that somebody is in is chosen already.
func (at formPlace) fields(p text.Printer, everyone string, fields []FormField) []FormField {
	if at.ask > 0 {
		fields = append(fields, FormField{Name: "everyone", Label: p.Line(everyone, "count", at.ask), Kind: Choice,
			Options: []Option{{"no", p.Line("no")}, {"yes", p.Line("yes")}}, Value: "no"})
	}
	if at.among == nil {
		return fields
	}
	which := FormField{Name: "circle", Label: p.Line("form.circle"), Hint: p.Line("form.circle.hint"), Kind: Choice}
	for _, circle := range at.among {
		which.Options = append(which.Options, Option{strconv.FormatInt(int64(circle.ID), 10), circle.Name})
	}
	if len(which.Options) == 1 {
		which.Value = which.Options[0].Value
	}
	return append([]FormField{which}, fields...)
}

// filledCircle answers the circle that a form was opened for, or that was chosen in it; zero for neither.
func (c *Call) filledCircle() (governance.CircleID, error) {
	if c.id.Kind == governance.KindCircle {
		return governance.CircleID(c.id.N), nil
	}
	chosen := c.values["circle"]
	if chosen == "" {
		return 0, nil
	}
	var found governance.CircleID
	err := c.look(func(s *assembly.Sitting) error {
		circles, err := c.circlesOf(s)
		for _, circle := range circles {
			if strconv.FormatInt(int64(circle.ID), 10) == chosen {
				found = circle.ID
			}
		}
		return err
	})
	if err == nil && found == 0 {
		err = c.whichCircle() // they have left it meanwhile
	}
	return found, err
}

// circleNamed answers which of the actor's circles has that name. Where two have it, the one of this channel is meant; from anywhere
// else the actor is told to speak there.
func (c *Call) circleNamed(s *assembly.Sitting, name string) (governance.CircleID, error) {
	circles, err := c.circlesOf(s)
	if err != nil {
		return 0, err
	}
	var names []string
	var found []*governance.Circle
	for _, circle := range circles {
		if strings.EqualFold(circle.Name, strings.TrimPrefix(strings.TrimSpace(name), "#")) {
			found = append(found, circle)
		}
		names = append(names, circle.Name)
	}
	switch len(found) {
	case 0:
		return 0, governance.Refuse(governance.NotFound, "circle_unknown", "name", name, "nearest", nearest(name, names), "circles", names)
	case 1:
		return found[0].ID, nil
	}
	for _, circle := range found {
		if circle.Bound(c.place()) {
			return circle.ID, nil
		}
	}
	return 0, governance.Refuse(governance.Conflict, "circle_ambiguous", "name", name)
}

// circlesOf answers the circles that the actor is a member of, without their members.
func (c *Call) circlesOf(s *assembly.Sitting) ([]*governance.Circle, error) {
	refs, err := s.LiveRows(c.org(), governance.KindCircle, c.actor.Person)
	if err != nil {
		return nil, err
	}
	var out []*governance.Circle
	for _, ref := range refs {
		circle, err := assembly.Get[*governance.Circle](s, ref, assembly.Just(c.actor.Person))
		if err != nil {
			return nil, err
		}
		out = append(out, circle)
	}
	return out, nil
}

// freshCircle reads the channel for a circle that is to be made (K1): it asks first above so many people, and in a direct message it
// asks which circle is meant.
func (c *Call) freshCircle(everyone bool) (members, error) {
	p, _ := c.platform()
	m, err := c.bot.readChannel(c.ctx, p, c.origin.Channel)
	if refusal := governance.AsError(err); refusal != nil && refusal.Code == "not_a_channel" {
		return m, c.whichCircle()
	}
	if err != nil {
		return m, err
	}
	n := m.counted()
	switch {
	case n <= governance.AskAbove || everyone:
		return m, nil
	case c.values != nil && !c.closed:
		return m, inField("everyone", governance.Refuse(governance.Conflict, "circle_large_form", "count", n, "channel", m.channel.Name))
	}
	return m, governance.Refuse(governance.Conflict, "circle_large", "count", n, "channel", m.channel.Name)
}

func (c *Call) whichCircle() error {
	var names []string
	err := c.look(func(s *assembly.Sitting) error {
		circles, err := c.circlesOf(s)
		names = nil
		for _, circle := range circles {
			names = append(names, circle.Name)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case names == nil:
		return governance.Refuse(governance.Invalid, "which_circle_none")
	}
	if c.values != nil {
		return inField("circle", governance.Refuse(governance.Invalid, "which_circle_form", "circles", names))
	}
	return governance.Refuse(governance.Invalid, "which_circle", "circles", names)
}

// circleOrNew loads the circle with all its members, or makes it. Between reading the channel and now somebody else may have made it.
func (c *Call) circleOrNew(s *assembly.Sitting, found governance.CircleID, fresh members) (*governance.Circle, error) {
	if found == 0 {
		var err error
		if found, err = s.CircleAt(c.place()); err != nil {
			return nil, err
		}
	}
	if found != 0 {
		return s.Circle(c.org(), found, assembly.Everybody)
	}
	return c.bot.makeCircle(s, c.actor.Workspace, fresh, c.actor.Person)
}
