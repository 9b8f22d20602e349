package consent

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
)

const (
	consents  = governance.Consent
	abstains  = governance.Abstain
	concerned = governance.Concern
	needsTime = governance.NeedsTime
	objecting = governance.Objecting
)

func never(p *governance.Policy) { p.Early = false }

func stanceOf(w *talk, who person) governance.Stance {
	b, _ := w.load().Ballot(who)
	return b.Stance
}

func TestD3OneStanceAtATimeTheLatestWins(t *testing.T) {
	w := raise(t).consent(ben).heard("stance_taken").respond(ben, abstains).heard("stance_taken").respond(ben, concerned, "noise")
	e := find[*StanceTaken](w)
	same(t, "was", e.Was, abstains)
	same(t, "why", e.Why, "noise")
	same(t, "tally", w.load().Tally(), Tally{Electors: 5, Others: 4, Concerns: 1, Worried: 1, Responded: 1, Needed: 2})
	w.respond(ben, concerned).heard().respond(ben, concerned, "noise").heard() // the same again
	w.respond(ben, concerned, "noise and dust").heard("stance_taken")
	w.react(ben, concerned).heard()
	w.refused("stance_unknown", w.says(ben, "delight"))
	w.refused("text_too_long", func(p *Proposal) ([]governance.Event, error) {
		return p.Respond(w.now, ben, concerned, strings.Repeat("x", 2001), ByCommand)
	})
}

func TestD3ALaterConsentDoesNotReplaceAnObjection(t *testing.T) {
	w := raise(t).object(ben, "the hall is taken").is(StatusBlocked)
	w.consent(ben).heard("withdrawal_offered").is(StatusBlocked)
	same(t, "stance", stanceOf(w, ben), objecting)
	same(t, "number", find[*WithdrawalOffered](w).Number, 1)
	w.respond(ben, concerned, "still").heard("withdrawal_offered").respond(ben, needsTime).heard("withdrawal_offered")
}

func TestD6TheProposerConsentsAlready(t *testing.T) {
	w := raise(t).consent(ana).heard()
	same(t, "not among the others", w.load().Tally(), Tally{Electors: 5, Others: 4, Needed: 2})
	w.refused("proposer_consents", w.says(ana, abstains))
	w.respond(ana, concerned, "tight").heard("stance_taken").consent(ana).heard("stance_taken")
	same(t, "still not", w.load().Tally().Responded, 0)
	w.object(ana, "I was wrong").is(StatusBlocked)
	same(t, "offered to withdraw", find[*ObjectionRaised](w).Own, true)
	w.consent(ben, cy, dee, eve).is(StatusBlocked)
	w.met(1, ana).heard("objection_ended", "adopted")
}

func TestD7Quorum(t *testing.T) {
	silence := func(p *governance.Policy) { p.Quorum, p.Early = governance.Quorum{}, false }
	for name, c := range map[string]struct {
		policy  func(*governance.Policy)
		stances []governance.Stance // of Ben, Cy, …
		want    Status
	}{
		"half have responded":                {never, []governance.Stance{consents, concerned}, StatusAdopted},
		"too few":                            {never, []governance.Stance{consents}, StatusOpen},
		"nobody consents":                    {never, []governance.Stance{concerned, abstains, abstains, abstains}, StatusOpen},
		"needs time is not a response":       {never, []governance.Stance{consents, needsTime}, StatusOpen},
		"silence, where silence is enough":   {silence, nil, StatusAdopted},
		"silence and an abstention":          {silence, []governance.Stance{abstains}, StatusAdopted},
		"silence and an objection":           {silence, []governance.Stance{objecting}, StatusBlocked},
		"everybody, where all must":          {func(p *governance.Policy) { p.Quorum.Percent = 100 }, []governance.Stance{consents, consents, consents}, StatusOpen},
		"three, where three must, of four":   {func(p *governance.Policy) { p.Quorum = governance.Quorum{People: 3} }, []governance.Stance{consents, consents, abstains}, StatusAdopted},
		"an objection, whoever else is for":  {never, []governance.Stance{consents, consents, consents, objecting}, StatusBlocked},
		"silence never counts towards it, 3": {func(p *governance.Policy) { p.Quorum.Percent = 75 }, []governance.Stance{consents, consents}, StatusOpen},
	} {
		t.Run(name, func(t *testing.T) {
			w := raise(t, policy(c.policy))
			for i, s := range c.stances {
				w.respond(ben+person(i), s, "why")
			}
			w.is(map[bool]Status{true: StatusBlocked, false: StatusOpen}[c.want == StatusBlocked])
			w.sleep(w.load().Deadline().Sub(w.now)).tick().is(c.want)
		})
	}
}

