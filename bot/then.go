package bot

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// mostThens is how many commitments the adoption of one proposal may make.
const mostThens = 12

// afterAdoption is how people say that a length of time is counted from the adoption, which it is anyway.
var afterAdoption = regexp.MustCompile(`(?i)\s+(?:(?:after|from|of|following)\s+(?:(?:the|its|it is|it's|it’s|being)\s+)?(?:adoption|adopted|agreement|decision|that|then)|later|afterwards)[.!]?$`)

// thens reads what is to be done once a proposal is adopted, one clause for each --then, as acts (D22). A length of time is counted from the
// adoption; a date is one of the circle's clock. It asks platforms who is meant, so it is called before the transaction.
func (c *Call) thens(clauses []string, in governance.CircleID) ([]governance.Act, error) {
	if len(clauses) == 0 {
		return nil, nil
	}
	zone, days, err := c.calendarOf(in)
	if err != nil {
		return nil, err
	}
	var acts []governance.Act
	for _, clause := range clauses {
		more, err := c.then(clause, zone, days)
		if err != nil {
			return nil, err
		}
		acts = append(acts, more...)
	}
	if len(acts) > mostThens {
		return nil, governance.Refuse(governance.Invalid, "then_many", "most", mostThens)
	}
	return acts, nil
}

// then reads one clause: a commitment, or one for each of the people named.
func (c *Call) then(clause string, zone *time.Location, days governance.Weekdays) ([]governance.Act, error) {
	e, err := c.errand(typed{Words: countedSpan(clause)})
	if err != nil {
		return nil, err
	}
	err = c.readDate(&e, zone, days)
	if refusal := governance.AsError(err); refusal != nil && refusal.Code == "date_missing" {
		err = governance.Refuse(governance.Invalid, "then_when_missing", "clause", clause)
	}
	if err != nil {
		return nil, err
	}
	what, err := governance.CheckText("what", e.what, governance.MaxTitle, true)
	if err == nil && what == "" {
		err = governance.Refuse(governance.Invalid, "then_what_missing")
	}
	if err != nil {
		return nil, err
	}
	d := commitment.Draft{What: what, To: e.to, Due: e.due, Cadence: e.cadence}
	if e.after != "" {
		d.Due = time.Time{}
	}
	var acts []governance.Act
	for _, d.Owner = range e.owners {
		acts = append(acts, commitment.MakeAct(d, e.after))
	}
	return acts, nil
}

// countedSpan writes "buy the paint 2 weeks after adoption" as "buy the paint in 2 weeks".
func countedSpan(clause string) string {
	clause = strings.TrimSpace(clause)
	cut := afterAdoption.FindStringIndex(clause)
	if cut == nil {
		return clause
	}
	for _, at := range wordStart.FindAllStringIndex(clause[:cut[0]], -1) {
		before, span := clause[:at[0]], clause[at[0]:cut[0]]
		if _, err := governance.ParseSpan(span); err != nil {
			continue
		}
		for _, word := range []string{"within ", "in ", "by "} {
			before = strings.TrimSuffix(before, word)
		}
		return before + "in " + span
	}
	return clause
}

