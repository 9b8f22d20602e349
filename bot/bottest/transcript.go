package bottest

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
)

var update = flag.Bool("update", false, "write what the bot says into the transcripts, and other golden files anew")

// Updating tells whether the tests are asked to write their golden files anew.
func Updating() bool { return *update }

// Start is the moment at which every transcript begins: a Monday morning in Madrid.
var Start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// World is a bot with its platform, its storage and a clock that stands still until it is moved.
type World struct {
	T     testing.TB
	Bot   *bot.Bot
	Chat  *Chat
	Clock time.Time
	WS    governance.WorkspaceID
	// Logged is what the bot has logged.
	Logged  strings.Builder
	other   *Chat // a second workspace, once something happened there
	otherWS governance.WorkspaceID
	form    map[string]*bot.Form
	path    string
	// address is the bot's own on the web; empty when it was told none.
	address string
	links   tokens // to calendars
	pages   tokens
	db      *storage.DB
	store   *oneAtATime
	keys    int
	// hasty is a world whose platform wants every act acknowledged before it answers a question.
	hasty   bool
	again   func() // what somebody did last, to be carried out once more with the same key
	words   *text.Catalogue
	slashes map[string]string // what the slash commands are called, where it is not as usual
	who     string            // acted last
	line    int               // of the transcript
}

// New answers a world with an empty database.
func New(t testing.TB) *World {
	return newCalled(t, nil)
}

// newCalled answers a world in which the slash commands are called otherwise.
func newCalled(t testing.TB, slashes map[string]string) *World {
	words, err := text.LoadCalled(slashes)
	if err != nil {
		t.Fatal(err)
	}
	return newWorld(t, words, slashes)
}

func newWorld(t testing.TB, words *text.Catalogue, slashes map[string]string) *World {
	w := &World{T: t, words: words, slashes: slashes, Chat: NewChat(), Clock: Start, address: "https://moot.example",
		links: tokens{link: calendarLink, as: "/calendar/link%d.ics"}, pages: tokens{link: pageLink, as: "page%d"}, form: map[string]*bot.Form{}, path: filepath.Join(t.TempDir(), "moot.db")}
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
	sealer, err := seal.New([]byte("a secret of the transcripts"))
	w.must(err)
	n := 0
	w.store = &oneAtATime{DB: w.db, t: w.T}
	w.Bot, err = bot.New(bot.Config{Store: w.store, Now: func() time.Time { return w.Clock }, Catalogue: w.words, Words: w.slashes, Zone: "Europe/Madrid", AtOnce: 1,
		PublicURL: w.address, Sealer: sealer,
		Log: slog.New(slog.NewTextHandler(w.logs(), nil)), Reference: func() string { n++; return fmt.Sprintf("ref%d", n) }})
	w.must(err)
	w.WS, err = w.Bot.Connect(context.Background(), "chat", "T1", "Garden", w.Chat)
	w.must(err)
	if w.other != nil {
		w.connectOther()
	}
}

// logs keeps what the bot logs, and shows it where the test shows its own.
func (w *World) logs() io.Writer {
	if testing.Verbose() {
		return io.MultiWriter(&w.Logged, w.T.Output())
	}
	return &w.Logged
}

// Restart stops the bot as a crash would, between any two transactions, and starts it on the same database.
func (w *World) Restart() {
	w.must(w.db.Close())
	w.open()
	w.must(w.Bot.Sync(context.Background(), w.WS))
}

// Kill lets the bot go on until so many calls to the platform have been made, and then kills it: what it did last went out and was not
// noted. Then it starts again.
func (w *World) Kill(calls int) {
	was := w.Chat.Fail
	w.Chat.Fail = func(string, string) error {
		if calls--; calls < 0 {
			w.DiskFull(true)
		}
		return nil
	}
	ctx := context.Background()
	if w.Bot.Tick(ctx) == nil { // neither ends well when it is killed meanwhile
		_ = w.Bot.Deliver(ctx)
	}
	w.Chat.Fail = was
	w.DiskFull(false)
	w.Restart()
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
	w.who = who
	return bot.Origin{Workspace: w.WS, Channel: channel, User: "U_" + who, Key: fmt.Sprintf("k%d", w.keys)}
}

