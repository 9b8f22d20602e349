package rotation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// toldOnce holds that every turn whose keeper or time differs is told by exactly one event, to whoever lost it and whoever has it now but
// not to whoever did it, and that nothing is told which did not happen.
func toldOnce(before, after *Rotation, events []governance.Event, by person) error {
	told := map[int]int{}
	heard := map[int][]person{}
	tell := func(turn int, n governance.Notice) {
		told[turn]++
		heard[turn] = append(heard[turn], n.Tell...)
	}
	begun := map[int]bool{}
	direct := map[person]string{}
	for _, event := range events {
		e := event.(governance.Noticed).Told()
		if err := tellsWell(event, e, by); err != nil {
			return err
		}
		switch event.(type) {
		case *Vacated, *SwapEnded, *Paired, *Covered, *Volunteered, *Cancelled, *Swapped: // one for each
		default:
			for _, p := range e.Tell {
				if direct[p] != "" {
					return fmt.Errorf("%s is told of %s and of %s", nameOf(p), direct[p], event.EventName())
				}
				direct[p] = event.EventName()
			}
		}
		switch event := event.(type) {
		case *Rearranged:
			for _, m := range event.Moves {
				tell(m.Turn, e)
			}
		case *Vacated:
			for _, v := range event.Turns {
				tell(v.Turn, e)
			}
		case *Covered:
			tell(event.Turn, e)
		case *Volunteered:
			tell(event.Turn, e)
		case *Cancelled:
			tell(event.Turn, e)
		case *Swapped:
			tell(event.Mine.Turn, e)
			tell(event.Theirs.Turn, e)
		case *TurnStarted:
			begun[event.Turn] = true
		}
	}
	if before == nil {
		return nil
	}
	for _, t := range after.turns() {
		was := before.turn(t.Number)
		if was == nil {
			if told[t.Number] > 1 || told[t.Number] == 1 && t.Keeper != 0 && len(begun) == 0 && after.Turns == before.Turns {
				return fmt.Errorf("turn %d is new and told %d times", t.Number, told[t.Number])
			}
			continue
		}
		differs := was.Keeper != t.Keeper || !was.Start.Equal(t.Start) && t.State != Vacant && t.State != Void
		switch {
		case differs && told[t.Number] != 1 || !differs && told[t.Number] > 0 && (was.State == Void) == (t.State == Void) &&
			(was.State == Vacant) == (t.State == Vacant):
			return fmt.Errorf("turn %d went from %s to %s and was told %d times", t.Number, nameOf(was.Keeper), nameOf(t.Keeper), told[t.Number])
		case !differs:
			continue
		}
		for _, p := range []person{was.Keeper, t.Keeper} {
			m, known := after.Member(p)
			if p != 0 && p != by && !(known && m.Gone) && !slices.Contains(heard[t.Number], p) {
				return fmt.Errorf("turn %d went from %s to %s, and %s was not told", t.Number, nameOf(was.Keeper), nameOf(t.Keeper), nameOf(p))
			}
		}
	}
	return nil
}

// tellsWell holds that an event tells nobody twice, and not whoever did it.
func tellsWell(event governance.Event, n governance.Notice, by person) error {
	for i, p := range n.Tell {
		_, learns := event.(*Paired) // Also whoever brought it about.
		if p == 0 || p == by && by != 0 && !learns || slices.Contains(n.Tell[:i], p) {
			return fmt.Errorf("%s tells %v of what %s did", event.EventName(), n.Tell, nameOf(by))
		}
	}
	for i, nudge := range n.Plan {
		if !nudge.Until.After(nudge.Due) || len(nudge.To) == 0 || slices.ContainsFunc(n.Plan[:i], func(o governance.Nudge) bool { return o.Key == nudge.Key }) {
			return fmt.Errorf("%s plans the nudge %+v", event.EventName(), nudge)
		}
	}
	return nil
}

