package slack

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// errUndecodable answers an envelope that is not what Slack sends.
var errUndecodable = errors.New("slack: not what Slack sends")

func undecodable(why string, err error) error {
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errUndecodable, why, err)
	}
	return fmt.Errorf("%w: %s", errUndecodable, why)
}

// slash is a decoded slash command.
type slash struct {
	Team, Enterprise       string
	Channel, User          string
	Command, Text          string
	ResponseURL, TriggerID string
}

// decodeSlash reads a slash command from a form.
func decodeSlash(form url.Values) (slash, error) { return checkSlash(form.Get) }

// slashJSON writes a slash command that came as a form as Socket Mode brings one.
func slashJSON(form url.Values) []byte {
	fields := map[string]string{}
	for _, key := range []string{"team_id", "enterprise_id", "channel_id", "user_id", "command", "text", "response_url", "trigger_id"} {
		fields[key] = form.Get(key)
	}
	return mustJSON(fields)
}

// decodeSlashJSON reads a slash command as Socket Mode brings it.
func decodeSlashJSON(data []byte) (slash, error) {
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		return slash{}, undecodable("slash command", err)
	}
	return checkSlash(func(key string) string {
		s, _ := fields[key].(string)
		return s
	})
}

func checkSlash(get func(string) string) (slash, error) {
	s := slash{
		Team: get("team_id"), Enterprise: get("enterprise_id"), Channel: get("channel_id"), User: get("user_id"), Command: get("command"),
		Text: get("text"), ResponseURL: get("response_url"), TriggerID: get("trigger_id"),
	}
	if s.User == "" || s.Channel == "" || !strings.HasPrefix(s.Command, "/") {
		return slash{}, undecodable("slash command without user, channel or command", nil)
	}
	return s, nil
}

// named is an object of which only the id matters, or a team with its domain.
type named struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	TeamID       string `json:"team_id"`
	Domain       string `json:"domain"`
	EnterpriseID string `json:"enterprise_id"`
}

// interaction is what is read of an interaction payload, whatever its type.
type interaction struct {
	Type        string  `json:"type"`
	CallbackID  string  `json:"callback_id"`
	TriggerID   string  `json:"trigger_id"`
	ResponseURL string  `json:"response_url"`
	Team        *named  `json:"team"`
	Enterprise  *named  `json:"enterprise"`
	User        named   `json:"user"`
	Channel     *named  `json:"channel"`
	Message     *said   `json:"message"`
	Container   place   `json:"container"`
	Actions     []acted `json:"actions"`
	View        *viewed `json:"view"`
	MessageTS   string  `json:"message_ts"`
}

// said is a message as an interaction shows it.
type said struct {
	TS          string   `json:"ts"`
	ThreadTS    string   `json:"thread_ts"`
	Text        string   `json:"text"`
	Team        string   `json:"team"`
	Attachments []quoted `json:"attachments"`
}

type place struct {
	Type        string `json:"type"`
	MessageTS   string `json:"message_ts"`
	ChannelID   string `json:"channel_id"`
	IsEphemeral bool   `json:"is_ephemeral"`
}

// acted is one pressed element.
type acted struct {
	Type     string  `json:"type"`
	ActionID string  `json:"action_id"`
	Value    string  `json:"value"`
	Selected *option `json:"selected_option"`
	User     string  `json:"selected_user"`
}

type option struct {
	Value string `json:"value"`
}

// viewed is a modal as it comes back.
type viewed struct {
	ID              string  `json:"id"`
	TeamID          string  `json:"team_id"`
	InstalledIn     string  `json:"app_installed_team_id"`
	Type            string  `json:"type"`
	PrivateMetadata string  `json:"private_metadata"`
	Blocks          []asked `json:"blocks"`
	State           struct {
		Values map[string]map[string]entered `json:"values"`
	} `json:"state"`
}

// asked is a block of a view: where it is an input, what it asks for.
type asked struct {
	Type    string `json:"type"`
	BlockID string `json:"block_id"`
	Label   struct {
		Text string `json:"text"`
	} `json:"label"`
}

// entered is what somebody put into an input.
type entered struct {
	Value    *string `json:"value"`
	User     *string `json:"selected_user"`
	Selected *option `json:"selected_option"`
}

// decodeInteraction reads an interaction payload.
func decodeInteraction(payload []byte) (interaction, error) {
	var in interaction
	if err := loosely(payload, &in); err != nil {
		return interaction{}, undecodable("interaction", err)
	}
	if in.Type == "" || in.User.ID == "" {
		return interaction{}, undecodable("interaction without type or user", nil)
	}
	return in, nil
}

// teams are the workspaces that the interaction may belong to, the likeliest first: where the app is installed, where the message
// stands, whose user it is.
func (in interaction) teams() []string {
	var out []string
	if in.View != nil {
		out = append(out, in.View.InstalledIn)
	}
	if in.Team != nil {
		out = append(out, in.Team.ID)
	}
	if in.Message != nil {
		out = append(out, in.Message.Team)
	}
	return append(out, in.User.TeamID)
}

func (in interaction) enterprise() string {
	if in.Enterprise != nil && in.Enterprise.ID != "" {
		return in.Enterprise.ID
	}
	if in.Team != nil {
		return in.Team.EnterpriseID
	}
	return ""
}

func (in interaction) channel() string {
	if in.Channel != nil && in.Channel.ID != "" {
		return in.Channel.ID
	}
	return in.Container.ChannelID
}

