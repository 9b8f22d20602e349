package slack

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// many is a world whose adapter is installed by others.
func many(t *testing.T, store *tokens) *world {
	t.Helper()
	w := &world{t: t, Server: newFake(t), desk: newDesk()}
	w.team = w.Workspace("T1")
	w.ana = w.team.User("ana")
	w.general = w.team.Channel("general")
	w.general.Join(w.ana)
	w.app = w.App(fakeslack.AppConfig{
		Name: "Folkmoot", BotName: "folkmoot", SigningSecret: secret, ClientID: "1.2", ClientSecret: "hush", Scopes: Scopes(),
		Commands: []string{"/moot"}, Events: Events(true), RedirectURLs: []string{"http://127.0.0.1"},
	})
	w.start(w.manyConfig(store), false)
	return w
}

func (w *world) manyConfig(store *tokens) Config {
	return Config{
		ClientID: "1.2", ClientSecret: "hush", SigningSecret: secret, APIURL: w.URL(), PublicURL: "here", Now: w.Now, Log: quietLog(),
		Sealer: testSealer(w.t), Desk: w.desk, Tokens: store, Parking: newLot(), Catalogue: testCatalogue(w.t), ackIn: unhurried,
	}
}

// browser is a browser that does not follow redirects by itself.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (w *world) get(c *http.Client, address string) (*http.Response, string) {
	w.t.Helper()
	resp, err := c.Get(address)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(resp.Body); err != nil {
		w.t.Fatal(err)
	}
	return resp, body.String()
}

// begin follows /slack/install as far as Slack's page.
func (w *world) begin(c *http.Client) string {
	w.t.Helper()
	resp, _ := w.get(c, w.url+"/slack/install")
	link := resp.Header.Get("Location")
	if resp.StatusCode != http.StatusFound || !strings.Contains(link, "/oauth/v2/authorize?") {
		w.t.Fatalf("install: %s to %q", resp.Status, link)
	}
	return link
}

func TestAWorkspaceInstallsTheApp(t *testing.T) {
	store := newTokens()
	w := many(t, store)
	c := browser(t)
	back := w.ana.Authorize(w.begin(c), true)
	if resp, body := w.get(c, back); resp.StatusCode != http.StatusOK || !strings.Contains(body, "is installed") {
		t.Fatalf("came back to %s: %s", resp.Status, body)
	}
	w.synced()
	if got := w.ana.Slash(w.general, "/moot", "help"); got.Error != "" || len(w.desk.slashes) != 1 {
		t.Errorf("answered %v", got)
	}
	in, ok, _ := store.Get(context.Background(), "", "T1")
	if !ok || len(in.Token) == 0 || bytes.Contains(in.Token, []byte("xoxb")) {
		t.Errorf("stored %v: %q", ok, in.Token)
	}
	if resp, _ := w.get(c, back); resp.StatusCode != http.StatusForbidden {
		t.Errorf("the same answer a second time: %s", resp.Status)
	}
	// After a restart the stored token is enough.
	again := &world{t: t, Server: w.Server, desk: newDesk(), app: w.app, team: w.team, ana: w.ana, general: w.general}
	again.start(again.manyConfig(store), false)
	again.synced()
}

func TestAnInstallationNotBegunHereIsRefused(t *testing.T) {
	w := many(t, newTokens())
	mine, other := browser(t), browser(t)
	link := w.begin(mine)
	back := w.ana.Authorize(link, true)
	for name, c := range map[string]struct {
		browser *http.Client
		address string
	}{
		"another browser": {other, back},
		"bent state":      {mine, strings.Replace(back, "state=", "state=x", 1)},
		"no state":        {mine, w.url + "/slack/oauth?code=c"},
	} {
		if resp, body := w.get(c.browser, c.address); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s %s", name, resp.Status, body)
		}
	}
	if n := len(w.Calls("oauth.v2.access")); n != 0 {
		t.Errorf("%d codes were exchanged", n)
	}
	late := browser(t)
	back = w.ana.Authorize(w.begin(late), true)
	w.Advance(stateLife + time.Second)
	if resp, _ := w.get(late, back); resp.StatusCode != http.StatusForbidden {
		t.Errorf("too late: %s", resp.Status)
	}
}

