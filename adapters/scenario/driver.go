// Package scenario holds what people do with Folkmoot on a chat platform, and what must come of it, told once for all platforms.
//
// A scenario is a Go function that speaks of people, channels, cards and buttons. A Driver carries it out somewhere: in the playground,
// on a Slack, on a Mattermost. Each driver runs the real program as a process of its own, so that stopping, starting and killing it
// are real, and touches it only the way its platform and its people do. What one platform passes, all must pass; where they differ the
// driver translates, and the scenario does not know.
//
// Nothing here sleeps. Time is the wall clock's: windows last seconds, and whatever is waited for is asked for again and again until
// it is there or a generous bound has passed.
//
// The package serves tests only, and fails them itself.
package scenario

import "time"

// Driver is a chat platform with people, channels and the bot. People and channels are named by what the scenario calls them. A driver
// fails its test when something goes wrong that no person could have caused; what a person may be refused is answered. All methods may
// be called from several goroutines.
type Driver interface {
	// Platform is "playground", "slack" or "mattermost".
	Platform() string
	// Pace is how long the windows of the scenarios are here.
	Pace() Pace

	// Channel makes a channel with these people in it, making those who are not there yet, and with the bot. The first of them makes
	// it.
	Channel(name string, people ...string)
	// PrivateChannel makes one that only its members can read.
	PrivateChannel(name string, people ...string)
	// ChannelWithout makes a channel that the bot is not in.
	ChannelWithout(name string, people ...string)
	// Called is the name that people read for the channel.
	Called(channel string) string
	// Handle is how somebody is named in a command: "@ben".
	Handle(who string) string
	// Chosen is what a form's field for people holds when somebody is chosen there.
	Chosen(who string) string
	// Newcomers makes people who are in no channel.
	Newcomers(people ...string)
	// Join brings somebody into a channel; Leave takes them out of it.
	Join(channel, who string)
	Leave(channel, who string)
	// Archive shuts a channel; Unarchive opens it again.
	Archive(channel string)
	Unarchive(channel string)
	// Deactivate shuts somebody's account.
	Deactivate(who string)

	// Slash types a line such as "/moot P1" in a channel. An empty channel is the direct one with the bot.
	Slash(who, channel, line string) Reply
	// Click presses the button with this label, on the message as it was seen.
	Click(who string, m Message, label string) Reply
	// Submit fills in a form by its labels, leaving the other fields as they are, and sends it.
	Submit(who string, f Form, values map[string]string) Reply
	// React puts an emoji on a message, Unreact takes it off. Emoji are named as on Slack: "white_check_mark", "+1::skin-tone-3". The
	// error is the platform's, which does not let them.
	React(who string, m Message, emoji string) error
	Unreact(who string, m Message, emoji string) error
	// Delete deletes a message of the bot's, as somebody with the right to may.
	Delete(m Message)

	// Posts are the bot's messages in a channel, the oldest first, without threads and without what only one person sees.
	Posts(channel string) []Message
	// Thread are the bot's messages under a message.
	Thread(m Message) []Message
	// Direct are the bot's messages to one person alone.
	Direct(who string) []Message
	// Crowds counts the messages of the bot that would have called a whole channel.
	Crowds() int

	// Stop ends the bot as an operator would and waits until it is gone; Kill ends it as a power cut would. Start starts it again and
	// waits until it is ready.
	Stop()
	Kill()
	Start()
	// Verify runs folkmoot verify over the database, the bot being stopped, and answers its exit code and what it said.
	Verify() (int, string)

	// Forge brings something before the bot that its platform never sent, or not like that.
	Forge(f Forgery) Reply
}

// Pace is how long windows are.
type Pace struct {
	// Shortest is what the circle's shortest window is set to, Window how long proposals are open.
	Shortest, Window time.Duration
}

// Reply is what came of an act, for the eyes of whoever acted.
type Reply struct {
	Text string
	// Form was opened instead.
	Form *Form
	// Errors keep a form open, by label; "" is the form as a whole.
	Errors map[string]string
	// Refused says that the act did not get through to the bot, or was not taken for what it pretends to be.
	Refused error
}

// Form is a form as somebody sees it.
type Form struct {
	Title string
	// Labels are its fields in their order, Values what already stands in them.
	Labels []string
	Values map[string]string
	// Raw is the driver's.
	Raw any
}

// Message is a message of the bot's as people see it at one moment.
type Message struct {
	// ID, Title and Status are those of a card: "P12", "Meet on Tuesdays", "Open". ID is empty for a message that is about no one thing.
	ID, Title, Status string
	// Labels are those of its buttons.
	Labels []string
	// Text is everything there is to read.
	Text string
	// Edits is how often it was seen to change.
	Edits int
	// Raw is the driver's.
	Raw any
}

// Forgery is something that pretends.
type Forgery struct {
	Kind ForgeryKind
	// As is who sends it.
	As string
	// Channel and Line are those of a command.
	Channel, Line string
	// Message and Label are those of a button.
	Message Message
	Label   string
	// Form and Values are those of a form that was opened for somebody else.
	Form   Form
	Values map[string]string
}

// ForgeryKind tells what is forged.
type ForgeryKind string

const (
	// ForgedCommand is a command that does not come from the platform.
	ForgedCommand ForgeryKind = "command"
	// BentButton is a button whose seal was changed.
	BentButton ForgeryKind = "button"
	// BentForm is a form that was opened for somebody else.
	BentForm ForgeryKind = "form"
	// StrayButton is a button of a channel that the person cannot read, brought from elsewhere.
	StrayButton ForgeryKind = "stray"
)
