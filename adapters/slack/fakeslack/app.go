package fakeslack

import (
	"fmt"
	"slices"
	"sync"
)

// AppConfig is what an app's settings page at Slack would say.
type AppConfig struct {
	// Name is the app's display name, BotName the handle of its bot user.
	Name, BotName string
	// SigningSecret signs what is sent to the Request URLs.
	SigningSecret string
	// ClientID and ClientSecret are for OAuth; RedirectURLs are the prefixes a
	// redirect_uri may have.
	ClientID, ClientSecret string
	RedirectURLs           []string
	// Scopes are the bot scopes asked for when nothing else is said.
	Scopes []string
	// Commands are the slash commands with their slash. Those also in
	// EscapedCommands get people and channels as <@U…|name>.
	Commands, EscapedCommands []string
	// Shortcuts are the callback ids of message and global shortcuts.
	Shortcuts []string
	// Events are the bot event subscriptions.
	Events []string
	// CommandURL, InteractionURL and EventURL are the Request URLs. While one is
	// empty nothing is sent there.
	CommandURL, InteractionURL, EventURL string
	// SocketMode sends everything over Socket Mode connections instead.
	SocketMode bool
	// NoMessagesTab and NoHomeTab switch off the tabs of App Home.
	NoMessagesTab, NoHomeTab bool
}

// App is an app as Slack knows it.
type App struct {
	// ID is the app id.
	ID string

	s     *Server
	cfg   AppConfig
	conns []*socket
	next  int // which connection is served next
	link  bool

	changed *sync.Cond // on s.mu: connections came or went
}

// Install is an app in a workspace (or an organisation).
type Install struct {
	// Token is the bot token.
	Token string
	// Bot is the app's bot user; it is in no channel until it joins one.
	Bot *User
	// BotID is the B… id under which it posts.
	BotID string
	// Scopes are what the token may do.
	Scopes []string
}

// grant is a token and what it may do.
type grant struct {
	token    string
	app      *App
	appLevel bool
	team     *Workspace // nil for an app-level token
	org      string     // of an organisation-wide install
	bot      *User
	botID    string
	scopes   []string
	gone     string       // the error that this token has come to
	barred   []*Workspace // of an organisation, those that the app was taken out of
}

// covers says whether the token works in a workspace.
func (g *grant) covers(w *Workspace) bool {
	return (g.team == w || g.org != "" && g.org == w.Enterprise) && !slices.Contains(g.barred, w)
}

