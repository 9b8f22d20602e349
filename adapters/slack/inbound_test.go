package slack

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// bothWays runs a test over HTTP and over Socket Mode: behind them is one pipeline.
func bothWays(t *testing.T, test func(t *testing.T, w *world), opts ...fakeslack.Option) {
	t.Helper()
	eachWay(t, func(t *testing.T, socketMode bool) { test(t, newWorld(t, socketMode, nil, opts...)) })
}

// eachWay is bothWays for a test that makes its own world.
func eachWay(t *testing.T, test func(t *testing.T, socketMode bool)) {
	t.Helper()
	for name, socketMode := range map[string]bool{"http": false, "socket mode": true} {
		t.Run(name, func(t *testing.T) { test(t, socketMode) })
	}
}

func TestASlashCommandReachesTheDeskAndIsAnsweredToWhoTypedIt(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		w.desk.answers(say("Understood, **Ana**."))
		got := w.ana.Slash(w.general, "/propose", "Thank @ben & co — by fri")
		if got.Error != "" || !got.Message.Ephemeral || !strings.Contains(got.Plain(), "Understood") {
			t.Errorf("answered %v", got)
		}
		in := w.desk.slashes[0]
		if in.User != w.ana.ID || in.Channel != w.general.ID || in.Command != "/propose" || in.Workspace != workspaceID("T1") {
			t.Errorf("the desk got %+v", in)
		}
		if want := "Thank <@" + w.ben.ID + "|ben> & co — by fri"; in.Text != want {
			t.Errorf("text %q, want %q", in.Text, want)
		}
	})
}

func TestAnEmptyReplySaysNothing(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		if got := w.ana.Slash(w.general, "/moot", "P1 consent"); got.Error != "" || !got.Message.Zero() {
			t.Errorf("answered %v", got)
		}
	})
}

func TestAReplyTooLargeForAnAcknowledgementIsStillSaid(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		m := bot.Message{}
		for range 10 {
			m.Parts = append(m.Parts, bot.Written{Markdown: strings.Repeat("many & so on & & ", 50)})
		}
		if all, err := testRenderer(t).answer(m); err != nil || len(all) != 1 || len(mustJSON(ephemeralOf(all[0]))) < mostAck {
			t.Fatalf("the reply is not one that is too large: %v", err)
		}
		w.desk.answers(bot.Reply{Message: &m})
		got := w.ana.Slash(w.general, "/moot", "help")
		w.quiet()
		if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "many") {
			t.Errorf("answered %v, and ana sees %v", got, said)
		}
	})
}

func TestAPressedButtonCarriesWhatItWasMadeFor(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		posted := w.post(card())
		w.desk.answers(say("Noted."))
		w.ben.Press(posted, "Consent")
		w.ben.Choose(posted, "More", "Second")
		w.quiet()
		if len(w.desk.presses) != 2 {
			t.Fatalf("the desk got %+v", w.desk.presses)
		}
		consent, pick := w.desk.presses[0], w.desk.presses[1]
		if consent.Verb != "consent" || consent.Target != card().Actions[0].Target || consent.Post != posted.TS || consent.User != w.ben.ID || consent.Channel != w.general.ID {
			t.Errorf("the desk got %+v", consent)
		}
		if pick.Verb != "pick" || pick.Choice != "b" {
			t.Errorf("the desk got %+v", pick)
		}
		if said := w.ben.Ephemerals(w.general); len(said) != 2 || !strings.Contains(said[0].Plain(), "Noted.") {
			t.Errorf("ben sees %v", said)
		}
		if len(w.ana.Ephemerals(w.general)) != 0 {
			t.Error("ana was told what is for ben's eyes")
		}
		if now := posted.Now(); len(now.History) != 0 || now.Deleted {
			t.Error("the answer replaced the card")
		}
	})
}

