// Package consent decides proposals by consent: a proposal is raised, those who were members when its version opened respond, an
// objection blocks until it is met, and at the deadline, or as soon as everybody has responded, there is one outcome (D0–D27).
//
// A Proposal is a plain value. Its people's stances stand in rows beside it (Ballot), one row a person and a round a version; a
// running tally in the aggregate makes one vote cost one row, however many people are asked. What the aggregate must know of a
// person without their row it keeps itself: who raised it, who facilitates, who objects.
//
// Its course is one of four phases. It is running while the window is open, also while somebody objects; at the deadline it is
// closing until the reactions were read from the platform (D16); it is held while its deadline found it with an open objection or
// an act that cannot be carried out; and it has ended. The status word that people see follows from the phase and from whether
// anything blocks it.
//
// Which rows must be loaded: Respond with consent, abstention or concern needs the row of that person only. Everything else may
// look at every row. Every method that is refused leaves the proposal as it was.
package consent
