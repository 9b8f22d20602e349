package seal

import (
	"bytes"
	"errors"
	"testing"
)

func TestASecretOpensOnlyWithItsKeyAndForItsPurpose(t *testing.T) {
	s, _ := New([]byte("a secret of enough bytes"))
	other, _ := New([]byte("another secret, as long as it"))
	hidden, err := s.Encrypt("token/T1", []byte("xoxb-very-secret"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(hidden, []byte("very-secret")) {
		t.Fatal("the secret can be read")
	}
	again, _ := s.Encrypt("token/T1", []byte("xoxb-very-secret"))
	if bytes.Equal(hidden, again) {
		t.Fatal("the same secret was hidden twice in the same way")
	}
	bent := bytes.Clone(hidden)
	bent[len(bent)-1] ^= 1
	for name, c := range map[string]struct {
		sealer  *Sealer
		purpose string
		hidden  []byte
		want    error
	}{
		"as made":         {s, "token/T1", hidden, nil},
		"another purpose": {s, "token/T2", hidden, ErrBroken},
		"another key":     {other, "token/T1", hidden, ErrBroken},
		"bent":            {s, "token/T1", bent, ErrBroken},
		"cut":             {s, "token/T1", hidden[:8], ErrBroken},
		"nothing":         {s, "token/T1", nil, ErrBroken},
	} {
		t.Run(name, func(t *testing.T) {
			plain, err := c.sealer.Decrypt(c.purpose, c.hidden)
			if !errors.Is(err, c.want) {
				t.Fatalf("Decrypt: %v, want %v", err, c.want)
			}
			if err == nil && string(plain) != "xoxb-very-secret" {
				t.Fatalf("got %q", plain)
			}
		})
	}
}
