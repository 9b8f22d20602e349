package bot

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// meCommands are about the person who types them.
func meCommands() []Command {
	return []Command{
		{Word: moot, Verb: "me", Help: "help.me", Who: "who.anyone", Example: "/moot me", Run: (*Call).showMe, Also: []string{"me show"}},
		{Word: moot, Verb: "me set", Args: "NAME VALUE", Help: "help.me.set", Who: "who.anyone", Example: "/moot me set zone Europe/Madrid", Run: (*Call).setMe},
	}
}

func (c *Call) showMe() (Reply, error) {
	if strings.TrimSpace(c.typed.Words) != "" { // "me zone Europe/Madrid"
		return c.setMe()
	}
	return c.me()
}

func (c *Call) me() (Reply, error) {
	var m Message
	err := c.look(func(s *assembly.Sitting) error {
		person, err := s.Person(c.org(), c.actor.Person)
		if err != nil {
			return err
		}
		circles, err := c.circlesOf(s)
		if err != nil {
			return err
		}
		names := []string{}
		for _, circle := range circles {
			names = append(names, circle.Name)
		}
		p, h := c.print, person.Hours
		fields := []Field{
			{p.Line("me.zone"), text.Quote(h.Zone), true},
			{p.Line("me.quiet"), text.Quote(h.Quiet()), true},
			{p.Line("me.days"), text.Quote(h.Days.String()), true},
		}
		if person.Digest != "" {
			fields = append(fields, Field{p.Line("me.digest"), text.Quote(person.Digest), true})
		}
		for _, a := range h.Ahead(s.Now) {
			fields = append(fields, Field{p.Line("me.away"), p.Say("me.away_span", "from", a.From, "to", a.To), true})
		}
		if len(names) > 0 {
			fields = append(fields, Field{p.Line("me.circles"), p.Show(names), false})
		}
		kept, err := rolesKept(s, c.org(), c.actor.Person)
		if err != nil {
			return err
		}
		var lines []string
		for _, r := range kept {
			lines = append(lines, string(c.scene(s).keptLine(r)))
		}
		if lines != nil {
			fields = append(fields, Field{p.Line("me.roles"), text.Text(strings.Join(lines, "\n")), false})
		}
		m = Message{Title: p.Say("me.title", "name", person.Name), Zone: h.Location(), Parts: []Part{
			Fields{fields},
			Small{p.Say("me.footer", "set", c.bot.table.Word(moot)+" me set", "away", c.bot.table.Word(moot)+" me away")}}}
		return nil
	})
	return Reply{Message: c.dress(&m)}, err
}

func (c *Call) setMe() (Reply, error) {
	name, value := splitSetting(strings.TrimSpace(c.typed.Words))
	if value == "" && (name == "" || slices.ContainsFunc(mySettings(), func(s string) bool { return strings.Contains(name, s) })) {
		return c.me() // what it is now, and how it is set
	}
	err := c.sit(func(s *assembly.Sitting) error {
		person, err := s.Person(c.org(), c.actor.Person)
		if err != nil {
			return err
		}
		if err := s.On(person).Did(person.Set(name, value)); err != nil {
			return err
		}
		if err := assembly.Rehouse(s, person); err != nil {
			return err
		}
		return rezone(s, person)
	})
	if refusal := governance.AsError(err); refusal != nil && refusal.Code == "me_setting_unknown" {
		err = governance.Refuse(governance.Invalid, "me_setting_unknown", "name", name, "nearest", nearest(name, mySettings()))
	}
	if err != nil {
		return Reply{}, err
	}
	return c.me()
}

func mySettings() []string { return []string{"zone", "quiet", "days", "digest"} }

// splitSetting cuts "quiet hours 18:00-09:00" into the setting's name and its value: names of two words first.
func splitSetting(words string) (name, value string) {
	for _, two := range []string{"quiet hours", "working days", "time zone", "daily digest"} {
		if rest, ok := cutVerb(words, two); ok {
			return two, rest
		}
	}
	name, value = cutWord(words)
	return strings.ToLower(strings.TrimRight(name, ":=")), strings.TrimSpace(strings.TrimPrefix(value, "="))
}
