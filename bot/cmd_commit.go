package bot

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

func commitCommands() []Command {
	return []Command{{
		Word: commit, Args: "[@WHO to] [WHAT by WHEN] [for @WHOM]", Options: []string{"by", "for", "in"}, Flags: []string{"everyone"},
		Help: "help.commit", Who: "who.member_or_channel", Example: "/commit send the minutes by friday", Run: (*Call).commit,
	}}
}

// errand is a commitment, or one for each of several people, as somebody asked for it: in a sentence or in a form.
type errand struct {
	what   string
	owners []governance.PersonID
	to     governance.PersonID
	// by is the date as it was typed, where it does not stand in the sentence.
	by       string
	in       string
	everyone bool
	source   commitment.Source
	// pin is the pinned message that it comes from.
	pin governance.Ref
	// due and cadence are what by was read as.
	due     time.Time
	cadence schedule.Cadence
}

// somebody is how people are named: @ben as typed, or as Slack escapes it.
const somebody = `(?:<@[A-Z0-9]+(?:\|[^>]*)?>|@[\p{L}\p{N}._-]+)`

var (
	// leadingPeople are those asked, at the beginning of a sentence: "@ben, @cy and @dee to …".
	leadingPeople = regexp.MustCompile(`^` + somebody + `(?:(?:\s*,\s*and\s+|\s*[,&+]\s*|\s+and\s+)` + somebody + `)*(?:\s*:\s*|\s+|$)(?i:(?:to|will|please)\s+)?`)
	// trailingFor is whom it is promised to, at the end of what is to be done.
	trailingFor = regexp.MustCompile(`(?i)(?:^|\s+)for\s+(` + somebody + `)\s*[.!]?$`)
	// rhythmWord stands in every phrase that may be a rhythm.
	rhythmWord = regexp.MustCompile(`(?i)\b(?:every|each|hourly|daily|weekly|fortnightly|monthly|quarterly|weekdays|of the month)\b`)
	// wordStart is where a word begins.
	wordStart = regexp.MustCompile(`\S+`)
)

// commit makes a commitment of one's own, or asks others for one.
func (c *Call) commit() (Reply, error) {
	t := c.typed
	if t.Words == "" && t.More == "" {
		e := errand{by: t.Options["by"], in: t.Options["in"]}
		return c.commitForm(e, "")
	}
	e, err := c.errand(t)
	if err != nil {
		return Reply{}, err
	}
	err = c.readErrand(&e)
	refusal := governance.AsError(err)
	if refusal != nil && refusal.Code == "date_missing" && len(e.owners) == 1 {
		return c.commitForm(e, c.print.Say("form.commit.when")) // C3: asked for, not guessed
	}
	if refusal != nil && refusal.Code == "date_missing" {
		err = governance.Refuse(governance.Invalid, "commit_when_missing")
	}
	if err != nil {
		return Reply{}, err
	}
	return c.promise(e)
}

// errand takes a sentence apart: who, what, for whom.
func (c *Call) errand(t typed) (errand, error) {
	e := errand{what: strings.Join(strings.Fields(t.Words+" "+t.More), " "), by: t.Options["by"], in: t.Options["in"],
		source: commitment.Source{By: commitment.ByCommand}}
	_, e.everyone = t.Options["everyone"]
	if people := leadingPeople.FindString(e.what); people != "" {
		e.what = e.what[len(people):]
		for _, m := range mention.FindAllString(people, -1) {
			person, err := c.person(m)
			if err != nil {
				return e, err
			}
			if !slices.Contains(e.owners, person) {
				e.owners = append(e.owners, person)
			}
		}
	}
	if e.owners == nil {
		e.owners = []governance.PersonID{c.actor.Person}
	}
	if whom := t.Options["for"]; whom != "" {
		var err error
		if e.to, err = c.person(whom); err != nil {
			return e, err
		}
	}
	return e, c.cutFor(&e)
}

// cutFor takes "for @ana" off the end of what is to be done.
func (c *Call) cutFor(e *errand) error {
	m := trailingFor.FindStringSubmatchIndex(e.what)
	if m == nil || e.to != 0 {
		return nil
	}
	to, err := c.person(e.what[m[2]:m[3]])
	if err != nil {
		return err
	}
	e.to, e.what = to, strings.TrimSpace(e.what[:m[0]])
	return nil
}

