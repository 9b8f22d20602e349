package bot_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// subscriber is a world in which people read calendars.
type subscriber struct {
	*bottest.World
	t   *testing.T
	org governance.OrgID
}

// subscribers is a garden whose circle has begun; what began it is over and has no date any more.
func subscribers(t *testing.T) *subscriber {
	t.Helper()
	s := &subscriber{World: garden(t), t: t}
	s.begin("ana", "#garden")
	return s
}

func (s *subscriber) begin(who, channel string) {
	s.t.Helper()
	reply := s.Slash(who, channel, "/propose Begin")
	s.Settle()
	id := regexp.MustCompile(`P\d+`).FindString(strings.Join(bottest.Lines(*reply.Message), "\n"))
	s.Slash(who, channel, "/moot "+id+" withdraw")
	s.Settle()
}

// says is what somebody is answered.
func (s *subscriber) says(who, line string) string {
	s.t.Helper()
	reply := s.Slash(who, "to "+who, line)
	s.Settle()
	if reply.Message == nil {
		s.t.Fatalf("%s gets no answer to %s", who, line)
	}
	return strings.Join(bottest.Lines(*reply.Message), "\n")
}

var calendarToken = regexp.MustCompile(`https://moot\.example/calendar/(\S+)\.ics`)

// link is the token of the link that somebody is given.
func (s *subscriber) link(who, line string) string {
	s.t.Helper()
	said := s.says(who, line)
	m := calendarToken.FindStringSubmatch(said)
	if m == nil {
		s.t.Fatalf("%s gets no link from %s:\n%s", who, line, said)
	}
	return m[1]
}

