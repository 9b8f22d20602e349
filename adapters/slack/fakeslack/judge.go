package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack/blockkit"
)

// Violation is something that the bot did wrong.
type Violation struct {
	// Where is the API method or the kind of delivery it happened in.
	Where string
	// Code is Slack's error, or ack_timeout, ack_too_large, ack_unreadable,
	// payload_not_accepted, used_url, expired_url.
	Code string
	// Detail says more, for a person.
	Detail string
	// Expected is true when the test had said so with Expect.
	Expected bool
}

// Call is one Web API request as it came in.
type Call struct {
	Method string
	// Args are the arguments, those that were JSON values as JSON. The token is not
	// among them.
	Args map[string]string
	// Team is the workspace of the token, empty for an app token.
	Team string
	// Error is Slack's error code, empty when the call succeeded.
	Error string
	// Status is the HTTP status it was answered with; 0 when it was left hanging or
	// cut off.
	Status int
	// At is the simulated time.
	At time.Time
}

// Ping is something posted by the app that would notify a crowd.
type Ping struct {
	Where, Channel string
	blockkit.Ping
}

// Expect announces violations: one with any of these codes is recorded but does not
// fail the test.
func (s *Server) Expect(codes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expected = append(s.expected, codes...)
}

// Violations lists what the bot did wrong so far, expected or not.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// Pings lists everything the app posted that would have called a whole channel,
// workspace or user group. A bot that never does can assert that it is empty.
func (s *Server) Pings() []Ping {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.pings)
}

// Calls lists the calls of one method in the order they came; all methods when it
// is empty.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// violate records a fault of the bot and fails the test unless it was expected. The
// lock is held.
func (s *Server) violate(where, code, format string, args ...any) {
	v := Violation{where, code, fmt.Sprintf(format, args...), slices.Contains(s.expected, code)}
	s.violations = append(s.violations, v)
	if !v.Expected && !s.closed {
		s.t.Errorf("fakeslack: %s: %s: %s", v.Where, v.Code, v.Detail)
	}
}

// notePings records the crowd mentions of something that was posted.
func (s *Server) notePings(where, channel string, payload map[string]any) {
	data, err := json.Marshal(payload)
	if err != nil {
		return // It came from JSON.
	}
	for _, p := range blockkit.Pings(data) {
		s.pings = append(s.pings, Ping{where, channel, p})
	}
}
