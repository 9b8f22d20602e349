// Package schedule is the time room: dates as people type them, cadences that keep their place on the wall clock, and the tick
// that makes time pass for everybody else.
//
// Three things live here, and none of them asks what time it is: "now" is always handed in.
//
// A When is one instant that somebody typed (C3). ParseWhen reads a whole phrase, FindWhen the phrase at the end of a sentence.
// The grammar is small and our own, because a date that is misread is worse than one that is refused: what can mean two things
// (03/04) is refused with both readings, what is past is refused, and the caller echoes the rest in full. The lexer (lexer.go)
// knows only words; the grammar says which days a phrase may mean (days.go, named.go, calendar.go), which time of day (clock.go,
// dayparts.go), which zone (suffix.go), how long from now (spans.go), and how they fit together (grammar.go), which then picks the first of
// these days that is still ahead. "Tomorrow at 9" has two readings as well, and is asked about.
//
// A Cadence is what a rotation turns by (R2): every other Tuesday at nine in Madrid. Libraries tell its dates (rrule-go) or its
// wall times (the cron parser), and governance.Wall alone makes instants of them, so that summer time is met in one way
// everywhere. Its text form is complete: what String writes, ParseCadence reads back.
//
// A Ticker calls one function again and again, never two at a time, and survives its panics. It says when to look, not what time
// it is.
package schedule

// The time zone database travels with the program: a container without it must not turn Madrid into UTC.
import _ "time/tzdata"
