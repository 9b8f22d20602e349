package bot

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// proposals is how the bot speaks of proposals: what the whole circle should know stands under the card, what concerns one person goes
// to them alone, an outcome is told in the channel.
type proposals struct{}

// letters implements voice.
func (proposals) letters(w *writer) ([]assembly.Letter, error) {
	p, ok := w.s.Loaded(w.e.On).(*consent.Proposal)
	if !ok {
		return nil, nil
	}
	var err error
	if w.place, err = placeNow(w.s, w.e.Org, p.Circle(), p.Place()); err != nil {
		return nil, err
	}
	w.part = p.Version()
	switch event := w.e.Event.(type) {
	case *consent.VersionOpened:
		w.part = event.Version
		w.card(w.place)
		if event.Version == 1 {
			w.direct(p.Facilitator(), "you_facilitate")
			w.links(p.Circle())
		}
	case *consent.ObjectionRaised:
		objectionLetters(w, p, event)
	case *consent.DeadlineMoved:
		if event.Why != consent.MovedPaused { // that it goes on, and until when, is told already
			w.thread()
		}
	case *consent.ObjectionEnded:
		objectionEndedLetters(w, p, event)
	case *consent.ObjectionReasoned, *consent.SettingAside, *consent.ObjectionAdopted,
		*consent.IntegrationBegan, *consent.TalkSuggested, *consent.ElectorateRefreshed, *consent.ElectorGone, *consent.ElectorBack,
		*consent.TakenUp, *consent.ReadFailed, *consent.TypoFixed, *consent.GraceBegan:
		w.thread()
	case *consent.FacilitatorNamed:
		w.thread()
		w.direct(event.Person, "you_facilitate")
	case *consent.WithdrawalOffered:
		w.direct(event.Person, "offer_withdrawal")
	case *consent.MoreTimeRefused:
		if b, _ := p.Ballot(event.Person); b.Via == consent.ByReaction { // else the reply says so
			w.direct(event.Person, "more_time_refused")
		}
	case *consent.ClosingBegan:
		w.part = event.Version
		w.at(w.place, assembly.ReadLetter, "read")
	case *consent.Paused:
		w.direct(p.Proposer(), "paused")
		w.direct(p.Facilitator(), "paused")
	case *consent.Resumed:
		w.thread()
		w.direct(p.Proposer(), "resumed")
		w.direct(p.Facilitator(), "resumed")
	case *consent.Hindered:
		w.thread()
		w.direct(p.Proposer(), "hindered")
	case *consent.Adopted, *consent.NotAdopted, *consent.Withdrawn, *consent.Escalated:
		w.channel(w.place, "outcome")
	}
	return w.letters, w.err
}

// objectionLetters tells the circle of an objection, asks its author for the reason when they gave none (D11), and tells the proposer.
func objectionLetters(w *writer, p *consent.Proposal, event *consent.ObjectionRaised) {
	w.thread()
	if event.Own {
		w.direct(event.Person, "own_objection") // D6
		return
	}
	if event.Why == "" {
		w.direct(event.Person, "ask_reason")
	}
	if event.First {
		w.direct(p.Proposer(), "blocked")
	}
}

// objectionEndedLetters tells the circle, the author when somebody else or time ended it, and the proposer when nothing blocks any more.
func objectionEndedLetters(w *writer, p *consent.Proposal, event *consent.ObjectionEnded) {
	w.thread()
	switch event.How {
	case consent.LapsedUnreasoned, consent.SetAside:
		w.direct(event.Person, "objection_ended")
	}
	if event.Last && event.Person != p.Proposer() {
		w.direct(p.Proposer(), "unblocked")
	}
}

// card implements voice.
func (proposals) card(sc *scene, on governance.Ref, part int) (Message, error) {
	p, err := assembly.Get[*consent.Proposal](sc.s, on, assembly.Everybody)
	if err != nil {
		return Message{}, err
	}
	return sc.proposalCard(p, part, true)
}

// current implements voice: the card of the present version.
func (proposals) current(s *assembly.Sitting, on governance.Ref, part int) (bool, error) {
	p, err := assembly.Get[*consent.Proposal](s, on, assembly.People{})
	return err == nil && p.Version() == part, err
}

