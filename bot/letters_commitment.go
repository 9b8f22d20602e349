package bot

import (
	"fmt"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
)

// render implements voice: what an event says, to one person alone or under the card.
func (commitments) render(sc *scene, l assembly.Letter, e *governance.Entry) (*Message, error) {
	cm, err := assembly.Get[*commitment.Commitment](sc.s, l.On, assembly.People{})
	if err != nil {
		return nil, err
	}
	line, actions, err := sc.commitmentSays(cm, e, l.To)
	if err != nil || line == "" {
		return nil, err
	}
	if l.To == 0 {
		actions = nil // the card has them
	}
	return sc.tells(l, line, actions, governance.LoadZone(cm.Zone), cm.Ref())
}

// commitmentSays is the sentence that tells an event, and what whoever reads it alone can answer at once. It says nothing that is no
// longer so.
func (sc *scene) commitmentSays(cm *commitment.Commitment, e *governance.Entry, reader governance.PersonID) (text.Text, []Action, error) {
	say := func(key string, more ...any) text.Text {
		return sc.p.Say("commit.told."+key, aboutCommitment(cm, append(more, "person", e.By)...)...)
	}
	switch v := e.Event.(type) {
	case *commitment.Made:
		return sc.madeSays(cm, v, reader, say)
	case *commitment.Accepted:
		return say("accepted", "date", v.Due, "person", v.Owner), nil, nil
	case *commitment.Countered:
		if cm.Counter == nil || !cm.Counter.Due.Equal(v.Due) {
			return "", nil, nil
		}
		return say("countered", "date", v.Due, "was", v.Was, "why", v.Why), sc.offerActions(cm)[:2], nil
	case *commitment.DateAgreed:
		return say("date_agreed", "date", v.Due), sc.workActionsOf(cm, reader), nil
	case *commitment.DateRefused:
		if cm.Status != commitment.StatusOffered {
			return "", nil, nil
		}
		return say("date_refused", "date", v.Due, "why", v.Why), sc.offerActions(cm), nil
	case *commitment.DateMoved:
		return say("moved", "date", v.Due, "was", v.Was, "why", v.Why), nil, nil
	case *commitment.Stuck:
		return say("stuck", "person", v.Owner, "why", v.Why), nil, nil
	case *commitment.Reworded:
		return say("reworded", "was", v.Was, "now", v.What), nil, nil
	case *commitment.Overdue:
		if !cm.Overdue(sc.s.Now) {
			return "", nil, nil
		}
		return say("overdue", "date", v.Due), nil, nil
	}
	return sc.laterSays(cm, e, reader, say)
}

// sayer makes a sentence of the catalogue about the commitment at hand.
type sayer func(key string, more ...any) text.Text

// madeSays tells whoever is asked, and whom it is promised to.
func (sc *scene) madeSays(cm *commitment.Commitment, v *commitment.Made, reader governance.PersonID, say sayer) (text.Text, []Action, error) {
	switch {
	case reader == v.Owner && cm.Status == commitment.StatusOffered && cm.Owner == reader:
		return say("offer"), sc.offerActions(cm), nil
	case reader == v.Owner && cm.Owner == reader && cm.Status == commitment.StatusAccepted && v.Status == commitment.StatusAccepted:
		return say("adopted"), sc.workActions(cm), nil
	case reader == v.Owner || !cm.Live():
		return "", nil, nil
	case v.Status == commitment.StatusOffered:
		return say("asked_for_you"), nil, nil
	}
	return say("promised_you"), nil, nil
}

// laterSays tells how it changed hands and how it ended.
func (sc *scene) laterSays(cm *commitment.Commitment, e *governance.Entry, reader governance.PersonID, say sayer) (text.Text, []Action, error) {
	reopen := sc.reopenActionOf(cm, reader)
	switch v := e.Event.(type) {
	case *commitment.HandoverAsked:
		if cm.Handover == nil || cm.Handover.To != v.To {
			return "", nil, nil
		}
		if reader == v.To {
			return say("handover_you", "from", v.From), sc.offerActions(cm)[:2], nil
		}
		return say("handover", "from", v.From, "whom", v.To, "other", e.By != v.From), nil, nil
	case *commitment.HandoverEnded:
		return say("handover_ended."+slug(string(v.How)), "whom", v.To, "why", v.Why), nil, nil
	case *commitment.HandedOver:
		return say("handed_over", "from", v.From, "whom", v.To), nil, nil
	case *commitment.Done:
		if cm.Status != commitment.StatusDone {
			return "", nil, nil
		}
		return say("done", "person", v.Owner, "link", sc.shown(cm.Link)), reopen, nil
	case *commitment.Linked:
		return say("linked", "link", sc.shown(v.Link)), nil, nil
	case *commitment.RoundDone:
		return say("round_done", "person", v.Owner, "date", v.Due, "next", v.Next, "more", !v.Next.IsZero(), "link", sc.shown(v.Link)), nil, nil
	case *commitment.RoundMissed:
		return say("round_missed", "count", v.Count, "date", v.Due, "next", v.Next), nil, nil
	case *commitment.Missed:
		return say("missed", "date", v.Due, "reopen", sc.b.table.Word(moot)+" "+cm.Ref().String()+" reopen friday"), nil, nil
	case *commitment.Dropped:
		return say("dropped."+slug(string(v.How)), "why", v.Why, "mine", reader == cm.Owner), nil, nil
	case *commitment.Reopened:
		return say("reopened", "date", v.Due, "why", v.Why), sc.workActionsOf(cm, reader), nil
	case *commitment.PersonGone:
		return say("gone", "whom", v.Person, "owns", v.Owner, "hand", sc.b.table.Word(moot)+" "+cm.Ref().String()+" hand to @who",
			"release", sc.b.table.Word(moot)+" "+cm.Ref().String()+" release"), nil, nil
	case *commitment.PersonBack:
		return say("back", "whom", v.Person), nil, nil
	}
	return "", nil, fmt.Errorf("nothing is to be said about %s", e.Event.EventName())
}

// workActionsOf are the buttons of what is to be done, for its owner.
func (sc *scene) workActionsOf(cm *commitment.Commitment, reader governance.PersonID) []Action {
	if reader != cm.Owner || cm.Status != commitment.StatusAccepted {
		return nil
	}
	return sc.workActions(cm)
}

// reopenActionOf is the button by which whom it was promised to says that it is not done.
func (sc *scene) reopenActionOf(cm *commitment.Commitment, reader governance.PersonID) []Action {
	if reader == 0 || reader != cm.To {
		return nil
	}
	return []Action{sc.onCard(cm, "reopen", Ordinary)}
}
