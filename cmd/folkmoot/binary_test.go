package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The end-to-end tests run the program as people do: compiled, as a process of its own, told what to do by flags and environment, and
// ended by signals.

const (
	// startup is how long the program may take until it is ready, on a machine that does a dozen other things.
	startup = 60 * time.Second
	// farewell is how long it may take to end (interface: 10 s).
	farewell = 10 * time.Second
)

// compiled is the program, built once for all tests.
var compiled struct {
	once sync.Once
	dir  string
	err  error
}

// binary builds the program the first time it is asked for, with the race detector where the tests have it.
func binary(t testing.TB) string {
	t.Helper()
	compiled.once.Do(func() {
		if compiled.dir, compiled.err = os.MkdirTemp("", "folkmoot-bin-"); compiled.err != nil {
			return
		}
		args := []string{"build", "-o", filepath.Join(compiled.dir, "folkmoot")}
		if raced {
			args = append(args, "-race")
		}
		if out, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
			compiled.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if compiled.err != nil {
		t.Fatal(compiled.err)
	}
	return filepath.Join(compiled.dir, "folkmoot")
}

// process is one run of the program.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	said *transcript
	done chan struct{}
	code int
}

// transcript keeps what a process says, and may be read meanwhile.
type transcript struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (w *transcript) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(p)
}

func (w *transcript) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

// tidy is the environment of a process: ours without any setting of the program's, and then the given ones.
func tidy(extra ...string) []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "FOLKMOOT_") })
	return append(env, extra...)
}

// launch starts the program. It is killed when the test ends, should it still run.
func launch(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary(t), args...), said: &transcript{}, done: make(chan struct{})}
	p.cmd.Env = tidy(env...)
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is in its state
		p.code = p.cmd.ProcessState.ExitCode()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("folkmoot %s said:\n%s", strings.Join(args, " "), tail(p.said.String(), 60))
		}
	})
	return p
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.done
}

// stop ends the process as an operator would, and holds it to ending well and in time.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("SIGTERM: %v", err)
	}
	late := time.NewTimer(farewell)
	defer late.Stop()
	select {
	case <-p.done:
	case <-late.C:
		p.kill()
		p.t.Errorf("folkmoot did not end within %v of SIGTERM", farewell)
		return
	}
	if p.code != 0 {
		p.t.Errorf("folkmoot ended with %d", p.code)
	}
	for line := range strings.Lines(p.said.String()) {
		if strings.Contains(line, "level=ERROR") {
			p.t.Errorf("folkmoot logged %s", line)
		}
	}
}

// reads waits until the process has said something that matches, and answers the first group.
func (p *process) reads(what *regexp.Regexp) string {
	p.t.Helper()
	var found []string
	p.until("it to say "+what.String(), func() bool {
		found = what.FindStringSubmatch(p.said.String())
		return found != nil
	})
	return found[1]
}

// answers waits until an address of the process answers with 200.
func (p *process) answers(address string) {
	p.t.Helper()
	said := ""
	p.until(address, func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			p.t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			said = err.Error()
			return false
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		said = resp.Status + " " + string(body)
		return resp.StatusCode == http.StatusOK
	})
	_ = said
}

// until asks a few times a second, until the answer is yes.
func (p *process) until(what string, yes func() bool) {
	p.t.Helper()
	late := time.NewTimer(startup)
	defer late.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !yes() {
		select {
		case <-again.C:
		case <-p.done:
			p.t.Fatalf("folkmoot ended with %d while waiting for %s:\n%s", p.code, what, tail(p.said.String(), 40))
		case <-late.C:
			p.t.Fatalf("waited %v in vain for %s:\n%s", startup, what, tail(p.said.String(), 40))
		}
	}
}

// run runs the program to its end and answers its exit code and what it said.
func run(t testing.TB, env []string, args ...string) (int, string) {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	cmd.Env = tidy(env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

var (
	listens    = regexp.MustCompile(`msg="folkmoot serves" listen=(127\.0\.0\.1:\d+)`)
	playground = regexp.MustCompile(`The playground is open: (http://\S+)`)
)
