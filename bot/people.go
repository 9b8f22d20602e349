package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// actor is somebody who acts: a person, the account they act with, and where.
type actor struct {
	Person    governance.PersonID
	Workspace governance.Workspace
	User      string
	// platform is how to speak to the workspace, also when it is disconnected before the act has ended.
	platform Platform
}

// errNotConnected answers an act in a workspace that is not connected (any more).
var errNotConnected = errors.New("the workspace is not connected")

// actor finds out who acts. Somebody who was never seen before is looked up on their platform and noted.
func (b *Bot) actor(ctx context.Context, o Origin) (actor, error) {
	p, ws := b.platform(o.Workspace)
	if p == nil {
		return actor{}, fmt.Errorf("workspace %d: %w", o.Workspace, errNotConnected)
	}
	person, err := b.personOf(ctx, p, ws, o.User)
	return actor{person, ws, o.User, p}, err
}

func (b *Bot) personOf(ctx context.Context, p Platform, ws governance.Workspace, user string) (governance.PersonID, error) {
	key := accountKey{ws.ID, user}
	b.mu.RLock()
	person, ok := b.people[key]
	b.mu.RUnlock()
	if ok {
		return person, nil
	}
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) error {
		a, known, err := s.Account(ws.ID, user)
		person, ok = a.Person, known
		return err
	})
	if err != nil {
		return 0, err
	}
	if !ok {
		info, err := p.User(ctx, user)
		if err != nil {
			return 0, fmt.Errorf("look up user %s: %w", user, err)
		}
		err = b.sit(ctx, assembly.Intent{Now: b.Now()}, func(s *assembly.Sitting) error {
			a, err := b.note(s, ws, info)
			person = a.Person
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.people[key]; ok {
		return known, nil // two accounts were found to be one person's while this one was read
	}
	b.people[key] = person
	return person, nil
}

// unlessUnknown takes it as no error that the platform itself does not know, or does not show, who did something: they are nobody's member,
// and asking again would bring the same answer.
func unlessUnknown(err error) error {
	if err != nil && FaultOf(err).Class == NoSuch {
		return nil
	}
	return err
}

// note writes down what the platform says of a user: a new person with their first account, or what changed. It answers the account.
func (b *Bot) note(s *assembly.Sitting, ws governance.Workspace, info UserInfo) (governance.Account, error) {
	was, known, err := s.Account(ws.ID, info.ID)
	if err != nil {
		return was, err
	}
	is := governance.Account{Workspace: ws.ID, User: info.ID, Person: was.Person, Handle: cleanName(info.Handle), Name: cleanName(info.Name),
		Zone: info.Zone, Bot: info.Bot, Guest: info.Guest, Gone: info.Gone}
	if is.Name == "" {
		is.Name = is.Handle
	}
	if known && is == was {
		return is, nil
	}
	if !known {
		n, err := s.Next(0, governance.KindPerson)
		if err != nil {
			return is, err
		}
		is.Person = governance.PersonID(n)
		zone := info.Zone
		if zone == "" {
			zone = b.zone()
		}
		s.Add(&governance.Person{ID: is.Person, Org: ws.Org, Name: is.Name, Hours: governance.DefaultHours(zone), Language: info.Language, Gone: info.Gone})
	}
	if err := s.PutAccount(is); err != nil || !known {
		return is, err
	}
	if is.Gone && !was.Gone {
		if err := b.accountGone(s, is); err != nil {
			return is, err
		}
	}
	return is, b.follow(s, ws, is)
}

// follow brings a person in step with what changed about an account of theirs. However it is found out that somebody is gone, or back,
// whatever they are part of hears of it.
func (b *Bot) follow(s *assembly.Sitting, ws governance.Workspace, is governance.Account) error {
	person, err := s.Person(ws.Org, is.Person)
	if err != nil {
		return err
	}
	person.Name = is.Name
	if is.Zone != "" && !person.OwnZone {
		person.Hours.Zone = is.Zone
	}
	accounts, err := s.AccountsOf(is.Person)
	if err != nil {
		return err
	}
	wasGone := person.Gone
	person.Gone = is.Gone
	for _, a := range accounts {
		if a.Workspace != is.Workspace || a.User != is.User {
			person.Gone = person.Gone && a.Gone
		}
	}
	s.Add(person)
	if err := assembly.Rehouse(s, person); err != nil {
		return err
	}
	if err := rezone(s, person); err != nil || person.Gone == wasGone {
		return err
	}
	return b.goneOrBack(s, person)
}

// accountGone takes from somebody whose account was deactivated the links that they could read with it, which are also a guest's (K6).
func (b *Bot) accountGone(s *assembly.Sitting, a governance.Account) error {
	places, err := s.PlacesIn(a.Workspace)
	if err != nil {
		return err
	}
	ws, err := s.WorkspaceByID(a.Workspace)
	if err != nil {
		return err
	}
	for _, id := range slices.Compact(slices.Sorted(maps.Values(places))) {
		circle, err := s.Circle(ws.Org, id, assembly.Just(a.Person))
		if err != nil {
			return err
		}
		if err := s.On(circle).Did(circle.AccountGone(a.Person, a.Workspace)); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bot) zone() string {
	if b.Zone == "" {
		return "UTC"
	}
	return b.Zone
}

// cleanName makes a platform's name fit to stand in a line of text.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > governance.MaxName {
		name = string(r[:governance.MaxName])
	}
	return strings.TrimSpace(name)
}

// members are the people of a channel as accounts that count towards a circle (K2), and everybody else in it.
type members struct {
	channel ChannelInfo
	users   []UserInfo
}

// counted is how many of them would be members.
func (m members) counted() int {
	n := 0
	for _, u := range m.users {
		if !u.Bot && !u.Guest && !u.Gone && !u.Unread {
			n++
		}
	}
	return n
}

// invited refuses what needs the bot in a channel that it is not in, and says how to bring it there.
func invited(p Platform) error {
	key, handle := p.Invite()
	return governance.Refuse(governance.Conflict, key, "handle", handle)
}

// readChannel asks the platform who is in a channel, before any transaction. It answers refusals that say what to do when the bot
// cannot read it, or when it is no channel.
func (b *Bot) readChannel(ctx context.Context, p Platform, channel string) (members, error) {
	info, err := p.Channel(ctx, channel)
	if err != nil {
		if FaultOf(err).Class == NoChannel {
			return members{}, invited(p)
		}
		return members{}, fmt.Errorf("read channel %s: %w", channel, err)
	}
	switch {
	case info.Direct:
		return members{}, governance.Refuse(governance.Invalid, "not_a_channel")
	case info.Archived:
		return members{}, governance.Refuse(governance.Conflict, "channel_archived")
	case info.Absent:
		return members{}, invited(p)
	}
	users, err := p.Members(ctx, channel)
	if err != nil {
		if FaultOf(err).Class == NoChannel {
			return members{}, invited(p)
		}
		if isTooMuch(err) {
			return members{}, governance.Refuse(governance.Conflict, "people_unread")
		}
		return members{}, fmt.Errorf("read the members of %s: %w", channel, err)
	}
	return members{info, users}, nil
}

// makeCircle makes the circle of a channel (K1). Whoever asks for it must be one of those who would be its members.
func (b *Bot) makeCircle(s *assembly.Sitting, ws governance.Workspace, m members, creator governance.PersonID) (*governance.Circle, error) {
	n, err := s.Next(0, governance.KindCircle)
	if err != nil {
		return nil, err
	}
	person, err := s.Person(ws.Org, creator)
	if err != nil {
		return nil, err
	}
	zone := b.Zone
	if zone == "" {
		zone = person.Hours.Zone
	}
	place := governance.Place{Workspace: ws.ID, Channel: m.channel.ID}
	circle := governance.NewCircle(governance.CircleID(n), ws.Org, cleanName(m.channel.Name), place, m.channel.Private, zone, creator)
	there, err := b.noteAll(s, ws, m.users)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(there.count, creator) {
		return nil, governance.Refuse(governance.NotAllowed, "guest_cannot_begin")
	}
	if err := s.Bind(place, ws.Org, circle.ID); err != nil {
		return nil, err
	}
	s.Add(circle)
	if err := s.On(circle).Did(circle.Begin(s.Now, there.count)); err != nil {
		return nil, err
	}
	return circle, s.On(circle).Did(circle.PlaceRead(place, there.all))
}

// present are the people who are in a channel, and those of them who count as members (K2).
type present struct{ all, count []governance.PersonID }

// noteAll notes everybody read from a channel. Of whom the platform could say nothing what was known before still holds; a newcomer counts
// once something can be said of them.
func (b *Bot) noteAll(s *assembly.Sitting, ws governance.Workspace, users []UserInfo) (present, error) {
	var people present
	seen := map[governance.PersonID]bool{}
	for _, u := range users {
		a, known, err := s.Account(ws.ID, u.ID)
		if !u.Unread && err == nil {
			a, err = b.note(s, ws, u)
		}
		if err != nil {
			return present{}, err
		}
		if u.Unread && !known || a.Gone || seen[a.Person] {
			continue
		}
		people.all = append(people.all, a.Person)
		if a.Counts() {
			seen[a.Person] = true
			people.count = append(people.count, a.Person)
		}
	}
	return people, nil
}

// gone tells who of the organisation is deactivated everywhere (D4).
func gone(s *assembly.Sitting, org governance.OrgID) func(governance.PersonID) bool {
	return func(p governance.PersonID) bool {
		person, err := s.Person(org, p)
		return err == nil && person.Gone
	}
}

// plainTime tells moments in a zone, for places that take plain text.
func plainTime(zone *time.Location) func(time.Time) string {
	return func(t time.Time) string { return formatTime(t, zone) }
}
