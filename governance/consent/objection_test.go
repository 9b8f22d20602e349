package consent

import (
	"testing"

	"github.com/folkmoot/folkmoot/governance"
)

func facilitatedBy(who person) func(*governance.Circle, *Draft) {
	return draft(func(d *Draft) { d.Facilitator = who })
}

func (w *talk) because(number int, by person, why string) deed {
	return func(p *Proposal) ([]governance.Event, error) { return p.Because(w.now, number, by, why) }
}

func (w *talk) setAside(number int, by person) deed {
	return func(p *Proposal) ([]governance.Event, error) {
		return p.SetAside(w.now, number, by, "it names no harm")
	}
}

func (w *talk) second(number int, by person) deed {
	return func(p *Proposal) ([]governance.Event, error) { return p.Second(w.now, number, by) }
}

func (w *talk) adopt(number int, by person) deed {
	return func(p *Proposal) ([]governance.Event, error) { return p.AdoptObjection(w.now, number, by) }
}

func (w *talk) back(who person) *talk {
	w.t.Helper()
	delete(w.goners, who)
	return w.act(func(p *Proposal) ([]governance.Event, error) { return p.Back(w.now, who) })
}

func TestD11AnObjectionByReactionBlocksAtOnce(t *testing.T) {
	w := raise(t).react(ben, objecting).heard("objection_raised").is(StatusBlocked)
	e := find[*ObjectionRaised](w)
	same(t, "first", e.First, true)
	same(t, "reason", e.Why, "")
	w.react(ben, objecting).heard()
	w.object(cy, "harm")
	same(t, "not the first", find[*ObjectionRaised](w).First, false)
	w.act(w.because(1, ben, "the hall is taken")).heard("objection_reasoned").act(w.because(1, ben, "the hall is taken")).heard()
	w.object(ben, "the hall is let").heard("objection_reasoned")
	same(t, "the reason now", w.load().Objections()[0].Why, "the hall is let")
	w.refused("only_objector", w.because(1, cy, "x")).refused("reason_missing", w.because(1, ben, " "))
	w.refused("objection_unknown", w.because(3, ben, "x")).refused("objection_unknown", w.because(0, ben, "x"))
}

func TestD11GraceForAReason(t *testing.T) {
	w := raise(t).consent(cy, dee).react(ben, objecting).wait(3*day).heard("closing_began", "grace_began").is(StatusBlocked)
	same(t, "a working day", find[*GraceBegan](w).Until, monday.Add(4*day))
	w.wait(day).heard("objection_ended", "deadline_moved").is(StatusOpen)
	same(t, "lapsed in the open", w.load().Objections()[0].How, LapsedUnreasoned)
	w.ends(5 * day).wait(day).is(StatusAdopted) // stances stood

	given := raise(t).consent(cy, dee).react(ben, objecting).wait(3*day + hour).act(func(p *Proposal) ([]governance.Event, error) {
		return p.Because(monday.Add(3*day+hour), 1, ben, "harm")
	})
	given.heard("objection_reasoned", "integration_began")

	// One that comes after the deadline has a grace of its own.
	after := raise(t).object(ben, "harm").wait(3*day).react(cy, objecting).heard("objection_raised", "grace_began").wait(day).heard("objection_ended")
	after.is(StatusBlocked)
}

func TestD13AnObjectionEndsByItsAuthor(t *testing.T) {
	w := raise(t).object(ben, "harm").object(cy, "cost")
	w.refused("only_objector", func(p *Proposal) ([]governance.Event, error) { return p.Met(w.now, 1, ana) })
	w.refused("only_objector", func(p *Proposal) ([]governance.Event, error) { return p.WithdrawObjection(w.now, 2, ben) })
	w.met(1, ben).heard("objection_ended").is(StatusBlocked)
	same(t, "has not responded", stanceOf(w, ben), governance.NoStance)
	same(t, "awaited again", w.load().Awaited(), []person{ben, dee, eve})
	w.refused("objection_ended", func(p *Proposal) ([]governance.Event, error) { return p.Met(w.now, 1, ben) })
	w.act(func(p *Proposal) ([]governance.Event, error) { return p.WithdrawObjection(w.now, 2, cy) }).is(StatusOpen)
	same(t, "the last", find[*ObjectionEnded](w).Last, true)
	same(t, "both stay on the record", len(w.load().Objections()), 2)
	w.object(ben, "again")
	same(t, "a new number", find[*ObjectionRaised](w).Number, 3)
}

func TestD13SetAside(t *testing.T) {
	w := raise(t, facilitatedBy(ben)).object(cy, "I do not like it")
	w.refused("only_facilitator", w.setAside(1, ana)).refused("nothing_to_second", w.second(1, dee))
	w.refused("reason_missing", func(p *Proposal) ([]governance.Event, error) { return p.SetAside(w.now, 1, ben, "") })
	w.act(w.setAside(1, ben)).heard("setting_aside").is(StatusBlocked).act(w.setAside(1, ben)).heard()
	for _, same := range []person{ana, ben, cy} {
		w.refused("second_must_be_another", w.second(1, same))
	}
	w.refused("not_in_electorate", w.second(1, zed))
	w.act(w.second(1, dee)).heard("objection_ended").is(StatusOpen)
	same(t, "how", w.load().Objections()[0].How, SetAside)
	same(t, "by", find[*ObjectionEnded](w).By, dee)
}

