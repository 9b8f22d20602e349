package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/role"
)

// secret is a reason that nobody would say by chance.
const secret = "quokkas trust him"

// unseen is a garden of three in which Ben has named Cy, unseen.
func unseen(t *testing.T) *bottest.World {
	t.Helper()
	w := bottest.New(t)
	w.Play("people ana ben cy dee zed\nchannel #garden ana ben cy dee\nchannel #street zed\n@zed #street: /moot help\n" +
		"@ana #garden: /propose Meet on Tuesdays\n@ana #garden: /moot P1 withdraw\n@ana #garden: /moot role create Treasurer\n" +
		"@ana direct: /moot me set digest 11:00\n@cy direct: /moot me set digest 11:00\n" +
		"@ana #garden: /moot role select Treasurer --by in 3 days\n@ben #garden: /moot N1 nominate @cy because " + secret)
	return w
}

// Before all is shown together nobody but its author meets a nomination: in no message, list, page, digest or answer, nowhere in the record
// or anywhere else in the database but in the author's own row, and in no log (R10, K6).
func TestNominationsAreNobodysToSeeBeforeTheReveal(t *testing.T) {
	w := unseen(t)
	w.Chat.TakeSaid()
	said := w.Play(`@ana #garden: /moot N1
@ana presses Nominate on N1
@ana fills who="U_ben" why=""
@cy #garden: /moot N1
@cy #garden: /moot N1 consent
@cy #garden: /moot N1 choose @cy
@ana #garden: /moot S1
@ana #garden: /moot role
@ana direct: /moot me
@cy #garden: /moot N1 nominate @ben because he is patient
@zed #street: /moot N1
@dee reacts hand on N1
@dee reacts white_check_mark on N1
card N1
card S1
clock +25h
clock +24h
restart
deleted N1
deactivated dee
sync
card N1`)
	for _, who := range []string{"ana", "cy", "dee", "zed"} {
		said += strings.Join(bottest.Lines(w.Bot.Home(context.Background(), w.WS, "U_"+who)), "\n")
	}
	for where, text := range map[string]string{"messages": said, "the log": w.Logged.String(), "the database": w.Dump("selection_people")} {
		if strings.Contains(text, "quokka") {
			t.Errorf("%s tell what Ben named", where)
		}
	}
	if !strings.Contains(said, "2 of 4 have named somebody") || !strings.Contains(said, "Selections that wait for you") || !strings.Contains(said, "(Go to N1)") {
		t.Errorf("the messages do not tell of the selection at all:\n%s", said)
	}
	if !strings.Contains(w.Dump(), "quokka") {
		t.Error("what Ben named is not kept, so that searching for it proves nothing")
	}
	own := strings.Join(bottest.Lines(*w.Slash("ben", "#garden", "/moot N1").Message), "\n")
	if !strings.Contains(own, secret) {
		t.Errorf("Ben is not shown what he said himself:\n%s", own)
	}
	if shown := w.Play("@ana #garden: /moot N1 nominate @cy because she asks"); strings.Count(shown+face(w, "N1"), secret) == 0 {
		w.Advance(w.Chat.Pace())
		if !strings.Contains(face(w, "N1"), secret) {
			t.Errorf("and when all is shown, it is not:\n%s", face(w, "N1"))
		}
	}
}

// Called off before they were shown, nominations never are, in no outcome either.
func TestNominationsOfASelectionThatWasCalledOffAreNeverShown(t *testing.T) {
	w := unseen(t)
	if said := w.Play("@ana #garden: /moot N1 call off\n@ana #garden: /moot N1\ncard N1\nclock +5d"); strings.Contains(said, "quokka") {
		t.Errorf("it is told after all:\n%s", said)
	}
}

// Somebody's own page and digest show what waits for them in selections, with a button, and which roles they keep.
func TestHomeAndDigestShowSelectionsAndRoles(t *testing.T) {
	w := unseen(t)
	page := func(who string) string {
		return strings.Join(bottest.Lines(w.Bot.Home(context.Background(), w.WS, "U_"+who)), "\n")
	}
	if got := page("cy"); !strings.Contains(got, "A selection waits for you:") || !strings.Contains(got, "[Nominate N1]") || strings.Contains(got, "Enjoy the quiet") {
		t.Errorf("Cy's page:\n%s", got)
	}
	if got := page("ben"); strings.Contains(got, "N1") {
		t.Errorf("Ben has named somebody, and yet his page says:\n%s", got)
	}
	if said := w.Play("clock +2h"); !strings.Contains(said, "Selections that wait for you") || !strings.Contains(said, "[Nominate]") {
		t.Errorf("the digest:\n%s", said)
	}
	w.Play("@ana #garden: /moot N1 nominate @cy because she asks\n@cy #garden: /moot N1 nominate @cy because I would like to\n@dee #garden: /moot N1 nominate @cy because yes\n" +
		"@ana #garden: /moot N1 keep\n@ben #garden: /moot N1 keep\n@cy #garden: /moot N1 keep\n@dee #garden: /moot N1 keep")
	if got := page("cy"); !strings.Contains(got, "You are proposed as Treasurer") || !strings.Contains(got, "[Accept N1] [No objection N1] [Object N1] [Decline N1]") {
		t.Errorf("Cy's page:\n%s", got)
	}
	w.Play("@cy #garden: /moot N1 accept\n@ana #garden: /moot N1 consent\n@ben #garden: /moot N1 consent\n@dee #garden: /moot N1 consent\n@ana #garden: /moot role select secretary")
	if got := page("cy"); !strings.Contains(got, "You keep:") || !strings.Contains(got, "S1 Treasurer of garden · until") {
		t.Errorf("Cy's page:\n%s", got)
	}
	if said := w.Play("clock +24h"); !strings.Contains(said, "Roles you keep") {
		t.Errorf("the digest:\n%s", said)
	}
}

