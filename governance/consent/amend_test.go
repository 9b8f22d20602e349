package consent

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

var wednesdays = Amendment{Title: "Meet on Wednesdays"}

func (w *talk) amending(by person, a Amendment) deed {
	return func(p *Proposal) ([]governance.Event, error) { return p.Amend(w.now, by, a, w.circle, w.gone) }
}

func TestD14AnAmendmentOpensTheNextVersion(t *testing.T) {
	w := raise(t).consent(ben, eve).respond(cy, concerned, "noise").object(dee, "the hall is taken").wait(day)
	w.amend(ana, Amendment{Title: "Meet on Wednesdays", Text: "At six.\nAt Ana's.", HasText: true}).heard("version_opened").is(StatusBlocked)
	p := w.load()
	opened := find[*VersionOpened](w)
	same(t, "shown what changed", opened.Responded, []person{ben, cy, dee, eve})
	same(t, "to confirm", opened.OpenObjections, []int{1})
	same(t, "stances reset", p.Tally(), Tally{Electors: 5, Others: 4, Objecting: 1, Needed: 2})
	same(t, "concerns stay listed", p.Concerns(), []KeptConcern{{Person: cy, Version: 1, Why: "noise"}})
	same(t, "versions", len(p.Versions()), 2)
	same(t, "the old one", p.Versions()[0].Title, "Meet on Tuesdays")
	w.ends(3 * day) // what remained is more than a day
	w.consent(dee).heard("withdrawal_offered").met(1, dee).is(StatusOpen)
	w.consent(ben, cy, dee, eve).is(StatusAdopted)
}

func TestD14AtLeastADayRemains(t *testing.T) {
	w := raise(t).wait(3*day-hour).amend(ana, wednesdays).ends(4*day - hour)
	same(t, "no amendment makes it urgent", w.load().Urgent(), false)
	w.wait(day-hour).amend(ana, Amendment{Title: "Meet on Fridays"}).ends(5*day - 2*hour) // nor does the day shrink with each
	raise(t).wait(day).amend(ana, Amendment{Title: "x", Deadline: monday.Add(5 * day)}).ends(5 * day)
	raise(t).wait(day).amend(ana, Amendment{Title: "x", Deadline: monday.Add(2 * day)}).ends(3 * day)

	short := raise(t, draft(func(d *Draft) { d.Deadline = monday.Add(2 * hour) })).wait(119*minute).amend(ana, wednesdays)
	short.ends(179 * minute) // D0: half the window
	same(t, "still urgent", short.load().Urgent(), true)
}

func TestD14AnAmendmentDuringIntegration(t *testing.T) {
	w := raise(t).consent(ben, cy).object(dee, "harm").wait(5*day).is(StatusBlocked).amend(ana, wednesdays).ends(6 * day)
	w.met(1, dee).ends(6*day).consent(ben, cy).wait(day).is(StatusAdopted)

	// The grace was the old deadline's; the new version has a deadline of its own.
	grace := raise(t).react(dee, objecting).wait(3*day+hour).is(StatusBlocked).amend(ana, Amendment{Title: "x", Deadline: monday.Add(7 * day)})
	grace.wait(3*day).heard().is(StatusBlocked).wait(day).heard("closing_began", "grace_began")
}

func TestD14ATypoKeepsTheVersion(t *testing.T) {
	w := raise(t).consent(ana).sleep(5*minute).amend(ana, Amendment{Title: "Meet on Tuesday"}).heard("typo_fixed")
	same(t, "version", w.load().Version(), 1)
	same(t, "title", w.load().Title(), "Meet on Tuesday")
	w.sleep(minute).amend(ana, wednesdays).heard("version_opened") // too late

	answered := raise(t).consent(ben).amend(ana, wednesdays).heard("version_opened")
	same(t, "somebody had responded", answered.load().Version(), 2)
	raise(t).react(ben, consents).unreact(ben, consents).amend(ana, wednesdays).heard("version_opened")
	raise(t).amend(ana, Amendment{Title: "Meet", Deadline: monday.Add(9 * day)}).heard("version_opened")
	carried := raise(t).object(ben, "harm").sleep(hour).amend(ana, wednesdays).sleep(minute)
	carried.amend(ana, Amendment{Title: "Meet on Fridays"}).heard("typo_fixed") // nobody has answered this version
}

func TestK7WhoMayAmendExtendAndWithdraw(t *testing.T) {
	w := raise(t, facilitatedBy(ben)).sleep(hour)
	extend := func(by person, until time.Duration) deed {
		return func(p *Proposal) ([]governance.Event, error) { return p.Extend(w.now, by, monday.Add(until)) }
	}
	withdraw := func(by person) deed {
		return func(p *Proposal) ([]governance.Event, error) { return p.Withdraw(w.now, by, "no need") }
	}
	w.refused("only_proposer_or_facilitator", w.amending(cy, wednesdays)).refused("only_proposer_or_facilitator", extend(cy, 9*day))
	w.refused("only_proposer", withdraw(ben))
	w.refused("date_past", extend(ben, 0)).refused("date_too_far", extend(ben, 400*day)).refused("extend_not_later", extend(ben, 3*day))
	w.act(extend(ben, 4*day)).heard("deadline_moved").ends(4 * day)
	w.refused("already_extended", extend(ana, 5*day)) // once a version
	w.amend(ben, wednesdays).act(extend(ana, 5*day)).ends(5 * day)
	w.act(withdraw(ana)).heard("withdrawn").is(StatusWithdrawn)
	w.refused("proposal_ended", withdraw(ana)).refused("proposal_ended", w.amending(ana, wednesdays))
	same(t, "outcome", w.load().Outcome(), Outcome{Status: StatusWithdrawn, At: monday.Add(hour), By: ana, Words: "no need"})

	over := raise(t).object(ben, "harm").wait(4 * day)
	over.refused("window_over", func(p *Proposal) ([]governance.Event, error) { return p.Extend(over.now, ana, monday.Add(9*day)) })
}

