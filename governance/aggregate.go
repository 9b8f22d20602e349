package governance

import "time"

// Aggregate is a plain value that assembly can load, wake and save without knowing its practice.
type Aggregate interface {
	// Ref is the aggregate's own id.
	Ref() Ref
	// Index is what listings and searches need to know of it without opening it.
	Index() Index
	// Audience says who may see it.
	Audience() Audience
	// NextWake is the earliest instant at which time alone will change it; the zero time when it never will.
	NextWake() time.Time
	// Wake says what time alone has made true by now. Called early, it answers nothing. Assembly calls it until NextWake is
	// after now.
	Wake(now time.Time) ([]Event, error)
}

// Standing is an aggregate that stands in a channel, and waits while that cannot be spoken in (D25).
type Standing interface {
	Aggregate
	// Stands is where; the channel may have another id since, which Circle.Now knows.
	Stands() Place
	// Pause lets its time stand still, Resume lets it go on. Either does nothing where there is nothing to do.
	Pause(now time.Time) ([]Event, error)
	Resume(now time.Time) ([]Event, error)
}

// Index is the part of an aggregate that can be listed, sorted and searched.
type Index struct {
	Circle CircleID
	// Status is the aggregate's one status word, as interface texts know it.
	Status string
	// Live is true while somebody may still have to do something about it.
	Live  bool
	Owner PersonID
	Title string
	// Words is further text to search in.
	Words string
	// Due is when it falls or fell due, or ended where its practice knows that; zero for never.
	Due time.Time
}

// Rows is what an aggregate keeps beside itself: one row a person, so that one vote loads and writes a handful of rows however
// many people there are. Beside implements it; storage fills it before use and empties its changes after.
type Rows interface {
	// Round counts from 0; a new round starts with no rows and leaves the old ones where they are.
	Round() int
	// Fill takes encoded rows as they are stored. People are those who were asked for; nil means everybody.
	Fill(people []PersonID, rows map[PersonID][]byte) error
	// Lacks tells whether the row of any of these people was never asked for; nil means everybody.
	Lacks(people []PersonID) bool
	// Widen takes what it lacks from other rows of the same aggregate as it is stored. Those it has stay as they are.
	Widen(stored Rows) error
	// Changed answers the encoded rows that differ from what is stored.
	Changed() (map[PersonID]Row, error)
}

// Row is one person's row as it is to be stored. Live rows can be found from the person: the circles they are in, the proposals
// that wait for them.
type Row struct {
	Data []byte
	Live bool
}

// WithRows is an aggregate that has rows beside it.
type WithRows interface {
	Aggregate
	Rows() Rows
}
