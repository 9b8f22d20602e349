package bot

import (
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// rosterCommands are those said to a rotation about who takes turns in it, and how.
func rosterCommands() []Command {
	return []Command{
		onRota("away", "[@who] FROM to UNTIL", "who.roster", "/moot R3 away 3 dec to 10 dec", (*Call).awayFromRotation),
		onRota("back", "[@who]", "who.roster", "/moot R3 back", (*Call).backInRotation),
		onRota("join", "[shadow]", "who.member", "/moot R3 join", (*Call).joinRotation),
		onRota("add", "@who…", "who.roster", "/moot R3 add @dee", (*Call).addToRotation),
		onRota("leave", "", "who.roster", "/moot R3 leave", (*Call).leaveRotation),
		onRota("remove", "@who", "who.roster", "/moot R3 remove @dee", (*Call).removeFromRotation),
		onRota("roster", "@who…", "who.roster", "/moot R3 roster @ana @ben @cy", (*Call).setRoster),
		onRota("shadow", "[on | off]", "who.roster", "/moot R3 shadow on", (*Call).shadowTurns),
		onRota("opt out", "", "who.roster", "/moot R3 opt out", (*Call).optOut),
		onRota("opt in", "", "who.roster", "/moot R3 opt in", (*Call).optIn),
		onRota("skills", "[@who] SKILLS", "who.roster", "/moot R3 skills @ben baking, a driving licence", (*Call).setSkills),
		onRota("set", "NAME VALUE", "who.roster", "/moot R3 set cadence every monday 10:00", (*Call).setRotation),
		onRota("pause", "", "who.roster", "/moot R3 pause", (*Call).pauseRotation),
		onRota("resume", "", "who.roster", "/moot R3 resume", (*Call).resumeRotation),
		onRota("end", "[why…]", "who.roster", "/moot R3 end we have a caretaker now", (*Call).endRotation, "archive"),
	}
}

// whoOrMe takes somebody named out of the words; the actor when nobody is.
func (c *Call) whoOrMe(words string) (governance.PersonID, string, error) {
	named, rest := c.whoAndRest(words)
	if named == "" {
		return c.actor.Person, rest, nil
	}
	who, err := c.person(named)
	return who, rest, err
}

// awayFromRotation declares that somebody is away: turns inside that are offered to others now (R6).
func (c *Call) awayFromRotation() (Reply, error) {
	who, words, err := c.whoOrMe(c.said())
	if err != nil {
		return Reply{}, err
	}
	if words == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "rota_away_missing", "id", c.ref().String())
	}
	r, err := c.peekRotation()
	if err != nil {
		return Reply{}, err
	}
	from, to, err := absence{c.bot.Now(), governance.Hours{Zone: r.Cadence.Zone(), Days: governance.WorkingWeek}}.read(words)
	if err != nil {
		return Reply{}, err
	}
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.Away(s.Now, c.actor.Person, who, from, to)
	})
}

func (c *Call) backInRotation() (Reply, error) {
	who, _, err := c.whoOrMe(c.said())
	if err != nil {
		return Reply{}, err
	}
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.Back(s.Now, c.actor.Person, who)
	})
}

// joinRotation puts the actor on the roster, going along before their first turn if they wish (R8).
func (c *Call) joinRotation() (Reply, error) {
	word := strings.ToLower(strings.TrimSpace(c.said()))
	if word != "" && !strings.Contains(word, "shadow") {
		return Reply{}, governance.Refuse(governance.Invalid, "rota_join_what", "id", c.ref().String())
	}
	return c.enrol([]governance.PersonID{c.actor.Person}, word != "")
}

// addToRotation puts others on the roster.
func (c *Call) addToRotation() (Reply, error) {
	who, err := c.persons(c.said())
	if err != nil {
		return Reply{}, err
	}
	return c.enrol(who, false)
}

func (c *Call) enrol(who []governance.PersonID, shadow bool) (Reply, error) {
	var events []governance.Event
	r, _, err := c.onRotation(assembly.Just(append([]governance.PersonID{c.actor.Person}, who...)...), func(s *assembly.Sitting, r *rotation.Rotation, in *governance.Circle) ([]governance.Event, error) {
		events = nil
		for _, person := range who {
			joined, err := r.Join(s.Now, c.actor.Person, person, in, shadow)
			if err != nil {
				return nil, err
			}
			if err := s.On(r).Did(joined, nil); err != nil {
				return nil, err
			}
			if err := tellAbsences(s, r, person); err != nil {
				return nil, err
			}
			events = append(events, joined...)
		}
		return nil, nil
	})
	return c.tellRotation(r, events, err)
}

func (c *Call) leaveRotation() (Reply, error) { return c.strike(c.actor.Person) }

func (c *Call) removeFromRotation() (Reply, error) {
	who, err := c.person(c.said())
	if err != nil {
		return Reply{}, err
	}
	return c.strike(who)
}

func (c *Call) strike(who governance.PersonID) (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.Leave(s.Now, c.actor.Person, who)
	})
}

// setRoster makes these people the roster, in this order.
func (c *Call) setRoster() (Reply, error) {
	said := c.said()
	all := wholeCircle.MatchString(said)
	var who []governance.PersonID
	if !all {
		var err error
		if who, err = c.persons(said); err != nil {
			return Reply{}, err
		}
	}
	r, events, err := c.onRotation(assembly.Everybody, func(s *assembly.Sitting, r *rotation.Rotation, in *governance.Circle) ([]governance.Event, error) {
		people := who
		if all {
			people = in.Members()
		}
		return r.SetRoster(s.Now, c.actor.Person, in, people)
	})
	return c.tellRotation(r, events, err)
}