func TestAnAmendmentThatCannotBe(t *testing.T) {
	w := raise(t)
	w.refused("amendment_empty", w.amending(ana, Amendment{}))
	w.refused("amendment_empty", w.amending(ana, Amendment{Title: "Meet on Tuesdays", Deadline: monday.Add(9 * day)}))
	w.refused("text_too_long", w.amending(ana, Amendment{Title: strings.Repeat("x", 201)}))
	w.refused("date_past", w.amending(ana, Amendment{Title: "x", Deadline: monday}))
	w.refused("setting_unknown", w.amending(ana, Amendment{Acts: []governance.Act{SetPolicyAct("mood", "good")}, HasActs: true}))
	w.reading = false
	w.wait(3*day).refused("proposal_closing", w.amending(ana, wednesdays))
}

func TestD15AfterTheThirdBlockedVersionATalkIsSuggested(t *testing.T) {
	w := raise(t, facilitatedBy(eve)).object(ben, "one").sleep(hour).amend(ana, Amendment{Title: "two"}).met(1, ben).object(ben, "two")
	w.sleep(hour).amend(ana, Amendment{Title: "three"}).heard("version_opened").met(2, ben)
	w.object(ben, "three").heard("objection_raised", "talk_suggested")
	same(t, "names the facilitator", find[*TalkSuggested](w).Facilitator, eve)
	w.object(cy, "me too").heard("objection_raised").sleep(hour).amend(ana, Amendment{Title: "four"}).object(dee, "me too").heard("objection_raised")

	left := raise(t).object(ben, "one").sleep(hour).amend(ana, Amendment{Title: "two"}).sleep(hour).amend(ana, Amendment{Title: "three"})
	left.wait(3*day).heard("closing_began", "integration_began", "talk_suggested")
}

func TestK4AVersionKeepsThePolicyItOpenedWith(t *testing.T) {
	w := raise(t, policy(never)).consent(ben).sleep(hour)
	w.circle.Policy.Quorum = governance.Quorum{Percent: 100}
	same(t, "still half", w.load().Tally().Needed, 2)
	same(t, "policy", w.load().Policy().Quorum.Percent, 50)
	w.amend(ana, wednesdays)
	same(t, "all", w.load().Tally().Needed, 4)
	same(t, "the old one keeps its own", w.load().Versions()[0].Policy.Quorum.Percent, 50)
}

func TestD14TheProposersStanceStays(t *testing.T) {
	w := raise(t).respond(ana, concerned, "tight").sleep(hour).amend(ana, wednesdays)
	same(t, "carried", stanceOf(w, ana), concerned)
	same(t, "listed once", w.load().Concerns(), []KeptConcern{{Person: ana, Version: 2, Why: "tight"}})
}

func TestD14AnAuthorWhoLeftTheCircleStillHasTheirObjection(t *testing.T) {
	w := raise(t).object(dee, "harm").sleep(hour)
	if _, err := w.circle.Leave(dee); err != nil {
		t.Fatal(err)
	}
	w.amend(ana, wednesdays).is(StatusBlocked).refused("not_in_electorate", w.says(dee, consents))
	b, ok := w.load().Ballot(dee)
	same(t, "found when she is gone", ok && b.Live() && !b.Elector, true)
	w.leaves(dee).heard("elector_gone").back(dee).heard("elector_back").met(1, dee).is(StatusOpen)
}

// T1: what people wrote in acts can be erased like any other words of theirs, from every event that carries acts.
func TestT1WhatIsWrittenInActsCanBeErased(t *testing.T) {
	act := func(text string) governance.Act { return governance.Act{Kind: "commitment.make", Text: text} }
	w := raise(t, draft(func(d *Draft) { d.Acts = []governance.Act{act("buy the paint"), act("wash up")} }))
	check := func(e governance.Event, want ...string) {
		t.Helper()
		var found []string
		for _, text := range e.(governance.Worded).Texts() {
			found = append(found, *text)
		}
		for _, text := range want {
			if !slices.Contains(found, text) {
				t.Errorf("%s does not say where %q stands: %q", e.EventName(), text, found)
			}
		}
	}
	check(find[*Raised](w), "buy the paint", "wash up")
	w.amend(ana, Amendment{Acts: []governance.Act{act("paint it blue")}, HasActs: true})
	check(find[*VersionOpened](w), "paint it blue")
	same(t, "the acts of each version", []int{len(w.load().Versions()[0].Acts), len(w.load().Versions()[1].Acts)}, []int{2, 1})
	w.act(func(p *Proposal) ([]governance.Event, error) {
		return p.Hinder(w.now, act("paint it blue"), governance.Refuse(governance.Conflict, "no_parent"))
	})
	check(find[*Hindered](w), "paint it blue")
	w.amend(ana, Amendment{Title: "Paint it today"})
	w.consent(ben, cy, dee, eve).is(StatusAdopted)
	check(find[*Adopted](w), "paint it blue")
}
