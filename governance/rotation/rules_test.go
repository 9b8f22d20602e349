package rotation

import (
	"slices"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// tuesday is the n-th turn's beginning, from 1.
func tuesday(n int) time.Time { return time.Date(2026, 3, 3+7*(n-1), 9, 0, 0, 0, madrid) }

func TestR2TurnsKeepWallTime(t *testing.T) {
	w := begin(t).plan("ana ben cy")
	same(t, "told", find[*Created](w).Ahead[0].Start, tuesday(1).UTC())
	w.until(tuesday(1)).heard("turn_offered", "turn_started").plan("ana? | ben cy ana")
	w.until(tuesday(6)) // over the change to summer time
	r := w.load()
	same(t, "at nine", r.Present.Start, tuesday(6).UTC())
	same(t, "to the next", r.Present.End, tuesday(7).UTC())
}

func TestR2ATurnMayBeShorterThanItsCadence(t *testing.T) {
	w := begin(t, func(d *Draft) { d.Length = governance.Span{Exact: 2 * hour} })
	w.until(tuesday(1)).wait(2 * hour).heard("turn_ended").plan("ben cy ana")
	same(t, "in the gap it is the outgoing keeper's", w.load().Responsible(w.now), ana)
	w.accept(ben, 0)
	same(t, "until the incoming one accepts", w.load().Responsible(w.now), ben)
	w.until(tuesday(2)).plan("ben* | cy ana ben")
}

func TestR3FewestTurnsFirstOverTheWholeHistory(t *testing.T) {
	w := begin(t).until(tuesday(4).Add(hour)).plan("ana? | ben cy ana")
	w.join(dee).plan("ana? | ben cy ana") // begins with one, as if they had served now
	w.until(tuesday(6).Add(hour)).plan("cy? | ana dee ben")
	w.until(tuesday(9).Add(hour))
	for _, m := range w.load().Members {
		if n := m.Start + m.Served; n < 2 || n > 3 {
			t.Errorf("%s has served %d turns", nameOf(m.Person), n)
		}
	}
}

func TestR3JoinersStartAtThePresentMinimum(t *testing.T) {
	w := begin(t).until(tuesday(8).Add(hour)).join(dee) // two each, and cy a third to come
	m, _ := w.load().Member(dee)
	same(t, "begins with", m.Start, 2)
	same(t, "has served", m.Served, 0)
	w.leave(dee).wait(hour).join(dee)
	m, _ = w.load().Member(dee)
	same(t, "again", m.Start, 2)
}

func TestR3FixedOrderGoesRoundTheRoster(t *testing.T) {
	w := begin(t, fixed, roster(ana, ben, cy, dee)).cannot(ben, 2).plan("ana dee? cy") // dee stands in, and the order stands
	w.until(tuesday(1)).plan("ana? | dee? cy dee")
	w.until(tuesday(2)).plan("dee? | cy dee ana")
	w.until(tuesday(3)).plan("cy? | dee ana ben")
}

func TestR4BeforeATurnItsKeeperIsToldAndAccepts(t *testing.T) {
	w := begin(t).wait(0)
	nudges := map[string]governance.Nudge{}
	r, events, err := Create(friday, w.load().Ref(), w.circle, ana, Draft{Title: "x", Cadence: cadence(t, "every thursday 09:00"), Roster: []person{ana, ben}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		for _, n := range e.(governance.Noticed).Nudges() {
			nudges[n.Key] = n
		}
	}
	first := r.Ahead[0]
	same(t, "two days before", nudges["R3/t1/ahead"].Due, first.Start.Add(-2*day))
	same(t, "on the day", nudges["R3/t1/day"].Due, first.Start.Add(-hour))
	w.until(tuesday(2).Add(-2*day)).plan("ana? | ben? cy ana").accept(ben, 0).heard("turn_accepted").plan("ana? | ben* cy ana")
	w.accept(ben, 2).heard() // twice is no news
	same(t, "ana answers until it is accepted", w.load().AnswersFor(3, w.now), ben)
	same(t, "ben for his own", w.load().AnswersFor(2, w.now), ben)
	w.refused("turn_not_yours", func(r *Rotation) ([]governance.Event, error) { return r.Accept(w.now, cy, 2) })
}

func TestR4TheOutgoingKeeperLeavesANote(t *testing.T) {
	w := begin(t).until(tuesday(1))
	plan := find[*TurnStarted](w).Plan
	if !slices.ContainsFunc(plan, func(n governance.Nudge) bool { return n.What == NudgeNote && n.To[0] == ana }) {
		t.Errorf("nobody asks ana for a note: %+v", plan)
	}
	w.wait(5*day).note(ana, "The key is under the mat.").heard("note_left")
	same(t, "to", find[*NoteLeft](w).To, ben)
	w.note(ana, "The key is under the mat.").heard()
	w.until(tuesday(2))
	same(t, "handed over", find[*TurnStarted](w).Note, "The key is under the mat.")
	w.note(ana, "And the cat is in.") // also after it
	words, by := w.load().NoteFor(ben)
	same(t, "for ben", words, "And the cat is in.")
	same(t, "by", by, ana)
	w.refused("note_not_keeper", func(r *Rotation) ([]governance.Event, error) { return r.Note(w.now, cy, "hm") })
	w.refused("note_missing", func(r *Rotation) ([]governance.Event, error) { return r.Note(w.now, ben, " ") })
	same(t, "no more asked", w.load().Awaits(w.now, ana, NudgeNote, 1), false)
	same(t, "ben is", w.load().Awaits(w.now, ben, NudgeNote, 2), true)
}

func TestR5FourDifferentThings(t *testing.T) {
	four := func() *talk { return begin(t, roster(ana, ben, cy, dee)).until(tuesday(1)).plan("ana? | ben cy dee") }
	t.Run("substitute: the order stands", func(t *testing.T) {
		w := four().cover(dee, ben, 0).heard("turn_covered").plan("ana? | dee+ cy dee")
		same(t, "for", find[*Covered](w).For, ben)
		w.until(tuesday(2)).plan("dee+ | cy dee ben") // who has served least comes next
	})
	t.Run("skip: move on, back next round", func(t *testing.T) {
		w := four().skip(ben, 0).heard("turn_skipped", "rearranged").plan("ana? | cy dee ben")
		w.until(tuesday(4)).plan("ben? | ana cy dee") // and then as ever
	})
	t.Run("cancel: nobody this time", func(t *testing.T) {
		w := four().cancel(cy, 2).heard("turn_cancelled").plan("ana? | x cy dee").until(tuesday(2)).plan("x | cy dee ben")
		w.refused("turn_cancelled", func(r *Rotation) ([]governance.Event, error) { return r.Accept(w.now, ben, 2) })
		w.until(tuesday(3)).heard("turn_offered", "turn_ended", "turn_started").plan("cy? | dee ben ana")
	})
	t.Run("swap: two named turns, the other agrees", func(t *testing.T) {
		w := four().swap(ben, dee, 2, 4).heard("swap_asked").plan("ana? | ben cy dee")
		w.refused("swap_not_yours", func(r *Rotation) ([]governance.Event, error) { return r.AcceptSwap(w.now, cy, 1) })
		w.agree(dee).heard("swapped").plan("ana? | dee* cy ben*")
	})
}

func TestR5ASwapMayNotHappen(t *testing.T) {
	w := begin(t).swap(ana, ben, 0, 0).heard("swap_asked")
	w.act(ben, func(r *Rotation) ([]governance.Event, error) { return r.DeclineSwap(w.now, ben, 0, "no") }).heard("swap_ended")
	w.swap(ana, ben, 0, 0).act(ana, func(r *Rotation) ([]governance.Event, error) { return r.WithdrawSwap(w.now, ana, 0) }).heard("swap_ended")
	w.swap(ana, ben, 0, 0).until(tuesday(1)).heard("turn_offered", "swap_ended", "turn_started")
	w.swap(ben, cy, 0, 0).leave(cy).heard("left", "turn_vacated", "swap_ended")
}

func TestR5SwapReachesFurtherAhead(t *testing.T) {
	w := begin(t, roster(ana, ben, cy, dee, eve, fay)).plan("ana ben cy").swap(ana, fay, 0, 0)
	w.plan("ana ben cy dee eve fay").agree(fay).plan("fay* ben cy dee eve ana*")
	w.until(tuesday(4)).plan("dee? | eve ana* fay")
}

func TestR6TurnsInAnAbsenceAreOfferedAhead(t *testing.T) {
	w := begin(t, roster(ana, ben, cy, dee)).accept(ben, 2).away(ben, tuesday(1), tuesday(2).Add(day)).heard("away", "rearranged")
	w.plan("ana dee? cy")
	m := find[*Rearranged](w).Moves[0]
	same(t, "it was promised", m.Promised, true)
	same(t, "dee is asked", m.Asked, true)
	w.volunteer(eve, 0).heard("turn_volunteered").plan("ana eve* cy") // volunteers go first, also from the circle
	w.until(tuesday(2)).plan("eve* | cy ben dee")
	w.refused("rota_away_not", func(r *Rotation) ([]governance.Event, error) { return r.Back(w.now, cy, cy) })
}

func TestR6AVacancyIsAnnouncedAndVolunteersGoFirst(t *testing.T) {
	w := begin(t, roster(ana, ben)).until(tuesday(1)).plan("ana? | ben ana ben")
	w.away(ben, tuesday(2), tuesday(3)).heard("away", "turn_vacated").plan("ana? | - ana ben")
	same(t, "was", find[*Vacated](w).Turns[0].Was, ben)
	plan := find[*Vacated](w).Plan
	if len(plan) != 1 || plan[0].What != NudgeVacant || !slices.Equal(plan[0].To, []person{ana}) {
		t.Errorf("who could is not asked: %+v", plan)
	}
	w.volunteer(ana, 0).plan("ana? | ana* ana ben") // by her own will
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.CannotDo(w.now, ana, 2, "") }).plan("ana? | - ana ben")
	w.back(ben).heard("back", "rearranged").plan("ana? | ben? ana ben")
}

