package scenario

import (
	"strings"
)

// forms: what a form asks for can be typed wrong, and nothing of it is lost.
func forms(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	f := s.opens(s.Slash("ana", "orchard", "/propose"))
	wrong := map[string]string{"Title": "Sell the old van", "Proposal": "To whoever wants it.", "Open until": "when pigs fly"}
	s.wrong(s.Submit("ana", f, wrong), "Open until", "when pigs fly")
	s.wrong(s.Submit("ana", f, map[string]string{"Title": "Sell the old van", "Open until": "1 jan 2020"}), "Open until", "past")
	if cards := s.cards("orchard", "P2"); len(cards) != 0 {
		s.Fatalf("a form that was wrong did something:\n%s", shown(cards))
	}
	right := map[string]string{"Title": "Sell the old van", "Proposal": "To whoever wants it.", "Because": "it rusts", "Open until": "in 20 minutes"}
	s.says(s.Submit("ana", f, right))
	m := s.card("orchard", "P2", "Open", "To whoever wants it.", "it rusts")
	if m.Title != "Sell the old van" {
		s.Errorf("the title is %q", m.Title)
	}

	f = s.opens(s.Click("ben", m, "Object"))
	s.reads("the form", f.Title, "P2")
	s.says(s.Submit("ben", f, map[string]string{"Reason": "we need it in May"}))
	s.card("orchard", "P2", "Blocked", "we need it in May")

	f = s.opens(s.Slash("ana", "orchard", "/moot P2 amend"))
	if f.Values["Title"] != "Sell the old van" || f.Values["Proposal"] != "To whoever wants it." {
		s.Errorf("the form does not begin with what there is: %v", f.Values)
	}
	s.says(s.Submit("ana", f, map[string]string{"Title": "Sell the old van in June"}))
	m = s.card("orchard", "P2", "Blocked", "0 of 2 responded", "we need it in May", "in June")
	s.says(s.Slash("ben", "orchard", "/moot P2.1 met"))
	s.react("ben", m, "white_check_mark")
	s.react("cy", m, "white_check_mark")
	s.outcome("orchard", "P2", "Adopted")
}

// refusals: each is a clear sentence, and nothing is changed by it.
func refusals(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	refuse := func(line string, words ...string) {
		s.Helper()
		r := s.Slash("ana", "orchard", line)
		if r.Refused != nil {
			s.Fatalf("%.60q did not get through: %v", line, r.Refused)
		}
		s.reads("the refusal", r.Text, words...)
	}
	refuse("/propose Mend the gate --by when pigs fly", "when pigs fly", "nothing was changed")
	refuse("/propose Mend the gate --by 1 jan 2020", "past", "nothing was changed")
	refuse("/propose "+strings.Repeat("x", 40_000), "characters", "nothing was changed")
	refuse("/propose Mend the gate --buy friday", "--by", "nothing was changed")
	refuse("/moot P2 consent", "no P2")
	refuse("/moot P1 consnet", "consent")
	refuse("/moot X9", "X9", "P12")
	if cards := s.cards("orchard", "P2"); len(cards) != 0 {
		s.Fatalf("a refusal did something:\n%s", shown(cards))
	}
	// The number that was refused is not lost, and a crowd is called by nobody.
	s.says(s.Slash("ana", "orchard", "/propose Call @channel and <!channel> and @here and @all *loudly* --by 20 minutes\n@channel <!here> ![x](http://example.com/x.png)"), "P2")
	m := s.card("orchard", "P2", "Open")
	s.reads("the title", plainly(m.Title), "call @channel and", "and @here and @all *loudly*")
	s.says(s.Slash("ben", "orchard", "/moot P2 object because @channel and <!everyone> said so"))
	s.card("orchard", "P2", "Blocked")
	s.told("ana", "P2", "objects")
	if n := s.Crowds(); n != 0 {
		s.Errorf("%d messages called a whole channel", n)
	}
}

// plainly takes out what a platform puts in to keep words from calling people.
func plainly(text string) string {
	return strings.NewReplacer("\u2060", "", "\u200b", "", "\u200d", "", "\ufeff", "").Replace(text)
}

