package bot

import (
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// objectionCommands are those said to one objection: /moot P12.1 ….
func objectionCommands() []Command {
	on := func(verb, args, who, example string, run func(*Call) (Reply, error), also ...string) Command {
		return Command{Word: moot, On: consent.Kind, Part: true, Verb: verb, Args: args, Who: who, Example: example, Run: run, Also: also,
			Help: "help.objection." + slug(verb)}
	}
	return []Command{
		on("", "", "who.reader", "/moot P12.1", (*Call).showProposal, "show"),
		asks(on("because", "[why…]", "who.objector", "/moot P12.1 because the hall is taken", (*Call).because)),
		on("met", "", "who.objector", "/moot P12.1 met", (*Call).met),
		on("withdraw", "", "who.objector", "/moot P12.1 withdraw", (*Call).withdrawObjection),
		on("set aside", "why…", "who.facilitator", "/moot P12.1 set aside it names no harm", (*Call).setAside),
		on("second", "", "who.second", "/moot P12.1 second", (*Call).second),
		on("adopt", "", "who.elector", "/moot P12.1 adopt", (*Call).adoptObjection),
	}
}

// objection lets act do something to the objection that the call names, and answers with a line.
func (c *Call) objection(key string, act func(*assembly.Sitting, *consent.Proposal) ([]governance.Event, error)) (Reply, error) {
	p, err := c.proposal(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) error {
		return s.On(p).Did(act(s, p))
	})
	if err != nil {
		return Reply{}, err
	}
	b, _ := p.Ballot(c.actor.Person)
	m := c.say(key, "number", objectionText(p, c.id.Part), "id", c.refText(p.Ref()), "blocked", p.Status() == consent.StatusBlocked,
		"awaited", b.Elector && !p.Ended() && p.Proposer() != c.actor.Person && b.Stance == governance.NoStance,
		"consent", c.bot.table.Word(moot)+" "+p.Ref().String()+" consent")
	return Reply{Message: c.dress(&m)}, nil
}

func objectionText(p *consent.Proposal, number int) text.Text {
	return text.Text(fmt.Sprintf("**%s.%d**", p.Ref(), number))
}

func (c *Call) because() (Reply, error) {
	if c.said() == "" {
		return c.wordsForm("because", c.id.Part, false)
	}
	return c.reason(c.said())
}

func (c *Call) reason(why string) (Reply, error) {
	return c.objection("objection.reasoned", func(s *assembly.Sitting, p *consent.Proposal) ([]governance.Event, error) {
		return p.Because(s.Now, c.id.Part, c.actor.Person, why)
	})
}

func submitBecause(c *Call) (Reply, error) {
	reply, err := c.reason(c.values["why"])
	return reply, inField("why", err)
}

func (c *Call) met() (Reply, error) {
	return c.objection("objection.met", func(s *assembly.Sitting, p *consent.Proposal) ([]governance.Event, error) {
		return p.Met(s.Now, c.id.Part, c.actor.Person)
	})
}

func (c *Call) withdrawObjection() (Reply, error) {
	return c.objection("objection.withdrawn", func(s *assembly.Sitting, p *consent.Proposal) ([]governance.Event, error) {
		return p.WithdrawObjection(s.Now, c.id.Part, c.actor.Person)
	})
}

func (c *Call) setAside() (Reply, error) {
	if c.said() == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "aside_reason_missing", "id", c.id.String())
	}
	return c.objection("objection.setting_aside", func(s *assembly.Sitting, p *consent.Proposal) ([]governance.Event, error) {
		return p.SetAside(s.Now, c.id.Part, c.actor.Person, c.said())
	})
}

func (c *Call) second() (Reply, error) {
	return c.objection("objection.seconded", func(s *assembly.Sitting, p *consent.Proposal) ([]governance.Event, error) {
		return p.Second(s.Now, c.id.Part, c.actor.Person)
	})
}

func (c *Call) adoptObjection() (Reply, error) {
	return c.objection("objection.adopted", func(s *assembly.Sitting, p *consent.Proposal) ([]governance.Event, error) {
		return p.AdoptObjection(s.Now, c.id.Part, c.actor.Person)
	})
}

// when reads a moment in the zone of what the call is about, or else in the actor's own (K5).
func (c *Call) when(words string) (time.Time, error) {
	zone, days := time.UTC, governance.WorkingWeek
	err := c.look(func(s *assembly.Sitting) error {
		person, err := s.Person(c.org(), c.actor.Person)
		if err != nil {
			return err
		}
		zone, days = person.Hours.Location(), person.Hours.Days
		if c.id.Kind != consent.Kind {
			return nil
		}
		p, err := visible[*consent.Proposal](c, s, c.ref(), assembly.People{})
		if err != nil {
			return err
		}
		circle, err := s.Circle(c.org(), p.Circle(), assembly.People{})
		if err != nil {
			return err
		}
		zone, days = circle.Location(), circle.Days
		return nil
	})
	if err != nil {
		return time.Time{}, err
	}
	when, err := schedule.ParseWhen(words, c.bot.Now(), zone, schedule.Reading{Days: days})
	return when.At, err
}

// forms are what happens with each form that was filled in, by its name.
func forms() map[string]func(*Call) (Reply, error) {
	return map[string]func(*Call) (Reply, error){
		"propose": submitPropose,
		"amend":   submitAmend,
		"object":  submitWords(governance.Objecting),
		"concern": submitWords(governance.Concern),
		"because": submitBecause,

		"commit":       submitCommit,
		"more_time":    submitDate,
		"another_date": submitDate,
		"drop":         submitDrop,

		"role":           submitRole,
		"role_change":    submitRoleChange,
		"select":         submitSelect,
		"nominate":       submitNominate,
		"choose":         submitChoose,
		"select_object":  submitSelectObject,
		"select_decline": submitSelectDecline,
		"rota":           submitRota,
		"rota_note":      submitRotaNote,
		"swap":           submitSwap,
	}
}
