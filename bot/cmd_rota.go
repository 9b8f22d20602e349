package bot

import (
	"regexp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// rotaCommands begin rotations and find them again.
func rotaCommands() []Command {
	return []Command{
		{Word: rota, Options: []string{"in"}, Help: "help.rota", Who: "who.reader", Example: "/rota", Run: (*Call).rotas},
		{Word: rota, Verb: "create", Args: "[TITLE WHEN with @who…]", Options: []string{"role", "length", "order", "skills", "ahead", "in"}, Flags: []string{"propose", "everyone"},
			Help: "help.rota.create", Who: "who.member_or_channel", Example: "/rota create Facilitator every other tuesday 09:00 with @ana @ben @cy",
			Also: []string{"new"}, Asks: true, Run: (*Call).createRota},
		{Word: moot, Verb: "rotations", Args: "[mine | all | words…]", Options: []string{"in", "page"}, Help: "help.rotations", Who: "who.reader",
			Example: "/moot rotations mine", Run: (*Call).listRotations},
	}
}

// plan is a rotation as somebody asked for it, in a sentence or in a form.
type plan struct {
	title, when, roster                string
	role, length, order, skills, ahead string
	in                                 string
	circle                             governance.CircleID // the one meant, where the form knows it
	everyone, propose                  bool
	// people are those of the roster as read; all tells that it is the whole circle. Draft is what else needs no circle to be read.
	people []governance.PersonID
	all    bool
	draft  rotation.Draft
}

var (
	// rosterWords are who takes turns, wherever they stand in the sentence: "with @ana, @ben and @cy".
	rosterWords = regexp.MustCompile(`(?i)(?:^|\s+)(?:with|among|between)\s+((?:` + somebody + `)(?:(?:\s*,\s*and\s+|\s*[,&+]\s*|\s+and\s+|\s+)(?:` + somebody + `))*|everybody|everyone|all of us|all)\s*(?:[.!]|$|\s)`)
	// unreadRoster is who was meant where nobody is named as people are.
	unreadRoster = regexp.MustCompile(`(?i)\s+(?:with|among|between)\s+(\S.*)$`)
	// wholeCircle names everybody instead of one by one.
	wholeCircle = regexp.MustCompile(`(?i)^(?:@?everybody|@?everyone|all|all of us)[.!]?$`)
)

// createRota begins a rotation from a sentence, or opens the form.
func (c *Call) createRota() (Reply, error) {
	t := c.typed
	if t.Words == "" && t.More == "" {
		return c.rotaForm()
	}
	w := plan{role: t.Options["role"], length: t.Options["length"], order: t.Options["order"], skills: t.Options["skills"], ahead: t.Options["ahead"], in: t.Options["in"]}
	_, w.everyone = t.Options["everyone"]
	_, w.propose = t.Options["propose"]
	w.title = strings.Join(strings.Fields(t.Words+" "+t.More), " ")
	if m := rosterWords.FindStringSubmatchIndex(w.title); m != nil {
		w.roster = w.title[m[2]:m[3]]
		w.title = strings.TrimSpace(w.title[:m[0]] + " " + w.title[m[1]:])
	} else if m := unreadRoster.FindStringSubmatchIndex(w.title); m != nil {
		if _, _, err := schedule.CutCadence(w.title[:m[0]], c.bot.Now(), time.UTC); err == nil { // "with the usual ones": to be refused as people
			w.roster, w.title = w.title[m[2]:m[3]], w.title[:m[0]]
		}
	}
	return c.beginRota(w)
}

// beginRota begins the rotation in the circle of this channel, which is made when there is none yet (K1).
func (c *Call) beginRota(w plan) (Reply, error) {
	if err := c.readPlan(&w); err != nil {
		return Reply{}, err
	}
	found, fresh, err := c.meantCircle(w.circle, w.in, w.everyone)
	if err != nil {
		return Reply{}, err
	}
	var r *rotation.Rotation
	var p *consent.Proposal
	err = c.sit(func(s *assembly.Sitting) error {
		r, p = nil, nil
		circle, err := c.circleOrNew(s, found, fresh)
		if err != nil {
			return err
		}
		if circle.Shut {
			return governance.Refuse(governance.Conflict, "circle_shut", "circle", circle.Name)
		}
		r, p, err = c.rotaIn(s, circle, w)
		return err
	})
	switch {
	case err != nil:
		return Reply{}, err
	case p != nil:
		m := c.say("rota.proposed", "id", c.refText(p.Ref()), "title", p.Title(), "deadline", p.Deadline(), "role", !w.propose)
		m.Zone = proposalZone(p)
		return Reply{Message: c.dress(&m)}, nil
	}
	m, err := c.begun(r)
	return Reply{Message: m}, err
}

// readPlan reads who takes turns, and what needs no circle.
func (c *Call) readPlan(w *plan) (err error) {
	switch roster := strings.TrimSpace(w.roster); {
	case wholeCircle.MatchString(roster):
		w.all = true
	case roster != "":
		if w.people, err = c.persons(roster); err != nil {
			return inForm(c, "roster", err)
		}
	}
	if w.length != "" {
		if w.draft.Length, err = governance.ParseSpan(w.length); err != nil {
			return inForm(c, "length", err)
		}
	}
	if w.draft.Order, err = readOrder(w.order); err != nil {
		return err
	}
	if w.ahead != "" {
		if w.draft.Ahead, err = readAhead(w.ahead); err != nil {
			return err
		}
	}
	w.draft.Requires = commaList(w.skills)
	return nil
}

// readOrder reads how it is decided whose turn it is; empty stays empty.
func readOrder(typed string) (rotation.Order, error) {
	switch order := rotation.Order(strings.ToLower(strings.TrimSpace(typed))); order {
	case "", rotation.Fair, rotation.Fixed:
		return order, nil
	}
	return "", governance.Refuse(governance.Invalid, "order_unknown", "text", typed)
}

// commaList takes "baking, a driving licence" apart.
func commaList(typed string) []string {
	var out []string
	for _, one := range strings.Split(typed, ",") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// rotaIn begins the rotation within the sitting or, where only the circle may, raises the proposal that begins it (D22).
func (c *Call) rotaIn(s *assembly.Sitting, circle *governance.Circle, w plan) (*rotation.Rotation, *consent.Proposal, error) {
	d := w.draft
	if err := c.readRhythm(&d, w, circle); err != nil {
		return nil, nil, err
	}
	if d.Roster = w.people; w.all {
		d.Roster = circle.Members()
	}
	d.Place = circle.Home
	if circle.Bound(c.place()) {
		d.Place = c.place()
	}
	byConsent, err := c.rotaRole(s, circle, &d, w.role)
	if err != nil {
		return nil, nil, err
	}
	if byConsent || w.propose {
		p, err := c.proposeRota(s, circle, d)
		return nil, p, err
	}
	n, err := s.Next(c.org(), rotation.Kind)
	if err != nil {
		return nil, nil, err
	}
	r, events, err := rotation.Create(s.Now, governance.Ref{Org: c.org(), Kind: rotation.Kind, N: n}, circle, c.actor.Person, d)
	if err != nil {
		return nil, nil, inForm(c, rotaField(err), err)
	}
	s.Add(r)
	if err := s.On(r).Did(events, nil); err != nil {
		return nil, nil, err
	}
	return r, nil, tellAbsences(s, r, r.Roster()...)
}

// proposeRota raises the proposal that begins the rotation once it is adopted (D22). What could not be begun today is not proposed.
func (c *Call) proposeRota(s *assembly.Sitting, circle *governance.Circle, d rotation.Draft) (*consent.Proposal, error) {
	r, _, err := rotation.Create(s.Now, governance.Ref{Org: c.org(), Kind: rotation.Kind}, circle, c.actor.Person, d)
	if err != nil {
		return nil, inForm(c, rotaField(err), err)
	}
	d.Order = r.Order
	return c.raiseIn(s, circle, consent.Draft{Title: c.print.Line("rota.proposal", "title", text.Text(r.Title), "cadence", text.Text(r.Cadence.String())), Place: d.Place,
		Acts: []governance.Act{rotation.CreateAct(d)}})
}

// rotaField is the field of the form that a refusal is about.
func rotaField(err error) string {
	refusal := governance.AsError(err)
	switch {
	case refusal == nil:
		return ""
	case strings.HasPrefix(refusal.Code, "roster_"):
		return "roster"
	case strings.HasPrefix(refusal.Code, "cadence_"):
		return "when"
	case strings.HasPrefix(refusal.Code, "title_"), strings.HasPrefix(refusal.Code, "text_"):
		return "title"
	}
	return ""
}

// readRhythm reads title and cadence, in the circle's zone (R2, K5). In a sentence the rhythm is what stands behind the title.
func (c *Call) readRhythm(d *rotation.Draft, w plan, circle *governance.Circle) error {
	now, zone := c.bot.Now(), circle.Location()
	var err error
	if c.values != nil {
		d.Title = strings.TrimSpace(w.title)
		if d.Cadence, err = schedule.ParseCadence(w.when, now, zone); err != nil {
			return inField("when", err)
		}
		return nil
	}
	d.Title, d.Cadence, err = schedule.CutCadence(w.title, now, zone)
	d.Title = unquote(d.Title)
	return err
}

// rotaRole finds the role that the rotation fills (R1): the one that is named or, when none is, the circle's of the same name. It tells
// whether that needs the circle's consent: whoever was chosen for a role is not to lose it to a rotation that somebody begins.
func (c *Call) rotaRole(s *assembly.Sitting, circle *governance.Circle, d *rotation.Draft, named string) (byConsent bool, err error) {
	name, asked := strings.TrimSpace(named), named != ""
	if !asked {
		name = d.Title
	}
	var r *role.Role
	if id, ok := governance.ParseID(name); ok && id.Kind == role.Kind {
		r, err = visible[*role.Role](c, s, governance.Ref{Org: c.org(), Kind: role.Kind, N: id.N}, assembly.Everybody)
		if err == nil && r.Circle != circle.ID {
			err = governance.Refuse(governance.NotFound, "role_unknown", "name", name)
		}
	} else {
		r, err = roleNamed(s, circle.Org, circle.ID, name)
	}
	if err != nil {
		return false, err
	}
	if _, known := role.WellKnown(name); r == nil && known && circle.Has(c.actor.Person) {
		r, err = makeRole(s, circle, c.actor.Person, c.bot.withCustom(role.Draft{Name: name, Place: d.Place}), governance.Ref{})
	}
	switch {
	case err != nil:
		return false, err
	case r == nil && asked:
		return false, governance.Refuse(governance.NotFound, "role_unknown", "name", name)
	case r == nil:
		return false, nil
	}
	held := r.Keeper != 0 || !r.Selection.IsZero()
	_, known := role.WellKnown(r.Name)
	free := circle.MaySetAlone(c.actor.Person) || known && !held
	if !asked && !free {
		return false, nil // a task of the same name
	}
	d.Role = r.Ref()
	return !free, nil
}

// tellAbsences lets a rotation know of the absences that people told before they were on it (R6).
func tellAbsences(s *assembly.Sitting, r *rotation.Rotation, people ...governance.PersonID) error {
	for _, who := range people {
		person, err := s.Person(r.Org, who)
		if err != nil {
			return err
		}
		for _, away := range person.Hours.Ahead(s.Now) {
			if err := s.On(r).Did(r.Away(s.Now, who, who, away.From, away.To)); err != nil {
				return err
			}
		}
	}
	return nil
}

// begun echoes what was understood: the rhythm in full with its zone, the next five dates, and who begins (R2, C3).
func (c *Call) begun(r *rotation.Rotation) (*Message, error) {
	m := &Message{}
	first := governance.PersonID(0)
	if len(r.Ahead) > 0 {
		first = r.Ahead[0].Keeper
	}
	err := c.look(func(s *assembly.Sitting) (err error) {
		sc := c.scene(s)
		m.Parts = []Part{
			Paragraph{c.print.Say("rota.begun", aboutRotation(r, "cadence", r.Cadence.String(), "roster", r.Roster(), "person", first, "some", first != 0, "alone", len(r.Roster()) == 1)...)},
			Paragraph{c.print.Say("rota.next_dates", "dates", sc.moments(r.Cadence.NextN(s.Now, 5)))}}
		if !r.Role.IsZero() {
			m.Parts = append(m.Parts, Paragraph{c.print.Say("rota.fills", "role", sc.roleFilled(r))})
		}
		m.Zone, err = sc.rotationZone(r)
		return err
	})
	return c.dress(m), err
}

// rotaForm asks for a rotation.
func (c *Call) rotaForm() (Reply, error) {
	in := c.typed.Options["in"]
	at, err := c.formCircle(in)
	if err != nil {
		return Reply{}, err
	}
	p := c.print
	fields := []FormField{
		{Name: "title", Label: p.Line("form.rota.title"), Hint: p.Line("form.rota.title.hint"), Kind: Line, Max: governance.MaxTitle},
		{Name: "when", Label: p.Line("form.rota.when"), Hint: p.Line("form.rota.when.hint"), Kind: Line, Max: 150},
		{Name: "roster", Label: p.Line("form.rota.roster"), Hint: p.Line("form.rota.roster.hint"), Kind: Area, Max: governance.MaxReason},
		{Name: "order", Label: p.Line("form.rota.order"), Kind: Choice, Value: string(rotation.Fair),
			Options: []Option{{string(rotation.Fair), p.Line("form.rota.order.fair")}, {string(rotation.Fixed), p.Line("form.rota.order.fixed")}}},
		{Name: "length", Label: p.Line("form.rota.length"), Hint: p.Line("form.rota.length.hint"), Kind: Line, Max: 50, Optional: true},
		{Name: "role", Label: p.Line("form.rota.role"), Hint: p.Line("form.rota.role.hint"), Kind: Line, Max: governance.MaxName, Optional: true},
	}
	form := &Form{Name: "rota", Channel: c.origin.Channel, Title: p.Line("form.rota.heading"), Fields: at.fields(p, "form.rota.everyone", fields),
		Submit: p.Line("form.rota.submit")}
	if in != "" {
		form.Target.On = governance.CircleRef(c.org(), at.found)
	}
	return Reply{Form: form}, nil
}

// submitRota begins what the form says.
func submitRota(c *Call) (Reply, error) {
	v := c.values
	w := plan{title: v["title"], when: v["when"], roster: v["roster"], order: v["order"], length: strings.TrimSpace(v["length"]), role: strings.TrimSpace(v["role"]),
		everyone: v["everyone"] == "yes"}
	var err error
	if w.circle, err = c.filledCircle(); err != nil {
		return Reply{}, err
	}
	return c.beginRota(w)
}
