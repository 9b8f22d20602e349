package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
)

// Encrypt hides a secret that has to be stored, such as a platform's token, so that it opens again only with the same key and for the
// same purpose. Whatever tells one such secret from another (whose token it is) belongs into the purpose: then a row copied onto
// another row does not open there.
func (s *Sealer) Encrypt(purpose string, plain []byte) ([]byte, error) {
	gcm, err := s.cipher(purpose)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize(), gcm.NonceSize()+len(plain)+gcm.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return gcm.Seal(nonce, nonce, plain, nil), nil
}

// Decrypt answers what was hidden, or ErrBroken when it was hidden with another key, for another purpose, or was bent.
func (s *Sealer) Decrypt(purpose string, hidden []byte) ([]byte, error) {
	gcm, err := s.cipher(purpose)
	if err != nil {
		return nil, err
	}
	if len(hidden) < gcm.NonceSize() {
		return nil, ErrBroken
	}
	plain, err := gcm.Open(nil, hidden[:gcm.NonceSize()], hidden[gcm.NonceSize():], nil)
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// cipher derives a key of its own for every purpose, so that neither nonces nor secrets of two purposes ever meet.
func (s *Sealer) cipher(purpose string) (cipher.AEAD, error) {
	key, err := hkdf.Expand(sha256.New, s.key, "folkmoot/encrypt/1/"+purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}
