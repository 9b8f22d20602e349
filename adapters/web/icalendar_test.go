package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance"
)

// tester is a test, or one run of a property.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// parsed reads a calendar as a program does that was not there when it was written, and holds it to RFC 5545.
func parsed(t tester, body []byte) *ical.Calendar {
	t.Helper()
	lines(t, body)
	in := ical.NewDecoder(bytes.NewReader(body))
	cal, err := in.Decode()
	if err != nil {
		t.Fatalf("the other library cannot read it: %v\n%s", err, body)
	}
	if _, err := in.Decode(); !errors.Is(err, io.EOF) {
		t.Fatalf("something follows the calendar: %v\n%s", err, body)
	}
	if err := ical.NewEncoder(io.Discard).Encode(cal); err != nil { // which checks what has to be there, and how often
		t.Fatalf("%v\n%s", err, body)
	}
	if got := cal.Props.Get("PRODID").Value + " " + cal.Props.Get("VERSION").Value; got != "-//Folkmoot//Calendar//EN 2.0" || cal.Props.Get("METHOD") != nil {
		t.Fatalf("the calendar is %s, and has the method %v", got, cal.Props.Get("METHOD"))
	}
	for _, props := range cal.Props {
		for name, values := range props[0].Params {
			if len(props) > 1 || len(values) > 1 {
				t.Fatalf("%s stands there %d times, its %s %d times\n%s", props[0].Name, len(props), name, len(values), body)
			}
		}
	}
	seen := map[string]bool{}
	for _, e := range cal.Events() {
		uid := value(e, "UID")
		if seen[uid] || uid == "" {
			t.Fatalf("two entries have the UID %q\n%s", uid, body)
		}
		seen[uid] = true
		start := moment(t, e, "DTSTART")
		moment(t, e, "DTSTAMP")
		if e.Props.Get("DTEND") != nil && !moment(t, e, "DTEND").After(start) {
			t.Fatalf("%s ends before it begins\n%s", uid, body)
		}
		if s := value(e, "STATUS"); s != "CONFIRMED" && s != "TENTATIVE" {
			t.Fatalf("%s has the status %q", uid, s)
		}
	}
	return cal
}

// lines holds every line to what RFC 5545 says of lines: CRLF after each, 75 octets at most, no character in two of them, no control
// characters (3.1).
func lines(t tester, body []byte) {
	t.Helper()
	rest, ok := bytes.CutSuffix(body, []byte("\r\n"))
	if !ok {
		t.Fatalf("the last line has no end: %q", body)
	}
	for _, line := range bytes.Split(rest, []byte("\r\n")) {
		if len(line) == 0 || len(line) > 75 || !utf8.Valid(line) {
			t.Fatalf("a line has %d octets, in UTF-8 %t: %q", len(line), utf8.Valid(line), line)
		}
		if i := bytes.IndexFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }); i >= 0 {
			t.Fatalf("a line has the character %#x: %q", line[i], line)
		}
	}
}

func value(e ical.Event, name string) string {
	if p := e.Props.Get(name); p != nil {
		return p.Value
	}
	return ""
}

