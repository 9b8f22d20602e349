package governance

import "slices"

// Feed is a calendar that somebody asked for (T5): their own, or that of a rotation. It is read by a link, and whoever has the link can
// read it; so each link has a number, and only the latest one holds.
type Feed struct {
	// Of is the rotation whose turns it shows; zero for the person's own.
	Of Ref `json:"of,omitzero"`
	// Link is the number of the latest link, counted from 1 and never given twice.
	Link int `json:"link"`
	// Off is true once it was taken back and not asked for again.
	Off bool `json:"off,omitempty"`
}

// FeedOpened says that somebody has a new link to a calendar, and that every earlier one is dead. The link itself stands nowhere.
type FeedOpened struct {
	Of   Ref `json:"of,omitzero"`
	Link int `json:"link"`
}

// EventName implements Event.
func (*FeedOpened) EventName() string { return "person.feed_opened" }

// FeedClosed says that somebody took their link back.
type FeedClosed struct {
	Of Ref `json:"of,omitzero"`
}

// EventName implements Event.
func (*FeedClosed) EventName() string { return "person.feed_closed" }

// Feed answers the number of the link that holds; zero for none, which is also what somebody gone has.
func (p *Person) Feed(of Ref) int {
	i := p.feed(of)
	if i < 0 || p.Gone || p.Feeds[i].Off {
		return 0
	}
	return p.Feeds[i].Link
}

func (p *Person) feed(of Ref) int {
	return slices.IndexFunc(p.Feeds, func(f Feed) bool { return f.Of == of })
}

// OpenFeed makes a link when there is none that holds; to ask again is no news.
func (p *Person) OpenFeed(of Ref) ([]Event, error) {
	if p.Feed(of) > 0 {
		return nil, nil
	}
	return p.RenewFeed(of)
}

// RenewFeed makes a new link, and the one before is dead.
func (p *Person) RenewFeed(of Ref) ([]Event, error) {
	p.Feeds = slices.Clone(p.Feeds)
	i := p.feed(of)
	if i < 0 {
		i = len(p.Feeds)
		p.Feeds = append(p.Feeds, Feed{Of: of})
	}
	p.Feeds[i].Link, p.Feeds[i].Off = p.Feeds[i].Link+1, false
	return []Event{&FeedOpened{Of: of, Link: p.Feeds[i].Link}}, nil
}

// CloseFeed takes the link back: Conflict calendar_none when there is none that holds.
func (p *Person) CloseFeed(of Ref) ([]Event, error) {
	if p.Feed(of) == 0 {
		return nil, Refuse(Conflict, "calendar_none")
	}
	p.Feeds = slices.Clone(p.Feeds)
	p.Feeds[p.feed(of)].Off = true
	return []Event{&FeedClosed{Of: of}}, nil
}
