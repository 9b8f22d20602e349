package storage_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
	"github.com/folkmoot/folkmoot/storage/storetest"
)

// childFile names, for a test binary that is started as a child, the file it is to write in until it is killed.
const childFile = "FOLKMOOT_STORAGE_TEST_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		fmt.Fprintln(os.Stderr, "the child ended:", child(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func child(path string) error {
	db, err := storage.Open(context.Background(), path, storetest.Register())
	if err != nil {
		return err
	}
	return storetest.WriteUntilKilled(db, os.Stdout)
}

// files gives each test a file of its own.
type files map[string]string

func (f files) path(t *testing.T) string {
	if f[t.Name()] == "" {
		f[t.Name()] = filepath.Join(t.TempDir(), "house.db")
	}
	return f[t.Name()]
}

func (f files) open(t *testing.T, register *assembly.Register) assembly.Store {
	t.Helper()
	return open(t, f.path(t), register)
}

func open(t testing.TB, path string, register *assembly.Register) *storage.DB {
	t.Helper()
	db, err := storage.Open(context.Background(), path, register)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestSQLite(t *testing.T) { storetest.Run(t, files{}.open) }

func TestKilled(t *testing.T) {
	f := files{}
	storetest.Kill(t, func(t *testing.T) *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childFile+"="+f.path(t))
		cmd.Stderr = os.Stderr
		return cmd
	}, f.open)
}
