package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // to tamper with a record
	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the program as a shell would: each script says what is typed, and what must come of it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			port, err := freePort()
			env.Setenv("ADDRESS", "127.0.0.1:"+port)
			env.Setenv("PORT", port)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "answers": answers, "mode": mode},
	})
}

// freePort finds a port on which nobody listens, where the system hands none out by itself.
func freePort() (string, error) {
	var err error
	for range 50 {
		port := strconv.Itoa(20000 + rand.IntN(10000))
		var l net.Listener
		if l, err = net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			return port, l.Close()
		}
	}
	return "", err
}

// exits runs a command that has to end with a certain code: exits 2 folkmoot --nonsense.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("it ended with %d, not %d", got, want)
	}
}

// answers waits until an address answers with a status and a text that matches: answers http://… 503 'mattermost.*refused'.
func answers(ts *testscript.TestScript, _ bool, args []string) {
	want, what := args[1], regexp.MustCompile(args[2])
	said := ""
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if said = asked(ctx, args[0]); strings.HasPrefix(said, want+" ") && what.MatchString(said) {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			ts.Fatalf("%s answers %s", args[0], said)
		}
	}
}

func asked(ctx context.Context, address string) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err.Error()
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return fmt.Sprintf("%d %s", resp.StatusCode, body)
}

// mode holds a file to its permissions: mode 600 folkmoot.db.secret.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := strconv.FormatInt(int64(info.Mode().Perm()), 8); got != args[0] {
		ts.Fatalf("%s has the mode %s", args[1], got)
	}
}

// A record that somebody changed behind the program's back is found, and a cut tail shows in the head (T1).
func TestVerifyFindsTampering(t *testing.T) {
	p := newPlay(t)
	p.Channel("orchard", "ana", "ben")
	p.Slash("ana", "orchard", "/propose Meet on Tuesdays --by 20 minutes")
	p.Slash("ben", "orchard", "/moot P1 consent")
	p.Stop()
	code, whole := p.Verify()
	if code != 0 {
		t.Fatalf("an honest record: %d\n%s", code, whole)
	}
	for statement, want := range map[string]int{
		"UPDATE record SET data = replace(data, 'consent', 'abstain')": 1,
		"UPDATE record SET by_id = by_id + 1 WHERE seq = 3":            1,
		"DELETE FROM record WHERE seq = 3":                             1,
		"UPDATE record_texts SET text = 'Meet on Sundays'":             1,
		"DELETE FROM record WHERE seq = (SELECT max(seq) FROM record) AND NOT EXISTS (SELECT 1 FROM record_texts t WHERE t.seq = record.seq)": 0,
	} {
		t.Run(statement, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "copy.db")
			tamper(t, p.database, copied, statement)
			code, said := run(t, nil, "verify", "--database", copied)
			if code != want || want == 1 && !strings.Contains(said, "WRONG") || said == whole {
				t.Errorf("it ended with %d:\n%s", code, said)
			}
		})
	}
}

// tamper copies a database and changes the copy.
func tamper(t *testing.T, from, to, statement string) {
	t.Helper()
	for _, end := range []string{"", "-wal", ".secret"} {
		data, err := os.ReadFile(from + end)
		if errors.Is(err, os.ErrNotExist) && end != "" {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+end, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite3", to)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	result, err := db.Exec(statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("nothing was changed: %v", err)
	}
}

// A playground that is kept in a file goes on with the time to which its clock was moved: what was decided stays in the past.
func TestPlaygroundKeepsItsTime(t *testing.T) {
	p := newPlay(t)
	p.must("/api/clock", map[string]string{"by": "24h"}, nil)
	now := func() time.Time {
		t.Helper()
		var state struct{ Now time.Time }
		said := asked(t.Context(), p.at()+"/api/state?as=ana")
		if err := json.Unmarshal([]byte(strings.TrimPrefix(said, "200 ")), &state); err != nil {
			t.Fatalf("%v: %.100s", err, said)
		}
		return state.Now
	}
	before := now()
	p.Kill()
	p.Start()
	if after := now(); after.Before(before) || after.After(before.Add(time.Hour)) {
		t.Errorf("the clock stood at %v and stands at %v", before, after)
	}
}
