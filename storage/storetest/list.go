package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

func list(t *testing.T, open Open) {
	b := newBench(t, open)
	all := []*Motion{
		{On: idea(1, 1), Title: "Meet on Tuesdays", Words: "Same ROOM, 100% sure", Circle: 1, Owner: 1, Live: true, Due: noon},
		{On: idea(1, 2), Title: "ÄRGER über Straße", Words: "Новый ΣΊΣΥΦΟΣ", Circle: 1, Owner: 2},
		{On: idea(1, 3), Title: "cafe\u0301 budget_2026", Words: `a\b "quoted" it's`, Circle: 2, Owner: 1, Live: true, Due: noon.Add(-1)},
		{On: idea(1, 4), Title: "meeting", Circle: 2, Owner: 1, Due: noon.Add(-time.Hour)},
		{On: idea(1, 5), Title: "Late", Words: "tuesdays meet", Circle: 3, Owner: 3, Live: true},
		{On: idea(2, 6), Title: "Meet elsewhere", Circle: 1, Owner: 1, Live: true, Due: noon},
	}
	b.do(func(tx assembly.Tx) error {
		for _, m := range all {
			if err := tx.Save(m); err != nil {
				return err
			}
		}
		return tx.Save(&Pact{On: deed(1, 1), Title: "Meet on Tuesdays"})
	})
	t.Run("what is over comes latest first", func(t *testing.T) {
		b.do(func(tx assembly.Tx) error {
			for n, ago := range []time.Duration{2, 1, 3} {
				if err := tx.Save(&Motion{On: idea(7, int64(n+1)), Circle: 1, Due: noon.Add(-ago)}); err != nil {
					return err
				}
			}
			return nil
		})
		b.see(func(tx assembly.Tx) error {
			got, total, err := tx.List(7, "P", assembly.Filter{Ended: noon.Add(-3), Most: 2})
			if err != nil || total != 3 || len(got) != 2 || got[0].Ref.N != 2 || got[1].Ref.N != 1 {
				t.Errorf("%v of %d, %v", got, total, err)
			}
			return nil
		})
	})
	words := func(w ...string) assembly.Filter { return assembly.Filter{Words: w} }
	for name, c := range map[string]struct {
		filter assembly.Filter
		want   string // the numbers, newest first
		total  int
	}{
		"everything":             {assembly.Filter{}, "54321", 5},
		"live":                   {assembly.Filter{Live: true}, "531", 3},
		"owner":                  {assembly.Filter{Owner: 1}, "431", 3},
		"circles":                {assembly.Filter{Circles: []governance.CircleID{1, 3}}, "521", 3},
		"no circle":              {assembly.Filter{Circles: []governance.CircleID{}}, "", 0},
		"overdue":                {assembly.Filter{Overdue: noon}, "3", 1},
		"overdue a moment later": {assembly.Filter{Overdue: noon.Add(1)}, "31", 2},
		"over lately":            {assembly.Filter{Ended: noon.Add(-time.Hour)}, "4", 1},
		"over a moment later":    {assembly.Filter{Ended: noon.Add(-time.Hour + 1)}, "", 0},
		"over in some circles":   {assembly.Filter{Ended: noon.Add(-2 * time.Hour), Circles: []governance.CircleID{1, 3}}, "", 0},
		"first page":             {assembly.Filter{Most: 2}, "54", 5},
		"second page":            {assembly.Filter{Most: 2, Offset: 2}, "32", 5},
		"behind the last page":   {assembly.Filter{Most: 2, Offset: 9}, "", 5},
		"all but the first":      {assembly.Filter{Offset: 1}, "4321", 5},
		"a word in either case":  {words("MEET"), "541", 3},
		"words in any order":     {words("tuesdays", "meet"), "51", 2},
		"words in both texts":    {words("room", "tuesdays"), "1", 1},
		"one word with a blank":  {words("same room"), "1", 1},
		"no such word":           {words("meet", "mondays"), "", 0},
		"umlauts":                {words("ärger", "ÜBER"), "2", 1},
		"sharp s":                {words("STRASSE"), "2", 1},
		"cyrillic":               {words("НОВЫЙ"), "2", 1},
		"greek final sigma":      {words("σίσυφος"), "2", 1},
		"composed for combined":  {words("CAF\u00c9"), "3", 1},
		"per cent is itself":     {words("%"), "1", 1},
		"per cent in a word":     {words("m%t"), "", 0},
		"underscore is itself":   {words("budget_2"), "3", 1},
		"underscore in a word":   {words("m__t"), "", 0},
		"backslash":              {words(`\`), "3", 1},
		"double quote":           {words(`"quoted"`), "3", 1},
		"single quote":           {words("it's"), "3", 1},
		"an attack":              {words("' OR 1=1 --"), "", 0},
		"blank words":            {words("", "  "), "54321", 5},
		"very many words":        {words(strings.Fields(strings.Repeat("meet ", 5000))...), "541", 3},
		"a very long word":       {words(strings.Repeat("meet", 50000)), "", 0},
		"all at once": {assembly.Filter{Circles: []governance.CircleID{1, 2}, Owner: 1, Live: true, Overdue: noon.Add(1),
			Words: []string{"2026"}, Most: 1}, "3", 1},
	} {
		t.Run(name, func(t *testing.T) {
			b.see(func(tx assembly.Tx) error {
				got, total, err := tx.List(1, "P", c.filter)
				if err != nil {
					return err
				}
				numbers := ""
				for _, l := range got {
					numbers += string(rune('0' + l.Ref.N))
					if diff := cmp.Diff(all[l.Ref.N-1].Index(), l.Index); diff != "" || l.Ref != idea(1, l.Ref.N) {
						t.Errorf("%s is listed as %s", l.Ref, diff)
					}
				}
				if numbers != c.want || total != c.total {
					t.Errorf("lists %q of %d, not %q of %d", numbers, total, c.want, c.total)
				}
				return nil
			})
		})
	}
}
