package rotation

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/governance"
)

// machine does anything in any order to one rotation and holds what must always be true. Beside the talk, which reads the rotation back
// from its encoding before every act, it does the same to one that stays in memory: both must answer alike.
type machine struct {
	*talk
	rt             *rapid.T
	memory         *Rotation
	started, ended int
	served         map[person]int
}

func newMachine(rt *rapid.T) *machine {
	people := []person{ana, ben, cy, dee, eve}[:rapid.IntRange(1, 5).Draw(rt, "people")]
	w := begin(rt, roster(people...), func(d *Draft) {
		d.Cadence = cadence(rt, rapid.SampledFrom([]string{"every tuesday 09:00", "every 20 seconds", "every weekday 09:00",
			"first monday of the month 10:00", "every day 02:30"}).Draw(rt, "cadence"))
		d.Order = rapid.SampledFrom([]Order{Fair, Fixed}).Draw(rt, "order")
		d.Ahead = rapid.IntRange(1, 5).Draw(rt, "ahead")
		if rapid.Bool().Draw(rt, "short") {
			d.Length = governance.Span{Exact: time.Duration(rapid.IntRange(1, 90).Draw(rt, "length")) * time.Minute}
		}
	})
	return &machine{talk: w, rt: rt, memory: w.load(), served: map[person]int{}}
}

// do lets an act happen to both rotations.
func (m *machine) do(by person, what string, act deed) {
	before, r := m.load(), m.load()
	events, err := act(r)
	same, sameErr := act(m.memory)
	if a, b := said(events, err), said(same, sameErr); a != b {
		m.rt.Fatalf("%s: read back it answers\n%s\nand in memory\n%s", what, a, b)
	}
	if err != nil {
		after, _ := json.Marshal(r)
		if governance.AsError(err) == nil || string(after) != string(m.data) || len(events) > 0 {
			m.rt.Fatalf("%s was refused with %v and changed something", what, err)
		}
		return
	}
	m.save(r)
	m.lines = append(m.lines, fmt.Sprintf("%s: %s by %s, now %s", m.now.Format(time.DateTime), what, nameOf(by), planOf(r)))
	m.talk.hear(before, r, events, by)
	m.count(what, events)
	m.inARow(what, before, r, events)
}

func said(events []governance.Event, err error) string {
	data, _ := json.Marshal(events)
	return fmt.Sprint(names(events), string(data), err)
}

// count holds that turns begin and end in order, each once.
func (m *machine) count(what string, events []governance.Event) {
	for _, event := range events {
		switch e := event.(type) {
		case *TurnStarted:
			if m.started++; e.Turn != m.started {
				m.rt.Fatalf("%s: turn %d starts as the %dth", what, e.Turn, m.started)
			}
		case *TurnEnded:
			if m.ended++; e.Turn != m.ended || m.ended > m.started {
				m.rt.Fatalf("%s: turn %d ends as the %dth", what, e.Turn, m.ended)
			}
			if e.State == Done {
				m.served[e.Keeper]++
			}
		}
	}
}

// inARow holds that the order gives nobody two turns in a row, but to the only one there is (R7).
func (m *machine) inARow(what string, before, r *Rotation, events []governance.Event) {
	if before.alone() || r.alone() || r.InARow || slices.ContainsFunc(events, func(e governance.Event) bool { _, ok := e.(*Undone); return ok }) {
		return
	}
	turns := r.turns()
	for i, t := range turns {
		was := before.turn(t.Number)
		if t.Keeper == 0 || t.Willed || was != nil && was.Keeper == t.Keeper {
			continue
		}
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(turns) && turns[j].Keeper == t.Keeper && !turns[j].Willed {
				m.rt.Fatalf("%s: %s is given two turns in a row: %s", what, nameOf(t.Keeper), planOf(r))
			}
		}
	}
}

