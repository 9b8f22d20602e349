package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// What nobody can have meant is refused in words, and nothing is changed by it.
func TestWhatCannotBeMeant(t *testing.T) {
	long := strings.Repeat("long ", 8000) // 40,000 characters
	for name, c := range map[string]struct{ line, says string }{
		"a title of 40,000 characters":   {"/propose " + long, "title has 39999 characters; 200 fit"},
		"a text of 40,000 characters":    {"/propose Meet\n" + long, "text has 39999 characters; 8000 fit"},
		"a reason of 40,000 characters":  {"/propose Meet --because " + long, "“because” has 39999 characters; 2000 fit"},
		"a control character":            {"/propose Meet\x07ing", "invisible control characters"},
		"text turned around":             {"/propose Meet \u202eyadseuT no", "invisible control characters"},
		"a null":                         {"/propose Meet\x00", "invisible control characters"},
		"broken UTF-8":                   {"/propose Meet \xff\xfe", "came in garbled"},
		"an objection of 40,000":         {"/moot P1 object " + long, "reason has 39999 characters; 2000 fit"},
		"a new title of 40,000":          {"/moot P1 amend " + long, "title has 39999 characters; 200 fit"},
		"a name of 40,000":               {"/moot circle rename " + long, "name has 39999 characters; 80 fit"},
		"a verb of 40,000":               {"/moot P1 " + strings.Repeat("x", 40000), "I don't know"},
		"an option of 40,000":            {"/propose Meet --" + strings.Repeat("x", 40000) + " y", "I don't know the option"},
		"a date of 40,000":               {"/propose Meet --by " + long, "as a date"},
		"an id with twenty digits":       {"/moot P12345678901234567890", "I don't know"},
		"an id with a leading zero":      {"/moot P01", "I don't know"},
		"nobody's id":                    {"/moot P999", "I know no P999"},
		"an objection of nobody's id":    {"/moot P999.1 met", "I know no P999"},
		"a command that nobody knows":    {"/mut help", "I don't know /mut"},
		"a name that is nobody's":        {"/moot P1 facilitate @" + strings.Repeat("z", 5000), "I know nobody here"},
		"words that are no word at all":  {"/moot \u200b\u200b", "I don't know"},
		"a setting that nobody knows":    {"/moot circle set " + long, "There is no setting"},
		"a page of a book":               {"/moot proposals --page 99999999999", "as a number"},
		"markup in place of a person":    {"/moot P1 facilitate <!channel>", "Who is meant?"},
		"everybody in place of a person": {"/moot P1 facilitate @channel", "many people"},
	} {
		t.Run(name, func(t *testing.T) {
			w := garden(t)
			w.Slash("ana", "#garden", "/propose Buy a ladder")
			w.Settle()
			before := face(w, "P1")
			w.Chat.TakeSaid()
			reply := w.Slash("ana", "#garden", c.line)
			w.Settle()
			said := strings.Join(w.Chat.TakeSaid(), "\n")
			if !strings.Contains(said, c.says) || reply.Message == nil || reply.Message.Tone != bot.Attention {
				t.Errorf("the answer is %.300q", said)
			}
			if len(said) > 1000 {
				t.Errorf("the answer has %d characters", len(said))
			}
			if strings.Contains(said, "←") || face(w, "P1") != before {
				t.Errorf("something was changed: %.300q", said)
			}
		})
	}
}

func face(w *bottest.World, ref string) string {
	return strings.Join(bottest.Lines(w.Chat.Latest(ref).Message), "\n")
}

// A button or a form that names what its presser may not see, or that nobody made, changes nothing and tells nothing.
func TestButtonsThatAreNotYours(t *testing.T) {
	w := garden(t)
	w.Chat.AddChannel("#purse", true, "ana", "ben")
	w.Slash("ana", "#purse", "/propose Lend the money")
	w.Settle()
	card := w.Chat.Latest("P1")
	before := face(w, "P1")
	w.Chat.TakeSaid()
	mine := card.Message.Actions[0].Target
	theirs := mine
	theirs.On.Org = 77
	origin := func(who string) bot.Origin { return bot.Origin{Workspace: w.WS, Channel: "#garden", User: "U_" + who} }
	ctx := context.Background()
	for name, reply := range map[string]bot.Reply{
		"somebody who cannot read the channel": w.Bot.Press(ctx, bot.Press{Origin: origin("cy"), Verb: "consent", Target: mine}),
		"their form":                           w.Bot.Press(ctx, bot.Press{Origin: origin("cy"), Verb: "object", Target: mine}),
		"another organisation's":               w.Bot.Press(ctx, bot.Press{Origin: origin("ana"), Verb: "consent", Target: theirs}),
		"a verb that nobody knows":             w.Bot.Press(ctx, bot.Press{Origin: origin("ana"), Verb: "adopt now", Target: mine}),
		"a thing that nobody has":              w.Bot.Press(ctx, bot.Press{Origin: origin("ana"), Verb: "consent", Target: bot.Target{On: governance.Ref{Org: mine.On.Org, Kind: consent.Kind, N: 99}, Part: 1}}),
		"a version that never was":             w.Bot.Press(ctx, bot.Press{Origin: origin("ben"), Verb: "consent", Target: bot.Target{On: mine.On, Part: 9}}),
	} {
		if reply.Form != nil || reply.Message == nil || reply.Message.Tone != bot.Attention {
			t.Errorf("%s: %+v", name, reply)
		} else if said := strings.Join(bottest.Lines(*reply.Message), " "); strings.Contains(said, "money") {
			t.Errorf("%s: told %q", name, said)
		}
	}
	for name, reply := range map[string]bot.SubmitReply{
		"a form that nobody knows":  w.Bot.Submit(ctx, bot.Submission{Origin: origin("ana"), Form: "adopt", Target: mine, Values: map[string]string{}}),
		"somebody else's objection": w.Bot.Submit(ctx, bot.Submission{Origin: origin("cy"), Form: "object", Target: mine, Values: map[string]string{"why": "because"}}),
		"another organisation's":    w.Bot.Submit(ctx, bot.Submission{Origin: origin("ana"), Form: "amend", Target: theirs, Values: map[string]string{"title": "Mine"}}),
	} {
		if len(reply.Errors) == 0 {
			t.Errorf("%s: %+v", name, reply)
		}
	}
	w.Settle()
	if said := w.Chat.TakeSaid(); face(w, "P1") != before || len(said) > 0 {
		t.Errorf("something was changed: %q", said)
	}
}

// What the database cannot keep is answered with a reference that stands in the log, and nothing is changed.
func TestSomethingWentWrong(t *testing.T) {
	w := garden(t)
	w.Slash("ana", "#garden", "/propose Buy a ladder")
	w.Settle()
	w.DiskFull(true)
	reply := w.Slash("ben", "#garden", "/moot P1 consent")
	w.DiskFull(false)
	if said := strings.Join(bottest.Lines(*reply.Message), " "); !strings.Contains(said, "ref") || !strings.Contains(said, "nothing was changed") {
		t.Errorf("ben is told %q", said)
	}
	if got := stands(t, w, "P1"); len(got) > 0 {
		t.Errorf("and yet %v", got)
	}
}
