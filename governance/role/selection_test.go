package role

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

func TestR10FromNominationsToAcceptance(t *testing.T) {
	w := begin(t).call(ana, 0).heard("role.selection_began", "called").is(Nominating)
	same(t, "three working days", w.load().Until, monday.Add(3*day))
	w.nominate(ana, ben).nominate(ben, cy).nominate(cy, ben).nominate(dee, ben)
	w.nominate(eve, cy).heard("nominated", "revealed").is(Changing) // together, as soon as everybody has
	w.nominate(eve, ben).heard("changed")
	w.keep(ana, ben, cy, dee).heard("kept", "proposed").is(Asking)
	p := find[*NomineeProposed](w)
	same(t, "most nominations", p.Nominee, ben)
	same(t, "so many", p.Count, 4)
	w.refused("nominee_first", func(s *Selection) ([]governance.Event, error) { return s.Consent(w.now, ana) })
	w.consent(ben).heard("answered", "objections_opened").is(Objecting)
	w.consent(ana, cy, dee).consent(eve).heard("answered", "acceptance_asked").is(Accepting)
	w.refused("selection_not_nominee", func(s *Selection) ([]governance.Event, error) { return s.Accept(w.now, ana) })
	w.accept(ben).heard("selected", "role.seated", "role.selection_over").is(Over)
	r := w.loadRole()
	same(t, "kept by", r.Keeper, ben)
	same(t, "how", r.How, BySelection)
	same(t, "source", r.Source, w.load().Ref())
	same(t, "for six months", r.Until, monday.AddDate(0, 6, 0))
	same(t, "no selection runs", r.Selection.IsZero(), true)
	same(t, "status", w.load().Status(), SelectionDone)
}

func TestR10NominationsArePrivateUntilTheReveal(t *testing.T) {
	w := begin(t).call(ana, 0).nominate(ben, cy)
	data, _ := json.Marshal(w.last)
	if strings.Contains(string(data), "careful") || strings.Contains(string(data), `:3`) {
		t.Errorf("the record tells it: %s", data)
	}
	same(t, "nobody sees it", len(w.load().Nominations()), 0)
	same(t, "nor how it stands", len(w.load().Standing()), 0)
	if strings.Contains(string(w.sel), "careful") {
		t.Errorf("the selection tells it: %s", w.sel)
	}
	mine, _ := w.load().Mine(ben)
	same(t, "but their own", mine.Nominee, cy)
	w.nominate(ben, dee).heard("nominated") // changed at will
	same(t, "again", find[*Nominated](w).Again, true)
	w.nominate(ben, dee).heard()
	w.wait(3 * day).heard("revealed")
	got := find[*Revealed](w).Nominations
	if len(got) != 1 || got[0] != (Nomination{By: ben, Nominee: dee, Why: "they are careful"}) {
		t.Errorf("revealed: %+v", got)
	}
	*find[*Revealed](w).Texts()[0] = "erased"
	same(t, "an event shares no text with the selection", w.load().Nominations()[0].Why, "they are careful")
	off := begin(t).call(ana, 0).nominate(ben, cy)
	off.act(func(s *Selection) ([]governance.Event, error) { return s.CallOff(off.now, ana, "") })
	same(t, "called off, it is never shown", len(off.load().Nominations()), 0)
}

func TestR10NobodyNominates(t *testing.T) {
	w := begin(t).call(ana, 0).wait(3 * day).heard("prolonged").is(Nominating)
	w.wait(day).heard("not_selected", "role.selection_over").is(Over)
	same(t, "why", w.load().Why, NobodyNominated)
	w.wait(32 * day).is(Nominating) // a vacant role calls again
	same(t, "again", w.calls, 2)
}

