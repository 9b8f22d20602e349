package slack

import (
	"errors"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// limitedFor is how long to hold back when Slack says that it is too much, but not for how long.
const limitedFor = 30 * time.Second

// classOf tells what follows from one of Slack's error codes. A code that is not known may pass: the outbox tries again with longer and
// longer pauses and gives up where people can see it.
func classOf(code string) bot.FaultClass {
	switch code {
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return bot.Limited
	case "message_not_found", "cant_update_message", "edit_window_closed", "bad_timestamp", "no_item_specified", "thread_not_found",
		"cannot_reply_to_message":
		return bot.NoPost
	case "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "posting_to_channel_denied",
		"posting_to_general_channel_denied", "method_not_supported_for_channel_type", "channel_is_limited_access", "is_inactive",
		"ekm_access_denied": // is_inactive is what chat.update says of an archived channel.
		return bot.NoChannel
	case "user_not_found", "users_not_found", "user_disabled", "user_not_visible", "user_not_in_channel", "messages_tab_disabled",
		"cannot_dm_bot", "user_is_bot", "invalid_user_combination", "no_such_subteam", "subteam_not_found", "not_found":
		return bot.NoSuch
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope", "no_permission",
		"not_allowed_token_type", "team_access_not_granted", "org_login_required", "access_denied", "app_access_restricted",
		"enterprise_is_restricted", "two_factor_setup_required", "accesslimited", "team_not_found", "invalid_team",
		"plan_upgrade_required", "paid_teams_only", "not_enabled", "forbidden_team":
		return bot.NoAccess
	case "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "invalid_attachments", "no_text", "too_many_attachments",
		"attachment_payload_limit_exceeded", "invalid_arguments", "invalid_arg_name", "invalid_array_arg", "invalid_charset", "invalid_form_data",
		"metadata_too_large", "invalid_metadata_format", "invalid_metadata_schema", "metadata_must_be_sent_from_app", "block_mismatch",
		"view_too_large", "unknown_method", "method_deprecated", "deprecated_endpoint", "markdown_text_conflict":
		return bot.Unfit
	}
	if strings.HasPrefix(code, "restricted_action") || strings.HasPrefix(code, "slack_connect_") {
		return bot.NoChannel
	}
	return bot.Passing
}

// voids tells whether a code says that the token is void, so that nothing can be done with it.
func voids(code string) bool {
	switch code {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired":
		return true
	}
	return false
}

// asFault turns whatever went wrong into a *bot.Fault, nil into nil. Timeouts, broken connections, answers that are no JSON: nobody knows
// whether it was done.
func asFault(err error) error {
	var known *bot.Fault
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &bot.Fault{Class: bot.Passing, Code: "unreachable", Err: err}
}

// faultCode answers Slack's own word for a failure, "" for none.
func faultCode(err error) string {
	if err == nil {
		return ""
	}
	return bot.FaultOf(err).Code
}
