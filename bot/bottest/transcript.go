package bottest

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
)

var update = flag.Bool("update", false, "write what the bot says into the transcripts")

// Start is the moment at which every transcript begins: a Monday morning in Madrid.
var Start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// World is a bot with its platform, its storage and a clock that stands still until it is moved.
type World struct {
	T     testing.TB
	Bot   *bot.Bot
	Chat  *Chat
	Clock time.Time
	WS    governance.WorkspaceID
	form  map[string]*bot.Form
	path  string
	db    *storage.DB
	keys  int
}

// New answers a world with an empty database.
func New(t testing.TB) *World {
	w := &World{T: t, Chat: NewChat(), Clock: Start, form: map[string]*bot.Form{}, path: filepath.Join(t.TempDir(), "moot.db")}
	w.open()
	t.Cleanup(func() { w.db.Close() })
	return w
}

func (w *World) open() {
	w.T.Helper()
	register, err := assembly.NewRegister(bot.Practices()...)
	w.must(err)
	w.db, err = storage.Open(context.Background(), w.path, register)
	w.must(err)
	catalogue, err := text.Load()
	w.must(err)
	n := 0
	w.Bot, err = bot.New(bot.Config{Store: w.db, Now: func() time.Time { return w.Clock }, Catalogue: catalogue, Zone: "Europe/Madrid",
		Log: slog.New(slog.NewTextHandler(w.logs(), nil)), Reference: func() string { n++; return fmt.Sprintf("ref%d", n) }})
	w.must(err)
	w.WS, err = w.Bot.Connect(context.Background(), "chat", "T1", "Garden", w.Chat)
	w.must(err)
}

// logs shows what the bot logs where the test shows its own.
func (w *World) logs() io.Writer {
	if testing.Verbose() {
		return w.T.Output()
	}
	return io.Discard
}

// Restart stops the bot as a crash would, between any two transactions, and starts it on the same database.
func (w *World) Restart() {
	w.must(w.db.Close())
	w.open()
	w.must(w.Bot.Sync(context.Background(), w.WS))
}

func (w *World) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// Settle lets the bot say all it has to say now.
func (w *World) Settle() {
	ctx := context.Background()
	for range 50 {
		w.must(w.Bot.Tick(ctx))
		w.must(w.Bot.Deliver(ctx))
		next, err := w.Bot.NextDue(ctx)
		w.must(err)
		if next.IsZero() || next.After(w.Clock) {
			return
		}
	}
	w.T.Fatal("the bot does not come to rest")
}

// Advance moves the clock, stopping wherever something is due on the way.
func (w *World) Advance(d time.Duration) {
	ctx := context.Background()
	end := w.Clock.Add(d)
	for {
		w.Settle()
		next, err := w.Bot.NextDue(ctx)
		w.must(err)
		if next.IsZero() || next.After(end) {
			break
		}
		w.Clock = next
	}
	w.Clock = end
	w.Settle()
}

func (w *World) origin(who, channel string) bot.Origin {
	w.keys++
	return bot.Origin{Workspace: w.WS, Channel: channel, User: "U_" + who, Key: fmt.Sprintf("k%d", w.keys)}
}

// Slash lets somebody type a command, and notes the reply.
func (w *World) Slash(who, channel, line string) bot.Reply {
	word, rest, _ := strings.Cut(line, " ")
	if i := strings.IndexByte(word, '\n'); i >= 0 {
		word, rest = line[:i], line[i:]
	}
	reply := w.Bot.Slash(context.Background(), bot.Slash{Origin: w.origin(who, channel), Command: word, Text: rest})
	w.heard(who, reply)
	return reply
}

// Press lets somebody press a button with that label on a post.
func (w *World) Press(who string, post *Post, label string) bot.Reply {
	w.T.Helper()
	for _, a := range post.Message.Actions {
		if a.Label == label {
			reply := w.Bot.Press(context.Background(), bot.Press{Origin: w.origin(who, post.Channel), Post: post.ID, Verb: a.Verb, Target: a.Target})
			w.heard(who, reply)
			return reply
		}
	}
	w.T.Fatalf("there is no button %q on %v", label, Lines(post.Message))
	return bot.Reply{}
}

// React puts an emoji on a post, or takes it off.
func (w *World) React(who string, post *Post, emoji string, on bool) {
	w.T.Helper()
	r := bot.Reacted{User: "U_" + who, Emoji: emoji}
	post.Reactions = slices.DeleteFunc(post.Reactions, func(x bot.Reacted) bool { return x == r })
	if on {
		post.Reactions = append(post.Reactions, r)
	}
	w.must(w.Bot.React(context.Background(), bot.Reaction{Origin: w.origin(who, post.Channel), Post: post.ID, Emoji: emoji, On: on}))
}

func (w *World) heard(who string, reply bot.Reply) {
	if reply.Message != nil {
		w.Chat.say("%s sees: %s", who, strings.Join(Lines(*reply.Message), "\n    "))
	}
	if reply.Form != nil {
		w.form[who] = reply.Form
		w.Chat.say("%s sees: %s", who, strings.Join(formLines(*reply.Form), "\n    "))
	}
}

// Fill fills in the form that somebody has open.
func (w *World) Fill(who string, values map[string]string) bot.SubmitReply {
	f := w.form[who]
	if f == nil {
		w.T.Fatalf("%s has no form open", who)
	}
	reply := w.Bot.Submit(context.Background(), bot.Submission{Origin: w.origin(who, f.Channel), Form: f.Name, Target: f.Target, Values: values})
	for name, why := range reply.Errors {
		w.Chat.say("%s sees at %q: %s", who, name, why)
	}
	if reply.Message != nil {
		w.heard(who, bot.Reply{Message: reply.Message})
	}
	return reply
}