// A state serves once, even with the cookie of its browser and another code of Slack's, whatever the first use led to.
func TestAStateServesOnce(t *testing.T) {
	for name, allow := range map[string]bool{"installed": true, "declined": false} {
		w := many(t, newTokens())
		c := browser(t)
		link := w.begin(c)
		site, err := url.Parse(w.url + "/slack/oauth")
		if err != nil {
			t.Fatal(err)
		}
		cookies := c.Jar.Cookies(site)
		if resp, body := w.get(c, w.ana.Authorize(link, allow)); resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %s", name, resp.Status, body)
		}
		exchanged := len(w.Calls("oauth.v2.access"))
		c.Jar.SetCookies(site, cookies)
		if resp, body := w.get(c, w.ana.Authorize(link, true)); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s, and the same state again: %s %s", name, resp.Status, body)
		}
		if n := len(w.Calls("oauth.v2.access")); n != exchanged {
			t.Errorf("%s: %d codes were exchanged, before %d", name, n, exchanged)
		}
		if resp, _ := w.get(c, w.ana.Authorize(w.begin(c), true)); resp.StatusCode != http.StatusOK {
			t.Errorf("%s, and begun anew: %s", name, resp.Status)
		}
	}
}

// What is remembered of used states has an end.
func TestUsedStatesAreForgotten(t *testing.T) {
	var u usedStates
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	for n := range mostStates + 5 {
		if !u.use(strconv.Itoa(n), now) {
			t.Fatalf("the state %d is used for the first time", n)
		}
	}
	if len(u.all) != mostStates || u.use(strconv.Itoa(mostStates), now) {
		t.Errorf("%d are remembered", len(u.all))
	}
	if u.use("one more", now.Add(stateLife+time.Second)); len(u.all) != 1 {
		t.Errorf("%d are remembered although they are too old", len(u.all))
	}
}

func TestSomebodyWhoDeclinesIsLetGo(t *testing.T) {
	w := many(t, newTokens())
	c := browser(t)
	back := w.ana.Authorize(w.begin(c), false)
	if resp, body := w.get(c, back); resp.StatusCode != http.StatusOK || !strings.Contains(body, "not installed") {
		t.Errorf("%s %s", resp.Status, body)
	}
}

func TestAnInstallationThatSlackRefusesIsSaid(t *testing.T) {
	w := many(t, newTokens())
	c := browser(t)
	back, err := url.Parse(w.ana.Authorize(w.begin(c), true))
	if err != nil {
		t.Fatal(err)
	}
	q := back.Query()
	q.Set("code", "used.or.made.up")
	back.RawQuery = q.Encode()
	if resp, body := w.get(c, back.String()); resp.StatusCode != http.StatusBadGateway || strings.Contains(body, "invalid_code") {
		t.Errorf("%s %s", resp.Status, body)
	}
}

func TestAnUninstalledWorkspaceIsForgottenAndMayComeBack(t *testing.T) {
	store := newTokens()
	w := many(t, store)
	c := browser(t)
	w.get(c, w.ana.Authorize(w.begin(c), true))
	w.synced()
	w.quiet() // No call may find out before the event.
	w.app.Uninstall(w.team)
	w.quiet()
	if all, _ := store.List(context.Background()); len(all) != 0 || len(w.desk.gone) != 1 {
		t.Errorf("stored %v, disconnected %v", all, w.desk.gone)
	}
	if ok, why := w.adapter.Ready(); !ok {
		t.Errorf("not ready: %s", why)
	}
	w.get(c, w.ana.Authorize(w.begin(c), true))
	w.synced()
	if got := w.ana.Slash(w.general, "/moot", "help"); got.Error != "" {
		t.Errorf("answered %v", got)
	}
}

// void takes the workspace's token away without telling anybody, lets a call find that out, and answers the client that made it.
func (w *world) void() *workspace {
	w.t.Helper()
	w.quiet()
	w.Expect("token_revoked")
	ws := w.adapter.exactly("T1")
	w.LoseEvents(1)
	w.app.Revoke(ws.api.token)
	w.quiet()
	if _, err := ws.readUser(context.Background(), w.ana.ID); err == nil {
		w.t.Error("a void token is good for something")
	}
	if ok, why := w.adapter.Ready(); ok || !strings.Contains(why, "install the app again") {
		w.t.Errorf("with a void token: ready %v, %q", ok, why)
	}
	return ws
}