func TestAFormIsOpenedFilledInAndComesBack(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		form := proposeForm()
		form.Channel = w.general.ID
		w.desk.answers(bot.Reply{Form: form})
		if got := w.ana.Slash(w.general, "/propose", ""); got.Error != "" || !got.Message.Zero() {
			t.Fatalf("answered %v", got)
		}
		view := w.ana.View()
		if view.Title != "Raise a proposal" {
			t.Fatalf("ana sees %+v", view)
		}
		w.desk.submits(func(in bot.Submission) bot.SubmitReply {
			if in.Values["title"] == "bad" {
				return bot.SubmitReply{Errors: map[string]string{"title": "Too short.", "": "And late."}}
			}
			return bot.SubmitReply{Message: say("Raised.").Message}
		})
		sub := w.ana.Submit(view, map[string]any{"title": "bad", "who": w.ben})
		if sub.Errors["title"] == "" || !strings.Contains(sub.Errors["title"], "And late.") || !strings.Contains(sub.Errors["title"], "Too short.") {
			t.Fatalf("submitting answered %+v", sub)
		}
		if sub = w.ana.Submit(sub.View, map[string]any{"title": "Meet on Tuesdays", "text": "line\n<!channel> & more"}); !sub.OK() {
			t.Fatalf("submitting answered %+v", sub)
		}
		w.quiet()
		got := w.desk.forms[1]
		want := map[string]string{"title": "Meet on Tuesdays", "text": "line\n<!channel> & more", "who": w.ben.ID, "when": "d3"}
		for name, value := range want {
			if got.Values[name] != value {
				t.Errorf("%s is %q, want %q", name, got.Values[name], value)
			}
		}
		if got.Form != "propose" || got.Channel != w.general.ID || got.User != w.ana.ID || got.Key == "" || got.Key != w.desk.forms[0].Key {
			t.Errorf("the desk got %+v, before it %+v", got, w.desk.forms[0])
		}
		if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "Raised.") {
			t.Errorf("ana sees %v", said)
		}
	})
}

func TestAFormOfSomebodyElsesOrTooOldStaysOpenAndChangesNothing(t *testing.T) {
	w := newWorld(t, false, nil)
	state, err := testSealer(t).Seal("form", formState{Form: "propose", User: w.ben.ID, Once: "x"}, w.Now().Add(formLife))
	if err != nil {
		t.Fatal(err)
	}
	old, err := testSealer(t).Seal("form", formState{Form: "propose", User: w.ana.ID, Once: "x"}, w.Now().Add(-1e9))
	if err != nil {
		t.Fatal(err)
	}
	for name, metadata := range map[string]string{"somebody else's": state, "too old": old, "not ours": "nonsense", "none": ""} {
		t.Run(name, func(t *testing.T) {
			in := interaction{Type: "view_submission", User: named{ID: w.ana.ID}, Team: &named{ID: "T1"}, View: &viewed{PrivateMetadata: metadata}}
			in.View.Blocks = append(in.View.Blocks, asked{Type: "input", BlockID: "title"})
			ans := w.adapter.onSubmission(context.Background(), w.adapter.exactly("T1"), in, "")
			if ans.status != 200 || !strings.Contains(string(mustJSON(ans.payload)), `"errors":{"title":"This form is too old`) {
				t.Errorf("answered %d %s", ans.status, mustJSON(ans.payload))
			}
		})
	}
	if len(w.desk.forms) != 0 {
		t.Errorf("the desk got %+v", w.desk.forms)
	}
}

