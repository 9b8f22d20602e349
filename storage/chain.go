package storage

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strconv"
)

// link is an entry of the record as its bytes are stored.
type link struct {
	org, circle, seq, at, by int64
	kind                     string
	n                        int64
	event, audience          string
	texts                    int64
	data                     string
}

// hash chains the entry to the hash before it. Every part goes in with its length before it, so that no bytes can move from one
// part to the next; numbers go in as decimals. The order below is for ever: a change to it would break every chain there is.
func (l *link) hash(before string) string {
	h := sha256.New()
	part(h, before)
	for _, n := range []int64{l.org, l.circle, l.seq, l.at, l.by} {
		part(h, strconv.FormatInt(n, 10))
	}
	part(h, l.kind)
	part(h, strconv.FormatInt(l.n, 10))
	part(h, l.event)
	part(h, l.audience)
	part(h, strconv.FormatInt(l.texts, 10))
	part(h, l.data)
	return hex.EncodeToString(h.Sum(nil))
}

func part(h hash.Hash, text string) {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(text)))
	h.Write(length[:])
	h.Write([]byte(text))
}
