package slack

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
)

// Config is what an Adapter needs. Desk, Sealer, Now, Log, Parking and Catalogue are always needed; of the rest either a BotToken (one workspace) or
// ClientID, ClientSecret and Tokens (many), and either a SigningSecret (HTTP) or an AppToken (Socket Mode).
type Config struct {
	BotToken      string
	SigningSecret string
	AppToken      string
	ClientID      string
	ClientSecret  string
	// APIURL is Slack's API; empty is the real one.
	APIURL string
	// PublicURL is how people and Slack reach this program.
	PublicURL string
	// Sockets is how many Socket Mode connections are held, at most ten; 0 is one.
	Sockets int

	Now       func() time.Time
	Log       *slog.Logger
	Sealer    *seal.Sealer
	Desk      Desk
	Tokens    TokenStore
	Parking   Parking
	Catalogue *text.Catalogue

	// ackIn and holdAfter are what a test would have instead of the usual; zero for that.
	ackIn, holdAfter time.Duration
}

// callTime is how long one call to Slack may take; actTime is how long one act of a person's may before its acknowledgement, and askTime
// after that, when Slack has to be asked who is in a channel of thousands.
const callTime, actTime, askTime = 15 * time.Second, 20 * time.Second, 2 * time.Minute

// Adapter is Slack, as the house sees it.
type Adapter struct {
	cfg    Config
	words  words
	http   *http.Client
	porter *porter
	// ackIn is when an act is acknowledged at the latest.
	ackIn time.Duration

	// life ends when everything is done; on ends, before that, when nothing more is taken in.
	life context.Context
	end  context.CancelFunc
	acts count // acts under way
	// lanes hold what waits for Slack's word.
	lanes *lanes
	// states are those of installations that were come back from.
	states usedStates
	// adopting lets one workspace of an organisation be taken in at a time.
	adopting sync.Mutex
	hearing  sync.WaitGroup // what listens, connects and reads

	mu       sync.RWMutex
	on       context.Context
	deaf     context.CancelFunc
	stopped  bool
	spaces   map[string]*workspace // by team
	orgs     map[string]grant      // by enterprise: installations of whole organisations
	barred   map[string]time.Time  // when an organisation took the app out of a team
	troubles map[string]string     // what is not well, by what it is
	minding  map[string]*minder    // who connects a grant, by what it is
	syncing  map[string]bool       // which workspaces are being read; true when that is to be done once more
	came     chan struct{}         // closed when a workspace or an organisation is connected, and made anew
}

// New answers an adapter, or says what of the configuration cannot be right. It does nothing before Start.
func New(cfg Config) (*Adapter, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.APIURL == "" {
		cfg.APIURL = slack.APIURL
	}
	if !strings.HasSuffix(cfg.APIURL, "/") {
		cfg.APIURL += "/"
	}
	cfg.Sockets = min(max(cfg.Sockets, 1), 10)
	a := &Adapter{
		cfg: cfg, words: words{cfg.Catalogue.Printer()}, http: newHTTP(), lanes: newLanes(), ackIn: cmp.Or(cfg.ackIn, ackIn),
		spaces: map[string]*workspace{}, orgs: map[string]grant{}, barred: map[string]time.Time{}, troubles: map[string]string{},
		minding: map[string]*minder{}, syncing: map[string]bool{}, came: make(chan struct{}),
	}
	a.life, a.end = context.WithCancel(context.Background())
	a.on, a.deaf = context.WithCancel(a.life)
	a.porter = newPorter(func(why any) { a.noteBroken("what was to be done after an acknowledgement", why) })
	a.porter.run(a.life)
	return a, nil
}

// newHTTP answers a client that keeps as many connections open as replies are under way, instead of making a new one for most of them.
func newHTTP() *http.Client {
	client := &http.Client{Timeout: callTime}
	if standard, ok := http.DefaultTransport.(*http.Transport); ok {
		transport := standard.Clone()
		transport.MaxIdleConnsPerHost = tellers
		client.Transport = transport
	}
	return client
}

// check finds what cannot be right, before anybody has to wonder why nothing happens.
func (c Config) check() error {
	many := c.ClientID != "" || c.ClientSecret != ""
	switch {
	case c.BotToken == "" && !many:
		return errors.New("slack: a bot token (xoxb-…) is needed, or a client id and secret to be installed by others")
	case strings.HasPrefix(c.BotToken, "xapp-"), strings.HasPrefix(c.AppToken, "xoxb-"):
		return errors.New("slack: the bot token (xoxb-…) and the app token (xapp-…) are in each other's place")
	case strings.HasPrefix(c.BotToken, "xoxp-"):
		return errors.New("slack: that is a user's token (xoxp-…); the bot token begins with xoxb-")
	case many && (c.ClientID == "" || c.ClientSecret == ""):
		return errors.New("slack: client id and client secret are needed together")
	case many && c.Tokens == nil:
		return errors.New("slack: to be installed by others there must be a place to keep tokens")
	case c.SigningSecret == "" && c.AppToken == "":
		return errors.New("slack: a signing secret is needed (for HTTP), or an app token (xapp-…, for Socket Mode)")
	}
	return nil
}

