package commitment

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A day in the life, and then some: asked, accepted with another date, nudged before, on and after, snoozed twice, renegotiated, done,
// reopened, done.
func TestADayInTheLife(t *testing.T) {
	w := newTalk(t)
	w.begin(ana, Draft{What: "send the minutes", Owner: ben, To: ana, Due: w.on("6 Mar 17:00")})
	w.act(w.offerDate(ben, "11 Mar 17:00", "the recording is not here yet")).act(w.agree(ana)).is(StatusAccepted, "date_agreed", "accepted")
	w.to("11 Mar 12:00").hears("Tue 10 17:00 ben before", "Wed 11 09:00 ben due")
	w.act(w.snooze(ben, 6*hour)).to("12 Mar 09:30").hears("Thu 12 09:00 ben snoozed")
	w.act(w.snooze(ben, 10*hour)).to("13 Mar 09:30").hears("Fri 13 09:00 ben overdue1")
	w.refused("commit_snooze_twice", w.snooze(ben, hour))
	w.act(w.moreTime(ben, "18 Mar 17:00", "ill")).is(StatusAccepted, "date_moved")
	same(t, "ana is told", find[*DateMoved](w).Tell, []person{ana})
	w.to("17 Mar 18:00").hears("Tue 17 17:00 ben before").act(w.done(ben, "https://example.org/minutes")).is(StatusDone, "done")
	same(t, "ana is told", find[*Done](w).Tell, []person{ana})
	w.act(w.reopen(ana, "", "the second page is missing")).is(StatusAccepted, "reopened")
	same(t, "by the date that it had, and ben is told", []any{find[*Reopened](w).Due, find[*Reopened](w).Tell}, []any{w.on("18 Mar 17:00"), []person{ben}})
	w.to("18 Mar 12:00").hears("Wed 18 09:00 ben due").act(w.done(ben, "")).is(StatusDone, "done").to("30 Jun 12:00").hears()
	same(t, "dates", len(w.load().Dates), 2)
}

func TestC6Done(t *testing.T) {
	w := promise(t, "13 Mar 17:00").refused("commit_not_owner", promise(t, "13 Mar 17:00").done(ana, ""))
	w.refused("text_control", w.done(ben, "two\nlines")).act(w.help(ben, "")).act(w.hand(ben, cy))
	w.act(w.done(ben, "")).is(StatusDone, "done")
	same(t, "nobody is stuck or asked any more", []bool{w.load().NeedsHelp, w.load().Handover != nil}, []bool{false, false})
	w.act(w.done(ben, "")).is(StatusDone).act(w.done(ben, "https://example.org")).is(StatusDone, "linked")
	same(t, "link", w.load().Link, "https://example.org")
	w.refused("commit_over", w.moreTime(ben, "20 Mar 17:00", "")).refused("commit_over", w.release(ana, "")).refused("commit_over", w.take(cy))
}

func TestC6Reopen(t *testing.T) {
	w := promise(t, "13 Mar 17:00").refused("commit_not_over", promise(t, "13 Mar 17:00").reopen(ana, "", ""))
	w.act(w.done(ben, "link")).refused("commit_not_promised", w.reopen(cy, "", "")).refused("date_past", w.reopen(ana, "1 Mar 10:00", ""))
	w.to("20 Mar 12:00").act(w.reopen(ana, "", "")).is(StatusAccepted, "reopened")
	same(t, "three days", w.load().Due, w.on("23 Mar 12:00"))
	same(t, "the link is gone", w.load().Link, "")
	w.to("24 Mar 11:00").hears("Fri 20 17:59 ben before", "Mon 23 09:00 ben due")

	w = newTalk(t)
	w.begin(ben, Draft{What: "look", Owner: ben, Due: monday.Add(20 * time.Second)}).act(w.done(ben, ""))
	w.now = monday.Add(hour)
	w.refused("commit_not_promised", w.reopen(zed, "", "")).act(w.reopen(cy, "", "")) // Any member, for it is promised to the circle.
	same(t, "as long as it had", w.load().Due, monday.Add(hour+20*time.Second))
	w.act(w.done(ben, "")).act(w.reopen(ben, "", "not quite")).is(StatusAccepted, "reopened")
}

