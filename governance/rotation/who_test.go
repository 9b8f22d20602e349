package rotation

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

func TestWhatCannotBeIsRefusedKindly(t *testing.T) {
	c := circleOf(ana, ben)
	good := Draft{Title: "Tea", Cadence: cadence(t, "every day 09:00"), Roster: []person{ana, ben}}
	for code, set := range map[string]func(*Draft){
		"roster_empty":       func(d *Draft) { d.Roster = nil },
		"roster_not_member":  func(d *Draft) { d.Roster = []person{ana, yan} },
		"cadence_missing":    func(d *Draft) { d.Cadence = schedule.Cadence{} },
		"title_missing_rota": func(d *Draft) { d.Title = " " },
		"text_too_long":      func(d *Draft) { d.Title = strings.Repeat("x", 300) },
	} {
		d := good
		set(&d)
		_, _, err := Create(friday, governance.Ref{Org: 1, Kind: Kind, N: 1}, c, ana, d)
		if e := governance.AsError(err); e == nil || e.Code != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	_, _, err := Create(friday, governance.Ref{Org: 1, Kind: Kind, N: 1}, c, yan, good)
	if !governance.IsKind(err, governance.NotAllowed) {
		t.Errorf("a stranger creates: %v", err)
	}
	w := begin(t).until(tuesday(4).Add(hour))
	w.refused("swap_self", func(r *Rotation) ([]governance.Event, error) { return r.Swap(w.now, ana, ana, 0, 0) })
	w.refused("turn_past", func(r *Rotation) ([]governance.Event, error) { return r.Accept(w.now, ana, 1) })
	w.refused("turn_past", func(r *Rotation) ([]governance.Event, error) { return r.Swap(w.now, ana, ben, 1, 0) })
	w.refused("turn_unknown", func(r *Rotation) ([]governance.Event, error) { return r.Cover(w.now, ana, 0, 99) })
	w.refused("turn_running", func(r *Rotation) ([]governance.Event, error) { return r.Swap(w.now, ana, ben, 4, 0) })
	w.refused("rota_not_on_roster", func(r *Rotation) ([]governance.Event, error) { return r.Skip(w.now, zed, 5) })
	w.refused("not_a_member", func(r *Rotation) ([]governance.Event, error) { return r.Join(w.now, yan, yan, w.circle, false) })
	w.refused("already_on_roster", func(r *Rotation) ([]governance.Event, error) { return r.Join(w.now, ana, ana, w.circle, false) })
	w.refused("person_not_on_roster", func(r *Rotation) ([]governance.Event, error) { return r.Leave(w.now, ana, zed) })
	w.refused("rota_away_backwards", func(r *Rotation) ([]governance.Event, error) { return r.Away(w.now, ana, ana, w.now, w.now) })
	w.refused("rota_away_over", func(r *Rotation) ([]governance.Event, error) {
		return r.Away(w.now, ana, ana, w.now.Add(-2*day), w.now.Add(-day))
	})
	w.refused("rota_away_long", func(r *Rotation) ([]governance.Event, error) {
		return r.Away(w.now, ana, ana, w.now, w.now.Add(500*day))
	})
	w.refused("turn_none_vacant", func(r *Rotation) ([]governance.Event, error) { return r.Volunteer(w.now, ana, w.circle, 0) })
	w.refused("turn_taken", func(r *Rotation) ([]governance.Event, error) { return r.Volunteer(w.now, ana, w.circle, 5) })
	w.refused("turn_none_yours", func(r *Rotation) ([]governance.Event, error) { return r.CannotDo(w.now, zed, 0, "") })
	w.refused("turn_none_theirs", func(r *Rotation) ([]governance.Event, error) { return r.Cover(w.now, ana, zed, 0) })
	w.refused("turn_yours", func(r *Rotation) ([]governance.Event, error) { return r.Cover(w.now, ben, ben, 0) })
	w.refused("swap_unknown", func(r *Rotation) ([]governance.Event, error) { return r.AcceptSwap(w.now, ana, 0) })
	w.refused("order_unknown", func(r *Rotation) ([]governance.Event, error) { return r.SetOrder(w.now, ana, "random") })
	w.refused("roster_empty", func(r *Rotation) ([]governance.Event, error) { return r.SetRoster(w.now, ana, w.circle, nil) })
	w.refused("undo_none", func(r *Rotation) ([]governance.Event, error) { return r.Undo(w.now, ana) })
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.Archive(w.now, ana, w.circle, "done") }).heard("archived")
	w.refused("rota_over", func(r *Rotation) ([]governance.Event, error) { return r.Skip(w.now, ana, 5) })
	same(t, "it sleeps", w.load().NextWake().IsZero(), true)
}

