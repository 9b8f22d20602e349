package schedule

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/robfig/cron/v3"
)

// Ticker calls a function again and again: every second, unless Spec says otherwise. It says when to look, never what time it
// is: the function reads the clock it was given. A tick that is still running when the next is due swallows it, and a panic ends
// its tick only.
type Ticker struct {
	// Spec is how often, in the words of robfig/cron ("@every 1s", which is also what an empty one means).
	Spec string
	// Panicked, if set, is told what a tick panicked with, and from where.
	Panicked func(value any, stack []byte)

	mu     sync.Mutex
	cron   *cron.Cron
	detach func() bool
}

// Start begins to tick; the first tick comes one period from now. When ctx ends no further tick begins, but Stop still has to be
// called to wait for the last. It fails when Spec cannot be read or the ticker has been started already.
func (t *Ticker) Start(ctx context.Context, tick func(context.Context)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cron != nil {
		return errors.New("schedule: the ticker is already started")
	}
	spec := t.Spec
	if spec == "" {
		spec = "@every 1s"
	}
	// The panic is caught inside of SkipIfStillRunning, which otherwise would take the tick for running for ever.
	chain := cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger))
	runner := cron.New(chain, cron.WithLogger(cron.DiscardLogger))
	if _, err := runner.AddFunc(spec, func() { t.run(ctx, tick) }); err != nil {
		return fmt.Errorf("schedule: how often to tick, %q: %w", spec, err)
	}
	runner.Start()
	t.cron = runner
	t.detach = context.AfterFunc(ctx, func() { runner.Stop() })
	return nil
}

// run is one tick.
func (t *Ticker) run(ctx context.Context, tick func(context.Context)) {
	defer func() {
		if value := recover(); value != nil && t.Panicked != nil {
			t.Panicked(value, debug.Stack())
		}
	}()
	if ctx.Err() == nil {
		tick(ctx)
	}
}

// Stop ends the ticking and returns when a tick that had begun is done. Stopping what was never started, or twice, does nothing.
func (t *Ticker) Stop() {
	t.mu.Lock()
	runner, detach := t.cron, t.detach
	t.mu.Unlock()
	if runner == nil {
		return
	}
	detach()
	<-runner.Stop().Done()
}
