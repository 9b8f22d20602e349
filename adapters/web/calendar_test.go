package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// kiosk serves calendars over HTTP, as serve does, and keeps what is logged.
type kiosk struct {
	*httptest.Server
	t   testing.TB
	log bytes.Buffer
}

func newKiosk(t testing.TB, almanac Almanac) *kiosk {
	t.Helper()
	k := &kiosk{t: t}
	mux := http.NewServeMux()
	mux.Handle(CalendarPath, Calendars(almanac, slog.New(slog.NewTextHandler(&k.log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	k.Server = httptest.NewServer(mux)
	k.Config.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(&k.log, nil), slog.LevelError)
	t.Cleanup(k.Close)
	return k
}

// answer is what a program gets.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (k *kiosk) ask(method, path string, header ...string) answer {
	k.t.Helper()
	r, err := http.NewRequestWithContext(k.t.Context(), method, k.URL+path, nil)
	if err != nil {
		k.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := k.Client().Do(r)
	if err != nil {
		k.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	resp.Header.Del("Date")
	return answer{resp.StatusCode, resp.Header, body}
}

// events reads the calendar behind a token: the summaries of its entries, and their UIDs by these.
func (k *kiosk) events(t *testing.T, token string) (summaries []string, uids map[string]string) {
	t.Helper()
	got := k.ask(http.MethodGet, "/calendar/"+token+".ics")
	if got.status != http.StatusOK {
		t.Fatalf("the link answers %d: %s", got.status, got.body)
	}
	uids = map[string]string{}
	for _, e := range parsed(t, got.body).Events() {
		summary := textValue(t, e, "SUMMARY")
		summaries, uids[summary] = append(summaries, summary), value(e, "UID")
	}
	return summaries, uids
}

// stubAlmanac answers what a test says.
type stubAlmanac func(token string) (bot.Calendar, error)

func (f stubAlmanac) Calendar(_ context.Context, token string) (bot.Calendar, error) { return f(token) }

func TestACalendarOverHTTP(t *testing.T) {
	at := friday
	c := bot.Calendar{Name: "Folkmoot", Entries: []bot.CalendarEntry{{UID: "1", Start: friday, Summary: "P1 closes: Buy a ladder"}}}
	k := newKiosk(t, stubAlmanac(func(token string) (bot.Calendar, error) {
		c.At = at
		if token != "s3cret" {
			return bot.Calendar{}, bot.ErrNoCalendar
		}
		return c, nil
	}))
	got := k.ask(http.MethodGet, "/calendar/s3cret.ics")
	parsed(t, got.body)
	want := http.Header{"Content-Type": {"text/calendar; charset=utf-8"}, "Cache-Control": {"private, no-cache"}, "X-Robots-Tag": {"noindex, nofollow"},
		"Referrer-Policy": {"no-referrer"}, "X-Content-Type-Options": {"nosniff"}, "Content-Disposition": {`inline; filename="folkmoot.ics"`}}
	for name, is := range want {
		if diff := cmp.Diff(is, got.header[name]); got.status != http.StatusOK || diff != "" {
			t.Errorf("%d, %s: %s", got.status, name, diff)
		}
	}
	head := k.ask(http.MethodHead, "/calendar/s3cret.ics")
	if diff := cmp.Diff(got.header, head.header); head.status != http.StatusOK || len(head.body) > 0 || diff != "" {
		t.Errorf("HEAD answers %d with %q: %s", head.status, head.body, diff)
	}

	// An hour later it says the same, and then it does not.
	at = at.Add(time.Hour)
	etag := got.header.Get("ETag")
	same := k.ask(http.MethodGet, "/calendar/s3cret.ics", "If-None-Match", etag)
	if same.status != http.StatusNotModified || len(same.body) > 0 || same.header.Get("ETag") != etag {
		t.Errorf("what has not changed answers %d with %q, %v", same.status, same.body, same.header)
	}
	c.Entries[0].Summary = "P1 closes: Buy two ladders"
	changed := k.ask(http.MethodGet, "/calendar/s3cret.ics", "If-None-Match", etag)
	if changed.status != http.StatusOK || changed.header.Get("ETag") == etag || !bytes.Contains(changed.body, []byte("two ladders")) {
		t.Errorf("what has changed answers %d with %q", changed.status, changed.body)
	}
	if post := k.ask(http.MethodPost, "/calendar/s3cret.ics"); post.status != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", post.status)
	}
	if k.log.Len() > 0 {
		t.Errorf("the log says %s", &k.log)
	}
}

// A link that leads nowhere is answered like any other page that is not there, here and in the playground.
func TestALinkThatLeadsNowhere(t *testing.T) {
	k := newKiosk(t, stubAlmanac(func(string) (bot.Calendar, error) { return bot.Calendar{}, bot.ErrNoCalendar }))
	play := httptest.NewServer(newPlay(t).web)
	t.Cleanup(play.Close)
	for _, server := range []*httptest.Server{k.Server, play} {
		at := &kiosk{Server: server, t: t}
		unknown := at.ask(http.MethodGet, "/a/page/that/is/not/there")
		if unknown.status != http.StatusNotFound {
			t.Fatalf("a page that is not there answers %d", unknown.status)
		}
		for _, path := range []string{"/calendar/s3cret.ics", "/calendar/s3cret", "/calendar/", "/calendar/.ics", "/calendar/a/b.ics", "/calendar/%00.ics", "/calendar/%2e%2e%2f.ics"} {
			if got := at.ask(http.MethodGet, path); got.status != unknown.status || !bytes.Equal(got.body, unknown.body) || cmp.Diff(unknown.header, got.header) != "" {
				t.Errorf("%s answers %d, %q, %s", path, got.status, got.body, cmp.Diff(unknown.header, got.header))
			}
		}
	}
	if k.log.Len() > 0 {
		t.Errorf("the log says %s", &k.log)
	}
}

// A failure tells whoever reads the calendar nothing, and the operator everything but the link.
func TestACalendarThatCannotBeRead(t *testing.T) {
	k := newKiosk(t, stubAlmanac(func(string) (bot.Calendar, error) { return bot.Calendar{}, errors.New("the disk is gone") }))
	got := k.ask(http.MethodGet, "/calendar/s3cret.ics")
	if got.status != http.StatusInternalServerError || strings.Contains(string(got.body), "disk") || got.header.Get("ETag") != "" {
		t.Errorf("it answers %d, %q", got.status, got.body)
	}
	if log := k.log.String(); !strings.Contains(log, "the disk is gone") || strings.Contains(log, "s3cret") {
		t.Errorf("the log says %s", log)
	}
}

// The playground serves calendars too, to programs on the same machine and to no page of another site.
func TestThePlaygroundsCalendars(t *testing.T) {
	p := newPlay(t)
	p.desk.calendars = map[string]bot.Calendar{"s3cret": {Name: "Folkmoot", At: friday}}
	server := httptest.NewServer(p.web)
	t.Cleanup(server.Close)
	k := &kiosk{Server: server, t: t}
	parsed(t, k.ask(http.MethodGet, "/calendar/s3cret.ics").body)
	if got := k.ask(http.MethodGet, "/calendar/s3cret.ics", "Origin", "https://evil.example"); got.status != http.StatusForbidden {
		t.Errorf("another site's page gets %d", got.status)
	}
}

// From somebody's command to what their calendar program reads: a turn moves to whoever has it and stays the same entry (R9), a link that
// was replaced or taken back is dead at once, and what its owner may read no longer is gone (K6).
func TestFromTheCommandToTheProgram(t *testing.T) {
	w := bottest.New(t)
	for _, name := range []string{"ana", "ben"} {
		w.Chat.AddUser(name, nil)
	}
	w.Chat.AddChannel("#purse", true, "ana", "ben")
	w.Play("@ana #purse: /propose Lend the ladder money\n@ana #purse: /commit count the money, slowly; all of it by fri 17:00\n" +
		"@ana #purse: /rota create Count, and count again every tuesday 09:00 with @ana @ben\n")
	k := newKiosk(t, w.Bot)
	anas, bens, all := w.Subscribe("ana", "/moot me calendar"), w.Subscribe("ben", "/moot me calendar"), w.Subscribe("ben", "/moot R1 calendar")
	holds := func(token string, want ...string) map[string]string {
		t.Helper()
		got, uids := k.events(t, token)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the program shows (-want +got):\n%s", diff)
		}
		return uids
	}
	mine := holds(anas, "Count, and count again: your turn", "P1 closes: Lend the ladder money", "C1 due: count the money, slowly; all of it", "Count, and count again: your turn")
	before := holds(all, "Count, and count again: Ana", "Count, and count again: Ben", "Count, and count again: Ana")
	w.Play("@ana #purse: /moot R1 swap 8 dec with @ben\n@ben #purse: /moot R1 swap accept\n")
	after := holds(all, "Count, and count again: Ana", "Count, and count again: Ana", "Count, and count again: Ben")
	if turn := before["Count, and count again: Ana"]; after["Count, and count again: Ben"] != turn || mine["Count, and count again: your turn"] != turn {
		t.Errorf("the third turn is %s for Ana, and in the rotation's calendar %v, then %v", mine["Count, and count again: your turn"], before, after)
	}
	theirs := holds(bens, "P1 closes: Lend the ladder money", "Count, and count again: your turn")
	if theirs["Count, and count again: your turn"] != after["Count, and count again: Ben"] {
		t.Errorf("Ben's turn is %v, and in the rotation's calendar %v", theirs, after)
	}

	renewed := w.Subscribe("ben", "/moot me calendar new")
	if got := k.ask(http.MethodGet, "/calendar/"+bens+".ics"); got.status != http.StatusNotFound {
		t.Errorf("the link before answers %d", got.status)
	}
	w.Play("leaves ben #purse\n")
	holds(renewed)
	holds(all)
	if body := k.ask(http.MethodGet, "/calendar/"+all+".ics").body; bytes.Contains(body, []byte("Count")) {
		t.Errorf("who has left reads %s", body)
	}
	w.Play("@ben direct: /moot me calendar off\n")
	if got := k.ask(http.MethodGet, "/calendar/"+renewed+".ics"); got.status != http.StatusNotFound {
		t.Errorf("the link that was taken back answers %d", got.status)
	}
	if k.log.Len() > 0 {
		t.Errorf("the log says %s", &k.log)
	}
}
