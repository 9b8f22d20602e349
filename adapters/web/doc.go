// Package web is what people reach without a chat platform: the playground, the calendars that they subscribed to, and pages with all of
// what a chat platform shows only a part of.
//
// # The playground
//
// The playground is a chat program in one page of the browser, in which the visitor can be several people at once and move the clock. It
// exists so that somebody can raise a proposal, consent, object and watch the decision fall within a minute, with no accounts and no
// network.
//
// To the bot it is a platform like any other. Chat is the platform's own state (people, channels, messages, reactions), as a Slack
// or Mattermost server would hold it; Platform is bot.Platform over it; the handlers turn what the visitor does into the same
// Slash, Press, Submit and Reaction that the other adapters make. Nothing here knows what a proposal is, but for the guided path,
// which watches the status words that the cards show.
//
// Every thing in the chat carries the number of the change that last touched it. A browser tells the last number it has seen and
// gets whatever is newer, as it is now and as the person it acts for may see it; a browser that comes from before a restart gets
// everything. There is no log to overflow.
//
// Moments are told in the zone of the person the visitor acts for, because they are the reader here.
//
// The playground has no passwords: whoever can open the page can be anybody. It is therefore served on the loopback interface, and
// the guard keeps out pages of other sites: it checks the Host (against names bound to 127.0.0.1 by somebody else), the Origin, and
// a header that no foreign page can send.
//
// # The calendars
//
// A calendar (T5) is read by a program that signs in nowhere, so its address is the key: a token that the bot made and that it alone can
// read. Everything that decides what may be seen is the bot's; here it is written as RFC 5545 wants it, and served in a way that keeps the
// address out of logs, caches, search engines and referrers.
//
// # The pages
//
// A message that is too long for its platform leads to a page with all of it, drawn by what draws the playground's cards and with nothing to
// press. Its address is a key like a calendar's, held by everybody who can read that message, and kept out of the same places; the bot decides
// at each reading what may be seen by those for whom it was made (K6). The page has no script and loads nothing.
package web
