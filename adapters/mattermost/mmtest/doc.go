// Package mmtest gives a test a real Mattermost with real people in it.
//
// What a chat platform does is rarely what its documentation says, and a fake knows only what its author believed. So the
// end-to-end tests build the server itself (.ci/mattermost), start it on a PostgreSQL of its own, and drive it as people do: they type
// slash commands, press buttons, fill in dialogs, react, leave channels. The bot under test is on the other side and is
// never touched directly.
//
// # A server
//
// Starting takes a few seconds, mostly migrations, so the tests of a package share one:
//
//	var mattermost mmtest.Shared
//
//	func TestMain(m *testing.M) { os.Exit(mattermost.Main(m)) }
//
//	func TestSomething(t *testing.T) {
//		s := mattermost.Start(t)
//		team := s.NewTeam(t, "Kitchen")
//		ana := s.NewUser(t, "ana", team)
//		…
//	}
//
// It starts when the first test asks for it. Without FOLKMOOT_E2E=1 asking skips the test; with it, anything missing is a
// failure that says which command builds or installs it. However the test process ends, the server, the database
// and their folders end with it (package leash says how).
//
// Tests that share a server are kept apart by teams and channels of their own. User names are unique on a server, so NewUser
// numbers a name that is taken: say ana.Name, not "ana", in what is typed and expected.
//
// # People
//
// A User has a session of their own and a websocket, as a person with the web client open has, and what comes over the websocket is
// remembered: posts, edits, ephemeral messages (which exist nowhere else), dialogs asked for. A bot account is a User too.
//
// What a person may well be refused (a command, a press, a form) returns an error. What only the test's own mistake
// can make fail ends the test.
//
// # Waiting
//
// This is real I/O in real time: nothing here can be simulated. Await asks its question again whenever the user's websocket
// says that something happened, and a few times a second for what no event tells, until the answer is yes or the time is up.
// There are no fixed pauses.
package mmtest
