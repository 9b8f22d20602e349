package bottest

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
)

var pageLink = regexp.MustCompile(`https://moot\.example/whole/([\w-]+\.[\w-]+)`)

// page reads the page behind a link as a transcript shows it.
func (w *World) page(number string) []string {
	page, err := w.Bot.Whole(context.Background(), w.pages.token(w.T, number))
	if err != nil && !errors.Is(err, bot.ErrNoWhole) {
		w.T.Fatal(err)
	}
	return append([]string{"page" + number + ":"}, Lines(page.Message)...)
}

// PageOf answers the token of the address that leads to all of a message, and what is cut off it before; it is empty for none.
func PageOf(m bot.Message) string {
	for _, address := range append([]string{m.Whole}, Lines(m)...) {
		if found := pageLink.FindStringSubmatch(address); found != nil {
			return found[1]
		}
	}
	return ""
}

// withPage is the label of a link, and where it leads if that is a page of the bot's own.
func withPage(label, url string) string {
	if pageLink.MatchString(url) {
		return strings.TrimSpace(label) + " → " + url
	}
	return label
}
