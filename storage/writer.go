package storage

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/folkmoot/folkmoot/governance/assembly"
)

// ErrClosed answers whoever comes after Close.
var ErrClosed = errors.New("storage: the database is closed")

// mostAtOnce bounds how many updates share one commit, so that the first of them does not wait for ever.
const mostAtOnce = 128

// writer owns the one connection that writes. Updates come to it over a channel without a buffer, so that an update is either with
// the writer or was never begun.
type writer struct {
	db      *DB
	conn    *conn
	updates chan *update
	closing chan struct{}
	stopped chan struct{}
	stats   counts
}

type counts struct{ commits, updates, undone atomic.Int64 }

// update is one call of Update on its way. The channels have room for their one message, so that nobody waits for a reader.
type update struct {
	ctx  context.Context
	turn chan *tx   // the transaction, when it is this update's turn
	ran  chan error // how its function ended
	done chan error // how it all ended
}

func newWriter(db *DB, c *conn) *writer {
	w := &writer{db: db, conn: c, updates: make(chan *update), closing: make(chan struct{}), stopped: make(chan struct{})}
	go w.loop()
	return w
}

// Update implements assembly.Store. F runs on the caller's goroutine, within a transaction that others may share but cannot see.
// It must not call Update itself, which would wait for itself. A panic of f's is answered as a *Panic. Once f has begun, the end of
// ctx changes nothing.
func (db *DB) Update(ctx context.Context, f func(assembly.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := &update{ctx, make(chan *tx, 1), make(chan error, 1), make(chan error, 1)}
	select {
	case db.writer.updates <- u:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.writer.closing:
		return ErrClosed
	}
	if t := <-u.turn; t != nil {
		t.run(f, func(err error) { u.ran <- err })
	}
	return <-u.done
}

func (w *writer) loop() {
	defer close(w.stopped)
	for {
		select {
		case u := <-w.updates:
			w.batch(u)
		case <-w.closing:
			return
		}
	}
}

// batch carries out the first update, and whatever others wait by then, in one commit.
func (w *writer) batch(u *update) {
	if _, err := w.conn.exec(begin); err != nil {
		w.refuse(u, fmt.Errorf("begin: %w", err))
		return
	}
	var done []*update
	for n := 1; ; n++ {
		ok, broken := w.attempt(u)
		if ok {
			done = append(done, u)
		}
		if broken != nil {
			w.abandon(done, broken)
			return
		}
		if n == mostAtOnce {
			break
		}
		if u = w.waiting(); u == nil {
			break
		}
	}
	if _, err := w.conn.exec("COMMIT"); err != nil {
		w.abandon(done, fmt.Errorf("commit: %w", err))
		return
	}
	if len(done) > 0 {
		w.stats.commits.Add(1)
	}
	w.stats.updates.Add(int64(len(done)))
	for _, u := range done {
		u.done <- nil
	}
}

// waiting answers the next update that is there already, nil for none. Letting others run first costs a lone caller nothing and
// lets those come in who are just about to.
func (w *writer) waiting() *update {
	for range 2 {
		select {
		case u := <-w.updates:
			return u
		default:
			runtime.Gosched()
		}
	}
	return nil
}

// attempt runs one update in a savepoint and tells whether it succeeded and awaits the commit. Broken is an error that leaves the
// whole transaction in doubt; the update it struck has been answered.
func (w *writer) attempt(u *update) (ok bool, broken error) {
	if err := u.ctx.Err(); err != nil {
		w.refuse(u, err)
		return false, nil
	}
	if _, err := w.conn.exec("SAVEPOINT one"); err != nil {
		err = fmt.Errorf("savepoint: %w", err)
		w.refuse(u, err)
		return false, err
	}
	u.turn <- &tx{db: w.db, conn: w.conn}
	if failed := <-u.ran; failed != nil {
		broken = w.undo()
		w.stats.undone.Add(1)
		u.done <- failed
		return false, broken
	}
	if _, err := w.conn.exec("RELEASE one"); err != nil {
		err = fmt.Errorf("release: %w", err)
		u.done <- err
		return false, err
	}
	return true, nil
}

// undo takes back what happened since the savepoint.
func (w *writer) undo() error {
	if _, err := w.conn.exec("ROLLBACK TO one"); err != nil {
		return fmt.Errorf("roll back: %w", err)
	}
	if _, err := w.conn.exec("RELEASE one"); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// refuse answers an update that is not run at all.
func (w *writer) refuse(u *update, err error) {
	u.done <- err
	u.turn <- nil
}

// abandon undoes the whole transaction and tells everybody in it.
func (w *writer) abandon(all []*update, err error) {
	// The database may have ended the transaction by itself; then there is nothing to roll back, which is as good.
	_, _ = w.conn.exec("ROLLBACK")
	w.stats.undone.Add(int64(len(all)))
	for _, u := range all {
		u.done <- err
	}
}

// close lets the batch in progress end and stops.
func (w *writer) close() error {
	close(w.closing)
	<-w.stopped
	return w.conn.close()
}