// readErrand reads the date or the rhythm, in the zone of whoever typed it (K5, C9).
func (c *Call) readErrand(e *errand) error {
	now := c.bot.Now()
	hours, err := c.hours()
	if err != nil {
		return err
	}
	if e.by != "" {
		before, cadence, ok := findCadence(e.by, now, hours.Location())
		if ok && before == "" {
			e.cadence = cadence
			return nil
		}
		when, err := schedule.ParseWhen(e.by, now, hours.Location(), schedule.Reading{Days: hours.Days})
		e.due = when.At
		return inForm(c, "by", err)
	}
	if before, cadence, ok := findCadence(e.what, now, hours.Location()); ok {
		e.what, e.cadence = before, cadence
		return c.cutFor(e)
	}
	before, when, err := schedule.FindWhen(e.what, now, hours.Location(), schedule.Reading{Days: hours.Days})
	if err != nil {
		return err
	}
	e.what, e.due = strings.TrimSuffix(before, " by"), when.At // "by in two weeks"
	return c.cutFor(e)
}

// escaped is somebody as Slack escapes them within a text.
var escaped = regexp.MustCompile(`<@([A-Z0-9]+)(?:\|([^>]*))?>`)

// unescaped writes the people whom the words name as they were typed.
func (c *Call) unescaped(words string) string {
	return escaped.ReplaceAllStringFunc(words, func(m string) string {
		parts := escaped.FindStringSubmatch(m)
		handle := parts[2]
		if handle == "" {
			_ = c.look(func(s *assembly.Sitting) error {
				a, _, err := s.Account(c.origin.Workspace, parts[1])
				handle = a.Handle
				return err
			})
		}
		if handle == "" {
			handle = parts[1]
		}
		return "@" + handle
	})
}

