package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// Command is one line of the table from which come the parser, the help, the suggestion after a slip, the registration with platforms,
// the playground's completion and the README's reference.
type Command struct {
	// Word is the slash command it belongs to: "/moot".
	Word string
	// On is the kind of thing it is said to, "P" for /moot P12 …; empty for commands that name none. Part tells that it is said to
	// a part: /moot P12.1 ….
	On   governance.Kind
	Part bool
	// Verb is what people type; empty for the bare word or the bare id. Also are other ways to type it.
	Verb string
	Also []string
	// Args shows in the help what follows.
	Args string
	// Options and Flags are the names of --options with and without a value.
	Options, Flags []string
	// Many are names of --options that may stand several times.
	Many []string
	// Help is the key of its one-line help in the catalogues.
	Help string
	// Who is the key of who may run it; empty is every member.
	Who string
	// Example is how somebody might type it.
	Example string
	// Asks tells that it opens a form when nothing is said after it.
	Asks bool
	// Run carries it out.
	Run func(*Call) (Reply, error)
}

// Usage writes the command as people type it; words maps the slash commands to what this workspace calls them.
func (c Command) Usage(word func(string) string) string {
	parts := []string{word(c.Word)}
	switch {
	case c.Part:
		parts = append(parts, string(c.On)+"12.1")
	case c.On != "":
		parts = append(parts, string(c.On)+"12")
	}
	if c.Verb != "" {
		parts = append(parts, c.Verb)
	}
	if c.Args != "" {
		parts = append(parts, c.Args)
	}
	for _, o := range c.Options {
		parts = append(parts, "[--"+o+" …]")
	}
	for _, o := range c.Many {
		parts = append(parts, "[--"+o+" …]…")
	}
	for _, f := range c.Flags {
		parts = append(parts, "[--"+f+"]")
	}
	return strings.Join(parts, " ")
}

// The slash commands. A workspace may call them otherwise.
const (
	moot    = "/moot"
	propose = "/propose"
	commit  = "/commit"
	rota    = "/rota"
)

// Table is every command, and what the workspace calls the slash commands.
type Table struct {
	Commands []Command
	words    map[string]string // canonical → as called here
}

// NewTable answers the table, with the slash commands renamed as the map says.
func NewTable(words map[string]string) *Table {
	var all []Command
	for _, group := range [][]Command{
		proposeCommands(), proposalCommands(), objectionCommands(), agreementCommands(), circleCommands(), meCommands(), linkCommands(), listCommands(),
		commitCommands(), commitmentCommands(), pinCommands(), boardCommands(), awayCommands(),
		rotaCommands(), rotationCommands(), rosterCommands(), calendarCommands(), roleCommands(), selectionCommands(),
		unbuiltCommands(), helpCommands(),
	} {
		all = append(all, group...)
	}
	return &Table{all, words}
}

// Word answers what a slash command is called here.
func (t *Table) Word(canonical string) string {
	if w, ok := t.words[canonical]; ok {
		return w
	}
	return canonical
}

// canonical answers the slash command behind a word as typed.
func (t *Table) canonical(word string) string {
	word = "/" + strings.TrimPrefix(strings.ToLower(word), "/")
	for canonical, called := range t.words {
		if word == called {
			return canonical
		}
	}
	return word
}

// Find reads which command is meant by a slash word and the text after it, and answers the id it is said to (zero for none) and the
// text that is left. It answers Invalid with the nearest command for a slip.
func (t *Table) Find(word, text string) (Command, governance.ID, string, error) {
	word = t.canonical(word)
	text = strings.TrimLeft(text, " \t\n\u00a0")
	if word == moot {
		first, rest := cutWord(text)
		if id, ok := governance.ParseID(first); ok {
			c, rest, err := t.match(word, id, rest)
			return c, id, rest, err
		}
		if err := t.misnumbered(first); err != nil {
			return Command{}, governance.ID{}, "", err
		}
	}
	c, rest, err := t.match(word, governance.ID{}, text)
	return c, governance.ID{}, rest, err
}

// numbered is what somebody writes who means an id, whether there can be one or not.
var numbered = regexp.MustCompile(`^#?([A-Za-z])(\d+)(?:\.(\d+))?[.:,]?$`)

// misnumbered refuses what looks like an id and can be none, because ids are counted from 1. Of one that has zeros before its number it
// names the one that is meant.
func (t *Table) misnumbered(word string) error {
	m := numbered.FindStringSubmatch(word)
	if m == nil {
		return nil
	}
	kind, typed := governance.Kind(strings.ToUpper(m[1])), strings.ToUpper(strings.Trim(word, "#.:,"))
	n, part := strings.TrimLeft(m[2], "0"), strings.TrimLeft(m[3], "0")
	meant := string(kind) + n
	switch {
	case !slices.ContainsFunc(t.Commands, func(c Command) bool { return c.On == kind }):
		return governance.Refuse(governance.Invalid, "kind_unknown", "id", typed)
	case n == "":
		return governance.Refuse(governance.NotFound, "id_zero", "id", typed, "list", listOf(kind))
	case m[3] != "" && part == "":
		return governance.Refuse(governance.NotFound, "id_zero", "id", typed, "list", meant)
	case part != "":
		meant += "." + part
	}
	if id, ok := governance.ParseID(meant); ok {
		return governance.Refuse(governance.Invalid, "verb_unknown", "verb", word, "nearest", t.Word(moot)+" "+id.String(), "help", t.Word(moot)+" help")
	}
	return nil
}

