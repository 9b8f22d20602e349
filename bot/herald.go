package bot

import (
	"fmt"
	"strconv"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// herald knows what is to be said about an event, and to whom: what the whole circle should know stands under the card, what concerns
// one person goes to them alone, an outcome is told in the channel. It only writes letters; the outbox delivers them after the commit.
type herald struct{ bot *Bot }

// Letters implements assembly.Herald.
func (h *herald) Letters(s *assembly.Sitting, e *governance.Entry) ([]assembly.Letter, error) {
	w := &writer{s: s, e: e}
	switch event := e.Event.(type) {
	case *governance.CircleMade:
		w.channel(event.Home, "circle_made")
	case *governance.CircleRenamed:
		if e.By != 0 { // that its channel has another name, everybody sees
			return w.atHome("circle_renamed")
		}
	case *governance.CircleSet:
		if event.Proposal.IsZero() { // by consent, the outcome of the proposal says so
			return w.atHome("circle_set")
		}
	case *governance.CircleBound:
		if e.By != 0 { // that a channel has another id is nobody's news
			return w.atHome("circle_bound")
		}
	case *governance.MemberJoined:
		if event.Named && event.Person != w.e.By {
			w.direct(event.Person, "added")
		}
	case *inbox.Delivered:
		return w.nudges()
	case *inbox.DigestDue:
		return w.digest()
	default:
		if v, ok := h.bot.voice(e.On.Kind); ok {
			return v.letters(w)
		}
	}
	return w.letters, w.err
}

// writer writes letters about one entry.
type writer struct {
	s *assembly.Sitting
	e *governance.Entry
	// place is where the thing stands, part which part of it the letters are about.
	place   governance.Place
	part    int
	letters []assembly.Letter
	err     error
}

func (w *writer) write(l assembly.Letter, to string) {
	l.Key = fmt.Sprintf("%d/%s/%d.%d/%s/%s", w.e.Org, w.e.On, w.e.Circle, w.e.Seq, l.Template, to)
	l.Part = w.part
	w.letters = append(w.letters, l)
}

func lane(place governance.Place) string {
	return strconv.FormatInt(int64(place.Workspace), 10) + "/" + place.Channel
}

func (w *writer) at(place governance.Place, form assembly.LetterForm, template string) {
	w.write(assembly.Letter{Form: form, Template: template, Workspace: place.Workspace, Channel: place.Channel, Lane: lane(place)}, place.Channel)
}

func (w *writer) card(place governance.Place) { w.at(place, assembly.CardLetter, "card") }

func (w *writer) channel(place governance.Place, template string) {
	w.at(place, assembly.ChannelLetter, template)
}

func (w *writer) thread() { w.at(w.place, assembly.ThreadLetter, "thread") }

// links tells the circle's other channels where the card stands, as far as those who read them may know of it (K2, K6).
func (w *writer) links(of governance.CircleID) {
	circle, err := w.s.Circle(w.e.Org, of, assembly.Everybody)
	if err != nil {
		w.err = err
		return
	}
	for _, place := range append([]governance.Place{circle.Home}, circle.Also...) {
		if place != w.place {
			w.channel(place, "link")
		}
	}
}

// atHome writes to the home channel of the circle that the entry is about.
func (w *writer) atHome(template string) ([]assembly.Letter, error) {
	circle, ok := w.s.Loaded(w.e.On).(*governance.Circle)
	if !ok {
		return nil, fmt.Errorf("the circle of %s is not loaded", w.e.Event.EventName())
	}
	w.channel(circle.Home, template)
	return w.letters, nil
}

// direct writes to one person, in the workspace where the thing is, or else where they have an account.
func (w *writer) direct(to governance.PersonID, template string) {
	if to == 0 || w.err != nil {
		return
	}
	l, ok, err := directLetter(w.s, to, w.place.Workspace)
	if w.err = err; err != nil || !ok {
		return
	}
	l.Template = template
	w.write(l, strconv.FormatInt(int64(to), 10))
}

// directLetter begins a letter to a person; it reports false when they have no account left that can be written to.
func directLetter(s *assembly.Sitting, to governance.PersonID, near governance.WorkspaceID) (assembly.Letter, bool, error) {
	accounts, err := s.AccountsOf(to)
	if err != nil {
		return assembly.Letter{}, false, err
	}
	var best *governance.Account
	for i, a := range accounts {
		if !a.Gone && !a.Bot && (best == nil || a.Workspace == near) {
			best = &accounts[i]
		}
	}
	if best == nil {
		return assembly.Letter{}, false, nil
	}
	return assembly.Letter{Form: assembly.DirectLetter, To: to, Workspace: best.Workspace, Channel: best.User,
		Lane: lane(governance.Place{Workspace: best.Workspace, Channel: "@" + best.User})}, true, nil
}

// nudges writes one message for all that an inbox delivered.
func (w *writer) nudges() ([]assembly.Letter, error) {
	box, ok := w.s.Loaded(w.e.On).(*inbox.Inbox)
	if !ok {
		return nil, fmt.Errorf("the inbox of %s is not loaded", w.e.On)
	}
	w.direct(box.Person, "nudges")
	return w.letters, w.err
}
