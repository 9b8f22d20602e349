package bottest

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// line is one way to write what happens. Its function gets the groups of its pattern, the whole line first.
type line struct {
	pattern *regexp.Regexp
	do      func(w *World, m []string)
}

const on = ` on (P\d+(?: v\d+)?|[A-Z]\d+|the message|what \w+ said)$`

// lines are all of them; the first that matches is meant.
func lines() []line {
	of := func(pattern string, do func(*World, []string)) line {
		return line{regexp.MustCompile(`(?s)^` + pattern), do}
	}
	return []line{
		of(`elsewhere (.*)$`, func(w *World, m []string) { w.elsewhere(func() { w.do(m[1]) }) }),
		of(`full disk: (.*)$`, func(w *World, m []string) {
			w.DiskFull(true)
			w.do(m[1])
			w.DiskFull(false)
		}),
		of(`@(\w+) (#?[\w-]+|direct): (.*)$`, func(w *World, m []string) { w.Slash(m[1], w.channelOf(m[1], m[2]), w.typed(m[3])) }),
		of(`forged @(\w+) presses “(.+)” on (P\d+) v(\d+)$`, forged),
		of(`@(\w+) (reacts|unreacts) ([\w:+-]+)`+on, func(w *World, m []string) { w.React(m[1], w.post(m[1], m[4]), m[3], m[2] == "reacts") }),
		of(`unheard @(\w+) (reacts|unreacts) ([\w:+-]+)`+on, func(w *World, m []string) { w.post(m[1], m[4]).Put(m[1], m[3], m[2] == "reacts") }),
		of(`heard @(\w+) (reacts|unreacts) ([\w:+-]+)( at \S+)?`+on, heard),
		of(`@(\w+) presses stale (.+)`+on, func(w *World, m []string) { w.PressStale(m[1], w.post(m[1], m[3]), m[2]) }),
		of(`@(\w+) presses (.+)`+on, func(w *World, m []string) { w.Press(m[1], w.post(m[1], m[3]), m[2]) }),
		of(`@(\w+) fills(.*)$`, fills),
		of(`@(\w+) (#?[\w-]+) proposes the message “(.*)”$`, func(w *World, m []string) { w.shortcut(m[1], w.channelOf(m[1], m[2]), "propose_this", m[3]) }),
		of(`@(\w+) (#?[\w-]+) commits to the message “(.*)”$`, func(w *World, m []string) { w.shortcut(m[1], w.channelOf(m[1], m[2]), "commit_this", m[3]) }),
		of(`@(\w+) (#?[\w-]+) says “(.*)”$`, func(w *World, m []string) { w.Chat.Say(m[1], m[2], m[3]) }),
		of(`again$`, func(w *World, _ []string) { w.again() }),
		of(`people (.*)$`, people),
		of(`crowd (#\w+) (\d+)$`, crowd),
		of(`group (\S+) (.*)$`, func(w *World, m []string) {
			for _, name := range strings.Fields(m[2]) {
				w.Chat.groups[m[1]] = append(w.Chat.groups[m[1]], "U_"+name)
			}
		}),
		of(`(channel|private) (\S+)(.*)$`, func(w *World, m []string) { w.Chat.AddChannel(m[2], m[1] == "private", strings.Fields(m[3])...) }),
		of(`zone (\w+) (\S+)$`, func(w *World, m []string) { w.Chat.users["U_"+m[1]].Zone = m[2] }),
		of(`clock \+(\d+d)?(\S*)$`, clock),
		of(`home (\w+)$`, func(w *World, m []string) {
			w.Chat.say("%s's page: %s", m[1], strings.Join(Lines(w.Bot.Home(context.Background(), w.WS, "U_"+m[1])), "\n    "))
		}),
		of(`asleep \+(\d+)d$`, func(w *World, m []string) {
			days, err := strconv.Atoi(m[1])
			w.must(err)
			w.Clock = w.Clock.Add(time.Duration(days) * 24 * time.Hour) // and nobody ticks meanwhile
			w.Restart()
		}),
		of(`card (P\d+(?: v\d+)?|[A-Z]\d+|board)$`, func(w *World, m []string) {
			w.Settle()
			w.Advance(w.Chat.Pace()) // so that what changed is drawn
			w.Chat.say("%s", strings.Join(Lines(w.post("", m[1]).Message), "\n    "))
		}),
		of(`calendar link(\d+)$`, func(w *World, m []string) { w.Chat.say("%s", strings.Join(w.calendar(m[1]), "\n    ")) }),
		of(`page(\d+)$`, func(w *World, m []string) { w.Chat.say("%s", strings.Join(w.page(m[1]), "\n    ")) }),
		of(`address (\S+)$`, func(w *World, m []string) {
			w.address = strings.TrimPrefix(m[1], "none")
			w.Restart()
		}),
		of(`killed (\d+): (.*)$`, func(w *World, m []string) {
			n, err := strconv.Atoi(m[1])
			w.must(err)
			w.do(m[2])
			w.Kill(n)
		}),
		of(`restart$`, func(w *World, _ []string) { w.Restart() }),
		of(`sync$`, func(w *World, _ []string) { w.must(w.Bot.Sync(context.Background(), w.WS)) }),
		of(`broken (\w+)( #\w+)? (passing|limited|no post|no channel|no such user|no access|unfit|too many people)$`, func(w *World, m []string) {
			w.Chat.Fail = func(method, channel string) error {
				if method != m[1] || m[2] != "" && channel != strings.TrimSpace(m[2]) {
					return nil
				}
				return &bot.Fault{Class: bot.FaultClass(m[3]), Code: "broken", RetryAfter: time.Second}
			}
		}),
		of(`names (\d+|all)$`, func(w *World, m []string) { w.Chat.Names, _ = strconv.Atoi(m[1]) }),
		of(`deaf (\w+)$`, func(w *World, m []string) { w.Chat.Deafen(m[1]) }),
		of(`mended$`, func(w *World, _ []string) { w.Chat.Fail = nil }),
		of(`deleted (P\d+(?: v\d+)?|[A-Z]\d+)$`, func(w *World, m []string) {
			p := w.post("", m[1])
			p.Deleted = true
			w.bringEvent(func(ctx context.Context) error { return w.Bot.PostGone(ctx, w.WS, p.Channel, p.ID) })
		}),
		of(`(archived|unarchived|absent|present|hidden) (#\w+)$`, channelChanged),
		of(`called (#\w+) (\w+)$`, func(w *World, m []string) {
			w.Chat.channels[m[1]].info.Name = m[2]
			w.bringEvent(func(ctx context.Context) error {
				return w.Bot.ChannelChanged(ctx, w.WS, "", w.Chat.channels[m[1]].info)
			})
		}),
		of(`moved (#\w+) to (#\w+)$`, func(w *World, m []string) {
			w.Chat.MoveChannel(m[1], m[2])
			w.bringEvent(func(ctx context.Context) error { return w.Bot.ChannelMoved(ctx, w.WS, "", m[1], m[2]) })
		}),
		of(`(joins|leaves) (\w+) (#\w+)$`, moves),
		of(`(unread|read) (\w+)$`, func(w *World, m []string) { w.Chat.users["U_"+m[2]].Unread = m[1] == "unread" }),
		of(`unheard (deactivated|reactivated) (\w+)$`, func(w *World, m []string) { w.Chat.users["U_"+m[2]].Gone = m[1] == "deactivated" }),
		of(`unheard (joins|leaves) (\w+) (#\w+)$`, func(w *World, m []string) {
			ch := w.Chat.channels[m[3]]
			ch.members = slices.DeleteFunc(ch.members, func(u string) bool { return u == "U_"+m[2] })
			if m[1] == "joins" {
				ch.members = append(ch.members, "U_"+m[2])
			}
		}),
		of(`(deactivated|reactivated) (\w+)$`, func(w *World, m []string) {
			u := w.Chat.users["U_"+m[2]]
			u.Gone = m[1] == "deactivated"
			w.bringEvent(func(ctx context.Context) error { return w.Bot.UserChanged(ctx, w.WS, "", *u) })
		}),
	}
}

