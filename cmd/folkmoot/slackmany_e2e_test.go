package main

import (
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

// The five-minute way: whoever has set what the manifest's app gave them is told by the doctor that all is well, before anything runs and
// beside it, and what comes next.
func TestSlackDoctor(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d := newSlack(t, sockets)
		d.doctor(0, "ok", "Folkmoot in Commons", "every scope", "in no channel yet", "/invite @Folkmoot", "Everything is well")
		d.Channel("orchard", "ana")
		d.doctor(0, "in one channel")
		d.Stop()
		if sockets {
			d.doctor(0, "Socket Mode opens")
		} else {
			d.doctor(0, "is seen when it runs", "folkmoot doctor once more")
		}
		d.slack.Expect("missing_scope", "invalid_auth", "token_revoked")
		d.app.Drop(d.in.Token, "reactions:read")
		d.doctor(1, "WRONG", "lacks the scopes reactions:read", "1 to look at")
		d.app.Revoke(d.in.Token)
		d.doctor(1, "WRONG", "install the app again")
	})
}

func (d *slackDriver) doctor(code int, words ...string) {
	d.t.Helper()
	got, said := run(d.t, d.env, "doctor")
	for _, w := range words {
		if !strings.Contains(said, w) {
			d.t.Errorf("folkmoot doctor does not say %q:\n%s", w, said)
		}
	}
	if got != code {
		d.t.Errorf("folkmoot doctor ended with %d, want %d:\n%s", got, code, said)
	}
}

// Any workspace may install the app by its page; each is as if it were alone, and all are there again after a start. One that takes the app
// out is forgotten, and may come back.
func TestSlackManyWorkspaces(t *testing.T) {
	t.Parallel()
	d := newSlackForMany(t)
	d.doctor(0, "installed nowhere yet", "/slack/install", "Everything is well")
	d.Start()
	d.install()
	d.Channel("orchard", "ana", "ben")
	d.Slash("ana", "orchard", "/propose Meet on Tuesdays --by 20 minutes")
	d.card("P1", "Open", "0 of 1 responded")
	d.doctor(0, "not looked at while the bot has them", "/readyz")

	kitchen := d.slack.Workspace("T2", fakeslack.Named("Kitchen"))
	other := drive(t)
	other.slack, other.team, other.app, other.front, other.process = d.slack, kitchen, d.app, d.front, d.process
	other.install()
	other.Channel("pantry", "zoe", "yan")
	if r := other.Slash("zoe", "pantry", "/propose Bake bread --by 20 minutes"); !strings.Contains(r.Text, "P1") {
		t.Errorf("zoe's proposal is not the first of its workspace: %+v", r)
	}

	d.Stop()
	d.doctor(0, "of workspace T1 is Folkmoot in Commons", "of workspace T2 is Folkmoot in Kitchen")
	d.Start()
	d.card("P1", "Open", "0 of 1 responded")
	if r := d.Slash("ben", "orchard", "/moot P1 consent"); !strings.Contains(r.Text, "P1") {
		t.Errorf("after a start: %+v", r)
	}
	d.card("P1", "Adopted", "1 of 1 responded")

	d.slack.Expect("account_inactive", "invalid_auth", "token_revoked")
	d.app.Uninstall(d.team)
	d.slack.Settle()
	if !d.ready() {
		t.Error("a workspace that took the app out keeps the bot from being ready")
	}
	d.install()
	d.at("orchard").Join(d.in.Bot)
	d.process.until("the bot to see that it is back in its channel", func() bool {
		return strings.Contains(d.Slash("ana", "orchard", "/propose Meet on Mondays --by 20 minutes").Text, "P2")
	})
	d.card("P2", "Open", "0 of 1 responded")
}

// newSlackForMany is a program that nobody has installed yet, and that is not started.
func newSlackForMany(t *testing.T) *slackDriver {
	t.Helper()
	d := drive(t)
	d.database = filepath.Join(t.TempDir(), "folkmoot.db")
	d.slack, d.front = newFakeSlack(t), newFront(t)
	code, manifest := run(t, nil, "manifest", "slack", "--many", "--url", d.front.server.URL)
	if code != 0 {
		t.Fatalf("folkmoot manifest slack ended with %d:\n%s", code, manifest)
	}
	settings, err := fakeslack.FromManifest([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	settings.SigningSecret, settings.ClientID, settings.ClientSecret = signingSecret, "1.2", "hush"
	d.team = d.slack.Workspace("T1", fakeslack.Named("Commons"))
	d.app = d.slack.App(settings)
	d.env = []string{"FOLKMOOT_DATABASE=" + d.database, "FOLKMOOT_LISTEN=127.0.0.1:0", "FOLKMOOT_PUBLIC_URL=" + d.front.server.URL,
		"FOLKMOOT_SLACK_API_URL=" + d.slack.URL(), "FOLKMOOT_SLACK_SIGNING_SECRET=" + signingSecret,
		"FOLKMOOT_SLACK_CLIENT_ID=1.2", "FOLKMOOT_SLACK_CLIENT_SECRET=hush"}
	return d
}

// install has an administrator of the workspace install the app in a browser.
func (d *slackDriver) install() {
	d.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	visitor := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	visit := func(address string, status int) *http.Response {
		resp, err := visitor.Get(address)
		if err != nil {
			d.t.Fatal(err)
		}
		_ = resp.Body.Close() // only where it leads matters
		if resp.StatusCode != status {
			d.t.Fatalf("%s answers %s", address, resp.Status)
		}
		return resp
	}
	page := visit(d.front.server.URL+"/slack/install", http.StatusFound).Header.Get("Location")
	admin := d.team.User("root")
	visit(admin.Authorize(page, true), http.StatusOK)
	d.in = d.app.Installed(d.team)
}

// ready tells whether the program says that it is.
func (d *slackDriver) ready() bool {
	resp, err := http.Get(d.front.server.URL + "/readyz")
	if err != nil {
		d.t.Fatal(err)
	}
	_ = resp.Body.Close() // Only the status matters.
	return resp.StatusCode == http.StatusOK
}
