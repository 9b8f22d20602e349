package role

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/governance"
)

// machine does anything in any order to one selection and holds what must always be true. Beside the talk, which reads it back from its
// encoding before every act, it does the same to one that stays in memory: both must answer alike.
type machine struct {
	*talk
	rt       *rapid.T
	memory   *Selection
	outcomes int
	proposed []person
	revealed bool
}

func newMachine(rt *rapid.T) *machine {
	w := begin(rt)
	w.circle = circleOf([]person{ana, ben, cy, dee, eve}[:rapid.IntRange(1, 5).Draw(rt, "members")]...)
	w.circle.Facilitator = rapid.SampledFrom([]person{0, ana, eve}).Draw(rt, "facilitator")
	w.circle.Policy.Quorum = rapid.SampledFrom([]governance.Quorum{{}, {Percent: 50}, {Percent: 100}}).Draw(rt, "quorum")
	w.call(ana, rapid.SampledFrom([]time.Duration{0, 20 * time.Second, 5 * hour, 10 * day}).Draw(rt, "window"))
	return &machine{talk: w, rt: rt, memory: w.load()}
}

func (m *machine) do(what string, act deed) {
	before, s := m.load(), m.load()
	events, err := act(s)
	same, sameErr := act(m.memory)
	if a, b := said(events, err), said(same, sameErr); a != b {
		m.rt.Fatalf("%s: read back it answers\n%s\nand in memory\n%s", what, a, b)
	}
	if err != nil {
		after, _ := json.Marshal(s)
		changed, _ := s.Rows().Changed()
		if governance.AsError(err) == nil || string(after) != string(m.sel) || len(changed) > 0 || len(events) > 0 {
			m.rt.Fatalf("%s was refused with %v and changed something", what, err)
		}
		return
	}
	if len(events) == 0 {
		if after, _ := json.Marshal(s); string(after) != string(m.sel) {
			m.rt.Fatalf("%s changed it without a word", what)
		}
	}
	m.saveSelection(s)
	m.judge(what, before, s, events)
}

func said(events []governance.Event, err error) string {
	data, _ := json.Marshal(events)
	return fmt.Sprint(names(events), string(data), err)
}

// judge checks what events say against what stands in the rows.
func (m *machine) judge(what string, before, after *Selection, events []governance.Event) {
	if before.Phase == Over && len(events) > 0 {
		m.rt.Fatalf("%s: it is over and yet %v", what, names(events))
	}
	for _, event := range events {
		n := event.(governance.Noticed).Told()
		for i, p := range n.Tell {
			if p == 0 || slices.Contains(n.Tell[:i], p) {
				m.rt.Fatalf("%s tells %v", event.EventName(), n.Tell)
			}
		}
		for _, nudge := range n.Plan {
			if len(nudge.To) == 0 || !nudge.Until.After(nudge.Due) {
				m.rt.Fatalf("%s plans %+v", event.EventName(), nudge)
			}
		}
		switch e := event.(type) {
		case *Revealed:
			if m.revealed {
				m.rt.Fatalf("%s: revealed twice", what)
			}
			m.revealed = true
		case *NomineeProposed:
			if v, _ := after.votes.Get(e.Nominee); slices.Contains(m.proposed, e.Nominee) || !v.able() || e.Count == 0 {
				m.rt.Fatalf("%s: %d is proposed of %v, %+v", what, e.Nominee, m.proposed, v)
			}
			m.proposed = append(m.proposed, e.Nominee)
		case *Selected:
			m.outcomes++
			m.maySelect(what, after, e)
		case *NotSelected, *CalledOff:
			m.outcomes++
		}
	}
}

// maySelect judges an outcome from the rows alone: nobody objects, enough have answered, and the nominee accepted.
func (m *machine) maySelect(what string, s *Selection, e *Selected) {
	others, answered := 0, 0
	for _, p := range s.votes.All() {
		v, _ := s.votes.Get(p)
		said := v.Round == s.Round && v.Answer != NoAnswer
		if said && v.Answer == HasObjection {
			m.rt.Fatalf("%s: selected over an objection", what)
		}
		if !v.Elector || p == e.Person || v.Gone && !said {
			continue
		}
		if others++; said {
			answered++
		}
	}
	if answered < s.Quorum.Of(others) || e.Person != m.proposed[len(m.proposed)-1] || len(e.Carries) != 2 {
		m.rt.Fatalf("%s: %d selected by %d of %d", what, e.Person, answered, others)
	}
}

// Check holds what is true between acts.
func (m *machine) Check(t *rapid.T) {
	m.rt = t
	s := m.load()
	if m.outcomes > 1 || (s.Phase == Over) != (m.outcomes == 1) {
		t.Fatalf("%d outcomes, and it is %s", m.outcomes, s.Phase)
	}
	if (len(s.Nominations()) > 0 || len(s.Standing()) > 0) && !m.revealed {
		t.Fatalf("nominations are seen before they are revealed")
	}
	if awake := !s.NextWake().IsZero(); awake == (s.Phase == Over || !s.PausedAt.IsZero()) {
		t.Fatalf("it is %s and wakes at %s", s.Phase, s.NextWake())
	}
	if has := s.Nominee != 0; has != slices.Contains([]Phase{Asking, Objecting, Accepting}, s.Phase) && s.Phase != Over {
		t.Fatalf("it is %s, and %d is proposed", s.Phase, s.Nominee)
	}
	if s.Phase == Choosing && s.PausedAt.IsZero() && (s.Guide == 0 || len(s.Standing()) < 2) {
		t.Fatalf("%d has nothing to choose", s.Guide)
	}
}

