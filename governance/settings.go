package governance

import (
	"strconv"
	"strings"
)

// Setting is one line of a circle's policy that people can read and set by name (K4).
type Setting struct {
	// Name is what people type; it may hold blanks.
	Name string
	// Also are other names for it.
	Also []string
	// Rule is where the default comes from.
	Rule string
	// Get writes the setting's present value so that Set reads it back.
	Get func(*Circle) string
	// Set reads a value into the circle. It answers Invalid and leaves the circle as it was when the value cannot be read.
	Set func(*Circle, string) error
}

// Settings answers every setting of a circle, in the order people should read them.
func Settings() []Setting {
	p := func(get func(*Policy) *Span) (func(*Circle) string, func(*Circle, string) error) {
		return func(c *Circle) string { return get(&c.Policy).String() },
			func(c *Circle, text string) error {
				s, err := ParseSpan(text)
				if err == nil {
					*get(&c.Policy) = s
				}
				return err
			}
	}
	span := func(name, rule string, get func(*Policy) *Span, also ...string) Setting {
		g, s := p(get)
		return Setting{Name: name, Also: also, Rule: rule, Get: g, Set: s}
	}
	return []Setting{
		span("window", "D8", func(p *Policy) *Span { return &p.Window }),
		span("shortest", "D8", func(p *Policy) *Span { return &p.Shortest }, "shortest window"),
		{Name: "quorum", Rule: "D7", Get: func(c *Circle) string { return c.Policy.Quorum.String() }, Set: setQuorum},
		{Name: "early", Also: []string{"early adoption"}, Rule: "D8", Get: func(c *Circle) string { return onOff(c.Policy.Early) }, Set: setEarly},
		span("needs time", "D9", func(p *Policy) *Span { return &p.NeedsTime }, "wait"),
		{Name: "nudge", Also: []string{"nudge at"}, Rule: "D10", Get: func(c *Circle) string { return percentOrOff(c.Policy.NudgeAt) }, Set: setNudge},
		span("last nudge", "D10", func(p *Policy) *Span { return &p.NudgeLast }, "nudge last"),
		span("grace", "D11", func(p *Policy) *Span { return &p.Grace }),
		span("remain", "D14", func(p *Policy) *Span { return &p.Remain }),
		span("typo", "D14", func(p *Policy) *Span { return &p.Typo }),
		{Name: "talk after", Rule: "D15", Get: func(c *Circle) string { return strconv.Itoa(c.Policy.TalkAfter) }, Set: setTalkAfter},
		span("integration", "D16", func(p *Policy) *Span { return &p.Integration }),
		span("extension", "D16", func(p *Policy) *Span { return &p.Extension }),
		{Name: "unresolved", Rule: "D17", Get: func(c *Circle) string { return string(c.Policy.Unresolved) }, Set: setUnresolved},
		span("late quorum", "D18", func(p *Policy) *Span { return &p.LateQuorum }),
		span("review", "D23", func(p *Policy) *Span { return &p.Review }),
		span("gone", "D27", func(p *Policy) *Span { return &p.Gone }),
		{Name: "zone", Also: []string{"timezone", "time zone"}, Rule: "K5", Get: func(c *Circle) string { return c.Zone }, Set: setZone},
		{Name: "working days", Also: []string{"days"}, Rule: "K5", Get: func(c *Circle) string { return c.Days.String() }, Set: setDays},
		{Name: "members", Also: []string{"membership"}, Rule: "K2", Get: membership, Set: setMembership},
		{Name: "emoji", Rule: "D2", Get: func(c *Circle) string { return c.Emoji.String() }, Set: setEmoji},
	}
}

// FindSetting answers the setting that the words begin with, and what follows its name: "needs time 2 days" gives "needs time" and
// "2 days". The longest name wins.
func FindSetting(words string) (Setting, string, bool) {
	lower := strings.ToLower(strings.TrimSpace(words))
	var best Setting
	rest, found, length := "", false, 0
	for _, s := range Settings() {
		for _, name := range append([]string{s.Name}, s.Also...) {
			for _, form := range []string{name, strings.ReplaceAll(name, " ", "-"), strings.ReplaceAll(name, " ", "_")} {
				after, ok := strings.CutPrefix(lower, form)
				if !ok || len(form) <= length || after != "" && after[0] != ' ' && after[0] != '=' {
					continue
				}
				best, found, length = s, true, len(form)
				rest = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(words)[len(form):], " ="))
			}
		}
	}
	return best, rest, found
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func percentOrOff(n int) string {
	if n == 0 {
		return "off"
	}
	return strconv.Itoa(n) + "%"
}

func setQuorum(c *Circle, text string) error {
	q, err := ParseQuorum(text)
	if err == nil {
		c.Policy.Quorum = q
	}
	return err
}

func setEarly(c *Circle, text string) error {
	switch strings.ToLower(text) {
	case "on", "yes", "true":
		c.Policy.Early = true
	case "off", "no", "false":
		c.Policy.Early = false
	default:
		return Refuse(Invalid, "on_or_off", "text", text)
	}
	return nil
}

func setNudge(c *Circle, text string) error {
	if strings.EqualFold(text, "half") {
		text = "50%"
	}
	if strings.EqualFold(text, "off") {
		c.Policy.NudgeAt = 0
		return nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, "%"))
	if err != nil || n < 1 || n > 99 {
		return Refuse(Invalid, "percent_unreadable", "text", text)
	}
	c.Policy.NudgeAt = n
	return nil
}

func setTalkAfter(c *Circle, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 100 {
		return Refuse(Invalid, "number_unreadable", "text", text)
	}
	c.Policy.TalkAfter = n
	return nil
}

func setUnresolved(c *Circle, text string) error {
	switch u := Unresolved(strings.ToLower(text)); u {
	case ToNotAdopted, ToMeeting:
		c.Policy.Unresolved = u
		return nil
	case ToParent:
		if c.Parent == 0 {
			return Refuse(Conflict, "no_parent")
		}
		c.Policy.Unresolved = u
		return nil
	}
	return Refuse(Invalid, "unresolved_unknown", "text", text)
}

func setZone(c *Circle, text string) error {
	zone, err := ParseZone(text)
	if err == nil {
		c.Zone = zone
	}
	return err
}

func setDays(c *Circle, text string) error {
	days, err := ParseWeekdays(text)
	if err == nil {
		c.Days = days
	}
	return err
}

func membership(c *Circle) string {
	if c.ByList {
		return "list"
	}
	return "channel"
}

func setMembership(c *Circle, text string) error {
	switch strings.ToLower(text) {
	case "list":
		c.ByList = true
	case "channel":
		c.ByList = false
	default:
		return Refuse(Invalid, "membership_unknown", "text", text)
	}
	return nil
}

func setEmoji(c *Circle, text string) error {
	e, err := ParseEmoji(text)
	if err == nil {
		c.Emoji = e
	}
	return err
}
