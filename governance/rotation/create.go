package rotation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// Draft is what somebody says about a rotation when they create it.
type Draft struct {
	Title   string
	Cadence schedule.Cadence
	// Roster is who takes turns, in the order in which the first ones go.
	Roster []governance.PersonID
	// Role is the role that it fills (R1); zero for a task.
	Role governance.Ref
	// Length, Order, InARow, Requires and Ahead have the defaults of the rules when they are zero.
	Length   governance.Span
	Order    Order
	InARow   bool
	Requires []string
	Ahead    int
	Place    governance.Place
}

// Create begins a rotation (R2). The first turn is the next instant of its cadence. All member rows of the circle must be loaded. It
// answers NotAllowed to somebody who is no member (by zero, a proposal, may always), and Invalid: title_missing_rota, text_…,
// cadence_missing, roster_empty, roster_too_many, roster_not_member ("person", "circle").
func Create(now time.Time, ref governance.Ref, in *governance.Circle, by governance.PersonID, d Draft) (*Rotation, []governance.Event, error) {
	now = moment(now)
	if by != 0 && !in.Has(by) {
		return nil, nil, in.NotMember()
	}
	if err := d.clean(in); err != nil {
		return nil, nil, err
	}
	r := &Rotation{Org: ref.Org, Number: ref.N, Circle: in.ID, CircleName: in.Name, Readers: in.Audience(), Place: d.Place, Creator: by,
		Made: now, Title: d.Title, Role: d.Role, Status: StatusRunning, Cadence: d.Cadence, Length: d.Length, Order: d.Order,
		InARow: d.InARow, Requires: d.Requires, Plan: d.Ahead}
	for _, p := range d.Roster {
		// Skills that are asked for at the beginning are those of whoever begins.
		r.Members = append(r.Members, Member{Person: p, Joined: now, Skills: slices.Clone(d.Requires)})
	}
	empty := &Rotation{}
	e := &Created{Title: r.Title, Role: r.Role, Cadence: r.Cadence.String(), Order: r.Order, Roster: r.Roster(), By: by, Place: r.Place,
		Notice: governance.Notice{ToCircle: true}}
	e.Tell = r.others(by, e.Roster...)
	events := r.settle(now, by, CauseTime, empty, []governance.Event{e})
	if len(r.Ahead) == 0 {
		return nil, nil, governance.Refuse(governance.Invalid, "cadence_missing")
	}
	e.Ahead = r.slots()
	r.seat(empty)
	return r, events, nil
}

// clean makes a draft fit to be kept, or refuses it.
func (d *Draft) clean(in *governance.Circle) (err error) {
	if d.Title, err = cleanTitle(d.Title); err != nil {
		return err
	}
	if d.Cadence.IsZero() {
		return governance.Refuse(governance.Invalid, "cadence_missing")
	}
	if d.Roster, err = cleanRoster(in, d.Roster); err != nil {
		return err
	}
	if d.Order == "" {
		d.Order = Fair
	}
	if d.Ahead == 0 {
		d.Ahead = planned
	}
	d.Ahead = max(1, min(d.Ahead, MostAhead))
	d.Requires, err = cleanSkills(d.Requires)
	return err
}

func cleanTitle(title string) (string, error) {
	title, err := governance.CheckText("title", title, governance.MaxTitle, true)
	if err == nil && title == "" {
		err = governance.Refuse(governance.Invalid, "title_missing_rota")
	}
	return title, err
}

// cleanRoster takes everybody once, and refuses nobody, too many, and who is not in the circle (R7).
func cleanRoster(in *governance.Circle, people []governance.PersonID) ([]governance.PersonID, error) {
	var out []governance.PersonID
	for _, p := range people {
		switch {
		case slices.Contains(out, p):
		case !in.Has(p):
			return nil, governance.Refuse(governance.Invalid, "roster_not_member", "person", p, "circle", in.Name)
		default:
			out = append(out, p)
		}
	}
	switch {
	case len(out) == 0:
		return nil, governance.Refuse(governance.Invalid, "roster_empty")
	case len(out) > mostMembers:
		return nil, governance.Refuse(governance.Invalid, "roster_too_many", "count", len(out), "most", mostMembers)
	}
	return out, nil
}

// cleanSkills takes every skill once, in small letters.
func cleanSkills(skills []string) ([]string, error) {
	var out []string
	for _, s := range skills {
		s, err := governance.CheckText("skill", strings.ToLower(s), governance.MaxName, true)
		if err != nil {
			return nil, err
		}
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out, nil
}

// ActCreate is the kind of act that starts a rotation because a proposal was adopted (D22).
const ActCreate = "rotation.create"

// CreateAct is the act that creates this rotation once a proposal is adopted (D22). Place is the caller's to fill in when it is carried
// out.
func CreateAct(d Draft) governance.Act {
	roster := make([]string, len(d.Roster))
	for i, p := range d.Roster {
		roster[i] = strconv.FormatInt(int64(p), 10)
	}
	args := governance.Args{"title": d.Title, "cadence": d.Cadence.String(), "roster": strings.Join(roster, ","), "order": string(d.Order)}
	if !d.Role.IsZero() {
		args["role"] = d.Role.N
	}
	if !d.Length.IsZero() {
		args["length"] = d.Length.String()
	}
	return governance.Act{Kind: ActCreate, Args: args}
}

// DraftOf reads the draft that an act of kind ActCreate asks for. The act may have been through JSON. Somebody who left the circle
// meanwhile is refused by Create, which hinders the adoption (D22).
func DraftOf(act governance.Act, org governance.OrgID) (Draft, error) {
	word := act.Args.Word
	if act.Kind != ActCreate {
		return Draft{}, fmt.Errorf("act %q creates no rotation", act.Kind)
	}
	d := Draft{Title: word("title"), Order: Order(word("order"))}
	if err := d.Cadence.UnmarshalText([]byte(word("cadence"))); err != nil {
		return Draft{}, fmt.Errorf("act %q: %w", act.Kind, err)
	}
	for _, text := range strings.Split(word("roster"), ",") {
		p, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return Draft{}, fmt.Errorf("act %q: roster: %w", act.Kind, err)
		}
		d.Roster = append(d.Roster, governance.PersonID(p))
	}
	if n, ok := act.Args.Number("role"); ok {
		d.Role = governance.Ref{Org: org, Kind: kindRole, N: n}
	}
	if text := word("length"); text != "" {
		length, err := governance.ParseSpan(text)
		if err != nil {
			return Draft{}, fmt.Errorf("act %q: length: %w", act.Kind, err)
		}
		d.Length = length
	}
	return d, nil
}

// kindRole is the kind of roles, which are another practice's.
const kindRole governance.Kind = "S"
