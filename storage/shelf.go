package storage

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// shelf is where the aggregates of one kind stand, with the statements that reach them.
type shelf struct {
	practice                    assembly.Practice
	load, save                  string
	row, rows, putRow, liveRows string
	list, count, liveCards      string
}

// The columns that a practice's tables must have, in the order in which they are written.
var (
	aggregateColumns = []string{"org", "n", "circle", "status", "live", "owner", "due", "round", "title", "words", "folded", "data"}
	rowColumns       = []string{"org", "n", "round", "person", "live", "data"}
)

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// newShelf writes the statements for a practice's tables.
func newShelf(p assembly.Practice) *shelf {
	s := &shelf{practice: p}
	s.load = "SELECT round, data FROM " + p.Table + " WHERE org = $1 AND n = $2"
	s.save = upsert(p.Table, aggregateColumns, 2)
	s.list, s.count = listing(p.Table)
	s.liveCards = "SELECT " + prefixed("c.", cardColumns) + " FROM cards AS c JOIN " + p.Table + " AS a ON a.org = c.org AND a.n = c.n" +
		" WHERE c.workspace = $1 AND c.kind = $2 AND NOT c.lost AND a.live"
	if t := p.RowsTable; t != "" {
		s.row = "SELECT person, data FROM " + t + " WHERE org = $1 AND n = $2 AND round = $3 AND person = $4"
		s.rows = "SELECT person, data FROM " + t + " WHERE org = $1 AND n = $2 AND round = $3"
		s.putRow = upsert(t, rowColumns, 4)
		s.liveRows = "SELECT a.n FROM " + t + " AS r JOIN " + p.Table + " AS a ON a.org = r.org AND a.n = r.n AND a.round = r.round" +
			" WHERE r.org = $1 AND r.person = $2 AND r.live AND a.live ORDER BY a.n"
	}
	return s
}

// upsert inserts a row, or sets all but its first keys columns where those are taken.
func upsert(table string, columns []string, keys int) string {
	var values, sets []string
	for i, c := range columns {
		values = append(values, fmt.Sprintf("$%d", i+1))
		if i >= keys {
			sets = append(sets, c+" = excluded."+c)
		}
	}
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")" +
		" ON CONFLICT (" + strings.Join(columns[:keys], ", ") + ") DO UPDATE SET " + strings.Join(sets, ", ")
}

func prefixed(prefix string, columns []string) string {
	return prefix + strings.Join(columns, ", "+prefix)
}

// shelves makes a shelf for every practice of the register. A table that is missing, of another shape, or claimed twice is an error:
// it is the programmer's to put right, and better found at the start than at the first save.
func shelves(ctx context.Context, pool *sql.DB, register *assembly.Register) (map[governance.Kind]*shelf, error) {
	out := map[governance.Kind]*shelf{}
	claimed := map[string]governance.Kind{}
	claim := func(kind governance.Kind, table string, want []string) error {
		if !identifier.MatchString(table) {
			return fmt.Errorf("%q of kind %q cannot be a table's name", table, kind)
		}
		if other, twice := claimed[table]; twice {
			return fmt.Errorf("kinds %q and %q both claim the table %s", other, kind, table)
		}
		claimed[table] = kind
		has, err := columns(ctx, pool, table)
		if err != nil {
			return fmt.Errorf("look at the table %s: %w", table, err)
		}
		for _, c := range want {
			if !has[c] {
				return fmt.Errorf("the table %s of kind %q has no column %s: its migration is missing or of another shape", table, kind, c)
			}
		}
		return nil
	}
	for _, p := range register.Practices() {
		if err := claim(p.Kind, p.Table, aggregateColumns); err != nil {
			return nil, err
		}
		if p.RowsTable != "" {
			if err := claim(p.Kind, p.RowsTable, rowColumns); err != nil {
				return nil, err
			}
		}
		out[p.Kind] = newShelf(p)
	}
	return out, nil
}

// shelf answers where the aggregates of a kind stand.
func (t *tx) shelf(kind governance.Kind) (*shelf, error) {
	s, ok := t.db.shelves[kind]
	if !ok {
		return nil, fmt.Errorf("no practice is registered for kind %q", kind)
	}
	return s, nil
}
