package blockkit

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
)

// Ping is a place in a payload that would call a crowd.
type Ping struct {
	// Pointer is the JSON pointer of the text.
	Pointer string
	// Token is what calls, e.g. <!channel>.
	Token string
}

// Pings finds everything in a message that would notify a whole channel,
// workspace or user group: unescaped <!channel>, <!here>, <!everyone> and
// <!subteam^…> in any text Slack parses, rich text broadcasts, and a bare
// @channel where Slack itself may turn it into a mention (a mrkdwn object that is
// not verbatim, or text sent with parse=full or link_names).
func Pings(message []byte) []Ping {
	var m map[string]any
	if json.Unmarshal(message, &m) != nil {
		return nil
	}
	p := &pinger{
		entity: regexp.MustCompile(`<!(?:channel|here|everyone|group|subteam\^[A-Z0-9]+)(?:\|[^>]*)?>`),
		word:   regexp.MustCompile(`@(?:channel|here|everyone)\b`),
	}
	parse, _ := m["parse"].(string)
	words := parse == "full" || truthy(m["link_names"])
	for _, key := range []string{"text", "markdown_text"} {
		if text, ok := m[key].(string); ok {
			p.text("/"+key, text, words)
		}
	}
	for _, key := range []string{"blocks", "attachments"} {
		v := m[key]
		if text, ok := v.(string); ok {
			v = nil
			_ = json.Unmarshal([]byte(text), &v) // Not JSON is for CheckMessage to say.
		}
		p.walk("/"+key, v)
	}
	return p.found
}

type pinger struct {
	entity, word *regexp.Regexp
	found        []Ping
}

func (p *pinger) text(at, text string, words bool) {
	for _, token := range p.entity.FindAllString(text, -1) {
		p.found = append(p.found, Ping{at, token})
	}
	if !words {
		return
	}
	for _, token := range p.word.FindAllString(text, -1) {
		p.found = append(p.found, Ping{at, token})
	}
}

func (p *pinger) walk(at string, v any) {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			p.walk(fmt.Sprintf("%s/%d", at, i), item)
		}
	case map[string]any:
		p.object(at, v)
	}
}

func (p *pinger) object(at string, m map[string]any) {
	switch m["type"] {
	case plain, "text", "raw_text":
		return // Nothing is parsed in plain text, rich text runs and table cells.
	case "broadcast", "usergroup":
		p.found = append(p.found, Ping{at, fmt.Sprint(m["type"])})
		return
	case mrkdwn:
		text, _ := m["text"].(string)
		p.text(at+"/text", text, m["verbatim"] != true)
		return
	}
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		if text, ok := m[key].(string); ok && (key == "text" || key == "pretext" || key == "title") {
			// Markdown blocks and the legacy fields of attachments.
			p.text(at+"/"+key, text, false)
		}
		p.walk(at+"/"+key, m[key])
	}
}

func truthy(v any) bool {
	return v == true || v == "1" || v == "true" || v == float64(1)
}