// mindsNothing waits until nothing is tried to be connected any more.
func (w *world) mindsNothing() {
	w.t.Helper()
	eventually(w.t, "nothing is tried any more", func() bool {
		w.adapter.mu.RLock()
		defer w.adapter.mu.RUnlock()
		return len(w.adapter.minding) == 0
	})
}

func TestAWorkspaceWhoseTokenWasVoidIsWellOnceItInstallsAgain(t *testing.T) {
	w := many(t, newTokens())
	c := browser(t)
	w.get(c, w.ana.Authorize(w.begin(c), true))
	w.synced()
	old := w.void()
	w.get(c, w.ana.Authorize(w.begin(c), true))
	w.synced()
	if ok, why := w.adapter.Ready(); !ok {
		t.Errorf("not ready: %s", why)
	}
	if _, err := old.readUser(context.Background(), w.ana.ID); err == nil { // a call that was on its way
		t.Error("a void token is good for something")
	}
	w.mindsNothing()
	if ok, why := w.adapter.Ready(); !ok {
		t.Errorf("not ready after what was heard of the old token: %s", why)
	}
	if got := w.ana.Slash(w.general, "/moot", "help"); got.Error != "" || len(w.desk.slashes) != 1 {
		t.Errorf("answered %v", got)
	}
}

func TestANewTokenThatCannotBeConnectedAtOnceIsTriedInPlaceOfTheOld(t *testing.T) {
	w := many(t, newTokens())
	c := browser(t)
	w.get(c, w.ana.Authorize(w.begin(c), true))
	w.synced()
	old := w.void()
	w.Fail("auth.test", fakeslack.Times(1000))
	w.get(c, w.ana.Authorize(w.begin(c), true))
	_, _ = old.readUser(context.Background(), w.ana.ID) // What is heard of the old token changes nothing.
	if ok, why := w.adapter.Ready(); ok {
		t.Errorf("ready before the new token is connected: %s", why)
	}
	w.Heal("auth.test")
	w.synced()
	w.mindsNothing()
	if ok, why := w.adapter.Ready(); !ok || w.adapter.exactly("T1") == old {
		t.Errorf("ready %v, %q", ok, why)
	}
}

func TestAnOrganisationInstallsTheAppAtOnce(t *testing.T) {
	store := newTokens()
	w := many(t, store)
	one, two := w.Workspace("T8", fakeslack.InEnterprise("E1")), w.Workspace("T9", fakeslack.InEnterprise("E1"))
	eve, fay := one.User("eve"), two.User("fay")
	ch1, ch2 := one.Channel("ops"), two.Channel("ops")
	ch1.Join(eve)
	ch2.Join(fay)
	c := browser(t)
	if resp, body := w.get(c, eve.AuthorizeOrg(w.begin(c))); resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s", resp.Status, body)
	}
	if got := fay.Slash(ch2, "/moot", "help"); got.Error != "" || len(w.desk.slashes) != 1 || w.desk.slashes[0].Workspace != workspaceID("T9") {
		t.Fatalf("answered %v, the desk got %+v", got, w.desk.slashes)
	}
	if got := eve.Slash(ch1, "/moot", "help"); got.Error != "" || w.desk.slashes[1].Workspace != workspaceID("T8") {
		t.Fatalf("answered %v, the desk got %+v", got, w.desk.slashes)
	}
	// Somebody of the organisation changed: the event names no workspace, and concerns both.
	changed := `{"type":"event_callback","team_id":"E1","enterprise_id":"E1","event_id":"Ev7","authorizations":[{"enterprise_id":"E1","team_id":null}],` +
		`"event":{"type":"user_change","user":{"id":"` + eve.ID + `","deleted":true,"name":"eve"}}}`
	if status, _ := w.send("/slack/events", "application/json", changed, nil); status != http.StatusOK || len(w.desk.users) != 2 || !w.desk.users[1].Gone {
		t.Errorf("status %d, the desk got %+v", status, w.desk.users)
	}
	again := &world{t: t, Server: w.Server, desk: newDesk(), app: w.app, team: w.team, ana: w.ana, general: w.general}
	again.start(again.manyConfig(store), false)
	again.synced()
	again.synced() // Both of its workspaces are spoken to again.
}

