package slack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// Slack's limits (platforms.md, Block Kit reference), in characters or items.
const (
	mostBlocks   = 50
	mostHeader   = 150
	mostSection  = 3000
	mostFields   = 10
	mostField    = 2000
	mostActions  = 25
	mostButton   = 75
	mostOption   = 75
	mostChoice   = 150
	mostOptions  = 100
	mostActionID = 255
	mostFallback = 3000
	// mostText is what all blocks of a message may hold together. Slack refuses more than it likes (msg_blocks_too_long) without saying
	// how much that is.
	mostText = 16000
	// mostAnswers is how many messages one answer may take; a response_url may be used five times.
	mostAnswers = 4
	// mostMentions is how many people a message may call by naming them. A card that lists a whole circle names them in plain words.
	mostMentions = 8
)

// renderer turns the bot's neutral messages and forms into Block Kit. Whatever it is given, what it makes keeps Slack's limits: what is
// too long is cut and says so.
type renderer struct {
	sealer *seal.Sealer
	words  words
}

// sealedAction is what a button or menu carries, under seal for the purpose "action".
type sealedAction struct {
	Verb   string     `json:"verb"`
	Target bot.Target `json:"target"`
}

// rendered is a message as Slack takes it: the line of text for notifications, and the blocks.
type rendered struct {
	text   string
	blocks []slack.Block
}

// message renders a message for a place where it stands once, such as a card. What is too much of it is cut where it is long, and says so.
func (r renderer) message(m bot.Message) (rendered, error) {
	actions, err := r.actions(m.Actions)
	if err != nil {
		return rendered{}, err
	}
	s := scribe{m.Contacts, m.Zone, peopleIn(m) <= mostMentions}
	body, short := fairly(bodyOf(s, m), mostBlocks-len(actions)-1)
	if short && !leads(body, m.Whole) {
		body = append(body, r.shortened(m))
	}
	return rendered{fallback(s, m), append(body, actions...)}, nil
}

// answer renders a message for somebody who asked for it: as a whole, in as many messages as that takes.
func (r renderer) answer(m bot.Message) ([]rendered, error) {
	actions, err := r.actions(m.Actions)
	if err != nil {
		return nil, err
	}
	s := scribe{m.Contacts, m.Zone, peopleIn(m) <= mostMentions}
	rest := slices.Concat(bodyOf(s, m)...)
	var out []rendered
	for len(out) < mostAnswers && len(rest) > 0 {
		page, more := fit(rest, mostBlocks-len(actions)-1)
		rest = rest[len(page):]
		if more && len(out) == mostAnswers-1 {
			page, rest = append(slices.Clip(page), r.shortened(m)), nil
		}
		out = append(out, rendered{fallback(s, m), page})
	}
	last := &out[len(out)-1]
	last.blocks = append(slices.Clip(last.blocks), actions...)
	return out, nil
}

// bodyOf renders a message's parts, its heading first. There is always something.
func bodyOf(s scribe, m bot.Message) [][]slack.Block {
	out := [][]slack.Block{heading(s, m)}
	total := 0
	for _, part := range m.Parts {
		blocks := partBlocks(s, part)
		out = append(out, blocks)
		for _, b := range blocks {
			total += textIn(b)
		}
		if total > mostAnswers*mostText {
			break // nothing of the rest would be shown
		}
	}
	if len(slices.Concat(out...)) == 0 {
		out = [][]slack.Block{section(cut(fallback(s, m), mostSection))}
	}
	return out
}

// heading is a message's title and status.
func heading(s scribe, m bot.Message) []slack.Block {
	var out []slack.Block
	title := s.plain(m.Title)
	head := strings.TrimSpace(strings.Join(filled(m.Ref, title), " · "))
	if head != "" {
		out = append(out, slack.NewHeaderBlock(plainText(oneLine(head), mostHeader)))
		if width(head) > mostHeader {
			// The header breaks off: the title as a whole follows at once.
			out = append(out, slack.NewSectionBlock(plainText(title, mostSection), nil, nil))
		}
	}
	if m.Status != "" {
		out = append(out, section(light(m.Tone)+" *"+literal(m.Status)+"*")...)
	}
	return out
}

// partBlocks renders one part of the body.
func partBlocks(s scribe, part bot.Part) []slack.Block {
	switch p := part.(type) {
	case bot.Paragraph:
		return section(s.mrkdwn(p.Text))
	case bot.Small:
		return aside(s.mrkdwn(p.Text))
	case bot.Heading:
		return section("*" + s.mrkdwn(p.Text) + "*")
	case bot.Said:
		return section(s.mrkdwn(p.Text))
	case bot.Written:
		out := packed(written(p.Markdown))
		if p.By != 0 {
			out = append(aside(s.person(p.By)), out...)
		}
		return out
	case bot.Fields:
		return fields(s, p.Fields)
	case bot.Progress:
		return section(strings.TrimSpace(s.mrkdwn(p.Label) + "  " + bar(p)))
	case bot.Divider:
		return []slack.Block{slack.NewDividerBlock()}
	case bot.Changes:
		return changes(p.Lines)
	}
	return nil
}