// Slash lets somebody type a command, and notes the reply.
func (w *World) Slash(who, channel, line string) bot.Reply {
	word, rest, _ := strings.Cut(line, " ")
	if i := strings.IndexByte(word, '\n'); i >= 0 {
		word, rest = line[:i], line[i:]
	}
	in := bot.Slash{Origin: w.origin(who, channel), Command: word, Text: rest}
	var reply bot.Reply
	w.act(func() {
		reply = w.bring(func(ctx context.Context) bot.Reply { return w.Bot.Slash(ctx, in) })
		w.foreseen(reply, w.Bot.SlashAsks(in), rest)
		w.heard(who, reply)
	})
	return reply
}

// act does something, and remembers it for a platform that repeats itself.
func (w *World) act(do func()) {
	w.again = do
	do()
}

// bring brings the bot an act, and answers its reply.
func (w *World) bring(act func(ctx context.Context) bot.Reply) (reply bot.Reply) {
	w.haste(func(ctx context.Context) {
		if reply = act(ctx); bot.Unasked(ctx) && (reply.Message != nil || reply.Form != nil) {
			w.T.Errorf("an act that would have had to ask was answered: %+v", reply)
		}
	})
	return reply
}

// bringEvent is bring for what nobody waits for an answer to.
func (w *World) bringEvent(act func(ctx context.Context) error) {
	w.T.Helper()
	var err error
	w.haste(func(ctx context.Context) { err = act(ctx) })
	w.must(err)
}

// haste carries an act out. In a hasty world it does first what it can without asking the platform, and then, if it would have had to ask,
// all of it anew.
func (w *World) haste(act func(ctx context.Context)) {
	if w.hasty {
		ctx := bot.WithoutAsking(context.Background())
		if act(ctx); !bot.Unasked(ctx) {
			return
		}
	}
	act(context.Background())
}

// shortcut lets somebody use a shortcut on what was said, and notes the reply.
func (w *World) shortcut(who, channel, name, said string) {
	in := bot.Shortcut{Origin: w.origin(who, channel), Name: name, Text: said, Link: "https://chat.example/said"}
	w.heard(who, w.bring(func(ctx context.Context) bot.Reply { return w.Bot.Shortcut(ctx, in) }))
}

// Press lets somebody press a button with that label on a post.
func (w *World) Press(who string, post *Post, label string) bot.Reply {
	w.T.Helper()
	return w.press(who, post, post.Message.Actions, label)
}

// PressStale is Press on a screen that still shows a post as it was at first.
func (w *World) PressStale(who string, post *Post, label string) bot.Reply {
	w.T.Helper()
	return w.press(who, post, post.First.Actions, label)
}

func (w *World) press(who string, post *Post, actions []bot.Action, label string) bot.Reply {
	w.T.Helper()
	for _, a := range actions {
		if unmarked(a.Label) != label {
			continue
		}
		in := bot.Press{Origin: w.origin(who, post.Channel), Post: post.ID, Verb: a.Verb, Target: a.Target}
		var reply bot.Reply
		w.act(func() {
			reply = w.bring(func(ctx context.Context) bot.Reply { return w.Bot.Press(ctx, in) })
			w.foreseen(reply, w.Bot.PressAsks(in), "")
			w.heard(who, reply)
		})
		return reply
	}
	w.T.Fatalf("there is no button %q on %v", label, Lines(post.Message))
	return bot.Reply{}
}

// React puts an emoji on a post, or takes it off, and the bot hears of it.
func (w *World) React(who string, post *Post, emoji string, on bool) {
	w.T.Helper()
	post.Put(who, emoji, on)
	w.Hear(who, post, emoji, on, time.Time{})
}

