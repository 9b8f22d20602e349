package bot

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

func proposeCommands() []Command {
	return []Command{{
		Word: propose, Args: "[TITLE]", Options: []string{"because", "by", "review", "facilitator", "in"}, Many: []string{"then"}, Flags: []string{"everyone"},
		Help: "help.propose", Who: "who.member_or_channel", Example: "/propose Meet on Tuesdays --because mondays clash with the kitchen rota --by fri 17:00",
		Asks: true, Run: (*Call).propose,
	}}
}

// wish is a proposal as somebody asked for it, from words or from a form.
type wish struct {
	title, because, text  string
	by, review            string
	facilitator, in       string
	thens                 []string            // what is to be done once it is adopted
	circle                governance.CircleID // the one meant, where the form knows it
	everyone              bool
	facilitatorIsPlatform bool
}

func (c *Call) propose() (Reply, error) {
	t := c.typed
	if asksForHelp(t) {
		return c.helpOn("proposals")
	}
	if t.Words == "" && t.More == "" {
		if len(t.Options) > 0 && t.Options["in"] == "" {
			return Reply{}, governance.Refuse(governance.Invalid, "title_missing")
		}
		return c.proposeForm("", "")
	}
	if t.Words == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "title_missing")
	}
	_, everyone := t.Options["everyone"]
	return c.raise(wish{title: t.Words, because: t.Options["because"], text: t.More, by: t.Options["by"], review: t.Options["review"],
		facilitator: t.Options["facilitator"], in: t.Options["in"], everyone: everyone, thens: t.Many["then"]})
}

// raise raises a proposal in the circle of this channel, which is made when there is none yet (K1).
func (c *Call) raise(w wish) (Reply, error) {
	draft, err := c.draft(w)
	if err != nil {
		return Reply{}, err
	}
	found := w.circle
	if found == 0 {
		if found, err = c.findCircle(w.in); err != nil {
			return Reply{}, err
		}
	}
	if draft.Acts, err = c.thens(w.thens, found); err != nil {
		return Reply{}, inForm(c, "then", err)
	}
	var fresh members
	if found == 0 {
		if fresh, err = c.freshCircle(w.everyone); err != nil {
			return Reply{}, err
		}
	}
	var p *consent.Proposal
	var circle *governance.Circle
	err = c.sit(func(s *assembly.Sitting) error {
		if circle, err = c.circleOrNew(s, found, fresh); err != nil {
			return err
		}
		d := draft
		d.Place = c.standsIn(circle)
		if err := c.readDates(&d, w, circle); err != nil {
			return err
		}
		if p, err = c.raiseIn(s, circle, d); err == nil {
			err = checkThens(s, circle, p)
		}
		return inForm(c, fieldOf(err), err)
	})
	if err != nil {
		return Reply{}, err
	}
	m := c.say("raised", "id", c.refText(p.Ref()), "title", p.Title(), "deadline", p.Deadline(), "zone", circle.Zone, "circle", circle.Name)
	m.Zone = circle.Location()
	m.Parts = append(m.Parts, c.saidBack(p, circle)...)
	return Reply{Message: c.dress(&m)}, nil
}

// raiseIn raises the proposal within the sitting.
func (c *Call) raiseIn(s *assembly.Sitting, circle *governance.Circle, d consent.Draft) (*consent.Proposal, error) {
	if !circle.Has(c.actor.Person) {
		return nil, circle.NotMember()
	}
	if circle.Shut {
		return nil, governance.Refuse(governance.Conflict, "circle_shut", "circle", circle.Name)
	}
	n, err := s.Next(c.org(), consent.Kind)
	if err != nil {
		return nil, err
	}
	ref := governance.Ref{Org: c.org(), Kind: consent.Kind, N: n}
	p, events, err := consent.Raise(s.Now, ref, circle, c.actor.Person, gone(s, c.org()), d)
	if err != nil {
		return nil, err
	}
	s.Add(p)
	return p, s.On(p).Did(events, nil)
}

// draft checks what needs no circle. Errors name the form's field.
func (c *Call) draft(w wish) (consent.Draft, error) {
	var d consent.Draft
	var err error
	if d.Title, err = governance.CheckText("title", w.title, governance.MaxTitle, true); err != nil {
		return d, inForm(c, "title", err)
	}
	if d.Title == "" {
		return d, inForm(c, "title", governance.Refuse(governance.Invalid, "title_missing"))
	}
	if d.Because, err = governance.CheckText("because", w.because, governance.MaxReason, false); err != nil {
		return d, inForm(c, "because", err)
	}
	if d.Text, err = governance.CheckText("text", w.text, governance.MaxText, false); err != nil {
		return d, inForm(c, "text", err)
	}
	if w.facilitator != "" {
		if w.facilitatorIsPlatform {
			p, ws := c.platform()
			d.Facilitator, err = c.bot.personOf(c.ctx, p, ws, w.facilitator)
		} else {
			d.Facilitator, err = c.person(w.facilitator)
		}
	}
	return d, inForm(c, "facilitator", err)
}

