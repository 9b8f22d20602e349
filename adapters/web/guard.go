package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// headerName must come with every POST. A page of another site cannot send it without asking first, and is never told yes.
const headerName = "X-Folkmoot"

// policy lets the page load its own files and nothing else; there is no inline script or style.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard keeps other sites' pages out of a server that asks nobody for a password.
func (p *Playground) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		switch {
		case !p.hostAllowed(r.Host):
			http.Error(w, "This playground does not answer to that name. Open it by its address in figures, such as http://127.0.0.1:8090", http.StatusMisdirectedRequest)
		case !sameOrigin(r):
			http.Error(w, "Only the playground's own page may do that.", http.StatusForbidden)
		case r.Method == http.MethodPost && r.Header.Get(headerName) == "":
			http.Error(w, "The header "+headerName+" is missing.", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// hostAllowed tells whether the playground answers to a Host. Names are what DNS rebinding needs, so only known ones pass; an
// address in figures is safe, and when the playground listens on loopback only, it has to be one of loopback.
func (p *Playground) hostAllowed(host string) bool {
	if home, err := url.Parse(p.cfg.Home); err == nil && home.Host != "" && strings.EqualFold(home.Host, host) {
		return true
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && (ip.IsLoopback() || !p.cfg.Loopback)
}

// sameOrigin tells whether a request comes from the playground's own page, or from no page at all.
func sameOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		// A link on another page may lead to the page itself.
		return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
