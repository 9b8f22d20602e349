package mmtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/storage/pgtest"
	"github.com/folkmoot/folkmoot/storage/pgtest/leash"
)

const (
	// startup bounds the wait for the server, which needs some seconds for its migrations, and far longer beside a compiler.
	startup = 3 * time.Minute
	// answer bounds one REST call. The server itself gives an integration 30 seconds.
	answer = 60 * time.Second
	// attempts is how often another port is tried when somebody took ours between choosing and using it.
	attempts = 3
	// password is every person's. The server listens on the loopback only, and not for long.
	password = "Folkmoot-2-end"
)

// Server is a running Mattermost.
type Server struct {
	// URL is where people and bots reach it: http, a loopback address, no slash at the end.
	URL string
	// Admin is the server's first user and its administrator.
	Admin *User
	// Team is a team for tests that need no team of their own.
	Team *model.Team

	folder  string // configuration, log and files
	home    string // what .ci/mattermost built
	http    *http.Client
	cluster *pgtest.Cluster
	process *leash.Process

	mu    sync.Mutex
	names map[string]int // how often each user name has been asked for
}

// Shared is one server for all the tests of a package. Its zero value is ready; keep it in a variable of the test package and
// let Main run the tests.
type Shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Main runs the tests, ends the server if one was started, and returns the code to exit with.
func (h *Shared) Main(m *testing.M) int {
	defer func() {
		if h.server != nil {
			h.server.stop()
		}
	}()
	return m.Run()
}

// Start returns the shared server, starting it for the first test that asks. It skips the test when FOLKMOOT_E2E is not 1.
func (h *Shared) Start(t testing.TB) *Server {
	t.Helper()
	wanted(t)
	h.once.Do(func() { h.server, h.err = boot() })
	if h.err != nil {
		t.Fatal(h.err)
	}
	h.server.reportTo(t)
	return h.server
}

// Start starts a server for this test alone, for tests that restart it or change its settings. It skips the test when
// FOLKMOOT_E2E is not 1.
func Start(t testing.TB) *Server {
	t.Helper()
	wanted(t)
	s, err := boot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	s.reportTo(t)
	return s
}

// Restart stops the server and starts it again on the same address with the same database, as an upgrade would. Everybody's
// websocket breaks; those of Users come back by themselves.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	keep := filepath.Join(s.folder, "keep")
	if err := os.WriteFile(keep, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.process.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(keep); err != nil {
		t.Fatal(err)
	}
	if err := s.launch(); err != nil {
		t.Fatal(err)
	}
}

// PatchConfig changes the server's settings and puts them back when the test ends. It is for tests with a server of their own.
func (s *Server) PatchConfig(t testing.TB, change func(*model.Config)) {
	t.Helper()
	before, _, err := s.Admin.Client.GetConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	after := before.Clone()
	change(after)
	if _, _, err := s.Admin.Client.UpdateConfig(t.Context(), after); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, _, err := s.Admin.Client.UpdateConfig(context.Background(), before); err != nil {
			t.Errorf("putting the settings back: %v", err)
		}
	})
}

// wanted skips the test unless the end-to-end tests were asked for.
func wanted(t testing.TB) {
	t.Helper()
	if os.Getenv("FOLKMOOT_E2E") != "1" {
		t.Skip("needs a real Mattermost: set FOLKMOOT_E2E=1")
	}
}

// boot brings up database, server, administrator and team, or takes down again what it had brought up.
func boot() (s *Server, err error) {
	home, err := built()
	if err != nil {
		return nil, err
	}
	cluster, err := pgtest.New()
	if err != nil {
		return nil, err
	}
	s = &Server{home: home, cluster: cluster, names: map[string]int{}}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 100
	s.http = &http.Client{Timeout: answer, Transport: transport}
	for attempt := 1; ; attempt++ {
		if err = s.settle(); err == nil {
			break
		}
		if attempt == attempts {
			return nil, err
		}
	}
	return s, s.furnish()
}

