package bot

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Origin is what is common to everything that somebody does on a platform: where, who, and the key by which the platform would
// repeat it (empty where it never does).
type Origin struct {
	Workspace governance.WorkspaceID
	Channel   string
	User      string
	Key       string
}

// Slash is a slash command as it was typed. Command has its slash.
type Slash struct {
	Origin
	Command string
	Text    string
	// Thread is the message it was typed under, where the platform can tell.
	Thread string
}

// Press is a pressed button or a chosen option. The adapter has checked the seal, so Verb and Target are as the bot made them.
type Press struct {
	Origin
	Post   string
	Verb   string
	Target Target
	Choice string
}

// Submission is a form that was filled in. The adapter has checked the seal, and that it was sealed for this user.
type Submission struct {
	Origin
	Form   string
	Target Target
	Values map[string]string
	// Closed tells that the form is closed already: what is wrong with it cannot be mended there.
	Closed bool
}

// Reaction is an emoji put on a message or taken off it.
type Reaction struct {
	Origin
	Post  string
	Emoji string
	On    bool
	// At is when the platform says that it happened; zero when it does not say.
	At time.Time
	// Overheard tells that the platform brought it to another workspace which shares the channel. It counts on a card of this one's, and
	// begins nothing.
	Overheard bool
}

// Shortcut is what somebody asked for from a message that somebody wrote: "Propose this". Text is what the message says, Link leads
// to it.
type Shortcut struct {
	Origin
	Name string
	Post string
	Text string
	Link string
}
