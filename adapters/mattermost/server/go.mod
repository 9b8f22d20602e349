module github.com/folkmoot/folkmoot/adapters/mattermost/server

go 1.26.3

require (
	github.com/mattermost/mattermost/server/public v0.1.4
	github.com/mattermost/mattermost/server/v8 v8.0.0-20240520151130-4bdd8bb18e47
)