func TestC6Stuck(t *testing.T) {
	w := promise(t, "13 Mar 17:00").refused("commit_not_owner", promise(t, "13 Mar 17:00").help(ana, ""))
	w.act(w.help(ben, "who has the key?")).is(StatusAccepted, "stuck").act(w.help(ben, "who has the key?")).is(StatusAccepted)
	same(t, "the circle hears it", find[*Stuck](w).ToCircle, true)
	same(t, "stuck", []any{w.load().NeedsHelp, w.load().HelpWhy}, []any{true, "who has the key?"})
	w.act(w.moreTime(ben, "20 Mar 17:00", ""))
	same(t, "no longer", w.load().NeedsHelp, false)
}

func TestC7MoreTime(t *testing.T) {
	w := promise(t, "13 Mar 17:00")
	w.refused("commit_not_owner", w.moreTime(ana, "20 Mar 17:00", "")).refused("commit_same_date", w.moreTime(ben, "13 Mar 17:00", ""))
	w.refused("date_past", w.moreTime(ben, "2 Mar 10:00", "")).refused("text_too_long", w.moreTime(ben, "20 Mar 17:00", strings.Repeat("x", 2001)))
	w.act(w.moreTime(ben, "20 Mar 17:00", "ill"))
	same(t, "history", w.load().Dates, []Date{{Due: w.on("13 Mar 17:00"), At: w.now, By: ben, Why: "ill"}})
	for i := range 30 {
		w.act(w.moreTime(ben, fmt.Sprintf("%d Apr 17:00", i+1), ""))
	}
	same(t, "it does not grow for ever", []int{len(w.load().Dates), w.load().Moves}, []int{keptDates, 31})

	short := promise(t, "13 Mar 17:00").to("13 Mar 16:00")
	short.heard = nil
	short.act(short.moreTime(ben, "13 Mar 16:30", "")).to("14 Mar 16:29").hears("Fri 13 16:22 ben due")
	short.to("16 Mar 10:00").hears("Mon 16 09:00 ben overdue1") // A day, as for the promise that it is part of.
}

func TestC8Dropping(t *testing.T) {
	w := promise(t, "13 Mar 17:00").refused("commit_why_missing", promise(t, "13 Mar 17:00").drop(ben, " ")).refused("commit_not_owner", promise(t, "13 Mar 17:00").drop(ana, "x"))
	w.act(w.drop(ben, "the club has one already")).is(StatusDropped, "dropped")
	same(t, "told why", []any{find[*Dropped](w).How, find[*Dropped](w).Tell, w.load().Why}, []any{GivenUp, []person{ana}, "the club has one already"})
	same(t, "on no board", w.load().Column(w.now), ColumnNone)
	w.to("1 Jun 12:00").hears().refused("commit_over", w.drop(ben, "x")).refused("commit_over", w.done(ben, ""))
}

func TestK7Release(t *testing.T) {
	w := promise(t, "13 Mar 17:00").refused("commit_not_promised", promise(t, "13 Mar 17:00").release(cy, ""))
	w.act(w.release(ana, "no need")).is(StatusDropped, "dropped")
	same(t, "ben is told", find[*Dropped](w).Tell, []person{ben})
	w = ask(t, "13 Mar 17:00")
	w.act(w.accept(ben)).refused("commit_not_promised", w.release(zed, "")).act(w.release(dee, "")).is(StatusDropped, "dropped")
}

func TestK7Reword(t *testing.T) {
	w := promise(t, "13 Mar 17:00").refused("commit_not_owner", promise(t, "13 Mar 17:00").reword(ana, "x"))
	w.refused("commit_what_missing", w.reword(ben, "")).act(w.reword(ben, "send the minutes")).is(StatusAccepted)
	w.act(w.reword(ben, "send the notes")).is(StatusAccepted, "reworded")
	same(t, "title", w.load().Index().Title, "send the notes")
	w.act(w.done(ben, "")).refused("commit_over", w.reword(ben, "x"))
}

