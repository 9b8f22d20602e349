package scenario

import (
	"slices"
	"strings"
)

// selected: a facilitator is looked for. Named unseen, by form and by word; shown together; one is convinced; the time of the change round
// passes; whoever has most nominations is asked first, then everybody else by button, word and reaction; an objection gets its reason, and
// is met; they accept, are seated, and facilitate the next proposal (R1, R10, D26).
func selected(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee")
	s.Newcomers("fay")
	s.says(s.Slash("ana", "orchard", "/moot role facilitator"), "S1", "facilitator")
	vacant := s.card("orchard", "S1", "Vacant", "Everybody is heard")
	form := s.opens(s.Click("dee", vacant, "Call a selection"))
	s.wrong(s.Submit("dee", form, map[string]string{"Nominations until": "yesterday"}), "Nominations until", "past")
	s.says(s.Submit("dee", form, map[string]string{"Nominations until": "in 40 seconds", "Who is looked for": "Somebody who listens"}), "N1")
	m := s.card("orchard", "N1", "Open", "Somebody who listens", "0 of 4 have named somebody")

	form = s.opens(s.Click("ana", m, "Nominate"))
	s.wrong(s.Submit("ana", form, map[string]string{"Who": s.Chosen("fay"), "Because": "she is new"}), "Who", "can't be named")
	s.says(s.Submit("ana", form, map[string]string{"Who": s.Chosen("ben"), "Because": "he counts to ten first"}), "N1", "he counts to ten first")
	s.says(s.Slash("ben", "orchard", "/moot N1 nominate "+s.Handle("cy")+" because she asks good questions"), "N1")
	s.says(s.Slash("cy", "orchard", "/moot N1 nominate me because I would like to learn it"), "yourself")
	s.card("orchard", "N1", "Open", "3 of 4 have named somebody")
	s.unsaid("counts to ten", "ben", "cy", "dee")
	s.says(s.Slash("dee", "orchard", "/moot N1 nominate "+s.Handle("cy")+" because she hears what nobody says"), "all nominations")

	m = s.card("orchard", "N1", "Open", "he counts to ten first", "she asks good questions", "I would like to learn it")
	form = s.opens(s.Click("ana", m, "Change"))
	if form.Values["Because"] != "he counts to ten first" || form.Values["Who"] != s.Chosen("ben") {
		s.Errorf("the form forgot whom Ana named: %v", form.Values)
	}
	s.says(s.Submit("ana", form, map[string]string{"Who": s.Chosen("cy"), "Because": "Dee convinced me"}))
	s.underneath(m, s.name("ana"), s.name("cy"), "Dee convinced me")
	s.says(s.Click("ben", m, "Keep mine"))
	s.says(s.Slash("dee", "orchard", "/moot N1 keep"))
	// Cy keeps silent, so that time ends the change round.
	s.says(s.Click("cy", s.told("cy", "N1", "you are proposed", "most nominations (4)"), "No objection"), "N1")
	m = s.card("orchard", "N1", "Open", "Does anybody object")
	s.disagreed(m)
	s.says(s.Click("cy", s.told("cy", "N1", "do you accept"), "Accept"), "facilitator")
	s.outcome("orchard", "N1", "Selected", s.name("cy"), "she asks good questions", "Dee convinced me")
	m = s.card("orchard", "N1", "Selected")
	if len(m.Labels) != 0 {
		s.Errorf("a selection that is over has buttons still: %q", m.Labels)
	}
	s.card("orchard", "S1", "Held", s.name("cy"), "N1")
	s.says(s.Slash("cy", "orchard", "/moot me"), "S1", "facilitator")

	s.says(s.Slash("ana", "orchard", "/propose Prune the trees --by 20 minutes"), "P2")
	s.card("orchard", "P2", "Open", "Facilitator", s.name("cy"))
	s.told("cy", "P2", "you facilitate")
}

// disagreed: one objects, first by a hand that asks for the reason; it is met; then nobody objects.
func (s *stage) disagreed(m Message) {
	s.Helper()
	s.react("dee", m, "hand")
	form := s.opens(s.Click("dee", s.told("dee", "N1", "a hand up"), "Object"))
	s.says(s.Submit("dee", form, map[string]string{"Reason": "she has two roles already"}))
	m = s.card("orchard", "N1", "Open", "she has two roles already")
	s.told("cy", "N1", "she has two roles already")
	s.says(s.Click("dee", m, "Met"), "met")
	s.react("ben", m, "white_check_mark")
	s.says(s.Click("ana", m, "No objection"))
	s.says(s.Slash("dee", "orchard", "/moot N1 consent"))
}

// unsaid holds all that the bot has said in the channel and to these people to not saying something.
func (s *stage) unsaid(words string, people ...string) {
	s.Helper()
	all := s.Posts("orchard")
	for _, who := range people {
		all = slices.Concat(all, s.Direct(who))
	}
	for _, m := range all {
		if strings.Contains(m.Text, words) {
			s.Errorf("it is told already:\n%s", m.Text)
		}
	}
}
