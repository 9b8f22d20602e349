package role

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The kinds of this package's aggregates: S2 is a role, N4 a selection.
const (
	Kind          governance.Kind = "S"
	KindSelection governance.Kind = "N"
)

// The roles that are there as soon as anybody wants them. The keeper of the first is the circle's facilitator (D26).
const (
	Facilitator = "facilitator"
	Secretary   = "secretary"
)

// Status is the one word that tells where a role is. The words are shown to people and promised to scripts.
type Status string

const (
	// StatusHeld: somebody keeps it.
	StatusHeld Status = "Held"
	// StatusVacant: nobody does.
	StatusVacant Status = "Vacant"
	// StatusDropped: it is no more.
	StatusDropped Status = "Dropped"
)

// Role is what a circle asks of somebody for a term (R1).
type Role struct {
	Org        governance.OrgID    `json:"org"`
	Number     int64               `json:"number"`
	Circle     governance.CircleID `json:"circle"`
	CircleName string              `json:"circle_name"`
	Readers    governance.Audience `json:"readers"`
	Place      governance.Place    `json:"place"`
	// Made is when it came to be, by the proposal MadeIn or else by the wish of MadeBy.
	Made   time.Time           `json:"made"`
	MadeBy governance.PersonID `json:"made_by,omitempty"`
	MadeIn governance.Ref      `json:"made_in,omitzero"`

	Name             string   `json:"name"`
	Purpose          string   `json:"purpose,omitempty"`
	Accountabilities []string `json:"accountabilities,omitempty"`
	// Domain is what its keeper decides about alone (R11).
	Domain string `json:"domain,omitempty"`
	// Term is how long somebody keeps it who is not seated until a date.
	Term governance.Span `json:"term"`

	Status Status              `json:"status"`
	Keeper governance.PersonID `json:"keeper,omitempty"`
	How    Filled              `json:"how,omitempty"`
	Source governance.Ref      `json:"source,omitzero"`
	Since  time.Time           `json:"since,omitzero"`
	// Until is when the keeper's term ends or ended; zero for no end. Over is true once it has, while they serve on (R10).
	Until time.Time `json:"until,omitzero"`
	Over  bool      `json:"over,omitempty"`
	// Selection is the one that runs; zero for none. Recall is when the next is called because one found nobody, or (Hindered) could not be
	// called.
	Selection governance.Ref `json:"selection,omitzero"`
	Recall    time.Time      `json:"recall,omitzero"`
	Hindered  bool           `json:"hindered,omitempty"`

	people governance.Beside[Seating]
}

// Seating is one person's row beside a role, live while they keep it, so that their roles can be found.
type Seating struct {
	Keeps bool `json:"keeps,omitempty"`
}

// Live implements the liveness of a row.
func (s Seating) Live() bool { return s.Keeps }

// The longest a role may be, and how long after a selection that found nobody the next is called at the latest.
const (
	mostAccountabilities = 20
	recallAfter          = 30 * 24 * time.Hour
)

// DefaultTerm is the term of a role that says nothing else.
func DefaultTerm() governance.Span { return governance.Span{Months: 6} }

// WellKnown tells whether the name is one of the roles that any member may create, and how it is written.
func WellKnown(name string) (string, bool) {
	for _, known := range []string{Facilitator, Secretary} {
		if SameName(name, known) {
			return known, true
		}
	}
	return "", false
}

