package fakeslack_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

// full is an API with every scope the lesser methods want.
func (w *world) full() *slack.Client {
	in := w.app.Install(w.team, "emoji:read", "dnd:read", "pins:write", "users:read.email", "users.profile:read",
		"usergroups:write", "channels:manage", "channels:write.invites", "mpim:write", "mpim:read")
	return slack.New(in.Token, slack.OptionAPIURL(w.URL()))
}

func TestWhoIsThere(t *testing.T) {
	w := newWorld(t)
	api := w.full()
	w.team.Emoji("moot")
	who, err := api.AuthTest()
	w.want(err, "")
	team, err := api.GetTeamInfo()
	w.want(err, "")
	bot, err := api.GetBotInfo(slack.GetBotInfoParameters{Bot: w.in.BotID})
	w.want(err, "")
	emoji, err := api.GetEmoji()
	w.want(err, "")
	_, err = api.GetDNDInfo(&w.ana.ID)
	w.want(err, "")
	ana, err := api.GetUserByEmail("ana@example.com")
	w.want(err, "")
	profile, err := api.GetUserProfile(&slack.GetUserProfileParameters{UserID: w.ben.ID})
	w.want(err, "")
	if who.BotID != w.in.BotID || team.ID != "T1" || bot.UserID != w.in.Bot.ID || emoji["moot"] == "" ||
		ana.ID != w.ana.ID || profile.Email != "ben@example.com" {
		t.Errorf("%+v %+v %+v %+v %+v %+v", who, team, bot, emoji, ana, profile)
	}
	_, err = api.GetUserByEmail("nobody@example.com")
	w.want(err, "users_not_found")
}

func TestPins(t *testing.T) {
	w := newWorld(t)
	api, ref := w.full(), slack.NewRefToMessage(w.general.ID, w.card(w.general).TS)
	w.want(api.AddPin(w.general.ID, ref), "")
	w.want(api.AddPin(w.general.ID, ref), "already_pinned")
	w.want(api.RemovePin(w.general.ID, ref), "")
	w.want(api.RemovePin(w.general.ID, ref), "no_pin")
}

func TestConversationsOfPeople(t *testing.T) {
	w := newWorld(t)
	api := w.full()
	im, _, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{w.ana.ID}, ReturnIM: true})
	w.want(err, "")
	again, _, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{w.ana.ID}})
	w.want(err, "")
	many, _, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{w.ana.ID, w.ben.ID}})
	w.want(err, "")
	if im.ID != again.ID || im.ID == many.ID || im.ID != w.app.DM(w.ana).ID {
		t.Errorf("%s %s %s", im.ID, again.ID, many.ID)
	}
	_, _, _, err = api.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U404"}})
	w.want(err, "user_not_found")
	_, _, _, err = api.OpenConversation(&slack.OpenConversationParameters{Users: []string{w.in.Bot.ID}})
	w.want(err, "cannot_dm_bot")
	mine, _, err := api.GetConversationsForUser(&slack.GetConversationsForUserParameters{Types: []string{"public_channel", "im", "mpim"}})
	w.want(err, "")
	if len(mine) != 3 {
		t.Errorf("%d conversations", len(mine))
	}
	_, err = api.InviteUsersToConversation(w.general.ID, w.cy.ID)
	w.want(err, "")
	_, err = api.InviteUsersToConversation(w.general.ID, w.cy.ID)
	w.want(err, "already_in_channel")
}

func TestReactionsOfSomebody(t *testing.T) {
	w := newWorld(t)
	w.ana.React(w.card(w.general), "hand")
	w.card(w.general)
	items, _, err := w.api.ListReactions(slack.ListReactionsParameters{User: w.ana.ID})
	w.want(err, "")
	if len(items) != 1 {
		t.Errorf("%+v", items)
	}
	ref := slack.NewRefToMessage(w.general.ID, items[0].Message.Timestamp)
	w.want(w.api.RemoveReaction("hand", ref), "no_reaction") // it is hers
	w.Expect("invalid_name")
	w.want(w.api.AddReaction(":hand up:", ref), "invalid_name")
}

func TestGroupFollowsTheRota(t *testing.T) {
	w := newWorld(t)
	g := w.team.Group("facilitator", w.ana)
	_, err := w.full().UpdateUserGroupMembers(g.ID, w.ben.ID)
	w.want(err, "")
	if !slices.Equal(g.Members(), []*fakeslack.User{w.ben}) {
		t.Errorf("members %v", g.Members())
	}
	g.Disable()
	_, err = w.api.GetUserGroupMembers(g.ID)
	w.want(err, "no_such_subteam")
}

func TestLeaving(t *testing.T) {
	w := newWorld(t)
	w.Expect("bad_client_secret")
	w.raw("apps.uninstall", url.Values{"client_id": {"1.2"}, "client_secret": {"guess"}}, "bad_client_secret")
	_, err := w.api.SendAuthRevoke("")
	w.want(err, "")
	_, err = w.api.AuthTest()
	w.want(err, "token_revoked")
	w.in = w.app.Install(w.team)
	w.raw("apps.uninstall", url.Values{"client_id": {"1.2"}, "client_secret": {"hush"}}, "")
	w.raw("auth.test", url.Values{}, "account_inactive")
}

func TestFilledInByKind(t *testing.T) {
	w := newWorld(t)
	label := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	input := func(id string, e slack.BlockElement) slack.Block { return slack.NewInputBlock(id, label(id), nil, e) }
	opts := []*slack.OptionBlockObject{
		slack.NewOptionBlockObject("a", label("A"), nil), slack.NewOptionBlockObject("b", label("B"), nil),
	}
	w.ana.GlobalShortcut("commit_this")
	view := modalView("kinds")
	view.Blocks.BlockSet = []slack.Block{
		input("who", slack.NewOptionsSelectBlockElement("users_select", label("who"), "x")),
		input("all", slack.NewOptionsMultiSelectBlockElement("multi_users_select", label("all"), "x")),
		input("boxes", slack.NewCheckboxGroupsBlockElement("x", opts...)),
		input("menu", slack.NewOptionsSelectBlockElement("static_select", label("menu"), "x", opts...)),
		input("day", slack.NewDatePickerBlockElement("x")),
		input("at", slack.NewDateTimePickerBlockElement("x")),
	}
	_, err := w.api.OpenView(w.bot.actions[0].TriggerID, view)
	w.want(err, "")
	w.ana.Submit(w.ana.View(), fakeslack.Values{
		"who": w.ben, "all": []string{w.ana.ID, w.ben.ID}, "boxes": []string{"A", "b"}, "menu": "B", "day": "2026-12-01", "at": 1800000000,
	})
	got := w.bot.actions[1].View.State.Values
	if got["who"]["x"].SelectedUser != w.ben.ID || len(got["all"]["x"].SelectedUsers) != 2 ||
		len(got["boxes"]["x"].SelectedOptions) != 2 || got["menu"]["x"].SelectedOption.Value != "b" ||
		got["day"]["x"].SelectedDate != "2026-12-01" || got["at"]["x"].SelectedDateTime != 1800000000 {
		t.Errorf("%+v", got)
	}
}
