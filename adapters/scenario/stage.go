package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience bounds every wait: far longer than anything takes on a machine that does nothing else.
const patience = 90 * time.Second

// glance is how often is looked again.
const glance = 100 * time.Millisecond

// stage is one scenario under way.
type stage struct {
	testing.TB
	Driver
}

// the five promised buttons
var buttons = []string{"Consent", "Abstain", "Concern", "Object", "Need time"}

// await asks until the answer is yes. Saw tells, for the complaint, what is to be seen at the end.
func (s *stage) await(what string, yes func() bool, saw func() string) {
	s.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	again := time.NewTicker(glance)
	defer again.Stop()
	for !yes() {
		select {
		case <-again.C:
		case <-late.C:
			s.Fatalf("waited in vain for %s; there is:\n%s", what, saw())
		}
	}
}

// circle begins a circle in a new channel, whose shortest window is of seconds (K1, K4). Its first proposal is P1, withdrawn: the
// scenario's own begin with P2.
func (s *stage) circle(channel string, people ...string) {
	s.Helper()
	s.Channel(channel, people...)
	s.begin(channel, people[0])
}

func (s *stage) begin(channel, creator string) {
	s.Helper()
	s.says(s.Slash(creator, channel, "/propose Begin here"), "P1")
	s.says(s.Slash(creator, channel, "/moot circle set shortest "+seconds(s.Pace().Shortest)), "shortest", seconds(s.Pace().Shortest))
	s.says(s.Slash(creator, channel, "/moot P1 withdraw"), "P1", "withdrawn")
	s.card(channel, "P1", "Withdrawn")
}

func seconds(d time.Duration) string { return fmt.Sprintf("%d seconds", int(d/time.Second)) }

// by is the option that closes a window after the pace's.
func (s *stage) by() string { return fmt.Sprintf(" --by %ds", int(s.Pace().Window/time.Second)) }

// propose raises a proposal with a window of seconds and answers its open card.
func (s *stage) propose(who, channel, id, title string) Message {
	s.Helper()
	s.says(s.Slash(who, channel, "/propose "+title+s.by()), id, title)
	return s.card(channel, id, "Open")
}

// proposeLong raises a proposal that no deadline ends while the scenario plays.
func (s *stage) proposeLong(who, channel, id, title string) Message {
	s.Helper()
	s.says(s.Slash(who, channel, "/propose "+title+" --by 20 minutes"), id, title)
	return s.card(channel, id, "Open")
}

// says holds a reply to words, in whatever case.
func (s *stage) says(r Reply, words ...string) {
	s.Helper()
	if r.Refused != nil || len(r.Errors) > 0 {
		s.Fatalf("it was refused: %v %v; the reply was %q", r.Refused, r.Errors, r.Text)
	}
	s.reads("the reply", r.Text, words...)
}

// reads holds a text to words, in whatever case.
func (s *stage) reads(what, text string, words ...string) {
	s.Helper()
	for _, w := range words {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
			s.Fatalf("%s should say %q:\n%s", what, w, text)
		}
	}
}

// cards are the cards of an id in a channel, one a version, the oldest first. The notice of an outcome is none.
func (s *stage) cards(channel, id string) []Message {
	return slices.DeleteFunc(s.Posts(channel), func(m Message) bool { return m.ID != id || isNotice(m) })
}

// isNotice tells the notice of an outcome from a card: it carries the head of the record (T1).
func isNotice(m Message) bool { return strings.Contains(m.Text, "Record no.") }

// notices are the notices of an id's outcome.
func (s *stage) notices(channel, id string) []Message {
	return slices.DeleteFunc(s.Posts(channel), func(m Message) bool { return m.ID != id || !isNotice(m) })
}

// latest is the newest card of an id; false when there is none.
func (s *stage) latest(channel, id string) (Message, bool) {
	cards := s.cards(channel, id)
	if len(cards) == 0 {
		return Message{}, false
	}
	return cards[len(cards)-1], true
}

// card waits until the newest card of an id has a status and these words.
func (s *stage) card(channel, id, status string, words ...string) Message {
	s.Helper()
	var m Message
	s.await(fmt.Sprintf("a card of %s that is %s and says %q", id, status, words), func() bool {
		var ok bool
		m, ok = s.latest(channel, id)
		return ok && m.Status == status && hasAll(m.Text, words)
	}, func() string { return shown(s.Posts(channel)) })
	return m
}

