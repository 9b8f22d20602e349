// Package assembly is the one way in. Whatever changes the state of the house, somebody's act or the passing of time, sits in one
// transaction here: was this seen before? load the aggregates, let them decide, save them, append their events to the record, carry
// out the acts those ask for, plan the nudges, queue what must be said, move the alarms. Then the transaction commits, and only then
// does anybody speak.
//
// Nothing here knows a practice by name. A practice is registered with its kind, its table, its events and its acts; a new room of the
// house needs no change in this one. Storage stands behind the Store port; what is to be said about an event is the Herald's to know.
package assembly
