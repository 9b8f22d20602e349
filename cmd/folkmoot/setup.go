package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/folkmoot/folkmoot/adapters/mattermost"
	"github.com/folkmoot/folkmoot/adapters/slack"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/storage"
)

type setupCmd struct {
	Mattermost setupMattermostCmd `cmd:"" help:"Make the bot's account, its token, its commands and its membership in a team; may be run again."`
}

type setupMattermostCmd struct {
	URL         string `required:"" name:"url" help:"Where the Mattermost server is." placeholder:"URL"`
	AdminToken  string `required:"" help:"A system administrator's personal access token; it is used now and kept nowhere." placeholder:"TOKEN"`
	Team        string `required:"" help:"The team's name." placeholder:"NAME"`
	CallbackURL string `required:"" name:"callback-url" help:"Where Mattermost reaches the bot." placeholder:"URL"`
	BotName     string `help:"Name of the bot's account." default:"folkmoot" placeholder:"NAME"`
	EnvFile     string `help:"Where the settings for folkmoot serve are written." default:"folkmoot.env" placeholder:"FILE"`
}

// Run sets Mattermost up.
func (c *setupMattermostCmd) Run(r *runtime) error {
	triggers, err := r.triggers()
	if err != nil {
		return err
	}
	return mattermost.Setup(r.ctx, mattermost.SetupOptions{URL: c.URL, AdminToken: c.AdminToken, Team: c.Team, CallbackURL: c.CallbackURL,
		BotName: c.BotName, EnvFile: c.EnvFile, Triggers: triggers}, r.stdout)
}

// triggers are the slash commands to register.
func (r *runtime) triggers() ([]bot.Trigger, error) {
	catalogue, err := text.LoadCalled(slashes(r.cli.Words))
	if err != nil {
		return nil, err
	}
	return bot.NewTable(slashes(r.cli.Words)).Triggers(catalogue.Printer()), nil
}

type doctorCmd struct{}

// finding is what was found, and what to do about it.
type finding struct {
	ok       bool
	what, do string
}

// Run looks at everything and changes nothing but what opening a database changes. It fails when something is wrong.
func (doctorCmd) Run(r *runtime) error {
	found := []finding{r.examineDatabase()}
	configured := false
	if c := r.cli; c.MattermostURL != "" || c.MattermostBotToken != "" {
		configured = true
		found = append(found, r.examineMattermost()...)
	}
	if c := r.cli; c.SlackBotToken != "" || c.SlackClientID != "" || c.SlackAppToken != "" {
		configured = true
		found = append(found, r.examineSlack()...)
	}
	if !configured {
		found = append(found, finding{false, "No platform is configured.", "For Mattermost: folkmoot setup mattermost. For Slack: folkmoot manifest slack, then set FOLKMOOT_SLACK_BOT_TOKEN and the others. To look around first: folkmoot play."})
	}
	return report(r.stdout, found)
}

func report(out io.Writer, found []finding) error {
	ill := 0
	for _, f := range found {
		sign := "ok   "
		if !f.ok {
			sign = "WRONG"
			ill++
		}
		fmt.Fprintln(out, sign, f.what)
		if f.do != "" {
			fmt.Fprintln(out, "      →", f.do)
		}
	}
	if ill == 0 {
		fmt.Fprintln(out, "Everything is well.")
		return nil
	}
	fmt.Fprintf(out, "%d to look at.\n", ill)
	return errReported
}

// examineDatabase opens the database unless the bot has it open, which is as well.
func (r *runtime) examineDatabase() finding {
	if _, err := os.Stat(r.cli.Database); os.IsNotExist(err) {
		return finding{true, fmt.Sprintf("The database %s will be made at the first start.", r.cli.Database), ""}
	}
	h, err := r.open(r.cli.Database, time.Now)
	if errors.Is(err, storage.ErrInUse) {
		return finding{true, fmt.Sprintf("The database %s is in use, by the bot itself I suppose.", r.cli.Database), ""}
	}
	if err != nil {
		return finding{false, err.Error(), "Check the path, its permissions and the disk; restore a backup if the file is damaged."}
	}
	defer h.db.Close()
	if err := h.db.Ping(r.ctx); err != nil {
		return finding{false, err.Error(), "Check the disk; restore a backup if the file is damaged."}
	}
	return finding{true, fmt.Sprintf("The database %s is at this version.", h.db.Path()), ""}
}

func (r *runtime) examineMattermost() []finding {
	triggers, err := r.triggers()
	if err != nil {
		return []finding{{false, err.Error(), ""}}
	}
	var out []finding
	for _, f := range mattermost.Examine(r.ctx, mattermost.ExamineOptions{URL: r.cli.MattermostURL, PublicURL: r.cli.PublicURL,
		BotToken: r.cli.MattermostBotToken, CommandTokens: r.cli.MattermostCommandTokens, Triggers: triggers, Now: time.Now}) {
		out = append(out, finding{f.OK, f.What, f.Do})
	}
	return out
}

// examineSlack looks at Slack through an adapter that is never started. Where others install the app, what they installed is looked at too.
func (r *runtime) examineSlack() []finding {
	log, err := r.logger()
	if err != nil {
		return []finding{{false, err.Error(), ""}}
	}
	catalogue, err := text.LoadCalled(slashes(r.cli.Words))
	if err != nil {
		return []finding{{false, err.Error(), ""}}
	}
	h, stored, runs := &house{log: log, catalogue: catalogue, now: time.Now}, slack.TokenStore(untouched{}), false
	if _, err := os.Stat(r.cli.Database); err == nil {
		opened, err := r.open(r.cli.Database, time.Now)
		switch {
		case err == nil:
			defer opened.db.Close()
			h, stored = opened, tokens{opened.db}
		case errors.Is(err, storage.ErrInUse):
			stored, runs = untouched{why: slack.ErrStoreInUse}, true
		default: // It is said of the database already.
			stored = untouched{why: err}
		}
	}
	a, err := r.slack(h, stored)
	if err != nil {
		return []finding{{false, err.Error(), "Set the variable that it names, then run folkmoot doctor again."}}
	}
	var out []finding
	for _, f := range a.Doctor(r.ctx, runs) {
		out = append(out, finding{f.OK, f.What, f.Do})
	}
	return out
}
