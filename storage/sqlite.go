package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// This file is all that is particular to SQLite, next to its migrations.

// begin opens a transaction that writes from its first moment, so that it cannot find out later that it may not.
const begin = "BEGIN IMMEDIATE"

// placeholders writes a query's $1, $2 … the way SQLite counts them. (It reads $1 too, but as a name, numbered by where it first
// stands.)
func placeholders(query string) string { return strings.ReplaceAll(query, "$", "?") }

// among is the set of the values in a JSON array, as a subquery.
func among(placeholder string) string { return "(SELECT value FROM json_each(" + placeholder + "))" }

// holdsAll is the condition that a folded column holds every word of a JSON array. It searches for the words as they are: there is
// no pattern that a word could bend.
func holdsAll(column, placeholder string) string {
	return "NOT EXISTS (SELECT 1 FROM json_each(" + placeholder + ") AS word WHERE instr(" + column + ", word.value) = 0)"
}

// isTwice tells whether an error says that a unique key is taken.
func isTwice(err error) bool {
	var e sqlite3.Error // mattn answers values, not pointers
	return errors.As(err, &e) &&
		(e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}

// common are the settings of every connection: wait for a lock rather than fail at once, heed foreign keys, 16 MB of cache.
const common = "_busy_timeout=5000&_foreign_keys=1&_cache_size=-16000"

// writing adds what the writer needs: the write-ahead log, a commit that is on the disk before it is answered, and that what is
// erased is overwritten, not only forgotten.
const writing = common + "&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_secure_delete=on"

// reading adds what keeps a reader from writing.
const reading = common + "&mode=ro&_query_only=1"

// tuning are settings that the connection string has no word for. A full fsync matters on macOS only, where the plain one may
// leave the data in the disk's own cache.
var tuning = []string{
	"PRAGMA temp_store = MEMORY", "PRAGMA mmap_size = 268435456",
	"PRAGMA fullfsync = 1", "PRAGMA checkpoint_fullfsync = 1",
}

func openSQLite(path, settings string) (*sql.DB, error) {
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: settings}
	return sql.Open("sqlite3", name.String())
}

// connect takes one connection for good.
func connect(ctx context.Context, pool *sql.DB) (*conn, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	for _, pragma := range tuning {
		if _, err := c.ExecContext(ctx, pragma); err != nil {
			c.Close()
			return nil, fmt.Errorf("%s: %w", pragma, err)
		}
	}
	return &conn{sql: c, stmts: map[string]*sql.Stmt{}}, nil
}

// durable makes sure that the file system gave what was asked for: without a write-ahead log that is synced, an answer would not
// mean that anything was kept.
func durable(c *conn) error {
	var mode string
	var level int
	if _, err := c.one("PRAGMA journal_mode", nil, &mode); err != nil {
		return err
	}
	if _, err := c.one("PRAGMA synchronous", nil, &level); err != nil {
		return err
	}
	if mode != "wal" || level < 2 {
		return fmt.Errorf("its file system cannot keep a write-ahead log (journal mode %s, synchronous %d): put it on a local disk", mode, level)
	}
	return nil
}

// emptyLog brings everything that is in the log into the file and empties the log, in which what was erased may still be read.
func emptyLog(ctx context.Context, pool *sql.DB) error {
	var busy, frames, moved int
	if err := pool.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("somebody is reading what was there before")
	}
	return nil
}

// columns answers the columns of a table; none when there is no such table.
func columns(ctx context.Context, pool *sql.DB, table string) (map[string]bool, error) {
	rows, err := pool.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out[name] = true
	}
	return out, rows.Err()
}

// filePath answers the one absolute path of the database, whichever links lead to it, and creates it, readable by its owner only,
// when it is not there yet. It refuses what is not a SQLite file's path.
func filePath(path string) (string, error) {
	if scheme, _, ok := strings.Cut(path, "://"); ok {
		if scheme == "postgres" || scheme == "postgresql" {
			return "", errors.New("PostgreSQL is not supported yet; give a SQLite file")
		}
		return "", fmt.Errorf("%s:// is not supported; give a SQLite file", scheme)
	}
	if path == "" || path == ":memory:" {
		return "", errors.New("the house has to be kept somewhere; give a SQLite file")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", fmt.Errorf("the database must be a file in a folder that exists and can be written: %w", err)
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return path, syncFolder(filepath.Dir(path))
}
