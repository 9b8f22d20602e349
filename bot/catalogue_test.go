package bot_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// catalogue answers the English messages as they stand in the files: a template for each key and plural form.
func catalogue(t *testing.T) map[string]map[string]string {
	t.Helper()
	files, err := filepath.Glob("text/catalogue/en*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no catalogues: %v", err)
	}
	all := map[string]map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var messages map[string]any
		if err := json.Unmarshal(data, &messages); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, message := range messages {
			if all[key] != nil {
				t.Errorf("%s: %s stands in two catalogues", file, key)
			}
			switch m := message.(type) {
			case string:
				all[key] = map[string]string{"other": m}
			case map[string]any:
				all[key] = map[string]string{}
				for form, s := range m {
					all[key][form] = s.(string)
				}
				if all[key]["one"] == "" || all[key]["other"] == "" {
					t.Errorf("%s lacks its singular or its plural", key)
				}
			}
		}
	}
	return all
}

// Every message that the program says stands in the catalogue, and is given every value that it always shows.
func TestEveryMessageThatIsSaidIsThere(t *testing.T) {
	messages := catalogue(t)
	said, _ := uses(t)
	for _, u := range said {
		if !u.whole {
			continue
		}
		forms, ok := messages[u.prefix]
		if !ok {
			if strings.HasPrefix(u.prefix, "error.") || strings.Count(u.prefix, ".") > 0 && looksLikeKey(u.prefix, messages) {
				t.Errorf("%s: the catalogue has no %s", u.at, u.prefix)
			}
			continue
		}
		for form, s := range forms {
			for _, name := range always(t, s) {
				if u.args != nil && !slices.ContainsFunc(u.args, func(arg string) bool { return strings.EqualFold(arg, name) }) {
					t.Errorf("%s: %s (%s) shows {{.%s}}, which is not given", u.at, u.prefix, form, name)
				}
			}
		}
	}
}

// looksLikeKey tells a key from other dotted words, such as names of files: its family is in the catalogue.
func looksLikeKey(s string, messages map[string]map[string]string) bool {
	family, _, _ := strings.Cut(s, ".")
	for key := range messages {
		if strings.HasPrefix(key, family+".") {
			return true
		}
	}
	return false
}

// Every message of the catalogue is said somewhere.
func TestNoMessageIsLeftOver(t *testing.T) {
	said, words := uses(t)
	for key := range catalogue(t) {
		code, isError := strings.CutPrefix(key, "error.")
		if words[key] || isError && words[code] || slices.ContainsFunc(said, func(u use) bool { return u.matches(key) && u.prefix != "error." }) {
			continue
		}
		t.Errorf("nobody says %s", key)
	}
}

// What is put together of a prefix and a word of the domain is there for every such word.
func TestEveryWordOfTheDomainHasItsText(t *testing.T) {
	messages := catalogue(t)
	slug := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "_") }
	need := func(format string, words ...string) {
		for _, word := range words {
			if key := fmt.Sprintf(format, slug(word)); messages[key] == nil {
				t.Errorf("the catalogue has no %s", key)
			}
		}
	}
	for _, st := range governance.Stances() {
		need("stance.%s", string(st))
	}
	for _, s := range governance.Settings() {
		need("setting.%s", s.Name)
	}
	consent := constants(t, "../governance/consent")
	for _, moved := range consent["Moved"] {
		if moved != "paused" { // said with Resumed
			need("thread.moved.%s", moved)
		}
	}
	for _, how := range consent["Ending"] {
		need("thread.objection_ended.%s", how)
		need("card.objection.%s", how)
	}
	need("card.objection.%s", "open")
	for _, why := range consent["Reason"] {
		need("ending.not_adopted.%s", why)
	}
	need("ending.%s", "adopted", "withdrawn", "escalated")
	for _, name := range consent["nudge"] {
		need("nudge.%s", name)
	}
	rotation := constants(t, "../governance/rotation")
	for _, why := range rotation["Cause"] {
		need("rota.why.%s", why)
	}
	for _, how := range rotation["Leaving"] {
		need("rota.told.left.%s", how)
	}
	for _, how := range rotation["SwapEnding"] {
		need("rota.told.swap_ended.%s", how)
	}
	for _, name := range rotation["nudge"] {
		need("nudge.%s", name)
	}
	for _, state := range rotation["State"] {
		if state != "done" && state != "missed" { // over, and shown no more
			need("rota.turn.%s", state)
		}
	}
	for _, what := range deeds(t) {
		need("rota.deed.%s", what)
	}
	need("form.%s.heading", "propose", "amend", "object", "concern", "because")
	need("form.%s.why.hint", "object", "concern", "because")
}

// deeds answers what may be undone of a rotation, by the names that the calls give which note it.
func deeds(t *testing.T) []string {
	t.Helper()
	var out []string
	files, err := filepath.Glob("../governance/rotation/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || !slices.Contains([]string{"did", "setting", "memberSet"}, f.Sel.Name) {
				return true
			}
			for _, arg := range call.Args {
				if what, ok := literal(arg); ok {
					out = append(out, what)
				}
			}
			return true
		})
	}
	if len(out) < 16 {
		t.Fatalf("only %d deeds: %v", len(out), out)
	}
	return out
}

