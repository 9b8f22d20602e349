package consent

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/governance"
)

// machine does anything in any order to one proposal and holds what must always be true. Beside the talk, which reads the proposal
// back from its encoding before every act, it does the same to one that stays in memory: both must answer alike.
type machine struct {
	*talk
	rt     *rapid.T
	memory *Proposal
	// What the events said, from which the proposal's own word is checked.
	raised, outcomes int
	open             map[int]bool
}

func newMachine(t *rapid.T) *machine {
	members := []person{ana, ben, cy, dee, eve}[:rapid.IntRange(1, 5).Draw(t, "members")]
	w := raiseIn(t, circleOf(members...), func(c *governance.Circle, d *Draft) {
		c.Policy.Quorum = rapid.SampledFrom([]governance.Quorum{{}, {Percent: 50}, {Percent: 100}, {People: 1}, {People: 3}}).Draw(t, "quorum")
		c.Policy.Early = rapid.Bool().Draw(t, "early")
		c.Policy.Unresolved = rapid.SampledFrom([]governance.Unresolved{governance.ToNotAdopted, governance.ToMeeting, governance.ToParent}).Draw(t, "unresolved")
		c.Policy.TalkAfter = rapid.IntRange(1, 3).Draw(t, "talk after")
		c.Parent = governance.CircleID(rapid.IntRange(0, 1).Draw(t, "parent"))
		d.Willing = members
		if window := rapid.SampledFrom([]time.Duration{0, 20 * time.Second, 2 * hour, 20 * hour, 10 * day}).Draw(t, "window"); window > 0 {
			d.Deadline = monday.Add(window)
		}
	})
	m := &machine{talk: w, rt: t, open: map[int]bool{}}
	m.memory = m.load()
	return m
}

// do lets an act happen to both proposals. Those people's rows are enough for it; nobody means everybody's.
func (m *machine) do(what string, act deed, people ...person) {
	before := m.load()
	p := m.load(people...)
	events, err := act(p)
	if err == nil && saysAdopted(events) && rapid.Bool().Draw(m.rt, "hindered") {
		m.hinder(what, act)
		return
	}
	same, sameErr := act(m.memory)
	if a, b := told(events, err), told(same, sameErr); a != b {
		m.rt.Fatalf("%s: read back it answers\n%s\nand in memory\n%s", what, a, b)
	}
	if err != nil {
		m.mustBeUnchanged(what, p, err)
		return
	}
	m.save(p)
	m.hear(what, before, events)
}

// hinder does what assembly does when an act of an adoption is impossible: nothing of what was done is saved, the proposal is told,
// and it is done again (D22).
func (m *machine) hinder(what string, act deed) {
	before := m.load()
	p := m.load()
	events, err := p.Hinder(m.now, governance.Act{Kind: "test"}, governance.Refuse(governance.Conflict, "no_parent"))
	if err != nil || len(events) == 0 {
		m.rt.Fatalf("%s: hindered, it answers %v, %v", what, events, err)
	}
	again, err := act(p)
	if err == nil {
		m.save(p)
		m.hear(what+", hindered", before, append(events, again...))
	}
	m.memory = m.load()
}

func saysAdopted(events []governance.Event) bool {
	return slices.ContainsFunc(events, func(e governance.Event) bool { _, ok := e.(*Adopted); return ok })
}

func told(events []governance.Event, err error) string {
	data, _ := json.Marshal(events)
	return fmt.Sprint(names(events), string(data), err)
}

func (m *machine) mustBeUnchanged(what string, p *Proposal, err error) {
	after, _ := json.Marshal(p)
	changed, _ := p.Rows().Changed()
	if governance.AsError(err) == nil || string(after) != string(m.data) || len(changed) > 0 {
		m.rt.Fatalf("%s was refused with %v and changed something", what, err)
	}
}

// hear checks what events say against what went before.
func (m *machine) hear(what string, before *Proposal, events []governance.Event) {
	if before.Ended() && len(events) > 0 {
		m.rt.Fatalf("%s: it has ended and yet %v", what, names(events))
	}
	for _, e := range events {
		switch e := e.(type) {
		case *ObjectionRaised:
			m.raised++
			if m.open[e.Number] = true; e.Number != m.raised {
				m.rt.Fatalf("objection %d comes after %d", e.Number, m.raised-1)
			}
		case *ObjectionEnded:
			if !m.open[e.Number] {
				m.rt.Fatalf("objection %d ended and was not open", e.Number)
			}
			delete(m.open, e.Number)
		case *Adopted:
			m.outcomes++
			m.mayBeAdopted(what, before)
		case *NotAdopted, *Withdrawn, *Escalated:
			m.outcomes++
		}
	}
}

