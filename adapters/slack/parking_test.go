package slack

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
)

// askingDesk is a desk that has to ask Slack who acts before it can do anything, as the real one does of people whom it never met.
type askingDesk struct {
	*desk
	asked atomic.Int64
	// onAsked is called when Slack has answered; nil for nothing.
	onAsked func()
}

func (d *askingDesk) ask(ctx context.Context, user string) error {
	d.mu.Lock()
	p := d.platforms["slack/T1"]
	d.mu.Unlock()
	if _, err := p.Members(ctx, "C-none"); bot.FaultOf(err).Class == bot.Withheld {
		return err
	}
	if _, err := p.User(ctx, user); err != nil {
		return err
	}
	d.asked.Add(1)
	d.mu.Lock()
	onAsked := d.onAsked
	d.mu.Unlock()
	if onAsked != nil {
		onAsked()
	}
	return nil
}

func (d *askingDesk) Slash(ctx context.Context, in bot.Slash) bot.Reply {
	if d.ask(ctx, in.User) != nil {
		return bot.Reply{}
	}
	return d.desk.Slash(ctx, in)
}

func (d *askingDesk) Press(ctx context.Context, in bot.Press) bot.Reply {
	if d.ask(ctx, in.User) != nil {
		return bot.Reply{}
	}
	return d.desk.Press(ctx, in)
}

func (d *askingDesk) Submit(ctx context.Context, in bot.Submission) bot.SubmitReply {
	if d.ask(ctx, in.User) != nil {
		return bot.SubmitReply{}
	}
	return d.desk.Submit(ctx, in)
}

func (d *askingDesk) React(ctx context.Context, in bot.Reaction) error {
	if err := d.ask(ctx, in.User); err != nil {
		return err
	}
	return d.desk.React(ctx, in)
}

// newAskingWorld is a world whose desk has to ask. The fake answers nothing but views.open before an acknowledgement, so that whoever asks
// first is too late with it, and fails the test.
func newAskingWorld(t *testing.T, socketMode bool) (*world, *askingDesk, *lot) {
	t.Helper()
	parked := newLot()
	d := &askingDesk{}
	w := newWorld(t, socketMode, func(c *Config) {
		inner, _ := c.Desk.(*desk)
		d.desk, c.Desk, c.Parking = inner, d, parked
	})
	return w, d, parked
}

func TestWhatSlackHasToBeAskedAboutIsAcknowledgedFirst(t *testing.T) {
	for name, socketMode := range map[string]bool{"http": false, "socket mode": true} {
		t.Run(name, func(t *testing.T) {
			w, d, parked := newAskingWorld(t, socketMode)
			card := w.post(card())
			d.answers(say("Understood."))
			if got := w.ana.Slash(w.general, "/propose", "Meet"); got.Error != "" || !got.Message.Zero() {
				t.Errorf("answered %v", got)
			}
			w.ben.Press(card, "Consent")
			w.cy.React(card, "hand")
			w.quiet()
			if len(d.slashes) != 1 || len(d.presses) != 1 || len(d.reactions) != 1 {
				t.Errorf("the desk got %+v, %+v and %+v", d.slashes, d.presses, d.reactions)
			}
			for _, who := range []*fakeslack.User{w.ana, w.ben} {
				if said := who.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "Understood.") {
					t.Errorf("%s sees %v", who.Name, said)
				}
			}
			if left, _ := parked.Parked(context.Background()); len(left) != 0 {
				t.Errorf("%d acts are parked still", len(left))
			}
		})
	}
}

func TestAFormIsOpenedForSomebodyWhomSlackHasToBeAskedAbout(t *testing.T) {
	w, d, _ := newAskingWorld(t, false)
	form := proposeForm()
	form.Channel = w.general.ID
	d.answers(bot.Reply{Form: form})
	w.ana.Slash(w.general, "/propose", "")
	w.quiet()
	if view := w.ana.View(); view.Title != "Raise a proposal" {
		t.Errorf("ana sees %+v", view)
	}
}

