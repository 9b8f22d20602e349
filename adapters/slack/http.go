package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	// mostBody is the most that is read of a request. A view of a hundred blocks fits many times over.
	mostBody = 1 << 20
	// mostSkew is how old a request may be, and how far ahead of our clock.
	mostSkew = 5 * time.Minute
)

// Routes puts Slack's Request URLs and, where the app can be installed by others, those of the installation on a mux.
func (a *Adapter) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /slack/commands", a.verified(a.serveCommand))
	mux.HandleFunc("GET /slack/commands", serveSSLCheck)
	mux.HandleFunc("POST /slack/interactions", a.verified(a.serveInteraction))
	mux.HandleFunc("POST /slack/events", a.verified(a.serveEvent))
	if a.cfg.ClientID != "" {
		mux.HandleFunc("GET /slack/install", a.serveInstall)
		mux.HandleFunc("GET /slack/oauth", a.serveOAuth)
	}
}

// verify checks that a request is Slack's and not an old one: HMAC-SHA256 over version, time and the raw body (platforms.md 1).
func verify(secret string, header http.Header, body []byte, now time.Time) error {
	stamp := header.Get("X-Slack-Request-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errors.New("no timestamp")
	}
	if skew := now.Sub(time.Unix(seconds, 0)); skew > mostSkew || skew < -mostSkew {
		return fmt.Errorf("the timestamp is off by %v", skew)
	}
	if secret == "" {
		return errors.New("there is no signing secret to check against")
	}
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:", stamp)
	mac.Write(body)
	want := "v0=" + hex.EncodeToString(mac.Sum(nil))
	if !hmac.Equal([]byte(want), []byte(header.Get("X-Slack-Signature"))) {
		return errors.New("the signature is wrong")
	}
	return nil
}

// verified reads the body and lets only Slack's own requests through. Nothing is parsed before that, except to answer a bare ssl_check,
// which is not always signed and of which nothing follows.
func (a *Adapter) verified(serve func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
		if err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				http.Error(w, "too large", http.StatusRequestEntityTooLarge)
				return
			}
			http.Error(w, "unreadable", http.StatusBadRequest)
			return
		}
		if r.Header.Get("X-Slack-Signature") == "" && isSSLCheck(body) {
			return
		}
		if err := verify(a.cfg.SigningSecret, r.Header, body, a.cfg.Now()); err != nil {
			a.cfg.Log.Warn("a request was not Slack's", "path", r.URL.Path, "why", err)
			http.Error(w, "not signed by Slack", http.StatusUnauthorized)
			return
		}
		a.acts.begin() // until what is to be done after the acknowledgement is handed on
		defer a.acts.end()
		serve(w, r, body)
	}
}

// isSSLCheck tells whether a body asks for nothing but a sign of life.
func isSSLCheck(body []byte) bool {
	if len(body) > 4096 {
		return false
	}
	form, err := url.ParseQuery(string(body))
	return err == nil && form.Get("ssl_check") == "1" && form.Get("command") == ""
}

func serveSSLCheck(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("ssl_check") != "1" {
		http.Error(w, "Slack posts here", http.StatusMethodNotAllowed)
	}
}

func (a *Adapter) serveCommand(w http.ResponseWriter, r *http.Request, body []byte) {
	// Only what was signed is read: never the query string.
	form, err := url.ParseQuery(string(body))
	if err == nil && form.Get("ssl_check") == "1" {
		return
	}
	var in inbound
	if err == nil {
		in, err = a.commandInForm(form)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	a.write(w, a.take(in))
}

func (a *Adapter) serveInteraction(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	var in inbound
	if err == nil {
		in, err = a.interactionIn([]byte(form.Get("payload")), "")
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	a.write(w, a.take(in))
}

func (a *Adapter) serveEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	in, err := a.eventIn(body)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	a.write(w, a.take(in))
}

// refuse answers what Slack would not send. Trying again would not mend it.
func (a *Adapter) refuse(w http.ResponseWriter, r *http.Request, err error) {
	a.cfg.Log.Warn("a request cannot be read", "path", r.URL.Path, "err", err)
	w.Header().Set("X-Slack-No-Retry", "1")
	http.Error(w, "unreadable", http.StatusBadRequest)
}

// write acknowledges, and hands on what is to be done after that.
func (a *Adapter) write(w http.ResponseWriter, ans answer) {
	if ans.payload != nil {
		data := mustJSON(ans.payload)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.WriteHeader(ans.status)
		_, _ = w.Write(data) // If Slack went away it will ask again where that matters.
	} else {
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(ans.status)
	}
	if flusher, ok := w.(http.Flusher); ok {
		flusher.Flush()
	}
	a.acked(ans, ans.later)
}

// acked does what is to be done after an acknowledgement.
func (a *Adapter) acked(ans answer, later func(context.Context)) {
	a.afterAck(later)
	if ans.parked != nil {
		a.carry(*ans.parked)
	}
}

func (a *Adapter) afterAck(later func(context.Context)) {
	if later != nil && !a.porter.add(later) {
		a.cfg.Log.Error("too many replies wait; one was dropped")
	}
}