// The role that adoption creates is there in the same transaction (D22): wherever the bot is killed, the proposal is adopted if and only if
// the role is there.
func TestD22TheRoleIsThereWhenTheProposalIsAdopted(t *testing.T) {
	seen := map[bool]int{}
	for calls := range 7 {
		w := bottest.New(t)
		w.Play("people ana ben cy\nchannel #garden ana ben cy\n@ana #garden: /propose Meet on Tuesdays\n@ana #garden: /moot P1 withdraw\n" +
			"@ben #garden: /moot role create Treasurer\n@ana reacts +1 on P2")
		w.Clock = w.Clock.Add(4 * 24 * time.Hour) // the deadline has come, and nobody has heeded it yet
		w.Kill(calls)
		says := func(line string) string {
			return strings.Join(bottest.Lines(*w.Slash("ana", "#garden", line).Message), "\n")
		}
		adopted, made := strings.Contains(says("/moot P2"), "Adopted"), strings.Contains(says("/moot role"), "Treasurer · nobody keeps it")
		if adopted != made {
			t.Errorf("killed after %d calls: adopted %t, and the role is there: %t", calls, adopted, made)
		}
		seen[adopted]++
		w.Advance(w.Chat.Pace())
		if after := says("/moot P2") + says("/moot role"); !strings.Contains(after, "Adopted") || !strings.Contains(after, "S1 Treasurer") {
			t.Errorf("killed after %d calls, it goes on to\n%s", calls, after)
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("it was always killed on the same side: %v", seen)
	}
}

// What nobody can have meant of a role or a selection is refused in few words, and changes nothing.
func TestWhatCannotBeMeantOfRolesAndSelections(t *testing.T) {
	long := strings.Repeat("long ", 8000) // 40,000 characters
	w := unseen(t)
	before := w.Dump("sqlite_sequence", "seen", "letters", "cards", "marks")
	for line, says := range map[string]string{
		"/moot N1 nominate @ben because " + long:      "reason has 39999 characters; 2000 fit",
		"/moot N1 nominate " + long:                   "Who is meant?",
		"/moot N1 nominate @channel because":          "many people",
		"/moot N1 nominate <!channel> because":        "Who is meant?",
		"/moot N1 call off " + long:                   "39999 characters",
		"/moot N1 choose":                             "people are naming somebody",
		"/moot N1 keep":                               "people are naming somebody",
		"/moot N1 met":                                "people are naming somebody",
		"/moot N1 accept":                             "people are naming somebody",
		"/moot N1 decline":                            "people are naming somebody",
		"/moot N1 object it is too soon":              "people are naming somebody",
		"/moot N1 nominat @ben":                       "Did you mean `/moot N1 nominate`",
		"/moot N1.2":                                  "no id of mine",
		"/moot N99 consent":                           "I know no N99",
		"/moot S99 change":                            "I know no S99",
		"/moot S1 nominate @ben because":              "I don't know “nominate” here",
		"/moot N1 resign":                             "I don't know “resign” here",
		"/moot P1 nominate @ben":                      "I don't know “nominate” here",
		"/moot role " + long:                          "There is no role called",
		"/moot role create " + long:                   "name has 39999 characters; 80 fit",
		"/moot role create Cook --purpose " + long:    "purpose has 39999 characters; 2000 fit",
		"/moot role create Cook --domain " + long:     "decides alone has 39999 characters",
		"/moot role create Cook --term a while":       "as a length of time",
		"/moot role create Cook --term 99 years":      "as a length of time",
		"/moot role create Cook --colour red":         "I don't know the option",
		"/moot role create Cook\x07":                  "invisible control characters",
		"/moot role create Waiter\n" + long:           "what it answers for has 39999 characters",
		"/moot role create Waiter\n" + lines(21):      "20 lines",
		"/moot role select Waiter --by yesterday":     "no role called",
		"/moot role select secretary --by yesterday":  "past already",
		"/moot role select secretary --by in 9 years": "too far ahead",
		"/moot role select secretary\n" + long:        "description has 39999 characters; 8000 fit",
		"/moot role --page 99999999999":               "as a number",
		"/moot S1 seat":                               "Who is meant?",
		"/moot S1 seat @ben until " + long:            "as a date",
		"/moot S1 seat @zed":                          "not a member of garden",
		"/moot S1 resign":                             "Nobody keeps Treasurer",
	} {
		reply := w.Slash("ana", "#garden", line)
		w.Settle()
		said := strings.Join(w.Chat.TakeSaid(), "\n")
		if !strings.Contains(said, says) || reply.Message == nil || reply.Message.Tone != bot.Attention || len(said) > 1000 || strings.Contains(said, "←") {
			t.Errorf("%.60q is answered with %.300q, not %q", line, said, says)
		}
	}
	if after := w.Dump("sqlite_sequence", "seen", "letters", "cards", "marks"); after != before {
		t.Errorf("something was changed: %s", cmp.Diff(before, after))
	}
}

func lines(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "thing %d\n", i)
	}
	return out.String()
}

