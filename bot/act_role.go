package bot

import (
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
)

// roleAct says what an act about a role carries out: people by name, dates in full (D22). What cannot be read is named by its kind, for
// nobody but this program wrote it.
func (sc *scene) roleAct(p *consent.Proposal, act governance.Act) text.Text {
	says := map[string]func(*consent.Proposal, governance.Act) (text.Text, error){role.ActCreate: sc.createAct, role.ActChange: sc.changeAct,
		role.ActSeat: sc.seatAct, role.ActDrop: sc.dropAct}
	said, err := says[act.Kind](p, act)
	if err != nil {
		sc.b.Log.Warn("an act could not be told", "on", p.Ref().String(), "act", act.Kind, "err", err)
		return text.Quote(act.Kind)
	}
	return said
}

// targetOf is the role that an act is about, as people read it; and as it is, or nil where it is only to be made.
func (sc *scene) targetOf(p *consent.Proposal, act governance.Act) (text.Text, *role.Role, error) {
	target, err := role.TargetOf(act)
	if err != nil || target.N == 0 {
		return text.Quote(target.Name), nil, err
	}
	r, err := assembly.Get[*role.Role](sc.s, governance.Ref{Org: p.Ref().Org, Kind: role.Kind, N: target.N}, assembly.People{})
	if err != nil {
		return "", nil, err
	}
	return sc.p.Say("act.role.target", "name", r.Name, "id", text.Text("**"+r.Ref().String()+"**")), r, nil
}

func (sc *scene) createAct(_ *consent.Proposal, act governance.Act) (text.Text, error) {
	d, err := role.DraftOf(act)
	said := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	return sc.p.Say("act.role.create", "name", d.Name) + sc.reading(said(d.Purpose), d.Accountabilities, said(d.Domain), &d.Term), err
}

func (sc *scene) changeAct(p *consent.Proposal, act governance.Act) (text.Text, error) {
	target, r, err := sc.targetOf(p, act)
	if err != nil {
		return "", err
	}
	change, err := role.ChangeOf(act)
	said := sc.p.Say("act.role.change", "role", target)
	if change.Name != nil {
		if r != nil && r.Name == *change.Name { // it is done already
			target = text.Text("**" + r.Ref().String() + "**")
		}
		said = sc.p.Say("act.role.rename", "role", target, "name", *change.Name)
	}
	return said + sc.reading(change.Purpose, change.Accountabilities, change.Domain, change.Term), err
}

// reading is a line for each thing that a role will say; nil is not said.
func (sc *scene) reading(purpose *string, accountabilities []string, domain *string, term *governance.Span) text.Text {
	var out strings.Builder
	line := func(key string, said string) {
		out.WriteString("\n" + string(sc.p.Say("act.role."+key, "said", said, "none", said == "")))
	}
	if purpose != nil {
		line("purpose", *purpose)
	}
	if accountabilities != nil {
		line("accountabilities", strings.Join(accountabilities, " · "))
	}
	if domain != nil {
		line("domain", *domain)
	}
	if term != nil && !term.IsZero() {
		line("term", term.String())
	}
	return text.Text(out.String())
}

func (sc *scene) seatAct(p *consent.Proposal, act governance.Act) (text.Text, error) {
	target, r, err := sc.targetOf(p, act)
	if err != nil {
		return "", err
	}
	var term governance.Span
	if r != nil {
		term = r.Term
	}
	seat, err := role.SeatOf(act, p.Ref())
	if seat.Person == 0 {
		return sc.p.Say("act.role.unseat", "role", target), err
	}
	return sc.p.Say("act.role.seat", "role", target, "person", seat.Person, "until", seat.Until, "ends", !seat.Until.IsZero(), "term", term,
		"spans", !term.IsZero()), err
}

func (sc *scene) dropAct(p *consent.Proposal, act governance.Act) (text.Text, error) {
	target, _, err := sc.targetOf(p, act)
	return sc.p.Say("act.role.drop", "role", target), err
}
