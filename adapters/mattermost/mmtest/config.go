package mmtest

import (
	"os"
	"path/filepath"
)

// section is a part of Mattermost's configuration file.
type section map[string]any

// configuration is what the server is told: everything a bot needs is on, everything that would reach outside, limit the test or
// write mail is off. It goes into a file and not into the environment, because what the environment sets nobody can change
// any more, and the tests of the set-up command want to find a server that lacks something.
func configuration(address, database, folder string) map[string]section {
	return map[string]section{
		"ServiceSettings": {
			"SiteURL":                             "http://" + address,
			"ListenAddress":                       address,
			"EnableBotAccountCreation":            true,
			"EnableUserAccessTokens":              true,
			"EnableCommands":                      true,
			"EnableIncomingWebhooks":              true,
			"EnableOutgoingWebhooks":              true,
			"EnablePostUsernameOverride":          false,
			"EnablePostIconOverride":              false,
			"AllowedUntrustedInternalConnections": "127.0.0.0/8 localhost",
			"EnableLinkPreviews":                  false,
			"EnablePermalinkPreviews":             false,
			"EnableTutorial":                      false,
			"EnableOnboardingFlow":                false,
			"EnableSecurityFixAlert":              false,
			"EnableLocalMode":                     false,
			"EnableAPITeamDeletion":               true,
			"EnableAPIUserDeletion":               true,
			"CollapsedThreads":                    "always_on",
			"ThreadAutoFollow":                    true,
		},
		"TeamSettings": {
			"EnableOpenServer":           true,
			"MaxUsersPerTeam":            5000,
			"MaxChannelsPerTeam":         5000,
			"MaxNotificationsPerChannel": 5000,
		},
		"SqlSettings": {
			"DriverName": "postgres",
			"DataSource": database,
			// Below what the test cluster allows, with room for the tests' own connections.
			"MaxOpenConns": 150,
			"MaxIdleConns": 50,
		},
		"LogSettings": {
			"EnableConsole":     true,
			"ConsoleLevel":      "ERROR",
			"ConsoleJson":       false,
			"EnableFile":        false,
			"EnableDiagnostics": false,
			"EnableSentry":      false,
		},
		"NotificationLogSettings": {"EnableConsole": false, "EnableFile": false},
		"FileSettings": {
			"DriverName": "local",
			"Directory":  filepath.Join(folder, "files") + "/",
		},
		"EmailSettings": {
			"SendEmailNotifications":   false,
			"SendPushNotifications":    false,
			"RequireEmailVerification": false,
			"EnableEmailBatching":      false,
		},
		"RateLimitSettings": {"Enable": false},
		"PluginSettings":    {"Enable": false},
		"AnnouncementSettings": {
			"AdminNoticesEnabled": false,
			"UserNoticesEnabled":  false,
		},
		"PasswordSettings":     {"MinimumLength": 8, "Number": false, "Symbol": false, "Lowercase": false, "Uppercase": false},
		"LocalizationSettings": {"DefaultServerLocale": "en", "DefaultClientLocale": "en"},
	}
}

// environment is what the server sees of ours: the proxy settings and MM_ variables of whoever runs the tests stay outside.
func environment(folder string) []string {
	return []string{"HOME=" + folder, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + folder, "TZ=UTC"}
}