func (s *subscriber) read(token string) bot.Calendar {
	s.t.Helper()
	c, err := s.Bot.Calendar(s.t.Context(), token)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// shows holds what a calendar shows: its name, and in short each entry's day and summary.
func (s *subscriber) shows(token, name string, want ...string) bot.Calendar {
	s.t.Helper()
	c := s.read(token)
	var got []string
	for _, e := range c.Entries {
		got = append(got, e.Start.In(governance.LoadZone("Europe/Madrid")).Format("2 Jan 15:04 ")+e.Summary)
	}
	if diff := cmp.Diff(want, got); diff != "" || c.Name != name {
		s.t.Errorf("%s, %q (-want +got):\n%s", name, c.Name, diff)
	}
	return c
}

// update changes the state as somebody would who acts in a circle of a channel.
func (s *subscriber) update(channel string, change func(tx assembly.Tx, in *governance.Circle, who func(string) governance.PersonID) error) {
	s.t.Helper()
	s.Update(func(tx assembly.Tx) error {
		ws, err := tx.WorkspaceByID(s.WS)
		if err != nil {
			return err
		}
		s.org = ws.Org
		id, err := tx.CircleAt(governance.Place{Workspace: s.WS, Channel: channel})
		if err != nil {
			return err
		}
		circle, err := tx.Load(governance.CircleRef(ws.Org, id), assembly.Everybody)
		if err != nil {
			return err
		}
		return change(tx, circle.(*governance.Circle), func(name string) governance.PersonID {
			a, ok, err := tx.Account(s.WS, "U_"+name)
			if err != nil || !ok {
				s.t.Fatalf("nobody is called %s (%v)", name, err)
			}
			return a.Person
		})
	})
}

// rota begins a rotation, and answers where it is.
func (s *subscriber) rota(channel, title, rhythm string, people ...string) governance.Ref {
	s.t.Helper()
	var ref governance.Ref
	s.update(channel, func(tx assembly.Tx, in *governance.Circle, who func(string) governance.PersonID) error {
		cadence, err := schedule.ParseCadence(rhythm, s.Clock, in.Location())
		if err != nil {
			return err
		}
		d := rotation.Draft{Title: title, Cadence: cadence, Place: in.Home}
		for _, p := range people {
			d.Roster = append(d.Roster, who(p))
		}
		n, err := tx.Next(in.Org, rotation.Kind)
		if err != nil {
			return err
		}
		ref = governance.Ref{Org: in.Org, Kind: rotation.Kind, N: n}
		r, _, err := rotation.Create(s.Clock, ref, in, who(people[0]), d)
		if err != nil {
			return err
		}
		return tx.Save(r)
	})
	return ref
}

// arrange lets something happen to a rotation.
func (s *subscriber) arrange(ref governance.Ref, channel string, do func(r *rotation.Rotation, who func(string) governance.PersonID) error) {
	s.t.Helper()
	s.update(channel, func(tx assembly.Tx, _ *governance.Circle, who func(string) governance.PersonID) error {
		a, err := tx.Load(ref, assembly.Everybody)
		if err != nil {
			return err
		}
		if err := do(a.(*rotation.Rotation), who); err != nil {
			return err
		}
		return tx.Save(a)
	})
}

// A turn stands in the calendar of whoever has it as finally arranged, and in the rotation's with their name; there it is the same entry
// whoever has it and whenever it is (R9).
func TestATurnMovesToWhoeverHasIt(t *testing.T) {
	s := subscribers(t)
	r3 := s.rota("#garden", "Facilitator", "every tuesday 09:00", "ana", "ben", "cy")
	anas, bens, all := s.link("ana", "/moot me calendar"), s.link("ben", "/moot me calendar"), s.link("cy", "/moot R1 calendar")
	before := s.shows(anas, "Folkmoot", "24 Nov 09:00 Facilitator: your turn")
	s.shows(bens, "Folkmoot", "1 Dec 09:00 Facilitator: your turn")
	first := s.shows(all, "Facilitator (R1)", "24 Nov 09:00 Facilitator: Ana", "1 Dec 09:00 Facilitator: Ben", "8 Dec 09:00 Facilitator: Cy")
	if e := before.Entries[0]; e.UID != first.Entries[0].UID || !e.Tentative || e.End.Sub(e.Start) != 7*24*time.Hour ||
		e.Description != "R1 in garden, for 7 days. Not accepted yet." {
		t.Errorf("Ana's turn: %+v", e)
	}

	now := func() time.Time { return s.Clock }
	s.arrange(r3, "#garden", func(r *rotation.Rotation, who func(string) governance.PersonID) error {
		if _, err := r.Swap(now(), who("ana"), who("ben"), 1, 2); err != nil {
			return err
		}
		_, err := r.AcceptSwap(now(), who("ben"), 0)
		return err
	})
	after := s.shows(anas, "Folkmoot", "1 Dec 09:00 Facilitator: your turn")
	s.shows(bens, "Folkmoot", "24 Nov 09:00 Facilitator: your turn")
	second := s.shows(all, "Facilitator (R1)", "24 Nov 09:00 Facilitator: Ben", "1 Dec 09:00 Facilitator: Ana", "8 Dec 09:00 Facilitator: Cy")
	if uids(first) != uids(second) || after.Entries[0].UID != first.Entries[1].UID || after.Entries[0].Tentative {
		t.Errorf("the swap made other entries: %s, then %s; Ana has %+v", uids(first), uids(second), after.Entries[0])
	}

	s.arrange(r3, "#garden", func(r *rotation.Rotation, who func(string) governance.PersonID) error {
		friday, err := schedule.ParseCadence("every friday 18:00", now(), governance.LoadZone("Europe/Madrid"))
		if err != nil {
			return err
		}
		if _, err := r.SetCadence(now(), who("ana"), friday); err != nil {
			return err
		}
		if _, err := r.Cancel(now(), who("ana"), 2, ""); err != nil {
			return err
		}
		_, err = r.Cover(now(), who("cy"), who("ben"), 1)
		return err
	})
	s.shows(anas, "Folkmoot")
	third := s.shows(all, "Facilitator (R1)", "27 Nov 18:00 Facilitator: Cy", "11 Dec 18:00 Facilitator: Cy")
	if third.Entries[0].UID != first.Entries[0].UID || third.Entries[0].Description != "R1 in garden, for 7 days." {
		t.Errorf("the covered turn: %+v", third.Entries[0])
	}
}

func uids(c bot.Calendar) string {
	var all []string
	for _, e := range c.Entries {
		all = append(all, e.UID)
	}
	return strings.Join(all, " ")
}

// A turn that nobody has says so and how to take it; while nothing goes round, nothing lies ahead.
func TestVacantAndPausedTurns(t *testing.T) {
	s := subscribers(t)
	r1 := s.rota("#garden", "Compost", "every tuesday 09:00", "ana")
	all := s.link("ben", "/moot R1 calendar")
	act := func(do func(*rotation.Rotation, governance.PersonID) ([]governance.Event, error)) {
		t.Helper()
		s.arrange(r1, "#garden", func(r *rotation.Rotation, who func(string) governance.PersonID) error {
			_, err := do(r, who("ana"))
			return err
		})
	}
	act(func(r *rotation.Rotation, ana governance.PersonID) ([]governance.Event, error) {
		return r.OptOut(s.Clock, ana, ana, true)
	})
	c := s.shows(all, "Compost (R1)", "24 Nov 09:00 Compost: nobody has this turn yet", "1 Dec 09:00 Compost: nobody has this turn yet",
		"8 Dec 09:00 Compost: nobody has this turn yet")
	if e := c.Entries[0]; e.Description != "R1 in garden, for 7 days. Whoever volunteers first has it: /moot R1 volunteer" || !e.Tentative {
		t.Errorf("the vacant turn: %+v", e)
	}
	act(func(r *rotation.Rotation, ana governance.PersonID) ([]governance.Event, error) { return r.PauseBy(s.Clock, ana) })
	s.shows(all, "Compost (R1)")
}

// A rotation's link shows it for as long as its owner may read it, and is theirs alone to take back (K6).
func TestARotationsCalendarIsForThoseWhoMayReadIt(t *testing.T) {
	s := subscribers(t)
	s.Chat.AddUser("dee", nil)
	s.Chat.AddUser("gil", func(u *bot.UserInfo) { u.Guest = true })
	s.Chat.AddChannel("#purse", true, "ana", "ben")
	s.Chat.AddChannel("#lobby", false, "ana", "gil")
	s.begin("ana", "#purse")
	s.begin("ana", "#lobby")
	s.rota("#purse", "Count the money", "every tuesday 09:00", "ana", "ben")
	s.rota("#lobby", "Door", "every tuesday 09:00", "ana")

	bens := s.link("ben", "/moot R1 calendar")
	if c := s.read(bens); len(c.Entries) != 3 || !c.Entries[0].Private {
		t.Errorf("Ben reads %+v", c)
	}
	if said := s.says("cy", "/moot R1 calendar"); !strings.Contains(said, "I know no R1") {
		t.Errorf("Cy, who is not in the private channel, is told %s", said)
	}
	leave := func(moves string) {
		t.Helper()
		s.Play(moves + "\n")
	}
	leave("leaves ben #purse")
	s.shows(bens, "Folkmoot")
	leave("joins ben #purse")
	s.shows(bens, "Count the money (R1)", "24 Nov 09:00 Count the money: Ana", "1 Dec 09:00 Count the money: Ana", "8 Dec 09:00 Count the money: Ana")
	leave("leaves ben #purse")
	if said := s.says("ben", "/moot R1 calendar off"); !strings.Contains(said, "dead now") {
		t.Errorf("Ben, who left, cannot take his link back: %s", said)
	}
	leave("joins ben #purse")
	s.dead(bens)

	// Dee is in no circle, but R2 is anybody's to read; a guest reads it in its channel, where no calendar stands.
	dees := s.link("dee", "/moot R2 calendar")
	s.shows(dees, "Door (R2)", "24 Nov 09:00 Door: Ana", "1 Dec 09:00 Door: Ana", "8 Dec 09:00 Door: Ana")
	s.shows(s.link("dee", "/moot me calendar"), "Folkmoot")
	reply := s.Slash("gil", "#lobby", "/moot R2 calendar")
	if said := strings.Join(bottest.Lines(*reply.Message), "\n"); !strings.Contains(said, "in its channel only") {
		t.Errorf("a guest is told %s", said)
	}
	s.Slash("ana", "#lobby", "/moot circle add @gil")
	gils := s.link("gil", "/moot R2 calendar")
	if c := s.read(gils); len(c.Entries) != 3 {
		t.Errorf("a guest who was added reads %+v", c)
	}
	leave("hidden #lobby")
	s.shows(dees, "Folkmoot")
	leave("deactivated gil")
	s.dead(gils)
}

func (s *subscriber) dead(token string) {
	s.t.Helper()
	if c, err := s.Bot.Calendar(s.t.Context(), token); !errors.Is(err, bot.ErrNoCalendar) {
		s.t.Errorf("the link answers %v, %v", c, err)
	}
}

// One person's link is no other's, and a rotation's none of the person's own.
func TestALinkIsForOneCalendar(t *testing.T) {
	s := subscribers(t)
	s.rota("#garden", "Compost", "every tuesday 09:00", "ana")
	own, rota, others := s.link("ana", "/moot me calendar"), s.link("ana", "/moot R1 calendar"), s.link("ben", "/moot me calendar")
	s.says("ana", "/moot me calendar off")
	s.dead(own)
	s.read(rota)
	s.read(others)
	if again := s.link("ana", "/moot me calendar"); again == own {
		t.Error("a dead link came to life again")
	}
	s.dead(own)
}

// The end of a term is in its keeper's calendar, and what a selection waits for in that of everybody who takes part.
func TestTermsAndSelections(t *testing.T) {
	s := subscribers(t)
	s.update("#garden", func(tx assembly.Tx, in *governance.Circle, who func(string) governance.PersonID) error {
		ref := governance.Ref{Org: in.Org, Kind: role.Kind, N: 1}
		r, _, err := role.Create(s.Clock, ref, in, who("ana"), role.Draft{Name: "secretary", Place: in.Home}, governance.Ref{})
		if err != nil {
			return err
		}
		if _, err := r.Seat(s.Clock, in, role.Seat{Person: who("ben"), How: role.ByProposal, Until: s.Clock.AddDate(0, 2, 0)}); err != nil {
			return err
		}
		sel, _, _, err := role.Call(s.Clock, governance.Ref{Org: in.Org, Kind: role.KindSelection, N: 1}, r, in, who("ana"), nil,
			role.SelectionDraft{Deadline: s.Clock.AddDate(0, 0, 3), Place: in.Home})
		if err != nil {
			return err
		}
		return errors.Join(tx.Save(r), tx.Save(sel))
	})
	s.shows(s.link("ana", "/moot me calendar"), "Folkmoot", "26 Nov 10:00 N1, nominations close: secretary")
	s.shows(s.link("ben", "/moot me calendar"), "Folkmoot", "26 Nov 10:00 N1, nominations close: secretary", "23 Jan 10:00 Your term ends: secretary (S1)")
}

// Every phase of a selection has its words.
func TestEveryPhaseHasItsText(t *testing.T) {
	messages := catalogue(t)
	phases := constants(t, "../governance/role")["Phase"]
	if len(phases) < 5 {
		t.Fatalf("there are %d phases", len(phases))
	}
	for _, phase := range phases {
		if key := "calendar.selection." + phase; (messages[key] == nil) != (phase == string(role.Over)) {
			t.Errorf("%s: %v", key, messages[key])
		}
	}
}

// A calendar shows a month back and a year ahead, and of too many entries the nearest.
func TestACalendarIsBounded(t *testing.T) {
	s := subscribers(t)
	token := s.link("ana", "/moot me calendar")
	agree := func(n int64, at time.Time) {
		t.Helper()
		s.update("#garden", func(tx assembly.Tx, in *governance.Circle, who func(string) governance.PersonID) error {
			return tx.Save(&consent.Agreement{ID: governance.Ref{Org: in.Org, Kind: consent.KindAgreement, N: n}, Circle: in.ID,
				Title: fmt.Sprint("number ", n), Made: s.Clock, Review: at, Status: consent.InForce, Seen: in.Audience(), Proposer: who("ana")})
		})
	}
	for n, at := range []time.Time{s.Clock.AddDate(0, 0, -31), s.Clock.AddDate(0, 0, -29), {}, s.Clock.AddDate(1, 0, -1), s.Clock.AddDate(1, 0, 1)} {
		agree(int64(n+1), at)
	}
	s.shows(token, "Folkmoot", "25 Oct 10:00 A2 to be reviewed: number 2", "22 Nov 10:00 A4 to be reviewed: number 4")
	s.update("#garden", func(tx assembly.Tx, in *governance.Circle, _ func(string) governance.PersonID) error {
		for n := range int64(2100) {
			a := &consent.Agreement{ID: governance.Ref{Org: in.Org, Kind: consent.KindAgreement, N: 10 + n}, Circle: in.ID, Title: "more",
				Review: s.Clock.Add(time.Duration(n) * time.Hour), Status: consent.InForce, Seen: in.Audience()}
			if err := tx.Save(a); err != nil {
				return err
			}
		}
		return nil
	})
	c := s.read(token)
	sorted := slices.IsSortedFunc(c.Entries, func(a, b bot.CalendarEntry) int { return a.Start.Compare(b.Start) })
	if n := len(c.Entries); n != 2000 || !sorted {
		t.Errorf("there are %d entries; in their order: %t", n, sorted)
	}
}

// A week is seven days also where the clocks change in it.
func TestAWeekIsSevenDays(t *testing.T) {
	s := subscribers(t)
	s.Clock = time.Date(2027, 3, 20, 9, 0, 0, 0, time.UTC)
	s.rota("#garden", "Compost", "every tuesday 09:00", "ana", "ben")
	c := s.shows(s.link("ana", "/moot R1 calendar"), "Compost (R1)", "23 Mar 09:00 Compost: Ana", "30 Mar 09:00 Compost: Ben", "6 Apr 09:00 Compost: Ana")
	if e := c.Entries[0]; e.End.Sub(e.Start) != 7*24*time.Hour-time.Hour || !strings.Contains(e.Description, "for 7 days.") {
		t.Errorf("the week in which the clocks change: %+v", e)
	}
}
