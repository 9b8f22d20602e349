package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// acts says what the adoption of a proposal carries out, a line each when there are several, and how many there are (D22).
func (sc *scene) acts(p *consent.Proposal) (text.Text, int) {
	acts := p.Acts()
	var lines []string
	for _, act := range acts {
		line := string(sc.actSays(p, act))
		if len(acts) > 1 {
			line = "• " + line
		}
		lines = append(lines, line)
	}
	return text.Text(strings.Join(lines, "\n")), len(acts)
}

// actSays says one of them. An act that names people or moments is read by its own practice.
func (sc *scene) actSays(p *consent.Proposal, act governance.Act) text.Text {
	if act.Kind == commitment.ActMake {
		if d, after, err := commitment.ReadAct(act); err == nil {
			span, clock, _ := strings.Cut(after, " at ")
			return sc.p.Say("act.commitment.make", "owner", d.Owner, "own", d.Owner == p.Proposer(), "what", d.What, "after", span, "clock", clock,
				"due", d.Due, "rhythm", d.Cadence.String(), "to", d.To, "whom", d.To != 0)
		}
	}
	switch act.Kind {
	case role.ActCreate, role.ActChange, role.ActSeat, role.ActDrop:
		return sc.roleAct(p, act)
	case rotation.ActCreate:
		return sc.createRotationLine(act)
	}
	args := []any{}
	for name, value := range act.Args {
		args = append(args, name, fmt.Sprint(value))
	}
	return sc.p.Say("act."+act.Kind, args...)
}

// actChanges shows which acts a version dropped and which it added.
func (sc *scene) actChanges(p *consent.Proposal) ([]Change, error) {
	versions := p.Versions()
	was, err := sc.plainActs(p, versions[len(versions)-2].Acts)
	if err != nil {
		return nil, err
	}
	is, err := sc.plainActs(p, versions[len(versions)-1].Acts)
	if err != nil {
		return nil, err
	}
	var out []Change
	only := func(sign byte, these, those []string) {
		for _, line := range these {
			if !slices.Contains(those, line) {
				out = append(out, Change{Sign: sign, Text: sc.brief(line, 400)})
			}
		}
	}
	only('-', was, is)
	only('+', is, was)
	return out, nil
}

// plainActs are acts as plain text.
func (sc *scene) plainActs(p *consent.Proposal, acts []governance.Act) ([]string, error) {
	var out []string
	for _, act := range acts {
		line := sc.actSays(p, act)
		m := Message{Parts: []Part{Paragraph{line}}}
		if err := sc.dress(&m); err != nil {
			return nil, err
		}
		name := func(person governance.PersonID) string { return m.Contacts[person].Name }
		out = append(out, sc.p.Line("card.acts")+": "+line.Plain(name, plainTime(proposalZone(p))))
	}
	return out, nil
}

// hindrance says why an act cannot be carried out (D22). About a commitment the act itself knows best whose it is.
func (sc *scene) hindrance(p *consent.Proposal, act governance.Act, code string, args governance.Args) text.Text {
	d, _, err := commitment.ReadAct(act)
	if key := "hindered." + code; err == nil && sc.p.Has(key) {
		return sc.p.Say(key, "owner", d.Owner, "what", d.What, "due", d.Due, "circle", p.CircleName())
	}
	return sc.p.Refusal(&governance.Error{Code: code, Args: args})
}

// saidBack tells whoever raised or amended a proposal what was understood of its acts, with the dates in full (C3).
func (c *Call) saidBack(p *consent.Proposal, circle *governance.Circle) []Part {
	sc := &scene{p: c.print}
	var out []Part
	for _, act := range p.Acts() {
		d, after, err := commitment.ReadAct(act)
		if err != nil {
			continue
		}
		due := time.Time{}
		if after != "" {
			when, err := schedule.ParseWhen(after, p.Deadline(), circle.Location(), schedule.Reading{Days: circle.Days})
			if err != nil {
				continue
			}
			due = when.At
		}
		first := time.Time{}
		if !d.Cadence.IsZero() {
			first = d.Cadence.Next(p.Deadline())
		}
		out = append(out, Paragraph{c.print.Say("raised.then", "act", sc.actSays(p, act), "counted", !due.IsZero(), "due", due, "repeats", !first.IsZero(), "first", first)})
	}
	return out
}