func TestD7ACircleOfOneDecidesAtTheDeadline(t *testing.T) {
	w := raiseIn(t, circleOf(ana)).wait(3*day-minute).is(StatusOpen).wait(minute).heard("closing_began", "adopted").is(StatusAdopted)
	e := find[*Adopted](w)
	if !e.Alone || e.Silent || e.Early {
		t.Fatalf("recorded as %+v", e)
	}
}

func TestD8EarlyAdoption(t *testing.T) {
	w := raise(t).consent(ben, cy, dee).respond(eve, abstains).heard("stance_taken", "adopted")
	same(t, "early", find[*Adopted](w).Early, true)
	w.refused("proposal_ended", w.says(ben, objecting))

	off := raise(t, policy(never)).consent(ben, cy, dee, eve).is(StatusOpen).wait(3 * day).is(StatusAdopted)
	same(t, "not early", find[*Adopted](off).Early, false)

	all := raise(t).respond(ben, abstains).respond(cy, abstains).respond(dee, abstains).respond(eve, abstains).is(StatusOpen)
	all.wait(3*day).heard("closing_began", "deadline_moved").wait(day).heard("closing_began", "not_adopted")
}

func TestD8AConcernCanBeReadBeforeEarlyAdoption(t *testing.T) {
	w := raise(t).consent(ben, cy).sleep(hour).respond(dee, concerned, "noise").sleep(20*minute).consent(eve).heard("stance_taken", "early_set")
	same(t, "an hour after the last concern", find[*EarlySet](w).At, monday.Add(2*hour))
	w.wait(39 * minute).is(StatusOpen)
	w.respond(ben, concerned, "dust").heard("stance_taken", "early_set") // a new concern, a new hour
	w.wait(59*minute).is(StatusOpen).wait(minute).heard("closing_began", "adopted")

	long := raise(t).respond(ben, concerned, "noise").sleep(2*hour).consent(cy, dee, eve)
	long.heard("stance_taken", "adopted") // there was time to read it

	short := raise(t, draft(func(d *Draft) { d.Deadline = monday.Add(2 * hour) })).consent(ben, cy, dee).respond(eve, concerned, "noise")
	same(t, "a tenth of the window", find[*EarlySet](short).At, monday.Add(12*minute))
	short.object(cy, "no").heard("objection_raised", "early_set")
	if at := find[*EarlySet](short).At; !at.IsZero() {
		t.Fatalf("an objection did not take it back: %s", at)
	}
}

func TestD8WhatIsUrgentNeedsEverybody(t *testing.T) {
	urgent := draft(func(d *Draft) { d.Deadline = monday.Add(10 * hour) })
	raise(t, urgent).consent(ben, cy, dee, eve).heard("stance_taken", "adopted")

	w := raise(t, urgent).consent(ben, cy, dee).wait(10*hour).heard("closing_began", "deadline_moved").is(StatusOpen)
	same(t, "all are needed", w.load().Tally().Needed, 4)
	w.ends(15 * hour) // a day, shrunk to half the window (D0)
	w.wait(5*hour).heard("closing_began", "not_adopted")

	late := raise(t, urgent).consent(ben, cy, dee).wait(10 * hour).consent(eve)
	late.heard("stance_taken", "adopted")

	extended := raise(t, urgent)
	extended.act(func(p *Proposal) ([]governance.Event, error) { return p.Extend(extended.now, ana, monday.Add(2*day)) })
	same(t, "no longer urgent", extended.load().Urgent(), false)
	extended.consent(ben, cy).wait(2 * day).is(StatusAdopted)
}

