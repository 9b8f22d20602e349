package storage

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

var (
	errViewing = errors.New("storage: a view cannot write")
	errOver    = errors.New("storage: this transaction is over")
	errLeft    = errors.New("storage: the transaction's function ended its goroutine instead of returning")
)

// tx is one caller's transaction: a savepoint of the writer's, or a reader's snapshot. It implements assembly.Tx in one file a part.
type tx struct {
	db      *DB
	conn    *conn
	viewing bool
	over    bool
}

var _ assembly.Tx = (*tx)(nil)

func (t *tx) ready(writing bool) error {
	switch {
	case t.over:
		return errOver
	case writing && t.viewing:
		return errViewing
	}
	return nil
}

func (t *tx) exec(query string, args ...any) (int64, error) {
	if err := t.ready(true); err != nil {
		return 0, err
	}
	return t.conn.exec(query, args...)
}

func (t *tx) insert(query string, args ...any) (int64, error) {
	if err := t.ready(true); err != nil {
		return 0, err
	}
	return t.conn.insert(query, args...)
}

func (t *tx) one(query string, args []any, into ...any) (bool, error) {
	if err := t.ready(false); err != nil {
		return false, err
	}
	return t.conn.one(query, args, into...)
}

func (t *tx) each(query string, args []any, row func(scan func(...any) error) error) error {
	if err := t.ready(false); err != nil {
		return err
	}
	return t.conn.each(query, args, row)
}

// Panic is what Update and View answer when the function they were given panicked. What it did is undone.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string {
	return fmt.Sprintf("storage: panic in a transaction: %v\n%s", p.Value, p.Stack)
}

// Unwrap gives the error that was panicked with, if it was one.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// run runs f over the transaction and ends the transaction's use. However f ends, by returning, by a panic or by taking its
// goroutine down, ended hears of it exactly once.
func (t *tx) run(f func(assembly.Tx) error, ended func(error)) {
	err := errLeft
	defer func() {
		if value := recover(); value != nil {
			err = &Panic{value, debug.Stack()}
		}
		t.over = true
		ended(err)
	}()
	err = f(t)
}

// missing refuses what is not there.
func missing(id string) error { return governance.Refuse(governance.NotFound, "no_such", "id", id) }
