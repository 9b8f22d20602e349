package rotation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// setting lets somebody on the roster change a setting, announced and undoable for a day (K7). Change answers what it was and is; the
// same is no news.
func (r *Rotation) setting(now time.Time, by governance.PersonID, name string, why Cause, change func(x *Rotation) (was, value string, err error)) (
	[]governance.Event, error) {
	return r.act(now, by, why, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		was, value, err := change(x)
		if err != nil || was == value {
			return nil, err
		}
		x.did(name, by, now)
		return []governance.Event{&SettingSet{Name: name, Was: was, Value: value, By: by, Notice: governance.Notice{ToCircle: true}}}, nil
	})
}

// Rename gives it another title. It answers NotAllowed, and Invalid title_missing_rota and text_….
func (r *Rotation) Rename(now time.Time, by governance.PersonID, title string) ([]governance.Event, error) {
	return r.setting(now, by, "title", CauseRoster, func(x *Rotation) (was, value string, err error) {
		was = x.Title
		x.Title, err = cleanTitle(title)
		return was, x.Title, err
	})
}

// SetOrder changes how it is decided whose turn it is, for turns that are not planned yet (R3). It answers NotAllowed, and Invalid
// order_unknown ("text").
func (r *Rotation) SetOrder(now time.Time, by governance.PersonID, order Order) ([]governance.Event, error) {
	return r.setting(now, by, "order", CauseRoster, func(x *Rotation) (was, value string, err error) {
		if order != Fair && order != Fixed {
			return "", "", x.refuse(governance.Invalid, "order_unknown", "text", string(order))
		}
		was = string(x.Order)
		x.Order = order
		return was, string(order), nil
	})
}

// SetLength changes how long a turn lasts (R2); a zero span is until the next one. It answers NotAllowed.
func (r *Rotation) SetLength(now time.Time, by governance.PersonID, length governance.Span) ([]governance.Event, error) {
	return r.setting(now, by, "length", CauseRoster, func(x *Rotation) (was, value string, err error) {
		was, x.Length = lengthText(x.Length), length
		return was, lengthText(length), nil
	})
}

func lengthText(s governance.Span) string {
	if s.IsZero() {
		return "until the next"
	}
	return s.String()
}

// SetInARow allows two turns in a row by the order, or not (R7). It answers NotAllowed.
func (r *Rotation) SetInARow(now time.Time, by governance.PersonID, allowed bool) ([]governance.Event, error) {
	return r.setting(now, by, "in a row", CauseRoster, func(x *Rotation) (was, value string, err error) {
		was, x.InARow = onOff(x.InARow), allowed
		return was, onOff(allowed), nil
	})
}

// Require says which skills a turn asks for (R7). Turns that were accepted stay. It answers NotAllowed, and Invalid text_….
func (r *Rotation) Require(now time.Time, by governance.PersonID, skills []string) ([]governance.Event, error) {
	return r.setting(now, by, "skills", CauseSkills, func(x *Rotation) (was, value string, err error) {
		skills, err := cleanSkills(skills)
		was, x.Requires = strings.Join(x.Requires, ", "), skills
		return was, strings.Join(skills, ", "), err
	})
}

// SetAhead changes how many turns are planned ahead, 1 to 12. It answers NotAllowed, and Invalid ahead_unreadable ("most").
func (r *Rotation) SetAhead(now time.Time, by governance.PersonID, n int) ([]governance.Event, error) {
	return r.setting(now, by, "ahead", CauseRoster, func(x *Rotation) (was, value string, err error) {
		if n < 1 || n > MostAhead {
			return "", "", x.refuse(governance.Invalid, "ahead_unreadable", "most", MostAhead)
		}
		was, x.Plan = strconv.Itoa(x.Plan), n
		return was, strconv.Itoa(n), nil
	})
}

// SetCadence lets turns come at other times (R2). The turns ahead keep their order and their keepers and move to the next instants of
// the new cadence; who had accepted one that moved is asked again. It answers NotAllowed, and Invalid cadence_missing.
func (r *Rotation) SetCadence(now time.Time, by governance.PersonID, c schedule.Cadence) ([]governance.Event, error) {
	return r.act(now, by, CauseCadence, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		if c.IsZero() || c.Next(now).IsZero() {
			return nil, x.refuse(governance.Invalid, "cadence_missing")
		}
		if c == x.Cadence {
			return nil, nil
		}
		e := &CadenceSet{Was: x.Cadence.String(), Now: c.String(), By: by, Notice: governance.Notice{ToCircle: true}}
		from := x.notTwice(c, now)
		x.Cadence = c
		x.retime(from)
		e.Next = x.nextDates(from)
		x.did("cadence", by, now)
		return []governance.Event{e}, nil
	})
}

