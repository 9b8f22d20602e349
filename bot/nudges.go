package bot

import (
	"fmt"
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
	for _, item := range delivered.Items {
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
	if len(delivered.Items) > 1 {
		m.Title = sc.p.Say("nudge.title")
	}
	return m, sc.dress(m)
}

// remind adds one thing that waits to the message, with a way to it.
func (sc *scene) remind(m *Message, line text.Text, zone *time.Location, link text.Text, actions []Action) {
	m.Zone = zone
	if len(m.Parts) > 0 {
		m.Parts = append(m.Parts, Divider{})
	}
	m.Parts = append(m.Parts, Paragraph{line})
	if link != "" {
		m.Parts = append(m.Parts, Small{link})
	}
	if len(m.Actions) == 0 { // one set of buttons a message; the other things have their cards
		m.Actions = actions
	}
}
