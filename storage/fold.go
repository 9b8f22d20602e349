package storage

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold brings texts that people would call the same into one form: either case of any script, composed or decomposed, with runs of
// white space as one blank.
func fold(text string) string {
	text = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(text)))
	return strings.Join(strings.Fields(text), " ")
}
