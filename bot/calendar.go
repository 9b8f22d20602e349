package bot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// Calendar is what somebody subscribed to, as it stands at the moment of reading (T5): plain text in their language, and of the rest
// nothing but what they may read then (K6). A calendar program makes of it what it likes.
type Calendar struct {
	Name string
	// At is when it was read.
	At      time.Time
	Entries []CalendarEntry
}

// CalendarEntry is one thing with a date.
type CalendarEntry struct {
	// UID is the same for as long as it is the same thing, whoever has it and whenever it is, so that a calendar moves it and does not
	// show it twice.
	UID   string
	Start time.Time
	// End is zero for what is an instant.
	End                  time.Time
	Summary, Description string
	// Link leads to its card; empty for none.
	Link string
	// Tentative is true for what may still come out otherwise: a turn that nobody has accepted, a promise that was only asked for.
	Tentative bool
	// Private is true for what is its own people's: whoever shares their calendar should not share this.
	Private bool
	// Moves counts how often its time was changed, where that is known; zero elsewhere.
	Moves int
}

// ErrNoCalendar answers a link that was never made here, was bent, taken back or replaced, or whose owner is gone. It does not say which.
var ErrNoCalendar = errors.New("bot: there is no such calendar")

// What a calendar shows: so much back and ahead of now, and no more entries than that, the nearest first. Looks is how many things of one
// kind, the newest, are looked through for those that have a date within.
const (
	calendarBack    = 30 // days
	calendarAhead   = 1  // years
	calendarEntries = 2000
	calendarLooks   = 5000
)

// calendarLink is what a link says, under a seal: whoever has it can read the calendar, and it gives nothing else away than these numbers.
type calendarLink struct {
	Org    governance.OrgID    `json:"o"`
	Person governance.PersonID `json:"p"`
	// Rotation is the number of the rotation whose turns it shows; zero for the person's own calendar.
	Rotation int64 `json:"r,omitempty"`
	// Number is the link's own; only the person's latest one holds.
	Number int `json:"n"`
}

// of is the rotation that the link is about; zero for none.
func (l calendarLink) of() governance.Ref {
	if l.Rotation == 0 {
		return governance.Ref{}
	}
	return governance.Ref{Org: l.Org, Kind: rotation.Kind, N: l.Rotation}
}

// sealCalendar is the purpose of a link's seal; longestToken is longer than any link.
const (
	sealCalendar = "calendar"
	longestToken = 400
)

// calendarURL answers the address of somebody's calendar; empty while the bot has no address.
func (b *Bot) calendarURL(l calendarLink) (string, error) {
	if !b.hasAddress() {
		return "", nil
	}
	token, err := b.Sealer.Seal(sealCalendar, l, time.Time{})
	return strings.TrimRight(b.PublicURL, "/") + "/calendar/" + token + ".ics", err
}

// hasAddress tells whether calendar programs and browsers could reach the bot.
func (b *Bot) hasAddress() bool { return b.PublicURL != "" && b.Sealer != nil }

// openCalendar reads a link's token back.
func (b *Bot) openCalendar(token string) (calendarLink, bool) {
	l, ok := opened[calendarLink](b, sealCalendar, token)
	if !ok || l.Number <= 0 {
		return calendarLink{}, false
	}
	return l, true
}

// Calendar reads the calendar behind a link's token, or answers ErrNoCalendar.
func (b *Bot) Calendar(ctx context.Context, token string) (Calendar, error) {
	link, ok := b.openCalendar(token)
	if !ok {
		return Calendar{}, ErrNoCalendar
	}
	var c Calendar
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		c, err = b.calendar(s, link)
		return err
	})
	return c, err
}

