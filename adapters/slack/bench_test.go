package slack

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
)

// silentDesk answers every button with nothing, so that only the way to it is measured.
type silentDesk struct {
	*desk
	presses atomic.Int64
}

func (d *silentDesk) Press(context.Context, bot.Press) bot.Reply {
	d.presses.Add(1)
	return bot.Reply{}
}

// BenchmarkAcks drives signed votes through the real HTTP handlers with a desk that does nothing: acknowledgements a second, and how
// long one takes for the median and for the slowest in a hundred.
func BenchmarkAcks(b *testing.B) {
	a, plain := deaf(b)
	d := &silentDesk{desk: plain}
	a.cfg.Desk = d
	mux := http.NewServeMux()
	a.Routes(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	sealed, err := a.cfg.Sealer.Seal("action", sealedAction{Verb: "consent", Target: card().Actions[0].Target}, time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var mu sync.Mutex
	var took []time.Duration
	var user atomic.Int64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var mine []time.Duration
		for pb.Next() {
			payload := fmt.Sprintf(`{"type":"block_actions","user":{"id":"U%d"},"team":{"id":"T1"},"channel":{"id":"C1"},"container":{"message_ts":"1.2"},`+
				`"response_url":"http://127.0.0.1:1/","trigger_id":"1.2.3","actions":[{"type":"button","action_id":"consent.0","block_id":"b","value":%q}]}`, user.Add(1), sealed)
			body := url.Values{"payload": {payload}}.Encode()
			req, err := http.NewRequest(http.MethodPost, server.URL+"/slack/interactions", strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			fakeslack.Sign(req.Header, secret, a.cfg.Now(), []byte(body))
			start := time.Now()
			resp, err := c.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			mine = append(mine, time.Since(start))
			if resp.StatusCode != http.StatusOK {
				b.Errorf("status %d", resp.StatusCode)
				return
			}
		}
		mu.Lock()
		defer mu.Unlock()
		took = append(took, mine...)
	})
	b.StopTimer()
	if int(d.presses.Load()) != b.N {
		b.Fatalf("%d of %d votes reached the desk", d.presses.Load(), b.N)
	}
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acks/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
