package scenario

import (
	"slices"
	"strings"
	"time"
)

// name is how somebody occurs in texts: their handle without its @.
func (s *stage) name(who string) string { return strings.TrimPrefix(s.Handle(who), "@") }

// adoptedAtTheDeadline: five people, two reactions and a button; the fifth is silent (D7), and at the deadline it is adopted, once.
func adoptedAtTheDeadline(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee", "eli")
	m := s.propose("ana", "orchard", "P2", "Meet on Tuesdays")
	if len(s.cards("orchard", "P2")) != 1 || m.Title != "Meet on Tuesdays" || !slices.Equal(m.Labels, buttons) {
		s.Fatalf("one card with title and five buttons was expected:\n%s", shown(s.Posts("orchard")))
	}
	s.reads("the card", m.Text, "open until", "0 of 4 responded; 2 needed", s.name("ben"), s.name("cy"), s.name("dee"), s.name("eli"))

	s.react("ben", m, "white_check_mark")
	s.react("cy", m, "+1")
	s.says(s.Click("dee", m, "Consent"), "P2", "consent")
	s.counts("orchard", "P2", 3, 4)

	s.outcome("orchard", "P2", "Adopted", "3 of 4 responded", s.name("ben"), s.name("cy"), s.name("dee"), "A1")
	m = s.card("orchard", "P2", "Adopted")
	if len(m.Labels) != 0 {
		s.Errorf("a decided card has buttons still: %q", m.Labels)
	}
	s.says(s.Slash("ana", "orchard", "/moot A1"), "A1", "Meet on Tuesdays", "In force")
	s.once("orchard", "P2")
}

// everybody: when all have responded and nobody objects it is adopted at once (D8).
func everybody(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee")
	m := s.proposeLong("ana", "orchard", "P2", "Plant an apple tree")
	s.react("ben", m, "white_check_mark")
	s.react("cy", m, "white_circle")
	s.counts("orchard", "P2", 2, 3)
	s.says(s.Slash("dee", "orchard", "/moot P2 consent"), "P2")
	s.outcome("orchard", "P2", "Adopted", "everybody has responded")
	s.card("orchard", "P2", "Adopted", "3 of 3 responded")
}

// tooFew: nobody but one responds. It is extended once, those awaited are asked directly, and then it is not adopted (D16).
func tooFew(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee", "eli")
	m := s.propose("ana", "orchard", "P2", "Buy a second kettle")
	s.react("ben", m, "white_check_mark")
	s.counts("orchard", "P2", 1, 4)
	s.underneath(m, "Too few have responded")
	s.told("cy", "P2", "was extended")
	for _, said := range s.Direct("ben") {
		if strings.Contains(said.Text, "extended") {
			s.Errorf("ben responded and was nudged: %s", said.Text)
		}
	}
	s.card("orchard", "P2", "Not adopted", "1 of 4 responded")
	s.outcome("orchard", "P2", "Not adopted", "1 of 4 responded", "needed")
	if n := len(slices.DeleteFunc(s.Thread(m), func(m Message) bool { return !strings.Contains(m.Text, "Too few") })); n != 1 {
		s.Errorf("it was extended %d times", n)
	}
}

// blockedAndMended: an objection by reaction blocks at once; its author is asked why; the amendment is a new card with the difference and
// no stances but its proposer's; the objector says it is met; and it is adopted.
func blockedAndMended(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee")
	first := s.proposeLong("ana", "orchard", "P2", "Meet on Tuesdays")
	s.react("cy", first, "white_check_mark")
	s.counts("orchard", "P2", 1, 3)
	s.react("ben", first, "hand")
	s.card("orchard", "P2", "Blocked", "P2.1")
	asked := s.told("ben", "P2.1", "harm")
	s.told("ana", "P2", "objects to your proposal")

	form := s.opens(s.Click("ben", asked, "Give the reason"))
	s.says(s.Submit("ben", form, map[string]string{"Reason": "the hall is taken on Tuesdays; I would consent to Wednesdays"}))
	s.card("orchard", "P2", "Blocked", "the hall is taken on Tuesdays")
	s.underneath(first, "the hall is taken on Tuesdays")
	// A consent does not replace an open objection: its author is asked (D3).
	s.react("ben", first, "white_check_mark")
	s.told("ben", "P2.1", "still open")
	s.card("orchard", "P2", "Blocked")

	s.says(s.Slash("ana", "orchard", "/moot P2 amend Meet on Wednesdays\nAt six, in the hall."), "P2", "version 2")
	second := s.card("orchard", "P2", "Blocked", "Meet on Wednesdays")
	if cards := s.cards("orchard", "P2"); len(cards) != 2 || second.Title != "Meet on Wednesdays" || !slices.Equal(second.Labels, buttons) {
		s.Fatalf("version 2 should have a card of its own:\n%s", shown(cards))
	}
	s.reads("the new card", second.Text, "0 of 3 responded", "Meet on Tuesdays", "At six, in the hall.", "+", "P2.1")
	s.await("the old card to lead to the new one", func() bool {
		old := s.cards("orchard", "P2")[0]
		return old.Status != "Open" && old.Status != "Blocked" && len(old.Labels) == 0 && strings.Contains(old.Text, "version 2")
	}, func() string { return shown(s.cards("orchard", "P2")) })

	s.says(s.Slash("ben", "orchard", "/moot P2.1 met"), "P2.1", "met")
	s.card("orchard", "P2", "Open")
	s.underneath(second, "P2.1", "met")
	for _, who := range []string{"ben", "cy", "dee"} {
		s.react(who, second, "white_check_mark")
	}
	s.outcome("orchard", "P2", "Adopted", "P2.1", "met", "the hall is taken on Tuesdays")
	s.card("orchard", "P2", "Adopted", "3 of 3 responded")
}

