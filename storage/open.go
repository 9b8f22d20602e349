package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// mostReaders is how many views may run at once.
const mostReaders = 8

// DB is an open database. It implements assembly.Store and is safe for use by many goroutines.
type DB struct {
	path     string
	register *assembly.Register
	shelves  map[governance.Kind]*shelf
	events   map[string]bool // by name, which of them can be read back

	held     *os.File
	writable *sql.DB
	readable *sql.DB
	writer   *writer
	readers  *readers
	pruning  pruning

	closing sync.Once
	failed  error // of Close
}

var _ assembly.Store = (*DB)(nil)

// Open opens the SQLite file at path for the practices of the register. It creates the file when it is not there, and brings its
// schema up to date. It is an error, which says what to do, when the path is no file's, when another process has the file open, when
// a newer Folkmoot made it, or when it lies where a commit could not be made durable.
func Open(ctx context.Context, path string, register *assembly.Register) (*DB, error) {
	real, err := filePath(path)
	if err != nil {
		return nil, fmt.Errorf("open the database %q: %w", path, err)
	}
	db := &DB{path: real, register: register, events: map[string]bool{}}
	for _, p := range register.Practices() {
		for _, event := range p.Events {
			db.events[event().EventName()] = true
		}
	}
	if err := db.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %s: %w", real, err), db.release())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context) (err error) {
	if db.held, err = lock(db.path); err != nil {
		return err
	}
	if db.writable, err = openSQLite(db.path, writing); err != nil {
		return err
	}
	if err := migrate(ctx, db.writable); err != nil {
		return err
	}
	if db.shelves, err = shelves(ctx, db.writable, db.register); err != nil {
		return err
	}
	if db.readable, err = openSQLite(db.path, reading); err != nil {
		return err
	}
	c, err := connect(ctx, db.writable)
	if err != nil {
		return err
	}
	if err := durable(c); err != nil {
		return errors.Join(err, c.close())
	}
	db.writer = newWriter(db, c)
	db.readers = newReaders(mostReaders, func(ctx context.Context) (*conn, error) { return connect(ctx, db.readable) })
	return nil
}

// Close ends the work that was begun, refuses any more with ErrClosed, and gives the file free. Closing again answers the same.
func (db *DB) Close() error {
	db.closing.Do(func() { db.failed = db.release() })
	return db.failed
}

// release gives back what open took, as far as it came.
func (db *DB) release() error {
	var failed []error
	if db.writer != nil {
		failed = append(failed, db.readers.close(), db.writer.close())
	}
	if db.readable != nil {
		failed = append(failed, db.readable.Close())
	}
	if db.writable != nil {
		// The last connection to close brings what is in the log into the file.
		failed = append(failed, db.writable.Close())
	}
	if db.held != nil {
		failed = append(failed, db.held.Close())
	}
	return errors.Join(failed...)
}

// Path is the absolute path of the database's file.
func (db *DB) Path() string { return db.path }

// Ping tells whether the database can be read.
func (db *DB) Ping(ctx context.Context) error {
	return db.View(ctx, func(t assembly.Tx) error {
		_, err := t.NextDue()
		return err
	})
}

// Stats counts what happened since Open.
type Stats struct {
	// Commits, the Updates that they made durable, and the Undone ones, which failed or were refused.
	Commits, Updates, Undone int64
}

// Stats answers the counts so far.
func (db *DB) Stats() Stats {
	s := &db.writer.stats
	return Stats{s.commits.Load(), s.updates.Load(), s.undone.Load()}
}
