package assembly

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Herald knows what is to be said about an event, and to whom. It is asked within the transaction and must not speak yet.
type Herald interface {
	Letters(s *Sitting, e *governance.Entry) ([]Letter, error)
}

// Inboxes plans a nudge in the inboxes of those it is for, within the sitting.
type Inboxes func(s *Sitting, n governance.Nudge) error

// House carries intents and the passing of time through the one path.
type House struct {
	store    Store
	register *Register
	herald   Herald
	nudge    Inboxes
	// changed is called after every commit that may have left something to say.
	changed func()
}

// New answers a house over a store. Changed is called after each commit, on the goroutine that committed; it must be quick.
func New(store Store, register *Register, herald Herald, inboxes Inboxes, changed func()) *House {
	return &House{store, register, herald, inboxes, changed}
}

// Intent is what is common to everything somebody does: when, who, and the key by which their platform would repeat it.
type Intent struct {
	Now time.Time
	By  governance.PersonID
	// Key is unique per event of a platform; empty where a platform has none. An intent whose key was seen answers ErrSeen.
	Key string
}

// Sit carries out an intent: do loads what it needs and lets it act; everything it did is saved, recorded and queued in one
// transaction, or nothing is. Do may be run more than once. A governance.Error of do's is the refusal for the person.
func (h *House) Sit(ctx context.Context, in Intent, do func(*Sitting) error) error {
	err := h.sit(ctx, in, do)
	var hindered *hindrance
	if errors.As(err, &hindered) {
		// What was done is undone. The aggregate is told instead that its act is impossible, and says what follows (D22).
		err = h.sit(ctx, in, func(s *Sitting) error { return s.hinder(hindered, do) })
	}
	if err == nil {
		h.changed()
	}
	return err
}

func (h *House) sit(ctx context.Context, in Intent, do func(*Sitting) error) error {
	return h.store.Update(ctx, func(tx Tx) error {
		if in.Key != "" {
			seen, err := tx.Seen(in.Key, in.Now)
			if err != nil {
				return fmt.Errorf("dedupe %q: %w", in.Key, err)
			}
			if seen {
				return ErrSeen
			}
		}
		s := h.newSitting(tx, in)
		if err := do(s); err != nil {
			return err
		}
		return s.finish()
	})
}

func (h *House) newSitting(tx Tx, in Intent) *Sitting {
	return &Sitting{Tx: tx, Now: in.Now, By: in.By, house: h,
		loaded: map[governance.Ref]governance.Aggregate{}, touched: map[governance.Ref]bool{}}
}

// Look reads without changing anything. The sitting has no author and no moment but now.
func (h *House) Look(ctx context.Context, now time.Time, do func(*Sitting) error) error {
	return h.store.View(ctx, func(tx Tx) error {
		return do(h.newSitting(tx, Intent{Now: now}))
	})
}

// Note keeps what became of letters and cards, and what the platforms say of people and places. It has no author.
func (h *House) Note(ctx context.Context, now time.Time, do func(*Sitting) error) error {
	return h.Sit(ctx, Intent{Now: now}, do)
}
