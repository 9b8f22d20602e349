package schedule

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/governance"
)

// longestTail is how many words at the end of a sentence may be its date.
const longestTail = 20

// FindWhen finds the date at the end of a sentence, "send the minutes by friday", and gives back what stands before it. The
// longest ending that is a date is taken. A length of time counts only after a word like "by" or "in": "meditate 20 minutes" has
// no date. It refuses like ParseWhen; when no ending is a date, as date_missing, or as date_unreadable where the sentence says
// "by" and then something with a number in it, or one word.
func FindWhen(sentence string, now time.Time, zone *time.Location, opt Reading) (before string, w When, err error) {
	from := tailStart(sentence)
	tokens, ok := lex(sentence[from:])
	if !ok {
		return "", When{}, governance.Refuse(governance.Invalid, "date_unreadable", "text", shorten(sentence))
	}
	tokens = tokens[max(0, len(tokens)-longestTail):]
	tail, meant := sentence[from:], false
	for i := range tokens {
		if !mayBegin(tokens[i:], tail) {
			continue
		}
		p := newParser(tail[tokens[i].start:], shifted(tokens[i:]), now, zone, opt)
		p.sentence = true
		w, err, ok := p.whole()
		switch {
		case !ok:
		case otherwiseMeant(tokens[:i], p.tie):
			meant = true
		case err != nil:
			return "", When{}, err
		default:
			return standsBefore(sentence[:from+tokens[i].start]), w, nil
		}
	}
	if typed := afterBy(tokens, tail); typed != "" && !meant {
		return "", When{}, governance.Refuse(governance.Invalid, "date_unreadable", "text", shorten(typed))
	}
	return "", When{}, governance.Refuse(governance.Invalid, "date_missing", "text", shorten(sentence))
}

// rhythmWord stands in every phrase that may be a rhythm.
var rhythmWord = regexp.MustCompile(`(?i)\b(?:every|each|hourly|daily|weekly|fortnightly|monthly|quarterly|weekdays|of the month)\b`)

// wordStart is where a word begins.
var wordStart = regexp.MustCompile(`\S+`)

// FindCadence finds the rhythm at the end of a sentence, "water the plants every friday", and gives back what stands before it. The longest
// ending that is a rhythm is taken. It is false when none is.
func FindCadence(sentence string, now time.Time, zone *time.Location) (before string, c Cadence, ok bool) {
	for _, at := range wordStart.FindAllStringIndex(sentence, -1) {
		tail := strings.TrimRight(sentence[at[0]:], " .!")
		if !rhythmWord.MatchString(tail) {
			break
		}
		for _, phrase := range []string{tail, strings.Replace(tail, " by ", " at ", 1)} {
			if c, err := ParseCadence(phrase, now, zone); err == nil {
				before := standsBefore(sentence[:at[0]])
				for _, word := range []string{" by", " on"} {
					before = strings.TrimSuffix(before, word)
				}
				return before, c, true
			}
		}
	}
	return sentence, Cadence{}, false
}

// CutCadence is FindCadence for a sentence that has to end in a rhythm, also in one that no word gives away: "Bins first monday", or a cron
// line. It answers Invalid: what ParseCadence says of an ending that sounds like a rhythm, or cadence_missing.
func CutCadence(sentence string, now time.Time, zone *time.Location) (before string, c Cadence, err error) {
	sentence = strings.TrimRight(sentence, " .!")
	var refused error
	for _, at := range wordStart.FindAllStringIndex(sentence, -1) {
		tail := sentence[at[0]:]
		if c, err = ParseCadence(tail, now, zone); err == nil {
			return strings.TrimSuffix(standsBefore(sentence[:at[0]]), " on"), c, nil
		}
		if refused == nil && rhythmWord.MatchString(wordStart.FindString(tail)) {
			refused = err
		}
	}
	if refused == nil {
		refused = governance.Refuse(governance.Invalid, "cadence_missing")
	}
	return "", Cadence{}, refused
}

// emojiAtEnd is a colon that belongs to an emoji.
var emojiAtEnd = regexp.MustCompile(`:[a-z0-9_+-]+:$`)

// standsBefore is what stands before a date, without the marks that lead to it.
func standsBefore(sentence string) string {
	before := strings.TrimRight(sentence, " ,;-–—\u00a0")
	if emojiAtEnd.MatchString(before) {
		return before
	}
	return strings.TrimRight(before, " ,;:-–—\u00a0")
}

// tailStart is where the part of a sentence begins that is looked at: a word's beginning at most 256 characters from its end.
func tailStart(sentence string) int {
	from := len(sentence)
	for range longestPhrase {
		_, size := utf8.DecodeLastRuneInString(sentence[:from])
		from -= size
	}
	if from == 0 {
		return 0
	}
	space := strings.IndexByte(sentence[from:], ' ')
	if space < 0 {
		return len(sentence)
	}
	return from + space
}

// shifted moves tokens so that the first begins at 0.
func shifted(tokens []token) []token {
	moved := make([]token, len(tokens))
	for i, t := range tokens {
		t.start, t.end = t.start-tokens[0].start, t.end-tokens[0].start
		moved[i] = t
	}
	return moved
}

// mayBegin keeps two kinds of words from being taken for dates at a sentence's end: lengths of time ("meditate 20 minutes"), and
// "sun" and "sat" without a word that ties them ("sit in the sun", "where we sat").
func mayBegin(tokens []token, text string) bool {
	last := tokens[len(tokens)-1].text
	if isOneOf(last, "sun", "sat") && (len(tokens) == 1 || len(tokens) == 2 && tokens[0].text == "the") {
		return false
	}
	whole := words(text, tokens)
	if strings.HasPrefix(whole, "+") || last == "now" {
		return true
	}
	_, err := governance.ParseSpan(whole)
	return err != nil
}

// otherwiseMeant tells that the words before a date make something else of it than the day by which something is to be done: "move it to
// friday", "after friday", "monday or friday", "every second friday", "a month before friday".
func otherwiseMeant(before []token, tie string) bool {
	if len(before) == 0 {
		return false
	}
	switch last := before[len(before)-1].text; {
	case tie == "before":
		for from := max(0, len(before)-4); from < len(before); from++ {
			if _, err := governance.ParseSpan(spell(before[from:])); err == nil {
				return true
			}
		}
		return last == "not"
	case tie == "":
		return ordinalNamed(last) > 0 || isOneOf(last, "to", "from", "through", "than", "after", "since", "of", "or", "and", "about", "between", "before", "every", "each", "another")
	}
	return false
}

// afterBy is what stands after the last "by" or "until" of a sentence, if it looks like an attempt at a date.
func afterBy(tokens []token, text string) string {
	for i := len(tokens) - 2; i >= 0; i-- {
		if !isOneOf(tokens[i].text, "by", "until", "due", "before") {
			continue
		}
		typed := words(text, tokens[i+1:])
		if i == len(tokens)-2 || strings.ContainsAny(typed, "0123456789") {
			return typed
		}
		return ""
	}
	return ""
}
