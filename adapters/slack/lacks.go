package slack

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/bot"
)

// lacks are what Slack does not let a workspace's bot do although its token is good. Only an operator can mend that, and has to hear of it.
type lacks struct {
	mu  sync.Mutex
	all map[string]lack
	// settled is false until it was told once that nothing is missing, or what is: the client before this one may have said otherwise.
	settled bool
}

// lack is one thing that is missing: by which call it showed, which scopes would mend it, and what to tell the operator.
type lack struct {
	method string
	direct bool
	scopes []string
	why    string
}

// dispensable are the methods without which everything works: to see whether a message is there already, and to know user groups.
func dispensable(method string) bool {
	switch method {
	case "conversations.history", "conversations.replies", "usergroups.list", "usergroups.users.list":
		return true
	}
	return false
}

// heed learns from how a call ended. It answers all that is missing, in words, and whether that is worth telling.
func (l *lacks) heed(method, channel string, out outcome, err error) (string, bool) {
	is, missing := lackOf(method, channel, out, err)
	l.mu.Lock()
	defer l.mu.Unlock()
	before := len(l.all)
	switch {
	case missing:
		if l.all == nil {
			l.all = map[string]lack{}
		}
		l.all[is.why] = is
	case err == nil:
		has := scopesOf(out)
		maps.DeleteFunc(l.all, func(_ string, was lack) bool { return was.mended(method, channel, has) })
	}
	tell := missing || len(l.all) != before || !l.settled && err == nil
	l.settled = l.settled || tell
	return strings.Join(slices.Sorted(maps.Keys(l.all)), "; "), tell
}

// mended tells whether a call that went well shows that the thing is not missing any more. Slack says with every answer what the token may
// do; where it does not, the call that was refused has to go well.
func (l lack) mended(method, channel string, has []string) bool {
	if len(l.scopes) > 0 && len(has) > 0 {
		return slices.ContainsFunc(l.scopes, func(scope string) bool { return slices.Contains(has, scope) })
	}
	return l.method == method && l.direct == isDirect(channel)
}

// lackOf answers what a refusal shows to be missing. That a token is void is another trouble.
func lackOf(method, channel string, out outcome, err error) (lack, bool) {
	if err == nil || dispensable(method) {
		return lack{}, false
	}
	f := bot.FaultOf(err)
	is := lack{method: method, direct: isDirect(channel)}
	switch {
	case f.Code == "messages_tab_disabled":
		is.why = "people cannot be written to alone (" + f.Code + "); switch the app's messages tab on, or update the app from the manifest"
	case f.Class != bot.NoAccess || voids(f.Code):
		return lack{}, false
	case f.Code == "missing_scope":
		is.scopes, is.why = listed(out.Needed), explain(err)
	default:
		is.why = "Slack refuses " + method + " (" + f.Code + "); ask an administrator of the workspace to let the app do that"
	}
	return is, true
}

func isDirect(channel string) bool { return strings.HasPrefix(channel, "D") }

// scopesOf are what the token may do, as an answer says; nil when it does not.
func scopesOf(out outcome) []string { return listed(out.Header.Get("X-OAuth-Scopes")) }

// listed are the words of a list with commas.
func listed(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// lacking notes what a workspace's bot may not do although it would have to, for readiness to say; nothing, once it may.
func (a *Adapter) lacking(ws *workspace, why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if is := a.spaces[ws.team]; ws.gone || is != nil && is != ws {
		return // what an earlier token may do is nobody's trouble any more
	}
	if why == "" {
		delete(a.troubles, allowed(ws.team))
		return
	}
	a.troubles[allowed(ws.team)] = why
}

// allowed is the name of that trouble.
func allowed(team string) string { return "what the app may do in workspace " + team }
