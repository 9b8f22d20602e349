// Package leash starts the servers that tests need (a PostgreSQL, a Mattermost) so that they cannot outlive the test.
//
// A deferred stop is not enough. A test that panics, runs into its time limit or is killed takes its process away without
// running a single deferred call, and a database started an hour ago is still there, with its folder. So between the test
// and the server stands a small shell script that holds the read end of a pipe. The test holds the write end and never
// writes. However the test ends, the kernel closes the pipe, the script reads the end of it, stops the server, and removes
// the server's folder. Stopping on purpose is the same thing: close the pipe and wait.
//
// The script and the server share a process group of their own: Ctrl-C in the terminal reaches the test and not them, and
// whatever the server itself has started can be ended along with it.
package leash

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// script runs "$@" and waits for whichever comes first, the end of the program or the end of standard input. The program
// gets no standard input, and the watcher keeps no output open, so that nobody waits for either of them by mistake.
const script = `
signal=$1 grace=$2 folder=$3
shift 3
exec 3<&0 </dev/null
"$@" 3<&- &
program=$!
{
	read -r nothing <&3
	kill -s "$signal" "$program"
	waited=0
	while [ "$waited" -lt "$grace" ] && kill -0 "$program"; do
		sleep 1
		waited=$((waited + 1))
	done
	kill -s KILL "$program"
} >/dev/null 2>&1 &
watcher=$!
wait "$program"
status=$?
kill -s KILL "$watcher" >/dev/null 2>&1
if [ -n "$folder" ] && [ ! -e "$folder/keep" ]; then
	rm -rf "$folder"
fi
exit "$status"
`

// grace is how long a program may take over its own ending, in seconds, before it is killed.
const grace = 10

// Process is a program on a leash.
type Process struct {
	cmd    *exec.Cmd
	end    io.Closer
	done   chan struct{}
	once   sync.Once
	status error
}

// Options say how a program is to be ended.
type Options struct {
	// Signal asks the program to end: "TERM", "INT" or "QUIT". It is killed ten seconds later if it has not.
	Signal string
	// Remove is a folder that goes when the program has ended, whatever ended it, unless there is a file named "keep" in it by
	// then (the caller means to start the program again). Empty removes nothing.
	Remove string
}

// Start starts cmd on a leash. The caller sets path, arguments, environment, folder and credential as for exec; output must go to
// files, if anywhere, because a pipe would keep the test waiting for the program's children. Errors are those of exec.
func Start(cmd *exec.Cmd, o Options) (*Process, error) {
	if cmd.Err != nil {
		return nil, cmd.Err
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		return nil, err
	}
	program := cmd.Path
	arguments := []string{"sh", "-c", script, "leash", o.Signal, fmt.Sprint(grace), o.Remove, program}
	cmd.Args = append(arguments, cmd.Args[1:]...)
	cmd.Path = shell
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdin = read
	err = cmd.Start()
	_ = read.Close()
	if err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	p := &Process{cmd: cmd, end: write, done: make(chan struct{})}
	go func() {
		p.status = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Done is closed when the program has ended, by Stop or by itself.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err says how the program ended, nil for a clean end. It may be called only after Done is closed.
func (p *Process) Err() error { return p.status }

// Stop ends the program and waits until it and its folder are gone. It may be called again.
func (p *Process) Stop() error {
	var err error
	p.once.Do(func() {
		_ = p.end.Close()
		patience := time.NewTimer((grace + 5) * time.Second)
		defer patience.Stop()
		select {
		case <-p.done:
		case <-patience.C:
			err = errors.New("the program did not end when told to; killed")
		}
		// What is left of the group has lost its parent by now. ESRCH, the usual answer, means that there is nothing.
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.done
	})
	return err
}

// Kill ends the program the hard way, as a power cut would, and waits until it is gone. Its folder stays.
func (p *Process) Kill() {
	p.once.Do(func() {
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.done
		_ = p.end.Close()
	})
}
