package web

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

// folkmoot builds the program, starts its playground and answers its address.
func folkmoot(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "folkmoot")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.Command("go", "build", "-o", program, "github.com/folkmoot/folkmoot/cmd/folkmoot")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	run := exec.Command(program, "play", "--address", "127.0.0.1:0")
	run.Stderr = os.Stderr
	stdout, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := run.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		if err := run.Wait(); err != nil {
			t.Errorf("the program ended with %v", err)
		}
	})
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if _, home, ok := strings.Cut(lines.Text(), "The playground is open: "); ok {
			go func() {
				for lines.Scan() { // so that the program is never held up by its words
				}
			}()
			return strings.TrimSpace(home)
		}
	}
	t.Fatal("the program ended without saying where its playground is")
	return ""
}

// TestBrowserGuidedPath goes the way of a first visit with the whole program behind the page: raised, consented, objected, settled,
// the clock moved, decided.
func TestBrowserGuidedPath(t *testing.T) {
	c := newChromium(t)
	home := folkmoot(t)
	c.laptop(800)
	c.colours("light")
	c.open(home)

	step := func(n int, title string) {
		t.Helper()
		c.until(`document.querySelectorAll('.tour-step.done').length === ` + strconv.Itoa(n))
		c.see(".tour-step.next h3", title)
	}
	step(0, "Raise your first proposal")
	c.click(".tour-acts .act")
	c.until(`document.getElementById('composer-box').value.startsWith('/propose Meet on Tuesdays')`)
	c.enter()
	c.see(".card[data-ref=P1] .badge", "Open")
	c.see(".card[data-ref=P1]", "Ben, Cy, Dee and Eli")

	step(1, "Consent as Ben")
	c.click(".tour-acts .act")
	c.see(".face.here", "Ben")
	c.click(`.card[data-ref="P1"] [data-verb="consent"]`)
	c.see(".post.only .body", "consent")

	step(2, "Object as Cy")
	c.click(".tour-acts .act")
	c.see(".face.here", "Cy")
	c.click(`.card[data-ref="P1"] [data-verb="object"]`)
	c.until(`document.activeElement.closest('#form-dialog .form-field')`)
	c.write("#form-dialog textarea", "Tuesdays are the only evening on which the choir has the room.")
	c.click("#form-dialog [type=submit]")
	c.see(".card[data-ref=P1] .badge", "Blocked")
	c.shot("blocked")

	step(3, "Settle it")
	c.click(".tour-acts .act")
	c.until(`document.getElementById('composer-box').value === '/moot P1.1 met'`)
	c.enter()
	c.see(".card[data-ref=P1] .badge", "Open")

	step(4, "Move the clock")
	c.click(".tour-acts .act")
	c.see(".face.here", "Dee")
	c.click(`.card[data-ref="P1"] [data-verb="consent"]`)
	c.see(".card[data-ref=P1]", "2 of 4 responded")
	for range 12 {
		if js[bool](c, `[...document.querySelectorAll('.badge')].some(b => b.innerText === 'Adopted')`) {
			break
		}
		c.click(`.clock [data-by="next"]`)
		c.until(`!document.querySelector('.clock [data-by="next"]').disabled`)
	}
	c.see(".card[data-ref=P1] .badge", "Adopted")
	c.see(".tour-head", "That is the whole way")
	c.until(`[...document.querySelectorAll('.face .count')].some(e => e.innerText > 0)`)

	picture(c)
	if bottest.Updating() {
		if err := os.WriteFile("screenshot.png", c.shot("readme"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c.colours("dark")
	c.shot("dark")
	c.phone()
	c.fits("phone")
	c.shot("phone")
}

// picture arranges the page for the picture in the README: one proposal decided, and another in its midst.
func picture(c *chromium) {
	c.t.Helper()
	c.be("ben")
	c.write("#composer-box", "/propose Plant beans along the south fence --because the soil there has rested since spring")
	c.enter()
	c.see(".card[data-ref=P2] .badge", "Open")
	for _, who := range []string{"cy", "dee"} {
		c.be(who)
		c.until(`document.querySelector('.card[data-ref=P2]')`)
		js[any](c, `[...document.querySelectorAll('.post')].find(p => p.querySelector('.card[data-ref=P2]')).querySelector('[data-tool=react]').click()`)
		c.click(`#picker [data-emoji="white_check_mark"]`)
		c.until(`document.querySelector('.chip[data-emoji=white_check_mark]')?.ariaPressed === 'true'`)
	}
	c.see(".card[data-ref=P2]", "2 of 4 responded")
	c.be("ana")
	c.until(`document.querySelector('.card[data-ref=P2]')`)
	js[any](c, `[...document.querySelectorAll('.post.only .tool')].forEach(b => b.click())`)
	c.until(`!document.querySelector('.post.only') && !document.querySelector('.rolling')`)
	js[any](c, `document.getElementById('toasts').replaceChildren()`)
	c.laptop(900)
	js[any](c, `document.getElementById('scroll').scrollTop = 1e6; document.activeElement.blur()`)
}
