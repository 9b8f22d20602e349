package scenario

import (
	"strings"
	"sync"
	"testing"
)

// atOnce is how many scenarios are played at the same time: most of the time they wait.
const atOnce = 12

// scenario is one story, with the rules that it shows.
type scenario struct {
	name  string
	rules string
	play  func(*stage)
}

// Run plays every scenario, each with a driver of its own, several at once. After each the bot is stopped and the record has to be
// whole (T1).
func Run(t *testing.T, newDriver func(t *testing.T) Driver) {
	var all sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for _, sc := range scenarios() {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			t.Run(sc.name, func(t *testing.T) {
				t.Logf("shows %s", sc.rules)
				s := &stage{t, newDriver(t)}
				sc.play(s)
				s.whole()
			})
		})
	}
	all.Wait()
}

// whole stops the bot and verifies its record.
func (s *stage) whole() {
	s.Helper()
	s.Stop()
	if code, said := s.Verify(); code != 0 || !strings.Contains(said, "entries") {
		s.Errorf("folkmoot verify ended with %d:\n%s", code, said)
	}
}

// scenarios are all there are, the longest first.
func scenarios() []scenario {
	return []scenario{
		{"killed at any moment", "T1, D21 and the outbox: kill -9 loses nothing and decides nothing twice", killed},
		{"a facilitator selected", "R1, R10, D26: named unseen, shown together, objected to and met, accepted, seated", selected},
		{"turns go round", "R2, R4: asked, accepted, handed over with a note, passed on, ended", turnsGoRound},
		{"promised and done", "C1, C4, C6, C7, C10: asked, agreed on another date, nudged, done, reopened, done", promisedAndDone},
		{"overdue and helped", "C4, C6, C7, C8, C10: overdue on the board at that moment, told, stuck, more time, dropped", overdueAndHelped},
		{"asked in turn", "C1, C2, C3, C6: asked by form and sentence, accepted, declined, handed on, done with a link", askedInTurn},
		{"adopted and done", "C2, D22: a proposal's adoption asks whom it names", adoptedAndDone},
		{"taken on by a pin", "C2, C3, C9: 📌 on a message, forms, and a date that cannot be read", pinned},
		{"fifty at once", "D3, D8, K1: fifty presses in one second are fifty votes, on a card edited a handful of times", fiftyAtOnce},
		{"adopted at the deadline", "K1, K4, D2, D6, D7, D8, D16, D21, D23", adoptedAtTheDeadline},
		{"too few", "D10, D16: one extension, the missing asked, then not adopted", tooFew},
		{"decided while it was away", "D16, D21: votes cast and a deadline passed while the bot was stopped", decidedWhileAway},
		{"archived in the middle", "D25: paused, its people told, and it goes on", archived},
		{"blocked and mended", "D3, D11, D13, D14, D19: an objection, its reason, an amendment, met", blockedAndMended},
		{"everybody at once", "D8: a unanimous response adopts early", everybody},
		{"one voice each", "D3, D5, D19: strangers, skin tones, second thoughts", oneVoiceEach},
		{"votes while it was away", "ideas 5: reactions are reconciled at the start", votesWhileAway},
		{"forms", "C3, D1, D11, D14: forms, their errors, and what they do", forms},
		{"refusals", "C3, interface: what cannot be read, is past, too long or calls a crowd", refusals},
		{"turns change hands", "R5, R6, C3: a swap, an absence, a volunteer, and what is refused", turnsChangeHands},
		{"forged", "design: nothing that is not the platform's, or not sealed for this person, does anything", forged},
		{"behind closed doors", "K6: what is private stays with those who can read it", closedDoors},
		{"making a circle", "K1: unbound, unreadable, direct and crowded places", makingACircle},
		{"a card deleted", "D25: posted again from the record, with every stance", cardDeleted},
		{"coming and going", "D4, D14, D27: who joins, leaves and is switched off", comingAndGoing},
		{"set by consent", "K4, D22: once there is an agreement, policy is the circle's", setByConsent},
		{"more time", "D9: once a version, for everybody", moreTime},
		{"set aside", "D12, D13, D26: four different people", setAside},
		{"twice and too late", "D3, D20, platforms 12: double clicks and clicks on what has ended", twiceAndTooLate},
		{"concerns are kept", "D2, D8, D21: a concern does not block, delays early adoption, and is kept", concerns},
	}
}
