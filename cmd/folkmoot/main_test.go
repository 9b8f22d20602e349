package main

import (
	"os"
	"testing"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
)

// chatServer is the one Mattermost of these tests.
var chatServer mmtest.Shared

// TestMain removes what the tests built when they are done.
func TestMain(m *testing.M) {
	code := func() int {
		defer func() { _ = os.RemoveAll(compiled.dir) }() // nothing is lost with it
		return chatServer.Main(m)
	}()
	os.Exit(code)
}
