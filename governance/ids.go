package governance

import (
	"fmt"
	"strconv"
	"strings"
)

// OrgID names an organisation: a set of linked workspaces that count their human ids together.
type OrgID int64

// WorkspaceID names one Slack team, one Mattermost team or one playground.
type WorkspaceID int64

// PersonID names a person, who may have an account in several workspaces and counts once (K8). Zero is nobody; as the author of
// an event it means that time alone made it true.
type PersonID int64

// CircleID names a circle.
type CircleID int64

// Kind names what sort of aggregate a Ref points to. The kinds that people name have one capital letter, which starts the id.
type Kind string

// The kinds of this package's own aggregates. Practices add theirs.
const (
	KindCircle Kind = "circle"
	KindPerson Kind = "person"
)

// Ref points to one aggregate. N counts from 1, per organisation and kind.
type Ref struct {
	Org  OrgID `json:"org"`
	Kind Kind  `json:"kind"`
	N    int64 `json:"n"`
}

// String is the id people use, such as P12.
func (r Ref) String() string {
	if len(r.Kind) == 1 {
		return string(r.Kind) + strconv.FormatInt(r.N, 10)
	}
	return fmt.Sprintf("%s/%d", r.Kind, r.N)
}

// IsZero tells whether the Ref points to nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// CircleRef points to a circle.
func CircleRef(org OrgID, id CircleID) Ref { return Ref{org, KindCircle, int64(id)} }

// PersonRef points to a person.
func PersonRef(org OrgID, id PersonID) Ref { return Ref{org, KindPerson, int64(id)} }

// ID is a human id as somebody typed it: P12, or P12.1 for the first objection to it.
type ID struct {
	Kind Kind
	N    int64
	Part int
}

// String writes the id back as people read it.
func (i ID) String() string {
	s := string(i.Kind) + strconv.FormatInt(i.N, 10)
	if i.Part > 0 {
		s += "." + strconv.Itoa(i.Part)
	}
	return s
}

// ParseID reads a human id in either case, with or without a leading # or a closing full stop or colon. It reports false for
// anything that is not one letter and a number of at most nine digits.
func ParseID(word string) (ID, bool) {
	word = strings.TrimRight(strings.TrimPrefix(word, "#"), ".:,")
	if len(word) < 2 {
		return ID{}, false
	}
	letter := strings.ToUpper(word[:1])
	if letter < "A" || letter > "Z" {
		return ID{}, false
	}
	number, part, hasPart := strings.Cut(word[1:], ".")
	n, ok := digits(number)
	if !ok {
		return ID{}, false
	}
	id := ID{Kind: Kind(letter), N: n}
	if hasPart {
		p, ok := digits(part)
		if !ok {
			return ID{}, false
		}
		id.Part = int(p)
	}
	return id, true
}

// digits reads a positive number written in plain ASCII digits only: no sign, no leading zero, nothing that overflows.
func digits(s string) (int64, bool) {
	if s == "" || len(s) > 9 || s[0] == '0' {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}
