package governance

import "time"

// Nudge asks the inboxes of some people to remind them of something, at a decent hour of their own (K5, C5). It is planned ahead,
// and sent only while it is still true.
type Nudge struct {
	To []PersonID `json:"to"`
	// Key is unique per aggregate: planning the same key again moves the nudge instead of doubling it.
	Key string `json:"key"`
	// What names the text ("nudge.respond").
	What string `json:"what"`
	On   Ref    `json:"on"`
	Part int    `json:"part,omitempty"`
	// Due is when it is to come, Until when it has lost its purpose. Held by quiet hours past Until, it goes at the last decent
	// moment before (D0).
	Due   time.Time `json:"due"`
	Until time.Time `json:"until"`
	// Urgent nudges go at once, whatever the hour: windows under a day (D0).
	Urgent bool `json:"urgent,omitempty"`
	// Gentle nudges are rather not sent than at an hour that is not decent, where no decent one is left for them (C5).
	Gentle bool `json:"gentle,omitempty"`
}

// Nudging is an event that plans nudges. The inboxes get them in the same transaction.
type Nudging interface {
	Nudges() []Nudge
}

// Hinderable is an aggregate whose acts may turn out to be impossible when they are due (D22). Why says what stands in the way.
type Hinderable interface {
	Aggregate
	Hinder(now time.Time, act Act, why *Error) ([]Event, error)
}
