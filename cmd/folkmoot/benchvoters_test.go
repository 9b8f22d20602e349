package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// The people of the circle in which votes are measured. The first raises the proposal and the second never answers, so that it is not
// decided before its time; everybody else votes and changes their mind again and again.
const (
	membersInBench = 256
	firstVoter     = 2
	votersInBench  = membersInBench - firstVoter
)

// moot is the whole program, wired as serve wires it, on a platform that takes everything it is told.
type moot struct {
	house  *house
	server *httptest.Server
	// request writes what a voter does to take a stance, as bytes of HTTP.
	request func(voter int, stance string) []byte
	stub    *stubPlatform
	turns   [membersInBench]int
}

// stanceOfTurn is the two stances that voters go back and forth between.
func stanceOfTurn(turn int) string { return []string{"consent", "abstain"}[turn%2] }

// openMoot wires the program over the stub, which the settings name, and waits until it is ready.
func openMoot(b testing.TB, stub *stubPlatform, cli CLI) *moot {
	b.Helper()
	cli.Log, cli.Secret = "error,text", "a secret that is long enough"
	r := &runtime{ctx: b.Context(), stdout: io.Discard, stderr: &benchLog{b: b}, cli: &cli}
	h, err := r.open(filepath.Join(b.TempDir(), "bench.db"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	platforms, err := r.platforms(h)
	if err == nil {
		err = h.start(context.WithoutCancel(b.Context()))
	}
	if err != nil {
		b.Fatal(err)
	}
	m := &moot{house: h, stub: stub, server: httptest.NewServer(h.routes(platforms))}
	for _, p := range platforms {
		p.start(context.WithoutCancel(b.Context()))
	}
	b.Cleanup(func() {
		m.server.Close()
		last, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		for _, p := range platforms {
			if err := p.stop(last); err != nil {
				b.Error(err)
			}
		}
		if err := h.stop(); err != nil {
			b.Error(err)
		}
	})
	awaitTrue(b, "the platform is connected", func() bool {
		ready, _ := platforms[0].ready()
		return ready
	})
	return m
}

// benchLog takes what the program logs as an error. Replies that nobody waits for may be dropped when thousands come in a second;
// anything else is a failure.
type benchLog struct{ b testing.TB }

func (l *benchLog) Write(line []byte) (int, error) {
	if !bytes.Contains(line, []byte("too many replies wait")) {
		l.b.Errorf("the program logged: %s", line)
	}
	return len(line), nil
}

// awaitTrue waits for something that the program does in its own time.
func awaitTrue(b testing.TB, what string, true func() bool) {
	b.Helper()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(20 * time.Second); !true(); <-again.C {
		if time.Now().After(end) {
			b.Fatalf("it never came true that %s", what)
		}
	}
}

// quiet waits until the program has said all that it had to say.
func (m *moot) quiet(b testing.TB) {
	b.Helper()
	before, since := m.stub.asked.Load(), time.Now()
	awaitTrue(b, "nothing more is said", func() bool {
		if now := m.stub.asked.Load(); now != before {
			before, since = now, time.Now()
		}
		return time.Since(since) > 100*time.Millisecond
	})
}

// proposal reads the proposal that everybody votes on.
func (m *moot) proposal(b testing.TB) (*consent.Proposal, int64) {
	b.Helper()
	var p *consent.Proposal
	var head int64
	err := m.house.db.View(b.Context(), func(tx assembly.Tx) error {
		a, err := tx.Load(governance.Ref{Org: 1, Kind: consent.Kind, N: 1}, assembly.Everybody)
		if err != nil {
			return err
		}
		p = a.(*consent.Proposal)
		head, _, err = tx.Head(1, p.Circle())
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return p, head
}

// rawCaller speaks HTTP over one connection that stays open, in requests that were written beforehand: what is measured is the program,
// not the client.
type rawCaller struct {
	conn net.Conn
	in   *bufio.Reader
	body bytes.Buffer
}

func (m *moot) caller(b testing.TB) *rawCaller {
	b.Helper()
	conn, err := net.Dial("tcp", m.server.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	return &rawCaller{conn: conn, in: bufio.NewReader(conn)}
}

// call sends a request and answers the body of the answer, which is valid until the next one.
func (c *rawCaller) call(request []byte) ([]byte, error) {
	if _, err := c.conn.Write(request); err != nil {
		return nil, err
	}
	status, err := c.in.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200 ") {
		return nil, fmt.Errorf("it was answered with %q", strings.TrimSpace(status))
	}
	length := int64(-1)
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		name, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte(": "))
		if !ok {
			break
		}
		if string(name) == "Content-Length" {
			if length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return nil, err
			}
		}
	}
	if length < 0 {
		return nil, fmt.Errorf("the answer does not tell its length")
	}
	c.body.Reset()
	_, err = io.CopyN(&c.body, c.in, length)
	return c.body.Bytes(), err
}

// rawPost writes a request.
func rawPost(path, kind string, header http.Header, body []byte) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "POST %s HTTP/1.1\r\nHost: folkmoot\r\nContent-Type: %s\r\nContent-Length: %d\r\n", path, kind, len(body))
	_ = header.Write(&out) // a buffer takes everything
	out.WriteString("\r\n")
	out.Write(body)
	return out.Bytes()
}

