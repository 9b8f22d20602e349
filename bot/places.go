package bot

import (
	"context"
	"errors"
	"fmt"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// PeopleJoined heeds that users came into a channel (K2). Key is the platform's own of the event, empty for none.
func (b *Bot) PeopleJoined(ctx context.Context, ws governance.WorkspaceID, key, channel string, users ...string) error {
	return b.moved(ctx, ws, key, channel, users, func(s *assembly.Sitting, circle *governance.Circle, at governance.Place, all []governance.Account) error {
		for _, a := range all {
			circle.Came(at, a.Person)
			if circle.Home != at || !a.Counts() {
				continue
			}
			if err := s.On(circle).Did(circle.ChannelJoined(s.Now, a.Person)); err != nil {
				return err
			}
		}
		return s.On(circle).Did(nil, nil)
	})
}

// PeopleLeft heeds that users left a channel (K2). It changes no stance and no electorate (D4). Whoever they are, and whichever of the
// circle's channels it is, the links that stood in it are theirs no more (K6).
func (b *Bot) PeopleLeft(ctx context.Context, ws governance.WorkspaceID, key, channel string, users ...string) error {
	return b.moved(ctx, ws, key, channel, users, func(s *assembly.Sitting, circle *governance.Circle, at governance.Place, all []governance.Account) error {
		var people []governance.PersonID
		for _, a := range all {
			people = append(people, a.Person)
			if circle.Home != at {
				continue
			}
			if err := s.On(circle).Did(circle.ChannelLeft(a.Person, a.Gone)); err != nil {
				return err
			}
		}
		return s.On(circle).Did(circle.Went(at, people...))
	})
}

// moved carries out what follows for the circle, if there is one, when users came into a channel of its or left it.
func (b *Bot) moved(ctx context.Context, ws governance.WorkspaceID, key, channel string, users []string,
	move func(*assembly.Sitting, *governance.Circle, governance.Place, []governance.Account) error) error {
	p, space := b.platform(ws)
	if p == nil {
		return fmt.Errorf("workspace %d: %w", ws, errNotConnected)
	}
	var id governance.CircleID
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		id, err = s.CircleAt(governance.Place{Workspace: ws, Channel: channel})
		return err
	})
	if err != nil || id == 0 {
		return err // and nobody is asked about people who come into channels that are no circle's
	}
	var people []governance.PersonID
	var known []string
	for _, user := range users {
		person, err := b.personOf(ctx, p, space, user)
		if unlessUnknown(err) != nil {
			return err
		}
		if err == nil {
			people, known = append(people, person), append(known, user)
		}
	}
	if len(known) == 0 {
		return nil
	}
	return b.once(ctx, key, func(s *assembly.Sitting) error {
		circle, err := b.boundAt(s, space, channel, assembly.Just(people...))
		if circle == nil || err != nil {
			return err
		}
		var all []governance.Account
		for _, user := range known {
			a, _, err := s.Account(ws, user)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return move(s, circle, governance.Place{Workspace: ws, Channel: channel}, all)
	})
}

// ChannelChanged heeds that a channel was renamed, archived or opened again, or that the bot was put out of it or let in (D25). A circle
// that still has its channel's name follows it.
func (b *Bot) ChannelChanged(ctx context.Context, ws governance.WorkspaceID, key string, info ChannelInfo) error {
	place := governance.Place{Workspace: ws, Channel: info.ID}
	return b.once(ctx, key, func(s *assembly.Sitting) error {
		if err := b.shutPlace(s, place, info.Archived || info.Absent); err != nil {
			return err
		}
		return b.lookedAt(s, place, info)
	})
}

// once heeds an event of a platform's, unless it was heeded before. Key is the platform's own of the event, empty for none.
func (b *Bot) once(ctx context.Context, key string, do func(*assembly.Sitting) error) error {
	err := b.sit(ctx, assembly.Intent{Now: b.Now(), Key: key}, do)
	if errors.Is(err, assembly.ErrSeen) {
		return nil
	}
	return err
}

