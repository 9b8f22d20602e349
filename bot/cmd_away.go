package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// awayCommands tell when somebody is away (C5, R6).
func awayCommands() []Command {
	return []Command{
		{Word: moot, Verb: "me away", Args: "FROM to UNTIL", Help: "help.me.away", Who: "who.anyone", Example: "/moot me away 3 dec to 10 dec", Run: (*Call).goAway},
		{Word: moot, Verb: "me back", Help: "help.me.back", Who: "who.anyone", Example: "/moot me back", Run: (*Call).comeBack},
	}
}

// goAway notes an absence, read in the person's own zone.
func (c *Call) goAway() (Reply, error) {
	words := strings.TrimSpace(c.typed.Words)
	switch strings.ToLower(words) {
	case "":
		return Reply{}, governance.Refuse(governance.Invalid, "away_missing")
	case "off", "none", "no", "cancel", "over", "back":
		return c.comeBack()
	}
	hours, err := c.hours()
	if err != nil {
		return Reply{}, err
	}
	from, to, err := absence{c.bot.Now(), hours}.read(words)
	if err != nil {
		return Reply{}, err
	}
	m := Message{}
	err = c.sit(func(s *assembly.Sitting) error {
		m = c.say("me.went", "from", from, "to", to)
		person, err := s.Person(c.org(), c.actor.Person)
		if err != nil {
			return err
		}
		if err := s.On(person).Did(person.GoAway(s.Now, from, to)); err != nil {
			return err
		}
		follows, err := c.awayFromAll(s, from, to)
		if err != nil {
			return err
		}
		m.Parts = append(m.Parts, follows...)
		return assembly.Rehouse(s, person)
	})
	if err != nil {
		return Reply{}, err
	}
	m.Zone = hours.Location()
	return Reply{Message: c.dress(&m)}, nil
}

// awayFromAll lets every rotation in which the actor takes turns know, so that those inside the absence are offered to others (R6). It
// answers what becomes of them.
func (c *Call) awayFromAll(s *assembly.Sitting, from, to time.Time) ([]Part, error) {
	var follows []Part
	me := c.actor.Person
	err := eachOf(s, c.org(), rotation.Kind, me, func(r *rotation.Rotation) error {
		if !r.Has(me) {
			return nil
		}
		events, err := r.Away(s.Now, me, me, from, to)
		if err != nil {
			return err
		}
		moved := slices.DeleteFunc(slices.Clone(events), func(e governance.Event) bool { _, said := e.(*rotation.AwayDeclared); return said })
		follows = append(follows, c.scene(s).rotationEchoes(r, moved)...)
		return s.On(r).Did(events, nil)
	})
	return follows, err
}

// backInAll ends the absence everywhere; turns that others took on meanwhile stay theirs.
func (c *Call) backInAll(s *assembly.Sitting) error {
	me := c.actor.Person
	return eachOf(s, c.org(), rotation.Kind, me, func(r *rotation.Rotation) error {
		if m, _ := r.Member(me); !r.Has(me) || len(m.Away) == 0 {
			return nil
		}
		err := s.On(r).Did(r.Back(s.Now, me, me))
		if refusal := governance.AsError(err); refusal != nil && refusal.Code == "rota_away_not" {
			return nil // what it knew of is over
		}
		return err
	})
}

// comeBack ends the absence that is on, and those ahead.
func (c *Call) comeBack() (Reply, error) {
	err := c.sit(func(s *assembly.Sitting) error {
		person, err := s.Person(c.org(), c.actor.Person)
		if err != nil {
			return err
		}
		if err := s.On(person).Did(person.ComeBack(s.Now)); err != nil {
			return err
		}
		if err := c.backInAll(s); err != nil {
			return err
		}
		return assembly.Rehouse(s, person)
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("me.back")))}, nil
}
