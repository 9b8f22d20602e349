package mattermost

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestMissingSettings(t *testing.T) {
	ready := func() *model.Config {
		c := &model.Config{}
		c.SetDefaults()
		*c.ServiceSettings.EnableBotAccountCreation, *c.ServiceSettings.EnableUserAccessTokens = true, true
		*c.ServiceSettings.SiteURL = "https://chat.example.org"
		return c
	}
	if lacks := missing(t.Context(), ready(), "https://93.184.216.34"); len(lacks) != 0 {
		t.Errorf("a server that lacks nothing lacks %q", lacks)
	}
	bare := ready()
	*bare.ServiceSettings.EnableBotAccountCreation, *bare.ServiceSettings.EnableUserAccessTokens, *bare.ServiceSettings.EnableCommands = false, false, false
	*bare.ServiceSettings.SiteURL = ""
	lacks := strings.Join(missing(t.Context(), bare, "http://10.1.2.3:8080"), "\n")
	for _, want := range []string{"EnableBotAccountCreation true", "EnableUserAccessTokens true", "EnableCommands true", "SiteURL", `AllowedUntrustedInternalConnections "10.1.2.3"`} {
		if !strings.Contains(lacks, want) {
			t.Errorf("it does not name %s:\n%s", want, lacks)
		}
	}
}

func TestMustAllow(t *testing.T) {
	for _, c := range []struct{ callback, allowed, want string }{
		{"https://93.184.216.34", "", ""},
		{"http://127.0.0.1:8080", "", "127.0.0.1"},
		{"http://127.0.0.1:8080", "127.0.0.1", ""},
		{"http://127.0.0.1:8080", "10.0.0.0/8, 127.0.0.0/8", ""},
		{"http://10.2.3.4", "10.2.3.5 192.168.0.0/16", "10.2.3.4"},
		{"http://[::1]:8080", "127.0.0.1", "::1"},
		{"http://[fd00::7]", "fd00::/8", ""},
		{"http://localhost:8080", "LOCALHOST", ""},
		{"http://name-without-an-address.invalid", "", ""},
	} {
		if got := mustAllow(t.Context(), c.callback, c.allowed); got != c.want {
			t.Errorf("%s with %q allowed: %q, want %q", c.callback, c.allowed, got, c.want)
		}
	}
}

func TestEnvFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "folkmoot.env")
	const before = "# ours\nFOLKMOOT_LOG=debug\nexport FOLKMOOT_MATTERMOST_URL=\"https://old.example.org\"\n\nFOLKMOOT_MATTERMOST_URL_NOT=this\n"
	if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.env")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	e, err := readEnv(link)
	if err != nil {
		t.Fatal(err)
	}
	if got := e.get(envURL); got != "https://old.example.org" {
		t.Errorf("read %q", got)
	}
	e.set(envURL, "https://new.example.org")
	e.set(envBotToken, "secret")
	if err := e.write(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "# ours\nFOLKMOOT_LOG=debug\nexport FOLKMOOT_MATTERMOST_URL=https://new.example.org\n\nFOLKMOOT_MATTERMOST_URL_NOT=this\nFOLKMOOT_MATTERMOST_BOT_TOKEN=secret\n"
	if string(got) != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was written over")
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 2 {
		t.Errorf("it left %v, %v", files, err)
	}
	lost, err := readEnv(filepath.Join(dir, "no such folder", "x.env"))
	if err != nil {
		t.Fatal(err)
	}
	if err := lost.write(); err == nil {
		t.Error("a folder that is not there was written into")
	}
}
