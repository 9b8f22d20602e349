package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/adapters/scenario"
)

func (p *play) Delete(m scenario.Message) {
	p.must("/api/delete", map[string]string{"as": "ana", "post": m.Raw.(playPost).ID}, nil)
}

func (p *play) Posts(channel string) []scenario.Message {
	return p.messages("ana", func(post playPost) bool { return post.Channel == channel && post.Thread == "" })
}

func (p *play) Thread(m scenario.Message) []scenario.Message {
	return p.messages("ana", func(post playPost) bool { return post.Thread == m.Raw.(playPost).ID })
}

func (p *play) Direct(who string) []scenario.Message {
	return p.messages(p.id(who), func(post playPost) bool { return post.Channel == "dm-"+p.id(who) })
}

func (p *play) messages(as string, which func(playPost) bool) []scenario.Message {
	var out []scenario.Message
	for _, post := range p.state(as).Posts {
		if post.By == "folkmoot" && !post.Only && !post.Gone && which(post) {
			out = append(out, p.message(post))
		}
	}
	return out
}

func (p *play) message(post playPost) scenario.Message {
	m := scenario.Message{ID: post.Ref, Status: post.Status, Title: classed(post.HTML, "card-title"), Text: words(post.HTML), Raw: post}
	for _, label := range orderedButtons(post.HTML) {
		m.Labels = append(m.Labels, label[0])
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	m.Edits = p.drawn[post.ID]
	return m
}

// Crowds is none: the playground has no way to call a crowd.
func (p *play) Crowds() int { return 0 }

func (p *play) Forge(f scenario.Forgery) scenario.Reply {
	switch f.Kind {
	case scenario.ForgedCommand:
		return p.foreign(f)
	case scenario.BentButton:
		act := buttonsOf(f.Message.Raw.(playPost).HTML)[f.Label]
		return p.press(f.As, f.Message, bent(act))
	case scenario.BentForm:
		return p.Submit(f.As, f.Form, f.Values)
	}
	return p.Click(f.As, f.Message, f.Label)
}

// foreign is what a page of another site could make a browser send.
func (p *play) foreign(f scenario.Forgery) scenario.Reply {
	body, _ := json.Marshal(map[string]string{"as": p.id(f.As), "channel": f.Channel, "text": f.Line})
	req, err := http.NewRequest(http.MethodPost, p.at()+"/api/say", bytes.NewReader(body))
	if err != nil {
		return scenario.Reply{Refused: err}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", "https://evil.example")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return scenario.Reply{Refused: err}
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return scenario.Reply{Refused: errors.New(resp.Status)}
	}
	return scenario.Reply{Text: "taken"}
}

// bent changes one letter in the middle of something sealed.
func bent(sealed string) string {
	if sealed == "" {
		return "x"
	}
	b := []byte(sealed)
	i := len(b) / 2
	if b[i]++; b[i] > 'z' || b[i] < 'A' {
		b[i] = 'A'
	}
	return string(b)
}

// buttonsOf are what a card's buttons carry, by label.
func buttonsOf(page string) map[string]string {
	out := map[string]string{}
	for _, pair := range orderedButtons(page) {
		out[pair[0]] = pair[1]
	}
	return out
}

// orderedButtons are label and content of a card's buttons.
func orderedButtons(page string) [][2]string {
	var out [][2]string
	each(page, func(n *html.Node) {
		if act, ok := attribute(n, "data-act"); ok && n.Data == "button" {
			out = append(out, [2]string{strings.TrimSpace(textOf(n)), act})
		}
	})
	return out
}

// classed is the text of the first element with a class.
func classed(page, class string) string {
	out := ""
	each(page, func(n *html.Node) {
		if is, _ := attribute(n, "class"); is == class && out == "" {
			out = textOf(n)
		}
	})
	return out
}

// words is what a card says, without its buttons.
func words(page string) string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(textOf(root))
}

func each(page string, do func(*html.Node)) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			do(n)
		}
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// textOf is what stands in an element, each block on a line of its own.
func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if hidden, _ := attribute(n, "aria-hidden"); hidden == "true" {
		return ""
	}
	var b strings.Builder
	for child := range n.ChildNodes() {
		if class, _ := attribute(child, "class"); class == "actions" {
			continue
		}
		b.WriteString(textOf(child))
		switch child.Data {
		case "p", "div", "dt", "dd", "h3", "header", "li", "br", "blockquote", "figcaption":
			b.WriteString("\n")
		}
	}
	return b.String()
}

// Chosen is somebody's id.
func (p *play) Chosen(who string) string { return p.id(who) }
