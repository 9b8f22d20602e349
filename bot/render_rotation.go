package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// turnsShown is how many turns ahead a card names.
const turnsShown = 3

// absencesShown is how many absences a card names.
const absencesShown = 5

// rotationCard shows whose turn it is, the next three, and who is away.
func (sc *scene) rotationCard(r *rotation.Rotation) (Message, error) {
	m := Message{Ref: r.Ref().String(), Title: text.Quote(r.Title), Status: string(r.Status), Tone: rotationTone(r)}
	var err error
	if m.Zone, err = sc.rotationZone(r); err != nil {
		return m, err
	}
	if r.Status != rotation.StatusArchived {
		m.Parts = append(m.Parts, Paragraph{sc.turnNow(r)})
		if ahead := sc.turnsAhead(r, sc.most(turnsShown)); ahead != "" {
			m.Parts = append(m.Parts, Paragraph{ahead})
		}
		sc.short = sc.short || len(r.Ahead) > sc.most(turnsShown)
	}
	m.Parts = append(m.Parts, Fields{sc.rotationFacts(r)})
	lines, err := sc.overlaps(r)
	if err != nil {
		return m, err
	}
	for _, line := range append(sc.swapsWaiting(r), lines...) {
		m.Parts = append(m.Parts, Small{line})
	}
	m.Parts = append(m.Parts, sc.more()...)
	m.Actions = sc.rotationActions(r)
	return m, nil
}

// rotationZone is the zone in which its times are told: that of its clocks or, where it counts seconds, the circle's (K5).
func (sc *scene) rotationZone(r *rotation.Rotation) (*time.Location, error) {
	if !r.Cadence.Clockless() {
		return r.Zone(), nil
	}
	circle, err := sc.s.Circle(r.Org, r.Circle, assembly.People{})
	if err != nil {
		return nil, err
	}
	return circle.Location(), nil
}

func rotationTone(r *rotation.Rotation) Tone {
	switch {
	case r.Status != rotation.StatusRunning:
		return Quiet
	case slices.ContainsFunc(r.Arranged(), func(t rotation.Turn) bool { return t.State == rotation.Vacant }):
		return Attention
	}
	return Plain
}

// turnNow is whose turn it is now.
func (sc *scene) turnNow(r *rotation.Rotation) text.Text {
	t := r.Present
	if t == nil {
		first := rotation.Turn{}
		if len(r.Ahead) > 0 {
			first = r.Ahead[0]
		}
		who := r.Responsible(sc.s.Now)
		return sc.p.Say("rota.card.none", "start", first.Start, "some", !first.Start.IsZero() && r.Status == rotation.StatusRunning, "answered", who != 0, "person", who)
	}
	return sc.p.Say("rota.card.now", "person", t.Keeper, "kept", t.Keeper != 0, "cancelled", t.State == rotation.Void, "end", t.End,
		"covers", t.State == rotation.Stood && t.Due != 0 && t.Due != t.Keeper, "whom", t.Due, "shadowed", t.Shadow != 0, "shadow", t.Shadow)
}

// turnsAhead are the next turns, a line each.
func (sc *scene) turnsAhead(r *rotation.Rotation, most int) text.Text {
	var lines []string
	for _, t := range r.Ahead[:min(len(r.Ahead), most)] {
		lines = append(lines, string(sc.turnLine(r, t)))
	}
	return text.Text(strings.Join(lines, "\n"))
}

// turnLine is one turn ahead: when, who, and how sure that is.
func (sc *scene) turnLine(r *rotation.Rotation, t rotation.Turn) text.Text {
	return sc.p.Say("rota.turn."+slug(string(t.State)), "start", t.Start, "person", t.Keeper, "whom", t.Due, "open", t.Open, "paused", r.Status == rotation.StatusPaused)
}

// rotationFacts are when turns begin, who takes them, and who is away.
func (sc *scene) rotationFacts(r *rotation.Rotation) []Field {
	pr := sc.p
	fields := []Field{{pr.Line("rota.card.when"), text.Quote(r.Cadence.String()), true}, {pr.Line("rota.card.roster"), sc.names(r.Roster()), true}}
	if r.Order == rotation.Fixed {
		fields = append(fields, Field{pr.Line("rota.card.order"), pr.Say("rota.card.order.fixed"), true})
	}
	if !r.Length.IsZero() {
		fields = append(fields, Field{pr.Line("rota.card.length"), text.Quote(r.Length.String()), true})
	}
	if len(r.Requires) > 0 {
		fields = append(fields, Field{pr.Line("rota.card.skills"), pr.Show(r.Requires), true})
	}
	if !r.Role.IsZero() {
		fields = append(fields, Field{pr.Line("rota.card.role"), sc.roleFilled(r), true})
	}
	var away []text.Text
	for i, a := range r.Absences(sc.s.Now) {
		if i == sc.most(absencesShown) {
			sc.short = true
			break
		}
		away = append(away, pr.Say("rota.card.absence", "person", a.Person, "from", a.From, "to", a.To))
	}
	if away != nil {
		fields = append(fields, Field{pr.Line("rota.card.away"), pr.List(away), false})
	}
	return fields
}

