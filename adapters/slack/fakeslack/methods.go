package fakeslack

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

//go:embed methods.json
var methodsJSON []byte

//go:embed events.json
var eventsJSON []byte

// method is what Slack's reference says about one Web API method.
type method struct {
	HTTP     string   `json:"http"`
	Tier     int      `json:"tier"` // 5 stands for "special".
	JSON     bool     `json:"json"` // JSON bodies are understood.
	Scopes   []string `json:"scopes"`
	Required []string `json:"required"`
	Token    bool     `json:"token"`
	Optional []string `json:"optional"`
	Errors   []string `json:"errors"`
}

func loadTables() (map[string]method, map[string][]string, error) {
	methods, events := map[string]method{}, map[string][]string{}
	if err := json.Unmarshal(methodsJSON, &methods); err != nil {
		return nil, nil, fmt.Errorf("methods.json: %w", err)
	}
	if err := json.Unmarshal(eventsJSON, &events); err != nil {
		return nil, nil, fmt.Errorf("events.json: %w", err)
	}
	return methods, events, nil
}

// handlers names the function behind each method. The functions run with the lock
// held.
func (s *Server) handlers() map[string]func(*call) result {
	return map[string]func(*call) result{
		"api.test":                (*call).apiTest,
		"auth.test":               (*call).authTest,
		"auth.revoke":             (*call).authRevoke,
		"apps.connections.open":   (*call).connectionsOpen,
		"apps.uninstall":          (*call).appsUninstall,
		"oauth.v2.access":         (*call).oauthAccess,
		"team.info":               (*call).teamInfo,
		"bots.info":               (*call).botsInfo,
		"emoji.list":              (*call).emojiList,
		"dnd.info":                (*call).dndInfo,
		"users.info":              (*call).usersInfo,
		"users.list":              (*call).usersList,
		"users.lookupByEmail":     (*call).usersLookup,
		"users.profile.get":       (*call).usersProfile,
		"users.conversations":     (*call).usersConversations,
		"usergroups.list":         (*call).groupsList,
		"usergroups.users.list":   (*call).groupMembers,
		"usergroups.users.update": (*call).groupUpdate,
		"conversations.info":      (*call).conversationInfo,
		"conversations.list":      (*call).conversationList,
		"conversations.members":   (*call).conversationMembers,
		"conversations.open":      (*call).conversationOpen,
		"conversations.join":      (*call).conversationJoin,
		"conversations.invite":    (*call).conversationInvite,
		"conversations.history":   (*call).conversationHistory,
		"conversations.replies":   (*call).conversationReplies,
		"chat.postMessage":        (*call).postMessage,
		"chat.postEphemeral":      (*call).postEphemeral,
		"chat.update":             (*call).updateMessage,
		"chat.delete":             (*call).deleteMessage,
		"chat.getPermalink":       (*call).permalink,
		"pins.add":                (*call).pin,
		"pins.remove":             (*call).unpin,
		"reactions.add":           (*call).reactionAdd,
		"reactions.remove":        (*call).reactionRemove,
		"reactions.get":           (*call).reactionGet,
		"reactions.list":          (*call).reactionList,
		"views.open":              (*call).viewOpen,
		"views.push":              (*call).viewPush,
		"views.update":            (*call).viewUpdate,
		"views.publish":           (*call).viewPublish,
	}
}

// knows says whether a method can answer with an error: its own, or one of those
// that any method can.
func (m method) knows(code string) bool {
	common := []string{
		"not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "missing_scope",
		"no_permission", "not_allowed_token_type", "team_access_not_granted", "org_login_required",
		"ekm_access_denied", "access_denied", "invalid_arguments", "invalid_arg_name", "invalid_charset",
		"invalid_form_data", "missing_post_type", "request_timeout", "ratelimited", "rate_limited", "fatal_error",
		"internal_error", "service_unavailable", "team_added_to_org", "accesslimited", "method_deprecated",
		"deprecated_endpoint", "enterprise_is_restricted", "two_factor_setup_required", "msg_too_long",
		"user_is_bot", "cannot_dm_bot", "is_inactive", "external_channel_migrating",
	}
	return slices.Contains(m.Errors, code) || slices.Contains(common, code)
}
