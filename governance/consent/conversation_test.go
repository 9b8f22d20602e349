package consent

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
)

// The people of the conversations. Ana proposes; Zed is in no circle.
const (
	ana governance.PersonID = iota + 1
	ben
	cy
	dee
	eve
	zed governance.PersonID = 99
)

// monday is when the conversations begin: ten in the morning.
var monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// tester is what a conversation needs of a test, or of one run of a property.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// talk is a conversation about one proposal. Every act loads it from its encoding, with no more rows than the contract grants, and
// saves it again, as storage would.
type talk struct {
	t       tester
	now     time.Time
	circle  *governance.Circle
	goners  map[governance.PersonID]bool
	data    []byte
	rows    map[int]map[governance.PersonID][]byte
	last    []governance.Event
	all     []governance.Event
	reading bool // whether reactions can be read while closing
}

// circleOf makes a circle in UTC with those members.
func circleOf(members ...governance.PersonID) *governance.Circle {
	c := governance.NewCircle(7, 1, "Garden", governance.Place{Workspace: 1, Channel: "garden"}, false, "UTC", ana)
	if _, err := c.Begin(monday, members); err != nil {
		panic(err)
	}
	return c
}

// raise begins a conversation: Ana raises "Meet on Tuesdays" in a circle of five, unless set says otherwise.
func raise(t tester, set ...func(*governance.Circle, *Draft)) *talk {
	t.Helper()
	return raiseIn(t, circleOf(ana, ben, cy, dee, eve), set...)
}

func raiseIn(t tester, c *governance.Circle, set ...func(*governance.Circle, *Draft)) *talk {
	t.Helper()
	w := &talk{t: t, now: monday, circle: c, goners: map[governance.PersonID]bool{}, reading: true,
		rows: map[int]map[governance.PersonID][]byte{}}
	d := Draft{Title: "Meet on Tuesdays", Text: "At six.\nIn the hall.", Place: c.Home}
	for _, s := range set {
		s(c, &d)
	}
	p, events, err := Raise(w.now, governance.Ref{Org: 1, Kind: Kind, N: 12}, c, ana, w.gone, d)
	if err != nil {
		t.Fatalf("raise: %v", err)
	}
	w.save(p)
	w.last, w.all = events, events
	return w
}

func (w *talk) gone(p governance.PersonID) bool { return w.goners[p] }

// policy changes the circle's policy before the proposal is raised.
func policy(set func(*governance.Policy)) func(*governance.Circle, *Draft) {
	return func(c *governance.Circle, _ *Draft) { set(&c.Policy) }
}

// draft changes what is raised.
func draft(set func(*Draft)) func(*governance.Circle, *Draft) {
	return func(_ *governance.Circle, d *Draft) { set(d) }
}

func (w *talk) save(p *Proposal) {
	w.t.Helper()
	data, err := json.Marshal(p)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	w.data = data
	changed, err := p.Rows().Changed()
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	round := p.Rows().Round()
	if w.rows[round] == nil {
		w.rows[round] = map[governance.PersonID][]byte{}
	}
	for person, row := range changed {
		w.rows[round][person] = row.Data
	}
}

// load reads the proposal with the rows of those people; of everybody when there are none.
func (w *talk) load(people ...governance.PersonID) *Proposal {
	w.t.Helper()
	p, err := DecodeProposal(w.data)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	rows := w.rows[p.Rows().Round()]
	if people != nil {
		some := map[governance.PersonID][]byte{}
		for _, person := range people {
			if row, ok := rows[person]; ok {
				some[person] = row
			}
		}
		rows = some
	}
	if err := p.Rows().Fill(people, rows); err != nil {
		w.t.Fatalf("%v", err)
	}
	return p
}

// act lets something happen to the proposal; a refusal ends the test.
func (w *talk) act(do func(*Proposal) ([]governance.Event, error), people ...governance.PersonID) *talk {
	w.t.Helper()
	p := w.load(people...)
	events, err := do(p)
	if err != nil {
		w.t.Fatalf("at %s: %v", w.now.Sub(monday), err)
	}
	w.save(p)
	w.last = events
	w.all = append(w.all, events...)
	w.check()
	return w
}

// check holds what must be true after every act.
func (w *talk) check() {
	w.t.Helper()
	p := w.load()
	if diff := cmp.Diff(p.recount(), p.s.Run.Tally); diff != "" {
		w.t.Fatalf("the tally is not what the rows say (-rows +tally):\n%s", diff)
	}
	if p.Ended() && !p.NextWake().IsZero() {
		w.t.Fatalf("it has ended and wants to wake at %s", p.NextWake())
	}
}

// refused lets something be tried that is refused with that code, and checks that nothing changed.
func (w *talk) refused(code string, do func(*Proposal) ([]governance.Event, error)) *talk {
	w.t.Helper()
	p := w.load()
	_, err := do(p)
	refusal := governance.AsError(err)
	if refusal == nil || refusal.Code != code {
		w.t.Fatalf("got %v, want a refusal %q", err, code)
	}
	if after, _ := json.Marshal(p); string(after) != string(w.data) {
		w.t.Fatalf("refused with %s and changed:\n%s", code, cmp.Diff(string(w.data), string(after)))
	}
	if changed, _ := p.Rows().Changed(); len(changed) > 0 {
		w.t.Fatalf("refused with %s and changed %d rows", code, len(changed))
	}
	return w
}

