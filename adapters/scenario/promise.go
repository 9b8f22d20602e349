package scenario

import (
	"fmt"
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
	before := s.times("ana", "has done")
	s.says(s.Click("ben", m, "Done"), "C1", "done")
	m = s.card("orchard", "C1", "Done")
	if len(m.Labels) != 0 {
		s.Errorf("what is done has buttons still: %q", m.Labels)
	}
	s.await("ana to be told again", func() bool { return s.times("ana", "has done") > before }, func() string { return shown(s.Direct("ana")) })
	s.says(s.Slash("ana", "orchard", "/moot board"), "Done lately", "C1")
}

// overdueAndHelped: nobody does it in time: the board moves it at that very moment, its owner is asked, then the circle is told; being stuck
// asks for help under the card, and letting go takes a reason.
func overdueAndHelped(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	s.says(s.Slash("ana", "orchard", "/moot board here"), "board")
	s.board("orchard", "Nobody has promised anything")
	s.says(s.Slash("ana", "orchard", "/commit oil the gate by 6 seconds"), "C1", "oil the gate", s.Called("orchard"))
	m := s.card("orchard", "C1", "Accepted")
	s.board("orchard", "Overdue", "C1")
	s.card("orchard", "C1", "Accepted", "The date is over")
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
	s.board("orchard", "Nobody has promised anything")
}

// askedInTurn: a request made by form and accepted by button, one declined, and one that is handed on; each time the other side is told.
func askedInTurn(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	form := s.opens(s.Slash("ana", "orchard", "/commit"))
	s.wrong(s.Submit("ana", form, map[string]string{"What": "count the pots", "By when": "03/04"}), "By when", "can be", "3 apr")
	s.says(s.Submit("ana", form, map[string]string{"What": "count the pots", "By when": "in 2 weeks"}), "C1", "yours to do")
	s.says(s.Slash("ana", "orchard", "/commit "+s.Handle("ben")+" and "+s.Handle("cy")+" to bring a chair by friday"), "C2", "C3", s.name("ben"), s.name("cy"))
	m := s.card("orchard", "C2", "Offered", "bring a chair", s.name("ben"))
	s.says(s.Click("ben", m, "Accept"), "C2", "yours")
	s.told("ana", "C2", "takes on")
	s.says(s.Click("cy", s.told("cy", "C3", "asks you"), "Decline"), "C3", "declined")
	s.card("orchard", "C3", "Dropped", "cannot do it")
	s.told("ana", "C3", "cannot do")
	m = s.card("orchard", "C2", "Accepted")
	s.says(s.Slash("ben", "orchard", "/moot C2 hand to "+s.Handle("cy")), "C2", s.name("cy"))
	s.says(s.Click("cy", s.told("cy", "C2", "take over"), "Accept"), "C2", "yours")
	s.told("ben", "C2", "has taken over")
	s.says(s.Slash("cy", "orchard", "/moot C2 done https://example.org/chair"), "C2", "done")
	s.card("orchard", "C2", "Done", "https://example.org/chair")
	s.underneath(m, "C2", "has done")
	s.says(s.Slash("ana", "orchard", "/moot commitments mine"), "One commitment", "C1")
}

// adoptedAndDone: a proposal says what is to be done once it is adopted; its adoption asks whom it names, who do it (D22).
func adoptedAndDone(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	if r := s.Slash("ana", "orchard", "/propose Paint the hall --then "+s.Handle("ben")+" to buy the paint"); !hasAll(r.Text, []string{"by when", "in 2 weeks"}) {
		s.Errorf("a clause without a date was answered with %q", r.Text)
	}
	s.says(s.Slash("ana", "orchard", "/propose Paint the hall --by 20 minutes --then "+s.Handle("ben")+" to buy the paint in 2 weeks --then I ask for colours in 3 days"),
		"P2", "If adopted", s.name("ben"), "buy the paint", "2 weeks after adoption", "ask for colours")
	m := s.card("orchard", "P2", "Open", s.name("ben"), "buy the paint", "2 weeks after adoption", "ask for colours")
	form := s.opens(s.Slash("ana", "orchard", "/moot P2 amend"))
	if then := form.Values["Once adopted"]; !hasAll(then, []string{"buy the paint", "ask for colours"}) {
		s.Errorf("the form to amend it says of what is to be done: %q", then)
	}
	s.says(s.Click("ben", m, "Consent"), "P2")
	s.says(s.Click("cy", m, "Consent"), "P2")
	s.outcome("orchard", "P2", "Adopted", "buy the paint")
	m = s.card("orchard", "C1", "Offered", "buy the paint", s.name("ben"), "P2")
	s.told("ana", "is adopted", "P2", "C2", "ask for colours")
	s.told("ben", "is adopted", "P2", "C1")
	s.says(s.Click("ben", m, "Accept"), "C1")
	s.told("ana", "C1", "takes on")
	s.react("ben", s.card("orchard", "C1", "Accepted"), "white_check_mark")
	s.card("orchard", "C1", "Done")
}

// board waits until the circle's board in a channel has these words.
func (s *stage) board(channel string, words ...string) {
	s.Helper()
	s.await(fmt.Sprintf("a board in %s that says %q", channel, words), func() bool {
		return slices.ContainsFunc(s.Posts(channel), func(m Message) bool {
			return m.ID == "" && hasAll(m.Title+"\n"+m.Text, append([]string{"Commitments of"}, words...))
		})
	}, func() string { return shown(s.Posts(channel)) })
}

// times counts the direct messages to somebody with these words.
func (s *stage) times(who string, words ...string) (n int) {
	for _, m := range s.Direct(who) {
		if hasAll(m.Text, words) {
			n++
		}
	}
	return n
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
