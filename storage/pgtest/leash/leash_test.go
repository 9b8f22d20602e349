package leash_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/storage/pgtest/leash"
)

// patience is a bound for what takes milliseconds, so that a broken leash fails instead of hanging.
const patience = 20 * time.Second

func TestStopEndsTheProgramAndItsFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := leash.Start(exec.Command("sleep", "600"), leash.Options{Signal: "TERM", Remove: folder})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.Done():
		t.Fatalf("ended by itself: %v", p.Err())
	default:
	}
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	if err := p.Stop(); err != nil {
		t.Errorf("the second Stop: %v", err)
	}
}

func TestAProgramThatFailsIsSeen(t *testing.T) {
	p, err := leash.Start(exec.Command("sh", "-c", "exit 3"), leash.Options{Signal: "TERM"})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.Done():
	case <-time.After(patience):
		t.Fatal("the end of the program was not noticed")
	}
	var exit *exec.ExitError
	if !errors.As(p.Err(), &exit) || exit.ExitCode() != 3 {
		t.Errorf("got %v, want exit status 3", p.Err())
	}
	if err := p.Stop(); err != nil {
		t.Errorf("Stop after the end: %v", err)
	}
}

func TestAMissingProgramIsAnError(t *testing.T) {
	if _, err := leash.Start(exec.Command("no-such-program-here"), leash.Options{Signal: "TERM"}); err == nil {
		t.Fatal("no error")
	}
}

// TestTheProgramDoesNotOutliveAKilledTest runs this test binary again as a child, which starts a program on a leash and is
// then killed with no chance to clean up. The program holds the write end of a pipe: its end is our reading EOF.
func TestTheProgramDoesNotOutliveAKilledTest(t *testing.T) {
	if folder := os.Getenv("LEASH_TEST_FOLDER"); folder != "" {
		victim(t, folder)
		return
	}
	folder := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	child := exec.Command(os.Args[0], "-test.run=^TestTheProgramDoesNotOutliveAKilledTest$")
	child.Env = append(os.Environ(), "LEASH_TEST_FOLDER="+folder)
	child.ExtraFiles = []*os.File{write}
	started, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	if _, err := started.Read(make([]byte, 1)); err != nil {
		t.Fatalf("the child did not say that it had started: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	if err := read.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := read.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal("the program is still running")
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}

// victim is the child's side: it hands the pipe on to a program that sleeps, says so, and waits for its death. The pipe goes
// in twice because the script uses descriptor 3 for itself; the script holding 4 means that EOF comes after it has cleaned up.
func victim(t *testing.T, folder string) {
	cmd := exec.Command("sleep", "600")
	cmd.ExtraFiles = []*os.File{os.NewFile(3, "pipe"), os.NewFile(3, "pipe")}
	if _, err := leash.Start(cmd, leash.Options{Signal: "TERM", Remove: folder}); err != nil {
		t.Fatal(err)
	}
	os.Stdout.WriteString("started\n")
	select {}
}
