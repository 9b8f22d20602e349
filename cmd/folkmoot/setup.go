package main

type setupCmd struct {
	Mattermost unbuilt `cmd:"" help:"Mattermost."`
}

type doctorCmd struct{ unbuilt }
