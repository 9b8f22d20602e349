package storage

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// listing writes the statements that answer one page of a table and how many lines there are. Every filter has its own number and
// is passed over when it is NULL, but those that narrow by an index stand in the text: see List.
func listing(table string) (list, count string) {
	where := " FROM " + table + " WHERE org = $1%s" +
		" AND ($2 IS NULL OR circle IN " + among("$2") + ")" +
		" AND ($3 IS NULL OR owner = $3)" +
		" AND ($5 IS NULL OR " + holdsAll("folded", "$5") + ")"
	return "SELECT n, circle, status, live, owner, due, title, words" + where + " ORDER BY %s LIMIT $6 OFFSET $7",
		"SELECT count(*)" + where
}

// List implements assembly.Aggregates.
func (t *tx) List(org governance.OrgID, kind governance.Kind, f assembly.Filter) ([]assembly.Listed, int, error) {
	s, err := t.shelf(kind)
	if err != nil {
		return nil, 0, err
	}
	if f.Circles != nil && len(f.Circles) == 0 {
		return nil, 0, nil
	}
	only, order := narrowing(f)
	args, err := filterArgs(org, f)
	if err != nil {
		return nil, 0, err
	}
	var total int
	if _, err := t.one(fmt.Sprintf(s.count, only), args, &total); err != nil {
		return nil, 0, fmt.Errorf("count %q: %w", kind, err)
	}
	most := int64(math.MaxInt64)
	if f.Most > 0 {
		most = int64(f.Most)
	}
	page, err := collect(t, fmt.Sprintf(s.list, only, order), append(args, most, f.Offset),
		func(scan func(...any) error) (l assembly.Listed, err error) {
			var due sql.NullInt64
			l.Ref = governance.Ref{Org: org, Kind: kind}
			err = scan(&l.Ref.N, &l.Circle, &l.Status, &l.Live, &l.Owner, &due, &l.Title, &l.Words)
			l.Due = instant(due.Int64)
			return l, err
		})
	if err != nil {
		return nil, 0, fmt.Errorf("list %q: %w", kind, err)
	}
	return page, total, nil
}

// narrowing answers what stands in the text of a listing, so that the index of what is live, or over, serves; and the order.
func narrowing(f assembly.Filter) (only, order string) {
	const before = " AND ($4 IS NULL OR due < $4)"
	switch {
	case !f.Ended.IsZero():
		return " AND NOT live AND due >= $4", "due DESC, n DESC"
	case f.Live || !f.Overdue.IsZero():
		return " AND live" + before, "n DESC"
	}
	return before, "n DESC"
}

// filterArgs answers the arguments of a listing's first five numbers.
func filterArgs(org governance.OrgID, f assembly.Filter) ([]any, error) {
	args := []any{org, nil, nil, nullable(f.Overdue), nil}
	if !f.Ended.IsZero() {
		args[3] = nullable(f.Ended)
	}
	if f.Circles != nil {
		circles, err := json.Marshal(f.Circles)
		if err != nil {
			return nil, err
		}
		args[1] = string(circles)
	}
	if f.Owner != 0 {
		args[2] = f.Owner
	}
	var folded []string
	for _, w := range f.Words {
		folded = append(folded, strings.Fields(fold(w))...)
	}
	if folded != nil {
		words, err := json.Marshal(folded)
		if err != nil {
			return nil, err
		}
		args[4] = string(words)
	}
	return args, nil
}
