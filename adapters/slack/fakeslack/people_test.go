package fakeslack_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func TestSlashCommand(t *testing.T) {
	w := newWorld(t)
	w.bot.onSlash = func(rw http.ResponseWriter, form url.Values) {
		rw.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(rw, `{"response_type":"ephemeral","text":"got %s"}`, form.Get("text"))
	}
	r := w.ana.Slash(w.general, "/moot", "help me @ben")
	if r.Plain() != "got help me @ben" || !r.Message.Ephemeral {
		t.Errorf("reply %v", r)
	}
	if len(w.ana.Ephemerals(w.general)) != 1 || len(w.ben.Ephemerals(w.general)) != 0 {
		t.Error("the answer is seen by the wrong people")
	}
	form := w.bot.slashes[0]
	for key, want := range map[string]string{
		"user_id": w.ana.ID, "channel_id": w.general.ID, "channel_name": "general", "team_id": "T1", "command": "/moot",
	} {
		if form.Get(key) != want {
			t.Errorf("%s = %q, want %q", key, form.Get(key), want)
		}
	}
	w.ana.Slash(w.general, "/propose", "ask @ben in #general")
	if got := w.bot.slashes[1].Get("text"); got != fmt.Sprintf("ask <@%s|ben> in <#%s|general>", w.ben.ID, w.general.ID) {
		t.Errorf("escaped text %q", got)
	}
	if r := w.ana.Slash(w.general, "/unknown", ""); r.Error != "invalid_command" {
		t.Errorf("unknown command: %v", r)
	}
}

func TestSlashCommandThatFails(t *testing.T) {
	w := newWorld(t, fakeslack.AckWithin(30*time.Millisecond))
	w.bot.onSlash = func(rw http.ResponseWriter, _ url.Values) { rw.WriteHeader(500) }
	if r := w.ana.Slash(w.general, "/moot", ""); r.Error != "dispatch_failed" {
		t.Errorf("500: %v", r)
	}
	release := make(chan struct{})
	w.bot.locked(func() { w.bot.onSlash = func(http.ResponseWriter, url.Values) { <-release } })
	r := w.ana.Slash(w.general, "/moot", "")
	close(release)
	if r.Error != "operation_timeout" {
		t.Errorf("late: %v", r)
	}
	w.blames("slash: ack_timeout")
	w.Advance(time.Hour)
	w.bot.locked(func() {
		if len(w.bot.slashes) != 2 {
			t.Error("a slash command was retried")
		}
		w.bot.onSlash = func(rw http.ResponseWriter, _ url.Values) {
			rw.Header().Set("Content-Type", "application/json")
			fmt.Fprint(rw, `{"blocks":[{"type":"nonsense"}]}`)
		}
	})
	w.ana.Slash(w.general, "/moot", "")
	w.blames("slash: invalid_blocks")
}

