-- Which workspaces there are, whose accounts are in them, and which circle is where.

-- +goose Up

CREATE TABLE workspaces (
    id       INTEGER NOT NULL PRIMARY KEY,
    org      INTEGER NOT NULL,
    platform TEXT    NOT NULL,
    team     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    UNIQUE (platform, team)
) STRICT;

-- The folded columns are the handle and the name as they are compared.
CREATE TABLE accounts (
    org           INTEGER NOT NULL,
    workspace     INTEGER NOT NULL REFERENCES workspaces (id),
    user_id       TEXT    NOT NULL,
    person        INTEGER NOT NULL,
    handle        TEXT    NOT NULL,
    handle_folded TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    name_folded   TEXT    NOT NULL,
    zone          TEXT    NOT NULL,
    bot           INTEGER NOT NULL,
    guest         INTEGER NOT NULL,
    gone          INTEGER NOT NULL,
    PRIMARY KEY (workspace, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_person ON accounts (person, workspace, user_id);
CREATE INDEX accounts_handle ON accounts (workspace, handle_folded);
CREATE INDEX accounts_name ON accounts (workspace, name_folded);

CREATE TABLE places (
    org       INTEGER NOT NULL,
    workspace INTEGER NOT NULL REFERENCES workspaces (id),
    channel   TEXT    NOT NULL,
    circle    INTEGER NOT NULL,
    PRIMARY KEY (workspace, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX places_circle ON places (org, circle);

-- +goose Down
DROP TABLE places;
DROP TABLE accounts;
DROP TABLE workspaces;
