package slack

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"go.yaml.in/yaml/v3"

	"github.com/folkmoot/folkmoot/bot"
)

// ManifestOptions say which kind of app is wanted. Triggers come from the bot's table of commands.
type ManifestOptions struct {
	// URL is where this program can be reached from the internet; empty leaves a placeholder, unless SocketMode is on.
	URL string
	// SocketMode makes Slack's way in a connection that this program opens.
	SocketMode bool
	// Many makes the app installable by other workspaces and by organisations; it needs a URL.
	Many bool
	// Home switches the App Home on.
	Home     bool
	Triggers []bot.Trigger
}

// placeholderURL stands in a manifest that was made without a URL.
const placeholderURL = "https://folkmoot.example.org"

// Scopes answers what the bot's token must be allowed, and nothing beyond. The history scopes are for one purpose: to see, before a
// message whose sending ended in doubt is sent again, whether it is there.
func Scopes() []string {
	return []string{
		"channels:history", "channels:read", "chat:write", "commands", "groups:history", "groups:read", "im:history", "im:write",
		"mpim:read", "reactions:read", "usergroups:read", "users:read",
	}
}

// Events answers what the app subscribes to, and what one subscribes to besides that whole organisations can install. Never message.*:
// people's talk is not the bot's business, and there is too much of it.
func Events(many bool) []string {
	events := []string{
		"app_home_opened", "app_uninstalled", "channel_archive", "channel_deleted", "channel_id_changed", "channel_left", "channel_rename",
		"channel_unarchive", "group_archive", "group_deleted", "group_left", "group_rename", "group_unarchive", "member_joined_channel",
		"member_left_channel", "reaction_added", "reaction_removed", "subteam_created", "subteam_members_changed", "subteam_updated",
		"tokens_revoked", "user_change",
	}
	if many {
		events = append(events, "team_access_granted", "team_access_revoked")
		slices.Sort(events)
	}
	return events
}

// The message shortcuts, by the callback ids that come back as bot.Shortcut.Name.
const (
	ShortcutPropose = "propose_this"
	ShortcutCommit  = "commit_this"
)

// Manifest writes the app's manifest in YAML, to be pasted at api.slack.com/apps.
func Manifest(o ManifestOptions) ([]byte, error) {
	if o.SocketMode && o.Many {
		return nil, errors.New("slack: an app for other workspaces needs a URL, not Socket Mode")
	}
	base := strings.TrimSuffix(o.URL, "/")
	if base == "" {
		base = placeholderURL
	}
	at := func(path string) string {
		if o.SocketMode {
			return ""
		}
		return base + path
	}
	m := slack.Manifest{
		Metadata: slack.ManifestMetadata{MajorVersion: 1, MinorVersion: 1},
		Display: slack.Display{
			Name:            "Folkmoot",
			Description:     "Helps a group that leads itself keep the promises it makes to itself.",
			BackgroundColor: "#2f4f3a",
		},
		Features: slack.Features{
			AppHome: slack.AppHome{HomeTabEnabled: o.Home, MessagesTabEnabled: true},
			BotUser: slack.BotUser{DisplayName: "Folkmoot", AlwaysOnline: true},
			Shortcuts: []slack.Shortcut{
				{Name: "Propose this", CallbackID: ShortcutPropose, Description: "Raise a proposal from this message", Type: slack.MessageShortcut},
				{Name: "Make this a commitment", CallbackID: ShortcutCommit, Description: "Promise to do what this message says", Type: slack.MessageShortcut},
			},
		},
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: Scopes()}},
		Settings: slack.Settings{
			EventSubscriptions: &slack.EventSubscriptions{RequestUrl: at("/slack/events"), BotEvents: Events(o.Many)},
			Interactivity:      &slack.Interactivity{IsEnabled: true, RequestUrl: at("/slack/interactions")},
			SocketModeEnabled:  o.SocketMode, OrgDeployEnabled: o.Many,
		},
	}
	if o.Many {
		m.OAuthConfig.RedirectUrls = []string{at("/slack/oauth")}
	}
	for _, t := range o.Triggers {
		m.Features.SlashCommands = append(m.Features.SlashCommands, slack.ManifestSlashCommand{
			Command: t.Word, Description: cutPlain(oneLine(t.Description), 2000), UsageHint: cutPlain(oneLine(t.Hint), 1000),
			ShouldEscape: true, Url: at("/slack/commands"),
		})
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(m); err != nil {
		return nil, err
	}
	return out.Bytes(), enc.Close()
}