// A form that had to be closed before it could be carried out hands back what was written into it, with what is wrong with it.
func TestAFormThatIsRefusedAfterItClosedHandsBackWhatWasWritten(t *testing.T) {
	w, d, _ := newAskingWorld(t, false)
	form := proposeForm()
	form.Channel = w.general.ID
	d.answers(bot.Reply{Form: form})
	w.ana.Slash(w.general, "/propose", "")
	w.quiet()
	d.submits(func(bot.Submission) bot.SubmitReply {
		return bot.SubmitReply{Errors: map[string]string{"title": "Somebody raised that already."}}
	})
	if sub := w.ana.Submit(w.ana.View(), map[string]any{"title": "Meet on Tuesdays", "text": "A *long* text\n```with code```"}); !sub.OK() {
		t.Fatalf("submitting answered %+v", sub)
	}
	w.quiet()
	said := w.ana.Direct()
	if len(said) != 1 {
		t.Fatalf("ana was told %v", said)
	}
	for _, want := range []string{"Somebody raised that already.", "Here is what you wrote", "Meet on Tuesdays", "A *long* text"} {
		if !strings.Contains(said[0].Plain(), want) {
			t.Errorf("ana reads %q, without %q", said[0].Plain(), want)
		}
	}
}

func TestAnEventBroughtTwiceAtOnceIsCarriedOutOnce(t *testing.T) {
	w, d, _ := newAskingWorld(t, false)
	body := []byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev7","event":{"type":"reaction_added","user":"` + w.ana.ID +
		`","reaction":"+1","item":{"type":"message","channel":"` + w.general.ID + `","ts":"1.2"},"event_ts":"1360782804.083113"}}`)
	answers := make([]answer, 2)
	var both sync.WaitGroup
	for i := range answers {
		both.Go(func() {
			in, err := w.adapter.eventIn(body)
			if err != nil {
				t.Error(err)
				return
			}
			answers[i] = w.adapter.take(in)
		})
	}
	both.Wait()
	for _, ans := range answers {
		if ans.status != http.StatusOK {
			t.Errorf("answered %d", ans.status)
		}
		w.adapter.acked(ans, ans.later)
	}
	w.quiet()
	if d.asked.Load() != 1 || len(d.reactions) != 1 {
		t.Errorf("Slack was asked %d times, and the desk got %+v", d.asked.Load(), d.reactions)
	}
}

// Whatever was acknowledged is carried out although the program ended in between: what people did a moment ago as they meant it, and what
// they did long ago not behind their backs.
func TestWhatWasAcknowledgedSurvivesTheEndOfTheProgram(t *testing.T) {
	for name, c := range map[string]struct {
		away time.Duration
		done int
		said string
	}{
		"a moment":   {time.Minute, 1, "Understood."},
		"half a day": {12 * time.Hour, 0, "/propose Meet on Tuesdays"},
	} {
		t.Run(name, func(t *testing.T) {
			parked := newShutLot()
			before, _ := deaf(t)
			before.cfg.Parking = parked
			before.cfg.Desk = &askingDesk{desk: &desk{platforms: map[string]bot.Platform{"slack/T1": before.exactly("T1")}}}
			w := newWorld(t, false, func(cfg *Config) { cfg.Parking = parked })
			before.cfg.Now = func() time.Time { return w.Now().Add(-c.away) }
			w.desk.answers(say("Understood."))
			for _, body := range []string{
				`{"command":"/propose","text":"Meet on Tuesdays","user_id":"` + w.ana.ID + `","channel_id":"` + w.general.ID + `","team_id":"T1"}`,
			} {
				in, err := before.commandIn([]byte(body), "envelope/1")
				if err != nil {
					t.Fatal(err)
				}
				if ans := before.take(in); ans.parked == nil {
					t.Fatalf("answered %+v", ans)
				}
			}
			react, err := before.eventIn([]byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev7","event":{"type":"reaction_added","user":"` + w.ana.ID +
				`","reaction":"+1","item":{"type":"message","channel":"` + w.general.ID + `","ts":"1.2"},"event_ts":"1360782804.083113"}}`))
			if err != nil {
				t.Fatal(err)
			}
			if ans := before.take(react); ans.parked == nil {
				t.Fatalf("answered %+v", ans)
			}
			close(parked.shut)
			w.resumed()
			w.quiet()
			if len(w.desk.slashes) != c.done || len(w.desk.reactions) != 1 {
				t.Errorf("the desk got %+v and %+v", w.desk.slashes, w.desk.reactions)
			}
			if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), c.said) {
				t.Errorf("ana sees %v", said)
			}
			if left, _ := parked.Parked(context.Background()); len(left) != 0 {
				t.Errorf("%d acts are parked still", len(left))
			}
		})
	}
}

