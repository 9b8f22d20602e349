package slack

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// persistKey marks the context of what somebody waits for after their act was acknowledged.
type persistKey struct{}

// longestAgain is how long Slack may ask for patience before somebody rather hears that it does not work now.
const longestAgain = 30 * time.Second

// persisting marks a context in which a call that fails for the moment is made again, a few times. Everything else, as what the outbox sends,
// is tried again by whoever wants it.
func persisting(ctx context.Context) context.Context {
	return context.WithValue(ctx, persistKey{}, true)
}

// retryIn answers how long to wait before a call is made again; negative for not at all. A trigger is good for one call, and a message that
// may be there already is not posted twice; that one person may read twice what is for their eyes only is the smaller harm.
func retryIn(ctx context.Context, method string, err error) time.Duration {
	if ctx.Value(persistKey{}) == nil {
		return -1
	}
	switch f := bot.FaultOf(err); {
	case err == nil || ctx.Err() != nil:
	case f.Class == bot.Limited && f.RetryAfter <= longestAgain:
		return max(f.RetryAfter, time.Second)
	case f.Class == bot.Passing && method != "views.open" && method != "chat.postMessage":
		return time.Second
	}
	return -1
}
