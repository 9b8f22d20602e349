package role

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The kinds of acts that this practice carries out (D22). A proposal may carry the first four; the others are asked for by its own events.
const (
	ActCreate = "role.create"
	ActChange = "role.change"
	// ActSeat seats somebody: rotations ask for it as well (R1).
	ActSeat = "role.seat"
	ActDrop = "role.drop"
	// ActCall calls the next selection of a role (R10); Call carries it out.
	ActCall = "role.call"
	// ActEnded tells a role that its selection is over; SelectionEnded carries it out.
	ActEnded = "role.selection_ended"
	// ActEnd tells a selection that its role is no more; RoleDropped carries it out.
	ActEnd = "role.end_selection"
	// ActCircleFacilitator tells the circle who keeps its facilitator role (D26); the circle carries it out.
	ActCircleFacilitator = "circle.facilitator"
)

// Target is the role that an act is about: by its number or, for one that is made by the same proposal, by its name.
type Target struct {
	N    int64
	Name string
}

func (t Target) args(args governance.Args) governance.Args {
	if t.N != 0 {
		args["role"] = t.N
	} else {
		args["name"] = t.Name
	}
	return args
}

// TargetOf reads which role an act is about.
func TargetOf(act governance.Act) (Target, error) {
	if n, ok := act.Args.Number("role"); ok && n > 0 {
		return Target{N: n}, nil
	}
	if name, _ := act.Args["name"].(string); name != "" {
		return Target{Name: name}, nil
	}
	return Target{}, fmt.Errorf("act %s does not say which role it is about", act.Kind)
}

// CreateAct is the act that creates a role once a proposal is adopted.
func CreateAct(d Draft) governance.Act {
	args := governance.Args{"name": d.Name}
	for name, text := range map[string]string{"purpose": d.Purpose, "accountabilities": strings.Join(d.Accountabilities, "\n"), "domain": d.Domain} {
		if text != "" {
			args[name] = text
		}
	}
	if !d.Term.IsZero() {
		args["term"] = d.Term.String()
	}
	return governance.Act{Kind: ActCreate, Args: args}
}

// DraftOf reads the draft that an act of kind ActCreate asks for. The act may have been through JSON. Place is the caller's to fill in.
func DraftOf(act governance.Act) (Draft, error) {
	c, err := changeOf(act)
	if err != nil {
		return Draft{}, err
	}
	var d Draft
	c.on(&d)
	return d, nil
}

// ChangeAct is the act that changes a role once a proposal is adopted. A new name goes as "new_name".
func ChangeAct(t Target, c Change) governance.Act {
	args := t.args(governance.Args{})
	for name, text := range map[string]*string{"new_name": c.Name, "purpose": c.Purpose, "domain": c.Domain} {
		if text != nil {
			args[name] = *text
		}
	}
	if c.Accountabilities != nil {
		args["accountabilities"] = strings.Join(c.Accountabilities, "\n")
	}
	if c.Term != nil {
		args["term"] = c.Term.String()
	}
	return governance.Act{Kind: ActChange, Args: args}
}

// ChangeOf reads the change that an act of kind ActChange asks for; TargetOf reads of which role.
func ChangeOf(act governance.Act) (Change, error) {
	c, err := changeOf(act)
	c.Name = word(act, "new_name")
	return c, err
}

func changeOf(act governance.Act) (Change, error) {
	c := Change{Name: word(act, "name"), Purpose: word(act, "purpose"), Domain: word(act, "domain")}
	if text := word(act, "accountabilities"); text != nil {
		c.Accountabilities = strings.Split(*text, "\n")
	}
	if text := word(act, "term"); text != nil {
		term, err := governance.ParseSpan(*text)
		if err != nil {
			return c, fmt.Errorf("act %s: term: %w", act.Kind, err)
		}
		c.Term = &term
	}
	return c, nil
}

func word(act governance.Act, name string) *string {
	if text, ok := act.Args[name].(string); ok {
		return &text
	}
	return nil
}

// SeatAct is the act that seats somebody in a role once a proposal is adopted, until a date or for the role's term.
func SeatAct(t Target, person governance.PersonID, until time.Time) governance.Act {
	args := t.args(governance.Args{"person": int64(person), "how": string(ByProposal)})
	if !until.IsZero() {
		args["until"] = moment(until).Format(time.RFC3339Nano)
	}
	return governance.Act{Kind: ActSeat, Args: args}
}

// SeatOf reads who is to be seated by an act of kind ActSeat; TargetOf reads in which role. Cause is what the act came from, for acts that
// do not say (a proposal's).
func SeatOf(act governance.Act, cause governance.Ref) (Seat, error) {
	person, ok := act.Args.Number("person")
	if !ok {
		return Seat{}, fmt.Errorf("act %s does not say who is seated", act.Kind)
	}
	s := Seat{Person: governance.PersonID(person), How: ByProposal, Source: cause}
	if how := word(act, "how"); how != nil {
		s.How = Filled(*how)
	}
	if until := word(act, "until"); until != nil {
		at, err := time.Parse(time.RFC3339Nano, *until)
		if err != nil {
			return Seat{}, fmt.Errorf("act %s: until: %w", act.Kind, err)
		}
		s.Until = at
	}
	return s, nil
}

// DropAct is the act that ends a role once a proposal is adopted.
func DropAct(t Target) governance.Act {
	return governance.Act{Kind: ActDrop, Args: t.args(governance.Args{})}
}

// callAct calls the next selection of the role.
func (r *Role) callAct() governance.Act {
	return governance.Act{Kind: ActCall, Args: governance.Args{"role": r.Number}}
}

// circleAct tells the circle who its facilitator is.
func (r *Role) circleAct(p governance.PersonID) governance.Act {
	return governance.Act{Kind: ActCircleFacilitator, Args: governance.Args{"role": r.Number, "person": int64(p)}}
}

// FacilitatorOf reads whom an act of kind ActCircleFacilitator names, zero for nobody, and by which role.
func FacilitatorOf(act governance.Act, org governance.OrgID) (governance.PersonID, governance.Ref, error) {
	person, ok := act.Args.Number("person")
	n, okRole := act.Args.Number("role")
	if !ok || !okRole {
		return 0, governance.Ref{}, fmt.Errorf("act %s names nobody", act.Kind)
	}
	return governance.PersonID(person), governance.Ref{Org: org, Kind: Kind, N: n}, nil
}

// EndOf reads which selection an act of kind ActEnd ends.
func EndOf(act governance.Act, org governance.OrgID) (governance.Ref, error) {
	n, ok := act.Args.Number("selection")
	if !ok {
		return governance.Ref{}, fmt.Errorf("act %s names no selection", act.Kind)
	}
	return governance.Ref{Org: org, Kind: KindSelection, N: n}, nil
}

// EndedOf reads which selection an act of kind ActEnded is about, and how it ended.
func EndedOf(act governance.Act, org governance.OrgID) (selection governance.Ref, outcome SelectionStatus, err error) {
	n, ok := act.Args.Number("selection")
	if !ok {
		return governance.Ref{}, "", fmt.Errorf("act %s names no selection", act.Kind)
	}
	return governance.Ref{Org: org, Kind: KindSelection, N: n}, SelectionStatus(act.Args.Word("outcome")), nil
}
