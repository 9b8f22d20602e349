package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
)

// brittleDesk breaks off at everything that somebody does until it is mended. Saved is what it has saved before.
type brittleDesk struct {
	*desk
	mended bool
	saved  bool
}

func (d *brittleDesk) Slash(ctx context.Context, in bot.Slash) bot.Reply {
	d.breakOff()
	return d.desk.Slash(ctx, in)
}

func (d *brittleDesk) Press(ctx context.Context, in bot.Press) bot.Reply {
	d.breakOff()
	return d.desk.Press(ctx, in)
}

func (d *brittleDesk) React(ctx context.Context, in bot.Reaction) error {
	d.breakOff()
	return d.desk.React(ctx, in)
}

func (d *brittleDesk) Done(context.Context, string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.saved, nil
}

func (d *brittleDesk) breakOff() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.mended {
		panic("a mistake")
	}
}

func (d *brittleDesk) mend(saved bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mended, d.saved = true, saved
}

func newBrittleWorld(t *testing.T, socketMode bool) (*world, *brittleDesk) {
	t.Helper()
	d := &brittleDesk{}
	w := newWorld(t, socketMode, func(c *Config) {
		d.desk, _ = c.Desk.(*desk)
		c.Desk = d
	}, fakeslack.AckWithin(3*time.Second))
	return w, d
}

// A mistake in the program costs one person one act, and not everybody the bot: they are told, and an event comes again.
func TestWhatBreaksOffBringsNobodyElseDown(t *testing.T) {
	for name, socketMode := range map[string]bool{"http": false, "socket mode": true} {
		t.Run(name, func(t *testing.T) {
			w, d := newBrittleWorld(t, socketMode)
			card := w.post(card())
			if got := w.ana.Slash(w.general, "/propose", "Meet on Tuesdays"); got.Error != "" {
				t.Errorf("answered %v", got)
			}
			w.ben.Press(card, "Consent")
			w.quiet()
			if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "went wrong") || !strings.Contains(said[0].Plain(), "/propose Meet on Tuesdays") {
				t.Errorf("ana sees %v", said)
			}
			if said := w.ben.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "went wrong") {
				t.Errorf("ben sees %v", said)
			}
			w.Expect("ack_timeout") // Over a socket, silence is how one asks for a thing again.
			w.cy.React(card, "hand")
			w.Settle()
			d.mend(false)
			for range 3 { // Slack brings it again.
				w.Advance(6 * time.Minute)
			}
			w.quiet()
			if len(d.reactions) != 1 {
				t.Errorf("the desk got %+v", d.reactions)
			}
		})
	}
}

// stumblingDesk breaks off as soon as it is asked whether something opens a form.
type stumblingDesk struct{ *heldDesk }

func (stumblingDesk) SlashAsks(bot.Slash) bool { panic("a mistake") }

func (stumblingDesk) PressAsks(bot.Press) bool { return false }

// So it is where an act waits its turn and nothing is done for it yet.
func TestWhatBreaksOffWhileItWaitsItsTurn(t *testing.T) {
	d := &heldDesk{&askingDesk{}, everything, make(chan struct{}, 64), make(chan struct{})}
	w := newWorld(t, false, func(c *Config) {
		inner, _ := c.Desk.(*desk)
		d.desk, c.Desk = inner, stumblingDesk{d}
	})
	first := Parked{lane: "who/" + w.ana.ID}
	w.adapter.lanes.join(first)
	w.ana.Slash(w.general, "/propose", "Meet on Tuesdays")
	w.quiet()
	w.adapter.lanes.next(first.lane)
	if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "went wrong") {
		t.Errorf("ana sees %v", said)
	}
	if got := d.said(); got != "" {
		t.Errorf("done: %q", got)
	}
}

// What was saved before it broke off is called done.
func TestWhatBreaksOffAfterItWasSavedIsCalledDone(t *testing.T) {
	w, d := newBrittleWorld(t, false)
	d.mu.Lock()
	d.saved = true
	d.mu.Unlock()
	w.ana.Slash(w.general, "/propose", "Meet on Tuesdays")
	w.quiet()
	if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "It is done") {
		t.Errorf("ana sees %v", said)
	}
}

// What breaks off after an acknowledgement takes nothing with it either.
func TestWhatBreaksOffAfterAnAcknowledgement(t *testing.T) {
	w := newWorld(t, false, nil)
	for range tellers + 1 {
		w.adapter.porter.add(func(context.Context) { panic("a mistake") })
	}
	w.quiet()
	done := false
	w.adapter.porter.add(func(context.Context) { done = true })
	w.quiet()
	if !done {
		t.Error("nothing is done any more")
	}
}