// constants answers the values of a package's constants of named string types, and under "nudge" those untyped ones whose names begin so.
func constants(t *testing.T, dir string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			value, ok := literal(spec.Values[0])
			if !ok {
				return true
			}
			if typed, ok := spec.Type.(*ast.Ident); ok {
				out[typed.Name] = append(out[typed.Name], value)
			} else if strings.HasPrefix(strings.ToLower(spec.Names[0].Name), "nudge") {
				out["nudge"] = append(out["nudge"], value)
			}
			return true
		})
	}
	return out
}

// Every message can be rendered, in the singular and in the plural, with every flag up and down, and leaves nothing of its template over.
func TestEveryMessageRenders(t *testing.T) {
	loaded, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := loaded.Printer()
	messages := catalogue(t)
	if n := len(slices.Compact(slices.Sorted(slices.Values(loaded.Keys())))); n != len(messages) {
		t.Errorf("the printer knows %d messages, the files hold %d", n, len(messages))
	}
	for key, forms := range messages {
		fields := map[string]bool{}
		for _, s := range forms {
			for _, name := range named(t, s) {
				fields[name] = true
			}
		}
		for _, count := range []int{1, 2, 5} {
			for _, flag := range []bool{true, false} {
				pairs := []any{}
				for _, name := range slices.Sorted(maps.Keys(fields)) {
					pairs = append(pairs, strings.ToLower(name[:1])+name[1:], sample(name, forms, flag))
				}
				if forms["one"] != "" || fields["Count"] {
					pairs = append(pairs, "count", count)
				}
				said := p.Say(key, pairs...).Plain(func(governance.PersonID) string { return "Ana" }, func(at time.Time) string { return text.FormatTime(at, time.UTC) })
				switch {
				case said == "" && flag:
					t.Errorf("%s says nothing", key)
				case strings.Contains(said, "«"), strings.Contains(said, "<no value>"), strings.Contains(said, "{{"):
					t.Errorf("%s: something is left of the template: %q", key, said)
				case strings.Contains(said, "`"), strings.Contains(said, "**"):
					t.Errorf("%s: markup is left over: %q", key, said)
				case strings.Contains(said, "  "), strings.HasPrefix(said, " "), strings.HasSuffix(said, " "), strings.Contains(said, " ."), strings.Contains(said, " ,"):
					t.Errorf("%s: blanks stand where they should not: %q", key, said)
				}
			}
		}
	}
}

// sample is a value for a name of a template: a flag where the template only asks whether it is so.
func sample(name string, forms map[string]string, flag bool) any {
	for _, s := range forms {
		if strings.Contains(s, "{{."+name+"}}") {
			if !flag && (strings.Contains(s, "{{if ."+name+"}}")) {
				return ""
			}
			return text.Text("Sample")
		}
	}
	return flag
}

// named answers every name in a template.
func named(t *testing.T, s string) []string {
	var out []string
	walk(tree(t, s).Root, false, func(name string, _ bool) { out = append(out, name) })
	return out
}

// always answers the names that a template shows whatever the others are: those not within an {{if}}.
func always(t *testing.T, s string) []string {
	var out []string
	walk(tree(t, s).Root, false, func(name string, guarded bool) {
		if !guarded {
			out = append(out, name)
		}
	})
	return out
}

func tree(t *testing.T, s string) *parse.Tree {
	t.Helper()
	parsed, err := template.New("").Parse(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return parsed.Tree
}

func walk(n parse.Node, guarded bool, found func(string, bool)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walk(child, guarded, found)
		}
	case *parse.ActionNode:
		walk(n.Pipe, guarded, found)
	case *parse.IfNode:
		walk(n.Pipe, true, found)
		walk(n.List, true, found)
		walk(n.ElseList, true, found)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			for _, arg := range c.Args {
				walk(arg, guarded, found)
			}
		}
	case *parse.FieldNode:
		found(n.Ident[0], guarded)
	}
}

// offers finds a word by which a refusal tells what one can do next.
var offers = regexp.MustCompile("(?i)`|\\b(please|try|ask|use|raise|name|choose|type|add|write|tell|can|could|bring|did you mean|begin|copy|open|press|there (is|are)|waits?|goes on|again|says what|react)\\b")

// C3: every refusal of a date gives an example of one, and says that nothing was kept.
func TestEveryRefusalOfADateGivesAnExample(t *testing.T) {
	refusals := 0
	for key, forms := range catalogue(t) {
		if !strings.HasPrefix(key, "error.date_") && key != "error.commit_when_missing" && !strings.HasPrefix(key, "error.then_") && !strings.HasPrefix(key, "error.away_") {
			continue
		}
		for _, s := range forms {
			refusals++
			if !strings.Contains(s, "`") && !strings.Contains(s, "Try ") {
				t.Errorf("%s gives no example: %q", key, s)
			}
		}
	}
	if refusals < 12 {
		t.Errorf("only %d refusals were looked at", refusals)
	}
}

// Every refusal says what one can do next.
func TestEveryRefusalOffersANextStep(t *testing.T) {
	for key, forms := range catalogue(t) {
		if !strings.HasPrefix(key, "error.") {
			continue
		}
		for _, s := range forms {
			if !offers.MatchString(s) {
				t.Errorf("%s leaves people alone: %q", key, s)
			}
		}
	}
}
