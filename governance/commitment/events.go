package commitment

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The events of a commitment, in the order in which a life may meet them. Tell names the people who are to be told directly; what was
// promised to the whole circle is told in its thread, and then ToCircle is true. Plan holds the nudges of the ladder (C4). Neither is
// kept in the record: they say what is to be done now, not what was.
type (
	// Made says that a commitment was made (C1). Status is Accepted for one's own, and Offered when its owner is still to accept.
	Made struct {
		Status Status              `json:"status"`
		What   string              `json:"what"`
		Owner  governance.PersonID `json:"owner"`
		// Asker is who made it; To is whom it is promised to, zero for the circle.
		Asker governance.PersonID `json:"asker"`
		To    governance.PersonID `json:"to,omitempty"`
		Due   time.Time           `json:"due"`
		// Cadence is its rhythm in words, when it repeats (C9).
		Cadence string           `json:"cadence,omitempty"`
		Source  Source           `json:"source"`
		Place   governance.Place `json:"place,omitzero"`
		governance.Notice
	}
	// Accepted says that its owner takes a request on (C1).
	Accepted struct {
		Owner governance.PersonID `json:"owner"`
		Due   time.Time           `json:"due"`
		governance.Notice
	}
	// Countered says that its owner offers another date, which the asker is to accept or not (C1).
	Countered struct {
		Owner governance.PersonID `json:"owner"`
		Was   time.Time           `json:"was"`
		Due   time.Time           `json:"due"`
		Why   string              `json:"why,omitempty"`
		governance.Notice
	}
	// DateAgreed says that the date the owner offered is agreed to; an Accepted follows.
	DateAgreed struct {
		By  governance.PersonID `json:"by"`
		Due time.Time           `json:"due"`
		governance.Notice
	}
	// DateRefused says that the date the owner offered does not do: the request stands as it was.
	DateRefused struct {
		By  governance.PersonID `json:"by"`
		Due time.Time           `json:"due"`
		Why string              `json:"why,omitempty"`
		governance.Notice
	}
	// DateMoved says that its owner needs more time (C7). Was is what the date was before.
	DateMoved struct {
		Was time.Time `json:"was"`
		Due time.Time `json:"due"`
		Why string    `json:"why,omitempty"`
		governance.Notice
	}
	// Snoozed says that its owner is to be left alone about it until then (C7). Left counts the snoozes that are left for this date.
	Snoozed struct {
		Until time.Time `json:"until"`
		Left  int       `json:"left"`
		governance.Notice
	}
	// Stuck says that its owner asks for help with it (C6).
	Stuck struct {
		Owner governance.PersonID `json:"owner"`
		Why   string              `json:"why,omitempty"`
		governance.Notice
	}
	// Reworded says that it has other words now (K7).
	Reworded struct {
		By   governance.PersonID `json:"by"`
		Was  string              `json:"was"`
		What string              `json:"what"`
		governance.Notice
	}
	// Overdue says that a step of the ladder after the date came: the first, second or third (C4). From is the first step that this
	// stands for, an earlier one when the bot was away meanwhile. Escalated is true when this tells whom it was promised to, Digest
	// when this puts it onto the circle's next digest.
	Overdue struct {
		From      int       `json:"from"`
		Step      int       `json:"step"`
		Due       time.Time `json:"due"`
		Escalated bool      `json:"escalated,omitempty"`
		Digest    bool      `json:"digest,omitempty"`
		governance.Notice
	}
	// HandoverAsked says that somebody else is asked to take it over. The owner stays the owner until they accept.
	HandoverAsked struct {
		From governance.PersonID `json:"from"`
		To   governance.PersonID `json:"to"`
		By   governance.PersonID `json:"by"`
		governance.Notice
	}
	// HandoverEnded says that they do not take it over: they declined, were asked no longer, or are gone.
	HandoverEnded struct {
		To  governance.PersonID `json:"to"`
		How Ending              `json:"how"`
		Why string              `json:"why,omitempty"`
		governance.Notice
	}
	// HandedOver says that it has another owner now.
	HandedOver struct {
		From governance.PersonID `json:"from"`
		To   governance.PersonID `json:"to"`
		Due  time.Time           `json:"due"`
		governance.Notice
	}
	// Done says that it is done (C6). Late is true when that was after the date.
	Done struct {
		Owner governance.PersonID `json:"owner"`
		Link  string              `json:"link,omitempty"`
		Late  bool                `json:"late,omitempty"`
		governance.Notice
	}
	// Linked says that what is done has a link now, or another one.
	Linked struct {
		Link string `json:"link"`
		governance.Notice
	}
	// RoundDone says that one round of a repeating commitment is done, and when the next is due (C9).
	RoundDone struct {
		Number int                 `json:"number"`
		Owner  governance.PersonID `json:"owner"`
		Due    time.Time           `json:"due"`
		Link   string              `json:"link,omitempty"`
		Late   bool                `json:"late,omitempty"`
		Next   time.Time           `json:"next"`
		governance.Notice
	}
	// RoundMissed says that so many rounds from Number on were missed, the last of them due at Due, and when the next is due (C9).
	RoundMissed struct {
		Number int       `json:"number"`
		Count  int       `json:"count"`
		Due    time.Time `json:"due"`
		Next   time.Time `json:"next"`
		governance.Notice
	}
	// Missed says that nothing was heard of it for so long after its date that it is no longer asked about.
	Missed struct {
		Owner governance.PersonID `json:"owner"`
		Due   time.Time           `json:"due"`
		governance.Notice
	}
	// Dropped says that it came to an end without being done, and how (C8). By is zero when time alone ended it.
	Dropped struct {
		How Ending              `json:"how"`
		By  governance.PersonID `json:"by,omitempty"`
		Why string              `json:"why,omitempty"`
		governance.Notice
	}
	// Reopened says that it is to be done after all, or anew, by Due (C6). Was is what it was; Done also for a round, whose Number
	// then is not zero.
	Reopened struct {
		By     governance.PersonID `json:"by"`
		Was    Status              `json:"was"`
		Number int                 `json:"number,omitempty"`
		Due    time.Time           `json:"due"`
		Why    string              `json:"why,omitempty"`
		governance.Notice
	}
	// PersonGone says that somebody it concerns was deactivated. Owner is true when nobody sees to it any more: it can be handed over
	// or released.
	PersonGone struct {
		Person governance.PersonID `json:"person"`
		Owner  bool                `json:"owner,omitempty"`
		governance.Notice
	}
	// PersonBack says that they are there again.
	PersonBack struct {
		Person governance.PersonID `json:"person"`
		governance.Notice
	}
)

// Ending is how a commitment ended without being done, or a handover without being accepted.
type Ending string

const (
	// Declined: its owner did not take the request on (C1); whoever was asked did not take it over.
	Declined Ending = "declined"
	// Given up by its owner, with a reason (C8).
	GivenUp Ending = "given up"
	// Released: whom it was promised to does not need it any more (K7); a request was withdrawn.
	Released Ending = "released"
	// Unanswered: a request met its date without an answer.
	Unanswered Ending = "unanswered"
	// Withdrawn: the owner keeps what they wanted to hand over.
	Withdrawn Ending = "withdrawn"
	// Left: who was asked is gone.
	Left Ending = "left"
)
