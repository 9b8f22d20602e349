package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// nudges is the one message for all that waits for somebody, as far as it is still true (C5). When nothing is, nothing is said.
func (sc *scene) nudges(e *governance.Entry) (*Message, error) {
	delivered, ok := e.Event.(*inbox.Delivered)
	if !ok {
		return nil, nil
	}
	person := governance.PersonID(e.On.N)
	m := &Message{}
	for i, item := range delivered.Items {
		if repeated(item, delivered.Items[i+1:]) {
			continue
		}
		if may, err := mayRead(sc.s, item.On, person); err != nil {
			return nil, err
		} else if !may {
			continue
		}
		v, ok := sc.b.voice(item.On.Kind)
		if !ok {
			return nil, fmt.Errorf("nobody speaks of %s", item.On)
		}
		if err := v.nudge(sc, m, item, person); err != nil {
			return nil, err
		}
	}
	if len(m.Parts) == 0 {
		return nil, nil
	}
	if slices.Contains(m.Parts, Part(Divider{})) {
		m.Title, m.Actions = sc.p.Say("nudge.title"), apart(m.Actions)
	}
	return m, sc.dress(m)
}

// buttonsAtOnce is how many buttons one message of nudges has; what else waits has its card.
const buttonsAtOnce = 20

// apart says on each button what it is about, in a message that is about several things.
func apart(actions []Action) []Action {
	actions = slices.Clone(actions[:min(len(actions), buttonsAtOnce)])
	for i := range actions {
		actions[i].Label += " " + actions[i].Target.On.String()
	}
	return actions
}

// repeated tells whether a later nudge of the same message asks for the same about the same part of a thing. What a nudge asks for is the first word
// of its name: respond_half and respond_last both ask for a response. A selection asks for something else in each of its phases.
func repeated(item inbox.Item, later []inbox.Item) bool {
	asks := func(what string) string {
		if first, _, _ := strings.Cut(what, "_"); first != "select" {
			return first
		}
		return what
	}
	return slices.ContainsFunc(later, func(other inbox.Item) bool {
		return other.On == item.On && other.Part == item.Part && asks(other.What) == asks(item.What)
	})
}

// remind adds one thing that waits to the message, with more about it and a way to it.
func (sc *scene) remind(m *Message, line text.Text, zone *time.Location, link text.Text, actions []Action, more ...Part) {
	m.Zone = zone
	if len(m.Parts) > 0 {
		m.Parts = append(m.Parts, Divider{})
	}
	m.Parts = append(append(m.Parts, Paragraph{line}), more...)
	if link != "" {
		m.Parts = append(m.Parts, Small{link})
	}
	m.Actions = append(m.Actions, actions...) // C6: every nudge has its own buttons
}