// do carries out one line.
func (w *World) do(text string) {
	w.T.Helper()
	for _, l := range lines() {
		if m := l.pattern.FindStringSubmatch(text); m != nil {
			l.do(w, m)
			return
		}
	}
	w.T.Fatalf("what does this mean: %s", text)
}

// channelOf is the channel that a line names: somebody's own with the bot is “direct”.
func (w *World) channelOf(who, channel string) string {
	if channel == "direct" {
		return "to " + who
	}
	return channel
}

// post finds the card that a line names, or the last message of the bot to somebody.
func (w *World) post(who, named string) *Post {
	w.T.Helper()
	if named == "the message" {
		if p := w.Chat.LatestTo(who); p != nil {
			return p
		}
		w.T.Fatalf("nothing was said to %s", who)
	}
	if by, ok := strings.CutPrefix(named, "what "); ok {
		return w.Chat.LatestBy(strings.TrimSuffix(by, " said"))
	}
	if named == "board" {
		named = "" // it shows a circle, which has no id
	}
	ref, version, _ := strings.Cut(named, " v")
	p := w.Chat.Latest(ref)
	if n, err := strconv.Atoi(version); err == nil {
		p = w.Chat.LatestOf(ref, n)
	}
	if p == nil {
		w.T.Fatalf("there is no card of %s", named)
	}
	return p
}