func TestR10TheFacilitatorDecidesAndMostNominationsIsTheTieBreak(t *testing.T) {
	three := func() *talk {
		w := begin(t)
		w.circle.Facilitator = eve
		return w.call(ana, 0).nominate(ana, ben).nominate(ben, cy).nominate(cy, ben).nominate(dee, ben).nominate(eve, cy).keep(ana, ben, cy, dee, eve)
	}
	w := three().heard("kept", "choice_asked").is(Choosing)
	if s := find[*ChoiceAsked](w).Standing; s[0] != (Standing{ben, 3, 1}) || s[1] != (Standing{cy, 2, 1}) {
		t.Errorf("standing: %+v", s)
	}
	w.refused("selection_not_facilitator", func(s *Selection) ([]governance.Event, error) { return s.Choose(w.now, ana, cy, "") })
	w.refused("nominee_not_nominated", func(s *Selection) ([]governance.Event, error) { return s.Choose(w.now, eve, dee, "") })
	w.choose(eve, cy).heard("proposed").is(Asking)
	same(t, "chosen", w.load().Nominee, cy)
	w.choose(eve, ben).heard("passed_over", "proposed")
	w.refused("nominee_passed", func(s *Selection) ([]governance.Event, error) { return s.Choose(w.now, eve, cy, "") })

	silent := three().wait(day).heard("proposed")
	same(t, "most nominations", silent.load().Nominee, ben)
	same(t, "by nobody", find[*NomineeProposed](silent).By, 0)

	named := begin(t)
	named.circle.Facilitator = ben // who is named has no say in it
	named.call(ana, 0).nominate(ana, ben).nominate(ben, cy).wait(4*day).heard("revealed", "proposed")
	same(t, "the earlier of two", named.load().Nominee, ben)
}

func proposed(t *testing.T) *talk {
	w := begin(t).call(ana, 0).nominate(ana, ben).nominate(ben, cy).nominate(cy, ben).nominate(dee, cy).nominate(eve, ben)
	return w.keep(ana, ben, cy, dee, eve).is(Asking)
}

func TestR10TheNomineesObjectionComesFirst(t *testing.T) {
	w := proposed(t).object(ben).heard("objected")
	same(t, "their own", find[*Objected](w).Own, true)
	w.met(ben).heard("objection_ended").object(ben).wait(day).heard("passed_over", "proposed")
	same(t, "the next", w.load().Nominee, cy)
	w.wait(day).heard("objections_opened") // silence of the nominee opens it for the others
}

func TestR10AnObjectionNobodyResolvesBringsTheNextForward(t *testing.T) {
	w := proposed(t).consent(ben).consent(ana, cy, dee).object(eve).is(Objecting)
	w.refused("selection_objects", func(s *Selection) ([]governance.Event, error) { return s.Consent(w.now, eve) })
	w.wait(3*day).heard("passed_over", "proposed")
	same(t, "why", find[*PassedOver](w).Why, PassedObjected)
	w.consent(cy, ana, ben, dee).is(Objecting).consent(eve).is(Accepting) // earlier answers were about somebody else
	met := proposed(t).consent(ben).object(eve).consent(ana, cy, dee).met(eve).is(Objecting).consent(eve).is(Accepting)
	met.decline(ben).heard("passed_over", "proposed")
	met.decline(cy).heard("passed_over", "not_selected", "role.selection_over")
	same(t, "nobody is left", met.load().Why, NobodyLeft)
}

func TestR10AcceptanceEarlyOrNever(t *testing.T) {
	w := proposed(t).accept(ben).heard("answered", "objections_opened").accept(ben).heard()
	w.consent(ana, cy, dee, eve).heard("answered", "selected", "role.seated", "role.selection_over")
	silent := proposed(t).consent(ben, ana, cy, dee, eve).is(Accepting).wait(day).heard("passed_over", "proposed")
	same(t, "why", find[*PassedOver](silent).Why, PassedSilent)
}

func TestD7TooFewAnswer(t *testing.T) {
	w := proposed(t).consent(ben).consent(ana).wait(3*day).heard("prolonged").wait(day).heard("not_selected", "role.selection_over")
	same(t, "why", w.load().Why, TooFewAnswered)
	proposed(t).consent(ben).consent(ana).wait(3 * day).consent(cy).wait(day).is(Accepting) // two of four
}

func TestR10TheEndOfATermCallsTheNext(t *testing.T) {
	w := proposed(t).accept(ben).consent(ana, cy, dee, eve)
	end := w.loadRole().Until
	w.wait(end.Sub(w.now)).heard("role.term_ended", "role.selection_began", "called")
	same(t, "ben serves meanwhile", w.loadRole().Keeper, ben)
	same(t, "called by time", w.load().By, 0)
	same(t, "he is known as its keeper", w.load().Keeper, ben)
	for _, by := range []person{ana, ben, cy, dee, eve} {
		w.nominate(by, ben)
	}
	w.keep(ana, ben, cy, dee, eve).accept(ben).consent(ana, cy, dee, eve).heard("answered", "selected", "role.seated", "role.selection_over")
	same(t, "another term", w.loadRole().Until.After(end.AddDate(0, 5, 0)), true)
	failed := proposed(t).accept(ben).consent(ana, cy, dee, eve)
	failed.wait(failed.loadRole().Until.Sub(failed.now) + 7*day).is(Over)
	same(t, "still ben", failed.loadRole().Keeper, ben)
	same(t, "called again later", failed.loadRole().NextWake().After(failed.now), true)
	failed.wait(40 * day)
	same(t, "and again", failed.calls >= 3, true)
}

