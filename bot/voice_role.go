package bot

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/inbox"
	"github.com/folkmoot/folkmoot/governance/role"
)

// roles is how the bot speaks of roles: the card shows who keeps one, whoever keeps it or kept it is told alone, and the channel hears what
// nobody else tells it. What a proposal or a rotation brought about, their own messages say.
type roles struct{}

// letters implements voice.
func (roles) letters(w *writer) ([]assembly.Letter, error) {
	r, ok := w.s.Loaded(w.e.On).(*role.Role)
	if !ok {
		return nil, fmt.Errorf("the role of %s is not loaded", w.e.Event.EventName())
	}
	var err error
	if w.place, err = placeNow(w.s, w.e.Org, r.Circle, r.Place); err != nil {
		return nil, err
	}
	tell := false
	switch e := w.e.Event.(type) {
	case *role.Created:
		w.card(w.place)
	case *role.Changed:
		if e.Proposal.IsZero() {
			w.thread()
		}
	case *role.Seated:
		tell = e.How != role.ByRotation
	case *role.Vacated:
		tell = e.Why == role.Unseated
		if e.Why == role.Resigned || e.Why == role.KeeperGone {
			w.channel(w.place, "told")
		}
	case *role.TermEnded:
		tell = true
		w.thread()
	case *role.NotCalled:
		w.channel(w.place, "told")
	case *role.Dropped:
		tell = true
		if e.Proposal.IsZero() {
			w.channel(w.place, "told")
		}
	}
	if event, ok := w.e.Event.(governance.Noticed); ok && tell {
		roleLetters(w, event)
	}
	return w.letters, w.err
}

// roleLetters tells those whom an event names. Whoever was selected and has just accepted knows already.
func roleLetters(w *writer, event governance.Noticed) {
	seated, _ := event.(*role.Seated)
	for _, person := range event.Told().Tell {
		if seated == nil || person != w.e.By || seated.How != role.BySelection {
			w.direct(person, "told")
		}
	}
}

// card implements voice.
func (roles) card(sc *scene, on governance.Ref, _ int) (Message, error) {
	r, err := assembly.Get[*role.Role](sc.s, on, assembly.People{})
	if err != nil {
		return Message{}, err
	}
	m := sc.roleCard(r)
	return m, sc.dress(&m)
}

// current implements voice.
func (roles) current(s *assembly.Sitting, on governance.Ref, _ int) (bool, error) {
	r, err := assembly.Get[*role.Role](s, on, assembly.People{})
	return err == nil && r.Status != role.StatusDropped, err
}

// render implements voice: what an event says, to one person alone, under the card or in the channel.
func (roles) render(sc *scene, l assembly.Letter, e *governance.Entry) (*Message, error) {
	r, err := assembly.Get[*role.Role](sc.s, l.On, assembly.People{})
	if err != nil {
		return nil, err
	}
	say := sc.roleSays
	if l.To != 0 {
		say = sc.roleSaysTo(l.To)
	}
	line, err := say(r, e)
	if err != nil || line == "" {
		return nil, err
	}
	circle, err := sc.s.Circle(l.Org, r.Circle, assembly.People{})
	if err != nil {
		return nil, err
	}
	return sc.tells(l, line, nil, circle.Location(), r.Ref())
}

// roleSays is what everybody is told.
func (sc *scene) roleSays(r *role.Role, e *governance.Entry) (text.Text, error) {
	say := func(key string, more ...any) text.Text { return sc.p.Say("role.told."+key, aboutRole(r, more...)...) }
	switch v := e.Event.(type) {
	case *role.Changed:
		return say("changed", "person", e.By), nil
	case *role.Vacated:
		return say("vacated."+slug(string(v.Why)), "was", v.Was, "words", v.Words), nil
	case *role.TermEnded:
		return say("term_ended", "served", v.Keeper, "serves", v.Keeper != 0), nil
	case *role.NotCalled:
		return say("not_called", "why", sc.p.Refusal(&governance.Error{Code: v.Code, Args: v.Args})), nil
	case *role.Dropped:
		return say("dropped", "person", e.By), nil
	}
	return "", fmt.Errorf("nothing is to be said about %s", e.Event.EventName())
}

// roleSaysTo is what one person is told alone, while it is so.
func (sc *scene) roleSaysTo(reader governance.PersonID) func(*role.Role, *governance.Entry) (text.Text, error) {
	return func(r *role.Role, e *governance.Entry) (text.Text, error) {
		say := func(key string, more ...any) text.Text { return sc.p.Say("role.you."+key, aboutRole(r, more...)...) }
		switch v := e.Event.(type) {
		case *role.Seated:
			switch {
			case v.Person == reader && r.Keeper == reader:
				return say("seated", "again", v.Was == reader, "show", sc.b.table.Word(moot)+" "+r.Ref().String()), nil
			case v.Was == reader && v.Person != reader:
				return say("followed", "person", v.Person), nil
			}
			return "", nil
		case *role.Vacated:
			return say("unseated"), nil
		case *role.TermEnded:
			if r.Keeper != reader || !r.Over {
				return "", nil
			}
			return say("term_ended"), nil
		case *role.Dropped:
			return say("dropped"), nil
		}
		return "", fmt.Errorf("nothing is to be said to one person about %s", e.Event.EventName())
	}
}