// lookedAt heeds what the home of a circle is called, and that it has become a private channel (K6). Of a channel that the bot is not in
// it knows nothing.
func (b *Bot) lookedAt(s *assembly.Sitting, place governance.Place, info ChannelInfo) error {
	if info.Absent {
		return nil
	}
	ws, err := s.WorkspaceByID(place.Workspace)
	if err != nil {
		return err
	}
	circle, err := b.homeAt(s, ws, place.Channel, assembly.People{})
	if circle == nil || err != nil {
		return err
	}
	if name := cleanName(info.Name); name != "" && name != circle.Channel {
		s.Add(circle)
		if err := s.On(circle).Did(circle.ChannelNamed(name)); err != nil {
			return err
		}
	}
	if !info.Private || circle.Private {
		return nil
	}
	for _, left := range circle.Also {
		if err := s.Bind(left, ws.Org, 0); err != nil {
			return err
		}
	}
	return s.On(circle).Did(circle.Hide())
}

// ChannelMoved heeds that a channel has another id now, as when it is shared with another organisation. What stood there stands there
// still: its cards are drawn and heard there, and what is still to be said is said there.
func (b *Bot) ChannelMoved(ctx context.Context, ws governance.WorkspaceID, key, from, to string) error {
	was, is := governance.Place{Workspace: ws, Channel: from}, governance.Place{Workspace: ws, Channel: to}
	return b.once(ctx, key, func(s *assembly.Sitting) error {
		id, err := s.CircleAt(was)
		if err != nil || id == 0 || was == is {
			return err
		}
		space, err := s.WorkspaceByID(ws)
		if err != nil {
			return err
		}
		circle, err := s.Circle(space.Org, id, assembly.People{})
		if err != nil {
			return err
		}
		if err := s.On(circle).Did(circle.Moved(was, is)); err != nil {
			return err
		}
		if err := s.Bind(was, space.Org, 0); err != nil {
			return err
		}
		if err := s.Bind(is, space.Org, id); err != nil {
			return err
		}
		return s.MoveCards(was, is)
	})
}

// placeNow is where something of a circle stands, whose channel may have another id since.
func placeNow(s *assembly.Sitting, org governance.OrgID, circle governance.CircleID, place governance.Place) (governance.Place, error) {
	if circle == 0 || place.Channel == "" {
		return place, nil
	}
	c, err := s.Circle(org, circle, assembly.People{})
	if err != nil {
		return place, err
	}
	return c.Now(place), nil
}

// shutPlace pauses what stands in a channel that cannot be spoken in, and lets it go on when it can be again (D25).
func (b *Bot) shutPlace(s *assembly.Sitting, place governance.Place, shut bool) error {
	id, err := s.CircleAt(place)
	if err != nil || id == 0 {
		return err
	}
	ws, err := s.WorkspaceByID(place.Workspace)
	if err != nil {
		return err
	}
	circle, err := s.Circle(ws.Org, id, assembly.Everybody)
	if err != nil {
		return err
	}
	opened := false
	if circle.Home == place {
		opened = circle.Shut && !shut
		if err := s.On(circle).Did(circle.Shutter(shut)); err != nil {
			return err
		}
	}
	for _, kind := range standing() {
		again, err := shutKind(s, circle, kind, place, shut)
		if err != nil {
			return err
		}
		opened = opened || again
	}
	if opened {
		return catchUp(s, place)
	}
	return nil
}

// standing are the kinds whose aggregates wait while their channel cannot be spoken in (D25).
func standing() []governance.Kind {
	return []governance.Kind{consent.Kind, rotation.Kind, role.KindSelection}
}

// shutKind pauses, or lets go on, what a circle has of a kind in a channel. It tells whether anything goes on again.
func shutKind(s *assembly.Sitting, circle *governance.Circle, kind governance.Kind, place governance.Place, shut bool) (bool, error) {
	live, _, err := s.List(circle.Org, kind, assembly.Filter{Circles: []governance.CircleID{circle.ID}, Live: true, Most: 10000})
	if err != nil {
		return false, err
	}
	again := false
	for _, l := range live {
		a, err := assembly.Get[governance.Standing](s, l.Ref, assembly.Everybody)
		if err != nil {
			return again, err
		}
		if circle.Now(a.Stands()) != place {
			continue
		}
		change := a.Resume
		if shut {
			change = a.Pause
		}
		events, err := change(s.Now)
		again = again || !shut && len(events) > 0
		if err := s.On(a).Did(events, err); err != nil {
			return again, err
		}
	}
	return again, nil
}