// SameName tells whether two names mean the same role within a circle.
func SameName(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// Decode reads what json.Marshal made of a role. Its rows are filled separately.
func Decode(data []byte) (*Role, error) {
	r := &Role{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("decode a role: %w", err)
	}
	return r, nil
}

// Ref implements governance.Aggregate.
func (r *Role) Ref() governance.Ref { return governance.Ref{Org: r.Org, Kind: Kind, N: r.Number} }

// Index implements governance.Aggregate.
func (r *Role) Index() governance.Index {
	return governance.Index{Circle: r.Circle, Status: string(r.Status), Live: r.Status != StatusDropped, Owner: r.Keeper, Title: r.Name,
		Words: r.Purpose + "\n" + strings.Join(r.Accountabilities, "\n") + "\n" + r.Domain, Due: r.Until}
}

// Audience implements governance.Aggregate: those who may read the circle (K6).
func (r *Role) Audience() governance.Audience { return r.Readers }

// Rows implements governance.WithRows. Nothing but finding the role from its keeper needs them.
func (r *Role) Rows() governance.Rows { return &r.people }

// refuse makes a refusal that names the role.
func (r *Role) refuse(kind governance.ErrorKind, code string, pairs ...any) error {
	return governance.Refuse(kind, code, append(pairs, "id", r.Ref().String(), "name", r.Name)...)
}

// alive refuses what cannot be done to a role that is no more: TooLate.
func (r *Role) alive() error {
	if r.Status == StatusDropped {
		return r.refuse(governance.TooLate, "role_dropped")
	}
	return nil
}

// Draft is what somebody says about a role.
type Draft struct {
	Name             string
	Purpose          string
	Accountabilities []string
	Domain           string
	// Term is DefaultTerm when it is zero.
	Term  governance.Span
	Place governance.Place
}

// Clean makes a draft fit to be kept, or refuses it: Invalid role_name_missing, role_too_much, text_….
func (d *Draft) Clean() (err error) {
	if d.Name, err = governance.CheckText("name", d.Name, governance.MaxName, true); err != nil {
		return err
	}
	if d.Name == "" {
		return governance.Refuse(governance.Invalid, "role_name_missing")
	}
	if known, ok := WellKnown(d.Name); ok {
		d.Name = known
	}
	if d.Purpose, err = governance.CheckText("purpose", d.Purpose, governance.MaxReason, false); err != nil {
		return err
	}
	if d.Domain, err = governance.CheckText("domain", d.Domain, governance.MaxReason, false); err != nil {
		return err
	}
	if d.Term.IsZero() {
		d.Term = DefaultTerm()
	}
	d.Accountabilities, err = cleanList(d.Accountabilities)
	return err
}

func cleanList(list []string) ([]string, error) {
	var out []string
	for _, a := range list {
		a, err := governance.CheckText("accountability", a, governance.MaxReason, true)
		if err != nil {
			return nil, err
		}
		if a != "" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	if len(out) > mostAccountabilities {
		return nil, governance.Refuse(governance.Invalid, "role_too_much", "most", mostAccountabilities)
	}
	return out, nil
}

// Create makes a role: by an adopted proposal (D22), or by somebody's wish, who is a member, when the role is well known or they may set
// the circle's policy alone (K4). Otherwise it answers NotAllowed role_by_consent ("name"); and Invalid as a draft does. That no other
// role of the circle has the name is the caller's to know. The row of by must be loaded.
func Create(now time.Time, ref governance.Ref, in *governance.Circle, by governance.PersonID, d Draft, proposal governance.Ref) (
	*Role, []governance.Event, error) {
	if err := d.Clean(); err != nil {
		return nil, nil, err
	}
	if proposal.IsZero() {
		if err := MayAlone(in, by, d.Name); err != nil {
			return nil, nil, err
		}
	}
	r := &Role{Org: ref.Org, Number: ref.N, Circle: in.ID, CircleName: in.Name, Readers: in.Audience(), Place: d.Place, Made: moment(now), MadeBy: by, MadeIn: proposal,
		Name: d.Name, Purpose: d.Purpose, Accountabilities: d.Accountabilities, Domain: d.Domain, Term: d.Term, Status: StatusVacant}
	return r, []governance.Event{&Created{Name: r.Name, Purpose: r.Purpose, Accountabilities: slices.Clone(r.Accountabilities),
		Domain: r.Domain, Term: r.Term.String(), By: by, Proposal: proposal, Notice: governance.Notice{ToCircle: true}}}, nil
}

// MayAlone refuses what only the circle's consent may do to a role of that name (K4, R1): NotAllowed not_a_member, role_by_consent
// ("name"). The row of by must be loaded.
func MayAlone(in *governance.Circle, by governance.PersonID, name string) error {
	if !in.Has(by) {
		return in.NotMember()
	}
	if _, known := WellKnown(name); known || in.MaySetAlone(by) {
		return nil
	}
	return governance.Refuse(governance.NotAllowed, "role_by_consent", "name", name)
}

// Change is what is to be different about a role. Nil fields stay.
type Change struct {
	Name             *string
	Purpose          *string
	Accountabilities []string
	Domain           *string
	Term             *governance.Span
}

// Change makes the role read differently, with the rights of Create: without a proposal a well-known role's name stays, NotAllowed
// role_by_consent. The same is no news. A term that changes counts from the next keeper on.
func (r *Role) Change(now time.Time, in *governance.Circle, by governance.PersonID, c Change, proposal governance.Ref) ([]governance.Event, error) {
	if err := r.alive(); err != nil {
		return nil, err
	}
	if proposal.IsZero() {
		if err := MayAlone(in, by, r.Name); err != nil {
			return nil, err
		}
		if _, known := WellKnown(r.Name); known && c.Name != nil && !in.MaySetAlone(by) {
			return nil, governance.Refuse(governance.NotAllowed, "role_by_consent", "name", r.Name)
		}
	}
	d := Draft{Name: r.Name, Purpose: r.Purpose, Accountabilities: r.Accountabilities, Domain: r.Domain, Term: r.Term}
	c.on(&d)
	if err := d.Clean(); err != nil {
		return nil, err
	}
	e := r.become(d)
	if e == nil {
		return nil, nil
	}
	e.By, e.Proposal, e.ToCircle = by, proposal, true
	return []governance.Event{e}, nil
}

func (c Change) on(d *Draft) {
	for _, f := range []struct{ to, from *string }{{&d.Name, c.Name}, {&d.Purpose, c.Purpose}, {&d.Domain, c.Domain}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Accountabilities != nil {
		d.Accountabilities = c.Accountabilities
	}
	if c.Term != nil {
		d.Term = *c.Term
	}
}

// become takes a clean draft on and tells what is different; nil for nothing. A role that becomes the facilitator's, or is it no more,
// tells the circle.
func (r *Role) become(d Draft) *Changed {
	e := &Changed{}
	differs := false
	for _, f := range []struct {
		is   *string
		said **string
		to   string
	}{{&r.Name, &e.Name, d.Name}, {&r.Purpose, &e.Purpose, d.Purpose}, {&r.Domain, &e.Domain, d.Domain}} {
		if *f.is != f.to {
			differs = true
			was := r.facilitates()
			*f.is = f.to
			said := f.to
			*f.said = &said
			if was != r.facilitates() && r.Keeper != 0 {
				e.Carries = []governance.Act{r.circleAct(map[bool]governance.PersonID{true: r.Keeper}[r.facilitates()])}
			}
		}
	}
	if !slices.Equal(r.Accountabilities, d.Accountabilities) {
		differs, r.Accountabilities, e.Accountabilities = true, d.Accountabilities, slices.Clone(d.Accountabilities)
	}
	if r.Term != d.Term {
		term := d.Term.String()
		differs, r.Term, e.Term = true, d.Term, &term
	}
	if !differs {
		return nil
	}
	return e
}

// moment makes a time fit to be kept: UTC, and without the reading of a monotonic clock that JSON would lose.
func moment(t time.Time) time.Time { return t.UTC().Round(0) }
