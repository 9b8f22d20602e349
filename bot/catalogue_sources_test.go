package bot_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// use is one place in the sources that names a message: by its key, or by what a key that is put together begins and ends with.
type use struct {
	at             token.Position
	prefix, suffix string
	whole          bool
	// args are the names given there; nil when they cannot be read from the source.
	args []string
}

func (u use) matches(key string) bool {
	if u.whole {
		return key == u.prefix
	}
	return len(key) > len(u.prefix)+len(u.suffix) && strings.HasPrefix(key, u.prefix) && strings.HasSuffix(key, u.suffix)
}

// speakers are the functions that say a message of the catalogue: at which argument its key stands, and which names they add themselves.
func speakers() map[string]struct {
	key  int
	adds []string
} {
	type speaker = struct {
		key  int
		adds []string
	}
	return map[string]speaker{"Say": {0, nil}, "Line": {0, nil}, "say": {0, nil}, "line": {0, nil}, "about": {1, []string{"id", "title"}},
		"resumed": {1, []string{"id", "title", "deadline", "until", "held", "over"}}, "objection": {0, nil}, "add": {1, nil}, "plain": {0, nil}}
}

// uses reads the sources for every place that names a message, and every other word that might be one.
func uses(t *testing.T) (said []use, words map[string]bool) {
	t.Helper()
	words = map[string]bool{}
	set := token.NewFileSet()
	spokenOf := imports(t)
	for _, root := range []string{".", "../adapters", "../governance", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			if dir := filepath.Dir(path); strings.HasPrefix(dir, "../governance/") && !spokenOf[strings.TrimPrefix(dir, "../")] {
				return nil // a practice that people cannot reach yet
			}
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.BasicLit:
					if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
						words[s] = true
					}
				case *ast.BinaryExpr:
					if u, ok := joined(n); ok {
						u.at = set.Position(n.Pos())
						said = append(said, u)
						return true
					}
				case *ast.CallExpr:
					if u, ok := spoken(n); ok {
						u.at = set.Position(n.Pos())
						said = append(said, u)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return said, words
}

// imports answers the rooms of the house that the bot knows.
func imports(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			out[strings.TrimPrefix(name, "github.com/folkmoot/folkmoot/")] = true
		}
	}
	return out
}

// joined reads a key that is put together: "thread.moved." + why.
func joined(n *ast.BinaryExpr) (use, bool) {
	if n.Op != token.ADD {
		return use{}, false
	}
	parts := flatten(n)
	first, ok := literal(parts[0])
	if !ok || !strings.Contains(first, ".") || strings.ContainsAny(first, " /`") {
		return use{}, false
	}
	u := use{prefix: first}
	if last, ok := literal(parts[len(parts)-1]); ok && len(parts) > 1 {
		u.suffix = last
	}
	return u, true
}

func flatten(e ast.Expr) []ast.Expr {
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.ADD {
		return append(flatten(b.X), flatten(b.Y)...)
	}
	return []ast.Expr{e}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// spoken reads a call that says or refuses something with a key in so many words.
func spoken(call *ast.CallExpr) (use, bool) {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	at, prefix, adds := 0, "", []string(nil)
	if name == "Refuse" {
		at, prefix = 1, "error."
	} else if speaker, ok := speakers()[name]; ok {
		at, adds = speaker.key, speaker.adds
	} else {
		return use{}, false
	}
	if len(call.Args) <= at {
		return use{}, false
	}
	key, ok := literal(call.Args[at])
	if !ok || prefix == "" && !strings.Contains(key, ".") && !slices.Contains(bareKeys(), key) {
		return use{}, false
	}
	u := use{prefix: prefix + key, whole: true, args: slices.Clone(adds)}
	for i := at + 1; i < len(call.Args); i += 2 {
		arg, ok := literal(call.Args[i])
		if !ok || call.Ellipsis.IsValid() {
			return use{prefix: u.prefix, whole: true}, true
		}
		u.args = append(u.args, arg)
	}
	if u.args == nil {
		u.args = []string{}
	}
	return u, true
}

// bareKeys are those keys that have no dot in them.
func bareKeys() []string {
	return []string{"nobody", "list", "yes", "no", "failed", "raised", "amended", "extended", "withdrawn", "facilitates", "refreshed", "taken_up"}
}
