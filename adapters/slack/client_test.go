package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
)

func classOfErr(err error) bot.FaultClass {
	if err == nil {
		return ""
	}
	return bot.FaultOf(err).Class
}

func TestAMessageIsPostedQuietlyEditedAndLinked(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	posted := w.post(card())
	if posted.UnfurlLinks != "false" || posted.UnfurlMedia != "false" {
		t.Errorf("unfurls %q %q", posted.UnfurlLinks, posted.UnfurlMedia)
	}
	if got := compact(t, posted.Metadata); got != `{"event_payload":{"key":"P12/v1/opened"},"event_type":"folkmoot"}` {
		t.Errorf("metadata %s", got)
	}
	m := card()
	m.Status, m.Tone, m.Actions = "Adopted", bot.Good, nil
	if err := w.platform().Edit(ctx, w.general.ID, posted.TS, m); err != nil {
		t.Fatal(err)
	}
	if now := posted.Now(); !strings.Contains(now.Plain(), "Adopted") || len(now.Buttons()) != 0 || string(now.Metadata) == "" {
		t.Errorf("after the edit: %v", now)
	}
	link, err := w.platform().Permalink(ctx, w.general.ID, posted.TS)
	if err != nil || !strings.Contains(link, "/archives/"+w.general.ID) {
		t.Errorf("link %q, %v", link, err)
	}
}

func TestAMessageWhoseSendingEndedInDoubtIsNotSentTwice(t *testing.T) {
	for name, thread := range map[string]bool{"channel": false, "thread": true} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t, false, nil), context.Background()
			out := bot.Outgoing{Channel: w.general.ID, Key: "P1/v1/opened", Attempt: 1, QueuedAt: w.Now(), Message: card()}
			if thread {
				out.Thread = w.ana.Say(w.general, "root").TS
			}
			before := len(w.general.Messages())
			w.Fail("chat.postMessage", fakeslack.DropAfterApply())
			if _, err := w.platform().Post(ctx, out); classOfErr(err) != bot.Passing {
				t.Fatalf("first attempt: %v", err)
			}
			for range 20 {
				w.ana.Say(w.general, "talk")
			}
			out.Attempt = 2
			post, err := w.platform().Post(ctx, out)
			if err != nil {
				t.Fatal(err)
			}
			all := w.general.Messages()
			if n := len(all) - before; n != 21 {
				t.Errorf("%d messages more, want 21", n)
			}
			if all[before].TS != post {
				t.Errorf("found %s, it stands at %s", post, all[before].TS)
			}
			out.Key = "P2/v1/opened"
			if other, err := w.platform().Post(ctx, out); err != nil || other == post {
				t.Errorf("another message: %q, %v", other, err)
			}
		})
	}
}

// The outbox counts an attempt that Slack throttled for none, so that this attempt is the second however often it is made.
func TestAMessageIsSentAlthoughItCannotBeLookedFor(t *testing.T) {
	for name, c := range map[string]struct {
		fault  fakeslack.Fault
		within time.Duration
		looks  int
	}{
		"throttled":           {fault: fakeslack.RateLimited(time.Minute, false), within: lookFor, looks: 4},
		"throttled for hours": {fault: fakeslack.RateLimited(time.Hour, false), looks: 1},
		"failing":             {fault: fakeslack.Status(500), within: time.Minute, looks: failedLooks},
		"without the scope":   {fault: fakeslack.Error("missing_scope"), looks: 1},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t, false, nil), context.Background()
			out := bot.Outgoing{Channel: w.general.ID, Key: "k", Attempt: 1, QueuedAt: w.Now(), Message: card()}
			w.Fail("chat.postMessage", fakeslack.Status(500))
			if _, err := w.platform().Post(ctx, out); classOfErr(err) != bot.Passing {
				t.Fatalf("the first attempt: %v", err)
			}
			w.Fail("conversations.history", c.fault, fakeslack.Times(100))
			begun := w.Now()
			out.Attempt++
			_, err := w.platform().Post(ctx, out)
			for ; err != nil && w.Now().Sub(begun) <= c.within; _, err = w.platform().Post(ctx, out) {
				switch f := bot.FaultOf(err); f.Class {
				case bot.Limited:
					w.Advance(f.RetryAfter)
				case bot.Passing:
					w.Advance(time.Second << out.Attempt)
					out.Attempt++
				default:
					t.Fatal(err)
				}
			}
			if took := w.Now().Sub(begun); err != nil || took > c.within {
				t.Errorf("after %v: %v", took, err)
			}
			if n := len(w.Calls("conversations.history")); n != c.looks {
				t.Errorf("looked %d times, want %d", n, c.looks)
			}
			if n := len(w.general.Messages()); n != 1 {
				t.Errorf("%d messages", n)
			}
		})
	}
}

