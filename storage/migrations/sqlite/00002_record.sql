-- The record: a chain of events per circle. Nothing here is ever updated or deleted, but for the texts, which can be erased.

-- +goose Up

-- id is the order in which entries of all chains were appended. hash covers the hash before it and every column but id.
-- texts says how many texts of this entry stand in record_texts.
CREATE TABLE record (
    id       INTEGER NOT NULL PRIMARY KEY,
    org      INTEGER NOT NULL,
    circle   INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    by_id    INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    n        INTEGER NOT NULL,
    event    TEXT    NOT NULL,
    audience TEXT    NOT NULL,
    texts    INTEGER NOT NULL,
    hash     TEXT    NOT NULL,
    data     TEXT    NOT NULL,
    UNIQUE (org, circle, seq)
) STRICT;
CREATE INDEX record_on ON record (org, kind, n, id);
CREATE INDEX record_by ON record (org, by_id, id);

-- What people wrote, beside the chain. hash is of salt and text; both are NULL once erased.
CREATE TABLE record_texts (
    org    INTEGER NOT NULL,
    circle INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    hash   TEXT    NOT NULL,
    salt   BLOB,
    text   TEXT,
    PRIMARY KEY (org, circle, seq, hash),
    FOREIGN KEY (org, circle, seq) REFERENCES record (org, circle, seq)
) STRICT;

-- +goose Down
DROP TABLE record_texts;
DROP TABLE record;
