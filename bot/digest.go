package bot

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/inbox"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

const (
	// digestLines is how many things each part of a digest names.
	digestLines = 10
	// digestLooks is how many of somebody's things a digest looks through.
	digestLooks = 200
)

// digest writes to whoever wanted a daily digest.
func (w *writer) digest() ([]assembly.Letter, error) {
	box, ok := w.s.Loaded(w.e.On).(*inbox.Inbox)
	if !ok {
		return nil, fmt.Errorf("the inbox of %s is not loaded", w.e.On)
	}
	w.direct(box.Person, "digest")
	return w.letters, w.err
}

// digest is what somebody has before them today: their commitments, and the proposals and selections that wait for them; and which roles
// they keep. On a day without anything to do it says nothing.
func (sc *scene) digest(e *governance.Entry) (*Message, error) {
	who := governance.PersonID(e.On.N)
	person, err := sc.s.Person(e.Org, who)
	if err != nil {
		return nil, err
	}
	m := &Message{Zone: person.Hours.Location()}
	if err := sc.digestCommitments(m, e.Org, who); err != nil {
		return nil, err
	}
	for _, add := range []func(*Message, governance.OrgID, governance.PersonID) error{sc.digestTurns, sc.digestProposals, sc.digestSelections, sc.digestRoles} {
		if err := add(m, e.Org, who); err != nil {
			return nil, err
		}
	}
	if len(m.Parts) == 0 {
		return nil, nil
	}
	m.Title = sc.p.Say("digest.title")
	m.Parts = append(m.Parts, Small{sc.p.Say("digest.footer", "off", sc.b.table.Word(moot)+" me set digest off")})
	return m, sc.dress(m)
}

// digestCommitments adds what the person is asked for, is to do soon, and has overdue.
func (sc *scene) digestCommitments(m *Message, org governance.OrgID, who governance.PersonID) error {
	found, _, err := sc.s.List(org, commitment.Kind, assembly.Filter{Owner: who, Live: true, Most: digestLooks})
	if err != nil {
		return err
	}
	var all []*commitment.Commitment
	for _, l := range found {
		cm, err := assembly.Get[*commitment.Commitment](sc.s, l.Ref, assembly.People{})
		if err != nil {
			return err
		}
		all = append(all, cm)
	}
	columns := commitment.Arrange(sc.s.Now, all)
	for _, column := range []commitment.Column{commitment.ColumnOverdue, commitment.ColumnDueSoon, commitment.ColumnOffered} {
		var lines []text.Text
		for _, cm := range columns[column] {
			lines = append(lines, sc.p.Say("digest.line", "id", sc.idLink(cm.Ref(), 0), "what", cm.What, "due", cm.Due))
		}
		sc.digestPart(m, "digest."+slug(string(column)), lines)
	}
	return nil
}

// digestAhead is how far ahead a digest tells of turns.
const digestAhead = 7 * 24 * time.Hour

// digestTurns adds the person's turns of the next days, and those that they are asked about.
func (sc *scene) digestTurns(m *Message, org governance.OrgID, who governance.PersonID) error {
	var lines []text.Text
	err := eachOf(sc.s, org, rotation.Kind, who, func(r *rotation.Rotation) error {
		for _, t := range r.Arranged() {
			if t.Keeper == who && t.End.After(sc.s.Now) && (t.State == rotation.Asked || t.Start.Before(sc.s.Now.Add(digestAhead))) {
				lines = append(lines, sc.ownTurn(r, t))
			}
		}
		return nil
	})
	sc.digestPart(m, "digest.turns", lines)
	return err
}

// digestProposals adds the proposals that wait for the person's response.
func (sc *scene) digestProposals(m *Message, org governance.OrgID, who governance.PersonID) error {
	waiting, err := sc.s.LiveRows(org, consent.Kind, who)
	if err != nil {
		return err
	}
	var lines []text.Text
	for _, ref := range waiting[:min(len(waiting), digestLooks)] {
		p, err := assembly.Get[*consent.Proposal](sc.s, ref, assembly.Just(who))
		if err != nil {
			return err
		}
		if waitsFor(p, who) {
			lines = append(lines, sc.p.Say("digest.line", "id", sc.idLink(ref, p.Version()), "what", p.Title(), "due", p.Deadline()))
		}
	}
	sc.digestPart(m, "digest.waiting", lines)
	return nil
}

// digestPart adds a heading with lines below it, when there are any.
func (sc *scene) digestPart(m *Message, heading string, lines []text.Text) {
	if lines == nil {
		return
	}
	out := []string{string(sc.p.Say(heading))}
	for i, line := range lines {
		if i == digestLines {
			out = append(out, string(sc.p.Say("board.more", "count", len(lines)-i)))
			break
		}
		out = append(out, string(line))
	}
	m.Parts = append(m.Parts, Paragraph{text.Text(strings.Join(out, "\n"))})
}

// lastLink is the id of something, leading to its latest card where there is one.
func (sc *scene) lastLink(on governance.Ref) text.Text {
	cards, err := sc.s.CardsOf(on)
	if err != nil || len(cards) == 0 {
		return text.Text("**" + on.String() + "**")
	}
	part := 0
	for _, c := range cards {
		part = max(part, c.Part)
	}
	return sc.idLink(on, part)
}

// idLink is the id of something, leading to its card where there is one.
func (sc *scene) idLink(on governance.Ref, part int) text.Text {
	cards, err := sc.s.CardsOf(on)
	if err == nil {
		for _, c := range cards {
			if c.Part == part && c.Link != "" && !c.Lost && c.Workspace == sc.ws {
				return text.LinkTo(on.String(), c.Link)
			}
		}
	}
	return text.Text("**" + on.String() + "**")
}
