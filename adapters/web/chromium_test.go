package web

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// chromium is a headless browser with one tab. Whatever the page writes to the console as an error fails the test.
type chromium struct {
	t   *testing.T
	ctx context.Context

	problems []string
}

// newChromium starts a browser. Without FOLKMOOT_E2E=1 it skips the test; with it, a browser that is missing is a failure.
func newChromium(t *testing.T) *chromium {
	t.Helper()
	if os.Getenv("FOLKMOOT_E2E") != "1" {
		t.Skip("needs Chromium: set FOLKMOOT_E2E=1")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("there is no chromium, chromium-browser or google-chrome on the PATH")
	}
	profile := t.TempDir()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
		// A mouse, so that the page looks as it does on a laptop; a phone is emulated where a test wants one.
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, shut := chromedp.NewContext(ctx)
	ctx, end := context.WithTimeout(ctx, 3*time.Minute)
	c := &chromium{t: t, ctx: ctx}
	heard := c.listen()
	t.Cleanup(func() {
		end()
		shut()
		stop()
		<-heard
		for _, problem := range c.problems {
			t.Errorf("the page's console: %s", problem)
		}
		// The browser may still be writing to its profile when it is told to stop; what is left then, the test's own clean-up takes.
		for range 50 {
			if os.RemoveAll(profile) == nil {
				break
			}
		}
	})
	return c
}

// listen gathers what the page complains about, until the browser ends.
func (c *chromium) listen() <-chan struct{} {
	console, ended := chromedp.Console(c.ctx), make(chan struct{})
	go func() {
		defer close(ended)
		for m, err := range console {
			if err != nil {
				return
			}
			// What the playground refuses is answered with a status that the browser logs; tests ask for the answer itself.
			if (m.Type == "error" || m.IsException()) && !strings.Contains(m.Text, "the server responded with a status of 4") && !strings.Contains(m.Text, "net::ERR_") {
				c.problems = append(c.problems, m.String())
			}
		}
	}()
	return ended
}

func (c *chromium) do(steps ...chromedp.Action[chromedp.Void]) {
	c.t.Helper()
	if err := chromedp.Do(c.ctx, steps...); err != nil {
		c.t.Fatal(err)
	}
}

// open shows a page once it has heard from the playground.
func (c *chromium) open(url string) {
	c.t.Helper()
	c.do(chromedp.Navigate(url))
	c.until(`document.querySelector('.face.here') && document.querySelector('.messages').children.length`)
}

// until waits for an expression to be true.
func (c *chromium) until(expression string) {
	c.t.Helper()
	_, err := chromedp.Run(c.ctx, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingTimeout(10*time.Second)))
	if err != nil {
		c.shot("stuck")
		c.t.Fatalf("waited in vain for %s: %v", expression, err)
	}
}

// js answers what an expression is.
func js[T any](c *chromium, expression string) T {
	c.t.Helper()
	v, err := chromedp.Run(c.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		c.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// see waits until the page shows a text within a selector.
func (c *chromium) see(selector, text string) {
	c.t.Helper()
	c.until(`[...document.querySelectorAll(` + strconv.Quote(selector) + `)].some(e => e.innerText.includes(` + strconv.Quote(text) + `))`)
}

// click clicks the first element that is there in the way of a person: in its middle, once it stands still and nothing covers it. It
// asks the page where that is, because the library's own way to nodes races with their changes.
func (c *chromium) click(selector string) {
	c.t.Helper()
	c.until(`(() => {
		const e = document.querySelector(` + strconv.Quote(selector) + `);
		if (!e) return false;
		e.scrollIntoView({ block: 'nearest' });
		const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
		const still = window.clickAt?.[0] === x && window.clickAt[1] === y;
		window.clickAt = [x, y];
		const hit = document.elementFromPoint(x, y);
		return still && hit && e.contains(hit);
	})()`)
	at := js[[]float64](c, `window.clickAt`)
	c.do(chromedp.MouseClickXY(at[0], at[1]))
}

func (c *chromium) keys(keys string) {
	c.t.Helper()
	c.do(chromedp.KeyEvent(keys))
}

// enter presses Enter in one event, as a keyboard does: a page that takes the key keeps the character from being typed.
func (c *chromium) enter() {
	c.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		key := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}
		if _, err := chromedp.Call(c.ctx, input.DispatchKeyEvent, key); err != nil {
			c.t.Fatal(err)
		}
	}
}

// write types into a field, after what is in it.
func (c *chromium) write(selector, text string) {
	c.t.Helper()
	c.until(`(() => {
		const e = document.querySelector(` + strconv.Quote(selector) + `);
		e?.focus();
		e?.setSelectionRange(e.value.length, e.value.length);
		return e && document.activeElement === e;
	})()`)
	if _, err := chromedp.Call(c.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		c.t.Fatal(err)
	}
}

// be becomes somebody.
func (c *chromium) be(user string) {
	c.t.Helper()
	c.click(`.face[data-user="` + user + `"]`)
	c.until(`document.querySelector('.face.here').dataset.user === '` + user + `'`)
}

// laptop shows the page as a window of that height on a laptop. It leaves the pointer alone: once touch was emulated, no mouse comes back.
func (c *chromium) laptop(height int64) {
	c.t.Helper()
	size := emulation.SetDeviceMetricsOverrideParams{Width: 1280, Height: height, DeviceScaleFactor: 1}
	if _, err := chromedp.Call(c.ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chromium) phone() {
	c.t.Helper()
	c.do(chromedp.EmulateViewport(360, 740, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch))
}

// colours sets what the system says: "light" or "dark".
func (c *chromium) colours(scheme string) {
	c.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(c.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		c.t.Fatal(err)
	}
}

// shot keeps a picture of the page among the test's artifacts (go test -artifacts) once nothing moves any more, and answers it.
func (c *chromium) shot(name string) []byte {
	c.t.Helper()
	_, _ = chromedp.Run(c.ctx, chromedp.Poll[bool](`document.getAnimations().every(a => a.playState !== 'running')`, chromedp.WithPollingTimeout(5*time.Second)))
	picture, err := chromedp.Run(c.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		c.t.Errorf("picture %s: %v", name, err)
		return nil
	}
	if err := os.WriteFile(filepath.Join(c.t.ArtifactDir(), name+".png"), picture, 0o644); err != nil && !errors.Is(err, os.ErrNotExist) {
		c.t.Error(err)
	}
	return picture
}

// fits fails the test when the page is wider than its window.
func (c *chromium) fits(what string) {
	c.t.Helper()
	if over := js[float64](c, `Math.max(...[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.faces, .nav, .sr, .skip, .ways')).map(e => e.getBoundingClientRect().right)) - innerWidth`); over > 1 {
		c.t.Errorf("%s: something stands out by %v pixels", what, over)
		c.shot("too wide " + what)
	}
}
