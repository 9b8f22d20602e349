package fakeslack_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func text(s string) slack.MsgOption { return slack.MsgOptionText(s, false) }

func TestPostedCardIsSeenAsWritten(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	if got := card.Plain(); !strings.HasPrefix(got, "*P1* Open <b> by @ana") {
		t.Errorf("reads %q", got)
	}
	if got := strings.Join(card.Buttons(), ","); got != "Consent,Object" {
		t.Errorf("buttons %q", got)
	}
	if n := len(w.cy.Sees(w.general)); n != 1 {
		t.Errorf("somebody outside sees %d messages of a public channel", n)
	}
	if n := len(w.ben.Sees(w.back)); n != 0 {
		t.Errorf("somebody outside sees %d messages of a private channel", n)
	}
}

func TestTimestampsAreUniqueAndRising(t *testing.T) {
	w := newWorld(t)
	last := ""
	for range 5 {
		_, ts, err := w.api.PostMessage(w.general.ID, text("x"))
		w.want(err, "")
		if ts <= last {
			t.Errorf("%s after %s", ts, last)
		}
		last = ts
	}
}

func TestEditsAreCounted(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	_, _, _, err := w.api.UpdateMessage(w.general.ID, card.TS, text("P1 Adopted"))
	w.want(err, "")
	now := card.Now()
	if w.Edits(card) != 1 || now.Text != "P1 Adopted" || now.History[0].Text != "P1 Open" {
		t.Errorf("edits %d, %+v", w.Edits(card), now)
	}
	if len(now.Blocks) == 0 {
		t.Error("blocks that were not named are gone")
	}
	if len(w.Calls("chat.update")) != 1 {
		t.Error("the call is not on record")
	}
}

func TestPostingIsRefusedWhereSlackRefuses(t *testing.T) {
	w := newWorld(t)
	post := func(channel string, opts ...slack.MsgOption) error {
		_, _, err := w.api.PostMessage(channel, append(opts, text("hello"))...)
		return err
	}
	other := w.team.Channel("other")
	w.want(post(other.ID), "not_in_channel")
	w.want(post(w.back.ID), "channel_not_found")
	w.want(post("C404"), "channel_not_found")
	w.want(post(w.ana.ID), "")
	if len(w.ana.Direct()) != 1 {
		t.Error("the direct message did not arrive")
	}
	card := w.card(w.general)
	w.general.Archive()
	w.want(post(w.general.ID), "is_archived")
	_, _, _, err := w.api.UpdateMessage(w.general.ID, card.TS, text("x"))
	w.want(err, "is_inactive")
	w.general.Unarchive()
	card.Delete(w.ana)
	_, _, _, err = w.api.UpdateMessage(w.general.ID, card.TS, text("x"))
	w.want(err, "message_not_found")
	w.general.Delete()
	w.want(post(w.general.ID), "channel_not_found")
	w.ben.Deactivate()
	_, _, _, err = w.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{w.ben.ID}})
	w.want(err, "user_disabled")
	w.app.Revoke(w.in.Token)
	w.want(post(w.ana.ID), "token_revoked")
}

func TestTheBotsFaultsFailTheTest(t *testing.T) {
	w := newWorld(t)
	_, _, err := w.api.PostMessage(w.general.ID)
	w.want(err, "no_text")
	w.blames("no_text")

	long := slack.NewTextBlockObject("plain_text", strings.Repeat("x", 151), false, false)
	_, _, err = w.api.PostMessage(w.general.ID, slack.MsgOptionBlocks(slack.NewHeaderBlock(long)))
	w.want(err, "invalid_blocks")
	w.blames("must be less than 151 characters [json-pointer:/blocks/0/text/text]")

	card := w.card(w.general)
	_, _, _, err = w.api.UpdateMessage(w.general.ID, card.TS, text(strings.Repeat("x", 4001)))
	w.want(err, "msg_too_long")
	w.blames("4001 characters")

	_, err = w.api.GetUserByEmail("ana@example.com")
	w.want(err, "missing_scope")
	w.blames("needs users:read.email")

	w.raw("chat.postMessage", url.Values{"text": {"x"}}, "invalid_arguments")
	w.blames("missing required field: channel")
	w.raw("chat.postmessage", url.Values{}, "unknown_method")
	w.blames("unknown_method")
	w.raw("chat.postMessage?token="+w.in.Token, nil, "not_authed")
	w.blames("query string")

	w.Expect("no_text")
	_, _, err = w.api.PostMessage(w.general.ID)
	w.want(err, "no_text")
	w.blames()
	if v := w.Violations(); len(v) != 8 || !v[7].Expected {
		t.Errorf("violations %+v", v)
	}
}

