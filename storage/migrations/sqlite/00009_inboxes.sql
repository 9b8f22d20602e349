-- What waits for one person.

-- +goose Up

CREATE TABLE inboxes (
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
CREATE INDEX inboxes_circle ON inboxes (org, circle, n);
CREATE INDEX inboxes_live ON inboxes (org, n, circle, owner, due) WHERE live;

-- +goose Down
DROP TABLE inboxes;