// Check holds what is true between acts.
func (m *machine) Check(t *rapid.T) {
	m.rt = t
	r := m.load()
	number, last := m.ended, time.Time{}
	for _, turn := range r.turns() {
		if number++; turn.Number != number || !turn.Start.After(last) || !turn.End.After(turn.Start) {
			t.Fatalf("turn %d begins %s after %s and ends %s", turn.Number, turn.Start, last, turn.End)
		}
		last = turn.Start
		nobody := turn.State == Vacant || turn.State == Void
		if nobody != (turn.Keeper == 0) {
			t.Fatalf("turn %d is %s, and %s has it", turn.Number, turn.State, nameOf(turn.Keeper))
		}
		if k, ok := r.Member(turn.Keeper); ok && turn != r.Present && (!k.On() || k.Gone || r.awayIn(k, m.now, *turn)) && !turn.Willed {
			t.Fatalf("turn %d is %s's, who is not there", turn.Number, nameOf(turn.Keeper))
		}
	}
	if number != r.Turns || r.Done != m.ended || (r.Present != nil) != (m.started == m.ended+1) {
		t.Fatalf("%d turns, %d done; heard of %d started and %d ended", r.Turns, r.Done, m.started, m.ended)
	}
	if r.Status == StatusRunning && len(r.Ahead) < r.Plan {
		t.Fatalf("%d turns are planned", len(r.Ahead))
	}
	for _, k := range r.Members {
		if k.Served != m.served[k.Person] {
			t.Fatalf("%s served %d turns and has %d", nameOf(k.Person), m.served[k.Person], k.Served)
		}
	}
	for _, s := range r.Swaps {
		if r.turn(s.Mine).Keeper != s.By || r.turn(s.Theirs).Keeper != s.With {
			t.Fatalf("the swap %+v is about nothing", s)
		}
	}
	for _, p := range []person{ana, ben, cy, dee, eve, fay, zed, yan} {
		row, _ := r.people.Get(p)
		if _, has := r.TurnOf(p); row.On != (r.Status != StatusArchived && (has || r.Has(p))) {
			t.Fatalf("the row of %s says %t", nameOf(p), row.On)
		}
	}
	if next := r.NextWake(); next.IsZero() != (r.Status == StatusArchived || r.Status == StatusPaused && r.Present == nil && len(r.Swaps) == 0) {
		t.Fatalf("it is %s and wakes at %s", r.Status, next)
	}
}

func (m *machine) who(t *rapid.T) person {
	return rapid.SampledFrom([]person{ana, ben, cy, dee, eve, fay, zed, yan}).Draw(t, "who")
}

// turn draws a turn: near, far, over or none.
func (m *machine) turnNumber(t *rapid.T) int {
	r := m.load()
	return rapid.SampledFrom([]int{0, 0, 1, r.Done, r.Done + 1, r.Done + 2, r.Done + 3, r.Turns, r.Turns + 1}).Draw(t, "turn")
}

func (m *machine) Answer(t *rapid.T) {
	m.rt = t
	by, n := m.who(t), m.turnNumber(t)
	if keeper := m.load().Ahead[0].Keeper; keeper != 0 && rapid.Bool().Draw(t, "the keeper") {
		by, n = keeper, 0
	}
	acts := map[string]deed{
		"accept":    func(r *Rotation) ([]governance.Event, error) { return r.Accept(m.now, by, n) },
		"cannot":    func(r *Rotation) ([]governance.Event, error) { return r.CannotDo(m.now, by, n, "why") },
		"volunteer": func(r *Rotation) ([]governance.Event, error) { return r.Volunteer(m.now, by, m.circle, n) },
		"cover":     func(r *Rotation) ([]governance.Event, error) { return r.Cover(m.now, by, m.load().Ahead[0].Keeper, n) },
		"note":      func(r *Rotation) ([]governance.Event, error) { return r.Note(m.now, by, "a note") },
	}
	which := rapid.SampledFrom([]string{"accept", "accept", "cannot", "volunteer", "cover", "note"}).Draw(t, "act")
	m.do(by, which, acts[which])
}

func (m *machine) Change(t *rapid.T) {
	m.rt = t
	by, n := m.who(t), m.turnNumber(t)
	acts := map[string]deed{
		"skip":   func(r *Rotation) ([]governance.Event, error) { return r.Skip(m.now, by, n) },
		"cancel": func(r *Rotation) ([]governance.Event, error) { return r.Cancel(m.now, by, n, "") },
		"undo":   func(r *Rotation) ([]governance.Event, error) { return r.Undo(m.now, by) },
	}
	which := rapid.SampledFrom([]string{"skip", "cancel", "undo", "undo"}).Draw(t, "act")
	m.do(by, which, acts[which])
}

func (m *machine) Swap(t *rapid.T) {
	m.rt = t
	by, with, a, b := m.who(t), m.who(t), m.turnNumber(t), m.turnNumber(t)
	acts := map[string]deed{
		"swap":     func(r *Rotation) ([]governance.Event, error) { return r.Swap(m.now, by, with, a, b) },
		"agree":    func(r *Rotation) ([]governance.Event, error) { return r.AcceptSwap(m.now, by, 0) },
		"decline":  func(r *Rotation) ([]governance.Event, error) { return r.DeclineSwap(m.now, by, 0, "") },
		"withdraw": func(r *Rotation) ([]governance.Event, error) { return r.WithdrawSwap(m.now, by, 0) },
	}
	which := rapid.SampledFrom([]string{"swap", "swap", "agree", "agree", "decline", "withdraw"}).Draw(t, "act")
	m.do(by, which, acts[which])
}

