package mattermost

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// firstWait and lastWait bound the pause before the connection is tried again; it doubles with every failure in a row.
	firstWait, lastWait = time.Second, time.Minute
	// soon is the pause before the bot reads again what it may have missed; failures double it as well.
	soon = 5 * time.Second
	// backlog is how many events may wait to be dealt with. Who falls further behind begins again with a fresh connection.
	backlog = 10_000
	// acting bounds one event, catching the reading of everything after a connection.
	acting, catching = time.Minute, 15 * time.Minute
)

// errBehind answers a connection that told more than could be dealt with.
var errBehind = errors.New("too many events are waiting")

func randomly() float64 { return rand.Float64() }

// supervise keeps connected until ctx is done.
func (a *Adapter) supervise(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; failures++ {
		settled, err := a.session(ctx)
		if ctx.Err() != nil {
			break
		}
		if settled {
			failures = 0
		}
		wait := a.wait(firstWait, lastWait, failures)
		a.report(false, "not connected to Mattermost: "+err.Error())
		a.log.WarnContext(ctx, "not connected", "err", err, "again_in", wait)
		pause(ctx, wait)
	}
	a.report(false, "stopped")
}

// wait doubles first with every failure up to last, and takes away up to a quarter by chance, so that not everybody comes back at once.
func (a *Adapter) wait(first, last time.Duration, failures int) time.Duration {
	d := last
	if failures < 16 {
		d = min(first<<failures, last)
	}
	return d - time.Duration(a.dice()*float64(d)/4)
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// session is one connection: it is made, everything that may have been missed is read, and then what happens is heard until the
// connection breaks. Settled tells whether it came as far as hearing.
func (a *Adapter) session(ctx context.Context) (settled bool, err error) {
	w, err := a.dial(ctx)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer w.Close()
	queue, broken := hear(ctx, w)
	l := &listener{Adapter: a, due: time.NewTimer(0), planned: true}
	defer l.due.Stop()
	for {
		select {
		case <-ctx.Done():
			return l.settled, ctx.Err()
		case err := <-broken:
			return l.settled, err
		case <-l.due.C:
			l.catchUp(ctx)
		case h := <-queue:
			l.hears(ctx, h)
		}
	}
}

// heard is an event to deal with, or none but the news that some before it were lost.
type heard struct {
	event *model.WebSocketEvent
	lost  bool
}

// hear reads events into a queue, so that the server is not kept waiting while one is dealt with: it cuts off whoever is slow. The
// server numbers what it tells a connection one by one.
func hear(ctx context.Context, w wire) (<-chan heard, <-chan error) {
	queue, broken := make(chan heard, backlog), make(chan error, 1)
	go func() {
		for next := int64(-1); ; {
			event, err := w.Next()
			if err != nil {
				broken <- fmt.Errorf("the connection broke: %w", err)
				return
			}
			h := heard{event, next >= 0 && event.GetSequence() != next}
			next = event.GetSequence() + 1
			if !heeded(event.EventType()) {
				if h.event = nil; !h.lost {
					continue
				}
			}
			select {
			case queue <- h:
			case <-ctx.Done():
				return
			default:
				broken <- errBehind
				return
			}
		}
	}()
	return queue, broken
}

// listener deals with one connection's events, one after another and never while it reads again what was missed: an event that came
// after a reading must not be undone by it.
type listener struct {
	*Adapter
	// due fires when the bot is to read again what it may have missed, if that is planned.
	due     *time.Timer
	planned bool
	// failures counts readings that failed in a row; settled tells that one succeeded.
	failures int
	settled  bool
}

// hears deals with one event. What cannot be dealt with now is found again by reading.
func (l *listener) hears(ctx context.Context, h heard) {
	if h.lost {
		l.log.WarnContext(ctx, "events were lost on the way")
		l.plan(soon)
	}
	if h.event == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, acting)
	defer cancel()
	again, err := l.heed(ctx, h.event)
	if err != nil {
		l.log.WarnContext(ctx, "an event could not be dealt with", "event", h.event.EventType(), "err", err)
	}
	if err != nil || again {
		l.plan(soon)
	}
}

// plan has everything read again after a while, unless that is planned already.
func (l *listener) plan(after time.Duration) {
	if !l.planned {
		l.planned = true
		l.due.Reset(after)
	}
}

// catchUp reads again what may have been missed. Until that has worked the bot is not ready.
func (l *listener) catchUp(ctx context.Context) {
	l.planned = false
	err := l.readAll(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		wait := l.wait(soon, lastWait, l.failures)
		l.failures++
		l.log.WarnContext(ctx, "could not read what was missed", "err", err, "again_in", wait)
		l.report(false, "cannot read what was missed: "+err.Error())
		l.planned = true
		l.due.Reset(wait)
		return
	}
	if !l.settled {
		l.log.InfoContext(ctx, "connected", "teams", len(l.all()))
	}
	l.settled, l.failures = true, 0
	l.report(true, "")
}

// readAll learns which teams there are and has the bot read every one of them, those that it is in no more included, for the last time.
// One that fails does not keep the others waiting.
func (l *listener) readAll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, catching)
	defer cancel()
	before := l.all()
	if err := l.learn(ctx); err != nil {
		return err
	}
	var errs []error
	for _, s := range before {
		if l.space(s.team.Id) == nil {
			l.log.WarnContext(ctx, "the bot is no longer in a team", "team", s.team.Name, "err", l.desk.Sync(ctx, s.id))
		}
	}
	for _, s := range l.all() {
		if err := l.desk.Sync(ctx, s.id); err != nil {
			errs = append(errs, fmt.Errorf("team %s: %w", s.team.Name, err))
		}
	}
	return errors.Join(errs...)
}

func sortedSpaces(spaces map[string]*space) []*space {
	return slices.SortedFunc(maps.Values(spaces), func(a, b *space) int { return cmp.Compare(a.id, b.id) })
}
