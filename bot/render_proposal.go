package bot

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

const (
	// textOnCard is how much of a proposal's text its card shows; the rest is one command away.
	textOnCard = 2000
	// namesOnCard is how many people a card names in one list.
	namesOnCard = 15
	// linesOnCard is how many lines it shows of what an amendment changed.
	linesOnCard = 60
)

// proposalCard shows a version of a proposal as it stands, with what can be said to it where actions are wanted. All rows must be loaded.
func (sc *scene) proposalCard(p *consent.Proposal, version int, actions bool) (Message, error) {
	if version != p.Version() {
		return sc.oldVersion(p, version)
	}
	m := Message{Ref: p.Ref().String(), Title: text.Quote(p.Title()), Status: string(p.Status()), Tone: proposalTone(p), Zone: proposalZone(p)}
	m.Parts = append(m.Parts, sc.passage(p.Text())...)
	if !sc.onPage() {
		m.Parts = append(m.Parts, sc.changed(p)...)
	}
	m.Parts = append(m.Parts, Fields{sc.facts(p)})
	if acts, n := sc.acts(p); n > 1 {
		m.Parts = append(m.Parts, Paragraph{sc.p.Say("card.acts_many", "acts", acts)})
	}
	m.Parts = append(m.Parts, sc.standing(p)...)
	m.Parts = append(m.Parts, sc.voices(p)...)
	m.Parts = append(m.Parts, sc.more()...)
	if sc.onPage() { // where it may be long, and how things stand is what people come for
		m.Parts = append(m.Parts, sc.changed(p)...)
	}
	if actions && !p.Ended() {
		reactions, err := sc.reactionHint(p)
		if err != nil {
			return m, err
		}
		m.Parts = append(m.Parts, Small{reactions})
		m.Actions = stanceActions(sc.p, p)
	}
	return m, sc.dress(&m)
}

// stanceActions are the five promised buttons.
func stanceActions(pr text.Printer, p *consent.Proposal) []Action {
	target := Target{p.Ref(), p.Version()}
	button := func(verb, label string, style ActionStyle) Action {
		return Action{Verb: verb, Target: target, Label: pr.Line("button." + label), Style: style}
	}
	return []Action{button("consent", "consent", Primary), button("abstain", "abstain", Ordinary), button("concern", "concern", Ordinary),
		button("object", "object", Danger), button("wait", "wait", Ordinary)}
}

func proposalTone(p *consent.Proposal) Tone {
	switch p.Status() {
	case consent.StatusAdopted:
		return Good
	case consent.StatusBlocked:
		return Attention
	case consent.StatusNotAdopted:
		return Bad
	case consent.StatusWithdrawn, consent.StatusEscalated:
		return Quiet
	}
	return Plain
}

// changed shows what the present version changed; nothing for the first.
func (sc *scene) changed(p *consent.Proposal) []Part {
	if p.Version() == 1 {
		return nil
	}
	lines := sc.changes(p, p.Version())
	if acts, err := sc.actChanges(p); err == nil {
		lines = append(lines, acts...)
	}
	said := sc.p.Say("card.changed", "version", p.Version(), "before", p.Version()-1)
	if sc.onPage() {
		return []Part{Heading{said}, Changes{reworded(lines)}}
	}
	return []Part{Small{said}, Changes{lines}}
}

// toldChanged is what changed, for one person: no more of it than on a card, and under it where all of it is.
func (sc *scene) toldChanged(p *consent.Proposal) []Part {
	about := *sc // other things may stand in the same message
	about.subject, about.short, about.told = p.Ref(), false, false
	parts := about.changed(p)
	return append(parts, about.more()...)
}

// changes is the diff between a version and the one before, only the lines that differ and those beside them.
func (sc *scene) changes(p *consent.Proposal, version int) []Change {
	lines, err := p.Diff(version-1, version)
	if err != nil {
		return nil
	}
	var out []Change
	for i, l := range lines {
		near := l.Change != consent.Kept || i > 0 && lines[i-1].Change != consent.Kept || i+1 < len(lines) && lines[i+1].Change != consent.Kept
		if !near {
			continue
		}
		if len(out) >= sc.most(linesOnCard) {
			sc.short = true
			break
		}
		sign := byte(' ')
		switch l.Change {
		case consent.Added:
			sign = '+'
		case consent.Removed:
			sign = '-'
		}
		out = append(out, Change{Sign: sign, Text: sc.brief(l.String(), 400), Words: sc.words(l)})
	}
	return out
}

// facts are who, why and until when.
func (sc *scene) facts(p *consent.Proposal) []Field {
	pr := sc.p
	fields := []Field{}
	if p.Need() != "" {
		fields = append(fields, Field{pr.Line("card.because"), text.Quote(sc.brief(p.Need(), 600)), false})
	}
	fields = append(fields, Field{pr.Line("card.by"), text.Mention(p.Proposer()), true})
	if !p.Ended() {
		label := "card.deadline"
		if p.Deadline().Before(sc.s.Now) {
			label = "card.deadline_was"
		}
		fields = append(fields, Field{pr.Line(label), text.At(p.Deadline()), true})
	}
	if f := p.Facilitator(); f != 0 {
		fields = append(fields, Field{pr.Line("card.facilitator"), text.Mention(f), true})
	}
	if acts, n := sc.acts(p); n == 1 {
		fields = append(fields, Field{pr.Line("card.acts"), acts, false})
	}
	return fields
}

