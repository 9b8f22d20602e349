-- Which cards hold a link that is for those who can read their channel, so that it is drawn anew when it is another. Of the cards that
-- there are already nobody knows, so that each is looked at once.

-- +goose Up

ALTER TABLE cards ADD COLUMN leads INTEGER NOT NULL DEFAULT 1;
CREATE INDEX cards_leads ON cards (workspace, channel) WHERE leads AND NOT lost;

-- The links of private circles have another form now.
UPDATE cards SET wanted = wanted + 1 WHERE NOT lost AND EXISTS (
    SELECT 1 FROM circles AS c
    LEFT JOIN json_each(c.data, '$.also') AS also
    WHERE json_extract(c.data, '$.private')
    AND (json_extract(c.data, '$.home.channel') = cards.channel OR json_extract(also.value, '$.channel') = cards.channel)
);

-- +goose Down
DROP INDEX cards_leads;
ALTER TABLE cards DROP COLUMN leads;
