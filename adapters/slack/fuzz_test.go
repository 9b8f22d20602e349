package slack

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// deaf is an adapter with one workspace and no Slack: nothing that fuzzing makes may leave the machine.
func deaf(t testing.TB) (*Adapter, *desk) {
	t.Helper()
	d := newDesk()
	a, err := New(Config{
		BotToken: "xoxb-1", SigningSecret: secret, APIURL: "http://127.0.0.1:1/api/", Now: func() time.Time { return time.Unix(1e9, 0) }, Log: quietLog(),
		Sealer: testSealer(t), Desk: d, Parking: newLot(), Catalogue: testCatalogue(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	ws := &workspace{id: 1}
	a.on, a.deaf = context.WithCancel(a.life)
	a.deaf() // Nobody is to be connected.
	ws.client = newClient(clientConfig{token: "xoxb-1", apiURL: a.cfg.APIURL, team: "T1", botUser: "UBOT", sealer: a.cfg.Sealer, words: a.words, now: a.cfg.Now, http: a.http})
	a.spaces["T1"] = ws
	t.Cleanup(a.end)
	return a, d
}

// anew gives a deaf adapter a desk that has seen nothing, and its workspace back should it have been revoked.
func anew(a *Adapter, ws *workspace) *desk {
	d := newDesk()
	a.cfg.Desk = d
	a.mu.Lock()
	defer a.mu.Unlock()
	a.spaces["T1"] = ws
	return d
}

// judged fails for an answer that Slack would not understand, and for a decoder's error that nobody would recognise.
func judged(t *testing.T, ans answer, err error) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, errUndecodable) {
			t.Fatalf("error %v", err)
		}
		return
	}
	switch ans.status {
	case 200, 500, 503:
	default:
		t.Fatalf("status %d", ans.status)
	}
	mustJSON(ans.payload)
}

func FuzzSlash(f *testing.F) {
	a, _ := deaf(f)
	ws := a.exactly("T1")
	f.Add("command=%2Fpropose&text=Meet+%3C%40U1%7Cben%3E&user_id=U1&channel_id=C1&team_id=T1&trigger_id=1.2.x&response_url=http%3A%2F%2Fx%2F")
	f.Add("ssl_check=1&token=t")
	f.Fuzz(func(t *testing.T, body string) {
		d := anew(a, ws)
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		in, err := a.commandInForm(form)
		var ans answer
		if err == nil {
			ans = a.take(in)
		}
		judged(t, ans, err)
		for _, s := range d.slashes {
			if s.User == "" || s.Channel == "" || s.Command == "" {
				t.Fatalf("the desk got %+v", s)
			}
		}
	})
}

func FuzzInteraction(f *testing.F) {
	a, _ := deaf(f)
	ws := a.exactly("T1")
	button, err := a.cfg.Sealer.Seal("action", sealedAction{Verb: "consent"}, time.Time{})
	if err != nil {
		f.Fatal(err)
	}
	state, err := a.cfg.Sealer.Seal("form", formState{Form: "propose", User: "U1", Once: "x"}, time.Unix(2e9, 0))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"type":"block_actions","user":{"id":"U1"},"team":{"id":"T1"},"channel":{"id":"C1"},"container":{"message_ts":"1.2"},"actions":[{"type":"button","action_id":"consent.0","value":"` + button + `"}]}`))
	f.Add([]byte(`{"type":"block_actions","user":{"id":"U1"},"team":{"id":"T1"},"actions":[{"type":"static_select","action_id":"m0.` + button + `","selected_option":{"value":"a"}}]}`))
	f.Add([]byte(`{"type":"view_submission","user":{"id":"U1"},"team":null,"view":{"private_metadata":"` + state + `","blocks":[{"type":"input","block_id":"t"},{"type":"input","block_id":"t~2j"}],"state":{"values":{"t":{"value":{"type":"plain_text_input","value":"x"}},"t~2j":{"value":{"value":null}}}}}}`))
	f.Add([]byte(`{"type":"message_action","callback_id":"propose_this","user":{"id":"U1"},"team":{"id":"T1","domain":"d"},"channel":{"id":"C1"},"message":{"ts":"1.2","thread_ts":"1.1","text":"<@U2> &amp; <!subteam^S1|@g> <http://x|y>","attachments":[{"text":"t"}]}}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		d := anew(a, ws)
		in, err := a.interactionIn(payload, "")
		var ans answer
		if err == nil {
			ans = a.take(in)
		}
		judged(t, ans, err)
		for _, p := range d.presses {
			if p.User == "" || p.Verb != "consent" {
				t.Fatalf("the desk got a button that nobody made: %+v", p)
			}
		}
		for _, s := range d.forms {
			if s.User != "U1" || s.Form != "propose" {
				t.Fatalf("the desk got a form that nobody opened: %+v", s)
			}
		}
	})
}

