package main

import (
	"context"

	"github.com/folkmoot/folkmoot/adapters/slack"
	"github.com/folkmoot/folkmoot/storage"
)

// tokens keeps Slack's installations in the database.
type tokens struct{ db *storage.DB }

// Put implements slack.TokenStore.
func (t tokens) Put(ctx context.Context, in slack.Installation) error {
	return t.db.PutInstallation(ctx, storage.Installation{Platform: "slack", Enterprise: in.Enterprise, Team: in.Team, Name: in.Name, Token: in.Token})
}

// Get implements slack.TokenStore.
func (t tokens) Get(ctx context.Context, enterprise, team string) (slack.Installation, bool, error) {
	all, err := t.List(ctx)
	for _, in := range all {
		if in.Enterprise == enterprise && in.Team == team {
			return in, true, err
		}
	}
	return slack.Installation{}, false, err
}

// List implements slack.TokenStore.
func (t tokens) List(ctx context.Context) ([]slack.Installation, error) {
	all, err := t.db.Installations(ctx, "slack")
	out := make([]slack.Installation, 0, len(all))
	for _, in := range all {
		out = append(out, slack.Installation{Enterprise: in.Enterprise, Team: in.Team, Name: in.Name, Token: in.Token})
	}
	return out, err
}

// Delete implements slack.TokenStore.
func (t tokens) Delete(ctx context.Context, enterprise, team string) error {
	return t.db.DeleteInstallation(ctx, "slack", enterprise, team)
}

// untouched stands for the installations in a database that is not opened: there are none yet, or why they cannot be looked at.
type untouched struct {
	slack.TokenStore
	why error
}

// List implements slack.TokenStore.
func (u untouched) List(context.Context) ([]slack.Installation, error) { return nil, u.why }
