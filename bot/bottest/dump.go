package bottest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Dump writes out everything that the database holds, but for the tables named, so that a test can search it.
func (w *World) Dump(but ...string) string {
	w.T.Helper()
	db, err := sql.Open("sqlite3", w.path)
	w.must(err)
	defer db.Close()
	names, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'table'")
	w.must(err)
	var tables []string
	for names.Next() {
		var name string
		w.must(names.Scan(&name))
		if !slices.Contains(but, name) {
			tables = append(tables, name)
		}
	}
	w.must(names.Err())
	var out strings.Builder
	for _, table := range tables {
		w.dump(&out, db, table)
	}
	return out.String()
}

func (w *World) dump(out *strings.Builder, db *sql.DB, table string) {
	w.T.Helper()
	rows, err := db.Query("SELECT * FROM " + table)
	w.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	w.must(err)
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		w.must(rows.Scan(into...))
		for i, value := range values {
			if data, ok := value.([]byte); ok {
				value = string(data)
			}
			fmt.Fprintf(out, "%s.%s: %v\n", table, columns[i], value)
		}
	}
	w.must(rows.Err())
}