func TestHandover(t *testing.T) {
	w := promise(t, "13 Mar 17:00")
	w.refused("commit_not_owner", w.hand(ana, cy)).refused("commit_owned_already", w.hand(ben, ben)).refused("commit_owner_missing", w.hand(ben, 0))
	w.refused("commit_no_handover", w.take(cy)).act(w.hand(ben, cy)).is(StatusAccepted, "handover_asked").act(w.hand(ben, cy)).is(StatusAccepted)
	same(t, "cy is asked", find[*HandoverAsked](w).Tell, []person{cy})
	w.refused("commit_not_handed_to_you", w.take(dee)).to("4 Mar 10:00").hears("Tue 03 10:00 cy handover")
	w.act(w.leave(cy, "no time")).is(StatusAccepted, "handover_ended")
	same(t, "ben is told", find[*HandoverEnded](w).Tell, []person{ben})
	w.act(w.hand(ben, cy)).act(w.hand(ben, dee)).is(StatusAccepted, "handover_ended", "handover_asked")
	w.act(w.hand(ben, ben)).is(StatusAccepted, "handover_ended").to("6 Mar 10:00").hears()

	w.act(w.hand(ben, dee)).to("12 Mar 18:00").hears("Mon 09 09:00 dee handover", "Thu 12 17:00 ben before")
	w.act(w.take(dee)).is(StatusAccepted, "handed_over").refused("commit_not_owner", w.done(ben, ""))
	same(t, "both are told", find[*HandedOver](w).Tell, []person{ben, ana})
	w.to("13 Mar 12:00").hears("Fri 13 09:00 dee due")
	w.to("17 Mar 12:00").hears("Mon 16 09:00 dee overdue1", "Mon 16 17:00 ana overdue_to", "Mon 16 17:00 dee overdue2")
	w.act(w.hand(dee, cy)).act(w.take(cy)).to("20 Mar 18:00").hears("Fri 20 17:00 cy overdue3") // The ladder goes on where it was.
}

func TestSomebodyIsGone(t *testing.T) {
	w := promise(t, "13 Mar 17:00")
	w.act(w.gone(dee)).is(StatusAccepted).act(w.gone(ben)).is(StatusAccepted, "person_gone").act(w.gone(ben)).is(StatusAccepted)
	same(t, "ana is told that nobody sees to it", []any{find[*PersonGone](w).Owner, find[*PersonGone](w).Tell}, []any{true, []person{ana}})
	w.refused("commit_not_promised", w.hand(cy, dee)).act(w.hand(ana, dee)).act(w.take(dee)).is(StatusAccepted, "handed_over")
	same(t, "ana is told", find[*HandedOver](w).Tell, []person{ana})

	w = promise(t, "13 Mar 17:00")
	w.act(w.gone(ben)).act(w.back(ben)).is(StatusAccepted, "person_back").act(w.back(ben)).is(StatusAccepted).refused("commit_not_owner", w.hand(ana, dee))

	w = promise(t, "13 Mar 17:00")
	w.act(w.gone(ana)).is(StatusAccepted, "person_gone")
	same(t, "it is promised to the circle now", []any{w.load().To, find[*PersonGone](w).ToCircle, find[*PersonGone](w).Tell}, []any{person(0), true, []person{ben}})

	w = promise(t, "13 Mar 17:00")
	w.act(w.hand(ben, cy)).act(w.gone(cy)).is(StatusAccepted, "handover_ended")
	same(t, "how", find[*HandoverEnded](w).How, Left)
	w.act(w.hand(ben, ana)).act(w.gone(ana)).is(StatusAccepted, "handover_ended", "person_gone")

	w = ask(t, "13 Mar 17:00")
	w.act(w.gone(ben)).is(StatusDropped, "dropped")
	same(t, "how", []any{find[*Dropped](w).How, find[*Dropped](w).Tell}, []any{Left, []person{ana}})
	w.act(w.back(ben)).is(StatusDropped)
}