// A button or a form of a selection that is not somebody's to use does nothing for them.
func TestButtonsOfSelectionsThatAreNotYours(t *testing.T) {
	w := unseen(t)
	ctx, on := context.Background(), w.Chat.Latest("N1").Message.Actions[0].Target
	origin := func(who string) bot.Origin { return bot.Origin{Workspace: w.WS, Channel: "#garden", User: "U_" + who} }
	theirs, nobodys := on, on
	theirs.On.Org, nobodys.On.N = 77, 99
	for name, reply := range map[string]bot.Reply{
		"another organisation's": w.Bot.Press(ctx, bot.Press{Origin: origin("ana"), Verb: "nominate", Target: theirs}),
		"one that nobody called": w.Bot.Press(ctx, bot.Press{Origin: origin("ana"), Verb: "nominate", Target: nobodys}),
		"a verb nobody knows":    w.Bot.Press(ctx, bot.Press{Origin: origin("ana"), Verb: "elect", Target: on}),
		"a role's button":        w.Bot.Press(ctx, bot.Press{Origin: origin("ana"), Verb: "select", Target: bot.Target{On: governance.Ref{Org: on.On.Org, Kind: role.Kind, N: 1}}}),
	} {
		if reply.Form != nil || reply.Message == nil || reply.Message.Tone != bot.Attention {
			t.Errorf("%s: %+v", name, reply)
		}
	}
	for name, reply := range map[string]bot.SubmitReply{
		"a choice of nobody":       w.Bot.Submit(ctx, bot.Submission{Origin: origin("ana"), Form: "choose", Target: on, Values: map[string]string{"who": ""}}),
		"somebody unknown":         w.Bot.Submit(ctx, bot.Submission{Origin: origin("ana"), Form: "nominate", Target: on, Values: map[string]string{"who": "U_xx", "why": "so"}}),
		"an objection too early":   w.Bot.Submit(ctx, bot.Submission{Origin: origin("ana"), Form: "select_object", Target: on, Values: map[string]string{"why": "so"}}),
		"a decline by a stranger":  w.Bot.Submit(ctx, bot.Submission{Origin: origin("zed"), Form: "select_decline", Target: on, Values: map[string]string{}}),
		"a nomination by stranger": w.Bot.Submit(ctx, bot.Submission{Origin: origin("zed"), Form: "nominate", Target: on, Values: map[string]string{"who": "U_ben", "why": "so"}}),
	} {
		if len(reply.Errors) == 0 {
			t.Errorf("%s: %+v", name, reply)
		}
	}
}

// Two accounts that turn out to be one person's have what either of them keeps and named (K8).
func TestLinkedAccountsKeepTheirRolesAndNominations(t *testing.T) {
	w := bottest.New(t)
	w.Play("people ana ben benno cy\nchannel #garden ana ben benno cy\n@ana #garden: /propose Meet on Tuesdays\n@ana #garden: /moot P1 withdraw\n" +
		"@ana #garden: /moot role facilitator\n@ana #garden: /moot S1 seat @benno\n@ben reacts +1 on P2\n@benno reacts +1 on P2\n@cy reacts +1 on P2\n" +
		"@ana #garden: /moot role select secretary\n@benno #garden: /moot N1 nominate @cy because " + secret)
	reply := w.Slash("ben", "to ben", "/moot me link")
	code := linkCode.FindStringSubmatch(strings.Join(bottest.Lines(*reply.Message), "\n"))
	if code == nil {
		t.Fatalf("there is no code: %v", bottest.Lines(*reply.Message))
	}
	w.Play("@benno direct: /moot me link " + code[1])
	w.Press("ben", w.Chat.LatestTo("ben"), "Yes, that is me")
	w.Advance(w.Chat.Pace())
	for line, want := range map[string]string{"/moot S1": "Kept by: Ben", "/moot N1": "You name Cy: “" + secret, "/moot me": "S1 facilitator of garden"} {
		if got := strings.Join(bottest.Lines(*w.Slash("ben", "#garden", line).Message), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s says nothing of %q:\n%s", line, want, got)
		}
	}
	if card := face(w, "N1"); !strings.Contains(card, "1 of 3 have named somebody") {
		t.Errorf("the card counts somebody twice:\n%s", card)
	}
	if card := face(w, "S1"); !strings.Contains(card, "Kept by: Ben") {
		t.Errorf("the role's card:\n%s", card)
	}
}
