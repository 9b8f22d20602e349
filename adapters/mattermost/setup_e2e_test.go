package mattermost

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
	"github.com/folkmoot/folkmoot/bot"
)

func triggers() []bot.Trigger {
	return []bot.Trigger{{Word: "/moot", Hint: "help", Description: "Decide together"}, {Word: "/propose", Hint: "WHAT", Description: "Raise a proposal"},
		{Word: "/commit", Hint: "WHAT by WHEN", Description: "Promise something"}, {Word: "/rota", Description: strings.Repeat("Take turns. ", 20)}}
}

// run runs Setup and answers what it said, without which secrets it wrote.
func run(t *testing.T, s *mmtest.Server, o SetupOptions) (string, error) {
	t.Helper()
	o.URL, o.AdminToken, o.Triggers = s.URL+"/", s.Admin.Token, triggers()
	var out bytes.Buffer
	err := Setup(t.Context(), o, &out)
	said := out.String()
	if err != nil {
		said += err.Error()
	}
	secrets := []string{s.Admin.Token}
	if e, readErr := readEnv(o.EnvFile); readErr == nil {
		secrets = append(secrets, e.get(envBotToken))
		secrets = append(secrets, strings.Split(e.get(envCommands), ",")...)
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(said, secret) {
			t.Errorf("a secret was said: %s", said)
		}
	}
	return said, err
}

func TestE2ESetup(t *testing.T) {
	s := mmtest.Start(t)
	env := filepath.Join(t.TempDir(), "folkmoot.env")
	o := SetupOptions{Team: "Moot", CallbackURL: "http://127.0.0.1:1/", EnvFile: env}
	values := func() map[string]string {
		e, err := readEnv(env)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, name := range []string{envURL, envPublicURL, envBotToken, envCommands} {
			out[name] = e.get(name)
		}
		return out
	}
	t.Run("a server that lacks things", func(t *testing.T) {
		s.PatchConfig(t, func(c *model.Config) {
			*c.ServiceSettings.EnableBotAccountCreation = false
			*c.ServiceSettings.EnableCommands = false
			*c.ServiceSettings.AllowedUntrustedInternalConnections = ""
		})
		said, err := run(t, s, o)
		for _, want := range []string{"Bot accounts", "slash commands", "127.0.0.1"} {
			if err == nil || !strings.Contains(said, want) {
				t.Errorf("it does not name %s: %s", want, said)
			}
		}
		if _, err := os.Stat(env); err == nil {
			t.Error("it wrote the file all the same")
		}
	})
	if said, err := run(t, s, SetupOptions{Team: "nowhere", CallbackURL: o.CallbackURL, EnvFile: env}); err == nil || !strings.Contains(said, "no team") {
		t.Errorf("a team that is not there: %s", said)
	}
	if said, err := run(t, s, o); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	first := values()
	me, _, err := newServer(s.URL, first[envBotToken]).api.GetMe(t.Context(), "")
	if err != nil || !me.IsBot || me.Username != botName || first[envURL] != s.URL || first[envPublicURL] != "http://127.0.0.1:1" {
		t.Errorf("the settings are for %+v, %v", me, err)
	}
	if roles := strings.Fields(me.Roles); !slices.Equal(roles, []string{"system_user"}) {
		t.Errorf("the bot has the roles %q", roles)
	}
	if n := len(strings.Split(first[envCommands], ",")); n != 4 {
		t.Errorf("there are %d command tokens", n)
	}
	said, err := run(t, s, o)
	if second := values(); err != nil || first[envBotToken] != second[envBotToken] || first[envCommands] != second[envCommands] {
		t.Errorf("run again it changed the secrets, %v: %s", err, said)
	}
	if tokens, _, err := s.Admin.Client.GetUserAccessTokensForUser(t.Context(), me.Id, 0, 10); err != nil || len(tokens) != 1 {
		t.Errorf("the bot has %d tokens, %v", len(tokens), err)
	}

	// Another address, while the bot's account was switched off.
	if _, _, err := s.Admin.Client.DisableBot(t.Context(), me.Id); err != nil {
		t.Fatal(err)
	}
	o.CallbackURL = "http://127.0.0.1:2"
	if said, err := run(t, s, o); err != nil || !strings.Contains(said, "on again") || !strings.Contains(said, "/moot up to date") {
		t.Errorf("%v: %s", err, said)
	}
	moved := values()
	if moved[envPublicURL] != o.CallbackURL || moved[envCommands] != first[envCommands] {
		t.Error("the address is not the new one, or the commands have other tokens")
	}
	if _, _, err := newServer(s.URL, moved[envBotToken]).api.GetMe(t.Context(), ""); err != nil {
		t.Errorf("the bot's token: %v", err)
	}
	commands, _, err := s.Admin.Client.ListCommands(t.Context(), s.Team.Id, true)
	if err != nil || len(commands) != 4 {
		t.Fatalf("there are %d commands, %v", len(commands), err)
	}
	for _, c := range commands {
		if c.URL != o.CallbackURL+pathCommand || c.Method != "P" || !c.AutoComplete {
			t.Errorf("a command is %+v", c)
		}
	}

	// Another team has commands of its own; the tokens of both are kept.
	garden := s.NewTeam(t, "Garden")
	if said, err := run(t, s, SetupOptions{Team: garden.Name, CallbackURL: o.CallbackURL, EnvFile: env}); err != nil {
		t.Errorf("%v: %s", err, said)
	}
	both := values()
	if !strings.HasPrefix(both[envCommands], first[envCommands]+",") || len(strings.Split(both[envCommands], ",")) != 8 {
		t.Error("the tokens of the first team were not kept")
	}
	if both[envBotToken] != moved[envBotToken] {
		t.Error("the second team got another bot token")
	}
	taken := s.NewTeam(t, "Taken")
	if _, _, err := s.Admin.Client.CreateCommand(t.Context(), &model.Command{TeamId: taken.Id, Trigger: "moot", URL: "http://127.0.0.1:3/x", Method: "P", DisplayName: "Legal"}); err != nil {
		t.Fatal(err)
	}
	if said, err := run(t, s, SetupOptions{Team: taken.Name, CallbackURL: o.CallbackURL, EnvFile: env}); err == nil || !strings.Contains(said, "Legal") {
		t.Errorf("a command that is somebody else's: %v %s", err, said)
	}
	examine(t, s, both)
}

