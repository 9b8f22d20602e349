package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
)

// selectionCommands are those said to a selection: /moot N4 ….
func selectionCommands() []Command {
	on := func(verb, args, who, example string, run func(*Call) (Reply, error), also ...string) Command {
		return Command{Word: moot, On: role.KindSelection, Verb: verb, Args: args, Who: who, Example: example, Run: run, Also: also,
			Help: "help.selection." + slug(verb)}
	}
	return []Command{
		on("", "", "who.reader", "/moot N4", (*Call).showSelection, "show"),
		asks(on("nominate", "[@who because why…]", "who.elector", "/moot N4 nominate @ben because he is patient with numbers", (*Call).nominate, "name")),
		on("keep", "", "who.elector", "/moot N4 keep", (*Call).keepNomination, "keep mine"),
		asks(on("change", "[@who because why…]", "who.elector", "/moot N4 change @cy because Ana convinced me", (*Call).nominate)),
		asks(on("choose", "[@who because why…]", "who.facilitator", "/moot N4 choose @ben because of the clearest reasons", (*Call).chooseNominee, "propose")),
		on("consent", "", "who.elector", "/moot N4 consent", (*Call).consentTo, "no objection", "yes", "agree"),
		asks(on("object", "[why…]", "who.elector", "/moot N4 object he keeps two roles already", (*Call).objectTo, "objection")),
		on("met", "", "who.objector", "/moot N4 met", (*Call).metIn, "withdraw"),
		on("accept", "", "who.nominee", "/moot N4 accept", (*Call).acceptRole),
		asks(on("decline", "[why…]", "who.nominee", "/moot N4 decline I have no evening left", (*Call).declineRole)),
		on("call off", "[why…]", "who.caller", "/moot N4 call off we decided to rotate it", (*Call).callOff, "cancel"),
	}
}

// selectNamed calls a selection for a role by its name. A well-known role is made on the way (R1).
func (c *Call) selectNamed() (Reply, error) {
	name := strings.TrimSpace(c.typed.Words)
	if name == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "role_name_missing")
	}
	var sel *role.Selection
	_, err := c.atCircle(assembly.Everybody, func(s *assembly.Sitting, circle *governance.Circle) error {
		r, err := roleNamed(s, circle.Org, circle.ID, name)
		if r == nil && err == nil {
			r, err = c.wellKnownRole(s, circle, name)
		}
		if err == nil {
			sel, err = c.callFor(s, r, circle, c.typed.More)
		}
		return err
	})
	return c.tellSelection(sel, err, "called")
}

// selectRole calls a selection for the role that the call names; pressed, it asks first who is looked for.
func (c *Call) selectRole() (Reply, error) {
	if c.via == consent.ByButton {
		return c.selectForm()
	}
	return c.selectIt(c.said())
}

func (c *Call) selectIt(description string) (Reply, error) {
	var sel *role.Selection
	_, _, _, err := c.onRole(func(s *assembly.Sitting, r *role.Role, in *governance.Circle) (_ *consent.Proposal, err error) {
		sel, err = c.callFor(s, r, in, description)
		return nil, err
	})
	return c.tellSelection(sel, err, "called")
}

// callFor calls the selection, with the options that were typed: --by ends the nominations, --term says for how long.
func (c *Call) callFor(s *assembly.Sitting, r *role.Role, in *governance.Circle, description string) (*role.Selection, error) {
	d := role.SelectionDraft{Description: description, Place: c.standsIn(in)}
	if in.Shut {
		return nil, governance.Refuse(governance.Conflict, "circle_shut", "circle", in.Name)
	}
	var err error
	if by := c.typed.Options["by"]; by != "" {
		if d.Deadline, err = readWhen(by, s.Now, in); err != nil {
			return nil, inForm(c, "by", err)
		}
	}
	if term := c.typed.Options["term"]; term != "" {
		if d.Term, err = governance.ParseSpan(term); err != nil {
			return nil, inForm(c, "term", err)
		}
	}
	sel, err := call(s, r, in, c.actor.Person, d)
	if refusal := governance.AsError(err); refusal != nil && strings.HasPrefix(refusal.Code, "text_") {
		return sel, inForm(c, "description", err)
	}
	return sel, inForm(c, fieldOf(err), err)
}

