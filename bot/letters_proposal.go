package bot

import (
	"fmt"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// render implements voice.
func (proposals) render(sc *scene, l assembly.Letter, e *governance.Entry) (*Message, error) {
	p, err := assembly.Get[*consent.Proposal](sc.s, l.On, assembly.Everybody)
	if err != nil {
		return nil, err
	}
	switch l.Template {
	case "link":
		if p.Ended() {
			return nil, nil // kept back until then, it leads nowhere any more
		}
		if err := sc.linkWaits(l, p.Version()); err != nil {
			return nil, err
		}
		return sc.dressed(sc.about(p, "letter.link", "circle", p.CircleName(), "person", p.Proposer(), "deadline", p.Deadline()), p, l)
	case "outcome":
		return sc.outcome(e, p)
	case "thread":
		return sc.underCard(e, p)
	}
	return sc.toOne(l, e, p)
}

// linkPatience is how long a link waits for the card that it leads to. Where that cannot be posted, the other channels hear of the
// proposal all the same.
const linkPatience = time.Minute

// linkWaits keeps a link back for a while, until the card that it leads to stands somewhere.
func (sc *scene) linkWaits(l assembly.Letter, part int) error {
	cards, err := sc.s.CardsOf(l.On)
	posted := slices.ContainsFunc(cards, func(c assembly.Card) bool { return c.Part == part && !c.Lost })
	if err == nil && !posted && sc.s.Now.Before(l.QueuedAt.Add(linkPatience)) {
		err = &Fault{Class: Limited, Code: "card_not_posted", RetryAfter: time.Second}
	}
	return err
}

// about begins a message about a proposal.
func (sc *scene) about(p *consent.Proposal, key string, pairs ...any) *Message {
	pairs = append(pairs, "id", text.Text("**"+p.Ref().String()+"**"), "title", p.Title())
	return &Message{Zone: proposalZone(p), Parts: []Part{Paragraph{sc.p.Say(key, pairs...)}}}
}

func (sc *scene) dressed(m *Message, p *consent.Proposal, l assembly.Letter) (*Message, error) {
	if link := sc.cardLink(p.Ref(), p.Version()); link != "" && l.Form != assembly.ThreadLetter {
		m.Parts = append(m.Parts, Small{link})
	}
	return m, sc.dress(m)
}

// outcome is the one notice that tells the outcome: who consented, the concerns kept, and the objections with how each was met (D21). It
// carries the head of the circle's chain.
func (sc *scene) outcome(e *governance.Entry, p *consent.Proposal) (*Message, error) {
	m := &Message{Ref: p.Ref().String(), Title: text.Quote(p.Title()), Status: string(p.Status()), Tone: proposalTone(p), Zone: proposalZone(p)}
	m.Parts = append(m.Parts, sc.ending(p)...)
	m.Parts = append(m.Parts, sc.voices(p)...)
	m.Parts = append(m.Parts, sc.more()...)
	if p.Status() == consent.StatusAdopted {
		agreement, err := sc.agreementOf(p)
		if err != nil {
			return nil, err
		}
		if agreement != nil {
			m.Parts = append(m.Parts, Paragraph{sc.p.Say("outcome.agreement", "id", text.Text("**"+agreement.Ref().String()+"**"),
				"review", agreement.Review, "reviewed", !agreement.Review.IsZero())})
		}
		if acts, n := sc.acts(p); n > 0 {
			m.Parts = append(m.Parts, Paragraph{sc.p.Say("outcome.acts", "acts", acts, "count", n)})
		}
	}
	return m, sc.sealed(m, e, p.Ref(), p.Version())
}

// sealed ends the notice of an outcome with the head of the circle's chain (T1) and the way to the card, and dresses it.
func (sc *scene) sealed(m *Message, e *governance.Entry, on governance.Ref, part int) error {
	seq, hash, err := sc.s.Head(e.Org, e.Circle)
	if err != nil {
		return err
	}
	m.Parts = append(m.Parts, Small{sc.p.Say("outcome.record", "seq", int(seq), "hash", text.Text("`"+cut(hash, 17)+"`"))})
	if link := sc.cardLink(on, part); link != "" {
		m.Parts = append(m.Parts, Small{link})
	}
	return sc.dress(m)
}

// agreementOf finds the agreement that a proposal became, through the record.
func (sc *scene) agreementOf(p *consent.Proposal) (*consent.Agreement, error) {
	listed, _, err := sc.s.List(p.Ref().Org, consent.KindAgreement, assembly.Filter{Circles: []governance.CircleID{p.Circle()}, Most: 100})
	if err != nil {
		return nil, err
	}
	for _, l := range listed {
		a, err := assembly.Get[*consent.Agreement](sc.s, l.Ref, assembly.People{})
		if err != nil {
			return nil, err
		}
		if a.Proposal == p.Ref() {
			return a, nil
		}
	}
	return nil, nil
}

// underCard says in the card's thread what everybody should know who follows it.
func (sc *scene) underCard(e *governance.Entry, p *consent.Proposal) (*Message, error) {
	number := func(n int) text.Text { return objectionText(p, n) }
	var m *Message
	switch v := e.Event.(type) {
	case *consent.ObjectionRaised:
		m = sc.about(p, "thread.objection", "number", number(v.Number), "person", v.Person, "why", v.Why, "given", v.Why != "", "late", v.Late)
	case *consent.ObjectionReasoned:
		o := p.Objections()[v.Number-1]
		m = sc.about(p, "thread.reasoned", "number", number(v.Number), "person", o.Author, "why", v.Why)
	case *consent.ObjectionAdopted:
		m = sc.about(p, "thread.objection_adopted", "number", number(v.Number), "person", v.By, "from", v.From)
	case *consent.ObjectionEnded:
		m = sc.about(p, "thread.objection_ended."+slug(string(v.How)), "number", number(v.Number), "person", v.Person, "by", v.By, "last", v.Last)
	case *consent.SettingAside:
		m = sc.about(p, "thread.setting_aside", "number", number(v.Number), "person", v.By, "why", v.Why)
		m.Actions = []Action{{Verb: "second", Target: Target{p.Ref(), v.Number}, Label: sc.p.Line("button.second")}}
	case *consent.DeadlineMoved:
		m = sc.about(p, "thread.moved."+slug(string(v.Why)), "until", v.Until, "person", v.By, "awaited", sc.names(p.Awaited()),
			"unconsented", p.Tally().Responded >= p.Tally().Needed)
	case *consent.GraceBegan:
		var numbers []text.Text
		for _, n := range v.Numbers {
			numbers = append(numbers, number(n))
		}
		m = sc.about(p, "thread.grace", "until", v.Until, "numbers", numbers, "count", len(numbers))
	case *consent.IntegrationBegan:
		m = sc.about(p, "thread.integration", "until", v.Until, "facilitator", p.Facilitator(), "facilitated", p.Facilitator() != 0, "person", p.Proposer())
	case *consent.TalkSuggested:
		m = sc.about(p, "thread.talk", "version", v.Version, "facilitator", v.Facilitator, "facilitated", v.Facilitator != 0)
	case *consent.FacilitatorNamed:
		m = sc.about(p, "thread.facilitator", "person", v.Person, "named", v.Person != 0)
	case *consent.ElectorateRefreshed:
		m = sc.about(p, "thread.refreshed", "added", v.Added, "removed", v.Removed, "some", len(v.Added) > 0, "fewer", len(v.Removed) > 0)
	case *consent.ElectorGone:
		if len(v.Objections) == 0 && !v.Proposer {
			return nil, nil
		}
		m = sc.about(p, "thread.gone", "person", v.Person, "proposer", v.Proposer, "objector", len(v.Objections) > 0, "until", v.Until,
			"take", sc.b.table.Word(moot)+" "+p.Ref().String()+" take up", "adopt", sc.adoptions(p, v.Objections), "count", len(v.Objections))
	case *consent.ElectorBack:
		if _, open := openObjection(p, v.Person); !open && p.Proposer() != v.Person {
			return nil, nil
		}
		m = sc.about(p, "thread.back", "person", v.Person)
	case *consent.TakenUp:
		m = sc.about(p, "thread.taken_up", "person", v.By, "from", v.From)
	case *consent.TypoFixed:
		m = sc.about(p, "thread.typo", "person", e.By)
	case *consent.ReadFailed:
		m = sc.about(p, "thread.read_failed")
	case *consent.Resumed:
		m = sc.resumed(p, "thread.resumed", v)
	case *consent.Hindered:
		m = sc.about(p, "thread.hindered", "why", sc.hindrance(p, v.Act, v.Code, v.Args), "until", v.Until)
	default:
		return nil, fmt.Errorf("nothing is to be said under a card about %s", e.Event.EventName())
	}
	return m, sc.dress(m)
}

// resumed says that a proposal goes on, and until when (D25).
func (sc *scene) resumed(p *consent.Proposal, key string, e *consent.Resumed) *Message {
	return sc.about(p, key, "deadline", p.Deadline(), "until", e.Until, "held", !e.Until.IsZero(), "over", p.Deadline().Before(sc.s.Now))
}

// adoptions are the commands with which somebody else takes these objections over (D27).
func (sc *scene) adoptions(p *consent.Proposal, numbers []int) text.Text {
	var all []text.Text
	for _, n := range numbers {
		all = append(all, text.Text(fmt.Sprintf("`%s %s.%d adopt`", sc.b.table.Word(moot), p.Ref(), n)))
	}
	return sc.p.List(all)
}

// toOne says to one person what concerns them, while it still does.
func (sc *scene) toOne(l assembly.Letter, e *governance.Entry, p *consent.Proposal) (*Message, error) {
	var m *Message
	part := func(verb, label string, number int, style ActionStyle) Action {
		return Action{Verb: verb, Target: Target{p.Ref(), number}, Label: sc.p.Line("button." + label), Style: style}
	}
	switch v := e.Event.(type) {
	case *consent.ObjectionRaised:
		o := p.Objections()[v.Number-1]
		if !o.Open() || p.Ended() {
			return nil, nil
		}
		switch l.Template {
		case "ask_reason":
			if o.Why != "" {
				return nil, nil
			}
			m = sc.about(p, "direct.ask_reason", "number", objectionText(p, v.Number), "because", sc.b.table.Word(moot)+fmt.Sprintf(" %s.%d because …", p.Ref(), v.Number))
			m.Actions = []Action{part("because", "because", v.Number, Primary), part("withdraw", "withdraw_objection", v.Number, Ordinary)}
		case "own_objection":
			m = sc.about(p, "direct.own_objection", "number", objectionText(p, v.Number), "given", o.Why != "")
			if o.Why == "" {
				m.Actions = []Action{part("because", "because", v.Number, Primary)}
			}
			// Without a version, or it would be taken for an objection's number: both can be withdrawn.
			m.Actions = append(m.Actions, Action{Verb: "withdraw", Target: Target{p.Ref(), 0}, Label: sc.p.Line("button.withdraw_proposal"), Style: Danger},
				part("withdraw", "withdraw_objection", v.Number, Ordinary))
		default:
			m = sc.about(p, "direct.blocked", "number", objectionText(p, v.Number), "person", v.Person, "why", o.Why, "given", o.Why != "")
			m.Actions = []Action{{Verb: "amend", Target: Target{p.Ref(), p.Version()}, Label: sc.p.Line("button.amend"), Style: Primary}}
		}
	case *consent.ObjectionEnded:
		if l.Template == "unblocked" {
			if p.Ended() || len(openNumbers(p)) > 0 {
				return nil, nil
			}
			return sc.dressed(sc.about(p, "direct.unblocked", "deadline", p.Deadline()), p, l)
		}
		m = sc.about(p, "direct.objection_ended."+slug(string(v.How)), "number", objectionText(p, v.Number), "by", v.By, "ended", p.Ended(),
			"object", sc.b.table.Word(moot)+" "+p.Ref().String()+" object …")
	case *consent.WithdrawalOffered:
		if !p.Objections()[v.Number-1].Open() {
			return nil, nil
		}
		m = sc.about(p, "direct.offer_withdrawal", "number", objectionText(p, v.Number))
		m.Actions = []Action{part("met", "met", v.Number, Primary), part("withdraw", "withdraw_objection", v.Number, Ordinary)}
	case *consent.MoreTimeRefused:
		m = sc.about(p, "direct.more_time_refused", "deadline", p.Deadline())
	case *consent.FacilitatorNamed, *consent.VersionOpened:
		if p.Ended() || p.Facilitator() != l.To {
			return nil, nil
		}
		m = sc.about(p, "direct.you_facilitate", "person", p.Proposer(), "show", sc.b.table.Word(moot)+" "+p.Ref().String())
	case *consent.Resumed:
		m = sc.resumed(p, "direct.resumed", v)
	case *consent.Paused:
		m = sc.about(p, "direct.paused")
	case *consent.Hindered:
		m = sc.about(p, "direct.hindered", "why", sc.hindrance(p, v.Act, v.Code, v.Args), "until", v.Until)
		m.Actions = []Action{{Verb: "amend", Target: Target{p.Ref(), p.Version()}, Label: sc.p.Line("button.amend"), Style: Primary}}
	default:
		return nil, fmt.Errorf("nothing is to be said to one person about %s", e.Event.EventName())
	}
	return sc.dressed(m, p, l)
}
