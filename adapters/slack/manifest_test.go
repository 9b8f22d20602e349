package slack

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func TestTheManifestIsOneThatSlackTakes(t *testing.T) {
	for name, o := range map[string]ManifestOptions{
		"http":        {URL: "https://moot.example/", Triggers: triggers()},
		"many":        {URL: "https://moot.example", Many: true, Home: true, Triggers: triggers()},
		"socket mode": {SocketMode: true, Triggers: triggers()},
		"placeholder": {Triggers: triggers()},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := Manifest(o)
			if err != nil {
				t.Fatal(err)
			}
			cfg, err := fakeslack.FromManifest(data)
			if err != nil {
				t.Fatal(err)
			}
			fakeslack.New(t).App(cfg) // Fails the test for an event there is not.
			if len(cfg.EscapedCommands) != 2 || len(cfg.Shortcuts) != 2 || cfg.NoMessagesTab || cfg.NoHomeTab == o.Home || cfg.SocketMode != o.SocketMode {
				t.Errorf("%+v", cfg)
			}
			switch {
			case o.SocketMode && (cfg.CommandURL != "" || cfg.EventURL != "" || strings.Contains(string(data), "http")):
				t.Errorf("a URL in\n%s", data)
			case name == "http" && (cfg.CommandURL != "https://moot.example/slack/commands" || cfg.EventURL != "https://moot.example/slack/events" || cfg.InteractionURL != "https://moot.example/slack/interactions"):
				t.Errorf("%+v", cfg)
			case o.Many != slices.Contains(cfg.Events, "team_access_revoked"), o.Many != slices.Contains(cfg.Events, "team_access_granted"):
				t.Errorf("events %v", cfg.Events)
			case o.Many && (len(cfg.RedirectURLs) != 1 || !strings.Contains(string(data), "org_deploy_enabled: true")):
				t.Errorf("%s", data)
			}
			for _, e := range cfg.Events {
				if strings.HasPrefix(e, "message") {
					t.Errorf("subscribed to %s", e)
				}
			}
		})
	}
	if _, err := Manifest(ManifestOptions{SocketMode: true, Many: true}); err == nil {
		t.Error("Socket Mode was offered to other workspaces")
	}
}