// onSelection lets a deed be done to the selection that the call names, and answers it as it then is. What was pressed about a nominee who
// is proposed no longer is refused.
func (c *Call) onSelection(do func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error)) (*role.Selection, error) {
	var sel *role.Selection
	err := c.sit(func(s *assembly.Sitting) (err error) {
		if sel, err = visible[*role.Selection](c, s, c.ref(), assembly.Everybody); err != nil {
			return err
		}
		if err := c.sameRound(sel); err != nil {
			return err
		}
		return s.On(sel).Did(do(s, sel))
	})
	return sel, err
}

// sameRound refuses what was pressed about somebody who is proposed no longer: TooLate selection_moved_on.
func (c *Call) sameRound(sel *role.Selection) error {
	if c.version == 0 || c.version == sel.Round || sel.Phase == role.Over {
		return nil
	}
	return governance.Refuse(governance.TooLate, "selection_moved_on", "id", sel.Ref().String(), "nominee", sel.Nominee, "proposed", sel.Nominee != 0)
}

// peekSelection reads the selection that the call names.
func (c *Call) peekSelection(read func(s *assembly.Sitting, sel *role.Selection) error) error {
	return c.look(func(s *assembly.Sitting) error {
		sel, err := visible[*role.Selection](c, s, c.ref(), assembly.Everybody)
		if err == nil {
			err = c.sameRound(sel)
		}
		if err != nil {
			return err
		}
		return read(s, sel)
	})
}

// tellSelection is the reply after a deed.
func (c *Call) tellSelection(sel *role.Selection, err error, key string, more ...any) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	m := c.say("select.reply."+key, aboutSelection(sel, more...)...)
	m.Zone = c.zone()
	return Reply{Message: c.dress(&m)}, nil
}

// nominate names somebody: "@ben because he is patient", or by a form.
func (c *Call) nominate() (Reply, error) {
	said := c.said()
	if said == "" {
		return c.nominateForm()
	}
	who, rest, err := c.cutPerson(said)
	if err != nil {
		return Reply{}, err
	}
	return c.nominateWith(who, because(rest))
}

func (c *Call) nominateWith(who governance.PersonID, why string) (Reply, error) {
	key, again := "", false
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		was, _ := sel.Mine(c.actor.Person)
		again = was.Nominee != 0
		key = map[bool]string{true: "nominated", false: "changed"}[sel.Phase == role.Nominating]
		return sel.Nominate(s.Now, c.actor.Person, who, why)
	})
	return c.tellSelection(sel, err, key, "whom", who, "why", why, "self", who == c.actor.Person, "again", again,
		"shown", err == nil && sel.Revealed(), "command", c.bot.table.Word(moot)+" "+c.ref().String()+" nominate")
}

func (c *Call) keepNomination() (Reply, error) {
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		return sel.Keep(s.Now, c.actor.Person)
	})
	whom := governance.PersonID(0)
	if err == nil {
		mine, _ := sel.Mine(c.actor.Person)
		whom = mine.Nominee
	}
	return c.tellSelection(sel, err, "kept", "whom", whom, "self", whom == c.actor.Person)
}

// chooseNominee says who has the strongest case: the facilitator's word.
func (c *Call) chooseNominee() (Reply, error) {
	said := c.said()
	if said == "" {
		return c.chooseForm()
	}
	who, rest, err := c.cutPerson(said)
	if err != nil {
		return Reply{}, err
	}
	return c.chooseWith(who, because(rest))
}

func (c *Call) chooseWith(who governance.PersonID, why string) (Reply, error) {
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		return sel.Choose(s.Now, c.actor.Person, who, why)
	})
	return c.tellSelection(sel, err, "chosen", "whom", who)
}

func (c *Call) consentTo() (Reply, error) {
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		return sel.Consent(s.Now, c.actor.Person)
	})
	return c.tellSelection(sel, err, "consented", "mine", err == nil && sel.Nominee == c.actor.Person)
}

func (c *Call) objectTo() (Reply, error) {
	if why := c.said(); why != "" {
		return c.objectFor(because(why))
	}
	return c.reasonForm("select_object", (*role.Selection).MayAnswer, false)
}

func (c *Call) objectFor(why string) (Reply, error) {
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		return sel.Object(s.Now, c.actor.Person, why)
	})
	return c.tellSelection(sel, err, "objected", "met", c.bot.table.Word(moot)+" "+c.ref().String()+" met", "mine", err == nil && sel.Nominee == c.actor.Person)
}