// examine has the doctor look at what setup made.
func examine(t *testing.T, s *mmtest.Server, env map[string]string) {
	t.Helper()
	mux := http.NewServeMux()
	web := httptest.NewServer(mux)
	defer web.Close()
	testAdapter(t, newDesk(), s.URL).Routes(mux)
	o := ExamineOptions{URL: s.URL, PublicURL: web.URL, BotToken: env[envBotToken], CommandTokens: strings.Split(env[envCommands], ","), Triggers: triggers(), Now: time.Now}
	bad := func(o ExamineOptions) (out []string) {
		for _, f := range Examine(t.Context(), o) {
			if !f.OK {
				out = append(out, f.What)
			}
			if f.What == "" || !f.OK && f.Do == "" || strings.Contains(f.What+f.Do, o.BotToken) {
				t.Errorf("a finding is %+v", f)
			}
		}
		return out
	}
	// The bot is in a team whose setup failed.
	if got := bad(o); len(got) != 1 || !strings.Contains(got[0], "In the team Taken there is no /moot, /propose") {
		t.Errorf("the doctor says %q", got)
	}
	for name, c := range map[string]struct {
		bend func(*ExamineOptions)
		want string
	}{
		"a void token":    {func(o *ExamineOptions) { o.BotToken = "goodfornothinggoodfornothin" }, "not accepted"},
		"a person's":      {func(o *ExamineOptions) { o.BotToken = s.Admin.Token }, "is a person"},
		"nobody there":    {func(o *ExamineOptions) { o.URL = "http://127.0.0.1:1" }, "does not answer"},
		"clocks apart":    {func(o *ExamineOptions) { o.Now = func() time.Time { return time.Now().Add(time.Hour) } }, "apart"},
		"too few tokens":  {func(o *ExamineOptions) { o.CommandTokens = nil }, "0 tokens"},
		"another program": {func(o *ExamineOptions) { o.PublicURL = s.URL }, "is not the bot"},
	} {
		bent := o
		c.bend(&bent)
		if got := strings.Join(bad(bent), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s: the doctor says %q", name, got)
		}
	}
}
