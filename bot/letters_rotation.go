package bot

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// rotationSays is the sentence that tells an event to the circle (reader zero) or to one person, and what whoever reads it can answer at
// once. It says nothing that is no longer so; empty is nothing.
func (sc *scene) rotationSays(r *rotation.Rotation, event governance.Event, reader governance.PersonID) (text.Text, []Action) {
	say := func(key string, more ...any) text.Text {
		return sc.p.Say("rota.told."+key, aboutRotation(r, append(more, "mine", false)...)...)
	}
	if reader != 0 {
		say = func(key string, more ...any) text.Text {
			return sc.p.Say("rota.told."+key, aboutRotation(r, append(more, "mine", true, "reader", reader)...)...)
		}
	}
	switch e := event.(type) {
	case *rotation.Created:
		t, has := r.TurnOf(reader)
		return say("created", "by", e.By, "known", e.By != 0, "cadence", e.Cadence, "start", t.Start, "has", has), nil
	case *rotation.Accepted:
		return say("accepted", "start", e.Start), nil
	case *rotation.Declined:
		return say("declined", "person", e.Keeper, "start", e.Start, "why", e.Why), nil
	case *rotation.Skipped:
		return say("skipped", "by", e.By, "person", e.Keeper, "start", e.Start, "own", e.By == e.Keeper), nil
	case *rotation.Cancelled:
		return say("cancelled", "by", e.By, "start", e.Start, "why", e.Why), nil
	case *rotation.Covered:
		return say("covered", "person", e.Keeper, "whom", e.For, "start", e.Start), nil
	case *rotation.Volunteered:
		return say("volunteered", "person", e.Keeper, "was", e.Was, "had", e.Was != 0, "start", e.Start), nil
	case *rotation.Rearranged:
		return sc.rearranged(r, e, reader, say)
	case *rotation.Vacated:
		return sc.vacated(r, e, reader, say)
	case *rotation.TurnStarted:
		return sc.turnStarted(r, e, say)
	case *rotation.Paired:
		return say("paired", "shadow", e.Shadow, "person", e.Keeper, "shadows", reader == e.Shadow), nil
	case *rotation.Overslept:
		return say("overslept", "from", e.From, "to", e.To, "person", e.Keeper, "kept", e.Keeper != 0), nil
	}
	return sc.swapSays(r, event, reader, say)
}

// swapSays tells what becomes of a swap, and who is away.
func (sc *scene) swapSays(r *rotation.Rotation, event governance.Event, reader governance.PersonID, say sayer) (text.Text, []Action) {
	switch e := event.(type) {
	case *rotation.SwapAsked:
		waits := r.Awaits(sc.s.Now, e.With, rotation.NudgeSwap, e.Number)
		if reader != 0 && !waits {
			return "", nil
		}
		return say("swap_asked", "by", e.By, "with", e.With, "give", e.Mine.Start, "take", e.Theirs.Start, "until", e.Until), sc.swapActions(r, e.Number)
	case *rotation.Swapped:
		return say("swapped", "by", e.By, "with", e.With, "give", e.Mine.Start, "take", e.Theirs.Start), nil
	case *rotation.SwapEnded:
		return say("swap_ended."+string(e.How), "by", e.By, "with", e.With, "why", e.Why), nil
	case *rotation.AwayDeclared:
		return say("away", "person", e.Person, "from", e.From, "to", e.To), nil
	case *rotation.CameBack:
		return say("back", "person", e.Person), nil
	case *rotation.NoteLeft:
		return say("note", "by", e.By, "words", e.Words), nil
	}
	return sc.rosterSays(r, event, reader, say)
}

// rosterSays tells who takes turns, and how the rotation is set.
func (sc *scene) rosterSays(r *rotation.Rotation, event governance.Event, reader governance.PersonID, say sayer) (text.Text, []Action) {
	switch e := event.(type) {
	case *rotation.Joined:
		t, has := r.TurnOf(e.Person)
		return say("joined", "person", e.Person, "by", e.By, "self", e.By == e.Person, "shadow", e.Shadow, "start", t.Start, "has", has), nil
	case *rotation.Left:
		return say("left."+slug(string(e.How)), "person", e.Person, "by", e.By), nil
	case *rotation.RosterSet:
		return say("roster", "by", e.By, "people", e.Roster, "on", r.Has(reader)), nil
	case *rotation.MemberSet:
		return say("member."+slug(e.Name), "by", e.By, "person", e.Person, "self", e.By == e.Person, "on", e.Value == "on", "value", e.Value), nil
	case *rotation.CadenceSet:
		return say("cadence", "by", e.By, "now", e.Now, "was", e.Was, "dates", sc.moments(e.Next)), nil
	case *rotation.SettingSet:
		return say("set", "by", e.By, "name", text.Text(e.Name), "value", e.Value, "was", e.Was), nil
	case *rotation.Paused:
		return say("paused", "by", e.By, "shut", e.By == 0), nil
	case *rotation.Resumed:
		return say("resumed", "by", e.By, "dates", sc.moments(e.Next)), nil
	case *rotation.Archived:
		return say("ended", "by", e.By, "why", e.Why), nil
	case *rotation.Undone:
		return say("undone", "by", e.By, "of", e.Of, "self", e.By == e.Of, "what", sc.p.Say("rota.deed."+slug(e.What))), nil
	case *rotation.RoleLost:
		return say("role_lost", "why", sc.p.Refusal(&governance.Error{Code: e.Code, Args: e.Args})), nil
	}
	return "", nil
}

