package scenario

import (
	"slices"
	"strings"
)

// promisedAndDone: asked by sentence, another date offered by form and agreed to by button, nudged before its date of seconds, done by ✅,
// reopened, done by button; each time the other side is told.
func promisedAndDone(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	s.says(s.Slash("ana", "orchard", "/commit "+s.Handle("ben")+" to send the minutes by 30 minutes for "+s.Handle("ana")), "C1", "send the minutes")
	m := s.card("orchard", "C1", "Offered", "send the minutes", s.name("ben"), s.name("ana"))
	if !slices.Equal(m.Labels, []string{"Accept", "Decline", "Another date"}) {
		s.Errorf("the buttons of a request are %q", m.Labels)
	}
	asked := s.told("ben", "C1", "asks you")
	form := s.opens(s.Click("ben", asked, "Another date"))
	s.wrong(s.Submit("ben", form, map[string]string{"By when": "yesterday"}), "By when", "past")
	s.says(s.Submit("ben", form, map[string]string{"By when": "in 25 seconds", "Because": "I have them at hand"}))
	s.says(s.Click("ana", s.told("ana", "C1", "offers another date", "I have them at hand"), "Accept"), "C1")
	m = s.card("orchard", "C1", "Accepted")
	s.told("ben", "C1", "agrees")
	s.told("ben", "C1", "is due")

	s.react("ben", m, "white_check_mark")
	s.card("orchard", "C1", "Done")
	done := s.told("ana", "C1", "has done")
	s.says(s.Click("ana", done, "Reopen"), "C1")
	m = s.card("orchard", "C1", "Accepted")
	s.told("ben", "C1", "reopened")
	s.says(s.Click("ben", m, "Done"), "C1", "done")
	m = s.card("orchard", "C1", "Done")
	if len(m.Labels) != 0 {
		s.Errorf("what is done has buttons still: %q", m.Labels)
	}
	s.says(s.Slash("ana", "orchard", "/moot board"), "Done lately", "C1")
}

// overdueAndHelped: nobody does it in time: its owner is asked, then the circle is told; being stuck asks for help under the card, and
// letting go takes a reason.
func overdueAndHelped(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	s.says(s.Slash("ana", "orchard", "/commit oil the gate by 4 seconds"), "C1", "oil the gate", s.Called("orchard"))
	m := s.card("orchard", "C1", "Accepted")
	s.told("ana", "C1", "how is it going")
	s.underneath(m, "C1", "something to help with")
	s.says(s.Slash("ana", "orchard", "/moot commitments overdue"), "C1", "oil the gate")
	s.says(s.Click("ana", m, "Stuck"), "C1")
	s.underneath(m, s.name("ana"), "stuck")
	form := s.opens(s.Click("ana", m, "More time"))
	s.says(s.Submit("ana", form, map[string]string{"By when": "in 3 days", "Because": "the oil is out"}))
	s.underneath(m, "more time", "the oil is out")
	form = s.opens(s.Click("ana", m, "Drop"))
	s.says(s.Submit("ana", form, map[string]string{"Because": "the gate is gone"}))
	s.card("orchard", "C1", "Dropped", "the gate is gone")
}

// pinned: 📌 on a message asks whoever put it there by when, and the form makes the commitment; what cannot be read as a date keeps the
// form open and makes nothing (C2, C3).
func pinned(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	said := s.Posts("orchard")[0]
	s.react("ben", said, "pushpin")
	asked := s.told("ben", "by when")
	form := s.opens(s.Click("ben", asked, "Choose the date"))
	s.wrong(s.Submit("ben", form, map[string]string{"What": "Look after the orchard", "By when": "someday"}), "By when", "someday", "in 3 days")
	if _, made := s.latest("orchard", "C1"); made {
		s.Errorf("a form that was refused made a commitment")
	}
	s.says(s.Submit("ben", form, map[string]string{"What": "Look after the orchard", "By when": "every friday 12:00"}))
	m := s.card("orchard", "C1", "Accepted", "Look after the orchard", s.name("ben"), "every friday")
	s.says(s.Click("ben", m, "Done"), "C1", "next time")
	s.card("orchard", "C1", "Accepted", "1 done")

	form = s.opens(s.Slash("cy", "orchard", "/commit count the pots"))
	if form.Values["What"] != "count the pots" {
		s.Errorf("the form forgot what is to be done: %v", form.Values)
	}
	s.says(s.Submit("cy", form, map[string]string{"By when": "in 2 weeks"}))
	s.card("orchard", "C2", "Accepted", "count the pots")
	if r := s.Slash("cy", "orchard", "/commit count the pots by frday"); !strings.Contains(r.Text, "frday") || !strings.Contains(r.Text, "in 3 days") {
		s.Errorf("what cannot be read was answered with %q", r.Text)
	}
	s.says(s.Slash("cy", "orchard", "/moot commitments mine"), "One commitment", "C2")
}
