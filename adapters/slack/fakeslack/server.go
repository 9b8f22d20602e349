package fakeslack

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// Server is one Slack: all its workspaces, apps and people. Its methods may be
// called from several goroutines.
type Server struct {
	t       testing.TB
	http    *httptest.Server
	methods map[string]method
	serve   map[string]func(*call) result
	scopes  map[string][]string // by event type
	clock   *clock
	client  *http.Client
	ackIn   time.Duration
	page    int
	closing chan struct{}
	work    inflight
	unacked unacked

	mu         sync.Mutex
	limits     bool
	rates      map[string]*window
	serial     int
	lastTS     map[string]int64
	workspaces []*Workspace
	apps       []*App
	users      map[string]*User
	channels   map[string]*Channel
	grants     map[string]*grant
	codes      map[string]*installCode
	triggers   map[string]*trigger
	hooks      map[string]*hook
	tickets    map[string]*App
	calls      []Call
	faults     []*fault
	violations []Violation
	expected   []string
	pings      []Ping
	deliveries []Delivery
	pending    []outbound
	unruly     unruly
	reactors   int // how many of a reaction are named although all were asked for; zero for all
	closed     bool
}

// Option configures a Server.
type Option func(*Server)

// WithNow makes the server follow the test's own clock. Advance may not be used
// then; call Tick after moving the clock.
func WithNow(now func() time.Time) Option {
	return func(s *Server) { s.clock.outside = now }
}

// StartingAt sets the first instant of the simulated clock.
func StartingAt(at time.Time) Option { return func(s *Server) { s.clock.now = at } }

// WithRateLimits makes Slack's rate tiers hold, on the simulated clock.
func WithRateLimits() Option { return func(s *Server) { s.limits = true } }

// AckWithin is another time than the real three seconds in which an app must
// acknowledge: shorter, for tests of what happens when it does not, or longer.
func AckWithin(d time.Duration) Option { return func(s *Server) { s.ackIn = d } }

// PageSize lets no list answer with more than n entries at once, however many
// were asked for, which Slack reserves the right to do.
func PageSize(n int) Option { return func(s *Server) { s.page = n } }

// New starts a Slack and closes it with the test.
func New(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s := &Server{
		t: t, clock: newClock(), ackIn: 3 * time.Second, page: 1000, closing: make(chan struct{}),
		rates: map[string]*window{}, lastTS: map[string]int64{}, users: map[string]*User{},
		channels: map[string]*Channel{}, grants: map[string]*grant{}, codes: map[string]*installCode{},
		triggers: map[string]*trigger{}, hooks: map[string]*hook{}, tickets: map[string]*App{},
	}
	// An app that is restarted on the same port must not meet a dead connection.
	s.client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	var err error
	if s.methods, s.scopes, err = loadTables(); err != nil {
		t.Fatalf("fakeslack: %v", err)
	}
	s.serve = s.handlers()
	for _, opt := range opts {
		opt(s)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.handleCall)
	mux.HandleFunc("/hook/{id}", s.handleHook)
	mux.HandleFunc("/link/", s.handleSocket)
	s.http = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// URL is the base of the Web API, with its trailing slash.
func (s *Server) URL() string { return s.http.URL + "/api/" }

// Close ends the server and every connection to it. New arranges for it to be
// called when the test ends; calling it again does nothing.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	close(s.closing)
	apps := slices.Clone(s.apps)
	s.mu.Unlock()
	for _, app := range apps {
		app.CutConnections()
	}
	s.http.CloseClientConnections()
	s.http.Close()
	s.work.wait()
}

// Settle waits until everything that is under way has reached the app and been
// answered. Retries that wait for the clock are not waited for.
func (s *Server) Settle() { s.work.wait() }

// tell runs a change under the lock and delivers what it caused, waiting for the
// app's answers.
func (s *Server) tell(change func()) {
	<-s.tellSoon(change)
}

// tellSoon is tell without the waiting; the channel closes when all was delivered.
func (s *Server) tellSoon(change func()) <-chan struct{} {
	s.mu.Lock()
	change()
	batch := s.pending
	s.pending = nil
	s.mu.Unlock()
	return s.dispatch(batch)
}

// id makes a new identifier such as U00000012. The lock is held.
func (s *Server) id(prefix string) string {
	s.serial++
	return fmt.Sprintf("%s%08X", prefix, s.serial)
}

// misuse reports a mistake of the test itself.
func (s *Server) misuse(format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("fakeslack: "+format, args...)
}

// inflight counts work under way, so that Settle can wait for none. Unlike a
// WaitGroup it may be waited for while work is added.
type inflight struct {
	mu   sync.Mutex
	n    int
	idle chan struct{}
}

func (w *inflight) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n == 0 {
		w.idle = make(chan struct{})
	}
	w.n++
}

func (w *inflight) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n--; w.n == 0 {
		close(w.idle)
	}
}

func (w *inflight) wait() {
	w.mu.Lock()
	idle, n := w.idle, w.n
	w.mu.Unlock()
	if n > 0 {
		<-idle
	}
}
