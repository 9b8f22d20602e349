package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// A card in Mattermost leads to all of what it shows the beginning of, at the public address, and the program answers it without telling
// the log or the metrics.
func TestMattermostCardLeadsToAllOfIt(t *testing.T) {
	t.Parallel()
	_, platform, cards := stubMattermost(t)
	env := []string{"FOLKMOOT_DATABASE=" + filepath.Join(t.TempDir(), "folkmoot.db"), "FOLKMOOT_LISTEN=127.0.0.1:0", "FOLKMOOT_LOG=debug,text",
		"FOLKMOOT_PUBLIC_URL=https://moot.example.org/", "FOLKMOOT_MATTERMOST_URL=" + platform, "FOLKMOOT_MATTERMOST_BOT_TOKEN=token",
		"FOLKMOOT_MATTERMOST_COMMAND_TOKENS=" + benchCommandToken}
	p := launch(t, env, "serve")
	at := "http://" + p.reads(listens)
	p.answers(at + "/readyz")
	resp, err := http.PostForm(at+"/mattermost/command", mattermostCommand("user0", "/propose", benchProposal+"\n"+lines30("tuesday")))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	card := fmt.Sprint((<-cards)["text"])
	link := linkToPage.FindStringSubmatch(card)
	if link == nil || link[1] != "https://moot.example.org" || !strings.Contains(card, "[read all of it]("+link[0]+")") {
		t.Fatalf("the card leads to %q:\n%s", link, card)
	}
	status, page, _ := strings.Cut(asked(t.Context(), at+link[2]), " ")
	for _, line := range strings.Split(strings.TrimSpace(lines30("tuesday")), "\n") {
		if status != "200" || !strings.Contains(page, strings.TrimSpace(line)) {
			t.Errorf("the page answers %s and does not hold %.40q", status, line)
		}
	}
	bentStatus, _, _ := strings.Cut(asked(t.Context(), at+"/whole/"+bent(strings.TrimPrefix(link[2], "/whole/"))), " ")
	if metrics := asked(t.Context(), at+"/metrics"); bentStatus != "404" || strings.Contains(metrics, "whole") {
		t.Errorf("a bent link answers %s, and the metrics say %s", bentStatus, metrics)
	}
	p.stop()
	if said := p.said.String(); strings.Contains(said, link[2]) {
		t.Errorf("a link stands in the log:\n%s", said)
	}
}

// The playground's cards are short as well, and lead to a page of its own.
func TestPlaygroundServesPages(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.Channel("orchard", "ana", "ben")
	p.Slash("ana", "orchard", "/propose Meet on Tuesdays\n"+lines30("tuesday"))
	var link []string
	p.process.until("the card to lead to a page", func() bool {
		link = linkToPage.FindStringSubmatch(asked(t.Context(), p.at()+"/api/state?as=ana"))
		return link != nil
	})
	if page := asked(t.Context(), p.at()+link[2]); !strings.HasPrefix(page, "200 ") || !strings.Contains(page, "29 tuesday") {
		t.Errorf("the page at %s is %.200s", link[0], page)
	}
}
