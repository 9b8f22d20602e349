package bot_test

import (
	"errors"
	"fmt"
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
)

// subscriber is a world in which people read calendars.
type subscriber struct {
	*bottest.World
	t *testing.T
}

// subscribers is a garden whose circle has begun; what began it is over and has no date any more.
func subscribers(t *testing.T) *subscriber {
	t.Helper()
	s := &subscriber{World: garden(t), t: t}
	s.Play("@ana #garden: /propose Begin\n@ana #garden: /moot P1 withdraw\n")
	return s
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

// A turn is the same entry in everybody's calendar, whoever has it and whenever it is, so that a program moves it and does not show it
// twice (R9).
func TestATurnIsTheSameEntryWhoeverHasIt(t *testing.T) {
	s := subscribers(t)
	s.Slash("ana", "#garden", "/rota create Facilitator every tuesday 09:00 with @ana @ben @cy")
	anas, bens, all := s.Subscribe("ana", "/moot me calendar"), s.Subscribe("ben", "/moot me calendar"), s.Subscribe("cy", "/moot R1 calendar")
	before := s.shows(anas, "Folkmoot", "24 Nov 09:00 Facilitator: your turn")
	s.shows(bens, "Folkmoot", "1 Dec 09:00 Facilitator: your turn")
	first := s.shows(all, "Facilitator (R1)", "24 Nov 09:00 Facilitator: Ana", "1 Dec 09:00 Facilitator: Ben", "8 Dec 09:00 Facilitator: Cy")
	if card := s.Chat.Latest("R1"); before.Entries[0].UID != first.Entries[0].UID || card == nil || !strings.HasSuffix(first.Entries[0].Link, "/"+card.ID) {
		t.Errorf("Ana's turn is %+v, and in the rotation's calendar %+v", before.Entries[0], first.Entries[0])
	}
	s.Says("ana", "/moot R1 swap with @ben")
	s.Says("ben", "/moot R1 swap accept")
	after := s.shows(anas, "Folkmoot", "1 Dec 09:00 Facilitator: your turn")
	s.shows(bens, "Folkmoot", "24 Nov 09:00 Facilitator: your turn")
	second := s.shows(all, "Facilitator (R1)", "24 Nov 09:00 Facilitator: Ben", "1 Dec 09:00 Facilitator: Ana", "8 Dec 09:00 Facilitator: Cy")
	if uids(first) != uids(second) || after.Entries[0].UID != first.Entries[1].UID {
		t.Errorf("the swap made other entries: %s, then %s; Ana has %+v", uids(first), uids(second), after.Entries[0])
	}
	s.Says("ana", "/moot R1 set cadence every friday 18:00")
	third := s.shows(all, "Facilitator (R1)", "27 Nov 18:00 Facilitator: Ben", "4 Dec 18:00 Facilitator: Ana", "11 Dec 18:00 Facilitator: Cy")
	if uids(first) != uids(third) {
		t.Errorf("the other days made other entries: %s, then %s", uids(first), uids(third))
	}
	for i, e := range third.Entries {
		if others := slices.Delete(strings.Fields(uids(third)), i, i+1); slices.Contains(others, e.UID) {
			t.Errorf("two turns are one entry: %s", uids(third))
		}
	}
}

func uids(c bot.Calendar) string {
	var all []string
	for _, e := range c.Entries {
		all = append(all, e.UID)
	}
	return strings.Join(all, " ")
}

// A rotation's link shows it for as long as its owner may read it, and is theirs alone to take back (K6).
func TestARotationsCalendarIsForThoseWhoMayReadIt(t *testing.T) {
	s := subscribers(t)
	s.Chat.AddUser("dee", nil)
	s.Chat.AddUser("gil", func(u *bot.UserInfo) { u.Guest = true })
	s.Chat.AddChannel("#purse", true, "ana", "ben")
	s.Chat.AddChannel("#lobby", false, "ana", "gil")
	s.Slash("ana", "#purse", "/rota create Count the money every tuesday 09:00 with @ana @ben")
	s.Slash("ana", "#lobby", "/rota create Door every tuesday 09:00 with @ana")

	bens := s.Subscribe("ben", "/moot R1 calendar")
	if c := s.read(bens); len(c.Entries) != 3 || !c.Entries[0].Private {
		t.Errorf("Ben reads %+v", c)
	}
	if said := s.Says("cy", "/moot R1 calendar"); !strings.Contains(said, "I know no R1") {
		t.Errorf("Cy, who is not in the private channel, is told %s", said)
	}
	s.Play("leaves ben #purse")
	s.shows(bens, "Folkmoot")
	s.Play("joins ben #purse")
	s.shows(bens, "Count the money (R1)", "24 Nov 09:00 Count the money: Ana", "1 Dec 09:00 Count the money: Ana", "8 Dec 09:00 Count the money: Ana")
	s.Play("leaves ben #purse")
	if said := s.Says("ben", "/moot R1 calendar off"); !strings.Contains(said, "dead now") {
		t.Errorf("Ben, who left, cannot take his link back: %s", said)
	}
	s.Play("joins ben #purse")
	s.dead(bens)

	// Dee is in no circle, but R2 is anybody's to read; a guest reads it in its channel, where no calendar stands.
	dees := s.Subscribe("dee", "/moot R2 calendar")
	s.shows(dees, "Door (R2)", "24 Nov 09:00 Door: Ana", "1 Dec 09:00 Door: Ana", "8 Dec 09:00 Door: Ana")
	s.shows(s.Subscribe("dee", "/moot me calendar"), "Folkmoot")
	reply := s.Slash("gil", "#lobby", "/moot R2 calendar")
	if said := strings.Join(bottest.Lines(*reply.Message), "\n"); !strings.Contains(said, "in its channel only") {
		t.Errorf("a guest is told %s", said)
	}
	s.Slash("ana", "#lobby", "/moot circle add @gil")
	gils := s.Subscribe("gil", "/moot R2 calendar")
	if c := s.read(gils); len(c.Entries) != 3 {
		t.Errorf("a guest who was added reads %+v", c)
	}
	s.Play("hidden #lobby")
	s.shows(dees, "Folkmoot")
	s.Play("deactivated gil")
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
	s.Slash("ana", "#garden", "/rota create Compost every tuesday 09:00 with @ana")
	own, rota, others := s.Subscribe("ana", "/moot me calendar"), s.Subscribe("ana", "/moot R1 calendar"), s.Subscribe("ben", "/moot me calendar")
	s.Says("ana", "/moot me calendar off")
	s.dead(own)
	s.read(rota)
	s.read(others)
	if again := s.Subscribe("ana", "/moot me calendar"); again == own {
		t.Error("a dead link came to life again")
	}
	s.dead(own)
}

// The end of a term is in its keeper's calendar, and what a selection waits for in that of everybody who takes part.
func TestTermsAndSelections(t *testing.T) {
	s := subscribers(t)
	s.Behind("#garden", func(tx assembly.Tx, in *governance.Circle, who bottest.Who) error {
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
	s.shows(s.Subscribe("ana", "/moot me calendar"), "Folkmoot", "26 Nov 10:00 N1, nominations close: secretary")
	s.shows(s.Subscribe("ben", "/moot me calendar"), "Folkmoot", "26 Nov 10:00 N1, nominations close: secretary", "23 Jan 10:00 Your term ends: secretary (S1)")
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
	token := s.Subscribe("ana", "/moot me calendar")
	agree := func(n int64, at time.Time) {
		t.Helper()
		s.Behind("#garden", func(tx assembly.Tx, in *governance.Circle, who bottest.Who) error {
			return tx.Save(&consent.Agreement{ID: governance.Ref{Org: in.Org, Kind: consent.KindAgreement, N: n}, Circle: in.ID,
				Title: fmt.Sprint("number ", n), Made: s.Clock, Review: at, Status: consent.InForce, Seen: in.Audience(), Proposer: who("ana")})
		})
	}
	for n, at := range []time.Time{s.Clock.AddDate(0, 0, -31), s.Clock.AddDate(0, 0, -29), {}, s.Clock.AddDate(1, 0, -1), s.Clock.AddDate(1, 0, 1)} {
		agree(int64(n+1), at)
	}
	s.shows(token, "Folkmoot", "25 Oct 10:00 A2 to be reviewed: number 2", "22 Nov 10:00 A4 to be reviewed: number 4")
	s.Behind("#garden", func(tx assembly.Tx, in *governance.Circle, _ bottest.Who) error {
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
	s.Slash("ana", "#garden", "/rota create Compost every tuesday 09:00 with @ana @ben")
	c := s.shows(s.Subscribe("ana", "/moot R1 calendar"), "Compost (R1)", "23 Mar 09:00 Compost: Ana", "30 Mar 09:00 Compost: Ben", "6 Apr 09:00 Compost: Ana")
	if e := c.Entries[0]; e.End.Sub(e.Start) != 7*24*time.Hour-time.Hour || !strings.Contains(e.Description, "for 7 days.") {
		t.Errorf("the week in which the clocks change: %+v", e)
	}
}