// oneVoiceEach: who counts, and for how much.
func oneVoiceEach(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee")
	s.Newcomers("zoe")
	m := s.proposeLong("ana", "orchard", "P2", "Paint the shed")
	// Somebody who is no member looks in and reacts: told privately, once, and never counted (D5). Where the platform itself does not
	// let them, there is nobody to tell.
	if err := s.React("zoe", m, "white_check_mark"); err == nil {
		s.told("zoe", "P2", "not counted")
		if err := s.React("zoe", m, "hand"); err == nil {
			// Nothing tells that a thing does not come; what comes after it, on the same way, does.
			s.react("ben", m, "white_check_mark")
			s.counts("orchard", "P2", 1, 3)
			s.unreact("ben", m, "white_check_mark")
		}
		s.card("orchard", "P2", "Open")
		if n := len(s.Direct("zoe")); n != 1 {
			s.Errorf("zoe was told %d times:\n%s", n, shown(s.Direct("zoe")))
		}
	} else if r := s.Click("zoe", m, "Consent"); r.Refused == nil {
		s.reads("the reply", r.Text, "not counted")
	}
	s.counts("orchard", "P2", 0, 3)

	// Two skin tones are one voice; it goes with the last of them (D3, D19).
	s.react("ben", m, "+1::skin-tone-2")
	s.react("ben", m, "+1::skin-tone-5")
	s.react("cy", m, "white_check_mark")
	s.counts("orchard", "P2", 2, 3)
	s.unreact("ben", m, "+1::skin-tone-2")
	s.unreact("cy", m, "white_check_mark")
	s.counts("orchard", "P2", 1, 3)
	s.unreact("ben", m, "+1::skin-tone-5")
	s.counts("orchard", "P2", 0, 3)
	// What a button said, no reaction takes back (D19).
	s.react("cy", m, "white_check_mark")
	s.says(s.Click("cy", m, "Consent"), "P2")
	s.unreact("cy", m, "white_check_mark")
	// Consent and objection by one person: the objection stands.
	s.react("ben", m, "white_check_mark")
	s.react("ben", m, "raised_hand")
	s.card("orchard", "P2", "Blocked", "1 of 3 responded")
	// Without a reason yet, an objection goes with its reaction (D19).
	s.unreact("ben", m, "white_check_mark")
	s.unreact("ben", m, "raised_hand")
	s.card("orchard", "P2", "Open", "1 of 3 responded")
}

// concerns: they count as a response, are shown with their words, hold an early adoption for a moment, and are kept with the outcome.
func concerns(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	m := s.proposeLong("ana", "orchard", "P2", "Open on Sundays")
	s.says(s.Slash("ben", "orchard", "/moot P2 concern the neighbours may mind"), "concern")
	s.card("orchard", "P2", "Open", "the neighbours may mind", "1 of 2 responded")
	s.react("cy", m, "white_check_mark")
	s.card("orchard", "P2", "Open", "2 of 2 responded")
	// Back to a plain consent: nothing is left to be read, so it is adopted at once.
	s.says(s.Slash("ben", "orchard", "/moot P2 consent"))
	s.outcome("orchard", "P2", "Adopted")

	// A window of seconds: a tenth of it after the concern.
	m = s.propose("ana", "orchard", "P3", "Close on Mondays")
	s.react("cy", m, "white_check_mark")
	form := s.opens(s.Click("ben", m, "Concern"))
	s.says(s.Submit("ben", form, map[string]string{"Concern": "who opens the gate?"}))
	s.outcome("orchard", "P3", "Adopted", "who opens the gate?")
}

