package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheGuard(t *testing.T) {
	at := func(host string, remote bool, change ...func(*http.Request)) int {
		p := newPlay(t, func(c *Config) { c.Loopback = !remote })
		r := httptest.NewRequest(http.MethodPost, "http://"+host+"/api/tour", strings.NewReader(`{}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set(headerName, "playground")
		for _, f := range change {
			f(r)
		}
		w := httptest.NewRecorder()
		p.web.ServeHTTP(w, r)
		return w.Code
	}
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set(name, value)
			if value == "" {
				r.Header.Del(name)
			}
		}
	}
	const good = "127.0.0.1:8090"
	for name, test := range map[string]struct{ got, want int }{
		"its own page":              {at(good, false, header("Origin", "http://"+good), header("Sec-Fetch-Site", "same-origin")), 200},
		"localhost":                 {at("localhost:8090", false), 200},
		"IPv6":                      {at("[::1]:8090", false), 200},
		"a name bound to loopback":  {at("evil.example:8090", false), 421},
		"an address of the network": {at("192.168.1.7:8090", false), 421},
		"that address, with leave":  {at("192.168.1.7:8090", true), 200},
		"a name, even with leave":   {at("evil.example:8090", true), 421},
		"another site":              {at(good, false, header("Origin", "https://evil.example")), 403},
		"another port":              {at(good, false, header("Origin", "http://127.0.0.1:9999")), 403},
		"an opaque origin":          {at(good, false, header("Origin", "null")), 403},
		"a cross-site fetch":        {at(good, false, header("Sec-Fetch-Site", "cross-site")), 403},
		"without the header":        {at(good, false, header(headerName, "")), 403},
		"as a form would send it":   {at(good, false, header("Content-Type", "text/plain")), 415},
	} {
		if test.got != test.want {
			t.Errorf("%s: %d, want %d", name, test.got, test.want)
		}
	}
}