func TestAButtonThatIsNotOursIsAFriendlyNo(t *testing.T) {
	w := newWorld(t, false, nil)
	for _, value := range []string{"", "P12", strings.Repeat("A", 80) + "." + strings.Repeat("B", 43)} {
		in := interaction{Type: "block_actions", User: named{ID: w.ana.ID}, Team: &named{ID: "T1"}, Channel: &named{ID: w.general.ID},
			Actions: []acted{{Type: "button", ActionID: "consent.0", Value: value}}}
		ans := w.adapter.onPress(context.Background(), w.adapter.exactly("T1"), in, "")
		if ans.status != 200 || ans.later == nil {
			t.Fatalf("answered %+v", ans)
		}
		ans.later(context.Background())
	}
	if len(w.desk.presses) != 0 {
		t.Errorf("the desk got %+v", w.desk.presses)
	}
	if said := w.ana.Ephemerals(w.general); len(said) != 3 || !strings.Contains(said[0].Plain(), "not one that I know") {
		t.Errorf("ana sees %v", said)
	}
}

func TestAMessageShortcutQuotesAndLinks(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		if _, err := w.platform().User(context.Background(), w.ben.ID); err != nil {
			t.Fatal(err)
		}
		form := proposeForm()
		w.desk.answers(bot.Reply{Form: form})
		said := w.ben.Say(w.general, "<@"+w.ben.ID+"> &amp; <#C9|ops> see <https://example.org/a?b=1&amp;c=2|this> &lt;b&gt;")
		w.ana.Shortcut(said, ShortcutPropose)
		if len(w.desk.shortcuts) != 1 {
			t.Fatalf("the desk got %+v", w.desk.shortcuts)
		}
		got := w.desk.shortcuts[0]
		if want := "@ben & #ops see https://example.org/a?b=1&c=2 <b>"; got.Text != want {
			t.Errorf("text %q, want %q", got.Text, want)
		}
		if got.Name != "propose_this" || got.Post != said.TS || !strings.Contains(got.Link, "/archives/"+w.general.ID+"/p"+strings.ReplaceAll(said.TS, ".", "")) {
			t.Errorf("the desk got %+v", got)
		}
		if w.ana.View().ID == "" {
			t.Error("no form is open")
		}
	})
}

func TestALateTriggerIsExplained(t *testing.T) {
	var w *world
	w = newWorld(t, false, func(c *Config) { c.Desk = slowDesk{c.Desk, func() { w.Advance(4e9) }} })
	w.desk.answers(bot.Reply{Form: proposeForm()})
	w.Expect("expired_trigger_id")
	got := w.ana.Slash(w.general, "/propose", "")
	if !strings.Contains(got.Plain(), "took too long") {
		t.Errorf("answered %v", got)
	}
}

// slowDesk lets time pass before it answers.
type slowDesk struct {
	Desk
	wait func()
}

func (d slowDesk) Slash(ctx context.Context, in bot.Slash) bot.Reply {
	d.wait()
	return d.Desk.Slash(ctx, in)
}

func TestNothingButViewsOpenIsCalledBeforeTheAcknowledgement(t *testing.T) {
	w := newWorld(t, false, nil)
	w.quiet()
	before := len(w.Calls(""))
	form := proposeForm()
	w.desk.answers(bot.Reply{Form: form})
	w.ana.Slash(w.general, "/propose", "")
	calls := w.Calls("")[before:]
	if len(calls) != 1 || calls[0].Method != "views.open" {
		t.Errorf("calls %+v", calls)
	}
}

// homeDesk has something to show on App Home.
type homeDesk struct{ Desk }

func (homeDesk) Home(_ context.Context, _ governance.WorkspaceID, user string) bot.Message {
	return bot.Message{Parts: []bot.Part{bot.Paragraph{Text: text.Quote("What waits for " + user)}}, Actions: card().Actions}
}

