-- Circles, and their members beside them.

-- +goose Up

CREATE TABLE circles (
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
CREATE INDEX circles_circle ON circles (org, circle, n);
CREATE INDEX circles_live ON circles (org, n, circle, owner, due) WHERE live;

CREATE TABLE circle_people (
    org    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    round  INTEGER NOT NULL,
    person INTEGER NOT NULL,
    live   INTEGER NOT NULL,
    data   TEXT    NOT NULL,
    PRIMARY KEY (org, n, round, person),
    FOREIGN KEY (org, n) REFERENCES circles (org, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX circle_people_live ON circle_people (org, person, n, round) WHERE live;

-- +goose Down
DROP TABLE circle_people;
DROP TABLE circles;
