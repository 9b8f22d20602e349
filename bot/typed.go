package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
)

// typed is a command's text taken apart: the words of the first line, its options, those that may stand several times, and the further
// lines.
type typed struct {
	Words   string
	Options map[string]string
	Many    map[string][]string
	More    string
}

// optionMark finds what may be an option: two hyphens, or the long dash that phones make of them, before a letter.
var optionMark = regexp.MustCompile(`(?:^|\s)(--|—|–)([A-Za-z][A-Za-z-]*)`)

// parseTyped reads the text after a command. Options stand on the first line; a value runs to the next option or the line's end. A
// long dash before anything that is no option is just a dash; two hyphens before an unknown word are refused with the nearest option.
// Flags need no value. Many are options that may stand several times.
func parseTyped(text string, options, flags []string, many ...string) (typed, error) {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\u00a0", " ")
	first, more, _ := strings.Cut(strings.TrimLeft(text, " \t\n"), "\n")
	out := typed{Options: map[string]string{}, More: strings.Trim(more, "\n")}
	known := slices.Concat(options, many, flags)
	name, from := "", 0
	keep := func(to int) error {
		value := strings.TrimSpace(first[from:to])
		if name == "" {
			out.Words = value
			return nil
		}
		value = unquote(value)
		_, twice := out.Options[name]
		switch {
		case twice:
			return governance.Refuse(governance.Invalid, "option_twice", "option", name)
		case value == "" && !slices.Contains(flags, name):
			return governance.Refuse(governance.Invalid, "option_empty", "option", name)
		case slices.Contains(many, name):
			if out.Many == nil {
				out.Many = map[string][]string{}
			}
			out.Many[name] = append(out.Many[name], value)
			return nil
		}
		out.Options[name] = value
		return nil
	}
	for _, m := range optionMark.FindAllStringSubmatchIndex(first, -1) {
		dash, word := first[m[2]:m[3]], strings.ToLower(first[m[4]:m[5]])
		if !slices.Contains(known, word) {
			if dash != "--" {
				continue
			}
			return typed{}, governance.Refuse(governance.Invalid, "option_unknown", "option", word, "nearest", nearest(word, known), "known", known)
		}
		if err := keep(m[2]); err != nil {
			return typed{}, err
		}
		name, from = word, m[5]
	}
	return out, keep(len(first))
}

// unquote takes one pair of quotes off, straight or curly, for people who quote by habit.
func unquote(s string) string {
	for _, pair := range [][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"‘", "’"}, {"'", "'"}, {"«", "»"}} {
		if inner, ok := strings.CutPrefix(s, pair[0]); ok {
			if inner, ok := strings.CutSuffix(inner, pair[1]); ok {
				return strings.TrimSpace(inner)
			}
		}
	}
	return s
}

// nearest answers the word of the list that takes the fewest changes of a letter to become, or "" when none is near.
func nearest(word string, list []string) string {
	best, least := "", max(2, len(word)/2)+1
	for _, candidate := range list {
		if d := distance(word, candidate); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance counts the letters to add, drop, change or swap with their neighbour to make one word of another.
func distance(a, b string) int {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}
