package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
)

// What Slack does not let the app do is said by readiness, with what would mend it, until it is mended.
func TestReadinessSaysWhatTheAppMayNotDo(t *testing.T) {
	ctx := context.Background()
	post := func(w *world, channel string) {
		_, _ = w.platform().Post(ctx, bot.Outgoing{Channel: channel, Key: "k", Attempt: 1, Message: card()})
		w.Advance(time.Minute)
	}
	for name, c := range map[string]struct {
		breaks, calls, mends func(*world)
		says                 []string
	}{
		"a scope": {
			breaks: func(w *world) { w.Expect("missing_scope"); w.app.Drop(w.in.Token, "chat:write") },
			calls:  func(w *world) { post(w, w.general.ID) },
			mends: func(w *world) {
				w.app.Grant(w.in.Token, "chat:write")
				_, _ = w.platform().Channel(ctx, w.general.ID) // whatever is asked, Slack says what the token may do
			},
			says: []string{"T1", "chat:write", "install it again"},
		},
		"a permission": {
			breaks: func(w *world) { w.Fail("chat.postMessage", fakeslack.Error("no_permission")) },
			calls:  func(w *world) { post(w, w.general.ID) },
			mends:  func(w *world) { post(w, w.general.ID) },
			says:   []string{"T1", "chat.postMessage", "no_permission", "administrator"},
		},
		"the messages tab": {
			breaks: func(w *world) {
				w.Fail("chat.postMessage", fakeslack.Error("messages_tab_disabled"), fakeslack.In(w.app.DM(w.ana)))
			},
			calls: func(w *world) { post(w, w.app.DM(w.ana).ID); post(w, w.general.ID) },
			mends: func(w *world) { post(w, w.app.DM(w.ana).ID) },
			says:  []string{"T1", "messages tab"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false, nil)
			w.quiet()
			c.breaks(w)
			if ok, why := w.adapter.Ready(); !ok {
				t.Fatalf("not ready before: %s", why)
			}
			c.calls(w)
			ok, why := w.adapter.Ready()
			for _, word := range c.says {
				if ok || !strings.Contains(why, word) {
					t.Errorf("readiness says %q, and nothing of %s", why, word)
				}
			}
			c.mends(w)
			if ok, why := w.adapter.Ready(); !ok {
				t.Errorf("once it is mended: %s", why)
			}
		})
	}
}

// Without what it can do without, the app is as ready as ever.
func TestWhatIsDispensableIsNoTrouble(t *testing.T) {
	w, ctx := newWorld(t, false, nil), context.Background()
	w.quiet()
	w.Expect("missing_scope")
	w.app.Drop(w.in.Token, "channels:history", "usergroups:read")
	if _, err := w.platform().Post(ctx, bot.Outgoing{Channel: w.general.ID, Key: "k", Attempt: 2, QueuedAt: w.Now(), Message: card()}); err != nil {
		t.Fatal(err)
	}
	w.Advance(time.Minute)
	if _, _, err := w.platform().(bot.Grouper).GroupNamed(ctx, "cooks"); err != nil {
		t.Fatal(err)
	}
	if ok, why := w.adapter.Ready(); !ok || len(w.Calls("conversations.history"))*len(w.Calls("usergroups.list")) == 0 {
		t.Errorf("not ready: %s", why)
	}
}

// An app that is thrown out, and one that is installed anew, lack nothing that an earlier token lacked.
func TestWhatATokenLackedIsForgottenWithIt(t *testing.T) {
	store := newTokens()
	w := many(t, store)
	w.Expect("missing_scope")
	c := browser(t)
	w.get(c, w.ana.Authorize(w.begin(c), true))
	w.synced()
	w.quiet()
	w.app.Drop(w.adapter.exactly("T1").api.token, "chat:write")
	_, _ = w.platform().Post(context.Background(), bot.Outgoing{Channel: w.general.ID, Key: "k", Attempt: 1, Message: card()})
	if ok, _ := w.adapter.Ready(); ok {
		t.Fatal("ready without chat:write")
	}
	w.app.Uninstall(w.team)
	w.quiet()
	if ok, why := w.adapter.Ready(); !ok {
		t.Errorf("once it is thrown out: %s", why)
	}
}
