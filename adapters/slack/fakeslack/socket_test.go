package fakeslack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

// plug is an app over Socket Mode, by slack-go.
type plug struct {
	mu     sync.Mutex
	got    []string
	answer map[socketmode.EventType]any
	silent bool
}

func (p *plug) run(t *testing.T, w *world) {
	t.Helper()
	token := w.app.AppToken()
	api := slack.New(w.in.Token, slack.OptionAPIURL(w.URL()), slack.OptionAppLevelToken(token))
	client := socketmode.New(api)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = client.RunContext(ctx) // It ends with the test.
	}()
	go func() {
		for e := range client.Events {
			p.handle(client, e)
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
}

func (p *plug) handle(client *socketmode.Client, e socketmode.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch data := e.Data.(type) {
	case slack.SlashCommand:
		p.got = append(p.got, "slash "+data.Text)
	case slack.InteractionCallback:
		p.got = append(p.got, string(data.Type))
	case slackevents.EventsAPIEvent:
		p.got = append(p.got, data.InnerEvent.Type)
	default:
		return
	}
	if p.silent {
		return
	}
	if answer := p.answer[e.Type]; answer != nil {
		client.Ack(*e.Request, answer)
	} else {
		client.Ack(*e.Request)
	}
}

func (p *plug) heard() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.got, ", ")
}

func newSocketWorld(t *testing.T, opts ...fakeslack.Option) *world {
	w := newWorld(t, opts...)
	cfg := config()
	cfg.SocketMode, cfg.ClientID = true, "socket"
	w.app.Uninstall(w.team)
	w.app = w.App(cfg)
	w.in = w.app.Install(w.team)
	w.general.Join(w.in.Bot)
	w.api = slack.New(w.in.Token, slack.OptionAPIURL(w.URL()))
	return w
}

func TestSocketModeCarriesEverything(t *testing.T) {
	w := newSocketWorld(t)
	card := w.card(w.general)
	p := &plug{answer: map[socketmode.EventType]any{
		socketmode.EventTypeSlashCommand: map[string]string{"text": "hello"},
	}}
	p.run(t, w)
	w.app.WaitConnected(1)
	if r := w.ana.Slash(w.general, "/moot", "help"); r.Plain() != "hello" {
		t.Errorf("slash: %v", r)
	}
	w.ana.Press(card, "Consent")
	w.ana.React(card, "hand")
	if got := p.heard(); got != "slash help, block_actions, reaction_added" {
		t.Errorf("heard %s", got)
	}
}

func TestSocketModeModal(t *testing.T) {
	w := newSocketWorld(t)
	p := &plug{answer: map[socketmode.EventType]any{}}
	p.run(t, w)
	w.app.WaitConnected(1)
	w.ana.GlobalShortcut("commit_this")
	var payload struct {
		Trigger string `json:"trigger_id"`
	}
	if err := json.Unmarshal(w.Deliveries("shortcut")[0].Payload, &payload); err != nil {
		t.Fatal(err)
	}
	_, err := w.api.OpenView(payload.Trigger, modalView("a"))
	w.want(err, "")
	p.mu.Lock()
	p.answer[socketmode.EventTypeInteractive] = slack.NewErrorsViewSubmissionResponse(map[string]string{"why": "More."})
	p.mu.Unlock()
	if r := w.ana.Submit(w.ana.View(), fakeslack.Values{"why": "x", "kind": "harm"}); r.Errors["why"] != "More." {
		t.Errorf("submission %v", r)
	}
}

func TestSocketModeTimesOutAndRetries(t *testing.T) {
	w := newSocketWorld(t, fakeslack.AckWithin(30*time.Millisecond))
	card := w.card(w.general)
	p := &plug{silent: true}
	p.run(t, w)
	w.app.WaitConnected(1)
	if r := w.ana.Slash(w.general, "/moot", "x"); r.Error != "operation_timeout" {
		t.Errorf("slash: %v", r)
	}
	w.ana.React(card, "hand")
	w.blames("slash: ack_timeout", "reaction_added: ack_timeout", "reaction_added: ack_timeout")
	p.mu.Lock()
	p.silent = false
	p.mu.Unlock()
	w.Advance(time.Minute)
	if d := w.Deliveries("reaction_added"); len(d) != 3 || d[2].Status != 200 {
		t.Errorf("deliveries %+v", d)
	}
}

func TestSocketModeRefusesPayloadsNobodyAskedFor(t *testing.T) {
	w := newSocketWorld(t)
	p := &plug{answer: map[socketmode.EventType]any{socketmode.EventTypeInteractive: map[string]string{"text": "x"}}}
	p.run(t, w)
	w.app.WaitConnected(1)
	w.ana.Press(w.card(w.general), "Consent")
	w.blames("payload_not_accepted")
}

