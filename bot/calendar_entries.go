package bot

import (
	"fmt"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// uidOf is what an entry is the same by: the thing and which date of it, and never who or when.
func uidOf(about governance.Ref, what string) string {
	return fmt.Sprintf("%d/%s/%s", about.Org, about, what)
}

// own gathers what concerns the reader: their turns, terms and promises, and what their circles decide, hold to and select.
func (al *almanac) own() error {
	for _, gather := range []func() error{
		func() error { return theirs(al, rotation.Kind, al.turnsOf) },
		func() error { return theirs(al, role.Kind, al.term) },
		func() error { return theirs(al, role.KindSelection, al.phase) },
		func() error {
			return dated(al, consent.Kind, assembly.Filter{Circles: notNil(al.viewer.Circles)}, al.deadline)
		},
		func() error {
			return dated(al, consent.KindAgreement, assembly.Filter{Circles: notNil(al.viewer.Circles)}, al.review)
		},
		func() error {
			return dated(al, commitment.Kind, assembly.Filter{Owner: al.person.ID}, al.due)
		},
	} {
		if err := gather(); err != nil {
			return err
		}
	}
	return nil
}

// theirs gathers from every live aggregate of a kind that has the reader in it.
func theirs[A governance.Aggregate](al *almanac, kind governance.Kind, gather func(A, *governance.Circle) error) error {
	refs, err := al.s.LiveRows(al.person.Org, kind, al.person.ID)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if err := readable(al, ref, gather); err != nil {
			return err
		}
	}
	return nil
}

// dated gathers from every live aggregate of a kind that has a date within what a calendar shows.
func dated[A governance.Aggregate](al *almanac, kind governance.Kind, f assembly.Filter, gather func(A, *governance.Circle) error) error {
	f.Live, f.Overdue, f.Most = true, al.to, calendarLooks // due before the end of what is shown
	found, _, err := al.s.List(al.person.Org, kind, f)
	if err != nil {
		return err
	}
	for _, l := range found {
		if kind != consent.Kind && l.Due.Before(al.from) { // a proposal has a date after its deadline, too
			continue
		}
		if err := readable(al, l.Ref, gather); err != nil {
			return err
		}
	}
	return nil
}

// readable loads one aggregate and gathers from it when the reader may see it now (K6). Circle is nil where it has none.
func readable[A governance.Aggregate](al *almanac, ref governance.Ref, gather func(A, *governance.Circle) error) error {
	a, err := assembly.Get[A](al.s, ref, assembly.People{})
	if err != nil {
		return err
	}
	if may, err := reads(al.s, a, al.viewer); err != nil || !may {
		return err
	}
	of := a.Index().Circle
	if of == 0 {
		return gather(a, nil)
	}
	circle, err := al.s.Circle(ref.Org, of, assembly.People{})
	if err != nil {
		return err
	}
	return gather(a, circle)
}

// turnsOf are the reader's own turns of a rotation, as they are finally arranged (R9).
func (al *almanac) turnsOf(r *rotation.Rotation, in *governance.Circle) error {
	for _, t := range r.Timetable() {
		if t.Keeper != al.person.ID {
			continue
		}
		if err := al.turn(r, in, t, al.line("calendar.turn.mine", "title", r.Title)); err != nil {
			return err
		}
	}
	return nil
}

// ofRotation gathers every turn of a rotation with whoever has it (R9), and answers what the calendar is called. Where the reader may see
// the rotation no more (K6) it is an empty calendar of no name, and not none: a program that finds none keeps showing what it has.
func (al *almanac) ofRotation(ref governance.Ref, name string) (string, error) {
	err := readable(al, ref, func(r *rotation.Rotation, in *governance.Circle) error {
		name = al.line("calendar.name.rotation", "title", r.Title, "id", r.Ref().String())
		for _, t := range r.Timetable() {
			summary := al.line("calendar.turn.vacant", "title", r.Title)
			if t.Keeper != 0 {
				summary = al.line("calendar.turn.kept", "title", r.Title, "person", t.Keeper)
			}
			if err := al.turn(r, in, t, summary); err != nil {
				return err
			}
		}
		return nil
	})
	return name, err
}

