package bot

import (
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
)

// commitForm asks for what is missing. Nothing is kept until it is sent.
func (c *Call) commitForm(e errand, intro text.Text) (Reply, error) {
	at, err := c.formCircle(e.in)
	if err != nil {
		return Reply{}, err
	}
	form := c.commitFields(e, at)
	form.Intro = intro
	switch {
	case !e.pin.IsZero():
		form.Target.On = e.pin
	case e.in != "":
		form.Target.On = governance.CircleRef(c.org(), at.found)
	}
	return Reply{Form: form}, nil
}

func (c *Call) commitFields(e errand, at formPlace) *Form {
	p := c.print
	owner := c.origin.User
	if len(e.owners) == 1 {
		owner = c.userOf(e.owners[0])
	}
	fields := []FormField{
		{Name: "what", Label: p.Line("form.commit.what"), Hint: p.Line("form.commit.what.hint"), Kind: Line, Max: governance.MaxTitle, Value: cut(e.what, governance.MaxTitle)},
		{Name: "by", Label: p.Line("form.commit.by"), Hint: p.Line("form.commit.by.hint"), Kind: Line, Max: 100, Value: e.by},
		{Name: "owner", Label: p.Line("form.commit.owner"), Hint: p.Line("form.commit.owner.hint"), Kind: PersonField, Value: owner},
		{Name: "to", Label: p.Line("form.commit.to"), Hint: p.Line("form.commit.to.hint"), Kind: PersonField, Optional: true, Value: c.userOf(e.to)},
	}
	if e.source.Link != "" && e.pin.IsZero() {
		fields = append(fields, FormField{Name: "link", Label: p.Line("form.commit.link"), Kind: Line, Max: 500, Optional: true, Value: e.source.Link})
	}
	return &Form{Name: "commit", Channel: c.origin.Channel, Title: p.Line("form.commit.heading"), Fields: at.fields(p, "form.commit.everyone", fields),
		Submit: p.Line("form.commit.submit")}
}

// userOf is how this workspace's platform calls a person; empty when they have no account here.
func (c *Call) userOf(person governance.PersonID) string {
	user := ""
	_ = c.look(func(s *assembly.Sitting) error {
		accounts, err := s.AccountsOf(person)
		for _, a := range accounts {
			if a.Workspace == c.origin.Workspace && !a.Gone {
				user = a.User
			}
		}
		return err
	})
	return user
}

// submitCommit makes what the form says.
func submitCommit(c *Call) (Reply, error) {
	v := c.values
	e := errand{what: strings.Join(strings.Fields(v["what"]), " "), by: strings.TrimSpace(v["by"]), everyone: v["everyone"] == "yes",
		source: commitment.Source{By: commitment.ByCommand, Link: strings.TrimSpace(v["link"])}}
	if e.source.Link != "" {
		e.source.By = commitment.ByMessage
	}
	if e.by == "" {
		return Reply{}, inField("by", governance.Refuse(governance.Invalid, "commit_when_missing"))
	}
	owner, err := c.chosen("owner", c.actor.Person)
	if err != nil {
		return Reply{}, err
	}
	e.owners = []governance.PersonID{owner}
	if e.to, err = c.chosen("to", 0); err != nil {
		return Reply{}, err
	}
	if err := c.comesFrom(&e); err != nil {
		return Reply{}, err
	}
	if err := c.readErrand(&e); err != nil {
		return Reply{}, err
	}
	return c.promise(e)
}

// chosen is the person chosen in a form's field, or another when the field was left empty.
func (c *Call) chosen(field string, otherwise governance.PersonID) (governance.PersonID, error) {
	user := c.values[field]
	if user == "" {
		return otherwise, nil
	}
	p, ws := c.platform()
	person, err := c.bot.personOf(c.ctx, p, ws, user)
	if err != nil && FaultOf(err).Class == NoSuch {
		err = governance.Refuse(governance.Invalid, "person_unknown", "name", user)
	}
	return person, inField(field, err)
}

// comesFrom reads what the form is about: the circle that was named or chosen, or the message that was pinned, which stands in its own
// channel.
func (c *Call) comesFrom(e *errand) (err error) {
	if c.id.Kind != commitment.KindPin {
		e.circle, err = c.filledCircle()
		return err
	}
	pin, err := c.pin()
	if err != nil {
		return err
	}
	e.pin, e.source = pin.Ref(), commitment.Source{By: commitment.ByMessage, Link: pin.Link}
	c.origin.Channel = pin.Place.Channel
	return nil
}
