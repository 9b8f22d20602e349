package bot

import (
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/governance/consent"
)

// words are what a line shares with the one it was paired with, and what it does not; nothing where that is not shown.
func (sc *scene) words(l consent.DiffLine) []Reworded {
	if !sc.onPage() || len(l.Pieces) < 2 {
		return nil
	}
	var out []Reworded
	for _, piece := range l.Pieces {
		sign := byte(' ')
		switch piece.Change {
		case consent.Added:
			sign = '+'
		case consent.Removed:
			sign = '-'
		}
		out = append(out, Reworded{sign, piece.Text})
	}
	return out
}

// reworded makes one line of a line that was removed and the one that came in its place, where much of it stayed: the first removed with
// the first added, as they were compared.
func reworded(lines []Change) []Change {
	var out []Change
	for i := 0; i < len(lines); {
		gone := run(lines[i:], '-')
		come := run(lines[i+len(gone):], '+')
		if len(gone) == 0 && len(come) == 0 {
			out = append(out, lines[i])
			i++
			continue
		}
		i += len(gone) + len(come)
		for len(gone) > 0 && len(come) > 0 && alike(gone[0], come[0]) {
			out = append(out, Change{Sign: '~', Text: come[0].Text, Words: woven(gone[0].Words, come[0].Words)})
			gone, come = gone[1:], come[1:]
		}
		for _, line := range append(gone[:len(gone):len(gone)], come...) {
			line.Words = nil
			out = append(out, line)
		}
	}
	return out
}

// run is the lines with which these begin that have one sign.
func run(lines []Change, sign byte) []Change {
	n := 0
	for n < len(lines) && lines[n].Sign == sign {
		n++
	}
	return lines[:n]
}

// alike tells whether two lines share at least half of the shorter one.
func alike(a, b Change) bool {
	kept := 0
	for _, w := range a.Words {
		if w.Sign == ' ' && strings.TrimSpace(w.Text) != "" {
			kept += utf8.RuneCountInString(w.Text)
		}
	}
	return b.Words != nil && 2*kept >= min(utf8.RuneCountInString(a.Text), utf8.RuneCountInString(b.Text))
}

// woven puts two lines together that keep the same words, however these are parted: between them what was there, and then what is.
func woven(was, is []Reworded) []Reworded {
	var out []Reworded
	for len(was) > 0 || len(is) > 0 {
		switch {
		case len(was) > 0 && was[0].Sign != ' ':
			out, was = append(out, was[0]), was[1:]
		case len(is) > 0 && is[0].Sign != ' ':
			out, is = append(out, is[0]), is[1:]
		case len(was) > 0 && len(is) > 0:
			n := min(len(was[0].Text), len(is[0].Text)) // the one is how the other begins
			out = append(out, Reworded{' ', is[0].Text[:n]})
			was, is = after(was, n), after(is, n)
		default:
			return append(append(out, was...), is...)
		}
	}
	return out
}

// after is what follows so much of the first stretch.
func after(words []Reworded, n int) []Reworded {
	if n == len(words[0].Text) {
		return words[1:]
	}
	return append([]Reworded{{words[0].Sign, words[0].Text[n:]}}, words[1:]...)
}
