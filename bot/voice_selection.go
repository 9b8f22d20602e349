package bot

import (
	"fmt"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/inbox"
	"github.com/folkmoot/folkmoot/governance/role"
)

// selections is how the bot speaks of selections: the card shows how far one is, and never what anybody named before the reveal (R10); what
// is asked of one person is asked of them alone; the outcome is told once in the channel.
type selections struct{}

// letters implements voice.
func (selections) letters(w *writer) ([]assembly.Letter, error) {
	sel, ok := w.s.Loaded(w.e.On).(*role.Selection)
	if !ok {
		return nil, fmt.Errorf("the selection of %s is not loaded", w.e.Event.EventName())
	}
	event, ok := w.e.Event.(governance.Noticed)
	if !ok {
		return nil, nil
	}
	var err error
	if w.place, err = placeNow(w.s, w.e.Org, sel.Circle, sel.Place); err != nil {
		return nil, err
	}
	told := event.Told()
	switch event.(type) {
	case *role.Called:
		w.card(w.place)
		w.links(sel.Circle)
		return w.letters, w.err
	case *role.Selected, *role.NotSelected, *role.CalledOff: // whoever is seated by it is told of that
		w.channel(w.place, "outcome")
		return w.letters, w.err
	case *role.SelectionPaused, *role.SelectionResumed:
		told.Tell = looksAfter(sel)
		told.ToCircle = told.ToCircle && sel.PausedAt.IsZero() // while it is paused, nobody hears it there
	}
	for _, person := range told.Tell {
		w.direct(person, "told")
	}
	if told.ToCircle {
		w.thread()
	}
	return w.letters, w.err
}

// looksAfter are those who look after a selection: who called it, or keeps the role, and who facilitates it.
func looksAfter(sel *role.Selection) []governance.PersonID {
	by := sel.By
	if by == 0 {
		by = sel.Keeper
	}
	if by == sel.Guide {
		return []governance.PersonID{by}
	}
	return []governance.PersonID{by, sel.Guide}
}

// card implements voice.
func (selections) card(sc *scene, on governance.Ref, _ int) (Message, error) {
	sel, err := assembly.Get[*role.Selection](sc.s, on, assembly.Everybody)
	if err != nil {
		return Message{}, err
	}
	m := sc.selectionCard(sel)
	return m, sc.dress(&m)
}

// current implements voice: a card is worth posting again while there is something to say on it.
func (selections) current(s *assembly.Sitting, on governance.Ref, _ int) (bool, error) {
	sel, err := assembly.Get[*role.Selection](s, on, assembly.People{})
	return err == nil && sel.Phase != role.Over, err
}

// nudge implements voice: it speaks while the selection still waits for the person, with the buttons of its phase.
func (selections) nudge(sc *scene, m *Message, item inbox.Item, person governance.PersonID) error {
	sel, err := assembly.Get[*role.Selection](sc.s, item.On, assembly.Everybody)
	if err != nil || !sel.Awaits(person, item.What, item.Part) {
		return err
	}
	who, err := sc.s.Person(item.On.Org, person)
	if err != nil {
		return err
	}
	line := sc.p.Say("nudge."+item.What, aboutSelection(sel)...)
	sc.remind(m, line, who.Hours.Location(), sc.cardLink(sel.Ref(), 0), sc.selectionActions(sel, person))
	return nil
}

// What reactions on a selection's card mean, once everybody is asked about the nominee.
const (
	selectionConsent = "no objection"
	selectionObjects = "objection"
)

// meaning implements voice: ✅ has no objection, ✋ has one.
func (selections) meaning(emoji string, own governance.Emoji) (string, int) {
	switch stanceOf(emoji, own) {
	case governance.Objecting:
		return selectionObjects, 0
	case governance.Consent:
		return selectionConsent, 1
	}
	return "", 0
}

// silent implements voice.
func (selections) silent(s *assembly.Sitting, card assembly.Card, who governance.PersonID) (bool, error) {
	sel, err := assembly.Get[*role.Selection](s, card.On, assembly.Everybody)
	if err != nil || sel.Phase != role.Objecting {
		return false, err
	}
	v, _ := sel.Mine(who)
	return v.Elector && sel.AnswerOf(who) == role.NoAnswer, nil
}

// reacted implements voice. Reactions mean something while everybody is asked, and nothing before and after. An objection needs its reason,
// so whoever puts ✋ there is asked for it alone.
func (selections) reacted(_ *Bot, s *assembly.Sitting, card assembly.Card, who governance.PersonID, meaning string, lost bool) error {
	sel, err := assembly.Get[*role.Selection](s, card.On, assembly.Everybody)
	switch {
	case err != nil || sel.Phase != role.Objecting || lost && meaning == selectionObjects:
		return err
	case lost:
		return s.On(sel).Did(sel.TakeBack(s.Now, who))
	case meaning == selectionConsent:
		return s.On(sel).Did(sel.React(s.Now, who))
	}
	if err := sel.MayAnswer(who); err != nil || sel.AnswerOf(who) == role.HasObjection {
		return err
	}
	return askObjection(s, card, sel, who)
}

// askObjection asks somebody for the reason of the objection that they made by reaction, once about each nominee.
func askObjection(s *assembly.Sitting, card assembly.Card, sel *role.Selection, who governance.PersonID) error {
	l, ok, err := directLetter(s, who, card.Workspace)
	if err != nil || !ok {
		return err
	}
	l.Key = fmt.Sprintf("%d/%s/%d/object_ask/%d", sel.Org, sel.Ref(), sel.Round, who)
	l.Org, l.Template, l.On, l.Part = sel.Org, "object_ask", sel.Ref(), sel.Round
	l.Due, l.QueuedAt = s.Now, s.Now
	return s.Queue(l)
}
