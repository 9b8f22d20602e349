// Package fakeslack is a Slack to test against: a server over real HTTP and
// websockets that keeps state and refuses what Slack refuses.
//
// A double that says yes to everything proves nothing. This one knows
// workspaces, people, channels, messages, reactions, views and their triggers,
// response URLs, tokens and their scopes. It answers Web API calls from that state
// with Slack's own errors, delivers signed slash commands, interactions and events
// to an app's Request URLs (or over Socket Mode), retries events as Slack does, and
// lets a test be the people: ana.Slash, ana.Press, ana.React, ch.Archive. What the
// bot does wrong (an unknown method, a missing argument or scope, a block over its
// limit, a stale trigger, a late acknowledgement) is answered as Slack answers it
// and fails the test, unless the test said with Expect that it wants exactly that.
//
// It is also unkind on request: errors, rate limits, time-outs, connections cut
// after the work was done, events lost, doubled and out of order.
//
// Time in it is simulated (Now, Advance, or a clock of the test's own): message
// timestamps, trigger and response URL lives, retries and rate limits all follow
// it. Only the three seconds in which an app has to acknowledge are real, since
// the app's work is.
//
// People's actions wait until the app has been told of them (the first delivery
// and its immediate retry); what the app's own calls cause is delivered beside
// them, and Settle waits for it.
//
// The package knows nothing of the bot it tests.
//
// NOTICE: methods.json and events.json are small tables derived from
// slack-ruby/slack-api-ref (https://github.com/slack-ruby/slack-api-ref, MIT
// licence, copyright its contributors): per method the HTTP verb, rate tier,
// required and optional arguments, bot scopes and errors; per event its scopes.
// channel_archive, group_archive and their opposites are missing there and were
// added by hand. See blockkit/testdata/NOTICE for the Block Kit data.
package fakeslack