func TestSocketModeDropsLargeAcknowledgements(t *testing.T) {
	w := newSocketWorld(t, fakeslack.AckWithin(50*time.Millisecond))
	// slack-go refuses to send so much, hence a bare websocket.
	_, link, err := slack.New("x", slack.OptionAPIURL(w.URL()), slack.OptionAppLevelToken(w.app.AppToken())).StartSocketModeContext(t.Context())
	w.want(err, "")
	ws, _, err := websocket.DefaultDialer.Dial(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	size := 20 * 1024
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var in struct {
				Type     string
				Envelope string `json:"envelope_id"`
			}
			if ws.ReadJSON(&in) != nil {
				return
			}
			if in.Type == "slash_commands" {
				ack := fmt.Sprintf(`{"envelope_id":%q,"payload":{"text":"%%s"}}`, in.Envelope)
				ack = fmt.Sprintf(ack, strings.Repeat("x", size-len(ack)+2))
				_ = ws.WriteMessage(websocket.TextMessage, []byte(ack))
			}
		}
	}()
	w.app.WaitConnected(1)
	if r := w.ana.Slash(w.general, "/moot", "x"); r.Error != "operation_timeout" {
		t.Errorf("too large: %v", r)
	}
	w.blames("ack_too_large", "ack_timeout")
	size--
	if r := w.ana.Slash(w.general, "/moot", "x"); r.Error != "" {
		t.Errorf("just small enough: %v", r)
	}
	w.app.CutConnections()
	<-ended
}

func TestSocketModeReconnects(t *testing.T) {
	w := newSocketWorld(t)
	p := &plug{}
	p.run(t, w)
	w.app.WaitConnected(1)
	for i, end := range []func(){
		func() { w.app.Disconnect("refresh_requested") },
		func() { w.app.CutConnections() },
	} {
		end()
		w.app.WaitConnected(1)
		if n := len(w.Calls("apps.connections.open")); n != i+2 {
			t.Errorf("%d connections opened", n)
		}
		if r := w.ana.Slash(w.general, "/moot", "again"); r.Error != "" {
			t.Errorf("after reconnecting: %v", r)
		}
	}
}

func TestSocketModeSpreadsOverConnections(t *testing.T) {
	w := newSocketWorld(t)
	one, two := &plug{}, &plug{}
	one.run(t, w)
	two.run(t, w)
	w.app.WaitConnected(2)
	for range 4 {
		w.ana.Slash(w.general, "/moot", "x")
	}
	if one.heard() == "" || two.heard() == "" {
		t.Errorf("one heard %q, two heard %q", one.heard(), two.heard())
	}
}

func TestSocketModeNeedsItsToken(t *testing.T) {
	w := newSocketWorld(t)
	w.Expect("not_allowed_token_type")
	_, _, err := slack.New("x", slack.OptionAPIURL(w.URL()), slack.OptionAppLevelToken(w.in.Token)).StartSocketModeContext(t.Context())
	w.want(err, "not_allowed_token_type")
	_, _, err = slack.New("x", slack.OptionAPIURL(w.URL()), slack.OptionAppLevelToken("xapp-none")).StartSocketModeContext(t.Context())
	w.want(err, "invalid_auth")
}

func TestSocketModeCanBeSwitchedOff(t *testing.T) {
	w := newSocketWorld(t)
	(&plug{}).run(t, w)
	w.app.WaitConnected(1)
	w.app.Disconnect("link_disabled")
	w.app.WaitConnected(0)
	_, _, err := slack.New("x", slack.OptionAPIURL(w.URL()), slack.OptionAppLevelToken(w.app.AppToken())).StartSocketModeContext(t.Context())
	w.want(err, "forbidden_team")
	if r := w.ana.Slash(w.general, "/moot", "x"); r.Error != "dispatch_failed" {
		t.Errorf("nobody is connected: %v", r)
	}
}

func TestSocketModeAllowsTenConnections(t *testing.T) {
	w := newSocketWorld(t)
	api := slack.New("x", slack.OptionAPIURL(w.URL()), slack.OptionAppLevelToken(w.app.AppToken()))
	var hello struct {
		Type, Reason string
		Num          int `json:"num_connections"`
	}
	for i := range 11 {
		_, link, err := api.StartSocketModeContext(t.Context())
		w.want(err, "")
		ws, _, err := websocket.DefaultDialer.Dial(link, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.Close()
		if err := ws.ReadJSON(&hello); err != nil {
			t.Fatal(err)
		}
		if i < 10 && (hello.Type != "hello" || hello.Num != i+1) {
			t.Errorf("connection %d: %+v", i, hello)
		}
	}
	if hello.Type != "disconnect" || hello.Reason != "too_many_websockets" {
		t.Errorf("the eleventh: %+v", hello)
	}
}
