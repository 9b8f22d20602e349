package main

import (
	"os"
	"testing"
)

// TestMain removes what the tests built when they are done.
func TestMain(m *testing.M) {
	code := func() int {
		defer func() { _ = os.RemoveAll(compiled.dir) }() // nothing is lost with it
		return m.Run()
	}()
	os.Exit(code)
}
