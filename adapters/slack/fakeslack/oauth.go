package fakeslack

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// installCode is what Slack sends back with the person who installed an app.
type installCode struct {
	app      *App
	team     *Workspace
	org      bool
	by       *User
	scopes   []string
	redirect string
	at       time.Time
}

// Authorize is a person following a link to Slack's authorize page and allowing
// the installation. It returns where Slack sends them, with code and state; or the
// redirect with error=access_denied if they do not allow it. A link that Slack
// would not show at all (client id, redirect_uri, no scopes) fails the test.
func (u *User) Authorize(link string, allow bool) string {
	u.s.t.Helper()
	return u.authorize(link, allow, false)
}

// AuthorizeOrg is Authorize by an administrator for the whole organisation.
func (u *User) AuthorizeOrg(link string) string {
	u.s.t.Helper()
	return u.authorize(link, true, true)
}

func (u *User) authorize(link string, allow, org bool) string {
	at, err := url.Parse(link)
	if err != nil {
		u.s.misuse("authorize link: %v", err)
		return ""
	}
	q := at.Query()
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	app := u.s.byClient(q.Get("client_id"))
	redirect := q.Get("redirect_uri")
	scopes := strings.FieldsFunc(q.Get("scope"), func(r rune) bool { return r == ',' || r == ' ' })
	switch {
	case app == nil:
		u.s.violate("oauth/v2/authorize", "invalid_client_id", "%s", link)
		return ""
	case len(scopes) == 0:
		u.s.violate("oauth/v2/authorize", "invalid_scope", "no scopes in %s", link)
		return ""
	}
	if redirect == "" && len(app.cfg.RedirectURLs) > 0 {
		redirect = app.cfg.RedirectURLs[0]
	}
	known := slices.ContainsFunc(app.cfg.RedirectURLs, func(prefix string) bool { return strings.HasPrefix(redirect, prefix) })
	back, err := url.Parse(redirect)
	if !known || err != nil {
		u.s.violate("oauth/v2/authorize", "bad_redirect_uri", "%s is not among the app's", redirect)
		return ""
	}
	answer := url.Values{"state": {q.Get("state")}}
	if allow {
		code := u.s.id("code.")
		u.s.codes[code] = &installCode{app, u.team, org, u, scopes, q.Get("redirect_uri"), u.s.Now()}
		answer.Set("code", code)
	} else {
		answer.Set("error", "access_denied")
	}
	back.RawQuery = answer.Encode()
	return back.String()
}

func (s *Server) byClient(id string) *App {
	for _, a := range s.apps {
		if a.cfg.ClientID != "" && a.cfg.ClientID == id {
			return a
		}
	}
	return nil
}

// oauthAccess serves oauth.v2.access: a code is good once, for ten minutes.
func (c *call) oauthAccess() result {
	id, secret := c.args["client_id"], c.args["client_secret"]
	if user, pass, ok := c.basic(); ok {
		id, secret = user, pass
	}
	app := c.s.byClient(id)
	switch {
	case app == nil:
		return c.blame("invalid_client_id", "%q", id)
	case app.cfg.ClientSecret != secret:
		return c.blame("bad_client_secret", "it is another app's or none")
	}
	code := c.s.codes[c.args["code"]]
	if code == nil || code.app != app || c.s.Now().Sub(code.at) > 10*time.Minute {
		return refuse("invalid_code")
	}
	if code.redirect != c.args["redirect_uri"] {
		return c.blame("bad_redirect_uri", "%q now, %q before", c.args["redirect_uri"], code.redirect)
	}
	delete(c.s.codes, c.args["code"])
	org := ""
	if code.org {
		org = code.team.Enterprise
	}
	g := app.install(code.team, org, code.scopes)
	res := done(
		"access_token", g.token, "token_type", "bot", "scope", strings.Join(g.scopes, ","), "bot_user_id", g.bot.ID,
		"app_id", app.ID, "authed_user", result{"id": code.by.ID}, "is_enterprise_install", org != "",
		"team", any(result{"id": code.team.ID, "name": code.team.Name}), "enterprise", nil,
	)
	if e := code.team.Enterprise; e != "" {
		res["enterprise"] = result{"id": e, "name": "Enterprise " + e}
	}
	if org != "" {
		res["team"] = nil
	}
	return res
}

func (c *call) basic() (string, string, bool) {
	return (&http.Request{Header: c.header}).BasicAuth()
}

// appsUninstall serves apps.uninstall.
func (c *call) appsUninstall() result {
	app := c.grant.app
	switch {
	case c.args["client_id"] != app.cfg.ClientID:
		return c.blame("invalid_client_id", "%q", c.args["client_id"])
	case c.args["client_secret"] != app.cfg.ClientSecret:
		return c.blame("bad_client_secret", "it is another app's or none")
	}
	app.uninstall(c.grant.team)
	return done()
}
