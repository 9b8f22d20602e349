package slack

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

const (
	// stateLife is how long somebody may take on Slack's page.
	stateLife = 10 * time.Minute
	// stateCookie binds the answer to the browser that asked.
	stateCookie = "folkmoot_slack_install"
)

// installState goes to Slack and comes back, under seal for the purpose "slack-install".
type installState struct {
	Once string `json:"once"`
}

// mostStates is how many used states are remembered. Beyond that the oldest is forgotten: whoever would make use of that needs the cookie of
// the browser it is bound to, while refusing everybody would let anybody keep others from installing.
const mostStates = 10_000

// usedStates are those with which somebody came back, oldest first, until they are too old anyway. They are this process's only.
type usedStates struct {
	mu  sync.Mutex
	all []usedState
}

type usedState struct {
	once  string
	until time.Time
}

// use uses a state up, and reports false when it was before.
func (u *usedStates) use(once string, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	for len(u.all) > 0 && now.After(u.all[0].until) {
		u.all = u.all[1:]
	}
	if slices.ContainsFunc(u.all, func(s usedState) bool { return s.once == once }) {
		return false
	}
	u.all = u.all[max(0, len(u.all)+1-mostStates):]
	u.all = append(u.all, usedState{once, now.Add(stateLife)})
	return true
}

// serveInstall sends somebody to Slack to install the app.
func (a *Adapter) serveInstall(w http.ResponseWriter, r *http.Request) {
	now := a.cfg.Now()
	once := randomText()
	state, err := a.cfg.Sealer.Seal("slack-install", installState{once}, now.Add(stateLife))
	if err != nil {
		a.cfg.Log.Error("an installation could not be begun", "err", err)
		http.Error(w, "something went wrong", http.StatusInternalServerError)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: stateCookie, Value: once, Path: "/slack/", MaxAge: int(stateLife / time.Second), HttpOnly: true,
		Secure: strings.HasPrefix(a.cfg.PublicURL, "https://"), SameSite: http.SameSiteLaxMode,
	})
	query := url.Values{"client_id": {a.cfg.ClientID}, "scope": {strings.Join(Scopes(), ",")}, "state": {state}}
	if redirect := a.redirectURI(); redirect != "" {
		query.Set("redirect_uri", redirect)
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, authorizeURL(a.cfg.APIURL)+"?"+query.Encode(), http.StatusFound)
}

// authorizeURL is Slack's page beside its API.
func authorizeURL(api string) string {
	return strings.TrimSuffix(api, "api/") + "oauth/v2/authorize"
}

func (a *Adapter) redirectURI() string {
	if a.cfg.PublicURL == "" {
		return ""
	}
	return strings.TrimSuffix(a.cfg.PublicURL, "/") + "/slack/oauth"
}

// serveOAuth takes somebody back from Slack's page: the state must be ours, in time, of this browser, and not used before, whatever came of
// that; then the code is exchanged for a token and the workspace is connected.
func (a *Adapter) serveOAuth(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	http.SetCookie(w, &http.Cookie{Name: stateCookie, Path: "/slack/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	var state installState
	err := a.cfg.Sealer.Open("slack-install", query.Get("state"), a.cfg.Now(), &state)
	cookie, cookieErr := r.Cookie(stateCookie)
	if err != nil || cookieErr != nil || state.Once == "" || cookie.Value != state.Once || !a.states.use(state.Once, a.cfg.Now()) {
		a.page(w, http.StatusForbidden, "slack.install_stale")
		return
	}
	if query.Get("error") != "" || query.Get("code") == "" {
		a.page(w, http.StatusOK, "slack.install_declined")
		return
	}
	ctx, end := a.working(actTime)
	defer end()
	var got granted
	_, err = web{"", a.cfg.APIURL, a.http}.call(ctx, "oauth.v2.access", args{
		"client_id": a.cfg.ClientID, "client_secret": a.cfg.ClientSecret, "code": query.Get("code"), "redirect_uri": a.redirectURI(),
	}, &got)
	if err == nil {
		err = a.installed(ctx, got)
	}
	if err != nil {
		a.cfg.Log.Error("an installation failed", "err", err)
		a.page(w, http.StatusBadGateway, "slack.install_failed")
		return
	}
	handle := usualHandle
	if ws := a.exactly(got.Team.ID); ws != nil {
		handle = ws.handle
	}
	a.page(w, http.StatusOK, "slack.install_done", "handle", handle)
}

// granted is what a code is exchanged for.
type granted struct {
	Token      string `json:"access_token"`
	Kind       string `json:"token_type"`
	ExpiresIn  int    `json:"expires_in"`
	Team       named  `json:"team"`
	Enterprise named  `json:"enterprise"`
	IsOrg      bool   `json:"is_enterprise_install"`
}

// installed stores the token and connects the workspace or organisation. The token is stored first: a connection can be tried again.
func (a *Adapter) installed(ctx context.Context, got granted) error {
	g := grant{token: got.Token, enterprise: got.Enterprise.ID, team: got.Team.ID, name: got.Team.Name, org: got.IsOrg}
	if g.org {
		g.team, g.name = "", got.Enterprise.Name
		a.unbar()
	}
	if g.token == "" || got.Kind != "" && got.Kind != "bot" || g.enterprise == "" && g.team == "" {
		return &bot.Fault{Class: bot.NoAccess, Code: "no_bot_token"}
	}
	if got.ExpiresIn > 0 {
		return fmt.Errorf("slack: token rotation is switched on for the app, and this program does not rotate tokens: switch it off")
	}
	hidden, err := a.hide(g.enterprise, g.team, g.token)
	if err != nil {
		return err
	}
	err = a.cfg.Tokens.Put(ctx, Installation{Enterprise: g.enterprise, Team: g.team, Name: g.name, Token: hidden})
	if err != nil {
		return err
	}
	if err := a.connect(ctx, g); err != nil {
		a.cfg.Log.Warn("a new installation is stored and will be connected later", "err", err)
		a.mind(g)
		return nil
	}
	a.well(g.what())
	return nil
}

// page is all that a browser is shown.
func (a *Adapter) page(w http.ResponseWriter, status int, key string, pairs ...any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Folkmoot</title>"+
		"<body style=\"font:1.1rem/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem\"><h1>Folkmoot</h1><p>%s</p>\n",
		html.EscapeString(a.words.line(key, pairs...)))
}
