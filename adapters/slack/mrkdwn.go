package slack

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// joiner is an invisible character that stands between two others without parting them. Slack's mrkdwn has no way to say "an asterisk,
// please"; with this beside it an asterisk opens and closes nothing.
const joiner = "\u2060"

// longestURL is the longest address that is made a link; a longer one leaves its label.
const longestURL = 2000

// longestLabel is what a link may be called. A link is never cut apart, so that address and label have to fit into one block.
const longestLabel = 150

// escape makes the three characters harmless by which everything in Slack begins that is more than text: <!channel>, <@U…>, links.
func escape(s string) string {
	if !strings.ContainsAny(s, "&<>") {
		return s
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// emojiCode finds what Slack would show as an emoji.
var emojiCode = regexp.MustCompile(`:([a-zA-Z0-9_+'-]+):`)

// literal writes something that somebody wrote so that Slack shows it letter by letter. What cannot mean anything to Slack is left
// exactly as it is, such as the underscore of snake_case.
func literal(s string) string {
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
		case strings.ContainsRune("*_~`", r) && !(inside(runes, i) && r != '`'):
			b.WriteString(joiner + string(r) + joiner)
		default:
			b.WriteRune(r)
		}
	}
	return escape(emojiCode.ReplaceAllString(b.String(), ":"+joiner+"$1:"))
}

// inside tells whether the character stands between two letters or digits.
func inside(r []rune, i int) bool {
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return i > 0 && i < len(r)-1 && word(r[i-1]) && word(r[i+1])
}

// scribe writes the pieces of one message.
type scribe struct {
	contacts map[governance.PersonID]bot.Contact
	zone     *time.Location
	// mention names people as <@U…>, which Slack shows in the reader's own way and which calls them, once, when the message is new.
	mention bool
}

// mrkdwn writes a text in Slack's markup.
func (s scribe) mrkdwn(t text.Text) string {
	var b strings.Builder
	for _, p := range t.Pieces() {
		switch p.Kind {
		case text.Words:
			b.WriteString(styled(p))
		case text.Quoted:
			b.WriteString(literal(p.Text))
		case text.Someone:
			b.WriteString(s.person(p.Person))
		case text.Moment:
			b.WriteString(s.moment(p.At))
		case text.Link:
			b.WriteString(link(p.URL, p.Text))
		}
	}
	return b.String()
}

// styled writes words of the catalogue. The one emoji of its that Slack calls otherwise gets Slack's name.
func styled(p text.Piece) string {
	words := strings.ReplaceAll(escape(p.Text), ":thinking:", ":thinking_face:")
	mark := ""
	switch {
	case p.Bold:
		mark = "*"
	case p.Italic:
		mark = "_"
	case p.Code:
		mark = "`"
	}
	if mark == "" || strings.TrimSpace(words) == "" {
		return words
	}
	return mark + words + mark
}

func (s scribe) person(id governance.PersonID) string {
	c := s.contacts[id]
	if s.mention && userID.MatchString(c.User) {
		return "<@" + c.User + ">"
	}
	return literal(nameOf(c))
}

// userID is what a user's id looks like. Anything else is never put between <@ and >.
var userID = regexp.MustCompile(`^[UW][A-Z0-9]+$`)

func nameOf(c bot.Contact) string {
	for _, name := range []string{c.Name, c.Handle, c.User} {
		if name != "" {
			return name
		}
	}
	return "…"
}

// moment tells an instant in the reader's own zone, or in the message's where a program cannot.
func (s scribe) moment(t time.Time) string {
	fallback := strings.NewReplacer("|", " ", "<", " ", ">", " ").Replace(text.FormatTime(t, s.zone))
	return fmt.Sprintf("<!date^%d^{date_short_pretty} {time}|%s>", t.Unix(), fallback)
}

