package consent

import (
	"slices"
	"strings"
	"unicode"

	"github.com/folkmoot/folkmoot/governance"
)

// Change is how a piece of text came from one version to another.
type Change string

const (
	// Kept: both versions have it.
	Kept Change = "kept"
	// Added: only the later version has it.
	Added Change = "added"
	// Removed: only the earlier version has it.
	Removed Change = "removed"
)

// DiffLine is one line of the difference between two versions (D14).
type DiffLine struct {
	// Title is true for the line that is the title; the others are the text's.
	Title  bool
	Change Change
	// Pieces are the line's words and the spaces between them; joined, they are the line. In a line that was reworded the pieces that
	// differ are Added or Removed; in any other they are all like the line.
	Pieces []Piece
}

// Piece is a stretch of a line.
type Piece struct {
	Change Change
	Text   string
}

// String is the line's text.
func (l DiffLine) String() string {
	var b strings.Builder
	for _, piece := range l.Pieces {
		b.WriteString(piece.Text)
	}
	return b.String()
}

// mostCells bounds the work that a difference may make: beyond it two texts are taken to have nothing in common between the parts
// with which they begin and end alike.
const mostCells = 1 << 20

// hasVersion answers NotFound for a version that there is not.
func (p *Proposal) hasVersion(n int) error {
	if n < 1 || n > p.Version() {
		return governance.Refuse(governance.NotFound, "version_unknown", "id", p.s.Ref.String(), "version", n)
	}
	return nil
}

// Present refuses an act on a version that is not the present one: TooLate for an earlier one, NotFound for one that there is not.
func (p *Proposal) Present(version int) error {
	if err := p.hasVersion(version); err != nil || version == p.Version() {
		return err
	}
	return governance.Refuse(governance.TooLate, "version_old", "id", p.s.Ref.String(), "version", p.Version())
}

// Diff answers what changed between two versions, line by line and within a line word by word (D14). It answers NotFound for a
// version that there is not.
func (p *Proposal) Diff(from, to int) ([]DiffLine, error) {
	for _, n := range []int{from, to} {
		if err := p.hasVersion(n); err != nil {
			return nil, err
		}
	}
	a, b := p.s.Versions[from-1], p.s.Versions[to-1]
	out := diffLines([]string{a.Title}, []string{b.Title})
	for i := range out {
		out[i].Title = true
	}
	return append(out, diffLines(linesOf(a.Text), linesOf(b.Text))...), nil
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// diffLines compares line by line. Lines removed are paired with those added in their place, the first with the first, and compared
// word by word.
func diffLines(a, b []string) []DiffLine {
	var out []DiffLine
	var gone, come []string
	flush := func() {
		removed := make([]DiffLine, len(gone))
		added := make([]DiffLine, len(come))
		for i := range max(len(gone), len(come)) {
			switch {
			case i < len(gone) && i < len(come):
				removed[i], added[i] = diffWords(gone[i], come[i])
			case i < len(gone):
				removed[i] = DiffLine{Change: Removed, Pieces: []Piece{{Removed, gone[i]}}}
			default:
				added[i] = DiffLine{Change: Added, Pieces: []Piece{{Added, come[i]}}}
			}
		}
		out = append(append(out, removed...), added...)
		gone, come = nil, nil
	}
	for _, step := range compare(a, b) {
		switch step.Change {
		case Removed:
			gone = append(gone, step.Text)
		case Added:
			come = append(come, step.Text)
		default:
			flush()
			out = append(out, DiffLine{Change: Kept, Pieces: []Piece{step}})
		}
	}
	flush()
	return out
}

// diffWords compares two lines word by word.
func diffWords(a, b string) (removed, added DiffLine) {
	removed, added = DiffLine{Change: Removed}, DiffLine{Change: Added}
	put := func(line *DiffLine, step Piece) {
		if n := len(line.Pieces); n > 0 && line.Pieces[n-1].Change == step.Change {
			line.Pieces[n-1].Text += step.Text
			return
		}
		line.Pieces = append(line.Pieces, step)
	}
	for _, step := range compare(wordsOf(a), wordsOf(b)) {
		if step.Change != Added {
			put(&removed, step)
		}
		if step.Change != Removed {
			put(&added, step)
		}
	}
	return removed, added
}

// wordsOf splits a line into words and the spaces between them; joined, they are the line again.
func wordsOf(line string) []string {
	var out []string
	start, space := 0, false
	for i, r := range line {
		if s := unicode.IsSpace(r); i > 0 && s != space {
			out = append(out, line[start:i])
			start = i
		}
		space = unicode.IsSpace(r)
	}
	if start < len(line) {
		out = append(out, line[start:])
	}
	return out
}

// compare finds a longest common subsequence and answers the steps from a to b.
func compare(a, b []string) []Piece {
	var head, tail []Piece
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, Piece{Kept, a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, Piece{Kept, a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	slices.Reverse(tail)
	return append(append(head, middle(a, b)...), tail...)
}

// middle compares what neither begins nor ends alike. common[i][j], laid out in one slice, is the length of the longest common
// subsequence of a[i:] and b[j:].
func middle(a, b []string) []Piece {
	var out []Piece
	width := len(b) + 1
	if (len(a)+1)*width > mostCells {
		for _, text := range a {
			out = append(out, Piece{Removed, text})
		}
		for _, text := range b {
			out = append(out, Piece{Added, text})
		}
		return out
	}
	common := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i*width+j] = common[(i+1)*width+j+1] + 1
			} else {
				common[i*width+j] = max(common[(i+1)*width+j], common[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, Piece{Kept, a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[(i+1)*width+j] >= common[i*width+j+1]:
			out = append(out, Piece{Removed, a[i]})
			i++
		default:
			out = append(out, Piece{Added, b[j]})
			j++
		}
	}
	return out
}
