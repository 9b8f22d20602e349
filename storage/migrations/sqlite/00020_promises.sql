-- Who has a part in a commitment, so that what concerns somebody is found from them; what is over, by when it ended; and until when a card
-- shows what is so.

-- +goose Up

CREATE TABLE commitment_people (
    org    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    round  INTEGER NOT NULL,
    person INTEGER NOT NULL,
    live   INTEGER NOT NULL,
    data   TEXT    NOT NULL,
    PRIMARY KEY (org, n, round, person),
    FOREIGN KEY (org, n) REFERENCES commitments (org, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX commitment_people_live ON commitment_people (org, person, n, round) WHERE live;

-- Those of the commitments that there are already.
INSERT INTO commitment_people (org, n, round, person, live, data)
SELECT org, n, 0, person, 1, '{"has":true}' FROM (
    SELECT org, n, json_extract(data, '$.owner') AS person FROM commitments
    UNION SELECT org, n, json_extract(data, '$.asker') FROM commitments
    UNION SELECT org, n, json_extract(data, '$.to') FROM commitments
    UNION SELECT org, n, json_extract(data, '$.handover.to') FROM commitments
    UNION SELECT c.org, c.n, gone.value FROM commitments AS c, json_each(c.data, '$.departed') AS gone
) WHERE person > 0;

CREATE INDEX commitments_over ON commitments (org, due, n) WHERE NOT live;

-- until is when time alone makes a card show something else; 0 for never.
ALTER TABLE cards ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX cards_until ON cards (until, id) WHERE until > 0 AND NOT lost;

-- +goose Down
DROP INDEX cards_until;
ALTER TABLE cards DROP COLUMN until;
DROP INDEX commitments_over;
DROP TABLE commitment_people;
