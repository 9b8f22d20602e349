package consent

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

func TestD16AtTheDeadlineReactionsAreReadFirst(t *testing.T) {
	w := raise(t).consent(ben, cy)
	w.reading = false
	w.wait(3 * day).heard("closing_began").is(StatusClosing)
	w.react(dee, objecting).heard("objection_raised").is(StatusClosing)
	w.read(true).heard("grace_began").is(StatusBlocked)
	w.read(true).heard() // an answer that comes twice
	w.read(false).heard()
}

func TestD16UnreadableReactionsKeepItClosing(t *testing.T) {
	w := raise(t).consent(ben, cy)
	w.reading = false
	w.wait(3 * day).read(false).heard("read_failed").read(false).heard()
	w.wait(30 * time.Second).heard("closing_began").wait(minute).heard("closing_began").wait(2 * minute).heard("closing_began")
	same(t, "attempts", find[*ClosingBegan](w).Attempt, 4)
	w.wait(day).is(StatusClosing)
	w.sleep(0).wait(10 * minute).heard("closing_began") // at most ten minutes
	w.read(false).heard()
	w.act(func(p *Proposal) ([]governance.Event, error) { return p.Respond(w.now, dee, needsTime, "", ByReaction) })
	w.heard("stance_taken", "deadline_moved").is(StatusOpen)
	same(t, "from now", w.load().Deadline(), w.now.Add(day))
	w.wait(day).read(false).heard("read_failed").read(true).heard("adopted")
}

func TestD16AMissedQuorumExtendsOnceAndAsksTheMissing(t *testing.T) {
	w := raise(t).consent(ben).wait(3*day).heard("closing_began", "deadline_moved").is(StatusOpen).ends(4 * day)
	e := find[*DeadlineMoved](w)
	same(t, "why", e.Why, MovedQuorum)
	w.wait(day).heard("closing_began", "not_adopted").is(StatusNotAdopted)
	same(t, "how far", *find[*NotAdopted](w), NotAdopted{Version: 1, Why: NoQuorum, Responded: 1, Needed: 2, Others: 4})

	late := raise(t).sleep(5*day).tick().heard("closing_began", "deadline_moved").ends(6 * day) // from its announcement
	late.consent(ben, cy).wait(day).is(StatusAdopted)

	amended := raise(t).wait(3*day).amend(ana, wednesdays).wait(day).heard("closing_began", "deadline_moved") // once a version
	amended.wait(day).is(StatusNotAdopted)
}

func TestD16AnOpenObjectionIsIntegrated(t *testing.T) {
	w := raise(t).consent(ben, cy).object(dee, "harm").consent(eve).wait(3*day).heard("closing_began", "integration_began")
	same(t, "a week", find[*IntegrationBegan](w).Until, monday.Add(10*day))
	w.wait(day).met(1, dee).heard("objection_ended", "deadline_moved").is(StatusOpen).ends(5 * day)
	w.wait(day).heard("closing_began", "adopted")
}

func TestD16IntegrationIsSoLongAVersion(t *testing.T) {
	w := raise(t).consent(ben, cy).object(dee, "harm").wait(7*day).met(1, dee).wait(hour).object(dee, "another").wait(day)
	w.is(StatusBlocked)
	same(t, "three days are left", find[*IntegrationBegan](w).Until, monday.Add(8*day+3*day))
	w.wait(4 * day).is(StatusNotAdopted)
}

func TestD16TheLastObjectionEndsAndADayRemains(t *testing.T) {
	raise(t).object(ben, "harm").wait(hour).met(1, ben).heard("objection_ended").ends(3 * day)
	raise(t).object(ben, "harm").wait(3*day-hour).met(1, ben).heard("objection_ended", "deadline_moved").ends(4*day - hour)
	w := raise(t).consent(cy, dee, eve).react(ben, objecting)
	w.wait(3*day).unreact(ben, objecting)
	w.heard("objection_ended", "deadline_moved").consent(ben).heard("stance_taken", "adopted") // or D8
}

func TestD9TimeAskedForDuringIntegrationCountsAfterIt(t *testing.T) {
	w := raise(t).object(ben, "harm").wait(4*day).respond(cy, needsTime).heard("stance_taken").respond(dee, needsTime)
	w.heard("stance_taken", "more_time_refused").met(1, ben).ends(6 * day)
}