// standing is how it stands: the tally, and what it waits for.
func (sc *scene) standing(p *consent.Proposal) []Part {
	pr, t := sc.p, p.Tally()
	out := []Part{Progress{Label: pr.Say("card.tally", "responded", t.Responded, "others", t.Others, "needed", t.Needed, "silent", p.Policy().Quorum.Silent(),
		"alone", t.Others == 0), Done: t.Responded, Want: t.Needed, Of: t.Others}}
	if p.Ended() {
		return append(out, sc.ending(p)...)
	}
	if awaited := p.Awaited(); len(awaited) > 0 {
		out = append(out, Fields{[]Field{{pr.Line("card.awaited"), sc.names(awaited), false}}})
	}
	switch {
	case p.Paused():
		out = append(out, Paragraph{pr.Say("card.paused")})
	case p.Hindrance() != nil:
		out = append(out, Paragraph{pr.Say("card.hindered", "why", sc.hindrance(p, p.Hindrance().Act, p.Hindrance().Code, p.Hindrance().Args), "until", p.IntegrationUntil())})
	case !p.IntegrationUntil().IsZero() && p.Status() == consent.StatusBlocked:
		out = append(out, Paragraph{pr.Say("card.integration", "until", p.IntegrationUntil())})
	case p.Status() == consent.StatusClosing:
		out = append(out, Paragraph{pr.Say("card.closing")})
	case !p.EarlyAt().IsZero():
		out = append(out, Paragraph{pr.Say("card.early", "at", p.EarlyAt())})
	case p.Urgent():
		out = append(out, Small{pr.Say("card.urgent")})
	}
	return out
}

// names lists people, and beyond so many only how many more, which leads to all of them.
func (sc *scene) names(people []governance.PersonID) text.Text {
	if len(people) <= sc.most(namesOnCard) {
		return sc.p.Show(people)
	}
	var all []text.Text
	for _, person := range people[:namesOnCard] {
		all = append(all, text.Mention(person))
	}
	return sc.p.List(append(all, sc.leading(sc.subject, "card.names_more", len(people)-namesOnCard)))
}

// voices are the stances with their people, the concerns, and every objection with what became of it (D21).
func (sc *scene) voices(p *consent.Proposal) []Part {
	pr := sc.p
	var fields []Field
	for _, st := range []governance.Stance{governance.Consent, governance.Abstain, governance.NeedsTime} {
		if people := p.People(st); len(people) > 0 {
			fields = append(fields, Field{pr.Line("card.stance." + slug(string(st))), sc.names(people), true})
		}
	}
	var out []Part
	if fields != nil {
		out = append(out, Fields{fields})
	}
	var lines []string
	for i, concern := range p.Concerns() {
		if i == sc.most(namesOnCard) {
			lines, sc.short = append(lines, string(pr.Say("card.concerns_more", "count", len(p.Concerns())-i))), true
			break
		}
		lines = append(lines, string(pr.Say("card.concern", "person", concern.Person, "why", sc.brief(concern.Why, 300), "given", concern.Why != "")))
	}
	if sc.onPage() {
		return append(out, sc.apart(p, lines)...)
	}
	for _, o := range p.Objections() {
		lines = append(lines, string(sc.objectionLine(p, o)))
	}
	return append(out, sc.lines(lines)...)
}

// apart are the concerns and the objections on a page, under a heading each. An objection that is open stands out.
func (sc *scene) apart(p *consent.Proposal, concerns []string) []Part {
	var out []Part
	if len(concerns) > 0 {
		out = append(out, Heading{sc.p.Say("whole.concerns")})
	}
	for _, line := range concerns {
		out = append(out, Said{Text: text.Text(line)})
	}
	if len(p.Objections()) > 0 {
		out = append(out, Heading{sc.p.Say("whole.objections")})
	}
	for _, o := range p.Objections() {
		said := Said{Text: sc.objectionLine(p, o)}
		if o.Open() {
			said.Tone = Attention
		}
		out = append(out, said)
	}
	return out
}

func (sc *scene) objectionLine(p *consent.Proposal, o consent.Objection) text.Text {
	state := "open"
	if !o.Open() {
		state = slug(string(o.How))
	}
	return sc.p.Say("card.objection."+state, "number", objectionText(p, o.Number), "person", o.Author, "why", sc.brief(o.Why, 500), "given", o.Why != "")
}

