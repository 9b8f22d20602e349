package rotation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// Kind is the kind of rotations: R3.
const Kind governance.Kind = "R"

// Status is the one word that tells where a rotation is. The words are shown to people and promised to scripts.
type Status string

const (
	// StatusRunning: turns come round.
	StatusRunning Status = "Running"
	// StatusPaused: no turn begins until it is resumed.
	StatusPaused Status = "Paused"
	// StatusArchived: it has ended.
	StatusArchived Status = "Archived"
)

// Order is how it is decided whose turn it is (R3).
type Order string

const (
	// Fair: fewest turns first, over the whole history.
	Fair Order = "fair"
	// Fixed: round the roster as it stands.
	Fixed Order = "fixed"
)

// State is where one turn is.
type State string

const (
	// Planned: it has a keeper, who has not been asked yet.
	Planned State = "planned"
	// Asked: its keeper was asked and has not answered; if it begins so, it is theirs (R4).
	Asked State = "offered"
	// Promised: its keeper has accepted it.
	Promised State = "accepted"
	// Stood: somebody covers it for the one whose turn it is (R5).
	Stood State = "covered"
	// Vacant: nobody has it, and volunteers go first (R6).
	Vacant State = "vacant"
	// Void: nobody has it, on purpose (R5).
	Void State = "cancelled"
	// Done: it is over, and somebody had it.
	Done State = "done"
	// Missed: it is over, and nobody had it.
	Missed State = "missed"
)

