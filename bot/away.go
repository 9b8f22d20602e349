package bot

import (
	"regexp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

var (
	// awayTo is "3 dec to 10 dec", "until friday".
	awayTo = regexp.MustCompile(`(?i)^(?:from\s+)?(.*?)\s*(?:\b(?:to|until|till|through)\s+|\s[-–—]\s|–)(.+)$`)
	// awayOneMonth is "3-10 dec", of which only the end names the month, and awayMonthFirst "dec 3-10".
	awayOneMonth   = regexp.MustCompile(`(?i)^(?:from )?(?:the )?(\d{1,2})(?:st|nd|rd|th)? ?(?:to|until|till|-|–|—) ?(?:the )?(\d{1,2})(?:st|nd|rd|th)?((?: of)? [a-z]{3,}.*)$`)
	awayMonthFirst = regexp.MustCompile(`(?i)^(?:from )?([a-z]{3,}) (\d{1,2})(?:st|nd|rd|th)? ?(?:to|until|till|-|–|—) ?(?:the )?(\d{1,2})(?:st|nd|rd|th)?$`)
	// awayFrom is "for 2 weeks from 14 dec", and awayFor "from 14 dec for 2 weeks".
	awayFrom = regexp.MustCompile(`(?i)^(.+?) (?:from|starting|beginning|as of) (?:on )?(.+)$`)
	awayFor  = regexp.MustCompile(`(?i)^(?:from )?(.+?) for (.+)$`)
	// dayPart is a day of which a part is named.
	dayPart = regexp.MustCompile(`(?i)^(.+?) (morning|afternoon|evening|night)$`)
)

// nearEnd is how far after its beginning an absence may end by a day or an hour that comes sooner as well: "friday to tuesday".
const nearEnd = 8 * 24 * time.Hour

// absence reads when somebody is away, from when they type it on.
type absence struct {
	now   time.Time
	hours governance.Hours
}

// read answers from when until when. Dates without a time are whole days, a week or a month is the whole of it, and a length of time begins
// now. One moment alone does not say from when until when, and is refused.
func (a absence) read(words string) (from, to time.Time, err error) {
	words = strings.Join(strings.Fields(words), " ")
	if m := awayOneMonth.FindStringSubmatch(words); m != nil {
		return a.between(m[1]+m[3], m[2]+m[3])
	}
	if m := awayMonthFirst.FindStringSubmatch(words); m != nil {
		return a.between(m[1]+" "+m[2], m[1]+" "+m[3])
	}
	if from, to, ok := a.stretch(words); ok {
		return from, to, nil
	}
	for _, lasting := range []struct {
		pattern    *regexp.Regexp
		span, date int
	}{{awayFrom, 1, 2}, {awayFor, 2, 1}} {
		m := lasting.pattern.FindStringSubmatch(words)
		if m == nil {
			continue
		}
		if span, ok := lengthOf(m[lasting.span]); ok {
			from, err := a.begins(m[lasting.date])
			return from, span.After(from, a.hours.Location(), a.hours.Days), err
		}
	}
	if m := awayTo.FindStringSubmatch(words); m != nil {
		return a.between(m[1], m[2])
	}
	return a.oneDay(words)
}

// lengthOf reads "2 weeks", "for 2 weeks".
func lengthOf(words string) (governance.Span, bool) {
	if rest, ok := cutVerb(words, "for"); ok {
		words = rest
	}
	span, err := governance.ParseSpan(words)
	return span, err == nil
}

// stretch reads what is longer than a day and has a name, and a length of time from now on.
func (a absence) stretch(words string) (from, to time.Time, ok bool) {
	if span, ok := lengthOf(words); ok {
		return a.now, span.After(a.now, a.hours.Location(), a.hours.Days), true
	}
	local := a.now.In(a.hours.Location())
	monday := -(int(local.Weekday()) + 6) % 7
	day := func(months, days int) time.Time {
		year, month, date := local.Date()
		if months > 0 {
			month, date = month+time.Month(months), 1
		}
		return governance.Wall(year, month, date+days, 0, 0, 0, a.hours.Location())
	}
	switch strings.ToLower(words) {
	case "this week":
		return a.now, day(0, monday+7), true
	case "next week":
		return day(0, monday+7), day(0, monday+14), true
	case "this weekend", "the weekend", "over the weekend":
		return day(0, monday+5), day(0, monday+7), true
	case "this month":
		return a.now, day(1, 0), true
	case "next month":
		return day(1, 0), day(2, 0), true
	}
	return from, to, false
}

// between reads both ends. One that would come before the other is the next of its name, if that is near.
func (a absence) between(first, last string) (from, to time.Time, err error) {
	from = a.now
	if first != "" && !strings.EqualFold(first, "now") {
		if from, err = a.begins(first); err != nil {
			return from, to, err
		}
	}
	when, err := a.when(last, a.now)
	if err == nil && !when.At.After(from) {
		if again, err := a.when(last, from); err == nil && again.At.Sub(from) <= nearEnd {
			when = again
		}
	}
	return from, when.At, err
}

// oneDay reads a day alone.
func (a absence) oneDay(words string) (from, to time.Time, err error) {
	when, err := a.when(words, a.now)
	if err == nil && !when.DateOnly {
		err = governance.Refuse(governance.Invalid, "away_missing")
	}
	if err != nil {
		return from, to, err
	}
	from, err = a.begins(words)
	return from, when.At, err
}

// begins reads the beginning of an absence: of a date its midnight, of a part of the day when that begins.
func (a absence) begins(words string) (time.Time, error) {
	hour := 0
	if m := dayPart.FindStringSubmatch(words); m != nil {
		hour = map[string]int{"afternoon": 12, "evening": 18, "night": 18}[strings.ToLower(m[2])]
		if words = m[1]; strings.EqualFold(words, "this") {
			words = "today"
		}
	}
	when, err := a.when(words, a.now)
	if err != nil || !when.DateOnly {
		return when.At, err
	}
	year, month, day := when.At.Add(-time.Second).In(a.hours.Location()).Date()
	return governance.Wall(year, month, day, hour, 0, 0, a.hours.Location()), nil
}

// when reads a moment; a date without a time is the midnight that ends it.
func (a absence) when(words string, now time.Time) (schedule.When, error) {
	return schedule.ParseWhen(words, now, a.hours.Location(), schedule.Reading{Days: a.hours.Days, DefaultHour: 24})
}
