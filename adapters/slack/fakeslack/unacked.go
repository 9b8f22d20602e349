package fakeslack

import (
	"context"
	"sync"
)

// unacked are the deliveries that wait for their acknowledgement.
type unacked struct {
	mu   sync.Mutex
	open map[chan struct{}]bool
}

// begin notes a delivery and answers what ends it.
func (u *unacked) begin() (end func()) {
	ended := make(chan struct{})
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.open == nil {
		u.open = map[chan struct{}]bool{}
	}
	u.open[ended] = true
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		delete(u.open, ended)
		close(ended)
	}
}

// wait lets somebody wait for the end of every delivery that is open now. Slack itself does no such thing. Here nothing but views.open is
// answered before what was delivered is acknowledged, so that an app which asks something first runs into its three seconds every time, and
// not only on the day when Slack is slow.
func (u *unacked) wait(ctx context.Context) {
	u.mu.Lock()
	var all []chan struct{}
	for ended := range u.open {
		all = append(all, ended)
	}
	u.mu.Unlock()
	for _, ended := range all {
		select {
		case <-ended:
		case <-ctx.Done():
			return
		}
	}
}