func TestD9NeedsTimeExtendsOnceAVersion(t *testing.T) {
	w := raise(t).respond(ben, needsTime).heard("stance_taken", "deadline_moved").ends(4 * day)
	same(t, "not a response", w.load().Tally().Responded, 0)
	w.respond(ben, needsTime).heard()
	w.respond(cy, needsTime).heard("stance_taken", "more_time_refused").ends(4 * day)
	same(t, "recorded", stanceOf(w, cy), needsTime)
	w.consent(ben).respond(ben, needsTime).heard("stance_taken", "more_time_refused")
	w.sleep(hour).amend(ana, Amendment{Title: "Meet on Wednesdays"}).respond(cy, needsTime).heard("stance_taken", "deadline_moved")

	short := raise(t, draft(func(d *Draft) { d.Deadline = monday.Add(20 * hour) })).respond(ben, needsTime)
	short.ends(30 * hour) // D0: half the window

	early := raise(t).respond(ben, concerned).consent(cy, dee, eve).heard("stance_taken", "early_set")
	early.respond(eve, needsTime).heard("stance_taken", "deadline_moved", "early_set").is(StatusOpen)
}

func TestD18ALateObjectionBlocksWithoutRestartingTheClock(t *testing.T) {
	w := raise(t).consent(ben, cy).wait(3*day-minute).object(dee, "harm").ends(3 * day).is(StatusBlocked)
	same(t, "late", find[*ObjectionRaised](w).Late, true)
	w.wait(minute).heard("closing_began", "integration_began")
	soon := raise(t).object(dee, "harm")
	same(t, "not late", find[*ObjectionRaised](soon).Late, false)
}

func TestD18ALateQuorumLeavesTimeForOthers(t *testing.T) {
	w := raise(t).consent(ben).wait(3*day-minute).consent(cy).heard("stance_taken", "deadline_moved").ends(3*day + 59*minute)
	same(t, "why", find[*DeadlineMoved](w).Why, MovedLateQuorum)
	w.wait(30 * minute).act(func(p *Proposal) ([]governance.Event, error) { return p.TakeBack(w.now, cy, "", ByCommand) })
	w.consent(cy).heard("stance_taken").ends(3*day + 59*minute) // not the first time

	raise(t).consent(ben).wait(3*day - 2*hour).consent(cy).heard("stance_taken").ends(3 * day)

	short := raise(t, policy(func(p *governance.Policy) { p.Shortest = governance.Span{Exact: 10e9} }),
		draft(func(d *Draft) { d.Deadline = monday.Add(20e9) }))
	short.consent(ben).wait(19e9).consent(cy).ends(21e9) // a tenth of the window (D0)
}

func TestD19AReactionTakesBackWhatItMade(t *testing.T) {
	w := raise(t).react(ben, consents).unreact(ben, abstains).heard().unreact(ben, consents).heard("stance_taken_back")
	same(t, "tally", w.load().Tally().Responded, 0)
	w.unreact(ben, consents).heard()
	w.consent(ben).unreact(ben, consents).heard() // a button is not undone by a reaction that never was
	w.react(cy, consents).respond(cy, consents).heard("stance_taken").unreact(cy, consents).heard()
	same(t, "a button made it firm", stanceOf(w, cy), consents)
	w.react(dee, consents).react(dee, abstains).unreact(dee, consents).heard()
	same(t, "the later one stands", stanceOf(w, dee), abstains)
	undo := func(by person) deed {
		return func(p *Proposal) ([]governance.Event, error) { return p.TakeBack(w.now, by, "", ByCommand) }
	}
	w.act(undo(ben)).heard("stance_taken_back").refused("nothing_to_undo", undo(ben))
}

func TestD19AnObjectionTakenBack(t *testing.T) {
	w := raise(t).react(ben, objecting).is(StatusBlocked).unreact(ben, objecting).heard("objection_ended").is(StatusOpen)
	same(t, "how", w.load().Objections()[0].How, TakenBack)
	w.react(cy, objecting).act(func(p *Proposal) ([]governance.Event, error) { return p.Because(w.now, 2, cy, "harm") })
	w.unreact(cy, objecting).heard("withdrawal_offered").is(StatusBlocked)
	w.object(dee, "harm").unreact(dee, objecting).heard()
	w.react(eve, objecting).respond(eve, objecting, "harm").heard("objection_reasoned").unreact(eve, objecting).heard()
	w.act(func(p *Proposal) ([]governance.Event, error) { return p.TakeBack(w.now, dee, "", ByCommand) }).heard("withdrawal_offered")
}
