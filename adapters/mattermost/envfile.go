package mattermost

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// envFile is a file of NAME=value lines as systemd, Docker and shells read it. Lines that are not set stay as they are.
type envFile struct {
	path  string
	lines []string
}

// readEnv reads the file; one that is not there is empty.
func readEnv(path string) (*envFile, error) {
	// Written beside what a link points to, not over the link.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the environment file: %w", err)
	}
	e := &envFile{path: path}
	if text := strings.TrimRight(string(data), "\n"); text != "" {
		e.lines = strings.Split(text, "\n")
	}
	return e, nil
}

// named answers the place of the last line that sets the name, which is the one that counts, and its value. It is -1 when there is
// none.
func (e *envFile) named(name string) (at int, value string) {
	at = -1
	for i, line := range e.lines {
		line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
		if key, v, ok := strings.Cut(line, "="); ok && strings.TrimSpace(key) == name {
			at, value = i, strings.Trim(strings.TrimSpace(v), `"'`)
		}
	}
	return at, value
}

// get answers a value, empty when there is none.
func (e *envFile) get(name string) string {
	_, value := e.named(name)
	return value
}

// set changes a value where it stands, or adds it at the end.
func (e *envFile) set(name, value string) {
	at, _ := e.named(name)
	if at < 0 {
		e.lines = append(e.lines, name+"="+value)
		return
	}
	prefix := ""
	if strings.HasPrefix(strings.TrimSpace(e.lines[at]), "export ") {
		prefix = "export "
	}
	e.lines[at] = prefix + name + "=" + value
}

// write puts the file in its place at once and for its owner alone: who reads it meanwhile finds the old or the new one.
func (e *envFile) write() (err error) {
	f, err := os.CreateTemp(filepath.Dir(e.path), ".folkmoot-env-*") // It is made with 0600.
	if err != nil {
		return fmt.Errorf("write the environment file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write the environment file: %w", err), f.Close(), os.Remove(f.Name()))
		}
	}()
	if _, err = f.WriteString(strings.Join(e.lines, "\n") + "\n"); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), e.path)
}
