package bottest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// tokens are the secrets of one kind of link that were shown, in their order. A transcript writes a number in the place of each.
type tokens struct {
	// link finds one, with the token as its first group; as is what a transcript writes instead.
	link *regexp.Regexp
	as   string
	seen []string
}

// numbered writes what was said with numbers in the place of the tokens.
func (l *tokens) numbered(said string) string {
	return l.link.ReplaceAllStringFunc(said, func(link string) string {
		token := l.link.FindStringSubmatch(link)[1]
		if !slices.Contains(l.seen, token) {
			l.seen = append(l.seen, token)
		}
		return fmt.Sprintf(l.as, slices.Index(l.seen, token)+1)
	})
}

// token is the one behind a number.
func (l *tokens) token(t testing.TB, number string) string {
	t.Helper()
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(l.seen) {
		t.Fatalf("there was no link that is called "+l.as, n)
	}
	return l.seen[n-1]
}
