-- What a platform brought, was told had arrived, and is not carried out yet, as ciphertext.

-- +goose Up

CREATE TABLE parked (
    n        INTEGER PRIMARY KEY,
    platform TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    body     BLOB    NOT NULL,
    UNIQUE (platform, key)
) STRICT;

-- +goose Down
DROP TABLE parked;
