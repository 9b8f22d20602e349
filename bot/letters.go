package bot

import (
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// render makes the message of a letter from what is now true. Nil means that there is nothing to say any more.
func (sc *scene) render(l assembly.Letter) (*Message, error) {
	switch l.Template {
	case "refused":
		return sc.refused(l)
	case "unposted":
		return sc.unposted(l)
	case "unreached":
		return sc.unreached(l)
	case "link_ask":
		return sc.linkAsk(l)
	case "card":
		v, ok := sc.b.voice(l.On.Kind)
		if !ok {
			return nil, fmt.Errorf("%s has no card", l.On)
		}
		m, err := v.card(sc, l.On, l.Part)
		return &m, err
	}
	if l.Form == assembly.DirectLetter {
		if may, err := mayRead(sc.s, l.On, l.To); err != nil || !may {
			return nil, err
		}
	}
	if v, ok := sc.b.voice(l.On.Kind); ok && l.Seq == 0 {
		return v.render(sc, l, nil) // it speaks of no event
	}
	entry, err := sc.s.Entry(l.Org, l.Circle, l.Seq)
	if err != nil {
		return nil, fmt.Errorf("the event of letter %s: %w", l.Key, err)
	}
	switch event := entry.Event.(type) {
	case *governance.CircleMade:
		circle, err := sc.s.Circle(l.Org, l.Circle, assembly.People{})
		if err != nil {
			return nil, err
		}
		return sc.line("letter.circle_made", "name", circle.Name, "count", len(event.Members), "help", sc.b.table.Word(moot)+" help")
	case *governance.CircleRenamed:
		return sc.line("letter.circle_renamed", "name", event.Name, "was", event.Was, "person", entry.By)
	case *governance.CircleSet:
		return sc.line("letter.circle_set", "name", text.Text(event.Name), "value", event.Value, "was", event.Was, "person", entry.By)
	case *governance.CircleBound:
		return sc.line("letter.circle_bound", "person", entry.By)
	case *governance.MemberJoined:
		circle, err := sc.s.Circle(l.Org, l.Circle, assembly.Just(event.Person))
		if err != nil || !circle.Has(event.Person) {
			return nil, err
		}
		return sc.line("letter.added", "person", entry.By, "circle", circle.Name, "help", sc.b.table.Word(moot)+" help")
	}
	switch l.Template {
	case "nudges":
		return sc.nudges(entry)
	case "digest":
		return sc.digest(entry)
	}
	v, ok := sc.b.voice(l.On.Kind)
	if !ok {
		return nil, fmt.Errorf("nobody speaks of %s", l.On)
	}
	return v.render(sc, l, entry)
}

func (sc *scene) line(key string, pairs ...any) (*Message, error) {
	m := &Message{Parts: []Part{Paragraph{sc.p.Say(key, pairs...)}}}
	return m, sc.dress(m)
}

// tells is the message of a letter that is one sentence: told to one person alone it has their own zone, what they can answer at once, and
// the way to the card.
func (sc *scene) tells(l assembly.Letter, line text.Text, actions []Action, zone *time.Location, on governance.Ref) (*Message, error) {
	m := &Message{Parts: []Part{Paragraph{line}}, Zone: zone, Actions: actions}
	if l.To != 0 {
		person, err := sc.s.Person(l.Org, l.To)
		if err != nil {
			return nil, err
		}
		m.Zone = person.Hours.Location()
	}
	if link := sc.cardLink(on, 0); link != "" && l.Form != assembly.ThreadLetter {
		m.Parts = append(m.Parts, Small{link})
	}
	return m, sc.dress(m)
}

// refused tells somebody privately why their reaction is not counted, and what they can do (D5).
func (sc *scene) refused(l assembly.Letter) (*Message, error) {
	code, _ := l.Args["code"].(string)
	m := &Message{Tone: Attention, Parts: []Part{Paragraph{sc.p.Refusal(&governance.Error{Code: code, Args: l.Args})}}}
	if link := sc.presentLink(l.On, l.Part); link != "" {
		m.Parts = append(m.Parts, Small{link})
	}
	return m, sc.dress(m)
}

// presentLink leads to the card on which a thing can be answered now: of a proposal that of the present version, whichever was reacted to.
func (sc *scene) presentLink(on governance.Ref, part int) text.Text {
	if on.Kind == consent.Kind {
		p, err := assembly.Get[*consent.Proposal](sc.s, on, assembly.People{})
		if err != nil {
			return ""
		}
		part = p.Version()
	}
	return sc.cardLink(on, part)
}

// cardLink leads to the card of a version; empty when there is none to lead to.
func (sc *scene) cardLink(on governance.Ref, part int) text.Text {
	cards, err := sc.s.CardsOf(on)
	if err != nil {
		return ""
	}
	for _, c := range cards {
		if c.Part == part && c.Link != "" && !c.Lost && c.Workspace == sc.ws {
			return text.LinkTo(sc.p.Line("letter.to_card", "id", text.Text(on.String())), c.Link)
		}
	}
	return ""
}