func FuzzEvent(f *testing.F) {
	a, _ := deaf(f)
	ws := a.exactly("T1")
	for _, inner := range []string{
		`{"type":"reaction_added","user":"U1","reaction":"+1::skin-tone-2","item":{"type":"message","channel":"C1","ts":"1.2"},"event_ts":"1360782804.083113"}`,
		`{"type":"member_joined_channel","user":"U1","channel":"C1"}`, `{"type":"channel_rename","channel":{"id":"C1","name":"n"}}`,
		`{"type":"user_change","user":{"id":"U1","deleted":true,"profile":{"display_name":"x"}}}`, `{"type":"channel_id_changed","old_channel_id":"C1","new_channel_id":"C2"}`,
		`{"type":"tokens_revoked","tokens":{"bot":["UBOT"]}}`, `{"type":"app_home_opened","user":"U1","tab":"home"}`,
	} {
		f.Add([]byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","authorizations":[{"team_id":"T1"}],"event":` + inner + `}`))
	}
	f.Add([]byte(`{"type":"url_verification","challenge":"c"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		d := anew(a, ws)
		in, err := a.eventIn(body)
		var ans answer
		if err == nil {
			ans = a.take(in)
		}
		judged(t, ans, err)
		for _, r := range d.reactions {
			if r.User == "" || r.User == "UBOT" {
				t.Fatalf("the desk got %+v", r)
			}
		}
	})
}

func FuzzSocketFrame(f *testing.F) {
	a, _ := deaf(f)
	ws := a.exactly("T1")
	f.Add([]byte(`{"type":"hello","num_connections":1}`))
	f.Add([]byte(`{"type":"disconnect","reason":"warning"}`))
	f.Add([]byte(`{"type":"slash_commands","envelope_id":"e","accepts_response_payload":true,"payload":{"command":"/moot","user_id":"U1","channel_id":"C1","team_id":"T1","is_enterprise_install":false}}`))
	f.Add([]byte(`{"type":"events_api","envelope_id":"e","retry_attempt":1,"payload":{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"reaction_removed","user":"U1","reaction":"hand","item":{"type":"message","channel":"C1","ts":"1.2"}}}}`))
	f.Add([]byte(`{"type":"interactive","envelope_id":"e","payload":{"type":"view_closed","user":{"id":"U1"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		anew(a, ws)
		fr, err := decodeFrame(data)
		var ans answer
		if err == nil {
			ans, err = a.onFrame(fr)
		}
		judged(t, ans, err)
	})
}

func FuzzText(f *testing.F) {
	f.Add("<@U1|ben> &lt;!channel&gt; <#C1|x> <!subteam^S1|@cooks> <mailto:a@b.c|a@b.c> <https://e.org>")
	groups := func(id, label string) string { return id + label }
	f.Fuzz(func(t *testing.T, s string) {
		typedText(s, groups)
		saidText(s, func(u string) string { return u })
	})
}

// BenchmarkReaction measures what one event costs the adapter itself.
func BenchmarkReaction(b *testing.B) {
	a, _ := deaf(b)
	body := []byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"reaction_added","user":"U1","reaction":"+1","item":{"type":"message","channel":"C1","ts":"1.2"},"event_ts":"1360782804.083113"}}`)
	for b.Loop() {
		in, err := a.eventIn(body)
		if err != nil {
			b.Fatal(err)
		}
		if ans := a.take(in); ans.status != 200 {
			b.Fatal(ans.status)
		}
	}
}

var _ bot.Platform = (*client)(nil)
