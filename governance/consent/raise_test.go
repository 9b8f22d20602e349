package consent

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Short names for the conversations.
type (
	person = governance.PersonID
	deed   = func(*Proposal) ([]governance.Event, error)
)

func (w *talk) says(by person, s governance.Stance) deed {
	return func(p *Proposal) ([]governance.Event, error) { return p.Respond(w.now, by, s, "", ByButton) }
}

func TestD1Raise(t *testing.T) {
	w := raise(t, draft(func(d *Draft) { d.Because = " mondays clash " })).heard("raised", "version_opened").is(StatusOpen).ends(3 * day)
	p := w.load()
	same(t, "need", p.Need(), "mondays clash")
	same(t, "audience", p.Audience(), governance.Audience{Org: 1})
	same(t, "index", p.Index(), governance.Index{Circle: 7, Status: "Open", Live: true, Owner: ana, Title: "Meet on Tuesdays",
		Words: "mondays clash\nAt six.\nIn the hall.", Due: monday.Add(3 * day)})
	opened := find[*VersionOpened](w)
	same(t, "electors", opened.Electors, []person{ana, ben, cy, dee, eve})
	same(t, "awaited", p.Awaited(), []person{ben, cy, dee, eve})
	same(t, "tally", p.Tally(), Tally{Electors: 5, Others: 4, Needed: 2})
}

func TestD1ADraftThatCannotBeRaised(t *testing.T) {
	for name, c := range map[string]struct {
		by    person
		draft Draft
		code  string
	}{
		"no member":             {zed, Draft{Title: "x"}, "not_a_member"},
		"no title":              {ana, Draft{Title: "  "}, "title_missing"},
		"a long title":          {ana, Draft{Title: strings.Repeat("x", 40000)}, "text_too_long"},
		"a title of two lines":  {ana, Draft{Title: "x\ny"}, "text_control"},
		"a long need":           {ana, Draft{Title: "x", Because: strings.Repeat("x", 2001)}, "text_too_long"},
		"a long text":           {ana, Draft{Title: "x", Text: strings.Repeat("x", 8001)}, "text_too_long"},
		"now":                   {ana, Draft{Title: "x", Deadline: monday}, "date_past"},
		"next year":             {ana, Draft{Title: "x", Deadline: monday.AddDate(1, 0, 1)}, "date_too_far"},
		"a review too soon":     {ana, Draft{Title: "x", Deadline: monday.Add(2 * day), Review: Review{At: monday.Add(day)}}, "review_date_past"},
		"facilitating oneself":  {ana, Draft{Title: "x", Facilitator: ana}, "facilitator_is_proposer"},
		"a stranger's help":     {ana, Draft{Title: "x", Facilitator: zed}, "facilitator_not_elector"},
		"an impossible setting": {ana, Draft{Title: "x", Acts: []governance.Act{SetPolicyAct("quorum", "many")}}, "quorum_unreadable"},
		"an unknown setting":    {ana, Draft{Title: "x", Acts: []governance.Act{SetPolicyAct("mood", "good")}}, "setting_unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			p, events, err := Raise(monday, governance.Ref{Org: 1, Kind: Kind, N: 1}, circleOf(ana, ben), c.by, nil, c.draft)
			if refusal := governance.AsError(err); refusal == nil || refusal.Code != c.code || p != nil || events != nil {
				t.Fatalf("got %v, want a refusal %q", err, c.code)
			}
		})
	}
}

func TestD4TheElectorateIsFixedWhenAVersionOpens(t *testing.T) {
	w := raise(t)
	if _, err := w.circle.Join(w.now, 6); err != nil {
		t.Fatal(err)
	}
	if _, err := w.circle.Leave(eve); err != nil {
		t.Fatal(err)
	}
	w.refused("not_in_electorate", w.says(6, governance.Consent)) // a joiner waits for the next version
	w.consent(eve).heard("stance_taken")                          // leaving the channel changes nothing
	w.sleep(10*minute).amend(ana, Amendment{Title: "Meet on Wednesdays"})
	w.consent(6).refused("not_in_electorate", w.says(eve, governance.Consent))
}

func TestD4SomebodyGoneWhoHadNotAnsweredLeavesTheCount(t *testing.T) {
	w := raise(t).consent(ben).leaves(ben).heard("elector_gone")
	same(t, "who had answered stays", w.load().Tally(), Tally{Electors: 5, Others: 4, Consents: 1, Responded: 1, Needed: 2})
	same(t, "counted", find[*ElectorGone](w).Counted, true)
	w.leaves(cy)
	same(t, "who had not leaves", w.load().Tally(), Tally{Electors: 4, Others: 3, Consents: 1, Responded: 1, Needed: 2})
	same(t, "awaited", w.load().Awaited(), []person{dee, eve})
	w.leaves(cy).heard()
	w.act(func(p *Proposal) ([]governance.Event, error) { return p.Back(w.now, cy) }).heard("elector_back")
	same(t, "back", w.load().Tally().Others, 4)
	w.leaves(zed).heard()
	w.goners[dee] = true
	other := raiseIn(t, w.circle) // Raise does not count those gone
	same(t, "electors", find[*VersionOpened](other).Electors, []person{ana, ben, cy, dee, eve})
}