func (m *machine) who(t *rapid.T) person {
	return rapid.SampledFrom([]person{ana, ben, cy, dee, eve, zed}).Draw(t, "who")
}

func (m *machine) Nominate(t *rapid.T) {
	m.rt = t
	by, nominee := m.who(t), m.who(t)
	why := rapid.SampledFrom([]string{"", "careful", "kind"}).Draw(t, "why")
	m.do("nominate", func(s *Selection) ([]governance.Event, error) { return s.Nominate(m.now, by, nominee, why) })
}

func (m *machine) Everybody(t *rapid.T) {
	m.rt = t
	nominee := m.who(t)
	for _, by := range m.load().Awaited() {
		switch m.load().Phase {
		case Nominating:
			m.do("nominate", func(s *Selection) ([]governance.Event, error) { return s.Nominate(m.now, by, nominee, "so") })
		case Changing:
			m.do("keep", func(s *Selection) ([]governance.Event, error) { return s.Keep(m.now, by) })
		case Asking, Objecting:
			m.do("consent", func(s *Selection) ([]governance.Event, error) { return s.Consent(m.now, by) })
		}
	}
}

func (m *machine) Answer(t *rapid.T) {
	m.rt = t
	by := m.who(t)
	if n := m.load().Nominee; n != 0 && rapid.Bool().Draw(t, "the nominee") {
		by = n
	}
	nominee := m.who(t)
	acts := map[string]deed{
		"keep":    func(s *Selection) ([]governance.Event, error) { return s.Keep(m.now, by) },
		"consent": func(s *Selection) ([]governance.Event, error) { return s.Consent(m.now, by) },
		"react":   func(s *Selection) ([]governance.Event, error) { return s.React(m.now, by) },
		"unreact": func(s *Selection) ([]governance.Event, error) { return s.TakeBack(m.now, by) },
		"object":  func(s *Selection) ([]governance.Event, error) { return s.Object(m.now, by, "a harm") },
		"met":     func(s *Selection) ([]governance.Event, error) { return s.Met(m.now, by) },
		"accept":  func(s *Selection) ([]governance.Event, error) { return s.Accept(m.now, by) },
		"decline": func(s *Selection) ([]governance.Event, error) { return s.Decline(m.now, by, "") },
		"choose":  func(s *Selection) ([]governance.Event, error) { return s.Choose(m.now, by, nominee, "") },
	}
	which := rapid.SampledFrom([]string{"keep", "consent", "consent", "react", "unreact", "object", "met", "accept", "accept", "decline", "choose", "choose"}).Draw(t, "act")
	m.do(which, acts[which])
}

func (m *machine) ComeAndGo(t *rapid.T) {
	m.rt = t
	who := m.who(t)
	acts := map[string]deed{
		"gone":     func(s *Selection) ([]governance.Event, error) { return s.Gone(m.now, who) },
		"left":     func(s *Selection) ([]governance.Event, error) { return s.Left(m.now, who, true) },
		"again":    func(s *Selection) ([]governance.Event, error) { return s.Left(m.now, who, false) },
		"dropped":  func(s *Selection) ([]governance.Event, error) { return s.RoleDropped(m.now) },
		"pause":    func(s *Selection) ([]governance.Event, error) { return s.Pause(m.now) },
		"resume":   func(s *Selection) ([]governance.Event, error) { return s.Resume(m.now) },
		"call off": func(s *Selection) ([]governance.Event, error) { return s.CallOff(m.now, who, "") },
	}
	which := rapid.SampledFrom([]string{"gone", "gone", "left", "again", "again", "pause", "resume", "resume", "resume", "call off", "dropped"}).Draw(t, "act")
	if (which == "call off" || which == "dropped") && rapid.IntRange(0, 5).Draw(t, "seldom") > 0 {
		return
	}
	m.do(which, acts[which])
}

// Time moves on, to the next alarm or by some time, perhaps unheeded.
func (m *machine) Time(t *rapid.T) {
	m.rt = t
	next := m.load().NextWake()
	if !next.IsZero() && next.After(m.now) && rapid.Bool().Draw(t, "to the alarm") {
		m.now = next
	} else {
		m.now = m.now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "minutes")) * time.Minute)
	}
	if rapid.IntRange(0, 4).Draw(t, "down") == 0 {
		return
	}
	for range 30 {
		next := m.load().NextWake()
		if next.IsZero() || next.After(m.now) {
			return
		}
		m.do("wake", func(s *Selection) ([]governance.Event, error) { return s.Wake(m.now) })
	}
	t.Fatalf("it still wants to wake at %s, and it is %s", m.load().NextWake(), m.now)
}

// TestAnyOrderOfActs is the property that the conversations rest on: nominations are private until one reveal, nobody is proposed twice,
// nobody selected over an objection or a missed quorum, one outcome, the alarm ahead, and the encoding complete.
func TestAnyOrderOfActs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		t.Repeat(map[string]func(*rapid.T){
			"": m.Check, "nominate": m.Nominate, "everybody": m.Everybody, "everybody again": m.Everybody, "answer": m.Answer,
			"answer again": m.Answer, "come and go": m.ComeAndGo, "time": m.Time,
		})
	})
}
