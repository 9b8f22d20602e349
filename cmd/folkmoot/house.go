package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/schedule"
	"github.com/folkmoot/folkmoot/storage"
)

// house is the bot with its storage, ticking and speaking.
type house struct {
	db        *storage.DB
	bot       *bot.Bot
	sealer    *seal.Sealer
	catalogue *text.Catalogue
	log       *slog.Logger
	now       func() time.Time

	ticker schedule.Ticker
	spoken chan struct{} // closed when the outbox has ended
	hush   context.CancelFunc
}

// open opens the database and wires the bot over it; nothing moves yet.
func (r *runtime) open(database string, now func() time.Time) (*house, error) {
	log, err := r.logger()
	if err != nil {
		return nil, err
	}
	if r.cli.Zone != "" {
		if r.cli.Zone, err = governance.ParseZone(r.cli.Zone); err != nil {
			return nil, fmt.Errorf("--zone: %w", err)
		}
	}
	catalogue, err := text.LoadCalled(slashes(r.cli.Words))
	if err != nil {
		return nil, err
	}
	register, err := assembly.NewRegister(bot.Practices()...)
	if err != nil {
		return nil, err
	}
	db, err := storage.Open(r.ctx, database, register)
	if err != nil {
		return nil, err
	}
	h := &house{db: db, catalogue: catalogue, log: log, now: now}
	if err := r.wire(h, database); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return h, nil
}

func (r *runtime) wire(h *house, database string) error {
	secret, err := theSecret(r.cli.Secret, database)
	if err != nil {
		return err
	}
	if h.sealer, err = seal.New(secret); err != nil {
		return fmt.Errorf("--secret: %w", err)
	}
	h.bot, err = bot.New(bot.Config{Store: h.db, Now: h.now, Log: h.log, Catalogue: h.catalogue, Zone: r.cli.Zone, Reference: reference,
		Words: slashes(r.cli.Words), Together: r.cli.Together, PublicURL: r.cli.PublicURL, Sealer: h.sealer})
	return err
}

// slashes writes both names of a renamed command with their slash.
func slashes(words map[string]string) map[string]string {
	out := map[string]string{}
	for word, name := range words {
		out["/"+strings.TrimPrefix(word, "/")] = "/" + strings.TrimPrefix(name, "/")
	}
	return out
}

// start lets time pass and the outbox speak.
func (h *house) start(ctx context.Context) error {
	speaking, hush := context.WithCancel(context.WithoutCancel(ctx))
	h.hush, h.spoken = hush, make(chan struct{})
	go func() {
		defer close(h.spoken)
		h.bot.Run(speaking)
	}()
	h.ticker.Panicked = func(value any, stack []byte) {
		h.log.Error("a tick panicked", "value", fmt.Sprint(value), "stack", string(stack))
	}
	return h.ticker.Start(ctx, func(ctx context.Context) {
		if err := h.bot.Tick(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("a tick failed", "err", err)
		}
	})
}

// stop lets what was begun finish, says what can still be said within a few seconds, and closes the database.
func (h *house) stop() error {
	if h.hush != nil {
		h.ticker.Stop()
		last, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		if err := h.bot.Deliver(last); err != nil && last.Err() == nil {
			h.log.Error("the outbox stumbled while stopping", "err", err)
		}
		cancel()
		h.hush()
		<-h.spoken
	}
	return h.db.Close()
}

// logger is how the program logs, to standard error: "debug,json".
func (r *runtime) logger() (*slog.Logger, error) {
	var level slog.Level
	form := "text"
	for _, word := range strings.FieldsFunc(r.cli.Log, func(c rune) bool { return c == ',' || c == ' ' }) {
		switch word {
		case "text", "json":
			form = word
		default:
			if err := level.UnmarshalText([]byte(word)); err != nil {
				return nil, fmt.Errorf("--log: %q is neither a level (debug, info, warn, error) nor a form (text, json)", word)
			}
		}
	}
	options := &slog.HandlerOptions{Level: level}
	if form == "json" {
		return slog.New(slog.NewJSONHandler(r.stderr, options)), nil
	}
	return slog.New(slog.NewTextHandler(r.stderr, options)), nil
}

// reference is short enough to be read out, and joins what a person saw to a line of the log.
func reference() string {
	b := make([]byte, 4)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// theSecret is the one given, else the one in the file beside the database, which is made the first time.
func theSecret(given, database string) ([]byte, error) {
	if given != "" {
		return []byte(given), nil
	}
	path := database + ".secret"
	data, err := os.ReadFile(path)
	if err == nil && len(data) > 0 {
		return data, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the secret: %w", err)
	}
	return makeSecret(path)
}

// makeSecret makes a secret and keeps it: whole, or not at all. The database is locked by then, so nobody else makes one.
func makeSecret(path string) ([]byte, error) {
	secret := []byte(rand.Text() + rand.Text())
	unfinished := path + ".new"
	file, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keep the secret: %w", err)
	}
	if _, err := file.Write(secret); err != nil {
		return nil, errors.Join(fmt.Errorf("keep the secret: %w", err), file.Close())
	}
	if err := errors.Join(file.Sync(), file.Close(), os.Rename(unfinished, path)); err != nil {
		return nil, fmt.Errorf("keep the secret: %w", err)
	}
	return secret, nil
}