// roleFilled names the role that whoever has the turn keeps (R1).
func (sc *scene) roleFilled(r *rotation.Rotation) text.Text {
	name := ""
	if filled, err := assembly.Get[*role.Role](sc.s, r.Role, assembly.People{}); err == nil {
		name = filled.Name
	}
	return sc.p.Say("rota.role", "id", sc.idLink(r.Role, 0), "name", name)
}

// swapsWaiting are the swaps that somebody asked for.
func (sc *scene) swapsWaiting(r *rotation.Rotation) []text.Text {
	var out []text.Text
	for _, s := range r.Swaps {
		mine, _ := r.Turn(s.Mine)
		theirs, _ := r.Turn(s.Theirs)
		out = append(out, sc.p.Say("rota.card.swap", "by", s.By, "with", s.With, "give", mine.Start, "take", theirs.Start))
	}
	return out
}

// overlaps are where somebody has turns of this rotation and of another of its circle at once: shown, not forbidden (R7). Those who can
// see the one can see the other.
func (sc *scene) overlaps(r *rotation.Rotation) ([]text.Text, error) {
	if r.Status != rotation.StatusRunning {
		return nil, nil
	}
	all, err := rotationsOf(sc.s, r.Org, r.Circle)
	if err != nil {
		return nil, err
	}
	var out []text.Text
	for _, o := range rotation.Overlaps(slices.DeleteFunc(all, func(other *rotation.Rotation) bool { return other.Status != rotation.StatusRunning })) {
		other := o.B
		if other == r.Ref() {
			other = o.A
		}
		if o.A != r.Ref() && o.B != r.Ref() {
			continue
		}
		if len(out) == sc.most(turnsShown) {
			sc.short = true
			break
		}
		out = append(out, sc.p.Say("rota.card.overlap", "person", o.Person, "other", sc.idLink(other, 0), "from", o.From, "to", o.To))
	}
	return out, nil
}

// rotationActions are the buttons of the card. Whoever presses one that is not for them is told so.
func (sc *scene) rotationActions(r *rotation.Rotation) []Action {
	if r.Status != rotation.StatusRunning {
		return nil
	}
	var out []Action
	if i := slices.IndexFunc(r.Ahead, func(t rotation.Turn) bool { return t.State == rotation.Asked }); i >= 0 {
		out = append(out, sc.onTurn(r, r.Ahead[i].Number, "accept", Primary))
	}
	wants := func(t rotation.Turn) bool {
		return t.State == rotation.Vacant || t.State == rotation.Asked && t.Open && t.Start.After(sc.s.Now)
	}
	if turns := r.Arranged(); slices.ContainsFunc(turns, wants) {
		out = append(out, sc.onTurn(r, turns[slices.IndexFunc(turns, wants)].Number, "volunteer", Primary))
	}
	return append(out, sc.onTurn(r, 0, "swap", Ordinary), sc.onTurn(r, 0, "cannot", Ordinary))
}

// rotas lists a circle's rotations: whose turn it is, and who is next.
func (sc *scene) rotas(circle *governance.Circle, all []*rotation.Rotation) Message {
	m := Message{Title: sc.p.Say("rota.list.title", "circle", circle.Name), Zone: circle.Location()}
	for _, r := range all {
		lines := []string{string(sc.p.Say("rota.list.one", aboutRotation(r, "id", sc.idLink(r.Ref(), 0), "paused", r.Status == rotation.StatusPaused, "cadence", r.Cadence.String())...)),
			string(sc.turnNow(r))}
		if ahead := sc.turnsAhead(r, 1); ahead != "" {
			lines = append(lines, string(ahead))
		}
		m.Parts = append(m.Parts, Paragraph{text.Text(strings.Join(lines, "\n"))})
	}
	if len(all) == 0 {
		m.Parts = append(m.Parts, Paragraph{sc.p.Say("rota.list.none", "create", sc.b.table.Word(rota)+" create")})
	}
	return m
}

