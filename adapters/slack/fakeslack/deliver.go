package fakeslack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Delivery is one attempt to tell an app something.
type Delivery struct {
	// Kind is the event's type, or slash, block_actions, view_submission, ….
	Kind string
	// EventID is set for events.
	EventID string
	// Attempt counts from 0; 1 to 3 are retries.
	Attempt int
	// Status is the HTTP status of the answer, 0 for none; over Socket Mode 200.
	Status int
	// Reason is why it failed, in the words of X-Slack-Retry-Reason.
	Reason string
	// Payload is what was sent: JSON, or the form of a slash command.
	Payload []byte
}

// Deliveries lists the attempts of a kind so far, all when it is empty.
func (s *Server) Deliveries(kind string) []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.deliveries), func(d Delivery) bool {
		return kind != "" && d.Kind != kind
	})
}

func (s *Server) noteDelivery(d Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliveries = append(s.deliveries, d)
	if d.Reason == "http_timeout" || d.Reason == "timeout" {
		s.violate(d.Kind, "ack_timeout", "not acknowledged within %v", s.ackIn)
	}
}

// outcome is how an app answered.
type outcome struct {
	status  int
	body    []byte
	kind    string // content type
	reason  string
	noRetry bool
	skipped bool // there was nowhere to send it
}

func (o outcome) ok() bool { return o.status >= 200 && o.status < 300 }

// Sign sets the two headers by which an app knows that a request is Slack's.
func Sign(h http.Header, secret string, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// send POSTs a signed body to a Request URL and waits as long as Slack would.
func (a *App) send(target, kind string, body []byte, extra map[string]string) outcome {
	if target == "" {
		return outcome{skipped: true}
	}
	defer a.s.unacked.begin()()
	ctx, cancel := context.WithTimeout(context.Background(), a.s.ackIn)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		a.s.misuse("request URL: %v", err)
		return outcome{reason: "connection_failed"}
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	for key, value := range extra {
		req.Header.Set(key, value)
	}
	Sign(req.Header, a.cfg.SigningSecret, a.s.Now(), body)
	resp, err := a.s.client.Do(req)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return outcome{reason: "http_timeout"}
		}
		return outcome{reason: "connection_failed"}
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return outcome{reason: "http_timeout"}
	}
	out := outcome{status: resp.StatusCode, body: data, kind: resp.Header.Get("Content-Type")}
	if !out.ok() {
		out.reason = "http_error"
		out.noRetry = resp.Header.Get("X-Slack-No-Retry") == "1"
	}
	return out
}

// urls reads the settings that decide where something goes.
func (a *App) urls() AppConfig {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.cfg
}

func (a *App) sendEvent(o outbound, attempt int, reason string) outcome {
	cfg := a.urls()
	if cfg.SocketMode {
		return a.envelope("events_api", o.payload, false, attempt, reason)
	}
	extra := map[string]string{}
	if attempt > 0 {
		extra["X-Slack-Retry-Num"] = strconv.Itoa(attempt)
		extra["X-Slack-Retry-Reason"] = reason
	}
	return a.send(cfg.EventURL, "application/json", o.payload, extra)
}

// sendForm delivers a slash command.
func (a *App) sendForm(fields result) outcome {
	cfg := a.urls()
	var out outcome
	form := url.Values{}
	for key, value := range fields {
		form.Set(key, fmt.Sprint(value))
	}
	body := []byte(form.Encode())
	if cfg.SocketMode {
		out = a.envelope("slash_commands", encode(fields), true, 0, "")
	} else {
		out = a.send(cfg.CommandURL, "application/x-www-form-urlencoded", body, nil)
	}
	a.s.noteDelivery(Delivery{Kind: "slash", Status: out.status, Reason: out.reason, Payload: body})
	return out
}

// sendInteraction delivers an interaction payload; answered says that the payload of
// the acknowledgement means something.
func (a *App) sendInteraction(payload result, answered bool) outcome {
	cfg := a.urls()
	data := encode(payload)
	var out outcome
	if cfg.SocketMode {
		out = a.envelope("interactive", data, answered, 0, "")
	} else {
		body := url.Values{"payload": {string(data)}}.Encode()
		out = a.send(cfg.InteractionURL, "application/x-www-form-urlencoded", []byte(body), nil)
	}
	kind, _ := payload["type"].(string)
	a.s.noteDelivery(Delivery{Kind: kind, Status: out.status, Reason: out.reason, Payload: data})
	return out
}

// Verify sends url_verification to the event URL, as Slack does when the URL is
// saved, and returns an error unless the challenge comes back.
func (a *App) Verify() error {
	body := encode(result{"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB1"})
	out := a.send(a.urls().EventURL, "application/json", body, nil)
	if !out.ok() || !bytes.Contains(out.body, []byte("3eZbrw1aB1")) {
		return fmt.Errorf("url_verification: status %d %s: %q", out.status, out.reason, out.body)
	}
	return nil
}

// SSLCheck sends ssl_check to the command URL and returns an error unless it is
// answered with 200.
func (a *App) SSLCheck() error {
	out := a.send(a.urls().CommandURL, "application/x-www-form-urlencoded", []byte("ssl_check=1&token=t"), nil)
	if out.status != http.StatusOK {
		return fmt.Errorf("ssl_check: status %d %s", out.status, out.reason)
	}
	return nil
}
