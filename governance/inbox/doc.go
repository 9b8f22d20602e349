// Package inbox keeps what waits to be said to one person: nudges planned ahead, held to decent hours of theirs (K5, C5), gathered
// into one message, and dropped once they have lost their purpose (D0).
//
// An Inbox is an aggregate like any other, one a person. Practices plan nudges through their events (governance.Nudging); when one is
// due, Wake answers Delivered, and whoever sends it looks once more whether each item is still true.
package inbox