func TestR10SecondsLongSelections(t *testing.T) {
	w := begin(t).call(ana, 20*time.Second).nominate(ana, ben).nominate(cy, ben).wait(20 * time.Second).heard("revealed")
	same(t, "half of the first", w.load().Until.Sub(w.now), 10*time.Second)
	w.wait(10*time.Second).heard("proposed").accept(ben).consent(ana, cy).wait(20 * time.Second).is(Over)
	same(t, "selected", w.loadRole().Keeper, ben)
}

func TestSomebodyIsGone(t *testing.T) {
	gone := func(who person) deed {
		return func(s *Selection) ([]governance.Event, error) { return s.Gone(monday.Add(5*day), who) }
	}
	w := begin(t).call(ana, 0).nominate(ana, ben).nominate(ben, cy).nominate(cy, ben).nominate(dee, cy).act(gone(eve)).heard("elector_gone", "revealed")
	w.keep(ana, ben, cy).act(gone(dee)).heard("elector_gone", "proposed")
	w.act(gone(ben)).heard("elector_gone", "passed_over", "proposed")
	same(t, "the next", w.load().Nominee, cy)
	w.refused("selection_not_elector", func(s *Selection) ([]governance.Event, error) { return s.Consent(w.now, zed) })
	w.act(gone(eve)).heard()
}

func TestD25PauseAndResume(t *testing.T) {
	w := begin(t).call(ana, 0).nominate(ana, ben)
	w.act(func(s *Selection) ([]governance.Event, error) { return s.Pause(w.now) }).wait(10 * day).is(Nominating)
	w.refused("selection_paused", func(s *Selection) ([]governance.Event, error) { return s.Nominate(w.now, cy, ben, "x") })
	w.act(func(s *Selection) ([]governance.Event, error) { return s.Resume(w.now) }).heard("resumed")
	same(t, "as much is left", w.load().Until, monday.Add(13*day))
}

func TestASelectionRefusesKindly(t *testing.T) {
	w := begin(t).call(ana, 0)
	w.refused("selection_not_elector", func(s *Selection) ([]governance.Event, error) { return s.Nominate(w.now, zed, ana, "x") })
	w.refused("nominee_not_member", func(s *Selection) ([]governance.Event, error) { return s.Nominate(w.now, ana, zed, "x") })
	w.refused("nomination_reason_missing", func(s *Selection) ([]governance.Event, error) { return s.Nominate(w.now, ana, ben, " ") })
	w.refused("selection_nominating", func(s *Selection) ([]governance.Event, error) { return s.Consent(w.now, ana) })
	w.refused("selection_nominating", func(s *Selection) ([]governance.Event, error) { return s.Keep(w.now, ana) })
	w.refused("selection_not_caller", func(s *Selection) ([]governance.Event, error) { return s.CallOff(w.now, ben, "") })
	_, _, _, err := Call(w.now, governance.Ref{Org: 1, Kind: KindSelection, N: 9}, w.loadRole(), w.circle, ana, nil, SelectionDraft{})
	if e := governance.AsError(err); e == nil || e.Code != "selection_runs" {
		t.Errorf("a second one: %v", err)
	}
	w.act(func(s *Selection) ([]governance.Event, error) { return s.CallOff(w.now, ana, "not now") }).heard("called_off", "role.selection_over")
	same(t, "and none is called of itself", w.loadRole().NextWake().IsZero(), true)
	w.refused("selection_over", func(s *Selection) ([]governance.Event, error) { return s.Nominate(w.now, ana, ben, "x") })
	_, _, _, err = Call(w.now, governance.Ref{Org: 1, Kind: KindSelection, N: 9}, w.loadRole(), w.circle, zed, nil, SelectionDraft{})
	if !governance.IsKind(err, governance.NotAllowed) {
		t.Errorf("a stranger calls: %v", err)
	}
	_, _, _, err = Call(w.now, governance.Ref{Org: 1, Kind: KindSelection, N: 9}, w.loadRole(), w.circle, ana, nil, SelectionDraft{Deadline: monday})
	if e := governance.AsError(err); e == nil || e.Code != "date_past" {
		t.Errorf("a past date: %v", err)
	}
}

