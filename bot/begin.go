package bot

import (
	"strings"

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

// formCircle answers the circle that a form is for; zero where it is yet to be made, and then how many people it would have if those are so
// many that the form has to ask (K1).
func (c *Call) formCircle(in string) (found governance.CircleID, ask int, err error) {
	if found, err = c.findCircle(in); err != nil || found != 0 {
		return found, 0, err
	}
	m, err := c.freshCircle(true)
	if n := m.counted(); n > governance.AskAbove {
		ask = n
	}
	return 0, ask, err
}

// everyoneField asks whether all of so many people are meant; there is none where nobody has to be asked.
func (c *Call) everyoneField(label string, ask int) []FormField {
	if ask == 0 {
		return nil
	}
	p := c.print
	return []FormField{{Name: "everyone", Label: p.Line(label, "count", ask), Kind: Choice, Options: []Option{{"no", p.Line("no")}, {"yes", p.Line("yes")}}, Value: "no"}}
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