func TestANoticeUnderALostCardStandsInTheChannel(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	w.Fail("chat.postMessage", fakeslack.Error("cannot_reply_to_message"))
	out := bot.Outgoing{Channel: w.general.ID, Thread: "1.000001", Key: "k", Attempt: 1, Message: card()}
	if _, err := w.platform().Post(ctx, out); err != nil {
		t.Fatal(err)
	}
	if all := w.general.Messages(); len(all) != 1 || all[0].ThreadTS != "" {
		t.Errorf("messages %v", all)
	}
}

func TestSlacksRefusalsHaveTheirConsequences(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	posted := w.post(card())
	post := func() error {
		_, err := w.platform().Post(ctx, bot.Outgoing{Channel: w.general.ID, Key: "k", Attempt: 1, Message: card()})
		return err
	}
	edit := func() error { return w.platform().Edit(ctx, w.general.ID, posted.TS, card()) }
	for _, c := range []struct {
		method, code string
		do           func() error
		want         bot.FaultClass
	}{
		{"chat.postMessage", "not_in_channel", post, bot.NoChannel},
		{"chat.postMessage", "channel_not_found", post, bot.NoChannel},
		{"chat.postMessage", "is_archived", post, bot.NoChannel},
		{"chat.postMessage", "restricted_action", post, bot.NoChannel},
		{"chat.postMessage", "restricted_action_read_only_channel", post, bot.NoChannel},
		{"chat.postMessage", "messages_tab_disabled", post, bot.NoSuch},
		{"chat.postMessage", "account_inactive", post, bot.NoAccess},
		{"chat.postMessage", "missing_scope", post, bot.NoAccess},
		{"chat.postMessage", "msg_blocks_too_long", post, bot.Unfit},
		{"chat.postMessage", "invalid_blocks", post, bot.Unfit},
		{"chat.postMessage", "fatal_error", post, bot.Passing},
		{"chat.postMessage", "rate_limited", post, bot.Limited},
		{"chat.update", "message_not_found", edit, bot.NoPost},
		{"chat.update", "edit_window_closed", edit, bot.NoPost},
		{"chat.update", "cant_update_message", edit, bot.NoPost},
		{"chat.update", "is_inactive", edit, bot.NoChannel},
	} {
		w.Fail(c.method, fakeslack.Error(c.code))
		if got := classOfErr(c.do()); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.method, c.code, got, c.want)
		}
		w.Advance(time.Minute)
	}
	for name, how := range map[string]fakeslack.Fault{"500": fakeslack.Status(500), "cut": fakeslack.DropAfterApply()} {
		w.Fail("chat.update", how)
		if got := classOfErr(edit()); got != bot.Passing {
			t.Errorf("%s: %s", name, got)
		}
	}
	w.Fail("chat.update", fakeslack.RateLimited(0, true))
	if f := bot.FaultOf(edit()); f.Class != bot.Limited || f.RetryAfter <= 0 {
		t.Errorf("429 without Retry-After: %v", f)
	}
}

func TestRetryAfterIsHonouredWithoutAskingAgain(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	posted := w.post(card())
	w.Fail("chat.update", fakeslack.RateLimited(40*time.Second, false))
	edit := func() error { return w.platform().Edit(ctx, w.general.ID, posted.TS, card()) }
	if f := bot.FaultOf(edit()); f.Class != bot.Limited || f.RetryAfter != 40*time.Second {
		t.Fatalf("429: %v", f)
	}
	asked := len(w.Calls("chat.update"))
	w.Advance(30 * time.Second)
	if f := bot.FaultOf(edit()); f.Class != bot.Limited || f.RetryAfter != 10*time.Second {
		t.Errorf("ten seconds early: %v", f)
	}
	if n := len(w.Calls("chat.update")); n != asked {
		t.Errorf("Slack was asked %d times more", n-asked)
	}
	w.Advance(10 * time.Second)
	if err := edit(); err != nil {
		t.Errorf("in time: %v", err)
	}
}

