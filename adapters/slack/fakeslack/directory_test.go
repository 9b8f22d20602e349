package fakeslack_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func TestMembersArePaged(t *testing.T) {
	w := newWorld(t, fakeslack.PageSize(2))
	w.general.Join(w.cy)
	var all []string
	cursor, pages := "", 0
	for {
		page, next, err := w.api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: w.general.ID, Cursor: cursor})
		w.want(err, "")
		all = append(all, page...)
		pages++
		if cursor = next; cursor == "" {
			break
		}
	}
	if pages != 2 || !slices.Equal(all, []string{w.ana.ID, w.ben.ID, w.in.Bot.ID, w.cy.ID}) {
		t.Errorf("%d pages: %v", pages, all)
	}
	w.Expect("invalid_limit")
	_, _, err := w.api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: w.general.ID, Limit: 5000})
	w.want(err, "invalid_limit")
}

func TestPeopleAreToldApart(t *testing.T) {
	w := newWorld(t)
	guest := w.team.User("gus", fakeslack.Guest())
	single := w.team.User("sin", fakeslack.SingleChannelGuest())
	info := func(u *fakeslack.User) *slack.User {
		got, err := w.api.GetUserInfo(u.ID)
		w.want(err, "")
		return got
	}
	if u := info(w.ana); u.TZ != "Europe/Madrid" || u.TZOffset != 3600 || u.IsBot || u.Deleted || u.Profile.Email != "" {
		t.Errorf("ana %+v", u)
	}
	if !info(w.in.Bot).IsBot || !info(guest).IsRestricted || info(guest).IsUltraRestricted || !info(single).IsUltraRestricted {
		t.Error("bots or guests are not marked")
	}
	w.ana.Deactivate()
	if u := info(w.ana); !u.Deleted || u.TZ != "" {
		t.Errorf("deactivated %+v", u)
	}
	all, err := w.api.GetUsers()
	w.want(err, "")
	if len(all) != 6 {
		t.Errorf("%d users", len(all))
	}
	if _, err := w.api.GetUserInfo("U404"); err == nil || err.Error() != "user_not_found" {
		t.Errorf("nobody: %v", err)
	}
	if guest.Sees(w.general) != nil {
		t.Error("a guest previews a channel")
	}
}

func TestChannelsAreListed(t *testing.T) {
	w := newWorld(t)
	old := w.team.Channel("old")
	old.Archive()
	list := func(types ...string) int {
		got, _, err := w.api.GetConversations(&slack.GetConversationsParameters{Types: types, ExcludeArchived: true})
		w.want(err, "")
		return len(got)
	}
	if n := list("public_channel"); n != 1 {
		t.Errorf("%d public", n)
	}
	if n := list("private_channel"); n != 0 {
		t.Errorf("%d private", n)
	}
	w.back.Join(w.in.Bot)
	if n := list("public_channel", "private_channel"); n != 2 {
		t.Errorf("%d in all", n)
	}
	w.Expect("missing_scope")
	w.app.Drop(w.in.Token, "groups:read")
	_, err := w.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: w.back.ID})
	w.want(err, "missing_scope")
	info, err := w.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: w.general.ID, IncludeNumMembers: true})
	w.want(err, "")
	if !info.IsMember || info.NumMembers != 3 || info.Name != "general" {
		t.Errorf("%+v", info)
	}
}

func TestJoiningAndInviting(t *testing.T) {
	w := newWorld(t)
	other := w.team.Channel("other")
	_, warning, _, err := w.api.JoinConversation(other.ID)
	w.want(err, "")
	_, again, _, err := w.api.JoinConversation(other.ID)
	w.want(err, "")
	if warning != "" || again != "already_in_channel" || !slices.Contains(other.Members(), w.in.Bot) {
		t.Errorf("warnings %q %q", warning, again)
	}
	w.back.Join(w.in.Bot)
	_, _, _, err = w.api.JoinConversation(w.back.ID)
	w.want(err, "method_not_supported_for_channel_type")
}

func TestGroups(t *testing.T) {
	w := newWorld(t)
	w.team.Group("kitchen", w.ana, w.ben)
	groups, err := w.api.GetUserGroups(slack.GetUserGroupsOptionIncludeUsers(true))
	w.want(err, "")
	if len(groups) != 1 || groups[0].Handle != "kitchen" || len(groups[0].Users) != 2 {
		t.Fatalf("%+v", groups)
	}
	members, err := w.api.GetUserGroupMembers(groups[0].ID)
	w.want(err, "")
	if !slices.Equal(members, []string{w.ana.ID, w.ben.ID}) {
		t.Errorf("%v", members)
	}
}

func TestChannelCanChangeItsID(t *testing.T) {
	w := newWorld(t)
	old := w.general.ID
	w.general.ChangeID()
	if old == w.general.ID {
		t.Error("the id stayed")
	}
	_, _, err := w.api.PostMessage(old, text("x"))
	w.want(err, "channel_not_found")
	w.want(w.post(w.general), "")
}

