package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance/assembly"
)

// Parked is something that a platform brought and that waits to be carried out. Body is ciphertext: what reads it holds the house's secret.
type Parked struct {
	Platform, Key, Kind string
	At                  time.Time
	Body                []byte
}

// Park keeps one, and tells whether it is new: one with the same key stays as it is.
func (db *DB) Park(ctx context.Context, p Parked) (fresh bool, err error) {
	err = db.Update(ctx, func(at assembly.Tx) error {
		added, err := at.(*tx).exec("INSERT INTO parked (platform, key, kind, at, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (platform, key) DO NOTHING",
			p.Platform, p.Key, p.Kind, nanos(p.At), p.Body)
		fresh = added > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("keep what came in: %w", err)
	}
	return fresh, nil
}

// Unpark forgets one; that there was none is no error.
func (db *DB) Unpark(ctx context.Context, platform, key string) error {
	err := db.Update(ctx, func(at assembly.Tx) error {
		_, err := at.(*tx).exec("DELETE FROM parked WHERE platform = $1 AND key = $2", platform, key)
		return err
	})
	if err != nil {
		return fmt.Errorf("forget what came in: %w", err)
	}
	return nil
}

// Parked answers all that a platform brought and that is not carried out yet, the oldest first.
func (db *DB) Parked(ctx context.Context, platform string) (all []Parked, err error) {
	err = db.View(ctx, func(at assembly.Tx) (err error) {
		all, err = collect(at.(*tx), "SELECT platform, key, kind, at, body FROM parked WHERE platform = $1 ORDER BY n", []any{platform},
			func(scan func(...any) error) (p Parked, err error) {
				var when int64
				err = scan(&p.Platform, &p.Key, &p.Kind, &when, &p.Body)
				p.At = instant(when)
				return p, err
			})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what came in: %w", err)
	}
	return all, nil
}
