package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// Sync brings what is known in step with a platform, at every start and after every reconnect: who is in the bound channels, which of
// them can be spoken in, the reactions on live cards, and the pins on what people said. What cannot be read at the moment is left as it is
// and answered as an error at the end; what cannot be read for good is none, for reading everything again would not mend it.
func (b *Bot) Sync(ctx context.Context, ws governance.WorkspaceID) error {
	p, space := b.platform(ws)
	if p == nil {
		return fmt.Errorf("sync workspace %d: %w", ws, errNotConnected)
	}
	seen, err := b.syncPlaces(ctx, p, space)
	errs := []error{err}
	var cards []assembly.Card
	err = b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		cards, err = s.LiveCards(ws)
		return err
	})
	if err != nil {
		return err
	}
	for _, card := range cards {
		if err := b.syncCard(ctx, p, space, card); err != nil {
			errs = append(errs, err)
		}
	}
	errs = append(errs, b.syncPins(ctx, p, space))
	errs = append(errs, b.syncMissing(ctx, p, space, seen)) // last, so that what they still said is heard first
	return errors.Join(errs...)
}

// syncMissing asks after those who are in no channel any more, whom something open still concerns: they may have been deactivated while
// nobody listened (D4, D27).
func (b *Bot) syncMissing(ctx context.Context, p Platform, ws governance.Workspace, seen map[string]bool) error {
	var missing []string
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) error {
		people, err := concerned(s, ws)
		if err != nil {
			return err
		}
		for _, person := range people {
			accounts, err := s.AccountsOf(person)
			if err != nil {
				return err
			}
			for _, a := range accounts {
				if a.Workspace == ws.ID && !a.Bot && !a.Gone && !seen[a.User] {
					missing = append(missing, a.User)
				}
			}
		}
		return nil
	})
	errs := []error{err}
	for _, user := range missing {
		info, err := p.User(ctx, user)
		if err == nil {
			err = b.UserChanged(ctx, ws.ID, "", info)
		}
		if unlessUnknown(err) != nil { // of whom the platform says nothing, what was known holds
			errs = append(errs, fmt.Errorf("ask after user %s: %w", user, err))
		}
	}
	return errors.Join(errs...)
}

// concerned answers everybody whom something live of an organisation waits for, or who has something to do, each once, by ascending id.
func concerned(s *assembly.Sitting, ws governance.Workspace) ([]governance.PersonID, error) {
	people := map[governance.PersonID]bool{}
	for _, kind := range []governance.Kind{consent.Kind, rotation.Kind, role.Kind, role.KindSelection} {
		live, _, err := s.List(ws.Org, kind, assembly.Filter{Live: true})
		if err != nil {
			return nil, err
		}
		for _, l := range live {
			a, err := s.Load(l.Ref, assembly.Everybody)
			if err != nil {
				return nil, err
			}
			for _, person := range concernedBy(a) {
				people[person] = true
			}
		}
	}
	promised, _, err := s.List(ws.Org, commitment.Kind, assembly.Filter{Live: true})
	for _, l := range promised {
		people[l.Owner] = true
	}
	delete(people, 0)
	return slices.Sorted(maps.Keys(people)), err
}

// concernedBy answers whom an aggregate waits for.
func concernedBy(a governance.Aggregate) []governance.PersonID {
	switch v := a.(type) {
	case *consent.Proposal:
		people := append(v.Electors(), v.Proposer())
		for _, o := range v.Objections() {
			if o.Open() {
				people = append(people, o.Author)
			}
		}
		return people
	case *rotation.Rotation:
		return v.Concerned()
	case *role.Role:
		return []governance.PersonID{v.Keeper}
	case *role.Selection:
		return v.Electors()
	}
	return nil
}

// syncPlaces reads every bound channel of a workspace, and answers the users who are in one.
func (b *Bot) syncPlaces(ctx context.Context, p Platform, ws governance.Workspace) (map[string]bool, error) {
	var places map[string]governance.CircleID
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		places, err = s.PlacesIn(ws.ID)
		return err
	})
	errs, seen := []error{err}, map[string]bool{}
	for _, channel := range slices.Sorted(maps.Keys(places)) {
		users, err := b.syncPlace(ctx, p, ws, channel)
		for _, u := range users {
			seen[u.ID] = true
		}
		errs = append(errs, err)
	}
	return seen, errors.Join(errs...)
}

// syncPlace reads one channel and answers who is in it.
func (b *Bot) syncPlace(ctx context.Context, p Platform, ws governance.Workspace, channel string) ([]UserInfo, error) {
	info, err := p.Channel(ctx, channel)
	if err != nil {
		if FaultOf(err).Class != NoChannel {
			return nil, fmt.Errorf("read channel %s: %w", channel, err)
		}
		info = ChannelInfo{ID: channel, Absent: true}
	}
	var users []UserInfo
	var unread error
	if !info.Absent && !info.Archived {
		users, unread = p.Members(ctx, channel)
	}
	if unread != nil && FaultOf(unread).Class == NoChannel {
		info, unread = ChannelInfo{ID: channel, Absent: true}, nil
	}
	if err := b.ChannelChanged(ctx, ws.ID, "", info); err != nil || info.Absent || info.Archived {
		return nil, err
	}
	if unread != nil {
		return nil, fmt.Errorf("read the members of %s: %w", channel, unread)
	}
	return users, b.house.Note(ctx, b.Now(), func(s *assembly.Sitting) error {
		there, err := b.noteAll(s, ws, users)
		if err != nil {
			return err
		}
		circle, err := b.boundAt(s, ws, channel, assembly.Everybody)
		if circle == nil || err != nil {
			return err
		}
		at := governance.Place{Workspace: ws.ID, Channel: channel}
		if circle.Home == at {
			if err := s.On(circle).Did(circle.ChannelRead(s.Now, there.count)); err != nil {
				return err
			}
		}
		return s.On(circle).Did(circle.PlaceRead(at, there.all))
	})
}