func TestTheTokenOfAnotherSecretIsSaid(t *testing.T) {
	store := newTokens()
	if err := store.Put(context.Background(), Installation{Team: "T1", Token: []byte("something else entirely")}); err != nil {
		t.Fatal(err)
	}
	w := many(t, store)
	eventually(t, "readiness says so", func() bool {
		ok, why := w.adapter.Ready()
		return !ok && strings.Contains(why, "another secret")
	})
}

// organisation is a world in whose organisation E1 the app is installed as a whole, with two workspaces that were heard of: eve's and fay's.
func organisation(t *testing.T, store *tokens) (w *world, one, two *fakeslack.Workspace, said func() string) {
	t.Helper()
	w = many(t, store)
	one, two = w.Workspace("T8", fakeslack.InEnterprise("E1")), w.Workspace("T9", fakeslack.InEnterprise("E1"))
	eve, fay := one.User("eve"), two.User("fay")
	ch1, ch2 := one.Channel("ops"), two.Channel("ops")
	ch1.Join(eve)
	ch2.Join(fay)
	c := browser(t)
	w.get(c, eve.AuthorizeOrg(w.begin(c)))
	said = func() string {
		eve.Slash(ch1, "/moot", "eve")
		fay.Slash(ch2, "/moot", "fay")
		w.quiet()
		defer func() { w.desk.slashes = nil }()
		return w.desk.said()
	}
	if got := said(); got != "evefay" {
		t.Fatalf("the desk heard %q", got)
	}
	w.synced()
	w.synced()
	return w, one, two, said
}

// An organisation takes the app out of one of its workspaces, and lets it in again. The others notice nothing.
func TestAnOrganisationTakesTheAppOutOfAWorkspace(t *testing.T) {
	ctx, store := context.Background(), newTokens()
	w, _, two, said := organisation(t, store)
	w.app.TakeOut(two)
	w.quiet()
	if got := w.desk.gone; len(got) != 1 || got[0] != workspaceID("T9") {
		t.Errorf("disconnected %v", got)
	}
	if _, ok, _ := store.Get(ctx, "E1", "T9"); ok {
		t.Error("T9 is remembered for the next start")
	}
	if in, ok, _ := store.Get(ctx, "E1", ""); !ok || len(in.Token) == 0 {
		t.Error("the organisation's token was forgotten")
	}
	if ok, why := w.adapter.Ready(); !ok {
		t.Errorf("not ready: %s", why)
	}
	// What was under way when it was taken out brings it back no more than a second telling.
	late := `{"type":"event_callback","team_id":"T9","enterprise_id":"E1","event_id":"Ev1","authorizations":[{"enterprise_id":"E1","team_id":"T9"}],` +
		`"event":{"type":"reaction_added","user":"UFAY","reaction":"+1","item":{"type":"message","channel":"C1","ts":"1.2"}}}`
	if status, _ := w.send("/slack/events", "application/json", late, nil); status != http.StatusServiceUnavailable || w.adapter.exactly("T9") != nil {
		t.Errorf("a late event is answered with %d, T9 is connected: %v", status, w.adapter.exactly("T9") != nil)
	}
	w.Redeliver(w.Deliveries("team_access_revoked")[0])
	if len(w.desk.gone) != 1 {
		t.Errorf("disconnected %v", w.desk.gone)
	}
	if got := said(); got != "eve" {
		t.Errorf("the desk heard %q", got)
	}
	w.app.LetIn(two)
	w.synced()
	if got := said(); got != "evefay" {
		t.Errorf("let in again, the desk heard %q", got)
	}
	if _, ok, _ := store.Get(ctx, "E1", "T9"); !ok {
		t.Error("T9 is not remembered for the next start")
	}
}

