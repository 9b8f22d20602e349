package assembly

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Sitting is one transaction's work on the house: what it loaded, and what happened. Its zero author is time itself.
type Sitting struct {
	// Tx gives the parts of the store that have no rules of their own: the directory, the outbox, the cards.
	Tx
	// Now is the one moment at which all of it happens, and By the person who acts.
	Now time.Time
	By  governance.PersonID

	house   *House
	loaded  map[governance.Ref]governance.Aggregate
	order   []governance.Ref // in which they were first touched, so that saving is repeatable
	touched map[governance.Ref]bool
}

// ErrSeen answers an event of a platform that was carried out before: nothing is to be done, and nothing went wrong.
var ErrSeen = errors.New("assembly: this event was carried out before")

// hindrance is an act of an aggregate's event that could not be carried out.
type hindrance struct {
	ref governance.Ref
	act governance.Act
	why *governance.Error
}

func (h *hindrance) Error() string {
	return fmt.Sprintf("act %s of %s cannot be carried out: %v", h.act.Kind, h.ref, h.why)
}

// Load answers the aggregate with the rows asked for. Within one sitting it is one value, whoever asks; rows that were not asked for
// before are added to it.
func (s *Sitting) Load(ref governance.Ref, people People) (governance.Aggregate, error) {
	if a, ok := s.loaded[ref]; ok {
		return a, s.widen(a, people)
	}
	a, err := s.Tx.Load(ref, people)
	if err != nil {
		return nil, err
	}
	s.loaded[ref] = a
	return a, nil
}

// widen adds to an aggregate the rows that it lacks of those people.
func (s *Sitting) widen(a governance.Aggregate, people People) error {
	with, ok := a.(governance.WithRows)
	if !ok {
		return nil
	}
	wanted := people.IDs()
	if people.All() {
		wanted = nil
	}
	if !with.Rows().Lacks(wanted) {
		return nil
	}
	stored, err := s.Tx.Load(a.Ref(), people)
	if err != nil {
		return err
	}
	return with.Rows().Widen(stored.(governance.WithRows).Rows())
}

// Get is Load for an aggregate whose type is known. An id that belongs to another type is an error.
func Get[A governance.Aggregate](s *Sitting, ref governance.Ref, people People) (A, error) {
	var none A
	a, err := s.Load(ref, people)
	if err != nil {
		return none, err
	}
	typed, ok := a.(A)
	if !ok {
		return none, fmt.Errorf("%s is a %T", ref, a)
	}
	return typed, nil
}

// Circle loads a circle.
func (s *Sitting) Circle(org governance.OrgID, id governance.CircleID, people People) (*governance.Circle, error) {
	return Get[*governance.Circle](s, governance.CircleRef(org, id), people)
}

// Person loads a person.
func (s *Sitting) Person(org governance.OrgID, id governance.PersonID) (*governance.Person, error) {
	return Get[*governance.Person](s, governance.PersonRef(org, id), People{})
}

// Add brings a new aggregate into the house.
func (s *Sitting) Add(a governance.Aggregate) {
	s.loaded[a.Ref()] = a
	s.touch(a.Ref())
}

func (s *Sitting) touch(ref governance.Ref) {
	if !s.touched[ref] {
		s.touched[ref] = true
		s.order = append(s.order, ref)
	}
}

// Deed receives what a method of an aggregate answered, so that a call can be written in one line: s.On(p).Did(p.Withdraw(…)).
type Deed struct {
	s *Sitting
	a governance.Aggregate
}

// On says which aggregate is about to act.
func (s *Sitting) On(a governance.Aggregate) Deed { return Deed{s, a} }

