package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/folkmoot/folkmoot/"

// pkg is a package as go list describes it.
type pkg struct {
	Dir, ImportPath string
	Imports, Deps   []string
	GoFiles         []string
}

// room is the package's path within the house.
func (p pkg) room() string { return strings.TrimPrefix(p.ImportPath, module) }

// support tells whether a package only serves tests; those may know everybody.
func (p pkg) support() bool {
	return slices.ContainsFunc(strings.Split(p.room(), "/"), func(part string) bool {
		return strings.HasSuffix(part, "test") || part == "fakeslack" || part == "scenario" || part == "leash"
	})
}

func rooms(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps=false", "-json=Dir,ImportPath,Imports,Deps,GoFiles", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !p.support() {
			all = append(all, p)
		}
	}
	if len(all) < 10 {
		t.Fatalf("the house has %d rooms; something is wrong with how they are listed", len(all))
	}
	return all
}

// within tells whether an import path lies in a room or below it.
func within(path, room string) bool {
	return path == module+room || strings.HasPrefix(path, module+room+"/")
}

// practice answers which practice a path belongs to, if any: a room below governance that is neither assembly nor schedule.
func practice(path string) string {
	rest, ok := strings.CutPrefix(path, module+"governance/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	if name == "assembly" || name == "schedule" {
		return ""
	}
	return name
}

// adapter answers which adapter a path belongs to, if any.
func adapter(path string) string {
	rest, ok := strings.CutPrefix(path, module+"adapters/")
	name, _, _ := strings.Cut(rest, "/")
	if !ok {
		return ""
	}
	return name
}

// The walls: cmd → adapters → bot → governance/assembly → governance/<practice> → governance, and cmd → storage → governance/….
func TestWhoMayKnowWhom(t *testing.T) {
	for _, p := range rooms(t) {
		room := p.room()
		for _, dep := range p.Deps {
			if why := forbidden(p, room, dep); why != "" {
				t.Errorf("%s knows %s: %s", room, strings.TrimPrefix(dep, module), why)
			}
		}
	}
}

func forbidden(p pkg, room, dep string) string {
	own := strings.HasPrefix(dep, module)
	core := room == "governance" || strings.HasPrefix(room, "governance/")
	switch {
	case core && !own && outside(dep):
		return "nothing under governance imports a platform, SQL or HTTP"
	case core && own && !within(dep, "governance"):
		return "governance knows nobody above it"
	case room == "governance" && own:
		return "the shared words know no practice"
	case practice(p.ImportPath) != "" && practice(dep) != "" && practice(dep) != practice(p.ImportPath):
		return "practices never import one another"
	case (practice(p.ImportPath) != "" || room == "governance/schedule") && within(dep, "governance/assembly"):
		return "assembly is above the practices"
	case within(p.ImportPath, "bot") && own && (adapter(dep) != "" || within(dep, "storage") || within(dep, "cmd")):
		return "the bot knows no platform and no storage"
	case adapter(p.ImportPath) != "" && (within(dep, "storage") || within(dep, "cmd")):
		return "adapters never import storage"
	case adapter(p.ImportPath) != "" && adapter(dep) != "" && adapter(dep) != adapter(p.ImportPath):
		return "adapters never import one another"
	case within(p.ImportPath, "storage") && own && !within(dep, "governance") && !within(dep, "storage"):
		return "storage knows only governance"
	case adapter(p.ImportPath) != "mattermost" && room != "cmd/folkmoot" && strings.HasPrefix(dep, "github.com/mattermost/"):
		return "Mattermost's model stays in its adapter"
	case adapter(p.ImportPath) != "slack" && room != "cmd/folkmoot" && strings.HasPrefix(dep, "github.com/slack-go/"):
		return "Slack's client stays in its adapter"
	case adapter(p.ImportPath) != "web" && room != "cmd/folkmoot" && strings.HasPrefix(dep, "github.com/arran4/golang-ical"):
		return "how a calendar is written is the web's to know"
	}
	return ""
}

// outside tells whether a dependency reaches out of the core.
func outside(dep string) bool {
	for _, prefix := range []string{"database/sql", "net/http", "github.com/slack-go/", "github.com/mattermost/", "github.com/mattn/", "github.com/jackc/"} {
		if dep == strings.TrimSuffix(prefix, "/") || strings.HasPrefix(dep, prefix) {
			return true
		}
	}
	return false
}

// Only cmd reads the clock and hands it on; nobody sleeps.
func TestOnlyCmdReadsTheClock(t *testing.T) {
	for _, p := range rooms(t) {
		for _, file := range p.GoFiles {
			parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if x, isIdent := receiver(sel, ok); isIdent && x == "time" {
					name := sel.Sel.Name
					if name == "Sleep" || !strings.HasPrefix(p.room(), "cmd") && (name == "Now" || name == "Since" || name == "Until") {
						t.Errorf("%s/%s says time.%s", p.room(), file, name)
					}
				}
				return true
			})
		}
	}
}

func receiver(sel *ast.SelectorExpr, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	x, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", false
	}
	return x.Name, true
}
