package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack/blockkit"
	"github.com/folkmoot/folkmoot/bot"
)

// seeingDesk has to ask before it can do anything, and sees what opens a form.
type seeingDesk struct{ *askingDesk }

func (d seeingDesk) SlashAsks(in bot.Slash) bool { return in.Text == "" }

func (d seeingDesk) Shortcut(ctx context.Context, in bot.Shortcut) bot.Reply {
	if d.ask(ctx, in.User) != nil {
		return bot.Reply{}
	}
	return d.askingDesk.Shortcut(ctx, in)
}

func (d seeingDesk) PressAsks(in bot.Press) bool { return in.Verb == "object" }

// newSeeingWorld is a world in which asking takes longer than a trigger lives, or no time at all.
func newSeeingWorld(t *testing.T, socketMode, slow bool) (*world, *askingDesk) {
	t.Helper()
	d := &askingDesk{}
	w := newWorld(t, socketMode, func(c *Config) {
		inner, _ := c.Desk.(*desk)
		d.desk, c.Desk = inner, seeingDesk{d}
		if c.holdAfter = time.Millisecond; !slow {
			c.holdAfter = time.Hour
		}
	})
	d.onAsked = func() {
		if slow {
			eventually(t, "an empty form is open", func() bool { return len(w.Calls("views.open")) == int(d.asked.Load()) })
			w.Advance(20 * time.Second)
		}
	}
	form := proposeForm()
	form.Channel = w.general.ID
	d.answers(bot.Reply{Form: form})
	return w, d
}

// A form that takes long to be filled in, because the place is large and new, is opened at once and filled when it is known what belongs
// into it.
func TestAFormIsHeldOpenWhileSlackIsAsked(t *testing.T) {
	for name, socketMode := range map[string]bool{"http": false, "socket mode": true} {
		t.Run(name, func(t *testing.T) {
			w, d := newSeeingWorld(t, socketMode, true)
			card := w.post(card())
			w.ana.Slash(w.general, "/propose", "")
			w.quiet() // One after the other: a trigger would not outlive what the clock does meanwhile.
			w.ben.Press(card, "Object")
			w.quiet()
			w.cy.Shortcut(card, "propose_this")
			w.quiet()
			for who, view := range map[string]string{"ana": w.ana.View().Title, "ben": w.ben.View().Title, "cy": w.cy.View().Title} {
				if view != "Raise a proposal" {
					t.Errorf("%s sees the form %q", who, view)
				}
			}
			if n, m := len(w.Calls("views.open")), len(w.Calls("views.update")); n != 3 || m != 3 || d.asked.Load() != 3 {
				t.Errorf("%d forms were opened and %d filled; Slack was asked %d times", n, m, d.asked.Load())
			}
		})
	}
}

// Where the answers come soon enough nobody sees an empty form.
func TestAFormThatComesSoonIsOpenedAsItIs(t *testing.T) {
	w, _ := newSeeingWorld(t, false, false)
	w.ana.Slash(w.general, "/propose", "")
	w.quiet()
	if n, m := len(w.Calls("views.open")), len(w.Calls("views.update")); w.ana.View().Title != "Raise a proposal" || n != 1 || m != 0 {
		t.Errorf("ana sees the form %q; %d forms were opened and %d filled", w.ana.View().Title, n, m)
	}
}

// What was refused after all is said in words, and the form that was held open says so.
func TestAFormThatIsNotNeededSaysSo(t *testing.T) {
	w, d := newSeeingWorld(t, false, true)
	d.answers(say("Only members do that."))
	w.ana.Slash(w.general, "/propose", "")
	w.quiet()
	if view := w.ana.View(); view.Title != "Nothing to fill in" {
		t.Errorf("ana sees the form %q", view.Title)
	}
	if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "Only members do that.") {
		t.Errorf("ana sees %v", said)
	}
}

// An empty form is not left as it is when the act breaks off.
func TestAFormOfAnActThatBrokeOffSaysSo(t *testing.T) {
	w, d := newSeeingWorld(t, false, true)
	slowly := d.onAsked
	d.onAsked = func() {
		slowly()
		panic("a mistake")
	}
	w.ana.Slash(w.general, "/propose", "")
	w.quiet()
	if view := w.ana.View(); view.Title != "Nothing to fill in" {
		t.Errorf("ana sees the form %q", view.Title)
	}
	if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "went wrong") {
		t.Errorf("ana sees %v", said)
	}
}

// Whoever closes it while it is still empty has changed their mind, and is told nothing.
func TestAFormThatWasClosedStaysClosed(t *testing.T) {
	w, d := newSeeingWorld(t, false, true)
	slowly := d.onAsked
	d.onAsked = func() {
		slowly()
		w.ana.Dismiss()
	}
	w.ana.Slash(w.general, "/propose", "")
	w.quiet()
	if said := w.ana.Ephemerals(w.general); len(said) != 0 || w.ana.View().Title != "" {
		t.Errorf("ana sees %v and the form %q", said, w.ana.View().Title)
	}
}

func TestAnEmptyFormKeepsSlacksLimits(t *testing.T) {
	r := renderer{sealer: testSealer(t), words: words{testCatalogue(t).Printer()}}
	for _, key := range []string{"slack.form_soon", "slack.form_nothing"} {
		if err := blockkit.CheckView(mustJSON(r.blank(key+".title", key))); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
}