func TestR7Eligibility(t *testing.T) {
	w := begin(t, func(d *Draft) { d.Requires = []string{"Key"} }).join(dee).act(ana, func(r *Rotation) ([]governance.Event, error) {
		return r.OptOut(friday, ana, cy, true)
	})
	w.plan("ana ben ana?")
	w.refused("turn_unskilled", func(r *Rotation) ([]governance.Event, error) { return r.Cover(w.now, dee, ana, 0) })
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.SetSkills(w.now, ana, dee, []string{"key"}) })
	w.until(tuesday(2)).plan("ben? | ana? dee ben") // cy takes none, dee may
}

func TestR7TheOnlyOneHasThemAll(t *testing.T) {
	begin(t, roster(ana)).plan("ana ana ana").until(tuesday(3)).plan("ana? | ana ana ana")
}

func TestR7OverlapsAreShown(t *testing.T) {
	a, b := begin(t).load(), begin(t, roster(ana, dee), rhythm(t, "every thursday 10:00")).load()
	b.Number = 4
	got := Overlaps([]*Rotation{a, b})
	if len(got) == 0 || got[0].Person != ana || got[0].From != b.Ahead[0].Start || got[0].To != a.Ahead[0].End {
		t.Errorf("overlaps: %+v", got)
	}
}

