package rotation

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

func TestSecondsLongTurnsLiveTheSameLife(t *testing.T) {
	w := begin(t, rhythm(t, "every 20 seconds")).plan("ana ben cy")
	first := w.load().Ahead[0].Start
	w.until(first.Add(-10*time.Second)).heard("turn_offered").accept(ana, 0)
	w.until(first.Add(5*time.Second)).note(ana, "It squeaks.")
	w.until(first.Add(20*time.Second)).heard("turn_offered", "turn_ended", "turn_started").plan("ben? | cy ana ben")
	same(t, "note", find[*TurnStarted](w).Note, "It squeaks.")
	for _, n := range find[*TurnStarted](w).Plan {
		same(t, "at once, whatever the hour", n.Urgent, true)
	}
	w.swap(ben, cy, 5, 3)
	w.refused("turn_unknown", func(r *Rotation) ([]governance.Event, error) { return r.Accept(w.now, ana, 9) })
}

func TestAfterADowntimeEverythingHappensOnceAndInOrder(t *testing.T) {
	w := begin(t).sleep(12*day).heard("turn_offered", "turn_started", "turn_offered", "turn_ended", "turn_started").plan("ben? | cy ana ben")
	same(t, "in order", w.load().Past[0].Keeper, ana)
}

func TestALongDowntimePassesOverWhatNobodyKnewOf(t *testing.T) {
	w := begin(t).until(tuesday(1).Add(hour)).sleep(10 * week).plan("ana? | ben cy ana")
	e := find[*Overslept](w)
	same(t, "who was last keeps it", e.Keeper, ana)
	same(t, "until the next", e.To, tuesday(12).UTC())
	for _, r := range w.load().Past {
		if r.State != Done {
			t.Errorf("turn %d is %s", r.Number, r.State)
		}
	}
	brief := begin(t, rhythm(t, "every 2 seconds")).sleep(365 * day) // in a handful of steps
	if n := brief.load().Turns; n > 20 {
		t.Errorf("%d turns came of a year asleep", n)
	}
}

func TestPauseAndResume(t *testing.T) {
	w := begin(t).until(tuesday(1).Add(hour)).accept(ben, 2)
	pause := func(by person) deed {
		return func(r *Rotation) ([]governance.Event, error) { return r.PauseBy(w.now, by) }
	}
	resume := func(by person) deed {
		return func(r *Rotation) ([]governance.Event, error) { return r.ResumeBy(w.now, by) }
	}
	shut := func(r *Rotation) ([]governance.Event, error) { return r.Pause(w.now) }
	open := func(r *Rotation) ([]governance.Event, error) { return r.Resume(w.now) }
	w.act(0, shut).heard("paused").refused("rota_paused", pause(ana))
	w.until(tuesday(4)).heard("turn_ended").plan("ben* cy ana")
	w.act(ana, resume(ana)).heard("resumed", "rearranged").plan("ben cy ana").refused("rota_running", resume(ana))
	same(t, "the next tuesday", w.load().Ahead[0].Start, tuesday(5).UTC())
	w.act(ana, pause(ana)).heard("paused").act(0, shut).heard().act(0, open).heard() // what people paused, an open channel does not resume (D25)
	w.act(ana, resume(ana)).heard("resumed")
	short := begin(t).until(tuesday(1))
	short.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Pause(short.now) }).wait(day) // nothing was to happen meanwhile
	short.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Resume(short.now) }).heard("resumed").plan("ana? | ben cy ana")
}

func TestAChangedCadenceLosesNoTurnAndDoublesNone(t *testing.T) {
	w := begin(t).until(tuesday(1).Add(hour)).accept(ben, 2).accept(cy, 3)
	set := func(text string) *talk {
		t.Helper()
		return w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.SetCadence(w.now, ana, cadence(t, text)) })
	}
	set("every thursday 10:00").heard("cadence_set", "rearranged").plan("ana? | ben cy ana") // promised for another time: asked again
	same(t, "five dates", len(find[*CadenceSet](w).Next), 5)
	thursday := time.Date(2026, 3, 5, 10, 0, 0, 0, madrid)
	same(t, "moved", find[*Rearranged](w).Moves[0].Start, thursday.UTC())
	same(t, "was promised", find[*Rearranged](w).Moves[0].Promised, true)
	same(t, "ana ends when ben begins", w.load().Present.End, thursday.UTC())
	w.undo(ben).heard("undone", "rearranged").plan("ana? | ben* cy* ana")
	set("every tuesday 09:00 America/New_York").plan("ana? | ben cy ana") // the same wall time in another zone
	same(t, "in new york", w.load().Ahead[0].Start, time.Date(2026, 3, 10, 13, 0, 0, 0, time.UTC))
	set("every tuesday 09:00 America/New_York").heard()
	set("every weekday 09:00").plan("ana? | ben cy ana").until(time.Date(2026, 3, 6, 9, 30, 0, 0, madrid)).plan("ana? | ben cy ana")
}

func TestNudgesAreSentWhileTheyAreTrue(t *testing.T) {
	w := begin(t).until(tuesday(2).Add(-day)).plan("ana? | ben? cy ana")
	awaits := func(who person, what string, part int, want bool) {
		t.Helper()
		if got := w.load().Awaits(w.now, who, what, part); got != want {
			t.Errorf("%s awaits %s of %d: %t", nameOf(who), what, part, got)
		}
	}
	awaits(ben, NudgeAhead, 2, true)
	awaits(ben, NudgeAsk, 2, true)
	w.accept(ben, 2)
	awaits(ben, NudgeAhead, 2, true)
	awaits(ben, NudgeAsk, 2, false)
	w.cover(cy, ben, 2)
	awaits(ben, NudgeAhead, 2, false)
	awaits(cy, NudgeDay, 2, true)
	awaits(cy, NudgeVacant, 2, false)
	w.act(ben, func(r *Rotation) ([]governance.Event, error) { return r.Cancel(w.now, ben, 2, "") })
	awaits(cy, NudgeDay, 2, false)
	w.swap(ana, cy, 4, 3)
	awaits(cy, NudgeSwap, 1, true)
	w.agree(cy)
	awaits(cy, NudgeSwap, 1, false)
}

// R4, D0: a rhythm of seconds ticks whenever it ticks. Whoever begins is asked before their turn, and has half a step of time for it, whenever
// the rotation was made.
func TestWhoBeginsIsAskedBeforeTheirTurn(t *testing.T) {
	for made := range 40 {
		now := friday.Add(time.Duration(made) * 500 * time.Millisecond)
		circle := circleOf(ana, ben)
		r, _, err := Create(now, governance.Ref{Org: 1, Kind: Kind, N: 3}, circle, ana, Draft{Title: "Bell", Cadence: cadence(t, "every 20 seconds"), Roster: []person{ana, ben}, Place: circle.Home})
		if err != nil {
			t.Fatal(err)
		}
		first := r.Ahead[0].Start.Sub(now)
		if first < 10*time.Second || first >= 30*time.Second {
			t.Errorf("made at %s the first turn begins after %s", now.Format("05.0"), first)
		}
		if asked := r.NextWake(); asked.After(now) && asked.Sub(now) > first-10*time.Second {
			t.Errorf("made at %s, %s before the turn, it is asked about after %s", now.Format("05.0"), first, asked.Sub(now))
		}
	}
}
