package bot

import (
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/role"
)

// createRoleForm asks for a role: nothing is made until it is sent.
func (c *Call) createRoleForm() (Reply, error) {
	var target Target
	err := c.lookAtCircle(func(_ *assembly.Sitting, circle *governance.Circle) error {
		if !circle.Has(c.actor.Person) {
			return circle.NotMember()
		}
		target.On = circle.Ref()
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	p := c.print
	return Reply{Form: &Form{Name: "role", Target: target, Channel: c.origin.Channel, Title: p.Line("form.role.heading"), Intro: p.Say("form.role.intro"),
		Fields: c.roleFields(roleWish{}), Submit: p.Line("form.role.submit")}}, nil
}

// roleFields are what a role has, filled in as the wish says.
func (c *Call) roleFields(w roleWish) []FormField {
	p := c.print
	return []FormField{
		{Name: "name", Label: p.Line("form.role.name"), Hint: p.Line("form.role.name.hint"), Kind: Line, Max: governance.MaxName, Value: w.name},
		{Name: "purpose", Label: p.Line("form.role.purpose"), Hint: p.Line("form.role.purpose.hint"), Kind: Area, Max: governance.MaxReason, Optional: true, Value: w.purpose},
		{Name: "accountabilities", Label: p.Line("form.role.accountabilities"), Hint: p.Line("form.role.accountabilities.hint"), Kind: Area, Max: 3000, Optional: true,
			Value: w.accountabilities},
		{Name: "domain", Label: p.Line("form.role.domain"), Hint: p.Line("form.role.domain.hint"), Kind: Line, Max: 300, Optional: true, Value: w.domain},
		{Name: "term", Label: p.Line("form.role.term"), Hint: p.Line("form.role.term.hint"), Kind: Line, Max: 100, Optional: true, Value: w.term},
	}
}

// submitRole makes, or proposes, what the form says, in the circle that it was opened for.
func submitRole(c *Call) (Reply, error) {
	if err := c.inCircle(); err != nil {
		return Reply{}, err
	}
	return c.bringRole(filledRole(c.values))
}

// inCircle lets what follows be about the circle that a form was opened for.
func (c *Call) inCircle() error {
	return c.look(func(s *assembly.Sitting) error {
		circle, err := s.Circle(c.org(), governance.CircleID(c.id.N), assembly.Just(c.actor.Person))
		if err == nil && !circle.Bound(c.place()) {
			c.typed.Options["in"] = circle.Name
		}
		return err
	})
}

// changeRoleForm shows the role as it reads, to be changed.
func (c *Call) changeRoleForm() (Reply, error) {
	r, err := c.peekRole()
	if err != nil {
		return Reply{}, err
	}
	if r.Status == role.StatusDropped {
		return Reply{}, governance.Refuse(governance.TooLate, "role_dropped", "id", r.Ref().String(), "name", r.Name)
	}
	p := c.print
	w := roleWish{r.Name, r.Purpose, strings.Join(r.Accountabilities, "\n"), r.Domain, r.Term.String()}
	return Reply{Form: &Form{Name: "role_change", Target: Target{On: r.Ref()}, Channel: c.origin.Channel, Title: p.Line("form.role_change.heading", "id", r.Ref().String()),
		Intro: p.Say("form.role_change.intro"), Fields: c.roleFields(w), Submit: p.Line("form.role_change.submit")}}, nil
}

// submitRoleChange changes what the form says otherwise than the role does; what was emptied is emptied.
func submitRoleChange(c *Call) (Reply, error) {
	w := filledRole(c.values)
	change := role.Change{Name: &w.name, Purpose: &w.purpose, Domain: &w.domain, Accountabilities: w.list()}
	if change.Accountabilities == nil {
		change.Accountabilities = []string{}
	}
	return c.changeRoleTo(w, change)
}