var quotedValue = regexp.MustCompile(`(\w+)="([^"]*)"`)

func fills(w *World, m []string) {
	values := map[string]string{}
	for _, kv := range quotedValue.FindAllStringSubmatch(m[2], -1) {
		values[kv[1]] = w.typed(strings.ReplaceAll(kv[2], `\n`, "\n"))
	}
	w.Fill(m[1], values)
}

// forged presses a button that no card has, or one of a version that never was.
func forged(w *World, m []string) {
	p := w.post(m[1], m[3])
	version, err := strconv.Atoi(m[4])
	w.must(err)
	target := bot.Target{On: p.Message.Actions[0].Target.On, Part: version}
	in := bot.Press{Origin: w.origin(m[1], p.Channel), Post: p.ID, Verb: m[2], Target: target}
	w.heard(m[1], w.bring(func(ctx context.Context) bot.Reply { return w.Bot.Press(ctx, in) }))
}

// heard tells the bot of a reaction that is not so, or that is told out of order.
func heard(w *World, m []string) {
	var at time.Time
	if m[4] != "" {
		d, err := time.ParseDuration(strings.TrimPrefix(m[4], " at "))
		w.must(err)
		at = Start.Add(d)
	}
	w.Hear(m[1], w.post(m[1], m[5]), m[3], m[2] == "reacts", at)
}

func people(w *World, m []string) {
	for _, name := range strings.Fields(m[1]) {
		name, kind, _ := strings.Cut(name, ":")
		w.Chat.AddUser(name, func(u *bot.UserInfo) { u.Guest, u.Bot, u.Gone = kind == "guest", kind == "bot", kind == "gone" })
	}
}

// crowd fills a channel with people who have no more than a number.
func crowd(w *World, m []string) {
	n, err := strconv.Atoi(m[2])
	w.must(err)
	ch := w.Chat.channels[m[1]]
	for i := range n {
		name := fmt.Sprintf("p%02d", i+1)
		w.Chat.AddUser(name, nil)
		ch.members = append(ch.members, "U_"+name)
	}
}

func clock(w *World, m []string) {
	days, _ := strconv.Atoi(strings.TrimSuffix(m[1], "d"))
	d := time.Duration(days) * 24 * time.Hour
	if m[2] != "" {
		rest, err := time.ParseDuration(m[2])
		w.must(err)
		d += rest
	}
	w.Advance(d)
}

func channelChanged(w *World, m []string) {
	info := &w.Chat.channels[m[2]].info
	switch m[1] {
	case "archived", "unarchived":
		info.Archived = m[1] == "archived"
	case "hidden":
		info.Private = true
	default:
		info.Absent = m[1] == "absent"
	}
	w.bringEvent(func(ctx context.Context) error { return w.Bot.ChannelChanged(ctx, w.WS, "", *info) })
}

func moves(w *World, m []string) {
	ch, user := w.Chat.channels[m[3]], "U_"+m[2]
	if m[1] == "joins" {
		ch.members = append(ch.members, user)
		w.bringEvent(func(ctx context.Context) error { return w.Bot.PeopleJoined(ctx, w.WS, "", m[3], user) })
		return
	}
	ch.members = slices.DeleteFunc(ch.members, func(u string) bool { return u == user })
	w.bringEvent(func(ctx context.Context) error { return w.Bot.PeopleLeft(ctx, w.WS, "", m[3], user) })
}
