package role

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Seat is somebody to be seated in a role.
type Seat struct {
	// Person is zero for nobody: the role is vacated.
	Person governance.PersonID
	How    Filled
	// Until is when the term ends; zero is the role's term from now, and no end for somebody whose turn it is.
	Until  time.Time
	Source governance.Ref
}

// Seat lets somebody keep the role from now on (R1): an adopted proposal, a selection or a rotation says so. Their row of the circle must
// be loaded. It answers TooLate role_dropped, Invalid role_keeper_not_member ("person", "circle"), and date_past for a term that is over.
func (r *Role) Seat(now time.Time, in *governance.Circle, s Seat) ([]governance.Event, error) {
	now = moment(now)
	if err := r.MaySeat(now, in, s); err != nil {
		return nil, err
	}
	until := s.Until
	switch {
	case s.Person == 0:
		why := Unseated
		if s.How == ByRotation {
			why = TurnOver
		}
		if r.Keeper == 0 {
			return nil, nil
		}
		return []governance.Event{r.vacate(why, "", false, true)}, nil
	case until.IsZero() && s.How != ByRotation:
		until = r.Term.After(now, in.Location(), in.Days)
	}
	if until = moment(until); s.How == ByRotation {
		until = time.Time{}
	}
	if s.Person == r.Keeper && s.How == ByRotation && r.How == ByRotation {
		return nil, nil
	}
	was := r.Keeper
	r.keep(s.Person)
	r.Status, r.How, r.Source, r.Since, r.Until, r.Over, r.Recall, r.Hindered = StatusHeld, s.How, s.Source, now, until, false, time.Time{}, false
	e := &Seated{Person: s.Person, Was: was, How: s.How, Until: until, Source: s.Source, Notice: governance.Notice{ToCircle: true}}
	e.Tell = tell(0, s.Person, was)
	if r.facilitates() && was != s.Person {
		e.Carries = []governance.Act{r.circleAct(s.Person)}
	}
	return []governance.Event{e}, nil
}

// MaySeat tells whether Seat would be refused now, so that nobody is asked to decide what could never be carried out. It changes nothing.
func (r *Role) MaySeat(now time.Time, in *governance.Circle, s Seat) error {
	if err := r.alive(); err != nil {
		return err
	}
	switch {
	case s.Person != 0 && !in.Has(s.Person):
		return r.refuse(governance.Invalid, "role_keeper_not_member", "person", s.Person, "circle", in.Name)
	case s.Person != 0 && !s.Until.IsZero() && !s.Until.After(now):
		return r.refuse(governance.Invalid, "date_past", "when", s.Until)
	}
	return nil
}

// keep notes who keeps it, also in the rows.
func (r *Role) keep(p governance.PersonID) {
	if r.Keeper != 0 && r.Keeper != p {
		r.people.Put(r.Keeper, Seating{})
	}
	if r.Keeper = p; p != 0 {
		r.people.Put(p, Seating{Keeps: true})
	}
}

// vacate lets nobody keep it; call calls the next selection.
func (r *Role) vacate(why Vacancy, words string, call, told bool) *Vacated {
	e := &Vacated{Was: r.Keeper, Why: why, Words: words, Notice: governance.Notice{ToCircle: true}}
	if told {
		e.Tell = tell(0, r.Keeper)
	}
	if r.facilitates() {
		e.Carries = append(e.Carries, r.circleAct(0))
	}
	r.keep(0)
	r.Status, r.How, r.Source, r.Until, r.Over = StatusVacant, ByNobody, governance.Ref{}, time.Time{}, false
	if call && r.Selection.IsZero() && !r.Hindered { // Else it is called when the recall comes.
		r.Recall = time.Time{}
		e.Carries = append(e.Carries, r.callAct())
	}
	return e
}

// Resign lets its keeper step down; the next selection is called (R10). It answers NotAllowed role_not_yours ("keeper"), and Invalid
// text_….
func (r *Role) Resign(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	if err := r.alive(); err != nil {
		return nil, err
	}
	if by == 0 || by != r.Keeper {
		return nil, r.refuse(governance.NotAllowed, "role_not_yours", "keeper", r.Keeper, "kept", r.Keeper != 0)
	}
	why, err := governance.CheckText("reason", why, governance.MaxReason, false)
	if err != nil {
		return nil, err
	}
	rotates := r.How == ByRotation // Its rotation seats the next one.
	return []governance.Event{r.vacate(Resigned, why, !rotates, false)}, nil
}

// Gone heeds that somebody was deactivated, or is in the circle no longer: what they kept is vacant, and the next selection is called.
func (r *Role) Gone(now time.Time, who governance.PersonID) ([]governance.Event, error) {
	if r.Status == StatusDropped || who == 0 || who != r.Keeper {
		return nil, nil
	}
	return []governance.Event{r.vacate(KeeperGone, "", r.How != ByRotation, false)}, nil
}

