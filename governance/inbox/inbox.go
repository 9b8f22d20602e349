package inbox

import (
	"cmp"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Kind is the kind of inboxes. An inbox has the number of its person.
const Kind governance.Kind = "inbox"

// gather is how far ahead a message takes what would come soon after it along.
const gather = 30 * time.Minute

// lateDigest is how late a digest may come at an hour that is not decent: its hour is the person's own choice.
const lateDigest = 2 * time.Hour

// Inbox is what waits for one person.
type Inbox struct {
	Org    governance.OrgID    `json:"org"`
	Person governance.PersonID `json:"person"`
	// Hours are the person's, so that time can be kept without opening them.
	Hours governance.Hours `json:"hours"`
	// Items are ordered by when they will be sent.
	Items []Item `json:"items,omitempty"`
	// Digest is the time of day of the daily digest, "08:30"; empty for none. DigestAt is when the next one is due.
	Digest   string    `json:"digest,omitempty"`
	DigestAt time.Time `json:"digest_at,omitzero"`
}

// Item is one nudge that waits.
type Item struct {
	Key    string         `json:"key"`
	What   string         `json:"what"`
	On     governance.Ref `json:"on"`
	Part   int            `json:"part,omitempty"`
	Due    time.Time      `json:"due"`
	Until  time.Time      `json:"until,omitzero"`
	Urgent bool           `json:"urgent,omitempty"`
	Gentle bool           `json:"gentle,omitempty"`
	// Planned is when it was planned, At when it will be sent.
	Planned time.Time `json:"planned"`
	At      time.Time `json:"at"`
}

// Delivered says that these items have come due for the person whose inbox it is, and are to be sent as one message.
type Delivered struct {
	Items []Item `json:"items"`
}

// EventName implements governance.Event.
func (*Delivered) EventName() string { return "inbox.delivered" }

// DigestDue says that the person's daily digest is due.
type DigestDue struct {
	At time.Time `json:"at"`
}

// EventName implements governance.Event.
func (*DigestDue) EventName() string { return "inbox.digest_due" }

// New makes an empty inbox.
func New(org governance.OrgID, person governance.PersonID, hours governance.Hours) *Inbox {
	return &Inbox{Org: org, Person: person, Hours: hours}
}

// RefOf is the ref of a person's inbox.
func RefOf(org governance.OrgID, person governance.PersonID) governance.Ref {
	return governance.Ref{Org: org, Kind: Kind, N: int64(person)}
}

// Ref implements governance.Aggregate.
func (i *Inbox) Ref() governance.Ref { return RefOf(i.Org, i.Person) }

// Index implements governance.Aggregate.
func (i *Inbox) Index() governance.Index {
	return governance.Index{Owner: i.Person, Live: len(i.Items) > 0, Due: i.NextWake()}
}

// Audience implements governance.Aggregate: an inbox is its person's own.
func (i *Inbox) Audience() governance.Audience {
	return governance.Audience{People: []governance.PersonID{i.Person}}
}

// Plan puts a nudge into the inbox. One of the same key about the same thing moves there instead of being said twice. One that has
// lost its purpose already is not planned.
func (i *Inbox) Plan(now time.Time, n governance.Nudge) {
	now = moment(now)
	i.drop(n.On, n.Key)
	item := Item{Key: n.Key, What: n.What, On: n.On, Part: n.Part, Due: moment(n.Due), Until: moment(n.Until), Urgent: n.Urgent, Gentle: n.Gentle,
		Planned: now}
	if item.pointless(now) {
		return
	}
	item.At = i.when(now, item)
	i.Items = append(slices.Clip(i.Items), item)
	i.sort()
}

// Waits tells whether a nudge of that key about that thing waits.
func (i *Inbox) Waits(on governance.Ref, key string) bool {
	return slices.ContainsFunc(i.Items, func(item Item) bool { return item.Key == key && item.On == on })
}

// Drop takes out whatever waits under that key.
func (i *Inbox) Drop(key string) {
	i.Items = slices.DeleteFunc(slices.Clone(i.Items), func(item Item) bool { return item.Key == key })
}

func (i *Inbox) drop(on governance.Ref, key string) {
	i.Items = slices.DeleteFunc(slices.Clone(i.Items), func(item Item) bool { return item.Key == key && item.On == on })
}

// Rehouse gives the inbox other hours, because the person changed theirs or will be away, and finds every item its time anew.
func (i *Inbox) Rehouse(now time.Time, hours governance.Hours) {
	i.Hours = hours
	for n := range i.Items {
		i.Items[n].At = i.when(moment(now), i.Items[n])
	}
	i.sort()
	i.DigestAt = i.Hours.NextDigest(moment(now), i.Digest)
}

// SetDigest sets the time of day of the daily digest; empty for none.
func (i *Inbox) SetDigest(now time.Time, at string) {
	i.Digest = at
	i.DigestAt = i.Hours.NextDigest(moment(now), at)
}

// when finds the instant, not before now, at which an item is to be sent: when it is due, if that is a decent hour or it is urgent;
// else at the next decent one, if it has not lost its purpose by then; else at the last decent one before that; else, there being no
// decent one, when it is due (D0), or for a gentle one when it has lost its purpose.
func (i *Inbox) when(now time.Time, item Item) time.Time {
	due := item.Due
	if due.Before(now) {
		due = now
	}
	if item.Urgent || i.Hours.Decent(due) {
		return due
	}
	next, ok := i.Hours.NextDecent(due)
	if ok && (item.Until.IsZero() || next.Before(item.Until)) {
		return moment(next)
	}
	if !item.Until.IsZero() {
		if last, ok := i.Hours.LastDecent(now, item.Until); ok {
			return moment(last)
		}
		if item.Gentle {
			return item.Until
		}
	}
	return due
}

// pointless tells whether the item has lost its purpose.
func (item Item) pointless(now time.Time) bool { return !item.Until.IsZero() && !item.Until.After(now) }

// NextWake implements governance.Aggregate.
func (i *Inbox) NextWake() time.Time {
	if len(i.Items) == 0 || !i.DigestAt.IsZero() && i.DigestAt.Before(i.Items[0].At) {
		return i.DigestAt
	}
	return i.Items[0].At
}

// Wake implements governance.Aggregate. When something is due it goes out in one message with what would be due within half an hour.
// Woken late, it sends nothing that has lost its purpose, and holds again what the hour is not decent for.
func (i *Inbox) Wake(now time.Time) ([]governance.Event, error) {
	now = moment(now)
	if at := i.NextWake(); at.IsZero() || at.After(now) {
		return nil, nil
	}
	if at := i.DigestAt; !at.IsZero() && !at.After(now) {
		// After a downtime there is one digest, not one for each day, and none in the middle of the night.
		i.DigestAt = i.Hours.NextDigest(now, i.Digest)
		if now.Sub(at) > lateDigest && !i.Hours.Decent(now) {
			return nil, nil
		}
		return []governance.Event{&DigestDue{At: at}}, nil
	}
	decent := i.Hours.Decent(now)
	var send, keep []Item
	due := false
	for _, item := range i.Items {
		if item.pointless(now) {
			continue
		}
		if !item.At.After(now) && !decent {
			item.At = i.when(now, item)
		}
		switch {
		case !item.At.After(now):
			due = true
			send = append(send, item)
		case item.comesAlong(now, decent):
			send = append(send, item)
		default:
			keep = append(keep, item)
		}
	}
	if !due {
		i.Items = append(keep, send...)
		i.sort()
		return nil, nil
	}
	i.Items = keep
	i.sort()
	return []governance.Event{&Delivered{Items: send}}, nil
}

// comesAlong tells whether an item that is not due yet goes out with a message now. At an hour that is not decent nothing does that
// can wait; what is urgent, being of a short window, comes early by a tenth of its own time at most.
func (item Item) comesAlong(now time.Time, decent bool) bool {
	early := item.At.Sub(now)
	if item.Urgent {
		return early <= min(gather, item.At.Sub(item.Planned)/10)
	}
	return decent && early <= gather
}

func (i *Inbox) sort() {
	slices.SortStableFunc(i.Items, func(a, b Item) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.On.Kind, b.On.Kind), cmp.Compare(a.On.N, b.On.N), cmp.Compare(a.Key, b.Key))
	})
	if len(i.Items) == 0 {
		i.Items = nil
	}
}

// moment makes a time fit to be kept: UTC, and without the reading of a monotonic clock that JSON would lose.
func moment(t time.Time) time.Time { return t.UTC().Round(0) }
