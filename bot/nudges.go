package bot

import (
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
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
		if item.On.Kind != consent.Kind {
			continue
		}
		p, err := assembly.Get[*consent.Proposal](sc.s, item.On, assembly.Everybody)
		if err != nil {
			return nil, err
		}
		sc.nudge(m, p, item, person)
	}
	if len(m.Parts) == 0 {
		return nil, nil
	}
	if len(delivered.Items) > 1 {
		m.Title = sc.p.Say("nudge.title")
	}
	return m, sc.dress(m)
}

// nudge adds one thing to the message, when the proposal still waits for the person.
func (sc *scene) nudge(m *Message, p *consent.Proposal, item inbox.Item, person governance.PersonID) {
	if p.Ended() || p.Paused() {
		return
	}
	b, elector := p.Ballot(person)
	target := Target{p.Ref(), p.Version()}
	var actions []Action
	switch item.What {
	case "respond_half", "respond_last", "respond_extended":
		if !elector || b.Stance.Responds() || b.Stance == governance.Objecting || item.Part != p.Version() {
			return
		}
		actions = stanceActions(sc.p, p)
	case "reason", "confirm", "integrate_objector":
		o, open := openObjection(p, person)
		if !open || item.What == "reason" && o.Why != "" {
			return
		}
		target.Part = o.Number
		actions = []Action{{Verb: "met", Target: target, Label: sc.p.Line("button.met"), Style: Primary},
			{Verb: "because", Target: target, Label: sc.p.Line("button.because")}}
		if item.What == "reason" {
			actions = actions[1:]
		}
	case "integrate_proposer", "integrate_facilitator":
		if len(openNumbers(p)) == 0 && p.Hindrance() == nil {
			return
		}
		actions = []Action{{Verb: "amend", Target: target, Label: sc.p.Line("button.amend"), Style: Primary}}
	}
	m.Zone = proposalZone(p)
	if len(m.Parts) > 0 {
		m.Parts = append(m.Parts, Divider{})
	}
	line := sc.about(p, "nudge."+item.What, "deadline", p.Deadline(), "until", p.IntegrationUntil(), "proposer", p.Proposer())
	m.Parts = append(m.Parts, line.Parts...)
	if link := sc.cardLink(p.Ref(), p.Version()); link != "" {
		m.Parts = append(m.Parts, Small{link})
	}
	if len(m.Actions) == 0 { // one set of buttons a message; the other things have their cards
		m.Actions = actions
	}
}

// openNumbers are the numbers of the open objections.
func openNumbers(p *consent.Proposal) []int {
	var out []int
	for _, o := range p.Objections() {
		if o.Open() {
			out = append(out, o.Number)
		}
	}
	return out
}
