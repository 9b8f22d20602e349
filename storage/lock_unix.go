//go:build unix

package storage

import (
	"errors"
	"os"
	"syscall"
)

// takeLock takes the lock of a file for this process. The system gives it back when the process ends, however it ends.
func takeLock(f *os.File) (taken bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// syncFolder makes a new file's name as durable as its bytes.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
