package slack

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
)

// housed is a bot behind the adapter as it runs: a desk that tells the test's own what the tests of the adapter wait for.
type housed struct {
	*bot.Bot
	desk *desk
}

func (h housed) Connect(ctx context.Context, platform, team, name string, p bot.Platform) (governance.WorkspaceID, error) {
	if _, err := h.desk.Connect(ctx, platform, team, name, p); err != nil {
		return 0, err
	}
	return h.Bot.Connect(ctx, platform, team, name, p)
}

func (h housed) Sync(ctx context.Context, ws governance.WorkspaceID) error {
	return errors.Join(h.Bot.Sync(ctx, ws), h.desk.Sync(ctx, ws))
}

// whole is a world with the bot in it, on Slack's clock.
type whole struct {
	*world
	bot  *bot.Bot
	db   *storage.DB
	path string
}

func newWhole(t *testing.T, opts ...fakeslack.Option) *whole {
	t.Helper()
	w := &whole{path: filepath.Join(t.TempDir(), "moot.db")}
	w.world = newWorld(t, false, func(c *Config) {
		w.open(t, c.Now)
		c.Desk = housed{w.bot, c.Desk.(*desk)}
	}, opts...)
	t.Cleanup(func() { _ = w.db.Close() })
	w.quiet() // Nobody waits any more.
	w.platform().(*client).pace.wait = func(_ context.Context, d time.Duration) error {
		w.Server.Advance(d)
		return nil
	}
	return w
}

// open starts the bot on the database.
func (w *whole) open(t *testing.T, now func() time.Time) {
	t.Helper()
	register, err := assembly.NewRegister(bot.Practices()...)
	if err != nil {
		t.Fatal(err)
	}
	if w.db, err = storage.Open(context.Background(), w.path, register); err != nil {
		t.Fatal(err)
	}
	w.bot, err = bot.New(bot.Config{Store: w.db, Now: now, Log: slog.New(slog.DiscardHandler), Catalogue: testCatalogue(t), Zone: "Europe/Madrid",
		Reference: func() string { return "ref" }, AtOnce: 1})
	if err != nil {
		t.Fatal(err)
	}
}

// restart stops the bot, and starts it again as another process would: all that it knows is in the database.
func (w *whole) restart() {
	w.t.Helper()
	if err := w.db.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open(w.t, w.Now)
	was := w.adapter.exactly("T1").client
	is := newClient(clientConfig{token: was.api.token, apiURL: was.api.base, team: was.team, botUser: was.botUser, botID: was.botID, handle: was.handle,
		sealer: was.render.sealer, words: was.render.words, now: was.now, http: was.api.http})
	is.pace.wait = was.pace.wait
	if _, err := w.bot.Connect(context.Background(), "slack", "T1", "Kitchen", is); err != nil {
		w.t.Fatal(err)
	}
}

// deliver lets the bot say what it has to say, and time pass.
func (w *whole) deliver(d time.Duration) {
	w.t.Helper()
	for end := w.Now().Add(d); ; w.Advance(time.Second) {
		if err := w.bot.Deliver(context.Background()); err != nil {
			w.t.Fatal(err)
		}
		w.quiet()
		if !w.Now().Before(end) {
			return
		}
	}
}

// said are the messages that the outbox brought to #general and that hold these words.
func (w *whole) said(words string) []fakeslack.Message {
	var out []fakeslack.Message
	for _, m := range w.general.Messages() {
		if len(m.Metadata) > 0 && strings.Contains(m.Plain(), words) {
			out = append(out, m)
		}
	}
	return out
}

// Where Slack gives little of a channel's past and that seldom, a message whose sending ended in doubt comes all the same, and soon; and
// where it can be seen that it is there already, it doesn't come twice.
func TestADoubtfulMessageComesSoonAlthoughThePastIsHardToRead(t *testing.T) {
	for name, c := range map[string]struct {
		fault fakeslack.Fault
		talk  int
	}{
		"sent, little talk":     {fakeslack.DropAfterApply(), 5},
		"sent, much talk":       {fakeslack.DropAfterApply(), 40},
		"not sent, little talk": {fakeslack.Status(500), 5},
		"not sent, much talk":   {fakeslack.Status(500), 40},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWhole(t, fakeslack.WithRateLimits())
			w.ana.Slash(w.general, "/propose", "Buy a ladder")
			w.deliver(10 * time.Second)
			w.ana.Slash(w.general, "/propose", "Paint the shed")
			w.Fail("chat.postMessage", c.fault)
			w.deliver(0)
			for range c.talk {
				w.ana.Say(w.general, "talk")
			}
			w.ben.Slash(w.general, "/propose", "Sow some beans")
			w.deliver(4 * time.Minute)
			for _, what := range []string{"Paint the shed", "Sow some beans"} {
				if n := len(w.said(what)); n != 1 {
					t.Errorf("%s: the card stands there %d times", what, n)
				}
			}
			if n := len(w.Calls("conversations.history")); n > 5 {
				t.Errorf("the past was asked for %d times", n)
			}
		})
	}
}

