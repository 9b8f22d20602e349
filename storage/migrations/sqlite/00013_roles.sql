-- Roles and who keeps them; selections, and beside each what everybody named and answered.

-- +goose Up

CREATE TABLE roles (
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
CREATE INDEX roles_circle ON roles (org, circle, n);
CREATE INDEX roles_live ON roles (org, n, circle, owner, due) WHERE live;

CREATE TABLE role_people (
    org    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    round  INTEGER NOT NULL,
    person INTEGER NOT NULL,
    live   INTEGER NOT NULL,
    data   TEXT    NOT NULL,
    PRIMARY KEY (org, n, round, person),
    FOREIGN KEY (org, n) REFERENCES roles (org, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX role_people_live ON role_people (org, person, n, round) WHERE live;

CREATE TABLE selections (
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
CREATE INDEX selections_circle ON selections (org, circle, n);
CREATE INDEX selections_live ON selections (org, n, circle, owner, due) WHERE live;

CREATE TABLE selection_people (
    org    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    round  INTEGER NOT NULL,
    person INTEGER NOT NULL,
    live   INTEGER NOT NULL,
    data   TEXT    NOT NULL,
    PRIMARY KEY (org, n, round, person),
    FOREIGN KEY (org, n) REFERENCES selections (org, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX selection_people_live ON selection_people (org, person, n, round) WHERE live;

-- +goose Down
DROP TABLE selection_people;
DROP TABLE selections;
DROP TABLE role_people;
DROP TABLE roles;
