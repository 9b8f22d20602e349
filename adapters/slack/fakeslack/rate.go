package fakeslack

import (
	"math"
	"time"
)

// window is a bucket of allowances that refills with time.
type window struct {
	tokens float64
	at     time.Time
}

// LimitRates switches the rate tiers on or off.
func (s *Server) LimitRates(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = on
}

// throttle takes an allowance for a call and answers 0, or after how many seconds
// to come back. Tiers count per method, workspace and app; chat.postMessage per
// channel, about one a second with a short burst. The lock is held.
func (s *Server) throttle(c *call) int {
	if !s.limits || c.grant == nil {
		return 0
	}
	perMinute := map[int]float64{1: 1, 2: 20, 3: 50, 4: 100}[c.spec.Tier]
	key, burst := c.name+"/"+c.grant.token, perMinute
	switch c.name {
	case "chat.postMessage":
		key, perMinute, burst = key+"/"+c.args["channel"], 60, 3
	case "conversations.history", "conversations.replies":
		// Commercial apps of after May 2025 that are not in the Marketplace.
		perMinute, burst = 1, 1
	}
	if perMinute == 0 {
		return 0
	}
	return s.take(key, perMinute, burst)
}

func (s *Server) take(key string, perMinute, burst float64) int {
	now := s.Now()
	w, ok := s.rates[key]
	if !ok {
		w = &window{tokens: burst, at: now}
		s.rates[key] = w
	}
	w.tokens = math.Min(burst, w.tokens+now.Sub(w.at).Minutes()*perMinute)
	w.at = now
	// The tolerance is for what floating point loses of a whole token.
	if w.tokens >= 1-1e-9 {
		w.tokens--
		return 0
	}
	return max(1, int(math.Ceil((1-w.tokens)/perMinute*60-1e-9)))
}
