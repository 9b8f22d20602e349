package bot

import (
	"fmt"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// commitments is how the bot speaks of commitments: whom an event is for says the event itself. Whoever it names is told alone; what is
// promised to the whole circle stands under the card.
type commitments struct{}

// slip is how long a ✅ that is taken off again takes back that it is done: it was a slip of the finger. Later, reopen says so.
const slip = 10 * time.Minute

// letters implements voice.
func (commitments) letters(w *writer) ([]assembly.Letter, error) {
	cm, ok := w.s.Loaded(w.e.On).(*commitment.Commitment)
	if !ok {
		return nil, fmt.Errorf("the commitment of %s is not loaded", w.e.Event.EventName())
	}
	if err := touchBoard(w.s, cm.Org, cm.Circle); err != nil {
		return nil, err
	}
	event, ok := w.e.Event.(governance.Noticed)
	if !ok {
		return nil, nil
	}
	w.place = cm.Place
	told, stands := event.Told(), cm.Place.Channel != ""
	_, made := event.(*commitment.Made)
	if made && stands {
		w.card(w.place)
	}
	for _, person := range told.Tell {
		w.direct(person, "told")
	}
	if told.ToCircle && stands && !made { // that it was made, its card says
		w.thread()
	}
	return w.letters, w.err
}

// card implements voice.
func (commitments) card(sc *scene, on governance.Ref, _ int) (Message, error) {
	cm, err := assembly.Get[*commitment.Commitment](sc.s, on, assembly.People{})
	if err != nil {
		return Message{}, err
	}
	m := sc.commitmentCard(cm)
	if cm.Status == commitment.StatusAccepted && sc.s.Now.Before(cm.Due) {
		m.Until = cm.Due // from then on it says that the date is over
	}
	return m, sc.dress(&m)
}

// current implements voice: a card is worth posting again while there is something to do.
func (commitments) current(s *assembly.Sitting, on governance.Ref, _ int) (bool, error) {
	cm, err := assembly.Get[*commitment.Commitment](s, on, assembly.People{})
	return err == nil && cm.Live(), err
}

// nudge implements voice: it speaks when the nudge is still true.
func (commitments) nudge(sc *scene, m *Message, item inbox.Item, person governance.PersonID) error {
	cm, err := assembly.Get[*commitment.Commitment](sc.s, item.On, assembly.People{})
	if err != nil || !cm.Awaits(sc.s.Now, person, item.What, item.Part) {
		return err
	}
	who, err := sc.s.Person(item.On.Org, person)
	if err != nil {
		return err
	}
	missed, count := cm.LastMissed()
	line := sc.p.Say("nudge."+item.What, aboutCommitment(cm, "date", counterDate(cm), "missed", missed.Due, "count", max(count, 1), "mine", person == cm.Owner,
		"reopen", sc.b.table.Word(moot)+" "+cm.Ref().String()+" reopen friday", "today", sameDay(sc.s.Now, cm.Due, who.Hours.Location()),
		"ahead", sc.s.Now.Before(cm.Due))...)
	sc.remind(m, line, who.Hours.Location(), sc.cardLink(cm.Ref(), 0), sc.nudgeActions(cm, item.What))
	return nil
}

// sameDay tells whether two moments are on one day of a zone.
func sameDay(a, b time.Time, zone *time.Location) bool {
	return a.In(zone).Format(time.DateOnly) == b.In(zone).Format(time.DateOnly)
}

// mostSnoozes is how often a commitment can be snoozed (C7).
const mostSnoozes = 2

// counterDate is the other date that its owner offers; zero for none.
func counterDate(cm *commitment.Commitment) time.Time {
	if cm.Counter == nil {
		return time.Time{}
	}
	return cm.Counter.Due
}

// nudgeActions are what somebody can answer to a nudge at once.
func (sc *scene) nudgeActions(cm *commitment.Commitment, what string) []Action {
	switch what {
	case commitment.NudgeOffer, commitment.NudgeOfferLast:
		return sc.offerActions(cm)
	case commitment.NudgeCounter, commitment.NudgeHandover:
		return sc.offerActions(cm)[:2]
	case commitment.NudgeOverdueTo, commitment.NudgeMissed, commitment.NudgeRound, commitment.NudgeUnanswered:
		return nil // there is nothing to do; the card leads on
	}
	actions := sc.workActions(cm)
	if cm.Ladder.Snoozes < mostSnoozes && what != commitment.NudgeBefore {
		actions = append(actions, sc.onCard(cm, "snooze", Ordinary))
	}
	return actions
}

func (sc *scene) onCard(cm *commitment.Commitment, verb string, style ActionStyle) Action {
	return Action{Verb: verb, Target: Target{On: cm.Ref()}, Label: sc.p.Line("button.commit." + slug(verb)), Style: style}
}

// offerActions are the promised buttons of a request.
func (sc *scene) offerActions(cm *commitment.Commitment) []Action {
	actions := []Action{sc.onCard(cm, "accept", Primary), sc.onCard(cm, "decline", Ordinary)}
	if !cm.Repeats() {
		actions = append(actions, sc.onCard(cm, "another date", Ordinary))
	}
	return actions
}

// workActions are the promised buttons of what is to be done (C6).
func (sc *scene) workActions(cm *commitment.Commitment) []Action {
	return []Action{sc.onCard(cm, "done", Primary), sc.onCard(cm, "more time", Ordinary), sc.onCard(cm, "stuck", Ordinary), sc.onCard(cm, "drop", Danger)}
}

// commitmentDone is what ✅ on a card means (C6).
const commitmentDone = "done"

// meaning implements voice.
func (commitments) meaning(emoji string, _ governance.Emoji) (string, int) {
	if stanceOf(emoji, nil) == governance.Consent {
		return commitmentDone, 0
	}
	return "", 0
}

// silent implements voice: no other reaction could say anything instead.
func (commitments) silent(*assembly.Sitting, assembly.Card, governance.PersonID) (bool, error) {
	return false, nil
}

// reacted implements voice: ✅ is done. Taken off at once by whoever put it there, it is not; later it stays done until somebody reopens it.
func (commitments) reacted(_ *Bot, s *assembly.Sitting, card assembly.Card, who governance.PersonID, _ string, lost bool) error {
	cm, err := assembly.Get[*commitment.Commitment](s, card.On, assembly.People{})
	if err != nil {
		return err
	}
	if !lost {
		return s.On(cm).Did(cm.MarkDone(s.Now, who, ""))
	}
	at, by := cm.Ended, cm.EndedBy
	if n := len(cm.Rounds); cm.Live() && n > 0 && cm.Rounds[n-1].Status == commitment.StatusDone {
		at, by = cm.Rounds[n-1].At, cm.Owner
	} else if cm.Status != commitment.StatusDone {
		return nil
	}
	if by != who || s.Now.Sub(at) > slip {
		return nil
	}
	return s.On(cm).Did(cm.Reopen(s.Now, who, nil, time.Time{}, ""))
}

// commitmentCard shows a commitment as it stands.
func (sc *scene) commitmentCard(cm *commitment.Commitment) Message {
	m := Message{Ref: cm.Ref().String(), Title: text.Quote(cm.What), Status: string(cm.Status), Tone: commitmentTone(cm, sc.s.Now), Zone: governance.LoadZone(cm.Zone)}
	m.Parts = append(m.Parts, Fields{sc.commitmentFacts(cm)})
	for _, line := range sc.commitmentNews(cm) {
		m.Parts = append(m.Parts, Paragraph{line})
	}
	if link := sc.messageLink(cm.Source.Link); link != "" {
		m.Parts = append(m.Parts, Small{link})
	}
	if on := cm.Source.On; !on.IsZero() {
		m.Parts = append(m.Parts, Small{sc.p.Say("commit.card.adopted", "id", sc.lastLink(on))})
	}
	m.Parts = append(m.Parts, sc.more()...)
	switch cm.Status {
	case commitment.StatusOffered:
		m.Actions = sc.offerActions(cm)
		if cm.Counter != nil {
			m.Actions = m.Actions[:2] // it is the asker's turn
		}
	case commitment.StatusAccepted:
		m.Actions = sc.workActions(cm)
	}
	return m
}

func commitmentTone(cm *commitment.Commitment, now time.Time) Tone {
	switch {
	case cm.Status == commitment.StatusDone:
		return Good
	case cm.Status == commitment.StatusDropped, cm.Status == commitment.StatusMissed:
		return Quiet // C8: no shame
	case cm.NeedsHelp, cm.Overdue(now):
		return Attention
	}
	return Plain
}

// commitmentFacts are who, to whom, and by when.
func (sc *scene) commitmentFacts(cm *commitment.Commitment) []Field {
	pr := sc.p
	fields := []Field{{pr.Line("commit.card.owner"), text.Mention(cm.Owner), true}}
	if cm.Asker != cm.Owner {
		fields = append(fields, Field{pr.Line("commit.card.asker"), askedBy(cm), true})
	}
	switch {
	case cm.To == 0 && cm.Circle != 0:
		fields = append(fields, Field{pr.Line("commit.card.to"), text.Quote(cm.CircleName), true})
	case !cm.Own() && cm.To != cm.Asker:
		fields = append(fields, Field{pr.Line("commit.card.to"), text.Mention(cm.To), true})
	}
	if cm.Live() {
		fields = append(fields, Field{pr.Line("commit.card.due"), text.At(cm.Due), true})
	}
	if cm.Repeats() {
		fields = append(fields, Field{pr.Line("commit.card.rhythm"), pr.Say("commit.card.rounds", "rhythm", cm.Cadence.String(), "done", cm.RoundsDone,
			"missed", cm.RoundsMissed, "some_done", cm.RoundsDone > 0, "some_missed", cm.RoundsMissed > 0), true})
	}
	if cm.Moves > 0 && len(cm.Dates) > 0 {
		fields = append(fields, Field{pr.Line("commit.card.before"), sc.datesBefore(cm), false})
	}
	return fields
}

// datesOnCard is how many of the dates that a commitment had before its card names.
const datesOnCard = 3

// datesBefore are the dates that it had, the latest of them, with the reasons (C7).
func (sc *scene) datesBefore(cm *commitment.Commitment) text.Text {
	var all []text.Text
	left := max(0, len(cm.Dates)-sc.most(datesOnCard))
	sc.short = sc.short || left > 0
	for _, d := range cm.Dates[left:] {
		all = append(all, sc.p.Say("commit.card.date", "due", d.Due, "why", sc.brief(d.Why, 200)))
	}
	return sc.p.List(all)
}

// commitmentNews are what whoever looks at it should know now.
func (sc *scene) commitmentNews(cm *commitment.Commitment) []text.Text {
	var out []text.Text
	say := func(key string, more ...any) {
		out = append(out, sc.p.Say("commit.card."+key, aboutCommitment(cm, more...)...))
	}
	switch {
	case cm.Counter != nil:
		say("counter", "date", cm.Counter.Due, "why", cm.Counter.Why)
	case cm.NeedsHelp:
		say("help", "why", cm.HelpWhy)
	case cm.Overdue(sc.s.Now):
		say("overdue", "digest", cm.OnDigest() && cm.Circle != 0)
	}
	if cm.Live() && cm.Handover != nil {
		say("handover", "person", cm.Handover.To)
	}
	if cm.OwnerGone() && cm.Live() {
		say("gone")
	}
	switch cm.Status {
	case commitment.StatusDone:
		say("done", "at", cm.Ended, "late", cm.Ended.After(cm.Due), "link", sc.shown(cm.Link))
	case commitment.StatusMissed:
		say("missed", "at", cm.Ended)
	case commitment.StatusDropped:
		say("dropped."+slug(string(cm.How)), "at", cm.Ended, "by", cm.EndedBy, "why", cm.Why)
	}
	return out
}

// shown is what somebody gave as a link: one to click where it is one, else their words.
func (sc *scene) shown(link string) text.Text {
	if to := sc.linkOf(link); to != "" {
		return to
	}
	if link == "" {
		return ""
	}
	return text.Quote(link)
}

func (sc *scene) linkOf(link string) text.Text {
	if sc.messageLink(link) == "" {
		return ""
	}
	return text.LinkTo(cut(link, 80), link)
}

// showCommitment shows a commitment privately, with what the reader can do to it.
func (c *Call) showCommitment() (Reply, error) {
	cm, err := c.peekCommitment()
	if err != nil {
		return Reply{}, err
	}
	var m Message
	err = c.look(func(s *assembly.Sitting) error {
		sc := c.scene(s)
		sc.full = true
		m = sc.commitmentCard(cm)
		m.All = true
		return nil
	})
	m.Zone = c.zone()
	if c.actor.Person != cm.Owner && !(cm.Counter != nil && c.actor.Person == cm.Asker) {
		m.Actions = nil
	}
	if can := c.canDoWith(cm); can != "" {
		m.Parts = append(m.Parts, Divider{}, Paragraph{can})
	}
	return Reply{Message: c.dress(&m)}, err
}

// canDoWith lists the commands that would be of use to the reader now.
func (c *Call) canDoWith(cm *commitment.Commitment) text.Text {
	var verbs []string
	switch who := c.actor.Person; {
	case who == cm.Owner && cm.Status == commitment.StatusOffered:
		verbs = []string{"accept", "decline", "another date"}
	case who == cm.Owner && cm.Status == commitment.StatusAccepted:
		verbs = []string{"more time", "snooze", "hand to", "reword"}
	case who == cm.Asker && cm.Counter != nil:
		verbs = []string{"accept", "decline"}
	case cm.To == who && cm.Live():
		verbs = []string{"release"}
	case slices.Contains([]governance.PersonID{cm.To, cm.Owner}, who) && cm.Status != commitment.StatusDropped:
		verbs = []string{"reopen"}
	}
	return c.commandsOn(cm.Ref(), "help.commitment.", verbs...)
}
