package bot

import (
	"regexp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// errand is a commitment, or one for each of several people, as somebody asked for it: in a sentence or in a form.
type errand struct {
	what   string
	owners []governance.PersonID
	to     governance.PersonID
	// by is the date as it was typed, where it does not stand in the sentence.
	by string
	in string
	// circle is the one meant, where a form knows it.
	circle   governance.CircleID
	everyone bool
	source   commitment.Source
	// pin is the pinned message that it comes from.
	pin governance.Ref
	// due and cadence are what by was read as; after is the length of time that it was typed as, empty for a date.
	due     time.Time
	after   string
	cadence schedule.Cadence
}

// somebody is how people are named.
const somebody = `@[\p{L}\p{N}._-]+`

var (
	// leadingPeople are those asked, at the beginning of a sentence: "@ben, @cy and @dee to …".
	leadingPeople = regexp.MustCompile(`^` + somebody + `(?:(?:\s*,\s*and\s+|\s*[,&+]\s*|\s+and\s+)` + somebody + `)*(?:\s*:\s*|\s+|$)(?i:(?:to|will|please)\s+)?`)
	// myself is how somebody begins to say what they do themselves: "I will …".
	myself = regexp.MustCompile(`(?i)^(?:i(?:'ll|’ll|\s+will|\s+shall)?|me\s+to)\s+`)
	// trailingFor is whom it is promised to, at the end of what is to be done.
	trailingFor = regexp.MustCompile(`(?i)(?:^|\s+)for\s+(` + somebody + `)\s*[.!]?$`)
	// leadingFor is whom it is promised to, at the beginning.
	leadingFor = regexp.MustCompile(`(?i)^for\s+(` + somebody + `)\s*[,:]?\s+`)
	// wordStart is where a word begins.
	wordStart = regexp.MustCompile(`\S+`)
)

// errand takes a sentence apart: who, what, for whom.
func (c *Call) errand(t typed) (errand, error) {
	e := errand{what: strings.Join(strings.Fields(t.Words+" "+t.More), " "), by: t.Options["by"], in: t.Options["in"],
		source: commitment.Source{By: commitment.ByCommand}}
	_, e.everyone = t.Options["everyone"]
	if m := leadingFor.FindStringSubmatch(e.what); m != nil {
		e.what = e.what[len(m[0]):]
		to, err := c.person(m[1])
		if err != nil {
			return e, err
		}
		e.to = to
	}
	if people := leadingPeople.FindString(e.what); people != "" {
		e.what = e.what[len(people):]
		var err error
		if e.owners, err = c.persons(strings.Join(mention.FindAllString(people, -1), " ")); err != nil {
			return e, err
		}
	}
	if e.owners == nil {
		e.owners = []governance.PersonID{c.actor.Person}
		e.what = e.what[len(myself.FindString(e.what)):]
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
	hours, err := c.hours()
	if err != nil {
		return err
	}
	return c.readDate(e, hours.Location(), hours.Days)
}

// readDate reads the date or the rhythm: what was typed for it, or else what stands at the end of what is to be done.
func (c *Call) readDate(e *errand, zone *time.Location, days governance.Weekdays) error {
	now := c.bot.Now()
	if e.by != "" {
		before, cadence, ok := schedule.FindCadence(e.by, now, zone)
		if ok && before == "" {
			e.cadence = cadence
			return nil
		}
		when, err := schedule.ParseWhen(e.by, now, zone, schedule.Reading{Days: days})
		e.due, e.after = when.At, when.After
		return inForm(c, "by", err)
	}
	if before, cadence, ok := schedule.FindCadence(e.what, now, zone); ok {
		e.what, e.cadence = before, cadence
		return c.cutFor(e)
	}
	before, when, err := schedule.FindWhen(e.what, now, zone, schedule.Reading{Days: days})
	if err != nil {
		return err
	}
	e.what, e.due, e.after = strings.TrimSuffix(before, " by"), when.At, when.After // "by in two weeks"
	return c.cutFor(e)
}