func (m *machine) Roster(t *rapid.T) {
	m.rt = t
	by, who := m.who(t), m.who(t)
	if rapid.Bool().Draw(t, "themselves") {
		by = who
	}
	from := m.now.Add(time.Duration(rapid.IntRange(-2, 20).Draw(t, "from")) * day)
	to := from.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "to")) * day)
	yes := rapid.Bool().Draw(t, "yes")
	acts := map[string]deed{
		"join":    func(r *Rotation) ([]governance.Event, error) { return r.Join(m.now, by, who, m.circle, yes) },
		"leave":   func(r *Rotation) ([]governance.Event, error) { return r.Leave(m.now, by, who) },
		"away":    func(r *Rotation) ([]governance.Event, error) { return r.Away(m.now, by, who, from, to) },
		"back":    func(r *Rotation) ([]governance.Event, error) { return r.Back(m.now, by, who) },
		"opt out": func(r *Rotation) ([]governance.Event, error) { return r.OptOut(m.now, by, who, yes) },
		"roster": func(r *Rotation) ([]governance.Event, error) {
			return r.SetRoster(m.now, by, m.circle, []person{who, cy, ana})
		},
	}
	which := rapid.SampledFrom([]string{"join", "join", "leave", "away", "away", "back", "opt out", "roster"}).Draw(t, "act")
	m.do(by, which, acts[which])
}

func (m *machine) Gone(t *rapid.T) {
	m.rt = t
	who, left := m.who(t), rapid.Bool().Draw(t, "left")
	if rapid.IntRange(0, 4).Draw(t, "seldom") == 0 {
		// Nobody did it, so that it looks like time passing; what time itself has changed is told of before.
		for next := m.load().NextWake(); !next.IsZero() && !next.After(m.now); next = m.load().NextWake() {
			m.do(0, "wake", func(r *Rotation) ([]governance.Event, error) { return r.Wake(m.now) })
		}
		m.do(0, "gone", func(r *Rotation) ([]governance.Event, error) { return r.Gone(m.now, who, left) })
	}
}

func (m *machine) Setting(t *rapid.T) {
	m.rt = t
	by := m.who(t)
	c := cadence(t, rapid.SampledFrom([]string{"every tuesday 09:00", "every 20 seconds", "every friday 09:00 Pacific/Auckland"}).Draw(t, "cadence"))
	n := rapid.IntRange(0, 13).Draw(t, "n")
	acts := map[string]deed{
		"cadence": func(r *Rotation) ([]governance.Event, error) { return r.SetCadence(m.now, by, c) },
		"length": func(r *Rotation) ([]governance.Event, error) {
			return r.SetLength(m.now, by, governance.Span{Exact: time.Duration(n) * hour})
		},
		"order":   func(r *Rotation) ([]governance.Event, error) { return r.SetOrder(m.now, by, Fixed) },
		"ahead":   func(r *Rotation) ([]governance.Event, error) { return r.SetAhead(m.now, by, n) },
		"pause":   func(r *Rotation) ([]governance.Event, error) { return r.PauseBy(m.now, by) },
		"resume":  func(r *Rotation) ([]governance.Event, error) { return r.ResumeBy(m.now, by) },
		"archive": func(r *Rotation) ([]governance.Event, error) { return r.Archive(m.now, by, m.circle, "") },
	}
	which := rapid.SampledFrom([]string{"cadence", "length", "order", "ahead", "pause", "resume", "resume", "archive"}).Draw(t, "act")
	m.do(by, which, acts[which])
}

// Time moves on, to the next alarm or by some time, perhaps unheeded.
func (m *machine) Time(t *rapid.T) {
	m.rt = t
	next := m.load().NextWake()
	if !next.IsZero() && rapid.Bool().Draw(t, "to the alarm") {
		m.now = later(m.now, next)
	} else {
		m.now = m.now.Add(time.Duration(rapid.IntRange(0, 20000).Draw(t, "minutes")) * time.Minute)
	}
	if rapid.IntRange(0, 4).Draw(t, "down") == 0 {
		return
	}
	for range 100 {
		next := m.load().NextWake()
		if next.IsZero() || next.After(m.now) {
			return
		}
		m.do(0, "wake", func(r *Rotation) ([]governance.Event, error) { return r.Wake(m.now) })
	}
	t.Fatalf("it still wants to wake at %s, and it is %s", m.load().NextWake(), m.now)
}

// TestAnyOrderOfActs is the property that everything else rests on: no turn lost or doubled, one keeper a turn, nobody given two in a row,
// every change told once, the alarm ahead, and the encoding complete.
func TestAnyOrderOfActs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		t.Repeat(map[string]func(*rapid.T){
			"": m.Check, "answer": m.Answer, "answer again": m.Answer, "change": m.Change, "swap": m.Swap, "roster": m.Roster,
			"gone": m.Gone, "setting": m.Setting, "time": m.Time, "more time": m.Time, "much time": m.Time,
		})
	})
}
