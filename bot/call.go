package bot

import (
	"context"
	"errors"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// Call is one command, button or form on its way through the table.
type Call struct {
	ctx    context.Context
	bot    *Bot
	print  text.Printer
	origin Origin
	actor  actor

	// command is the line of the table, nil for a form that has none.
	command *Command
	id      governance.ID
	typed   typed
	via     consent.Via
	// version is the one whose card's button was pressed, or whose form was filled in; zero when the present one is meant.
	version int
	// thread is the message it was said under.
	thread string
	// named are the users whom it names by their ids, by handle.
	named map[string]string
	// values are those of a form; nil for a command. Closed is true for one in which nobody can change anything any more.
	values map[string]string
	closed bool
}

// Slash carries out a slash command.
func (b *Bot) Slash(ctx context.Context, in Slash) Reply {
	call, p, err := b.call(ctx, in.Origin, consent.ByCommand)
	if err != nil {
		return b.answer(ctx, call, p, in.Command, Reply{}, err)
	}
	call.thread = in.Thread
	command, id, rest, err := b.table.Find(in.Command, call.plainly(in.Text))
	if err != nil {
		return b.answer(ctx, call, p, in.Command, Reply{}, err)
	}
	call.command, call.id = &command, id
	if call.typed, err = parseTyped(rest, command.Options, command.Flags, command.Many...); err != nil {
		return b.answer(ctx, call, p, in.Command, Reply{}, err)
	}
	reply, err := command.Run(call)
	return b.answer(ctx, call, p, in.Command+" "+command.Verb, reply, err)
}

// Press carries out a pressed button: the command of the same verb, said to what the button is about.
func (b *Bot) Press(ctx context.Context, in Press) Reply {
	call, p, err := b.call(ctx, in.Origin, consent.ByButton)
	if err != nil {
		return b.answer(ctx, call, p, in.Verb, Reply{}, err)
	}
	call.id = governance.ID{Kind: in.Target.On.Kind, N: in.Target.On.N, Part: in.Target.Part}
	if in.Target.On.Org != call.org() {
		return b.answer(ctx, call, p, in.Verb, Reply{}, noSuch(call.id))
	}
	command, ok := b.table.pressed(in.Verb, in.Target)
	if !ok {
		return b.answer(ctx, call, p, in.Verb, Reply{}, governance.Refuse(governance.Conflict, "button_old"))
	}
	if !command.Part {
		call.version, call.id.Part = in.Target.Part, 0
	}
	call.command = &command
	call.typed = typed{Words: in.Choice, Options: map[string]string{}}
	reply, err := command.Run(call)
	return b.answer(ctx, call, p, "button "+in.Verb, reply, err)
}

// pressed finds the command behind a button.
func (t *Table) pressed(verb string, target Target) (Command, bool) {
	for _, part := range []bool{true, false} {
		for _, c := range t.Commands {
			if c.Word == moot && c.On == target.On.Kind && c.Part == part && c.Verb == verb && (!part || target.Part > 0) {
				return c, true
			}
		}
	}
	return Command{}, false
}

// Submit carries out a form that was filled in.
func (b *Bot) Submit(ctx context.Context, in Submission) SubmitReply {
	call, p, err := b.call(ctx, in.Origin, consent.ByCommand)
	if err == nil {
		call.values, call.closed = in.Values, in.Closed
		call.id = governance.ID{Kind: in.Target.On.Kind, N: in.Target.On.N, Part: in.Target.Part}
		call.typed.Options = map[string]string{}
		if !in.Target.On.IsZero() && in.Target.On.Org != call.org() {
			err = noSuch(call.id)
		}
	}
	var reply Reply
	if err == nil {
		submit, ok := forms()[in.Form]
		if !ok {
			err = governance.Refuse(governance.Conflict, "button_old")
		} else {
			reply, err = submit(call)
		}
	}
	if Unasked(ctx) {
		return SubmitReply{}
	}
	var field *fieldError
	if errors.As(err, &field) {
		return SubmitReply{Errors: map[string]string{field.name: call.refusedLine(field.refusal)}}
	}
	if refusal := governance.AsError(err); refusal != nil && call != nil && in.Values != nil {
		// The form stays open, so that nothing typed is lost.
		return SubmitReply{Errors: map[string]string{"": call.refusedLine(refusal)}}
	}
	answered := b.answer(ctx, call, p, "form "+in.Form, reply, err)
	return SubmitReply{Message: answered.Message}
}

// fieldError is a refusal that belongs to one field of a form.
type fieldError struct {
	name    string
	refusal *governance.Error
}

func (e *fieldError) Error() string { return e.name + ": " + e.refusal.Error() }

// inField says that a refusal is about that field. Other errors are left as they are.
func inField(name string, err error) error {
	if refusal := governance.AsError(err); refusal != nil {
		return &fieldError{name, refusal}
	}
	return err
}

// call finds out who acts, and speaks their language.
func (b *Bot) call(ctx context.Context, origin Origin, via consent.Via) (*Call, text.Printer, error) {
	p := b.printer()
	who, err := b.actor(ctx, origin)
	if err != nil {
		return nil, p, err
	}
	return &Call{ctx: ctx, bot: b, print: p, origin: origin, actor: who, via: via}, p, nil
}

func (c *Call) org() governance.OrgID { return c.actor.Workspace.Org }

// platform answers how to speak to the workspace in which it was said.
func (c *Call) platform() (Platform, governance.Workspace) {
	return c.actor.platform, c.actor.Workspace
}

func (c *Call) place() governance.Place {
	return governance.Place{Workspace: c.origin.Workspace, Channel: c.origin.Channel}
}

// standsIn is where something that the actor begins in a circle stands: in this channel if it is the circle's, else in its home.
func (c *Call) standsIn(circle *governance.Circle) governance.Place {
	if circle.Bound(c.place()) {
		return c.place()
	}
	return circle.Home
}

func (c *Call) ref() governance.Ref {
	return governance.Ref{Org: c.org(), Kind: c.id.Kind, N: c.id.N}
}

// sit carries the call's intent into the assembly.
func (c *Call) sit(do func(*assembly.Sitting) error) error {
	return c.bot.sit(c.ctx, assembly.Intent{Now: c.bot.Now(), By: c.actor.Person, Key: c.origin.Key}, do)
}

// look reads without changing anything.
func (c *Call) look(do func(*assembly.Sitting) error) error {
	return c.bot.house.Look(c.ctx, c.bot.Now(), do)
}

// stranger is the actor as far as they are known without looking at their circles. A guest, whose platform shows them some channels only,
// is not taken for one of the organisation (K6).
func (c *Call) stranger(s *assembly.Sitting) (governance.Viewer, error) {
	v := governance.Viewer{Org: c.org(), Person: c.actor.Person}
	account, _, err := s.Account(c.origin.Workspace, c.origin.User)
	if account.Guest {
		v.Org = 0
	}
	return v, err
}

// viewer is the actor, standing where they are.
func (c *Call) viewer(s *assembly.Sitting) (governance.Viewer, error) {
	v, err := c.stranger(s)
	if err != nil {
		return v, err
	}
	here, err := s.CircleAt(c.place())
	if err != nil {
		return v, err
	}
	v.Here = here
	circles, err := s.LiveRows(c.org(), governance.KindCircle, c.actor.Person)
	for _, ref := range circles {
		v.Circles = append(v.Circles, governance.CircleID(ref.N))
	}
	return v, err
}

// visible answers an aggregate that the actor may see. One that they may not see does not exist for them (K6).
func visible[A governance.Aggregate](c *Call, s *assembly.Sitting, ref governance.Ref, people assembly.People) (A, error) {
	a, err := assembly.Get[A](s, ref, people)
	if governance.IsKind(err, governance.NotFound) {
		return a, noSuch(c.id)
	}
	if err != nil {
		return a, err
	}
	audience, err := audienceOf(s, a)
	if err != nil {
		return a, err
	}
	v, err := c.stranger(s)
	if err != nil || audience.Admits(v) {
		return a, err
	}
	v, err = c.viewer(s)
	if err == nil && !audience.Admits(v) {
		err = noSuch(c.id)
	}
	return a, err
}

// audienceOf is who may see an aggregate now: its circle and those who could when it was made, but no longer the whole organisation once
// the home of its circle has become a private channel (K6).
func audienceOf(s *assembly.Sitting, a governance.Aggregate) (governance.Audience, error) {
	audience, of := a.Audience(), a.Index().Circle
	if audience.Org == 0 || of == 0 {
		return audience, nil
	}
	audience.Circle = of
	circle, err := s.Circle(a.Ref().Org, of, assembly.People{})
	if err == nil && circle.Private {
		audience.Org = 0
	}
	return audience, err
}

// mayRead tells whether a thing may be spoken of to somebody alone: who has left a private channel hears no more of what is said there
// (K6).
func mayRead(s *assembly.Sitting, on governance.Ref, who governance.PersonID) (bool, error) {
	a, err := s.Load(on, assembly.People{})
	if err != nil {
		return false, err
	}
	return reads(s, a, governance.Viewer{Org: on.Org, Person: who})
}

// reads tells whether somebody who stands in no channel may read a thing: as one of those it is for, or because they are in the channel of
// its circle (K6).
func reads(s *assembly.Sitting, a governance.Aggregate, v governance.Viewer) (bool, error) {
	audience, err := audienceOf(s, a)
	if known := audience.Admits(v); err != nil || known || audience.Circle == 0 {
		return known, err
	}
	circle, err := s.Circle(a.Ref().Org, audience.Circle, assembly.Just(v.Person))
	return err == nil && circle.Reads(v.Person), err
}

func noSuch(id governance.ID) error {
	return governance.Refuse(governance.NotFound, "no_such", "id", id.String(), "list", listOf(id.Kind))
}

// listOf is what people type after /moot to see what there is of a kind; empty where nothing lists it.
func listOf(kind governance.Kind) string {
	return map[governance.Kind]string{consent.Kind: "proposals all", consent.KindAgreement: "agreements", commitment.Kind: "commitments",
		role.Kind: "role", role.KindSelection: "role", rotation.Kind: "rotations"}[kind]
}

// refused says a refusal to the actor: people by their names, moments in the actor's own zone.
func (c *Call) refused(refusal *governance.Error) *Message {
	m := &Message{Tone: Attention, Parts: []Part{Paragraph{c.print.Refusal(refusal)}}, Zone: c.zone()}
	if refusal.Code == "version_old" {
		m.Parts = append(m.Parts, c.toPresent()...)
	}
	return c.dress(m)
}

// toPresent leads to the card of the present version; empty where there is none to lead to.
func (c *Call) toPresent() []Part {
	var link text.Text
	err := c.look(func(s *assembly.Sitting) error {
		link = c.scene(s).presentLink(c.ref(), 0)
		return nil
	})
	if err != nil || link == "" {
		return nil
	}
	return []Part{Small{link}}
}

// refusedLine is refused as plain text, for a form.
func (c *Call) refusedLine(refusal *governance.Error) string {
	m := c.refused(refusal)
	name := func(p governance.PersonID) string { return m.Contacts[p].Name }
	return c.print.Refusal(refusal).Plain(name, plainTime(m.Zone))
}

// zone is the actor's own; nil when it cannot be read.
func (c *Call) zone() *time.Location {
	var zone *time.Location
	err := c.look(func(s *assembly.Sitting) error {
		person, err := s.Person(c.org(), c.actor.Person)
		if err == nil {
			zone = person.Hours.Location()
		}
		return err
	})
	if err != nil {
		return nil
	}
	return zone
}

// hours are the actor's own.
func (c *Call) hours() (governance.Hours, error) {
	var hours governance.Hours
	err := c.look(func(s *assembly.Sitting) error {
		person, err := s.Person(c.org(), c.actor.Person)
		if err == nil {
			hours = person.Hours
		}
		return err
	})
	return hours, err
}

// say is a reply of one paragraph.
func (c *Call) say(key string, pairs ...any) Message {
	return Message{Parts: []Part{Paragraph{c.print.Say(key, pairs...)}}}
}
