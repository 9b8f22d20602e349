package bot

import (
	"fmt"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/inbox"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// rotations is how the bot speaks of rotations: a turn that begins and one that nobody has are told in the channel, what else the circle
// should know stands under the card, and whoever it concerns is told alone.
type rotations struct{}

// letters implements voice.
func (rotations) letters(w *writer) ([]assembly.Letter, error) {
	r, ok := w.s.Loaded(w.e.On).(*rotation.Rotation)
	if !ok {
		return nil, fmt.Errorf("the rotation of %s is not loaded", w.e.Event.EventName())
	}
	event, ok := w.e.Event.(governance.Noticed)
	if !ok {
		return nil, nil
	}
	var err error
	if w.place, err = placeNow(w.s, w.e.Org, r.Circle, r.Place); err != nil {
		return nil, err
	}
	told := event.Told()
	for _, person := range told.Tell {
		w.direct(person, "told")
	}
	switch e := event.(type) {
	case *rotation.Created:
		w.card(w.place)
		return w.letters, w.err
	case *rotation.TurnStarted, *rotation.Vacated:
		if told.ToCircle {
			w.channel(w.place, "told")
		}
		return w.letters, w.err
	case *rotation.Paused:
		if e.By == 0 { // its channel cannot hear it (D25)
			w.direct(r.Creator, "told")
			if r.Present != nil && r.Present.Keeper != r.Creator {
				w.direct(r.Present.Keeper, "told")
			}
			return w.letters, w.err
		}
	}
	if told.ToCircle {
		w.thread()
	}
	return w.letters, w.err
}

// card implements voice.
func (rotations) card(sc *scene, on governance.Ref, _ int) (Message, error) {
	r, err := assembly.Get[*rotation.Rotation](sc.s, on, assembly.People{})
	if err != nil {
		return Message{}, err
	}
	m, err := sc.rotationCard(r)
	if err != nil {
		return m, err
	}
	return m, sc.dress(&m)
}

// current implements voice: the card of a rotation that has ended is not worth posting again.
func (rotations) current(s *assembly.Sitting, on governance.Ref, _ int) (bool, error) {
	r, err := assembly.Get[*rotation.Rotation](s, on, assembly.People{})
	return err == nil && r.Status != rotation.StatusArchived, err
}

// render implements voice: what an event says, to one person alone, under the card or in the channel.
func (rotations) render(sc *scene, l assembly.Letter, e *governance.Entry) (*Message, error) {
	r, err := assembly.Get[*rotation.Rotation](sc.s, l.On, assembly.People{})
	if err != nil {
		return nil, err
	}
	line, actions := sc.rotationSays(r, e.Event, l.To)
	if line == "" {
		return nil, nil
	}
	zone, err := sc.rotationZone(r)
	if err != nil {
		return nil, err
	}
	return sc.tells(l, line, actions, zone, r.Ref())
}

// nudge implements voice: it speaks when the nudge is still true.
func (rotations) nudge(sc *scene, m *Message, item inbox.Item, person governance.PersonID) error {
	r, err := assembly.Get[*rotation.Rotation](sc.s, item.On, assembly.People{})
	if err != nil || !r.Awaits(sc.s.Now, person, item.What, item.Part) {
		return err
	}
	who, err := sc.s.Person(item.On.Org, person)
	if err != nil {
		return err
	}
	note, by := r.NoteFor(person)
	more := []any{"note", note, "by", by, "person", governance.PersonID(0)}
	if item.What == rotation.NudgeSwap {
		for _, s := range r.Swaps {
			if s.Number == item.Part {
				mine, _ := r.Turn(s.Mine)
				theirs, _ := r.Turn(s.Theirs)
				more = append(more, "by", s.By, "mine", mine.Start, "theirs", theirs.Start, "until", s.Until)
			}
		}
	} else if t, ok := r.Turn(item.Part); ok {
		next := nextKeeper(r, t)
		more = append(more, "start", t.Start, "end", t.End, "promised", t.Taken(), "begun", !sc.s.Now.Before(t.Start), "next", next, "known", next != 0)
	}
	line := sc.p.Say("nudge."+item.What, aboutRotation(r, more...)...)
	sc.remind(m, line, who.Hours.Location(), sc.cardLink(r.Ref(), 0), sc.turnNudgeActions(r, item))
	return nil
}

// nextKeeper is who has the turn after another; zero for nobody yet.
func nextKeeper(r *rotation.Rotation, t rotation.Turn) governance.PersonID {
	for _, later := range r.Arranged() {
		if later.Number > t.Number {
			return later.Keeper
		}
	}
	return 0
}

// turnNudgeActions are what somebody can answer to a nudge at once.
func (sc *scene) turnNudgeActions(r *rotation.Rotation, item inbox.Item) []Action {
	t, _ := r.Turn(item.Part)
	switch item.What {
	case rotation.NudgeAhead, rotation.NudgeAsk:
		return sc.keeperActions(r, t)
	case rotation.NudgeVacant:
		return []Action{sc.onTurn(r, t.Number, "volunteer", Primary)}
	case rotation.NudgeNote:
		return []Action{sc.onTurn(r, t.Number, "note", Primary)}
	case rotation.NudgeSwap:
		return sc.swapActions(r, item.Part)
	}
	return nil
}

// keeperActions are the buttons for whoever has a turn ahead.
func (sc *scene) keeperActions(r *rotation.Rotation, t rotation.Turn) []Action {
	var out []Action
	if !t.Taken() {
		out = append(out, sc.onTurn(r, t.Number, "accept", Primary))
	}
	return append(out, sc.onTurn(r, t.Number, "swap", Ordinary), sc.onTurn(r, t.Number, "cannot", Ordinary))
}

// swapActions are the buttons for whoever is asked to swap. Their part is the number of the swap.
func (sc *scene) swapActions(r *rotation.Rotation, swap int) []Action {
	return []Action{sc.onTurn(r, swap, "swap accept", Primary), sc.onTurn(r, swap, "swap decline", Ordinary)}
}

func (sc *scene) onTurn(r *rotation.Rotation, part int, verb string, style ActionStyle) Action {
	return Action{Verb: verb, Target: Target{On: r.Ref(), Part: part}, Label: sc.p.Line("button.rota." + slug(verb)), Style: style}
}

// meaning implements voice: reactions on a rotation's card say nothing.
func (rotations) meaning(string, governance.Emoji) (string, int) { return "", 0 }

// silent implements voice.
func (rotations) silent(*assembly.Sitting, assembly.Card, governance.PersonID) (bool, error) {
	return false, nil
}

// reacted implements voice.
func (rotations) reacted(*Bot, *assembly.Sitting, assembly.Card, governance.PersonID, string, bool) error {
	return nil
}