func TestTheAppHomeIsDrawnAndItsButtonsAnswerInADirectMessage(t *testing.T) {
	eachWay(t, func(t *testing.T, socketMode bool) {
		w := newWorld(t, socketMode, func(c *Config) { c.Desk = homeDesk{c.Desk} })
		w.ana.OpenHome(w.app)
		w.quiet()
		home := w.ana.Home(w.app)
		if !strings.Contains(string(home.Blocks), "What waits for "+w.ana.ID) {
			t.Fatalf("ana sees %s", home.Blocks)
		}
		w.desk.answers(say("Noted."))
		drawn := len(w.Calls("views.publish"))
		w.ana.PressIn(home, "Consent")
		w.quiet()
		if n := len(w.Calls("views.publish")); n != drawn+1 {
			t.Errorf("after a press the page was drawn %d times", n-drawn)
		}
		if said := w.ana.Direct(); len(said) != 1 || !strings.Contains(said[0].Plain(), "Noted.") {
			t.Errorf("ana was told %v", said)
		}
	})
}

func TestAReplyFindsItsWayWhenItsDoorIsShut(t *testing.T) {
	w := newWorld(t, false, nil)
	used := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { http.Error(rw, "used_url", http.StatusNotFound) }))
	defer used.Close()
	m := *say("Noted.").Message
	w.adapter.tell(w.adapter.exactly("T1"), m, used.URL, w.general.ID, w.ana.ID)(context.Background())
	if said := w.ana.Ephemerals(w.general); len(said) != 1 {
		t.Errorf("ana sees %v", said)
	}
	elsewhere := w.team.Channel("elsewhere", fakeslack.Private())
	elsewhere.Join(w.ben)
	w.adapter.tell(w.adapter.exactly("T1"), m, "", elsewhere.ID, w.ben.ID)(context.Background())
	if said := w.ben.Direct(); len(said) != 1 {
		t.Errorf("ben was told %v", said)
	}
}

func TestAnUnwellResponseURLIsTriedAgain(t *testing.T) {
	a, _ := deaf(t)
	var tries atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if tries.Add(1) == 1 {
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	defer server.Close()
	if err := a.respond(context.Background(), server.URL, ephemeral{Text: "x"}); err != nil || tries.Load() != 2 {
		t.Errorf("%v after %d tries", err, tries.Load())
	}
}

// What takes longer than Slack waits for an acknowledgement is acknowledged in time, and answered when it has ended.
func TestWhatTakesLongIsAcknowledgedInTimeAndAnsweredLater(t *testing.T) {
	eachWay(t, func(t *testing.T, socketMode bool) {
		goOn := make(chan struct{})
		w := newWorld(t, socketMode, func(c *Config) { c.ackIn, c.Desk = 20*time.Millisecond, slowDesk{c.Desk, func() { <-goOn }} })
		w.desk.answers(say("Understood."))
		if got := w.ana.Slash(w.general, "/propose", "Meet"); got.Error != "" || !got.Message.Zero() {
			t.Errorf("answered %v", got)
		}
		if said := w.ana.Ephemerals(w.general); len(said) != 0 || len(w.desk.slashes) != 0 {
			t.Errorf("before it ended ana sees %v", said)
		}
		close(goOn)
		w.quiet()
		if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "Understood.") {
			t.Errorf("ana sees %v", said)
		}
	})
}

// Where Slack is slow to open a form, the act is acknowledged in time all the same, and what goes wrong is told when it is known.
func TestAFormThatIsSlowToOpenHoldsUpNoAcknowledgement(t *testing.T) {
	eachWay(t, func(t *testing.T, socketMode bool) {
		w := newWorld(t, socketMode, func(c *Config) { c.ackIn = 20 * time.Millisecond })
		form := proposeForm()
		form.Channel = w.general.ID
		w.desk.answers(bot.Reply{Form: form})
		w.Fail("views.open", fakeslack.Timeout(), fakeslack.Times(1))
		if got := w.ana.Slash(w.general, "/propose", ""); got.Error != "" || !got.Message.Zero() {
			t.Errorf("answered %v", got)
		}
		if said := w.ana.Ephemerals(w.general); len(said) != 0 {
			t.Errorf("before it ended ana sees %v", said)
		}
		w.quiet()
		if said := w.ana.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "took too long") {
			t.Errorf("ana sees %v", said)
		}
	})
}
