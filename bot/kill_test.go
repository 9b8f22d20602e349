package bot_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

// killed finds where the bot was killed.
var killed = regexp.MustCompile(`(?m)^killed \d+: `)

// link finds the way to a card. It is not told where the card is not known to stand yet, as after the bot was killed right then.
var link = regexp.MustCompile(`(?m)^ +\(Go to [NPRS]\d+\)\n`)

// Wherever the bot is killed – between any two transactions, also after it posted something and before it could note that –, the group
// hears the same as if nothing had happened: nothing is lost, and nothing comes twice.
func TestKilledAnywhere(t *testing.T) {
	fewer(t, "12")
	rapid.Check(t, func(r *rapid.T) {
		script := conversation(r)
		quiet := bottest.New(t).Play(killed.ReplaceAllString(script, ""))
		loud := killed.ReplaceAllString(bottest.New(t).Play(script), "")
		if diff := cmp.Diff(link.ReplaceAllString(quiet, ""), link.ReplaceAllString(loud, "")); diff != "" {
			r.Errorf("killed, the bot says something else:\n%s\nThe conversation was:\n%s", diff, script)
		}
	})
}

// conversation makes up what a group of five does, and where the bot is killed meanwhile.
func conversation(r *rapid.T) string {
	script := &strings.Builder{}
	fmt.Fprintln(script, "people ana ben cy dee eve\nchannel #garden ana ben cy dee eve")
	proposals, selections, rotas := 0, 0, 0
	who := func() string { return rapid.SampledFrom([]string{"ana", "ben", "cy", "dee"}).Draw(r, "who") }
	say := func(format string, args ...any) {
		line := fmt.Sprintf(format, args...)
		if rapid.IntRange(0, 2).Draw(r, "killed") == 0 {
			line = fmt.Sprintf("killed %d: %s", rapid.IntRange(0, 4).Draw(r, "calls"), line)
		}
		fmt.Fprintln(script, line)
	}
	for range rapid.IntRange(6, 20).Draw(r, "acts") {
		kind := "propose"
		if proposals > 0 {
			kind = rapid.SampledFrom([]string{"propose", "react", "react", "react", "unreact", "word", "word", "objection", "amend", "time", "gone", "rota", "turn", "turn",
				"role", "selecting", "selecting", "selecting"}).Draw(r, "act")
		}
		switch {
		case kind == "turn" && rotas == 0:
			kind = "rota"
		case kind == "selecting" && selections == 0:
			kind, selections = "select", 1
		}
		id := fmt.Sprintf("P%d", max(1, rapid.IntRange(1, max(1, proposals)).Draw(r, "proposal")))
		switch kind {
		case "propose":
			proposals++
			say("@%s #garden: /propose Thing %d %s", who(), proposals, rapid.SampledFrom([]string{"", "--by 30s", "--by in 2 hours", "--because tea"}).Draw(r, "how"))
		case "react", "unreact":
			say("@%s %ss %s on %s", who(), kind, rapid.SampledFrom([]string{"+1", "white_circle", "thinking", "hourglass", "hand"}).Draw(r, "emoji"), id)
		case "word":
			say("@%s #garden: /moot %s %s", who(), id, rapid.SampledFrom([]string{"consent", "abstain", "concern the rain", "object the cold", "wait", "undo", "withdraw",
				"extend in 9 days", "facilitate @dee"}).Draw(r, "word"))
		case "objection":
			say("@%s #garden: /moot %s.1 %s", who(), id, rapid.SampledFrom([]string{"met", "withdraw", "because of the wind", "set aside no harm", "second"}).Draw(r, "word"))
		case "amend":
			say("@%s #garden: /moot %s amend Thing %s otherwise", who(), id, rapid.StringMatching(`[a-z]{3}`).Draw(r, "title"))
		case "rota":
			rotas++
			say("@%s #garden: /rota create Duty %d %s with @ana @ben @cy", who(), rotas, rapid.SampledFrom([]string{"every day 09:00", "every monday 10:00", "every 2 hours"}).Draw(r, "rhythm"))
		case "turn":
			say("@%s #garden: /moot R%d %s", who(), rapid.IntRange(1, rotas).Draw(r, "rotation"), rapid.SampledFrom([]string{"accept", "cannot because of the rain",
				"swap with @ben", "swap accept", "swap decline", "skip", "cancel", "cover @ana", "volunteer", "join", "leave", "away now to in 3 days", "back", "pause",
				"resume", "undo", "note mind the step"}).Draw(r, "word"))
		case "time":
			say("clock +%s", rapid.SampledFrom([]string{"20s", "10m", "3h", "1d", "5d"}).Draw(r, "time"))
		case "role":
			say("@%s #garden: /moot role create %s", who(), rapid.SampledFrom([]string{"Cook", "Treasurer", "facilitator"}).Draw(r, "role"))
		case "select":
			say("@%s #garden: /moot role select facilitator %s", who(), rapid.SampledFrom([]string{"", "--by 30s", "--by in 2 hours"}).Draw(r, "how"))
		case "selecting":
			selecting(r, say, who)
		case "gone":
			say("%s eve", rapid.SampledFrom([]string{"deactivated", "reactivated"}).Draw(r, "eve"))
		}
	}
	for i := range proposals {
		fmt.Fprintf(script, "card P%d\n", i+1)
	}
	for i := range rotas {
		fmt.Fprintf(script, "card R%d\n", i+1)
	}
	if selections > 0 {
		fmt.Fprintf(script, "card N1\n@ana #garden: /moot role\n")
	}
	return script.String()
}

// selecting makes up what somebody, or everybody, does in the selection that runs.
func selecting(r *rapid.T, say func(string, ...any), who func() string) {
	switch rapid.SampledFrom([]string{"word", "word", "react", "everybody", "everybody"}).Draw(r, "selecting") {
	case "react":
		say("@%s %ss %s on N1", who(), rapid.SampledFrom([]string{"react", "unreact"}).Draw(r, "how"), rapid.SampledFrom([]string{"+1", "hand"}).Draw(r, "emoji"))
	case "word":
		say("@%s #garden: /moot N1 %s", who(), rapid.SampledFrom([]string{"nominate @ben because he asks", "nominate @cy because she hears", "keep", "choose @cy",
			"consent", "object the noise", "met", "accept", "decline no time", "call off"}).Draw(r, "word"))
	case "everybody":
		word := rapid.SampledFrom([]string{"nominate @dee because she waits", "keep", "accept", "consent"}).Draw(r, "word")
		for _, each := range []string{"ana", "ben", "cy", "dee", "eve"} {
			say("@%s #garden: /moot N1 %s", each, word)
		}
	}
}
