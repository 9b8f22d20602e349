package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
)

// files are the page and everything that it loads: nothing comes from elsewhere.
//
//go:embed assets
var files embed.FS

// page serves the one page there is.
func (p *Playground) page() http.Handler { return serveFile("assets/index.html") }

// assets serves its style, its scripts and its mark.
func (p *Playground) assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		serveFile("assets/"+path.Base(path.Clean(r.URL.Path))).ServeHTTP(w, r)
	})
}

// serveFile serves one embedded file. The browser asks each time whether it changed, so that a new version of the program is never
// met by an old script.
func serveFile(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := files.ReadFile(name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		sum := sha256.Sum256(data)
		tag := `"` + hex.EncodeToString(sum[:8]) + `"`
		h := w.Header()
		h.Set("Content-Type", contentType(name))
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(data) // a browser that went away
	})
}

// contentType does not ask the operating system, which may know less.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}
