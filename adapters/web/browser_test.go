package web

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// theatre is a playground whose bot is the test's own, in a browser.
type theatre struct {
	*play
	*chromium
	server *httptest.Server
	t      *testing.T
}

func newTheatre(t *testing.T) *theatre {
	t.Helper()
	c := newChromium(t)
	p := newPlay(t)
	server := httptest.NewServer(p.web)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	th := &theatre{p, c, server, t}
	th.laptop(800)
	th.open(server.URL)
	return th
}

func TestBrowserKeyboard(t *testing.T) {
	th := newTheatre(t)
	th.desk.answer = func(any) bot.Reply { m := say("P1 **Meet** is raised."); return bot.Reply{Message: &m} }
	th.keys(kb.Tab)
	if at := js[string](th.chromium, `document.activeElement.className`); at != "skip" {
		t.Errorf("the first stop of the keyboard is %q, not the link that skips to the box", at)
	}
	th.write("#composer-box", "/pro")
	th.until(`document.querySelectorAll('.way').length === 1 && document.getElementById('composer-box').ariaExpanded === 'true'`)
	th.keys(kb.Escape)
	th.until(`document.querySelector('.ways').hidden`)
	th.write("#composer-box", "p")
	th.until(`!document.querySelector('.ways').hidden`)
	th.keys(kb.ArrowDown)
	th.until(`document.getElementById('composer-box').getAttribute('aria-activedescendant') === document.querySelector('.way[aria-selected=true]').id`)
	th.enter()
	th.until(`document.getElementById('composer-box').value === '/propose '`)
	th.write("#composer-box", "Meet with @be")
	th.see(".way", "@ben")
	th.keys(kb.Tab)
	th.until(`document.getElementById('composer-box').value === '/propose Meet with @ben '`)
	th.enter()
	th.see(".post.only .body", "Meet is raised")
	th.see(".post.only", "Only you can see this")
	if heard := th.desk.all(); len(heard) != 1 || heard[0].(bot.Slash).Text != "Meet with @ben " {
		t.Errorf("the bot heard %+v", heard)
	}
	th.be("ben")
	th.until(`!document.querySelector('.post.only')`)
}

func TestBrowserForms(t *testing.T) {
	th := newTheatre(t)
	form := bot.Form{Name: "object", Title: "Object to P1", Intro: text.Text("It **blocks** until ") + text.At(friday) + ".", Submit: "Object",
		Target: bot.Target{On: governance.Ref{Org: 1, Kind: "P", N: 1}}, Fields: []bot.FormField{
			{Name: "why", Label: "Reason", Hint: "I object because …", Kind: bot.Area, Max: 2000},
			{Name: "until", Label: "Until", Kind: bot.Line, Optional: true},
			{Name: "who", Label: "With", Kind: bot.PersonField, Optional: true},
			{Name: "how", Label: "How", Kind: bot.Choice, Value: "a", Options: []bot.Option{{Value: "a", Label: "So"}, {Value: "b", Label: "Thus"}}},
		}}
	th.desk.answer = func(any) bot.Reply { return bot.Reply{Form: &form} }
	th.desk.submit = func(in bot.Submission) bot.SubmitReply {
		if in.Values["until"] == "someday" {
			return bot.SubmitReply{Errors: map[string]string{"until": "Someday is no day.", "": "Nothing was changed."}}
		}
		m := say("Noted.")
		return bot.SubmitReply{Message: &m}
	}
	th.post("garden", "", card("Open"))
	th.click(`[data-verb="object"]`)
	th.until(`document.getElementById('form-dialog').open && document.activeElement.name === 'why'`)
	th.see(".form-intro", "It blocks until today 10:30.")
	th.keys(kb.Escape)
	th.until(`!document.getElementById('form-dialog').open && document.activeElement.dataset.verb === 'object'`)
	th.enter()
	th.until(`document.getElementById('form-dialog').open`)
	th.click("#form-dialog [type=submit]")
	th.see(".error", "Please fill this in.")
	if n := len(th.desk.all()); n != 2 {
		t.Errorf("the bot heard %d things; an unfilled form is none of its business", n)
	}
	th.write("[name=why]", "the choir sings then")
	th.write("[name=until]", "someday")
	th.click("#form-dialog [type=submit]")
	th.see(".error", "Someday is no day.")
	th.see(".form-error", "Nothing was changed.")
	th.until(`document.activeElement.name === 'until' && document.activeElement.getAttribute('aria-invalid') === 'true'`)
	th.shot("form")
	th.write("[name=until]", " soon")
	th.click("#form-dialog [type=submit]")
	th.until(`!document.getElementById('form-dialog').open`)
	th.see(".post.only .body", "Noted.")
	heard := th.desk.all()
	if got := heard[len(heard)-1].(bot.Submission).Values; got["why"] != "the choir sings then" || got["until"] != "someday soon" || got["how"] != "a" || got["who"] != "" {
		t.Errorf("the form came as %v", got)
	}
}

