package bot

import (
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

func helpCommands() []Command {
	return []Command{
		{Word: moot, Verb: "help", Args: "[topic]", Help: "help.help", Who: "who.anyone", Example: "/moot help objections", Run: (*Call).help},
		{Word: moot, Help: "help.help", Who: "who.anyone", Example: "/moot", Run: (*Call).help},
	}
}

// agreementCommands are those said to an agreement.
func agreementCommands() []Command {
	return []Command{{Word: moot, On: consent.KindAgreement, Help: "help.agreement.show", Who: "who.reader", Example: "/moot A7", Run: (*Call).showAgreement, Also: []string{"show"}}}
}

// unbuiltCommands are promised and not there yet; the program says so plainly.
func unbuiltCommands() []Command {
	run := func(c *Call) (Reply, error) {
		return Reply{}, notBuilt(text.Text("`" + c.bot.table.Word(c.command.Word) + strings.TrimRight(" "+c.command.Verb, " ") + "`"))
	}
	soon := func(word, verb, args string) Command {
		return Command{Word: word, Verb: verb, Args: args, Help: "help.not_built", Who: "who.anyone", Example: strings.TrimSpace(word + " " + verb), Run: run}
	}
	return []Command{
		soon(moot, "decide", "…"), soon(moot, "since", "WHEN"),
	}
}

func notBuilt(what any) error {
	return governance.Refuse(governance.Conflict, "not_built", "what", what)
}

// topic is something that help can be asked about, with the commands that it lists.
type topic struct {
	name string
	has  func(Command) bool
}

// called tells whether that is the topic's name, in the singular as well.
func (t topic) called(asked string) bool {
	return asked != "" && (t.name == asked || strings.TrimSuffix(t.name, "s") == asked)
}

// topics are all of them.
func topics() []topic {
	starts := func(prefix string) func(Command) bool {
		return func(c Command) bool { return c.Word == moot && c.On == "" && strings.HasPrefix(c.Verb, prefix) }
	}
	return []topic{
		{"proposals", func(c Command) bool {
			return c.Word == propose || c.On == consent.Kind && !c.Part || c.Verb == "proposals"
		}},
		{"objections", func(c Command) bool { return c.On == consent.Kind && (c.Part || c.Verb == "object") }},
		{"reactions", func(Command) bool { return false }},
		{"agreements", func(c Command) bool { return c.On == consent.KindAgreement || c.Verb == "agreements" }},
		{"commitments", func(c Command) bool {
			return c.Word == commit || c.On == commitment.Kind || c.Verb == "commitments" || strings.HasPrefix(c.Verb, "board")
		}},
		{"roles", func(c Command) bool { return c.On == role.Kind || c.On == "" && strings.HasPrefix(c.Verb, "role") }},
		{"selections", func(c Command) bool { return c.On == role.KindSelection || c.Verb == "role select" }},
		{"rotations", func(c Command) bool { return c.Word == rota || c.On == rotation.Kind || c.Verb == "rotations" }},
		{"circle", starts("circle")},
		{"me", starts("me")},
	}
}

func (c *Call) help() (Reply, error) {
	return c.helpOn(c.topicOf(strings.ToLower(strings.TrimSpace(c.typed.Words))))
}

// topicOf is the topic that is asked about: by its own name, or by that of a slash command, as it is called here or usually; empty for what
// there is to begin with. Any other words stay as they are.
func (c *Call) topicOf(asked string) string {
	for _, t := range topics() {
		if t.called(asked) {
			return t.name
		}
	}
	if asked == "" || strings.Contains(asked, " ") {
		return asked
	}
	word := c.bot.table.canonical(asked)
	if word == moot {
		return ""
	}
	for _, t := range topics() {
		if t.has(Command{Word: word}) {
			return t.name
		}
	}
	return asked
}

// asksForHelp tells whether nothing but help was typed: nobody proposes that, or promises it.
func asksForHelp(t typed) bool {
	return (strings.EqualFold(t.Words, "help") || t.Words == "?") && t.More == "" && len(t.Options) == 0
}

// helpOn tells about a topic; empty for what there is to begin with.
func (c *Call) helpOn(asked string) (Reply, error) {
	p := c.print
	var names []string
	for _, t := range topics() {
		names = append(names, t.name)
	}
	if asked == "" {
		m := Message{Title: p.Say("help.title"), Parts: []Part{
			Paragraph{p.Say("help.intro", "propose", c.bot.table.Word(propose), "moot", c.bot.table.Word(moot))},
			Paragraph{p.Say("help.reactions", "reactions", c.bot.reactionLines(p, nil))},
			Small{p.Say("help.topics", "topics", text.Text(strings.Join(names, " · ")), "help", c.bot.table.Word(moot)+" help")}}}
		return Reply{Message: c.dress(&m)}, nil
	}
	for _, t := range topics() {
		if !t.called(asked) {
			continue
		}
		m := Message{Title: p.Say("help.topic", "topic", t.name), Parts: []Part{Paragraph{p.Say("help.about." + t.name)}}}
		if t.name == "reactions" {
			m.Parts = append(m.Parts, Paragraph{c.bot.reactionLines(p, nil)})
		}
		for _, command := range c.bot.table.Commands {
			if t.has(command) {
				m.Parts = append(m.Parts, Paragraph{text.Text("`"+command.Usage(c.bot.table.Word)+"`") + "\n" + p.Say(command.Help) + who(p, command)})
			}
		}
		return Reply{Message: c.dress(&m)}, nil
	}
	return Reply{}, governance.Refuse(governance.NotFound, "topic_unknown", "topic", asked, "nearest", nearest(asked, names), "topics", names)
}

// who says who may run a command, where that is not everybody whom it concerns.
func who(p text.Printer, c Command) text.Text {
	switch c.Who {
	case "who.anyone", "who.reader", "who.member", "who.elector", "who.member_or_channel":
		return ""
	}
	return " (" + p.Say(c.Who) + ")"
}

func (c *Call) showAgreement() (Reply, error) {
	var m Message
	err := c.look(func(s *assembly.Sitting) error {
		a, err := visible[*consent.Agreement](c, s, c.ref(), assembly.People{})
		if err != nil {
			return err
		}
		circle, err := s.Circle(c.org(), a.Index().Circle, assembly.People{})
		if err != nil {
			return err
		}
		m = agreementMessage(c.print, a)
		m.All = true
		m.Zone = circle.Location()
		return nil
	})
	return Reply{Message: c.dress(&m)}, err
}