// App registers an app. Mistakes in the settings fail the test.
func (s *Server) App(cfg AppConfig) *App {
	s.t.Helper()
	if cfg.BotName == "" {
		cfg.BotName = "bot"
	}
	if cfg.Name == "" {
		cfg.Name = cfg.BotName
	}
	for _, kind := range cfg.Events {
		if _, ok := s.scopes[kind]; !ok {
			s.misuse("there is no event %s to subscribe to", kind)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &App{ID: s.id("A"), s: s, cfg: cfg, link: true, changed: sync.NewCond(&s.mu)}
	s.apps = append(s.apps, a)
	return a
}

// SetURLs changes the Request URLs, once the app under test knows where it listens.
func (a *App) SetURLs(commands, interactions, events string) {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	a.cfg.CommandURL, a.cfg.InteractionURL, a.cfg.EventURL = commands, interactions, events
}

// Install installs the app into a workspace, with its configured scopes or those
// given. Installing again adds scopes to the same token.
func (a *App) Install(w *Workspace, scopes ...string) *Install {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.install(w, "", scopes).public()
}

// InstallOrg installs the app into a whole organisation; w is the workspace whose
// bot user stands for it.
func (a *App) InstallOrg(w *Workspace, scopes ...string) *Install {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.install(w, w.Enterprise, scopes).public()
}

func (g *grant) public() *Install {
	return &Install{Token: g.token, Bot: g.bot, BotID: g.botID, Scopes: slices.Clone(g.scopes)}
}

func (a *App) install(w *Workspace, org string, scopes []string) *grant {
	if len(scopes) == 0 {
		scopes = a.cfg.Scopes
	}
	g := a.grantIn(w)
	if g == nil {
		s := a.s
		g = &grant{app: a, team: w, org: org, botID: s.id("B")}
		g.token = fmt.Sprintf("xoxb-%s-%s", w.ID, s.id("tok"))
		if g.bot = a.formerBot(w); g.bot == nil {
			g.bot = &User{Name: a.cfg.BotName, s: s, team: w, isBot: true, zone: "UTC", real: a.cfg.Name, locale: "en-US"}
			w.add(g.bot)
		}
		g.bot.bot, g.bot.deleted = g, false
		s.grants[g.token] = g
	}
	for _, scope := range scopes {
		if !slices.Contains(g.scopes, scope) {
			g.scopes = append(slices.Clone(g.scopes), scope)
		}
	}
	return g
}

// grantIn is the app's live bot token in a workspace, nil if there is none.
func (a *App) grantIn(w *Workspace) *grant {
	for _, g := range a.s.grants {
		if g.app == a && !g.appLevel && g.gone == "" && g.covers(w) {
			return g
		}
	}
	return nil
}

// Installed is the installation in a workspace, nil for none: how a test gets hold of one that a browser made.
func (a *App) Installed(w *Workspace) *Install {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if g := a.grantIn(w); g != nil {
		return g.public()
	}
	return nil
}

func (a *App) formerBot(w *Workspace) *User {
	for _, u := range w.users {
		if u.bot != nil && u.bot.app == a {
			return u
		}
	}
	return nil
}

// AppToken makes an app-level token (xapp-…) with connections:write, or with the
// scopes given.
func (a *App) AppToken(scopes ...string) string {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if len(scopes) == 0 {
		scopes = []string{"connections:write"}
	}
	g := &grant{app: a, appLevel: true, scopes: scopes}
	g.token = fmt.Sprintf("xapp-1-%s-%s", a.ID, a.s.id("tok"))
	a.s.grants[g.token] = g
	return g.token
}

// Drop takes scopes away from a token, as an administrator can.
func (a *App) Drop(token string, scopes ...string) {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if g := a.s.grants[token]; g != nil {
		g.scopes = slices.DeleteFunc(slices.Clone(g.scopes), func(have string) bool {
			return slices.Contains(scopes, have)
		})
	}
}

// Grant adds scopes to a token, as installing the app again does where the token
// stays the same.
func (a *App) Grant(token string, scopes ...string) {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if g := a.s.grants[token]; g != nil {
		g.scopes = append(slices.Clone(g.scopes), scopes...)
	}
}

// Uninstall throws the app out of a workspace: its token is dead, its bot user
// deactivated, and the app is told with tokens_revoked and app_uninstalled.
func (a *App) Uninstall(w *Workspace) { a.s.tell(func() { a.uninstall(w) }) }

func (a *App) uninstall(w *Workspace) {
	g := a.grantIn(w)
	if g == nil {
		a.s.misuse("%s is not installed in %s", a.ID, w.ID)
		return
	}
	a.s.revoke(g, "account_inactive")
	a.s.emit(w, event{kind: "app_uninstalled", only: a, grant: g, body: result{}})
	g.bot.deleted = true
	for _, c := range w.chans {
		c.members = slices.DeleteFunc(slices.Clone(c.members), func(u *User) bool { return u == g.bot })
	}
}

// Revoke makes one token worthless and tells the app with tokens_revoked.
func (a *App) Revoke(token string) {
	a.s.tell(func() {
		if g := a.s.grants[token]; g != nil {
			a.s.revoke(g, "token_revoked")
		}
	})
}

func (s *Server) revoke(g *grant, code string) {
	g.gone = code
	if g.appLevel {
		return
	}
	s.emit(g.team, event{kind: "tokens_revoked", only: g.app, grant: g, body: result{
		"tokens": result{"oauth": []string{}, "bot": []string{g.bot.ID}},
	}})
}

// TakeOut is an organisation's administrator who takes the app out of some of its workspaces. The organisation's token stays, and the
// app is told with team_access_revoked.
func (a *App) TakeOut(out ...*Workspace) {
	a.access("team_access_revoked", out, func(g *grant) { g.barred = append(g.barred, out...) })
}

// LetIn lets the app into workspaces of an organisation that has it, and tells it so with team_access_granted.
func (a *App) LetIn(in ...*Workspace) {
	a.access("team_access_granted", in, func(g *grant) { g.barred = without(g.barred, in) })
}

func (a *App) access(kind string, teams []*Workspace, change func(*grant)) {
	a.s.tell(func() {
		for _, g := range a.s.grants {
			if g.app != a || g.appLevel || g.gone != "" || g.org == "" || g.org != teams[0].Enterprise {
				continue
			}
			change(g)
			ids := []string{}
			for _, w := range teams {
				ids = append(ids, w.ID)
			}
			a.s.emit(g.team, event{kind: kind, only: a, grant: g, body: result{"team_ids": ids}})
			return
		}
		a.s.misuse("%s is not installed in an organisation", a.ID)
	})
}

// DM is the direct message channel between the app's bot and somebody.
func (a *App) DM(u *User) *Channel {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	g := a.grantIn(u.team)
	if g == nil {
		a.s.misuse("%s is not installed in %s", a.ID, u.team.ID)
		return nil
	}
	return g.direct([]*User{u})
}

// direct finds or makes the conversation of the bot with people.
func (g *grant) direct(people []*User) *Channel {
	w := people[0].team
	want := append([]*User{g.bot}, people...)
	for _, c := range w.chans {
		if (c.im || c.mpim) && len(c.members) == len(want) && len(without(want, c.members)) == 0 {
			return c
		}
	}
	c := &Channel{s: g.app.s, team: w, members: want, pinned: map[string]bool{}}
	if len(people) == 1 {
		c.im, c.app = true, g.app
		w.addChannel(c, "D")
		return c
	}
	c.mpim, c.private, c.name = true, true, "mpdm-"+people[0].Name
	w.addChannel(c, "C")
	return c
}
