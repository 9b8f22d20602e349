package main

import "testing"

// BenchmarkVotes measures votes as they really come: pressed buttons and typed commands, over HTTP, through the adapter, the bot and the
// assembly into the database's file, while cards are drawn and replies go out. A vote counts once its answer has come, and by then it is
// on the disk. x-raw compares with what the disk gives: commits of one row each, by SQLite alone, just before and just after.
func BenchmarkVotes(b *testing.B) {
	b.Run("mattermost", func(b *testing.B) {
		m := mattermostMoot(b)
		b.Run("one-at-a-time", func(b *testing.B) { m.votes(b, 1) })
		b.Run("64-at-once", func(b *testing.B) { m.votes(b, 64) })
	})
	b.Run("slack", func(b *testing.B) {
		m, press, command := slackMoot(b)
		for _, way := range []struct {
			name    string
			request func(int, string) []byte
		}{{"interactions", press}, {"commands", command}} {
			m.request = way.request
			b.Run(way.name+"/one-at-a-time", func(b *testing.B) { m.votes(b, 1) })
			b.Run(way.name+"/64-at-once", func(b *testing.B) { m.votes(b, 64) })
			b.Run(way.name+"/200-a-second", func(b *testing.B) { m.paced(b, 200) })
		}
	})
}
