package mattermost

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// What is sealed goes out with a button or a form and comes back with the press or the submission. The server keeps a button's
// context from people, but anybody can post a button of their own that calls us, and a form's state can be read and bent by whoever
// was shown it.

const (
	// contextSeal is where a button's context holds its seal; the server adds what was chosen from a menu beside it.
	contextSeal   = "seal"
	contextChoice = "selected_option"

	purposeAction = "mattermost action"
	purposeForm   = "mattermost form"

	// formLife is how long a form may stay open on somebody's screen.
	formLife = 24 * time.Hour
)

// sealedAction is what a button does, and for which team: in a direct channel the server names none.
type sealedAction struct {
	Verb   string     `json:"verb"`
	Target bot.Target `json:"target"`
	Team   string     `json:"team"`
}

// sealedForm is what a form is about and who it was opened for. Hook is where a late answer to the command that opened it can be sent,
// empty when a button opened it.
type sealedForm struct {
	Form    string     `json:"form"`
	Target  bot.Target `json:"target"`
	Team    string     `json:"team"`
	Channel string     `json:"channel"`
	User    string     `json:"user"`
	Hook    string     `json:"hook,omitempty"`
	Fields  []string   `json:"fields"`
}

func (s *space) sealAction(a bot.Action) (string, error) {
	return s.sealer.Seal(purposeAction, sealedAction{a.Verb, a.Target, s.team.Id}, time.Time{})
}

// actionID names a button by what it does. Mattermost takes letters and digits only.
func actionID(a bot.Action) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d|%s|%d|%d", a.Verb, a.Target.On.Org, a.Target.On.Kind, a.Target.On.N, a.Target.Part))
	return "f" + hex.EncodeToString(sum[:12])
}
