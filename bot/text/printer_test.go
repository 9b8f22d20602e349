package text

import (
	"regexp"
	"strings"
	"testing"
)

// Names may change places.
func TestCommandsMayBeCalledByEachOthersNames(t *testing.T) {
	here, err := LoadCalled(map[string]string{"/propose": "/commit", "/commit": "/propose"})
	if err != nil {
		t.Fatal(err)
	}
	usual, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	const key = "error.title_missing"
	if is := string(here.Printer().Say(key)); is != strings.ReplaceAll(string(usual.Printer().Say(key)), "/propose", "/commit") {
		t.Errorf("it says %q", is)
	}
}

// Where slash commands have other names, no message advises anybody to type the names that they do not have there.
func TestMessagesNameCommandsAsTheyAreCalled(t *testing.T) {
	usual, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	here, err := LoadCalled(map[string]string{"/moot": "/gov", "/commit": "/promise", "/propose": "/suggest", "/rota": "/turns"})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, key := range usual.Keys() {
		was, is := string(usual.Printer().Say(key, "count", 2)), string(here.Printer().Say(key, "count", 2))
		for _, word := range []string{"/moot", "/commit", "/propose", "/rota"} {
			if strings.Contains(was, "`"+word) {
				named++
			}
			if regexp.MustCompile(`(?:^|[^\w/.])` + word + `\b`).MatchString(is) {
				t.Errorf("%s says %q", key, is)
			}
		}
	}
	if named < 30 {
		t.Errorf("only %d messages name a command: nothing was tested", named)
	}
}
