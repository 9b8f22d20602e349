package text

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
)

// A text is taken apart into what each platform shows in its own way. What somebody wrote is never markup, wherever it stands.
func TestPieces(t *testing.T) {
	at := time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		text Text
		want []Piece
	}{
		"nothing": {"", nil},
		"words":   {"Hello there.", []Piece{{Text: "Hello there."}}},
		"styles": {"**P1** is _open_: `/moot P1`", []Piece{{Text: "P1", Bold: true}, {Text: " is "}, {Text: "open", Italic: true}, {Text: ": "},
			{Text: "/moot P1", Code: true}}},
		"snake case":        {"white_check_mark", []Piece{{Text: "white_check_mark"}}},
		"unclosed":          {"2 ** 3 and `so", []Piece{{Text: "2 ** 3 and `so"}}},
		"a quote":           {"about " + Quote("**bold** `x` _y_"), []Piece{{Text: "about "}, {Kind: Quoted, Text: "**bold** `x` _y_"}}},
		"a quote in code":   {"`" + Quote("/moot") + " me set " + Quote("zone") + "`", []Piece{{Text: "/moot me set zone", Code: true}}},
		"it cannot end it":  {"`" + Quote("a` <@U1> `b") + "`!", []Piece{{Text: "a <@U1> b", Code: true}, {Text: "!"}}},
		"nor can its lines": {"`" + Quote("a\n> @all") + "`", []Piece{{Text: "a > @all", Code: true}}},
		"two codes":         {"`" + Quote("a") + "`, " + Quote("c`") + " or `b`", []Piece{{Text: "a", Code: true}, {Text: ", "}, {Kind: Quoted, Text: "c`"}, {Text: " or "}, {Text: "b", Code: true}}},
		"someone in code":   {"`ask " + Mention(4) + "` now", []Piece{{Text: "`ask "}, {Kind: Someone, Person: 4}, {Text: "` now"}}},
		"code left open":    {"`" + Quote("a") + " b", []Piece{{Text: "`"}, {Kind: Quoted, Text: "a"}, {Text: " b"}}},
		"people and times":  {Mention(7) + " until " + At(at), []Piece{{Kind: Someone, Person: 7}, {Text: " until "}, {Kind: Moment, At: at}}},
		"a link":            {LinkTo("Go to P1", "https://x.example/1"), []Piece{{Kind: Link, Text: "Go to P1", URL: "https://x.example/1"}}},
		"smuggled controls": {Quote("a\x03\x02p7\x03b"), []Piece{{Kind: Quoted, Text: "ap7b"}}},
		"garbled":           {"a\x02q", []Piece{{Text: "a"}, {Kind: Quoted, Text: "q"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, c.text.Pieces()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every text survives being taken apart: no control character of the inner form is ever shown.
func FuzzPieces(f *testing.F) {
	f.Add("`a` **b**", "q` x")
	f.Add("`\x02q", "\x03")
	f.Fuzz(func(t *testing.T, words, quote string) {
		whole := Text(words) + Quote(quote) + Text(words)
		plain := whole.Plain(func(governance.PersonID) string { return "?" }, func(time.Time) string { return "then" })
		for _, r := range plain {
			if (r == opens || r == closes) && !containsControl(words) {
				t.Errorf("%q shows a control character: %q", whole, plain)
			}
		}
	})
}

func containsControl(s string) bool {
	for _, r := range s {
		if r == opens || r == closes {
			return true
		}
	}
	return false
}
