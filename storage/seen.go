package storage

import (
	"fmt"
	"sync/atomic"
	"time"
)

const (
	// keptFor is how long a platform's event is known again.
	keptFor = 48 * time.Hour
	// Every so many new keys, that many old ones are forgotten: at most twice as many are kept as two days bring, and no one act
	// has to forget them all.
	pruneEvery = 64
	pruneMost  = 256
)

const forgetKeys = "DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE at < $1 ORDER BY at LIMIT $2)"

// pruning counts new keys.
type pruning struct{ keys atomic.Int64 }

// Seen implements assembly.Tx.
func (t *tx) Seen(key string, now time.Time) (bool, error) {
	added, err := t.exec("INSERT INTO seen (key, at) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", key, nanos(now))
	if err != nil {
		return false, fmt.Errorf("note key %q: %w", key, err)
	}
	if added == 0 {
		return true, nil
	}
	if t.db.pruning.keys.Add(1)%pruneEvery == 0 {
		_, err = t.exec(forgetKeys, nanos(now.Add(-keptFor)), pruneMost)
		if err != nil {
			return false, fmt.Errorf("forget old keys: %w", err)
		}
	}
	return false, nil
}