// forged: what does not come from the platform, or was bent on its way, does nothing.
func forged(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	s.Newcomers("zoe")
	m := s.proposeLong("ana", "orchard", "P2", "Lock the gate")
	refused := func(what string, r Reply) {
		s.Helper()
		if r.Refused == nil && len(r.Errors) == 0 && (r.Text == "" || strings.Contains(strings.ToLower(r.Text), "noted")) {
			s.Errorf("%s was taken: %q", what, r.Text)
		}
	}
	refused("a forged command", s.Forge(Forgery{Kind: ForgedCommand, As: "ben", Channel: "orchard", Line: "/moot P2 consent"}))
	theirs := s.opens(s.Click("ben", m, "Object"))
	refused("somebody else's form", s.Forge(Forgery{Kind: BentForm, As: "cy", Form: theirs, Values: map[string]string{"Reason": "it was not me"}}))
	refused("a bent button", s.Forge(Forgery{Kind: BentButton, As: "cy", Message: m, Label: "Object"}))
	// What follows shows that none of it did anything.
	s.says(s.Submit("ben", theirs, map[string]string{"Reason": "the key is lost"}))
	m = s.card("orchard", "P2", "Blocked", "the key is lost", "0 of 2 responded")
	if strings.Contains(m.Text, "it was not me") {
		s.Errorf("the bent form was taken:\n%s", m.Text)
	}

	s.PrivateChannel("cellar", "ana", "dee")
	s.says(s.Slash("ana", "cellar", "/propose Buy wine --by 20 minutes"), "P3")
	secret := s.card("cellar", "P3", "Open", "0 of 1 responded")
	s.opens(s.Click("dee", secret, "Object"))
	r := s.Forge(Forgery{Kind: StrayButton, As: "ben", Channel: "orchard", Message: secret, Label: "Object"})
	if r.Refused == nil {
		s.reads("the reply to another circle's button", r.Text, "P3")
		if strings.Contains(r.Text, "wine") || !strings.Contains(r.Text, "no P3") {
			s.Errorf("another circle's button tells too much: %q", r.Text)
		}
	}
	s.card("cellar", "P3", "Open", "0 of 1 responded")
}

// closedDoors: what was said in a private channel stays with who can read it (K6).
func closedDoors(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	s.PrivateChannel("cellar", "ana", "dee")
	s.says(s.Slash("ana", "cellar", "/propose Buy a still --by 20 minutes"), "P2")
	s.card("cellar", "P2", "Open")
	for _, line := range []string{"/moot P2", "/moot P2 consent", "/moot P2 object why", "/moot P2.1", "/moot P2 withdraw"} {
		r := s.Slash("ben", "orchard", line)
		s.reads("the reply to "+line, r.Text, "no P2")
		if strings.Contains(r.Text, "still") {
			s.Errorf("%s tells: %s", line, r.Text)
		}
	}
	// Even its members' lists keep silent in the open channel, and tell in the private one.
	for _, who := range []string{"ben", "ana"} {
		if r := s.Slash(who, "orchard", "/moot proposals all"); strings.Contains(r.Text, "still") {
			s.Errorf("%s's list in the open channel tells: %s", who, r.Text)
		}
	}
	s.says(s.Slash("dee", "cellar", "/moot proposals"), "P2", "Buy a still")
	s.says(s.Slash("dee", "cellar", "/moot P2 consent"), "P2")
	s.outcome("cellar", "P2", "Adopted")
	for _, m := range s.Posts("orchard") {
		if strings.Contains(m.Text, "still") {
			s.Errorf("the open channel reads: %s", m.Text)
		}
	}
}

// makingACircle: where a first proposal makes one, and where it says what to do instead (K1).
func makingACircle(s *stage) {
	s.Channel("orchard", "ana", "ben", "cy")
	s.reads("the reply", s.Slash("ana", "orchard", "/moot circle set quorum 60%").Text, "no circle")
	s.says(s.Slash("ana", "orchard", "/propose Begin here --by 20 minutes"), "P1", s.Called("orchard"))
	s.await("one line about the circle", func() bool {
		return len(s.Posts("orchard")) > 0 && strings.Contains(s.Posts("orchard")[0].Text, "3 members")
	}, func() string { return shown(s.Posts("orchard")) })
	s.card("orchard", "P1", "Open", "0 of 2 responded")

	s.ChannelWithout("attic", "ana", "ben")
	r := s.Slash("ana", "attic", "/propose Clear the attic")
	if r.Refused == nil {
		s.reads("the reply", r.Text, "folkmoot")
	}
	// In a direct channel the circle has to be named.
	s.reads("the reply", s.Slash("ana", "", "/propose Plant beans").Text, "--in", s.Called("orchard"))
	s.says(s.Slash("ana", "", "/propose Plant beans --by 20 minutes --in "+s.Called("orchard")), "P2", s.Called("orchard"))
	s.card("orchard", "P2", "Open")
	s.reads("the reply", s.Slash("ana", "", "/propose Plant beans --in nowhere").Text, "nowhere")
}
