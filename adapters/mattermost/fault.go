package mattermost

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// askedFor says what a refusal means, because Mattermost answers the same 403 to whoever may not post in a channel and to whoever edits
// a message that was deleted.
type askedFor struct {
	// denied is for 403, missing for 404, refused for what is wrong with the request itself.
	denied, missing, refused bot.FaultClass
}

var (
	aboutChannel = askedFor{denied: bot.NoChannel, missing: bot.NoChannel, refused: bot.NoChannel}
	aboutPost    = askedFor{denied: bot.NoChannel, missing: bot.NoPost, refused: bot.NoPost}
	aboutUser    = askedFor{denied: bot.NoSuch, missing: bot.NoSuch, refused: bot.NoSuch}
	speaking     = askedFor{denied: bot.NoChannel, missing: bot.NoChannel, refused: bot.Unfit}
	aboutUs      = askedFor{denied: bot.NoAccess, missing: bot.NoAccess, refused: bot.NoAccess}
)

// fault tells what follows from a failed call. What did not come from Mattermost itself, but from a proxy or nobody, is passing.
func (s *server) fault(what string, ask askedFor, resp *model.Response, err error) error {
	if err == nil {
		return nil
	}
	var said *model.AppError
	errors.As(err, &said)
	f := &bot.Fault{Class: bot.Passing, Code: "unreachable", Err: fmt.Errorf("%s: %w", what, err)}
	status := 0
	if resp != nil {
		status = resp.StatusCode
		f.Code = "status " + strconv.Itoa(status)
	}
	if said != nil && said.Id != "" {
		f.Code = said.Id
	}
	switch {
	case status == http.StatusTooManyRequests:
		f.Class, f.RetryAfter = bot.Limited, retryAfter(resp.Header, s.now())
	case status == http.StatusUnauthorized:
		f.Class = bot.NoAccess
	case said == nil || said.Id == "":
	default:
		f.Class = classify(status, said.Id, ask)
	}
	return f
}

// classify reads Mattermost's own answer.
func classify(status int, id string, ask askedFor) bot.FaultClass {
	switch id {
	case "api.post.create_post.can_not_post_to_deleted.error", "api.post.update_post.can_not_update_post_in_deleted.error",
		"api.post.patch_post.can_not_update_post_in_deleted.error":
		return bot.NoChannel
	case "api.post.create_post.root_id.app_error", "api.post.create_post.channel_root_id.app_error":
		return bot.NoPost
	case "api.post.update_post.permissions_details.app_error", "api.post.update_post.find.app_error":
		return bot.NoPost
	}
	switch status {
	case http.StatusForbidden:
		return ask.denied
	case http.StatusNotFound:
		return ask.missing
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return ask.refused
	case http.StatusNotImplemented:
		return bot.NoAccess
	}
	return bot.Passing
}

// retryAfter reads when to come again. Mattermost's own limiter tells seconds; proxies may tell an instant.
func retryAfter(h http.Header, now time.Time) time.Duration {
	const least, most = time.Second, 10 * time.Minute
	wait := time.Duration(0)
	for _, name := range []string{"Retry-After", "X-RateLimit-Reset"} {
		value := strings.TrimSpace(h.Get(name))
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			if n > 1_000_000_000 {
				n -= now.Unix()
			}
			wait = time.Duration(min(max(n, 0), int64(most/time.Second))) * time.Second
			break
		}
		if at, err := http.ParseTime(value); err == nil {
			wait = at.Sub(now)
			break
		}
	}
	return min(max(wait, least), most)
}
