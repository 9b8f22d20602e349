package bot

import (
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// boards is how the bot speaks of circles: the card of a circle is its board, which is redrawn whenever one of its commitments changes, and
// when the first of them becomes due soon, overdue, or no news any more (C10). What else there is to say about circles the herald knows itself.
type boards struct{}

// postBoard puts the circle's board into this channel as a card that keeps up, or says where it stands already.
func (c *Call) postBoard() (Reply, error) {
	id, err := c.findCircle(c.typed.Options["in"])
	if err != nil {
		return Reply{}, err
	}
	if id == 0 {
		return Reply{}, c.noCircleHere(c.bot.table.Word(commit) + " …")
	}
	var link text.Text
	err = c.sit(func(s *assembly.Sitting) error {
		link = ""
		circle, err := s.Circle(c.org(), id, assembly.Just(c.actor.Person))
		if err != nil {
			return err
		}
		switch {
		case !circle.Has(c.actor.Person):
			return circle.NotMember()
		case circle.Shut:
			return governance.Refuse(governance.Conflict, "circle_shut", "circle", circle.Name)
		}
		place := c.standsIn(circle)
		cards, err := s.CardsOf(circle.Ref())
		if err != nil {
			return err
		}
		for _, card := range cards {
			if !card.Lost && card.Workspace == place.Workspace && card.Channel == place.Channel {
				link = text.LinkTo(c.print.Line("board.there"), card.Link)
				return nil
			}
		}
		return s.Queue(assembly.Letter{Key: fmt.Sprintf("%d/%s/board/%s/%d", c.org(), circle.Ref(), lane(place), len(cards)), Org: c.org(), Workspace: place.Workspace,
			Lane: lane(place), Form: assembly.CardLetter, Template: "card", On: circle.Ref(), Channel: place.Channel, Circle: id, Due: s.Now, QueuedAt: s.Now})
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("board.posted", "link", link)))}, nil
}

// touchBoard notes that the circle's board, where it stands in a channel, shows something old.
func touchBoard(s *assembly.Sitting, org governance.OrgID, circle governance.CircleID) error {
	if circle == 0 {
		return nil
	}
	return s.TouchCards(governance.CircleRef(org, circle))
}

// card implements voice.
func (boards) card(sc *scene, on governance.Ref, _ int) (Message, error) {
	circle, err := sc.s.Circle(on.Org, governance.CircleID(on.N), assembly.People{})
	if err != nil {
		return Message{}, err
	}
	all, err := commitmentsOf(sc.s, on.Org, circle.ID)
	if err != nil {
		return Message{}, err
	}
	m := sc.board(circle, all)
	for _, cm := range all {
		m.Until = earlier(m.Until, cm.NextColumn(sc.s.Now))
	}
	return m, sc.dress(&m)
}

// earlier is the earlier of two instants, of which either may be zero for never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// letters implements voice: nothing is to be said, but where the links on the circle's cards lead nowhere any more, those who can read them
// are to have new ones, and in channels that are the circle's no more none (K6).
func (boards) letters(w *writer) ([]assembly.Letter, error) {
	var places []governance.Place
	switch e := w.e.Event.(type) {
	case *governance.CircleHid:
		places = e.Left
	case *governance.LinksRenewed:
		if circle, ok := w.s.Loaded(w.e.On).(*governance.Circle); ok {
			places = append([]governance.Place{circle.Home}, circle.Also...)
		}
	}
	for _, place := range places {
		if err := w.s.TouchLinks(place); err != nil {
			return nil, err
		}
	}
	return w.letters, w.err
}

// current implements voice: a board that somebody deleted is not wanted any more; it can be put there again.
func (boards) current(*assembly.Sitting, governance.Ref, int) (bool, error) { return false, nil }

// render implements voice: a board is never a letter.
func (boards) render(*scene, assembly.Letter, *governance.Entry) (*Message, error) { return nil, nil }

// nudge implements voice: nobody is nudged about a board.
func (boards) nudge(*scene, *Message, inbox.Item, governance.PersonID) error { return nil }

// meaning implements voice.
func (boards) meaning(string, governance.Emoji) (string, int) { return "", 0 }

// silent implements voice.
func (boards) silent(*assembly.Sitting, assembly.Card, governance.PersonID) (bool, error) {
	return false, nil
}

// reacted implements voice.
func (boards) reacted(*Bot, *assembly.Sitting, assembly.Card, governance.PersonID, string, bool) error {
	return nil
}
