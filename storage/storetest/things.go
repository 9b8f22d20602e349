package storetest

import (
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// Motion is the suite's aggregate with rows: a thing people say yes or no to, in rounds.
type Motion struct {
	On      governance.Ref        `json:"on"`
	Circle  governance.CircleID   `json:"circle"`
	Title   string                `json:"title"`
	Words   string                `json:"words"`
	Status  string                `json:"status"`
	Live    bool                  `json:"live"`
	Owner   governance.PersonID   `json:"owner"`
	Due     time.Time             `json:"due"`
	Alarm   time.Time             `json:"alarm"`
	Version int                   `json:"version"`
	People  []governance.PersonID `json:"people,omitempty"`

	votes governance.Beside[Vote]
}

// Vote is one person's row beside a motion; it is live while they are asked.
type Vote struct {
	Said  string `json:"said"`
	Asked bool   `json:"asked"`
}

// Live implements the liveness of a row.
func (v Vote) Live() bool { return v.Asked }

// Ref implements governance.Aggregate.
func (m *Motion) Ref() governance.Ref { return m.On }

// Index implements governance.Aggregate.
func (m *Motion) Index() governance.Index {
	return governance.Index{Circle: m.Circle, Status: m.Status, Live: m.Live, Owner: m.Owner, Title: m.Title, Words: m.Words, Due: m.Due}
}

// Audience implements governance.Aggregate.
func (m *Motion) Audience() governance.Audience {
	return governance.Audience{Circle: m.Circle, People: m.People}
}

// NextWake implements governance.Aggregate.
func (m *Motion) NextWake() time.Time { return m.Alarm }

// Wake implements governance.Aggregate.
func (m *Motion) Wake(time.Time) ([]governance.Event, error) { return nil, nil }

// Rows implements governance.WithRows.
func (m *Motion) Rows() governance.Rows { return &m.votes }

// Say puts a person's vote.
func (m *Motion) Say(p governance.PersonID, what string) { m.votes.Put(p, Vote{Said: what}) }

// Pact is the suite's aggregate without rows.
type Pact struct {
	On    governance.Ref `json:"on"`
	Title string         `json:"title"`
	Alarm time.Time      `json:"alarm"`
}

// Ref implements governance.Aggregate.
func (p *Pact) Ref() governance.Ref { return p.On }

// Index implements governance.Aggregate.
func (p *Pact) Index() governance.Index { return governance.Index{Title: p.Title} }

// Audience implements governance.Aggregate.
func (p *Pact) Audience() governance.Audience { return governance.Audience{Org: p.On.Org} }

// NextWake implements governance.Aggregate.
func (p *Pact) NextWake() time.Time { return p.Alarm }

// Wake implements governance.Aggregate.
func (p *Pact) Wake(time.Time) ([]governance.Event, error) { return nil, nil }

// Said is an event with texts in it, one of which may be empty, and a list of more.
type Said struct {
	Title string    `json:"title"`
	Why   string    `json:"why,omitempty"`
	More  []string  `json:"more,omitempty"`
	Plain string    `json:"plain"`
	At    time.Time `json:"at"`
}

// EventName implements governance.Event.
func (*Said) EventName() string { return "motion.said" }

// Texts implements governance.Worded.
func (s *Said) Texts() []*string {
	out := []*string{&s.Title, &s.Why}
	for i := range s.More {
		out = append(out, &s.More[i])
	}
	return out
}

// Counted is an event without texts.
type Counted struct {
	N int `json:"n"`
}

// EventName implements governance.Event.
func (*Counted) EventName() string { return "motion.counted" }

// Stray is an event that no practice registers.
type Stray struct{}

// EventName implements governance.Event.
func (*Stray) EventName() string { return "motion.stray" }

// Register answers the practices that the suite uses.
func Register() *assembly.Register {
	r, err := assembly.NewRegister(
		assembly.Practice{Kind: "P", Table: "proposals", RowsTable: "proposal_people", Decode: decodeMotion,
			Events: []func() governance.Event{
				func() governance.Event { return &Said{} }, func() governance.Event { return &Counted{} },
			}},
		assembly.Practice{Kind: "A", Table: "agreements", Decode: decode[Pact, *Pact]},
		assembly.Practice{Kind: governance.KindCircle, Table: "circles", RowsTable: "circle_people",
			Decode: decode[governance.Circle, *governance.Circle],
			Events: []func() governance.Event{func() governance.Event { return &governance.MemberJoined{} }}},
		assembly.Practice{Kind: governance.KindPerson, Table: "people", Decode: decode[governance.Person, *governance.Person]},
	)
	if err != nil {
		panic(err) // the four above do not claim anything twice
	}
	return r
}

func decode[T any, P interface {
	*T
	governance.Aggregate
}](data []byte) (governance.Aggregate, error) {
	p := P(new(T))
	return p, json.Unmarshal(data, p)
}

func decodeMotion(data []byte) (governance.Aggregate, error) {
	m := &Motion{}
	err := json.Unmarshal(data, m)
	m.votes.SetRound(m.Version)
	return m, err
}

// motion makes a live motion with a title.
func motion(ref governance.Ref, title string) *Motion {
	return &Motion{On: ref, Title: title, Live: true}
}
