package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// pushpin is the emoji by which somebody takes on what a message says (C2).
const pushpin = "pushpin"

// Reader is a Platform that can read what somebody wrote, for 📌. On one that cannot, the person is asked for the words as well.
type Reader interface {
	// Read answers the text of a message, and a link to it ("" where there is none). A Fault NoPost when it is not there.
	Read(ctx context.Context, channel, post string) (said, link string, err error)
}

// pinCommands are the button in the message that asks by when.
func pinCommands() []Command {
	return []Command{{Word: moot, On: commitment.KindPin, Verb: "commit", Help: "help.commit", Who: "who.anyone", Example: "/commit", Asks: true, Run: (*Call).commitPinned}}
}

// commitThis opens the form on what somebody said.
func (c *Call) commitThis(in Shortcut) (Reply, error) {
	e := errand{what: firstLine(in.Text), source: commitment.Source{By: commitment.ByMessage, Link: in.Link}}
	return c.commitForm(e, c.print.Say("form.commit.said", "said", cut(strings.TrimSpace(in.Text), 600)))
}

// firstLine is what a message says in one line.
func firstLine(said string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	return cut(strings.TrimRight(strings.TrimSpace(line), "."), governance.MaxTitle)
}

// putPin heeds 📌 on any message of a channel: whoever puts it there takes on what the message says, and is asked by when (C2). Putting
// it again changes nothing.
func (b *Bot) putPin(ctx context.Context, in Reaction) error {
	if !in.On || plainEmoji(in.Emoji) != pushpin {
		return nil
	}
	p, ws := b.platform(in.Workspace)
	if p == nil {
		return fmt.Errorf("workspace %d: %w", in.Workspace, errNotConnected)
	}
	who, err := b.actor(ctx, in.Origin)
	if err != nil {
		return unlessUnknown(err)
	}
	switch info, err := p.Channel(ctx, in.Channel); {
	case err != nil && FaultOf(err).Class != NoChannel:
		return fmt.Errorf("read channel %s: %w", in.Channel, err)
	case err != nil || info.Direct || info.Absent:
		return nil // in private words with somebody there is nobody to promise it to
	}
	pin := commitment.Pin{Org: ws.Org, Person: who.Person, Place: governance.Place{Workspace: in.Workspace, Channel: in.Channel}}
	if r, ok := p.(Reader); ok {
		if pin.Said, pin.Link, err = r.Read(ctx, in.Channel, in.Post); err != nil {
			if class := FaultOf(err).Class; class == Passing || class == Limited || class == Withheld {
				return fmt.Errorf("read what was pinned: %w", err)
			}
			b.Log.WarnContext(ctx, "a pinned message could not be read", "err", err)
		}
	}
	pin.Said = cut(pin.Said, governance.MaxReason)
	err = b.sit(ctx, assembly.Intent{Now: b.Now(), By: who.Person, Key: in.Key}, func(s *assembly.Sitting) error {
		again, err := s.Seen(fmt.Sprintf("pin/%d/%s/%s/%d", in.Workspace, in.Channel, in.Post, who.Person), s.Now)
		if err != nil || again {
			return err
		}
		put := pin
		if put.Number, err = s.Next(ws.Org, commitment.KindPin); err != nil {
			return err
		}
		s.Add(&put)
		return s.On(&put).Did(put.Put(), nil)
	})
	if errors.Is(err, assembly.ErrSeen) {
		return nil
	}
	return err
}

// pin answers the actor's own pin that the call names.
func (c *Call) pin() (*commitment.Pin, error) {
	var pin *commitment.Pin
	err := c.look(func(s *assembly.Sitting) (err error) {
		pin, err = visible[*commitment.Pin](c, s, c.ref(), assembly.People{})
		return err
	})
	return pin, err
}

// commitPinned opens the form on the message that was pinned.
func (c *Call) commitPinned() (Reply, error) {
	pin, err := c.pin()
	if err != nil {
		return Reply{}, err
	}
	if !pin.Became.IsZero() {
		return Reply{}, governance.Refuse(governance.Conflict, "commit_pinned_already", "id", pin.Became.String())
	}
	here := c.origin.Channel
	c.origin.Channel = pin.Place.Channel // it stands in the channel of the message
	e := errand{what: firstLine(pin.Said), pin: pin.Ref(), source: commitment.Source{By: commitment.ByMessage, Link: pin.Link}}
	var intro text.Text
	if pin.Said != "" {
		intro = c.print.Say("form.commit.said", "said", cut(pin.Said, 600))
	}
	reply, err := c.commitForm(e, intro)
	c.origin.Channel = here
	if reply.Form != nil {
		reply.Form.Channel = here
	}
	return reply, err
}

// pins is how the bot speaks of pinned messages: it asks whoever pinned one by when.
type pins struct{}

// letters implements voice.
func (pins) letters(w *writer) ([]assembly.Letter, error) {
	if event, ok := w.e.Event.(*commitment.Pinned); ok {
		w.place = event.Place
		w.direct(event.Person, "pinned")
	}
	return w.letters, w.err
}

// render implements voice.
func (pins) render(sc *scene, l assembly.Letter, _ *governance.Entry) (*Message, error) {
	pin, err := assembly.Get[*commitment.Pin](sc.s, l.On, assembly.People{})
	if err != nil || !pin.Became.IsZero() {
		return nil, err
	}
	m := &Message{Parts: []Part{Paragraph{sc.p.Say("commit.pinned", "read", pin.Said != "")}}}
	if pin.Said != "" {
		m.Parts = append(m.Parts, Written{Markdown: cut(pin.Said, 600)})
	}
	if link := sc.messageLink(pin.Link); link != "" {
		m.Parts = append(m.Parts, Small{link})
	}
	m.Actions = []Action{{Verb: "commit", Target: Target{On: pin.Ref()}, Label: sc.p.Line("button.commit"), Style: Primary}}
	return m, sc.dress(m)
}

// messageLink leads to the message that something was made from; empty where there is no link.
func (sc *scene) messageLink(link string) text.Text {
	if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") || strings.ContainsAny(link, " \t\n") {
		return ""
	}
	return text.LinkTo(sc.p.Line("commit.to_message"), link)
}

// card implements voice: a pin has none.
func (pins) card(*scene, governance.Ref, int) (Message, error) {
	return Message{}, errors.New("a pin has no card")
}

// current implements voice.
func (pins) current(*assembly.Sitting, governance.Ref, int) (bool, error) { return false, nil }

// nudge implements voice: nobody is nudged about a pin.
func (pins) nudge(*scene, *Message, inbox.Item, governance.PersonID) error { return nil }

// meaning implements voice.
func (pins) meaning(string, governance.Emoji) (string, int) { return "", 0 }

// silent implements voice.
func (pins) silent(*assembly.Sitting, assembly.Card, governance.PersonID) (bool, error) {
	return false, nil
}

// reacted implements voice.
func (pins) reacted(*Bot, *assembly.Sitting, assembly.Card, governance.PersonID, string, bool) error {
	return nil
}
