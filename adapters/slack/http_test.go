package slack

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func TestTheSignatureIsThatOfSlacksDocumentation(t *testing.T) {
	body := "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA" +
		"&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
		"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	const stamp, signature = 1531420618, "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	at := time.Unix(stamp, 0)
	for name, c := range map[string]struct {
		stamp, signature, body, secret string
		now                            time.Time
		ok                             bool
	}{
		"as documented":      {"1531420618", signature, body, secret, at, true},
		"five minutes late":  {"1531420618", signature, body, secret, at.Add(5 * time.Minute), true},
		"older":              {"1531420618", signature, body, secret, at.Add(5*time.Minute + time.Second), false},
		"from the future":    {"1531420618", signature, body, secret, at.Add(-5*time.Minute - time.Second), false},
		"another body":       {"1531420618", signature, body + "&x=1", secret, at, false},
		"another stamp":      {"1531420619", signature, body, secret, at, false},
		"another secret":     {"1531420618", signature, body, secret + "x", at, false},
		"no secret":          {"1531420618", signature, body, "", at, false},
		"no signature":       {"1531420618", "", body, secret, at, false},
		"no stamp":           {"", signature, body, secret, at, false},
		"a stamp of letters": {"now", signature, body, secret, at, false},
		"version missing":    {"1531420618", strings.TrimPrefix(signature, "v0="), body, secret, at, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.Header{"X-Slack-Request-Timestamp": {c.stamp}, "X-Slack-Signature": {c.signature}}
			if err := verify(c.secret, h, []byte(c.body), c.now); (err == nil) != c.ok {
				t.Errorf("verify: %v", err)
			}
		})
	}
}