func TestWhatIsParkedCannotBeRead(t *testing.T) {
	a, d := deaf(t)
	parked := newLot()
	a.cfg.Parking = parked
	a.cfg.Desk = &askingDesk{desk: &desk{platforms: map[string]bot.Platform{"slack/T1": a.exactly("T1")}, seen: d.seen}}
	in, err := a.commandIn([]byte(`{"command":"/propose","text":"a private matter","user_id":"U1","channel_id":"C1","team_id":"T1"}`), "envelope/1")
	if err != nil {
		t.Fatal(err)
	}
	a.take(in)
	if len(parked.all) != 1 || strings.Contains(string(parked.all[0].Body), "private matter") {
		t.Errorf("parked %+v", parked.all)
	}
	again, err := a.readAgain(parked.all[0])
	if err != nil || again.key != "envelope/1" || !json.Valid(again.body()) {
		t.Errorf("read again %+v: %v", again, err)
	}
	bent := parked.all[0]
	bent.Key = "envelope/2"
	if _, err := a.readAgain(bent); err == nil {
		t.Error("what was parked under one key was read under another")
	}
}

func TestWhatCannotBeKeptIsNotAcknowledgedAsDone(t *testing.T) {
	w, d, parked := newAskingWorld(t, false)
	d.answers(say("Understood."))
	parked.fails(1)
	got := w.ana.Slash(w.general, "/propose", "Meet")
	w.quiet()
	if said := w.ana.Ephemerals(w.general); len(d.slashes) != 0 || len(said) != 1 || !strings.Contains(said[0].Plain(), "Nothing was changed") {
		t.Errorf("answered %v; the desk got %+v; ana sees %v", got, d.slashes, said)
	}
	card := w.post(card())
	parked.fails(1)
	w.cy.React(card, "hand")
	w.Advance(2 * time.Minute) // Slack brings it again.
	w.quiet()
	if len(d.reactions) != 1 {
		t.Errorf("the desk got %+v", d.reactions)
	}
}

// Something that breaks the program off is not carried out again at every start.
func TestWhatPanicsIsCarriedOutOnce(t *testing.T) {
	w, d, parked := newAskingWorld(t, false)
	d.note(func() { d.onAsked = func() { panic("a mistake") } })
	w.ana.Slash(w.general, "/propose", "Meet")
	w.quiet()
	if left, _ := parked.Parked(context.Background()); len(left) != 0 || d.asked.Load() != 1 {
		t.Errorf("%d acts are parked still; Slack was asked %d times", len(left), d.asked.Load())
	}
}

// Until an act is acknowledged what was read a while ago is believed, kept true by what is heard of it; after that Slack is asked.
func TestWhatIsRememberedOfAChannelHoldsUntilSomebodyMoves(t *testing.T) {
	w := newWorld(t, false, nil)
	ws := w.adapter.exactly("T1")
	unasking := bot.WithoutAsking(context.Background())
	if _, err := ws.Members(unasking, w.general.ID); bot.FaultOf(err).Class != bot.Withheld || !bot.Unasked(unasking) {
		t.Fatalf("Members: %v", err)
	}
	unasking = bot.WithoutAsking(context.Background())
	if _, err := ws.Channel(context.Background(), w.general.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := ws.Members(context.Background(), w.general.ID); err != nil {
		t.Fatal(err)
	}
	w.Advance(remembered / 2)
	info, err := ws.Channel(unasking, w.general.ID)
	if err != nil || info.Name != "general" {
		t.Errorf("Channel: %+v, %v", info, err)
	}
	members, err := ws.Members(unasking, w.general.ID)
	if err != nil || len(members) != 4 || bot.Unasked(unasking) {
		t.Errorf("Members: %v, %v", members, err)
	}
	w.general.Rename("kitchen")
	w.quiet()
	if info, err = ws.Channel(unasking, w.general.ID); err != nil || info.Name != "kitchen" {
		t.Errorf("Channel after it was renamed: %+v, %v", info, err)
	}
	w.cy.Leave(w.general)
	w.quiet()
	if _, err := ws.Members(unasking, w.general.ID); bot.FaultOf(err).Class != bot.Withheld {
		t.Errorf("Members after somebody left: %v", err)
	}
	if _, err := ws.Members(context.Background(), w.general.ID); err != nil {
		t.Fatal(err)
	}
	w.Advance(remembered)
	if _, err := ws.Members(bot.WithoutAsking(context.Background()), w.general.ID); bot.FaultOf(err).Class != bot.Withheld {
		t.Errorf("Members after a long while: %v", err)
	}
}