// notTwice answers from when a new cadence counts: from now, or from its first instant when that falls on the date on which the present
// turn began, for then the turn of that date has begun already. A zone further west would have it twice.
func (r *Rotation) notTwice(c schedule.Cadence, now time.Time) time.Time {
	first := c.Next(now)
	if r.Present == nil || c.Next(first).Sub(first) < day-4*time.Hour {
		return now
	}
	year, month, date := first.In(c.Location()).Date()
	wasYear, wasMonth, wasDate := r.Present.Start.In(r.Zone()).Date()
	if year == wasYear && month == wasMonth && date == wasDate {
		return first
	}
	return now
}

// retime moves the turns ahead to the next instants of the cadence, in their order. One that comes to stand where it stood stays
// promised.
func (r *Rotation) retime(now time.Time) {
	starts := r.Cadence.NextN(now, len(r.Ahead))
	r.Ahead = r.Ahead[:len(starts)] // A rhythm that ends sooner has no room for more.
	for i, start := range starts {
		t := &r.Ahead[i]
		if start = moment(start); t.Start.Equal(start) {
			continue
		}
		t.Start = start
		if t.Keeper != 0 {
			t.State = Planned
		}
	}
	r.link()
}

// nextDates are the next five instants, for those who want to see what a cadence means.
func (r *Rotation) nextDates(now time.Time) []time.Time {
	out := r.Cadence.NextN(now, 5)
	for i := range out {
		out[i] = moment(out[i])
	}
	return out
}

// PauseBy lets no turn begin until it is resumed; the one that runs goes on to its end. It answers NotAllowed, and Conflict rota_paused.
func (r *Rotation) PauseBy(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		if x.Status == StatusPaused {
			return nil, x.refuse(governance.Conflict, "rota_paused", "title", x.Title)
		}
		x.Status = StatusPaused
		x.did("pause", by, now)
		return []governance.Event{&Paused{By: by, Notice: governance.Notice{ToCircle: true}}}, nil
	})
}

// Pause implements governance.Standing: its channel cannot be spoken in, so that no turn begins (D25).
func (r *Rotation) Pause(now time.Time) ([]governance.Event, error) {
	return r.act(now, 0, CauseTime, func(x *Rotation, _ time.Time) ([]governance.Event, error) {
		if x.Status != StatusRunning {
			return nil, nil
		}
		x.Status, x.Held = StatusPaused, true
		return []governance.Event{&Paused{Notice: governance.Notice{ToCircle: true}}}, nil
	})
}

// ResumeBy lets turns begin again. Those whose time has passed move to the next ones, with their keepers. It answers NotAllowed, and
// Conflict rota_running.
func (r *Rotation) ResumeBy(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	return r.act(now, by, CauseResumed, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		if x.Status == StatusRunning {
			return nil, x.refuse(governance.Conflict, "rota_running", "title", x.Title)
		}
		return x.revived(now, by), nil
	})
}

// Resume implements governance.Standing: what was paused because of its channel goes on. What people paused stays so.
func (r *Rotation) Resume(now time.Time) ([]governance.Event, error) {
	return r.act(now, 0, CauseResumed, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if x.Status != StatusPaused || !x.Held {
			return nil, nil
		}
		return x.revived(now, 0), nil
	})
}

func (r *Rotation) revived(now time.Time, by governance.PersonID) []governance.Event {
	r.revive(now)
	return []governance.Event{&Resumed{By: by, Next: r.nextDates(now), Notice: governance.Notice{ToCircle: true}}}
}

// revive runs it again; turns whose time has passed move.
func (r *Rotation) revive(now time.Time) {
	r.Status, r.Held = StatusRunning, false
	if len(r.Ahead) > 0 && !r.Ahead[0].Start.After(now) {
		r.retime(now)
	}
}

// Archive ends it. Whoever is on the roster may, and undo it for a day (K7); when nobody is on it any more, anybody in the circle. It
// answers NotAllowed, TooLate rota_over.
func (r *Rotation) Archive(now time.Time, by governance.PersonID, in *governance.Circle, why string) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil && (len(x.Roster()) > 0 || x.running() != nil || !in.Has(by)) {
			return nil, err
		}
		why, err := governance.CheckText("reason", why, governance.MaxReason, false)
		if err != nil {
			return nil, err
		}
		e := &Archived{By: by, Why: why, Notice: governance.Notice{ToCircle: true}}
		var people []governance.PersonID
		for _, t := range x.turns() {
			people = append(people, t.Keeper)
		}
		e.Tell = x.others(by, people...)
		x.Status, x.Swaps = StatusArchived, nil
		x.did("archive", by, now)
		return []governance.Event{e}, nil
	})
}

// SkillsOf answers the skills that somebody on the roster has.
func (r *Rotation) SkillsOf(p governance.PersonID) []string {
	m, _ := r.Member(p)
	return slices.Clone(m.Skills)
}
