package rotation

import (
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// What a nudge asks for; the names of its texts. Their Part is the number of the turn, that of NudgeSwap the number of the swap.
const (
	// NudgeAhead comes the lead before a turn, NudgeDay on the day, to its keeper (R4).
	NudgeAhead = "turn_ahead"
	NudgeDay   = "turn_day"
	// NudgeAsk comes half-way to a turn that somebody was asked late to take over, while they have not answered.
	NudgeAsk = "turn_ask"
	// NudgeNote asks the outgoing keeper for a note (R4).
	NudgeNote = "turn_note"
	// NudgeVacant comes the lead before a turn that nobody has, to those who could (R6).
	NudgeVacant = "turn_vacant"
	// NudgeSwap asks for an answer to a swap (R5).
	NudgeSwap = "swap_turn"
)

// slack is how long after its beginning a keeper may still be told of a turn "on the day".
func slack(t Turn) time.Duration { return min(3*time.Hour, t.End.Sub(t.Start)/4) }

func (r *Rotation) nudge(t Turn, what, key string, due, until time.Time, to ...governance.PersonID) governance.Nudge {
	return governance.Nudge{To: to, Key: r.key(t.Number, key), What: what, On: r.Ref(), Part: t.Number, Due: due, Until: until,
		Urgent: r.gap(t) < day}
}

// dayAt is when the nudge on the day is due: an hour before the turn, or an eighth of the gap, and not before that day's midnight.
func (r *Rotation) dayAt(t Turn) time.Time {
	at := t.Start.Add(-min(time.Hour, r.gap(t)/8))
	year, month, date := t.Start.In(r.Zone()).Date()
	if midnight := moment(governance.Wall(year, month, date, 0, 0, 0, r.Zone())); midnight.After(at) && !midnight.After(t.Start) {
		return midnight
	}
	return at
}

// planTurn plans the nudges about a turn that has another keeper or time than before, or is new. Told tells that its keeper hears of it
// by the event itself.
func (r *Rotation) planTurn(now time.Time, t Turn, told bool) []governance.Nudge {
	if t.State == Void || !t.End.After(now) {
		return nil
	}
	ask := r.askAt(t)
	if t.Keeper == 0 {
		if could := r.could(now, t); ask.After(now) && len(could) > 0 {
			return []governance.Nudge{r.nudge(t, NudgeVacant, "vacant", ask, t.Start, could...)}
		}
		return nil
	}
	var plan []governance.Nudge
	switch {
	case ask.After(now) || !told && t.Start.After(now):
		plan = append(plan, r.nudge(t, NudgeAhead, "ahead", ask, t.Start, t.Keeper))
	case !t.Taken() && t.Start.After(now):
		plan = append(plan, r.nudge(t, NudgeAsk, "ask", now.Add(t.Start.Sub(now)/2), t.Start, t.Keeper))
	}
	if at := r.dayAt(t); at.After(now) {
		plan = append(plan, r.nudge(t, NudgeDay, "day", at, t.Start.Add(slack(t)), t.Keeper))
	}
	if r.Present != nil && r.Present.Number == t.Number && told {
		plan = append(plan, r.planNote(t)...)
	}
	return plan
}

// could answers who might volunteer for a turn: everybody on the roster who has not said no to it and is there.
func (r *Rotation) could(now time.Time, t Turn) []governance.PersonID {
	var out []governance.PersonID
	for _, m := range r.Members {
		if m.On() && !m.Gone && !r.awayIn(m, now, t) && !slices.Contains(t.Passed, m.Person) && r.skilled(m) {
			out = append(out, m.Person)
		}
	}
	return out
}

// planNote asks for a note a day before the end of a turn, or when a quarter of it is left (R4).
func (r *Rotation) planNote(t Turn) []governance.Nudge {
	if t.Keeper == 0 {
		return nil
	}
	before := min(day, t.End.Sub(t.Start)/4)
	return []governance.Nudge{r.nudge(t, NudgeNote, "note", t.End.Add(-before), t.End.Add(before), t.Keeper)}
}

func (r *Rotation) planSwap(now time.Time, s Swap) []governance.Nudge {
	wait := min(day, s.Until.Sub(now)/2)
	return []governance.Nudge{{To: []governance.PersonID{s.With}, Key: r.Ref().String() + "/s" + strconv.Itoa(s.Number), What: NudgeSwap,
		On: r.Ref(), Part: s.Number, Due: now.Add(wait), Until: s.Until, Urgent: s.Until.Sub(now) < day}}
}

// Awaits tells whether a nudge that was planned is still true: whether this person has still to hear that, now. Part is the nudge's.
func (r *Rotation) Awaits(now time.Time, person governance.PersonID, what string, part int) bool {
	if what == NudgeSwap {
		return slices.ContainsFunc(r.Swaps, func(s Swap) bool { return s.Number == part && s.With == person })
	}
	if r.Status != StatusRunning {
		return false
	}
	t := r.turn(part)
	if what == NudgeNote {
		if last := r.last(); t == nil && last != nil && last.Number == part {
			t = last
		}
		return t != nil && t.Keeper == person && t.Note == "" && !r.alone()
	}
	if t == nil {
		return false
	}
	mine, ahead := t.Keeper == person, now.Before(t.Start)
	switch what {
	case NudgeAhead:
		return mine && ahead
	case NudgeAsk:
		return mine && ahead && !t.Taken()
	case NudgeDay:
		return mine && now.Before(t.Start.Add(slack(*t)))
	case NudgeVacant:
		return t.State == Vacant && ahead
	}
	return false
}
