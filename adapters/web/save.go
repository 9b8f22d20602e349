package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// stateFile keeps the chat of a named playground. An empty path keeps nothing.
type stateFile struct{ path string }

// load reads the state and tells whether there was one.
func (f *stateFile) load(state *chatState) (bool, error) {
	if f.path == "" {
		return false, nil
	}
	data, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the playground: %w", err)
	}
	if err := json.Unmarshal(data, state); err != nil {
		return false, fmt.Errorf("read the playground from %s: %w", f.path, err)
	}
	return true, nil
}

// save writes the state beside the file and then in its place, so that whoever reads it finds the old or the new one, whole.
func (f *stateFile) save(state *chatState) error {
	if f.path == "" {
		return nil
	}
	data, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("write the playground: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(f.path), ".playground-*")
	if err != nil {
		return fmt.Errorf("write the playground: %w", err)
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("write the playground: %w", errors.Join(err, os.Remove(temp.Name())))
	}
	return nil
}
