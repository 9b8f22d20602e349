package mattermost

import (
	"regexp"
	"strings"
	"unicode"
)

// joiner is a character that nobody sees and at which no line breaks. Mattermost takes what stands on its two sides for two words.
const joiner = "\u2060"

var (
	// What the clients would read as an emoji, an address or the beginning of a list, a quote or a heading's underline.
	emojiLike   = regexp.MustCompile(`:([A-Za-z0-9_+\-]+:)`)
	addressLike = regexp.MustCompile(`(?i)(www\d*)\.`)
	blockLike   = regexp.MustCompile(`^(?:[-+>=]|\d+[.)])`)
	entityLike  = regexp.MustCompile(`^&#?[A-Za-z0-9]+;`)

	atEntity = regexp.MustCompile(`(?i)&(?:#0*64|#x0*40|commat);`)
	// An address ends where Markdown would end it: the label beside it is not part of it.
	address = regexp.MustCompile("(?i)(?:https?://|ftp://|www\\.)[^\\s<>()\\[\\]\"'`]+")
	handle  = regexp.MustCompile(`^[a-z0-9._\-]+$`)
)

// literal writes something short that somebody wrote so that it is shown letter by letter: it styles nothing, links nowhere and
// pings nobody. Line ends become blanks.
func literal(s string) string {
	s = strings.Join(strings.Fields(withoutControls(s)), " ")
	for range 2 { // Twice, because one colon may end one and begin the next.
		s = emojiLike.ReplaceAllString(s, ":"+joiner+"$1")
	}
	s = strings.ReplaceAll(s, "://", ":"+joiner+"//")
	s = addressLike.ReplaceAllString(s, "$1"+joiner+".")
	var b strings.Builder
	if blockLike.MatchString(s) {
		b.WriteString(joiner)
	}
	for i, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '#', '~': // A hashtag or a channel's name begins with these.
			b.WriteByte('\\')
			b.WriteRune(r)
			b.WriteString(joiner)
		case '@':
			b.WriteString("@" + joiner)
		case '<':
			b.WriteString("&lt;")
		case '&':
			b.WriteRune(r)
			if entityLike.MatchString(s[i:]) {
				b.WriteString("amp;")
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// tame takes out of Markdown that somebody wrote everything that could ping, and leaves the rest as it is. The server looks for
// mentions in the text that Markdown leaves, addresses included, and cuts it into words at everything but letters, digits and :.-_@;
// so an @ pings unless a letter or digit stands right before it, as in a mail address.
func tame(markdown string) string {
	markdown = atEntity.ReplaceAllString(withoutControls(markdown), "@")
	var b strings.Builder
	for {
		at := address.FindStringIndex(markdown)
		if at == nil {
			b.WriteString(breakAts(markdown))
			return b.String()
		}
		b.WriteString(breakAts(markdown[:at[0]]))
		b.WriteString(strings.ReplaceAll(markdown[at[0]:at[1]], "@", "%40"))
		markdown = markdown[at[1]:]
	}
}

// withoutControls makes blanks of control characters, at some of which the server's own reader of Markdown breaks down.
func withoutControls(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, s)
}

func breakAts(s string) string {
	var b strings.Builder
	before := byte(' ')
	for i := 0; i < len(s); i++ {
		b.WriteByte(s[i])
		if s[i] == '@' && !isWordByte(before) {
			b.WriteString(joiner)
		}
		before = s[i]
	}
	return b.String()
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// quoted puts Markdown into a block quote out of which it cannot break: every line carries the mark, and what it leaves open ends
// with the quote.
func quoted(markdown string) []string {
	lines := strings.Split(strings.Trim(tame(plainEnds(markdown)), "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("> "+line, " ")
	}
	return lines
}

// plainEnds writes every line end as \n.
func plainEnds(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// code writes a code span; no back tick inside can end it.
func code(s string) string {
	ticks := fence(s, 1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// fence answers a row of back ticks, at least so many, that is longer than any in the text.
func fence(text string, least int) string {
	row := 0
	for _, c := range []byte(text) {
		if c != '`' {
			row = 0
			continue
		}
		row++
		least = max(least, row+1)
	}
	return strings.Repeat("`", least)
}

// clip cuts a text to so many characters, with an ellipsis for what is gone. It never ends in half an escape.
func clip(s string, most int) string {
	if most < 1 {
		return ""
	}
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	cut := strings.TrimRight(string(r[:most-1]), " \n")
	if n := len(cut) - len(strings.TrimRight(cut, `\`)); n%2 == 1 {
		cut = cut[:len(cut)-1]
	}
	return cut + "…"
}
