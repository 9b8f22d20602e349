package storage

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// ErrInUse answers an Open of a database that another process has open.
var ErrInUse = errors.New("stop that one first, or give this one a file of its own")

// lock keeps a second process from the same database. Two would each think themselves its only writer, and the platforms would see
// two bots answer everything. It lies in a file beside the database, which stays when it is given back.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	taken, err := takeLock(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s.lock: %w", path, err)
	}
	if !taken {
		defer f.Close()
		return nil, fmt.Errorf("another Folkmoot%s is using it: %w", holder(f), ErrInUse)
	}
	// Who holds it is a courtesy to whoever is refused; the lock does not depend on it.
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return f, nil
}

func holder(f *os.File) string {
	text := make([]byte, 32)
	n, _ := f.ReadAt(text, 0)
	id, err := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (process %d)", id)
}
