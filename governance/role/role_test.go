package role

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
)

var s2 = governance.Ref{Org: 1, Kind: Kind, N: 2}

func code(err error) string {
	if e := governance.AsError(err); e != nil {
		return e.Code
	}
	return ""
}

func TestR1WhoMayMakeARole(t *testing.T) {
	c := circleOf(ana, ben)
	for _, test := range []struct {
		what     string
		by       person
		name     string
		proposal governance.Ref
		agreed   bool
		code     string
	}{
		{"any member a facilitator", ben, " Facilitator ", governance.Ref{}, true, ""},
		{"any member a secretary", ben, "secretary", governance.Ref{}, true, ""},
		{"others by consent", ben, "Treasurer", governance.Ref{}, true, "role_by_consent"},
		{"an adopted proposal", 0, "Treasurer", p12, true, ""},
		{"the creator before the first agreement", ana, "Treasurer", governance.Ref{}, false, ""},
		{"a stranger", zed, "facilitator", governance.Ref{}, true, "not_a_member"},
		{"no name", ben, " ", governance.Ref{}, true, "role_name_missing"},
	} {
		c.Agreed = test.agreed
		r, _, err := Create(monday, s2, c, test.by, Draft{Name: test.name}, test.proposal)
		if code(err) != test.code {
			t.Errorf("%s: got %v, want %q", test.what, err, test.code)
		}
		if err == nil && (r.Status != StatusVacant || r.Term != DefaultTerm()) {
			t.Errorf("%s: %+v", test.what, r)
		}
	}
	_, _, err := Create(monday, s2, c, 0, Draft{Name: "x", Accountabilities: make21()}, p12)
	same(t, "too much for one", code(err), "role_too_much")
}

func make21() []string {
	var out []string
	for i := range 21 {
		out = append(out, string(rune('a'+i)))
	}
	return out
}

