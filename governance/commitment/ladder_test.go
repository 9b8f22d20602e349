package commitment

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

func TestC4TheLadder(t *testing.T) {
	w := promise(t, "13 Mar 17:00").to("13 Mar 16:59").hears("Thu 12 17:00 ben before", "Fri 13 09:00 ben due")
	w.to("14 Mar 17:00").is(StatusAccepted, "overdue").hears()
	same(t, "step", *find[*Overdue](w), Overdue{From: 1, Step: 1, Due: w.on("13 Mar 17:00"), Notice: find[*Overdue](w).Notice})
	w.to("16 Mar 16:00").hears("Mon 16 09:00 ben overdue1")
	w.to("16 Mar 17:00").hears("Mon 16 17:00 ana overdue_to", "Mon 16 17:00 ben overdue2")
	same(t, "escalated", []bool{find[*Overdue](w).Escalated, w.load().Ladder.Escalated(), w.load().OnDigest()}, []bool{true, true, false})
	w.to("20 Mar 17:00").hears("Fri 20 17:00 ben overdue3")
	same(t, "digest", []bool{find[*Overdue](w).Digest, find[*Overdue](w).Escalated, w.load().OnDigest()}, []bool{true, false, true})
	w.to("10 Apr 16:59").hears().is(StatusAccepted, "overdue")
	w.to("10 Apr 17:00").is(StatusMissed, "missed").hears("Fri 10 17:00 ana over_missed", "Fri 10 17:00 ben over_missed")
	w.refused("commit_over", w.moreTime(ben, "20 Apr 17:00", "")).refused("commit_over", w.drop(ben, "x"))
	w.act(w.done(ben, "")).is(StatusDone, "done")
	same(t, "late", find[*Done](w).Late, true)
}

func TestC4PromisedToTheCircle(t *testing.T) {
	w := newTalk(t)
	w.begin(ben, Draft{What: "sweep", Owner: ben, Due: w.on("4 Mar 12:00")})
	w.to("5 Mar 12:00")
	same(t, "the first is between ben and the bot", find[*Overdue](w).ToCircle, false)
	w.to("7 Mar 12:00")
	same(t, "the second is told to the circle", find[*Overdue](w).ToCircle, true)
	w.to("11 Mar 12:00")
	same(t, "the third waits for the digest", []bool{find[*Overdue](w).ToCircle, find[*Overdue](w).Digest}, []bool{false, true})
	w.hears("Tue 03 12:00 ben before", "Wed 04 09:00 ben due", "Thu 05 12:00 ben overdue1", "Mon 09 09:00 ben overdue2", "Wed 11 12:00 ben overdue3")
}

func TestC4AWholeLifeInSeconds(t *testing.T) {
	w := newTalk(t)
	w.now = monday.Add(12 * hour) // At night: whoever promises this is there.
	begun := w.now
	w.begin(ben, Draft{What: "look", Owner: ben, To: ana, Due: w.now.Add(20 * time.Second)})
	var when []time.Duration
	for w.load().Live() {
		w.until(w.nextWake())
		for range w.heard {
			when = append(when, w.now.Sub(begun)/time.Second)
		}
		w.heard = nil
	}
	same(t, "seconds", when, []time.Duration{10, 15, 40, 80, 80, 160, 580, 580})
	same(t, "missed", w.now.Sub(begun), 580*time.Second)
}

func TestC4AnAfternoon(t *testing.T) {
	w := promise(t, "17:00").to("6 Mar 17:00")
	w.hears("Mon 02 13:30 ben before", "Mon 02 15:15 ben due", "Tue 03 09:00 ben overdue1", "Tue 03 14:00 ana overdue_to", "Tue 03 14:00 ben overdue2",
		"Thu 05 09:00 ben overdue3")
}

