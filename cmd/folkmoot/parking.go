package main

import (
	"context"

	"github.com/folkmoot/folkmoot/adapters/slack"
	"github.com/folkmoot/folkmoot/storage"
)

// parking keeps in the database what Slack brought and is to be carried out after its acknowledgement.
type parking struct{ db *storage.DB }

// Park implements slack.Parking.
func (p parking) Park(ctx context.Context, in slack.Parked) (bool, error) {
	return p.db.Park(ctx, storage.Parked{Platform: "slack", Key: in.Key, Kind: in.Kind, At: in.At, Body: in.Body})
}

// Parked implements slack.Parking.
func (p parking) Parked(ctx context.Context) ([]slack.Parked, error) {
	all, err := p.db.Parked(ctx, "slack")
	out := make([]slack.Parked, 0, len(all))
	for _, in := range all {
		out = append(out, slack.Parked{Key: in.Key, Kind: in.Kind, At: in.At, Body: in.Body})
	}
	return out, err
}

// Unpark implements slack.Parking.
func (p parking) Unpark(ctx context.Context, key string) error {
	return p.db.Unpark(ctx, "slack", key)
}
