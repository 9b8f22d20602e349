package scenario

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// together does something n times at the same time.
func together(n int, do func(i int)) {
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-begin
			do(i)
		})
	}
	close(begin)
	all.Wait()
}

// decidedWhileAway: the bot is stopped; votes are cast and the deadline passes; started, it counts the votes and decides once.
func decidedWhileAway(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee", "eli")
	m := s.propose("ana", "orchard", "P2", "Repair the roof")
	deadline := time.Now().Add(s.Pace().Window)
	s.react("ben", m, "white_check_mark")
	s.counts("orchard", "P2", 1, 4)
	s.Stop()
	s.react("cy", m, "white_check_mark")
	s.react("dee", m, "heavy_check_mark")
	s.unreact("ben", m, "white_check_mark")
	s.await("the deadline", func() bool { return time.Now().After(deadline) }, func() string { return "" })
	s.Start()
	s.outcome("orchard", "P2", "Adopted", "2 of 4 responded", s.name("cy"), s.name("dee"))
	s.card("orchard", "P2", "Adopted", "2 of 4 responded")
	s.once("orchard", "P2")
}

// votesWhileAway: what people did with reactions while the bot was stopped counts as if it had just happened, objections before
// consents, and what was said by button stays.
func votesWhileAway(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee", "eli")
	m := s.proposeLong("ana", "orchard", "P2", "Dig a well")
	s.says(s.Click("ben", m, "Consent"), "P2")
	s.react("cy", m, "white_check_mark")
	s.counts("orchard", "P2", 2, 4)
	s.Stop()
	s.unreact("cy", m, "white_check_mark")
	s.react("dee", m, "+1::skin-tone-3")
	s.react("dee", m, "octagonal_sign")
	s.Start()
	s.card("orchard", "P2", "Blocked", "1 of 4 responded", "P2.1")
	s.told("dee", "P2.1")
	s.unreact("dee", m, "+1::skin-tone-3")
	s.unreact("dee", m, "octagonal_sign")
	s.card("orchard", "P2", "Open", "1 of 4 responded")
}

// killed: kill -9 at several moments. Whatever a reply confirmed is there after the next start, nothing is there twice.
func killed(s *stage) {
	people := []string{"ana", "ben", "cy", "dee", "eli", "fay", "gil"}
	s.circle("orchard", people...)

	// Right after a proposal was confirmed: its card may be on its way, and comes once.
	s.says(s.Slash("ana", "orchard", "/propose Build a shed --by 20 minutes"), "P2")
	s.Kill()
	s.Start()
	m := s.card("orchard", "P2", "Open", "0 of 6 responded")

	// In the middle of votes: those that were confirmed count, the others can be given again.
	for _, after := range []time.Duration{5, 25, 70} {
		s.burst(people[1:], m, after*time.Millisecond)
	}
	// In the middle of the last vote, of the adoption and of its announcement.
	s.says(s.Click("gil", m, "Consent"), "P2")
	s.Kill()
	s.Start()
	s.outcome("orchard", "P2", "Adopted", s.name("gil"))
	s.card("orchard", "P2", "Adopted", "6 of 6 responded")
	s.says(s.Slash("ana", "orchard", "/moot A1"), "Build a shed")

	// Around a deadline, several times.
	m = s.propose("ana", "orchard", "P3", "Paint the shed")
	deadline := time.Now().Add(s.Pace().Window)
	for _, who := range people[1:4] {
		s.react(who, m, "white_check_mark")
	}
	s.counts("orchard", "P3", 3, 6)
	for _, after := range []time.Duration{-200, 700, 1200} {
		at := deadline.Add(after * time.Millisecond)
		s.await("a moment near the deadline", func() bool { return time.Now().After(at) }, func() string { return "" })
		s.Kill()
		s.Start()
	}
	s.outcome("orchard", "P3", "Adopted", "3 of 6")
	s.card("orchard", "P3", "Adopted", "3 of 6 responded")
	for _, id := range []string{"P2", "P3"} {
		s.once("orchard", id)
		if n := len(s.cards("orchard", id)); n != 1 {
			s.Errorf("%s has %d cards:\n%s", id, n, shown(s.cards("orchard", id)))
		}
	}
	s.reads("the agreements", s.Slash("ana", "orchard", "/moot agreements").Text, "A1", "A2")
	if r := s.Slash("ana", "orchard", "/moot A3"); !strings.Contains(r.Text, "no A3") {
		s.Errorf("something was decided twice: %s", r.Text)
	}
}

// burst lets everybody answer at once, by button or by word, kills the bot in the middle, and sees that what was confirmed is there. All
// but the last of them then take it back, so that nothing is decided yet.
func (s *stage) burst(people []string, m Message, after time.Duration) {
	s.Helper()
	replies := make([]Reply, len(people)-1)
	var all sync.WaitGroup
	all.Go(func() {
		together(len(replies), func(i int) {
			if i%2 == 0 {
				replies[i] = s.Click(people[i], m, "Abstain")
			} else {
				replies[i] = s.Slash(people[i], "orchard", "/moot P2 abstain")
			}
		})
	})
	late := time.NewTimer(after)
	<-late.C
	s.Kill()
	all.Wait()
	s.Start()
	confirmed := 0
	for i, r := range replies {
		if r.Refused == nil && strings.Contains(r.Text, "abstain") {
			confirmed++
			own := s.Slash(people[i], "orchard", "/moot P2")
			s.reads("what "+people[i]+" is shown", own.Text, "Abstain", s.name(people[i]))
		}
	}
	s.Logf("killed after %v: %d of %d were confirmed", after, confirmed, len(replies))
	for i := range replies {
		s.says(s.Slash(people[i], "orchard", "/moot P2 consent"), "P2")
	}
	s.await("the card to tell of consents only", func() bool {
		card, _ := s.latest("orchard", "P2")
		responded, others := counted(card)
		return responded == len(replies) && others == len(people) && strings.Count(strings.ToLower(card.Text), "abstain") == 1 // the hint's
	}, func() string { return shown(s.cards("orchard", "P2")) })
}

