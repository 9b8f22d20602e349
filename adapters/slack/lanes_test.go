package slack

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance"
)

// heldDesk is a desk that asks Slack about what the test says, and waits for the answer until the test lets go.
type heldDesk struct {
	*askingDesk
	asks func(text string) bool
	// begun is told of every question; goOn is closed when they are to be answered.
	begun, goOn chan struct{}
}

func (d *heldDesk) Slash(ctx context.Context, in bot.Slash) bot.Reply {
	if d.asks(in.Text) {
		if bot.MayAsk(ctx) != nil {
			return bot.Reply{}
		}
		d.asked.Add(1)
		d.begun <- struct{}{}
		select {
		case <-d.goOn:
		case <-ctx.Done():
			return bot.Reply{}
		}
	}
	return d.desk.Slash(ctx, in)
}

func newHeldWorld(t *testing.T, parked Parking, asks func(text string) bool) (*world, *heldDesk) {
	t.Helper()
	d := &heldDesk{&askingDesk{}, asks, make(chan struct{}, 64), make(chan struct{})}
	w := newWorld(t, false, func(c *Config) {
		inner, _ := c.Desk.(*desk)
		d.desk, c.Desk, c.Parking = inner, d, parked
	})
	return w, d
}

func everything(string) bool { return true }

// said are the texts of the commands that the desk got, in their order.
func (d *desk) said() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := ""
	for _, in := range d.slashes {
		out += in.Text
	}
	return out
}

func TestWhatOnePersonDoesIsDoneInItsOrder(t *testing.T) {
	w, d := newHeldWorld(t, newLot(), func(text string) bool { return text == "0" })
	for i := range 6 { // the first has to be asked about, the rest could be done at once
		w.ana.Slash(w.general, "/moot", fmt.Sprint(i))
	}
	w.ben.Slash(w.general, "/moot", "b") // and nobody else waits for it
	if got := d.said(); got != "b" {
		t.Errorf("before Slack answered %q was done", got)
	}
	close(d.goOn)
	w.quiet()
	if got := d.said(); got != "b012345" {
		t.Errorf("done in the order %q", got)
	}
}

// before is an adapter of an earlier run, which was to ask Slack about everything and ended before it could.
func (w *world) before(parked Parking) *Adapter {
	w.t.Helper()
	a, _ := deaf(w.t)
	a.cfg.Parking, a.cfg.Now = parked, w.Now
	a.cfg.Desk = &askingDesk{desk: &desk{platforms: map[string]bot.Platform{"slack/T1": a.exactly("T1")}}}
	return a
}

// typed lets an earlier run acknowledge what somebody typed.
func (w *world) typed(before *Adapter, who *fakeslack.User, key, text, responseURL string) {
	w.t.Helper()
	in, err := before.commandIn(fmt.Appendf(nil, `{"command":"/moot","text":%q,"user_id":%q,"channel_id":%q,"team_id":"T1","response_url":%q}`,
		text, who.ID, w.general.ID, responseURL), key)
	if err != nil {
		w.t.Fatal(err)
	}
	if ans := before.take(in); ans.parked == nil {
		w.t.Fatalf("answered %+v", ans)
	}
}