// nudge implements voice: what waits, waits in a selection.
func (roles) nudge(*scene, *Message, inbox.Item, governance.PersonID) error { return nil }

// meaning implements voice.
func (roles) meaning(string, governance.Emoji) (string, int) { return "", 0 }

// silent implements voice.
func (roles) silent(*assembly.Sitting, assembly.Card, governance.PersonID) (bool, error) {
	return false, nil
}

// reacted implements voice.
func (roles) reacted(*Bot, *assembly.Sitting, assembly.Card, governance.PersonID, string, bool) error {
	return nil
}

// roleCard shows a role as it stands.
func (sc *scene) roleCard(r *role.Role) Message {
	m := Message{Ref: r.Ref().String(), Title: text.Quote(r.Name), Status: string(r.Status), Tone: map[role.Status]Tone{role.StatusDropped: Quiet}[r.Status]}
	if circle, err := sc.s.Circle(r.Org, r.Circle, assembly.People{}); err == nil {
		m.Zone = circle.Location()
	}
	if r.Purpose != "" {
		m.Parts = append(m.Parts, Written{Markdown: r.Purpose})
	}
	m.Parts = append(m.Parts, Fields{sc.roleFacts(r)})
	if r.Status == role.StatusVacant && r.Selection.IsZero() {
		m.Actions = []Action{{Verb: "select", Target: Target{On: r.Ref()}, Label: sc.p.Line("button.role.select"), Style: Primary}}
	}
	return m
}

// roleFacts are what it answers for, who keeps it and until when.
func (sc *scene) roleFacts(r *role.Role) []Field {
	pr := sc.p
	var fields []Field
	if len(r.Accountabilities) > 0 {
		var list []string
		for _, a := range r.Accountabilities {
			list = append(list, string("• "+text.Quote(a)))
		}
		fields = append(fields, Field{pr.Line("role.card.accountabilities"), text.Text(strings.Join(list, "\n")), false})
	}
	if r.Domain != "" {
		fields = append(fields, Field{pr.Line("role.card.domain"), text.Quote(r.Domain), false})
	}
	if r.Status == role.StatusDropped {
		return fields
	}
	fields = append(fields, Field{pr.Line("role.card.keeper"), pr.Say("role.card.kept", aboutRole(r, "how", text.Text("**"+r.Source.String()+"**"),
		"elected", r.How == role.BySelection, "appointed", r.How == role.ByProposal, "sourced", !r.Source.IsZero())...), true},
		Field{pr.Line("role.card.term"), pr.Show(r.Term), true})
	if !r.Selection.IsZero() {
		fields = append(fields, Field{pr.Line("role.card.selection"), sc.idLink(r.Selection, 0), true})
	}
	return append(fields, Field{pr.Line("role.card.made"), pr.Say("role.card.made_by", "at", r.Made, "by", r.MadeBy, "known", r.MadeBy != 0,
		"proposal", text.Text("**"+r.MadeIn.String()+"**"), "proposed", !r.MadeIn.IsZero()), true})
}

// showRole shows a role privately, with what the reader can do to it.
func (c *Call) showRole() (Reply, error) {
	r, err := c.peekRole()
	if err != nil {
		return Reply{}, err
	}
	var m Message
	err = c.look(func(s *assembly.Sitting) error {
		sc := c.scene(s)
		m = sc.roleCard(r)
		m.All = true
		circle, err := s.Circle(c.org(), r.Circle, assembly.Just(c.actor.Person))
		if err != nil {
			return err
		}
		if can := c.canDoWithRole(r); circle.Has(c.actor.Person) && can != "" {
			m.Parts = append(m.Parts, Divider{}, Paragraph{can})
		}
		return nil
	})
	return Reply{Message: c.dress(&m)}, err
}

// canDoWithRole lists the commands that would be of use to the reader now.
func (c *Call) canDoWithRole(r *role.Role) text.Text {
	var verbs []string
	switch {
	case r.Status == role.StatusDropped:
		return ""
	case r.Keeper == c.actor.Person:
		verbs = []string{"resign"}
	}
	if r.Selection.IsZero() {
		verbs = append(verbs, "select")
	}
	return c.commandsOn(r.Ref(), "help.role.one.", append(verbs, "change", "seat", "drop")...)
}

// commandsOn writes these commands to something, each with its help.
func (c *Call) commandsOn(on governance.Ref, help string, verbs ...string) text.Text {
	var lines []string
	for _, verb := range verbs {
		lines = append(lines, "`"+c.bot.table.Word(moot)+" "+on.String()+" "+verb+"` "+string(c.print.Say(help+slug(verb))))
	}
	return text.Text(strings.Join(lines, "\n"))
}