func TestC4ItMovesWhenTheDateMoves(t *testing.T) {
	w := promise(t, "13 Mar 17:00").to("13 Mar 10:00").hears("Thu 12 17:00 ben before", "Fri 13 09:00 ben due")
	w.act(w.moreTime(ben, "20 Mar 12:00", "waiting for cy")).to("20 Mar 11:59").hears("Thu 19 12:00 ben before", "Fri 20 09:00 ben due")
	w.to("23 Mar 10:00").hears("Mon 23 09:00 ben overdue1").act(w.moreTime(ben, "24 Mar 12:00", "")).to("24 Mar 16:00")
	w.hears("Mon 23 17:59 ben before", "Tue 24 09:00 ben due")
}

// What was planned for a date that moved before it was said is not said.
func TestC4NothingStale(t *testing.T) {
	w := promise(t, "13 Mar 17:00").to("15 Mar 10:00").hears("Thu 12 17:00 ben before", "Fri 13 09:00 ben due") // overdue1 waits for Monday.
	w.act(w.moreTime(ben, "25 Mar 17:00", "")).to("24 Mar 12:00").hears()
	w = promise(t, "13 Mar 17:00").to("15 Mar 10:00").hears("Thu 12 17:00 ben before", "Fri 13 09:00 ben due")
	w.act(w.done(ben, "")).to("30 Apr 12:00").hears().is(StatusDone, "done")
}

func TestC4AfterDowntimeOnlyTheLatest(t *testing.T) {
	promise(t, "13 Mar 17:00").down("13 Mar 12:00").hears("Fri 13 12:00 ben due")
	w := promise(t, "13 Mar 17:00").down("17 Mar 12:00").is(StatusAccepted, "overdue").hears("Tue 17 12:00 ana overdue_to", "Tue 17 12:00 ben overdue2")
	same(t, "two steps at once", []int{find[*Overdue](w).From, find[*Overdue](w).Step}, []int{1, 2})
	w.to("31 Mar 12:00").hears("Fri 20 17:00 ben overdue3")

	w = promise(t, "13 Mar 17:00").down("1 Jun 12:00").is(StatusAccepted, "overdue").hears("Mon 01 12:00 ana overdue_to", "Mon 01 12:00 ben overdue3")
	same(t, "told and on the digest", []bool{find[*Overdue](w).Escalated, find[*Overdue](w).Digest}, []bool{true, true})
	w.to("8 Jun 11:59").is(StatusAccepted, "overdue").to("8 Jun 12:00").is(StatusMissed, "missed")
}

func TestC5DaysOffAndAbsence(t *testing.T) {
	// Due on a Sunday: both come before the weekend.
	promise(t, "15 Mar 12:00").to("16 Mar 08:00").hears("Fri 13 17:59 ben before", "Fri 13 17:59 ben due")
	// Due on a Sunday, promised on the Saturday: rather nothing than at a bad hour.
	w := newTalk(t)
	w.now = w.on("7 Mar 10:00")
	w.begin(ben, Draft{What: "x", Owner: ben, Due: w.on("8 Mar 12:00")}).to("10 Mar 12:00").hears("Mon 09 12:00 ben overdue1")

	w = promise(t, "13 Mar 17:00")
	away := governance.DefaultHours("UTC")
	away.Away = []governance.Interval{{From: w.on("11 Mar 00:00"), To: w.on("24 Mar 00:00")}}
	w.box(ben).Rehouse(w.now, away)
	w.to("24 Mar 12:00").hears("Tue 10 17:59 ben before", "Tue 10 17:59 ben due", "Mon 16 17:00 ana overdue_to", "Tue 24 09:00 ben overdue3")
}

func TestC4TheDueDayIsTheOwners(t *testing.T) {
	w := newTalk(t)
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	due := time.Date(2026, 3, 13, 0, 0, 0, 0, auckland) // The midnight that ends Thursday.
	w.boxes[ben] = w.box(ben)
	w.boxes[ben].Rehouse(w.now, governance.DefaultHours("Pacific/Auckland"))
	w.begin(ben, Draft{What: "x", Owner: ben, Due: due, OwnerZone: "Pacific/Auckland"}).to("12 Mar 12:00")
	w.hears("Wed 11 04:59 ben before", "Wed 11 20:00 ben due") // 17:59 on Wednesday and 09:00 on Thursday, there.
}

