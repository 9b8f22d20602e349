-- What is to be said, and what was: letters, cards, and the reactions last seen on cards.

-- +goose Up

-- head is 1 on the first waiting letter of each lane, the only one that may be sent.
CREATE TABLE outbox (
    id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    org       INTEGER NOT NULL,
    key       TEXT    NOT NULL,
    workspace INTEGER NOT NULL,
    lane      TEXT    NOT NULL,
    form      TEXT    NOT NULL,
    template  TEXT    NOT NULL,
    on_org    INTEGER NOT NULL,
    on_kind   TEXT    NOT NULL,
    on_n      INTEGER NOT NULL,
    part      INTEGER NOT NULL,
    circle    INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    to_id     INTEGER NOT NULL,
    channel   TEXT    NOT NULL,
    args      TEXT    NOT NULL,
    due       INTEGER NOT NULL,
    attempts  INTEGER NOT NULL,
    state     TEXT    NOT NULL,
    why       TEXT    NOT NULL,
    post      TEXT    NOT NULL,
    queued_at INTEGER NOT NULL,
    head      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (org, key)
) STRICT;
CREATE INDEX outbox_lane ON outbox (lane, id) WHERE state = 'waiting';
CREATE INDEX outbox_head ON outbox (lane) WHERE head;
CREATE INDEX outbox_due ON outbox (due, id) WHERE head;
CREATE INDEX outbox_failed ON outbox (org, id) WHERE state = 'failed';

CREATE TABLE cards (
    id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    org       INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    n         INTEGER NOT NULL,
    part      INTEGER NOT NULL,
    workspace INTEGER NOT NULL,
    channel   TEXT    NOT NULL,
    post      TEXT    NOT NULL,
    link      TEXT    NOT NULL,
    wanted    INTEGER NOT NULL,
    drawn     INTEGER NOT NULL,
    next_at   INTEGER NOT NULL,
    face      TEXT    NOT NULL,
    lost      INTEGER NOT NULL,
    attempts  INTEGER NOT NULL
) STRICT;
CREATE INDEX cards_on ON cards (org, kind, n);
CREATE UNIQUE INDEX cards_post ON cards (workspace, channel, post) WHERE post <> '';
CREATE INDEX cards_stale ON cards (next_at, id) WHERE wanted > drawn AND NOT lost;
CREATE INDEX cards_there ON cards (workspace, kind, org, n) WHERE NOT lost;

CREATE TABLE marks (
    org     INTEGER NOT NULL,
    card    INTEGER NOT NULL REFERENCES cards (id),
    user_id TEXT    NOT NULL,
    emoji   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    off     INTEGER NOT NULL,
    PRIMARY KEY (card, user_id, emoji)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE marks;
DROP TABLE cards;
DROP TABLE outbox;