// mayBeAdopted judges an adoption from the rows alone.
func (m *machine) mayBeAdopted(what string, before *Proposal) {
	p := m.load()
	others, responded, consented := 0, 0, 0
	for _, who := range p.Electors() {
		b, _ := p.Ballot(who)
		answered := b.Stance.Responds()
		if who == p.Proposer() || b.Gone && !answered {
			continue
		}
		others++
		if answered {
			responded++
		}
		if b.Stance == consents {
			consented++
		}
	}
	quorum := p.Policy().Quorum
	needed := quorum.Of(others)
	if p.Urgent() || m.now.Before(p.Deadline()) {
		needed = others
	}
	switch {
	case len(m.open) > 0:
		m.rt.Fatalf("%s: adopted with open objections %v", what, m.open)
	case responded < needed, others > 0 && consented == 0 && !quorum.Silent():
		m.rt.Fatalf("%s: adopted with %d of %d others, %d consenting", what, responded, others, consented)
	case before.Paused() && what != "resume":
		m.rt.Fatalf("%s: adopted while paused", what)
	}
}

// Check holds what is true between acts.
func (m *machine) Check(t *rapid.T) {
	m.rt = t
	m.check()
	p := m.load()
	if m.outcomes > 1 || p.Ended() != (m.outcomes == 1) || p.Ended() == p.Outcome().At.IsZero() {
		t.Fatalf("%d outcomes, and it is %s", m.outcomes, p.Status())
	}
	if len(p.Objections()) != m.raised {
		t.Fatalf("%d objections of %d raised", len(p.Objections()), m.raised)
	}
	for _, o := range p.Objections() {
		if o.Open() != m.open[o.Number] {
			t.Fatalf("objection %d: open %t, as told %t", o.Number, o.Open(), m.open[o.Number])
		}
	}
	for _, who := range p.ballots.All() {
		if b, _ := p.Ballot(who); (b.Stance == objecting) != (len(p.openBy(who)) > 0) {
			t.Fatalf("%d has the stance %q and the open objections %v", who, b.Stance, p.openBy(who))
		}
	}
	if awake := !p.NextWake().IsZero(); awake == (p.Ended() || p.Paused()) {
		t.Fatalf("it is %s, paused %t, and wakes at %s", p.Status(), p.Paused(), p.NextWake())
	}
	if blocked := p.Status() == StatusBlocked; !p.Ended() && len(m.open) > 0 && !blocked && p.Status() != StatusClosing {
		t.Fatalf("an objection is open and it is %s", p.Status())
	}
	if f := p.Facilitator(); f != 0 && !p.Ended() && (f == p.Proposer() || len(p.openBy(f)) > 0) {
		t.Fatalf("%d facilitates, proposes or objects", f)
	}
}

func (m *machine) who(t *rapid.T) person {
	return rapid.SampledFrom([]person{ana, ben, cy, dee, eve, 6, zed}).Draw(t, "who")
}

func (m *machine) number(t *rapid.T) int { return rapid.IntRange(0, m.raised+1).Draw(t, "number") }

func (m *machine) via(t *rapid.T) Via {
	return rapid.SampledFrom([]Via{ByReaction, ByButton, ByCommand}).Draw(t, "via")
}

func (m *machine) Respond(t *rapid.T) {
	m.rt = t
	by, via := m.who(t), m.via(t)
	s := rapid.SampledFrom([]governance.Stance{consents, consents, consents, abstains, concerned, needsTime, objecting}).Draw(t, "stance")
	why := rapid.SampledFrom([]string{"", "because"}).Draw(t, "why")
	var rows []person
	if s.Responds() {
		rows = []person{by}
	}
	m.do("respond", func(p *Proposal) ([]governance.Event, error) { return p.Respond(m.now, by, s, why, via) }, rows...)
}

func (m *machine) EverybodyConsents(t *rapid.T) {
	m.rt = t
	for _, by := range m.load().Electors() {
		m.do("consent", func(p *Proposal) ([]governance.Event, error) { return p.Respond(m.now, by, consents, "", ByButton) }, by)
	}
}

func (m *machine) TakeBack(t *rapid.T) {
	m.rt = t
	by := m.who(t)
	s := rapid.SampledFrom([]governance.Stance{"", consents, objecting, needsTime}).Draw(t, "stance")
	m.do("take back", func(p *Proposal) ([]governance.Event, error) { return p.TakeBack(m.now, by, s, ByReaction) })
}

func (m *machine) Objection(t *rapid.T) {
	m.rt = t
	by, n := m.who(t), m.number(t)
	acts := map[string]deed{
		"because":   m.because(n, by, "a reason"),
		"met":       func(p *Proposal) ([]governance.Event, error) { return p.Met(m.now, n, by) },
		"withdraw":  func(p *Proposal) ([]governance.Event, error) { return p.WithdrawObjection(m.now, n, by) },
		"set aside": m.setAside(n, by),
		"second":    m.second(n, by),
		"adopt":     m.adopt(n, by),
	}
	which := rapid.SampledFrom([]string{"because", "met", "met", "withdraw", "set aside", "second", "adopt"}).Draw(t, "act")
	m.do(which, acts[which])
}

