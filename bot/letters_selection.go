package bot

import (
	"fmt"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/role"
)

// render implements voice: what an event says, to one person alone, under the card, in another channel, or as the outcome.
func (selections) render(sc *scene, l assembly.Letter, e *governance.Entry) (*Message, error) {
	sel, err := assembly.Get[*role.Selection](sc.s, l.On, assembly.Everybody)
	if err != nil {
		return nil, err
	}
	var line text.Text
	var actions []Action
	switch {
	case l.Template == "outcome":
		return sc.selectionOutcome(sel, e)
	case l.Template == "link":
		if sel.Phase != role.Nominating || !sel.PausedAt.IsZero() {
			return nil, nil // kept back until then, it leads nowhere any more
		}
		if err := sc.linkWaits(l, 0); err != nil {
			return nil, err
		}
		line = sc.p.Say("select.told.link", aboutSelection(sel)...)
	case l.Template == "object_ask":
		if sel.Phase != role.Objecting || sel.Round != l.Part || sel.AnswerOf(l.To) == role.HasObjection {
			return nil, nil
		}
		line = sc.p.Say("select.you.object", aboutSelection(sel)...)
		actions = sc.selectionActions(sel, l.To)[1:2]
	case l.To != 0:
		line, actions, err = sc.selectionSaysTo(sel, e, l.To)
	default:
		line, err = sc.selectionSays(sel, e)
	}
	if err != nil || line == "" {
		return nil, err
	}
	return sc.tells(l, line, actions, governance.LoadZone(sel.Zone), sel.Ref())
}

// selectionSays is what everybody is told who follows the card.
func (sc *scene) selectionSays(sel *role.Selection, e *governance.Entry) (text.Text, error) {
	say := func(key string, more ...any) text.Text {
		return sc.p.Say("select.told."+key, aboutSelection(sel, more...)...)
	}
	switch v := e.Event.(type) {
	case *role.Prolonged:
		return say("prolonged."+string(v.Phase), "until", v.Until), nil
	case *role.Revealed:
		return say("revealed", "until", v.Until), nil
	case *role.NominationChanged:
		return say("changed", "person", v.By, "nominee", v.Nominee, "why", v.Why), nil
	case *role.NomineeProposed:
		return say("proposed", "nominee", v.Nominee, "person", v.By, "chosen", v.By != 0, "why", v.Why, "count", v.Count, "next", v.Round > 1), nil
	case *role.ObjectionsOpened:
		return say("objections", "nominee", v.Nominee, "until", v.Until), nil
	case *role.Objected:
		return say("objected", "person", v.Person, "why", v.Why, "own", v.Own), nil
	case *role.ObjectionEnded:
		return say("objection_ended", "person", v.Person), nil
	case *role.AcceptanceAsked:
		return say("acceptance", "nominee", v.Nominee), nil
	case *role.PassedOver:
		return say("passed."+string(v.Why), "nominee", v.Nominee, "words", v.Words), nil
	case *role.SelectionResumed:
		return say("resumed", "until", v.Until), nil
	}
	return "", fmt.Errorf("nothing is to be said under a card about %s", e.Event.EventName())
}

// selectionSaysTo is what one person is told alone, and what they can answer at once. It says nothing that is no longer so.
func (sc *scene) selectionSaysTo(sel *role.Selection, e *governance.Entry, reader governance.PersonID) (text.Text, []Action, error) {
	say := func(key string, more ...any) text.Text {
		return sc.p.Say("select.you."+key, aboutSelection(sel, more...)...)
	}
	actions := sc.selectionActions(sel, reader)
	switch v := e.Event.(type) {
	case *role.ChoiceAsked:
		if sel.Phase != role.Choosing || sel.Guide != reader {
			return "", nil, nil
		}
		return say("choose", "standing", sc.standingText(sel)), actions, nil
	case *role.NomineeProposed:
		if sel.Round != v.Round || sel.Nominee != reader || sel.Phase != role.Asking {
			return "", nil, nil
		}
		return say("proposed", "person", v.By, "chosen", v.By != 0, "why", v.Why, "count", v.Count, "next", v.Round > 1, "term", sel.Term), actions, nil
	case *role.Objected:
		if sel.Nominee == 0 || len(sel.Objectors()) == 0 {
			return "", nil, nil
		}
		return say("objected", "person", v.Person, "why", v.Why, "mine", sel.Nominee == reader), nil, nil
	case *role.AcceptanceAsked:
		if sel.Phase != role.Accepting || sel.Nominee != reader {
			return "", nil, nil
		}
		return say("accept", "term", sel.Term), actions, nil
	case *role.PassedOver:
		return say("passed." + string(v.Why)), nil, nil
	case *role.SelectionPaused:
		if sel.PausedAt.IsZero() {
			return "", nil, nil
		}
		return say("paused"), nil, nil
	case *role.SelectionResumed:
		return say("resumed", "until", v.Until), nil, nil
	}
	return "", nil, fmt.Errorf("nothing is to be said to one person about %s", e.Event.EventName())
}

// standingText is how it stands, for the facilitator: how many name whom.
func (sc *scene) standingText(sel *role.Selection) text.Text {
	var all []text.Text
	for _, s := range sel.Standing() {
		if len(all) == digestLines {
			break
		}
		all = append(all, sc.p.Say("select.standing", "nominee", s.Nominee, "count", s.Count))
	}
	return sc.p.List(all)
}

// selectionOutcome is the one notice that tells the outcome: who is selected, until when, and who named whom as far as that was revealed.
func (sc *scene) selectionOutcome(sel *role.Selection, e *governance.Entry) (*Message, error) {
	m := &Message{Ref: sel.Ref().String(), Title: sc.p.Say("select.card.title", "name", sel.Name), Status: string(sel.Status()), Tone: selectionTone(sel),
		Zone: governance.LoadZone(sel.Zone)}
	line := sc.selectionEnding(sel)
	if v, ok := e.Event.(*role.Selected); ok {
		line = sc.p.Say("select.outcome.selected", aboutSelection(sel, "person", v.Person, "until", v.Until)...)
	} else if next, err := sc.nextSelection(sel); err != nil {
		return nil, err
	} else if next != "" {
		line += " " + next
	}
	m.Parts = []Part{Paragraph{line}}
	m.Parts = append(m.Parts, sc.lines(sc.nominations(sel))...)
	m.Parts = append(m.Parts, sc.more()...)
	return m, sc.sealed(m, e, sel.Ref(), 0)
}

// nextSelection says, after a selection that found nobody, who serves on and when the next one is called; empty for neither.
func (sc *scene) nextSelection(sel *role.Selection) (text.Text, error) {
	r, err := assembly.Get[*role.Role](sc.s, sel.Role, assembly.People{})
	if err != nil || r.Status == role.StatusDropped || r.Keeper == 0 && r.Recall.IsZero() {
		return "", err
	}
	return sc.p.Say("select.outcome.next", "keeper", r.Keeper, "kept", r.Keeper != 0, "next", r.Recall, "again", !r.Recall.IsZero()), nil
}
