package storetest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// killAfter is how many updates are acknowledged before a child is killed, children how many are, writers how many goroutines each
// child writes with.
const (
	killAfter = 200
	children  = 3
	writers   = 8
)

// Kill kills processes in the middle of writing and checks that everything they had been answered for is there, and the record whole.
// Child makes the command for a process that opens the store of this test and calls WriteUntilKilled with its standard output. Open
// is as for Run.
func Kill(t *testing.T, child func(*testing.T) *exec.Cmd, open func(*testing.T, *assembly.Register) assembly.Store) {
	acknowledged := map[int64]bool{}
	for range children {
		cmd := child(t)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			number, err := strconv.ParseInt(lines.Text(), 10, 64)
			if err != nil {
				t.Fatalf("the child said %q", lines.Text())
			}
			acknowledged[number] = true
			if n == killAfter {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
	}
	b := newBench(t, open)
	b.clean()
	b.see(func(tx assembly.Tx) error {
		for number := range acknowledged {
			if err := whole(tx, number); err != nil {
				t.Errorf("number %d was acknowledged: %v", number, err)
			}
		}
		// What was not acknowledged may be there or not, but never in part.
		listed, _, err := tx.List(1, "P", assembly.Filter{})
		for _, l := range listed {
			if err := whole(tx, l.Ref.N); err != nil {
				t.Errorf("number %d is there in part: %v", l.Ref.N, err)
			}
		}
		return err
	})
	if len(acknowledged) < children*killAfter {
		t.Errorf("only %d updates were acknowledged", len(acknowledged))
	}
}

// WriteUntilKilled writes without an end, from several goroutines, and prints the number of each update that was acknowledged.
func WriteUntilKilled(store assembly.Store, out io.Writer) error {
	failed := make(chan error)
	done := make(chan int64)
	for range writers {
		go func() {
			for {
				number, err := write(store)
				if err != nil {
					failed <- err
					return
				}
				done <- number
			}
		}()
	}
	for {
		select {
		case err := <-failed:
			return err
		case number := <-done:
			if _, err := fmt.Fprintln(out, number); err != nil {
				return err
			}
		}
	}
}

// write does in one update a little of everything that must stay together.
func write(store assembly.Store) (number int64, err error) {
	err = store.Update(context.Background(), func(tx assembly.Tx) error {
		if number, err = tx.Next(1, "P"); err != nil {
			return err
		}
		m := motion(idea(1, number), "m")
		m.Alarm = noon
		m.votes.Put(1, Vote{Said: strconv.FormatInt(number, 10)})
		if err := tx.Save(m); err != nil {
			return err
		}
		if err := tx.Queue(letter("lane", fmt.Sprint("k", number), 0)); err != nil {
			return err
		}
		return tx.Append(&governance.Entry{Org: 1, Circle: governance.CircleID(number % 3), At: noon, On: m.On,
			Event: &Said{Title: fmt.Sprint("title ", number)}})
	})
	return number, err
}

// whole tells what is missing of what write wrote.
func whole(tx assembly.Tx, number int64) error {
	a, err := tx.Load(idea(1, number), assembly.Everybody)
	if err != nil {
		return err
	}
	if v, _ := a.(*Motion).votes.Get(1); v.Said != strconv.FormatInt(number, 10) {
		return fmt.Errorf("its row says %q", v.Said)
	}
	history, err := tx.History(idea(1, number))
	if err != nil {
		return err
	}
	if len(history) != 1 || history[0].Event.(*Said).Title != fmt.Sprint("title ", number) {
		return fmt.Errorf("its history is %+v", history)
	}
	return nil
}
