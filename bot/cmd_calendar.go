package bot

import (
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// calendarCommands give out links to calendars, and take them back (T5). Only whoever asks gets to see one.
func calendarCommands() []Command {
	return []Command{
		{Word: moot, Verb: "me calendar", Args: "[new | off]", Help: "help.me.calendar", Who: "who.anyone", Example: "/moot me calendar", Run: (*Call).ownCalendar},
		{Word: moot, On: rotation.Kind, Verb: "calendar", Args: "[new | off]", Help: "help.rotation.calendar", Who: "who.reader", Example: "/moot R3 calendar",
			Run: (*Call).rotationCalendar},
	}
}

func (c *Call) ownCalendar() (Reply, error) {
	command := c.bot.table.Word(moot) + " me calendar"
	return c.calendar(governance.Ref{}, command, func(*assembly.Sitting, *governance.Person) (Message, error) {
		return c.say("calendar.mine"), nil
	})
}

func (c *Call) rotationCalendar() (Reply, error) {
	command := c.bot.table.Word(moot) + " " + c.id.String() + " calendar"
	return c.calendar(c.ref(), command, func(s *assembly.Sitting, person *governance.Person) (Message, error) {
		r, err := visible[*rotation.Rotation](c, s, c.ref(), assembly.People{})
		if err != nil {
			return Message{}, err
		}
		v, _, err := readerOf(s, person)
		if err != nil {
			return Message{}, err
		}
		may, err := reads(s, r, v)
		if err == nil && !may { // they see it in its channel only, where no calendar stands
			err = governance.Refuse(governance.NotAllowed, "calendar_not_a_member", "id", c.id.String())
		}
		if err != nil {
			return Message{}, err
		}
		return c.say("calendar.rotation", "title", r.Title, "id", c.id.String()), nil
	})
}

// calendar makes, shows, replaces or takes back a link. Begin checks that it may be given, and begins the reply; taking it back needs
// nobody's leave.
func (c *Call) calendar(of governance.Ref, command string, begin func(*assembly.Sitting, *governance.Person) (Message, error)) (Reply, error) {
	word := strings.ToLower(strings.TrimSpace(c.typed.Words))
	if word != "off" && !c.bot.hasAddress() {
		return Reply{}, governance.Refuse(governance.Conflict, "calendar_no_address")
	}
	m := c.say("calendar.off", "command", command)
	err := c.sit(func(s *assembly.Sitting) error {
		person, err := s.Person(c.org(), c.actor.Person)
		if err != nil {
			return err
		}
		change := map[string]func(governance.Ref) ([]governance.Event, error){"": person.OpenFeed, "new": person.RenewFeed, "off": person.CloseFeed}[word]
		if change == nil {
			return governance.Refuse(governance.Invalid, "calendar_word_unknown", "text", word, "command", command)
		}
		if word != "off" {
			if m, err = begin(s, person); err != nil {
				return err
			}
		}
		had := person.Feed(of)
		if err := s.On(person).Did(change(of)); err != nil || word == "off" {
			return err
		}
		l := calendarLink{Org: c.org(), Person: person.ID, Rotation: of.N, Number: person.Feed(of)}
		return c.tellLink(&m, l, command, had > 0 && l.Number > had)
	})
	return Reply{Message: c.dress(&m)}, err
}

// tellLink adds the link to the reply, what to do with it, and how to take it back.
func (c *Call) tellLink(m *Message, l calendarLink, command string, renewed bool) error {
	link, err := c.bot.calendarURL(l)
	m.Parts = append(m.Parts, Paragraph{c.print.Say("calendar.link", "link", link)}, Small{c.print.Say("calendar.how")},
		Paragraph{c.print.Say("calendar.secret", "renewed", renewed, "new", command+" new", "off", command+" off")})
	return err
}
