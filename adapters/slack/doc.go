// Package slack lets Folkmoot live in Slack.
//
// Inwards there are two ways, HTTP and Socket Mode, and one pipeline behind both: an envelope is checked (the request's signature, or
// the connection it came over), decoded into the bot's neutral words, handed to the desk, and acknowledged once the desk has
// committed. No act says anything to Slack before its acknowledgement but views.open, because a trigger lives three seconds; whatever else
// is to be said is said after it, and holds up nobody. What cannot be carried out without a word of Slack's, because the bot meets somebody
// or some channel for the first time, is committed as it came in, acknowledged, and carried out when Slack has answered, in the order in
// which that person did it, after a crash by the next start (parking.go, lanes.go); a form that would come too late for its trigger is
// opened empty and filled then (opening.go). An event that could not be taken in is answered with an
// error, and Slack brings it again.
//
// Outwards every workspace is a bot.Platform: it renders the bot's messages as Block Kit, keeping Slack's limits by construction, holds
// to Slack's rates by method and by channel, and turns each of Slack's refusals into the bot.Fault that says what follows from it.
// What the outbox sends is not retried in here, for the outbox knows what is still true; only what somebody waits for after their act was
// acknowledged is asked, and said, a few times (persist.go). Slack's Web API is spoken directly (web.go), with the
// arguments that its reference names and no others, and of its answers only what is used is read; slack-go gives the blocks and views.
//
// A Slack app may be installed in one workspace with a plain token, or in many through OAuth, or in a whole organisation. Everything is
// kept by workspace; which of them an envelope belongs to is decided in one place (Adapter.workspaceFor).
package slack
