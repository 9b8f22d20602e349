package bot

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// A card is to be taken in at a glance, so that it shows of long words and lists only the beginning and leads to the rest.

// onPage tells that the message is a page, where nobody can react or press anything.
func (sc *scene) onPage() bool { return sc.full && sc.eyes == (eyes{}) }

// brief is the beginning of what somebody wrote, or all of it where nothing is to be left out.
func (sc *scene) brief(s string, most int) string {
	if sc.full {
		return s
	}
	begun := cut(s, most)
	sc.short = sc.short || begun != s
	return begun
}

// most is how many of a list are shown.
func (sc *scene) most(n int) int {
	if sc.full {
		return math.MaxInt
	}
	return n
}

// lines are what several people said, one below the other: close together on a card, and apart on a page, where they may be long.
func (sc *scene) lines(all []string) []Part {
	if !sc.onPage() && len(all) > 0 {
		all = []string{strings.Join(all, "\n")}
	}
	var out []Part
	for _, line := range all {
		out = append(out, Paragraph{text.Text(line)})
	}
	return out
}

// passage is a longer text that somebody wrote: the beginning of it, and under that where all of it is.
func (sc *scene) passage(markdown string) []Part {
	if markdown == "" {
		return nil
	}
	return append([]Part{Written{Markdown: sc.brief(markdown, textOnCard)}}, sc.more()...)
}

// more says, once in a message, that something was left out, and where all of it can be read.
func (sc *scene) more() []Part {
	if !sc.short || sc.told {
		return nil
	}
	sc.told = true
	link := text.Text("")
	if address := sc.address(sc.subject); address != "" {
		link = text.LinkTo(sc.p.Line("whole.link"), address)
	}
	return []Part{Small{sc.p.Say("card.more", "command", sc.b.table.Word(moot)+" "+sc.subject.String(), "link", link)}}
}

// leading says how many more there are in a list, and leads to all of them; where they have no page, the message has to say at its end what
// shows them.
func (sc *scene) leading(on governance.Ref, key string, count int) text.Text {
	if address := sc.address(on); address != "" {
		return text.LinkTo(sc.p.Line(key, "count", count), address)
	}
	sc.short = true
	return sc.p.Say(key, "count", count)
}

// Shortened is what a platform that shows only a part of the message says below it: that there is more, and where.
func (m *Message) Shortened(p text.Printer) text.Text {
	link := text.Text("")
	if m.Whole != "" {
		link = text.LinkTo(p.Line("whole.link"), m.Whole)
	}
	return p.Say("shortened", "id", text.Text(m.Ref), "link", link, "all", m.All)
}

// surelyShown is up to how many characters every platform shows all of a message, whatever it has to escape in them.
const surelyShown = 400

// long tells whether a platform may have to cut the message.
func (m *Message) long() bool {
	n := 0
	for _, t := range m.texts() {
		n += utf8.RuneCountInString(string(t))
	}
	for _, part := range m.Parts {
		switch v := part.(type) {
		case Written:
			n += utf8.RuneCountInString(v.Markdown)
		case Changes:
			for _, line := range v.Lines {
				n += utf8.RuneCountInString(line.Text)
			}
		}
	}
	return n > surelyShown
}
