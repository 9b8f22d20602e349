package bottest

import (
	"context"
	"regexp"
	"strconv"
	"strings"
)

// typed are words as a person types them. What would be long, or cannot stand in a file, is described: ‹201 characters›, ‹a bell›, ‹half a
// letter›, and ‹the code› that the bot gave out last.
func (w *World) typed(s string) string {
	s = described.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.Atoi(described.FindStringSubmatch(m)[1])
		w.must(err)
		return strings.Repeat("more ", n/5+1)[:n-1] + "!"
	})
	return strings.NewReplacer("‹a bell›", "\a", "‹half a letter›", "\xc3", "‹the code›", w.Chat.code).Replace(s)
}

var described = regexp.MustCompile(`‹(\d+) characters›`)

// longWords are so many that nobody would read them.
var longWords = regexp.MustCompile(`(?:more ){9,}\S*`)

// linkCode finds the code with which somebody links two accounts.
var linkCode = regexp.MustCompile(`(me link )([A-Z0-9]{8})\b`)

// elsewhere does something in a second workspace, which is another organisation's.
func (w *World) elsewhere(do func()) {
	w.T.Helper()
	if w.other == nil {
		w.other = NewChat()
		w.other.name, w.other.invite, w.other.sees = w.Chat.name, w.Chat.invite, w.Chat.sees
		w.connectOther()
	}
	w.other.code = w.Chat.code
	w.Chat, w.other, w.WS, w.otherWS = w.other, w.Chat, w.otherWS, w.WS
	do()
	w.home()
	w.who = ""
	w.Chat, w.other, w.WS, w.otherWS = w.other, w.Chat, w.otherWS, w.WS
}

func (w *World) connectOther() {
	var err error
	w.otherWS, err = w.Bot.Connect(context.Background(), "chat", "T2", "Orchard", w.other)
	w.must(err)
}

// takeSaid answers what happened since it was last asked, here and elsewhere.
func (w *World) takeSaid() []string {
	said := w.Chat.TakeSaid()
	if w.other != nil {
		for _, line := range w.other.TakeSaid() {
			said = append(said, "elsewhere "+line)
		}
	}
	for i, line := range said {
		if m := linkCode.FindStringSubmatch(line); m != nil {
			w.Chat.code = m[2]
		}
		line = longWords.ReplaceAllString(line, "more …")
		line = linkCode.ReplaceAllString(line, "${1}‹the code›")
		said[i] = chainHead.ReplaceAllString(line, "hash…")
	}
	return said
}
