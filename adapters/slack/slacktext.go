package slack

import (
	"regexp"
	"strings"
)

// entity finds what Slack puts between < and >: users, channels, groups, links, dates.
var entity = regexp.MustCompile(`<([^<>\n]*)>`)

// unescape gives back the three characters that Slack escapes, once.
func unescape(s string) string {
	return strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(s)
}

// typedText turns a command's text from what Slack made of it into what somebody typed. Users stay as <@U…|name>, which the bot
// understands; a user group is named by its handle, which group answers from its id and from what stands there, which may be nothing.
func typedText(s string, group func(id, label string) string) string {
	return plainly(s, func(inner string) (string, bool) {
		if strings.HasPrefix(inner, "@") {
			return "<" + inner + ">", true
		}
		if id, ok := strings.CutPrefix(inner, "!subteam^"); ok {
			id, label, _ := strings.Cut(id, "|")
			return "@" + group(id, label), true
		}
		return "", false
	})
}

// saidText turns what a message says into plain words, to be quoted.
func saidText(s string, handle func(user string) string) string {
	return plainly(s, func(inner string) (string, bool) {
		user, ok := strings.CutPrefix(inner, "@")
		if !ok {
			return "", false
		}
		id, label, _ := strings.Cut(user, "|")
		if label == "" {
			label = handle(id)
		}
		return "@" + label, true
	})
}

// plainly writes every entity as people would read it. First is asked before the usual way.
func plainly(s string, first func(inner string) (string, bool)) string {
	var b strings.Builder
	at := 0
	for _, m := range entity.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(unescape(s[at:m[0]]))
		at = m[1]
		inner := s[m[2]:m[3]]
		if own, ok := first(inner); ok {
			b.WriteString(own)
			continue
		}
		b.WriteString(unescape(readable(inner, s[m[0]:m[1]])))
	}
	b.WriteString(unescape(s[at:]))
	return b.String()
}

// readable answers how an entity reads: #general, an address, @channel.
func readable(inner, whole string) string {
	target, label, _ := strings.Cut(inner, "|")
	switch {
	case strings.HasPrefix(target, "#") && label != "":
		return "#" + label
	case strings.HasPrefix(target, "#"):
		return target
	case strings.HasPrefix(target, "!"):
		if label != "" && !strings.HasPrefix(target, "!channel") && !strings.HasPrefix(target, "!here") && !strings.HasPrefix(target, "!everyone") {
			return label
		}
		word, _, _ := strings.Cut(strings.TrimPrefix(target, "!"), "^")
		return "@" + word
	case strings.HasPrefix(target, "mailto:"), strings.HasPrefix(target, "tel:"):
		if label == "" {
			_, label, _ = strings.Cut(target, ":")
		}
		return label
	case strings.Contains(target, "://"):
		return target
	}
	return whole
}
