package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// Shelf is what pages with all of one thing are read from. *bot.Bot is one.
type Shelf interface {
	Whole(ctx context.Context, token string) (bot.Whole, error)
}

// WholePath is the pattern under which Wholes is to be served.
const WholePath = "GET /whole/{token}"

// Wholes serves pages with all of one thing, to which a message leads that a chat platform shows only a part of. The token is a secret of
// those who can read that message, so nothing here writes an address to the log, and nothing on the page tells it to anybody else. An
// address that shows nothing is answered in the same way whatever the reason.
func Wholes(shelf Shelf, log *slog.Logger) http.Handler {
	sheet := newSheet()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body string
		whole, err := shelf.Whole(r.Context(), r.PathValue("token"))
		status := http.StatusOK
		if errors.Is(err, bot.ErrNoWhole) {
			status, err = http.StatusNotFound, nil
		}
		if err == nil {
			body, err = sheet.draw(whole)
		}
		switch {
		case err != nil && r.Context().Err() != nil: // whoever asked has gone
		case err != nil:
			log.ErrorContext(r.Context(), "a page could not be read", "err", err)
			http.Error(w, "Something went wrong. Please try again later.", http.StatusInternalServerError)
		default:
			sheet.serve(w, status, body)
		}
	})
}

// sheet is what every such page is written on.
type sheet struct {
	artist *artist
	style  string
	// policy lets the page have its own style and nothing else whatever: no script, no picture, no form, no frame.
	policy string
}

func newSheet() *sheet {
	var style strings.Builder
	for _, name := range []string{"base", "cards", "whole"} {
		data, err := files.ReadFile("assets/" + name + ".css")
		if err != nil {
			panic(err) // it is built into the program
		}
		style.Write(data)
	}
	sum := sha256.Sum256([]byte(style.String()))
	return &sheet{artist: &artist{md: newMarkdown(), heading: "h1"}, style: style.String(),
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
}

// draw writes the page. It says nothing in the way in which pages tell chat platforms what to show of them.
func (s *sheet) draw(whole bot.Whole) (string, error) {
	m := whole.Message
	m.Actions, m.Contacts = nil, map[governance.PersonID]bot.Contact{}
	for person, contact := range whole.Message.Contacts {
		m.Contacts[person] = bot.Contact{Handle: contact.Handle, Name: contact.Name} // nobody needs a platform's ids here
	}
	card, err := s.artist.Draw(m)
	if err != nil {
		return "", err
	}
	b := &page{}
	b.raw("<!doctype html>\n")
	b.open("html", "lang", whole.Language)
	b.raw(`<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
		`<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer"><title>`)
	b.text(titleOf(m))
	b.raw("</title><style>" + s.style + `</style></head><body><main class="body">`)
	b.raw(card.HTML)
	b.raw("</main></body></html>\n")
	return b.String(), nil
}

// titleOf is a message's id and title in one line.
func titleOf(m bot.Message) string {
	title := m.Title.Plain(func(p governance.PersonID) string { return m.Contacts[p].Name }, func(at time.Time) string { return text.FormatTime(at, m.Zone) })
	if m.Ref != "" {
		title = strings.TrimSuffix(m.Ref+" · "+title, " · ")
	}
	return title
}

func (s *sheet) serve(w http.ResponseWriter, status int, body string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Security-Policy", s.policy)
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // a browser that went away
}