// Run plays every transcript that the pattern names. A transcript is lines of what people do, each with the lines of what the bot says
// indented below it; with -update those are written anew, to be read before they are kept.
func Run(t *testing.T, pattern string) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts match %s (%v)", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := New(t).Play(string(data))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(data), got); diff != "" {
				t.Errorf("the bot says something else (run with -update to write it):\n%s", diff)
			}
		})
	}
}

// Play carries out the lines of a transcript and answers it with what the bot says.
func (w *World) Play(script string) string {
	var out strings.Builder
	lines := strings.Split(strings.TrimRight(script, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if strings.HasPrefix(line, "    ") {
			continue
		}
		out.WriteString(line + "\n")
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "| ") {
			i++
			out.WriteString(lines[i] + "\n")
			line += "\n" + strings.TrimPrefix(lines[i], "| ")
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		w.do(line)
		w.Settle()
		for _, said := range w.Chat.TakeSaid() {
			said = chainHead.ReplaceAllString(said, "hash…") // salted, so another one each time
			out.WriteString("    " + strings.ReplaceAll(said, "\n", "\n    ") + "\n")
		}
	}
	return out.String()
}

var (
	typedIn   = regexp.MustCompile(`(?s)^@(\w+) (#?[\w-]+|direct): (.*)$`)
	reacts    = regexp.MustCompile(`^@(\w+) (reacts|unreacts) ([\w:+-]+) on (P\d+|\w+)$`)
	presses   = regexp.MustCompile(`^@(\w+) presses (.+) on (P\d+|the message)$`)
	fills     = regexp.MustCompile(`(?s)^@(\w+) fills (.*)$`)
	chainHead = regexp.MustCompile(`[0-9a-f]{16}…`)
	settings  = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

// do carries out one line.
func (w *World) do(line string) {
	w.T.Helper()
	ctx := context.Background()
	words := strings.Fields(line)
	switch {
	case typedIn.MatchString(line):
		m := typedIn.FindStringSubmatch(line)
		channel := m[2]
		if channel == "direct" {
			channel = "to " + m[1]
		}
		w.Slash(m[1], channel, m[3])
	case reacts.MatchString(line):
		m := reacts.FindStringSubmatch(line)
		w.React(m[1], w.card(m[4]), m[3], m[2] == "reacts")
	case presses.MatchString(line):
		m := presses.FindStringSubmatch(line)
		post := w.Chat.LatestTo(m[1])
		if m[3] != "the message" {
			post = w.card(m[3])
		}
		w.Press(m[1], post, m[2])
	case fills.MatchString(line):
		m := fills.FindStringSubmatch(line)
		values := map[string]string{}
		for _, kv := range settings.FindAllStringSubmatch(m[2], -1) {
			values[kv[1]] = strings.ReplaceAll(kv[2], `\n`, "\n")
		}
		w.Fill(m[1], values)
	case words[0] == "people":
		for _, name := range words[1:] {
			name, kind, _ := strings.Cut(name, ":")
			w.Chat.AddUser(name, func(u *bot.UserInfo) { u.Guest, u.Bot = kind == "guest", kind == "bot" })
		}
	case words[0] == "channel":
		w.Chat.AddChannel(words[1], false, words[2:]...)
	case words[0] == "private":
		w.Chat.AddChannel(words[1], true, words[2:]...)
	case words[0] == "clock":
		d, err := time.ParseDuration(strings.TrimPrefix(words[1], "+"))
		w.must(err)
		w.Advance(d)
	case words[0] == "card":
		w.Chat.say("%s", strings.Join(Lines(w.card(words[1]).Message), "\n    "))
	case words[0] == "restart":
		w.Restart()
	case words[0] == "deleted":
		p := w.card(words[1])
		p.Deleted = true
		w.must(w.Bot.PostGone(ctx, w.WS, p.Channel, p.ID))
	case words[0] == "archived", words[0] == "unarchived":
		ch := w.Chat.channels[words[1]]
		ch.info.Archived = words[0] == "archived"
		w.must(w.Bot.ChannelChanged(ctx, w.WS, "", ch.info))
	case words[0] == "joins":
		ch := w.Chat.channels[words[2]]
		ch.members = append(ch.members, "U_"+words[1])
		w.must(w.Bot.PeopleJoined(ctx, w.WS, words[2], "U_"+words[1]))
	case words[0] == "leaves":
		ch := w.Chat.channels[words[2]]
		ch.members = slices.DeleteFunc(ch.members, func(u string) bool { return u == "U_"+words[1] })
		w.must(w.Bot.PeopleLeft(ctx, w.WS, words[2], "U_"+words[1]))
	case words[0] == "deactivated", words[0] == "reactivated":
		u := w.Chat.users["U_"+words[1]]
		u.Gone = words[0] == "deactivated"
		w.must(w.Bot.UserChanged(ctx, w.WS, *u))
	default:
		w.T.Fatalf("what does this mean: %s", line)
	}
}

func (w *World) card(ref string) *Post {
	w.T.Helper()
	p := w.Chat.Latest(ref)
	if p == nil {
		w.T.Fatalf("there is no card of %s", ref)
	}
	return p
}
