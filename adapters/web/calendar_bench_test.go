package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// entriesInBench is how many entries the calendar has that is read in the benchmark: far more than anybody's.
const entriesInBench = 500

// BenchmarkCalendar reads a calendar of many entries as a program does: over HTTP, from the database, through the bot, each entry held to
// what its reader may read. Again is when nothing has changed since.
func BenchmarkCalendar(b *testing.B) {
	w := bottest.New(b)
	w.Chat.AddUser("ana", nil)
	w.Chat.AddUser("ben", nil)
	w.Chat.AddChannel("#purse", true, "ana", "ben")
	w.Play("@ana #purse: /propose Begin\n@ana #purse: /moot P1 withdraw\n")
	fill(w)
	k, token := newKiosk(b, w.Bot), w.Subscribe("ana", "/moot me calendar")
	path := "/calendar/" + token + ".ics"
	first := k.ask(http.MethodGet, path)
	if n := len(parsed(b, first.body).Events()); n != entriesInBench {
		b.Fatalf("there are %d entries", n)
	}
	read := func(want int, header ...string) func(*testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				if got := k.ask(http.MethodGet, path, header...); got.status != want {
					b.Fatalf("it answers %d", got.status)
				}
			}
			b.ReportMetric(entriesInBench, "entries")
		}
	}
	b.Run("first", read(http.StatusOK))
	b.Run("again", read(http.StatusNotModified, "If-None-Match", first.header.Get("ETag")))
}

// fill gives Ana as many things with dates, a quarter each of four sorts.
func fill(w *bottest.World) {
	w.Behind("#purse", func(tx assembly.Tx, in *governance.Circle, who bottest.Who) error {
		for n := range int64(entriesInBench / 4) {
			at := w.Clock.AddDate(0, 0, int(n)+1)
			text := strings.Repeat("and so on ", 50)
			p, _, err := consent.Raise(w.Clock, governance.Ref{Org: in.Org, Kind: consent.Kind, N: 100 + n}, in, who("ben"), nil,
				consent.Draft{Title: fmt.Sprint("Proposal no. ", n), Text: text, Deadline: at, Place: in.Home})
			if err != nil {
				return err
			}
			a := &consent.Agreement{ID: governance.Ref{Org: in.Org, Kind: consent.KindAgreement, N: 100 + n}, Circle: in.ID, Title: "Agreement", Text: text,
				Made: w.Clock, Review: at, Status: consent.InForce, Seen: in.Audience()}
			if err := errors.Join(tx.Save(p), tx.Save(a)); err != nil {
				return err
			}
			for i := range int64(2) {
				cm, _, err := commitment.Make(w.Clock, governance.Ref{Org: in.Org, Kind: commitment.Kind, N: 100 + 2*n + i}, in, who("ana"),
					commitment.Draft{What: "send the minutes", Owner: who("ana"), Due: at.Add(time.Duration(i) * time.Hour), OwnerZone: in.Zone, Place: in.Home})
				if err != nil {
					return err
				}
				if err := tx.Save(cm); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
