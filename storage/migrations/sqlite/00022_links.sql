-- Which cards hold a link that is for those who can read their channel, so that they are drawn anew when it is another.

-- +goose Up

ALTER TABLE cards ADD COLUMN leads INTEGER NOT NULL DEFAULT 0;
CREATE INDEX cards_leads ON cards (workspace, channel) WHERE leads AND NOT lost;

-- +goose Down
DROP INDEX cards_leads;
ALTER TABLE cards DROP COLUMN leads;