// Did takes the events that the aggregate answered through the house: into the record, to whom they concern, and to the practices
// whose acts they ask for. A refusal is answered as it is.
func (d Deed) Did(events []governance.Event, err error) error {
	if err != nil {
		return err
	}
	for _, event := range events {
		if err := d.s.happened(d.a, event); err != nil {
			return err
		}
	}
	if len(events) > 0 {
		return nil
	}
	// Rows may have changed in a way that is nobody's to know of; they are saved all the same.
	if with, ok := d.a.(governance.WithRows); ok {
		changed, err := with.Rows().Changed()
		if err != nil {
			return err
		}
		if len(changed) > 0 {
			d.s.touch(d.a.Ref())
		}
	}
	return nil
}

func (s *Sitting) happened(a governance.Aggregate, event governance.Event) error {
	s.touch(a.Ref())
	entry := &governance.Entry{
		Org: a.Ref().Org, Circle: a.Index().Circle, At: s.Now, By: s.By, On: a.Ref(), Audience: a.Audience(), Event: event,
	}
	if err := s.Append(entry); err != nil {
		return fmt.Errorf("record %s of %s: %w", event.EventName(), a.Ref(), err)
	}
	if err := s.tell(entry); err != nil {
		return err
	}
	if acting, ok := event.(governance.Acting); ok { // told first, and then what follows from it
		for _, act := range acting.Acts() {
			if err := s.carry(entry, act); err != nil {
				return err
			}
		}
	}
	for _, heed := range s.house.register.heeds {
		if heed.kind == entry.On.Kind {
			continue
		}
		if err := heed.do(s, entry); err != nil {
			return fmt.Errorf("what follows for %q from %s of %s: %w", heed.kind, event.EventName(), a.Ref(), err)
		}
	}
	return nil
}

// tell plans the nudges of an event and queues what is to be said about it.
func (s *Sitting) tell(entry *governance.Entry) error {
	if nudging, ok := entry.Event.(governance.Nudging); ok {
		for _, nudge := range nudging.Nudges() {
			if err := s.house.nudge(s, nudge); err != nil {
				return fmt.Errorf("nudge %s: %w", nudge.Key, err)
			}
		}
	}
	letters, err := s.house.herald.Letters(s, entry)
	if err != nil {
		return fmt.Errorf("letters about %s of %s: %w", entry.Event.EventName(), entry.On, err)
	}
	for _, letter := range letters {
		letter.Org, letter.Circle, letter.Seq, letter.QueuedAt = entry.Org, entry.Circle, entry.Seq, s.Now
		if letter.On.IsZero() {
			letter.On = entry.On
		}
		if letter.Due.IsZero() {
			letter.Due = s.Now
		}
		if err := s.Queue(letter); err != nil {
			return fmt.Errorf("queue %s: %w", letter.Key, err)
		}
	}
	return nil
}

// carry carries out an act through the practice registered for it (D22). A refusal becomes a hindrance of the aggregate that
// asked.
func (s *Sitting) carry(cause *governance.Entry, act governance.Act) error {
	carry, ok := s.house.register.acts[act.Kind]
	if !ok {
		return fmt.Errorf("no practice carries out the act %q", act.Kind)
	}
	err := carry(s, cause, act)
	if refusal := governance.AsError(err); refusal != nil {
		return &hindrance{cause.On, act, refusal}
	}
	return err
}

// finish saves what was touched. Cards that show it want drawing.
func (s *Sitting) finish() error {
	for _, ref := range slices.Clone(s.order) {
		if err := s.Save(s.loaded[ref]); err != nil {
			return fmt.Errorf("save %s: %w", ref, err)
		}
		if err := s.TouchCards(ref); err != nil {
			return fmt.Errorf("touch the cards of %s: %w", ref, err)
		}
	}
	return nil
}

// Loaded answers an aggregate that this sitting has loaded, or nil.
func (s *Sitting) Loaded(ref governance.Ref) governance.Aggregate { return s.loaded[ref] }

// Touched answers the first aggregate that this sitting has made or changed and that fits, or nil: no list knows of it yet.
func (s *Sitting) Touched(fits func(governance.Aggregate) bool) governance.Aggregate {
	for _, ref := range s.order {
		if fits(s.loaded[ref]) {
			return s.loaded[ref]
		}
	}
	return nil
}
