package bot

import (
	"slices"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/role"
)

// eachRead answers the live aggregates of a kind that somebody has a row in and may read now (K6).
func eachRead[A governance.Aggregate](s *assembly.Sitting, org governance.OrgID, kind governance.Kind, who governance.PersonID) ([]A, error) {
	refs, err := s.LiveRows(org, kind, who)
	if err != nil {
		return nil, err
	}
	var out []A
	for _, ref := range refs[:min(len(refs), digestLooks)] {
		if may, err := mayRead(s, ref, who); err != nil || !may {
			if err != nil {
				return nil, err
			}
			continue
		}
		a, err := assembly.Get[A](s, ref, assembly.Everybody)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// selectionsAwaiting answers the selections that wait for somebody, the most urgent first.
func selectionsAwaiting(s *assembly.Sitting, org governance.OrgID, who governance.PersonID) ([]*role.Selection, error) {
	all, err := eachRead[*role.Selection](s, org, role.KindSelection, who)
	all = slices.DeleteFunc(all, func(sel *role.Selection) bool { return !sel.PausedAt.IsZero() || !slices.Contains(sel.Awaited(), who) })
	slices.SortStableFunc(all, func(a, b *role.Selection) int { return a.Until.Compare(b.Until) })
	return all, err
}

// rolesKept answers the roles that somebody keeps.
func rolesKept(s *assembly.Sitting, org governance.OrgID, who governance.PersonID) ([]*role.Role, error) {
	return eachRead[*role.Role](s, org, role.Kind, who)
}

// waitingLine says what a selection waits for.
func (sc *scene) waitingLine(sel *role.Selection) text.Text {
	return sc.p.Say("select.waits."+string(sel.Phase), aboutSelection(sel, "id", sc.idLink(sel.Ref(), 0))...)
}

// keptLine says which role somebody keeps, and until when.
func (sc *scene) keptLine(r *role.Role) text.Text {
	return sc.p.Say("role.kept_line", aboutRole(r, "id", sc.idLink(r.Ref(), 0))...)
}

// homeSelections adds the selections that wait for the page's reader, the most urgent with its buttons.
func (c *Call) homeSelections(sc *scene, m *Message, waiting []*role.Selection) {
	if len(waiting) == 0 {
		return
	}
	m.Parts = append(m.Parts, Paragraph{c.print.Say("home.selections", "count", len(waiting))})
	for _, sel := range waiting[:min(len(waiting), homeLines)] {
		m.Parts = append(m.Parts, Paragraph{sc.waitingLine(sel)})
	}
	for _, action := range sc.selectionActions(waiting[0], c.actor.Person) {
		action.Label += " " + waiting[0].Ref().String()
		m.Actions = append(m.Actions, action)
	}
}

// homeRoles adds the roles that the page's reader keeps.
func (c *Call) homeRoles(sc *scene, m *Message) error {
	kept, err := rolesKept(sc.s, c.org(), c.actor.Person)
	if err != nil || len(kept) == 0 {
		return err
	}
	m.Parts = append(m.Parts, Divider{}, Paragraph{c.print.Say("home.roles")})
	for _, r := range kept[:min(len(kept), homeLines)] {
		m.Parts = append(m.Parts, Paragraph{sc.keptLine(r)})
	}
	return nil
}

// digestSelections adds the selections that wait for the person. Where there is only one thing to press, it can be pressed.
func (sc *scene) digestSelections(m *Message, org governance.OrgID, who governance.PersonID) error {
	waiting, err := selectionsAwaiting(sc.s, org, who)
	if err != nil {
		return err
	}
	var lines []text.Text
	for _, sel := range waiting {
		lines = append(lines, sc.waitingLine(sel))
	}
	sc.digestPart(m, "digest.selections", lines)
	if len(waiting) == 1 {
		m.Actions = sc.selectionActions(waiting[0], who)
	}
	return nil
}

// digestRoles adds the roles that the person keeps, to a digest that has something to say.
func (sc *scene) digestRoles(m *Message, org governance.OrgID, who governance.PersonID) error {
	kept, err := rolesKept(sc.s, org, who)
	if err != nil || len(m.Parts) == 0 {
		return err
	}
	var lines []text.Text
	for _, r := range kept {
		lines = append(lines, sc.keptLine(r))
	}
	sc.digestPart(m, "digest.roles", lines)
	return nil
}
