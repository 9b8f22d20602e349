package fakeslack

import (
	"strings"
	"time"
)

// User is a person, or the face of an app, in a workspace. Its methods are what
// that person does and sees.
type User struct {
	// ID is the user id, Name the handle.
	ID, Name string

	s        *Server
	team     *Workspace
	real     string
	email    string
	zone     string
	locale   string
	deleted  bool
	bot      *grant // of an app's bot user
	isBot    bool
	guest    bool
	single   bool
	home     *Workspace // where a stranger comes from
	views    []*view    // the open modals, the uppermost last
	homeView map[*App]*view
}

// UserOption configures a User.
type UserOption func(*User)

// Guest makes a multi-channel guest.
func Guest() UserOption { return func(u *User) { u.guest = true } }

// SingleChannelGuest makes a guest of one channel.
func SingleChannelGuest() UserOption { return func(u *User) { u.guest, u.single = true, true } }

// SomeBot makes a bot of somebody else's.
func SomeBot() UserOption { return func(u *User) { u.isBot = true } }

// Deactivated makes an account that is switched off.
func Deactivated() UserOption { return func(u *User) { u.deleted = true } }

// InZone sets the person's IANA time zone.
func InZone(zone string) UserOption { return func(u *User) { u.zone = zone } }

// Speaking sets the person's locale, such as de-DE.
func Speaking(locale string) UserOption { return func(u *User) { u.locale = locale } }

// CalledReally sets the person's full name.
func CalledReally(name string) UserOption { return func(u *User) { u.real = name } }

// WithEmail sets the person's address.
func WithEmail(address string) UserOption { return func(u *User) { u.email = address } }

// From makes a stranger: somebody of another workspace, present through Slack
// Connect.
func From(other *Workspace) UserOption { return func(u *User) { u.home = other } }

// User adds somebody to the workspace. Whoever joins later than the app is
// announced to it with team_join.
func (w *Workspace) User(name string, opts ...UserOption) *User {
	u := &User{
		Name: name, s: w.s, team: w, zone: "UTC", locale: "en-US", homeView: map[*App]*view{},
		email: name + "@example.com", real: strings.ToUpper(name[:1]) + name[1:],
	}
	for _, opt := range opts {
		opt(u)
	}
	w.s.tell(func() {
		w.add(u)
		if u.home == nil {
			w.s.emit(w, event{kind: "team_join", body: result{"user": u.json(false)}})
		}
	})
	return u
}

func (w *Workspace) add(u *User) {
	u.ID = w.s.id("U")
	w.users = append(w.users, u)
	w.s.users[u.ID] = u
}

// Deactivate switches the account off: it leaves nothing but its past.
func (u *User) Deactivate() { u.change(func() { u.deleted = true }) }

// Reactivate switches the account on again.
func (u *User) Reactivate() { u.change(func() { u.deleted = false }) }

// MoveTo changes the person's time zone.
func (u *User) MoveTo(zone string) { u.change(func() { u.zone = zone }) }

func (u *User) change(do func()) {
	u.s.tell(func() {
		do()
		u.s.emit(u.team, event{kind: "user_change", body: result{"user": u.json(false)}})
	})
}

// homeTeam is the workspace whose account the person has.
func (u *User) homeTeam() *Workspace {
	if u.home != nil {
		return u.home
	}
	return u.team
}

func (u *User) json(email bool) result {
	loc, err := time.LoadLocation(u.zone)
	if err != nil {
		loc = time.UTC
	}
	_, offset := u.s.Now().In(loc).Zone()
	profile := result{
		"real_name": u.real, "real_name_normalized": u.real, "display_name": u.Name,
		"display_name_normalized": u.Name, "team": u.homeTeam().ID, "status_text": "", "status_emoji": "",
	}
	if email && !u.isBot {
		profile["email"] = u.email
	}
	r := result{
		"id": u.ID, "team_id": u.homeTeam().ID, "name": u.Name, "deleted": u.deleted, "real_name": u.real,
		"tz": u.zone, "tz_label": u.zone, "tz_offset": offset, "profile": profile, "is_admin": false,
		"is_owner": false, "is_primary_owner": false, "is_restricted": u.guest, "is_ultra_restricted": u.single,
		"is_bot": u.isBot, "is_app_user": false, "updated": 1, "is_email_confirmed": true,
		"who_can_share_contact_card": "EVERYONE",
	}
	if u.home != nil {
		r["is_stranger"] = true
	}
	if u.bot != nil {
		profile["bot_id"], profile["api_app_id"] = u.bot.botID, u.bot.app.ID
	}
	if e := u.homeTeam().Enterprise; e != "" {
		r["enterprise_user"] = result{"id": u.ID, "enterprise_id": e, "teams": []string{u.homeTeam().ID}}
	}
	if u.deleted {
		// A deactivated account tells little.
		for _, key := range []string{"tz", "tz_label", "tz_offset", "is_admin", "is_owner", "is_restricted", "is_ultra_restricted"} {
			delete(r, key)
		}
	}
	return r
}