// requests are what every voter sends for either stance.
func (m *moot) requests() [membersInBench][2][]byte {
	var out [membersInBench][2][]byte
	for voter := firstVoter; voter < membersInBench; voter++ {
		for turn := range 2 {
			out[voter][turn] = m.request(voter, stanceOfTurn(turn))
		}
	}
	return out
}

// votes has so many voters vote b.N times altogether, as fast as each is answered. Every press is a change, and every one of them stands
// in the record afterwards.
func (m *moot) votes(b *testing.B, atOnce int) {
	requests, before := m.requests(), m.rawCommits(b)
	_, head := m.proposal(b)
	editsBefore, statsBefore, start := m.stub.edits.Load(), m.house.db.Stats(), time.Now()
	took := make([][]time.Duration, atOnce)
	callers := make([]*rawCaller, atOnce)
	for i := range callers {
		callers[i] = m.caller(b)
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	b.ResetTimer()
	for first, c := range callers {
		wait.Go(func() {
			for n := 0; next.Add(1) <= int64(b.N); n++ {
				voter := firstVoter + (first+n*atOnce)%(votersInBench/atOnce*atOnce)
				began := time.Now()
				if _, err := c.call(requests[voter][m.turns[voter]%2]); err != nil {
					b.Error(err)
					return
				}
				took[first] = append(took[first], time.Since(began))
				m.turns[voter]++
			}
		})
	}
	wait.Wait()
	b.StopTimer()
	stats := m.house.db.Stats()
	m.counted(b, head, int64(b.N))
	m.drawnSparingly(b, m.stub.edits.Load()-editsBefore, time.Since(start))
	raw := (before + m.rawCommits(b)) / 2
	votes := float64(b.N) / b.Elapsed().Seconds()
	b.ReportMetric(votes, "votes/s")
	b.ReportMetric(raw, "raw-commits/s")
	b.ReportMetric(votes/raw, "x-raw")
	b.ReportMetric(float64(stats.Updates-statsBefore.Updates)/float64(stats.Commits-statsBefore.Commits), "updates/commit")
	reportPercentiles(b, slices.Concat(took...))
}

// paced has voters come at a steady rate, whether or not those before them were answered, and measures from when each was to come.
func (m *moot) paced(b *testing.B, perSecond int) {
	const lines = 32
	requests := m.requests()
	_, head := m.proposal(b)
	took := make([]time.Duration, b.N)
	due := make(chan int, b.N)
	var wait sync.WaitGroup
	b.ResetTimer()
	start := time.Now()
	at := func(i int) time.Time { return start.Add(time.Duration(i) * time.Second / time.Duration(perSecond)) }
	for range lines {
		c := m.caller(b)
		wait.Go(func() {
			for i := range due {
				voter := firstVoter + i%votersInBench
				if _, err := c.call(requests[voter][(m.turns[voter]+i/votersInBench)%2]); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(at(i))
			}
		})
	}
	timer := time.NewTimer(0)
	<-timer.C
	for i := range b.N {
		timer.Reset(time.Until(at(i)))
		<-timer.C
		due <- i
	}
	close(due)
	wait.Wait()
	b.StopTimer()
	for i := range b.N {
		m.turns[firstVoter+i%votersInBench]++
	}
	m.counted(b, head, int64(b.N))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "votes/s")
	reportPercentiles(b, took)
}

// counted fails unless as many changes are in the record, and the tally is what the voters last said.
func (m *moot) counted(b testing.TB, head, votes int64) {
	b.Helper()
	p, now := m.proposal(b)
	if now-head != votes {
		b.Fatalf("%d votes made %d entries of the record", votes, now-head)
	}
	var consents, abstains int
	for _, turns := range m.turns[firstVoter:] {
		switch {
		case turns > 0 && stanceOfTurn(turns-1) == "consent":
			consents++
		case turns > 0:
			abstains++
		}
	}
	if t := p.Tally(); t.Consents != consents || t.Abstains != abstains {
		b.Fatalf("%d consent and %d abstain, but %d and %d are counted", consents, abstains, t.Consents, t.Abstains)
	}
}

// drawnSparingly fails when a card was drawn more often than its platform's pace allows: many votes are one edit.
func (m *moot) drawnSparingly(b testing.TB, edits int64, took time.Duration) {
	b.Helper()
	if most := int64(took/time.Second) + 2; edits > most {
		b.Errorf("the card was drawn %d times in %v", edits, took)
	}
}

func reportPercentiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	ms := func(share int) float64 { return float64(took[len(took)*share/100].Microseconds()) / 1000 }
	b.ReportMetric(ms(50), "p50-ms")
	b.ReportMetric(ms(99), "p99-ms")
}

// rawCommits measures, for a moment, how many rows a second SQLite alone makes durable one by one, on the same disk and with the same
// settings as the program's own database.
func (m *moot) rawCommits(b testing.TB) float64 {
	b.Helper()
	m.quiet(b)
	path := filepath.Join(filepath.Dir(m.house.db.Path()), "raw.db")
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=5000&_foreign_keys=1&_cache_size=-16000&_journal_mode=WAL&_synchronous=FULL&_secure_delete=on")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS raw (n INTEGER PRIMARY KEY, said TEXT NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO raw (said) VALUES (?)")
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close()
	n, start := 0, time.Now()
	for ; time.Since(start) < 250*time.Millisecond; n++ {
		if _, err := insert.Exec("consent"); err != nil { // without BEGIN, SQLite commits each statement by itself
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(start).Seconds()
}