// fields puts short facts side by side and long ones on lines of their own, in their order. No row holds more than a section's text may.
func fields(s scribe, all []bot.Field) []slack.Block {
	var out []slack.Block
	var row []*slack.TextBlockObject
	held := 0
	flush := func() {
		if len(row) > 0 {
			out = append(out, slack.NewSectionBlock(nil, row, nil))
			row, held = nil, 0
		}
	}
	for _, f := range all {
		line := s.mrkdwn(f.Value)
		if f.Label != "" {
			line = "*" + literal(f.Label) + "*\n" + line
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if !f.Short || width(line) > mostField {
			flush()
			out = append(out, section(line)...)
			continue
		}
		if held += width(line); held > mostSection {
			flush()
			held = width(line)
		}
		if row = append(row, markup(line)); len(row) == mostFields {
			flush()
		}
	}
	flush()
	return out
}

// bar draws how many of how many, ten cells at most, with the mark that has to be reached.
func bar(p bot.Progress) string {
	of := max(p.Of, p.Done, p.Want)
	if of <= 0 {
		return ""
	}
	cells := min(of, 10)
	done, want := p.Done*cells/of, (p.Want*cells+of-1)/of
	var b strings.Builder
	for i := range cells {
		switch {
		case i < done:
			b.WriteString("▰")
		default:
			b.WriteString("▱")
		}
		if want > 0 && i == want-1 && want < cells {
			b.WriteString("┊")
		}
	}
	fmt.Fprintf(&b, " %d/%d", p.Done, max(p.Want, 0))
	return b.String()
}

// changes shows a difference line by line, unparsed.
func changes(lines []bot.Change) []slack.Block {
	var b strings.Builder
	for _, l := range lines {
		sign := l.Sign
		if sign != '+' && sign != '-' {
			sign = ' '
		}
		b.WriteByte(sign)
		b.WriteString(" " + strings.ReplaceAll(strings.ReplaceAll(l.Text, "\r", ""), "\n", "\n  ") + "\n")
	}
	if b.Len() == 0 {
		return nil
	}
	return packed([]passage{{strings.TrimRight(strings.ReplaceAll(codeText("\x00"+b.String()), "\x00", ""), "\n"), true}})
}

// packed puts passages together into as few sections as they fit.
func packed(passages []passage) []slack.Block {
	var out []slack.Block
	held := ""
	flush := func() {
		if held != "" {
			out = append(out, section(held)...)
			held = ""
		}
	}
	for _, p := range passages {
		room := mostSection
		if p.code {
			room -= width(fence(""))
		}
		for _, piece := range split(p.text, room) {
			if p.code {
				piece = fence(piece)
			}
			if held != "" && width(held)+2+width(piece) > mostSection {
				flush()
			}
			if held != "" {
				held += "\n\n"
			}
			held += piece
		}
	}
	flush()
	return out
}

// peopleIn counts the people whom a message names.
func peopleIn(m bot.Message) int {
	found := map[governance.PersonID]bool{}
	see := func(t text.Text) {
		for _, p := range t.Pieces() {
			if p.Kind == text.Someone {
				found[p.Person] = true
			}
		}
	}
	for _, part := range m.Parts {
		switch p := part.(type) {
		case bot.Paragraph:
			see(p.Text)
		case bot.Small:
			see(p.Text)
		case bot.Progress:
			see(p.Label)
		case bot.Written:
			found[p.By] = true
		case bot.Fields:
			for _, f := range p.Fields {
				see(f.Value)
			}
		}
	}
	delete(found, 0)
	return len(found)
}

// fallback is the line for notifications and for programs that show no blocks. It is never empty, because Slack refuses that.
func fallback(s scribe, m bot.Message) string {
	line := m.Fallback
	if line == "" {
		line = strings.Join(filled(m.Ref, s.plain(m.Title), m.Status), " · ")
	}
	if line == "" {
		for _, part := range m.Parts {
			if p, ok := part.(bot.Paragraph); ok {
				line = s.plain(p.Text)
				break
			}
		}
	}
	if line = strings.TrimSpace(oneLine(line)); line == "" {
		line = "Folkmoot"
	}
	return cut(literal(line), mostFallback)
}

// light is the tone as a small coloured light, since Slack has no coloured edge for blocks.
func light(t bot.Tone) string {
	switch t {
	case bot.Good:
		return "🟢"
	case bot.Bad:
		return "🔴"
	case bot.Attention:
		return "🟠"
	case bot.Quiet:
		return "⚪"
	}
	return "🔵"
}

func filled(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plainText is shown as it is, with nothing parsed and nothing to escape. All the same nothing in it is left to look like a mention, for
// those who render Slack's blocks less strictly than Slack.
func plainText(s string, most int) *slack.TextBlockObject {
	s = strings.NewReplacer("<!", "<"+joiner+"!", "<@", "<"+joiner+"@", "<#", "<"+joiner+"#").Replace(s)
	return slack.NewTextBlockObject(slack.PlainTextType, cutPlain(s, most), false, false)
}

// markup is verbatim: Slack is not to make mentions or links of what only looks like one.
func markup(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, s, false, true)
}

// section makes as many sections as the markup needs.
func section(s string) []slack.Block {
	var out []slack.Block
	for _, piece := range split(s, mostSection) {
		out = append(out, slack.NewSectionBlock(markup(piece), nil, nil))
	}
	return out
}

// aside makes small type.
func aside(s string) []slack.Block {
	var out []slack.Block
	for _, piece := range split(s, mostSection) {
		out = append(out, slack.NewContextBlock("", markup(piece)))
	}
	return out
}