// nudge implements voice: it speaks when the proposal still waits for the person.
func (proposals) nudge(sc *scene, m *Message, item inbox.Item, person governance.PersonID) error {
	p, err := assembly.Get[*consent.Proposal](sc.s, item.On, assembly.Everybody)
	if err != nil || p.Ended() || p.Paused() {
		return err
	}
	b, elector := p.Ballot(person)
	target := Target{p.Ref(), p.Version()}
	var actions []Action
	var more []Part
	number, grace, hindered := 0, time.Time{}, text.Text("")
	switch item.What {
	case "respond_half", "respond_last", "respond_extended", "respond_amended":
		if !elector || person == p.Proposer() || b.Stance.Responds() || b.Stance == governance.Objecting || item.Part != p.Version() {
			return nil
		}
		actions = stanceActions(sc.p, p)
		if item.What == "respond_amended" {
			more = sc.toldChanged(p)
		}
	case "reason", "confirm", "integrate_objector":
		o, open := openObjection(p, person)
		if !open || item.What == "reason" && o.Why != "" {
			return nil
		}
		target.Part, number, grace = o.Number, o.Number, o.Grace
		label := "button.because"
		if o.Why != "" {
			label = "button.reword"
		}
		actions = []Action{{Verb: "met", Target: target, Label: sc.p.Line("button.met"), Style: Primary},
			{Verb: "because", Target: target, Label: sc.p.Line(label)}}
		switch item.What {
		case "reason":
			actions = actions[1:]
		case "confirm":
			more = sc.toldChanged(p)
		}
	case "integrate_proposer", "integrate_facilitator":
		switch h, open := p.Hindrance(), len(openNumbers(p)); {
		case open == 0 && h == nil:
			return nil
		case open == 0:
			hindered = sc.hindrance(p, h.Act, h.Code, h.Args)
		}
		actions = []Action{{Verb: "amend", Target: target, Label: sc.p.Line("button.amend"), Style: Primary}}
	}
	line := sc.p.Say("nudge."+item.What, "id", text.Text("**"+p.Ref().String()+"**"), "title", p.Title(), "deadline", p.Deadline(),
		"until", p.IntegrationUntil(), "proposer", p.Proposer(), "by", p.Versions()[p.Version()-1].By,
		"number", objectionText(p, number), "grace", grace, "hindered", hindered, "unconsented", p.Tally().Responded >= p.Tally().Needed)
	sc.remind(m, line, proposalZone(p), sc.cardLink(p.Ref(), p.Version()), actions, more...)
	return nil
}

// openNumbers are the numbers of the open objections.
func openNumbers(p *consent.Proposal) []int {
	var out []int
	for _, o := range p.Objections() {
		if o.Open() {
			out = append(out, o.Number)
		}
	}
	return out
}

// objectedOn tells whether the person's open objection was made to that version.
func objectedOn(p *consent.Proposal, who governance.PersonID, version int) bool {
	o, open := openObjection(p, who)
	return open && o.Version == version
}

// meaning implements voice: the stance that an emoji stands for.
func (proposals) meaning(emoji string, own governance.Emoji) (string, int) {
	st := stanceOf(emoji, own)
	return string(st), slices.Index(governance.Stances(), st)
}

// silent implements voice.
func (proposals) silent(s *assembly.Sitting, card assembly.Card, who governance.PersonID) (bool, error) {
	p, err := assembly.Get[*consent.Proposal](s, card.On, assembly.Just(who))
	if err != nil || p.Ended() || p.Version() != card.Part {
		return false, err
	}
	b, elector := p.Ballot(who)
	return elector && b.Elector && b.Stance == governance.NoStance, nil
}

// reacted implements voice. A vote, given or taken back, loads its own row only.
func (proposals) reacted(b *Bot, s *assembly.Sitting, card assembly.Card, who governance.PersonID, meaning string, lost bool) error {
	st := governance.Stance(meaning)
	people := assembly.Everybody
	if st.Responds() {
		people = assembly.Just(who)
	}
	p, err := assembly.Get[*consent.Proposal](s, card.On, people)
	switch {
	case err != nil:
		return err
	case lost && st == governance.Objecting && objectedOn(p, who, card.Part):
		// The card of an earlier version, on which they objected: that objection is open still (D19).
		return s.On(p).Did(p.TakeBack(s.Now, who, st, consent.ByReaction))
	case card.Part != p.Version() && !p.Ended():
		return p.Present(card.Part)
	case lost:
		return s.On(p).Did(p.TakeBack(s.Now, who, st, consent.ByReaction))
	}
	return s.On(p).Did(p.Respond(s.Now, who, st, "", consent.ByReaction))
}
