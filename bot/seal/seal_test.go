package seal

import (
	"errors"
	"testing"
	"time"
)

type state struct{ User, Form string }

func TestASealOpensOnlyAsItWasMade(t *testing.T) {
	s, err := New([]byte("a secret of enough bytes"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	sealed, err := s.Seal("dialog", state{"ana", "object"}, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	other, _ := New([]byte("another secret, as long as it"))
	bent := []byte(sealed)
	bent[12] ^= 1
	for name, c := range map[string]struct {
		sealer  *Sealer
		purpose string
		sealed  string
		at      time.Time
		want    error
	}{
		"as made":         {s, "dialog", sealed, now, nil},
		"at its last":     {s, "dialog", sealed, now.Add(time.Hour), nil},
		"too late":        {s, "dialog", sealed, now.Add(time.Hour + time.Second), ErrExpired},
		"another purpose": {s, "button", sealed, now, ErrBroken},
		"another key":     {other, "dialog", sealed, now, ErrBroken},
		"bent":            {s, "dialog", string(bent), now, ErrBroken},
		"cut":             {s, "dialog", sealed[:len(sealed)-4], now, ErrBroken},
		"a line end":      {s, "dialog", sealed[:6] + "\n" + sealed[6:], now, ErrBroken},
		"a spare bit":     {s, "dialog", sealed[:len(sealed)-1] + string(sealed[len(sealed)-1]+1), now, ErrBroken},
		"empty":           {s, "dialog", "", now, ErrBroken},
		"nonsense":        {s, "dialog", "a.b", now, ErrBroken},
	} {
		t.Run(name, func(t *testing.T) {
			var got state
			err := c.sealer.Open(c.purpose, c.sealed, c.at, &got)
			if !errors.Is(err, c.want) {
				t.Fatalf("Open: %v, want %v", err, c.want)
			}
			if err == nil && got != (state{"ana", "object"}) || err != nil && got != (state{}) {
				t.Fatalf("opened %+v with %v", got, err)
			}
		})
	}
}

func TestAShortSecretIsRefused(t *testing.T) {
	if _, err := New([]byte("short")); err == nil {
		t.Fatal("a secret of five bytes was taken")
	}
}
