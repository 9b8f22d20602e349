package governance

import "time"

// Event is a fact in the past tense. Its fields are typed and its name is stable, because both are kept in the record for ever
// (T1). What people read about it is made in bot/text.
type Event interface {
	// EventName is the event's stable name, its practice's first: "proposal.opened".
	EventName() string
}

// Worded is an event that carries text written by people. Texts points to each such field; the record keeps those beside the hash
// chain, so that they can be erased without breaking it (T1).
type Worded interface {
	Texts() []*string
}

// Act is something that an event has carried out elsewhere in the house, in the same transaction (D22). Kind names the practice
// and the deed ("circle.set_policy"); assembly hands it to whoever is registered for that kind. Text is what somebody wrote in it, apart from
// the Args, because the record keeps that beside its chain (T1).
type Act struct {
	Kind string `json:"kind"`
	Args Args   `json:"args,omitempty"`
	Text string `json:"text,omitempty"`
}

// ActTexts points to the texts of acts, for events that carry some.
func ActTexts(acts []Act) []*string {
	var texts []*string
	for i := range acts {
		texts = append(texts, &acts[i].Text)
	}
	return texts
}

// Acting is an event that asks for acts.
type Acting interface {
	Acts() []Act
}

// Entry is an event as the record keeps it. Seq counts from 1 per circle; By is zero when time alone made it true.
type Entry struct {
	Org      OrgID
	Circle   CircleID
	Seq      int64
	At       time.Time
	By       PersonID
	On       Ref
	Audience Audience
	Event    Event
}
