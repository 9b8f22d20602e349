package mattermost

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// The names of what setup makes.
const (
	botName     = "folkmoot"
	displayName = "Folkmoot"
	purpose     = "Keeps the promises that a self-managing group makes to itself."
)

// The lines that setup writes into the environment file.
const (
	envURL       = "FOLKMOOT_MATTERMOST_URL"
	envBotToken  = "FOLKMOOT_MATTERMOST_BOT_TOKEN"
	envCommands  = "FOLKMOOT_MATTERMOST_COMMAND_TOKENS"
	envPublicURL = "FOLKMOOT_PUBLIC_URL"
)

// SetupOptions say what Setup makes, and where.
type SetupOptions struct {
	// URL is where Mattermost is; AdminToken a token of a system administrator of it, used now and kept nowhere.
	URL, AdminToken string
	// Team is the name of the team, as it stands in addresses or as people see it.
	Team string
	// CallbackURL is where Mattermost will reach the bot.
	CallbackURL string
	// EnvFile is the file that the secrets are written into; folkmoot.env when it is empty.
	EnvFile string
	// BotName is the name of the bot's account; folkmoot when it is empty.
	BotName string
	// Triggers are the slash commands to register: bot.Triggers().
	Triggers []bot.Trigger
}

// setup is one run of Setup.
type setup struct {
	SetupOptions
	*server
	out  io.Writer
	team *model.Team
	bot  *model.User
	env  *envFile
}

// Setup makes on a Mattermost server what the bot needs: its account and access token, its place in the team, its slash commands. It
// writes the secrets into the environment file and says on out what it did, without any secret. It may be run again, for the same team
// or another, and then makes only what is missing. The error says in words for an operator what to do.
func Setup(ctx context.Context, o SetupOptions, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	o.URL, o.CallbackURL = cleanURL(o.URL), cleanURL(o.CallbackURL)
	o.EnvFile, o.BotName = cmp.Or(o.EnvFile, "folkmoot.env"), cmp.Or(o.BotName, botName)
	for what, value := range map[string]string{"--url": o.URL, "--callback-url": o.CallbackURL} {
		u, err := url.Parse(value)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("%s must be an address such as https://chat.example.org, not %q", what, value)
		}
	}
	s := &setup{SetupOptions: o, server: newServer(o.URL, o.AdminToken), out: out}
	s.now = func() time.Time { return time.Time{} }
	for _, step := range []func(context.Context) error{s.readEnv, s.checkServer, s.findTeam, s.makeBot, s.joinTeam, s.makeToken, s.makeCommands, s.writeEnv} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	s.say("Done. Start the bot with these settings (folkmoot serve), then type /invite @%s in the channel of your circle.", s.bot.Username)
	return nil
}

func (s *setup) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// checkServer refuses a server that lacks what the bot needs, naming everything at once.
func (s *setup) checkServer(ctx context.Context) error {
	me, resp, err := s.api.GetMe(ctx, "")
	if err != nil {
		if resp != nil && resp.StatusCode == http.StatusUnauthorized {
			return errors.New("the Mattermost server does not know the administrator's token; make one under Profile → Security → Personal Access Tokens")
		}
		return fmt.Errorf("the Mattermost server cannot be reached at %s: %w", s.url, err)
	}
	if !me.IsSystemAdmin() {
		return fmt.Errorf("the token is @%s's, who is no system administrator; setup needs one's", me.Username)
	}
	config, _, err := s.api.GetConfig(ctx)
	if err != nil {
		return fmt.Errorf("read the server's settings: %w", err)
	}
	if lacks := missing(ctx, config, s.CallbackURL); len(lacks) > 0 {
		return fmt.Errorf("the Mattermost server is not ready for the bot yet:\n\n%s\n\nThen run this again", strings.Join(lacks, "\n"))
	}
	s.say("✓ The settings of %s allow what the bot needs.", s.url)
	return nil
}

// findTeam finds the team by the name in its address, or by the one that people see if only one has it.
func (s *setup) findTeam(ctx context.Context) error {
	team, _, err := s.api.GetTeamByName(ctx, strings.ToLower(s.Team), "")
	if err == nil && team.DeleteAt == 0 {
		s.team = team
		return nil
	}
	var alike []*model.Team
	for n := 0; ; n++ {
		teams, _, err := s.api.GetAllTeams(ctx, "", n, page)
		if err != nil {
			return fmt.Errorf("read the teams: %w", err)
		}
		for _, t := range teams {
			if t.DeleteAt == 0 && strings.EqualFold(t.DisplayName, strings.TrimSpace(s.Team)) {
				alike = append(alike, t)
			}
		}
		if len(teams) < page {
			break
		}
	}
	switch len(alike) {
	case 0:
		return fmt.Errorf("there is no team %q; --team wants the name in its address, as in %s/NAME/channels/town-square", s.Team, s.url)
	case 1:
		s.team = alike[0]
		return nil
	}
	return fmt.Errorf("%d teams are called %q; --team wants the name in the address of the one you mean", len(alike), s.Team)
}

