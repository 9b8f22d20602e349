package bot

import (
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
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
	err = c.sit(func(s *assembly.Sitting) error {
		person, err := s.Person(c.org(), c.actor.Person)
		if err != nil {
			return err
		}
		if err := s.On(person).Did(person.GoAway(s.Now, from, to)); err != nil {
			return err
		}
		return assembly.Rehouse(s, person)
	})
	if err != nil {
		return Reply{}, err
	}
	m := c.say("me.went", "from", from, "to", to)
	m.Zone = hours.Location()
	return Reply{Message: c.dress(&m)}, nil
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
		return assembly.Rehouse(s, person)
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("me.back")))}, nil
}