// hasAll tells whether a text says all the words, in whatever case.
func hasAll(text string, words []string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		if !strings.Contains(text, strings.ToLower(w)) {
			return false
		}
	}
	return true
}

func shown(list []Message) string {
	var b strings.Builder
	for _, m := range list {
		fmt.Fprintf(&b, "— [%s|%s|%s] %q\n%s\n", m.ID, m.Title, m.Status, m.Labels, m.Text)
	}
	return b.String()
}

// tally reads "3 of 4 responded" off a card.
var tally = regexp.MustCompile(`(\d+) of (\d+) responded`)

func counted(m Message) (responded, others int) {
	found := tally.FindStringSubmatch(m.Text)
	if found == nil {
		return -1, -1
	}
	responded, _ = strconv.Atoi(found[1])
	others, _ = strconv.Atoi(found[2])
	return responded, others
}

// counts waits until the newest card of an id tells so many of so many.
func (s *stage) counts(channel, id string, responded, others int) Message {
	s.Helper()
	var m Message
	s.await(fmt.Sprintf("%d of %d on %s", responded, others, id), func() bool {
		m, _ = s.latest(channel, id)
		r, o := counted(m)
		return r == responded && o == others
	}, func() string { return shown(s.Posts(channel)) })
	return m
}

// told waits until somebody has a direct message with these words, and answers it.
func (s *stage) told(who string, words ...string) Message {
	s.Helper()
	var m Message
	s.await(fmt.Sprintf("a direct message to %s with %q", who, words), func() bool {
		for _, m = range s.Direct(who) {
			if hasAll(m.Text, words) {
				return true
			}
		}
		return false
	}, func() string { return shown(s.Direct(who)) })
	return m
}

// heard waits until the bot has said these words in a channel.
func (s *stage) heard(channel string, words ...string) Message {
	s.Helper()
	var m Message
	s.await(fmt.Sprintf("a message in %s with %q", channel, words), func() bool {
		for _, m = range s.Posts(channel) {
			if hasAll(m.Text, words) {
				return true
			}
		}
		return false
	}, func() string { return shown(s.Posts(channel)) })
	return m
}

// underneath waits until something with these words stands under a card.
func (s *stage) underneath(m Message, words ...string) {
	s.Helper()
	s.await(fmt.Sprintf("%q in the thread under %s", words, m.ID), func() bool {
		return slices.ContainsFunc(s.Thread(m), func(m Message) bool { return hasAll(m.Text, words) })
	}, func() string { return shown(s.Thread(m)) })
}

// outcome waits for the one notice of an outcome.
func (s *stage) outcome(channel, id, status string, words ...string) Message {
	s.Helper()
	s.await("a notice about "+id, func() bool { return len(s.notices(channel, id)) > 0 }, func() string { return shown(s.Posts(channel)) })
	m := s.once(channel, id)
	if m.Status != status {
		s.Fatalf("the notice says %s, not %s:\n%s", m.Status, status, m.Text)
	}
	s.reads("the notice", m.Text, words...)
	return m
}

// once holds an id to one notice (D21).
func (s *stage) once(channel, id string) Message {
	s.Helper()
	all := s.notices(channel, id)
	if len(all) != 1 {
		s.Fatalf("%s has %d notices of its outcome:\n%s", id, len(all), shown(all))
	}
	return all[0]
}

// react puts an emoji on a message, which the platform has to allow.
func (s *stage) react(who string, m Message, emoji string) {
	s.Helper()
	if err := s.React(who, m, emoji); err != nil {
		s.Fatalf("%s reacting with %s: %v", who, emoji, err)
	}
}

func (s *stage) unreact(who string, m Message, emoji string) {
	s.Helper()
	if err := s.Unreact(who, m, emoji); err != nil {
		s.Fatalf("%s taking %s back: %v", who, emoji, err)
	}
}

// opens holds a reply to a form.
func (s *stage) opens(r Reply) Form {
	s.Helper()
	if r.Form == nil {
		s.Fatalf("no form was opened; the reply was %q, %v", r.Text, r.Refused)
	}
	return *r.Form
}

// wrong holds a form's reply to an error of one field.
func (s *stage) wrong(r Reply, label string, words ...string) {
	s.Helper()
	text, ok := r.Errors[label]
	if !ok {
		s.Fatalf("the field %q should have an error; there is %v, %q, %v", label, r.Errors, r.Text, r.Refused)
	}
	s.reads("the error", text, words...)
}