// built finds what .ci/mattermost made.
func built() (string, error) {
	cache := os.Getenv("FOLKMOOT_CACHE")
	if cache == "" {
		root, err := os.Getwd()
		if err != nil {
			return "", err
		}
		for {
			if _, err := os.Stat(filepath.Join(root, ".ci", "mattermost")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				return "", errors.New("mmtest: not inside Folkmoot's repository, and FOLKMOOT_CACHE is not set")
			}
			root = filepath.Dir(root)
		}
		cache = filepath.Join(root, ".cache")
	}
	home, err := filepath.Abs(filepath.Join(cache, "mattermost"))
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(home, "bin", "mattermost")); err != nil {
		return "", fmt.Errorf("this test needs a Mattermost server: run .ci/mattermost, which builds one into %s", home)
	}
	return home, nil
}

// settle gives the server a folder, a fresh database and a port, and launches it.
func (s *Server) settle() error {
	folder, err := os.MkdirTemp("", "folkmoot-mm-")
	if err != nil {
		return err
	}
	if s.folder != "" {
		_ = os.RemoveAll(s.folder)
	}
	s.folder = folder
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	database, err := s.cluster.Create(ctx)
	if err != nil {
		return err
	}
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := port.Addr().String()
	_ = port.Close()
	s.URL = "http://" + address
	settings, err := json.MarshalIndent(configuration(address, database, folder), "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "config.json"), settings, 0o600); err != nil {
		return err
	}
	return s.launch()
}

// launch runs the server and waits until it answers.
func (s *Server) launch() error {
	log, err := os.OpenFile(filepath.Join(s.folder, "output.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(s.home, "bin", "mattermost"), "server", "--config", filepath.Join(s.folder, "config.json"))
	cmd.Dir = s.home
	cmd.Env = environment(s.folder)
	cmd.Stdout, cmd.Stderr = log, log
	if s.process, err = leash.Start(cmd, leash.Options{Signal: "TERM", Remove: s.folder}); err != nil {
		return err
	}
	if err := s.ready(); err != nil {
		said := s.tail()
		_ = s.process.Stop()
		return fmt.Errorf("the Mattermost server did not start: %w\n%s", err, said)
	}
	return nil
}

// ready waits until the server answers a ping, or has ended, or startup has passed.
func (s *Server) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	client := s.client("")
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		_, _, err := client.GetPing(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.process.Done():
			return fmt.Errorf("it ended: %w", errors.Join(s.process.Err(), err))
		case <-ctx.Done():
			return err
		case <-again.C:
		}
	}
}

// furnish makes the administrator and the team. The first user of a server is its administrator.
func (s *Server) furnish() error {
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	client := s.client("")
	if _, _, err := client.CreateUser(ctx, account("admin")); err != nil {
		return fmt.Errorf("creating the administrator: %w", err)
	}
	s.names["admin"] = 1
	var err error
	if s.Admin, err = s.login(ctx, "admin"); err != nil {
		return err
	}
	s.Team, _, err = s.Admin.Client.CreateTeam(ctx, &model.Team{Name: "moot", DisplayName: "Moot", Type: model.TeamOpen})
	if err != nil {
		return fmt.Errorf("creating the team: %w", err)
	}
	return nil
}

// stop ends everything that boot began, as far as it got. The server is not given the seconds it would take over an orderly end:
// nothing of it will be seen again.
func (s *Server) stop() {
	if s.Admin != nil {
		s.Admin.live.close()
	}
	if s.process != nil {
		s.process.Kill()
	}
	_ = s.cluster.Stop()
	if s.folder != "" {
		_ = os.RemoveAll(s.folder)
	}
}

// client makes a REST client that speaks with this token, or as nobody.
func (s *Server) client(token string) *model.Client4 {
	client := model.NewAPIv4Client(s.URL)
	client.HTTPClient = s.http
	if token != "" {
		client.SetToken(token)
	}
	return client
}

// reportTo shows the end of the server's log with a test that failed.
func (s *Server) reportTo(t testing.TB) {
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("Mattermost said last:\n%s", s.tail())
		}
	})
}

// tail returns the last lines of what the server wrote.
func (s *Server) tail() string {
	const lines = 30
	said, err := os.ReadFile(filepath.Join(s.folder, "output.log"))
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimSpace(string(said)), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