func TestSlacksRatesAreKept(t *testing.T) {
	w, ctx := newWorld(t, false, nil, fakeslack.WithRateLimits()), context.Background()
	posted, limited := w.post(card()), 0
	w.quiet() // Nothing that the start began calls Slack any more.
	w.platform().(*client).pace.wait = func(_ context.Context, d time.Duration) error {
		w.Advance(d)
		return nil
	}
	for range 200 {
		if err := w.platform().Edit(ctx, w.general.ID, posted.TS, card()); err != nil {
			if classOfErr(err) != bot.Limited {
				t.Fatal(err)
			}
			limited++
		}
		w.Advance(100 * time.Millisecond)
	}
	for _, c := range w.Calls("chat.update") {
		if c.Status == 429 {
			t.Fatal("Slack had to say that it was too much")
		}
	}
	if limited == 200 {
		t.Error("nothing was edited")
	}
}

func TestPeopleAreToldApart(t *testing.T) {
	w, ctx := newWorld(t, false, nil, fakeslack.PageSize(2)), context.Background()
	other := w.Workspace("T2")
	guest, stranger := w.team.User("gus", fakeslack.Guest()), w.team.User("sam", fakeslack.From(other))
	former, robot := w.team.User("fay", fakeslack.Deactivated()), w.team.User("rob", fakeslack.SomeBot())
	w.general.Join(guest, stranger, robot)
	members, err := w.platform().Members(ctx, w.general.ID)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, m := range members {
		kind := "member"
		switch {
		case m.Bot:
			kind = "bot"
		case m.Guest:
			kind = "guest"
		case m.Gone:
			kind = "gone"
		}
		kinds[m.ID] = kind
		if m.ID == w.ana.ID && (m.Zone != "Europe/Madrid" || m.Handle != "ana" || m.Name != "Ana" || m.Language != "en-US") {
			t.Errorf("ana is %+v", m)
		}
	}
	want := map[string]string{w.ana.ID: "member", w.ben.ID: "member", w.cy.ID: "member", w.in.Bot.ID: "bot", guest.ID: "guest", stranger.ID: "guest", robot.ID: "bot"}
	for id, kind := range want {
		if kinds[id] != kind {
			t.Errorf("%s is a %s, want %s", id, kinds[id], kind)
		}
	}
	if len(kinds) != len(want) {
		t.Errorf("%d members, want %d", len(kinds), len(want))
	}
	gone, err := w.platform().User(ctx, former.ID)
	if err != nil || !gone.Gone {
		t.Errorf("a deactivated account is %+v, %v", gone, err)
	}
}

func TestOneWhoCannotBeReadDoesNotHoldUpTheRest(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	w.Fail("users.info", fakeslack.After(1), fakeslack.Status(500))
	members, err := w.platform().Members(ctx, w.general.ID)
	unread := 0
	for _, m := range members {
		if m.Unread {
			unread++
		}
	}
	if err != nil || len(members) != 4 || unread != 1 {
		t.Errorf("%d members, %d unread, %v", len(members), unread, err)
	}
	if members, err = w.platform().Members(ctx, w.general.ID); err != nil || len(members) != 4 {
		t.Errorf("once it is well again: %+v, %v", members, err)
	}
	w.Advance(2 * believed)
	w.Fail("users.info", fakeslack.Status(500))
	if members, err = w.platform().Members(ctx, w.general.ID); err != nil || len(members) != 4 || members[0].Unread || members[0].Name == "" {
		t.Errorf("what was known is forgotten: %+v, %v", members, err)
	}
	w.Advance(2 * believed)
	w.Fail("users.info", fakeslack.Status(500), fakeslack.Times(20))
	if _, err = w.platform().Members(ctx, w.general.ID); classOfErr(err) != bot.Passing {
		t.Errorf("when nobody can be read: %v", err)
	}
}

func TestManyMembersAreReadAsAListAndOnce(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	for _, name := range strings.Fields("a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4 b5 b6 b7 b8 b9 c1 c2 c3 c4 c5 c6 c7 c8 c9") {
		w.general.Join(w.team.User(name))
	}
	for range 3 {
		members, err := w.platform().Members(ctx, w.general.ID)
		if err != nil || len(members) != 31 {
			t.Fatalf("%d members, %v", len(members), err)
		}
	}
	if lists, infos := len(w.Calls("users.list")), len(w.Calls("users.info")); lists != 1 || infos != 0 {
		t.Errorf("users.list was called %d times and users.info %d", lists, infos)
	}
}

