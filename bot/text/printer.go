// Package text holds every word that Folkmoot says to people: one catalogue file a language, and the Printer that speaks from it. The
// other packages name messages by key and give values; no sentence for people stands in code.
//
// A message is a template of the catalogue: Markdown of the smallest kind and {{.Name}} for values. Values keep their nature until a
// platform renders them: a moment can be told in the reader's zone, a person by their handle there, and what somebody wrote is never
// read as markup.
package text

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/folkmoot/folkmoot/governance"
)

//go:embed catalogue/*.json
var catalogues embed.FS

// Catalogue is every message in every language.
type Catalogue struct {
	bundle *i18n.Bundle
	keys   []string
}

// Load reads the catalogues that are built into the program.
func Load() (*Catalogue, error) {
	return LoadAs(func(_, message string) string { return message })
}

// LoadCalled is Load where the slash commands are called otherwise: "/moot" → "/gov". The catalogues call them as they are usually called.
func LoadCalled(words map[string]string) (*Catalogue, error) {
	if len(words) == 0 {
		return Load()
	}
	return LoadAs(func(_, message string) string {
		return slashWord.ReplaceAllStringFunc(message, func(found string) string {
			at := strings.IndexByte(found, '/')
			if called, ok := words[found[at:]]; ok {
				return found[:at] + called
			}
			return found
		})
	})
}

// slashWord finds what may be a slash command, with what stands before it: it is no part of a path.
var slashWord = regexp.MustCompile(`(?:^|[^\w/.])/[a-z]+\b`)

// LoadAs is Load with every message as edit makes it of the catalogue's, for tests that want to know a message again wherever it turns up.
func LoadAs(edit func(key, message string) string) (*Catalogue, error) {
	bundle := i18n.NewBundle(language.English)
	files, err := fs.Glob(catalogues, "catalogue/*.json")
	if err != nil {
		return nil, err
	}
	c := &Catalogue{bundle: bundle}
	for _, file := range files {
		// en.proposal.json holds a part of English; the library takes the language from the name's last part but one.
		lang, _, _ := strings.Cut(path.Base(file), ".")
		data, err := catalogues.ReadFile(file)
		if err != nil {
			return nil, err
		}
		parsed, err := i18n.ParseMessageFileBytes(data, lang+".json", map[string]i18n.UnmarshalFunc{"json": json.Unmarshal})
		if err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", file, err)
		}
		for _, m := range parsed.Messages {
			for _, form := range []*string{&m.Zero, &m.One, &m.Two, &m.Few, &m.Many, &m.Other} {
				if *form != "" {
					*form = edit(m.ID, *form)
				}
			}
			if lang == "en" {
				c.keys = append(c.keys, m.ID)
			}
		}
		if err := bundle.AddMessages(parsed.Tag, parsed.Messages...); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", file, err)
		}
	}
	return c, nil
}

// Keys answers the keys of every English message.
func (c *Catalogue) Keys() []string { return c.keys }

// Printer answers a printer for the first of these languages that there is a catalogue for, else English.
func (c *Catalogue) Printer(languages ...string) Printer {
	return Printer{i18n.NewLocalizer(c.bundle, append(languages, "en")...)}
}

// Printer says things in one language.
type Printer struct{ localizer *i18n.Localizer }

// Language answers the tag of the language that it speaks.
func (p Printer) Language() string {
	_, tag, err := p.localizer.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: "nobody"})
	if err != nil {
		return language.English.String()
	}
	return tag.String()
}

// Say makes the message of that key. Pairs are alternating names and values. The value named "count" chooses between singular and
// plural. A key that is not in the catalogue says itself between angle quotes, which a test over all keys keeps from happening.
func (p Printer) Say(key string, pairs ...any) Text {
	if len(pairs)%2 != 0 {
		panic("text.Say: a name without its value for " + key)
	}
	args := governance.Args{}
	for i := 0; i < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return p.say(key, args)
}

// Line is Say for what platforms take as plain text: labels, buttons, placeholders. Its values must be plain too.
func (p Printer) Line(key string, pairs ...any) string {
	return p.Say(key, pairs...).Plain(func(governance.PersonID) string { return "" }, func(t time.Time) string { return FormatTime(t, time.UTC) })
}

// Has tells whether the catalogue has the key.
func (p Printer) Has(key string) bool {
	_, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	return err == nil
}

