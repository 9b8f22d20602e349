package consent

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/governance"
)

// written writes a difference as one would by hand: "-" and "+" before lines, [-…-] and [+…+] around words in a reworded line.
func written(lines []DiffLine) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(map[Change]string{Kept: "  ", Added: "+ ", Removed: "- "}[l.Change])
		for _, p := range l.Pieces {
			switch {
			case p.Change == Kept || len(l.Pieces) == 1:
				b.WriteString(p.Text)
			case p.Change == Added:
				b.WriteString("[+" + p.Text + "+]")
			default:
				b.WriteString("[-" + p.Text + "-]")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestD14WhatChanged(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"nothing":          {"a\nb", "a\nb", "  T\n  a\n  b\n"},
		"a word":           {"We meet on Tuesdays at 18:00.", "We meet on Wednesdays at 18:00.", "  T\n- We meet on [-Tuesdays-] at 18:00.\n+ We meet on [+Wednesdays+] at 18:00.\n"},
		"a line more":      {"a\nc", "a\nb\nc", "  T\n  a\n+ b\n  c\n"},
		"a line less":      {"a\nb\nc", "a\nc", "  T\n  a\n- b\n  c\n"},
		"from nothing":     {"", "a", "  T\n+ a\n"},
		"to nothing":       {"a", "", "  T\n- a\n"},
		"two for one":      {"one\nz", "two\nthree\nz", "  T\n- one\n+ two\n+ three\n  z\n"},
		"in the middle":    {"a\nx y\nb", "a\nx z\nb", "  T\n  a\n- x [-y-]\n+ x [+z+]\n  b\n"},
		"words at the end": {"same", "same and more", "  T\n- same\n+ same[+ and more+]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := raise(t, draft(func(d *Draft) { d.Title, d.Text = "T", c.from })).sleep(hour)
			if c.from == c.to {
				w.amend(ana, Amendment{Acts: nil, HasActs: true})
			} else {
				w.amend(ana, Amendment{Text: c.to, HasText: true})
			}
			lines, err := w.load().Diff(1, 2)
			if err != nil || !lines[0].Title || len(lines) > 1 && lines[1].Title {
				t.Fatal(lines, err)
			}
			same(t, "diff", written(lines), c.want)
		})
	}
	if _, err := raise(t).load().Diff(1, 2); !governance.IsKind(err, governance.NotFound) {
		t.Fatalf("a version that there is not: %v", err)
	}
}

func TestADifferenceLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.StringMatching(`[ab ]{0,4}`), 0, 8).Draw(t, "lines"), "\n")
		})
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		var before, after []string
		for _, l := range diffLines(linesOf(a), linesOf(b)) {
			if l.Change != Added {
				before = append(before, l.String())
			}
			if l.Change != Removed {
				after = append(after, l.String())
			}
		}
		if strings.Join(before, "\n") != a || strings.Join(after, "\n") != b {
			t.Fatalf("%q to %q reads %q to %q", a, b, before, after)
		}
	})
}

func TestADifferenceOfVeryLongTextsIsBounded(t *testing.T) {
	a, b := strings.Repeat("a ", 2000), strings.Repeat("b ", 2000)
	removed, added := diffWords("x "+a+"y", "x "+b+"y")
	same(t, "removed", removed.String(), "x "+a+"y")
	same(t, "added", added.String(), "x "+b+"y")
}
