package storage

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/governance/assembly"
)

// Installation is where an app was installed by OAuth. Token is ciphertext: what reads it holds the house's secret.
type Installation struct {
	Platform, Enterprise, Team, Name string
	Token                            []byte
}

const selectInstallation = "SELECT platform, enterprise, team, name, token FROM installations"

func scanInstallation(scan func(...any) error) (i Installation, err error) {
	return i, scan(&i.Platform, &i.Enterprise, &i.Team, &i.Name, &i.Token)
}

// PutInstallation keeps an installation in the place of any of the same team.
func (db *DB) PutInstallation(ctx context.Context, i Installation) error {
	if i.Token == nil {
		i.Token = []byte{}
	}
	return db.installations(ctx, "keep", "INSERT INTO installations (platform, enterprise, team, name, token) VALUES ($1, $2, $3, $4, $5)"+
		" ON CONFLICT (platform, enterprise, team) DO UPDATE SET name = excluded.name, token = excluded.token",
		i.Platform, i.Enterprise, i.Team, i.Name, i.Token)
}

// DeleteInstallation forgets one; that there was none is no error.
func (db *DB) DeleteInstallation(ctx context.Context, platform, enterprise, team string) error {
	return db.installations(ctx, "forget", "DELETE FROM installations WHERE platform = $1 AND enterprise = $2 AND team = $3", platform, enterprise, team)
}

func (db *DB) installations(ctx context.Context, what, query string, args ...any) error {
	err := db.Update(ctx, func(at assembly.Tx) error {
		_, err := at.(*tx).exec(query, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s an installation: %w", what, err)
	}
	return nil
}

// Installations answers every installation of a platform.
func (db *DB) Installations(ctx context.Context, platform string) (all []Installation, err error) {
	err = db.View(ctx, func(at assembly.Tx) (err error) {
		all, err = collect(at.(*tx), selectInstallation+" WHERE platform = $1 ORDER BY enterprise, team", []any{platform}, scanInstallation)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the installations: %w", err)
	}
	return all, nil
}
