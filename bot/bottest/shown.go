package bottest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance"
)

// Shown is something that the bot showed somebody.
type Shown struct {
	// At is the transcript and the line in it.
	At string
	// As is what it is.
	As      Way
	Message bot.Message
	Form    bot.Form
	Errors  map[string]string
	// Long tells that people wrote as much as they may, so that a platform may be shown less than all.
	Long bool
}

// Way is a way in which the bot shows something.
type Way string

const (
	// Posted and Edited are messages in a place, Answered is one for its reader's eyes only, and Home is somebody's own page.
	Posted   Way = "post"
	Edited   Way = "edit"
	Answered Way = "answer"
	Home     Way = "home page"
	// Opened is a form, and Refused what is wrong with one that was filled in.
	Opened  Way = "form"
	Refused Way = "refusal of a form"
)

// Display is a platform as its adapter shows things there.
type Display struct {
	// Name is the platform's, and Invite the key of how people bring the bot into a channel there.
	Name, Invite string
	// Render renders something and answers what the platform is given. It fails the test for what the platform would not take.
	Render func(t testing.TB, s Shown) string
	// Own is what the adapter itself says to people, and Registered what the platform is told once, about commands for example.
	Own        []Shown
	Registered string
	// Elsewhere tells whether a message of the catalogue never comes to this platform.
	Elsewhere func(key string) bool
}

// Everything holds an adapter to everything that the bot can say: it plays every transcript that the pattern names and lets the adapter
// render whatever is shown there, the home page of whoever acts included; once more with the words of people stretched to the longest that
// they may write; and at last it asks whether every message of the catalogue has come up.
func Everything(t *testing.T, pattern string, marks *Marks, d Display) {
	t.Helper()
	v := &viewer{t: t, marks: marks, display: d, said: map[string]bool{}, stretched: map[string]bool{}, longest: map[string]int{}}
	t.Run("transcripts", func(t *testing.T) { each(t, pattern, v.play) })
	for _, s := range d.Own {
		v.see(s)
	}
	v.note(d.Registered)
	for _, scene := range scenes() {
		if v.said[scene.key] {
			t.Errorf("a transcript says %s: the scene of it is not needed any more", scene.key)
		}
		v.see(scene.shown(marks.Catalogue.Printer()))
	}
	for _, key := range marks.Keys() {
		if !v.said[key] && !d.Elsewhere(key) && !slices.Contains(printed(), key) && !inCalendars.MatchString(key) && !onPages.MatchString(key) {
			t.Errorf("no transcript lets the bot say %s on %s: add one that does", key, d.Name)
		}
	}
}

// viewer looks at what is shown, one thing at a time.
type viewer struct {
	t         *testing.T
	marks     *Marks
	display   Display
	mu        sync.Mutex
	said      map[string]bool // by key
	stretched map[string]bool // by way and key
	longest   map[string]int  // by way and the first key
}

func (v *viewer) play(t *testing.T, file, script string) {
	w := newWorld(t, v.marks.Catalogue, nil)
	w.Chat.name, w.Chat.invite = v.display.Name, v.display.Invite
	w.Chat.sees = func(s Shown) {
		s.At = fmt.Sprintf("%s:%d", filepath.Base(file), w.line)
		v.see(s)
	}
	w.Play(script)
}

// see has something rendered as it was shown and, if it says something new or more than before, as it could be.
func (v *viewer) see(s Shown) {
	v.mu.Lock()
	defer v.mu.Unlock()
	given := v.display.Render(v.t, s)
	if !v.tells(s.As, v.note(given), len(given)) {
		return
	}
	for _, words := range Hostile() {
		long := s
		long.At, long.Long = long.At+", stretched", true
		long.Message, long.Form, long.Errors = Stretch(s.Message, words), StretchForm(s.Form, words), map[string]string{}
		for name, why := range s.Errors {
			long.Errors[name] = why + strings.Repeat(words, governance.MaxReason/len(words))
		}
		v.display.Render(v.t, long)
	}
}

// tells tells whether what was shown in a way holds a message that was not stretched in that way yet, or is longer than all that were and
// begin alike, such as a card on which more has happened.
func (v *viewer) tells(as Way, keys []string, length int) bool {
	if as == Edited {
		as = Posted // which is the same to whoever renders it
	}
	news := false
	for _, key := range keys {
		one := string(as) + " " + key
		news = news || !v.stretched[one]
		v.stretched[one] = true
	}
	begins := string(as)
	if len(keys) > 0 {
		begins += " " + keys[0]
	}
	if length > v.longest[begins] {
		news, v.longest[begins] = true, length
	}
	return news
}

// note keeps which messages stand in what a platform was given, and answers them as they stand there.
func (v *viewer) note(given string) []string {
	keys := v.marks.In(given)
	for _, key := range keys {
		v.said[key] = true
	}
	return keys
}

// shown hands on what the bot showed, if anybody wants to see it.
func (c *Chat) shown(s Shown) {
	if c.sees != nil {
		c.sees(s)
	}
}

// home hands on the page of whoever acted last.
func (w *World) home() {
	if w.Chat.sees != nil && w.who != "" {
		w.Chat.shown(Shown{As: Home, Message: w.Bot.Home(context.Background(), w.WS, "U_"+w.who)})
	}
}
