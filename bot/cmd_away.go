package bot

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
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
	from, to, err := awaySpan(words, c.bot.Now(), hours)
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

// awaySpan reads "3 dec to 10 dec", "until friday", "now to monday".
func awaySpan(words string, now time.Time, hours governance.Hours) (from, to time.Time, err error) {
	first, last := words, words
	if m := awayTo.FindStringSubmatch(words); m != nil {
		first, last = m[1], m[2]
	}
	if to, err = awayDay(last, now, hours, false); err != nil {
		return from, to, err
	}
	if from = now; first != "" && !strings.EqualFold(first, "now") {
		from, err = awayDay(first, now, hours, true)
	}
	return from, to, err
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
		follows = append(follows, (&scene{s, c.print, c.bot, c.origin.Workspace}).rotationEchoes(r, moved)...)
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
