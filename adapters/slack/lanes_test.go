package slack

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

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

func TestWhatOnePersonDidIsDoneInItsOrderAfterAStart(t *testing.T) {
	parked := newShutLot()
	before, _ := deaf(t)
	before.cfg.Parking = parked
	before.cfg.Desk = &askingDesk{desk: &desk{platforms: map[string]bot.Platform{"slack/T1": before.exactly("T1")}}}
	w, d := newHeldWorld(t, parked, everything)
	before.cfg.Now = w.Now
	for i := range 6 {
		in, err := before.commandIn(fmt.Appendf(nil, `{"command":"/moot","text":"%d","user_id":"%s","channel_id":"%s","team_id":"T1"}`, i, w.ana.ID, w.general.ID), fmt.Sprint("e", i))
		if err != nil {
			t.Fatal(err)
		}
		before.take(in)
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
	d.reply = say("P1 is raised.")
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
	ctx, cancel := context.WithTimeout(context.Background(), 3*stopGrace)
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
	return d.reply
}

func TestAFormThatWantedAnAnswerIsOpenedOnceItIsThere(t *testing.T) {
	w := newWorld(t, false, func(c *Config) { c.Desk = formDesk{c.Desk.(*desk)} })
	form := proposeForm()
	form.Channel = w.general.ID
	w.desk.reply = bot.Reply{Form: form}
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
	w.desk.reply = bot.Reply{Form: form}
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