// Turn is one turn of a rotation.
type Turn struct {
	Number int       `json:"number"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	State  State     `json:"state"`
	// Keeper is who has it as finally arranged (R9); zero for nobody.
	Keeper governance.PersonID `json:"keeper,omitempty"`
	// Due is whose it is by the order; another than the keeper when that one covers, volunteered or swapped (R5).
	Due governance.PersonID `json:"due,omitempty"`
	// Willed is true when the keeper took it by their own will, so that it may be their second in a row.
	Willed bool `json:"willed,omitempty"`
	// Open is true while it was given up by somebody and its keeper has not accepted, so that volunteers go first (R6).
	Open bool `json:"open,omitempty"`
	// Passed are those who said that they cannot, were skipped, or whom it was taken from: it is not given to them again.
	Passed []governance.PersonID `json:"passed,omitempty"`
	// Note is what its keeper left for the next one (R4), NoteBy who wrote it.
	Note   string              `json:"note,omitempty"`
	NoteBy governance.PersonID `json:"note_by,omitempty"`
	// Shadow goes along, because the next turn is their first (R8). It is set while the turn runs.
	Shadow governance.PersonID `json:"shadow,omitempty"`
}

// Taken tells whether somebody promised it: accepted, covers, volunteered or swapped.
func (t Turn) Taken() bool { return t.State == Promised || t.State == Stood }

// Slot is the turn as events tell it.
func (t Turn) Slot() Slot { return Slot{Turn: t.Number, Start: t.Start, End: t.End, Keeper: t.Keeper} }

// Member is somebody who is, or was, on the roster.
type Member struct {
	Person governance.PersonID `json:"person"`
	Joined time.Time           `json:"joined"`
	// Left is when they came off the roster; zero while they are on it. Their counts stay.
	Left time.Time `json:"left,omitzero"`
	Gone bool      `json:"gone,omitempty"`
	// OptedOut is true for somebody who is on the roster and takes no turns for now (R7).
	OptedOut bool     `json:"opted_out,omitempty"`
	Skills   []string `json:"skills,omitempty"`
	// Wishes is true for somebody who wants to shadow before their first turn (R8).
	Wishes bool `json:"wishes,omitempty"`
	// Served counts the turns that are over. Start is what they began with: the roster's least when they joined (R3).
	Served int `json:"served"`
	Start  int `json:"start,omitempty"`
	// Last is when the last turn they served began; when they joined, if they joined later than the others.
	Last time.Time `json:"last,omitzero"`
	// Debt counts the skips since the last turn they served: each counts as a turn for the order (R5).
	Debt int `json:"debt,omitempty"`
	// Away are the intervals that are not over (R6).
	Away []governance.Interval `json:"away,omitempty"`
}

// On tells whether they are on the roster.
func (m Member) On() bool { return m.Left.IsZero() }

// Swap is two turns that somebody wants to exchange, while it waits for the other (R5).
type Swap struct {
	Number int                 `json:"number"`
	By     governance.PersonID `json:"by"`
	With   governance.PersonID `json:"with"`
	Mine   int                 `json:"mine"`
	Theirs int                 `json:"theirs"`
	Until  time.Time           `json:"until"`
}

// Rotation is a duty that goes round.
type Rotation struct {
	Org        governance.OrgID    `json:"org"`
	Number     int64               `json:"number"`
	Circle     governance.CircleID `json:"circle"`
	CircleName string              `json:"circle_name"`
	Readers    governance.Audience `json:"readers"`
	Place      governance.Place    `json:"place"`
	Creator    governance.PersonID `json:"creator"`
	Made       time.Time           `json:"made"`

	Title string `json:"title"`
	// Role is the role that whoever has the turn keeps (R1); zero for a task.
	Role governance.Ref `json:"role,omitzero"`
	// Seated is who was last seated in it, and SeatKnown whether somebody, or nobody, ever was.
	Seated    governance.PersonID `json:"seated,omitempty"`
	SeatKnown bool                `json:"seat_known,omitempty"`
	Status    Status              `json:"status"`
	// Held is true while it is paused because its channel cannot be spoken in (D25), and not by people.
	Held bool `json:"held,omitempty"`

	Cadence schedule.Cadence `json:"cadence"`
	// Length is how long a turn lasts; zero is until the next one.
	Length governance.Span `json:"length,omitzero"`
	Order  Order           `json:"order"`
	// InARow allows two turns in a row by the order (R7).
	InARow bool `json:"in_a_row,omitempty"`
	// Requires are the skills that a turn asks for (R7).
	Requires []string `json:"requires,omitempty"`
	// Plan is how many turns are planned ahead: three, unless somebody wants more.
	Plan int `json:"plan"`

	// Members are everybody who is or was on the roster, in its order.
	Members []Member `json:"members"`
	// Present is the turn that runs; nil in a gap between turns.
	Present *Turn `json:"present,omitempty"`
	// Ahead are the turns that are planned, in their order; Past the latest that are over.
	Ahead []Turn `json:"ahead,omitempty"`
	Past  []Turn `json:"past,omitempty"`
	// Turns and Done count the turns that were ever planned, and those that are over.
	Turns int `json:"turns"`
	Done  int `json:"done"`

	Swaps []Swap `json:"swaps,omitempty"`
	// SwapsAsked counts the swaps that were ever asked for.
	SwapsAsked int `json:"swaps_asked,omitempty"`
	// Last is what may still be undone (K7).
	Last *Deed `json:"last,omitempty"`

	people governance.Beside[Seat]
	// told are the turns whose change the act's own event tells, and deed is what may be undone of it: while an act happens.
	told []int
	deed *Deed
}

// Seat is one person's row beside a rotation. It is live while the rotation concerns them, so that theirs can be found.
type Seat struct {
	On bool `json:"on,omitempty"`
}

// Live implements the liveness of a row.
func (s Seat) Live() bool { return s.On }

const (
	day = 24 * time.Hour
	// lead is how long before a turn its keeper is asked (R4).
	lead = 2 * day
	// planned is how many turns are planned ahead unless somebody wants more, and MostAhead how many that may be.
	planned   = 3
	MostAhead = 12
	// keptPast bounds how many turns that are over are kept; the roster's counts remember the others.
	keptPast = 26
	// mostMembers bounds a roster, and keptLeavers how many of those who left are remembered.
	mostMembers = 100
	keptLeavers = 100
)

// Decode reads what json.Marshal made of a rotation. Its rows are filled separately.
func Decode(data []byte) (*Rotation, error) {
	r := &Rotation{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("decode a rotation: %w", err)
	}
	return r, nil
}

// Ref implements governance.Aggregate.
func (r *Rotation) Ref() governance.Ref {
	return governance.Ref{Org: r.Org, Kind: Kind, N: r.Number}
}

// Index implements governance.Aggregate. Its owner is whoever has the turn, or the next one while none
// runs, and it is due when that begins.
func (r *Rotation) Index() governance.Index {
	i := governance.Index{Circle: r.Circle, Status: string(r.Status), Live: r.Status != StatusArchived, Title: r.Title,
		Words: r.Cadence.String()}
	switch {
	case r.Present != nil:
		i.Owner = r.Present.Keeper
	case len(r.Ahead) > 0:
		i.Owner = r.Ahead[0].Keeper
	}
	if r.Status == StatusRunning && len(r.Ahead) > 0 {
		i.Due = r.Ahead[0].Start
	}
	return i
}

// Audience implements governance.Aggregate: those who may read the circle (K6).
func (r *Rotation) Audience() governance.Audience { return r.Readers }

// Rows implements governance.WithRows. The rows say whom the rotation concerns; nothing but finding it needs them.
func (r *Rotation) Rows() governance.Rows { return &r.people }

// Stands implements governance.Standing.
func (r *Rotation) Stands() governance.Place { return r.Place }

// Zone is the zone whose clocks it keeps to (R2).
func (r *Rotation) Zone() *time.Location { return r.Cadence.Location() }

// Roster answers those on the roster, in its order.
func (r *Rotation) Roster() []governance.PersonID {
	var out []governance.PersonID
	for _, m := range r.Members {
		if m.On() {
			out = append(out, m.Person)
		}
	}
	return out
}

// Member answers what is known of somebody on the roster, or who was, and whether there is any.
func (r *Rotation) Member(p governance.PersonID) (Member, bool) {
	if m := r.member(p); m != nil {
		return *m, true
	}
	return Member{}, false
}

func (r *Rotation) member(p governance.PersonID) *Member {
	for i := range r.Members {
		if r.Members[i].Person == p {
			return &r.Members[i]
		}
	}
	return nil
}

// Has tells whether somebody is on the roster.
func (r *Rotation) Has(p governance.PersonID) bool {
	m := r.member(p)
	return m != nil && m.On()
}

// key makes a nudge's key: R3/t14/ahead.
func (r *Rotation) key(turn int, rest string) string {
	return r.Ref().String() + "/t" + strconv.Itoa(turn) + "/" + rest
}

// clone is a copy that shares nothing which changes.
func (r *Rotation) clone() *Rotation {
	c := *r
	c.Members = slices.Clone(r.Members)
	for i := range c.Members {
		c.Members[i].Away = slices.Clone(c.Members[i].Away)
	}
	c.Ahead, c.Past, c.Swaps = cloneTurns(r.Ahead), slices.Clone(r.Past), slices.Clone(r.Swaps)
	if r.Present != nil {
		p := cloneTurns([]Turn{*r.Present})[0]
		c.Present = &p
	}
	return &c
}

func cloneTurns(turns []Turn) []Turn {
	out := slices.Clone(turns)
	for i := range out {
		out[i].Passed = slices.Clone(out[i].Passed)
	}
	return out
}

// refuse makes a refusal that names the rotation.
func (r *Rotation) refuse(kind governance.ErrorKind, code string, pairs ...any) error {
	return governance.Refuse(kind, code, append(pairs, "id", r.Ref().String())...)
}

// moment makes a time fit to be kept: UTC, and without the reading of a monotonic clock that JSON would lose.
func moment(t time.Time) time.Time { return t.UTC().Round(0) }