func (t *Table) match(word string, id governance.ID, text string) (Command, string, error) {
	var best Command
	rest, length := "", -1
	var verbs []string
	for _, c := range t.Commands {
		if c.Word != word || c.On != id.Kind || c.Part != (id.Part > 0) {
			continue
		}
		for _, verb := range append([]string{c.Verb}, c.Also...) {
			verbs = append(verbs, verb)
			if after, ok := cutVerb(text, verb); ok && len(verb) > length {
				best, rest, length = c, after, len(verb)
			}
		}
	}
	line, _, _ := strings.Cut(text, "\n")
	typedVerb, _ := cutWord(line)
	switch {
	case length < 0 && len(verbs) == 0 && id.Kind != "":
		return Command{}, "", governance.Refuse(governance.Invalid, "kind_unknown", "id", id.String())
	case length < 0 && len(verbs) == 0:
		return Command{}, "", governance.Refuse(governance.Invalid, "command_unknown", "command", word)
	// A bare word or id takes what follows only when it says that it takes arguments.
	case length == 0 && typedVerb != "" && best.Args == "":
		return Command{}, "", t.slip(word, id, typedVerb, verbs)
	case length < 0:
		return Command{}, "", t.slip(word, id, typedVerb, verbs)
	}
	return best, rest, nil
}

func (t *Table) slip(word string, id governance.ID, typed string, verbs []string) error {
	verbs = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(verbs))), func(v string) bool { return v == "" })
	prefix := t.Word(word) + " "
	if id.Kind != "" {
		prefix += id.String() + " "
	}
	code := "verb_unknown"
	near := nearest(typed, verbs)
	if near == "" {
		code = "verb_unknown_far"
	}
	return governance.Refuse(governance.Invalid, code, "verb", typed, "nearest", prefix+near, "help", t.Word(moot)+" help")
}

// cutWord cuts the first word off.
func cutWord(s string) (word, rest string) {
	s = strings.TrimLeft(s, " \t")
	i := strings.IndexAny(s, " \t\n")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

// cutVerb cuts a verb of one or more words off the text's start, in either case and however many blanks stand in between. A verb may
// be followed by a colon.
func cutVerb(text, verb string) (string, bool) {
	rest := text
	for _, want := range strings.Fields(verb) {
		var word string
		word, rest = cutWord(rest)
		if !strings.EqualFold(strings.TrimRight(word, ":,…"), want) {
			return "", false
		}
	}
	return rest, true
}

// Trigger is a slash command as a platform registers it.
type Trigger struct {
	// Word has its slash.
	Word, Hint, Description string
}

// Triggers answers the slash commands to register.
func (b *Bot) Triggers() []Trigger { return b.table.Triggers(b.printer()) }

// Triggers answers the slash commands to register, described in the printer's language.
func (t *Table) Triggers(p text.Printer) []Trigger {
	var out []Trigger
	for _, word := range []string{moot, propose, commit, rota} {
		name := strings.TrimPrefix(word, "/")
		out = append(out, Trigger{t.Word(word), p.Line("trigger." + name + ".hint"), p.Line("trigger." + name)})
	}
	return out
}

// Completion is one way to go on with a line that somebody is typing.
type Completion struct {
	// Insert replaces the line; Show is the usage, Help its one line.
	Insert, Show, Help string
}

// Complete answers how a line may go on: commands whose typed form begins with it.
func (b *Bot) Complete(line string) []Completion {
	p := b.printer()
	line = strings.TrimLeft(line, " ")
	typedID := ""
	if first, rest := cutWord(line); b.table.canonical(first) == moot {
		if second, _ := cutWord(rest); second != "" {
			if id, ok := governance.ParseID(second); ok {
				typedID = id.String()
			}
		}
	}
	var out []Completion
	for _, c := range b.table.Commands {
		head := b.table.Word(c.Word)
		if c.On != "" {
			id := typedID
			if parsed, _ := governance.ParseID(id); parsed.Kind != c.On || (parsed.Part > 0) != c.Part {
				continue
			}
			head += " " + id
		}
		insert := strings.TrimSpace(head + " " + c.Verb)
		if !strings.HasPrefix(strings.ToLower(insert), strings.ToLower(strings.TrimRight(line, " "))) || strings.EqualFold(insert, line) && c.Args == "" {
			continue
		}
		if c.Args != "" {
			insert += " "
		}
		show := c.Usage(b.table.Word)
		if c.On != "" { // the usage names P12; whoever types P3 reads on with P3
			rest := strings.TrimPrefix(show, b.table.Word(c.Word)+" ")
			_, rest, _ = strings.Cut(rest, " ")
			show = strings.TrimSpace(head + " " + rest)
		}
		out = append(out, Completion{insert, show, p.Line(c.Help)})
	}
	return out
}

// Reference writes every command that people type as a Markdown table.
func (t *Table) Reference(p text.Printer) string {
	var b strings.Builder
	b.WriteString("| command | what it does | who |\n|---|---|---|\n")
	for _, c := range t.Commands {
		if len(c.On) > 1 || c.Help == "help.not_built" {
			continue
		}
		b.WriteString("| `" + strings.ReplaceAll(c.Usage(t.Word), "|", "\\|") + "` | " + p.Line(c.Help) + " | " + p.Line(c.Who) + " |\n")
	}
	return b.String()
}
