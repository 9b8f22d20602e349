package bot

import (
	"regexp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
)

// roleDeed is one act on a role within a sitting: it answers the proposal that it raised instead, if it did.
type roleDeed func(s *assembly.Sitting, r *role.Role, in *governance.Circle) (*consent.Proposal, error)

// onRole lets a deed be done to the role that the call names, and answers it and its circle as they then are.
func (c *Call) onRole(do roleDeed) (r *role.Role, circle *governance.Circle, raised *consent.Proposal, err error) {
	err = c.sit(func(s *assembly.Sitting) error {
		if r, err = visible[*role.Role](c, s, c.ref(), assembly.Everybody); err != nil {
			return err
		}
		if circle, err = s.Circle(c.org(), r.Circle, assembly.Everybody); err != nil {
			return err
		}
		raised, err = do(s, r, circle)
		return err
	})
	return r, circle, raised, err
}

// peekRole reads the role that the call names.
func (c *Call) peekRole() (*role.Role, error) {
	var r *role.Role
	err := c.look(func(s *assembly.Sitting) (err error) {
		r, err = visible[*role.Role](c, s, c.ref(), assembly.People{})
		return err
	})
	return r, err
}

// tellRole is the reply after a deed: what was done, or which proposal was raised for it.
func (c *Call) tellRole(key string, r *role.Role, circle *governance.Circle, raised *consent.Proposal, err error) (Reply, error) {
	switch {
	case err != nil:
		return Reply{}, err
	case raised != nil:
		return c.tellRaised(circle, raised)
	}
	m := c.say("role.reply."+key, aboutRole(r)...)
	m.Zone = c.zone()
	return Reply{Message: c.dress(&m)}, nil
}

func (c *Call) changeRole() (Reply, error) {
	t := c.typed
	if t.Words == "" && t.More == "" && len(t.Options) == 0 {
		return c.changeRoleForm()
	}
	w := typedRole(t)
	var change role.Change
	for _, f := range []struct {
		said string
		to   **string
	}{{w.name, &change.Name}, {w.purpose, &change.Purpose}, {w.domain, &change.Domain}} {
		if f.said != "" {
			*f.to = &f.said
		}
	}
	change.Accountabilities = w.list()
	return c.changeRoleTo(w, change)
}

// changeRoleTo lets the role read differently, or proposes that it does. The term is read from the wish.
func (c *Call) changeRoleTo(w roleWish, change role.Change) (Reply, error) {
	if w.term != "" {
		term, err := governance.ParseSpan(w.term)
		if err != nil {
			return Reply{}, inForm(c, "term", err)
		}
		change.Term = &term
	}
	r, circle, raised, err := c.onRole(func(s *assembly.Sitting, r *role.Role, in *governance.Circle) (*consent.Proposal, error) {
		change, err := c.fitChange(s, r, in, change)
		if err != nil {
			return nil, err
		}
		events, err := r.Change(s.Now, in, c.actor.Person, change, governance.Ref{})
		if refusal := governance.AsError(err); refusal == nil || refusal.Code != "role_by_consent" {
			return nil, s.On(r).Did(events, err)
		}
		return c.proposeActs(s, in, c.print.Line("role.proposal.change", "name", r.Name), "", consent.Review{}, role.ChangeAct(role.Target{N: r.Number}, change))
	})
	return c.tellRole("changed", r, circle, raised, err)
}

// fitChange leaves of a change what differs, and refuses what could never be carried out: Conflict role_same where nothing differs.
func (c *Call) fitChange(s *assembly.Sitting, r *role.Role, in *governance.Circle, change role.Change) (role.Change, error) {
	trial := *r // so that nothing is changed by asking
	events, err := trial.Change(s.Now, in, 0, change, r.Ref())
	switch {
	case err != nil:
		return change, inForm(c, roleField(err), err)
	case events == nil:
		return change, governance.Refuse(governance.Conflict, "role_same", "id", r.Ref().String(), "name", r.Name)
	}
	e, _ := events[0].(*role.Changed)
	fit := role.Change{Name: e.Name, Purpose: e.Purpose, Accountabilities: e.Accountabilities, Domain: e.Domain}
	if e.Term != nil {
		fit.Term = &trial.Term
	}
	if change.Accountabilities != nil && len(trial.Accountabilities) == 0 && len(r.Accountabilities) > 0 {
		fit.Accountabilities = []string{} // none any more
	}
	if e.Name != nil && !role.SameName(*e.Name, r.Name) {
		return fit, inForm(c, "name", nameIsFree(s, in, *e.Name))
	}
	return fit, nil
}

