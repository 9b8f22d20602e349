package slack

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/folkmoot/folkmoot/bot"
)

// Slack counts calls by method, workspace and app, in tiers of so many a minute, and messages by channel, about one a second. Asking
// less than that is cheaper than being told 429: then Slack stops the method for everybody in the workspace.
const (
	tier2 = 20
	tier3 = 50
	tier4 = 100
	// perChannel is chat.postMessage into one channel; postsAltogether is that of a workspace ("several hundred a minute").
	perChannel      = 60
	postsAltogether = 300
)

// patience is how long a call waits for its turn. Longer than that it comes back as Limited, so that whoever wants it can do something
// else meanwhile.
const patience = 5 * time.Second

// pace holds one workspace's calls to Slack's rates.
type pace struct {
	now  func() time.Time
	wait func(context.Context, time.Duration) error

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	// until is when Slack, having said 429, may be asked again, by method.
	until map[string]time.Time
}

func newPace(now func() time.Time) *pace {
	return &pace{now: now, wait: wait, buckets: map[string]*rate.Limiter{}, until: map[string]time.Time{}}
}

// perMinute answers a method's allowance; 0 for none worth counting here.
func perMinute(method string) int {
	switch method {
	case "users.list", "usergroups.list", "usergroups.users.list", "conversations.list":
		return tier2
	case "chat.update", "conversations.info", "conversations.open", "reactions.get", "conversations.history", "conversations.replies":
		return tier3
	case "conversations.members", "users.info", "chat.postEphemeral", "views.open", "views.publish":
		return tier4
	case "chat.postMessage":
		return postsAltogether
	}
	return 0
}

// await takes a turn for a call of the method, about a channel where it is about one. It answers a Limited fault when that would take
// longer than patience, or the context's error.
func (p *pace) await(ctx context.Context, method, channel string) error {
	wait := p.reserve(method, channel)
	if wait > patience {
		return &bot.Fault{Class: bot.Limited, RetryAfter: wait, Code: "ratelimited"}
	}
	if wait <= 0 {
		return ctx.Err()
	}
	return p.wait(ctx, wait)
}

// wait lets time pass, or answers the context's error.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// reserve answers how long to wait. A turn that would be too far off is given back.
func (p *pace) reserve(method, channel string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	wait := max(p.until[method].Sub(now), 0)
	if wait > patience {
		return wait
	}
	var taken []*rate.Reservation
	if n := perMinute(method); n > 0 {
		taken = append(taken, p.bucket(method, n, max(1, n/2)).ReserveN(now, 1))
	}
	if method == "chat.postMessage" {
		taken = append(taken, p.bucket(method+" "+channel, perChannel, 3).ReserveN(now, 1))
	}
	for _, r := range taken {
		wait = max(wait, r.DelayFrom(now))
	}
	if wait > patience {
		for _, r := range taken {
			r.CancelAt(now)
		}
	}
	return wait
}

func (p *pace) bucket(key string, perMinute, burst int) *rate.Limiter {
	b, ok := p.buckets[key]
	if !ok {
		b = rate.NewLimiter(rate.Limit(float64(perMinute)/60), burst)
		p.buckets[key] = b
	}
	return b
}

// heed remembers what Slack said: not before that long. It says so of a method, in the workspace as a whole.
func (p *pace) heed(method string, err error) {
	f := bot.FaultOf(err)
	if f.Class != bot.Limited || f.RetryAfter <= 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.now().Add(f.RetryAfter); until.After(p.until[method]) {
		p.until[method] = until
	}
}
