package main

import (
	"errors"
	"fmt"
	"runtime/debug"
)

const about = `Folkmoot helps groups that lead themselves: they decide by consent, and nothing they agree on is forgotten.

Every --flag is also an environment variable: --mattermost-url is FOLKMOOT_MATTERMOST_URL, and FOLKMOOT_MATTERMOST_BOT_TOKEN_FILE names a file with that secret. Flags win over the environment, which wins over the file given with --config.`

// CLI is every command and flag.
type CLI struct {
	Config    string `help:"A YAML file with settings, named like the flags." placeholder:"FILE"`
	Database  string `help:"A SQLite file." default:"folkmoot.db"`
	Listen    string `help:"Address of the HTTP server." default:":8080"`
	PublicURL string `name:"public-url" help:"How platforms and people reach it." placeholder:"URL"`
	Secret    string `help:"Key for everything signed or encrypted; made once, in a file beside the database, when not given."`
	Zone      string `help:"Zone of new circles; otherwise that of whoever begins one." placeholder:"Europe/Madrid"`
	Log       string `help:"Level (debug, info, warn, error) and form (text, json)." default:"info,text"`

	SlackBotToken      string `group:"Slack" help:"The bot's token, xoxb-…."`
	SlackSigningSecret string `group:"Slack" help:"Signing secret, for HTTP."`
	SlackAppToken      string `group:"Slack" help:"App-level token, xapp-…, for Socket Mode."`
	SlackConnections   int    `group:"Slack" default:"2" help:"Socket Mode connections held at once, 1 to 10: while Slack renews one, another hears."`
	SlackClientID      string `group:"Slack" name:"slack-client-id" help:"Client id, to be installed by other workspaces."`
	SlackClientSecret  string `group:"Slack" help:"Client secret, to be installed by other workspaces."`
	SlackAPIURL        string `group:"Slack" name:"slack-api-url" help:"Another address of Slack's API." placeholder:"URL"`

	MattermostURL           string   `group:"Mattermost" name:"mattermost-url" help:"Where the Mattermost server is." placeholder:"URL"`
	MattermostBotToken      string   `group:"Mattermost" help:"The bot's access token."`
	MattermostCommandTokens []string `group:"Mattermost" help:"Tokens of the slash commands, separated by commas."`

	Together bool `help:"Make new workspaces one organisation: ids are counted together and a circle can span them."`

	Words map[string]string `help:"Other names for the slash commands where theirs are taken: moot=gov." placeholder:"WORD=NAME"`

	Play     playCmd     `cmd:"" help:"A local playground in the browser: people you can act as, a clock you can move, no accounts."`
	Serve    serveCmd    `cmd:"" help:"The bot, for every platform that is configured."`
	Setup    setupCmd    `cmd:"" help:"Set a platform up."`
	Manifest manifestCmd `cmd:"" help:"Print what a platform needs to know of the bot."`
	Doctor   doctorCmd   `cmd:"" help:"Check tokens, permissions, reachability and the database, and say what to do about each."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database to this version."`
	Verify   verifyCmd   `cmd:"" help:"Check that the record was not changed."`
	Export   unbuilt     `cmd:"" help:"Take everything away (not built yet)."`
	Backup   unbuilt     `cmd:"" help:"Back the database up while it runs (not built yet)."`
	Restore  unbuilt     `cmd:"" help:"Restore a backup (not built yet)."`
	Erase    unbuilt     `cmd:"" help:"Erase what somebody wrote (not built yet)."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// unbuilt is a command that is promised and not there yet.
type unbuilt struct {
	Args []string `arg:"" optional:"" hidden:""`
}

// Run says so plainly.
func (unbuilt) Run(*runtime) error {
	return errors.New("this command is not built yet; nothing was done")
}

type versionCmd struct{}

// Run prints the version that the binary was built from.
func (versionCmd) Run(r *runtime) error {
	_, err := fmt.Fprintln(r.stdout, "folkmoot", version())
	return err
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}
