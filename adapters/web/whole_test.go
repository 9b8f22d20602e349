package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// newShelf serves pages over HTTP, as serve does, and keeps what is logged.
func newShelf(t testing.TB, shelf Shelf) *kiosk {
	t.Helper()
	k := &kiosk{t: t}
	mux := http.NewServeMux()
	mux.Handle(WholePath, Wholes(shelf, slog.New(slog.NewTextHandler(&k.log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	k.Server = httptest.NewServer(mux)
	k.Config.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(&k.log, nil), slog.LevelError)
	t.Cleanup(k.Close)
	return k
}

// stubShelf answers what a test says.
type stubShelf func(token string) (bot.Whole, error)

func (f stubShelf) Whole(_ context.Context, token string) (bot.Whole, error) { return f(token) }

// oneThing is a page with something of everything in it, written by somebody who wants to be in the way.
func oneThing() bot.Whole {
	const rude = `</title></style><script>alert(1)</script><img src=//evil.example> <!channel> @all [x](javascript:alert(1)) "`
	var concerns strings.Builder
	for range 300 {
		concerns.WriteString("Concern by " + string(text.Mention(1)) + ": “" + string(text.Quote(strings.Repeat("worry ", 332)+rude)) + "”\n")
	}
	return bot.Whole{Language: "en", Message: bot.Message{Ref: "P12", Title: text.Quote("Meet " + rude), Status: "Open", Zone: governance.LoadZone("Europe/Madrid"),
		Contacts: map[governance.PersonID]bot.Contact{1: {User: "U024BE7LH", Handle: "ana", Name: "Ana " + rude}},
		Parts: []bot.Part{
			bot.Written{Markdown: strings.Repeat("We meet at six. ", 480) + rude + "\n\n# The last line", By: 1},
			bot.Changes{Lines: []bot.Change{{Sign: '-', Text: rude}, {Sign: '+', Text: "at seven"}, {Sign: ' ', Text: strings.Repeat("unbreakable", 50)},
				{Sign: '~', Text: "in the hall", Words: []bot.Reworded{{Sign: ' ', Text: "in the "}, {Sign: '-', Text: rude}, {Sign: '+', Text: "hall"}}}}},
			bot.Heading{Text: "Objections"}, bot.Said{Text: text.Quote(rude), Tone: bot.Attention}, bot.Said{Text: "it is met"},
			bot.Fields{Fields: []bot.Field{{Label: "Raised by", Value: text.Mention(1), Short: true}, {Label: "Open until", Value: text.At(friday), Short: true},
				{Label: "Because", Value: text.Quote(rude)}}},
			bot.Progress{Label: "1 of 300 responded", Done: 1, Want: 150, Of: 300},
			bot.Paragraph{Text: text.Text(concerns.String())}, bot.Divider{},
			bot.Small{Text: "Go to " + text.LinkTo("P12", "https://chat.example/p12")},
		},
		Actions: []bot.Action{{Verb: "consent", Label: "Consent"}}}}
}

func TestAPageOverHTTP(t *testing.T) {
	k := newShelf(t, stubShelf(func(token string) (bot.Whole, error) {
		if token != "s3cret" {
			return bot.Whole{Language: "en", Message: bot.Message{Title: "Nothing here"}}, bot.ErrNoWhole
		}
		return oneThing(), nil
	}))
	got := k.ask(http.MethodGet, "/whole/s3cret")
	want := http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Cache-Control": {"private, no-store"}, "X-Robots-Tag": {"noindex, nofollow"},
		"Referrer-Policy": {"no-referrer"}, "X-Content-Type-Options": {"nosniff"}}
	for name, is := range want {
		if diff := cmp.Diff(is, got.header[name]); got.status != http.StatusOK || diff != "" {
			t.Errorf("%d, %s: %s", got.status, name, diff)
		}
	}
	policy := got.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %q", policy)
	}
	head := k.ask(http.MethodHead, "/whole/s3cret")
	if diff := cmp.Diff(got.header, head.header); head.status != http.StatusOK || len(head.body) > 0 || diff != "" {
		t.Errorf("HEAD answers %d with %q: %s", head.status, head.body, diff)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		if is := k.ask(method, "/whole/s3cret"); is.status != http.StatusMethodNotAllowed {
			t.Errorf("%s answers %d", method, is.status)
		}
	}
	first := k.ask(http.MethodGet, "/whole/other")
	for _, path := range []string{"/whole/s3cre", "/whole/s3cret.", "/whole/%00", "/whole/%3Cscript%3E", "/whole/" + strings.Repeat("x", 4000)} {
		if is := k.ask(http.MethodGet, path); is.status != http.StatusNotFound || !bytes.Equal(is.body, first.body) || cmp.Diff(first.header, is.header) != "" {
			t.Errorf("%.60s answers %d, %s", path, is.status, cmp.Diff(first.header, is.header))
		}
	}
	if k.log.Len() > 0 {
		t.Errorf("the log says %s", &k.log)
	}
}

// A page shows everything, letter by letter, and lets nothing that somebody wrote do anything. It has a title, a language and times with
// their zone; no button, no script, no address of its own, and nothing that a chat server would show of it beside the link.
func TestAPageShowsEverythingAndDoesNothing(t *testing.T) {
	k := newShelf(t, stubShelf(func(string) (bot.Whole, error) { return oneThing(), nil }))
	page := string(k.ask(http.MethodGet, "/whole/s3cret").body)
	for _, want := range []string{`<html lang="en">`, "<title>P12 · Meet &lt;/title&gt;", `<h1 class="card-title">`, "The last line", "&lt;!channel&gt;", "at seven",
		strings.Repeat("unbreakable", 50), "in the <del>&lt;/title&gt;", "<ins>hall</ins></span></span>", `<h2 class="section">Objections</h2>`,
		`<p class="said" data-tone="attention"><bdi>&lt;/title&gt;`, `<p class="said">it is met</p>`, "Ana &lt;/title&gt;", `<time datetime="` + friday.UTC().Format(time.RFC3339), "Europe/Madrid</time>",
		`<a href="https://chat.example/p12" rel="noopener noreferrer nofollow"`} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %.80q", want)
		}
	}
	if n := strings.Count(page, strings.Repeat("worry ", 332)); n != 300 {
		t.Errorf("it shows %d concerns of 300", n)
	}
	for _, never := range []string{"<script", "<img", "<button", "<form", "javascript:", "s3cret", "og:", "twitter:", "U024BE7LH", "onclick", "…"} {
		if strings.Contains(strings.ReplaceAll(strings.ReplaceAll(page, "[x](javascript:alert(1))", ""), "x](javascript:", ""), never) {
			t.Errorf("the page holds %q", never)
		}
	}
}

