package bot

import (
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/role"
)

// selectForm asks who is looked for, before a selection is called.
func (c *Call) selectForm() (Reply, error) {
	r, err := c.peekRole()
	if err != nil {
		return Reply{}, err
	}
	switch {
	case r.Status == role.StatusDropped:
		return Reply{}, governance.Refuse(governance.TooLate, "role_dropped", "id", r.Ref().String(), "name", r.Name)
	case !r.Selection.IsZero():
		return Reply{}, governance.Refuse(governance.Conflict, "selection_runs", "name", r.Name, "selection", r.Selection.String())
	}
	p := c.print
	return Reply{Form: &Form{Name: "select", Target: Target{On: r.Ref()}, Channel: c.origin.Channel, Title: p.Line("form.select.heading"),
		Intro: p.Say("form.select.intro", "name", r.Name),
		Fields: []FormField{
			{Name: "description", Label: p.Line("form.select.description"), Hint: p.Line("form.select.description.hint"), Kind: Area, Max: 3000, Optional: true},
			{Name: "by", Label: p.Line("form.select.by"), Hint: p.Line("form.select.by.hint"), Kind: Line, Max: 100, Optional: true},
			{Name: "term", Label: p.Line("form.select.term"), Hint: p.Line("form.select.term.hint"), Kind: Line, Max: 100, Optional: true, Value: r.Term.String()},
		},
		Submit: p.Line("form.select.submit")}}, nil
}

// submitSelect calls the selection that the form says.
func submitSelect(c *Call) (Reply, error) {
	for _, name := range []string{"by", "term"} {
		c.typed.Options[name] = strings.TrimSpace(c.values[name])
	}
	return c.selectIt(c.values["description"])
}