// link writes a link, or only its label when the address is not one that may be followed.
func link(address, label string) string {
	address = strings.NewReplacer("|", "%7C", ">", "%3E", "<", "%3C", " ", "%20", "\n", "").Replace(address)
	if label == "" {
		label = address
	}
	u, err := url.Parse(address)
	address = strings.ReplaceAll(address, "&", "&amp;")
	if err != nil || width(address) > longestURL || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
		return literal(label)
	}
	return "<" + address + "|" + strings.ReplaceAll(literal(cutPlain(label, longestLabel)), "|", "¦") + ">"
}

// plain writes a text without any markup, for headers and for programs that read aloud.
func (s scribe) plain(t text.Text) string {
	return t.Plain(func(p governance.PersonID) string { return nameOf(s.contacts[p]) }, func(at time.Time) string {
		return text.FormatTime(at, s.zone)
	})
}

// width is how much of a limit a string takes. Slack does not say whether it counts characters or, as JavaScript does, UTF-16 units;
// the latter are never fewer.
func width(s string) int { return len(utf16.Encode([]rune(s))) }

// longestWord is where even a word is cut.
const longestWord = 400

// atoms cuts markup into what may not be cut apart: a mention, date or link; an escaped character; a word; white space.
func atoms(s string) []string {
	var out []string
	for s != "" {
		n := atom(s)
		a := s[:n]
		s = s[n:]
		for !strings.HasPrefix(a, "<") && width(a) > longestWord {
			head := clip(a, longestWord)
			out, a = append(out, head), a[len(head):]
		}
		out = append(out, a)
	}
	return out
}

// atom answers how many bytes the first atom has.
func atom(s string) int {
	switch s[0] {
	case '<':
		if i := strings.IndexAny(s[1:], "<>\n"); i >= 0 && s[1+i] == '>' {
			return i + 2
		}
		return 1
	case '&':
		for _, escaped := range []string{"&amp;", "&lt;", "&gt;"} {
			if strings.HasPrefix(s, escaped) {
				return len(escaped)
			}
		}
		return 1
	}
	const blanks = " \t\n\f\r"
	i := strings.IndexAny(s, blanks+"<&")
	if i == 0 {
		i = len(s) - len(strings.TrimLeft(s, blanks))
	}
	if i < 0 {
		i = len(s)
	}
	return i
}

// clip answers the longest beginning of s within the width, never part of a character.
func clip(s string, most int) string {
	n := 0
	for i, r := range s {
		w := 1
		if r > 0xFFFF {
			w = 2
		}
		if n += w; n > most {
			return s[:i]
		}
	}
	return s
}

// split cuts markup into passages of at most that width.
func split(s string, most int) []string {
	if s = strings.TrimRightFunc(s, unicode.IsSpace); s == "" {
		return nil
	}
	if width(s) <= most {
		return []string{s}
	}
	s = clip(s, (mostAnswers+1)*mostText) // no answer shows more than that, so there is no need to look at what follows
	var out []string
	var b strings.Builder
	n := 0
	for _, a := range atoms(s) {
		w := width(a)
		if n+w > most && n > 0 {
			out = append(out, strings.TrimRightFunc(b.String(), unicode.IsSpace))
			b.Reset()
			n = 0
			if a = strings.TrimLeftFunc(a, unicode.IsSpace); a == "" {
				continue
			}
		}
		b.WriteString(a)
		n += w
	}
	if rest := strings.TrimRightFunc(b.String(), unicode.IsSpace); rest != "" {
		out = append(out, rest)
	}
	return out
}

// cut shortens markup to the width, with a mark where something is missing.
func cut(s string, most int) string {
	if width(s) <= most {
		return s
	}
	if parts := split(s, most-1); len(parts) > 0 {
		return parts[0] + "…"
	}
	return clip(s, most)
}

// cutPlain is cut for plain text, which may be cut anywhere.
func cutPlain(s string, most int) string {
	if width(s) <= most {
		return s
	}
	return strings.TrimRightFunc(clip(s, most-1), unicode.IsSpace) + "…"
}