// rearranged tells the circle every turn that moved, and one person those of theirs.
func (sc *scene) rearranged(r *rotation.Rotation, e *rotation.Rearranged, reader governance.PersonID, say sayer) (text.Text, []Action) {
	var lines []string
	var actions []Action
	for _, m := range e.Moves {
		t, known := r.Turn(m.Turn)
		key := "moved"
		switch {
		case reader != 0 && (reader != m.Was && reader != m.Now || !known || t.Keeper != m.Now):
			continue // not theirs, or it has moved again, which is told by itself
		case m.Was == m.Now:
			key = "retimed"
		case reader != 0 && reader == m.Now:
			key = "yours"
			if m.Asked && !t.Taken() && actions == nil {
				actions = sc.keeperActions(r, t)
			}
		case reader != 0:
			key = "not_yours"
		}
		lines = append(lines, string(say(key, "start", m.Start, "was", m.Was, "had", m.Was != 0, "now", m.Now, "was_start", m.WasStart, "asked", m.Asked,
			"why", sc.turnWhy(e.Why, e.By, reader != 0 && reader == m.Was))))
	}
	return text.Text(strings.Join(lines, "\n")), actions
}

// turnWhy says why a turn has another keeper; lost is true for whoever had it.
func (sc *scene) turnWhy(why rotation.Cause, by governance.PersonID, lost bool) text.Text {
	return sc.p.Say("rota.why."+slug(string(why)), "by", by, "known", by != 0, "lost", lost)
}

// vacated seeks volunteers for the turns that still nobody has (R6).
func (sc *scene) vacated(r *rotation.Rotation, e *rotation.Vacated, reader governance.PersonID, say sayer) (text.Text, []Action) {
	var starts []time.Time
	var actions []Action
	for _, v := range e.Turns {
		if t, ok := r.Turn(v.Turn); !ok || t.State != rotation.Vacant || reader != 0 && v.Was != reader {
			continue
		}
		starts = append(starts, v.Start)
		if actions == nil && reader == 0 {
			actions = []Action{sc.onTurn(r, v.Turn, "volunteer", Primary)}
		}
	}
	if starts == nil {
		return "", nil
	}
	return say("vacated", "count", len(starts), "starts", sc.moments(starts), "why", sc.turnWhy(e.Why, e.By, reader != 0)), actions
}

// turnStarted tells whose turn it is (R9): whoever has it now, also where the letter waited.
func (sc *scene) turnStarted(r *rotation.Rotation, e *rotation.TurnStarted, say sayer) (text.Text, []Action) {
	t, ok := r.Turn(e.Turn)
	if !ok || r.Present == nil || r.Present.Number != e.Turn {
		return "", nil
	}
	var actions []Action
	if t.Keeper == 0 && t.State == rotation.Vacant {
		actions = []Action{sc.onTurn(r, t.Number, "volunteer", Primary)}
	}
	return say("started", "person", t.Keeper, "kept", t.Keeper != 0, "cancelled", t.State == rotation.Void, "end", t.End, "shadow", t.Shadow, "shadowed", t.Shadow != 0), actions
}

// rotationEchoes tells whoever acted what follows from it, in the sentences that the others read.
func (sc *scene) rotationEchoes(r *rotation.Rotation, events []governance.Event) []Part {
	var out []Part
	for _, event := range events {
		switch event.(type) {
		case *rotation.Offered, *rotation.TurnStarted, *rotation.TurnEnded, *rotation.Overslept:
			continue // what time did before
		}
		if line, _ := sc.rotationSays(r, event, 0); line != "" {
			out = append(out, Paragraph{line})
		}
	}
	return out
}

// moments lists moments as a sentence would.
func (sc *scene) moments(times []time.Time) text.Text {
	all := make([]text.Text, len(times))
	for i, t := range times {
		all[i] = text.At(t)
	}
	return sc.p.List(all)
}