// A process that died in the middle leaves letters behind, of which the first in each channel may have been posted: that one is looked for,
// and those behind it don't wait for longer than that.
func TestWhatAnEarlierProcessMayHavePostedIsLookedForOnce(t *testing.T) {
	for name, talk := range map[string]int{"little talk": 5, "much talk": 40} {
		t.Run(name, func(t *testing.T) {
			w := newWhole(t, fakeslack.WithRateLimits())
			w.ana.Slash(w.general, "/propose", "Buy a ladder")
			w.deliver(10 * time.Second)
			all := []string{"Paint the shed", "Sow some beans", "Mend the gate"}
			for _, what := range all {
				w.ana.Slash(w.general, "/propose", what)
			}
			w.Fail("chat.postMessage", fakeslack.DropAfterApply())
			w.deliver(0)
			for range talk {
				w.ana.Say(w.general, "talk")
			}
			w.Advance(time.Hour)
			w.restart()
			w.deliver(4 * time.Minute)
			for _, what := range all {
				if n := len(w.said(what)); n != 1 {
					t.Errorf("%s: the card stands there %d times", what, n)
				}
			}
		})
	}
}

// Whoever cannot be written to alone is asked where they objected, for their eyes only, and can answer there (D11).
func TestWhoGetsNoDirectMessagesIsAskedInTheChannel(t *testing.T) {
	w := newWhole(t)
	w.ana.Slash(w.general, "/propose", "Paint the shed")
	w.deliver(5 * time.Second)
	w.Fail("chat.postMessage", fakeslack.Error("messages_tab_disabled"), fakeslack.In(w.app.DM(w.ben)), fakeslack.Times(100))
	w.ben.React(w.said("Paint the shed")[0], "hand")
	w.quiet()
	w.deliver(5 * time.Second)
	asked := w.ben.Ephemerals(w.general)
	if len(asked) != 1 || !strings.Contains(asked[0].Plain(), "You objected to") {
		t.Fatalf("ben sees %v", asked)
	}
	if seen := w.cy.Ephemerals(w.general); len(seen) != 0 {
		t.Errorf("cy sees %v", seen)
	}
	w.ben.Press(asked[0], "Give the reason")
	w.ben.Submit(w.ben.View(), map[string]any{"why": "The hall is taken."})
	w.quiet()
	w.deliver(5 * time.Second)
	if all := w.said("The hall is taken."); len(all) != 2 || all[1].ThreadTS != all[0].TS {
		t.Errorf("the reason stands on the card and under it: %v", all)
	}
}

// Nothing is asked of an account that is deactivated, and nobody is bothered with it.
func TestWhoIsGoneIsNotAsked(t *testing.T) {
	w := newWhole(t)
	w.ana.Slash(w.general, "/propose", "Paint the shed")
	w.deliver(5 * time.Second)
	w.ben.React(w.said("Paint the shed")[0], "hand")
	w.quiet()
	w.LoseEvents(10)
	w.ben.Deactivate()
	w.Advance(2 * fresh)
	w.deliver(5 * time.Second)
	for _, m := range w.app.DM(w.ana).Messages() {
		if strings.Contains(m.Plain(), "could not reach") {
			t.Errorf("ana is told %q", m.Plain())
		}
	}
	if n := len(w.Calls("chat.postEphemeral")); n != 0 {
		t.Errorf("%d whispers", n)
	}
}