// Right after a start no workspace is connected yet. What people did before it waits for that in its order, and what they do meanwhile behind it.
func TestWhatOnePersonDidWaitsInItsOrderForTheWorkspace(t *testing.T) {
	parked := newLot()
	w, cfg := newSlack(t, false)
	cfg.Parking = parked
	before := w.before(parked)
	for i := range 6 {
		w.typed(before, w.ana, fmt.Sprint("e", i), fmt.Sprint(i), "")
	}
	react, err := before.eventIn([]byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev7","event":{"type":"reaction_added","user":"` + w.ben.ID +
		`","reaction":"+1","item":{"type":"message","channel":"` + w.general.ID + `","ts":"1.2"},"event_ts":"1360782804.083113"}}`))
	if err != nil {
		t.Fatal(err)
	}
	before.take(react)
	w.typed(before, w.ben, "f", "b", "")
	w.Fail("auth.test", fakeslack.Times(1000))
	w.launch(cfg)
	w.resumed()
	w.quiet() // All of it was tried.
	if got := w.ana.Slash(w.general, "/moot", "6"); got.Error != "" || !got.Message.Zero() {
		t.Errorf("answered %v", got)
	}
	if got := w.cy.Slash(w.general, "/moot", "c"); !strings.Contains(got.Plain(), "not connected") {
		t.Errorf("somebody for whom nothing waits is answered %v", got)
	}
	if got := w.desk.said(); got != "" {
		t.Errorf("done in a workspace that is not connected: %q", got)
	}
	w.Heal("auth.test")
	w.synced()
	eventually(t, "everything is done", func() bool { return len(w.desk.said()) == 8 })
	w.quiet()
	if got := strings.ReplaceAll(w.desk.said(), "b", ""); got != "0123456" {
		t.Errorf("done in the order %q", got)
	}
	if len(w.desk.reactions) != 1 {
		t.Errorf("the desk got %+v", w.desk.reactions)
	}
	if left, _ := parked.Parked(context.Background()); len(left) != 0 {
		t.Errorf("%d acts are parked still", len(left))
	}
}

// However many wait for a workspace, nobody waits for them.
func TestThoseWhoWaitForAWorkspaceHoldUpNobody(t *testing.T) {
	parked := newLot()
	w, cfg := newSlack(t, false)
	cfg.Parking = parked
	before := w.before(parked)
	for i := range 2 * atOnce {
		who := &fakeslack.User{ID: fmt.Sprint("U", i)}
		w.typed(before, who, fmt.Sprint("e", i), "x", "")
	}
	w.Fail("auth.test", fakeslack.Times(1000))
	w.launch(cfg)
	w.resumed()
	w.quiet()
	eventually(t, "no place is taken by those who wait", func() bool { return len(w.adapter.lanes.slots) == 0 })
	ctx, cancel := context.WithTimeout(context.Background(), 10*stopGrace)
	defer cancel()
	if err := w.adapter.Stop(ctx); err != nil {
		t.Errorf("Stop: %v", err)
	}
	if left, _ := parked.Parked(context.Background()); len(left) != 2*atOnce {
		t.Errorf("%d acts are left to the next start", len(left))
	}
}

// Whose workspace is not there in time is handed back what they wrote, as soon as that is possible.
func TestWhatWaitedTooLongForAWorkspaceIsHandedBack(t *testing.T) {
	for name, reachable := range map[string]bool{"at once": true, "once it is there": false} {
		t.Run(name, func(t *testing.T) {
			parked := newLot()
			w, cfg := newSlack(t, false)
			cfg.Parking = parked
			var heard atomic.Value
			door := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				heard.Store(string(body))
			}))
			defer door.Close()
			address := ""
			if reachable {
				address = door.URL
			}
			w.typed(w.before(parked), w.ana, "e", "propose Meet on Tuesdays", address)
			w.Fail("auth.test", fakeslack.Times(1000))
			w.launch(cfg)
			w.resumed()
			w.quiet()
			w.Advance(timely + time.Second)
			if reachable {
				eventually(t, "ana reads what she wrote", func() bool {
					body, _ := heard.Load().(string)
					return strings.Contains(body, "Meet on Tuesdays")
				})
			}
			w.Heal("auth.test")
			w.synced()
			eventually(t, "nothing waits any more", func() bool {
				left, _ := parked.Parked(context.Background())
				return len(left) == 0
			})
			said := w.ana.Ephemerals(w.general)
			if reachable && len(said) != 0 || !reachable && (len(said) != 1 || !strings.Contains(said[0].Plain(), "Meet on Tuesdays")) {
				t.Errorf("ana sees %v", said)
			}
			if got := w.desk.said(); got != "" {
				t.Errorf("done behind her back: %q", got)
			}
		})
	}
}

func TestWhatOnePersonDidIsDoneInItsOrderAfterAStart(t *testing.T) {
	parked := newShutLot()
	w, d := newHeldWorld(t, parked, everything)
	before := w.before(parked)
	for i := range 6 {
		w.typed(before, w.ana, fmt.Sprint("e", i), fmt.Sprint(i), "")
	}
	close(d.goOn)
	close(parked.shut)
	w.resumed()
	w.quiet()
	if got := d.said(); got != "012345" {
		t.Errorf("done in the order %q", got)
	}
}

// What comes in while it is not known yet what an earlier run has left is carried out once.
func TestWhatComesInAroundTheStartIsDoneOnce(t *testing.T) {
	parked := newShutLot()
	parked.unreadable = 1
	w, d := newHeldWorld(t, parked, everything)
	w.ana.Slash(w.general, "/moot", "proposals")
	close(parked.shut)
	w.resumed()
	close(d.goOn)
	w.quiet()
	if n := d.asked.Load(); n != 1 || len(d.slashes) != 1 {
		t.Errorf("Slack was asked %d times, and the desk got %+v", n, d.slashes)
	}
}

