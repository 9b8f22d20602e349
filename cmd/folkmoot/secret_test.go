package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A secret is made once and read back; a file that a crash left empty is no secret, and only its owner can read it.
func TestSecretIsMadeWhole(t *testing.T) {
	database := filepath.Join(t.TempDir(), "moot.db")
	if err := os.WriteFile(database+".secret", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	made, err := theSecret("", database)
	if err != nil || len(made) < 32 {
		t.Fatalf("%d bytes, %v", len(made), err)
	}
	again, err := theSecret("", database)
	if err != nil || string(again) != string(made) {
		t.Errorf("another secret the second time (%v)", err)
	}
	if info, err := os.Stat(database + ".secret"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}
