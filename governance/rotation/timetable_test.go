package rotation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
)

// Whoever asks for the turns as they are finally arranged gets each with whoever has it now, and none that is not going to be (R9).
func TestTimetable(t *testing.T) {
	w := begin(t)
	timetable := func(want string) {
		t.Helper()
		var got []string
		for _, turn := range w.load().Timetable() {
			who := "-"
			if turn.Keeper != 0 {
				who = nameOf(turn.Keeper)
			}
			got = append(got, fmt.Sprintf("%d %s", turn.Number, who))
		}
		if is := strings.Join(got, ", "); is != want {
			t.Fatalf("at %s: the timetable is %q, want %q", w.at(w.now), is, want)
		}
	}
	timetable("1 ana, 2 ben, 3 cy")
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.Swap(w.now, ana, cy, 1, 3) })
	timetable("1 ana, 2 ben, 3 cy") // as long as nobody has agreed
	w.act(cy, func(r *Rotation) ([]governance.Event, error) { return r.AcceptSwap(w.now, cy, 0) })
	timetable("1 cy, 2 ben, 3 ana")
	w.act(ben, func(r *Rotation) ([]governance.Event, error) { return r.Cancel(w.now, ben, 2, "") })
	timetable("1 cy, 3 ana")
	w.wait(week)
	timetable("1 cy, 3 ana, 4 ben")
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.PauseBy(w.now, ana) })
	timetable("1 cy")
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.ResumeBy(w.now, ana) })
	timetable("1 cy, 3 ana, 4 ben")
	w.wait(week)
	timetable("1 cy, 3 ana, 4 ben, 5 cy") // the one that was cancelled is past and left nothing
	for _, p := range []person{ana, ben, cy} {
		w.act(0, func(r *Rotation) ([]governance.Event, error) { return r.Gone(w.now, p, true) })
	}
	timetable("1 cy, 3 -, 4 -, 5 -")
	w.act(ana, func(r *Rotation) ([]governance.Event, error) { return r.Archive(w.now, ana, w.circle, "") })
	timetable("1 cy")
}
