// Package rotation lets a duty go round: a roster of people, a cadence on the wall clock, and turns that are planned ahead, offered,
// accepted, swapped, covered, skipped, cancelled and handed over (R2–R9).
//
// # Turns
//
// A turn begins at an instant of the cadence and lasts to the next one, or for the rotation's length if that is shorter. It has a
// number that is never given twice; that number is the Part of what is said about it (R3.14). Of the turns, the rotation keeps the
// present one, the next few that are planned (Ahead, three unless somebody asked for more), and the latest of those that are over;
// everything older lives on in the counts of the roster.
//
// What is planned stands. A turn that has a keeper keeps them when the roster changes, also when a fairer plan could be made now: the
// next turn to be planned evens it out. It moves only when its keeper cannot (away, gone, opted out, said so), or when somebody
// skips, and the cadence changes; then everybody concerned is named in exactly one Rearranged or Vacated.
//
// # Whose turn it is
//
// In the fair order a turn goes to whoever has the fewest turns, served and promised, over the whole history; ties go to whoever had
// theirs the longest ago, and then to the place on the roster (R3). Joiners begin with the least that anybody there has, as if they had
// served when they joined. A skip counts as a turn until the next one that is served: that is what brings one back in the next round
// and not in the next turn, and yet forgives nothing in the end. In the fixed order it goes to the next on the roster after the one
// whose turn by order it was before, whoever stood in for them.
//
// Nobody has two turns in a row by the order (R7), unless they are the only one there is; who volunteers, covers or swaps does it by
// their own will and may. When nobody is eligible the turn is vacant, said so, and taken by whoever volunteers first (R6).
//
// # Time
//
// The lead is two days, or half of the time from one turn to the next if that is shorter (as D0 has it), so that turns of seconds
// live the same life. A lead before a turn its keeper is asked; a turn that begins unanswered is theirs all the same (R4). After a
// downtime the turns that were planned are gone through one by one, and what nobody could know of is passed over, its time added to
// the last turn that was known.
//
// Everything here changes by one path: an act happens to a copy, the plan is settled, the difference is told, and only then is it the
// rotation. So an act that is refused leaves everything as it was.
package rotation