func TestD17WhatNobodyResolvesGoesByPolicy(t *testing.T) {
	unresolved := func(u governance.Unresolved, parent governance.CircleID) func(*governance.Circle, *Draft) {
		return func(c *governance.Circle, _ *Draft) { c.Policy.Unresolved, c.Parent = u, parent }
	}
	for name, c := range map[string]struct {
		policy governance.Unresolved
		parent governance.CircleID
		want   Status
		why    Reason
	}{
		"not adopted":              {governance.ToNotAdopted, 0, StatusNotAdopted, Unintegrated},
		"a meeting":                {governance.ToMeeting, 0, StatusNotAdopted, ToTalk},
		"the parent":               {governance.ToParent, 3, StatusEscalated, ""},
		"a parent that is no more": {governance.ToParent, 0, StatusNotAdopted, Unintegrated},
	} {
		t.Run(name, func(t *testing.T) {
			w := raise(t, unresolved(c.policy, c.parent)).consent(ben, cy).object(dee, "harm").wait(10*day - minute).is(StatusBlocked)
			w.wait(minute).is(c.want)
			same(t, "why", w.load().Outcome().Why, c.why)
			w.refused("proposal_ended", func(p *Proposal) ([]governance.Event, error) { return p.Met(w.now, 1, dee) })
		})
	}
}

func TestD17AnObjectionInItsGraceKeepsTheEndWaiting(t *testing.T) {
	w := raise(t).consent(ben, cy).object(dee, "harm").wait(9*day+12*hour).react(eve, objecting).met(1, dee)
	w.wait(12 * hour).is(StatusBlocked).wait(12 * hour) // a working day of grace from Wednesday night
	w.is(StatusOpen).wait(day).is(StatusAdopted)
}

func TestD20WithdrawingIsPossibleToTheEnd(t *testing.T) {
	w := raise(t)
	w.reading = false
	w.wait(3 * day).is(StatusClosing)
	w.act(func(p *Proposal) ([]governance.Event, error) { return p.Withdraw(w.now, ana, "") }).is(StatusWithdrawn)
	w.read(true).heard().wait(30 * day).heard()
}

func TestD21OneOutcome(t *testing.T) {
	w := raise(t).consent(ben, cy, eve).respond(dee, concerned, "noise").wait(hour).is(StatusAdopted)
	p := w.load()
	same(t, "who consented", p.People(consents), []person{ben, cy, eve})
	same(t, "the concerns kept", p.Concerns(), []KeptConcern{{Person: dee, Version: 1, Why: "noise"}})
	e := *find[*Adopted](w)
	e.Follow = nil
	same(t, "counted", e, Adopted{Version: 1, Consents: 3, Concerns: 1, Others: 4, Early: true})
	w.wait(30 * day).heard()
	for name, do := range map[string]deed{
		"respond":    w.says(ben, objecting),
		"take back":  func(p *Proposal) ([]governance.Event, error) { return p.TakeBack(w.now, ben, consents, ByReaction) },
		"amend":      w.amending(ana, wednesdays),
		"facilitate": func(p *Proposal) ([]governance.Event, error) { return p.Facilitate(w.now, ana, ben) },
		"refresh":    func(p *Proposal) ([]governance.Event, error) { return p.Refresh(w.now, ana, w.circle) },
		"take up":    func(p *Proposal) ([]governance.Event, error) { return p.TakeUp(w.now, ben) },
		"set aside":  w.setAside(1, ana),
	} {
		t.Run(name, func(t *testing.T) { w.refused("proposal_ended", do) })
	}
	w.leaves(ana).heard()
	w.back(ana).heard()
	w.act(func(p *Proposal) ([]governance.Event, error) { return p.Pause(w.now) }).heard()
}

