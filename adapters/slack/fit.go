package slack

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

const (
	// longPart is where a part of a message begins to be worth cutting.
	longPart = 1500
	// leastPiece is how much of a block has to be left for it to be worth showing.
	leastPiece = 200
)

// fairly puts the parts of a message together within what Slack takes, and tells whether something had to go: what is short stands whole,
// and the long parts share what room is left. So a card shows how it stands, however much was changed in it.
func fairly(parts [][]slack.Block, most int) ([]slack.Block, bool) {
	whole := slices.Concat(parts...)
	if _, short := fit(whole, most); !short {
		return whole, false
	}
	text, blocks, longs := mostText, most, 0
	for _, part := range parts {
		if n := textOf(part); n > longPart {
			longs++
		} else {
			text, blocks = text-n, blocks-len(part)
		}
	}
	if longs == 0 || text < longs*leastPiece || blocks < longs {
		return fit(whole, most)
	}
	var out []slack.Block
	for _, part := range parts {
		if textOf(part) > longPart {
			part = begun(part, text/longs, blocks/longs)
		}
		out = append(out, part...)
	}
	return out, true
}

// begun answers the beginning of a part within so much text and so many blocks.
func begun(part []slack.Block, text, blocks int) []slack.Block {
	var out []slack.Block
	for _, b := range part {
		if len(out) == blocks {
			break
		}
		n := textIn(b)
		if n > text {
			if piece := pieceOf(b, text); piece != nil {
				out = append(out, piece)
			}
			break
		}
		out, text = append(out, b), text-n
	}
	return out
}

// pieceOf answers the beginning of a block, nil where that cannot be or is not worth it.
func pieceOf(b slack.Block, most int) slack.Block {
	s, ok := b.(*slack.SectionBlock)
	if !ok || s.Text == nil || most < leastPiece {
		return nil
	}
	if code, fenced := strings.CutPrefix(s.Text.Text, "```\n"); fenced {
		return slack.NewSectionBlock(markup(fence(cut(strings.TrimSuffix(code, "\n```"), most-width(fence(""))))), nil, nil)
	}
	return slack.NewSectionBlock(markup(cut(s.Text.Text, most)), nil, nil)
}

// fit keeps as many blocks as Slack takes, in number and in text, and tells whether some had to go. One place is left for the note.
func fit(blocks []slack.Block, most int) ([]slack.Block, bool) {
	total := 0
	for i, b := range blocks {
		total += textIn(b)
		if i >= most || total > mostText {
			return blocks[:i], true
		}
	}
	return blocks, false
}

func textOf(blocks []slack.Block) int {
	n := 0
	for _, b := range blocks {
		n += textIn(b)
	}
	return n
}

func textIn(b slack.Block) int {
	n := 0
	count := func(t *slack.TextBlockObject) {
		if t != nil {
			n += width(t.Text)
		}
	}
	switch b := b.(type) {
	case *slack.SectionBlock:
		count(b.Text)
		for _, f := range b.Fields {
			count(f)
		}
	case *slack.HeaderBlock:
		count(b.Text)
	case *slack.ContextBlock:
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				count(t)
			}
		}
	}
	return n
}

// leads tells whether small type among the blocks says already where all of the message can be read.
func leads(blocks []slack.Block, whole string) bool {
	return whole != "" && slices.ContainsFunc(blocks, func(b slack.Block) bool {
		c, ok := b.(*slack.ContextBlock)
		return ok && slices.ContainsFunc(c.ContextElements.Elements, func(e slack.MixedElement) bool {
			t, ok := e.(*slack.TextBlockObject)
			return ok && strings.Contains(t.Text, "<"+whole+"|")
		})
	})
}

// shortened says that something of the message is missing, and where all of it can be read.
func (r renderer) shortened(m bot.Message) slack.Block {
	return aside(scribe{}.mrkdwn(m.Shortened(r.words.print)))[0]
}
