package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
)

// chatServer is the one Mattermost of these tests.
var chatServer mmtest.Shared

// TestMain lets the scripts run the program, and removes what the tests built when they are done.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"folkmoot": main})
}

// tests are those of this package, with what has to be put away after them.
type tests struct{ *testing.M }

// Run implements testscript.TestingM.
func (t tests) Run() int {
	defer func() { _ = os.RemoveAll(compiled.dir) }() // nothing is lost with it
	return chatServer.Main(t.M)
}