// Slack's reference shows these events wrapped twice. A workspace that installed the app itself keeps it whatever its organisation does with
// its own installation.
func TestAccessTakenFromAnOrganisationLeavesOwnInstallationsAlone(t *testing.T) {
	w, _, _, said := organisation(t, newTokens())
	c := browser(t)
	w.get(c, w.ana.Authorize(w.begin(c), true))
	w.synced()
	revoked := `{"type":"event_callback","team_id":"T8","event_id":"Ev1","authorizations":[{"enterprise_id":"E1","team_id":"T8"}],` +
		`"event":{"team_id":null,"enterprise_id":"E1","event":{"type":"team_access_revoked","team_ids":["T1","T8","T404"]}}}`
	if status, _ := w.send("/slack/events", "application/json", revoked, nil); status != http.StatusOK {
		t.Fatal(status)
	}
	if got := w.desk.gone; len(got) != 1 || got[0] != workspaceID("T8") {
		t.Errorf("disconnected %v", got)
	}
	if got := said(); got != "fay" {
		t.Errorf("the desk heard %q", got)
	}
	// The organisation installs the app anew, and everything may come again.
	if err := w.adapter.installed(context.Background(), granted{Token: w.app.InstallOrg(w.Workspace("T8")).Token, IsOrg: true, Enterprise: named{ID: "E1"}}); err != nil {
		t.Fatal(err)
	}
	if got := said(); got != "evefay" {
		t.Errorf("installed anew, the desk heard %q", got)
	}
}

// A workspace of an organisation that installed the app itself keeps its own token, although it is not connected yet when something comes
// from there.
func TestAnOrganisationTakesNobodysOwnToken(t *testing.T) {
	ctx, store := context.Background(), newTokens()
	w, _, _, _ := organisation(t, store)
	own := Installation{Enterprise: "E1", Team: "T7", Name: "Own", Token: []byte("sealed")}
	if err := store.Put(ctx, own); err != nil {
		t.Fatal(err)
	}
	event := `{"type":"event_callback","team_id":"T7","enterprise_id":"E1","event_id":"Ev1","authorizations":[{"enterprise_id":"E1","team_id":"T7"}],"event":`
	for _, what := range []string{
		`{"type":"reaction_added","user":"UFAY","reaction":"+1","item":{"type":"message","channel":"C1","ts":"1.2"}}}`,
		`{"type":"team_access_granted","team_ids":["T7"]}}`,
	} {
		w.send("/slack/events", "application/json", event+what, nil)
	}
	if in, _, _ := store.Get(ctx, "E1", "T7"); string(in.Token) != "sealed" || w.adapter.exactly("T7") != nil {
		t.Errorf("stored is %+v; T7 is connected: %v", in, w.adapter.exactly("T7") != nil)
	}
}

// What Slack refused in a workspace is no trouble any more once it is gone, however late it is heard of.
func TestNothingLacksInAWorkspaceThatIsGone(t *testing.T) {
	w, _, two, _ := organisation(t, newTokens())
	ws := w.adapter.exactly("T9")
	w.Expect("team_access_not_granted")
	w.LoseEvents(1)
	w.app.TakeOut(two)
	if _, err := ws.UserNamed(context.Background(), "nobody"); err == nil {
		t.Fatal("Slack still answers")
	}
	if ok, _ := w.adapter.Ready(); ok {
		t.Error("what Slack refuses is no trouble")
	}
	revoked := `{"type":"event_callback","team_id":"T9","enterprise_id":"E1","event_id":"Ev1","event":{"type":"team_access_revoked","team_ids":["T9"]}}`
	if status, _ := w.send("/slack/events", "application/json", revoked, nil); status != http.StatusOK {
		t.Fatal(status)
	}
	w.adapter.lacking(ws, "a late answer")
	if ok, why := w.adapter.Ready(); !ok {
		t.Errorf("not ready: %s", why)
	}
}

// An organisation that is not connected yet is to say again that it let the app into more workspaces.
func TestAccessGivenByAnOrganisationThatIsNotConnected(t *testing.T) {
	w := many(t, newTokens())
	body := `{"type":"event_callback","team_id":null,"enterprise_id":"E1","event_id":"Ev1","event":{"type":"team_access_granted","team_ids":["T8"]}}`
	if status, _ := w.send("/slack/events", "application/json", body, nil); status != http.StatusServiceUnavailable {
		t.Errorf("status %d", status)
	}
}
