package schedule

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestTickerTicksEverySecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticks := 0
		var ticker Ticker
		if err := ticker.Start(t.Context(), func(context.Context) { ticks++ }); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Hour + time.Millisecond)
		ticker.Stop()
		if ticks != 3600 {
			t.Errorf("%d ticks in an hour", ticks)
		}
		<-time.After(time.Minute)
		if ticks != 3600 {
			t.Errorf("%d ticks after it was stopped", ticks-3600)
		}
	})
}

// A tick that takes long swallows those that fall due meanwhile, and Stop waits for it.
func TestTickerNeverOverlaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running, ticks := 0, 0
		var ticker Ticker
		err := ticker.Start(t.Context(), func(context.Context) {
			if running++; running > 1 {
				t.Error("two ticks at a time")
			}
			<-time.After(2500 * time.Millisecond)
			running--
			ticks++
		})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(10*time.Second + time.Millisecond) // Begun at 1, 4, 7 and 10 s.
		ticker.Stop()
		if ticks != 4 || running != 0 {
			t.Errorf("%d ticks done, %d running after Stop", ticks, running)
		}
	})
}

func TestTickerSurvivesPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticks, panics := 0, 0
		ticker := Ticker{Panicked: func(value any, stack []byte) {
			panics++
			if value != "oh" || len(stack) == 0 {
				t.Errorf("told of %v", value)
			}
		}}
		err := ticker.Start(t.Context(), func(context.Context) {
			if ticks++; ticks%2 == 1 {
				panic("oh")
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(4*time.Second + time.Millisecond)
		ticker.Stop()
		if ticks != 4 || panics != 2 {
			t.Errorf("%d ticks, %d panics", ticks, panics)
		}
	})
}

// When the context ends no tick begins, yet one that had begun is finished.
func TestTickerEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		begun, done := 0, 0
		ticker := Ticker{Spec: "@every 10s"}
		err := ticker.Start(ctx, func(context.Context) {
			begun++
			<-time.After(3 * time.Second)
			done++
		})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(11 * time.Second)
		cancel()
		<-time.After(time.Minute)
		ticker.Stop()
		ticker.Stop()
		if begun != 1 || done != 1 {
			t.Errorf("%d begun, %d done", begun, done)
		}
	})
}

func TestTickerRefuses(t *testing.T) {
	var never Ticker
	never.Stop() // Does nothing.
	bad := Ticker{Spec: "now and then"}
	if err := bad.Start(t.Context(), func(context.Context) {}); err == nil {
		t.Error("started with a spec that cannot be read")
	}
	synctest.Test(t, func(t *testing.T) {
		var twice Ticker
		if err := twice.Start(t.Context(), func(context.Context) {}); err != nil {
			t.Fatal(err)
		}
		if err := twice.Start(t.Context(), func(context.Context) {}); err == nil {
			t.Error("started twice")
		}
		twice.Stop()
	})
}
