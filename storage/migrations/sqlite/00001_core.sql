-- What every practice stands on. Instants are nanoseconds since 1970 UTC; 0 stands for none unless a column may be NULL.

-- +goose Up

-- The last number given out, per organisation and kind. Organisation 0 counts organisations and workspaces themselves.
CREATE TABLE counters (
    org  INTEGER NOT NULL,
    kind TEXT    NOT NULL,
    n    INTEGER NOT NULL,
    PRIMARY KEY (org, kind)
) STRICT, WITHOUT ROWID;

-- The one alarm of each aggregate that has one.
CREATE TABLE agenda (
    org     INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    wake_at INTEGER NOT NULL,
    PRIMARY KEY (org, kind, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_wake ON agenda (wake_at, org, kind, n);

-- The keys of platforms' events that were carried out, for two days. A key is unique across all organisations.
CREATE TABLE seen (
    key TEXT    NOT NULL PRIMARY KEY,
    at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_at ON seen (at);

-- +goose Down
DROP TABLE seen;
DROP TABLE agenda;
DROP TABLE counters;