// moreTime: the first ⏳ extends for everybody, the second is told so.
func moreTime(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee")
	m := s.proposeLong("ana", "orchard", "P2", "Fence the pond")
	s.says(s.Click("ben", m, "Need time"), "P2")
	s.underneath(m, "needs more time")
	s.counts("orchard", "P2", 0, 3)
	s.react("cy", m, "hourglass_flowing_sand")
	s.told("cy", "P2", "extended", "already")
	n := len(slices.DeleteFunc(s.Thread(m), func(m Message) bool { return !strings.Contains(m.Text, "needs more time") }))
	if n != 1 {
		s.Errorf("it was extended %d times", n)
	}
}

// setAside: an objection without a reason goes when the facilitator and a second say so, each somebody else (D13).
func setAside(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee")
	s.says(s.Slash("ana", "orchard", "/propose Keep bees --by 20 minutes --facilitator "+s.Handle("cy")), "P2")
	m := s.card("orchard", "P2", "Open")
	s.told("cy", "you facilitate")
	s.says(s.Slash("ben", "orchard", "/moot P2 object I do not feel like it"), "P2.1")
	s.card("orchard", "P2", "Blocked")
	s.reads("the refusal", s.Slash("dee", "orchard", "/moot P2.1 set aside it names no harm").Text, "facilitates")
	s.says(s.Slash("cy", "orchard", "/moot P2.1 set aside it names no harm"), "P2.1")
	s.underneath(m, "P2.1", "it names no harm")
	s.reads("the refusal", s.Slash("ben", "orchard", "/moot P2.1 second").Text, "second must be")
	s.reads("the refusal", s.Slash("ana", "orchard", "/moot P2.1 second").Text, "second must be")
	s.says(s.Slash("dee", "orchard", "/moot P2.1 second"), "set aside")
	s.card("orchard", "P2", "Open", "set aside", "0 of 3 responded")
}

// twiceAndTooLate: a double click is one vote; what has ended answers kindly and stays as it is.
func twiceAndTooLate(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	m := s.proposeLong("ana", "orchard", "P2", "Mow on Fridays")
	replies := make([]Reply, 2)
	together(2, func(i int) { replies[i] = s.Click("ben", m, "Consent") })
	if r := replies[0].Text + replies[1].Text; !strings.Contains(r, "consent") || strings.Contains(r, "wrong") {
		s.Errorf("a double click was answered %v", replies)
	}
	s.counts("orchard", "P2", 1, 2)
	s.says(s.Slash("ana", "orchard", "/moot P2 withdraw the mower broke"), "withdrawn")
	s.card("orchard", "P2", "Withdrawn", "the mower broke")
	s.outcome("orchard", "P2", "Withdrawn")
	if r := s.Click("cy", m, "Consent"); r.Refused == nil { // a platform may know itself that the button is gone
		s.reads("the reply", r.Text, "has ended")
	}
	s.reads("the reply", s.Slash("cy", "orchard", "/moot P2 object too loud").Text, "has ended")
	s.react("cy", m, "hand")
	s.told("cy", "P2", "has ended")
	s.card("orchard", "P2", "Withdrawn", "1 of 2 responded")
	s.reads("the reply", s.Slash("ben", "orchard", "/moot P2 withdraw").Text, "has ended")
	s.once("orchard", "P2")
}

// fiftyAtOnce: fifty people press Consent in the same second, five times over.
func fiftyAtOnce(s *stage) {
	people := []string{"ana"}
	for i := range 50 {
		people = append(people, "p"+letters(i))
	}
	s.Channel("square", people...)
	// Above fifty people it asks first (K1).
	s.reads("the reply", s.Slash("ana", "square", "/propose Begin here").Text, "51", "--everyone")
	s.says(s.Slash("ana", "square", "/propose Begin here --everyone"), "P1")
	s.card("square", "P1", "Open", "0 of 50 responded")
	for round := range 5 {
		id := "P" + string(rune('2'+round))
		m := s.proposeLong("ana", "square", id, "Dance in round "+letters(round))
		replies := make([]Reply, 50)
		began := time.Now()
		together(50, func(i int) { replies[i] = s.Click(people[i+1], m, "Consent") })
		took := time.Since(began)
		for i, r := range replies {
			if r.Refused != nil || !strings.Contains(r.Text, "consent") {
				s.Errorf("%s was answered %q, %v", people[i+1], r.Text, r.Refused)
			}
		}
		s.outcome("square", id, "Adopted")
		done := s.card("square", id, "Adopted", "50 of 50 responded")
		if done.Edits > 12 {
			s.Errorf("%s: the card was edited %d times", id, done.Edits)
		}
		s.Logf("%s: 50 of 50 in %v, the card edited %d times", id, took.Round(time.Millisecond), done.Edits)
	}
}

// letters names the n-th of many in two letters.
func letters(n int) string { return string(rune('a'+n/26)) + string(rune('a'+n%26)) }
