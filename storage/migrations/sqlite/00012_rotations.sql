-- Rotations, and beside them whom each concerns.

-- +goose Up

CREATE TABLE rotations (
    org    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    circle INTEGER NOT NULL,
    status TEXT    NOT NULL,
    live   INTEGER NOT NULL,
    owner  INTEGER NOT NULL,
    due    INTEGER,
    round  INTEGER NOT NULL,
    title  TEXT    NOT NULL,
    words  TEXT    NOT NULL,
    folded TEXT    NOT NULL,
    data   TEXT    NOT NULL,
    PRIMARY KEY (org, n)
) STRICT;
CREATE INDEX rotations_circle ON rotations (org, circle, n);
CREATE INDEX rotations_live ON rotations (org, n, circle, owner, due) WHERE live;

CREATE TABLE rotation_people (
    org    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    round  INTEGER NOT NULL,
    person INTEGER NOT NULL,
    live   INTEGER NOT NULL,
    data   TEXT    NOT NULL,
    PRIMARY KEY (org, n, round, person),
    FOREIGN KEY (org, n) REFERENCES rotations (org, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX rotation_people_live ON rotation_people (org, person, n, round) WHERE live;

-- +goose Down
DROP TABLE rotation_people;
DROP TABLE rotations;
