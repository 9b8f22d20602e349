package mattermost

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// Finding is one thing that was looked at.
type Finding struct {
	OK bool
	// What was found, and what to do about it; nothing is to be done when Do is empty.
	What, Do string
}

// ExamineOptions say what Examine looks at: what New would be given.
type ExamineOptions struct {
	URL, PublicURL, BotToken string
	CommandTokens            []string
	// Triggers are the slash commands that should be registered.
	Triggers []bot.Trigger
	Now      func() time.Time
}

// examination is one run of Examine.
type examination struct {
	ExamineOptions
	*server
	found []Finding
}

// Examine looks at everything that joins the bot and a Mattermost server, as the bot's own account, and says what is wrong and what to
// do about it. It changes nothing.
func Examine(ctx context.Context, o ExamineOptions) []Finding {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	e := &examination{ExamineOptions: o, server: newServer(cleanURL(o.URL), o.BotToken)}
	e.now = o.Now
	if !e.reachable(ctx) || !e.account(ctx) {
		return e.found
	}
	e.inTeams(ctx)
	e.socket(ctx)
	e.tokens()
	e.ourselves(ctx)
	return e.found
}

func (e *examination) good(format string, args ...any) {
	e.found = append(e.found, Finding{OK: true, What: fmt.Sprintf(format, args...)})
}

func (e *examination) bad(do, format string, args ...any) {
	e.found = append(e.found, Finding{What: fmt.Sprintf(format, args...), Do: do})
}

// note is good, with something that could be better.
func (e *examination) note(do, format string, args ...any) {
	e.found = append(e.found, Finding{OK: true, What: fmt.Sprintf(format, args...), Do: do})
}

// reachable pings the server and compares clocks.
func (e *examination) reachable(ctx context.Context) bool {
	_, resp, err := e.api.GetPing(ctx)
	if err != nil {
		e.bad("Check "+envURL+" and the network between here and there.", "Mattermost does not answer at %s: %v", e.url, err)
		return false
	}
	e.good("Mattermost answers at %s (version %s).", e.url, resp.ServerVersion)
	if theirs, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		if apart := e.now().Sub(theirs).Abs(); apart > time.Minute {
			e.bad("Set both clocks by a time server (NTP).", "Mattermost's clock and ours are %v apart.", apart.Round(time.Second))
		}
	}
	return true
}

// account checks the token and what its owner may do.
func (e *examination) account(ctx context.Context) bool {
	const again = "Run folkmoot setup mattermost; it makes a new token when the old one is void."
	me, err := e.introduce(ctx)
	switch {
	case err != nil:
		e.bad(again, "The bot's access token is not accepted: %v", err)
		return false
	case !me.IsBot:
		e.bad(again, "The access token is @%s's, who is a person and no bot.", me.Username)
		return false
	}
	e.good("The access token is @%s's.", me.Username)
	if me.IsSystemAdmin() {
		e.note("Take the role away (mmctl roles member "+me.Username+"): an ordinary member may do all that the bot does.", "The bot is a system administrator.")
	}
	if e.whispers {
		e.good("The bot may answer people where only they see it.")
	} else {
		e.note("Nothing has to be done. A role with the permission create_post_ephemeral would let the bot answer a form in the channel, and reach there who gets no direct messages.",
			"Answers to forms that a button opened come as direct messages.")
	}
	return true
}

// inTeams checks each team that the bot is in, and its slash commands.
func (e *examination) inTeams(ctx context.Context) {
	teams, err := e.teams(ctx)
	if err != nil {
		e.bad("Try again.", "The bot's teams cannot be read: %v", err)
		return
	}
	if len(teams) == 0 {
		e.bad("Run folkmoot setup mattermost --team NAME.", "The bot is in no team.")
	}
	for _, team := range teams {
		commands, _, err := e.api.ListAutocompleteCommands(ctx, team.Id)
		if err != nil {
			e.bad("Try again.", "The slash commands of %s cannot be read: %v", team.DisplayName, err)
			continue
		}
		var have, lack []string
		for _, c := range commands {
			have = append(have, "/"+c.Trigger)
		}
		for _, t := range e.Triggers {
			if !slices.Contains(have, t.Word) {
				lack = append(lack, t.Word)
			}
		}
		if len(lack) > 0 {
			e.bad("Run folkmoot setup mattermost --team "+team.Name+".", "In the team %s there is no %s.", team.DisplayName, strings.Join(lack, ", "))
			continue
		}
		e.good("The bot is in the team %s, and its slash commands are registered.", team.DisplayName)
	}
}

// socket connects as the bot would to hear reactions.
func (e *examination) socket(ctx context.Context) {
	w, err := e.dial(ctx)
	if err != nil {
		e.bad("A proxy in between has to let websockets through (Upgrade and Connection headers).", "The websocket, over which reactions come, cannot be opened: %v", err)
		return
	}
	_ = w.Close() // It was only to see that it opens.
	e.good("The websocket, over which reactions come, opens.")
}

// tokens checks that there are command tokens; only an administrator can see whether they are the right ones.
func (e *examination) tokens() {
	if n, want := len(e.CommandTokens), len(e.Triggers); n < want {
		e.bad("Run folkmoot setup mattermost; it collects them.", "%d tokens of slash commands are set, and there are %d commands.", n, want)
	}
}

// ourselves asks ourselves by the address that Mattermost calls. That it works from here does not say that it works from there.
func (e *examination) ourselves(ctx context.Context) {
	address := cleanURL(e.PublicURL) + pathCommand
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(""))
	if err != nil {
		e.bad("Set "+envPublicURL+" to where Mattermost reaches the bot.", "The public URL %q is no address.", e.PublicURL)
		return
	}
	resp, err := e.api.HTTPClient.Do(req)
	if err != nil {
		e.note("Start the bot (folkmoot serve), then look again. From the Mattermost server, try: curl -X POST "+address, "Nobody answers at %s from here.", address)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // What it says does not matter.
	if resp.StatusCode != http.StatusUnauthorized {
		e.bad("Check that "+envPublicURL+" leads to the bot, and that a proxy in between passes "+pathCommand+" on.",
			"At %s something answers %s that is not the bot.", address, resp.Status)
		return
	}
	e.good("The bot answers at %s from here.", address)
}