func TestR8ANewcomerShadowsBeforeTheirFirst(t *testing.T) {
	w := begin(t, roster(ana, ben)).until(tuesday(1)).join(dee)
	w.until(tuesday(3)).plan("ana? | ben dee ana")
	same(t, "with ben", w.load().ShadowOf(4), dee)
	w.until(tuesday(4))
	same(t, "told at the turn", find[*TurnStarted](w).Shadow, dee)
	w.until(tuesday(5))
	same(t, "once", find[*TurnStarted](w).Shadow, 0)
	late := begin(t, roster(ana, ben, cy)).until(tuesday(1)).join(dee).swap(dee, ben, 0, 0).agree(ben).heard("swapped", "paired")
	same(t, "paired", find[*Paired](late).Shadow, dee)
}

func TestR9TheRoleFollowsTheTurnAsFinallyArranged(t *testing.T) {
	w := begin(t, func(d *Draft) { d.Role = governance.Ref{Org: 1, Kind: "S", N: 2} }).until(tuesday(1))
	seated := func() int64 {
		acts := w.last[len(w.last)-1].(governance.Noticed).Told().Carries
		if len(acts) != 1 || acts[0].Kind != ActSeat {
			t.Fatalf("acts %+v", acts)
		}
		return acts[0].Args["person"].(int64)
	}
	same(t, "by turn", seated(), int64(ana))
	w.cover(cy, ana, 0)
	same(t, "by cover", seated(), int64(cy))
	w.act(0, func(r *Rotation) ([]governance.Event, error) {
		return r.Hinder(w.now, governance.Act{Kind: ActSeat}, governance.Refuse(governance.NotFound, "no_such"))
	}).heard("role_lost").until(tuesday(2))
	if acts := w.last[len(w.last)-1].(governance.Noticed).Told().Carries; acts != nil {
		t.Errorf("a task seats nobody: %+v", acts)
	}
}