// moment is an instant in UTC.
func moment(t tester, e ical.Event, name string) time.Time {
	t.Helper()
	at, err := time.Parse("20060102T150405Z", value(e, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return at
}

func textValue(t tester, e ical.Event, name string) string {
	t.Helper()
	s, err := e.Props.Text(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

func written(t tester, c bot.Calendar) []byte {
	t.Helper()
	body, err := writeCalendar(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return body
}

// hostile are titles that would like to be more than titles.
func hostile() map[string]string {
	return map[string]string{
		"plain":           "Meet on Tuesdays",
		"signs":           `Soup, bread; and "butter" \ jam: 1,2;3\n\,\;\N`,
		"lines":           "one\ntwo\r\nthree\rfour",
		"an entry":        "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nSUMMARY:evil",
		"a word of power": "BEGIN:VEVENT",
		"a fold":          "\r\n BEGIN:VEVENT",
		"emoji":           strings.Repeat("👩🏽‍🌾🥕", 30),
		"wide":            strings.Repeat("漢", 200),
		"long words":      strings.Repeat("abcdefghij", 30) + " " + strings.Repeat("é", 75),
		"many blanks":     strings.Repeat(" ", 200) + "x" + strings.Repeat("  y", 60),
		"tags":            strings.Repeat("<b>", 40) + strings.Repeat(">", 80),
		"separators":      "a\u2028BEGIN:VEVENT\u2029b\u0085END:VCALENDAR",
		"controls":        "a\x00b\x07c\x1bd\x7fe\u009bf\tg\vh\fi",
		"broken UTF-8":    "a\xff\xfeb\xc3",
		"turned around":   "a\u202eb\u202c",
		"empty":           "",
		"only blanks":     "   ",
		"a mark":          "\ufeffBOM",
	}
}

// Whatever somebody called a thing, it is one entry with that title, to the letter but for what no program should see.
func TestHostileTitles(t *testing.T) {
	expected := map[string]string{"lines": "one\ntwo\nthree\nfour", "an entry": strings.ReplaceAll(hostile()["an entry"], "\r\n", "\n"),
		"a fold": "\n BEGIN:VEVENT", "separators": "a\nBEGIN:VEVENT\nb\nEND:VCALENDAR", "controls": "abcdef ghi", "broken UTF-8": "a\ufffdb\ufffd"}
	for name, title := range hostile() {
		t.Run(name, func(t *testing.T) {
			want, changed := expected[name]
			if !changed {
				want = title
			}
			body := written(t, bot.Calendar{Name: title, At: friday, Entries: []bot.CalendarEntry{
				{UID: "1", Start: friday, Summary: title, Description: title, Link: "https://chat.example/" + title},
				{UID: "2", Start: friday, Summary: "the next"}}})
			cal := parsed(t, body)
			events := cal.Events()
			if len(events) != 2 {
				t.Fatalf("there are %d entries", len(events))
			}
			if got := textValue(t, events[0], "SUMMARY"); got != want {
				t.Errorf("the title reads %q, want %q", got, want)
			}
			if got := textValue(t, events[0], "DESCRIPTION"); got != want && !strings.HasPrefix(got, want+"\nhttps://chat.example/") {
				t.Errorf("the text reads %q, want %q", got, want)
			}
			for _, name := range []string{"NAME", "X-WR-CALNAME"} {
				if got, err := cal.Props.Text(name); err != nil || got != want {
					t.Errorf("%s reads %q (%v), want %q", name, got, err, want)
				}
			}
		})
	}
}

// A link that is none of the web's, or could not stand in a line, is left out.
func TestLinksOfEntries(t *testing.T) {
	for link, want := range map[string]string{
		"https://chat.example/archives/C1/p1": "https://chat.example/archives/C1/p1",
		"http://127.0.0.1:8090/#garden/m2":    "http://127.0.0.1:8090/#garden/m2",
		"https://chat.example/a b?c=d,e;f":    "https://chat.example/a%20b?c=d,e;f",
		"https://chat.example/ü":              "https://chat.example/%C3%BC",
		"https://chat.example/#a\r\nb":        "https://chat.example/#a%0D%0Ab",
		"https://chat.example/?q=ü":           "",
		"https://chat.example/\r\nX-EVIL:1":   "",
		"javascript:alert(1)":                 "",
		"chat.example":                        "",
		"https:///nowhere":                    "",
		"":                                    "",
	} {
		e := parsed(t, written(t, bot.Calendar{At: friday, Entries: []bot.CalendarEntry{{UID: "1", Start: friday, Summary: "x", Link: link}}})).Events()[0]
		if got := value(e, "URL"); got != want {
			t.Errorf("%q became %q, want %q", link, got, want)
		}
		if got := textValue(t, e, "DESCRIPTION"); strings.TrimSpace(got) != want {
			t.Errorf("%q is described as %q", link, got)
		}
	}
}

// What an entry is, its properties say.
func TestPropertiesOfEntries(t *testing.T) {
	cal := parsed(t, written(t, bot.Calendar{Name: "Compost (R1)", At: friday, Entries: []bot.CalendarEntry{
		{UID: "turn", Start: friday.Add(time.Hour), End: friday.Add(25 * time.Hour), Summary: "Compost: Ana", Tentative: true},
		{UID: "instant", Start: friday.Add(90 * time.Minute), Summary: "P1 closes", Private: true, Moves: 3},
		{UID: "moment", Start: friday.Add(time.Second / 3), End: friday.Add(time.Second / 2), Summary: "a turn of no time"},
	}}))
	for name, want := range map[string]string{"REFRESH-INTERVAL": "PT1H", "X-PUBLISHED-TTL": "PT1H", "NAME": "Compost (R1)", "X-WR-CALNAME": "Compost (R1)"} {
		if p := cal.Props.Get(name); p == nil || p.Value != want {
			t.Errorf("%s is %+v, want %s", name, p, want)
		}
	}
	if kind := cal.Props.Get("REFRESH-INTERVAL").Params.Values("VALUE"); !slices.Equal(kind, []string{"DURATION"}) {
		t.Errorf("the interval is a %q", kind)
	}
	for i, want := range []map[string]string{
		{"DTSTART": "20261127T103000Z", "DTEND": "20261128T103000Z", "STATUS": "TENTATIVE", "TRANSP": "TRANSPARENT", "CLASS": "", "SEQUENCE": "", "DTSTAMP": "20261127T093000Z"},
		{"DTSTART": "20261127T110000Z", "DTEND": "", "STATUS": "CONFIRMED", "CLASS": "PRIVATE", "SEQUENCE": "3", "URL": ""},
		{"DTSTART": "20261127T093000Z", "DTEND": ""},
	} {
		for name, is := range want {
			if got := value(cal.Events()[i], name); got != is {
				t.Errorf("%s of entry %d is %q, want %q", name, i, got, is)
			}
		}
	}
}

// A calendar of nothing is one all the same: it has a component, as it must.
func TestAnEmptyCalendar(t *testing.T) {
	cal := parsed(t, written(t, bot.Calendar{Name: "Folkmoot", At: friday}))
	if len(cal.Events()) != 0 || len(cal.Children) != 1 || cal.Children[0].Name != "VTIMEZONE" {
		t.Errorf("it holds %+v", cal.Children)
	}
}

// Times are instants: what is nine o'clock on the wall on both sides of a change of the clocks is told apart, and so is an hour that
// comes twice.
func TestTheHourThatComesTwice(t *testing.T) {
	zone := madrid(t)
	var c bot.Calendar
	for i, at := range []time.Time{time.Date(2027, 3, 23, 9, 0, 0, 0, zone), time.Date(2027, 3, 30, 9, 0, 0, 0, zone),
		time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC).In(zone), time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC).In(zone)} {
		c.Entries = append(c.Entries, bot.CalendarEntry{UID: fmt.Sprint(i), Start: at, End: at.AddDate(0, 0, 7), Summary: at.Format("15:04")})
	}
	events := parsed(t, written(t, c)).Events()
	for i, want := range []string{"20270323T080000Z", "20270330T070000Z", "20271031T003000Z", "20271031T013000Z"} {
		if got := value(events[i], "DTSTART"); got != want {
			t.Errorf("entry %d begins %s, want %s", i, got, want)
		}
	}
	if got := value(events[0], "DTEND"); got != "20270330T070000Z" {
		t.Errorf("the week in which the clocks change ends %s", got)
	}
}

// Whatever stands in a calendar, the other library reads the same out of it.
func TestCalendarsAreReadBackAsTheyWere(t *testing.T) {
	var titles []string
	for _, title := range hostile() {
		titles = append(titles, title)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, titles)
		cal := parsed(t, written(t, c))
		events := cal.Events()
		if len(events) != len(c.Entries) {
			t.Fatalf("%d entries became %d", len(c.Entries), len(events))
		}
		for i, e := range c.Entries {
			got := events[i]
			if textValue(t, got, "UID") != e.UID || textValue(t, got, "SUMMARY") != plain(e.Summary) || !strings.HasPrefix(textValue(t, got, "DESCRIPTION"), plain(e.Description)) {
				t.Fatalf("%+v became %+v", e, got.Props)
			}
			if !moment(t, got, "DTSTART").Equal(e.Start.Truncate(time.Second)) || !moment(t, got, "DTSTAMP").Equal(c.At.Truncate(time.Second)) {
				t.Fatalf("%+v begins %s", e, value(got, "DTSTART"))
			}
			lasts := e.End.Truncate(time.Second).After(e.Start.Truncate(time.Second))
			if has := value(got, "DTEND") != ""; has != lasts || has && !moment(t, got, "DTEND").Equal(e.End.Truncate(time.Second)) {
				t.Fatalf("%+v ends %q", e, value(got, "DTEND"))
			}
			if tentative := value(got, "STATUS") == "TENTATIVE"; tentative != e.Tentative || (value(got, "CLASS") == "PRIVATE") != e.Private {
				t.Fatalf("%+v became %+v", e, got.Props)
			}
		}
	})
}

func drawCalendar(t *rapid.T, titles []string) bot.Calendar {
	text := rapid.OneOf(rapid.SampledFrom(titles), rapid.String(), rapid.StringMatching(`([,;:\\ "\n\r]|BEGIN:|END:|VEVENT|漢|é){0,80}`))
	zones := rapid.SampledFrom([]string{"UTC", "Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"})
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")).In(governance.LoadZone(zones.Draw(t, "zone")))
	})
	c := bot.Calendar{Name: text.Draw(t, "name"), At: moment.Draw(t, "read")}
	for i := range rapid.IntRange(0, 6).Draw(t, "entries") {
		e := bot.CalendarEntry{UID: fmt.Sprintf("%032x", i), Start: moment.Draw(t, "start"), Summary: text.Draw(t, "summary"), Description: text.Draw(t, "description"),
			Link: rapid.OneOf(text, rapid.Just("https://chat.example/x")).Draw(t, "link"), Tentative: rapid.Bool().Draw(t, "tentative"), Private: rapid.Bool().Draw(t, "private"),
			Moves: rapid.IntRange(0, 9).Draw(t, "moves")}
		if rapid.Bool().Draw(t, "lasts") {
			e.End = e.Start.Add(time.Duration(rapid.Int64Range(0, 1e16).Draw(t, "length")))
		}
		c.Entries = append(c.Entries, e)
	}
	return c
}
