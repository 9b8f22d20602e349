package slack

import (
	"strings"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
)

// words is the adapter's own voice: the few things that only it can say, such as that a form has grown too old. They stand in the
// catalogue like all others, under "slack.".
type words struct{ print text.Printer }

func (w words) line(key string, pairs ...any) string { return w.print.Line(key, pairs...) }

// note is a message of one paragraph.
func (w words) note(key string, pairs ...any) bot.Message {
	return bot.Message{Tone: bot.Attention, Parts: []bot.Part{bot.Paragraph{Text: w.print.Say(key, pairs...)}}}
}

// writtenBack hands back to somebody what they wrote, as they wrote it; nothing where they wrote nothing.
func (w words) writtenBack(wrote string) []bot.Part {
	if strings.TrimSpace(wrote) == "" {
		return nil
	}
	fence := "```"
	for strings.Contains(wrote, fence) {
		fence += "`"
	}
	return []bot.Part{bot.Paragraph{Text: w.print.Say("slack.written")}, bot.Written{Markdown: fence + "\n" + wrote + "\n" + fence}}
}