func (al *almanac) turn(r *rotation.Rotation, in *governance.Circle, t rotation.Turn, summary string) error {
	open := t.State == rotation.Planned || t.State == rotation.Asked
	about := al.line("calendar.turn.about", "id", r.Ref().String(), "circle", in.Name, "length", onTheWall(t.Start, t.End, r.Zone()),
		"open", open, "vacant", t.Keeper == 0, "volunteer", al.command(r.Ref(), "volunteer"))
	return al.add(r.Ref(), r.Ref(), strconv.Itoa(t.Number), CalendarEntry{Start: t.Start, End: t.End, Summary: summary, Description: about,
		Tentative: open || t.Keeper == 0, Private: in.Private})
}

// onTheWall is how long it is from one time to another as people count it: from nine to nine are whole days, also where the clocks change
// on the way.
func onTheWall(from, to time.Time, zone *time.Location) time.Duration {
	_, before := from.In(zone).Zone()
	_, after := to.In(zone).Zone()
	return to.Sub(from) + time.Duration(after-before)*time.Second
}

func (al *almanac) command(on governance.Ref, verb string) string {
	return al.b.table.Word(moot) + " " + on.String() + " " + verb
}

// deadline is when an open proposal closes and, while its objections are being resolved, until when they have to be (D16). While its
// time stands still it has no date.
func (al *almanac) deadline(p *consent.Proposal, in *governance.Circle) error {
	if p.Paused() {
		return nil
	}
	about := al.line("calendar.proposal.about", "id", p.Ref().String(), "circle", in.Name, "person", p.Proposer())
	err := al.add(p.Ref(), p.Ref(), "deadline", CalendarEntry{Start: p.Deadline(), Description: about, Private: in.Private,
		Summary: al.line("calendar.deadline", "id", p.Ref().String(), "title", p.Title())})
	if err != nil {
		return err
	}
	return al.add(p.Ref(), p.Ref(), "integration", CalendarEntry{Start: p.IntegrationUntil(), Description: about, Private: in.Private,
		Summary: al.line("calendar.integration", "id", p.Ref().String(), "title", p.Title())})
}

// review is when an agreement in force is looked at again (D23). It leads to the card of the proposal that it was.
func (al *almanac) review(a *consent.Agreement, in *governance.Circle) error {
	return al.add(a.Proposal, a.Ref(), "review", CalendarEntry{Start: a.Review, Private: in.Private,
		Summary:     al.line("calendar.review", "id", a.Ref().String(), "title", a.Title),
		Description: al.line("calendar.agreement.about", "id", a.Ref().String(), "circle", in.Name, "made", a.Made)})
}

// due is by when the reader promised something, or is asked to; of what repeats, the present round (C9).
func (al *almanac) due(cm *commitment.Commitment, in *governance.Circle) error {
	asked := cm.Status == commitment.StatusOffered
	about := al.line("calendar.commitment.about", "id", cm.Ref().String(), "asked", asked, "asker", cm.Asker, "own", cm.Own(),
		"to_circle", cm.To == 0, "circle", cm.CircleName, "to", cm.To)
	return al.add(cm.Ref(), cm.Ref(), strconv.Itoa(cm.Round.Number), CalendarEntry{Start: cm.Due, Description: about, Tentative: asked,
		Private: in == nil || in.Private, Moves: cm.Moves, Summary: al.line("calendar.due", "id", cm.Ref().String(), "what", cm.What)})
}

// term is when the reader's term in a role ends (R1).
func (al *almanac) term(r *role.Role, in *governance.Circle) error {
	return al.add(r.Ref(), r.Ref(), "term", CalendarEntry{Start: r.Until, Private: in.Private,
		Summary:     al.line("calendar.term", "id", r.Ref().String(), "name", r.Name),
		Description: al.line("calendar.role.about", "id", r.Ref().String(), "circle", in.Name)})
}

// phase is when the present phase of a selection ends in which the reader takes part (R10).
func (al *almanac) phase(sel *role.Selection, in *governance.Circle) error {
	if sel.Phase == role.Over || !sel.PausedAt.IsZero() {
		return nil
	}
	return al.add(sel.Ref(), sel.Ref(), "phase", CalendarEntry{Start: sel.Until, Private: in.Private,
		Summary:     al.line("calendar.selection."+string(sel.Phase), "id", sel.Ref().String(), "name", sel.Name),
		Description: al.line("calendar.selection.about", "id", sel.Ref().String(), "circle", in.Name)})
}
