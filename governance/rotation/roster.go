package rotation

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Join puts somebody on the roster: by themselves, or by somebody who is on it (R3, K7). They begin with the least that anybody there
// has; what they served before is not forgotten. Shadow tells that they want to go along before their first turn (R8). The rows of both
// must be loaded in the circle. It answers NotAllowed to who may not, Invalid roster_not_member and roster_too_many, and Conflict
// already_on_roster ("person").
func (r *Rotation) Join(now time.Time, by, who governance.PersonID, in *governance.Circle, shadow bool) ([]governance.Event, error) {
	return r.act(now, by, CauseJoined, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.running(); err != nil {
			return nil, err
		}
		if by != who {
			if err := x.may(by); err != nil {
				return nil, err
			}
		}
		switch {
		case !in.Has(who) && by == who:
			return nil, in.NotMember()
		case !in.Has(who):
			return nil, x.refuse(governance.Invalid, "roster_not_member", "person", who, "circle", in.Name)
		case x.Has(who):
			return nil, x.refuse(governance.Conflict, "already_on_roster", "person", who, "title", x.Title)
		case len(x.Roster()) >= mostMembers:
			return nil, x.refuse(governance.Invalid, "roster_too_many", "count", len(x.Roster())+1, "most", mostMembers)
		}
		x.enrol(now, who, shadow)
		x.did("join", by, now)
		return []governance.Event{&Joined{Person: who, By: by, Shadow: shadow, Notice: governance.Notice{Tell: x.others(by, who), ToCircle: true}}}, nil
	})
}

// enrol puts somebody at the end of the roster with the least that anybody there has (R3), as if they had served just now.
func (r *Rotation) enrol(now time.Time, who governance.PersonID, shadow bool) {
	least := r.least()
	m := Member{Person: who, Joined: now}
	if i := slices.IndexFunc(r.Members, func(m Member) bool { return m.Person == who }); i >= 0 {
		m = r.Members[i]
		r.Members = slices.Delete(r.Members, i, i+1)
	}
	m.Joined, m.Left, m.Gone, m.OptedOut, m.Wishes, m.Debt = now, time.Time{}, false, false, shadow, 0
	m.Start += max(0, least-m.Start-m.Served)
	m.Last = now
	r.Members = append(r.Members, m)
}

// Leave takes somebody off the roster, by their own word or by somebody else on it (K7). The turn that runs they finish; those ahead go to
// others. It answers NotAllowed, and NotFound person_not_on_roster ("person").
func (r *Rotation) Leave(now time.Time, by, who governance.PersonID) ([]governance.Event, error) {
	return r.act(now, by, CauseLeft, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if _, err := x.about(by, who); err != nil {
			return nil, err
		}
		e := &Left{Person: who, By: by, How: LeftByWord, Notice: governance.Notice{Tell: x.others(by, who), ToCircle: true}}
		if by != who {
			e.How = LeftRemoved
		}
		x.strike(now, who, false)
		x.did("leave", by, now)
		return []governance.Event{e}, nil
	})
}

// strike takes somebody off the roster and gives up their turns ahead; the running one as well when they are gone.
func (r *Rotation) strike(now time.Time, who governance.PersonID, gone bool) {
	if m := r.member(who); m != nil {
		m.Left, m.Gone, m.Away = now, gone, nil
	}
	for i := range r.Ahead {
		if t := &r.Ahead[i]; t.Keeper == who {
			t.Willed = false // It was theirs by their own will; that is over.
		}
	}
	r.forget()
}

// forget lets go of those who left the longest ago, when there are too many of them.
func (r *Rotation) forget() {
	for len(r.Members)-len(r.Roster()) > keptLeavers {
		oldest := -1
		for i, m := range r.Members {
			if !m.On() && r.turnsOf(m.Person) == 0 && (oldest < 0 || m.Left.Before(r.Members[oldest].Left)) {
				oldest = i
			}
		}
		if oldest < 0 {
			return
		}
		r.Members = slices.Delete(r.Members, oldest, oldest+1)
	}
}

func (r *Rotation) turnsOf(p governance.PersonID) int {
	n := 0
	for _, t := range r.turns() {
		if t.Keeper == p || t.Due == p {
			n++
		}
	}
	return n
}

// Gone heeds that somebody was deactivated, or (leftCircle) is in the circle no longer: they come off the roster, and every turn of
// theirs goes to somebody else, the one that runs too. Nothing changes for a rotation that does not know them.
func (r *Rotation) Gone(now time.Time, who governance.PersonID, leftCircle bool) ([]governance.Event, error) {
	return r.act(now, 0, CauseGone, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		_, has := x.TurnOf(who)
		if x.Status == StatusArchived || !x.Has(who) && !has {
			return nil, nil
		}
		e := &Left{Person: who, How: LeftGone, Notice: governance.Notice{ToCircle: true}}
		if leftCircle {
			e.How, e.Tell = LeftCircle, []governance.PersonID{who}
		}
		x.strike(now, who, true)
		for _, t := range x.turns() {
			if t.Keeper == who {
				t.Passed = append(t.Passed, who)
			}
		}
		return []governance.Event{e}, nil
	})
}

