package consent

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// planned writes nudges as "key what after to-whom".
func planned(w *talk, nudges []governance.Nudge) map[string]string {
	out := map[string]string{}
	for _, n := range nudges {
		to, _ := json.Marshal(n.To)
		line := n.What + " " + n.Due.Sub(monday).String() + " " + string(to)
		if n.Urgent {
			line += " urgent"
		}
		if !n.Until.After(n.Due) || n.On != w.load().Ref() {
			w.t.Errorf("%s is due at %s, until %s, about %s", n.Key, n.Due, n.Until, n.On)
		}
		out[n.Key] = line
	}
	return out
}

func TestD10NudgesToThoseWhoHaveNotResponded(t *testing.T) {
	w := raise(t)
	same(t, "at half and a day before", planned(w, find[*VersionOpened](w).Nudges()), map[string]string{
		"P12/v1/half": "respond_half 36h0m0s [2,3,4,5]", "P12/v1/last": "respond_last 48h0m0s [2,3,4,5]"})

	w.consent(ben).respond(cy, needsTime)
	same(t, "the extension moves them", planned(w, find[*DeadlineMoved](w).Nudges()), map[string]string{
		"P12/v1/half": "respond_half 48h0m0s [3,4,5]", "P12/v1/last": "respond_last 72h0m0s [3,4,5]"})

	short := raise(t, draft(func(d *Draft) { d.Deadline = monday.Add(4 * hour) }))
	same(t, "one at half, in a short window (D0)", planned(short, find[*VersionOpened](short).Nudges()), map[string]string{
		"P12/v1/last": "respond_last 2h0m0s [2,3,4,5] urgent"})

	early := raise(t, policy(func(p *governance.Policy) { p.NudgeAt = 25 }))
	same(t, "a quarter", planned(early, find[*VersionOpened](early).Nudges())["P12/v1/half"], "respond_half 18h0m0s [2,3,4,5]")
	off := raise(t, policy(func(p *governance.Policy) { p.NudgeAt = 0 }))
	same(t, "off", len(find[*VersionOpened](off).Nudges()), 1)
}

func TestD16TheMissingAreAskedDirectly(t *testing.T) {
	w := raise(t).consent(ben).wait(3 * day)
	same(t, "now", planned(w, find[*DeadlineMoved](w).Nudges()), map[string]string{
		"P12/v1/extended": "respond_extended 72h0m0s [3,4,5]"})
}

func TestD11AndD16NudgeWhomItConcerns(t *testing.T) {
	w := raise(t, facilitatedBy(eve)).object(ben, "harm").react(cy, objecting).wait(3 * day)
	same(t, "the one without a reason", planned(w, find[*GraceBegan](w).Nudges()), map[string]string{
		"P12/v1/o2/reason": "reason 72h0m0s [3]"})
	w.act(w.because(2, cy, "cost"))
	same(t, "objectors, proposer, facilitator", planned(w, find[*IntegrationBegan](w).Nudges()), map[string]string{
		"P12/v1/o1/integrate": "integrate_objector 72h0m0s [2]", "P12/v1/o1/integrate/half": "integrate_objector 156h0m0s [2]",
		"P12/v1/o2/integrate": "integrate_objector 72h0m0s [3]", "P12/v1/o2/integrate/half": "integrate_objector 156h0m0s [3]",
		"P12/v1/integrate_proposer": "integrate_proposer 72h0m0s [1]", "P12/v1/integrate_proposer/half": "integrate_proposer 156h0m0s [1]",
		"P12/v1/integrate_facilitator":      "integrate_facilitator 72h0m0s [5]",
		"P12/v1/integrate_facilitator/half": "integrate_facilitator 156h0m0s [5]"})
	same(t, "a version's nudge", find[*VersionOpened](w).Nudges()[0].Part, 1)
	same(t, "about which one", find[*IntegrationBegan](w).Nudges()[0].Part, 1)
	w.amend(ana, wednesdays)
	confirm := planned(w, find[*VersionOpened](w).Nudges())
	same(t, "shown what changed, and asked at once", confirm["P12/v2/o1/amended"], "confirm 72h0m0s [2]")
	same(t, "to confirm", confirm["P12/v2/o1/confirm"], "confirm 84h0m0s [2]")
	same(t, "and respond", confirm["P12/v2/last"], "respond_last 84h0m0s [2,3,4,5]") // objectors too, who may be awaited by then
}

