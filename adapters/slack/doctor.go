package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// Finding is one thing that was checked: whether it is well, what it is, and what to do when it is not, or what comes next.
type Finding struct {
	OK   bool
	What string
	Do   string
}

func well(format string, args ...any) Finding {
	return Finding{OK: true, What: fmt.Sprintf(format, args...)}
}

// next is well, and there is something to be done next.
func next(do, format string, args ...any) Finding {
	f := well(format, args...)
	f.Do = do
	return f
}

func ill(do, format string, args ...any) Finding {
	return Finding{What: fmt.Sprintf(format, args...), Do: do}
}

// ErrStoreInUse is what a TokenStore answers to the doctor while the program itself has it.
var ErrStoreInUse = errors.New("the stored installations are in use")

// mostApart is how far our clock and Slack's may be apart before somebody should look: at five minutes nothing of Slack's is believed.
const mostApart = time.Minute

// Doctor checks the configuration against Slack: tokens, scopes, clocks, Socket Mode, channels, and whether Slack can reach this program as
// far as that can be seen from here. Runs tells that the program itself runs beside. It changes nothing.
func (a *Adapter) Doctor(ctx context.Context, runs bool) []Finding {
	var out []Finding
	if a.cfg.BotToken != "" {
		out = append(out, a.checkToken(ctx, "the bot token", a.cfg.BotToken)...)
	}
	if a.cfg.ClientID != "" {
		out = append(out, a.checkStored(ctx)...)
	}
	if a.cfg.AppToken != "" {
		return append(out, a.checkSocket(ctx))
	}
	return append(out, a.checkReach(ctx, runs))
}

// checkToken asks whose a token is, what it may do, and where the bot is.
func (a *Adapter) checkToken(ctx context.Context, what, token string) []Finding {
	who, answer, err := a.whose(ctx, token)
	if err != nil {
		return []Finding{ill(advice(err), "%s: %v", what, err)}
	}
	out := []Finding{well("%s is %s in %s", what, who.User, who.Team)}
	if theirs, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		if apart := a.cfg.Now().Sub(theirs).Abs(); apart > mostApart {
			out = append(out, ill("Set this machine's clock by a time server (NTP).", "Slack's clock and ours are %v apart", apart.Round(time.Second)))
		}
	}
	if header := answer.Header.Get("X-OAuth-Scopes"); header != "" {
		out = append(out, checkScopes(what, header))
	}
	return append(out, a.checkChannels(ctx, token, who))
}

func checkScopes(what, header string) Finding {
	var have, missing []string
	for _, s := range strings.Split(header, ",") {
		have = append(have, strings.TrimSpace(s))
	}
	for _, s := range Scopes() {
		if !slices.Contains(have, s) {
			missing = append(missing, s)
		}
	}
	if len(missing) > 0 {
		return ill("Paste the manifest of `folkmoot manifest slack` into the app's settings and install the app again.",
			"%s lacks the scopes %s", what, strings.Join(missing, ", "))
	}
	return well("%s has every scope it needs", what)
}

// checkChannels looks whether the bot has been invited anywhere.
func (a *Adapter) checkChannels(ctx context.Context, token string, who identity) Finding {
	if who.IsOrg || strings.HasPrefix(who.TeamID, "E") {
		return well("the installation is an organisation's; its workspaces are taken in as they speak")
	}
	type page struct {
		Channels []conversation `json:"channels"`
	}
	n, with := 0, args{"types": "public_channel,private_channel", "limit": "200", "exclude_archived": "true"}
	err := pages(ctx, web{token, a.cfg.APIURL, a.http}, "users.conversations", with, func(p page) { n += len(p.Channels) })
	switch {
	case err != nil:
		return ill(advice(err), "the bot's channels cannot be read: %v", err)
	case n == 0:
		return next("Type /invite @"+who.User+" in the channels in which it should work.", "the bot is in no channel yet")
	case n == 1:
		return well("the bot is in one channel")
	}
	return well("the bot is in %d channels", n)
}

func (a *Adapter) checkStored(ctx context.Context) []Finding {
	all, err := a.cfg.Tokens.List(ctx)
	if errors.Is(err, ErrStoreInUse) {
		return []Finding{next("Look at "+a.cfg.PublicURL+"/readyz: it names the workspaces that are not well.",
			"the stored installations are not looked at while the bot has them")}
	}
	if err != nil {
		return []Finding{ill("Check the database.", "the stored installations cannot be read: %v", err)}
	}
	var out []Finding
	for _, in := range all {
		if len(in.Token) == 0 {
			continue
		}
		what := "the token of " + grant{enterprise: in.Enterprise, team: in.Team}.what()
		token, err := a.cfg.Sealer.Decrypt(tokenPurpose(in.Enterprise, in.Team), in.Token)
		if err != nil {
			out = append(out, ill("Give back the FOLKMOOT_SECRET it was stored under, or install the app there again.", "%s does not open", what))
			continue
		}
		out = append(out, a.checkToken(ctx, what, string(token))...)
	}
	if len(out) == 0 {
		out = append(out, next("Start the bot and open "+a.cfg.PublicURL+"/slack/install in a browser.", "the app is installed nowhere yet"))
	}
	return out
}

func (a *Adapter) checkSocket(ctx context.Context) Finding {
	if _, err := a.socketAddress(ctx); err != nil {
		return ill("Switch Socket Mode on in the app's settings, and make an app-level token with connections:write under Basic Information.",
			"Socket Mode does not open: %v", err)
	}
	return well("Socket Mode opens")
}

// checkReach asks for this program's own address. That it answers here does not prove that Slack reaches it, but that it does not answer
// here is worth saying, while the program runs.
func (a *Adapter) checkReach(ctx context.Context, runs bool) Finding {
	if a.cfg.PublicURL == "" {
		return ill("Set FOLKMOOT_PUBLIC_URL to the address in the app's Request URLs, or use Socket Mode.", "the public address is not known")
	}
	address := strings.TrimSuffix(a.cfg.PublicURL, "/") + "/slack/commands?ssl_check=1"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return ill("Write it like https://folkmoot.example.org.", "the public address cannot be read: %v", err)
	}
	resp, err := a.http.Do(req)
	if err == nil {
		_ = resp.Body.Close() // Only that it came matters.
	}
	if !runs && (err != nil || resp.StatusCode != http.StatusOK) {
		return next("Start the bot, and run folkmoot doctor once more beside it.", "whether Slack reaches the bot is seen when it runs")
	}
	if err != nil {
		return ill("Check name, port and proxy; Slack has to reach it over https.", "%s does not answer: %v", address, err)
	}
	if resp.StatusCode != http.StatusOK {
		return ill("Check that the proxy hands /slack/ on to this program.", "%s answers %s", address, resp.Status)
	}
	return well("%s answers", a.cfg.PublicURL)
}

// advice says what to do about an error of Slack's.
func advice(err error) string {
	if bot.FaultOf(err).Class == bot.Passing {
		return "Check that this machine reaches Slack (network, proxy, FOLKMOOT_SLACK_API_URL) and try again."
	}
	return explain(err)
}
