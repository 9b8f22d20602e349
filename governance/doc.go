// Package governance holds the words that every practice of Folkmoot shares: typed ids, people, circles and their policy, events,
// acts, audiences and the errors that people see.
//
// A practice (consent, rotation, commitment, …) is a package below this one. It models one aggregate: a plain value whose methods
// take the moment as an argument and answer with events, facts in the past tense. An aggregate reads no clock, does no I/O and
// knows no platform; what time alone makes true it says in Wake, and when that will next be in NextWake. The package assembly is
// the only one that loads, saves and announces.
//
// Circle and Person are aggregates too. They live here and not in a practice because every practice needs them.
package governance