func TestBrowserHearsWhatOthersDo(t *testing.T) {
	th := newTheatre(t)
	id := th.post("garden", "", card("Open"))
	th.see(".badge", "Open")
	th.must("/api/say", Said{As: "ben", Channel: "garden", Text: "I like it, **very** much <script>"})
	th.see(".post .md strong", "very")
	th.see(".post .md", "<script>")
	js[any](th.chromium, `document.querySelector('[data-verb=consent]').focus()`)
	if err := th.platform.Edit(t.Context(), "garden", id, card("Blocked")); err != nil {
		t.Fatal(err)
	}
	th.see(".badge", "Blocked")
	if at := js[string](th.chromium, `document.activeElement.dataset.verb ?? ''`); at != "consent" {
		t.Errorf("drawing the card anew took the focus from its button to %q", at)
	}
	th.must("/api/react", Reacted{As: "cy", Post: id, Emoji: "hand::skin-tone-4", On: true})
	th.see(".chip", "✋🏽")
	th.post("dm-ben", "", say("Your answer is awaited."))
	th.see(".toast", "Ben has 1 new message from Folkmoot.")
	th.until(`document.querySelector('.face[data-user=ben] .count').textContent === '1'`)
	th.click(".toast-act")
	th.see(".post .body", "Your answer is awaited.")
	th.until(`!document.querySelector('.face[data-user=ben] .count')`)
	th.server.CloseClientConnections()
	th.must("/api/say", Said{As: "ana", Channel: "dm-ana", Text: "not for Ben"})
	th.post("dm-ben", "", say("Said while the line was cut."))
	th.see(".post .body", "Said while the line was cut.")
}

func TestBrowserReactionsThreadsAndDeletion(t *testing.T) {
	th := newTheatre(t)
	id := th.post("garden", "", card("Open"))
	th.see(".badge", "Open")
	js[any](th.chromium, `document.querySelector('[data-tool=react]').focus()`)
	th.enter()
	th.until(`document.activeElement.dataset.emoji === 'white_check_mark'`)
	th.shot("picker")
	th.keys(kb.ArrowRight)
	th.keys(kb.ArrowRight)
	th.until(`document.activeElement.dataset.emoji === 'thinking_face'`)
	th.enter()
	th.until(`document.querySelector('.chip[data-emoji=thinking_face]')?.ariaPressed === 'true'`)
	th.click(`.chip[data-emoji="thinking_face"]`)
	th.until(`!document.querySelector('.chip[data-emoji=thinking_face]')`)
	js[any](th.chromium, `document.querySelector('[data-tool=reply]').click()`)
	th.until(`!document.getElementById('thread').hidden && document.activeElement.id === 'thread-composer-box'`)
	th.write("#thread-composer-box", "But why")
	th.enter()
	th.see("#thread .md", "But why")
	th.see(".replies", "1 reply")
	if _, err := th.platform.Post(t.Context(), bot.Outgoing{Channel: "garden", Thread: id, Message: say("Because.")}); err != nil {
		t.Fatal(err)
	}
	th.see("#thread .body", "Because.")
	th.see(".replies", "2 replies")
	th.keys(kb.Escape)
	th.until(`document.getElementById('thread').hidden`)
	js[any](th.chromium, `document.querySelector('#messages [data-tool=more]').click()`)
	th.until(`document.activeElement.closest('#more')`)
	th.enter()
	th.see(".tombstone", "This message was deleted.")
	th.until(`!document.querySelector('#messages .card')`)
	heard := th.desk.all()
	if heard[len(heard)-1] != (gone{"garden", id}) {
		t.Errorf("the bot heard last of %+v", heard[len(heard)-1])
	}
}