func TestK7AnnouncedAndUndoableForADay(t *testing.T) {
	four := func() *talk { return begin(t, roster(ana, ben, cy, dee)).until(tuesday(1).Add(hour)) }
	w := four().skip(cy, 2).plan("ana? | cy dee ben").undo(ben).heard("undone", "rearranged").plan("ana? | ben cy dee")
	m, _ := w.load().Member(ben)
	same(t, "nothing is owed", m.Debt, 0)
	w.refused("undo_none", func(r *Rotation) ([]governance.Event, error) { return r.Undo(w.now, ana) })

	late := four().skip(ben, 2).wait(25 * hour)
	late.refused("undo_too_late", func(r *Rotation) ([]governance.Event, error) { return r.Undo(late.now, ben) })

	over := four().skip(ben, 2).accept(cy, 2) // the promise of one is not taken back by another
	over.refused("undo_overtaken", func(r *Rotation) ([]governance.Event, error) { return r.Undo(over.now, ben) })

	four().cancel(ben, 3).undo(cy).heard("undone", "rearranged").plan("ana? | ben cy dee")
	four().cover(cy, dee, 4).undo(dee).heard("undone", "rearranged").plan("ana? | ben cy dee")
	four().leave(ben).plan("ana? | dee? cy dee").undo(ben).plan("ana? | ben cy dee")
	four().join(eve).undo(ana).heard("undone")
	w = four()
	w.act(ana, func(r *Rotation) ([]governance.Event, error) {
		return r.SetRoster(w.now, ana, w.circle, []person{eve, dee, ana})
	})
	w.heard("roster_set", "rearranged").plan("ana? | eve? ana? dee").undo(ben).plan("ana? | ben cy dee")
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.Rename(w.now, ana, "Host") }).heard("set").undo(ana)
	same(t, "title", w.load().Title, "Facilitator")
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.Archive(w.now, ana, w.circle, "") }).wait(hour).undo(ben)
	same(t, "it runs", w.load().Status, StatusRunning)
	w.until(tuesday(2)).plan("ben? | cy dee ana")
}

func TestTurnsPromisedDoNotMoveUnderPeople(t *testing.T) {
	w := begin(t).until(tuesday(1).Add(hour)).accept(ben, 2).accept(cy, 3).plan("ana? | ben* cy* ana")
	w.join(dee).join(eve).plan("ana? | ben* cy* ana").skip(ana, 4).plan("ana? | ben* cy* dee")
	w.leave(ben).heard("left", "rearranged", "paired").plan("ana? | eve? cy* dee") // they must, and are told
	if tell := find[*Rearranged](w).Tell; len(tell) != 1 || tell[0] != eve {
		t.Errorf("told: %v", tell)
	}
}

func TestSomebodyIsGone(t *testing.T) {
	w := begin(t, roster(ana, ben, cy, dee)).until(tuesday(1).Add(hour))
	w.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Gone(w.now, ana, false) }).heard("left", "rearranged")
	w.plan("cy? | ben cy dee")
	w.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Gone(w.now, ben, true) }).plan("cy? | dee? cy dee")
	w.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Gone(w.now, zed, false) }).heard()
	w.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Gone(w.now, cy, false) })
	w.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Gone(w.now, dee, false) }).plan("- | - - -")
	w.wait(3 * week).join(eve).plan("- | eve eve eve") // alone, she has them all
}

func TestLeavingMidTurnOneFinishesIt(t *testing.T) {
	w := begin(t).until(tuesday(1).Add(hour)).leave(ana).heard("left", "rearranged").plan("ana? | ben cy ben?")
	w.until(tuesday(2)).plan("ben? | cy ben? cy")
	m, _ := w.load().Member(ana)
	same(t, "it counts", m.Served, 1)
}

func TestAnAdoptedProposalStartsARotation(t *testing.T) {
	d := Draft{Title: "Tea", Cadence: cadence(t, "every other tuesday 09:00"), Roster: []person{ben, ana}, Order: Fixed,
		Length: governance.Span{Days: 2}, Role: governance.Ref{Org: 1, Kind: "S", N: 2}}
	data, err := json.Marshal(CreateAct(d))
	if err != nil {
		t.Fatal(err)
	}
	var act governance.Act
	if err := json.Unmarshal(data, &act); err != nil {
		t.Fatal(err)
	}
	got, err := DraftOf(act, 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, got, cmp.Comparer(func(a, b schedule.Cadence) bool { return a == b })); diff != "" {
		t.Errorf("the draft changed on its way (-said +read):\n%s", diff)
	}
	r, events, err := Create(friday, governance.Ref{Org: 1, Kind: Kind, N: 1}, circleOf(ana, ben), 0, got)
	if err != nil || len(events) != 1 || r.Ahead[0].Keeper != ben {
		t.Errorf("%v, %v", events, err)
	}
	if _, err := DraftOf(governance.Act{Kind: "x"}, 1); err == nil {
		t.Error("any act makes a rotation")
	}
}

func TestForecastBindsNobody(t *testing.T) {
	w := begin(t).until(tuesday(1))
	before := string(w.data)
	r := w.load()
	got := r.Forecast(w.now, 6)
	after, _ := json.Marshal(r)
	same(t, "unchanged", string(after), before)
	same(t, "six", len(got), 6)
	for i, want := range []person{ben, cy, ana, ben, cy, ana} {
		same(t, "keeper", nameOf(got[i].Keeper), nameOf(want))
	}
	same(t, "dates", got[5].Start, tuesday(7).UTC())
}

func TestEventsAreReadBackByName(t *testing.T) {
	seen := map[string]bool{}
	for _, make := range Events() {
		e := make()
		if seen[e.EventName()] {
			t.Errorf("%s twice", e.EventName())
		}
		seen[e.EventName()] = true
		if _, ok := e.(governance.Noticed); !ok {
			t.Errorf("%s has no notice", e.EventName())
		}
	}
	w := begin(t).until(tuesday(1)).note(ana, "words")
	for _, event := range w.last {
		texts := event.(governance.Worded).Texts()
		*texts[0] = "erased"
	}
	words, _ := w.load().NoteFor(ben)
	same(t, "an event shares no text with the rotation", words, "words")
}
