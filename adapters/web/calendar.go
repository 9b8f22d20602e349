package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// Almanac is what calendars are read from. *bot.Bot is one.
type Almanac interface {
	Calendar(ctx context.Context, token string) (bot.Calendar, error)
}

// CalendarPath is the pattern under which Calendars is to be served.
const CalendarPath = "GET /calendar/{file}"

// Calendars serves the calendars that people subscribed to, each at an address that only its owner was told: /calendar/TOKEN.ics. The
// token is a secret, so nothing here writes an address to the log, and an address that leads nowhere is answered like any other page that
// does not exist.
func Calendars(almanac Almanac, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
		if !ok {
			http.NotFound(w, r)
			return
		}
		var body []byte
		c, err := almanac.Calendar(r.Context(), token)
		if err == nil {
			body, err = writeCalendar(c)
		}
		switch {
		case errors.Is(err, bot.ErrNoCalendar):
			http.NotFound(w, r)
		case err != nil && r.Context().Err() != nil: // whoever asked has gone
		case err != nil:
			log.ErrorContext(r.Context(), "a calendar could not be read", "err", err)
			http.Error(w, "Something went wrong. Please try again later.", http.StatusInternalServerError)
		default:
			serveCalendar(w, r, body, c.At)
		}
	})
}

func serveCalendar(w http.ResponseWriter, r *http.Request, body []byte, at time.Time) {
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="folkmoot.ics"`) // and not the token
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", etag(body, at))
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// etag is the same for as long as the calendar says the same: all of it counts but when it was read, and so it is a weak one.
func etag(body []byte, at time.Time) string {
	said := bytes.ReplaceAll(body, []byte(newLine+"DTSTAMP:"+at.UTC().Format(stamp)), nil)
	sum := sha256.Sum256(said)
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}
