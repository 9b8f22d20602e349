package text

import (
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Text is one passage for people in one language: words of the catalogue with a little markup (**bold**, _italic_, `code`), and
// between them pieces that each platform shows in its own way: people, moments, links, and words that somebody else wrote. Make one
// with a Printer; take it apart with Pieces. What somebody else wrote is never read as markup.
type Text string

// A piece that is not words of the catalogue stands between these two control characters, which no text of people's may hold
// (governance.CheckText).
const (
	opens  = '\x02'
	closes = '\x03'
)

// PieceKind tells what a Piece is.
type PieceKind int

const (
	// Words are the catalogue's own, styled as Bold, Italic and Code say.
	Words PieceKind = iota
	// Quoted is something short that somebody wrote, such as a title: to be shown letter by letter, never as markup.
	Quoted
	// Someone is a person.
	Someone
	// Moment is an instant.
	Moment
	// Link is a link of the bot's own making.
	Link
)

// Piece is a part of a Text.
type Piece struct {
	Kind               PieceKind
	Text               string
	Bold, Italic, Code bool
	Person             governance.PersonID
	At                 time.Time
	URL                string
}

// Quote makes a Text of something short that somebody wrote.
func Quote(s string) Text { return piece('q', s) }

// Mention makes a Text that names a person.
func Mention(p governance.PersonID) Text { return piece('p', strconv.FormatInt(int64(p), 10)) }

// At makes a Text that tells an instant, to the second.
func At(t time.Time) Text { return piece('t', strconv.FormatInt(t.Unix(), 10)) }

// LinkTo makes a Text that is a link of the bot's own making.
func LinkTo(label, url string) Text { return piece('l', label+"\n"+url) }

func piece(kind byte, s string) Text {
	s = strings.Map(func(r rune) rune {
		if r == opens || r == closes {
			return -1
		}
		return r
	}, s)
	return Text(string(opens) + string(kind) + s + string(closes))
}

// Pieces takes the text apart. Unclosed markup is shown as it is written. A quote within `code` is code, letter by letter, and cannot
// end it.
func (t Text) Pieces() []Piece {
	var out []Piece
	rest := quotesInCode(string(t))
	for rest != "" {
		i := strings.IndexRune(rest, opens)
		if i < 0 {
			i = len(rest)
		}
		out = append(out, words(rest[:i])...)
		rest = rest[i:]
		if rest == "" {
			break
		}
		end := strings.IndexRune(rest, closes)
		if end < 2 {
			return append(out, Piece{Kind: Quoted, Text: strings.Trim(rest, string(opens))})
		}
		out = append(out, decode(rest[1], rest[2:end]))
		rest = rest[end+1:]
	}
	return out
}

// quotesInCode makes quotes between two backticks of the catalogue part of the code that these enclose: "`{{.Command}} help`".
func quotesInCode(s string) string {
	if !strings.ContainsRune(s, '`') || !strings.ContainsRune(s, opens) {
		return s
	}
	var out, code strings.Builder
	inCode, from := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == opens:
			end := strings.IndexByte(s[i:], closes)
			if end < 0 {
				return s
			}
			if inCode && s[i+1] == 'q' {
				code.WriteString(strings.NewReplacer("`", "", "\n", " ").Replace(s[i+2 : i+end])) // either would end the code
			} else if inCode { // a person or a moment is never code
				inCode = false
				out.WriteString(s[from : i+end+1])
			} else {
				out.WriteString(s[i : i+end+1])
			}
			i += end
		case s[i] == '`' && inCode:
			inCode = false
			out.WriteString(code.String() + "`")
		case s[i] == '`':
			inCode, from = true, i
			code.Reset()
			code.WriteByte('`')
		case inCode:
			code.WriteByte(s[i])
		default:
			out.WriteByte(s[i])
		}
	}
	if inCode {
		out.WriteString(s[from:])
	}
	return out.String()
}

func decode(kind byte, s string) Piece {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case kind == 'p' && err == nil:
		return Piece{Kind: Someone, Person: governance.PersonID(n)}
	case kind == 't' && err == nil:
		return Piece{Kind: Moment, At: time.Unix(n, 0).UTC()}
	case kind == 'l':
		label, url, _ := strings.Cut(s, "\n")
		return Piece{Kind: Link, Text: label, URL: url}
	}
	return Piece{Kind: Quoted, Text: s}
}

// words splits the catalogue's words at their markup.
func words(s string) []Piece {
	var out []Piece
	for s != "" {
		at, mark := len(s), ""
		for _, m := range []string{"**", "_", "`"} {
			i := openMark(s, m)
			if i >= 0 && i < at {
				at, mark = i, m
			}
		}
		if at > 0 {
			out = append(out, Piece{Text: s[:at]})
		}
		if mark == "" {
			break
		}
		body := s[at+len(mark):]
		end := strings.Index(body, mark)
		p := Piece{Text: body[:end], Bold: mark == "**", Italic: mark == "_", Code: mark == "`"}
		out = append(out, p)
		s = body[end+len(mark):]
	}
	return out
}

// openMark finds a mark that is closed later and does not stand inside a word, so that snake_case stays as it is.
func openMark(s, mark string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], mark)
		if i < 0 {
			return -1
		}
		i += from
		inWord := mark == "_" && i > 0 && s[i-1] != ' ' && s[i-1] != '\n' && s[i-1] != '('
		if !inWord && strings.Index(s[i+len(mark):], mark) > 0 {
			return i
		}
		from = i + len(mark)
	}
}

// Plain writes the text without any markup. Name tells how a person is called, and moments are told in the zone.
func (t Text) Plain(name func(governance.PersonID) string, when func(time.Time) string) string {
	var b strings.Builder
	for _, p := range t.Pieces() {
		switch p.Kind {
		case Someone:
			b.WriteString(name(p.Person))
		case Moment:
			b.WriteString(when(p.At))
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}