// line is what a good assistant would say of an event, in the channel and to people.
func (w *talk) line(event governance.Event) []string {
	who := func(people []person) string {
		var out []string
		for _, p := range people {
			out = append(out, nameOf(p))
		}
		return strings.Join(out, ", ")
	}
	on := func(t time.Time) string { return t.In(madrid).Format("Mon 2 Jan") }
	say := func(format string, args ...any) []string {
		return []string{w.now.In(madrid).Format("2 Jan 15:04") + "  " + fmt.Sprintf(format, args...)}
	}
	switch e := event.(type) {
	case *Created:
		return say("%s begins: %s, with %s.", e.Title, e.Cadence, who(e.Roster))
	case *TurnStarted:
		note := ""
		if e.Note != "" {
			note = fmt.Sprintf(" %s left a note: %q.", nameOf(e.Outgoing), e.Note)
		}
		if e.Shadow != 0 {
			note += fmt.Sprintf(" %s goes along.", nameOf(e.Shadow))
		}
		return say("It is %s's turn.%s", nameOf(e.Keeper), note)
	case *Declined:
		return say("%s cannot on %s: %s.", nameOf(e.Keeper), on(e.Start), e.Why)
	case *Skipped:
		return say("%s skips %s on %s.", nameOf(e.By), nameOf(e.Keeper), on(e.Start))
	case *Cancelled:
		return say("%s cancelled %s: %s.", nameOf(e.By), on(e.Start), e.Why)
	case *Covered:
		return say("%s covers %s on %s.", nameOf(e.Keeper), nameOf(e.For), on(e.Start))
	case *Volunteered:
		return say("%s volunteers for %s. Thank you!", nameOf(e.Keeper), on(e.Start))
	case *Vacated:
		var days []string
		for _, v := range e.Turns {
			days = append(days, on(v.Start))
		}
		return say("Nobody has %s (%s). Who volunteers?", strings.Join(days, ", "), e.Why)
	case *Rearranged:
		var out []string
		for _, m := range e.Moves {
			ask := ""
			if m.Asked {
				ask = " Do you take it?"
			}
			if m.Was == m.Now {
				out = append(out, say("%s's turn is on %s now, not %s (%s).%s", nameOf(m.Now), on(m.Start), on(m.WasStart), e.Why, ask)...)
				continue
			}
			out = append(out, say("%s: %s has it instead of %s (%s).%s", on(m.Start), nameOf(m.Now), nameOf(m.Was), e.Why, ask)...)
		}
		if len(e.Tell) > 0 {
			out = append(out, say("   (each told: %s)", who(e.Tell))...)
		}
		return out
	case *SwapAsked:
		return say("(to %s) %s asks: your %s for their %s?", nameOf(e.With), nameOf(e.By), on(e.Theirs.Start), on(e.Mine.Start))
	case *Swapped:
		return say("%s and %s swapped: %s has %s, %s has %s.", nameOf(e.By), nameOf(e.With), nameOf(e.Mine.Keeper), on(e.Mine.Start),
			nameOf(e.Theirs.Keeper), on(e.Theirs.Start))
	case *SwapEnded:
		return say("(to %s) No swap: %s.", who(e.Tell), e.How)
	case *AwayDeclared:
		return say("%s is away from %s to %s.", nameOf(e.Person), on(e.From), on(e.To))
	case *Joined:
		return say("%s joined.", nameOf(e.Person))
	case *Left:
		return say("%s %s.", nameOf(e.Person), e.How)
	case *NoteLeft:
		return say("(to %s) %s's handover note: %q", nameOf(e.To), nameOf(e.By), e.Words)
	case *Paired:
		if !e.ToCircle {
			return nil
		}
		return say("%s goes along with %s: the next turn is their first.", nameOf(e.Shadow), nameOf(e.Keeper))
	case *CadenceSet:
		return say("From now on: %s.", e.Now)
	case *Undone:
		return say("%s undid %s's %s.", nameOf(e.By), nameOf(e.Of), e.What)
	case *Accepted, *Offered, *TurnEnded:
		return nil // The card shows it.
	}
	return say("(%s)", strings.TrimPrefix(event.EventName(), "rotation."))
}
