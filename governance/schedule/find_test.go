package schedule

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
)

func TestFindWhen(t *testing.T) {
	for _, c := range []struct{ sentence, before, want string }{
		{"send the minutes by friday", "send the minutes", "2026-12-04T17:00:00+01:00"},
		{"send the minutes by friday.", "send the minutes", "2026-12-04T17:00:00+01:00"},
		{"send the minutes friday", "send the minutes", "2026-12-04T17:00:00+01:00"},
		{"Send the Minutes, by Friday 5pm", "Send the Minutes", "2026-12-04T17:00:00+01:00"},
		{"book the room by 3 dec", "book the room", "2026-12-03T17:00:00+01:00"},
		{"book the room for 3 dec at 17:30", "book the room", "2026-12-03T17:30:00+01:00"},
		{"buy 2 in 3 days", "buy 2", "2026-12-04T10:00:00+01:00"},
		{"read chapter 3 by 3 dec", "read chapter 3", "2026-12-03T17:00:00+01:00"},
		{"watch the pot by 20s", "watch the pot", "2026-12-01T10:00:20+01:00"},
		{"watch the pot in 20 seconds", "watch the pot", "2026-12-01T10:00:20+01:00"},
		{"meet for 20 minutes at noon", "meet for 20 minutes", "2026-12-01T12:00:00+01:00"},
		{"meditate 20 minutes tomorrow", "meditate 20 minutes", "2026-12-02T17:00:00+01:00"},
		{"meet at 5pm on friday", "meet", "2026-12-04T17:00:00+01:00"},
		{"sign up for friday", "sign up", "2026-12-04T17:00:00+01:00"},
		{"log on at 5pm", "log on", "2026-12-01T17:00:00+01:00"},
		{"hand in friday", "hand in", "2026-12-04T17:00:00+01:00"},
		{"stand by the door until noon", "stand by the door", "2026-12-01T12:00:00+01:00"},
		{"report on friday by monday", "report on friday", "2026-12-07T17:00:00+01:00"},
		{"water the plants on sun", "water the plants", "2026-12-06T17:00:00+01:00"},
		{"pay the invoice - due end of next month", "pay the invoice", "2027-01-31T17:00:00+01:00"},
		{"call Ben by the day after tomorrow at 9:00 Europe/London", "call Ben", "2026-12-03T09:00:00Z"},
		{"call by 2026-12-24T17:30Z", "call", "2026-12-24T17:30:00Z"},
		{"répondre à Zoë by fri", "répondre à Zoë", "2026-12-04T17:00:00+01:00"},
		{"send it by friday please", "send it", "2026-12-04T17:00:00+01:00"},
		{"send it no later than friday", "send it", "2026-12-04T17:00:00+01:00"},
		{"clean the shed this weekend", "clean the shed", "2026-12-06T17:00:00+01:00"},
		{"clean the shed over the weekend", "clean the shed", "2026-12-06T17:00:00+01:00"},
		{"write a card by christmas", "write a card", "2026-12-25T17:00:00+01:00"},
		{"remind everybody a week before 24 dec", "remind everybody", "2026-12-17T17:00:00+01:00"},
		{"finish by a week on friday", "finish", "2026-12-11T17:00:00+01:00"},
		{"call Ben first thing tomorrow", "call Ben", "2026-12-02T09:00:00+01:00"},
		{"pay by 25.12", "pay", "2026-12-25T17:00:00+01:00"},
		{"celebrate :tada: by friday", "celebrate :tada:", "2026-12-04T17:00:00+01:00"},
		{"bring 2 chairs at 18", "bring 2 chairs", "2026-12-01T18:00:00+01:00"},
		{"friday", "", "2026-12-04T17:00:00+01:00"},
		{"by friday", "", "2026-12-04T17:00:00+01:00"},
		{strings.Repeat("word ", 200) + "by friday", strings.TrimSpace(strings.Repeat("word ", 200)), "2026-12-04T17:00:00+01:00"},
		{strings.Repeat("é", 300) + " by friday", strings.Repeat("é", 300), "2026-12-04T17:00:00+01:00"},
	} {
		before, w, err := FindWhen(c.sentence, instant(t, tuesday), zone(t, "Europe/Madrid"), Reading{})
		if err != nil || before != c.before || !w.At.Equal(instant(t, c.want)) {
			t.Errorf("%.60q = %.60q, %s, %v, want %.60q, %s", c.sentence, before, w.At, err, c.before, c.want)
		}
	}
}

func TestFindWhenRefuses(t *testing.T) {
	for want, sentences := range map[string][]string{
		"date_missing": {"", "send the minutes", "friday is for the minutes", "meditate 20 minutes", "meditate for 20 minutes", "sit in the sun", "where we sat", "stand by the door",
			"meet on mondays", "upgrade to 3.4", "count to 10", "all you can", strings.Repeat("x", 1000), "no work on fridays",
			// A date that is part of what is to be done, or that says something else.
			"plan the weekend", "write a card for christmas", "wish everybody a happy new year", "pay Ben 17.50", "pay 25.12", "say good night", "drive 17h", "it takes half an hour", "work for 3 days from monday",
			"move the meeting to friday", "do it after friday", "not before friday", "do it monday or friday", "pay rent every second friday", "write the minutes of friday", "talk about monday", "open monday to friday"},
		"date_unreadable": {"send it by frday", "send it by 31 feb", "send it by 5", "send it\nby friday", "\xffsend it by friday"},
		"date_past":       {"fix what broke yesterday", "send it by 1 dec 2026 9:00", "send it today 9:00"},
		"date_ambiguous":  {"pay the bill by 03/04", "pay 3.4.", "send it tmrw 9", "meet Ben at five", "call by 17h"},
		"date_too_far":    {"grow a tree by 2040-01-01"},
		"zone_unknown":    {"call ben at 17:00 Europe/Madird"},
	} {
		for _, sentence := range sentences {
			before, w, err := FindWhen(sentence, instant(t, tuesday), zone(t, "Europe/Madrid"), Reading{})
			if code(err) != want {
				t.Errorf("%.60q = %.60q, %s, %v, want %s", sentence, before, w.At, err, want)
			}
		}
	}
}

// Whatever is typed, reading it never panics and gives an instant after now or a refusal for people.
func FuzzParseWhen(f *testing.F) {
	for _, seed := range []string{"fri 5pm", "in two weeks", "send the minutes by 3 dec 17:00 Europe/Madrid", "03/04", "3.4.", "2026-12-01T17:00:00.5+02:00", "end of next month",
		"the day after tomorrow at noon", "friday the 13th", "+3d", "1h30m ago", "close of business", "12 noon UTC", "29 feb", "5.30pm", "by\x00", "İ dec", "+", "next week on", "24:00", "utc+2 17:00"} {
		f.Add(seed)
	}
	now := instant(f, tuesday)
	madrid := zone(f, "Europe/Madrid")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := ParseWhen(text, now, madrid, Reading{})
		if err == nil && !w.At.After(now) || err != nil && governance.AsError(err) == nil {
			t.Errorf("%q = %s, %v", text, w.At, err)
		}
		before, w, err := FindWhen(text, now, madrid, Reading{})
		if err == nil && (!w.At.After(now) || !strings.HasPrefix(text, before)) || err != nil && governance.AsError(err) == nil {
			t.Errorf("%q = %q, %s, %v", text, before, w.At, err)
		}
	})
}