// Start connects every workspace and listens, and keeps trying while Slack cannot be reached. It returns at once; Ready says how it goes.
// When ctx ends the adapter stops listening; Stop waits for what was begun.
func (a *Adapter) Start(ctx context.Context) {
	a.mu.Lock()
	a.on, a.deaf = context.WithCancel(ctx)
	on := a.on
	a.mu.Unlock()
	if a.cfg.BotToken != "" {
		a.mind(grant{token: a.cfg.BotToken})
	}
	if a.cfg.Tokens != nil {
		a.beside(func() { a.recall(on) })
	}
	a.beside(func() { a.resume(on) })
	a.beside(func() { a.keepInStep(on) })
	if a.cfg.AppToken != "" {
		for n := range a.cfg.Sockets {
			a.beside(func() { a.listen(on, n+1) })
		}
	}
}

// listening is the context in which something may still be taken in.
func (a *Adapter) listening() context.Context {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.on
}

// beside runs something that Stop waits for. It reports false, and runs nothing, once the adapter stops.
func (a *Adapter) beside(do func()) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped {
		return false
	}
	a.hearing.Go(do)
	return true
}

// Stop stops listening and finishes what was begun, replies included, for as long as ctx lasts. The HTTP server should have been shut
// down before: a reply to what comes in later is not sent.
func (a *Adapter) Stop(ctx context.Context) error {
	a.mu.Lock()
	a.stopped = true
	a.deaf()
	a.mu.Unlock()
	defer a.end()
	quiet := make(chan struct{})
	go func() {
		a.hearing.Wait()
		close(quiet)
	}()
	select {
	case <-quiet:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := a.acts.wait(ctx); err != nil {
		return err
	}
	return a.porter.drain(ctx)
}

// Ready tells whether every workspace and connection is well, and if not, what is not.
func (a *Adapter) Ready() (bool, string) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var all []string
	for _, what := range slices.Sorted(maps.Keys(a.troubles)) {
		all = append(all, what+": "+a.troubles[what])
	}
	return len(all) == 0, strings.Join(all, "; ")
}

// trouble notes that something is not well; an empty why, that it is well again.
func (a *Adapter) trouble(what, why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if why == "" {
		delete(a.troubles, what)
		return
	}
	a.troubles[what] = why
}

// working is the context of one act. An act once begun is carried through although the one who brought it hangs up.
func (a *Adapter) working(long time.Duration) (context.Context, func()) {
	a.acts.begin()
	ctx, cancel := context.WithTimeout(context.Background(), long)
	return ctx, func() {
		cancel()
		a.acts.end()
	}
}

// exactly answers the workspace of a team, nil when it is not connected.
func (a *Adapter) exactly(team string) *workspace {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.spaces[team]
}

// arrived wakes whoever waits for a workspace. The adapter is locked.
func (a *Adapter) arrived() {
	close(a.came)
	a.came = make(chan struct{})
}

// arrival is closed when a workspace, or an organisation, is connected next.
func (a *Adapter) arrival() <-chan struct{} {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.came
}

// connected answers every workspace, in the order of their teams.
func (a *Adapter) connected() []*workspace {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var all []*workspace
	for _, team := range slices.Sorted(maps.Keys(a.spaces)) {
		all = append(all, a.spaces[team])
	}
	return all
}

// workspaceFor decides which workspace an envelope belongs to, from the teams it names, the likeliest first. A workspace of an
// organisation that installed the app as a whole is taken in when it first speaks. With a plain token there is only the one: an
// envelope that names a stranger's team comes from a channel shared with them.
func (a *Adapter) workspaceFor(ctx context.Context, enterprise string, teams ...string) *workspace {
	for _, team := range teams {
		if ws := a.exactly(team); ws != nil {
			return ws
		}
	}
	a.mu.RLock()
	org, inOrg := a.orgs[enterprise]
	var only *workspace
	if a.cfg.BotToken != "" && len(a.spaces) == 1 {
		for _, only = range a.spaces {
		}
	}
	a.mu.RUnlock()
	if inOrg {
		for _, team := range teams {
			if team == "" || team == enterprise || strings.HasPrefix(team, "E") {
				continue
			}
			ws, err := a.adopt(ctx, org, team, "")
			if err != nil {
				a.cfg.Log.Error("a workspace of an organisation could not be taken in", "team", team, "err", err)
			}
			return ws
		}
	}
	return only
}
