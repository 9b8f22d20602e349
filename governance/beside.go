package governance

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Beside keeps one row of type T for each person of an aggregate. Only the rows that were asked for are present; reaching for a
// person whose row was never loaded is a mistake of the programmer's and panics rather than taking the row for absent. The zero
// value belongs to a new aggregate: it knows that there are no rows.
type Beside[T any] struct {
	round   int
	partial bool // true once filled with some people's rows only
	known   map[PersonID]bool
	rows    map[PersonID]T
	changed map[PersonID]bool
}

// Round is the round whose rows these are.
func (b *Beside[T]) Round() int { return b.round }

// SetRound says which round the stored rows belong to; an aggregate calls it when it is decoded.
func (b *Beside[T]) SetRound(round int) { b.round = round }

// Begin starts a new round with no rows. Those of the round before stay stored.
func (b *Beside[T]) Begin(round int) { *b = Beside[T]{round: round} }

// Get answers the person's row and whether there is one.
func (b *Beside[T]) Get(p PersonID) (T, bool) {
	if b.partial && !b.known[p] {
		panic(fmt.Sprintf("governance.Beside: the row of person %d was not loaded", p))
	}
	row, ok := b.rows[p]
	return row, ok
}

// Put sets the person's row.
func (b *Beside[T]) Put(p PersonID, row T) {
	if b.rows == nil {
		b.rows = map[PersonID]T{}
	}
	if b.changed == nil {
		b.changed = map[PersonID]bool{}
	}
	if b.known == nil {
		b.known = map[PersonID]bool{}
	}
	b.rows[p], b.changed[p], b.known[p] = row, true, true
}

// All answers everybody with a row, by ascending id. It panics unless everybody's row was loaded.
func (b *Beside[T]) All() []PersonID {
	if b.partial {
		panic("governance.Beside: not all rows were loaded")
	}
	return slices.Sorted(maps.Keys(b.rows))
}

// Whole tells whether everybody's row is loaded.
func (b *Beside[T]) Whole() bool { return !b.partial }

// Fill implements Rows.
func (b *Beside[T]) Fill(people []PersonID, rows map[PersonID][]byte) error {
	fresh := Beside[T]{round: b.round, partial: people != nil, known: map[PersonID]bool{}, rows: map[PersonID]T{}}
	for _, p := range people {
		fresh.known[p] = true
	}
	for p, data := range rows {
		var row T
		if err := json.Unmarshal(data, &row); err != nil {
			return fmt.Errorf("row of person %d: %w", p, err)
		}
		fresh.rows[p], fresh.known[p] = row, true
	}
	*b = fresh
	return nil
}

// Lacks implements Rows.
func (b *Beside[T]) Lacks(people []PersonID) bool {
	if !b.partial || people == nil {
		return b.partial
	}
	return slices.ContainsFunc(people, func(p PersonID) bool { return !b.known[p] })
}

// Widen implements Rows.
func (b *Beside[T]) Widen(stored Rows) error {
	other, ok := stored.(*Beside[T])
	if !ok || other.round != b.round {
		return fmt.Errorf("the rows of round %d cannot be widened by %T", b.round, stored)
	}
	for p, row := range other.rows {
		if !b.known[p] {
			b.rows[p] = row
		}
	}
	for p := range other.known {
		b.known[p] = true
	}
	b.partial = b.partial && other.partial
	return nil
}

// Changed implements Rows. A row is live when its type says so in a method Live() bool.
func (b *Beside[T]) Changed() (map[PersonID]Row, error) {
	if len(b.changed) == 0 {
		return nil, nil
	}
	out := make(map[PersonID]Row, len(b.changed))
	for p := range b.changed {
		data, err := json.Marshal(b.rows[p])
		if err != nil {
			return nil, fmt.Errorf("row of person %d: %w", p, err)
		}
		liver, ok := any(b.rows[p]).(interface{ Live() bool })
		out[p] = Row{Data: data, Live: ok && liver.Live()}
	}
	return out, nil
}