// respond takes a stance by a button. A vote sees its own row only.
func (w *talk) respond(by governance.PersonID, s governance.Stance, why ...string) *talk {
	w.t.Helper()
	return w.respondVia(by, s, ByButton, why...)
}

// react takes a stance by a reaction.
func (w *talk) react(by governance.PersonID, s governance.Stance) *talk {
	w.t.Helper()
	return w.respondVia(by, s, ByReaction)
}

func (w *talk) respondVia(by governance.PersonID, s governance.Stance, via Via, why ...string) *talk {
	w.t.Helper()
	var rows []governance.PersonID
	if s.Responds() {
		rows = []governance.PersonID{by}
	}
	return w.act(func(p *Proposal) ([]governance.Event, error) {
		return p.Respond(w.now, by, s, slices.Concat(why, []string{""})[0], via)
	}, rows...)
}

// consent lets people consent by buttons.
func (w *talk) consent(people ...governance.PersonID) *talk {
	w.t.Helper()
	for _, by := range people {
		w.respond(by, governance.Consent)
	}
	return w
}

// object objects by a button.
func (w *talk) object(by governance.PersonID, why string) *talk {
	w.t.Helper()
	return w.respond(by, governance.Objecting, why)
}

// unreact takes a reaction back.
func (w *talk) unreact(by governance.PersonID, s governance.Stance) *talk {
	w.t.Helper()
	return w.act(func(p *Proposal) ([]governance.Event, error) { return p.TakeBack(w.now, by, s, ByReaction) })
}

func (w *talk) met(number int, by governance.PersonID) *talk {
	w.t.Helper()
	return w.act(func(p *Proposal) ([]governance.Event, error) { return p.Met(w.now, number, by) })
}

func (w *talk) amend(by governance.PersonID, a Amendment) *talk {
	w.t.Helper()
	return w.act(func(p *Proposal) ([]governance.Event, error) { return p.Amend(w.now, by, a, w.circle, w.gone) })
}

// leaves lets somebody's account be deactivated.
func (w *talk) leaves(person governance.PersonID) *talk {
	w.t.Helper()
	w.goners[person] = true
	return w.act(func(p *Proposal) ([]governance.Event, error) { return p.Gone(w.now, person) })
}

// wait moves the clock and lets time do its work, moment by moment. Reactions are read at once, unless reading is off.
func (w *talk) wait(d time.Duration) *talk {
	w.t.Helper()
	end := w.now.Add(d)
	var heard []governance.Event
	for range 1000 {
		next := w.load().NextWake()
		if next.IsZero() || next.After(end) {
			w.now = end
			w.last = heard
			return w
		}
		w.now = later(w.now, next)
		w.tick()
		heard = append(heard, w.last...)
	}
	w.t.Fatalf("time does not pass")
	return w
}

// sleep moves the clock while nobody is there to heed it.
func (w *talk) sleep(d time.Duration) *talk {
	w.now = w.now.Add(d)
	return w
}

// tick lets time do what is due now, as assembly would, and answers the reading of reactions.
func (w *talk) tick() *talk {
	w.t.Helper()
	var heard []governance.Event
	for range 100 {
		next := w.load().NextWake()
		if next.IsZero() || next.After(w.now) {
			break
		}
		w.act(func(p *Proposal) ([]governance.Event, error) { return p.Wake(w.now) })
		heard = append(heard, w.last...)
		if w.reading && w.load().Status() == StatusClosing {
			w.read(true)
			heard = append(heard, w.last...)
		}
	}
	w.last = heard
	if next := w.load().NextWake(); !next.IsZero() && !next.After(w.now) {
		w.t.Fatalf("it still wants to wake at %s", next)
	}
	return w
}

func (w *talk) read(ok bool) *talk {
	w.t.Helper()
	return w.act(func(p *Proposal) ([]governance.Event, error) { return p.Read(w.now, ok) })
}

// is checks the status word.
func (w *talk) is(want Status) *talk {
	w.t.Helper()
	if got := w.load().Status(); got != want {
		w.t.Fatalf("at %s it is %q, want %q (heard %v)", w.now.Sub(monday), got, want, names(w.last))
	}
	return w
}

// heard checks what the last act, or the last stretch of time, made happen, in order; names without "proposal.".
func (w *talk) heard(want ...string) *talk {
	w.t.Helper()
	if diff := cmp.Diff(want, names(w.last)); diff != "" {
		w.t.Fatalf("heard (-want +got):\n%s", diff)
	}
	return w
}

func names(events []governance.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, e.EventName()[len("proposal."):])
	}
	return out
}

// ends checks when the window ends, counted from the beginning of the conversation.
func (w *talk) ends(want time.Duration) *talk {
	w.t.Helper()
	if got := w.load().Deadline().Sub(monday); got != want {
		w.t.Fatalf("its window ends after %s, want %s", got, want)
	}
	return w
}

// find answers the latest event of that type.
func find[E governance.Event](w *talk) E {
	w.t.Helper()
	for _, e := range slices.Backward(w.all) {
		if found, ok := e.(E); ok {
			return found
		}
	}
	var none E
	w.t.Fatalf("no %T was heard", none)
	return none
}

// same checks two values for equality.
func same[T any](t tester, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}
