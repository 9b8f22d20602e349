// Package commitment remembers what somebody said they would do: who, to whom, what, by when (C1–C10).
//
// A Commitment is a plain value. Its course is told by one Status. It is Offered while the one it was asked of has not answered,
// Accepted while it is to be done, and then Done, Missed or Dropped; Ending says how it was dropped. A repeating one (C9) goes through
// its rounds while it is Accepted: each is done or missed on its own, the latest are kept and the others counted.
//
// # The ladder
//
// Nudges go to the owner first, at decent hours that their inbox knows (C4, C5). The span of a commitment is the longest time that its
// dates have ever given it; its step is a day, or its span if that is shorter (for a round, a quarter of the time to the next). The
// ladder is made of
//
//	commit_before    one step before the date, or when half of the time is over
//	commit_due       at nine on the day itself; in a short time, when three quarters are over
//	commit_overdue1  one step after the date
//	commit_overdue2  three steps after: whom it was promised to is told too
//	commit_overdue3  seven steps after: it goes onto the circle's next digest
//
// so that a promise for twenty seconds has the whole of its life in minutes. Twenty-eight steps after its date, and seven after the
// last nudge, a commitment that nobody has said a word about is Missed.
//
// What time alone ends, a commitment, a round or a request, is told to its people in the same way, at a decent hour of theirs, and under the
// card at once. What somebody does is told at once.
//
// The first two are planned when the date is set, because what quiet hours would hold past the date has to come before it (D0). They
// are gentle: where no decent hour is left, they are not sent. The other three are planned when they come due, under one key, so that
// one that waits for a decent hour gives way to the next; after a downtime only the latest is planned, and all count as passed. Nudges
// are urgent only for a promise within the hour, and then only until an hour after its date: who promises that is there.
//
// A ladder begins with every date and every owner. Its number is the Part of its nudges; Awaits tells, when one is about to be sent,
// whether it is still true.
//
// # Who may
//
// Words and date are the owner's; whom it was promised to may release it and reopen what is done (K7). Promised to a circle, any
// member may. Every method that is refused leaves the commitment as it was.
package commitment
