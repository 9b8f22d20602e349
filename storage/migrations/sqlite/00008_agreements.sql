-- Agreements.

-- +goose Up

CREATE TABLE agreements (
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
CREATE INDEX agreements_circle ON agreements (org, circle, n);
CREATE INDEX agreements_live ON agreements (org, n, circle, owner, due) WHERE live;

-- +goose Down
DROP TABLE agreements;