// What was done before a start, and could not be forgotten or answered any more, is called done after it.
func TestWhatWasDoneBeforeAStartIsCalledDone(t *testing.T) {
	for name, away := range map[string]time.Duration{"a moment": time.Minute, "half a day": 12 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			parked := newLot()
			parked.stuck = true
			w, d := newHeldWorld(t, parked, everything)
			close(d.goOn)
			w.ana.Slash(w.general, "/propose", "Meet on Tuesdays with <@U123|dora> &amp; co")
			w.quiet()
			parked.loosen()
			w.Advance(away)
			w.adapter.resume(context.Background())
			w.quiet()
			said := w.ana.Ephemerals(w.general)
			if len(said) != 1 || !strings.Contains(said[0].Plain(), "It is done") || !strings.Contains(said[0].Plain(), "Tuesdays with @dora & co") || len(d.slashes) != 1 {
				t.Errorf("the desk got %+v; ana sees %v", d.slashes, said)
			}
			if left, _ := parked.Parked(context.Background()); len(left) != 0 {
				t.Errorf("%d acts are parked still", len(left))
			}
		})
	}
}

// slowLot is a Parking whose disk is slow until the test lets go.
type slowLot struct {
	*lot
	goOn chan struct{}
}

func (l slowLot) Park(ctx context.Context, p Parked) (bool, error) {
	<-l.goOn
	return l.lot.Park(ctx, p)
}

// What has to be asked about is acknowledged in time although the disk is slow, and what the same person does next waits for it.
func TestWhatIsKeptSlowlyKeepsItsTurn(t *testing.T) {
	slow := slowLot{newLot(), make(chan struct{})}
	d := &heldDesk{&askingDesk{}, func(text string) bool { return text == "0" }, make(chan struct{}, 64), make(chan struct{})}
	w := newWorld(t, false, func(c *Config) {
		inner, _ := c.Desk.(*desk)
		d.desk, c.Desk, c.Parking, c.ackIn = inner, d, slow, time.Second
	})
	for i := range 2 {
		if got := w.ana.Slash(w.general, "/moot", fmt.Sprint(i)); got.Error != "" || !got.Message.Zero() {
			t.Errorf("answered %v", got)
		}
	}
	if got := d.said(); got != "" {
		t.Errorf("done before its turn: %q", got)
	}
	close(d.goOn)
	close(slow.goOn)
	w.quiet()
	if got := d.said(); got != "01" {
		t.Errorf("done in the order %q", got)
	}
}

// What could not be kept holds up nothing that the same person does.
func TestWhatCannotBeKeptHoldsUpNothing(t *testing.T) {
	parked := newLot()
	w, d := newHeldWorld(t, parked, everything)
	close(d.goOn)
	parked.mu.Lock()
	parked.failing = 1
	parked.mu.Unlock()
	for i := range 3 {
		w.ana.Slash(w.general, "/moot", fmt.Sprint(i))
	}
	w.quiet()
	if got := d.said(); got != "12" {
		t.Errorf("done %q", got)
	}
	if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "cannot take this in") {
		t.Errorf("ana sees %v", said)
	}
}

// forgetful is a Parking that looks around before it forgets.
type forgetful struct {
	*lot
	look func()
}

func (l forgetful) Unpark(ctx context.Context, key string) error {
	l.look()
	return l.lot.Unpark(ctx, key)
}

// Nothing is forgotten before whoever did it was answered, so that a crash in between leaves nobody in the dark.
func TestNothingIsForgottenBeforeItIsAnswered(t *testing.T) {
	var told atomic.Int64
	var w *world
	w, d := newHeldWorld(t, forgetful{newLot(), func() { told.Store(int64(len(w.ana.Ephemerals(w.general)))) }}, everything)
	close(d.goOn)
	d.answers(say("P1 is raised."))
	w.ana.Slash(w.general, "/propose", "Meet on Tuesdays")
	w.quiet()
	if n := told.Load(); n != 1 {
		t.Errorf("when it was forgotten ana had been told %d times", n)
	}
}

// What waits for Slack when the program ends holds it up for a moment at most, and is left to the next start.
func TestTheEndWaitsNotLongForSlack(t *testing.T) {
	parked := newLot()
	w, d := newHeldWorld(t, parked, everything)
	w.ana.Slash(w.general, "/moot", "proposals")
	<-d.begun // it is under way
	ctx, cancel := context.WithTimeout(context.Background(), 10*stopGrace)
	defer cancel()
	if err := w.adapter.Stop(ctx); err != nil {
		t.Errorf("Stop: %v", err)
	}
	if left, _ := parked.Parked(context.Background()); len(left) != 1 || len(d.slashes) != 0 || len(w.ana.Ephemerals(w.general)) != 0 {
		t.Errorf("%d acts are parked; the desk got %+v; ana sees %v", len(left), d.slashes, w.ana.Ephemerals(w.general))
	}
}

// formDesk is a desk that would have liked to ask, and opens a form without the answer.
type formDesk struct{ *desk }

func (d formDesk) Slash(ctx context.Context, _ bot.Slash) bot.Reply {
	_ = bot.MayAsk(ctx)
	return d.answer()
}