// A failure tells whoever reads the page nothing, and the operator everything but the link.
func TestAPageThatCannotBeRead(t *testing.T) {
	k := newShelf(t, stubShelf(func(string) (bot.Whole, error) { return bot.Whole{}, errors.New("the disk is gone") }))
	got := k.ask(http.MethodGet, "/whole/s3cret")
	if got.status != http.StatusInternalServerError || strings.Contains(string(got.body), "disk") {
		t.Errorf("it answers %d, %q", got.status, got.body)
	}
	if log := k.log.String(); !strings.Contains(log, "the disk is gone") || strings.Contains(log, "s3cret") {
		t.Errorf("the log says %s", log)
	}
}

// From somebody's long words to the page in a browser, and no further than the channel in which the link stands may read (K6).
func TestFromTheCardToThePage(t *testing.T) {
	w := bottest.New(t)
	names := []string{"ana"}
	for n := range 40 {
		names = append(names, fmt.Sprintf("p%02d", n))
	}
	for _, name := range names {
		w.Chat.AddUser(name, nil)
	}
	w.Chat.AddChannel("#garden", false, names...)
	w.Slash("ana", "#garden", "/propose Meet on Tuesdays\n"+strings.Repeat("We meet at six. ", 490)+"And the kettle is on.")
	w.Settle()
	for _, name := range names[1:] {
		w.Slash(name, "#garden", "/moot P1 concern "+strings.Repeat("worry ", 300)+name)
	}
	w.Settle()
	w.Advance(time.Minute)
	k := newShelf(t, w.Bot)
	public := bottest.PageOf(w.Chat.Latest("P1").Message)
	page := string(k.ask(http.MethodGet, "/whole/"+public).body)
	if n := strings.Count(page, strings.Repeat("worry ", 300)); n != 40 || !strings.Contains(page, "And the kettle is on.") {
		t.Errorf("the page shows %d concerns of 40 in %d bytes", n, len(page))
	}
	nowhere := k.ask(http.MethodGet, "/whole/s3cret")
	if nowhere.status != http.StatusNotFound || !strings.Contains(string(nowhere.body), "/moot P12") || !strings.Contains(string(nowhere.body), "<title>There is nothing to read here</title>") {
		t.Errorf("a link that was never made answers %d, %s", nowhere.status, nowhere.body)
	}
	w.Play("hidden #garden\n")
	w.Advance(time.Minute)
	private := bottest.PageOf(w.Chat.Latest("P1").Message)
	if got := k.ask(http.MethodGet, "/whole/"+private); got.status != http.StatusOK || private == public {
		t.Errorf("the link in the private channel answers %d", got.status)
	}
	for _, token := range []string{public, strings.ToUpper(private), private + "x", "x" + private, strings.Replace(private, ".", "", 1)} {
		if got := k.ask(http.MethodGet, "/whole/"+token); got.status != nowhere.status || !slices.Equal(got.body, nowhere.body) {
			t.Errorf("%s answers %d", token, got.status)
		}
	}
	if k.log.Len() > 0 {
		t.Errorf("the log says %s", &k.log)
	}
}
