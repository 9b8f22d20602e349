package governance

import (
	"maps"
	"slices"
	"strings"
)

// Stance is how somebody stands to a proposal (D2).
type Stance string

const (
	// NoStance: they have not responded, or took it back.
	NoStance Stance = ""
	// Consent: no objection, good enough for now and safe enough to try.
	Consent Stance = "consent"
	// Abstain: they leave it to the others.
	Abstain Stance = "abstain"
	// Concern: a worry that does not block and is kept with the agreement.
	Concern Stance = "concern"
	// NeedsTime: they ask for more time; not yet a response (D9).
	NeedsTime Stance = "needs time"
	// Objecting: they see a harm or a missed chance; it blocks (D11).
	Objecting Stance = "objection"
)

// Stances answers every stance in the order in which several new ones by one person at once are applied: the one that needs most
// care first.
func Stances() []Stance { return []Stance{Objecting, NeedsTime, Concern, Abstain, Consent} }

// Responds tells whether the stance is a response that counts towards the quorum (D7, D9).
func (s Stance) Responds() bool { return s == Consent || s == Abstain || s == Concern }

// Emoji is a circle's own choice of reactions: emoji name to stance (D2). An emoji that a circle gave to a stance means that
// stance only; a stance that was given none keeps the defaults.
type Emoji map[string]Stance

// ParseEmoji reads "consent :heart: :tada:, objection :x:", or "default" for none of its own. It answers Invalid for an unknown
// stance, a name that is no emoji's, or an emoji given twice.
func ParseEmoji(text string) (Emoji, error) {
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "default") {
		return nil, nil
	}
	out := Emoji{}
	for _, part := range strings.Split(text, ",") {
		words := strings.Fields(strings.ToLower(part))
		n := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, ":") })
		if n < 1 {
			return nil, Refuse(Invalid, "emoji_unreadable", "text", part)
		}
		stance, ok := stanceNamed(strings.Join(words[:n], " "))
		if !ok {
			return nil, Refuse(Invalid, "stance_unknown", "text", strings.Join(words[:n], " "))
		}
		for _, w := range words[n:] {
			name := strings.Trim(w, ":")
			if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_+-") != "" || len(name) > 64 {
				return nil, Refuse(Invalid, "emoji_unreadable", "text", w)
			}
			if _, twice := out[name]; twice {
				return nil, Refuse(Invalid, "emoji_twice", "emoji", name)
			}
			out[name] = stance
		}
	}
	return out, nil
}

func stanceNamed(name string) (Stance, bool) {
	switch name {
	case "object":
		return Objecting, true
	case "wait", "need time":
		return NeedsTime, true
	}
	s := Stance(name)
	return s, slices.Contains(Stances(), s)
}

// String writes the emoji so that ParseEmoji reads them back.
func (e Emoji) String() string {
	var parts []string
	for _, stance := range []Stance{Consent, Abstain, Concern, NeedsTime, Objecting} {
		var names []string
		for _, name := range slices.Sorted(maps.Keys(e)) {
			if e[name] == stance {
				names = append(names, ":"+name+":")
			}
		}
		if names != nil {
			parts = append(parts, string(stance)+" "+strings.Join(names, " "))
		}
	}
	if parts == nil {
		return "default"
	}
	return strings.Join(parts, ", ")
}