// What Slack does not let the bot post in a channel is told to whoever waits for it and to the operator, and posted once it may be.
func TestWhatMayNotBePostedIsToldAndKept(t *testing.T) {
	w := newWhole(t)
	w.ana.Slash(w.general, "/propose", "Buy a ladder")
	w.deliver(5 * time.Second)
	w.Fail("chat.postMessage", fakeslack.Error("no_permission"), fakeslack.In(w.general), fakeslack.Times(1000))
	w.ana.Slash(w.general, "/propose", "Paint the shed")
	w.deliver(10 * time.Minute)
	told := 0
	for _, m := range w.app.DM(w.ana).Messages() {
		if strings.Contains(m.Plain(), "I lack a permission") {
			told++
		}
	}
	if ok, why := w.adapter.Ready(); told != 1 || ok || !strings.Contains(why, "no_permission") {
		t.Errorf("ana is told %d times, the operator %q", told, why)
	}
	w.Heal("chat.postMessage")
	w.deliver(2 * time.Minute)
	if ok, why := w.adapter.Ready(); len(w.said("Paint the shed")) != 1 || !ok {
		t.Errorf("once it may, the card stands there %d times; readiness says %q", len(w.said("Paint the shed")), why)
	}
}

// A list of reactions that is cut short, as its count shows, takes nobody's consent away, neither after a restart nor at the deadline (D16).
func TestAShortListOfReactionsTakesNothingBack(t *testing.T) {
	w := newWhole(t)
	w.ana.Slash(w.general, "/propose", "Buy a ladder")
	w.ana.Slash(w.general, "/moot", "circle set early off")
	w.ana.Slash(w.general, "/propose", "Paint the shed --by in 2 days")
	w.deliver(5 * time.Second)
	card := w.said("Paint the shed")[0]
	w.ben.React(card, "+1")
	w.cy.React(card, "+1")
	w.quiet()
	w.NameReactors(1)
	w.restart()
	if err := w.bot.Sync(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	w.deliver(5 * time.Second)
	if is := card.Now().Plain(); !strings.Contains(is, "2 of 2 responded") {
		t.Errorf("after a restart the card says %q", is)
	}
	w.Advance(49 * time.Hour)
	if err := w.bot.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.deliver(5 * time.Second)
	if is := card.Now().Plain(); !strings.Contains(is, "Adopted") || !strings.Contains(is, "2 of 2 responded") {
		t.Errorf("after the deadline the card says %q", is)
	}
}

// A private channel that the bot lost, and somebody whom Slack does not know any more, are read once and not again and again: everything
// else is read, and what stands in the channel is paused and told once (D25).
func TestWhatCannotBeReadForGoodCountsAsRead(t *testing.T) {
	w := newWhole(t)
	safe := w.team.Channel("safe", fakeslack.Private())
	safe.Join(w.ana, w.ben, w.in.Bot)
	w.ana.Slash(w.general, "/propose", "Paint the shed")
	w.ana.Slash(safe, "/propose", "Buy a lock")
	w.deliver(5 * time.Second)
	card := w.said("Paint the shed")[0]
	w.LoseEvents(10)
	w.cy.React(card, "+1")
	w.ben.Leave(w.general)
	safe.Remove(w.in.Bot)
	w.Fail("users.info", fakeslack.Error("user_not_found"), fakeslack.Times(100))
	for range 2 {
		w.restart()
		if err := w.bot.Sync(context.Background(), 1); err != nil {
			t.Errorf("what can be read is read, and it answers %v", err)
		}
		w.deliver(5 * time.Second)
	}
	if is := card.Now().Plain(); !strings.Contains(is, "1 of 2 responded") {
		t.Errorf("the card in the other channel says %q", is)
	}
	told := 0
	for _, m := range w.app.DM(w.ana).Messages() {
		if strings.Contains(m.Plain(), "is paused") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("ana is told %d times", told)
	}
}

// A message's menu in a direct message, where nobody can say --in, has the circles to choose from (K1).
func TestAShortcutInPrivateAsksForWhichCircle(t *testing.T) {
	w := newWhole(t)
	pots := w.team.Channel("pots")
	pots.Join(w.ana, w.cy, w.in.Bot)
	w.ana.Slash(w.general, "/propose", "Paint the shed")
	w.ana.Slash(pots, "/propose", "Cook on Mondays")
	w.deliver(5 * time.Second)
	said := w.ana.Say(w.app.DM(w.ana), "Could we have a ladder?")
	w.ana.Shortcut(said, ShortcutPropose)
	w.quiet()
	if got := w.ana.Submit(w.ana.View(), map[string]any{}); len(got.Missing) != 1 {
		t.Errorf("without a circle the form lacks %v", got.Missing)
	}
	w.ana.Submit(w.ana.View(), map[string]any{"circle": "general"})
	w.quiet()
	w.deliver(5 * time.Second)
	if n := len(w.said("Could we have a ladder?")); n != 1 {
		t.Errorf("the card stands in the circle's channel %d times", n)
	}
}