// SetRoster makes these people the roster, in this order (K7). All member rows of the circle must be loaded. Whoever was on it before
// keeps their counts and their turns. It answers NotAllowed, and Invalid as Create does.
func (r *Rotation) SetRoster(now time.Time, by governance.PersonID, in *governance.Circle, people []governance.PersonID) ([]governance.Event, error) {
	return r.act(now, by, CauseRoster, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		if err := x.may(by); err != nil {
			return nil, err
		}
		people, err := cleanRoster(in, people)
		if err != nil {
			return nil, err
		}
		was := x.Roster()
		if slices.Equal(was, people) {
			return nil, nil
		}
		e := &RosterSet{Roster: people, By: by, Notice: governance.Notice{ToCircle: true}}
		for _, p := range people {
			if !x.Has(p) {
				x.enrol(now, p, false)
				e.Joined = append(e.Joined, p)
			}
		}
		for _, p := range was {
			if !slices.Contains(people, p) {
				x.strike(now, p, false)
				e.Left = append(e.Left, p)
			}
		}
		x.reorder(people)
		e.Tell = x.others(by, append(slices.Clone(e.Joined), e.Left...)...)
		x.did("roster", by, now)
		return []governance.Event{e}, nil
	})
}

// reorder puts these first, in their order, and the others after them as they were.
func (r *Rotation) reorder(people []governance.PersonID) {
	place := func(m Member) int {
		if i := slices.Index(people, m.Person); i >= 0 {
			return i
		}
		return len(people)
	}
	slices.SortStableFunc(r.Members, func(a, b Member) int { return place(a) - place(b) })
}

// OptOut lets somebody stay on the roster without being given turns, or takes that back (R7). It answers NotAllowed and NotFound.
func (r *Rotation) OptOut(now time.Time, by, who governance.PersonID, out bool) ([]governance.Event, error) {
	cause := CauseJoined
	if out {
		cause = CauseOptedOut
	}
	return r.act(now, by, cause, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		m, err := x.about(by, who)
		if err != nil || m.OptedOut == out {
			return nil, err
		}
		if !out { // Coming back is like joining: neither punished nor free (R3).
			m.Start += max(0, x.least()-m.Start-m.Served)
		}
		m.OptedOut = out
		return x.memberSet(now, by, who, "opt out", onOff(out)), nil
	})
}

// least is the least that anybody who takes turns has.
func (r *Rotation) least() int {
	least, any := 0, false
	for _, m := range r.Members {
		if n := m.Start + m.Served; m.available() && (!any || n < least) {
			least, any = n, true
		}
	}
	return least
}

// Shadow notes whether somebody wants to go along before their first turn (R8). It answers NotAllowed and NotFound.
func (r *Rotation) Shadow(now time.Time, by, who governance.PersonID, wishes bool) ([]governance.Event, error) {
	return r.act(now, by, CauseTime, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		m, err := x.about(by, who)
		if err != nil || m.Wishes == wishes {
			return nil, err
		}
		m.Wishes = wishes
		return x.memberSet(now, by, who, "shadow", onOff(wishes)), nil
	})
}

// SetSkills says which skills somebody has (R7). It answers NotAllowed, NotFound, and Invalid text_….
func (r *Rotation) SetSkills(now time.Time, by, who governance.PersonID, skills []string) ([]governance.Event, error) {
	return r.act(now, by, CauseSkills, func(x *Rotation, now time.Time) ([]governance.Event, error) {
		m, err := x.about(by, who)
		if err != nil {
			return nil, err
		}
		skills, err := cleanSkills(skills)
		if err != nil || slices.Equal(skills, m.Skills) {
			return nil, err
		}
		m.Skills = skills
		return x.memberSet(now, by, who, "skills", strings.Join(skills, ", ")), nil
	})
}

func (r *Rotation) memberSet(now time.Time, by, who governance.PersonID, name, value string) []governance.Event {
	r.did(name, by, now)
	return []governance.Event{&MemberSet{Person: who, By: by, Name: name, Value: value,
		Notice: governance.Notice{Tell: r.others(by, who), ToCircle: true}}}
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// Replace heeds that two people are one (K8): the one has the turns, the place on the roster and the counts of the other.
func (r *Rotation) Replace(now time.Time, other, by governance.PersonID) ([]governance.Event, error) {
	x := r.clone()
	for _, turns := range [][]*Turn{x.turns(), pointers(x.Past)} {
		for _, t := range turns {
			for _, p := range []*governance.PersonID{&t.Keeper, &t.Due, &t.NoteBy, &t.Shadow} {
				if *p == other {
					*p = by
				}
			}
		}
	}
	x.Swaps = slices.DeleteFunc(x.Swaps, func(s Swap) bool { return s.By == other || s.With == other })
	x.Last = nil // What was done by whom is told in other names now.
	if was, one := x.member(other), x.member(by); was != nil && one == nil {
		was.Person = by
	} else if was != nil {
		one.Served, one.Last = one.Served+was.Served, later(one.Last, was.Last)
		if !one.On() && was.On() {
			one.Left = time.Time{}
		}
		x.Members = slices.DeleteFunc(x.Members, func(m Member) bool { return m.Person == other })
	}
	x.seat(r)
	*r = *x
	return nil, nil
}

func pointers(turns []Turn) []*Turn {
	out := make([]*Turn, len(turns))
	for i := range turns {
		out[i] = &turns[i]
	}
	return out
}
