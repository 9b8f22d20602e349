package bot

import (
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// Tone colours a message.
type Tone string

const (
	// Plain: nothing has happened yet.
	Plain Tone = ""
	// Good: adopted, done.
	Good Tone = "good"
	// Bad: not adopted, missed. Never used to blame.
	Bad Tone = "bad"
	// Attention: blocked, or something is asked of somebody.
	Attention Tone = "attention"
	// Quiet: over and done with.
	Quiet Tone = "quiet"
)

// Message is what the bot says, in the neutral model that each adapter renders in its platform's own way.
type Message struct {
	// Ref is the human id shown beside the title, empty for none.
	Ref string
	// Title is a heading; it may be empty.
	Title text.Text
	// Status is one of the promised status words, empty for none.
	Status string
	Tone   Tone
	Parts  []Part
	// Actions are shown below, in order.
	Actions []Action
	// Fallback is one line of plain text for notifications and screen readers.
	Fallback string
	// Zone is the one in which moments are told where the platform cannot tell them in the reader's own.
	Zone *time.Location
	// Contacts names every person that occurs in the message, as the message's workspace knows them.
	Contacts map[governance.PersonID]Contact
	// Whole is where all of the message can be read in a browser; empty for nowhere. It stands in a message long enough that a platform may
	// have to cut it, and is the same as long as it leads anywhere.
	Whole string
	// All tells that it is an answer with everything in it, to whoever asked for that: no command shows more of it.
	All bool `json:"-"`
	// Until is when time alone makes a card show something else; zero for never. It is no part of how the card looks.
	Until time.Time `json:"-"`
}

// Contact is how a person is called in a workspace. User is empty when they have no account there.
type Contact struct {
	User   string
	Handle string
	Name   string
}

// Part is a part of a message's body: Paragraph, Written, Fields, Progress, Divider or Changes; on a page also Heading and Said.
type Part interface{ part() }

// Paragraph is something the bot says.
type Paragraph struct{ Text text.Text }

// Small is something the bot says aside, in small type.
type Small struct{ Text text.Text }

// Written is Markdown that somebody wrote. By is who, zero when that is plain from the rest.
type Written struct {
	Markdown string
	By       governance.PersonID
}

// Fields are short facts with labels.
type Fields struct{ Fields []Field }

// Field is one of them. Short ones may stand side by side.
type Field struct {
	Label string
	Value text.Text
	Short bool
}

// Progress shows how many of how many.
type Progress struct {
	Label      text.Text
	Done, Want int
	Of         int
}

// Divider is a line.
type Divider struct{}

// Changes shows what changed between two texts.
type Changes struct{ Lines []Change }

// Change is a line of a text, as it was and is: kept, added or removed; on a page also reworded.
type Change struct {
	// Sign is ' ', '+' or '-', or '~' for a line that was reworded, of which Text is what it is now.
	Sign byte
	Text string
	// Words are, one after the other, what a reworded line kept, what it was given and what was taken from it.
	Words []Reworded `json:",omitempty"`
}

// Reworded is a stretch of a line that was reworded: Sign is ' ', '+' or '-'.
type Reworded struct {
	Sign byte
	Text string
}

// Heading begins a section of a page.
type Heading struct{ Text text.Text }

// Said is what one person says to something, on a page where many say much. Tone marks what is still to be answered.
type Said struct {
	Text text.Text
	Tone Tone
}

func (Paragraph) part() {}
func (Small) part()     {}
func (Written) part()   {}
func (Fields) part()    {}
func (Progress) part()  {}
func (Divider) part()   {}
func (Changes) part()   {}
func (Heading) part()   {}
func (Said) part()      {}

// ActionStyle tells what pressing an action means.
type ActionStyle string

const (
	// Ordinary is one choice among others.
	Ordinary ActionStyle = ""
	// Primary is the friendly choice.
	Primary ActionStyle = "primary"
	// Danger stops something.
	Danger ActionStyle = "danger"
)

// Action is a button, or a menu when it has options. The adapter seals Verb and Target into it, so that nobody can bend them.
type Action struct {
	Verb   string
	Target Target
	Label  string
	Style  ActionStyle
	// Options make it a menu; what was chosen comes back as Press.Choice.
	Options []Option
}

// Option is one choice of a menu or a form's select.
type Option struct {
	Value, Label string
}

// Target is what an action or a form is about. Part is a version for a proposal's card, the number of an objection where the verb is
// about one, else zero.
type Target struct {
	On   governance.Ref
	Part int
}

// Form is what a modal or dialog asks for.
type Form struct {
	// Name is the form's kind; it comes back with the submission.
	Name   string
	Target Target
	// Channel is where it was asked for.
	Channel string
	Title   string
	Intro   text.Text
	Fields  []FormField
	Submit  string
	// Contacts names every person in Intro; Zone tells moments.
	Contacts map[governance.PersonID]Contact
	Zone     *time.Location
}

// FieldKind tells how a form's field is filled in.
type FieldKind string

const (
	// Line is one line of text.
	Line FieldKind = "line"
	// Area is several lines.
	Area FieldKind = "area"
	// Choice is one of the Options.
	Choice FieldKind = "choice"
	// PersonField is a person of the workspace; its value is the platform's id of the user.
	PersonField FieldKind = "person"
)

// FormField is one thing that a form asks for. Max is in characters.
type FormField struct {
	Name     string
	Label    string
	Hint     string
	Kind     FieldKind
	Options  []Option
	Value    string
	Optional bool
	Max      int
}

// Reply is the answer to somebody's act, for their eyes only. The zero Reply says nothing.
type Reply struct {
	Message *Message
	// Form is to be opened instead, with the trigger that came with the act.
	Form *Form
}

// SubmitReply is the answer to a submitted form. Errors, by field name, keep it open; "" is the form as a whole.
type SubmitReply struct {
	Errors  map[string]string
	Message *Message
}
