package commitment

import (
	"cmp"
	"slices"
	"time"
)

// Column is where a commitment stands on its circle's board (C10).
type Column string

const (
	// ColumnNone: it is on the board no longer.
	ColumnNone Column = ""
	// ColumnOffered: it waits for an answer.
	ColumnOffered Column = "offered"
	// ColumnDoing: it is accepted, and there is time.
	ColumnDoing Column = "doing"
	// ColumnDueSoon: three days are left, or the last third of a short time.
	ColumnDueSoon Column = "due soon"
	// ColumnOverdue: its date is over.
	ColumnOverdue Column = "overdue"
	// ColumnDone: it was done within the last week.
	ColumnDone Column = "done"
)

// Columns answers the columns of a board, from left to right.
func Columns() []Column {
	return []Column{ColumnOffered, ColumnDoing, ColumnDueSoon, ColumnOverdue, ColumnDone}
}

// Lately is how long what is done stays on the board.
const Lately = week

// Column tells where it stands at now (C10). What was missed or dropped stands nowhere: a board is no place of shame (C8).
func (c *Commitment) Column(now time.Time) Column {
	switch c.Status {
	case StatusOffered:
		return ColumnOffered
	case StatusDone:
		if now.Before(c.Ended.Add(Lately)) {
			return ColumnDone
		}
	case StatusAccepted:
		switch {
		case c.Overdue(now):
			return ColumnOverdue
		case now.Before(c.soonAt()):
			return ColumnDoing
		}
		return ColumnDueSoon
	}
	return ColumnNone
}

// NextColumn is when time alone moves it to another column; zero when it does not. A board drawn before is stale then.
func (c *Commitment) NextColumn(now time.Time) time.Time {
	switch c.Column(now) {
	case ColumnDoing:
		return c.soonAt()
	case ColumnDueSoon:
		return c.Due
	case ColumnDone:
		return c.Ended.Add(Lately)
	}
	return time.Time{}
}

// Arrange puts commitments into the columns of a board: the earliest date first, and what is done by the latest first.
func Arrange(now time.Time, all []*Commitment) map[Column][]*Commitment {
	board := map[Column][]*Commitment{}
	for _, c := range all {
		if col := c.Column(now); col != ColumnNone {
			board[col] = append(board[col], c)
		}
	}
	for col, list := range board {
		slices.SortStableFunc(list, func(a, b *Commitment) int {
			if col == ColumnDone {
				return cmp.Or(b.Ended.Compare(a.Ended), cmp.Compare(a.Number, b.Number))
			}
			return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Number, b.Number))
		})
	}
	return board
}