// shadowTurns notes whether the actor wants to go along before their first turn (R8).
func (c *Call) shadowTurns() (Reply, error) {
	wishes := true
	switch word := strings.ToLower(c.said()); word {
	case "", "on", "yes":
	case "off", "no":
		wishes = false
	default:
		return Reply{}, governance.Refuse(governance.Invalid, "on_or_off", "text", word)
	}
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.Shadow(s.Now, c.actor.Person, c.actor.Person, wishes)
	})
}

func (c *Call) optOut() (Reply, error) { return c.opt(true) }
func (c *Call) optIn() (Reply, error)  { return c.opt(false) }

func (c *Call) opt(out bool) (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.OptOut(s.Now, c.actor.Person, c.actor.Person, out)
	})
}

// setSkills says which skills somebody has (R7).
func (c *Call) setSkills() (Reply, error) {
	who, words, err := c.whoOrMe(c.said())
	if err != nil {
		return Reply{}, err
	}
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.SetSkills(s.Now, c.actor.Person, who, commaList(words))
	})
}

// rotaSetting is a setting of a rotation that people can change by name.
type rotaSetting struct {
	names []string
	set   func(c *Call, s *assembly.Sitting, r *rotation.Rotation, value string) ([]governance.Event, error)
}

func rotaSettings() []rotaSetting {
	return []rotaSetting{
		{[]string{"title", "name"}, func(c *Call, s *assembly.Sitting, r *rotation.Rotation, value string) ([]governance.Event, error) {
			return r.Rename(s.Now, c.actor.Person, value)
		}},
		{[]string{"cadence", "when"}, func(c *Call, s *assembly.Sitting, r *rotation.Rotation, value string) ([]governance.Event, error) {
			cadence, err := schedule.ParseCadence(value, s.Now, r.Zone())
			if err != nil {
				return nil, err
			}
			return r.SetCadence(s.Now, c.actor.Person, cadence)
		}},
		{[]string{"order"}, func(c *Call, s *assembly.Sitting, r *rotation.Rotation, value string) ([]governance.Event, error) {
			order, err := readOrder(value)
			if err != nil {
				return nil, err
			}
			return r.SetOrder(s.Now, c.actor.Person, order)
		}},
		{[]string{"length"}, func(c *Call, s *assembly.Sitting, r *rotation.Rotation, value string) ([]governance.Event, error) {
			if strings.HasPrefix(strings.ToLower(value), "until") || strings.EqualFold(value, "off") {
				return r.SetLength(s.Now, c.actor.Person, governance.Span{})
			}
			length, err := governance.ParseSpan(value)
			if err != nil {
				return nil, err
			}
			return r.SetLength(s.Now, c.actor.Person, length)
		}},
		{[]string{"in a row", "two in a row"}, func(c *Call, s *assembly.Sitting, r *rotation.Rotation, value string) ([]governance.Event, error) {
			on := strings.EqualFold(value, "on") || strings.EqualFold(value, "yes")
			if !on && !strings.EqualFold(value, "off") && !strings.EqualFold(value, "no") {
				return nil, governance.Refuse(governance.Invalid, "on_or_off", "text", value)
			}
			return r.SetInARow(s.Now, c.actor.Person, on)
		}},
		{[]string{"skills", "needs"}, func(c *Call, s *assembly.Sitting, r *rotation.Rotation, value string) ([]governance.Event, error) {
			if strings.EqualFold(value, "none") || strings.EqualFold(value, "off") {
				value = ""
			}
			return r.Require(s.Now, c.actor.Person, commaList(value))
		}},
		{[]string{"ahead"}, func(c *Call, s *assembly.Sitting, r *rotation.Rotation, value string) ([]governance.Event, error) {
			n, err := readAhead(value)
			if err != nil {
				return nil, err
			}
			return r.SetAhead(s.Now, c.actor.Person, n)
		}},
	}
}

// readAhead reads how many turns are planned ahead.
func readAhead(typed string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < 1 || n > rotation.MostAhead {
		return 0, governance.Refuse(governance.Invalid, "ahead_unreadable", "most", rotation.MostAhead)
	}
	return n, nil
}

// setRotation changes a setting, announced and undoable for a day (K7).
func (c *Call) setRotation() (Reply, error) {
	said := c.said()
	var names []string
	for _, setting := range rotaSettings() {
		names = append(names, setting.names[0])
		for _, name := range setting.names {
			value, ok := cutVerb(said, name)
			if !ok {
				continue
			}
			if value = strings.TrimSpace(strings.TrimLeft(value, " =")); value == "" {
				return Reply{}, governance.Refuse(governance.Invalid, "rota_value_missing", "name", name, "id", c.ref().String())
			}
			return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
				return setting.set(c, s, r, value)
			})
		}
	}
	word, _ := cutWord(said)
	return Reply{}, governance.Refuse(governance.Invalid, "rota_setting_unknown", "name", word, "nearest", nearest(word, names), "names", names, "id", c.ref().String())
}

func (c *Call) pauseRotation() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.PauseBy(s.Now, c.actor.Person)
	})
}

func (c *Call) resumeRotation() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.ResumeBy(s.Now, c.actor.Person)
	})
}

func (c *Call) endRotation() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, in *governance.Circle) ([]governance.Event, error) {
		return r.Archive(s.Now, c.actor.Person, in, because(c.said()))
	})
}
