package slack

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
)

// eventIn is an Events API request.
func (a *Adapter) eventIn(body []byte) (inbound, error) {
	out, in, err := decodeEvent(body)
	if err != nil {
		return inbound{}, err
	}
	return inbound{kind: inEvent, key: out.EventID, who: in.User.ID, body: func() []byte { return body }, do: func(ctx context.Context, key string) answer {
		out.EventID = key
		return a.onEvent(ctx, out, in)
	}}, nil
}

// onEvent carries out an Events API request. It answers 500 for what could not be taken in, and Slack brings it again; 200 for
// everything that is done, that was done before, or that does not concern us.
func (a *Adapter) onEvent(ctx context.Context, out envelope, in event) answer {
	switch out.Type {
	case "url_verification":
		a := acknowledged()
		a.payload = map[string]string{"challenge": out.Challenge}
		return a
	case "app_rate_limited":
		// Slack has dropped events. What they would have told is read instead.
		a.cfg.Log.Warn("Slack drops events of a workspace that has too many", "team", out.TeamID)
		if ws := a.workspaceFor(ctx, "", out.TeamID); ws != nil {
			a.syncSoon(ws)
		}
		return acknowledged()
	case "event_callback":
	default:
		return acknowledged()
	}
	switch in.Type {
	case "app_uninstalled", "tokens_revoked":
		return a.onRevoked(ctx, out, in)
	case "team_access_revoked", "team_access_granted":
		return a.onAccess(ctx, out, in)
	}
	result, failed := acknowledged(), false
	places, known := a.hearers(ctx, out, in)
	for _, ws := range places {
		do := a.handle
		if ws.overheard {
			do = a.overhear
		}
		later, err := do(ctx, ws.workspace, in, effectKey(out.EventID, ws.team))
		result.later = both(result.later, later)
		if err != nil {
			failed = true
			if !errors.Is(err, bot.ErrUnasked) { // That one is parked, and carried out when Slack may be asked.
				a.cfg.Log.Error("an event could not be taken in", "event", in.Type, "id", out.EventID, "team", ws.team, "err", err)
			}
		}
	}
	switch {
	case failed:
		return answer{status: http.StatusInternalServerError, later: result.later} // It comes again, and what was done is known by its key.
	case !known:
		a.cfg.Log.Warn("an event came from a workspace that is not connected", "team", out.TeamID, "event", in.Type)
		return answer{status: http.StatusServiceUnavailable, later: result.later}
	}
	return result
}

// effectKey is the key of what an event does in one workspace. It is the same whichever others hear of it, and in whatever order.
func effectKey(event, team string) string {
	if event == "" {
		return ""
	}
	return event + "/" + team
}

// hearer is a workspace that an event concerns.
type hearer struct {
	*workspace
	// overheard tells that the event was addressed to another, with which this one shares the channel, or may.
	overheard bool
}

// hearers answers whom an event concerns, and whether the one it is addressed to is among them. Its authorization says which installation
// may see it, and its outer team is where it happened. Of a channel that several workspaces share Slack brings each event once, with one
// authorization at most, and any of them may hold the card in question: all that are connected are told. What names no workspace, or
// somebody who is in all of an organisation's, concerns all of these.
func (a *Adapter) hearers(ctx context.Context, out envelope, in event) ([]hearer, bool) {
	var teams []string
	enterprise := out.EnterpriseID
	for _, auth := range out.Authorizations {
		teams = append(teams, auth.TeamID)
		enterprise = cmp.Or(enterprise, auth.EnterpriseID)
	}
	teams = append(teams, out.ContextTeamID, out.TeamID)
	teams = slices.DeleteFunc(teams, func(team string) bool { return team == "" || team == enterprise || strings.HasPrefix(team, "E") })
	channel := in.place()
	if all, org := a.organisation(enterprise); org && (len(teams) == 0 || in.Type == "user_change") {
		slices.SortStableFunc(all, func(x, y *workspace) int { return seenFirst(x, channel) - seenFirst(y, channel) })
		var hear []hearer
		for i, ws := range all {
			hear = append(hear, hearer{ws, i > 0 && channel != ""})
		}
		return hear, true
	}
	var hear []hearer
	addressed := a.workspaceFor(ctx, enterprise, teams...)
	if addressed != nil {
		hear = append(hear, hearer{addressed, false})
	}
	if channel == "" {
		return hear, addressed != nil
	}
	shared := out.Shared || len(slices.Compact(slices.Sorted(slices.Values(teams)))) > 1
	for _, ws := range a.connected() {
		if ws != addressed && (shared || ws.hasSeen(channel)) {
			hear = append(hear, hearer{ws, true})
		}
	}
	return hear, addressed != nil
}

