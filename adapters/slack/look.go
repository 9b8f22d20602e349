package slack

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

const (
	// lookFor is how long a message whose sending ended in doubt is looked for at most, where Slack lets the past be read a page a minute;
	// failedLooks is how often that may go wrong otherwise. After that it is posted: a message told twice is a smaller harm than one that is
	// never told, and all that is to be said in the channel waits behind it.
	lookFor, failedLooks = 3 * time.Minute, 3
	// lookPage is the most that Slack gives of a channel's past to an app it throttles; lookPages is how far to read.
	lookPage, lookPages = 15, 4
	// clockSkew is how far Slack's clock may be from ours.
	clockSkew = time.Minute
	// forgetAfter is when what is known of a message in doubt is forgotten; the outbox has given it up long before.
	forgetAfter = 24 * time.Hour
)

// search is the looking for one message whose sending ended in doubt, over however many attempts it takes.
type search struct {
	// from and to are between when it may have been posted.
	from, to time.Time
	// until is how long it is looked for; zero before the first look.
	until time.Time
	// cursor leads to the next page, pages counts those that were read, failed the looks that went wrong.
	cursor        string
	pages, failed int
	// over: it is found nowhere, or it is not worth looking any more.
	over bool
}

// searches are those under way, by the message's key. The outbox has one attempt of a message at a time.
type searches struct {
	mu  sync.Mutex
	all map[string]*search
}

// of answers the search for a message. One of which nothing is known was sent, if at all, before this client was made: by an earlier one
// of the same workspace's, or by the process before this one.
func (s *searches) of(out bot.Outgoing, born time.Time) *search {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all[out.Key] == nil {
		s.put(out.Key, &search{from: out.QueuedAt, to: born})
	}
	return s.all[out.Key]
}

// sent notes how an attempt to send ended. In doubt, it is to be looked for anew, also where the attempts before may have left it; refused,
// nothing has changed; and of what was posted, or never will be, there is nothing more to know.
func (s *searches) sent(out bot.Outgoing, began, ended time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch known := s.all[out.Key]; {
	case err == nil:
		delete(s.all, out.Key)
	case out.Key == "" || bot.FaultOf(err).Class != bot.Passing:
	case known != nil:
		*known = search{from: known.from, to: ended}
	default:
		s.put(out.Key, &search{from: began, to: ended})
	}
}

func (s *searches) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, key)
}

// put notes a search, and forgets those whose messages nobody asks for any more.
func (s *searches) put(key string, is *search) {
	if s.all == nil {
		s.all = map[string]*search{}
	}
	maps.DeleteFunc(s.all, func(_ string, old *search) bool { return is.to.Sub(old.to) > forgetAfter })
	s.all[key] = is
}

// find looks for a message that an earlier attempt may have posted, and goes on where the last look ended. It answers an error while it is
// worth looking again, and neither a message nor an error when the message is to be posted.
func (c *client) find(ctx context.Context, out bot.Outgoing) (string, error) {
	s := c.searches.of(out, c.born)
	if s.until.IsZero() {
		s.until = c.now().Add(lookFor)
	}
	for !s.over {
		messages, next, err := c.page(ctx, out, s)
		if err != nil {
			return "", s.stumbled(ctx, c.now(), err)
		}
		for _, m := range messages {
			if m.Metadata.Type == metadataType && m.Metadata.Payload["key"] == out.Key && (m.User == c.botUser || m.BotID == c.botID) {
				c.searches.forget(out.Key)
				return m.TS, nil
			}
		}
		s.pages++
		s.cursor = next
		s.over = next == "" || s.pages == lookPages
	}
	return "", nil
}

// stumbled heeds that a page could not be read. It answers the error while it is worth trying again. Without the permission, or where there
// is nothing to read, it never is.
func (s *search) stumbled(ctx context.Context, now time.Time, err error) error {
	switch f := bot.FaultOf(err); {
	case ctx.Err() != nil:
	case f.Class == bot.Limited:
		s.over = now.Add(f.RetryAfter).After(s.until)
	case f.Class == bot.Passing:
		s.cursor, s.pages = "", 0 // the cursor may be what Slack does not take
		s.failed++
		s.over = s.failed >= failedLooks
	default:
		s.over = true
	}
	if s.over {
		return nil
	}
	return fmt.Errorf("look for the message before sending it again: %w", err)
}

// page reads a page of what was said, in the thread or in the channel, while the message may have been posted.
func (c *client) page(ctx context.Context, out bot.Outgoing, s *search) ([]message, string, error) {
	from, to := s.from.Add(-clockSkew), s.to.Add(clockSkew)
	if from.After(to) {
		return nil, "", nil // it was queued after the last moment at which it can have been sent
	}
	with := args{"channel": out.Channel, "cursor": s.cursor, "limit": strconv.Itoa(lookPage), "include_all_metadata": "true",
		"latest": stamp(to)}
	if !s.from.IsZero() {
		with["oldest"] = stamp(from)
	}
	method := "conversations.history"
	if out.Thread != "" {
		method, with["ts"] = "conversations.replies", out.Thread
	}
	var answer struct {
		Messages []message `json:"messages"`
	}
	ok, err := c.call(ctx, method, with, &answer)
	return answer.Messages, ok.Metadata.Next, err
}

// stamp is a moment as Slack stamps messages.
func stamp(at time.Time) string { return fmt.Sprintf("%d.000000", at.Unix()) }
