package bottest

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot/text"
)

// A mark is a character that nobody types and no platform changes, from the range that Unicode leaves to private use. Each message of a
// marked catalogue begins with one of its own, so that it is known again wherever it turns up: in a text, a label, or the JSON that a
// platform is given.
const firstMark, lastMark = '\ue000', '\uf8ff'

// Marks are the messages of the catalogue by their marks.
type Marks struct {
	Catalogue *text.Catalogue
	keys      []string
}

// NewMarks marks the catalogue.
func NewMarks(t testing.TB) *Marks {
	t.Helper()
	m, known := &Marks{}, map[string]rune{}
	var err error
	m.Catalogue, err = text.LoadAs(func(key, message string) string {
		if known[key] == 0 {
			known[key] = firstMark + rune(len(m.keys))
			m.keys = append(m.keys, key)
		}
		return string(known[key]) + message
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.keys) > lastMark-firstMark {
		t.Fatalf("%d messages are more than there are marks", len(m.keys))
	}
	return m
}

// Keys answers the key of every message, in their order.
func (m *Marks) Keys() []string { return slices.Sorted(slices.Values(m.keys)) }

// In answers the keys of the messages that stand in what a platform was given.
func (m *Marks) In(s string) []string {
	var out []string
	for _, r := range s {
		if r >= firstMark && int(r-firstMark) < len(m.keys) {
			out = append(out, m.keys[r-firstMark])
		}
	}
	return out
}

// unmarked is a text as people read it.
func unmarked(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= firstMark && r <= lastMark {
			return -1
		}
		return r
	}, s)
}