func TestNudgesAreSentWhileTheyAreTrue(t *testing.T) {
	w := begin(t).call(ana, 0)
	plan := find[*Called](w).Plan
	same(t, "two", len(plan), 2)
	same(t, "half-way", plan[0].Due, monday.Add(36*hour))
	same(t, "and a day before", plan[1].Due, monday.Add(2*day))
	w.nominate(ana, ben)
	for who, want := range map[person]bool{ana: false, ben: true} {
		same(t, "awaits", w.load().Awaits(who, NudgeNominate, 0), want)
	}
	w = proposed(t)
	same(t, "the nominee", w.load().Awaits(ben, NudgeAsked, 1), true)
	same(t, "not of an earlier round", w.load().Awaits(ben, NudgeAsked, 0), false)
	w.consent(ben)
	if to := find[*ObjectionsOpened](w).Plan[0].To; !slices.Equal(to, []person{ana, cy, dee, eve}) {
		t.Errorf("asked: %v", to)
	}
}

func TestARoleThatIsDroppedEndsItsSelection(t *testing.T) {
	w := begin(t).call(ana, 0).nominate(ana, ben)
	w.actRole(func(r *Role) ([]governance.Event, error) { return r.Drop(w.now, w.circle, 0, p12) })
	w.heard("role.dropped", "not_selected").is(Over)
	same(t, "why", w.load().Why, RoleGone)
	same(t, "and nothing was shown", len(w.load().Nominations()), 0)
}

func TestD4WhoLeavesTheCircleKeepsTheirSayAndCannotBeProposed(t *testing.T) {
	left := func(who person, gone bool) deed {
		return func(s *Selection) ([]governance.Event, error) { return s.Left(monday.Add(day), who, gone) }
	}
	w := proposed(t).act(left(ben, true)).heard("elector_left", "passed_over", "proposed")
	same(t, "the next", w.load().Nominee, cy)
	w.consent(cy, ben).heard("answered") // ben's word counts still
	w.act(left(ben, true)).heard()
	back := begin(t).call(ana, 0).act(left(ben, true))
	back.refused("nominee_not_member", func(s *Selection) ([]governance.Event, error) { return s.Nominate(back.now, ana, ben, "x") })
	back.act(left(ben, false)).heard("elector_left").nominate(ana, ben)
	guided := begin(t)
	guided.circle.Facilitator = eve
	guided.call(ana, 0).nominate(ana, ben).nominate(ben, cy).nominate(cy, ben).nominate(dee, ben).nominate(eve, cy).keep(ana, ben, cy, dee, eve)
	guided.is(Choosing).act(left(eve, true)).heard("elector_left", "proposed")
}

func TestD19AReactionThatIsTakenOffTakesTheAnswerBack(t *testing.T) {
	react := func(w *talk, who person, on bool) *talk {
		return w.act(func(s *Selection) ([]governance.Event, error) {
			if on {
				return s.React(w.now, who)
			}
			return s.TakeBack(w.now, who)
		})
	}
	w := proposed(t).consent(ben)
	react(w, cy, true).heard("answered")
	react(w, cy, false).heard("taken_back")
	same(t, "awaited again", slices.Contains(w.load().Awaited(), cy), true)
	w.consent(dee)
	react(w, dee, false).heard() // it was no reaction that said so
	react(w, cy, true).consent(cy)
	react(w, cy, false).heard() // said by word as well
	same(t, "still", w.load().AnswerOf(cy), NoObjection)
}

func TestWhyIsKeptWhileItIsAbout(t *testing.T) {
	w := begin(t)
	w.circle.Facilitator = eve
	w.call(ana, 0).nominate(ana, ben).nominate(ben, cy).nominate(cy, ben).nominate(dee, ben).nominate(eve, cy).keep(ana, ben, cy, dee, eve).choose(eve, cy)
	same(t, "who chose", w.load().Chooser, eve)
	same(t, "and why", w.load().Case, "the clearest reasons")
	w.consent(cy).object(dee)
	if all := w.load().Objections(); len(all) != 1 || all[0] != (Objection{dee, "a harm"}) {
		t.Errorf("objections: %+v", all)
	}
	w.refused("selection_objection_missing", func(s *Selection) ([]governance.Event, error) { return s.Object(w.now, ana, " ") })
	w.wait(4 * day)
	same(t, "nobody chose the next", w.load().Chooser, 0)
	same(t, "nothing is said of it", w.load().Case, "")
	same(t, "objections end with the nominee", len(w.load().Objections()), 0)
}

func TestARoleThatIsNoMoreHindersItsSelection(t *testing.T) {
	w := proposed(t).accept(ben)
	w.deaf = true
	w.consent(ana, cy, dee, eve).heard("not_selected", "role.selection_over")
	same(t, "why", w.load().Why, SeatImpossible)
}
