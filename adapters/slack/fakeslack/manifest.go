package fakeslack

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// FromManifest reads the settings out of an app manifest in YAML, so that a test
// can run an app with exactly the scopes, events, commands and URLs it would be
// installed with. Secrets are not in a manifest; set them afterwards.
func FromManifest(manifest []byte) (AppConfig, error) {
	var m struct {
		Display struct {
			Name string `yaml:"name"`
		} `yaml:"display_information"`
		Features struct {
			Home struct {
				Home     bool `yaml:"home_tab_enabled"`
				Messages bool `yaml:"messages_tab_enabled"`
			} `yaml:"app_home"`
			Bot struct {
				Name string `yaml:"display_name"`
			} `yaml:"bot_user"`
			Shortcuts []struct {
				ID string `yaml:"callback_id"`
			} `yaml:"shortcuts"`
			Commands []struct {
				Command string `yaml:"command"`
				URL     string `yaml:"url"`
				Escape  bool   `yaml:"should_escape"`
			} `yaml:"slash_commands"`
		} `yaml:"features"`
		OAuth struct {
			Redirects []string `yaml:"redirect_urls"`
			Scopes    struct {
				Bot []string `yaml:"bot"`
			} `yaml:"scopes"`
		} `yaml:"oauth_config"`
		Settings struct {
			Events struct {
				URL string   `yaml:"request_url"`
				Bot []string `yaml:"bot_events"`
			} `yaml:"event_subscriptions"`
			Interactivity struct {
				URL string `yaml:"request_url"`
			} `yaml:"interactivity"`
			SocketMode bool `yaml:"socket_mode_enabled"`
		} `yaml:"settings"`
	}
	if err := yaml.Unmarshal(manifest, &m); err != nil {
		return AppConfig{}, fmt.Errorf("manifest: %w", err)
	}
	cfg := AppConfig{
		Name: m.Display.Name, BotName: m.Features.Bot.Name, RedirectURLs: m.OAuth.Redirects,
		Scopes: m.OAuth.Scopes.Bot, Events: m.Settings.Events.Bot, EventURL: m.Settings.Events.URL,
		InteractionURL: m.Settings.Interactivity.URL, SocketMode: m.Settings.SocketMode,
		NoMessagesTab: !m.Features.Home.Messages, NoHomeTab: !m.Features.Home.Home,
	}
	for _, s := range m.Features.Shortcuts {
		cfg.Shortcuts = append(cfg.Shortcuts, s.ID)
	}
	for _, c := range m.Features.Commands {
		cfg.Commands, cfg.CommandURL = append(cfg.Commands, c.Command), c.URL
		if c.Escape {
			cfg.EscapedCommands = append(cfg.EscapedCommands, c.Command)
		}
	}
	return cfg, nil
}
