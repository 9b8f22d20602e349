package bot

import (
	"regexp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// awayCommands tell when somebody is away (C5, R6).
func awayCommands() []Command {
	return []Command{
		{Word: moot, Verb: "me away", Args: "FROM to UNTIL", Help: "help.me.away", Who: "who.anyone", Example: "/moot me away 3 dec to 10 dec", Run: (*Call).goAway},
		{Word: moot, Verb: "me back", Help: "help.me.back", Who: "who.anyone", Example: "/moot me back", Run: (*Call).comeBack},
	}
}

var awayTo = regexp.MustCompile(`(?i)^(?:from\s+)?(.*?)\s*(?:\b(?:to|until|till)\s+|\s[-–—]\s|–)(.+)$`)

// goAway reads from when until when, in the person's own zone: dates without a time are whole days.
func (c *Call) goAway() (Reply, error) {
	words := strings.TrimSpace(c.typed.Words)
	if words == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "away_missing")
	}
	hours, err := c.hours()
	if err != nil {
		return Reply{}, err
	}
	now := c.bot.Now()
	first, last := words, words
	if m := awayTo.FindStringSubmatch(words); m != nil {
		first, last = m[1], m[2]
	}
	to, err := awayDay(last, now, hours, false)
	if err != nil {
		return Reply{}, err
	}
	from := now
	if first != "" && !strings.EqualFold(first, "now") {
		if from, err = awayDay(first, now, hours, true); err != nil {
			return Reply{}, err
		}
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

// awayDay reads one end of an absence: a date without a time is its midnight, the one that begins it or the one that ends it.
func awayDay(typed string, now time.Time, hours governance.Hours, begins bool) (time.Time, error) {
	when, err := schedule.ParseWhen(typed, now, hours.Location(), schedule.Reading{Days: hours.Days, DefaultHour: 24})
	if err != nil || !when.DateOnly || !begins {
		return when.At, err
	}
	year, month, day := when.At.Add(-time.Second).In(hours.Location()).Date()
	return governance.Wall(year, month, day, 0, 0, 0, hours.Location()), nil
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