// myTurns lists the actor's own turns, the earliest first.
func (c *Call) myTurns(s *assembly.Sitting, mine []*rotation.Rotation) Message {
	m := Message{Title: c.print.Say("rota.mine.title")}
	lines := c.turnLines(s, mine)
	for _, line := range lines {
		m.Parts = append(m.Parts, Paragraph{line})
	}
	if len(lines) == 0 {
		m.Parts = append(m.Parts, Paragraph{c.print.Say("rota.mine.none")})
	}
	return m
}

// turnLines are somebody's own turns, present and ahead, by their beginning.
func (c *Call) turnLines(s *assembly.Sitting, mine []*rotation.Rotation) []text.Text {
	sc := c.scene(s)
	type mineTurn struct {
		start time.Time
		line  text.Text
	}
	var turns []mineTurn
	for _, r := range mine {
		for _, t := range r.Arranged() {
			if t.Keeper == c.actor.Person && t.End.After(s.Now) {
				turns = append(turns, mineTurn{t.Start, sc.ownTurn(r, t)})
			}
		}
	}
	slices.SortStableFunc(turns, func(a, b mineTurn) int { return a.start.Compare(b.start) })
	out := make([]text.Text, len(turns))
	for i, t := range turns {
		out[i] = t.line
	}
	return out
}

// ownTurn is a turn as whoever has it reads it.
func (sc *scene) ownTurn(r *rotation.Rotation, t rotation.Turn) text.Text {
	return sc.p.Say("rota.mine.turn", aboutRotation(r, "id", sc.idLink(r.Ref(), 0), "start", t.Start, "end", t.End, "begun", !sc.s.Now.Before(t.Start),
		"asked", t.State == rotation.Asked && sc.s.Now.Before(t.Start), "covers", t.State == rotation.Stood, "whom", t.Due)...)
}

// showRotation shows a rotation privately: all that is planned, how the turns are spread, and what the reader can do.
func (c *Call) showRotation() (Reply, error) {
	r, err := c.peekRotation()
	if err != nil {
		return Reply{}, err
	}
	var m Message
	err = c.look(func(s *assembly.Sitting) error {
		sc := c.scene(s)
		sc.full = true
		if m, err = sc.rotationCard(r); err != nil {
			return err
		}
		m.All = true
		m.Parts = append(m.Parts, Divider{}, Paragraph{sc.turnsServed(r)})
		if note, by := r.NoteFor(c.actor.Person); note != "" {
			m.Parts = append(m.Parts, Paragraph{c.print.Say("rota.note", "by", by)}, Written{Markdown: note})
		}
		return nil
	})
	m.Zone = c.zone()
	if !r.Has(c.actor.Person) {
		m.Actions = slices.DeleteFunc(m.Actions, func(a Action) bool { return a.Verb != "volunteer" })
	}
	if can := c.canDoWithRotation(r); can != "" {
		m.Parts = append(m.Parts, Divider{}, Paragraph{can})
	}
	return Reply{Message: c.dress(&m)}, err
}

// turnsServed tells how many turns everybody on the roster has served, in its order: for the circle to see, and no ranking (T4).
func (sc *scene) turnsServed(r *rotation.Rotation) text.Text {
	counts := r.Counts()
	var all []text.Text
	for _, p := range r.Roster() {
		all = append(all, sc.p.Say("rota.served", "person", p, "number", counts[p]))
	}
	return sc.p.Say("rota.card.served", "list", sc.p.List(all), "turns", r.Done)
}

// canDoWithRotation lists the commands that would be of use to the reader now.
func (c *Call) canDoWithRotation(r *rotation.Rotation) text.Text {
	var verbs []string
	_, has := r.TurnOf(c.actor.Person)
	switch {
	case r.Status == rotation.StatusArchived:
		if r.Undoable(c.bot.Now()) != nil {
			verbs = []string{"undo"}
		}
	case !r.Has(c.actor.Person):
		verbs = []string{"join", "volunteer"}
	case r.Status == rotation.StatusPaused:
		verbs = []string{"resume"}
	case has:
		verbs = []string{"accept", "cannot", "swap", "note", "cover", "away", "leave"}
	default:
		verbs = []string{"cover", "volunteer", "away", "leave"}
	}
	if r.Has(c.actor.Person) && r.Status == rotation.StatusRunning && r.Undoable(c.bot.Now()) != nil {
		verbs = append(verbs, "undo")
	}
	return c.commandsOn(r.Ref(), "help.rotation.", verbs...)
}

// createRotationLine says which rotation a proposal starts (D22).
func (sc *scene) createRotationLine(act governance.Act) text.Text {
	d, err := rotation.DraftOf(act, 0)
	if err != nil {
		return ""
	}
	return sc.p.Say("act."+act.Kind, "title", d.Title, "cadence", d.Cadence.String(), "roster", d.Roster)
}