func (b *Bot) calendar(s *assembly.Sitting, link calendarLink) (Calendar, error) {
	person, err := s.Person(link.Org, link.Person)
	switch {
	case governance.IsKind(err, governance.NotFound):
		return Calendar{}, ErrNoCalendar
	case err != nil:
		return Calendar{}, err
	case person.Feed(link.of()) != link.Number:
		return Calendar{}, ErrNoCalendar
	}
	al := &almanac{s: s, p: b.printerOf(person), b: b, person: person, links: map[governance.Ref]string{},
		from: s.Now.AddDate(0, 0, -calendarBack), to: s.Now.AddDate(calendarAhead, 0, 0)}
	if al.viewer, al.spaces, err = readerOf(s, person); err != nil {
		return Calendar{}, err
	}
	name := al.line("calendar.name")
	if link.Rotation == 0 {
		err = al.own()
	} else {
		name, err = al.ofRotation(link.of(), name)
	}
	return Calendar{Name: name, At: s.Now, Entries: al.bounded()}, err
}

// almanac is what a calendar is gathered in: the state as it is, and somebody who reads it in their language, standing in no channel.
type almanac struct {
	s      *assembly.Sitting
	p      text.Printer
	b      *Bot
	person *governance.Person
	viewer governance.Viewer
	// spaces are the workspaces in which the reader has an account, so that a link there leads somewhere.
	spaces   []governance.WorkspaceID
	links    map[governance.Ref]string
	from, to time.Time
	entries  []CalendarEntry
}

// readerOf is a person as somebody who reads and stands in no channel, and the workspaces in which they have an account. A guest, to whom
// their platform shows some channels only, is not taken for one of the organisation (K6).
func readerOf(s *assembly.Sitting, person *governance.Person) (v governance.Viewer, spaces []governance.WorkspaceID, err error) {
	v.Person = person.ID
	accounts, err := s.AccountsOf(person.ID)
	if err != nil {
		return v, nil, err
	}
	for _, a := range accounts {
		if a.Gone {
			continue
		}
		spaces = append(spaces, a.Workspace)
		if a.Counts() {
			v.Org = person.Org
		}
	}
	circles, err := s.LiveRows(person.Org, governance.KindCircle, person.ID)
	for _, ref := range circles {
		v.Circles = append(v.Circles, governance.CircleID(ref.N))
	}
	return v, spaces, err
}

// line says a message of the catalogue as plain text, with people by their names.
func (al *almanac) line(key string, pairs ...any) string {
	name := func(p governance.PersonID) string {
		person, err := al.s.Person(al.person.Org, p)
		if err != nil {
			return "?"
		}
		return person.Name
	}
	return al.p.Say(key, pairs...).Plain(name, plainTime(al.person.Hours.Location()))
}

// add takes an entry in when it lies within what a calendar shows. On is what leads to its card; about and what name the thing itself.
func (al *almanac) add(on, about governance.Ref, what string, e CalendarEntry) error {
	last := e.End
	if last.IsZero() {
		last = e.Start
	}
	if e.Start.IsZero() || last.Before(al.from) || e.Start.After(al.to) {
		return nil
	}
	link, err := al.link(on)
	e.Link, e.UID = link, al.b.Sealer.Tag("calendar entry", uidOf(about, what))
	al.entries = append(al.entries, e)
	return err
}

// link leads to the latest card of something, in a workspace where the reader has an account; empty where there is none.
func (al *almanac) link(on governance.Ref) (string, error) {
	if link, known := al.links[on]; known {
		return link, nil
	}
	cards, err := al.s.CardsOf(on)
	link, part := "", -1
	for _, c := range cards {
		if c.Link != "" && !c.Lost && c.Part >= part && slices.Contains(al.spaces, c.Workspace) {
			link, part = c.Link, c.Part
		}
	}
	al.links[on] = link
	return link, err
}

// bounded answers the entries in their order, and when there are too many of them, the nearest.
func (al *almanac) bounded() []CalendarEntry {
	slices.SortStableFunc(al.entries, func(a, b CalendarEntry) int { return a.Start.Compare(b.Start) })
	return al.entries[:min(len(al.entries), calendarEntries)]
}
