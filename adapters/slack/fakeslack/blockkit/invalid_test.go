package blockkit

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

type (
	obj = map[string]any
	arr = []any
)

// long is n characters of text.
func long(n int) string { return strings.Repeat("x", n) }

func pt(s string) obj { return obj{"type": "plain_text", "text": s} }
func mk(s string) obj { return obj{"type": "mrkdwn", "text": s} }

// with copies an object and sets fields of the copy.
func with(o obj, pairs ...any) obj {
	out := obj{}
	for k, v := range o {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(out, pairs[i].(string))
		} else {
			out[pairs[i].(string)] = pairs[i+1]
		}
	}
	return out
}

// times is a list of n equal things.
func times(n int, v any) arr {
	out := make(arr, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// payload is a case: a message of blocks, or a view.
type payload struct {
	blocks arr
	view   obj
}

func block(b ...any) payload { return payload{blocks: b} }
func view(v obj) payload     { return payload{view: v} }
func section(acc obj) payload {
	return block(obj{"type": "section", "text": mk("s"), "accessory": acc})
}
func actions(e ...any) payload {
	return block(obj{"type": "actions", "elements": e})
}
func input(e obj) payload {
	return block(obj{"type": "input", "label": pt("l"), "element": e})
}

func (p payload) check(t *testing.T) error {
	t.Helper()
	var v any = obj{"channel": "C1", "blocks": p.blocks}
	if p.view != nil {
		v = p.view
	}
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if p.view != nil {
		return CheckView(data)
	}
	return CheckMessage(data)
}

func TestPublishedLimitsRefuse(t *testing.T) {
	data, err := os.ReadFile("testdata/invalid.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct{ ID, Description string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 100 {
		t.Fatalf("only %d cases", len(file.Cases))
	}
	cases := invalidCases()
	for _, c := range file.Cases {
		pair, ok := cases[c.ID]
		if !ok {
			t.Errorf("%s: no payload for this case", c.ID)
			continue
		}
		if err := pair.bad.check(t); err == nil {
			t.Errorf("%s: %s: it was accepted", c.ID, c.Description)
		}
		// The neighbour just within the limit passes, so that the refusal is
		// for the reason named.
		if err := pair.good.check(t); err != nil {
			t.Errorf("%s: just within the limit, yet refused: %v", c.ID, err)
		}
	}
}

func TestMoreThatSlackRefuses(t *testing.T) {
	divider := obj{"type": "divider"}
	button := obj{"type": "button", "text": pt("b"), "action_id": "a"}
	cases := map[string]struct{ good, bad payload }{
		"51 blocks in a message": {payload{blocks: times(50, divider)}, payload{blocks: times(51, divider)}},
		"block_id twice": {
			block(with(divider, "block_id", "a"), with(divider, "block_id", "b")),
			block(with(divider, "block_id", "a"), with(divider, "block_id", "a")),
		},
		"action_id twice in a block":   {actions(button, with(button, "action_id", "b")), actions(button, button)},
		"unknown property":             {block(divider), block(with(divider, "colour", "red"))},
		"unknown block":                {block(divider), block(obj{"type": "folkmoot"})},
		"mrkdwn on a button":           {actions(button), actions(with(button, "text", mk("b")))},
		"emoji flag on mrkdwn":         {block(obj{"type": "section", "text": mk("s")}), block(obj{"type": "section", "text": with(mk("s"), "emoji", true)})},
		"button style":                 {actions(with(button, "style", "danger")), actions(with(button, "style", "loud"))},
		"text input outside an input":  {input(obj{"type": "plain_text_input"}), actions(obj{"type": "plain_text_input"})},
		"impossible date":              {input(obj{"type": "datepicker", "initial_date": "2026-02-28"}), input(obj{"type": "datepicker", "initial_date": "2026-02-30"})},
		"modal without title":          {view(modal()), view(with(modal(), "title", nil))},
		"modal with input, no submit":  {view(with(modal(), "blocks", input(obj{"type": "plain_text_input"}).blocks, "submit", pt("ok"))), view(with(modal(), "blocks", input(obj{"type": "plain_text_input"}).blocks, "submit", nil))},
		"home with a title":            {view(obj{"type": "home", "blocks": arr{divider}}), view(obj{"type": "home", "blocks": arr{divider}, "title": pt("t")})},
		"markdown over 12,000 in all":  {block(obj{"type": "markdown", "text": long(6000)}, obj{"type": "markdown", "text": long(6000)}), block(obj{"type": "markdown", "text": long(6000)}, obj{"type": "markdown", "text": long(6001)})},
		"markdown in a modal":          {view(modal()), view(with(modal(), "blocks", arr{obj{"type": "markdown", "text": "m"}}))},
		"no content at all":            {block(divider), block()},
		"confirmation without a title": {actions(with(button, "confirm", confirm())), actions(with(button, "confirm", with(confirm(), "title", nil)))},
	}
	for name, c := range cases {
		if err := c.bad.check(t); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if err := c.good.check(t); err != nil {
			t.Errorf("%s: the good neighbour is refused: %v", name, err)
		}
	}
}

func TestProblemsAreWordedLikeSlack(t *testing.T) {
	err := CheckBlocks([]byte(`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"`+long(76)+`"}}]}]`), Message)
	want := "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestPings(t *testing.T) {
	cases := []struct {
		name, payload string
		want          int
	}{
		{"escaped", `{"text":"&lt;!channel&gt; hello"}`, 0},
		{"channel", `{"text":"hi <!channel>"}`, 1},
		{"labelled here", `{"text":"<!here|here>"}`, 1},
		{"group in a block", `{"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"<!subteam^S123|@all>","verbatim":true}}]}`, 1},
		{"plain text is not parsed", `{"blocks":[{"type":"header","text":{"type":"plain_text","text":"<!channel> @channel"}}]}`, 0},
		{"bare word in mrkdwn", `{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"ask @channel"}}]}`, 1},
		{"bare word, verbatim", `{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"ask @channel","verbatim":true}}]}`, 0},
		{"bare word in text", `{"text":"ask @channel"}`, 0},
		{"bare word, link_names", `{"text":"ask @channel","link_names":"1"}`, 1},
		{"blocks as a string", `{"blocks":"[{\"type\":\"markdown\",\"text\":\"<!everyone>\"}]"}`, 1},
		{"broadcast element", `{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"broadcast","range":"here"}]}]}]}`, 1},
		{"dates and people", `{"text":"<!date^1^{date}|x> <@U1>"}`, 0},
	}
	for _, c := range cases {
		if got := Pings([]byte(c.payload)); len(got) != c.want {
			t.Errorf("%s: %v, want %d", c.name, got, c.want)
		}
	}
}
