// Package seal makes values that go out to a platform and come back, such as a button's context or a dialog's state, impossible to
// bend: what comes back is either exactly what was sent, for the purpose it was sent for and in time, or refused.
package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrBroken answers a seal that was not made here, was made for something else, or was bent.
var ErrBroken = errors.New("seal: broken")

// ErrExpired answers a good seal that came back too late.
var ErrExpired = errors.New("seal: expired")

// Sealer seals and opens with one key.
type Sealer struct{ key []byte }

// New answers a sealer whose key is derived from the house's secret. The secret must have at least 16 bytes.
func New(secret []byte) (*Sealer, error) {
	if len(secret) < 16 {
		return nil, fmt.Errorf("seal: the secret has %d bytes and needs 16", len(secret))
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "folkmoot/seal/1", 32)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &Sealer{key}, nil
}

// Seal writes the value as JSON under a seal for one purpose; what is sealed for one purpose does not open for another. A zero
// until never ends. The value can be read by whoever holds the seal.
func (s *Sealer) Seal(purpose string, value any, until time.Time) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", purpose, err)
	}
	body := make([]byte, 8, 8+len(data))
	if !until.IsZero() {
		binary.BigEndian.PutUint64(body, uint64(until.Unix()))
	}
	body = append(body, data...)
	enc := base64.RawURLEncoding
	return enc.EncodeToString(body) + "." + enc.EncodeToString(s.sum(purpose, body)), nil
}

// Open reads a sealed value back into value, which must be a pointer. It answers ErrBroken or ErrExpired and leaves the value alone
// then.
func (s *Sealer) Open(purpose, sealed string, now time.Time, value any) error {
	enc := base64.RawURLEncoding
	left, right, ok := strings.Cut(sealed, ".")
	if !ok {
		return ErrBroken
	}
	body, err1 := enc.DecodeString(left)
	sum, err2 := enc.DecodeString(right)
	if err1 != nil || err2 != nil || len(body) < 8 || !hmac.Equal(sum, s.sum(purpose, body)) {
		return ErrBroken
	}
	if enc.EncodeToString(body)+"."+enc.EncodeToString(sum) != sealed {
		return ErrBroken // The decoder passes over line ends, and over bits that nothing is made of: it is not what was sent.
	}
	if until := int64(binary.BigEndian.Uint64(body)); until != 0 && now.Unix() > until {
		return ErrExpired
	}
	if err := json.Unmarshal(body[8:], value); err != nil {
		return ErrBroken
	}
	return nil
}

// Tag names something for the world outside: the same each time, different for everything else, of another house's too, and saying
// nothing of what it names.
func (s *Sealer) Tag(purpose, of string) string {
	return hex.EncodeToString(s.sum("tag/"+purpose, []byte(of))[:16])
}

func (s *Sealer) sum(purpose string, body []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(purpose)))
	h.Write(length[:])
	h.Write([]byte(purpose))
	h.Write(body)
	return h.Sum(nil)
}