// Replace heeds that two people are one (K8).
func (r *Role) Replace(now time.Time, other, by governance.PersonID) ([]governance.Event, error) {
	if r.Keeper == 0 || r.Keeper != other {
		return nil, nil
	}
	r.keep(by)
	e := &Seated{Person: by, Was: other, How: r.How, Until: r.Until, Source: r.Source}
	if r.facilitates() {
		e.Carries = []governance.Act{r.circleAct(by)}
	}
	return []governance.Event{e}, nil
}

// Drop ends the role and the selection that runs for it, with the rights of Change. It answers TooLate role_dropped.
func (r *Role) Drop(now time.Time, in *governance.Circle, by governance.PersonID, proposal governance.Ref) ([]governance.Event, error) {
	if err := r.alive(); err != nil {
		return nil, err
	}
	if proposal.IsZero() && !in.MaySetAlone(by) {
		if !in.Has(by) {
			return nil, in.NotMember()
		}
		return nil, governance.Refuse(governance.NotAllowed, "role_by_consent", "name", r.Name)
	}
	e := &Dropped{Keeper: r.Keeper, By: by, Proposal: proposal, Notice: governance.Notice{Tell: tell(by, r.Keeper), ToCircle: true}}
	if r.facilitates() && r.Keeper != 0 {
		e.Carries = []governance.Act{r.circleAct(0)}
	}
	if !r.Selection.IsZero() {
		e.Carries = append(e.Carries, governance.Act{Kind: ActEnd, Args: governance.Args{"selection": r.Selection.N}})
	}
	r.keep(0)
	r.Status, r.Until, r.Recall = StatusDropped, time.Time{}, time.Time{}
	return []governance.Event{e}, nil
}

// SelectionEnded heeds that the role's selection is over without having seated anybody, or with. Whoever keeps the role keeps it; when it
// found nobody, the next is called after a while (R10), but not for a vacant role whose selection somebody called off: that was their word.
func (r *Role) SelectionEnded(now time.Time, in *governance.Circle, selection governance.Ref, outcome SelectionStatus) ([]governance.Event, error) {
	if r.Selection != selection {
		return nil, nil
	}
	r.Selection = governance.Ref{}
	if r.Status == StatusDropped {
		return nil, nil
	}
	if r.Over && outcome != SelectionDone || r.Keeper == 0 && outcome == SelectionFailed {
		now = moment(now)
		wait := min(recallAfter, r.Term.After(now, in.Location(), in.Days).Sub(now)/4)
		r.Recall = now.Add(wait)
	}
	return []governance.Event{&SelectionOver{Selection: selection, Keeper: r.Keeper}}, nil
}

// NextWake implements governance.Aggregate: the end of the term, or the call of the next selection.
func (r *Role) NextWake() time.Time {
	switch {
	case r.Status == StatusDropped:
		return time.Time{}
	case r.Keeper != 0 && !r.Over && !r.Until.IsZero():
		return r.Until
	}
	return r.Recall
}

// Wake implements governance.Aggregate. The end of a term calls the next selection, and the keeper serves meanwhile (R10).
func (r *Role) Wake(now time.Time) ([]governance.Event, error) {
	next := r.NextWake()
	if next.IsZero() || next.After(now) {
		return nil, nil
	}
	e := &TermEnded{Keeper: r.Keeper, Ended: r.Until, Notice: governance.Notice{Tell: tell(0, r.Keeper), ToCircle: true}}
	r.Over, r.Recall, r.Hindered = r.Keeper != 0, time.Time{}, false
	if r.Selection.IsZero() {
		e.Carries = []governance.Act{r.callAct()}
	}
	return []governance.Event{e}, nil
}

// Hinder implements governance.Hinderable: the next selection could not be called. It is tried again after a while.
func (r *Role) Hinder(now time.Time, act governance.Act, why *governance.Error) ([]governance.Event, error) {
	if act.Kind != ActCall {
		return nil, nil
	}
	r.Over, r.Recall, r.Hindered = r.Keeper != 0, moment(now).Add(recallAfter), true
	return []governance.Event{&NotCalled{Code: why.Code, Args: why.Args, Notice: governance.Notice{ToCircle: true}}}, nil
}

func (r *Role) facilitates() bool { return SameName(r.Name, Facilitator) && r.Status != StatusDropped }

// tell are those of the people who are to be told: once each, not whoever acted, and not nobody.
func tell(by governance.PersonID, people ...governance.PersonID) []governance.PersonID {
	var out []governance.PersonID
	for _, p := range people {
		if p != 0 && p != by && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
