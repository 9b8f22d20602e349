// Package pgtest gives a test a real PostgreSQL of its own: a temporary cluster on a loopback port, and in it as many fresh
// databases as the test wants. Nothing on the machine is used but the installed programs, and nothing of it stays.
//
// PostgreSQL refuses to run as root, and tests in containers usually do. As root the cluster therefore belongs to the user
// postgres, or to nobody where there is no such user.
//
// The cluster is tuned for being thrown away: it never waits for the disk. What it promises about durability is not what is
// tested here; a test that kills the bot keeps the database running, as a power cut of only the bot would.
//
// Whether PostgreSQL may be missing is the caller's decision (the end-to-end tests ask FOLKMOOT_E2E); once asked for, a
// missing one is a failure that says what to install.
package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/folkmoot/folkmoot/storage/pgtest/leash"
)

const (
	// startup bounds the wait for the cluster to take connections. It takes about a second.
	startup = 60 * time.Second
	// connections is enough for a Mattermost server under a burst and for what a test itself opens.
	connections = 300
	// attempts is how often another port is tried when somebody took ours between choosing and using it.
	attempts = 3
)

// Cluster is a running PostgreSQL.
type Cluster struct {
	address string
	process *leash.Process
	count   atomic.Int64
}

// Start runs a cluster for this one test and returns the URL of a fresh database in it, `postgres://…`. The cluster ends with
// the test. Whatever is missing fails the test.
func Start(t testing.TB) string {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Errorf("stopping PostgreSQL: %v", err)
		}
	})
	return c.Database(t)
}

// New starts a cluster that several tests can share. The caller stops it; should the caller die, it stops by itself. The error
// says what to install when PostgreSQL is missing.
func New() (*Cluster, error) {
	programs, err := find()
	if err != nil {
		return nil, err
	}
	owner, err := servant()
	if err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		c, err := start(programs, owner)
		if err == nil || attempt == attempts {
			return c, err
		}
	}
}

// Database makes a fresh, empty database and returns its URL, which both pgx and lib/pq understand. It stays until the cluster ends.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	url, err := c.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// Create is Database for callers that have no test at hand, as in TestMain.
func (c *Cluster) Create(ctx context.Context) (string, error) {
	db, err := sql.Open("pgx", c.url("postgres"))
	if err != nil {
		return "", err
	}
	defer db.Close()
	name := fmt.Sprintf("folkmoot_%d", c.count.Add(1))
	// template0 is the only template that nobody can be connected to, which CREATE DATABASE insists on.
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		return "", fmt.Errorf("creating database %s: %w", name, err)
	}
	return c.url(name), nil
}

// Stop ends the cluster and removes it, databases and all. It may be called again.
func (c *Cluster) Stop() error { return c.process.Stop() }

func (c *Cluster) url(database string) string {
	return fmt.Sprintf("postgres://postgres@%s/%s?sslmode=disable", c.address, database)
}

// find returns the folder with the server's programs: the newest of those Debian keeps out of the PATH, else the PATH's.
func find() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	sort.Slice(found, func(i, j int) bool { return version(found[i]) > version(found[j]) })
	if len(found) > 0 {
		return filepath.Dir(found[0]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("this test needs PostgreSQL's server programs (initdb, postgres), and there are none: " +
			"install them, on Debian with `apt-get install postgresql`")
	}
	// Elsewhere initdb may be a link into a folder that also has postgres, which initdb looks for beside itself.
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

// servant returns whom the cluster belongs to when we are root, nil when it can belong to ourselves.
func servant() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as")
}

// start makes a cluster in a new folder and runs it on a port that was free a moment ago.
func start(programs string, owner *syscall.Credential) (c *Cluster, err error) {
	folder, err := os.MkdirTemp("", "folkmoot-pg-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(folder)
		}
	}()
	if owner != nil {
		if err := os.Chown(folder, int(owner.Uid), int(owner.Gid)); err != nil {
			return nil, err
		}
	}
	command := func(program string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(programs, program), args...)
		cmd.Dir = folder
		cmd.Env = []string{"HOME=" + folder, "PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
		return cmd
	}
	data := filepath.Join(folder, "data")
	initdb := command("initdb", "--pgdata="+data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	if said, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, said)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	return run(folder, port, command("postgres", "-D", data,
		"-c", "listen_addresses=127.0.0.1", "-c", "port="+port, "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", fmt.Sprintf("max_connections=%d", connections)))
}

// run starts the server on its leash and waits until it answers. What it said stands in the error when it does not.
func run(folder, port string, server *exec.Cmd) (*Cluster, error) {
	log := filepath.Join(folder, "log")
	output, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer output.Close()
	server.Stdout, server.Stderr = output, output
	// QUIT is PostgreSQL's "at once": there is nothing to save.
	process, err := leash.Start(server, leash.Options{Signal: "QUIT", Remove: folder})
	if err != nil {
		return nil, err
	}
	c := &Cluster{address: net.JoinHostPort("127.0.0.1", port), process: process}
	if err := c.ready(); err != nil {
		said, _ := os.ReadFile(log)
		_ = process.Stop()
		return nil, fmt.Errorf("PostgreSQL did not start: %w\n%s", err, said)
	}
	return c, nil
}

// ready waits until the cluster answers, or has ended, or startup has passed.
func (c *Cluster) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	db, err := sql.Open("pgx", c.url("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-c.process.Done():
			return fmt.Errorf("it ended: %w", errors.Join(c.process.Err(), err))
		case <-ctx.Done():
			return err
		case <-again.C:
		}
	}
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