func TestD22ActsOfAProposalAreReadBack(t *testing.T) {
	through := func(act governance.Act) governance.Act {
		data, err := json.Marshal(act)
		if err != nil {
			t.Fatal(err)
		}
		var back governance.Act
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		return back
	}
	d := Draft{Name: "Treasurer", Purpose: "why", Accountabilities: []string{"a", "b"}, Domain: "money", Term: governance.Span{Months: 3}}
	got, err := DraftOf(through(CreateAct(d)))
	if diff := cmp.Diff(d, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	name, term := "Bookkeeper", governance.Span{Months: 2}
	c := Change{Name: &name, Term: &term, Accountabilities: []string{"c"}}
	act := through(ChangeAct(Target{N: 2}, c))
	changed, err := ChangeOf(act)
	if diff := cmp.Diff(c, changed); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	target, err := TargetOf(act)
	if err != nil || target != (Target{N: 2}) {
		t.Errorf("%v %v", target, err)
	}
	seat := through(SeatAct(Target{Name: "Treasurer"}, ben, monday.Add(day)))
	s, err := SeatOf(seat, p12)
	if diff := cmp.Diff(Seat{Person: ben, How: ByProposal, Until: monday.Add(day), Source: p12}, s); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if target, err = TargetOf(seat); err != nil || target != (Target{Name: "Treasurer"}) {
		t.Errorf("%v %v", target, err)
	}
	rotation := governance.Act{Kind: ActSeat, Args: governance.Args{"role": 2.0, "person": 0.0, "how": "by rotation"}}
	if s, err := SeatOf(rotation, governance.Ref{}); err != nil || s.How != ByRotation || s.Person != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := TargetOf(governance.Act{Kind: ActDrop}); err == nil {
		t.Error("an act about no role is read")
	}
}

func TestR1SeatingAndItsTerm(t *testing.T) {
	w := begin(t)
	seat := func(s Seat) func(*Role) ([]governance.Event, error) {
		return func(r *Role) ([]governance.Event, error) { return r.Seat(w.now, w.circle, s) }
	}
	w.actRole(seat(Seat{Person: ben, How: ByProposal, Source: p12})).heard("role.seated")
	same(t, "for its term", w.loadRole().Until, monday.AddDate(0, 6, 0))
	w.actRole(seat(Seat{Person: cy, How: ByRotation})).heard("role.seated")
	same(t, "a turn has no term", w.loadRole().NextWake().IsZero(), true)
	w.actRole(seat(Seat{Person: cy, How: ByRotation})).heard()
	w.actRole(seat(Seat{How: ByRotation})).heard("role.vacated")
	same(t, "nobody's turn", find[*Vacated](w).Why, TurnOver)
	_, err := w.loadRole().Seat(w.now, w.circle, Seat{Person: zed})
	same(t, "a stranger", code(err), "role_keeper_not_member")
	_, err = w.loadRole().Seat(w.now, w.circle, Seat{Person: ben, Until: monday})
	same(t, "a term that is over", code(err), "date_past")
}

func TestD26TheKeeperOfTheFacilitatorRoleFacilitatesTheCircle(t *testing.T) {
	w := begin(t)
	r, _, err := Create(w.now, s2, w.circle, ben, Draft{Name: "FACILITATOR"}, governance.Ref{})
	if err != nil {
		t.Fatal(err)
	}
	w.saveRole(r)
	w.actRole(func(r *Role) ([]governance.Event, error) {
		return r.Seat(w.now, w.circle, Seat{Person: cy, How: ByProposal, Source: p12})
	})
	same(t, "the circle knows", w.circle.Facilitator, cy)
	name := "Chair"
	w.actRole(func(r *Role) ([]governance.Event, error) {
		return r.Change(w.now, w.circle, 0, Change{Name: &name}, p12)
	})
	same(t, "no more", w.circle.Facilitator, 0)
	name = Facilitator
	w.actRole(func(r *Role) ([]governance.Event, error) {
		return r.Change(w.now, w.circle, 0, Change{Name: &name}, p12)
	})
	same(t, "again", w.circle.Facilitator, cy)
	w.actRole(func(r *Role) ([]governance.Event, error) { return r.Gone(w.now, cy) }).heard("role.vacated", "role.selection_began", "called")
	same(t, "gone", w.circle.Facilitator, 0)
	w.actRole(func(r *Role) ([]governance.Event, error) { return r.Gone(w.now, cy) }).heard()
}

func TestResigningCallsTheNextSelection(t *testing.T) {
	w := begin(t)
	w.actRole(func(r *Role) ([]governance.Event, error) {
		return r.Seat(w.now, w.circle, Seat{Person: ben, How: ByProposal})
	})
	_, err := w.loadRole().Resign(w.now, ana, "")
	same(t, "only oneself", code(err), "role_not_yours")
	w.actRole(func(r *Role) ([]governance.Event, error) { return r.Resign(w.now, ben, "too much") })
	w.heard("role.vacated", "role.selection_began", "called").is(Nominating)
}

func TestResigningAfterASelectionThatFoundNobodyCallsTheNextAtOnce(t *testing.T) {
	w := begin(t)
	w.actRole(func(r *Role) ([]governance.Event, error) {
		return r.Seat(w.now, w.circle, Seat{Person: ben, How: ByProposal, Until: w.now.Add(day)})
	})
	w.wait(10 * day).is(Over) // his term is over, the selection for it too; he serves on
	same(t, "the next is called later", w.loadRole().Recall.After(w.now), true)
	w.actRole(func(r *Role) ([]governance.Event, error) { return r.Resign(w.now, ben, "") }).heard("role.vacated", "role.selection_began", "called")
}

func TestAKeeperWhoGoesWhileNoneCanBeCalledIsNotedAllTheSame(t *testing.T) {
	w := begin(t)
	r := w.loadRole()
	if _, err := r.Seat(w.now, w.circle, Seat{Person: ben, How: ByProposal}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Hinder(w.now, governance.Act{Kind: ActCall}, governance.Refuse(governance.Conflict, "circle_shut")); err != nil {
		t.Fatal(err)
	}
	events, err := r.Gone(w.now, ben)
	if err != nil || len(events) != 1 || len(events[0].(*Vacated).Carries) > 0 {
		t.Errorf("%v, %v", events, err)
	}
	same(t, "it is tried again later", r.NextWake(), w.now.Add(30*day))
}

func TestChangeAndDrop(t *testing.T) {
	w := begin(t)
	purpose := "Money is everybody's"
	_, err := w.loadRole().Change(w.now, w.circle, ben, Change{Purpose: &purpose}, governance.Ref{})
	same(t, "by consent", code(err), "role_by_consent")
	w.actRole(func(r *Role) ([]governance.Event, error) {
		return r.Change(w.now, w.circle, 0, Change{Purpose: &purpose}, p12)
	})
	e := find[*Changed](w)
	if e.Purpose == nil || *e.Purpose != purpose || e.Name != nil || e.Term != nil {
		t.Errorf("changed: %+v", e)
	}
	*e.Texts()[0] = "erased"
	same(t, "an event shares no text with the role", w.loadRole().Purpose, purpose)
	w.actRole(func(r *Role) ([]governance.Event, error) {
		return r.Change(w.now, w.circle, 0, Change{Purpose: &purpose}, p12)
	}).heard()
	_, err = w.loadRole().Drop(w.now, w.circle, ben, governance.Ref{})
	same(t, "by consent", code(err), "role_by_consent")
	w.actRole(func(r *Role) ([]governance.Event, error) { return r.Drop(w.now, w.circle, 0, p12) }).heard("role.dropped")
	_, err = w.loadRole().Seat(w.now, w.circle, Seat{Person: ben})
	same(t, "no more", code(err), "role_dropped")
}

func TestASelectionThatCannotBeCalledIsCalledLater(t *testing.T) {
	w := begin(t)
	r := w.loadRole()
	if _, err := r.Seat(w.now, w.circle, Seat{Person: ben, How: ByProposal}); err != nil {
		t.Fatal(err)
	}
	end := r.Until
	events, err := r.Hinder(end, governance.Act{Kind: ActCall}, governance.Refuse(governance.Conflict, "circle_shut"))
	if err != nil || len(events) != 1 {
		t.Fatalf("%v, %v", events, err)
	}
	if events, _ := r.Wake(end); events != nil {
		t.Errorf("it calls at once again: %v", names(events))
	}
	same(t, "later", r.NextWake(), end.Add(30*day))
	if events, _ := r.Wake(end.Add(30 * day)); len(events) != 1 {
		t.Errorf("it does not call: %v", names(events))
	}
}

func TestEventsAreReadBackByName(t *testing.T) {
	seen := map[string]bool{}
	for _, make := range append(Events(), SelectionEvents()...) {
		e := make()
		if seen[e.EventName()] {
			t.Errorf("%s twice", e.EventName())
		}
		seen[e.EventName()] = true
		if _, ok := e.(governance.Noticed); !ok {
			t.Errorf("%s has no notice", e.EventName())
		}
	}
}