// makeBot finds the bot's account, wakes it, or makes it.
func (s *setup) makeBot(ctx context.Context) error {
	user, resp, err := s.api.GetUserByUsername(ctx, s.BotName, "")
	switch {
	case err == nil && !user.IsBot:
		return fmt.Errorf("somebody's account is called @%s; rename it, or give the bot's another name with --bot-name", s.BotName)
	case err == nil && user.DeleteAt > 0:
		if _, _, err := s.api.EnableBot(ctx, user.Id); err != nil {
			return fmt.Errorf("switch the bot's account on again: %w", err)
		}
		s.say("✓ The account @%s was switched off and is on again.", s.BotName)
	case err == nil:
		s.say("✓ The account @%s exists.", s.BotName)
	case resp == nil || resp.StatusCode != http.StatusNotFound:
		return fmt.Errorf("look for the bot's account: %w", err)
	default:
		made, _, err := s.api.CreateBot(ctx, &model.Bot{Username: s.BotName, DisplayName: displayName, Description: purpose})
		if err != nil {
			return fmt.Errorf("make the bot's account: %w", err)
		}
		user = &model.User{Id: made.UserId, Username: made.Username}
		s.say("✓ Made the account @%s.", s.BotName)
	}
	s.bot = user
	return nil
}

// joinTeam adds the bot to the team. An ordinary member may do all that the bot does: post, edit its own, read reactions and people in
// the channels it was invited into.
func (s *setup) joinTeam(ctx context.Context) error {
	if _, _, err := s.api.AddTeamMember(ctx, s.team.Id, s.bot.Id); err != nil {
		return fmt.Errorf("add the bot to the team %s: %w", s.team.Name, err)
	}
	s.say("✓ @%s is in the team %s.", s.bot.Username, s.team.DisplayName)
	return nil
}

// makeToken keeps the token in the file if it is the bot's and still good, else makes one.
func (s *setup) makeToken(ctx context.Context) error {
	if held := s.env.get(envBotToken); held != "" && cleanURL(s.env.get(envURL)) == s.url {
		me, _, err := newServer(s.url, held).api.GetMe(ctx, "")
		if err == nil && me.Id == s.bot.Id {
			s.say("✓ The access token in %s is good.", s.EnvFile)
			return nil
		}
	}
	token, _, err := s.api.CreateUserAccessToken(ctx, s.bot.Id, displayName, 0)
	if err != nil {
		return fmt.Errorf("make an access token for the bot: %w", err)
	}
	s.env.set(envBotToken, token.Token)
	s.say("✓ Made an access token for @%s.", s.bot.Username)
	return nil
}

// makeCommands registers the slash commands, or brings those that are ours up to date, and collects their tokens.
func (s *setup) makeCommands(ctx context.Context) error {
	existing, _, err := s.api.ListCommands(ctx, s.team.Id, true)
	if err != nil {
		return fmt.Errorf("read the team's slash commands: %w", err)
	}
	tokens := strings.FieldsFunc(s.env.get(envCommands), func(r rune) bool { return r == ',' || r == ' ' })
	if cleanURL(s.env.get(envURL)) != s.url {
		tokens = nil // They are another server's.
	}
	for _, trigger := range s.Triggers {
		command, err := s.makeCommand(ctx, s.wanted(trigger), existing)
		if err != nil {
			return err
		}
		if !slices.Contains(tokens, command.Token) {
			tokens = append(tokens, command.Token)
		}
	}
	s.env.set(envCommands, strings.Join(tokens, ","))
	return nil
}

// wanted is a slash command as it should be. Mattermost takes 128 bytes of a description.
func (s *setup) wanted(t bot.Trigger) model.Command {
	return model.Command{
		TeamId: s.team.Id, Trigger: strings.TrimPrefix(t.Word, "/"), Method: model.CommandMethodPost, URL: s.CallbackURL + pathCommand,
		AutoComplete: true, AutoCompleteHint: t.Hint, AutoCompleteDesc: t.Description,
		DisplayName: displayName, Description: clipBytes(t.Description, 128),
	}
}

func (s *setup) makeCommand(ctx context.Context, want model.Command, existing []*model.Command) (*model.Command, error) {
	i := slices.IndexFunc(existing, func(c *model.Command) bool { return c.Trigger == want.Trigger })
	if i < 0 {
		made, _, err := s.api.CreateCommand(ctx, &want)
		if err != nil {
			return nil, fmt.Errorf("register /%s (is the name taken by a plugin?): %w", want.Trigger, err)
		}
		s.say("✓ Registered /%s.", want.Trigger)
		return made, nil
	}
	is := existing[i]
	if is.DisplayName != displayName && !strings.HasSuffix(is.URL, pathCommand) {
		return nil, fmt.Errorf("/%s in this team belongs to %q; remove it there, or give Folkmoot's another name", want.Trigger, cmp.Or(is.DisplayName, is.URL))
	}
	if same(is, &want) {
		s.say("✓ /%s is registered.", want.Trigger)
		return is, nil
	}
	want.Id, want.Token, want.CreatorId, want.CreateAt = is.Id, is.Token, is.CreatorId, is.CreateAt
	changed, _, err := s.api.UpdateCommand(ctx, &want)
	if err != nil {
		return nil, fmt.Errorf("bring /%s up to date: %w", want.Trigger, err)
	}
	s.say("✓ Brought /%s up to date.", want.Trigger)
	return changed, nil
}

// same tells whether a command needs no change.
func same(a, b *model.Command) bool {
	key := func(c *model.Command) [8]string {
		return [8]string{c.Trigger, c.Method, c.URL, fmt.Sprint(c.AutoComplete), c.AutoCompleteHint, c.AutoCompleteDesc, c.DisplayName, c.Description}
	}
	return key(a) == key(b)
}

func (s *setup) readEnv(context.Context) (err error) {
	s.env, err = readEnv(s.EnvFile)
	return err
}

func (s *setup) writeEnv(context.Context) error {
	s.env.set(envURL, s.url)
	s.env.set(envPublicURL, s.CallbackURL)
	if err := s.env.write(); err != nil {
		return err
	}
	s.say("✓ Wrote the settings and secrets into %s, which only you can read.", s.EnvFile)
	return nil
}