// send posts a body, signed at an instant; sign may bend the headers.
func (w *world) send(path, kind, body string, bend func(http.Header)) (int, string) {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	fakeslack.Sign(req.Header, secret, w.Now(), []byte(body))
	if bend != nil {
		bend(req.Header)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

func (w *world) requests() map[string][2]string {
	slash := url.Values{"command": {"/moot"}, "text": {"P1 consent"}, "user_id": {w.ana.ID}, "channel_id": {w.general.ID}, "team_id": {"T1"}}
	press := fmt.Sprintf(`{"type":"block_actions","user":{"id":%q},"team":{"id":"T1"},"channel":{"id":%q},"actions":[{"type":"button","action_id":"consent.0","value":"x"}]}`,
		w.ana.ID, w.general.ID)
	event := fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"reaction_added","user":%q,"reaction":"+1","item":{"type":"message","channel":%q,"ts":"1.2"},"event_ts":"1.3"}}`,
		w.ana.ID, w.general.ID)
	const form = "application/x-www-form-urlencoded"
	return map[string][2]string{
		"/slack/commands":     {form, slash.Encode()},
		"/slack/interactions": {form, url.Values{"payload": {press}}.Encode()},
		"/slack/events":       {"application/json", event},
	}
}

func TestOnlyWhatSlackSignedIsHeard(t *testing.T) {
	w := newWorld(t, false, nil)
	bends := map[string]func(http.Header){
		"wrong":     func(h http.Header) { h.Set("X-Slack-Signature", "v0="+strings.Repeat("0", 64)) },
		"missing":   func(h http.Header) { h.Del("X-Slack-Signature") },
		"no stamp":  func(h http.Header) { h.Del("X-Slack-Request-Timestamp") },
		"old":       func(h http.Header) { h.Set("X-Slack-Request-Timestamp", strconv.FormatInt(w.Now().Unix()-301, 10)) },
		"old, good": nil, "future, good": nil,
	}
	for path, r := range w.requests() {
		for name, bend := range bends {
			switch name {
			case "old, good":
				bend = func(h http.Header) { fakeslack.Sign(h, secret, w.Now().Add(-301*time.Second), []byte(r[1])) }
			case "future, good":
				bend = func(h http.Header) { fakeslack.Sign(h, secret, w.Now().Add(301*time.Second), []byte(r[1])) }
			}
			if status, body := w.send(path, r[0], r[1], bend); status != http.StatusUnauthorized {
				t.Errorf("%s, %s: %d %s", path, name, status, body)
			}
		}
	}
	if n := len(w.desk.slashes) + len(w.desk.presses) + len(w.desk.reactions); n != 0 {
		t.Errorf("the desk got %d things that Slack did not send", n)
	}
	for path, r := range w.requests() {
		if status, body := w.send(path, r[0], r[1], nil); status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if len(w.desk.slashes) != 1 || len(w.desk.reactions) != 1 {
		t.Errorf("the desk got %v and %v", w.desk.slashes, w.desk.reactions)
	}
}

func TestAPayloadInTheQueryStringIsIgnored(t *testing.T) {
	w := newWorld(t, false, nil)
	for path, r := range w.requests() {
		query := r[1]
		if path == "/slack/events" {
			query = url.Values{"payload": {r[1]}}.Encode()
		}
		if status, _ := w.send(path+"?"+query, r[0], "", nil); status != http.StatusBadRequest {
			t.Errorf("%s with its payload in the query: %d", path, status)
		}
		if status, _ := w.send(path+"?"+query, r[0], "ssl_check=1", nil); path == "/slack/commands" && status != http.StatusOK {
			t.Errorf("%s, ssl_check: %d", path, status)
		}
	}
	if n := len(w.desk.slashes) + len(w.desk.presses) + len(w.desk.reactions); n != 0 {
		t.Errorf("the desk got %d things from query strings", n)
	}
}

func TestSlackCanCheckItsRequestURLs(t *testing.T) {
	w := newWorld(t, false, nil)
	if err := w.app.Verify(); err != nil {
		t.Error(err)
	}
	if err := w.app.SSLCheck(); err != nil {
		t.Error(err)
	}
	unsigned := func(h http.Header) { h.Del("X-Slack-Signature"); h.Del("X-Slack-Request-Timestamp") }
	if status, _ := w.send("/slack/commands", "application/x-www-form-urlencoded", "ssl_check=1&token=t", unsigned); status != http.StatusOK {
		t.Errorf("an unsigned ssl_check: %d", status)
	}
	if status, _ := w.send("/slack/commands", "application/x-www-form-urlencoded", "ssl_check=1&command=%2Fmoot&user_id=U1&channel_id=C1", unsigned); status != http.StatusUnauthorized {
		t.Errorf("an unsigned command that says it is an ssl_check: %d", status)
	}
	resp, err := http.Get(w.url + "/slack/commands?ssl_check=1")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("ssl_check by GET: %s", resp.Status)
	}
	if status, _ := w.send("/slack/events", "application/json", `{"type":"url_verification","challenge":"c"}`, unsigned); status != http.StatusUnauthorized {
		t.Errorf("an unsigned url_verification: %d", status)
	}
}

func TestWhatIsTooLargeOrUnreadableIsRefused(t *testing.T) {
	w := newWorld(t, false, nil)
	if status, _ := w.send("/slack/events", "application/json", strings.Repeat("x", mostBody+1), nil); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d", status)
	}
	for path, body := range map[string]string{
		"/slack/events": "{", "/slack/interactions": "payload=%7B", "/slack/commands": "command=moot&user_id=U1",
	} {
		if status, _ := w.send(path, "text/plain", body, nil); status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestSomebodyWhoIsTooEarlyIsTold(t *testing.T) {
	w := newWorld(t, false, func(c *Config) {
		c.BotToken, c.ClientID, c.ClientSecret, c.Tokens = "", "1.2", "hush", newTokens()
	})
	if got := w.ana.Slash(w.general, "/moot", "help"); !strings.Contains(got.Plain(), "not connected") {
		t.Errorf("answered %v", got)
	}
	r := w.requests()["/slack/events"]
	if status, _ := w.send("/slack/events", r[0], r[1], nil); status != http.StatusServiceUnavailable {
		t.Errorf("an event was answered %d, and Slack will not bring it again", status)
	}
}