// boundAt answers the circle that speaks in a channel; nil when none does.
func (b *Bot) boundAt(s *assembly.Sitting, ws governance.Workspace, channel string, people assembly.People) (*governance.Circle, error) {
	id, err := s.CircleAt(governance.Place{Workspace: ws.ID, Channel: channel})
	if err != nil || id == 0 {
		return nil, err
	}
	return s.Circle(ws.Org, id, people)
}

// homeAt answers the circle whose home a channel is; nil when it is nobody's home.
func (b *Bot) homeAt(s *assembly.Sitting, ws governance.Workspace, channel string, people assembly.People) (*governance.Circle, error) {
	circle, err := b.boundAt(s, ws, channel, people)
	if circle == nil || err != nil || circle.Home != (governance.Place{Workspace: ws.ID, Channel: channel}) {
		return nil, err
	}
	return circle, nil
}

// syncCard reads one card's reactions. That its channel cannot be read is no news: what follows from it followed when the channel was read
// (D25), and what the channel says of itself is not to be taken back because of a card.
func (b *Bot) syncCard(ctx context.Context, p Platform, ws governance.Workspace, card assembly.Card) error {
	is, err := b.readReactions(ctx, p, ws, card)
	if err != nil {
		switch FaultOf(err).Class {
		case NoPost:
			return b.PostGone(ctx, card.Workspace, card.Channel, card.Post)
		case NoChannel, NoSuch:
			b.Log.WarnContext(ctx, "the reactions on a card cannot be read", "on", card.On.String(), "err", err)
			return nil
		}
		return fmt.Errorf("read the reactions on the card of %s: %w", card.On, err)
	}
	return b.house.Note(ctx, b.Now(), func(s *assembly.Sitting) error { return b.reconcile(s, card, is) })
}

// reading is what a platform says of the reactions on a card: which there are, by whom, and what was noted of them before it was asked.
type reading struct {
	now []Reacted
	// unnamed are those whom the platform counts and does not name, by emoji.
	unnamed map[string]int
	people  map[string]governance.PersonID
	before  []assembly.Mark
}

// readReactions asks the platform which reactions are on a card, and who the people are. Somebody whom the platform itself does not know
// any more cannot be heard, and keeps nobody else from being.
func (b *Bot) readReactions(ctx context.Context, p Platform, ws governance.Workspace, card assembly.Card) (reading, error) {
	r := reading{people: map[string]governance.PersonID{}}
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		if r.before, err = s.Marks(card.ID); err != nil {
			return err
		}
		for _, m := range r.before {
			a, _, err := s.Account(ws.ID, m.User)
			if err != nil {
				return err
			}
			r.people[m.User] = a.Person
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	if r.now, r.unnamed, err = p.Reactions(ctx, card.Channel, card.Post); err != nil {
		return r, err
	}
	if len(r.unnamed) > 0 {
		b.Log.WarnContext(ctx, "not everybody who reacted to a card was named", "on", card.On.String(), "unnamed", r.unnamed)
	}
	for _, reacted := range r.now {
		if r.people[reacted.User] != 0 {
			continue
		}
		r.people[reacted.User], err = b.personOf(ctx, p, ws, reacted.User)
		if unlessUnknown(err) != nil {
			return r, err
		}
	}
	return r, nil
}

// readCards reads the reactions on a version's cards because the version is closing, and tells the proposal (D16). When they cannot be
// read, or somebody has a stance there of whom nobody knows, it stays closing; it asks again by itself.
func (b *Bot) readCards(ctx context.Context, p Platform, ws governance.Workspace, l assembly.Letter) error {
	var cards []assembly.Card
	waits := false
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) error {
		proposal, err := assembly.Get[*consent.Proposal](s, l.On, assembly.People{})
		if err != nil || proposal.Version() != l.Part || proposal.Status() != consent.StatusClosing {
			return err
		}
		waits = true
		cards, err = s.CardsOf(l.On)
		return err
	})
	if err != nil || !waits { // asked again and again while nobody answered, one answer is enough
		return err
	}
	read := map[int64]func(*assembly.Sitting) error{}
	ok := true
	for _, card := range cards {
		if card.Part != l.Part || card.Lost || card.Workspace != ws.ID {
			continue
		}
		is, err := b.readReactions(ctx, p, ws, card)
		switch {
		case err == nil:
			read[card.ID] = func(s *assembly.Sitting) error {
				hides, err := b.hidesStance(s, card, is)
				if err != nil {
					return err
				}
				ok = ok && !hides
				return b.reconcile(s, card, is)
			}
		case FaultOf(err).Class == NoPost:
			// Somebody deleted the card: there is nothing to read, and nothing is taken back (D25).
			if err := b.PostGone(ctx, card.Workspace, card.Channel, card.Post); err != nil {
				return err
			}
		default:
			b.Log.Warn("the reactions on a card could not be read", "on", l.On.String(), "err", err)
			ok = false
		}
	}
	return b.house.Note(ctx, b.Now(), func(s *assembly.Sitting) error {
		proposal, err := assembly.Get[*consent.Proposal](s, l.On, assembly.Everybody)
		if err != nil || proposal.Version() != l.Part || proposal.Status() != consent.StatusClosing {
			return err
		}
		for _, apply := range read {
			if err := apply(s); err != nil {
				return err
			}
		}
		if proposal.Status() != consent.StatusClosing {
			return nil // what was read has decided it already, or moved its deadline
		}
		return s.On(proposal).Did(proposal.Read(s.Now, ok))
	})
}
