package bot

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// withWord stands before the person, or the turn, that one wants to swap with.
var withWord = regexp.MustCompile(`(?i)(?:^|\s+)(?:with|for)\s+|^\s*(?:with|for)\b`)

// swapTurns asks somebody to exchange two turns (R5): "swap with @ben", "swap 8 dec with @ben 22 dec", or the form.
func (c *Call) swapTurns() (Reply, error) {
	said := c.said()
	if said == "" {
		return c.swapForm()
	}
	who, rest := c.whoAndRest(said)
	if who == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "swap_whom")
	}
	with, err := c.person(who)
	if err != nil {
		return Reply{}, err
	}
	before, _, _ := strings.Cut(said, who)
	mine := strings.TrimSpace(withWord.ReplaceAllString(before, " "))
	theirs := strings.TrimSpace(withWord.ReplaceAllString(strings.TrimPrefix(rest, strings.TrimSpace(before)), " "))
	c.version = 0 // a button's turn is not meant when words say which
	return c.askSwap(with, mine, theirs)
}

func (c *Call) askSwap(with governance.PersonID, mine, theirs string) (Reply, error) {
	r, events, err := c.onRotation(assembly.Just(c.actor.Person), func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		a, err := c.turnNamed(r, mine)
		if err != nil {
			return nil, inForm(c, "mine", err)
		}
		b, err := c.turnNamed(r, theirs)
		if err != nil {
			return nil, inForm(c, "theirs", err)
		}
		return r.Swap(s.Now, c.actor.Person, with, a, b)
	})
	if err != nil {
		return Reply{}, err
	}
	for _, event := range events {
		if e, ok := event.(*rotation.SwapAsked); ok {
			m := c.say("rota.reply.swap", aboutRotation(r, "person", e.With, "mine", e.Mine.Start, "theirs", e.Theirs.Start, "until", e.Until)...)
			m.Zone = c.zone()
			return Reply{Message: c.dress(&m)}, nil
		}
	}
	return c.tellRotation(r, events, nil)
}

// swapForm asks which of one's own turns, and for which other.
func (c *Call) swapForm() (Reply, error) {
	r, err := c.peekRotation()
	if err != nil {
		return Reply{}, err
	}
	var mine, theirs []Option
	for _, t := range r.Arranged() {
		switch {
		case r.Present != nil && t.Number == r.Present.Number, t.Keeper == 0:
		case t.Keeper == c.actor.Person:
			mine = append(mine, Option{strconv.Itoa(t.Number), formatTime(t.Start, c.zone())})
		default:
			theirs = append(theirs, Option{strconv.Itoa(t.Number), formatTime(t.Start, c.zone()) + " · " + c.nameOf(t.Keeper)})
		}
	}
	switch {
	case !r.Has(c.actor.Person):
		return Reply{}, governance.Refuse(governance.NotAllowed, "rota_not_on_roster", "title", r.Title, "id", r.Ref().String())
	case mine == nil:
		return Reply{}, governance.Refuse(governance.NotFound, "turn_none_yours", "title", r.Title, "id", r.Ref().String())
	case theirs == nil:
		return Reply{}, governance.Refuse(governance.NotFound, "swap_nobody", "title", r.Title, "id", r.Ref().String())
	}
	p := c.print
	return Reply{Form: &Form{Name: "swap", Target: Target{On: c.ref()}, Channel: c.origin.Channel, Title: p.Line("form.swap.heading", "id", r.Ref().String()),
		Intro: p.Say("form.swap.intro", aboutRotation(r)...),
		Fields: []FormField{
			{Name: "mine", Label: p.Line("form.swap.mine"), Kind: Choice, Options: mine, Value: mine[0].Value},
			{Name: "theirs", Label: p.Line("form.swap.theirs"), Kind: Choice, Options: theirs, Value: theirs[0].Value},
		},
		Submit: p.Line("form.swap.submit")}}, nil
}

// nameOf is how somebody is called in this workspace, where only plain text can stand.
func (c *Call) nameOf(person governance.PersonID) string {
	name := ""
	_ = c.look(func(s *assembly.Sitting) error {
		contact, err := c.scene(s).contact(person)
		name = contact.Name
		return err
	})
	return name
}

func submitSwap(c *Call) (Reply, error) {
	r, err := c.peekRotation()
	if err != nil {
		return Reply{}, err
	}
	n, err := strconv.Atoi(c.values["theirs"])
	if err != nil {
		return Reply{}, inField("theirs", governance.Refuse(governance.Invalid, "number_unreadable", "text", c.values["theirs"]))
	}
	t, ok := r.Turn(n)
	if !ok || t.Keeper == 0 {
		return Reply{}, inField("theirs", governance.Refuse(governance.NotFound, "turn_unknown", "turn", n, "title", r.Title, "id", r.Ref().String()))
	}
	return c.askSwap(t.Keeper, c.values["mine"], c.values["theirs"])
}

// acceptSwap exchanges the turns: the swap that the button is about, or the earliest that waits for the actor.
func (c *Call) acceptSwap() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.AcceptSwap(s.Now, c.actor.Person, c.version)
	})
}

func (c *Call) declineSwap() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.DeclineSwap(s.Now, c.actor.Person, c.version, because(c.said()))
	})
}

func (c *Call) withdrawSwap() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.WithdrawSwap(s.Now, c.actor.Person, c.version)
	})
}
