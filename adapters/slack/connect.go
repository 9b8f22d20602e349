package slack

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// grant is a bot token and whose it is, as far as is known before Slack was asked.
type grant struct {
	token            string
	enterprise, team string
	name, url        string
	botUser, botID   string
	handle           string // the bot's own
	// org is true for a token that serves a whole organisation.
	org bool
}

// usualHandle is how the bot is called where nobody chose otherwise.
const usualHandle = "folkmoot"

func (g grant) what() string {
	switch {
	case g.team != "":
		return "workspace " + g.team
	case g.enterprise != "":
		return "organisation " + g.enterprise
	}
	return "the bot token"
}

// minder tries to connect a grant. Only the latest of a workspace, or of an organisation, has a say in whether it is well.
type minder struct{ stop context.CancelFunc }

// mind connects a grant, trying again for as long as it takes, beside everything else. Whatever was tried for the same workspace, or
// organisation, is not tried any more: it may be with a token that was replaced.
func (a *Adapter) mind(g grant) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.mindNow(g)
}

// mindFirst is mind for a grant that was read a while ago, so that any which is minded already is newer.
func (a *Adapter) mindFirst(g grant) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.minding[g.what()] == nil {
		a.mindNow(g)
	}
}

// mindNow is mind. The adapter is locked.
func (a *Adapter) mindNow(g grant) {
	if a.stopped {
		return
	}
	what := g.what()
	a.unmind(what)
	ctx, stop := context.WithCancel(a.on)
	m := &minder{stop}
	a.minding[what] = m
	if a.troubles[what] == "" {
		a.troubles[what] = "not connected yet"
	}
	a.hearing.Go(func() {
		defer stop()
		a.keepConnecting(ctx, g, m)
	})
}

// expected tells whether the workspace in which somebody acted is being connected.
func (a *Adapter) expected(at somewhere) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	tried := func(g grant) bool { return a.minding[g.what()] != nil }
	if tried(grant{}) && len(a.spaces) == 0 || at.enterprise != "" && tried(grant{enterprise: at.enterprise}) {
		return true
	}
	return slices.ContainsFunc(at.teams, func(team string) bool { return team != "" && tried(grant{team: team}) })
}

// unmind ends the trying to connect something. The adapter is locked.
func (a *Adapter) unmind(what string) {
	if m := a.minding[what]; m != nil {
		m.stop()
		delete(a.minding, what)
	}
}

// well notes that something is connected, and needs no more trying.
func (a *Adapter) well(what string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.unmind(what)
	delete(a.troubles, what)
}

// keepConnecting tries until it succeeds, or the grant is not in force any more.
func (a *Adapter) keepConnecting(ctx context.Context, g grant, m *minder) {
	var pause backoff
	for a.inForce(ctx, g) {
		err := a.connect(ctx, g)
		if err == nil || !a.inForce(ctx, g) {
			break
		}
		if !a.minded(m, g.what(), explain(err)) {
			return
		}
		a.cfg.Log.Warn("Slack cannot be connected", "what", g.what(), "err", err)
		if !pause.wait(ctx, bot.FaultOf(err).RetryAfter) {
			return
		}
	}
	a.minded(m, g.what(), "")
}

// minded notes how a minder fares, an empty trouble for its end. It reports false when it has nothing to say any more.
func (a *Adapter) minded(m *minder, what, trouble string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.minding[what] != m:
		return false
	case trouble == "":
		delete(a.minding, what)
		delete(a.troubles, what)
	default:
		a.troubles[what] = trouble
	}
	return true
}

// inForce tells whether a grant's token is the one that is stored for it: it may have been uninstalled, or installed anew with another.
func (a *Adapter) inForce(ctx context.Context, g grant) bool {
	if g.token == a.cfg.BotToken || a.cfg.Tokens == nil {
		return true
	}
	in, ok, err := a.cfg.Tokens.Get(ctx, g.enterprise, g.team)
	if err != nil {
		return true // Nothing is known, so it is tried.
	}
	if !ok || len(in.Token) == 0 {
		return false
	}
	token, err := a.cfg.Sealer.Decrypt(tokenPurpose(in.Enterprise, in.Team), in.Token)
	return err == nil && string(token) == g.token
}

// connect asks Slack whose the token is and takes the workspace in.
func (a *Adapter) connect(ctx context.Context, g grant) error {
	who, _, err := a.whose(ctx, g.token)
	if err != nil {
		return err
	}
	g.botUser, g.botID, g.handle, g.url = who.UserID, who.BotID, cmp.Or(who.User, usualHandle), withSlash(who.URL)
	if who.Enterprise != "" {
		g.enterprise = who.Enterprise
	}
	if g.org || who.IsOrg || strings.HasPrefix(who.TeamID, "E") {
		g.org = true
		if g.enterprise == "" {
			g.enterprise = who.TeamID
		}
		return a.connectOrg(ctx, g)
	}
	_, err = a.takeIn(ctx, g, who.TeamID, who.Team)
	return err
}