func TestD14WhoHadRespondedIsShownWhatChanged(t *testing.T) {
	w := raise(t).consent(ben).object(cy, "harm").react(dee, objecting).wait(day).act(func(p *Proposal) ([]governance.Event, error) {
		return p.Met(monday.Add(day), 2, dee)
	}).amend(ana, wednesdays)
	plan := planned(w, find[*VersionOpened](w).Nudges())
	same(t, "the others are shown it", plan["P12/v2/amended"], "respond_amended 24h0m0s [2]")
	same(t, "whose objection is open is asked", plan["P12/v2/o1/amended"], "confirm 24h0m0s [3]")
	same(t, "whose ended is not", plan["P12/v2/o2/amended"], "")
}

func TestD25NothingPlannedIsInThePastAfterAPause(t *testing.T) {
	w := raise(t).wait(day)
	w.act(func(p *Proposal) ([]governance.Event, error) { return p.Pause(w.now) }).sleep(7 * day)
	w.act(func(p *Proposal) ([]governance.Event, error) { return p.Resume(w.now) })
	same(t, "moved by the pause", planned(w, find[*DeadlineMoved](w).Nudges()), map[string]string{
		"P12/v1/half": "respond_half 204h0m0s [2,3,4,5]", "P12/v1/last": "respond_last 216h0m0s [2,3,4,5]"})
}

func TestEventsCanBeReadBack(t *testing.T) {
	seen := map[string]bool{}
	for _, make := range Events() {
		e := make()
		if e == make() || seen[e.EventName()] {
			t.Fatalf("%s is made twice", e.EventName())
		}
		seen[e.EventName()] = true
	}
	w := raise(t, draft(func(d *Draft) { d.Acts = []governance.Act{SetPolicyAct("quorum", "60%")} })).consent(ben, cy, dee, eve)
	for _, e := range w.all {
		if !seen[e.EventName()] {
			t.Fatalf("%s is not among the events", e.EventName())
		}
	}
}

func TestD23AnAdoptedProposalBecomesAnAgreement(t *testing.T) {
	at := monday.Add(90 * day)
	for name, c := range map[string]struct {
		review Review
		want   time.Time
	}{
		"in six months": {Review{}, time.Date(2026, 9, 2, 10, 0, 0, 0, time.UTC)},
		"then":          {Review{At: at}, at},
		"never":         {Review{Never: true}, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			set := SetPolicyAct("quorum", "60%")
			w := raise(t, draft(func(d *Draft) { d.Review, d.Acts, d.Because = c.review, []governance.Act{set}, "clashes" }))
			w.consent(ben, cy, dee, eve)
			var acts []governance.Act
			data, err := json.Marshal(find[*Adopted](w).Acts())
			if err == nil {
				err = json.Unmarshal(data, &acts)
			}
			if err != nil || len(acts) != 3 || acts[0].Kind != ActSetPolicy || acts[2].Kind != ActCircleAdopted {
				t.Fatalf("acts: %v, %v", acts, err)
			}
			proposal, err := RefOf(acts[2])
			if err != nil || proposal != w.load().Ref() {
				t.Fatalf("it is of %v, %v", proposal, err)
			}
			ref := governance.Ref{Org: 1, Kind: KindAgreement, N: 7}
			a, events, err := MakeAgreement(w.now, ref, w.circle, acts[1])
			if err != nil {
				t.Fatal(err)
			}
			same(t, "said", *events[0].(*AgreementMade), AgreementMade{Title: "Meet on Tuesdays", Proposal: w.load().Ref(), Review: c.want})
			data, _ = json.Marshal(a)
			back, err := DecodeAgreement(data)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "the agreement", *back, Agreement{ID: ref, Circle: 7, Title: "Meet on Tuesdays", Because: "clashes",
				Text: "At six.\nIn the hall.", Proposal: w.load().Ref(), Proposer: ana, Made: monday, Review: c.want,
				Status: InForce, Seen: governance.Audience{Org: 1}})
			same(t, "listed", back.Index().Status, "In force")
		})
	}
	if _, _, err := MakeAgreement(monday, governance.Ref{}, circleOf(ana), governance.Act{Kind: ActMakeAgreement}); err == nil {
		t.Fatal("an act without a proposal made an agreement")
	}
}

func TestT1NoTextOfPeopleStandsInTheAdoptedEvent(t *testing.T) {
	w := raise(t).consent(ben, cy, dee, eve)
	data, err := json.Marshal(find[*Adopted](w))
	same(t, "recorded", string(data), `{"version":1,"consents":4,"abstains":0,"concerns":0,"others":4,"early":true}`)
	same(t, "error", err, nil)
}