func TestNamesAreFoundAsPeopleTypeThem(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	for _, name := range []string{"ben", "@Ben", " BEN "} {
		if got, err := w.platform().UserNamed(ctx, name); err != nil || got.ID != w.ben.ID {
			t.Errorf("%q is %+v, %v", name, got, err)
		}
	}
	if _, err := w.platform().UserNamed(ctx, "nobody"); classOfErr(err) != bot.NoSuch {
		t.Errorf("nobody: %v", err)
	}
	late := w.team.User("late")
	w.Advance(2 * time.Minute)
	if got, err := w.platform().UserNamed(ctx, "late"); err != nil || got.ID != late.ID {
		t.Errorf("somebody new is %+v, %v", got, err)
	}
}

func TestTheBotIsInvitedByItsOwnName(t *testing.T) {
	w := newWorld(t, false, nil)
	if key, handle := w.platform().Invite(); key != "slack.invite" || handle != w.in.Bot.Name {
		t.Errorf("invited by %s as %s", key, handle)
	}
}

func TestDirectMessagesAndChannels(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	direct, err := w.platform().Direct(ctx, w.ana.ID)
	if err != nil || direct != w.app.DM(w.ana).ID {
		t.Fatalf("direct %q, %v", direct, err)
	}
	if _, err := w.platform().Direct(ctx, w.ana.ID); err != nil || len(w.Calls("conversations.open")) != 1 {
		t.Errorf("opened %d times, %v", len(w.Calls("conversations.open")), err)
	}
	gone := w.team.User("fay", fakeslack.Deactivated())
	if _, err := w.platform().Direct(ctx, gone.ID); classOfErr(err) != bot.NoSuch {
		t.Errorf("somebody gone: %v", err)
	}
	private, away := w.team.Channel("back", fakeslack.Private()), w.team.Channel("away")
	private.Join(w.ana)
	for channel, want := range map[string]bot.ChannelInfo{
		direct:       {ID: direct, Direct: true, Private: true},
		w.general.ID: {ID: w.general.ID, Name: "general"},
		away.ID:      {ID: away.ID, Name: "away", Absent: true},
	} {
		if got, err := w.platform().Channel(ctx, channel); err != nil || got != want {
			t.Errorf("%s is %+v, %v; want %+v", channel, got, err, want)
		}
	}
	if _, err := w.platform().Channel(ctx, private.ID); classOfErr(err) != bot.NoChannel {
		t.Errorf("a private channel the bot is not in: %v", err)
	}
}

func TestEveryReactionIsRead(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	posted := w.post(card())
	for _, emoji := range []string{"+1", "+1::skin-tone-3", "hand"} {
		w.ana.React(posted, emoji)
	}
	w.ben.React(posted, "+1")
	got, _, err := w.platform().Reactions(ctx, w.general.ID, posted.TS)
	if err != nil || len(got) != 4 {
		t.Errorf("reactions %+v, %v", got, err)
	}
	if _, _, err := w.platform().Reactions(ctx, w.general.ID, "1.000001"); classOfErr(err) != bot.NoPost {
		t.Errorf("no message: %v", err)
	}
}

func TestNobodyIsCalledByWhatPeopleWrite(t *testing.T) {
	w := newWorld(t, false, nil)
	nasty := "<!channel> <!here|x> @channel <!subteam^S1> <@" + w.ben.ID + "> [x](<!channel>) `<!everyone>`"
	w.post(bot.Message{Ref: "P1", Title: text.Quote(nasty), Parts: []bot.Part{
		bot.Paragraph{Text: text.Quote(nasty)}, bot.Small{Text: text.Quote(nasty)}, bot.Written{Markdown: nasty + "\n\n```\n" + nasty + "\n```\n\n<b>" + nasty + "</b>"},
		bot.Fields{Fields: []bot.Field{{Label: nasty, Value: text.Quote(nasty), Short: true}}}, bot.Changes{Lines: []bot.Change{{Sign: '+', Text: nasty}}},
		bot.Progress{Label: text.Quote(nasty), Done: 1, Want: 2, Of: 3}, bot.Paragraph{Text: text.LinkTo(nasty, "https://example.org/<!channel>")},
	}, Fallback: nasty})
	if pings := w.Pings(); len(pings) != 0 {
		t.Errorf("pings %+v", pings)
	}
	for _, m := range w.general.Messages() {
		if strings.Contains(string(m.Blocks), "<@"+w.ben.ID+">") || strings.Contains(string(m.Blocks), "\\u003c@") {
			t.Errorf("ben was called: %s", m.Blocks)
		}
	}
}