// inputs answers the blocks of a submitted view that people filled in, in order, and what they hold.
func (v *viewed) inputs() ([]string, map[string]string) {
	var order []string
	for _, b := range v.Blocks {
		if b.Type == "input" && b.BlockID != "" {
			order = append(order, b.BlockID)
		}
	}
	values := map[string]string{}
	for id, actions := range v.State.Values {
		for _, e := range actions {
			values[id] = e.text()
		}
	}
	if len(order) == 0 {
		// Blocks need not be there; values are enough, unless a text was parted.
		for id := range values {
			order = append(order, id)
		}
		slices.Sort(order)
	}
	return order, values
}

// written is what somebody wrote into a form, each text below what it was the answer to; empty for no form.
func (v *viewed) written() string {
	if v == nil {
		return ""
	}
	var out []string
	for _, b := range v.Blocks {
		for _, e := range v.State.Values[b.BlockID] {
			if e.Value != nil && strings.TrimSpace(*e.Value) != "" {
				out = append(out, strings.TrimSpace(b.Label.Text+"\n"+*e.Value))
			}
		}
	}
	return strings.Join(out, "\n\n")
}

func (e entered) text() string {
	switch {
	case e.Value != nil:
		return *e.Value
	case e.User != nil:
		return *e.User
	case e.Selected != nil:
		return e.Selected.Value
	}
	return ""
}

// envelope is the outer part of an Events API request.
type envelope struct {
	Type           string          `json:"type"`
	Challenge      string          `json:"challenge"`
	TeamID         string          `json:"team_id"`
	EnterpriseID   string          `json:"enterprise_id"`
	ContextTeamID  string          `json:"context_team_id"`
	EventID        string          `json:"event_id"`
	Shared         bool            `json:"is_ext_shared_channel"`
	Event          json.RawMessage `json:"event"`
	Authorizations []struct {
		EnterpriseID string `json:"enterprise_id"`
		TeamID       string `json:"team_id"`
	} `json:"authorizations"`
}

// enterprise is the organisation that an event comes from; empty for none.
func (out envelope) enterprise() string {
	enterprise := out.EnterpriseID
	for _, auth := range out.Authorizations {
		enterprise = cmp.Or(auth.EnterpriseID, enterprise)
	}
	return enterprise
}

// event is what is read of an inner event, whatever its type. Channel and user may be an id or an object.
type event struct {
	Type     string `json:"type"`
	Channel  idOr   `json:"channel"`
	User     idOr   `json:"user"`
	Reaction string `json:"reaction"`
	Item     struct {
		Type    string `json:"type"`
		Channel string `json:"channel"`
		TS      string `json:"ts"`
	} `json:"item"`
	EventTS    string `json:"event_ts"`
	Tab        string `json:"tab"`
	OldChannel string `json:"old_channel_id"`
	NewChannel string `json:"new_channel_id"`
	Tokens     struct {
		Bot []string `json:"bot"`
	} `json:"tokens"`
	TeamIDs []string `json:"team_ids"`
}

// place is the channel that an event is about; empty for one that is about none.
func (in event) place() string {
	return cmp.Or(in.Item.Channel, in.OldChannel, in.Channel.ID)
}

// idOr is an id, or an object that has one.
type idOr struct {
	ID, Name string
	// Whole is the object, nil for a bare id.
	Whole json.RawMessage
}

// UnmarshalJSON implements json.Unmarshaler.
func (i *idOr) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &i.ID)
	}
	var object struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	i.ID, i.Name = object.ID, object.Name
	if string(data) != "null" {
		i.Whole = append(json.RawMessage(nil), data...)
	}
	return nil
}

// decodeEvent reads an Events API request. The inner event is empty for what has none, such as url_verification.
func decodeEvent(body []byte) (envelope, event, error) {
	var out envelope
	if err := loosely(body, &out); err != nil {
		return envelope{}, event{}, undecodable("event", err)
	}
	if out.Type != "event_callback" {
		return out, event{}, nil
	}
	inner, err := decodeInner(out.Event)
	if err != nil || inner.Type == "" {
		return envelope{}, event{}, undecodable("inner event", err)
	}
	return out, inner, nil
}

// decodeInner reads what an envelope holds. Slack's reference shows what becomes of an organisation's workspaces wrapped once more, its types
// show it bare; either is read.
func decodeInner(data []byte) (event, error) {
	var inner struct {
		event
		Within json.RawMessage `json:"event"`
	}
	err := loosely(data, &inner)
	if err == nil && inner.Type == "" && len(inner.Within) > 0 {
		err = loosely(inner.Within, &inner.event)
	}
	return inner.event, err
}

// instant reads one of Slack's timestamps, seconds and microseconds; zero for none.
func instant(ts string) time.Time {
	whole, part, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds <= 0 || seconds > 1<<40 || len(part) > 6 {
		return time.Time{}
	}
	micros, err := strconv.ParseInt((part + "000000")[:6], 10, 64)
	if err != nil || micros < 0 {
		return time.Time{}
	}
	return time.Unix(seconds, micros*1000).UTC()
}

// decodeUser reads the user object of a user_change event.
func decodeUser(whole json.RawMessage) (person, error) {
	var u person
	if err := loosely(whole, &u); err != nil || u.ID == "" {
		return person{}, undecodable("user", err)
	}
	return u, nil
}

// frame is what comes over a Socket Mode connection.
type frame struct {
	Type       string          `json:"type"`
	EnvelopeID string          `json:"envelope_id"`
	Accepts    *bool           `json:"accepts_response_payload"` // nil where it is not said
	Reason     string          `json:"reason"`
	Payload    json.RawMessage `json:"payload"`
}

// decodeFrame reads one.
func decodeFrame(data []byte) (frame, error) {
	var f frame
	if err := loosely(data, &f); err != nil {
		return frame{}, undecodable("socket frame", err)
	}
	if f.Type == "" {
		return frame{}, undecodable("socket frame without type", nil)
	}
	return f, nil
}