// findCadence finds the rhythm at the end of a sentence, "water the plants every friday", and gives back what stands before it (C9).
func findCadence(sentence string, now time.Time, zone *time.Location) (string, schedule.Cadence, bool) {
	for _, at := range wordStart.FindAllStringIndex(sentence, -1) {
		tail := strings.TrimRight(sentence[at[0]:], " .!")
		if !rhythmWord.MatchString(tail) {
			break
		}
		for _, phrase := range []string{tail, strings.Replace(tail, " by ", " at ", 1)} {
			if cadence, err := schedule.ParseCadence(phrase, now, zone); err == nil {
				before := strings.TrimRight(sentence[:at[0]], " ,;:-–—")
				for _, word := range []string{" by", " on"} {
					before = strings.TrimSuffix(before, word)
				}
				return before, cadence, true
			}
		}
	}
	return sentence, schedule.Cadence{}, false
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

// promise makes the commitments, in the circle of this channel, which is made when there is none yet (K1).
func (c *Call) promise(e errand) (Reply, error) {
	if e.what = c.unescaped(e.what); e.what == "" {
		return Reply{}, inForm(c, "what", governance.Refuse(governance.Invalid, "commit_what_missing"))
	}
	found, fresh, err := c.commitCircle(e)
	if err != nil {
		return Reply{}, err
	}
	var made []*commitment.Commitment
	err = c.sit(func(s *assembly.Sitting) error {
		made = nil
		circle, err := c.circleOrNew(s, found, fresh)
		if err != nil {
			return err
		}
		if circle.Shut {
			return governance.Refuse(governance.Conflict, "circle_shut", "circle", circle.Name)
		}
		for _, owner := range e.owners {
			one, err := c.promiseOne(s, circle, owner, e)
			if err != nil {
				return err
			}
			made = append(made, one)
		}
		return c.takePin(s, e.pin, made[0].Ref())
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.promised(made)}, nil
}

// commitCircle answers the circle that is meant, or who would be in the new one.
func (c *Call) commitCircle(e errand) (found governance.CircleID, fresh members, err error) {
	if found, err = c.findCircle(e.in); err != nil || found != 0 {
		return found, fresh, err
	}
	fresh, err = c.freshCircle(e.everyone)
	return found, fresh, largeCircle(err)
}

// largeCircle says of a commitment what freshCircle says of a proposal: that this is a channel of many people (K1).
func largeCircle(err error) error {
	var field *fieldError
	if errors.As(err, &field) && field.refusal.Code == "circle_large_form" {
		return inField(field.name, governance.Refuse(field.refusal.Kind, "commit_circle_large_form", "count", field.refusal.Args["count"], "channel", field.refusal.Args["channel"]))
	}
	if r := governance.AsError(err); r != nil && r.Code == "circle_large" {
		return governance.Refuse(r.Kind, "commit_circle_large", "count", r.Args["count"], "channel", r.Args["channel"])
	}
	return err
}

// promiseOne makes one of them within the sitting.
func (c *Call) promiseOne(s *assembly.Sitting, circle *governance.Circle, owner governance.PersonID, e errand) (*commitment.Commitment, error) {
	person, err := reachable(s, c.org(), owner)
	if err != nil {
		return nil, err
	}
	n, err := s.Next(c.org(), commitment.Kind)
	if err != nil {
		return nil, err
	}
	d := commitment.Draft{What: e.what, Owner: owner, To: e.to, Due: e.due, Cadence: e.cadence, OwnerZone: person.Hours.Zone, Place: c.standsIn(circle),
		Source: e.source}
	ref := governance.Ref{Org: c.org(), Kind: commitment.Kind, N: n}
	one, events, err := commitment.Make(s.Now, ref, circle, c.actor.Person, d)
	if err != nil {
		return nil, err
	}
	s.Add(one)
	return one, s.On(one).Did(events, nil)
}

// reachable answers the person, or refuses somebody who could never answer: a bot, or somebody deactivated.
func reachable(s *assembly.Sitting, org governance.OrgID, who governance.PersonID) (*governance.Person, error) {
	accounts, err := s.AccountsOf(who)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(accounts, func(a governance.Account) bool { return !a.Bot && !a.Gone }) {
		return nil, governance.Refuse(governance.Invalid, "commit_unreachable", "person", who)
	}
	return s.Person(org, who)
}

// takePin notes that a pinned message became a commitment.
func (c *Call) takePin(s *assembly.Sitting, ref, became governance.Ref) error {
	if ref.IsZero() {
		return nil
	}
	pin, err := assembly.Get[*commitment.Pin](s, ref, assembly.People{})
	if err != nil {
		return err
	}
	if err := pin.Take(became); err != nil {
		return err
	}
	s.Add(pin)
	return nil
}

// promised echoes what was understood: who, what, for whom, and the date in full with the zone of whoever typed it (C3, K5).
func (c *Call) promised(made []*commitment.Commitment) *Message {
	m := &Message{Zone: c.zone()}
	for _, one := range made {
		m.Parts = append(m.Parts, Paragraph{c.print.Say("commit.made", aboutCommitment(one, "own", one.Status == commitment.StatusAccepted)...)})
	}
	if one := made[0]; one.Repeats() {
		m.Parts = append(m.Parts, Small{c.print.Say("commit.next_dates", "dates", c.moments(one.Cadence.NextN(c.bot.Now(), 3)), "rhythm", one.Cadence.String())})
	}
	return c.dress(m)
}

func (c *Call) moments(times []time.Time) text.Text {
	var all []text.Text
	for _, t := range times {
		all = append(all, text.At(t))
	}
	return c.print.List(all)
}

// aboutCommitment are the values that a sentence about a commitment may use.
func aboutCommitment(c *commitment.Commitment, more ...any) []any {
	return append([]any{"id", text.Text("**" + c.Ref().String() + "**"), "what", c.What, "owner", c.Owner, "asker", c.Asker, "due", c.Due,
		"to", c.To, "to_circle", c.To == 0, "circle", c.CircleName, "self", c.Own(), "repeats", c.Repeats(), "rhythm", c.Cadence.String()}, more...)
}

// commitForm asks for what is missing. Nothing is kept until it is sent.
func (c *Call) commitForm(e errand, intro text.Text) (Reply, error) {
	found, err := c.findCircle(e.in)
	if err != nil {
		return Reply{}, err
	}
	ask := 0
	if found == 0 {
		m, err := c.freshCircle(true)
		if err != nil {
			return Reply{}, err
		}
		if n := m.counted(); n > governance.AskAbove {
			ask = n
		}
	}
	form, err := c.commitFields(e, ask)
	if err != nil {
		return Reply{}, err
	}
	form.Intro = intro
	switch {
	case !e.pin.IsZero():
		form.Target.On = e.pin
	case e.in != "":
		form.Target.On = governance.CircleRef(c.org(), found)
	}
	return Reply{Form: form}, nil
}

func (c *Call) commitFields(e errand, ask int) (*Form, error) {
	p := c.print
	owner := c.origin.User
	if len(e.owners) == 1 {
		owner = c.userOf(e.owners[0])
	}
	fields := []FormField{
		{Name: "what", Label: p.Line("form.commit.what"), Hint: p.Line("form.commit.what.hint"), Kind: Line, Max: governance.MaxTitle, Value: cut(e.what, governance.MaxTitle)},
		{Name: "by", Label: p.Line("form.commit.by"), Hint: p.Line("form.commit.by.hint"), Kind: Line, Max: 100, Value: e.by},
		{Name: "owner", Label: p.Line("form.commit.owner"), Hint: p.Line("form.commit.owner.hint"), Kind: PersonField, Value: owner},
		{Name: "to", Label: p.Line("form.commit.to"), Hint: p.Line("form.commit.to.hint"), Kind: PersonField, Optional: true, Value: c.userOf(e.to)},
	}
	if e.source.Link != "" && e.pin.IsZero() {
		fields = append(fields, FormField{Name: "link", Label: p.Line("form.commit.link"), Kind: Line, Max: 500, Optional: true, Value: e.source.Link})
	}
	if ask > 0 {
		fields = append(fields, FormField{Name: "everyone", Label: p.Line("form.commit.everyone", "count", ask), Kind: Choice,
			Options: []Option{{"no", p.Line("no")}, {"yes", p.Line("yes")}}, Value: "no"})
	}
	return &Form{Name: "commit", Channel: c.origin.Channel, Title: p.Line("form.commit.heading"), Fields: fields, Submit: p.Line("form.commit.submit")}, nil
}

// userOf is how this workspace's platform calls a person; empty when they have no account here.
func (c *Call) userOf(person governance.PersonID) string {
	user := ""
	_ = c.look(func(s *assembly.Sitting) error {
		accounts, err := s.AccountsOf(person)
		for _, a := range accounts {
			if a.Workspace == c.origin.Workspace && !a.Gone {
				user = a.User
			}
		}
		return err
	})
	return user
}

// submitCommit makes what the form says.
func submitCommit(c *Call) (Reply, error) {
	v := c.values
	e := errand{what: strings.Join(strings.Fields(v["what"]), " "), by: strings.TrimSpace(v["by"]), everyone: v["everyone"] == "yes",
		source: commitment.Source{By: commitment.ByCommand, Link: strings.TrimSpace(v["link"])}}
	if e.source.Link != "" {
		e.source.By = commitment.ByMessage
	}
	if e.by == "" {
		return Reply{}, inField("by", governance.Refuse(governance.Invalid, "commit_when_missing"))
	}
	owner, err := c.chosen("owner", c.actor.Person)
	if err != nil {
		return Reply{}, err
	}
	e.owners = []governance.PersonID{owner}
	if e.to, err = c.chosen("to", 0); err != nil {
		return Reply{}, err
	}
	if err := c.comesFrom(&e); err != nil {
		return Reply{}, err
	}
	if err := c.readErrand(&e); err != nil {
		return Reply{}, err
	}
	return c.promise(e)
}

// chosen is the person chosen in a form's field, or another when the field was left empty.
func (c *Call) chosen(field string, otherwise governance.PersonID) (governance.PersonID, error) {
	user := c.values[field]
	if user == "" {
		return otherwise, nil
	}
	p, ws := c.platform()
	person, err := c.bot.personOf(c.ctx, p, ws, user)
	if err != nil && FaultOf(err).Class == NoSuch {
		err = governance.Refuse(governance.Invalid, "person_unknown", "name", user)
	}
	return person, inField(field, err)
}

// comesFrom reads what the form is about: the circle that was named, or the message that was pinned, which stands in its own channel.
func (c *Call) comesFrom(e *errand) error {
	switch c.id.Kind {
	case governance.KindCircle:
		return c.look(func(s *assembly.Sitting) error {
			circle, err := s.Circle(c.org(), governance.CircleID(c.id.N), assembly.Just(c.actor.Person))
			if err == nil {
				e.in = circle.Name
			}
			return err
		})
	case commitment.KindPin:
		pin, err := c.pin()
		if err != nil {
			return err
		}
		e.pin, e.source = pin.Ref(), commitment.Source{By: commitment.ByMessage, Link: pin.Link}
		c.origin.Channel = pin.Place.Channel
	}
	return nil
}