func TestOAuth(t *testing.T) {
	w := newWorld(t)
	other := w.Workspace("T2", fakeslack.InEnterprise("E1"))
	eve := other.User("eve")
	link := w.http("https://slack.com/oauth/v2/authorize", url.Values{
		"client_id": {"1.2"}, "scope": {"chat:write,commands"}, "state": {"s1"},
		"redirect_uri": {"https://moot.example/slack/oauth"},
	})
	back, err := url.Parse(eve.Authorize(link, true))
	if err != nil || back.Host != "moot.example" || back.Query().Get("state") != "s1" {
		t.Fatalf("sent back to %v, %v", back, err)
	}
	access := func(secret string) (*slack.OAuthV2Response, error) {
		return slack.GetOAuthV2ResponseContext(t.Context(), http.DefaultClient, "1.2", secret, back.Query().Get("code"),
			"https://moot.example/slack/oauth", slack.OAuthOptionAPIURL(w.URL()))
	}
	w.Expect("bad_client_secret")
	_, err = access("wrong")
	w.want(err, "bad_client_secret")
	got, err := access("hush")
	w.want(err, "")
	if got.Team.ID != "T2" || got.Enterprise.ID != "E1" || got.AuthedUser.ID != eve.ID || got.Scope != "chat:write,commands" {
		t.Errorf("%+v", got)
	}
	_, err = access("hush")
	w.want(err, "invalid_code")
	who, err := slack.New(got.AccessToken, slack.OptionAPIURL(w.URL())).AuthTest()
	w.want(err, "")
	if who.TeamID != "T2" || who.UserID != got.BotUserID || who.EnterpriseID != "E1" {
		t.Errorf("%+v", who)
	}
	if denied := eve.Authorize(link, false); denied != "https://moot.example/slack/oauth?error=access_denied&state=s1" {
		t.Errorf("denied: %s", denied)
	}
	if r := eve.Slash(other.Channel("hall"), "/moot", "x"); r.Error != "" || w.bot.slashes[0].Get("team_id") != "T2" {
		t.Errorf("%v", r)
	}
}

func (w *world) http(base string, q url.Values) string { return base + "?" + q.Encode() }

func TestOrganisationWideInstall(t *testing.T) {
	w := newWorld(t)
	hq := w.Workspace("T8", fakeslack.InEnterprise("E8"))
	branch := w.Workspace("T9", fakeslack.InEnterprise("E8"))
	in := w.app.InstallOrg(hq)
	hall := branch.Channel("hall")
	hall.Join(in.Bot)
	api := slack.New(in.Token, slack.OptionAPIURL(w.URL()))
	_, _, err := api.PostMessage(hall.ID, text("x"))
	w.want(err, "")
	_, _, err = w.api.PostMessage(hall.ID, text("x"))
	w.want(err, "channel_not_found")
	zoe := branch.User("zoe")
	zoe.Slash(hall, "/moot", "x")
	if f := w.bot.slashes[0]; f.Get("is_enterprise_install") != "true" || f.Get("enterprise_id") != "E8" || f.Get("team_id") != "T9" {
		t.Errorf("%v", f)
	}
	w.app.TakeOut(branch)
	_, _, err = api.PostMessage(hall.ID, text("x"))
	w.want(err, "channel_not_found")
	_, err = api.GetUsers(slack.GetUsersOptionTeamID("T9"))
	w.want(err, "team_access_not_granted")
	w.app.LetIn(branch)
	_, _, err = api.PostMessage(hall.ID, text("x"))
	w.want(err, "")
}

func TestManifestGivesTheSettings(t *testing.T) {
	cfg, err := fakeslack.FromManifest([]byte(`
display_information: {name: Moot}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: moot}
  shortcuts: [{name: Commit, type: message, callback_id: commit_this, description: x}]
  slash_commands:
    - {command: /moot, url: "https://x.example/c", should_escape: true}
    - {command: /rota, url: "https://x.example/c"}
oauth_config: {redirect_urls: ["https://x.example/o"], scopes: {bot: [chat:write, commands]}}
settings:
  event_subscriptions: {request_url: "https://x.example/e", bot_events: [reaction_added]}
  interactivity: {is_enabled: true, request_url: "https://x.example/i"}
`))
	if err != nil {
		t.Fatal(err)
	}
	if cfg.CommandURL != "https://x.example/c" || cfg.EventURL != "https://x.example/e" || len(cfg.Commands) != 2 ||
		!slices.Equal(cfg.EscapedCommands, []string{"/moot"}) || cfg.NoHomeTab || cfg.NoMessagesTab || cfg.SocketMode ||
		!slices.Equal(cfg.Scopes, []string{"chat:write", "commands"}) || cfg.Shortcuts[0] != "commit_this" {
		t.Errorf("%+v", cfg)
	}
	if _, err := fakeslack.FromManifest([]byte("\t")); err == nil {
		t.Error("nonsense is accepted")
	}
}

func TestMessagesTabSwitchedOff(t *testing.T) {
	w := newWorld(t)
	cfg := config()
	cfg.NoMessagesTab = true
	in := w.App(cfg).Install(w.team)
	_, _, err := slack.New(in.Token, slack.OptionAPIURL(w.URL())).PostMessage(w.ana.ID, text("x"))
	w.want(err, "messages_tab_disabled")
}

func TestClockMovesStamps(t *testing.T) {
	start := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	w := newWorld(t, fakeslack.StartingAt(start))
	w.Advance(90 * time.Minute)
	if m := w.ana.Say(w.general, "x"); m.TS[:10] != "1893461400" {
		t.Errorf("stamp %s", m.TS)
	}
}
