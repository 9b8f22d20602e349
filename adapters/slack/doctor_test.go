package slack

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func TestTheDoctorFindsWhatIsMissing(t *testing.T) {
	w := newWorld(t, false, func(c *Config) { c.PublicURL = "here" })
	find := func(words string) Finding {
		t.Helper()
		for _, f := range w.adapter.Doctor(context.Background(), true) {
			if strings.Contains(f.What, words) {
				if !f.OK && f.Do == "" {
					t.Errorf("%q is not well, and nobody says what to do", f.What)
				}
				return f
			}
		}
		t.Fatalf("nothing about %q in %+v", words, w.adapter.Doctor(context.Background(), true))
		return Finding{}
	}
	for _, words := range []string{"the bot token is", "every scope", "in one channel", "answers"} {
		if f := find(words); !f.OK {
			t.Errorf("%+v", f)
		}
	}
	w.app.Drop(w.in.Token, "reactions:read")
	if f := find("lacks the scopes reactions:read"); f.OK {
		t.Errorf("%+v", f)
	}
	w.app.SetURLs("", "", "") // Only the doctor is to hear of these.
	more := make([]*fakeslack.Channel, 250)
	for i := range more {
		more[i] = w.team.Channel(fmt.Sprint("c", i))
		more[i].Join(w.in.Bot)
	}
	find("in 251 channels")
	for _, c := range append(more, w.general) {
		c.Remove(w.in.Bot)
	}
	if f := find("in no channel"); !f.OK || !strings.Contains(f.Do, "/invite") {
		t.Errorf("%+v", f)
	}
	w.app.Revoke(w.in.Token)
	if f := find("token_revoked"); f.OK || !strings.Contains(f.Do, "install the app again") {
		t.Errorf("%+v", f)
	}
}

// A clock that is off makes everything of Slack's look forged or late.
func TestTheDoctorComparesClocks(t *testing.T) {
	apart := 10 * time.Minute
	w := newWorld(t, false, func(c *Config) {
		now := c.Now
		c.Now = func() time.Time { return now().Add(-apart) }
	})
	if found := fmt.Sprint(w.adapter.Doctor(context.Background(), true)); !strings.Contains(found, "10m0s apart") || !strings.Contains(found, "NTP") {
		t.Errorf("found %s", found)
	}
}

func TestTheDoctorTriesSocketMode(t *testing.T) {
	w := newWorld(t, true, nil)
	w.Fail("apps.connections.open", fakeslack.Error("invalid_auth"))
	for _, want := range []bool{false, true} {
		for _, f := range w.adapter.Doctor(context.Background(), true) {
			if strings.Contains(f.What, "Socket Mode") && f.OK != want {
				t.Errorf("%+v, want %v", f, want)
			}
		}
	}
}

func TestAConfigurationThatCannotBeRightIsRefused(t *testing.T) {
	good := Config{BotToken: "xoxb-1", SigningSecret: "s", Parking: newLot(), Catalogue: testCatalogue(t), Sealer: testSealer(t), Desk: newDesk()}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for name, bend := range map[string]func(*Config){
		"nothing":         func(c *Config) { c.BotToken = "" },
		"exchanged":       func(c *Config) { c.BotToken = "xapp-1" },
		"a user's token":  func(c *Config) { c.BotToken = "xoxp-1" },
		"half a client":   func(c *Config) { c.ClientID = "1.2" },
		"nowhere to keep": func(c *Config) { c.ClientID, c.ClientSecret = "1.2", "hush" },
		"no way in":       func(c *Config) { c.SigningSecret = "" },
	} {
		c := good
		bend(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
