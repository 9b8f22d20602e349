package main

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

var linkToPage = regexp.MustCompile(`(https?://[^/\s|<>"]+)(/whole/[\w-]+\.[\w-]+)`)

// lines30 are as many characters as a proposal may have, thirty lines of them.
func lines30(word string) string {
	var b strings.Builder
	for n := range 30 {
		b.WriteString(fmt.Sprintf("%02d %s", n, strings.Repeat(word+" ", 300))[:265] + "\n")
	}
	return b.String()
}

// reads asks for a page as a browser does, and answers the status and the words on it.
func (d *slackDriver) reads(address string) (status, words string) {
	d.t.Helper()
	status, words, _ = strings.Cut(asked(d.t.Context(), address), " ")
	return status, html.UnescapeString(words)
}

// A card that Slack shows only a part of leads to a page with all of it: with the long words of everybody, as they are when it is read, at the
// address that the program is told to have. It shows nothing any more to those who have the link from when the channel was public (K6), and
// the log never tells it.
func TestSlackCardLeadsToAllOfIt(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d := newSlack(t, sockets)
		d.Channel("orchard", "ana", "ben", "cy")
		concern, objection := strings.Repeat("the room may be full & loud <b>, ", 40), strings.Repeat("the hall is taken ", 100)
		d.Slash("ana", "orchard", "/propose Meet on Tuesdays\n"+lines30("before"))
		d.card("P1", "Open", "There is more: read all of it")
		d.Slash("ben", "orchard", "/moot P1 consent") // so that what is amended is another version
		d.Slash("ana", "orchard", "/moot P1 amend Meet on Wednesdays\n"+lines30("after"))
		d.Slash("ben", "orchard", "/moot P1 concern "+concern)
		d.Slash("cy", "orchard", "/moot P1 object "+objection)
		var card fakeslack.Message
		d.process.until("the card to be cut by Slack's limit", func() bool {
			for _, m := range d.Posts("orchard") {
				if raw := m.Raw.(fakeslack.Message); m.ID == "P1" && m.Status == "Blocked" && strings.Contains(string(raw.Blocks), "There is more: ") {
					card = raw
				}
			}
			return card.TS != ""
		})
		link := linkToPage.FindStringSubmatch(string(card.Blocks))
		if link == nil || link[1] != d.front.server.URL || len(link[0]) > 250 {
			t.Fatalf("the card leads to %q:\n%s", link, card.Blocks)
		}
		status, page := d.reads(link[0])
		for _, want := range []string{"<title>P1 · Meet on Wednesdays</title>", strings.TrimSpace(concern), strings.TrimSpace(objection), "Version 2. What changed since version 1:"} {
			if status != "200" || !strings.Contains(page, want) {
				t.Errorf("the page answers %s and does not hold %.80q", status, want)
			}
		}
		for _, text := range []string{lines30("after"), lines30("before")} { // as the text and as what changed in it
			for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
				if !strings.Contains(page, strings.TrimSpace(line)) {
					t.Errorf("the page does not hold the line %.40q", line)
				}
			}
		}
		d.at("orchard").Hide()
		d.Kill()
		logged := d.process.said.String()
		d.Start()
		d.process.until("the page to show nothing", func() bool {
			status, page = d.reads(link[0])
			return status == fmt.Sprint(http.StatusNotFound)
		})
		if unknown, other := d.reads(d.front.server.URL + "/whole/s3cret"); unknown != status || other != page || strings.Contains(page, "Meet") {
			t.Errorf("a link to what is private now answers otherwise than one that was never made:\n%s\n%s", page, other)
		}
		d.process.until("the card to lead to another page", func() bool {
			now := linkToPage.FindStringSubmatch(string(card.Now().Blocks))
			if now == nil || now[0] == link[0] {
				return false
			}
			status, page := d.reads(now[0])
			return status == "200" && strings.Contains(page, "Meet on Wednesdays")
		})
		d.Stop()
		if logged += d.process.said.String(); strings.Contains(logged, link[2]) || strings.Contains(logged, "s3cret") {
			t.Errorf("a link stands in the log:\n%s", logged)
		}
	})
}