// raw calls a method by plain HTTP. Without form values it carries no token.
func (w *world) raw(method string, form url.Values, want string) {
	w.t.Helper()
	if form != nil {
		form.Set("token", w.in.Token)
	}
	resp, err := http.PostForm(w.URL()+method, form)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var body struct {
		OK    bool
		Error string
	}
	decode(w.t, resp, &body)
	if body.Error != want || body.OK != (want == "") {
		w.t.Errorf("%s: %+v, want %q", method, body, want)
	}
}

func TestScopesAreNamedInTheRefusal(t *testing.T) {
	w := newWorld(t)
	w.Expect("missing_scope")
	w.app.Drop(w.in.Token, "chat:write")
	_, _, err := w.api.PostMessage(w.general.ID, text("x"))
	refusal, ok := err.(slack.SlackErrorResponse)
	if !ok || refusal.Needed != "chat:write" || !strings.Contains(refusal.Provided, "commands") {
		t.Errorf("%+v", err)
	}
}

func TestEphemeralIsForOne(t *testing.T) {
	w := newWorld(t)
	_, err := w.api.PostEphemeral(w.general.ID, w.ana.ID, text("psst"))
	w.want(err, "")
	_, err = w.api.PostEphemeral(w.general.ID, w.cy.ID, text("psst"))
	w.want(err, "user_not_in_channel")
	if len(w.ana.Ephemerals(w.general)) != 1 || len(w.ben.Ephemerals(nil)) != 0 || len(w.ben.Sees(w.general)) != 0 {
		t.Error("the wrong people see it")
	}
}

func TestPingsAreNoted(t *testing.T) {
	w := newWorld(t)
	for _, s := range []string{"&lt;!channel&gt;", "hello"} {
		_, _, err := w.api.PostMessage(w.general.ID, text(s))
		w.want(err, "")
	}
	if got := w.Pings(); len(got) != 0 {
		t.Errorf("pings %v", got)
	}
	_, _, err := w.api.PostMessage(w.general.ID, text("all <!here>"))
	w.want(err, "")
	if got := w.Pings(); len(got) != 1 || got[0].Token != "<!here>" || got[0].Channel != w.general.ID {
		t.Errorf("pings %+v", got)
	}
}

func TestMetadataIsFoundInHistory(t *testing.T) {
	w := newWorld(t)
	_, _, err := w.api.PostMessage(w.general.ID, text("x"), slack.MsgOptionMetadata(slack.SlackMetadata{
		EventType: "card", EventPayload: map[string]any{"key": "P1/v1/opened"},
	}))
	w.want(err, "")
	page, err := w.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: w.general.ID, IncludeAllMetadata: true})
	w.want(err, "")
	if len(page.Messages) != 1 || page.Messages[0].Metadata.EventPayload["key"] != "P1/v1/opened" {
		t.Errorf("%+v", page.Messages)
	}
	if _, err := w.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: w.team.Channel("else").ID}); err == nil || err.Error() != "not_in_channel" {
		t.Errorf("history of a channel the bot is not in: %v", err)
	}
}

func TestThreads(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	_, _, err := w.api.PostMessage(w.general.ID, text("in thread"), slack.MsgOptionTS(card.TS))
	w.want(err, "")
	w.ana.SayIn(w.general, "me too", card)
	replies, _, _, err := w.api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: w.general.ID, Timestamp: card.TS})
	w.want(err, "")
	if len(replies) != 3 || replies[0].Timestamp != card.TS {
		t.Errorf("replies %+v", replies)
	}
	link, err := w.api.GetPermalink(&slack.PermalinkParameters{Channel: w.general.ID, Ts: card.TS})
	w.want(err, "")
	if !strings.Contains(link, strings.ReplaceAll(card.TS, ".", "")) {
		t.Errorf("permalink %s", link)
	}
}

func TestOnlyOwnMessagesCanBeChanged(t *testing.T) {
	w := newWorld(t)
	w.Expect("cant_update_message", "cant_delete_message")
	said := w.ana.Say(w.general, "hello")
	_, _, _, err := w.api.UpdateMessage(w.general.ID, said.TS, text("bye"))
	w.want(err, "cant_update_message")
	_, _, err = w.api.DeleteMessage(w.general.ID, said.TS)
	w.want(err, "cant_delete_message")
	card := w.card(w.general)
	_, _, err = w.api.DeleteMessage(w.general.ID, card.TS)
	w.want(err, "")
	if !card.Now().Deleted || len(w.ana.Sees(w.general)) != 1 {
		t.Error("the card is still there")
	}
}
