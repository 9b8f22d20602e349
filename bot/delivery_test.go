package bot_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// tries lets every posting to a place fail that way, and notes when each was tried.
func tries(w *bottest.World, place string, fault bot.Fault) *[]time.Duration {
	at := &[]time.Duration{}
	begun := w.Clock
	w.Chat.Fail = func(method, channel string) error {
		if method != "post" || channel != place {
			return nil
		}
		*at = append(*at, w.Clock.Sub(begun))
		return &fault
	}
	return at
}

// settled is a garden in which the first proposal stands already, so that the next thing to be posted is a card.
func settled(t *testing.T) *bottest.World {
	w := garden(t)
	w.Slash("ana", "#garden", "/propose Buy a ladder")
	w.Slash("ana", "#garden", "/moot P1 withdraw")
	w.Settle()
	w.Chat.TakeSaid()
	return w
}

// What follows from a failure depends on what kind it is: patience, another try, or giving up and telling whoever acted.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		fault bot.Fault
		// after is when the first tries are, within some hours; given up means that it is not tried any more then, and that its author is told.
		after   []time.Duration
		givenUp bool
	}{
		{bot.Fault{Class: bot.Passing}, []time.Duration{0, 2 * time.Second, 6 * time.Second, 14 * time.Second, 30 * time.Second}, true},
		{bot.Fault{Class: bot.Limited, RetryAfter: time.Hour}, []time.Duration{0, time.Hour, 2 * time.Hour, 3 * time.Hour}, false},
		{bot.Fault{Class: bot.NoAccess}, []time.Duration{0, time.Minute, 2 * time.Minute}, false},
		{bot.Fault{Class: bot.NoChannel}, []time.Duration{0, 30 * time.Minute, time.Hour}, false},
		{bot.Fault{Class: bot.NoPost}, []time.Duration{0}, true},
		{bot.Fault{Class: bot.NoSuch}, []time.Duration{0}, true},
		{bot.Fault{Class: bot.Unfit}, []time.Duration{0}, true},
	} {
		t.Run(string(c.fault.Class), func(t *testing.T) {
			w := settled(t)
			at := tries(w, "#garden", c.fault)
			w.Slash("ana", "#garden", "/propose Paint the shed")
			w.Settle()
			w.Advance(3 * time.Hour)
			if got := (*at)[:min(len(*at), len(c.after))]; !slices.Equal(got, c.after) {
				t.Errorf("tried after %v, want %v", got, c.after)
			}
			told := strings.Contains(strings.Join(w.Chat.TakeSaid(), "\n"), "could not post about it")
			if told != c.givenUp {
				t.Errorf("its author is told that it is given up: %v, want %v", told, c.givenUp)
			}
			before := len(*at)
			w.Advance(3 * time.Hour)
			if more := len(*at) > before; more == c.givenUp {
				t.Errorf("tried %d times more after three hours, given up: %v", len(*at)-before, c.givenUp)
			}
			w.Chat.Fail = nil
			w.Advance(2 * time.Hour)
			if posted := w.Chat.Latest("P2") != nil; posted == c.givenUp {
				t.Errorf("once it is mended, the card stands there: %v", posted)
			}
		})
	}
}

// What is said in one channel keeps its order, though the first of it fails; other channels do not wait for it.
func TestOrderWithinAChannel(t *testing.T) {
	w := settled(t)
	w.Chat.AddChannel("#shed", false, "ana", "ben")
	tries(w, "#garden", bot.Fault{Class: bot.Passing})
	w.Slash("ana", "#garden", "/propose Second thing")
	w.Slash("ben", "#garden", "/propose Third thing")
	w.Slash("ana", "#shed", "/propose Fourth thing")
	w.Settle()
	if said := w.Chat.TakeSaid(); w.Chat.Latest("P4") == nil || w.Chat.Latest("P2") != nil {
		t.Errorf("the channel that works was kept waiting, or the broken one was not: %v", said)
	}
	w.Chat.Fail = nil
	w.Slash("ana", "#garden", "/propose Fifth thing")
	w.Advance(time.Minute)
	var order []string
	for _, said := range w.Chat.TakeSaid() {
		for _, id := range []string{"P2", "P3", "P5"} {
			if strings.HasPrefix(said, "#garden ← ["+id+" ") {
				order = append(order, id)
			}
		}
	}
	if !slices.Equal(order, []string{"P2", "P3", "P5"}) {
		t.Errorf("the cards came in the order %v", order)
	}
}