func TestC7Snoozing(t *testing.T) {
	w := promise(t, "13 Mar 17:00").to("12 Mar 17:00").hears("Thu 12 17:00 ben before")
	w.refused("commit_snooze_length", w.snooze(ben, 3*day+1)).refused("commit_snooze_length", w.snooze(ben, 0)).refused("commit_not_owner", w.snooze(ana, hour))
	w.act(w.snooze(ben, 20*hour)).is(StatusAccepted, "snoozed")
	same(t, "left", find[*Snoozed](w).Left, 1)
	w.to("13 Mar 16:00").hears("Fri 13 13:00 ben snoozed")
	w.act(w.snooze(ben, 3*day)).refused("commit_snooze_twice", w.snooze(ben, hour))
	w.to("16 Mar 16:30").hears("Mon 16 16:00 ben overdue1").to("16 Mar 17:30").hears("Mon 16 17:00 ana overdue_to", "Mon 16 17:00 ben overdue2")
	w.act(w.moreTime(ben, "27 Mar 17:00", "renegotiated")).act(w.snooze(ben, hour)).act(w.snooze(ben, hour))
	w.refused("commit_snooze_twice", w.snooze(ben, hour))
}

func TestC7ASnoozeHushesWhatWaits(t *testing.T) {
	w := promise(t, "13 Mar 17:00").to("14 Mar 20:00").hears("Thu 12 17:00 ben before", "Fri 13 09:00 ben due")
	w.act(w.snooze(ben, day)).to("16 Mar 12:00").hears("Mon 16 09:00 ben snoozed")
	w = promise(t, "13 Mar 17:00")
	w.act(w.snooze(ben, hour)).act(w.snooze(ben, 2*hour)).to("13 Mar 12:00").hears("Mon 02 12:00 ben snoozed", "Thu 12 17:00 ben before", "Fri 13 09:00 ben due")
}

func TestC10TheBoard(t *testing.T) {
	w := ask(t, "13 Mar 17:00")
	at := func(text string) Column { return w.load().Column(w.on(text)) }
	same(t, "asked", at("2 Mar 10:00"), ColumnOffered)
	w.act(w.accept(ben))
	same(t, "there is time", at("10 Mar 16:59"), ColumnDoing)
	same(t, "three days before", at("10 Mar 17:00"), ColumnDueSoon)
	same(t, "its date", at("13 Mar 17:00"), ColumnOverdue)
	same(t, "stale when", []time.Time{w.load().NextColumn(w.now), w.load().NextColumn(w.on("12 Mar 17:00"))}, []time.Time{w.on("10 Mar 17:00"), w.on("13 Mar 17:00")})
	w.to("12 Mar 10:00").act(w.done(ben, ""))
	same(t, "lately", at("19 Mar 09:59"), ColumnDone)
	same(t, "long ago", at("19 Mar 10:00"), ColumnNone)
	same(t, "until then", w.load().NextColumn(w.now), w.on("19 Mar 10:00"))

	make := func(n int64, due string, done bool) *Commitment {
		w := promise(t, due)
		if done {
			w.now = w.on(due).Add(-time.Hour)
			w.act(w.done(ben, ""))
		}
		c := w.load()
		c.Number = n
		return c
	}
	board := Arrange(w.on("10 Mar 10:00"), []*Commitment{make(1, "30 Mar 17:00", false), make(2, "20 Mar 17:00", false), make(3, "9 Mar 17:00", false),
		make(4, "5 Mar 17:00", true), make(5, "6 Mar 17:00", true), make(6, "11 Mar 17:00", false), make(7, "20 Mar 17:00", false)})
	got := map[Column][]int64{}
	for _, column := range Columns() {
		for _, c := range board[column] {
			got[column] = append(got[column], c.Number)
		}
	}
	same(t, "arranged", got, map[Column][]int64{ColumnDoing: {2, 7, 1}, ColumnDueSoon: {6}, ColumnOverdue: {3}, ColumnDone: {5, 4}})
	same(t, "index", board[ColumnOverdue][0].Index(), governance.Index{Circle: 7, Status: "Accepted", Live: true, Owner: ben, Title: "send the minutes",
		Words: "\n", Due: w.on("9 Mar 17:00")})
}
