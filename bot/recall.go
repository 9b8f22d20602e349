package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// Recaller is a Platform that can tell afterwards who put an emoji on which messages of a channel. Mattermost tells all that changed in a
// channel since a moment. Slack does not: it lists a person's reactions, one call each at twenty a minute, and not when they were made; but
// it tells every event again for some minutes to whoever does not answer, so that a restart loses none.
type Recaller interface {
	// Recall answers who put the emoji on which messages of the channel, from since on.
	Recall(ctx context.Context, channel, emoji string, since time.Time) ([]Recalled, error)
}

// Recalled is somebody's emoji on a message.
type Recalled struct{ Post, User string }

const (
	// recallAtMost is how far back pins are looked for. It is less than the time for which it is remembered that a pin was heeded, so that
	// none is heeded twice.
	recallAtMost = 36 * time.Hour
	// recallMargin is how far two clocks may be apart.
	recallMargin = 2 * time.Minute
)

// syncPins looks in every bound channel for the 📌 that were put on messages while the bot did not listen (C2): since it last looked, or the
// circle began.
func (b *Bot) syncPins(ctx context.Context, p Platform, ws governance.Workspace) error {
	recaller, ok := p.(Recaller)
	if !ok {
		return nil
	}
	now := b.Now()
	since := now.Add(-recallAtMost)
	b.mu.RLock()
	if last := b.recalled[ws.ID].Add(-recallMargin); last.After(since) {
		since = last
	}
	b.mu.RUnlock()
	begun, err := b.begun(ctx, ws)
	errs := []error{err}
	for _, channel := range slices.Sorted(maps.Keys(begun)) {
		from := since
		if begun[channel].After(from) {
			from = begun[channel]
		}
		errs = append(errs, b.recallPins(ctx, recaller, ws, channel, from))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.recalled[ws.ID] = now
	return nil
}

// begun answers the bound channels of a workspace, and when each one's circle began.
func (b *Bot) begun(ctx context.Context, ws governance.Workspace) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) error {
		places, err := s.PlacesIn(ws.ID)
		if err != nil {
			return err
		}
		for channel, circle := range places {
			first, err := s.Entry(ws.Org, circle, 1)
			if err != nil {
				return err
			}
			out[channel] = first.At
		}
		return nil
	})
	return out, err
}

// recallPins heeds the pins of one channel as if each had just been put there. One that was heeded before changes nothing.
func (b *Bot) recallPins(ctx context.Context, p Recaller, ws governance.Workspace, channel string, since time.Time) error {
	pins, err := p.Recall(ctx, channel, pushpin, since)
	if err != nil {
		if FaultOf(err).Class == NoChannel {
			return nil
		}
		return fmt.Errorf("look for pins in channel %s: %w", channel, err)
	}
	var errs []error
	for _, pin := range pins {
		err := b.React(ctx, Reaction{Origin: Origin{Workspace: ws.ID, Channel: channel, User: pin.User}, Post: pin.Post, Emoji: pushpin, On: true})
		if err != nil && FaultOf(err).Class != NoSuch { // whoever is not known any more is not to be waited for
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
