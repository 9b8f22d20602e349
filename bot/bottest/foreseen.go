package bottest

import (
	"strings"

	"github.com/folkmoot/folkmoot/bot"
)

// foreseen holds every form to what was to be seen beforehand: a platform opens one at once, before it is known what belongs into it. Whoever
// typed something gets one only for what is missing in it, which nobody can see.
func (w *World) foreseen(reply bot.Reply, asks bool, typed string) {
	w.T.Helper()
	if reply.Form != nil && !asks && strings.TrimSpace(typed) == "" {
		w.T.Errorf("nobody could see that the form %q would be opened", reply.Form.Title)
	}
}
