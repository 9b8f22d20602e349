package main

import (
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/emersion/go-ical"
)

var linkToCalendar = regexp.MustCompile(`(https?://[^/\s]+)/calendar/([\w.-]+)\.ics`)

// linkIn takes the link to a calendar out of what somebody was told: where it leads, and its token.
func linkIn(t *testing.T, said string) (home, token string) {
	t.Helper()
	m := linkToCalendar.FindStringSubmatch(said)
	if m == nil {
		t.Fatalf("there is no link in %s", said)
	}
	return m[1], m[2]
}

// readCalendar asks for a calendar as a program does, and answers the status and what it shows.
func readCalendar(t *testing.T, home, token string) (int, []string) {
	t.Helper()
	code, body, _ := strings.Cut(asked(t.Context(), home+"/calendar/"+token+".ics"), " ")
	status, err := strconv.Atoi(code)
	if err != nil || status != http.StatusOK {
		return status, nil
	}
	cal, err := ical.NewDecoder(strings.NewReader(body)).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	var shows []string
	for _, e := range cal.Events() {
		summary, err := e.Props.Text("SUMMARY")
		if err != nil {
			t.Fatal(err)
		}
		shows = append(shows, summary)
	}
	return status, shows
}

// The playground gives out links to itself, which outlive a restart and die when they are replaced. None stands in what the program says.
func TestPlaygroundServesCalendars(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.Channel("orchard", "ana", "ben")
	p.Slash("ana", "orchard", "/propose Meet on Tuesdays; same room --by in 2 days")
	home, token := linkIn(t, p.Slash("ben", "", "/moot me calendar").Text)
	want := []string{"P1 closes: Meet on Tuesdays; same room"}
	if status, shows := readCalendar(t, home, token); home != p.at() || status != http.StatusOK || !slices.Equal(shows, want) {
		t.Errorf("%s answers %d with %q", home, status, shows)
	}
	said := p.process.said
	p.Kill()
	p.Start()
	if status, shows := readCalendar(t, p.at(), token); status != http.StatusOK || !slices.Equal(shows, want) {
		t.Errorf("after a restart it answers %d with %q", status, shows)
	}
	_, renewed := linkIn(t, p.Slash("ben", "", "/moot me calendar new").Text)
	for link, want := range map[string]int{token: http.StatusNotFound, renewed: http.StatusOK} {
		if status, _ := readCalendar(t, p.at(), link); status != want {
			t.Errorf("a link answers %d, want %d", status, want)
		}
	}
	p.Stop()
	for _, log := range []string{said.String(), p.process.said.String()} {
		if strings.Contains(log, token) || strings.Contains(log, renewed) {
			t.Errorf("a link stands in what the program said:\n%s", log)
		}
	}
}

// Where the bot runs for a platform, a link leads to the public address, and the program answers it without telling the log.
func TestServeServesCalendars(t *testing.T) {
	t.Parallel()
	_, platform, _ := stubMattermost(t)
	env := []string{"FOLKMOOT_DATABASE=" + filepath.Join(t.TempDir(), "folkmoot.db"), "FOLKMOOT_LISTEN=127.0.0.1:0", "FOLKMOOT_LOG=debug,text",
		"FOLKMOOT_PUBLIC_URL=https://moot.example.org/", "FOLKMOOT_MATTERMOST_URL=" + platform, "FOLKMOOT_MATTERMOST_BOT_TOKEN=token",
		"FOLKMOOT_MATTERMOST_COMMAND_TOKENS=" + benchCommandToken}
	p := launch(t, env, "serve")
	at := "http://" + p.reads(listens)
	p.answers(at + "/readyz")
	types := func(user, word, text string) string {
		t.Helper()
		resp, err := http.PostForm(at+"/mattermost/command", mattermostCommand(user, word, text))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	types("user0", "/propose", benchProposal)
	home, token := linkIn(t, types("user1", "/moot", "me calendar"))
	if home != "https://moot.example.org" {
		t.Errorf("the link leads to %s", home)
	}
	if status, shows := readCalendar(t, at, token); status != http.StatusOK || !slices.Equal(shows, []string{"P1 closes: Meet on Tuesdays"}) {
		t.Errorf("it answers %d with %q", status, shows)
	}
	types("user1", "/moot", "me calendar off")
	for _, link := range []string{token, bent(token), "s3cret"} {
		if status, _ := readCalendar(t, at, link); status != http.StatusNotFound {
			t.Errorf("%s answers %d", link, status)
		}
	}
	if metrics := asked(t.Context(), at+"/metrics"); strings.Contains(metrics, "calendar") {
		t.Errorf("the metrics tell of calendars: %s", metrics)
	}
	p.stop()
	if said := p.said.String(); strings.Contains(said, token) || strings.Contains(said, "s3cret") {
		t.Errorf("a link stands in the log:\n%s", said)
	}
}
