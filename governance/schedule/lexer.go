package schedule

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestPhrase is how many characters of a phrase, or of a sentence's end, are looked at.
const longestPhrase = 256

// token is one word of a phrase: in lower case and without the punctuation after it, and where it stood.
type token struct {
	text   string
	dotted bool // A full stop followed, as in "3.4." or at a sentence's end.
	start  int
	end    int
}

// lex splits a text at spaces and commas, and "2026-12-01T17:00" between its date and its time. It is false for control characters, which no date needs.
func lex(text string) ([]token, bool) {
	var tokens []token
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		word := text[start:end]
		bare := strings.TrimRight(word, ".;!?")
		if isoInstant(bare) {
			tokens = append(tokens, token{text: bare[:10], start: start, end: start + 10})
			start, bare = start+11, bare[11:]
		}
		if bare != "" {
			tokens = append(tokens, token{
				text:   strings.ToLower(bare),
				dotted: strings.HasPrefix(text[start+len(bare):], "."),
				start:  start,
				end:    start + len(bare),
			})
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case unicode.IsControl(r) || r == utf8.RuneError:
			return nil, false
		case unicode.IsSpace(r) || r == ',':
			flush(i)
		case start < 0:
			start = i
		}
	}
	flush(len(text))
	return tokens, true
}

// isoInstant tells a date in ISO's form that has its time glued on.
func isoInstant(word string) bool {
	return len(word) > 11 && word[4] == '-' && word[7] == '-' && (word[10] == 'T' || word[10] == 't') && word[11] >= '0' && word[11] <= '9'
}

// spell writes tokens with single spaces between them.
func spell(tokens []token) string {
	all := make([]string, len(tokens))
	for i, t := range tokens {
		all[i] = t.text
	}
	return strings.Join(all, " ")
}

// digits reads a word of digits only, of which there must be between least and most.
func digits(word string, least, most int) (int, bool) {
	if len(word) < least || len(word) > most {
		return 0, false
	}
	n := 0
	for i := range len(word) {
		if word[i] < '0' || word[i] > '9' {
			return 0, false
		}
		n = n*10 + int(word[i]-'0')
	}
	return n, true
}

// leadingDigits splits a word into the digits it begins with and the rest.
func leadingDigits(word string) (number, rest string) {
	i := 0
	for i < len(word) && word[i] >= '0' && word[i] <= '9' {
		i++
	}
	return word[:i], word[i:]
}

// isOneOf tells whether the word is among the others.
func isOneOf(word string, others ...string) bool {
	for _, other := range others {
		if word == other {
			return true
		}
	}
	return false
}
