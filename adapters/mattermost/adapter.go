// Package mattermost brings the bot to a Mattermost server and what people do there to the bot.
//
// People speak to the bot in four ways. Slash commands, pressed buttons and filled-in forms come as HTTP requests that the server makes
// of us (http.go); reactions and what happens to channels and people come over a websocket that we keep open (listen.go). Outwards
// there is the REST API (client.go, places.go), and every message of the bot's neutral model is written as one attachment (render.go).
// Setup (setup.go) makes on a server what the bot needs, and Examine (doctor.go) says what is missing.
//
// # Who is believed
//
// A command carries a token that only the server and we know. A button carries none, and anybody can post a button of their own that
// calls us; so each of ours carries a sealed context. A form's state can be read and bent by whoever was shown it; so it is sealed
// too, for one user and one day. What does not bear our seal never reaches the bot.
//
// # Workspaces
//
// Each team that the bot's account is in is one workspace with a bot.Platform of its own; all of them share one connection. Direct
// channels are in no team, so what goes out in one says which team it belongs to.
//
// # What gets lost
//
// The websocket tells things once, in order, to whoever is connected. After every connection, after a gap in its numbering and after
// anything that could not be dealt with, the bot is asked to read again what it may have missed.
package mattermost

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

const platformName = "mattermost"

// Desk is the bot as this adapter needs it; *bot.Bot is one.
type Desk interface {
	Connect(ctx context.Context, platform, team, name string, p bot.Platform) (governance.WorkspaceID, error)
	Slash(ctx context.Context, in bot.Slash) bot.Reply
	Press(ctx context.Context, in bot.Press) bot.Reply
	Submit(ctx context.Context, in bot.Submission) bot.SubmitReply
	React(ctx context.Context, in bot.Reaction) error
	PeopleJoined(ctx context.Context, ws governance.WorkspaceID, key, channel string, users ...string) error
	PeopleLeft(ctx context.Context, ws governance.WorkspaceID, key, channel string, users ...string) error
	ChannelChanged(ctx context.Context, ws governance.WorkspaceID, key string, info bot.ChannelInfo) error
	UserChanged(ctx context.Context, ws governance.WorkspaceID, key string, info bot.UserInfo) error
	PostGone(ctx context.Context, ws governance.WorkspaceID, channel, post string) error
	Sync(ctx context.Context, ws governance.WorkspaceID) error
}

var _ Desk = (*bot.Bot)(nil)

// Config is what an Adapter needs. All of it is required but Log.
type Config struct {
	// URL is where the bot reaches Mattermost; PublicURL where Mattermost reaches the bot.
	URL, PublicURL string
	// BotToken is the access token of the bot's account; CommandTokens are those of the slash commands, of every team.
	BotToken      string
	CommandTokens []string
	Now           func() time.Time
	Log           *slog.Logger
	Sealer        *seal.Sealer
	Desk          Desk
	Catalogue     *text.Catalogue
}

// Adapter joins one Mattermost server and the bot.
type Adapter struct {
	*server
	desk   Desk
	tokens []string
	dial   func(context.Context) (wire, error)
	dice   func() float64 // of [0,1), to spread the coming back of many

	mu     sync.RWMutex
	spaces map[string]*space // by team
	status status

	stop context.CancelFunc
	done chan struct{}
}

// status is what Ready answers.
type status struct {
	ready bool
	why   string
}

// New answers an adapter that has not begun. The error says what in the configuration cannot be right.
func New(c Config) (*Adapter, error) {
	for name, value := range map[string]string{"the URL of Mattermost": c.URL, "the public URL": c.PublicURL} {
		u, err := url.Parse(cleanURL(value))
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
			return nil, fmt.Errorf("mattermost: %s must be an address such as https://chat.example.org, not %q", name, value)
		}
	}
	switch {
	case c.BotToken == "":
		return nil, errors.New("mattermost: there is no access token for the bot; folkmoot setup mattermost makes one")
	case len(c.CommandTokens) == 0:
		return nil, errors.New("mattermost: there are no tokens of slash commands; folkmoot setup mattermost collects them")
	case c.Now == nil || c.Sealer == nil || c.Desk == nil || c.Catalogue == nil:
		return nil, errors.New("mattermost: the adapter needs a clock, a sealer, a desk and a catalogue")
	}
	s := newServer(cleanURL(c.URL), c.BotToken)
	s.callback, s.now, s.sealer, s.catalogue = cleanURL(c.PublicURL), c.Now, c.Sealer, c.Catalogue
	s.log = cmp.Or(c.Log, slog.New(slog.DiscardHandler)).With("platform", platformName)
	a := &Adapter{server: s, desk: c.Desk, tokens: c.CommandTokens, spaces: map[string]*space{}, dice: randomly}
	a.status.why = "not started"
	a.dial = s.dial
	return a, nil
}

// Start connects and keeps connected, in the background, until the context or Stop ends it.
func (a *Adapter) Start(ctx context.Context) {
	ctx, a.stop = context.WithCancel(ctx)
	a.done = make(chan struct{})
	go func() {
		defer close(a.done)
		a.supervise(ctx)
	}()
}

// Stop ends what Start began and waits until the act in hand is finished.
func (a *Adapter) Stop() {
	if a.stop != nil {
		a.stop()
		<-a.done
	}
}

// Ready tells whether the bot hears everything that happens on the server, and if not, why.
func (a *Adapter) Ready() (bool, string) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.status.ready, a.status.why
}

func (a *Adapter) report(ready bool, why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.status = status{ready, why}
}

// learn finds out who the bot is and makes each team that it is in known as a workspace. It may be called again, for teams come and go.
func (a *Adapter) learn(ctx context.Context) error {
	if _, err := a.introduce(ctx); err != nil {
		return err
	}
	teams, err := a.teams(ctx)
	if err != nil {
		return err
	}
	if len(teams) == 0 {
		return errors.New("the bot's account is in no team; folkmoot setup mattermost adds it to one")
	}
	spaces := map[string]*space{}
	for _, team := range teams {
		s, err := a.connect(ctx, team)
		if err != nil {
			return err
		}
		spaces[team.Id] = s
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.spaces = spaces
	return nil
}

// connect makes one team known. A team keeps its space as long as nothing about it changes.
func (a *Adapter) connect(ctx context.Context, team *model.Team) (*space, error) {
	if s := a.space(team.Id); s != nil && s.team.Name == team.Name && s.team.DisplayName == team.DisplayName {
		return s, nil
	}
	s := &space{server: a.server, team: team}
	var err error
	// The bot may speak through the space before it knows the id, which only what comes in needs.
	s.id, err = a.desk.Connect(ctx, platformName, team.Id, cmp.Or(team.DisplayName, team.Name), s)
	if err != nil {
		return nil, fmt.Errorf("make team %s known: %w", team.Name, err)
	}
	a.log.InfoContext(ctx, "connected to a team", "team", team.Name, "workspace", s.id)
	return s, nil
}

// space answers the workspace of a team, nil when the bot is not in it.
func (a *Adapter) space(team string) *space {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.spaces[team]
}

// all answers every workspace, in the order of their ids.
func (a *Adapter) all() []*space {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return sortedSpaces(a.spaces)
}
