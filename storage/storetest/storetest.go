// Package storetest holds a Store to everything that the port of assembly promises. Every kind of store runs the same suite, so that
// the house need not know which one it stands on.
//
// The suite brings aggregates of its own, small enough to be read here, beside governance's circles and people. They stand in the
// tables of proposals and agreements, which every store has.
package storetest

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
)

// Open opens the store that belongs to a test. The first call in a test gives a new and empty one; a call after that one was closed
// gives the same one again. What it opens it closes when the test ends, if the test has not.
type Open func(t *testing.T, register *assembly.Register) assembly.Store

// Run runs the whole suite.
func Run(t *testing.T, open func(*testing.T, *assembly.Register) assembly.Store) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"updates", updates}, {"views", views}, {"aggregates", aggregates}, {"agenda", agenda}, {"list", list}, {"record", record},
		{"directory", directory}, {"outbox", outbox}, {"cards", cards}, {"seen", seen}, {"restart", restart},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, open) })
	}
}

// noon is when the suite's things happen, to the nanosecond.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 123456789, time.UTC)

// bench is a store under test.
type bench struct {
	*testing.T
	assembly.Store
}

func newBench(t *testing.T, open Open) bench {
	t.Helper()
	return bench{t, open(t, Register())}
}

// do runs f in an update that must succeed.
func (b bench) do(f func(assembly.Tx) error) {
	b.Helper()
	if err := b.Update(context.Background(), f); err != nil {
		b.Fatalf("update: %v", err)
	}
}

// see runs f in a view that must succeed.
func (b bench) see(f func(assembly.Tx) error) {
	b.Helper()
	if err := b.View(context.Background(), f); err != nil {
		b.Fatalf("view: %v", err)
	}
}

// close closes the store, which must succeed.
func (b bench) close() {
	b.Helper()
	if err := b.Store.(io.Closer).Close(); err != nil {
		b.Fatalf("close: %v", err)
	}
}

// clean checks that the record verifies.
func (b bench) clean() {
	b.Helper()
	faults, err := b.Store.(interface {
		Verify(context.Context) ([]storage.Fault, error)
	}).Verify(context.Background())
	if err != nil || len(faults) > 0 {
		b.Fatalf("the record is not clean: %v %v", faults, err)
	}
}

// refused checks that an error is the refusal people are to read.
func refused(t *testing.T, err error, kind governance.ErrorKind, code string) {
	t.Helper()
	if e := governance.AsError(err); e == nil || e.Kind != kind || e.Code != code {
		t.Errorf("answered %v, not %s %s", err, kind, code)
	}
}

// together calls f for 0 to n-1, all at once, and waits.
func together(n int, f func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	all.Wait()
}

var errOnPurpose = errors.New("on purpose")

// idea answers the ref of a motion, deed that of a pact.
func idea(org governance.OrgID, n int64) governance.Ref {
	return governance.Ref{Org: org, Kind: "P", N: n}
}
func deed(org governance.OrgID, n int64) governance.Ref {
	return governance.Ref{Org: org, Kind: "A", N: n}
}