// Hear tells the bot of a reaction, whether or not it is so. At is when the platform says that it happened; zero when it does not say.
func (w *World) Hear(who string, post *Post, emoji string, on bool, at time.Time) {
	w.T.Helper()
	in := bot.Reaction{Origin: w.origin(who, post.Channel), Post: post.ID, Emoji: emoji, On: on, At: at}
	w.act(func() { w.bringEvent(func(ctx context.Context) error { return w.Bot.React(ctx, in) }) })
}

func (w *World) heard(who string, reply bot.Reply) {
	if reply.Message != nil {
		w.Chat.say("%s sees: %s", who, strings.Join(Lines(*reply.Message), "\n    "))
		w.Chat.shown(Shown{As: Answered, Message: *reply.Message})
	}
	if reply.Form != nil {
		w.form[who] = reply.Form
		w.Chat.say("%s sees: %s", who, strings.Join(formLines(*reply.Form), "\n    "))
		w.Chat.shown(Shown{As: Opened, Form: *reply.Form})
	}
}

// Fill fills in the form that somebody has open.
func (w *World) Fill(who string, values map[string]string) bot.SubmitReply {
	f := w.form[who]
	if f == nil {
		w.T.Fatalf("%s has no form open", who)
	}
	filled := map[string]string{}
	for _, field := range f.Fields { // what is not typed over is sent as it was shown
		filled[field.Name] = field.Value
	}
	maps.Copy(filled, values)
	in := bot.Submission{Origin: w.origin(who, f.Channel), Form: f.Name, Target: f.Target, Values: filled}
	var reply bot.SubmitReply
	w.act(func() { w.haste(func(ctx context.Context) { reply = w.Bot.Submit(ctx, in) }) })
	for _, name := range slices.Sorted(maps.Keys(reply.Errors)) {
		why := reply.Errors[name]
		w.Chat.say("%s sees at %q: %s", who, name, why)
	}
	if len(reply.Errors) > 0 {
		w.Chat.shown(Shown{As: Refused, Form: *f, Errors: reply.Errors})
	}
	if reply.Message != nil {
		w.heard(who, bot.Reply{Message: reply.Message})
	}
	return reply
}

// Run plays every transcript that the pattern names. A transcript is lines of what people do, each with the lines of what the bot says
// indented below it; with -update those are written anew, to be read before they are kept.
func Run(t *testing.T, pattern string) {
	each(t, pattern, func(t *testing.T, file, script string) {
		got := New(t).Play(script)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		if diff := cmp.Diff(script, got); diff != "" {
			t.Errorf("the bot says something else (run with -update to write it):\n%s", diff)
		}
	})
}

// RunCalled plays every transcript where the slash commands are called otherwise, and where acts are acknowledged before the platform is
// asked anything: nothing may differ but the commands.
func RunCalled(t *testing.T, pattern string, slashes map[string]string) {
	each(t, pattern, func(t *testing.T, _, script string) {
		for usual, called := range slashes {
			script = regexp.MustCompile(`(^|[^\w/.])`+usual+`\b`).ReplaceAllString(script, "${1}"+called) // and no part of an address
		}
		w := newCalled(t, slashes)
		w.hasty = true
		if diff := cmp.Diff(script, w.Play(script)); diff != "" {
			t.Errorf("the bot says something else where the commands are called otherwise, and acts acknowledged before the platform is asked:\n%s", diff)
		}
	})
}

// each does something with every transcript that the pattern names, several at once: most of the time goes into waiting for the disk.
func each(t *testing.T, pattern string, do func(t *testing.T, file, script string)) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts match %s (%v)", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			do(t, file, string(data))
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
		w.line = i + 1
		w.do(line)
		w.Settle()
		w.home()
		for _, said := range w.takeSaid() {
			if strings.Contains(said, "«") || strings.Contains(said, "<no value>") {
				w.T.Errorf("a message was not finished: %s", said)
			}
			said = w.pages.numbered(w.links.numbered(said))
			out.WriteString("    " + strings.ReplaceAll(said, "\n", "\n    ") + "\n")
		}
	}
	return out.String()
}

// chainHead is salted, so it is another one each time.
var chainHead = regexp.MustCompile(`[0-9a-f]{16}…`)
