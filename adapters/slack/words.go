package slack

import (
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
