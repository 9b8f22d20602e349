package bottest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
)

// pageLinks are the tokens of the links to pages that were shown, in their order. A transcript calls the pages page1, page2, …
type pageLinks struct{ tokens []string }

var pageLink = regexp.MustCompile(`https://moot\.example/whole/([\w-]+\.[\w-]+)`)

// numbered writes what was said with the pages' numbers in the place of their addresses.
func (l *pageLinks) numbered(said string) string {
	return pageLink.ReplaceAllStringFunc(said, func(link string) string {
		token := pageLink.FindStringSubmatch(link)[1]
		if !slices.Contains(l.tokens, token) {
			l.tokens = append(l.tokens, token)
		}
		return fmt.Sprintf("page%d", slices.Index(l.tokens, token)+1)
	})
}

// page reads the page behind a link as a transcript shows it.
func (w *World) page(number string) []string {
	n, err := strconv.Atoi(number)
	w.must(err)
	if n < 1 || n > len(w.pages.tokens) {
		w.T.Fatalf("nothing led to page%d", n)
	}
	page, err := w.Bot.Whole(context.Background(), w.pages.tokens[n-1])
	if err != nil && !errors.Is(err, bot.ErrNoWhole) {
		w.T.Fatal(err)
	}
	return append([]string{fmt.Sprintf("page%d:", n)}, Lines(page.Message)...)
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
