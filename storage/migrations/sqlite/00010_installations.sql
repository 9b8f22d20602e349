-- Where the app is installed by OAuth, with each installation's token as ciphertext.

-- +goose Up

CREATE TABLE installations (
    platform   TEXT NOT NULL,
    enterprise TEXT NOT NULL,
    team       TEXT NOT NULL,
    name       TEXT NOT NULL,
    token      BLOB NOT NULL,
    PRIMARY KEY (platform, enterprise, team)
) STRICT;

-- +goose Down
DROP TABLE installations;
