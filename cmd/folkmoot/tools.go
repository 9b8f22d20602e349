package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack"
)

type migrateCmd struct{}

// Run opens the database, which brings it to this version.
func (migrateCmd) Run(r *runtime) error {
	h, err := r.open(r.cli.Database, time.Now)
	if err != nil {
		return err
	}
	fmt.Fprintln(r.stdout, "The database is at this version:", h.db.Path())
	return h.db.Close()
}

type verifyCmd struct{}

// Run checks every chain of the record, and prints its heads to be compared with those that were announced (T1).
func (verifyCmd) Run(r *runtime) (err error) {
	if _, err := os.Stat(r.cli.Database); err != nil {
		return fmt.Errorf("there is no database to verify: %w", err)
	}
	h, err := r.open(r.cli.Database, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	faults, err := h.db.Verify(r.ctx)
	if err != nil {
		return err
	}
	heads, err := h.db.Heads(r.ctx)
	if err != nil {
		return err
	}
	for _, head := range heads {
		fmt.Fprintf(r.stdout, "organisation %d, circle %d: %d entries, head %s\n", head.Org, head.Circle, head.Seq, head.Hash)
	}
	for _, fault := range faults {
		fmt.Fprintln(r.stderr, "WRONG:", fault)
	}
	if len(faults) > 0 {
		fmt.Fprintf(r.stderr, "The record was changed in %d places. Restore a backup from before, and find out who could write to the database.\n", len(faults))
		return errReported
	}
	fmt.Fprintln(r.stdout, "The record is whole. Compare the heads with the last outcomes that were announced, to see that no tail was cut off.")
	return nil
}

type manifestCmd struct {
	Slack manifestSlackCmd `cmd:"" help:"The app manifest for Slack."`
}

type manifestSlackCmd struct {
	URL        string `help:"Where this program can be reached from the internet." placeholder:"URL"`
	SocketMode bool   `help:"For Socket Mode: Slack needs no way in."`
	Many       bool   `help:"To be installed by other workspaces too; needs --url."`
}

// Run prints the manifest.
func (m *manifestSlackCmd) Run(r *runtime) error {
	triggers, err := r.triggers()
	if err != nil {
		return err
	}
	data, err := slack.Manifest(slack.ManifestOptions{URL: m.URL, SocketMode: m.SocketMode, Many: m.Many, Triggers: triggers, Home: true})
	if err != nil {
		return err
	}
	_, err = r.stdout.Write(data)
	return err
}