func (m *machine) Lead(t *rapid.T) {
	m.rt = t
	by, who := m.who(t), m.who(t)
	until := m.now.Add(time.Duration(rapid.IntRange(-1, 96).Draw(t, "hours")) * hour)
	acts := map[string]deed{
		"extend":     func(p *Proposal) ([]governance.Event, error) { return p.Extend(m.now, by, until) },
		"facilitate": func(p *Proposal) ([]governance.Event, error) { return p.Facilitate(m.now, by, who) },
		"refresh":    func(p *Proposal) ([]governance.Event, error) { return p.Refresh(m.now, by, m.circle) },
		"take up":    func(p *Proposal) ([]governance.Event, error) { return p.TakeUp(m.now, by) },
	}
	which := rapid.SampledFrom([]string{"amend", "extend", "facilitate", "refresh", "take up"}).Draw(t, "act")
	if which == "amend" {
		text := fmt.Sprint("text ", rapid.IntRange(0, 9).Draw(t, "text"))
		acts["amend"] = m.amending(by, Amendment{Text: text, HasText: true, Deadline: rapid.SampledFrom([]time.Time{{}, until}).Draw(t, "deadline")})
	}
	m.do(which, acts[which])
}

func (m *machine) Withdraw(t *rapid.T) {
	m.rt = t
	if by := m.who(t); rapid.IntRange(0, 9).Draw(t, "seldom") == 0 {
		m.do("withdraw", func(p *Proposal) ([]governance.Event, error) { return p.Withdraw(m.now, by, "") })
	}
}

func (m *machine) ComeAndGo(t *rapid.T) {
	m.rt = t
	who := m.who(t)
	switch rapid.SampledFrom([]string{"gone", "back", "join", "leave", "pause", "resume"}).Draw(t, "how") {
	case "gone":
		m.goners[who] = true
		m.do("gone", func(p *Proposal) ([]governance.Event, error) { return p.Gone(m.now, who) })
	case "back":
		delete(m.goners, who)
		m.do("back", func(p *Proposal) ([]governance.Event, error) { return p.Back(m.now, who) })
	case "join":
		_, _ = m.circle.Join(m.now, who) // Refused when they are a member: as well.
	case "leave":
		_, _ = m.circle.Leave(who)
	case "pause":
		m.do("pause", func(p *Proposal) ([]governance.Event, error) { return p.Pause(m.now) })
	case "resume":
		m.do("resume", func(p *Proposal) ([]governance.Event, error) { return p.Resume(m.now) })
	}
}

func (m *machine) Read(t *rapid.T) {
	m.rt = t
	ok := rapid.Bool().Draw(t, "ok")
	m.do("read", func(p *Proposal) ([]governance.Event, error) { return p.Read(m.now, ok) })
}

// Time moves on, to the next alarm or by some time, perhaps unheeded.
func (m *machine) Time(t *rapid.T) {
	m.rt = t
	next := m.load().NextWake()
	if !next.IsZero() && rapid.Bool().Draw(t, "to the alarm") {
		m.now = later(m.now, next)
	} else {
		m.now = m.now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "minutes")) * minute)
	}
	if rapid.IntRange(0, 4).Draw(t, "down") == 0 {
		return
	}
	for range 100 {
		next := m.load().NextWake()
		if next.IsZero() || next.After(m.now) {
			return
		}
		m.do("wake", func(p *Proposal) ([]governance.Event, error) { return p.Wake(m.now) })
		if m.load().Status() == StatusClosing && rapid.IntRange(0, 2).Draw(t, "readable") > 0 {
			m.do("read", func(p *Proposal) ([]governance.Event, error) { return p.Read(m.now, true) })
		}
	}
	t.Fatalf("it still wants to wake at %s, and it is %s", m.load().NextWake(), m.now)
}

// TestAnyOrderOfActs is the property that everything else rests on: never adopted with an open objection or a missed quorum, never
// decided twice, no objection lost, the tally what the rows say, the alarm ahead, and the encoding complete.
func TestAnyOrderOfActs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		t.Repeat(map[string]func(*rapid.T){
			"": m.Check, "respond": m.Respond, "respond again": m.Respond, "everybody consents": m.EverybodyConsents,
			"take back": m.TakeBack, "objection": m.Objection, "lead": m.Lead, "withdraw": m.Withdraw,
			"come and go": m.ComeAndGo, "read": m.Read, "time": m.Time, "more time": m.Time,
		})
	})
}
