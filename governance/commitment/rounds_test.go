package commitment

import (
	"fmt"
	"testing"
	"time"
)

func TestC9EachRoundIsDoneOrMissed(t *testing.T) {
	w := repeat(t, "every friday 17:00")
	same(t, "the first date", w.load().Due, w.on("6 Mar 17:00"))
	w.to("6 Mar 12:00").hears("Thu 05 17:00 ben before", "Fri 06 09:00 ben due").act(w.done(ben, "photo")).is(StatusAccepted, "round_done")
	e := find[*RoundDone](w)
	same(t, "done", []any{e.Number, e.Late, e.Link, e.Next, e.Tell}, []any{1, false, "photo", w.on("13 Mar 17:00"), []person{ana}})
	w.to("14 Mar 18:00").hears("Thu 12 17:00 ben before", "Fri 13 09:00 ben due").act(w.done(ben, "")).is(StatusAccepted, "round_done")
	same(t, "late", find[*RoundDone](w).Late, true)
	w.to("23 Mar 12:00").hears("Thu 19 17:00 ben before", "Fri 20 09:00 ben due", "Mon 23 09:00 ben overdue1")
	w.to("24 Mar 12:00").is(StatusAccepted, "round_missed").hears("Mon 23 17:00 ana overdue_to", "Mon 23 17:00 ben overdue2",
		"Tue 24 09:00 ana round_missed", "Tue 24 09:00 ben round_missed")
	m := find[*RoundMissed](w)
	same(t, "missed half-way to the next", []any{m.Number, m.Count, m.Due, m.Next}, []any{3, 1, w.on("20 Mar 17:00"), w.on("27 Mar 17:00")})
	c := w.load()
	same(t, "counts", []int{c.RoundsDone, c.RoundsMissed, len(c.Rounds), c.Round.Number}, []int{2, 1, 3, 4})
	w.to("27 Mar 12:00").hears("Thu 26 17:00 ben before", "Fri 27 09:00 ben due")
	w.act(w.drop(ben, "they are dead")).is(StatusDropped, "dropped").to("1 Jun 12:00").hears()
}

func TestC9MoreTimeIsForThePresentRound(t *testing.T) {
	w := repeat(t, "every friday 17:00")
	w.refused("commit_beyond_round", w.moreTime(ben, "13 Mar 17:00", "")).act(w.moreTime(ben, "9 Mar 12:00", "rain"))
	w.to("9 Mar 11:00").hears("Fri 06 17:59 ben before", "Mon 09 09:00 ben due").act(w.done(ben, "")).is(StatusAccepted, "round_done")
	same(t, "the rhythm stands", w.load().Due, w.on("13 Mar 17:00"))
}

func TestC9AcceptedFirst(t *testing.T) {
	w := newTalk(t)
	w.begin(ana, Draft{What: "sweep", Owner: ben, Cadence: rhythm(t, "every friday 17:00")}).is(StatusOffered, "made")
	w.refused("commit_repeats", w.offerDate(ben, "20 Mar 17:00", "")).act(w.accept(ben)).is(StatusAccepted, "accepted")
	same(t, "rhythm", find[*Made](w).Cadence, "every friday 17:00 UTC")
}

func TestC9DowntimeMissesWhatPassed(t *testing.T) {
	w := repeat(t, "every friday 17:00").down("8 Apr 12:00").is(StatusAccepted, "round_missed")
	m := find[*RoundMissed](w)
	same(t, "five", []any{m.Number, m.Count, m.Due, m.Next}, []any{1, 5, w.on("3 Apr 17:00"), w.on("10 Apr 17:00")})
	w.hears("Wed 08 12:00 ana round_missed", "Wed 08 12:00 ben round_missed")
	missed, count := w.load().LastMissed()
	same(t, "in a row", []any{missed.Due, count}, []any{w.on("3 Apr 17:00"), 5})
	w.to("10 Apr 12:00").hears("Thu 09 17:00 ben before", "Fri 10 09:00 ben due")

	w = repeat(t, "every friday 17:00")
	w.now = w.on("8 Apr 12:00") // Nobody has woken it yet, and ben says that it is done: this one, not the first.
	w.act(w.done(ben, "")).is(StatusAccepted, "round_missed", "round_done")
	same(t, "the sixth", find[*RoundDone](w).Number, 6)
}

