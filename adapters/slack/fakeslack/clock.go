package fakeslack

import (
	"fmt"
	"sort"
	"sync"
	"time"
)

// clock is the simulated time and what is to happen at a later one.
type clock struct {
	mu      sync.Mutex
	now     time.Time
	outside func() time.Time
	due     []appointment
}

type appointment struct {
	at time.Time
	do func()
}

// newClock starts on a Tuesday morning.
func newClock() *clock {
	return &clock{now: time.Date(2026, time.March, 3, 9, 0, 0, 0, time.UTC)}
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.outside != nil {
		return c.outside()
	}
	return c.now
}

func (c *clock) at(when time.Time, do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due = append(c.due, appointment{when, do})
	sort.SliceStable(c.due, func(i, j int) bool { return c.due[i].at.Before(c.due[j].at) })
}

// next takes the earliest appointment up to an instant, moving the clock to it.
func (c *clock) next(until time.Time) (appointment, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.due) == 0 || c.due[0].at.After(until) {
		return appointment{}, false
	}
	first := c.due[0]
	c.due = c.due[1:]
	if first.at.After(c.now) {
		c.now = first.at
	}
	return first, true
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// Now is the server's time. The app under test should be given it as its clock.
func (s *Server) Now() time.Time { return s.clock.read() }

// Advance moves the simulated clock; event retries that fall due on the way are
// delivered at their own instants, in order.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if s.clock.outside != nil {
		s.misuse("Advance on a server with a clock of the test's own: move that and call Tick")
		return
	}
	until := s.Now().Add(d)
	s.runDue(until)
	s.clock.set(until)
}

// Tick delivers what has fallen due by now on the test's own clock.
func (s *Server) Tick() { s.runDue(s.Now()) }

func (s *Server) runDue(until time.Time) {
	for {
		first, ok := s.clock.next(until)
		if !ok {
			return
		}
		first.do()
	}
}

// stamp makes a message timestamp, unique and rising within its key. The lock is
// held.
func (s *Server) stamp(key string) string {
	micros := s.Now().UnixMicro()
	if last := s.lastTS[key]; micros <= last {
		micros = last + 1
	}
	s.lastTS[key] = micros
	return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6)
}
