package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// movable is a clock that runs like any and can be moved ahead. Whatever falls due on the way happens on the way, in its order. With a
// file to keep it in, it goes on after a restart where it stood: time never runs back.
type movable struct {
	file  string // empty for none
	mu    sync.Mutex
	ahead time.Duration
	moves sync.Mutex
	bot   *bot.Bot
}

// mostStops bounds how often one move stops; a circle whose windows last seconds would otherwise hold the visitor up for long.
const mostStops = 5000

// Now is the time, moved ahead.
func (c *movable) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead).UTC()
}

func (c *movable) to(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := time.Until(t); d > c.ahead {
		c.ahead = d
	}
}

// load reads how far ahead the clock was.
func (c *movable) load() error {
	if c.file == "" {
		return nil
	}
	data, err := os.ReadFile(c.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		c.ahead, err = time.ParseDuration(strings.TrimSpace(string(data)))
	}
	if err != nil {
		return fmt.Errorf("read the playground's clock: %w", err)
	}
	return nil
}

// save keeps how far ahead the clock is.
func (c *movable) save() error {
	if c.file == "" {
		return nil
	}
	c.mu.Lock()
	ahead := c.ahead
	c.mu.Unlock()
	return os.WriteFile(c.file, []byte(ahead.String()+"\n"), 0o600)
}

// settle lets happen what is due, until nothing is.
func (c *movable) settle(ctx context.Context) error {
	if err := c.bot.Tick(ctx); err != nil {
		return err
	}
	return c.bot.Deliver(ctx)
}

// Advance moves the clock ahead by d.
func (c *movable) Advance(ctx context.Context, d time.Duration) error {
	c.moves.Lock()
	defer c.moves.Unlock()
	end := c.Now().Add(d)
	for range mostStops {
		if err := c.settle(ctx); err != nil {
			return err
		}
		next, err := c.bot.NextDue(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(end) {
			break
		}
		c.to(next)
		if err := c.save(); err != nil { // before anything happens then
			return err
		}
	}
	c.to(end)
	return errors.Join(c.save(), c.settle(ctx))
}

// ToNext moves the clock to the next thing that is due, and answers when that is; false when nothing is.
func (c *movable) ToNext(ctx context.Context) (time.Time, bool, error) {
	c.moves.Lock()
	defer c.moves.Unlock()
	if err := c.settle(ctx); err != nil {
		return time.Time{}, false, err
	}
	next, err := c.bot.NextDue(ctx)
	if err != nil || next.IsZero() {
		return c.Now(), false, err
	}
	c.to(next)
	return next, true, errors.Join(c.save(), c.settle(ctx))
}