// whose asks Slack whose a token is.
func (a *Adapter) whose(ctx context.Context, token string) (identity, outcome, error) {
	var who identity
	out, err := web{token, a.cfg.APIURL, a.http}.call(ctx, "auth.test", nil, &who)
	if err == nil && (who.UserID == "" || who.TeamID == "") {
		err = &bot.Fault{Class: bot.Passing, Code: "no_user_or_team_in_answer"}
	}
	return who, out, err
}

// takeIn makes a workspace known to the desk and to the adapter, and has it read what happened meanwhile.
func (a *Adapter) takeIn(ctx context.Context, g grant, team, name string) (*workspace, error) {
	if name == "" {
		name = team
	}
	ws := &workspace{name: name, url: g.url}
	ws.client = newClient(clientConfig{
		token: g.token, apiURL: a.cfg.APIURL, team: team, enterprise: g.enterprise, orgWide: g.org, botUser: g.botUser, botID: g.botID, handle: g.handle,
		sealer: a.cfg.Sealer, words: a.words, now: a.cfg.Now, http: a.http,
		heard: func(err error) { a.heard(ws, g, err) }, lacking: func(why string) { a.lacking(ws, why) },
	})
	id, err := a.cfg.Desk.Connect(ctx, "slack", team, name, ws.client)
	if err != nil {
		return nil, err
	}
	ws.id = id
	a.mu.Lock()
	a.spaces[team] = ws
	a.arrived()
	a.mu.Unlock()
	a.cfg.Log.Info("Slack workspace connected", "team", team, "name", name)
	a.porter.add(func(ctx context.Context) { a.refreshGroups(ctx, ws) })
	a.syncSoon(ws)
	return ws, nil
}

// heard looks at how a call to Slack ended. A token that is void is tried again now and then: an operator may have it restored, and
// until then readiness says so. A workspace that was uninstalled meanwhile, or connected anew, has nothing more to say.
func (a *Adapter) heard(ws *workspace, g grant, err error) {
	if !voids(faultCode(err)) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.spaces[ws.team] != ws || a.minding[g.what()] != nil {
		return
	}
	a.troubles[g.what()] = explain(err)
	a.mindNow(g)
}

// syncEvery is how often every workspace is read again although nothing seems to be missing: Slack gives an event up after three tries, and
// tells nobody that a channel was made private (K6).
const syncEvery = time.Hour

func (a *Adapter) keepInStep(ctx context.Context) {
	for wait(ctx, syncEvery) == nil {
		a.syncAll()
	}
}

// syncSoon has the desk read members and reactions of a workspace, once however many ask, and once more for those who ask while it is being
// read: what they know of may have happened after it was looked for.
func (a *Adapter) syncSoon(ws *workspace) {
	ws.doubtChannels() // Whoever asks for this may have missed something.
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, busy := a.syncing[ws.team]; busy {
		a.syncing[ws.team] = true
		return
	}
	if a.stopped {
		return
	}
	a.syncing[ws.team] = true
	ctx := a.on
	a.hearing.Go(func() {
		for a.toBeRead(ctx, ws) {
			a.read(ctx, ws)
		}
	})
}

// toBeRead tells whether somebody has asked for a workspace to be read since that was begun last.
func (a *Adapter) toBeRead(ctx context.Context, ws *workspace) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.syncing[ws.team] || ctx.Err() != nil {
		delete(a.syncing, ws.team)
		return false
	}
	a.syncing[ws.team] = false
	return true
}

// read has the desk read a workspace, again until it succeeds.
func (a *Adapter) read(ctx context.Context, ws *workspace) {
	var pause backoff
	for range 8 {
		err := a.cfg.Desk.Sync(ctx, ws.id)
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		a.cfg.Log.Warn("a workspace could not be read", "team", ws.team, "err", err)
		if !pause.wait(ctx, bot.FaultOf(err).RetryAfter) {
			return
		}
	}
}

// explain says for an operator what a failure to connect means and what to do about it.
func explain(err error) string {
	f := bot.FaultOf(err)
	switch f.Code {
	case "invalid_auth", "not_authed":
		return "Slack does not accept the token (" + f.Code + "); copy it again from the app's settings"
	case "account_inactive", "token_revoked", "token_expired":
		return "the token is no longer valid (" + f.Code + "); install the app again"
	case "missing_scope":
		return "the token lacks a permission: " + f.Error() + "; update the app from the manifest and install it again"
	case "forbidden_team", "not_allowed_token_type":
		return "Slack refuses this kind of connection (" + f.Code + "); is Socket Mode switched on, and is it an app-level token?"
	}
	return err.Error()
}

func withSlash(address string) string {
	if address != "" && !strings.HasSuffix(address, "/") {
		address += "/"
	}
	return address
}

// backoff waits longer each time, up to five minutes, and never exactly as long as another.
type backoff struct{ n int }

const shortestPause, longestPause = time.Second, 5 * time.Minute

// wait pauses, at least as long as asked, and reports false when the context ended.
func (b *backoff) wait(ctx context.Context, least time.Duration) bool {
	return wait(ctx, max(least, b.next())) == nil
}

// next is how long to pause now.
func (b *backoff) next() time.Duration {
	d := min(shortestPause<<min(b.n, 10), longestPause)
	b.n++
	return d/2 + rand.N(d/2+1)
}
