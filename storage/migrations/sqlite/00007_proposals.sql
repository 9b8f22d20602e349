-- Proposals, and where each elector stands beside them, a round a version.

-- +goose Up

CREATE TABLE proposals (
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
CREATE INDEX proposals_circle ON proposals (org, circle, n);
CREATE INDEX proposals_live ON proposals (org, n, circle, owner, due) WHERE live;

CREATE TABLE proposal_people (
    org    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    round  INTEGER NOT NULL,
    person INTEGER NOT NULL,
    live   INTEGER NOT NULL,
    data   TEXT    NOT NULL,
    PRIMARY KEY (org, n, round, person),
    FOREIGN KEY (org, n) REFERENCES proposals (org, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_people_live ON proposal_people (org, person, n, round) WHERE live;

-- +goose Down
DROP TABLE proposal_people;
DROP TABLE proposals;
