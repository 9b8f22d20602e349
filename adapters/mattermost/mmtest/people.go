package mmtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// User is a person with a session and a websocket, or a bot account with an access token and a websocket.
type User struct {
	ID    string
	Name  string // the user name, as in @name
	Token string
	// Client speaks to the REST API as this user, for what no method here does.
	Client *model.Client4

	server *Server
	live   *live
}

// NewUser makes a person and adds them to the teams, or to the server's Team when none is named. The user name is the given one,
// numbered when it is taken. Their websocket is connected when NewUser returns, and closed when the test ends.
func (s *Server) NewUser(t testing.TB, name string, teams ...*model.Team) *User {
	t.Helper()
	u, err := s.newUser(t.Context(), s.name(name), teams)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(u.live.close)
	return u
}

// NewUsers makes n people at once, as NewUser does one. Hashing their passwords is what takes the time: a few seconds for fifty.
func (s *Server) NewUsers(t testing.TB, n int, name string, teams ...*model.Team) []*User {
	t.Helper()
	users, errs := make([]*User, n), make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		full := s.name(name)
		all.Go(func() { users[i], errs[i] = s.newUser(t.Context(), full, teams) })
	}
	all.Wait()
	for _, u := range users {
		if u != nil {
			t.Cleanup(u.live.close)
		}
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return users
}

// NewBot makes a bot account with an access token, owned by the administrator, and adds it to the teams as NewUser does.
func (s *Server) NewBot(t testing.TB, name string, teams ...*model.Team) *User {
	t.Helper()
	ctx := t.Context()
	bot, _, err := s.Admin.Client.CreateBot(ctx, &model.Bot{Username: s.name(name), DisplayName: name})
	if err != nil {
		t.Fatalf("creating bot %s: %v", name, err)
	}
	token, _, err := s.Admin.Client.CreateUserAccessToken(ctx, bot.UserId, "test", 0)
	if err != nil {
		t.Fatalf("making a token for bot %s: %v", name, err)
	}
	if err := s.join(ctx, bot.UserId, teams); err != nil {
		t.Fatal(err)
	}
	u := &User{ID: bot.UserId, Name: bot.Username, Token: token.Token, Client: s.client(token.Token), server: s}
	if u.live, err = listen(ctx, s.URL, u.Token); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(u.live.close)
	return u
}

// Find returns an account that the test did not make, such as the bot's own, to name it to other users' methods. It has no session:
// it cannot act, and hears nothing.
func (s *Server) Find(t testing.TB, name string) *User {
	t.Helper()
	user, _, err := s.Admin.Client.GetUserByUsername(t.Context(), name, "")
	if err != nil {
		t.Fatalf("looking for %s: %v", name, err)
	}
	return &User{ID: user.Id, Name: user.Username, server: s}
}

// Deactivate has the administrator switch the account off. Its sessions end.
func (s *Server) Deactivate(t testing.TB, u *User) {
	t.Helper()
	if _, err := s.Admin.Client.UpdateUserActive(t.Context(), u.ID, false); err != nil {
		t.Fatalf("deactivating %s: %v", u.Name, err)
	}
}

// Activate has the administrator switch a deactivated account on again. The user has to log in again: make do with the REST
// API's view of them, or make a new user.
func (s *Server) Activate(t testing.TB, u *User) {
	t.Helper()
	if _, err := s.Admin.Client.UpdateUserActive(t.Context(), u.ID, true); err != nil {
		t.Fatalf("activating %s: %v", u.Name, err)
	}
}

// NewTeam makes a team with these people in it. The name is what people see; the one in addresses is made from it.
func (s *Server) NewTeam(t testing.TB, name string, members ...*User) *model.Team {
	t.Helper()
	ctx := t.Context()
	team, _, err := s.Admin.Client.CreateTeam(ctx, &model.Team{Name: handle(name), DisplayName: name, Type: model.TeamOpen})
	if err != nil {
		t.Fatalf("creating team %s: %v", name, err)
	}
	for _, u := range members {
		if err := s.join(ctx, u.ID, []*model.Team{team}); err != nil {
			t.Fatal(err)
		}
	}
	return team
}

// name returns a user name nobody has: the given one, or that with a number.
func (s *Server) name(wish string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[wish]++
	if n := s.names[wish]; n > 1 {
		return fmt.Sprintf("%s%d", wish, n)
	}
	return wish
}

func (s *Server) newUser(ctx context.Context, name string, teams []*model.Team) (*User, error) {
	created, _, err := s.Admin.Client.CreateUser(ctx, account(name))
	if err != nil {
		return nil, fmt.Errorf("creating %s: %w", name, err)
	}
	if err := s.join(ctx, created.Id, teams); err != nil {
		return nil, err
	}
	return s.login(ctx, name)
}

func (s *Server) join(ctx context.Context, user string, teams []*model.Team) error {
	if len(teams) == 0 {
		teams = []*model.Team{s.Team}
	}
	for _, team := range teams {
		if _, _, err := s.Admin.Client.AddTeamMember(ctx, team.Id, user); err != nil {
			return fmt.Errorf("adding somebody to team %s: %w", team.DisplayName, err)
		}
	}
	return nil
}

func (s *Server) login(ctx context.Context, name string) (*User, error) {
	client := s.client("")
	user, _, err := client.Login(ctx, name, password)
	if err != nil {
		return nil, fmt.Errorf("logging %s in: %w", name, err)
	}
	u := &User{ID: user.Id, Name: user.Username, Token: client.AuthToken, Client: client, server: s}
	if u.live, err = listen(ctx, s.URL, u.Token); err != nil {
		return nil, fmt.Errorf("connecting %s: %w", name, err)
	}
	return u, nil
}

func account(name string) *model.User {
	return &model.User{Username: name, Email: name + "@example.org", Password: password}
}

// handle makes an address out of a name: what may stand in a URL, and an end that no other has.
func handle(name string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, name)
	return strings.Trim(plain[:min(len(plain), 30)], "-") + "-" + model.NewId()[:8]
}