func TestD22AnImpossibleActBlocksAdoption(t *testing.T) {
	act := SetPolicyAct("quorum", "60%")
	why := governance.Refuse(governance.Conflict, "no_parent")
	hinder := func(w *talk) deed {
		return func(p *Proposal) ([]governance.Event, error) { return p.Hinder(w.now, act, why) }
	}
	with := draft(func(d *Draft) { d.Acts = []governance.Act{act} })
	// The sitting that adopted it is undone; the proposal is told, and then what was done is done again.
	w := raise(t, with).consent(ben, cy, dee).act(hinder(raise(t))).heard("hindered").is(StatusBlocked)
	same(t, "a week", find[*Hindered](w).Until, monday.Add(7*day))
	same(t, "the proposer may amend", planned(w, find[*Hindered](w).Nudges()), map[string]string{
		"P12/v1/integrate_proposer/half": "integrate_proposer 84h0m0s [1]"})
	w.consent(eve).heard("stance_taken").object(ben, "harm").met(1, ben).heard("objection_ended").is(StatusBlocked)
	w.consent(ben).sleep(7 * day)
	again := w.load()
	if events, _ := again.Wake(w.now); names(events)[0] != "adopted" {
		t.Fatalf("it is not tried again: %v", names(events))
	}
	w.act(hinder(w)).heard("not_adopted").is(StatusNotAdopted)
	same(t, "why", w.load().Outcome().Why, Impossible)

	amended := raise(t, with).consent(ben, cy, dee).act(hinder(raise(t))).sleep(hour)
	amended.amend(ana, Amendment{Acts: []governance.Act{SetPolicyAct("quorum", "half")}, HasActs: true}).is(StatusOpen)
	amended.consent(ben, cy, dee, eve).is(StatusAdopted)
	same(t, "the new act", find[*Adopted](amended).Acts()[0].Args["value"], any("half"))
}

// D8, D22: hindered on the way to adopting it early, it has its whole window left when the time to amend is over; who asked for time
// meanwhile is waited for, also where silence adopts.
func TestD22HinderedEarlyItsWindowStaysOpen(t *testing.T) {
	act := SetPolicyAct("quorum", "60%")
	w := raise(t, policy(func(p *governance.Policy) { p.Quorum = governance.Quorum{} }),
		draft(func(d *Draft) { d.Acts, d.Deadline = []governance.Act{act}, monday.Add(20*day) }))
	w.consent(ben, cy, dee).act(func(p *Proposal) ([]governance.Event, error) {
		return p.Hinder(w.now, act, governance.Refuse(governance.Conflict, "no_parent"))
	}).is(StatusBlocked)
	w.respond(ben, governance.NeedsTime).wait(8 * day).is(StatusBlocked)
	w.wait(20 * day).is(StatusAdopted)
}

func TestD25TimeStandsStillWhilePaused(t *testing.T) {
	pause := func(w *talk) deed { return func(p *Proposal) ([]governance.Event, error) { return p.Pause(w.now) } }
	resume := func(w *talk) deed {
		return func(p *Proposal) ([]governance.Event, error) { return p.Resume(w.now) }
	}
	w := raise(t).wait(day)
	w.act(pause(w)).heard("paused").act(pause(w)).heard()
	same(t, "sleeps", w.load().NextWake(), time.Time{})
	w.refused("proposal_paused", w.amending(ana, wednesdays))
	w.wait(30*day).consent(ben, cy, dee, eve).is(StatusOpen).act(func(p *Proposal) ([]governance.Event, error) {
		return p.TakeBack(w.now, eve, "", ByCommand)
	})
	w.act(resume(w)).heard("resumed", "deadline_moved").ends(33 * day)
	w.act(resume(w)).heard()
	w.wait(2 * day).is(StatusAdopted)

	all := raise(t)
	all.act(pause(all)).consent(ben, cy, dee, eve).act(resume(all)).heard("resumed", "deadline_moved", "adopted")

	read := raise(t).consent(ben, cy, dee).respond(eve, concerned, "noise").sleep(hour / 2)
	read.act(pause(read)).wait(2 * hour).act(resume(read)).is(StatusOpen).wait(29 * minute).is(StatusOpen)
	read.wait(minute).is(StatusAdopted) // half an hour to read it was left

	held := raise(t).object(ben, "harm").wait(4 * day)
	held.act(pause(held)).wait(10 * day).act(resume(held)).heard("resumed")
	same(t, "integration moves too", find[*Resumed](held).Until, monday.Add(20*day))
	held.wait(6*day - minute).is(StatusBlocked).wait(minute).is(StatusNotAdopted)

	gone := raise(t).object(ben, "harm").leaves(ben)
	gone.act(pause(gone)).wait(10 * day).act(resume(gone)).is(StatusBlocked).wait(36*hour - minute).is(StatusBlocked)
	gone.wait(minute).is(StatusOpen) // three working days, shrunk to half the window (D0)
}

func TestDowntimeCatchesUpInOrder(t *testing.T) {
	// Both came while nobody was there to heed them: the deadline, and later the end of the objection of Dee, who is gone.
	w := raise(t).consent(ben, cy).object(dee, "harm").sleep(2 * day).leaves(dee).sleep(20 * day).tick()
	w.heard("closing_began", "integration_began", "objection_ended", "deadline_moved").is(StatusOpen)
	w.wait(day).is(StatusAdopted)
}
