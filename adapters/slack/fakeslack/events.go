package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// event is something that happened and that apps may have subscribed to.
type event struct {
	kind  string
	body  result
	in    *Channel // where, if it was in a conversation
	by    *User    // who did it, whose workspace the event comes from
	only  *App     // the one app that is told, if it concerns one
	grant *grant   // the installation, when it is not to be looked up
}

// outbound is an event on its way to one app.
type outbound struct {
	app     *App
	id      string
	kind    string
	payload []byte
	twice   bool
}

// unruly is how the event stream misbehaves.
type unruly struct {
	lose, twice int
	hold        bool
	held        []outbound
	anonymous   bool
}

// LoseEvents lets the next n events never arrive.
func (s *Server) LoseEvents(n int) { s.misbehave(func(u *unruly) { u.lose += n }) }

// DuplicateEvents delivers each of the next n events twice at the same time, with
// the same event_id.
func (s *Server) DuplicateEvents(n int) { s.misbehave(func(u *unruly) { u.twice += n }) }

// ReorderEvents holds events back until ReleaseEvents, which delivers them with the
// last first.
func (s *Server) ReorderEvents() { s.misbehave(func(u *unruly) { u.hold = true }) }

// OmitItemUser leaves item_user out of reaction events, as Slack may.
func (s *Server) OmitItemUser() { s.misbehave(func(u *unruly) { u.anonymous = true }) }

// ReleaseEvents delivers what ReorderEvents held back, and waits for it.
func (s *Server) ReleaseEvents() {
	s.tell(func() {
		held := s.unruly.held
		s.unruly.held, s.unruly.hold = nil, false
		slices.Reverse(held)
		s.pending = append(s.pending, held...)
	})
}

func (s *Server) misbehave(do func(*unruly)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do(&s.unruly)
}

// emit queues an event for every app that is to hear of it. The lock is held.
func (s *Server) emit(w *Workspace, e event) {
	for _, app := range s.apps {
		if e.only != nil && e.only != app || !slices.Contains(app.cfg.Events, e.kind) {
			continue
		}
		if g := s.listener(app, w, e); g != nil {
			s.queue(s.outbound(app, g, w, e))
		}
	}
}

func (s *Server) queue(o outbound) {
	switch {
	case s.unruly.lose > 0:
		s.unruly.lose--
		return
	case s.unruly.hold:
		s.unruly.held = append(s.unruly.held, o)
		return
	case s.unruly.twice > 0:
		s.unruly.twice--
		o.twice = true
	}
	s.pending = append(s.pending, o)
}

// listener is the installation through which an app hears of an event: one with
// the scope, in the workspace or connected to its channel, and in the channel if
// that is private (for messages: in any case).
func (s *Server) listener(app *App, w *Workspace, e event) *grant {
	if e.grant != nil {
		return e.grant
	}
	places := []*Workspace{w}
	if e.in != nil {
		places = append(places, e.in.shared...)
	}
	for _, place := range places {
		g := app.grantIn(place)
		if g == nil || !s.mayHear(g, e) {
			continue
		}
		return g
	}
	return nil
}

func (s *Server) mayHear(g *grant, e event) bool {
	if needed := s.scopes[e.kind]; len(needed) > 0 {
		if !slices.ContainsFunc(needed, func(scope string) bool { return slices.Contains(g.scopes, scope) }) {
			return false
		}
	}
	if e.in == nil || slices.Contains(e.in.members, g.bot) {
		return true
	}
	isMessage := len(e.kind) > 8 && e.kind[:8] == "message."
	return !e.in.private && !e.in.im && !isMessage
}

// outbound wraps an event into the envelope of the Events API.
func (s *Server) outbound(app *App, g *grant, w *Workspace, e event) outbound {
	from := w.ID
	if e.by != nil {
		from = e.by.homeTeam().ID
	}
	inner := result{"type": e.kind, "event_ts": s.stamp("event")}
	for key, value := range e.body {
		inner[key] = value
	}
	o := outbound{app: app, id: s.id("Ev"), kind: e.kind}
	var enterprise any
	if g.team.Enterprise != "" {
		enterprise = g.team.Enterprise
	}
	context := g.team.ID
	if g.org != "" {
		context = w.ID
	}
	payload := result{
		"token": "verification-is-by-signature", "team_id": from, "context_team_id": context,
		"context_enterprise_id": enterprise, "api_app_id": app.ID, "event": inner, "type": "event_callback",
		"event_id": o.id, "event_time": s.Now().Unix(), "is_ext_shared_channel": e.in != nil && len(e.in.shared) > 0,
		"event_context": "4-" + o.id,
		"authorizations": []result{{
			"enterprise_id": enterprise, "team_id": context, "user_id": g.bot.ID, "is_bot": true,
			"is_enterprise_install": g.org != "",
		}},
	}
	data, err := json.Marshal(payload)
	if err != nil {
		s.misuse("event %s: %v", e.kind, err)
	}
	o.payload = data
	return o
}

// dispatch delivers a batch one after the other and closes the channel when every
// one was answered or is left to a later retry.
func (s *Server) dispatch(batch []outbound) <-chan struct{} {
	done := make(chan struct{})
	if len(batch) == 0 {
		close(done)
		return done
	}
	s.work.begin()
	go func() {
		defer s.work.end()
		defer close(done)
		for _, o := range batch {
			var both sync.WaitGroup
			if o.twice {
				both.Go(func() { s.attempt(o, 0, "") })
			}
			s.attempt(o, 0, "")
			both.Wait()
		}
	}()
	return done
}

// attempt delivers an event and sees to its retries: at once, after a minute and
// after five.
func (s *Server) attempt(o outbound, number int, reason string) {
	out := o.app.sendEvent(o, number, reason)
	s.noteDelivery(Delivery{
		Kind: o.kind, EventID: o.id, Attempt: number, Status: out.status, Reason: out.reason, Payload: o.payload,
	})
	if out.ok() || out.skipped || out.noRetry || number == 3 {
		return
	}
	again := func() { s.attempt(o, number+1, out.reason) }
	if number == 0 {
		again()
		return
	}
	wait := time.Minute
	if number == 2 {
		wait = 5 * time.Minute
	}
	s.clock.at(s.Now().Add(wait), again)
}

// Event delivers an event of the test's own making, such as app_rate_limited or
// one that nothing here causes, to the app's installation in a workspace, and
// waits for the answer. It need not be subscribed to.
func (a *App) Event(w *Workspace, kind string, body map[string]any) {
	a.s.tell(func() {
		g := a.grantIn(w)
		if g == nil {
			a.s.misuse("%s is not installed in %s", a.ID, w.ID)
			return
		}
		a.s.queue(a.s.outbound(a, g, w, event{kind: kind, body: body}))
	})
}

// Redeliver sends an event that was delivered before once more, as a retry whose
// acknowledgement was lost, and waits for the answer.
func (s *Server) Redeliver(d Delivery) {
	s.mu.Lock()
	apps := slices.Clone(s.apps)
	s.mu.Unlock()
	var head struct {
		App string `json:"api_app_id"`
	}
	if err := json.Unmarshal(d.Payload, &head); err != nil {
		s.misuse("Redeliver: %v", err)
		return
	}
	for _, app := range apps {
		if app.ID == head.App {
			s.attempt(outbound{app: app, id: d.EventID, kind: d.Kind, payload: d.Payload}, 1, "http_timeout")
			return
		}
	}
	s.misuse("Redeliver: %s", fmt.Sprintf("no app %s", head.App))
}
