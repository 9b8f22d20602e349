package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// conn is one connection with its prepared statements. Statements run to their end whatever becomes of the caller's context: a
// transaction is short, and one that was cut off in the middle would take its whole batch with it.
type conn struct {
	sql   *sql.Conn
	stmts map[string]*sql.Stmt
}

func (c *conn) stmt(query string) (*sql.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.sql.PrepareContext(context.Background(), placeholders(query))
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	c.stmts[query] = s
	return s, nil
}

// exec runs a statement and answers how many rows it changed.
func (c *conn) exec(query string, args ...any) (int64, error) {
	s, err := c.stmt(query)
	if err != nil {
		return 0, err
	}
	result, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert runs a statement that adds one row and answers its id.
func (c *conn) insert(query string, args ...any) (int64, error) {
	var id int64
	found, err := c.one(query+" RETURNING id", args, &id)
	if err == nil && !found {
		err = errors.New("nothing was inserted")
	}
	return id, err
}

// one reads the first row of a query and tells whether there was one.
func (c *conn) one(query string, args []any, into ...any) (bool, error) {
	s, err := c.stmt(query)
	if err != nil {
		return false, err
	}
	err = s.QueryRowContext(context.Background(), args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// each hands every row of a query to row, which scans it.
func (c *conn) each(query string, args []any, row func(scan func(...any) error) error) error {
	s, err := c.stmt(query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(context.Background(), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		s.Close()
	}
	return c.sql.Close()
}

// collect gathers what row reads from every row of a query.
func collect[T any](t *tx, query string, args []any, row func(scan func(...any) error) (T, error)) ([]T, error) {
	var out []T
	err := t.each(query, args, func(scan func(...any) error) error {
		item, err := row(scan)
		if err == nil {
			out = append(out, item)
		}
		return err
	})
	return out, err
}
