package mattermost

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// strict makes a desk that fails the test when anything reaches it.
func strict(t *testing.T, d *desk) {
	t.Helper()
	if n := d.count(); n != 0 {
		t.Errorf("without token or seal the bot heard %q", d.calls)
	}
}

func FuzzCommand(f *testing.F) {
	f.Add("Token "+commandToken, commandForm(nil))
	f.Add("", commandForm(nil))
	f.Add("Token wrong", "token="+commandToken+"&token=")
	f.Add("Bearer x", "team_id=team1&text=%zz;")
	a := testAdapter(f, newDesk(), "http://127.0.0.1:1")
	f.Fuzz(func(t *testing.T, authorization, body string) {
		d := newDesk()
		a.desk = d
		w := send(a, "POST", pathCommand, http.Header{"Authorization": {authorization}}, body)
		if !strings.Contains(authorization+body, commandToken) {
			strict(t, d)
		}
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("the answer is %q", w.Body)
		}
	})
}

func FuzzAction(f *testing.F) {
	a := testAdapter(f, newDesk(), "http://127.0.0.1:1")
	good := press(f, a, nil)
	f.Add(good)
	f.Add(press(f, a, func(r *model.PostActionIntegrationRequest) { r.Context[contextChoice] = []int{1} }))
	f.Add(`{"context":{"seal":null}}`)
	f.Add(`{"context":[],"user_id":7}`)
	sealed, _, _ := strings.Cut(good[strings.Index(good, `"seal":"`)+8:], `"`)
	f.Fuzz(func(t *testing.T, body string) {
		d := newDesk()
		a.desk = d
		w := send(a, "POST", pathAction, nil, body)
		var raw model.PostActionIntegrationRequest
		if json.Unmarshal([]byte(body), &raw) != nil || raw.Context[contextSeal] != sealed {
			strict(t, d)
		}
		if w.Code != 200 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("the answer is %d %q", w.Code, w.Body)
		}
	})
}

func FuzzDialog(f *testing.F) {
	a := testAdapter(f, newDesk(), "http://127.0.0.1:1")
	state, err := a.sealer.Seal(purposeForm, sealedForm{Form: "object", Team: "team1", User: "u1", Fields: []string{"why"}}, noon().Add(formLife))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(`{"state":"` + state + `","user_id":"u1","submission":{"why":"cold"}}`)
	f.Add(`{"state":"` + state + `","user_id":"u2","submission":{"why":null,"x":[1,{"y":2}]}}`)
	f.Add(`{"cancelled":true}`)
	f.Add(`{"submission":"no map"}`)
	f.Fuzz(func(t *testing.T, body string) {
		d := newDesk()
		a.desk = d
		w := send(a, "POST", pathDialog, nil, body)
		var raw model.SubmitDialogRequest
		if json.Unmarshal([]byte(body), &raw) != nil || raw.State != state || raw.UserId != "u1" {
			strict(t, d)
		}
		if w.Code != 200 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("the answer is %d %q", w.Code, w.Body)
		}
	})
}

func FuzzSocketEvent(f *testing.F) {
	f.Add(`{"event":"reaction_added","data":{"reaction":"{\"user_id\":\"u1\",\"post_id\":\"p\",\"emoji_name\":\"+1\"}"},"broadcast":{"channel_id":"c1"},"seq":1}`)
	f.Add(`{"event":"user_updated","data":{"user":{"id":"u1","username":"ana","timezone":{"manualTimezone":"../../etc"}}},"broadcast":{},"seq":2}`)
	f.Add(`{"event":"post_deleted","data":{"post":"{\"id\":\"p\",\"user_id\":\"botuser\",\"channel_id\":\"c1\",\"props\":{\"folkmoot_team\":7}}"}}`)
	f.Add(`{"event":"user_removed","data":{"channel_id":"c1"},"broadcast":{"user_id":"botuser"}}`)
	f.Add(`{"event":"channel_updated","data":{"channel":5},"broadcast":null}`)
	f.Add(`{"event":"leave_team"}`)
	a := testAdapter(f, newDesk(), "http://mattermost.invalid")
	a.api.HTTPClient.Transport = newMemory()
	f.Fuzz(func(t *testing.T, body string) {
		event, err := model.WebSocketEventFromJSON(strings.NewReader(body))
		if err != nil || !event.IsValid() {
			return
		}
		d := newDesk()
		a.desk = d
		clear(a.channels)
		again, _ := a.heed(context.Background(), event) // Whatever it is, it may fail but not fall over.
		if !heeded(event.EventType()) && (again || d.count() > 0) {
			t.Errorf("an event that nobody heeds came through: %q", d.calls)
		}
		if reaction, ok := d.last.(bot.Reaction); ok && (reaction.User == "" || reaction.User == a.self() || reaction.Post == "" || reaction.Emoji == "") {
			t.Errorf("the bot heard a reaction that is none: %+v", reaction)
		}
	})
}