// calendarOf is the clock and the working days of a circle, or of the one that is about to be made here.
func (c *Call) calendarOf(id governance.CircleID) (*time.Location, governance.Weekdays, error) {
	if id == 0 {
		hours, err := c.hours()
		if c.bot.Zone != "" {
			hours.Zone = c.bot.Zone
		}
		return hours.Location(), governance.WorkingWeek, err
	}
	var circle *governance.Circle
	err := c.look(func(s *assembly.Sitting) (err error) {
		circle, err = s.Circle(c.org(), id, assembly.People{})
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return circle.Location(), circle.Days, nil
}

// checkThens refuses at once what could not be done at the proposal's deadline: somebody who could never answer, or not read what is asked
// of them (K6), and a date before the decision. What becomes impossible later hinders the adoption (D22).
func checkThens(s *assembly.Sitting, circle *governance.Circle, p *consent.Proposal) error {
	for _, act := range p.Acts() {
		if act.Kind != commitment.ActMake {
			continue
		}
		d, after, err := commitment.ReadAct(act)
		if err != nil {
			return err
		}
		for _, person := range []governance.PersonID{d.Owner, d.To} {
			if person == 0 {
				continue
			}
			if _, err := reachable(s, circle.Org, person); err != nil {
				return err
			}
			if circle.Private && !circle.Has(person) {
				return governance.Refuse(governance.NotAllowed, "commit_not_a_member", "person", person, "circle", circle.Name)
			}
		}
		if after == "" && d.Cadence.IsZero() && !d.Due.After(p.Deadline()) {
			return governance.Refuse(governance.Invalid, "then_before_deadline", "act", act.Text, "due", d.Due, "deadline", p.Deadline())
		}
	}
	return nil
}

// carryCommitment makes the commitment that an adopted proposal asks for (D22). Who raised the proposal asks for it or, when they have left
// the circle since, the circle itself.
func carryCommitment(s *assembly.Sitting, cause *governance.Entry, act governance.Act) error {
	circle, err := s.Circle(cause.Org, cause.Circle, assembly.Everybody)
	if err != nil {
		return err
	}
	d, err := commitment.DraftOf(s.Now, act, circle)
	if err != nil {
		return err
	}
	person, err := reachable(s, cause.Org, d.Owner)
	if err != nil {
		return err
	}
	p, err := assembly.Get[*consent.Proposal](s, cause.On, assembly.People{})
	if err != nil {
		return err
	}
	asker := p.Proposer()
	if !circle.Has(asker) {
		asker = 0
	}
	n, err := s.Next(cause.Org, commitment.Kind)
	if err != nil {
		return err
	}
	switch _, err := reachable(s, cause.Org, d.To); {
	case governance.AsError(err) != nil, circle.Private && !circle.Has(d.To):
		d.To = 0 // whom it was for is gone, so it is for the circle
	case err != nil:
		return err
	}
	d.OwnerZone, d.Place, d.Source = person.Hours.Zone, circle.Now(p.Place()), commitment.Source{By: commitment.ByProposal, On: cause.On}
	one, events, err := commitment.Make(s.Now, governance.Ref{Org: cause.Org, Kind: commitment.Kind, N: n}, circle, asker, d)
	if err != nil {
		return err
	}
	s.Add(one)
	return s.On(one).Did(events, nil)
}

// amendedActs are the acts of a proposal with other clauses in place of those it has; the word none drops them all. What is not a
// commitment stays. Lines that stand as they were are not read again, so that whoever cannot be named here is kept.
func (c *Call) amendedActs(p *consent.Proposal, clauses []string) ([]governance.Act, error) {
	if len(clauses) == 1 && slices.Contains([]string{"none", "nothing", "off"}, strings.ToLower(clauses[0])) {
		clauses = nil
	}
	was := map[string]governance.Act{}
	var out []governance.Act
	for _, act := range p.Acts() {
		if act.Kind != commitment.ActMake {
			out = append(out, act)
			continue
		}
		was[c.typedAct(act, proposalZone(p))] = act
	}
	for _, clause := range clauses {
		if act, ok := was[strings.TrimSpace(clause)]; ok {
			out = append(out, act)
			continue
		}
		acts, err := c.thens([]string{clause}, p.Circle())
		if err != nil {
			return nil, err
		}
		out = append(out, acts...)
	}
	if len(out) > mostThens {
		return nil, governance.Refuse(governance.Invalid, "then_many", "most", mostThens)
	}
	return out, nil
}

// amendThens puts what the clauses say into an amendment, if it is not what the proposal says already.
func (c *Call) amendThens(a *consent.Amendment, clauses []string) error {
	var p *consent.Proposal
	err := c.peek(assembly.People{}, func(_ *assembly.Sitting, found *consent.Proposal) error {
		p = found
		return nil
	})
	if err != nil {
		return err
	}
	acts, err := c.amendedActs(p, clauses)
	zone := proposalZone(p)
	if err == nil && c.typedActs(acts, zone) != c.typedActs(p.Acts(), zone) {
		a.Acts, a.HasActs = acts, true
	}
	return err
}

// thenField asks for what is to be done once a proposal is adopted, one clause a line.
func (c *Call) thenField(value string) FormField {
	return FormField{Name: "then", Label: c.print.Line("form.propose.then"), Hint: c.print.Line("form.propose.then.hint"), Kind: Area, Max: 2000, Optional: true, Value: value}
}

// textLines are the lines of a form's field that say something.
func textLines(field string) []string {
	var lines []string
	for _, line := range strings.Split(field, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// typedActs are the commitments of a proposal as somebody would type them, one a line.
func (c *Call) typedActs(acts []governance.Act, zone *time.Location) string {
	var lines []string
	for _, act := range acts {
		if act.Kind == commitment.ActMake {
			lines = append(lines, c.typedAct(act, zone))
		}
	}
	return strings.Join(lines, "\n")
}

func (c *Call) typedAct(act governance.Act, zone *time.Location) string {
	d, after, err := commitment.ReadAct(act)
	if err != nil {
		return act.Text
	}
	line := c.typedPerson(d.Owner) + " to " + d.What
	switch {
	case after != "":
		line += " in " + after
	case !d.Cadence.IsZero():
		line += " " + d.Cadence.String()
	default:
		line += " by " + strings.TrimSuffix(d.Due.In(zone).Format(time.DateTime), ":00")
	}
	if d.To != 0 {
		line += " for " + c.typedPerson(d.To)
	}
	return line
}

// typedPerson names somebody as people type it.
func (c *Call) typedPerson(person governance.PersonID) string {
	name := ""
	_ = c.look(func(s *assembly.Sitting) error {
		accounts, err := s.AccountsOf(person)
		for _, a := range accounts {
			if name == "" || a.Workspace == c.origin.Workspace {
				name = a.Handle
			}
		}
		return err
	})
	return "@" + name
}
