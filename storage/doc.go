// Package storage keeps the house in a database, behind the port that assembly asks for (assembly.Store).
//
// It has no rules of its own and knows no practice by name: the Register tells it which kinds there are, in which tables they stand
// and how they are read back. Every practice's table has one shape, so that a new room of the house needs a migration here and no
// code.
//
// # One writer
//
// A durable commit waits for the disk, and waiting is nearly all of its cost. So acts that come while a commit is on its way are
// gathered and share the next one (writer.go): each runs in a savepoint of its own, on the goroutine that asked for it, and none is
// answered before the one commit that makes all of them durable. Nobody waits for company: a single act commits at once. Reading
// happens beside, on connections of its own, each over the snapshot it began with (reader.go).
//
// # What is stored how
//
// Instants are whole nanoseconds since 1970 in UTC, which is as exact as Go's own. The zero time is 0, or NULL in a column where
// "never" is to be searched for. Instants that such a number cannot hold (before 1678, after 2262) are stored as the nearest it can.
// Aggregates, rows, events and audiences are JSON as governance encodes them.
//
// # The record
//
// Entries are chained per circle: each holds the SHA-256 of the hash before it and of every byte stored of it (T1). Personal texts
// are not in the chain. In their place stands the SHA-256 of a random salt and the text, and salt and text stand in a table beside
// it, from which they can be erased without breaking the chain. Verify checks both.
//
// Everything that is particular to SQLite is in sqlite.go and under migrations/sqlite.
package storage