func TestD4RaiseLeavesOutWhoeverIsGone(t *testing.T) {
	gone := func(p person) bool { return p == cy }
	p, _, err := Raise(monday, governance.Ref{Org: 1, Kind: Kind, N: 1}, circleOf(ana, ben, cy), ana, gone, Draft{Title: "x"})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "electors", p.Electors(), []person{ana, ben})
}

func TestD4AFacilitatorRefreshesTheElectorate(t *testing.T) {
	w := raise(t, draft(func(d *Draft) { d.Facilitator = ben })).consent(cy).object(dee, "harm")
	for _, p := range []person{cy, dee, eve} {
		if _, err := w.circle.Leave(p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.circle.Join(w.now, 6); err != nil {
		t.Fatal(err)
	}
	refresh := func(by person) deed {
		return func(p *Proposal) ([]governance.Event, error) { return p.Refresh(w.now, by, w.circle) }
	}
	w.refused("only_facilitator", refresh(ana)) // K7
	w.act(refresh(ben)).heard("electorate_refreshed")
	e := find[*ElectorateRefreshed](w)
	same(t, "added", e.Added, []person{6})
	same(t, "removed", e.Removed, []person{cy, eve}) // an open objection is not lost
	same(t, "electors", w.load().Electors(), []person{ana, ben, dee, 6})
	same(t, "nudged like the others", planned(w, e.Nudges()), map[string]string{
		"P12/v1/half": "respond_half 36h0m0s [6]", "P12/v1/last": "respond_last 48h0m0s [6]"})
	w.act(refresh(ben)).heard()
	w.is(StatusBlocked).met(1, dee).is(StatusOpen)
}

func TestD5WhoIsNotInTheElectorateHasNoStance(t *testing.T) {
	w := raise(t)
	for _, s := range governance.Stances() {
		w.refused("not_in_electorate", w.says(zed, s))
	}
	w.unreact(zed, governance.Consent).heard()
	w.refused("not_in_electorate", func(p *Proposal) ([]governance.Event, error) {
		return p.TakeBack(w.now, zed, governance.NoStance, ByCommand)
	})
}

func TestD8TheDeadlineSaysWhetherItIsUrgent(t *testing.T) {
	for name, c := range map[string]struct {
		deadline time.Duration
		urgent   bool
	}{
		"a working day":  {day, false},
		"less than that": {day - minute, true},
		"the default":    {0, false},
		"a week":         {7 * day, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := raise(t, draft(func(d *Draft) {
				if c.deadline > 0 {
					d.Deadline = monday.Add(c.deadline)
				}
			}))
			same(t, "urgent", w.load().Urgent(), c.urgent)
		})
	}
}

func TestD26WhoFacilitates(t *testing.T) {
	for name, c := range map[string]struct {
		keeper, named person
		willing       []person
		want          person
	}{
		"the keeper of the role":            {keeper: ben, named: cy, want: ben},
		"unless they propose":               {keeper: ana, named: cy, want: cy},
		"or are no member":                  {keeper: zed, willing: []person{dee}, want: dee},
		"whom the proposer names":           {named: cy, willing: []person{dee, eve}, want: cy},
		"drawn by the number, 12 mod 3":     {willing: []person{ana, cy, dee, eve, zed}, want: cy},
		"nobody":                            {want: 0},
		"nobody, the proposer being fervid": {willing: []person{ana}, want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := raise(t, func(circle *governance.Circle, d *Draft) {
				circle.Facilitator, d.Facilitator, d.Willing = c.keeper, c.named, c.willing
			})
			same(t, "facilitator", w.load().Facilitator(), c.want)
			same(t, "said", find[*Raised](w).Facilitator, c.want)
		})
	}
}

func TestD26WhoObjectsDoesNotFacilitate(t *testing.T) {
	w := raise(t, draft(func(d *Draft) { d.Facilitator, d.Willing = ben, []person{cy} }))
	w.object(ben, "harm").heard("objection_raised", "facilitator_named")
	same(t, "the next", w.load().Facilitator(), cy)
	w.object(cy, "harm").heard("objection_raised", "facilitator_named")
	same(t, "nobody is left", w.load().Facilitator(), 0)
	w.met(1, ben).heard("objection_ended", "facilitator_named")
	same(t, "whom the proposer named", w.load().Facilitator(), ben)
}

func TestD26NamingTheFacilitator(t *testing.T) {
	name := func(w *talk, by, who person) deed {
		return func(p *Proposal) ([]governance.Event, error) { return p.Facilitate(w.now, by, who) }
	}
	w := raise(t)
	w.refused("only_proposer_or_facilitator", name(w, ben, cy)) // K7
	w.refused("facilitator_is_proposer", name(w, ana, ana))
	w.refused("facilitator_not_elector", name(w, ana, zed))
	w.object(dee, "harm").refused("facilitator_objects", name(w, ana, dee))
	w.act(name(w, ana, ben)).heard("facilitator_named").act(name(w, ana, ben)).heard()
	w.act(name(w, ben, cy)).heard("facilitator_named")
	w.refused("only_proposer_or_facilitator", name(w, ben, ben))

	kept := raise(t, func(c *governance.Circle, _ *Draft) { c.Facilitator = ben })
	kept.refused("facilitator_by_role", name(kept, ana, cy)).act(name(kept, ben, cy)).heard("facilitator_named")
}
