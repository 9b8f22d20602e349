package storage

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/folkmoot/folkmoot/governance/assembly"
)

// readers lends out connections that cannot write, as many at once as it has. They are opened when they are first needed.
type readers struct {
	open    func(context.Context) (*conn, error)
	free    chan *conn // room for all; nil stands for one not yet opened
	closing chan struct{}
	once    sync.Once
}

func newReaders(most int, open func(context.Context) (*conn, error)) *readers {
	r := &readers{open: open, free: make(chan *conn, most), closing: make(chan struct{})}
	for range most {
		r.free <- nil
	}
	return r
}

// View implements assembly.Store. Views run beside one another and beside the writer, each over the state that was durable when it
// first read. A panic of f's is answered as a *Panic.
func (db *DB) View(ctx context.Context, f func(assembly.Tx) error) (err error) {
	c, err := db.readers.borrow(ctx)
	if err != nil {
		return err
	}
	defer func() { db.readers.free <- c }()
	if _, err := c.exec("BEGIN"); err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	t := &tx{db: db, conn: c, viewing: true}
	t.run(f, func(ended error) {
		err = ended
		if _, failed := c.exec("ROLLBACK"); failed != nil && err == nil {
			err = fmt.Errorf("end reading: %w", failed)
		}
	})
	return err
}

func (r *readers) borrow(ctx context.Context) (*conn, error) {
	select {
	case <-r.closing:
		return nil, ErrClosed
	default:
	}
	select {
	case c := <-r.free:
		if c != nil {
			return c, nil
		}
		c, err := r.open(ctx)
		if err != nil {
			r.free <- nil
			return nil, err
		}
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-r.closing:
		return nil, ErrClosed
	}
}

// close waits for the views that are running and closes every connection.
func (r *readers) close() error {
	var failed []error
	r.once.Do(func() {
		close(r.closing)
		for range cap(r.free) {
			if c := <-r.free; c != nil {
				failed = append(failed, c.close())
			}
		}
	})
	return errors.Join(failed...)
}