func TestAFormThatWantedAnAnswerIsOpenedOnceItIsThere(t *testing.T) {
	w := newWorld(t, false, func(c *Config) { c.Desk = formDesk{c.Desk.(*desk)} })
	form := proposeForm()
	form.Channel = w.general.ID
	w.desk.answers(bot.Reply{Form: form})
	w.ana.Slash(w.general, "/propose", "")
	w.quiet()
	if n := len(w.Calls("views.open")); n != 1 {
		t.Errorf("views.open was called %d times", n)
	}
	if said := w.ana.Ephemerals(w.general); len(said) != 0 {
		t.Errorf("ana sees %v", said)
	}
}

// Whether a form was opened right before a crash nobody knows after it, and its trigger is dead.
func TestAFormIsNotOpenedAgainAfterAStart(t *testing.T) {
	parked := newLot()
	parked.stuck = true
	w := newWorld(t, false, func(c *Config) { c.Desk, c.Parking = formDesk{c.Desk.(*desk)}, parked })
	form := proposeForm()
	form.Channel = w.general.ID
	w.desk.answers(bot.Reply{Form: form})
	w.ana.Slash(w.general, "/propose", "")
	w.quiet()
	parked.loosen()
	w.adapter.resume(context.Background())
	w.quiet()
	if view := w.ana.View(); view.Title != "Raise a proposal" || len(w.Calls("views.open")) != 1 {
		t.Errorf("ana sees %+v after %d calls", view, len(w.Calls("views.open")))
	}
	if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "If it is not there") {
		t.Errorf("ana sees %v", said)
	}
}

// K6: what is believed of a channel before an acknowledgement is read again after it, because no event tells that it was made private.
func TestWhatWasBelievedIsReadAgain(t *testing.T) {
	d := &believingDesk{}
	w := newWorld(t, false, func(c *Config) { d.desk, _ = c.Desk.(*desk); c.Desk = d })
	ws := w.adapter.exactly("T1")
	if _, err := ws.Channel(context.Background(), w.general.ID); err != nil {
		t.Fatal(err)
	}
	w.general.Hide()
	if got := w.ana.Slash(w.general, "/propose", "Meet"); got.Error != "" {
		t.Fatalf("answered %v", got)
	}
	w.quiet()
	if len(d.channels) != 1 || !d.channels[0].Private {
		t.Errorf("the desk was told %+v", d.channels)
	}
}

// believingDesk is a desk that has to know what a channel is.
type believingDesk struct{ *desk }

func (d *believingDesk) Slash(ctx context.Context, in bot.Slash) bot.Reply {
	d.mu.Lock()
	p := d.platforms["slack/T1"]
	d.mu.Unlock()
	if _, err := p.Channel(ctx, in.Channel); err != nil {
		return bot.Reply{}
	}
	return d.desk.Slash(ctx, in)
}

// meanwhileDesk is a desk during whose work something else happens.
type meanwhileDesk struct {
	*desk
	meanwhile func()
}

func (d *meanwhileDesk) ChannelChanged(ctx context.Context, ws governance.WorkspaceID, key string, info bot.ChannelInfo) error {
	d.meanwhile()
	return d.desk.ChannelChanged(ctx, ws, key, info)
}

// K6: what an event tells of a channel takes nothing back of what is read of it at the same time.
func TestAnEventTakesNothingBackOfWhatIsRead(t *testing.T) {
	d := &meanwhileDesk{meanwhile: func() {}}
	w := newWorld(t, false, func(c *Config) { d.desk, _ = c.Desk.(*desk); c.Desk = d })
	ws := w.adapter.exactly("T1")
	w.general.Hide()
	d.meanwhile = func() {
		if _, err := ws.Channel(context.Background(), w.general.ID); err != nil {
			t.Error(err)
		}
	}
	if err := w.adapter.channel(context.Background(), ws, w.general.ID, "k", func(c *bot.ChannelInfo) { c.Name = "kitchen" }); err != nil {
		t.Fatal(err)
	}
	if info, err := ws.Channel(bot.WithoutAsking(context.Background()), w.general.ID); err == nil && !info.Private || !strings.Contains(ws.lastSeen(w.general.ID).Name, "kitchen") {
		t.Errorf("believed: %+v", info)
	}
}

func TestNobodyIsToldOnABeliefThatTheBotIsNotThere(t *testing.T) {
	w := newWorld(t, false, nil)
	ws := w.adapter.exactly("T1")
	elsewhere := w.team.Channel("elsewhere")
	if info, err := ws.Channel(context.Background(), elsewhere.ID); err != nil || !info.Absent {
		t.Fatalf("Channel: %+v, %v", info, err)
	}
	if _, err := ws.Channel(bot.WithoutAsking(context.Background()), elsewhere.ID); bot.FaultOf(err).Class != bot.Withheld {
		t.Errorf("believed that the bot is not there: %v", err)
	}
}