// seenFirst orders the workspaces that have a channel before those of which that is not known.
func seenFirst(ws *workspace, channel string) int {
	if ws.hasSeen(channel) {
		return 0
	}
	return 1
}

// organisation answers the workspaces that are served with an organisation's token, and whether there is such a token.
func (a *Adapter) organisation(enterprise string) ([]*workspace, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	_, ok := a.orgs[enterprise]
	var all []*workspace
	for _, team := range slices.Sorted(maps.Keys(a.spaces)) {
		if ws := a.spaces[team]; ok && ws.orgWide && ws.enterprise == enterprise {
			all = append(all, ws)
		}
	}
	return all, ok
}

// overhear carries out for one workspace an event that was addressed to another: who reacts, comes or goes is the same for all who share the
// channel. What else became of it there need not have become of it here, and is read where the channel is known.
func (a *Adapter) overhear(ctx context.Context, ws *workspace, in event, key string) (func(context.Context), error) {
	switch in.Type {
	case "reaction_added", "reaction_removed":
		return nil, a.react(ctx, ws, in, key, true)
	case "member_joined_channel", "member_left_channel", "channel_id_changed":
		return a.handle(ctx, ws, in, key)
	}
	if !ws.hasSeen(in.place()) {
		return nil, nil
	}
	return a.look(ws, in.place(), key), nil
}

// react brings the desk a reaction. The bot's own, and those on anything but a message, are none.
func (a *Adapter) react(ctx context.Context, ws *workspace, in event, key string, overheard bool) error {
	if in.User.ID == ws.botUser || in.Item.Type != "message" || in.User.ID == "" {
		return nil
	}
	return a.cfg.Desk.React(ctx, bot.Reaction{
		Origin: bot.Origin{Workspace: ws.id, Channel: in.Item.Channel, User: in.User.ID, Key: key},
		Post:   in.Item.TS, Emoji: in.Reaction, On: in.Type == "reaction_added", At: instant(in.EventTS), Overheard: overheard,
	})
}

// handle carries out one event for the workspace it is addressed to, and answers what is left to do after the acknowledgement.
func (a *Adapter) handle(ctx context.Context, ws *workspace, in event, key string) (func(context.Context), error) {
	desk, self := a.cfg.Desk, in.User.ID == ws.botUser
	switch in.Type {
	case "reaction_added", "reaction_removed":
		return nil, a.react(ctx, ws, in, key, false)
	case "member_joined_channel":
		a.doubtMembers(in.Channel.ID)
		if self {
			return a.look(ws, in.Channel.ID, key), nil
		}
		return nil, desk.PeopleJoined(ctx, ws.id, key, in.Channel.ID, in.User.ID)
	case "member_left_channel":
		a.doubtMembers(in.Channel.ID)
		if self {
			return nil, a.channel(ctx, ws, in.Channel.ID, key, func(c *bot.ChannelInfo) { c.Absent = true })
		}
		return nil, desk.PeopleLeft(ctx, ws.id, key, in.Channel.ID, in.User.ID)
	case "channel_left", "group_left":
		return nil, a.channel(ctx, ws, in.Channel.ID, key, func(c *bot.ChannelInfo) { c.Absent = true })
	case "channel_archive", "group_archive":
		return nil, a.channel(ctx, ws, in.Channel.ID, key, func(c *bot.ChannelInfo) { c.Archived = true })
	case "channel_unarchive", "group_unarchive":
		return a.look(ws, in.Channel.ID, key), nil
	case "channel_deleted", "group_deleted":
		return nil, a.channel(ctx, ws, in.Channel.ID, key, func(c *bot.ChannelInfo) { c.Archived, c.Absent = true, true })
	case "channel_rename", "group_rename":
		return nil, a.channel(ctx, ws, in.Channel.ID, key, func(c *bot.ChannelInfo) { c.Name = in.Channel.Name })
	case "channel_id_changed":
		return a.moved(ctx, ws, in, key)
	case "user_change":
		return nil, a.userChanged(ctx, ws, in, key)
	case "subteam_created", "subteam_updated", "subteam_members_changed":
		return func(ctx context.Context) { a.refreshGroups(ctx, ws) }, nil
	case "app_home_opened":
		if in.Tab != "" && in.Tab != "home" {
			return nil, nil
		}
		return a.home(ws, in.User.ID), nil
	}
	return nil, nil
}