// catchUp says at once what waited for a channel to be spoken in again, and draws the cards there.
func catchUp(s *assembly.Sitting, place governance.Place) error {
	letters, err := s.LettersDue(s.Now.Add(longestWait), 10000)
	if err != nil {
		return err
	}
	for _, l := range letters {
		if l.Lane != lane(place) {
			continue
		}
		l.Due = s.Now
		if err := s.PutLetter(l); err != nil {
			return err
		}
	}
	cards, err := s.StaleCards(s.Now.Add(longestWait), 10000)
	if err != nil {
		return err
	}
	for _, card := range cards {
		if card.Workspace != place.Workspace || card.Channel != place.Channel {
			continue
		}
		card.NextAt = s.Now
		if err := s.PutCard(card); err != nil {
			return err
		}
	}
	return nil
}

// UserChanged heeds what a platform says of a user: another name or zone, deactivated or back. Somebody gone leaves their circles, and
// the proposals they were part of are told (D4, D27).
func (b *Bot) UserChanged(ctx context.Context, ws governance.WorkspaceID, key string, info UserInfo) error {
	p, space := b.platform(ws)
	if err := b.mayAskOnReturn(ctx, ws, info); err != nil {
		return err
	}
	back := false
	err := b.once(ctx, key, func(s *assembly.Sitting) error {
		was, known, err := s.Account(ws, info.ID)
		if err != nil || !known {
			return err
		}
		is, err := b.note(s, space, info)
		back = was.Gone && !is.Gone
		return err
	})
	if err != nil || !back || p == nil {
		return err
	}
	_, err = b.syncPlaces(ctx, p, space) // of whose channels they are again, only the platform knows
	return err
}

// mayAskOnReturn answers a fault where somebody's coming back would have to be asked about and may not be. It comes before anything is
// changed, because the change would not be made again when the asking follows.
func (b *Bot) mayAskOnReturn(ctx context.Context, ws governance.WorkspaceID, info UserInfo) error {
	if Asking(ctx) || info.Gone {
		return nil
	}
	was := governance.Account{}
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		was, _, err = s.Account(ws, info.ID)
		return err
	})
	if err != nil || !was.Gone {
		return err
	}
	return MayAsk(ctx)
}

// goneOrBack carries somebody's going or coming back to their circles and to every live proposal.
func (b *Bot) goneOrBack(s *assembly.Sitting, person *governance.Person) error {
	circles, err := s.LiveRows(person.Org, governance.KindCircle, person.ID)
	if err != nil {
		return err
	}
	for _, ref := range circles {
		circle, err := assembly.Get[*governance.Circle](s, ref, assembly.Everybody)
		if err != nil {
			return err
		}
		if person.Gone {
			if err := s.On(circle).Did(circle.ChannelLeft(person.ID, true)); err != nil {
				return err
			}
		}
	}
	err = eachOf(s, person.Org, consent.Kind, person.ID, func(p *consent.Proposal) error {
		if person.Gone {
			return s.On(p).Did(p.Gone(s.Now, person.ID))
		}
		return s.On(p).Did(p.Back(s.Now, person.ID))
	})
	if err != nil {
		return err
	}
	if person.Gone {
		if err := goneFromRoles(s, person); err != nil {
			return err
		}
	}
	return commitmentsOfGone(s, person)
}

// goneFromRoles takes somebody who is deactivated off what they take turns in, keep, or have a say in. Their coming back gives none of it
// back: others have it now.
func goneFromRoles(s *assembly.Sitting, person *governance.Person) error {
	err := eachOf(s, person.Org, rotation.Kind, person.ID, func(r *rotation.Rotation) error {
		return s.On(r).Did(r.Gone(s.Now, person.ID, false))
	})
	if err != nil {
		return err
	}
	err = eachOf(s, person.Org, role.Kind, person.ID, func(r *role.Role) error { return s.On(r).Did(r.Gone(s.Now, person.ID)) })
	if err != nil {
		return err
	}
	return eachOf(s, person.Org, role.KindSelection, person.ID, func(sel *role.Selection) error { return s.On(sel).Did(sel.Gone(s.Now, person.ID)) })
}
