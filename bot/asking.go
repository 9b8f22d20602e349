package bot

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/folkmoot/folkmoot/governance/assembly"
)

// ErrUnasked answers an act that would have had to ask a platform something, in a context in which it may not. Nothing was changed.
var ErrUnasked = errors.New("bot: the platform would have to be asked first")

// unasking is the mark of a context in which no platform is asked anything.
type unasking struct{ wanted atomic.Bool }

type unaskingKey struct{}

// WithoutAsking answers a context in which an act does only what it can do from what is known already. One that would have to ask a platform
// changes nothing, and [Unasked] tells so. That is how an adapter can acknowledge at once what came in, and bring it again afterwards in a
// context in which there is time to ask.
func WithoutAsking(ctx context.Context) context.Context {
	return context.WithValue(ctx, unaskingKey{}, &unasking{})
}

// MayAsk tells a Platform whether it may ask, and answers a Fault of the class Withheld when it may not. That it wanted to is remembered:
// from then on nothing is saved in this context.
func MayAsk(ctx context.Context) error {
	if mark, ok := ctx.Value(unaskingKey{}).(*unasking); ok {
		mark.wanted.Store(true)
		return &Fault{Class: Withheld, Code: "unasked", Err: ErrUnasked}
	}
	return nil
}

// Asking tells whether a platform may be asked in this context. Other than with MayAsk nothing is remembered.
func Asking(ctx context.Context) bool {
	_, marked := ctx.Value(unaskingKey{}).(*unasking)
	return !marked
}

// Unasked tells whether something would have had to be asked in this context.
func Unasked(ctx context.Context) bool {
	mark, ok := ctx.Value(unaskingKey{}).(*unasking)
	return ok && mark.wanted.Load()
}

// errJustLooking ends a sitting in which nothing was to be changed.
var errJustLooking = errors.New("bot: nothing was to be changed")

// Done tells whether something was saved under a platform's key, for an adapter that brings acts again after a crash.
func (b *Bot) Done(ctx context.Context, key string) (bool, error) {
	err := b.house.Sit(ctx, assembly.Intent{Now: b.Now(), Key: key}, func(*assembly.Sitting) error { return errJustLooking })
	switch {
	case errors.Is(err, errJustLooking):
		return false, nil
	case errors.Is(err, assembly.ErrSeen):
		return true, nil
	}
	return false, err
}

// sit carries an intent into the assembly. What was decided without an answer that it needed is not saved, even where the act could do
// without: brought again, it will have the answer.
func (b *Bot) sit(ctx context.Context, in assembly.Intent, do func(*assembly.Sitting) error) error {
	if Unasked(ctx) {
		return ErrUnasked
	}
	return b.house.Sit(ctx, in, do)
}
