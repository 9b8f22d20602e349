package assembly

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Store is where the house keeps everything. storage implements it.
type Store interface {
	// Update runs f in a transaction that is durable when Update answers nil. Acts that come at the same time may share one
	// commit, each in a savepoint of its own; f may be run more than once and must have no effect but through its Tx. An error of
	// f undoes what f did, nothing else, and is answered as it is.
	Update(ctx context.Context, f func(Tx) error) error
	// View runs f over one unchanging state. Writing through its Tx is an error.
	View(ctx context.Context, f func(Tx) error) error
}

// Everybody asks Load for the rows of everybody.
var Everybody = People{all: true}

// People are those whose rows beside an aggregate are wanted. The zero value wants nobody's.
type People struct {
	all bool
	ids []governance.PersonID
}

// Just asks for the rows of these people only.
func Just(ids ...governance.PersonID) People { return People{ids: ids} }

// All tells whether everybody's rows are wanted.
func (p People) All() bool { return p.all }

// IDs answers whose rows are wanted when not everybody's; never nil.
func (p People) IDs() []governance.PersonID {
	if p.ids == nil {
		return []governance.PersonID{}
	}
	return p.ids
}

// Tx is one transaction.
type Tx interface {
	Aggregates
	Record
	Directory
	Outbox
	Cards
	// Seen notes the key of a platform's event and tells whether it was noted before. Keys may be forgotten after two days.
	Seen(key string, now time.Time) (bool, error)
}

// Aggregates loads and saves aggregates of any registered kind.
type Aggregates interface {
	// Load answers the aggregate with the rows of the people asked for, or NotFound "no_such" (Args id).
	Load(ref governance.Ref, people People) (governance.Aggregate, error)
	// Save stores the aggregate, its index, its changed rows, and its alarm in the agenda.
	Save(a governance.Aggregate) error
	// Next counts up and answers the next number of a kind within an organisation, from 1.
	Next(org governance.OrgID, kind governance.Kind) (int64, error)
	// Due answers what should wake by now, the earliest alarm first.
	Due(now time.Time, most int) ([]governance.Ref, error)
	// NextDue answers the earliest alarm of all; zero when there is none.
	NextDue() (time.Time, error)
	// List answers the index entries of a kind that the filter lets through, newest first, and how many there are in all.
	List(org governance.OrgID, kind governance.Kind, f Filter) ([]Listed, int, error)
	// LiveRows answers the live aggregates of a kind in whose present round the person has a live row: their circles, the open
	// proposals that they are part of.
	LiveRows(org governance.OrgID, kind governance.Kind, person governance.PersonID) ([]governance.Ref, error)
}

// Filter chooses from a list. Zero fields choose everything.
type Filter struct {
	// Circles are those whose things may be listed; nil is all of them, empty none.
	Circles []governance.CircleID
	Owner   governance.PersonID
	// Live lists only what is still to be decided or done.
	Live bool
	// Overdue, when not zero, lists only live things due before then.
	Overdue time.Time
	// Ended, when not zero, lists only what is over and has been since then at most, the latest first.
	Ended time.Time
	// Words must all occur in title or words, in any order and either case.
	Words        []string
	Offset, Most int
}

// Listed is one line of a list.
type Listed struct {
	Ref governance.Ref
	governance.Index
}

// Record is the chain of events (T1).
type Record interface {
	// Append gives the entry the next number of its circle's chain and appends it. Texts of a governance.Worded event stand
	// beside the chain, which holds a salted hash of each.
	Append(e *governance.Entry) error
	// Entry answers one entry, or NotFound. Erased texts are empty.
	Entry(org governance.OrgID, circle governance.CircleID, seq int64) (*governance.Entry, error)
	// History answers the entries about one aggregate in order.
	History(on governance.Ref) ([]governance.Entry, error)
	// Head answers the number and hash of the last entry of a circle's chain.
	Head(org governance.OrgID, circle governance.CircleID) (seq int64, hash string, err error)
}

// Directory knows workspaces, accounts and which circle is where.
type Directory interface {
	// Workspace answers the workspace of a platform's team, and whether it is known.
	Workspace(platform, team string) (governance.Workspace, bool, error)
	WorkspaceByID(id governance.WorkspaceID) (governance.Workspace, error)
	Workspaces() ([]governance.Workspace, error)
	// PutWorkspace stores it; an ID of zero is given one, an Org of zero a new organisation.
	PutWorkspace(w *governance.Workspace) error
	// Account answers the account of a platform's user, and whether it is known.
	Account(ws governance.WorkspaceID, user string) (governance.Account, bool, error)
	PutAccount(a governance.Account) error
	AccountsOf(person governance.PersonID) ([]governance.Account, error)
	// AccountNamed finds an account by its handle, in either case, and then by its name; false unless there is exactly one.
	AccountNamed(ws governance.WorkspaceID, handle string) (governance.Account, bool, error)
	// CircleAt answers the circle bound to a channel, zero for none.
	CircleAt(place governance.Place) (governance.CircleID, error)
	// Bind notes that a channel is a circle's.
	Bind(place governance.Place, org governance.OrgID, circle governance.CircleID) error
	// PlacesIn answers every bound channel of a workspace, with its circle.
	PlacesIn(ws governance.WorkspaceID) (map[string]governance.CircleID, error)
}

// LetterForm is how a letter is delivered.
type LetterForm string