// channel tells the desk what became of a channel, beginning from what is remembered of it.
func (a *Adapter) channel(ctx context.Context, ws *workspace, id, key string, change func(*bot.ChannelInfo)) error {
	if id == "" {
		return nil
	}
	info := ws.lastSeen(id)
	change(&info)
	if err := a.cfg.Desk.ChannelChanged(ctx, ws.id, key, info); err != nil {
		return err
	}
	ws.note(id, func(seen *channelSeen) {
		seen.info.ID = id
		change(&seen.info)
		seen.changes++
	})
	return nil
}

// look reads a channel again after the acknowledgement: what it is called and whether the bot is in it is not in the event. Should that
// fail, the next Sync sees the same.
func (a *Adapter) look(ws *workspace, channel, key string) func(context.Context) {
	return func(ctx context.Context) {
		info, err := ws.Channel(ctx, channel)
		if err == nil {
			err = a.cfg.Desk.ChannelChanged(ctx, ws.id, key, info)
		}
		if err != nil {
			a.cfg.Log.Warn("a channel's return could not be taken in", "channel", channel, "err", err)
			a.syncSoon(ws)
		}
	}
}

// moved follows a channel to its new id, as far as the desk can.
func (a *Adapter) moved(ctx context.Context, ws *workspace, in event, key string) (func(context.Context), error) {
	if m, ok := a.cfg.Desk.(mover); ok {
		return nil, m.ChannelMoved(ctx, ws.id, key, in.OldChannel, in.NewChannel)
	}
	err := a.channel(ctx, ws, in.OldChannel, key, func(c *bot.ChannelInfo) { c.Absent = true })
	return a.look(ws, in.NewChannel, key+"/new"), err
}

func (a *Adapter) userChanged(ctx context.Context, ws *workspace, in event, key string) error {
	u, err := decodeUser(in.User.Whole)
	if err != nil {
		return nil // Nothing in it could ever be taken in.
	}
	if u.ID == ws.botUser {
		return nil
	}
	ws.people.learn(u)
	return a.cfg.Desk.UserChanged(ctx, ws.id, key, ws.userInfo(u))
}

// home redraws somebody's App Home, where the desk has one to show.
func (a *Adapter) home(ws *workspace, user string) func(context.Context) {
	h, ok := a.cfg.Desk.(homely)
	if !ok || user == "" {
		return nil
	}
	return func(ctx context.Context) {
		view, err := ws.render.home(h.Home(ctx, ws.id, user))
		if err == nil {
			_, err = ws.call(ctx, "views.publish", args{"user_id": user, "view": jsonArg(view)}, nil)
		}
		if err != nil {
			a.cfg.Log.Warn("an App Home was not drawn", "err", err)
		}
	}
}

// refreshGroups reads the user groups. Workspaces without a paid plan have none, and tokens without usergroups:read do not see them;
// then a group's name is just a word.
func (a *Adapter) refreshGroups(ctx context.Context, ws *workspace) {
	if err := ws.people.readGroups(ctx); err != nil && !errors.Is(err, context.Canceled) {
		a.cfg.Log.Debug("user groups cannot be read", "team", ws.team, "err", err)
	}
}

// onRevoked heeds that a workspace took its token back.
func (a *Adapter) onRevoked(ctx context.Context, out envelope, in event) answer {
	if in.Type == "tokens_revoked" && len(in.Tokens.Bot) == 0 {
		return acknowledged() // Somebody's own token; the bot has none of those.
	}
	if err := a.forget(ctx, out); err != nil {
		a.cfg.Log.Error("a revoked installation could not be removed; Slack will say so again", "team", out.TeamID, "err", err)
		return answer{status: http.StatusInternalServerError}
	}
	return acknowledged()
}