// A hundred votes within ten seconds are a handful of edits of the card, and the last one is right.
func TestManyVotesAreAHandfulOfEdits(t *testing.T) {
	w := bottest.New(t)
	names := []string{"ana"}
	for i := range 100 {
		names = append(names, fmt.Sprintf("m%02d", i))
	}
	for _, name := range names {
		w.Chat.AddUser(name, nil)
	}
	w.Chat.AddChannel("#hall", false, names...)
	w.Slash("ana", "#hall", "/propose Open the hall --everyone")
	w.Settle()
	w.Slash("ana", "#hall", "/moot circle set early off")
	w.Slash("ana", "#hall", "/propose Heat the hall")
	w.Settle()
	w.Advance(time.Minute)
	card := w.Chat.Latest("P2")
	before := card.Edits
	for _, name := range names[1:] {
		w.Press(name, card, "Consent")
		w.Advance(100 * time.Millisecond)
	}
	during := card.Edits - before
	w.Advance(2 * time.Second)
	if edits := card.Edits - before; during > 11 || edits > 12 {
		t.Errorf("the card was edited %d times, and %d in the end", during, edits)
	}
	if lines := bottest.Lines(card.Message); !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "100 of 100 responded") }) {
		t.Errorf("the card says in the end: %v", lines)
	}
}

// A card that cannot be edited for a while is right once it can.
func TestACardIsDrawnWhenItCanBe(t *testing.T) {
	for _, class := range []bot.FaultClass{bot.Passing, bot.Limited, bot.NoAccess, bot.Unfit} {
		t.Run(string(class), func(t *testing.T) {
			w := settled(t)
			w.Slash("ana", "#garden", "/propose Paint the shed")
			w.Settle()
			w.Chat.Fail = func(method, _ string) error {
				if method == "edit" {
					return &bot.Fault{Class: class, RetryAfter: 5 * time.Second}
				}
				return nil
			}
			w.Press("ben", w.Chat.Latest("P2"), "Consent")
			w.Advance(time.Minute)
			w.Chat.Fail = nil
			w.Advance(time.Hour)
			if lines := bottest.Lines(w.Chat.Latest("P2").Message); !slices.Contains(lines, "Consent: Ben") {
				t.Errorf("the card says %v", lines)
			}
		})
	}
}

// Of a channel in which the bot lacks a permission everybody hears who waits for something there, once for as long as it lasts; of a
// workspace in which it can say nothing at all nobody can, and they are not told of it when it is over.
func TestALackingPermissionIsTold(t *testing.T) {
	for _, mute := range []bool{false, true} {
		t.Run(fmt.Sprintf("nothing can be said at all: %v", mute), func(t *testing.T) {
			w := settled(t)
			w.Chat.Fail = func(method, channel string) error {
				if method == "post" && (mute || channel == "#garden") {
					return &bot.Fault{Class: bot.NoAccess, Code: "broken"}
				}
				return nil
			}
			w.Slash("ana", "#garden", "/propose Paint the shed --facilitator @cy")
			w.Advance(3 * time.Hour)
			w.Chat.Fail = nil
			w.Advance(2 * time.Minute)
			told := map[string]int{}
			for _, said := range w.Chat.TakeSaid() {
				to, words, _ := strings.Cut(said, " ← ")
				if strings.Contains(words, "I lack a permission there") {
					told[to]++
				}
			}
			want := map[string]int{"to ana": 1, "to cy": 1}
			if mute {
				want = map[string]int{}
			}
			if !maps.Equal(told, want) {
				t.Errorf("told %v, want %v", told, want)
			}
			if w.Chat.Latest("P2") == nil {
				t.Error("once it is mended, the card does not stand there")
			}
		})
	}
}

// A whisper that failed in passing is tried again, and one that can never be is told to whoever looks after the thing; neither is for ever.
func TestAWhisperThatFailsIsTriedAgain(t *testing.T) {
	for class, want := range map[bot.FaultClass]string{bot.Passing: "#garden (only ben)", bot.Limited: "#garden (only ben)", bot.NoChannel: "to cy", bot.Unfit: "to cy"} {
		t.Run(string(class), func(t *testing.T) {
			w := settled(t)
			w.Slash("ana", "#garden", "/propose Paint the shed --facilitator @cy")
			w.Settle()
			w.Chat.TakeSaid()
			w.Chat.Deafen("ben")
			w.Chat.Fail = func(method, _ string) error {
				if method == "whisper" {
					return &bot.Fault{Class: class, RetryAfter: 5 * time.Second}
				}
				return nil
			}
			w.React("ben", w.Chat.Latest("P2"), "hand", true)
			w.Advance(20 * time.Second)
			w.Chat.Fail = nil
			w.Advance(time.Minute)
			var got []string
			for _, said := range w.Chat.TakeSaid() {
				if to, words, _ := strings.Cut(said, " ← "); strings.Contains(words, "You objected") || strings.Contains(words, "could not reach") {
					got = append(got, to)
				}
			}
			if !slices.Equal(got, []string{want}) {
				t.Errorf("told %v, want %s", got, want)
			}
		})
	}
}
