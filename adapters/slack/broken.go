package slack

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"runtime/debug"
)

// broke answers what came in and broke off because of a mistake in the program: nobody else is to suffer for it, whoever acted is told, and
// Slack brings an event again. The reference joins what they see to a line of the log.
func (a *Adapter) broke(in inbound, why any) answer {
	ref := a.noteBroken(in.kind, why)
	if in.wrote == nil {
		return answer{status: http.StatusInternalServerError}
	}
	ctx, cancel := context.WithTimeout(context.Background(), actTime) // what broke off may have used up its own
	defer cancel()
	if done, err := a.cfg.Desk.Done(ctx, in.savedAs(in.key)); err == nil && done {
		return a.handBack("slack.done", in.wrote, in.at)
	}
	return a.handBack("slack.failed", in.wrote, in.at, "ref", ref)
}

func (a *Adapter) noteBroken(what string, why any) (ref string) {
	var b [4]byte
	_, _ = rand.Read(b[:]) // It does not fail.
	ref = hex.EncodeToString(b[:])
	a.cfg.Log.Error("something broke", "ref", ref, "what", what, "panic", why, "stack", string(debug.Stack()))
	return ref
}
