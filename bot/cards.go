package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// cardsAPass is how many cards one pass draws.
const cardsAPass = 200

// drawDue draws the cards whose state has changed since they were drawn last, or which time alone makes show something else. Many changes
// are one edit: a card waits its platform's pace between two.
func (b *Bot) drawDue(ctx context.Context) (int, error) {
	var cards []assembly.Card
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		cards, err = s.StaleCards(s.Now, cardsAPass, b.connected()...)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read which cards are stale: %w", err)
	}
	errs := make([]error, len(cards))
	index := make([]int, len(cards))
	for i := range index {
		index[i] = i
	}
	together(b.AtOnce, index, func(i int) { errs[i] = b.draw(ctx, cards[i]) })
	return len(cards), errors.Join(errs...)
}

// draw redraws one card as it is now.
func (b *Bot) draw(ctx context.Context, seen assembly.Card) error {
	p, _ := b.platform(seen.Workspace)
	if p == nil {
		return nil // it was disconnected just now; it is drawn when it is connected again
	}
	var m Message
	card, there := seen, false
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) error {
		now, ok, err := s.CardAt(seen.Workspace, seen.Channel, seen.Post)
		if err != nil || !ok {
			return err
		}
		card, there = now, true
		v, ok := b.voice(card.On.Kind)
		if !ok {
			return fmt.Errorf("%s has no card", card.On)
		}
		sc := &scene{s: s, p: b.printer(), b: b, ws: card.Workspace, subject: card.On,
			eyes: eyes{org: card.On.Org, place: governance.Place{Workspace: card.Workspace, Channel: card.Channel}}}
		m, err = v.card(sc, card.On, card.Part)
		card.Leads = sc.leads
		return err
	})
	switch {
	case err != nil && ctx.Err() != nil:
		return nil
	case err != nil: // the other cards are not to wait for it, nor the log to be filled with it
		b.Log.ErrorContext(ctx, "a card could not be rendered", "on", seen.On.String(), "err", err)
		card.Attempts++
		return b.later(ctx, card, min(time.Second<<min(card.Attempts, 20), longestWait))
	case !there || card.Lost:
		return nil
	}
	_, sure := b.faces.LoadAndDelete(card.ID)
	if is := face(m); is != card.Face || !sure {
		if err := p.Edit(ctx, card.Channel, card.Post, m); err != nil {
			return b.undrawn(ctx, card, err)
		}
		card.Face = is
		card.NextAt = b.Now().Add(p.Pace())
	}
	card.Until, card.Attempts = m.Until, 0
	if err := b.drawn(ctx, card); err != nil {
		return err
	}
	b.faces.Store(card.ID, true)
	return nil
}

// drawn notes that the card shows what it showed when it was read; what changed since still wants drawing.
func (b *Bot) drawn(ctx context.Context, card assembly.Card) error {
	shown := card.Wanted
	return b.house.Note(context.WithoutCancel(ctx), b.Now(), func(s *assembly.Sitting) error {
		now, ok, err := s.CardAt(card.Workspace, card.Channel, card.Post)
		if err != nil || !ok || now.Lost {
			return err
		}
		if card.Leads && !now.Leads {
			now.Wanted++ // whoever renewed the links meanwhile did not know that it has one
		}
		now.Drawn, now.Face, now.NextAt, now.Until, now.Attempts, now.Leads = shown, card.Face, card.NextAt, card.Until, card.Attempts, card.Leads
		return s.PutCard(now)
	})
}

// later leaves the card as it is for a while.
func (b *Bot) later(ctx context.Context, card assembly.Card, wait time.Duration) error {
	return b.house.Note(ctx, b.Now(), func(s *assembly.Sitting) error {
		now, ok, err := s.CardAt(card.Workspace, card.Channel, card.Post)
		if err != nil || !ok {
			return err
		}
		now.Attempts, now.NextAt = card.Attempts, s.Now.Add(wait)
		return s.PutCard(now)
	})
}

// undrawn is what follows when a card could not be drawn.
func (b *Bot) undrawn(ctx context.Context, card assembly.Card, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	fault := FaultOf(err)
	b.Log.Warn("a card was not drawn", "on", card.On.String(), "fault", string(fault.Class), "code", fault.Code, "err", err)
	switch fault.Class {
	case NoPost:
		return b.PostGone(ctx, card.Workspace, card.Channel, card.Post)
	case NoChannel:
		return b.house.Note(ctx, b.Now(), func(s *assembly.Sitting) error {
			now, ok, err := s.CardAt(card.Workspace, card.Channel, card.Post)
			if err != nil || !ok {
				return err
			}
			now.NextAt = s.Now.Add(longestWait)
			if err := s.PutCard(now); err != nil {
				return err
			}
			return b.shutPlace(s, governance.Place{Workspace: card.Workspace, Channel: card.Channel}, true)
		})
	case Limited:
		return b.later(ctx, card, max(fault.RetryAfter, time.Second))
	}
	card.Attempts++
	return b.later(ctx, card, min(time.Second<<min(card.Attempts, 20), longestWait))
}

// face is a digest of how a message looks, so that an unchanged card is not edited.
func face(m Message) string {
	data, err := json.Marshal(m)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// PostGone heeds that somebody deleted a message of the bot's. A card is posted again from the record; nobody's stance is lost (D25).
func (b *Bot) PostGone(ctx context.Context, ws governance.WorkspaceID, channel, post string) error {
	return b.house.Note(ctx, b.Now(), func(s *assembly.Sitting) error {
		card, ok, err := s.CardAt(ws, channel, post)
		if err != nil || !ok || card.Lost {
			return err
		}
		card.Lost = true
		if err := s.PutCard(card); err != nil {
			return err
		}
		v, ok := b.voice(card.On.Kind)
		if !ok {
			return nil
		}
		if current, err := v.current(s, card.On, card.Part); err != nil || !current {
			return err
		}
		place := governance.Place{Workspace: ws, Channel: channel}
		return s.Queue(assembly.Letter{Key: fmt.Sprintf("%d/%s/v%d/again/%d", card.On.Org, card.On, card.Part, card.ID), Org: card.On.Org,
			Workspace: ws, Lane: lane(place), Form: assembly.CardLetter, Template: "card", On: card.On, Part: card.Part,
			Channel: channel, Due: s.Now, QueuedAt: s.Now})
	})
}
