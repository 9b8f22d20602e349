package mattermost

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// missing lists what in the server's settings keeps the bot from working, each with how to change it.
func missing(ctx context.Context, config *model.Config, callback string) []string {
	var lacks []string
	lack := func(what, where, setting, value string) {
		lacks = append(lacks, fmt.Sprintf("• %s\n  System Console → %s, or: mmctl config set %s %s", what, where, setting, value))
	}
	service := config.ServiceSettings
	off := func(on *bool) bool { return on == nil || !*on }
	if off(service.EnableBotAccountCreation) {
		lack("Bot accounts are switched off.", "Integrations → Bot Accounts", "ServiceSettings.EnableBotAccountCreation", "true")
	}
	if off(service.EnableUserAccessTokens) {
		lack("Personal access tokens are switched off.", "Integrations → Integration Management", "ServiceSettings.EnableUserAccessTokens", "true")
	}
	if off(service.EnableCommands) {
		lack("Custom slash commands are switched off.", "Integrations → Integration Management", "ServiceSettings.EnableCommands", "true")
	}
	if service.SiteURL == nil || *service.SiteURL == "" {
		lack("The site URL is not set, so that links and forms do not work.", "Environment → Web Server", "ServiceSettings.SiteURL", "https://chat.example.org")
	}
	allowed := ""
	if service.AllowedUntrustedInternalConnections != nil {
		allowed = *service.AllowedUntrustedInternalConnections
	}
	if host := mustAllow(ctx, callback, allowed); host != "" {
		lack("The bot's address ("+host+") is a private one, to which Mattermost does not speak unless it is told to.",
			"Environment → Developer → Allow untrusted internal connections to", "ServiceSettings.AllowedUntrustedInternalConnections",
			fmt.Sprintf("%q", strings.TrimSpace(allowed+" "+host)))
	}
	return lacks
}

// mustAllow answers the callback's host when Mattermost would refuse to call it: when it is private and not on the list of hosts,
// addresses and networks that are allowed. A name that cannot be looked up from here is believed to be public.
func mustAllow(ctx context.Context, callback, allowed string) string {
	u, err := url.Parse(callback)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	addresses := lookUp(ctx, host)
	private := false
	for _, a := range addresses {
		private = private || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified()
	}
	if !private {
		return ""
	}
	for _, entry := range strings.FieldsFunc(allowed, func(r rune) bool { return r == ' ' || r == ',' }) {
		if strings.EqualFold(entry, host) || covers(entry, addresses) {
			return ""
		}
	}
	return host
}

// covers tells whether an entry of the list is an address or a network that holds all of these.
func covers(entry string, addresses []netip.Addr) bool {
	network, err := netip.ParsePrefix(entry)
	if err != nil {
		address, err := netip.ParseAddr(entry)
		if err != nil {
			return false
		}
		network = netip.PrefixFrom(address, address.BitLen())
	}
	for _, a := range addresses {
		if !network.Contains(a) {
			return false
		}
	}
	return len(addresses) > 0
}

func lookUp(ctx context.Context, host string) []netip.Addr {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil
	}
	for i, a := range addresses {
		addresses[i] = a.Unmap()
	}
	return addresses
}