func TestBrowserPlacesAndTheClock(t *testing.T) {
	th := newTheatre(t)
	th.be("zoe")
	th.click(`.channel[href="#garden"]`)
	th.see(".join", "Zoe is looking in, and is not in #garden.")
	th.click(".join button")
	th.until(`document.querySelector('.composer').checkVisibility()`)
	th.click("#channel-people")
	th.see(".place-people", "Zoe (you)")
	th.click(".dialog-foot button")
	th.see(".join", "#garden is archived")
	th.keys(kb.Escape)
	th.clock.due = friday.Add(49 * time.Hour)
	th.see(".clock-time", "10:30")
	th.click(`[data-by="1h"]`)
	th.see(".clock-time", "11:30")
	th.click(`[data-by="next"]`)
	th.see(".clock-day", "Sun 29 Nov")
	th.click(`[data-by="next"]`)
	th.see(".toast", "Nothing is waiting")
	th.be("eli")
	th.see(".clock-face", "Sao Paulo")
	th.click("#add-person")
	th.write("#new-name", "Fay")
	th.click("#new-dialog [type=submit]")
	th.until(`document.querySelector('.face[data-user=fay]')`)
}

func TestBrowserFitsEveryScreen(t *testing.T) {
	th := newTheatre(t)
	long := card("Open")
	long.Title = text.Quote("Meet on Tuesdays " + strings.Repeat("and-never-on-a-monday-", 6))
	long.Parts = gallery(t)["card"].Parts
	long.Actions = gallery(t)["card"].Actions
	long.Contacts = gallery(t)["card"].Contacts
	th.post("garden", "", long)
	th.post("garden", "", gallery(t)["changes"])
	th.must("/api/say", Said{As: "ben", Channel: "garden", Text: strings.Repeat("wordwithoutanend", 20)})
	th.see(".md", "wordwithoutanend")
	for _, scheme := range []string{"light", "dark"} {
		th.colours(scheme)
		th.until(`!document.querySelector('.rolling')`)
		th.fits("laptop")
		th.shot("laptop " + scheme)
		if low := js[string](th.chromium, contrast); low != "" {
			t.Errorf("%s: hard to read: %s", scheme, low)
		}
	}
	th.phone()
	for _, scheme := range []string{"dark", "light"} {
		th.colours(scheme)
		th.fits("phone")
		th.shot("phone " + scheme)
	}
	th.click("#nav-toggle")
	th.until(`document.activeElement.closest('#nav')`)
	th.keys(kb.Escape)
	th.until(`document.activeElement.id === 'nav-toggle' && document.getElementById('nav').inert`)
	if nameless := js[string](th.chromium, `[...document.querySelectorAll('button, a, input, textarea, select')].filter(e => e.checkVisibility({ visibilityProperty: true }) && !(e.ariaLabel || e.innerText.trim() || e.labels?.length || e.title)).map(e => e.outerHTML).join('\n')`); nameless != "" {
		t.Errorf("without a name for screen readers:\n%s", nameless)
	}
}

// contrast lists texts that stand out from what is behind them by less than 4.5 to 1.
const contrast = `(() => {
  const rgb = (s) => (s.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => { const f = (v) => ((v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length && (c[3] ?? 1) > .95) return c; } return [255, 255, 255]; };
  const out = new Set();
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility({ opacityProperty: true }) || e.closest('.sr, .skip, .chip-emoji, .toast, .follows .gutter, :disabled, .face:not(.here)')) continue;
    const colour = getComputedStyle(e).color;
    if (!colour.startsWith('rgb')) continue;
    const [a, b] = [light(rgb(colour)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) out.add(e.className + ' ' + e.tagName + ' ' + ratio.toFixed(2) + ' ' + e.textContent.trim().slice(0, 20));
  }
  return [...out].join('; ');
})()`
