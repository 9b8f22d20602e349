package mattermost

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// block is a piece of a message's text that stands by itself: lines, and what must stand around them however many of them fit.
type block struct {
	open, close string
	lines       []string
	// more marks where lines were left out.
	more string
}

// long is where a block begins to be worth cutting.
const long = 1_500

// body is what a message's parts become.
type body struct {
	blocks []block
	facts  []*model.MessageAttachmentField
	footer string
	// clipped tells that a fact was too long.
	clipped bool
}

// body writes the parts. Apart tells that facts and a closing aside have places of their own, as in an attachment; else they stand
// in the text.
func (w writer) body(parts []bot.Part, apart bool) body {
	var b body
	for i, part := range parts {
		switch p := part.(type) {
		case bot.Paragraph:
			b.say(w.inline(p.Text))
		case bot.Small:
			if apart && i == len(parts)-1 && w.fitsFooter(p) {
				b.footer = w.plain(p.Text)
				continue
			}
			b.say(w.inline(p.Text))
		case bot.Heading:
			b.say("**" + w.inline(p.Text) + "**")
		case bot.Said:
			b.say(w.inline(p.Text))
		case bot.Written:
			if p.By != 0 {
				b.say(w.someone(p.By) + ":")
			}
			b.add(block{lines: quoted(p.Markdown), more: "> …"})
		case bot.Fields:
			if apart {
				w.facts(&b, p)
			} else {
				b.add(w.lines(p))
			}
		case bot.Progress:
			b.say(strings.TrimSpace(w.inline(p.Label) + " " + progress(p)))
		case bot.Divider:
			b.say("---")
		case bot.Changes:
			b.add(changes(p))
		}
	}
	return b
}

// fitsFooter: a footer shows no Markdown and no more than 300 characters.
func (w writer) fitsFooter(p bot.Small) bool {
	for _, piece := range p.Text.Pieces() {
		if piece.URL != "" || piece.Code {
			return false
		}
	}
	return len([]rune(w.plain(p.Text))) <= maxFooter
}

func (b *body) say(s string) { b.add(block{lines: strings.Split(s, "\n"), more: "…"}) }

func (b *body) add(bl block) { b.blocks = append(b.blocks, bl) }

// facts writes short facts for their own place. The server looks for mentions in texts and not there, so people are named as they are
// called.
func (w writer) facts(b *body, p bot.Fields) {
	w.ping = true
	for _, f := range p.Fields {
		value := cmp.Or(w.inline(f.Value), "–")
		b.clipped = b.clipped || len([]rune(value)) > maxField
		b.facts = append(b.facts, &model.MessageAttachmentField{Title: literal(f.Label), Value: clip(value, maxField), Short: model.SlackCompatibleBool(f.Short)})
	}
}

// lines writes short facts into the text, a line each.
func (w writer) lines(p bot.Fields) block {
	b := block{more: "…"}
	for _, f := range p.Fields {
		b.lines = append(b.lines, "**"+literal(f.Label)+":** "+cmp.Or(w.inline(f.Value), "–"))
	}
	return b
}

// fields answers the facts, as many as fit, and tells whether something of them had to go.
func (b body) fields() (fit []*model.MessageAttachmentField, short bool) {
	left := maxFields
	for i, f := range b.facts {
		if left -= len([]rune(f.Title)) + len([]rune(f.Value.(string))); left < 0 {
			return b.facts[:i], true
		}
	}
	return b.facts, b.clipped
}

// text writes the blocks within so many characters. Where something of them has to go, or is short elsewhere already, the note stands below.
func (b body) text(most int, note string, short bool) string {
	said, cut := b.joined(most)
	if !cut && !short {
		return said
	}
	if said, _ = b.joined(most - len([]rune(note)) - 2); said != "" {
		said += "\n\n"
	}
	return said + note
}

// joined joins the blocks with empty lines in between, cutting the long ones when it would be too much: what is short stands whole, and
// the long ones share the rest. It tells whether something had to go.
func (b body) joined(most int) (said string, short bool) {
	sizes, total, shorts, longs := make([]int, len(b.blocks)), 0, 0, 0
	for i, bl := range b.blocks {
		sizes[i] = bl.size() + 2
		total += sizes[i]
		if sizes[i] > long {
			longs++
		} else {
			shorts += sizes[i]
		}
	}
	each := most
	if total > most && longs > 0 {
		each = max(0, most-shorts) / longs
	}
	var out []string
	for i, bl := range b.blocks {
		allowed := min(sizes[i], most)
		if sizes[i] > long {
			allowed = min(allowed, each)
		}
		s := bl.cut(allowed - 2)
		short = short || allowed < sizes[i]
		if s == "" {
			continue
		}
		out = append(out, s)
		most -= len([]rune(s)) + 2
	}
	return strings.Join(out, "\n\n"), short
}

// size is how many characters the block has when it is whole.
func (bl block) size() int {
	n := len([]rune(bl.open)) + len([]rune(bl.close))
	for i, line := range bl.lines {
		n += len([]rune(line))
		if i > 0 {
			n++
		}
	}
	return n
}

// cut writes the block in at most so many characters: as many lines as fit, of the first that does not fit the beginning.
func (bl block) cut(most int) string {
	if bl.size() <= most {
		return bl.open + strings.Join(bl.lines, "\n") + bl.close
	}
	left := most - len([]rune(bl.open+bl.close)) - len([]rune(bl.more)) - 1
	if left < 0 {
		return ""
	}
	var kept []string
	for _, line := range bl.lines {
		n := len([]rune(line)) + 1
		if n > left {
			// Code or an address that is cut in the middle hides no @ any more.
			if begun := clip(breakAts(line), left-1); begun != "" {
				kept = append(kept, begun)
			}
			break
		}
		kept, left = append(kept, line), left-n
	}
	return bl.open + strings.Join(append(kept, bl.more), "\n") + bl.close
}

// cells is how wide a bar may be.
const cells = 20

// progress draws a bar: a cell for everybody there is (fewer when there are many), a mark where enough is, and the count.
func progress(p bot.Progress) string {
	of := max(p.Of, p.Want, p.Done, 1)
	width := min(of, cells)
	done, want := scale(p.Done, of, width), scale(p.Want, of, width)
	var b strings.Builder
	for i := range width {
		if i == want && want > 0 {
			b.WriteString("┊")
		}
		if i < done {
			b.WriteString("▰")
		} else {
			b.WriteString("▱")
		}
	}
	fmt.Fprintf(&b, " %d/%d", p.Done, cmp.Or(p.Want, p.Of))
	return b.String()
}

// scale never rounds up to a full cell: a bar looks full only when it is.
func scale(n, of, width int) int { return max(0, n) * width / of }

// changes writes a diff in a fence that its lines cannot close.
func changes(p bot.Changes) block {
	var lines []string
	for _, c := range p.Lines {
		sign := c.Sign
		if sign != '+' && sign != '-' {
			sign = ' '
		}
		for _, line := range strings.Split(plainEnds(c.Text), "\n") {
			lines = append(lines, string(sign)+breakAts(line))
		}
	}
	row := fence(strings.Join(lines, "\n"), 3)
	return block{open: row + "diff\n", lines: lines, close: "\n" + row, more: " …"}
}
