package scenario

import (
	"slices"
	"strings"
)

// turnsGoRound: a rotation with turns of seconds: asked for and accepted by button, announced in the channel, handed over with a note,
// passed on when somebody cannot, and ended.
func turnsGoRound(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	every := "every " + seconds(2*s.Pace().Window)
	s.says(s.Slash("ana", "orchard", "/rota create Bell "+every+" with "+s.Handle("ana")+" "+s.Handle("ben")+" and "+s.Handle("cy")), "R1", "Bell", every, "next five times")
	m := s.card("orchard", "R1", "Running", "Bell", s.name("ana"), s.name("ben"), s.name("cy"))
	if !slices.Contains(m.Labels, "Swap") {
		s.Errorf("the buttons of a rotation are %q", m.Labels)
	}
	s.told("ben", "R1", "on the roster")
	s.says(s.Click("ana", s.told("ana", "R1", "Do you take it"), "Accept"), "R1", "yours")
	s.heard("orchard", "R1", "Bell", s.name("ana"), "turn until")
	note := s.opens(s.Click("ana", s.told("ana", "R1", "ends"), "Leave a note"))
	s.says(s.Submit("ana", note, map[string]string{"Your note": "Ring it twice"}), s.name("ben"))
	s.told("ben", "R1", "left you a note", "Ring it twice")
	s.heard("orchard", "R1", "Bell", s.name("ben"), "turn until")
	s.card("orchard", "R1", "Running", s.name("ben"), "turn until")

	// Whoever cannot says so, and the next who can is asked.
	asked := s.told("cy", "R1", "Do you take it")
	s.says(s.Click("cy", asked, "I can't"), s.name("cy"), "cannot")
	s.underneath(m, s.name("cy"), "cannot")

	s.says(s.Slash("ana", "orchard", "/moot R1 end the bell is broken"), "R1", "ended")
	m = s.card("orchard", "R1", "Archived")
	if len(m.Labels) != 0 {
		s.Errorf("what has ended has buttons still: %q", m.Labels)
	}
	if r := s.Slash("ana", "orchard", "/moot R1 accept"); !strings.Contains(r.Text, "has ended") {
		s.Errorf("a turn of what has ended was answered with %q", r.Text)
	}
}

// turnsChangeHands: a swap between two people by form and button, an absence filled by a volunteer, and what is refused (R5, R6).
func turnsChangeHands(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	s.says(s.Slash("ana", "orchard", "/rota create Gate every 2 hours with "+s.Handle("ana")+" "+s.Handle("ben")), "R1", "Gate")
	m := s.card("orchard", "R1", "Running", s.name("ana"), s.name("ben"))

	form := s.opens(s.Click("ana", m, "Swap"))
	s.says(s.Submit("ana", form, nil), s.name("ben"), "asked")
	s.says(s.Click("ben", s.told("ben", "R1", "asks to swap"), "Agree to swap"), "swapped")
	s.told("ana", "R1", "swaps with you")
	s.underneath(m, s.name("ana"), s.name("ben"), "swapped")

	// Ana is away for longer than is planned, and Ben has the turn beside each of hers: volunteers are sought, also outside the roster.
	s.says(s.Slash("ana", "", "/moot R1 away now to in 2 days"), "away")
	gap := s.heard("orchard", "Nobody has the turn", "Gate")
	s.says(s.Click("cy", gap, "I'll take it"), s.name("cy"))
	s.card("orchard", "R1", "Running", s.name("cy"))
	s.underneath(m, s.name("cy"), "Thank you")

	for line, words := range map[string][]string{
		"/rota create Gate now and then with " + s.Handle("ana"):   {"every other tuesday"},
		"/rota create Gate every monday":                           {"at least one person"},
		"/moot R1 swap with " + s.Handle("ben"):                    {"take turns in Gate", "join"},
		"/moot R1 skip 3 may 2020":                                 {"past"},
		"/rota create Gate every monday with the usual ones":       {"Name one person"},
		"/rota create " + strings.Repeat("x", 5000) + " every day": {"characters"},
	} {
		if r := s.Slash("cy", "orchard", line); !hasAll(r.Text, words) {
			s.Errorf("%.60q was answered with %.300q", line, r.Text)
		}
	}
	if r := s.Slash("ana", "orchard", "/moot R1 swap with "+s.Handle("ana")); !strings.Contains(r.Text, "takes two") {
		s.Errorf("a swap with oneself was answered with %q", r.Text)
	}
}
