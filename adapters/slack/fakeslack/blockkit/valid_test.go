package blockkit

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// checkExample holds an example of testdata/valid to the check of its folder.
func checkExample(path string, data []byte) error {
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	c := &checker{surface: Message, ids: map[string]bool{}}
	n := node{c, "", m}
	switch folder := filepath.Base(filepath.Dir(path)); folder {
	case "messages":
		return CheckMessage(data)
	case "views":
		return CheckView(data)
	case "blocks":
		return CheckBlocks([]byte("["+string(data)+"]"), Message)
	case "attachments":
		return CheckAttachments([]byte("[" + string(data) + "]"))
	case "elements":
		n.element(append(append(actionKinds(), inputKinds()...), "image", "url"))
	case "rich_text":
		if strings.HasPrefix(n.kind(), "rich_text") {
			n.richElement()
		} else {
			n.richRun()
		}
	case "objects":
		n.objectNamed(filepath.Base(path))
	default:
		return fmt.Errorf("no check for folder %s", folder)
	}
	return c.err()
}

func (n node) objectNamed(file string) {
	checks := map[string]func(){
		"option_":          func() { n.option(true, false) },
		"option_group":     n.optionGroup,
		"text_":            func() { n.textObject(3000, plain, mrkdwn) },
		"confirmation":     n.confirmation,
		"conversation_":    n.conversationFilter,
		"dispatch_action_": n.dispatchConfig,
		"input_parameter":  n.inputParameter,
		"workflow":         n.workflow,
		"trigger":          n.trigger,
	}
	best := ""
	for prefix := range checks {
		if strings.HasPrefix(file, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	if best == "" {
		n.c.add("", "no check for object %s", file)
		return
	}
	checks[best]()
}

func TestPublishedExamplesPass(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("testdata/valid", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		if err := checkExample(path, data); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 90 {
		t.Fatalf("only %d examples found", seen)
	}
}

func TestExamplesAreReallyLookedAt(t *testing.T) {
	// Every example that names a type is refused once the type is nonsense.
	err := filepath.WalkDir("testdata/valid", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		spoiled := strings.Replace(string(data), `"type": "`, `"type": "un`, 1)
		if spoiled != string(data) && checkExample(path, []byte(spoiled)) == nil {
			t.Errorf("%s: passes with a nonsense type", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