func TestC9ARhythmOfSeconds(t *testing.T) {
	w := newTalk(t)
	w.begin(ben, Draft{What: "look", Owner: ben, To: ana, Cadence: rhythm(t, "every 20 seconds")})
	w.until(monday.Add(35*time.Second)).hears("Mon 02 10:00 ben due", "Mon 02 10:00 ben overdue1", "Mon 02 10:00 ana round_missed",
		"Mon 02 10:00 ben round_missed")
	same(t, "missed ten seconds after", w.load().RoundsMissed, 1)
	w.down("9 Mar 10:00").is(StatusAccepted, "round_missed")
	c := w.load()
	same(t, "bounded", []any{len(c.Rounds), c.RoundsMissed, c.Due}, []any{keptRounds, mostMissed + 1, w.now.Add(20 * time.Second)})
}

func TestC9ReopeningARound(t *testing.T) {
	w := repeat(t, "every friday 17:00").refused("commit_no_round_done", repeat(t, "every friday 17:00").reopen(ana, "", ""))
	w.act(w.done(ben, "x")).refused("commit_not_promised", w.reopen(cy, "", "")).act(w.reopen(ana, "", "not all of them")).is(StatusAccepted, "reopened")
	c := w.load()
	same(t, "as before", []any{c.Round.Number, c.Round.Status, c.RoundsDone, len(c.Rounds), c.Due}, []any{1, Status(""), 0, 0, w.on("6 Mar 17:00")})
	w.to("7 Mar 18:00").act(w.done(ben, "")).act(w.reopen(ana, "", "")).to("10 Mar 04:00")
	w.hears("Thu 05 17:00 ben before", "Fri 06 09:00 ben due", "Mon 09 17:00 ana overdue_to", "Mon 09 17:00 ben overdue2")
	w.act(w.done(ben, "")).to("10 Mar 06:00").refused("commit_round_over", w.reopen(ana, "", ""))
}

func TestC9KeepsTheLatestRounds(t *testing.T) {
	w := repeat(t, "every weekday 17:00")
	size := 0
	for i := range 100 {
		w.act(w.done(ben, fmt.Sprint("round ", i+1)))
		if i == 20 {
			size = len(w.data)
		}
	}
	c := w.load()
	same(t, "the latest twelve", []any{len(c.Rounds), c.Rounds[0].Number, c.Rounds[11].Link, c.RoundsDone}, []any{12, 89, "round 100", 100})
	if len(w.data) > size+100 {
		t.Errorf("it grows from %d to %d bytes", size, len(w.data))
	}
}

func TestC9OverASummerTime(t *testing.T) {
	w := repeat(t, "every day 09:30 Europe/Madrid")
	w.to("28 Mar 12:00").act(w.done(ben, "")).act(w.done(ben, ""))
	same(t, "half past nine there", w.load().Due.Format("2 Jan 15:04"), "30 Mar 07:30")
}

func TestC9ADayIsNoTimeForTwoNudges(t *testing.T) {
	w := repeat(t, "every weekday 17:00").to("4 Mar 04:00")
	w.hears("Mon 02 15:15 ben due", "Tue 03 09:00 ana round_missed", "Tue 03 09:00 ben due", "Tue 03 09:00 ben round_missed")
	same(t, "a round a day", w.load().RoundsMissed, 1)
}

// A first round within the hour does not make a weekly duty one that is told of at night.
func TestC9TheSpanIsThatOfTheRhythm(t *testing.T) {
	w := newTalk(t)
	w.now = w.on("6 Mar 20:30")
	w.begin(ben, Draft{What: "lock up", Owner: ben, To: ana, Cadence: rhythm(t, "every friday 21:00")}).to("9 Mar 10:00").hears("Mon 09 09:00 ben overdue1")
}