// Refusal says an error that is meant for people: what was refused, and what they can do next.
// What people wrote is said back to them no longer than it takes to know it again.
func (p Printer) Refusal(e *governance.Error) Text {
	args := governance.Args{}
	for name, value := range e.Args {
		written, ok := value.(string)
		if r := []rune(written); ok && len(r) > longestEcho {
			value = string(r[:longestEcho]) + "…"
		}
		if field := "what." + written; name == "what" && p.Has(field) {
			value = p.say(field, nil)
		}
		args[name] = value
	}
	return p.say("error."+e.Code, args)
}

// longestEcho is how many characters of what somebody wrote a refusal repeats.
const longestEcho = 100

func (p Printer) say(key string, args governance.Args) Text {
	data := make(map[string]any, len(args))
	var count any
	for name, value := range args {
		if flag, ok := value.(bool); ok {
			data[title(name)] = flag
			continue
		}
		data[title(name)] = string(p.Show(value))
		if name == "count" {
			count = value
		}
	}
	s, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: count})
	if err != nil && count != nil { // it tells a number and has no singular
		s, err = p.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data})
	}
	if err != nil {
		return Text("«" + key + "»")
	}
	return Text(s)
}

// title lets code name values as it names things (deadline) and templates as templates do ({{.Deadline}}).
func title(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// Show makes a Text of one value, by its type. A string is something that somebody wrote.
func (p Printer) Show(value any) Text {
	switch v := value.(type) {
	case nil:
		return ""
	case Text:
		return v
	case string:
		if v == "" {
			return "" // so that a template can ask whether there is one
		}
		return Quote(v)
	case int:
		return Text(strconv.Itoa(v))
	case int64:
		return Text(strconv.FormatInt(v, 10))
	case float64:
		return Text(strconv.FormatFloat(v, 'f', -1, 64))
	case governance.PersonID:
		if v == 0 {
			return p.say("nobody", nil)
		}
		return Mention(v)
	case []governance.PersonID:
		return p.list(v)
	case time.Time:
		return At(v)
	case time.Duration:
		return p.Duration(v)
	case governance.Span:
		return Text(v.String())
	case governance.Quorum:
		return Text(v.String())
	case governance.Stance:
		return p.say("stance."+strings.ReplaceAll(string(v), " ", "_"), nil)
	case []string:
		texts := make([]Text, len(v))
		for i, s := range v {
			texts[i] = Quote(s)
		}
		return p.List(texts)
	case []Text:
		return p.List(v)
	case fmt.Stringer:
		return Quote(v.String())
	}
	return Quote(fmt.Sprint(value))
}

func (p Printer) list(people []governance.PersonID) Text {
	if len(people) == 0 {
		return p.say("nobody", nil)
	}
	texts := make([]Text, len(people))
	for i, person := range people {
		texts[i] = Mention(person)
	}
	return p.List(texts)
}

// List joins texts as a sentence would: "Ana, Ben and Cy".
func (p Printer) List(items []Text) Text {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	head := make([]string, len(items)-1)
	for i, t := range items[:len(items)-1] {
		head[i] = string(t)
	}
	return p.say("list", governance.Args{"head": Text(strings.Join(head, ", ")), "last": items[len(items)-1]})
}

// Duration tells a length of time in its two largest units.
func (p Printer) Duration(d time.Duration) Text {
	units := []struct {
		key  string
		size time.Duration
	}{{"days", 24 * time.Hour}, {"hours", time.Hour}, {"minutes", time.Minute}, {"seconds", time.Second}}
	var parts []Text
	for _, u := range units {
		n := d / u.size
		d -= n * u.size
		if n > 0 {
			parts = append(parts, p.say("span."+u.key, governance.Args{"count": int(n)}))
		}
		if len(parts) == 2 {
			break
		}
	}
	if parts == nil {
		return p.say("span.seconds", governance.Args{"count": 0})
	}
	return p.List(parts)
}

// FormatTime writes a moment in full with its zone, for platforms that cannot tell it in the reader's own.
func FormatTime(t time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	t = t.In(zone)
	layout := "Mon 2 Jan 2006, 15:04"
	if t.Second() != 0 {
		layout = "Mon 2 Jan 2006, 15:04:05"
	}
	return t.Format(layout) + " " + zone.String()
}