func TestD13SetAsideNeedsFourDifferentElectors(t *testing.T) {
	three := raiseIn(t, circleOf(ana, ben, cy), facilitatedBy(ben)).object(cy, "no")
	three.refused("set_aside_needs_four", three.setAside(1, ben))
	own := raise(t, facilitatedBy(ben)).object(ana, "my own")
	own.refused("set_aside_needs_four", own.setAside(1, ben))
	gone := raiseIn(t, circleOf(ana, ben, cy, dee), facilitatedBy(ben)).object(cy, "no").leaves(dee)
	gone.refused("set_aside_needs_four", gone.setAside(1, ben))
}

func TestD12AReasonGivenIsNoLongerSetAside(t *testing.T) {
	w := raise(t, facilitatedBy(ben)).object(cy, "no").act(w0(1, ben))
	w.act(w.because(1, cy, "the hall is taken")).refused("nothing_to_second", w.second(1, dee))
	// A facilitator who facilitates no more has not said anything.
	w.act(w.setAside(1, ben)).object(ben, "harm").refused("nothing_to_second", w.second(1, dee))
}

// w0 sets an objection aside on Monday.
func w0(number int, by person) deed {
	return func(p *Proposal) ([]governance.Event, error) {
		return p.SetAside(monday, number, by, "it names no harm")
	}
}

func TestD27AGoneObjectorsObjectionLapses(t *testing.T) {
	w := raise(t, draft(func(d *Draft) { d.Deadline = monday.Add(14 * day) })).consent(ben, cy).object(dee, "harm")
	w.refused("objector_present", w.adopt(1, eve)).leaves(dee).heard("elector_gone")
	e := find[*ElectorGone](w)
	same(t, "numbers", e.Objections, []int{1})
	same(t, "three working days", e.Until, monday.Add(3*day))
	same(t, "still counted", e.Counted, true)
	w.wait(3*day - minute).is(StatusBlocked).wait(minute).heard("objection_ended").is(StatusOpen)
	same(t, "how", w.load().Objections()[0].How, LapsedGone)
	same(t, "out of the count", w.load().Tally().Others, 3)
	w.refused("objection_ended", w.adopt(1, eve))
}

func TestD27AnotherAdoptsTheObjection(t *testing.T) {
	w := raise(t, facilitatedBy(eve)).consent(eve).object(dee, "harm").leaves(dee)
	w.refused("not_in_electorate", w.adopt(1, zed)).refused("objector_present", w.adopt(1, dee))
	w.act(w.adopt(1, eve)).heard("objection_adopted", "facilitator_named").is(StatusBlocked)
	same(t, "stance", stanceOf(w, eve), objecting)
	same(t, "author", w.load().Objections()[0].Author, eve)
	same(t, "from", w.load().Objections()[0].From, dee)
	same(t, "Dee has no stance any more", stanceOf(w, dee), governance.NoStance)
	w.wait(5*day).is(StatusBlocked).met(1, eve).is(StatusOpen)
}

func TestD27WhoAdoptsHasTwoObjections(t *testing.T) {
	w := raise(t).object(dee, "harm").object(eve, "cost").leaves(dee).act(w1(1, eve))
	w.consent(eve).heard("withdrawal_offered", "withdrawal_offered").met(2, eve)
	same(t, "one is left", stanceOf(w, eve), objecting)
	w.met(1, eve)
	same(t, "none is left", stanceOf(w, eve), governance.NoStance)
}

// w1 adopts an objection on Monday.
func w1(number int, by person) deed {
	return func(p *Proposal) ([]governance.Event, error) { return p.AdoptObjection(monday, number, by) }
}

func TestD27AnObjectorWhoIsBackKeepsTheObjection(t *testing.T) {
	w := raise(t).object(dee, "harm").leaves(dee).wait(day).back(dee).heard("elector_back")
	w.wait(10 * day).back(dee).heard()
	same(t, "not lapsed", w.load().Objections()[0].How != LapsedGone, true)
	w.refused("objector_present", func(p *Proposal) ([]governance.Event, error) {
		return raise(t).object(dee, "harm").load().AdoptObjection(w.now, 1, eve)
	})
}

func TestD27AGoneProposersProposalIsWithdrawn(t *testing.T) {
	slow := draft(func(d *Draft) { d.Deadline = monday.Add(14 * day) })
	takeUp := func(w *talk, by person) deed {
		return func(p *Proposal) ([]governance.Event, error) { return p.TakeUp(w.now, by) }
	}
	w := raise(t, slow).consent(ben, cy)
	w.refused("proposer_present", takeUp(w, ben)).leaves(ana).heard("elector_gone")
	same(t, "said", find[*ElectorGone](w).Proposer, true)
	w.wait(3 * day).heard("withdrawn").is(StatusWithdrawn)
	same(t, "lapsed", w.load().Outcome().Lapsed, true)

	taken := raise(t, slow, facilitatedBy(ben)).consent(ben, cy).leaves(ana)
	taken.refused("not_in_electorate", takeUp(taken, zed)).refused("proposer_present", takeUp(taken, ana))
	taken.act(takeUp(taken, ben)).heard("taken_up", "facilitator_named")
	same(t, "proposer", taken.load().Proposer(), ben)
	same(t, "Ben's consent is implicit now, Ana is gone", taken.load().Tally(),
		Tally{Electors: 4, Others: 3, Consents: 1, Responded: 1, Needed: 2})
	taken.back(ana).consent(ana, dee).is(StatusOpen).consent(eve).heard("stance_taken", "adopted")

	back := raise(t, slow).leaves(ana).wait(day).back(ana).heard("elector_back").wait(3 * day).is(StatusOpen)
	same(t, "proposer", back.load().Proposer(), ana)
}