// answerTo posts to a response_url.
func answerTo(t *testing.T, hook, body string) int {
	t.Helper()
	resp, err := http.Post(hook, "application/json", bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestResponseURLHasFiveUsesAndHalfAnHour(t *testing.T) {
	w := newWorld(t)
	w.ana.Slash(w.general, "/moot", "")
	hook := w.bot.slashes[0].Get("response_url")
	for i := range 5 {
		if got := answerTo(t, hook, fmt.Sprintf(`{"text":"%d"}`, i)); got != 200 {
			t.Errorf("use %d: %d", i, got)
		}
	}
	if got := answerTo(t, hook, `{"text":"6"}`); got != 404 {
		t.Errorf("sixth use: %d", got)
	}
	w.blames("used_url")
	if n := len(w.ana.Ephemerals(w.general)); n != 5 {
		t.Errorf("%d answers", n)
	}
	w.ana.Slash(w.general, "/moot", "")
	late := w.bot.slashes[1].Get("response_url")
	if got := answerTo(t, late, `{"response_type":"in_channel","text":"all"}`); got != 200 || len(w.ben.Sees(w.general)) != 1 {
		t.Errorf("in_channel: %d", got)
	}
	w.Advance(31 * time.Minute)
	if got := answerTo(t, late, `{"text":"x"}`); got != 404 {
		t.Errorf("after 31 minutes: %d", got)
	}
	w.blames("expired_url")
	if got := answerTo(t, late+"x", `{"text":"x"}`); got != 404 {
		t.Errorf("made up: %d", got)
	}
}

func TestPressAndReplace(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	w.ben.Press(card, "Consent")
	in := w.bot.actions[0]
	if in.Type != slack.InteractionTypeBlockActions || in.ActionCallback.BlockActions[0].ActionID != "consent" ||
		in.User.ID != w.ben.ID || in.Container.MessageTs != card.TS || in.Message.Timestamp != card.TS {
		t.Errorf("payload %+v", in)
	}
	if got := answerTo(t, in.ResponseURL, `{"replace_original":true,"text":"closed"}`); got != 200 {
		t.Errorf("replace: %d", got)
	}
	if now := card.Now(); now.Text != "closed" || len(now.Blocks) != 0 || w.Edits(card) != 1 {
		t.Errorf("%+v", now)
	}
	w.ben.Press(card, "Object") // his screen is a moment behind
	if len(w.bot.actions) != 2 {
		t.Error("the late press was not told")
	}
	answerTo(t, in.ResponseURL, `{"delete_original":true}`)
	if !card.Now().Deleted {
		t.Error("not deleted")
	}
}

func modalView(callback string) slack.ModalViewRequest {
	label := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject("plain_text", s, false, false)
	}
	choice := slack.NewOptionBlockObject("harm", label("Harm"), nil)
	other := slack.NewOptionBlockObject("miss", label("Missed chance"), nil)
	details := slack.NewInputBlock("details", label("Details"), nil, slack.NewPlainTextInputBlockElement(nil, "text"))
	details.Optional = true
	return slack.ModalViewRequest{
		Type: "modal", Title: label("Object"), Submit: label("Send"), CallbackID: callback, PrivateMetadata: "P1",
		NotifyOnClose: true,
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("why", label("Why"), nil, slack.NewPlainTextInputBlockElement(nil, "text")),
			slack.NewInputBlock("kind", label("Kind"), nil, slack.NewRadioButtonsBlockElement("pick", choice, other)),
			details,
		}},
	}
}

func TestModalFromOpeningToClosing(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	w.bot.onInteract = func(rw http.ResponseWriter, in slack.InteractionCallback) {
		switch in.Type {
		case slack.InteractionTypeBlockActions:
			_, err := w.api.OpenView(in.TriggerID, modalView("object"))
			w.want(err, "")
		case slack.InteractionTypeViewSubmission:
			if in.View.State.Values["why"]["text"].Value == "because" {
				rw.Header().Set("Content-Type", "application/json")
				fmt.Fprint(rw, `{"response_action":"errors","errors":{"why":"Say more."}}`)
			}
		}
	}
	w.ben.Press(card, "object")
	v := w.ben.View()
	if v.Title != "Object" || v.PrivateMetadata != "P1" || !w.ana.View().Zero() {
		t.Fatalf("view %+v", v)
	}
	if r := w.ben.Submit(v, fakeslack.Values{"Kind": "Missed chance"}); strings.Join(r.Missing, ",") != "Why" || r.OK() {
		t.Errorf("an empty required field: %v", r)
	}
	if r := w.ben.Submit(v, fakeslack.Values{"why": "because"}); r.Errors["why"] != "Say more." || w.ben.View().Zero() {
		t.Errorf("refused: %v", r)
	}
	if r := w.ben.Submit(v, fakeslack.Values{"why": "it is cold", "details": "very"}); !r.OK() || !w.ben.View().Zero() {
		t.Errorf("taken: %v", r)
	}
	got := w.bot.actions[len(w.bot.actions)-1].View.State.Values
	if got["why"]["text"].Value != "it is cold" || got["kind"]["pick"].SelectedOption.Value != "miss" || got["details"]["text"].Value != "very" {
		t.Errorf("values %+v", got)
	}
	w.ben.Press(card, "object")
	w.ben.Dismiss()
	if last := w.bot.actions[len(w.bot.actions)-1]; last.Type != slack.InteractionTypeViewClosed || !w.ben.View().Zero() {
		t.Errorf("closed: %+v", last.Type)
	}
}