// inForm names the field when the wish came from a form.
func inForm(c *Call, field string, err error) error {
	if c.values == nil {
		return err
	}
	return inField(field, err)
}

// fieldOf is the field of the form that a refusal is about; empty for the form as a whole.
func fieldOf(err error) string {
	refusal := governance.AsError(err)
	switch {
	case refusal == nil:
	case strings.HasPrefix(refusal.Code, "facilitator_"):
		return "facilitator"
	case strings.HasPrefix(refusal.Code, "then_"), strings.HasPrefix(refusal.Code, "commit_"):
		return "then"
	case strings.HasPrefix(refusal.Code, "review_"):
		return "review"
	case strings.HasPrefix(refusal.Code, "date_"):
		return "by"
	}
	return ""
}

// readDates reads deadline and review in the circle's zone (K5, C3).
func (c *Call) readDates(d *consent.Draft, w wish, circle *governance.Circle) error {
	now := c.bot.Now()
	if w.by != "" {
		at, err := readWhen(w.by, now, circle)
		if err != nil {
			return inForm(c, "by", err)
		}
		d.Deadline = at
	}
	switch strings.ToLower(w.review) {
	case "":
	case "never", "no", "none":
		d.Review.Never = true
	default:
		at, err := readWhen(w.review, now, circle)
		if err != nil {
			return inForm(c, "review", err)
		}
		d.Review.At = at
	}
	return nil
}

// readWhen reads a moment as people type it, also "3 working days" as the circle counts them.
func readWhen(words string, now time.Time, circle *governance.Circle) (time.Time, error) {
	when, err := schedule.ParseWhen(words, now, circle.Location(), schedule.Reading{Days: circle.Days})
	return when.At, err
}

// proposeForm opens the form, with a text to begin with where it comes from a message.
func (c *Call) proposeForm(title, body string) (Reply, error) {
	in := c.typed.Options["in"]
	at, err := c.formCircle(in)
	if err != nil {
		return Reply{}, err
	}
	p := c.print
	fields := []FormField{
		{Name: "title", Label: p.Line("form.propose.title"), Hint: p.Line("form.propose.title.hint"), Kind: Line, Max: governance.MaxTitle, Value: title},
		{Name: "text", Label: p.Line("form.propose.text"), Hint: p.Line("form.propose.text.hint"), Kind: Area, Max: 3000, Optional: true, Value: body},
		{Name: "because", Label: p.Line("form.propose.because"), Hint: p.Line("form.propose.because.hint"), Kind: Area, Max: governance.MaxReason, Optional: true},
		{Name: "by", Label: p.Line("form.propose.by"), Hint: p.Line("form.propose.by.hint"), Kind: Line, Max: 100, Optional: true},
		{Name: "review", Label: p.Line("form.propose.review"), Hint: p.Line("form.propose.review.hint"), Kind: Line, Max: 100, Optional: true},
		c.thenField(""),
		{Name: "facilitator", Label: p.Line("form.propose.facilitator"), Hint: p.Line("form.propose.facilitator.hint"), Kind: PersonField, Optional: true},
	}
	target := Target{}
	if in != "" {
		target.On = governance.CircleRef(c.org(), at.found)
	}
	return Reply{Form: &Form{Name: "propose", Target: target, Channel: c.origin.Channel, Title: p.Line("form.propose.heading"),
		Fields: at.fields(p, "form.propose.everyone", fields), Submit: p.Line("form.propose.submit")}}, nil
}

// submitPropose raises what the form says.
func submitPropose(c *Call) (Reply, error) {
	v := c.values
	w := wish{title: v["title"], because: v["because"], text: v["text"], by: v["by"], review: v["review"], everyone: v["everyone"] == "yes",
		facilitator: v["facilitator"], facilitatorIsPlatform: true, thens: textLines(v["then"])}
	var err error
	if w.circle, err = c.filledCircle(); err != nil {
		return Reply{}, err
	}
	return c.raise(w)
}

func (c *Call) refText(ref governance.Ref) text.Text { return text.Text(fmt.Sprintf("**%s**", ref)) }
