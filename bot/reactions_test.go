package bot

import (
	"testing"

	"github.com/folkmoot/folkmoot/governance"
)

// One emoji in two skin tones is one emoji, on both platforms (D3).
func TestPlainEmoji(t *testing.T) {
	for name, want := range map[string]string{
		"+1": "+1", ":+1:": "+1", "+1::skin-tone-2": "+1", "+1::skin-tone-3": "+1", ":+1::skin-tone-6:": "+1", "raised_hand::skin-tone-4": "raised_hand",
		"+1_light_skin_tone": "+1", "+1_medium_light_skin_tone": "+1", "+1_medium_skin_tone": "+1", "+1_medium_dark_skin_tone": "+1", "+1_dark_skin_tone": "+1",
		"raised_hand_medium_light_skin_tone": "raised_hand", "hand_medium_skin_tone": "hand", "raised_hand_dark_skin_tone": "raised_hand",
		"White_Check_Mark": "white_check_mark", "thinking_face": "thinking_face", "medium_skin_tone": "medium_skin_tone", "light_skin_tone": "light_skin_tone",
		"black_medium_square": "black_medium_square", "": "", "::": "",
	} {
		if got := plainEmoji(name); got != want {
			t.Errorf("plainEmoji(%q) = %q, want %q", name, got, want)
		}
	}
}

// Every promised reaction means what was promised, in every skin tone; what a circle chose comes instead (D2).
func TestStanceOf(t *testing.T) {
	promised := map[governance.Stance][]string{
		governance.Consent:   {"white_check_mark", "heavy_check_mark", "+1", "thumbsup", "+1::skin-tone-3", "+1_dark_skin_tone"},
		governance.Abstain:   {"white_circle"},
		governance.Concern:   {"thinking_face", "thinking"},
		governance.NeedsTime: {"hourglass_flowing_sand", "hourglass"},
		governance.Objecting: {"hand", "raised_hand", "octagonal_sign", "no_entry_sign", "raised_hand::skin-tone-2", "hand_medium_light_skin_tone"},
		governance.NoStance:  {"tada", "wave", "pushpin", ""},
	}
	for want, names := range promised {
		for _, name := range names {
			if got := stanceOf(name, nil); got != want {
				t.Errorf("%q is %q, want %q", name, got, want)
			}
		}
	}
	own := governance.Emoji{"heart": governance.Consent, "+1": governance.Abstain}
	for name, want := range map[string]governance.Stance{"heart": governance.Consent, "heart::skin-tone-2": governance.Consent, "+1": governance.Abstain,
		"white_check_mark": governance.NoStance, "white_circle": governance.NoStance, "thinking": governance.Concern, "hand": governance.Objecting} {
		if got := stanceOf(name, own); got != want {
			t.Errorf("with emoji of one's own, %q is %q, want %q", name, got, want)
		}
	}
}
