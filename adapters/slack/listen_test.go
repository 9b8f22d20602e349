package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/governance"
)

// eventually waits for something that other goroutines bring about.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.NewTimer(never)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-deadline.C:
			t.Fatalf("it never came to be that %s", what)
		case <-tick.C:
		}
	}
}

func TestSeveralConnectionsAreHeldAndAnyTakesAnything(t *testing.T) {
	w := newWorld(t, true, func(c *Config) { c.Sockets = 3 })
	w.desk.answers(say("Yes."))
	for range 7 {
		if got := w.ana.Slash(w.general, "/moot", "help"); !strings.Contains(got.Plain(), "Yes.") {
			t.Fatalf("answered %v", got)
		}
	}
	if ok, why := w.adapter.Ready(); !ok {
		t.Errorf("not ready: %s", why)
	}
}

func TestAConnectionThatIsRenewedLosesNothing(t *testing.T) {
	w := newWorld(t, true, nil)
	w.app.Disconnect("warning")
	w.app.WaitConnected(2) // The old one is still served.
	w.desk.answers(say("Yes."))
	for range 4 {
		if got := w.ana.Slash(w.general, "/moot", "help"); !strings.Contains(got.Plain(), "Yes.") {
			t.Fatalf("answered %v", got)
		}
	}
	w.synced()                            // What may have happened meanwhile is read.
	w.app.Disconnect("refresh_requested") // The oldest goes, as announced.
	w.app.WaitConnected(1)
	w.app.Disconnect("refresh_requested") // Now its successor does.
	w.synced()
	w.app.WaitConnected(1)
}

func TestABrokenConnectionIsMadeAgainAndWhatWasMissedIsRead(t *testing.T) {
	w := newWorld(t, true, nil)
	w.app.CutConnections()
	w.synced()
	w.app.WaitConnected(1)
	eventually(t, "the adapter is ready", func() bool { ok, _ := w.adapter.Ready(); return ok })
}

// readDesk is a desk that tells when a workspace begins to be read, and reads it when the test lets it.
type readDesk struct {
	Desk
	begun, goOn chan struct{}
}

func (d readDesk) Sync(ctx context.Context, ws governance.WorkspaceID) error {
	d.begun <- struct{}{}
	select {
	case <-d.goOn:
	case <-ctx.Done():
		return ctx.Err()
	}
	return d.Desk.Sync(ctx, ws)
}

// What somebody asks to be read while it is being read may have happened after it was looked for: it is read once more, however many asked.
func TestAWorkspaceIsReadOnceMoreForThoseWhoAskMeanwhile(t *testing.T) {
	w, cfg := newSlack(t, false)
	d := readDesk{cfg.Desk, make(chan struct{}, 8), make(chan struct{}, 8)}
	cfg.Desk = d
	w.launch(cfg)
	<-d.begun
	w.adapter.syncSoon(w.adapter.exactly("T1"))
	w.adapter.syncSoon(w.adapter.exactly("T1"))
	d.goOn <- struct{}{}
	w.synced()
	select {
	case <-d.begun:
	case <-time.After(never):
		t.Fatal("it is not read again")
	}
	d.goOn <- struct{}{}
	w.synced()
	eventually(t, "the reading ends", func() bool {
		w.adapter.mu.RLock()
		defer w.adapter.mu.RUnlock()
		return len(w.adapter.syncing) == 0
	})
	if n := len(d.begun); n != 0 {
		t.Errorf("it was read %d times more", n)
	}
}

func TestSocketModeSwitchedOffIsSaid(t *testing.T) {
	w := newWorld(t, true, nil)
	w.app.Disconnect("link_disabled")
	eventually(t, "readiness says so", func() bool {
		ok, why := w.adapter.Ready()
		return !ok && strings.Contains(why, "switched off")
	})
	if n := len(w.Calls("apps.connections.open")); n != 1 {
		t.Errorf("asked for %d connections", n)
	}
}

func TestARefusedAppTokenKeepsTryingAndSaysWhatToDo(t *testing.T) {
	w := newWorld(t, false, func(c *Config) { c.AppToken = "xapp-1-nonsense" })
	eventually(t, "readiness says so", func() bool {
		ok, why := w.adapter.Ready()
		return !ok && strings.Contains(why, "copy it again")
	})
	eventually(t, "it was tried again", func() bool { return len(w.Calls("apps.connections.open")) > 1 })
}

func TestStoppingFinishesWhatWasBegun(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	w := newWorld(t, true, func(c *Config) { c.Desk = slowDesk{c.Desk, func() { close(begun); <-goOn }} })
	w.desk.answers(say("Done."))
	answered := make(chan fakeslack.Reply)
	go func() { answered <- w.ana.Slash(w.general, "/moot", "P1 consent") }()
	<-begun
	stopped := make(chan error)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), never)
		defer cancel()
		stopped <- w.adapter.Stop(ctx)
	}()
	close(goOn)
	if got := <-answered; !strings.Contains(got.Plain(), "Done.") {
		t.Errorf("answered %v", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func TestSlackBeingAwayAtTheStartIsWaitedOut(t *testing.T) {
	slow := fakeslack.New(t)
	team := slow.Workspace("T1")
	app := slow.App(fakeslack.AppConfig{Name: "Folkmoot", Scopes: Scopes(), SigningSecret: secret})
	in := app.Install(team)
	slow.Fail("auth.test", fakeslack.Times(2))
	d := newDesk()
	a, err := New(Config{BotToken: in.Token, SigningSecret: secret, APIURL: slow.URL(), Now: slow.Now, Log: quietLog(), Sealer: testSealer(t), Desk: d, Parking: newLot(), Catalogue: testCatalogue(t)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a.Start(ctx)
	if ok, why := a.Ready(); ok || why == "" {
		t.Errorf("ready %v %q before anything was connected", ok, why)
	}
	<-d.synced
	eventually(t, "the adapter is ready", func() bool { ok, _ := a.Ready(); return ok })
	if err := a.Stop(ctx); err != nil {
		t.Error(err)
	}
}
