package governance

import (
	"errors"
	"fmt"
)

// ErrorKind says what sort of refusal an Error is, and so how an adapter may present it.
type ErrorKind string

const (
	// NotFound: what was named does not exist, or this person may not know that it does.
	NotFound ErrorKind = "not_found"
	// NotAllowed: it exists, and this person may not do that to it.
	NotAllowed ErrorKind = "not_allowed"
	// Invalid: what was typed or sent cannot be understood or breaks a limit.
	Invalid ErrorKind = "invalid"
	// Conflict: it cannot be done in the present state, or somebody else did something first.
	Conflict ErrorKind = "conflict"
	// TooLate: it could have been done, but what it was about has ended.
	TooLate ErrorKind = "too_late"
)

// Error is a refusal meant for people. Code is a key in the catalogues of bot/text (under "error."), which says in the reader's
// language what was refused and what they can do next. Any other error is for operators.
type Error struct {
	Kind ErrorKind
	Code string
	Args Args
}

// Error makes a terse English line for logs and tests; people never see it.
func (e *Error) Error() string {
	if len(e.Args) == 0 {
		return fmt.Sprintf("%s: %s", e.Kind, e.Code)
	}
	return fmt.Sprintf("%s: %s %v", e.Kind, e.Code, map[string]any(e.Args))
}

// Refuse makes an Error; pairs are alternating names and values of its Args. A name without its value is a mistake of the
// programmer's and panics.
func Refuse(kind ErrorKind, code string, pairs ...any) *Error {
	if len(pairs)%2 != 0 {
		panic("governance.Refuse: a name without its value in " + code)
	}
	e := &Error{Kind: kind, Code: code}
	if len(pairs) > 0 {
		e.Args = Args{}
	}
	for i := 0; i < len(pairs); i += 2 {
		e.Args[pairs[i].(string)] = pairs[i+1]
	}
	return e
}

// AsError returns the Error that err is or wraps, or nil.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// IsKind tells whether err is, or wraps, an Error of that kind.
func IsKind(err error, kind ErrorKind) bool {
	e := AsError(err)
	return e != nil && e.Kind == kind
}
