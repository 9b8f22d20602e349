package assembly

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The bounds of one tick: how many aggregates it wakes, and how many steps one of them may take. An aggregate that still wants to
// wake after that is mistaken, and an error says so; the others go on.
const (
	wakesATick = 500
	stepsAWake = 100
)

// Tick wakes everything whose alarm is due by now, the earliest first, each in a transaction of its own. What one of them does
// wrong is answered at the end and does not keep the others from waking. It answers how many woke.
func (h *House) Tick(ctx context.Context, now time.Time) (int, error) {
	var due []governance.Ref
	err := h.store.View(ctx, func(tx Tx) (err error) {
		due, err = tx.Due(now, wakesATick)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read the agenda: %w", err)
	}
	var errs []error
	woke := 0
	for _, ref := range due {
		if ctx.Err() != nil {
			return woke, ctx.Err()
		}
		if err := h.wake(ctx, now, ref); err != nil {
			errs = append(errs, fmt.Errorf("wake %s of organisation %d: %w", ref, ref.Org, err))
			continue
		}
		woke++
	}
	return woke, errors.Join(errs...)
}

func (h *House) wake(ctx context.Context, now time.Time, ref governance.Ref) error {
	return h.Sit(ctx, Intent{Now: now}, func(s *Sitting) error {
		a, err := s.Load(ref, Everybody)
		if err != nil {
			return err
		}
		s.touch(ref) // so that the alarm moves even when nothing has happened
		return s.wakeUp(a)
	})
}

// wakeUp lets time do to the aggregate all that it has done by now. A step may make the next one due, so it goes on until the next
// alarm lies ahead.
func (s *Sitting) wakeUp(a governance.Aggregate) error {
	for range stepsAWake {
		next := a.NextWake()
		if next.IsZero() || next.After(s.Now) {
			return nil
		}
		if err := s.On(a).Did(a.Wake(s.Now)); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s wants to wake again at %s after %d steps", a.Ref(), a.NextWake(), stepsAWake)
}

// NextDue answers when something is next due of itself: an alarm, or a letter, given a list of workspaces one of theirs. It answers the zero
// time when nothing is.
func (h *House) NextDue(ctx context.Context, in ...governance.WorkspaceID) (time.Time, error) {
	var next time.Time
	err := h.store.View(ctx, func(tx Tx) error {
		alarm, err := tx.NextDue()
		if err != nil {
			return err
		}
		letter, err := tx.NextLetter(in...)
		if err != nil {
			return err
		}
		next = alarm
		if next.IsZero() || !letter.IsZero() && letter.Before(next) {
			next = letter
		}
		return nil
	})
	return next, err
}

// hinder tells an aggregate that its act is impossible, and then does what was to be done: with that known, the aggregate does not
// ask for the act again, and what the person said still counts.
func (s *Sitting) hinder(h *hindrance, do func(*Sitting) error) error {
	a, err := s.Load(h.ref, Everybody)
	if err != nil {
		return err
	}
	hinderable, ok := a.(governance.Hinderable)
	if !ok {
		return fmt.Errorf("%s cannot be hindered: %w", h.ref, h)
	}
	if err := s.On(a).Did(hinderable.Hinder(s.Now, h.act, h.why)); err != nil {
		return err
	}
	return do(s)
}