func (c *Call) metIn() (Reply, error) {
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		return sel.Met(s.Now, c.actor.Person)
	})
	return c.tellSelection(sel, err, "met", "consent", c.bot.table.Word(moot)+" "+c.ref().String()+" consent")
}

func (c *Call) acceptRole() (Reply, error) {
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		return sel.Accept(s.Now, c.actor.Person)
	})
	key := "accepted_early"
	if err == nil && sel.Phase == role.Over {
		key = "accepted"
	}
	return c.tellSelection(sel, err, key, "term", termOf(sel))
}

func termOf(sel *role.Selection) governance.Span {
	if sel == nil {
		return governance.Span{}
	}
	return sel.Term
}

// declineRole says that the nominee does not accept. Pressed, it asks why first: what a slip of the finger did, nobody could take back.
func (c *Call) declineRole() (Reply, error) {
	if why := c.said(); why != "" || c.via == consent.ByCommand {
		return c.declineFor(because(why))
	}
	return c.reasonForm("select_decline", (*role.Selection).MayDecline, true)
}

func (c *Call) declineFor(why string) (Reply, error) {
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		return sel.Decline(s.Now, c.actor.Person, why)
	})
	return c.tellSelection(sel, err, "declined")
}

func (c *Call) callOff() (Reply, error) {
	sel, err := c.onSelection(func(s *assembly.Sitting, sel *role.Selection) ([]governance.Event, error) {
		return sel.CallOff(s.Now, c.actor.Person, because(c.said()))
	})
	return c.tellSelection(sel, err, "called_off")
}

// showSelection shows a selection privately, with what its reader said themselves and can do.
func (c *Call) showSelection() (Reply, error) {
	var m Message
	err := c.peekSelection(func(s *assembly.Sitting, sel *role.Selection) error {
		sc := c.scene(s)
		sc.full = true
		m = sc.selectionCard(sel)
		m.All = true
		m.Zone = c.zoneIn(s)
		m.Actions = slices.DeleteFunc(m.Actions, func(a Action) bool { return mayPress(sel, c.actor.Person, a.Verb) != nil })
		if mine, _ := sel.Mine(c.actor.Person); mine.Nominee != 0 {
			m.Parts = append(m.Parts, Paragraph{c.print.Say("select.mine", "whom", mine.Nominee, "why", mine.Why, "self", mine.Nominee == c.actor.Person,
				"unseen", !sel.Revealed(), "over", sel.Phase == role.Over)})
		}
		if can := c.canDoIn(sel); can != "" {
			m.Parts = append(m.Parts, Divider{}, Paragraph{can})
		}
		return nil
	})
	return Reply{Message: c.dress(&m)}, err
}

// mayPress tells whether a button of the present phase would be refused whatever somebody says.
func mayPress(sel *role.Selection, who governance.PersonID, verb string) error {
	switch verb {
	case "choose":
		return sel.MayChoose(who)
	case "accept", "decline":
		return sel.MayDecline(who)
	case "consent", "object", "met":
		return sel.MayAnswer(who)
	}
	return sel.MayNominate(who)
}

// zoneIn is the actor's own zone, within a sitting.
func (c *Call) zoneIn(s *assembly.Sitting) (zone *time.Location) {
	if person, err := s.Person(c.org(), c.actor.Person); err == nil {
		zone = person.Hours.Location()
	}
	return zone
}

// canDoIn lists the commands that would be of use to the reader now.
func (c *Call) canDoIn(sel *role.Selection) text.Text {
	who := c.actor.Person
	v, _ := sel.Mine(who)
	var verbs []string
	if sel.Phase == role.Over || !sel.PausedAt.IsZero() {
		return ""
	}
	switch {
	case !v.Elector:
	case sel.Phase == role.Nominating:
		verbs = append(verbs, "nominate")
	case sel.Phase == role.Changing:
		verbs = append(verbs, "keep", "change")
	case sel.AnswerOf(who) == role.HasObjection:
		verbs = append(verbs, "met", "object")
	case sel.MayAnswer(who) == nil:
		verbs = append(verbs, "consent", "object")
	}
	if sel.MayDecline(who) == nil {
		verbs = append(verbs, "accept", "decline")
	}
	if sel.MayChoose(who) == nil {
		verbs = append(verbs, "choose")
	}
	if sel.MayCallOff(who) == nil {
		verbs = append(verbs, "call off")
	}
	return c.commandsOn(sel.Ref(), "help.selection.", verbs...)
}
