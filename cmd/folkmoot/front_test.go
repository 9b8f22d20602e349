package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// front is the address that a platform knows of the program: it stays while the program comes and goes on addresses of its own. It
// remembers what came, so that a test can send it again, bent.
type front struct {
	server *httptest.Server
	client *http.Client

	mu     sync.Mutex
	target string // empty while the program is stopped
	came   []errand
	before func(errand) // called before an errand is passed on
}

// errand is a request that a platform made.
type errand struct {
	path   string
	header http.Header
	body   []byte
}

func newFront(t testing.TB) *front {
	f := &front{client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}} // They are for whoever asked.
	f.server = httptest.NewServer(f)
	t.Cleanup(f.server.Close)
	return f
}

// leadsTo says where the program is now.
func (f *front) leadsTo(target string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.target = target
}

// ServeHTTP implements http.Handler.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	e := errand{r.URL.RequestURI(), r.Header.Clone(), body}
	f.mu.Lock()
	f.came = append(f.came, e)
	before := f.before
	f.mu.Unlock()
	if before != nil {
		before(e)
	}
	status, header, answer := f.send(r.Method, e)
	for name, values := range header {
		w.Header()[name] = values
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer) // whoever asked may have gone
}

// send brings an errand to the program.
func (f *front) send(method string, e errand) (int, http.Header, []byte) {
	f.mu.Lock()
	target := f.target
	f.mu.Unlock()
	if target == "" {
		return http.StatusBadGateway, nil, nil
	}
	req, err := http.NewRequest(method, target+e.path, bytes.NewReader(e.body))
	if err != nil {
		return http.StatusBadGateway, nil, []byte(err.Error())
	}
	req.Header = e.header.Clone()
	resp, err := f.client.Do(req)
	if err != nil {
		return http.StatusBadGateway, nil, []byte(err.Error())
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return http.StatusBadGateway, nil, []byte(err.Error())
	}
	header := resp.Header.Clone()
	header.Del("Content-Length")
	return resp.StatusCode, header, answer
}

// last is the last errand to a path that fits.
func (f *front) last(path string, fits func(errand) bool) (errand, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := len(f.came) - 1; i >= 0; i-- {
		if f.came[i].path == path && fits(f.came[i]) {
			return f.came[i], true
		}
	}
	return errand{}, false
}