// untilWord stands before the end of a term.
var untilWord = regexp.MustCompile(`(?i)^(?:until|till|to)\s+`)

// seatRole proposes that somebody keeps the role (R1): whoever is neither selected nor comes by rotation is the circle's to appoint.
func (c *Call) seatRole() (Reply, error) {
	said, because := cutBecause(c.said())
	who, rest, err := c.cutPerson(said)
	if err != nil {
		return Reply{}, err
	}
	until := untilWord.ReplaceAllString(rest, "")
	r, circle, raised, err := c.onRole(func(s *assembly.Sitting, r *role.Role, in *governance.Circle) (*consent.Proposal, error) {
		seat := role.Seat{Person: who, How: role.ByProposal}
		if until != "" {
			at, err := readWhen(until, s.Now, in)
			if err != nil {
				return nil, err
			}
			seat.Until = at
		}
		if err := r.MaySeat(s.Now, in, seat); err != nil {
			return nil, err
		}
		name, err := c.scene(s).contact(who)
		if err != nil {
			return nil, err
		}
		return c.proposeActs(s, in, c.print.Line("role.proposal.seat", "person", name.Name, "name", r.Name), because, consent.Review{Never: true},
			role.SeatAct(role.Target{N: r.Number}, who, seat.Until))
	})
	return c.tellRole("", r, circle, raised, err)
}

func (c *Call) unseatRole() (Reply, error) {
	why := because(c.said())
	r, circle, raised, err := c.onRole(func(s *assembly.Sitting, r *role.Role, in *governance.Circle) (*consent.Proposal, error) {
		if err := r.MaySeat(s.Now, in, role.Seat{How: role.ByProposal}); err != nil {
			return nil, err
		}
		if r.Keeper == 0 {
			return nil, governance.Refuse(governance.Conflict, "role_vacant", "id", r.Ref().String(), "name", r.Name)
		}
		keeper, err := c.scene(s).contact(r.Keeper)
		if err != nil {
			return nil, err
		}
		return c.proposeActs(s, in, c.print.Line("role.proposal.unseat", "person", keeper.Name, "name", r.Name), why, consent.Review{Never: true},
			role.SeatAct(role.Target{N: r.Number}, 0, time.Time{}))
	})
	return c.tellRole("", r, circle, raised, err)
}

func (c *Call) dropRole() (Reply, error) {
	why := because(c.said())
	r, circle, raised, err := c.onRole(func(s *assembly.Sitting, r *role.Role, in *governance.Circle) (*consent.Proposal, error) {
		events, err := r.Drop(s.Now, in, c.actor.Person, governance.Ref{})
		if refusal := governance.AsError(err); refusal == nil || refusal.Code != "role_by_consent" {
			return nil, s.On(r).Did(events, err)
		}
		return c.proposeActs(s, in, c.print.Line("role.proposal.drop", "name", r.Name), why, consent.Review{Never: true}, role.DropAct(role.Target{N: r.Number}))
	})
	return c.tellRole("dropped", r, circle, raised, err)
}

// resignRole lets the keeper step down; the next selection is called (R10).
func (c *Call) resignRole() (Reply, error) {
	why := because(c.said())
	r, circle, raised, err := c.onRole(func(s *assembly.Sitting, r *role.Role, _ *governance.Circle) (*consent.Proposal, error) {
		return nil, s.On(r).Did(r.Resign(s.Now, c.actor.Person, why))
	})
	return c.tellRole("resigned", r, circle, raised, err)
}

// firstPerson is somebody whom words begin with.
var firstPerson = regexp.MustCompile(`^(?:` + somebody + `|(?i:me|myself)\b)`)

// cutPerson cuts the person off that words begin with. It answers Invalid when they begin with nobody.
func (c *Call) cutPerson(words string) (who governance.PersonID, rest string, err error) {
	words = strings.TrimSpace(words)
	named := firstPerson.FindString(words)
	switch {
	case named == "":
		return 0, "", governance.Refuse(governance.Invalid, "person_missing", "text", words)
	case named[0] == '@' || named[0] == '<':
		who, err = c.person(named)
	default:
		who = c.actor.Person
	}
	return who, strings.TrimLeft(words[len(named):], " \t\n,:;–—-"), err
}
