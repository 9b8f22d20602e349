package commitment

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

func rhythm(t tester, text string) schedule.Cadence {
	t.Helper()
	c, err := schedule.ParseCadence(text, monday, time.UTC)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

func TestC1OnesOwnIsAcceptedAtOnce(t *testing.T) {
	w := promise(t, "13 Mar 17:00").is(StatusAccepted, "made")
	e := find[*Made](w)
	same(t, "ana is told, and not the circle", e.Told().Tell, []person{ana})
	same(t, "to the circle", e.ToCircle, false)
	same(t, "status", e.Status, StatusAccepted)
	w.refused("commit_accepted", w.decline(ben, ""))
	w.act(w.accept(ben)).is(StatusAccepted)
}

func TestC1WhatIsAskedIsARequestUntilAccepted(t *testing.T) {
	w := ask(t, "13 Mar 17:00").is(StatusOffered, "made")
	same(t, "ben is told", find[*Made](w).Tell, []person{ben})
	same(t, "and the circle", find[*Made](w).ToCircle, true)
	for _, do := range []deed{w.done(ben, ""), w.moreTime(ben, "20 Mar 17:00", ""), w.snooze(ben, hour), w.help(ben, ""), w.drop(ben, "no"), w.hand(ben, cy), w.reword(ben, "x")} {
		w.refused("commit_offered", do)
	}
	w.refused("commit_not_owner", w.accept(cy)).refused("commit_not_owner", w.decline(ana, ""))
	w.to("3 Mar 11:00").hears("Tue 03 10:00 ben offer")
	w.act(w.accept(ben)).is(StatusAccepted, "accepted")
	same(t, "ana is told", find[*Accepted](w).Tell, []person{ana})
	w.to("13 Mar 10:00").hears("Thu 12 17:00 ben before", "Fri 13 09:00 ben due")
}

func TestC1Declined(t *testing.T) {
	w := ask(t, "13 Mar 17:00")
	w.act(w.decline(ben, "on leave")).is(StatusDropped, "dropped")
	same(t, "how", find[*Dropped](w).How, Declined)
	same(t, "ana is told why", []any{find[*Dropped](w).Tell, w.load().Why}, []any{[]person{ana}, "on leave"})
	w.to("20 Mar 17:00").hears()
	w.refused("commit_over", w.accept(ben))
	w.refused("commit_reopen_dropped", w.reopen(ana, "", ""))
	w.act(w.reopen(ben, "27 Mar 17:00", "back again")).is(StatusAccepted, "reopened")
}

func TestC1AnotherDate(t *testing.T) {
	w := ask(t, "13 Mar 17:00").refused("commit_no_date_offered", ask(t, "13 Mar 17:00").agree(ana))
	w.act(w.offerDate(ben, "16 Mar 17:00", "busy")).is(StatusOffered, "countered")
	same(t, "ana is asked", find[*Countered](w).Tell, []person{ana})
	w.to("4 Mar 10:00").hears("Tue 03 10:00 ana counter")
	w.refused("commit_not_asker", w.agree(cy)).refused("commit_not_asker", w.agree(ben)).refused("commit_not_asker", w.refuse(dee, ""))
	w.act(w.refuse(ana, "too late")).is(StatusOffered, "date_refused")
	w.to("6 Mar 10:00").hears("Thu 05 10:00 ben offer")
	w.act(w.offerDate(ben, "18 Mar 17:00", "")).act(w.offerDate(ben, "16 Mar 12:00", "")).act(w.agree(ana)).is(StatusAccepted, "date_agreed", "accepted")
	c := w.load()
	same(t, "the date", c.Due, w.on("16 Mar 12:00"))
	same(t, "the date before is kept", c.Dates[0].Due, w.on("13 Mar 17:00"))
	w.to("16 Mar 11:00").hears("Fri 13 17:59 ben before", "Mon 16 09:00 ben due")
}

func TestC1AnOfferedDateThatIsOver(t *testing.T) {
	w := ask(t, "3 Mar 17:00")
	w.act(w.offerDate(ben, "3 Mar 12:00", ""))
	w.now = w.on("3 Mar 13:00")
	w.refused("commit_date_over", w.agree(ana))
	w.now = w.on("3 Mar 18:00")
	w.refused("commit_date_over", w.accept(ben))
}

func TestC1UnansweredEndsWithItsDate(t *testing.T) {
	w := ask(t, "5 Mar 17:00").to("5 Mar 16:59").hears("Tue 03 10:00 ben offer", "Wed 04 17:00 ben offer_last").is(StatusOffered, "made")
	w.to("5 Mar 17:00").is(StatusDropped, "dropped").hears("Thu 05 17:00 ana over_unanswered", "Thu 05 17:00 ben over_unanswered")
	same(t, "how", find[*Dropped](w).How, Unanswered)
	// A date in the night is no reason to wake anybody.
	ask(t, "6 Mar 02:00").to("6 Mar 08:59").is(StatusDropped, "dropped").to("6 Mar 09:00").hears("Tue 03 10:00 ben offer", "Thu 05 09:00 ben offer_last",
		"Fri 06 09:00 ana over_unanswered", "Fri 06 09:00 ben over_unanswered")
	w = ask(t, "5 Mar 17:00")
	w.act(w.offerDate(ben, "10 Mar 17:00", "")).to("9 Mar 10:00").is(StatusOffered, "countered")
	w.to("10 Mar 17:00").is(StatusDropped, "dropped")
}

func TestC1ARequestMayBeWithdrawnAndReworded(t *testing.T) {
	w := ask(t, "13 Mar 17:00")
	w.act(w.reword(ana, "send the minutes to all")).is(StatusOffered, "reworded")
	same(t, "its owner is told", find[*Reworded](w).Tell, []person{ben})
	w.act(w.release(ana, "done by dee")).is(StatusDropped, "dropped")
	same(t, "how", w.load().How, Released)
}

func TestC1WhoAskedIsGone(t *testing.T) {
	w := newTalk(t)
	w.begin(ana, Draft{What: "send the minutes", Owner: ben, To: cy, Due: w.on("13 Mar 17:00")})
	w.act(w.gone(ana)).is(StatusOffered, "person_gone").act(w.offerDate(ben, "16 Mar 17:00", ""))
	same(t, "whom it is promised to is asked", find[*Countered](w).Tell, []person{cy})
	w.to("4 Mar 10:00").hears("Tue 03 10:00 cy counter")
	w.refused("commit_not_asker", w.agree(dee)).act(w.agree(cy)).is(StatusAccepted, "date_agreed", "accepted")
}

func TestC3MakeRefuses(t *testing.T) {
	private := circleOf(ana, ben)
	private.Private = true
	due := monday.Add(day)
	for _, c := range []struct {
		code  string
		in    *governance.Circle
		asker person
		d     Draft
	}{
		{"commit_what_missing", private, ana, Draft{What: "  ", Owner: ana, Due: due}},
		{"text_too_long", private, ana, Draft{What: strings.Repeat("x", 201), Owner: ana, Due: due}},
		{"text_control", private, ana, Draft{What: "two\nlines", Owner: ana, Due: due}},
		{"commit_owner_missing", private, ana, Draft{What: "x", Due: due}},
		{"date_missing", private, ana, Draft{What: "x", Owner: ana}},
		{"date_past", private, ana, Draft{What: "x", Owner: ana, Due: monday}},
		{"date_too_far", private, ana, Draft{What: "x", Owner: ana, Due: monday.AddDate(6, 0, 0)}},
		{"not_a_member", private, zed, Draft{What: "x", Owner: ana, Due: due}},
		{"commit_not_a_member", private, ana, Draft{What: "x", Owner: zed, Due: due}},
		{"commit_not_a_member", private, ana, Draft{What: "x", Owner: ben, To: zed, Due: due}},
		{"date_past", nil, ana, Draft{What: "x", Owner: ana, Due: monday.Add(-day)}},
	} {
		made, events, err := Make(monday, governance.Ref{Org: 1, Kind: Kind, N: 41}, c.in, c.asker, c.d)
		if e := governance.AsError(err); e == nil || e.Code != c.code || made != nil || events != nil {
			t.Errorf("%+v: %v, want %s and nothing made", c.d, err, c.code)
		}
	}
}

func TestK6WhoMaySeeIt(t *testing.T) {
	w := promise(t, "13 Mar 17:00")
	same(t, "public", w.load().Audience(), governance.Audience{Org: 1, People: []person{ben, ana}})
	w.circle.Private = true
	w.begin(ana, Draft{What: "x", Owner: ben, Due: w.on("13 Mar 17:00")})
	same(t, "private", w.load().Audience(), governance.Audience{Circle: 7, People: []person{ben, ana}})
	w.act(w.accept(ben)).refused("commit_not_a_member", w.hand(ben, zed))

	alone := newTalk(t)
	alone.circle = nil
	alone.begin(ana, Draft{What: "x", Owner: ana, Due: alone.on("13 Mar 17:00")})
	same(t, "one's own", alone.load().Audience(), governance.Audience{People: []person{ana}})
	same(t, "promised to oneself", alone.load().Own(), true)
	alone.act(alone.hand(ana, ben)).act(alone.take(ben))
	same(t, "and who took it over", alone.load().Audience(), governance.Audience{People: []person{ana, ben}})
	alone.act(alone.done(ben, "")).act(alone.reopen(ana, "20 Mar 17:00", "")).is(StatusAccepted, "reopened")
}

func TestD22AnAdoptionMakesIt(t *testing.T) {
	circle := circleOf(ana, ben)
	circle.Zone = "Europe/Madrid"
	for what, c := range map[string]struct {
		draft Draft
		after string
		want  time.Time
	}{
		"by a date":    {Draft{Due: monday.Add(72 * hour)}, "", monday.Add(72 * hour)},
		"after a span": {Draft{}, "5 working days", monday.Add(week)},
		"a rhythm":     {Draft{Cadence: rhythm(t, "every friday 17:00 Europe/Madrid")}, "", monday.Add(4*day + 6*hour)},
	} {
		c.draft.What, c.draft.Owner, c.draft.To = "buy a mower", ben, ana
		data, err := json.Marshal(MakeAct(c.draft, c.after))
		if err != nil {
			t.Fatal(err)
		}
		var act governance.Act
		if err := json.Unmarshal(data, &act); err != nil {
			t.Fatal(err)
		}
		d, err := DraftOf(monday, act, circle)
		if err != nil {
			t.Fatal(err)
		}
		made, _, err := Make(monday, governance.Ref{Org: 1, Kind: Kind, N: 1}, circle, ana, d)
		if err != nil || made.Owner != ben || made.To != ana || made.What != "buy a mower" || made.Status != StatusOffered || !made.Due.Equal(c.want) {
			t.Errorf("%s: %+v, %v, want it due %s", what, made, err, c.want)
		}
	}
	for _, act := range []governance.Act{{}, {Kind: ActMake}, {Kind: ActMake, Args: governance.Args{"owner": "x"}},
		{Kind: ActMake, Args: governance.Args{"owner": 1, "due": "soon"}}, {Kind: ActMake, Args: governance.Args{"owner": 1, "after": "a while"}}} {
		if d, err := DraftOf(monday, act, circle); err == nil {
			if _, _, err = Make(monday, governance.Ref{}, circle, ana, d); err == nil {
				t.Errorf("%v makes something", act)
			}
		}
	}
}
