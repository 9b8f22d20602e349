package bottest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
)

// oneAtATime is the database of a world in which one thing happens after the other. A transaction within another fails the test: whoever
// holds one reader and asks for a second can wait for ever where as many others do the same.
type oneAtATime struct {
	*storage.DB
	t    testing.TB
	busy atomic.Bool
	full atomic.Bool
}

// errFull is what a full disk says.
var errFull = errors.New("the disk is full")

// DiskFull lets nothing be kept any more, or again.
func (w *World) DiskFull(full bool) { w.store.full.Store(full) }

// Update implements assembly.Store.
func (o *oneAtATime) Update(ctx context.Context, f func(assembly.Tx) error) error {
	if o.full.Load() {
		return errFull
	}
	return o.alone(func() error { return o.DB.Update(ctx, f) })
}

// View implements assembly.Store.
func (o *oneAtATime) View(ctx context.Context, f func(assembly.Tx) error) error {
	return o.alone(func() error { return o.DB.View(ctx, f) })
}

func (o *oneAtATime) alone(do func() error) error {
	o.t.Helper()
	if !o.busy.CompareAndSwap(false, true) {
		o.t.Error("a transaction began within another")
		return do()
	}
	defer o.busy.Store(false)
	return do()
}
