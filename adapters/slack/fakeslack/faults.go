package fakeslack

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

type faultKind int

const (
	faultStatus  faultKind = iota // an HTTP status and no sensible body
	faultError                    // an error code
	faultLimited                  // 429
	faultHang                     // no answer at all
	faultDrop                     // the work is done and the connection cut
	faultMute                     // the work is done and no answer comes
)

// fault is a mishap arranged by a test.
type fault struct {
	method  string
	kind    faultKind
	left    int // how many times more
	skip    int // calls to let pass first
	channel string
	status  int
	code    string
	retry   time.Duration
	silent  bool
}

// Fault shapes a mishap arranged with Fail.
type Fault func(*fault)

// Times says how often it happens; once unless said.
func Times(n int) Fault { return func(f *fault) { f.left = n } }

// After lets n matching calls pass unharmed first.
func After(n int) Fault { return func(f *fault) { f.skip = n } }

// In restricts it to calls about one channel.
func In(ch *Channel) Fault { return func(f *fault) { f.channel = ch.ID } }

// Status answers with an HTTP status, without doing anything.
func Status(code int) Fault { return func(f *fault) { f.kind, f.status = faultStatus, code } }

// Error answers with an error code that Slack documents for the method, without
// doing anything.
func Error(code string) Fault { return func(f *fault) { f.kind, f.code = faultError, code } }

// RateLimited answers 429, with a Retry-After header unless withoutHeader.
func RateLimited(retryAfter time.Duration, withoutHeader bool) Fault {
	return func(f *fault) { f.kind, f.retry, f.silent = faultLimited, retryAfter, withoutHeader }
}

// Timeout never answers; the caller has to give up.
func Timeout() Fault { return func(f *fault) { f.kind = faultHang } }

// DropAfterApply does what was asked and then cuts the connection, so that the
// caller cannot know.
func DropAfterApply() Fault { return func(f *fault) { f.kind = faultDrop } }

// MuteAfterApply does what was asked and never answers; the caller has to give up,
// or ends before that.
func MuteAfterApply() Fault { return func(f *fault) { f.kind = faultMute } }

// Fail arranges for calls of a method ("*" is any, "response_url" a POST to one) to fail, once unless Times says
// otherwise. Without a kind of failure it is a status 500. Arrangements are used
// up in the order they were made.
func (s *Server) Fail(method string, how ...Fault) {
	s.t.Helper()
	f := &fault{method: method, left: 1, kind: faultStatus, status: http.StatusInternalServerError}
	for _, set := range how {
		set(f)
	}
	spec, known := s.methods[method]
	if !known && method != "*" && method != "response_url" {
		s.misuse("Fail: no method %s", method)
		return
	}
	if f.kind == faultError && known && !spec.knows(f.code) {
		s.misuse("Fail: Slack documents no error %s for %s", f.code, method)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
}

// Heal forgets the arrangements for a method, all of them for "*".
func (s *Server) Heal(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var left []*fault
	for _, f := range s.faults {
		if method != "*" && f.method != method {
			left = append(left, f)
		}
	}
	s.faults = left
}

// faultFor takes the next arrangement that matches a call.
func (s *Server) faultFor(c *call) *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.left <= 0 || (f.method != "*" && f.method != c.name) || (f.channel != "" && f.channel != c.args["channel"]) {
			continue
		}
		if f.skip > 0 {
			f.skip--
			continue
		}
		f.left--
		return f
	}
	return nil
}

// answer carries out a fault that happens instead of the work.
func (f *fault) answer(s *Server, c *call, w http.ResponseWriter) {
	switch f.kind {
	case faultError:
		s.record(c, f.code, http.StatusOK)
		s.write(w, c, refuse(f.code), http.StatusOK)
	case faultLimited:
		s.record(c, "ratelimited", http.StatusTooManyRequests)
		if !f.silent {
			w.Header().Set("Retry-After", strconv.Itoa(int(f.retry/time.Second)))
		}
		s.write(w, c, refuse("ratelimited"), http.StatusTooManyRequests)
	default:
		s.record(c, fmt.Sprintf("http_%d", f.status), f.status)
		http.Error(w, "upstream connect error", f.status)
	}
}
