//go:build windows

package storage

import (
	"os"
	"syscall"
	"unsafe"
)

var lockFileEx = syscall.NewLazyDLL("kernel32.dll").NewProc("LockFileEx")

const (
	exclusively      = 0x2
	withoutWaiting   = 0x1
	lockViolation    = syscall.Errno(33)
	farBeyondTheText = 1 << 30
)

// takeLock takes the lock of a file for this process. The system gives it back when the process ends, however it ends. The byte
// that is locked lies beyond the file's text, so that the text can still be read.
func takeLock(f *os.File) (taken bool, err error) {
	at := syscall.Overlapped{Offset: farBeyondTheText}
	ok, _, err := lockFileEx.Call(f.Fd(), exclusively|withoutWaiting, 0, 1, 0, uintptr(unsafe.Pointer(&at)))
	switch {
	case ok != 0:
		return true, nil
	case err == lockViolation:
		return false, nil
	}
	return false, err
}

// syncFolder does nothing: here a file's name is made durable with the file.
func syncFolder(string) error { return nil }