const (
	// CardLetter posts a card.
	CardLetter LetterForm = "card"
	// ThreadLetter is posted under a card.
	ThreadLetter LetterForm = "thread"
	// ChannelLetter is posted in a channel.
	ChannelLetter LetterForm = "channel"
	// DirectLetter goes to one person.
	DirectLetter LetterForm = "direct"
	// ReadLetter asks the platform for the reactions on a version's cards (D16).
	ReadLetter LetterForm = "read"
)

// LetterState is where a letter is.
type LetterState string

const (
	// Waiting to be sent, at Due.
	Waiting LetterState = "waiting"
	// Sent, or found to have nothing to say any more.
	Sent LetterState = "sent"
	// Failed for good; Why says so. Somebody has been told where anybody can be.
	Failed LetterState = "failed"
)

// Letter is something to be said after the commit. It names the event it speaks of and is rendered when it is sent.
type Letter struct {
	ID int64
	// Key is unique: queueing it again is a no-op ("P12/v2/opened").
	Key       string
	Org       governance.OrgID
	Workspace governance.WorkspaceID
	// Lane is what keeps its order: letters of one lane go out one after the other.
	Lane string
	Form LetterForm
	// Template names the text in the catalogues or the card's renderer.
	Template string
	// On and Part name what it is about; Circle and Seq the entry of the record it speaks of.
	On     governance.Ref
	Part   int
	Circle governance.CircleID
	Seq    int64
	// To is who gets a direct letter, Channel where others go.
	To      governance.PersonID
	Channel string
	Args    governance.Args

	Due      time.Time
	Attempts int
	State    LetterState
	Why      string
	// Post is the platform's id of what was posted.
	Post string
	// QueuedAt is when it was queued.
	QueuedAt time.Time
}

// Outbox keeps letters.
type Outbox interface {
	// Queue stores a new letter, or does nothing when its key is known.
	Queue(l Letter) error
	// LettersDue answers letters that may be sent by now: of each lane the first that waits, when it is due. Given a list of
	// workspaces, be it an empty one, it answers theirs only.
	LettersDue(now time.Time, most int, in ...governance.WorkspaceID) ([]Letter, error)
	// NextLetter answers when the next letter will be due; zero when none waits. Given a list of workspaces it looks at theirs only.
	NextLetter(in ...governance.WorkspaceID) (time.Time, error)
	// PutLetter stores what became of it.
	PutLetter(l Letter) error
	// WaitingIn answers the letters that wait in a lane, the first first.
	WaitingIn(lane string, most int) ([]Letter, error)
	// FailedLetters answers those that were given up, newest first.
	FailedLetters(org governance.OrgID, most int) ([]Letter, error)
}

// Card is a message that shows an aggregate and is redrawn when that changes. Part tells versions apart.
type Card struct {
	ID        int64
	On        governance.Ref
	Part      int
	Workspace governance.WorkspaceID
	Channel   string
	// Post is the platform's id of the message, Link where people find it (may be empty).
	Post, Link string
	// Wanted counts the changes, Drawn those that are drawn.
	Wanted, Drawn int64
	// NextAt is the earliest instant to draw it again.
	NextAt time.Time
	// Until is when time alone makes it show something else; zero for never. It is found anew whenever it is drawn.
	Until time.Time
	// Face is a digest of what was last drawn, so that an unchanged card is not edited.
	Face string
	// Leads is true when what was last drawn holds a link that is for those who can read its channel (K6).
	Leads bool
	// Lost is true when it cannot be drawn any more: deleted and posted anew, or its channel is gone.
	Lost bool
	// Attempts counts failures to draw since the last success.
	Attempts int
}

// Mark is one emoji that one account has, or had, on a card.
type Mark struct {
	User  string
	Emoji string
	// At is when the platform says it was put on or taken off; zero when it does not say. An older event that comes later is out
	// of order and changes nothing.
	At time.Time
	// Off is true once it was taken off.
	Off bool
}

// Cards keeps cards and the reactions last seen on them.
type Cards interface {
	// AddCard stores a new card and gives it its ID.
	AddCard(c *Card) error
	PutCard(c Card) error
	// CardAt finds the card that a message is, and tells whether it is one.
	CardAt(ws governance.WorkspaceID, channel, post string) (Card, bool, error)
	CardsOf(on governance.Ref) ([]Card, error)
	// TouchCards notes that what these cards show has changed.
	TouchCards(on governance.Ref) error
	// TouchLinks notes that the links on the cards in a channel are others now, also on those of what has ended.
	TouchLinks(place governance.Place) error
	// MoveCards takes the cards in a channel along when it gets another id, also those of what has ended.
	MoveCards(from, to governance.Place) error
	// StaleCards answers cards that want drawing by now, because something changed or time passed, and are not lost. Given
	// a list of workspaces, be it an empty one, it answers theirs only.
	StaleCards(now time.Time, most int, in ...governance.WorkspaceID) ([]Card, error)
	// LiveCards answers the cards of a workspace whose aggregates are live and that are not lost, for reconciling.
	LiveCards(ws governance.WorkspaceID) ([]Card, error)
	// Marks answers everything noted about a card's reactions, those taken off as well.
	Marks(card int64) ([]Mark, error)
	// MarksOf is Marks for one account.
	MarksOf(card int64, user string) ([]Mark, error)
	// PutMark notes what became of the account's emoji on the card, instead of what was noted before.
	PutMark(card int64, m Mark) error
}
