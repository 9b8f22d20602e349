package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/governance"
)

// Desk is what the playground needs of the bot. *bot.Bot is one.
type Desk interface {
	Connect(ctx context.Context, platform, team, name string, p bot.Platform) (governance.WorkspaceID, error)
	Sync(ctx context.Context, ws governance.WorkspaceID) error
	Slash(ctx context.Context, in bot.Slash) bot.Reply
	Press(ctx context.Context, in bot.Press) bot.Reply
	Submit(ctx context.Context, in bot.Submission) bot.SubmitReply
	Shortcut(ctx context.Context, in bot.Shortcut) bot.Reply
	React(ctx context.Context, in bot.Reaction) error
	PeopleJoined(ctx context.Context, ws governance.WorkspaceID, key, channel string, users ...string) error
	PeopleLeft(ctx context.Context, ws governance.WorkspaceID, key, channel string, users ...string) error
	ChannelChanged(ctx context.Context, ws governance.WorkspaceID, key string, info bot.ChannelInfo) error
	UserChanged(ctx context.Context, ws governance.WorkspaceID, key string, info bot.UserInfo) error
	PostGone(ctx context.Context, ws governance.WorkspaceID, channel, post string) error
	Complete(line string) []bot.Completion
	Almanac
	Shelf
}

// Clock is the playground's own time, which the visitor can move. Moving it makes everything happen that falls due on the way, in
// its order.
type Clock interface {
	Now() time.Time
	Advance(ctx context.Context, d time.Duration) error
	// ToNext moves to the next thing due and answers its moment; false when nothing is due.
	ToNext(ctx context.Context) (time.Time, bool, error)
}

// Config is what a playground needs from the program that runs it.
type Config struct {
	Desk  Desk
	Clock Clock
	// Now is the playground's time, the same as Clock's; nil takes Clock's.
	Now func() time.Time
	// Sealer seals buttons and forms; nil makes one that lasts as long as the process.
	Sealer *seal.Sealer
	Log    *slog.Logger
	// StateFile keeps the chat over a restart; empty keeps it in memory.
	StateFile string
	// Loopback is true when the server listens on the loopback interface only; the guard then answers to no other name.
	Loopback bool
	// Home is the playground's own address, such as http://127.0.0.1:8090; messages then have links.
	Home string
	// Zone is where most of its people live; empty is Europe/Madrid.
	Zone string
	// Heartbeat is how often a silent stream of news says that it is alive; zero is 15 seconds.
	Heartbeat time.Duration
}

// Playground is a chat program in a browser, with the bot in it.
type Playground struct {
	cfg      Config
	chat     *Chat
	artist   *artist
	platform *platform

	ws    atomic.Int64
	keys  atomic.Int64
	clock sync.Mutex // the clock is moved by one request at a time
}

// New answers a playground. It is to be connected with Connect before it is served. It fails when the state file cannot be read.
func New(cfg Config) (*Playground, error) {
	if cfg.Now == nil {
		cfg.Now = cfg.Clock.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Zone == "" {
		cfg.Zone = "Europe/Madrid"
	}
	if cfg.Heartbeat == 0 {
		cfg.Heartbeat = 15 * time.Second
	}
	if cfg.Sealer == nil {
		sealer, err := seal.New([]byte(rand.Text()))
		if err != nil {
			return nil, err
		}
		cfg.Sealer = sealer
	}
	chat, err := newChat(cfg.StateFile, cfg.Zone, rand.Text()[:8], cfg.Now)
	if err != nil {
		return nil, err
	}
	a := &artist{seal: cfg.Sealer, md: newMarkdown(), home: cfg.Home}
	return &Playground{cfg: cfg, chat: chat, artist: a, platform: &platform{chat: chat, draw: a.Draw, home: cfg.Home}}, nil
}

// Connect makes the playground known to the bot and lets the bot look around in it.
func (p *Playground) Connect(ctx context.Context) error {
	ws, err := p.cfg.Desk.Connect(ctx, p.platform.Name(), "playground", "Playground", p.platform)
	if err != nil {
		return fmt.Errorf("connect the playground: %w", err)
	}
	p.ws.Store(int64(ws))
	return p.cfg.Desk.Sync(ctx, ws)
}

// Platform answers the playground as the bot speaks to it.
func (p *Playground) Platform() bot.Platform { return p.platform }

func (p *Playground) workspace() governance.WorkspaceID { return governance.WorkspaceID(p.ws.Load()) }

// origin answers where an act comes from. The key that the browser chose makes a repeated request harmless; without one the act
// never repeats.
func (p *Playground) origin(as, channel, key string) bot.Origin {
	if key == "" {
		key = fmt.Sprintf("%s-%d", p.chat.epoch, p.keys.Add(1))
	}
	return bot.Origin{Workspace: p.workspace(), Channel: channel, User: as, Key: as + "/" + key}
}

// Handler serves the page and what it asks for.
func (p *Playground) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", p.page())
	mux.Handle("GET /assets/", p.assets())
	mux.Handle(CalendarPath, Calendars(p.cfg.Desk, p.cfg.Log))
	mux.Handle(WholePath, Wholes(p.cfg.Desk, p.cfg.Log))
	mux.HandleFunc("GET /api/state", p.state)
	mux.HandleFunc("GET /api/events", p.events)
	mux.HandleFunc("GET /api/complete", p.complete)
	mux.Handle("POST /api/say", act(p, p.say))
	mux.Handle("POST /api/press", act(p, p.press))
	mux.Handle("POST /api/submit", act(p, p.submit))
	mux.Handle("POST /api/shortcut", act(p, p.shortcut))
	mux.Handle("POST /api/react", act(p, p.react))
	mux.Handle("POST /api/delete", act(p, p.delete))
	mux.Handle("POST /api/read", act(p, p.read))
	mux.Handle("POST /api/member", act(p, p.member))
	mux.Handle("POST /api/channel", act(p, p.channel))
	mux.Handle("POST /api/person", act(p, p.person))
	mux.Handle("POST /api/clock", act(p, p.moveClock))
	mux.Handle("POST /api/tour", act(p, p.tour))
	return p.guard(mux)
}