// cardDeleted: somebody deletes the card. It is posted again, at the latest when it would be drawn the next time, with every stance.
func cardDeleted(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee", "eli")
	m := s.proposeLong("ana", "orchard", "P2", "Store the chairs inside")
	s.react("ben", m, "white_check_mark")
	s.says(s.Click("cy", m, "Abstain"), "P2")
	m = s.counts("orchard", "P2", 2, 4)
	s.Delete(m)
	s.says(s.Slash("dee", "orchard", "/moot P2 consent"), "P2")
	again := s.counts("orchard", "P2", 3, 4)
	if n := len(s.cards("orchard", "P2")); n != 1 || !slices.Equal(again.Labels, buttons) {
		s.Errorf("there are %d cards:\n%s", n, shown(s.cards("orchard", "P2")))
	}
	s.react("eli", again, "+1")
	s.outcome("orchard", "P2", "Adopted", s.name("ben"), s.name("dee"), s.name("eli"))
	s.card("orchard", "P2", "Adopted", "4 of 4 responded")
}

// archived: the channel is archived in the middle of a window. The proposal pauses, its proposer is told, and it goes on with the time it
// had left.
func archived(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee")
	m := s.propose("ana", "orchard", "P2", "Hang a swing")
	over := time.Now().Add(s.Pace().Window)
	s.react("ben", m, "white_check_mark")
	s.react("cy", m, "white_check_mark")
	s.counts("orchard", "P2", 2, 3)
	s.Archive("orchard")
	s.told("ana", "P2", "paused")
	s.await("the deadline that it had", func() bool { return time.Now().After(over) }, func() string { return "" })
	s.Unarchive("orchard")
	s.outcome("orchard", "P2", "Adopted", "2 of 3")
	s.underneath(m, "goes on")
	s.card("orchard", "P2", "Adopted", "2 of 3 responded")
}

// comingAndGoing: the electorate is who was there when the version opened (D4).
func comingAndGoing(s *stage) {
	s.circle("orchard", "ana", "ben", "cy", "dee", "eli")
	s.Newcomers("fay")
	m := s.proposeLong("ana", "orchard", "P2", "Share the tools")
	s.react("ben", m, "white_check_mark")
	s.counts("orchard", "P2", 1, 4)
	// Who joins has a voice and no stance until the next version.
	s.Join("orchard", "fay")
	s.await("fay to be a member", func() bool {
		return strings.Contains(s.Slash("ana", "orchard", "/moot circle members").Text, "6 members")
	}, func() string { return s.Slash("ana", "orchard", "/moot circle members").Text })
	s.reads("the reply", s.Click("fay", m, "Consent").Text, "not counted")
	s.counts("orchard", "P2", 1, 4)
	// Who leaves keeps what they said, and is still awaited where they have not.
	s.Leave("orchard", "ben")
	s.await("ben to have left", func() bool {
		return strings.Contains(s.Slash("ana", "orchard", "/moot circle members").Text, "5 members")
	}, func() string { return s.Slash("ana", "orchard", "/moot circle members").Text })
	s.counts("orchard", "P2", 1, 4)
	// Who is switched off and had not answered leaves the count.
	s.Deactivate("eli")
	s.counts("orchard", "P2", 1, 3)
	// The next version asks who is there now.
	s.says(s.Slash("ana", "orchard", "/moot P2 amend Share the tools and the shed"), "version 2")
	second := s.card("orchard", "P2", "Open", "0 of 3 responded", s.name("fay"))
	for _, who := range []string{"cy", "dee", "fay"} {
		s.react(who, second, "white_check_mark")
	}
	s.outcome("orchard", "P2", "Adopted", s.name("fay"))
}

// setByConsent: until its first agreement a circle's creator sets its policy; then the circle does, by a proposal (K4, D22).
func setByConsent(s *stage) {
	s.circle("orchard", "ana", "ben", "cy")
	s.says(s.Slash("ana", "orchard", "/moot circle set quorum 60%"), "60%")
	s.await("the channel to be told", func() bool {
		return slices.ContainsFunc(s.Posts("orchard"), func(m Message) bool { return strings.Contains(m.Text, "quorum to 60%") })
	}, func() string { return shown(s.Posts("orchard")) })
	m := s.proposeLong("ana", "orchard", "P2", "Eat together on Thursdays")
	s.react("ben", m, "white_check_mark")
	s.react("cy", m, "white_check_mark")
	s.outcome("orchard", "P2", "Adopted")
	s.says(s.Slash("ana", "orchard", "/moot circle set quorum all"), "P3")
	m = s.card("orchard", "P3", "Open", "quorum")
	s.says(s.Slash("ben", "orchard", "/moot circle"), "60%")
	s.react("ben", m, "white_check_mark")
	s.react("cy", m, "white_check_mark")
	s.outcome("orchard", "P3", "Adopted", "100%")
	s.says(s.Slash("ben", "orchard", "/moot circle"), "100%")
}