// ending says how it ended.
func (sc *scene) ending(p *consent.Proposal) []Part {
	o := p.Outcome()
	key := "ending." + slug(strings.ToLower(string(o.Status)))
	if o.Status == consent.StatusNotAdopted {
		key += "." + slug(string(o.Why))
	}
	t := p.Tally()
	return []Part{Paragraph{sc.p.Say(key, "at", o.At, "by", o.By, "words", o.Words, "said", o.Words != "", "lapsed", o.Lapsed, "alone", o.Alone,
		"silent", o.Silent, "early", o.Early, "unconsented", t.Responded >= t.Needed, "responded", t.Responded, "needed", t.Needed, "others", t.Others, "facilitator", p.Facilitator())}}
}

// oldVersion is the card of a version that an amendment replaced: it leads to the present one (D14).
func (sc *scene) oldVersion(p *consent.Proposal, version int) (Message, error) {
	versions := p.Versions()
	if version < 1 || version > len(versions) {
		return Message{}, fmt.Errorf("%s has no version %d", p.Ref(), version)
	}
	m := Message{Ref: p.Ref().String(), Title: text.Quote(versions[version-1].Title), Status: sc.p.Line("status.amended"), Tone: Quiet, Zone: proposalZone(p)}
	cards, err := sc.s.CardsOf(p.Ref())
	if err != nil {
		return m, err
	}
	link := sc.p.Say("card.version", "version", p.Version())
	for _, card := range cards {
		if card.Part == p.Version() && card.Link != "" && !card.Lost {
			link = text.LinkTo(sc.p.Line("card.version", "version", p.Version()), card.Link)
		}
	}
	m.Parts = []Part{Paragraph{sc.p.Say("card.replaced", "link", link)}}
	return m, sc.dress(&m)
}

// agreementMessage shows an agreement.
func agreementMessage(p text.Printer, a *consent.Agreement) Message {
	m := Message{Ref: a.Ref().String(), Title: text.Quote(a.Title), Status: string(a.Status), Tone: Good}
	if a.Text != "" {
		m.Parts = append(m.Parts, Written{Markdown: a.Text})
	}
	fields := []Field{{p.Line("agreement.from"), text.Text("**" + a.Proposal.String() + "**"), true}, {p.Line("agreement.made"), text.At(a.Made), true}}
	if a.Because != "" {
		fields = append(fields, Field{p.Line("card.because"), text.Quote(a.Because), false})
	}
	if a.Review.IsZero() {
		fields = append(fields, Field{p.Line("agreement.review"), p.Say("agreement.never"), true})
	} else {
		fields = append(fields, Field{p.Line("agreement.review"), text.At(a.Review), true})
	}
	m.Parts = append(m.Parts, Fields{fields})
	return m
}

// showProposal shows a proposal privately, with what the reader can do to it.
func (c *Call) showProposal() (Reply, error) {
	var m Message
	err := c.peek(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) error {
		if c.id.Part > len(p.Objections()) {
			return governance.Refuse(governance.NotFound, "objection_unknown", "id", c.id.String(), "proposal", p.Ref().String())
		}
		var err error
		sc := c.scene(s)
		sc.full = true
		if m, err = sc.proposalCard(p, p.Version(), true); err != nil {
			return err
		}
		m.All = true
		if can := c.canDo(p); can != "" {
			m.Parts = append(m.Parts, Divider{}, Paragraph{can})
		}
		return sc.dress(&m)
	})
	return Reply{Message: &m}, err
}

// canDo lists the commands that would be of use to the reader now.
func (c *Call) canDo(p *consent.Proposal) text.Text {
	if p.Ended() {
		return ""
	}
	who, word := c.actor.Person, c.bot.table.Word(moot)+" "+p.Ref().String()
	var lines []string
	add := func(verb, help string) {
		lines = append(lines, "`"+word+verb+"` "+string(c.print.Say(help)))
	}
	if b, ok := p.Ballot(who); ok && b.Elector {
		add(" concern …", "help.proposal.concern")
		add(" object …", "help.proposal.object")
		if !p.ProposerGoneUntil().IsZero() {
			add(" take up", "help.proposal.take_up")
		}
	}
	if p.MayAmend(who) == nil {
		add(" amend", "help.proposal.amend")
		add(" extend …", "help.proposal.extend")
	}
	if p.Proposer() == who {
		add(" withdraw", "help.proposal.withdraw")
	}
	if p.Facilitator() == who {
		add(" refresh", "help.proposal.refresh")
	}
	for _, o := range p.Objections() {
		number := fmt.Sprintf(".%d", o.Number)
		switch {
		case !o.Open():
		case o.Author == who:
			add(number+" because …", "help.objection.because")
			add(number+" met", "help.objection.met")
			add(number+" withdraw", "help.objection.withdraw")
		case !o.Gone.IsZero():
			add(number+" adopt", "help.objection.adopt")
		case o.Aside != nil && who != p.Proposer() && who != p.Facilitator():
			add(number+" second", "help.objection.second")
		case p.Facilitator() == who:
			add(number+" set aside …", "help.objection.set_aside")
		}
	}
	return text.Text(strings.Join(lines, "\n"))
}
