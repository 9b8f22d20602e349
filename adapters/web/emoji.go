package web

import "strings"

// Emoji is one emoji that the picker offers. Name is the neutral name, as Slack and Mattermost write it between colons.
type Emoji struct {
	Name string `json:"name"`
	Char string `json:"char"`
	// Tones is true where the emoji has skin tones.
	Tones bool `json:"tones,omitempty"`
	// Stance is true for those that the bot's reaction table knows; the picker shows them first.
	Stance bool `json:"stance,omitempty"`
}

// emojis answers every emoji that the picker offers, the stances first.
func emojis() []Emoji {
	out := []Emoji{
		{"white_check_mark", "✅", false, true},
		{"white_circle", "⚪", false, true},
		{"thinking_face", "🤔", false, true},
		{"hourglass_flowing_sand", "⏳", false, true},
		{"hand", "✋", true, true},
		{"pushpin", "📌", false, true},
	}
	for _, pair := range strings.Fields(plainEmoji) {
		name, char, _ := strings.Cut(pair, "=")
		out = append(out, Emoji{Name: name, Char: char, Tones: strings.Contains(tonedEmoji, " "+name+" ")})
	}
	return out
}

const tonedEmoji = " +1 -1 clap pray muscle wave raised_hands ok_hand point_up "

const plainEmoji = `+1=👍 -1=👎 heavy_check_mark=✔️ octagonal_sign=🛑 no_entry_sign=🚫 hourglass=⌛ heart=❤️ tada=🎉 clap=👏 pray=🙏
muscle=💪 wave=👋 raised_hands=🙌 ok_hand=👌 point_up=☝️ eyes=👀 smile=😄 joy=😂 slightly_smiling_face=🙂 wink=😉 heart_eyes=😍
sweat_smile=😅 sob=😭 open_mouth=😮 confused=😕 rage=😡 sleeping=😴 fire=🔥 sparkles=✨ star=⭐ rocket=🚀 bulb=💡 question=❓
exclamation=❗ x=❌ 100=💯 seedling=🌱 herb=🌿 sunflower=🌻 carrot=🥕 tomato=🍅 bread=🍞 coffee=☕ tea=🍵 bee=🐝 sunny=☀️ rain_cloud=🌧️
broom=🧹 hammer=🔨 calendar=📅 bell=🔔 memo=📝 books=📚 house=🏠 green_heart=💚`

// glyph answers the character of an emoji by its name, skin tone and all, or ":name:" for one it does not know.
func glyph(name string) string {
	base, tone, _ := strings.Cut(name, "::skin-tone-")
	switch base {
	case "thumbsup":
		base = "+1"
	case "raised_hand":
		base = "hand"
	case "thinking":
		base = "thinking_face"
	}
	for _, e := range emojis() {
		if e.Name != base {
			continue
		}
		if len(tone) == 1 && tone[0] >= '2' && tone[0] <= '6' && e.Tones {
			return strings.TrimSuffix(e.Char, "\uFE0F") + string(rune(0x1F3FB+int(tone[0]-'2')))
		}
		return e.Char
	}
	return ":" + name + ":"
}

// emojiName tells whether a name could be an emoji's.
func emojiName(name string) bool {
	base, tone, toned := strings.Cut(name, "::")
	if base == "" || len(base) > 64 || strings.Trim(base, "abcdefghijklmnopqrstuvwxyz0123456789_+-") != "" {
		return false
	}
	return !toned || len(tone) == len("skin-tone-2") && strings.HasPrefix(tone, "skin-tone-") && tone[10] >= '2' && tone[10] <= '6'
}