func TestAnswersToASubmission(t *testing.T) {
	w := newWorld(t)
	answer := ""
	w.bot.onInteract = func(rw http.ResponseWriter, in slack.InteractionCallback) {
		if in.Type == slack.InteractionTypeViewSubmission {
			rw.Header().Set("Content-Type", "application/json")
			fmt.Fprint(rw, answer)
			return
		}
		_, err := w.api.OpenView(in.TriggerID, modalView("object"))
		w.want(err, "")
	}
	w.ana.Press(w.card(w.general), "object")
	fill := fakeslack.Values{"why": "x", "kind": "harm"}
	page := `{"type":"modal","title":{"type":"plain_text","text":"%s"},"blocks":[{"type":"divider"}]}`
	answer = `{"response_action":"push","view":` + fmt.Sprintf(page, "Next") + `}`
	if r := w.ana.Submit(w.ana.View(), fill); r.View.Title != "Next" {
		t.Errorf("push: %v", r)
	}
	answer = `{"response_action":"update","view":` + fmt.Sprintf(page, "Other") + `}`
	if r := w.ana.Submit(w.ana.View(), nil); r.View.Title != "Other" || r.View.Updates != 1 {
		t.Errorf("update: %v", r)
	}
	answer = ``
	if r := w.ana.Submit(w.ana.View(), nil); r.View.Title != "Object" {
		t.Errorf("empty answer closes one view: %v", r)
	}
	answer = `{"response_action":"errors","errors":{"nowhere":"x"}}`
	w.ana.Submit(w.ana.View(), fill)
	w.blames(`errors names "nowhere"`)
	answer = `{"response_action":"clear"}`
	if r := w.ana.Submit(w.ana.View(), fill); !r.View.Zero() {
		t.Errorf("clear: %v", r)
	}
}

func TestTriggersLiveOnceAndShortly(t *testing.T) {
	w := newWorld(t)
	w.Expect("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")
	w.ana.Shortcut(w.card(w.general), "commit_this")
	in := w.bot.actions[0]
	if in.Type != slack.InteractionTypeMessageAction || in.CallbackID != "commit_this" || in.Message.Text != "P1 Open" {
		t.Errorf("shortcut %+v", in)
	}
	_, err := w.api.OpenView(in.TriggerID, modalView("a"))
	w.want(err, "")
	_, err = w.api.OpenView(in.TriggerID, modalView("a"))
	w.want(err, "exchanged_trigger_id")
	_, err = w.api.OpenView("1.2.3", modalView("a"))
	w.want(err, "invalid_trigger_id")
	w.ana.GlobalShortcut("commit_this")
	w.Advance(4 * time.Second)
	_, err = w.api.OpenView(w.bot.actions[1].TriggerID, modalView("a"))
	w.want(err, "expired_trigger_id")
}

func TestViewsAreUpdatedByHash(t *testing.T) {
	w := newWorld(t)
	w.ana.GlobalShortcut("commit_this")
	opened, err := w.api.OpenView(w.bot.actions[0].TriggerID, modalView("a"))
	w.want(err, "")
	_, err = w.api.UpdateView(modalView("b"), "", opened.Hash, opened.ID)
	w.want(err, "")
	_, err = w.api.UpdateView(modalView("c"), "", opened.Hash, opened.ID)
	w.want(err, "hash_conflict")
	if got := w.ana.View().CallbackID; got != "b" {
		t.Errorf("view is %s", got)
	}
}

func TestHome(t *testing.T) {
	w := newWorld(t)
	var drawn sync.WaitGroup
	w.bot.onEvent = func(http.ResponseWriter, received) {
		drawn.Go(func() { // after the acknowledgement, because before it nothing but views.open is answered
			button := slack.NewButtonBlockElement("done", "C1", slack.NewTextBlockObject("plain_text", "Done", false, false))
			_, err := w.api.PublishView(w.ana.ID, slack.HomeTabViewRequest{Type: "home", Blocks: slack.Blocks{BlockSet: []slack.Block{
				slack.NewActionBlock("home", button),
			}}}, "")
			w.want(err, "")
		})
	}
	w.ana.OpenHome(w.app)
	drawn.Wait()
	home := w.ana.Home(w.app)
	if strings.Join(home.Buttons(), ",") != "Done" {
		t.Fatalf("home %+v", home)
	}
	w.ana.PressIn(home, "Done")
	if in := w.bot.actions[0]; in.View.ID != home.ID || in.Container.Type != "view" {
		t.Errorf("payload %+v", in)
	}
}