// nominateForm asks whom somebody names, and why, with what they named before filled in: it is theirs to see.
func (c *Call) nominateForm() (Reply, error) {
	var mine role.Vote
	var form *Form
	err := c.peekSelection(func(_ *assembly.Sitting, sel *role.Selection) error {
		if err := sel.MayNominate(c.actor.Person); err != nil {
			return err
		}
		mine, _ = sel.Mine(c.actor.Person)
		name := "nominate"
		if sel.Phase == role.Changing {
			name = "change"
		}
		form = &Form{Name: "nominate", Target: Target{On: sel.Ref()}, Channel: c.origin.Channel, Zone: governance.LoadZone(sel.Zone),
			Title:  c.print.Line("form."+name+".heading", "id", sel.Ref().String()),
			Intro:  c.print.Say("form."+name+".intro", aboutSelection(sel)...),
			Submit: c.print.Line("form." + name + ".submit")}
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	p := c.print
	form.Fields = []FormField{
		{Name: "who", Label: p.Line("form.nominate.who"), Hint: p.Line("form.nominate.who.hint"), Kind: PersonField, Value: c.userOf(mine.Nominee)},
		{Name: "why", Label: p.Line("form.nominate.why"), Hint: p.Line("form.nominate.why.hint"), Kind: Area, Max: governance.MaxReason, Value: mine.Why},
	}
	return Reply{Form: form}, nil
}

// submitNominate names whom the form says.
func submitNominate(c *Call) (Reply, error) {
	who, err := c.chosen("who", 0)
	switch {
	case err != nil:
		return Reply{}, err
	case who == 0:
		return Reply{}, inField("who", governance.Refuse(governance.Invalid, "person_missing"))
	}
	reply, err := c.nominateWith(who, strings.TrimSpace(c.values["why"]))
	return reply, inSelectionForm(err)
}

// inSelectionForm says which field of a selection's form a refusal is about.
func inSelectionForm(err error) error {
	refusal := governance.AsError(err)
	switch {
	case refusal == nil:
		return err
	case strings.HasPrefix(refusal.Code, "nominee_"):
		return inField("who", err)
	case strings.HasPrefix(refusal.Code, "text_"), strings.HasSuffix(refusal.Code, "_missing"):
		return inField("why", err)
	}
	return err
}

// chooseForm asks the facilitator who has the strongest case, among those who can be proposed.
func (c *Call) chooseForm() (Reply, error) {
	var form *Form
	err := c.peekSelection(func(s *assembly.Sitting, sel *role.Selection) error {
		if err := sel.MayChoose(c.actor.Person); err != nil {
			return err
		}
		p, sc := c.print, c.scene(s)
		var options []Option
		for _, one := range sel.Standing() {
			contact, err := sc.contact(one.Nominee)
			if err != nil {
				return err
			}
			if one.Nominee == sel.Guide || len(options) == mostChoices {
				continue
			}
			options = append(options, Option{strconv.FormatInt(int64(one.Nominee), 10), p.Line("form.choose.option", "name", contact.Name, "count", one.Count)})
		}
		form = &Form{Name: "choose", Target: Target{sel.Ref(), sel.Round}, Channel: c.origin.Channel, Zone: governance.LoadZone(sel.Zone),
			Title: p.Line("form.choose.heading", "id", sel.Ref().String()), Intro: p.Say("form.choose.intro", aboutSelection(sel)...),
			Fields: []FormField{
				{Name: "who", Label: p.Line("form.choose.who"), Kind: Choice, Options: options},
				{Name: "why", Label: p.Line("form.choose.why"), Hint: p.Line("form.choose.why.hint"), Kind: Area, Max: governance.MaxReason, Optional: true},
			},
			Submit: p.Line("form.choose.submit")}
		return sc.dressForm(form)
	})
	return Reply{Form: form}, err
}

// mostChoices is how many options a form's choice has at most; whoever else was named can be chosen by word.
const mostChoices = 50

// submitChoose proposes whom the form says.
func submitChoose(c *Call) (Reply, error) {
	c.version, c.id.Part = c.id.Part, 0
	who, err := strconv.ParseInt(c.values["who"], 10, 64)
	if err != nil {
		return Reply{}, inField("who", governance.Refuse(governance.Invalid, "person_missing"))
	}
	reply, err := c.chooseWith(governance.PersonID(who), strings.TrimSpace(c.values["why"]))
	return reply, inSelectionForm(err)
}

// reasonForm asks for the reason of what is about the nominee, from somebody who may say that.
func (c *Call) reasonForm(name string, may func(*role.Selection, governance.PersonID) error, optional bool) (Reply, error) {
	var form *Form
	err := c.peekSelection(func(s *assembly.Sitting, sel *role.Selection) error {
		if err := may(sel, c.actor.Person); err != nil {
			return err
		}
		p, mine := c.print, ""
		for _, o := range sel.Objections() {
			if o.By == c.actor.Person && !optional {
				mine = o.Why
			}
		}
		form = &Form{Name: name, Target: Target{sel.Ref(), sel.Round}, Channel: c.origin.Channel, Zone: governance.LoadZone(sel.Zone),
			Title: p.Line("form."+name+".heading", "id", sel.Ref().String()), Intro: p.Say("form."+name+".intro", aboutSelection(sel)...),
			Fields: []FormField{{Name: "why", Label: p.Line("form." + name + ".why"), Hint: p.Line("form." + name + ".why.hint"), Kind: Area, Max: governance.MaxReason,
				Optional: optional, Value: mine}},
			Submit: p.Line("form." + name + ".submit")}
		return c.scene(s).dressForm(form)
	})
	return Reply{Form: form}, err
}

func submitSelectObject(c *Call) (Reply, error) {
	c.version, c.id.Part = c.id.Part, 0
	reply, err := c.objectFor(strings.TrimSpace(c.values["why"]))
	return reply, inSelectionForm(err)
}

func submitSelectDecline(c *Call) (Reply, error) {
	c.version, c.id.Part = c.id.Part, 0
	reply, err := c.declineFor(strings.TrimSpace(c.values["why"]))
	return reply, inSelectionForm(err)
}
