package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// web calls Slack's Web API with one token. It is spoken here directly, because little is needed of it and much may go wrong: a call is a
// form with the token in a header, which every method takes; of an answer only what is used is read, and nothing else in it matters,
// whether it is missing, is new, or has another shape than it once had; and whatever goes wrong comes back as a *bot.Fault.
type web struct {
	token, base string
	http        *http.Client
}

// args are a method's arguments. Those that are empty are left out.
type args map[string]string

// mostAnswer is the most that is read of an answer. A page of two hundred users has a few hundred thousand bytes.
const mostAnswer = 16 << 20

// outcome is how every answer begins.
type outcome struct {
	OK       bool   `json:"ok"`
	Code     string `json:"error"`
	Needed   string `json:"needed"`
	Metadata struct {
		Next     string   `json:"next_cursor"`
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
	// Header is the HTTP answer's.
	Header http.Header `json:"-"`
}

// call calls a method and reads the answer into what is given, nil for nothing.
func (w web) call(ctx context.Context, method string, with args, into any) (outcome, error) {
	if err := mayCall(ctx, method); err != nil {
		return outcome{}, err
	}
	form := url.Values{}
	for key, value := range with {
		if value != "" {
			form.Set(key, value)
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.base+method, strings.NewReader(form.Encode()))
	if err != nil {
		return outcome{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	if w.token != "" {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return outcome{}, asFault(err)
	}
	defer func() { _ = resp.Body.Close() }() // Nothing depends on it.
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return outcome{}, asFault(err)
	}
	out := outcome{}
	readable := loosely(body, &out) == nil
	out.Header = resp.Header
	if fault := judge(resp, out, readable); fault != nil {
		return out, fault
	}
	if into != nil {
		err = loosely(body, into)
	}
	return out, asFault(err)
}

// mayCall holds what is called before an acknowledgement to the one method that cannot wait, because its trigger does not live long enough.
func mayCall(ctx context.Context, method string) error {
	if method == "views.open" {
		return nil
	}
	return bot.MayAsk(ctx)
}

// judge answers what went wrong, if anything did. Slack says so in the body; a gateway before it by the status and a page for browsers.
func judge(resp *http.Response, out outcome, readable bool) error {
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return &bot.Fault{Class: bot.Limited, RetryAfter: retryAfter(resp.Header), Code: "ratelimited"}
	case readable && out.OK && resp.StatusCode < http.StatusBadRequest:
		return nil
	case readable && !out.OK && out.Code != "":
		fault := &bot.Fault{Class: classOf(out.Code), Code: out.Code, Err: out.detail()}
		if fault.Class == bot.Limited {
			fault.RetryAfter = retryAfter(resp.Header)
		}
		return fault
	}
	return &bot.Fault{Class: bot.Passing, Code: "http_" + strconv.Itoa(resp.StatusCode), Err: errors.New("slack: the answer is none of Slack's")}
}

// retryAfter is how long to hold back. Slack says so in seconds, or sometimes not at all.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(header.Get("Retry-After")))
	if err != nil || seconds < 0 {
		return limitedFor
	}
	return max(time.Duration(seconds)*time.Second, time.Second)
}

// detail keeps what Slack says beside the code: the arguments it complains of, the scope it misses.
func (o outcome) detail() error {
	more := o.Metadata.Messages
	if o.Needed != "" {
		more = append(more, "needs the scope "+o.Needed)
	}
	if len(more) == 0 {
		return nil
	}
	return errors.New(strings.Join(more, "; "))
}

// loosely reads JSON. A field of another type than expected is passed over as if it were not there, and not the whole with it.
func loosely(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("slack: no JSON: %w", err)
	}
	return nil
}

// jsonArg writes blocks, or a view, as a form's argument holds them.
func jsonArg(v any) string { return string(mustJSON(v)) }

// person is what is read of a user.
type person struct {
	ID                string `json:"id"`
	TeamID            string `json:"team_id"`
	Name              string `json:"name"`
	RealName          string `json:"real_name"`
	Zone              string `json:"tz"`
	Locale            string `json:"locale"`
	Deleted           bool   `json:"deleted"`
	IsBot             bool   `json:"is_bot"`
	IsRestricted      bool   `json:"is_restricted"`
	IsUltraRestricted bool   `json:"is_ultra_restricted"`
	IsStranger        bool   `json:"is_stranger"`
	IsWorkflowBot     bool   `json:"is_workflow_bot"`
	IsConnectorBot    bool   `json:"is_connector_bot"`
	Profile           struct {
		DisplayName string `json:"display_name"`
		RealName    string `json:"real_name"`
	} `json:"profile"`
	Enterprise struct {
		ID string `json:"enterprise_id"`
	} `json:"enterprise_user"`
}

// conversation is what is read of a channel. Whether the bot is in it is not always said.
type conversation struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	IsPrivate  bool   `json:"is_private"`
	IsGroup    bool   `json:"is_group"`
	IsIM       bool   `json:"is_im"`
	IsMpIM     bool   `json:"is_mpim"`
	IsArchived bool   `json:"is_archived"`
	IsMember   *bool  `json:"is_member"`
}

// message is what is read of a message.
type message struct {
	TS        string `json:"ts"`
	User      string `json:"user"`
	BotID     string `json:"bot_id"`
	Text      string `json:"text"`
	Permalink string `json:"permalink"`
	Metadata  struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	} `json:"metadata"`
	Attachments []quoted `json:"attachments"`
	Reactions   []struct {
		Name  string   `json:"name"`
		Users []string `json:"users"`
		Count int      `json:"count"`
	} `json:"reactions"`
}

// quoted is what an attachment says.
type quoted struct {
	Text     string `json:"text"`
	Fallback string `json:"fallback"`
}

// wordsOf is what a message says: its text, else that of what is attached to it.
func wordsOf(text string, attached []quoted) string {
	for _, a := range attached {
		for _, more := range []string{a.Text, a.Fallback} {
			if text == "" {
				text = more
			}
		}
	}
	return text
}

// identity is whose a token is.
type identity struct {
	URL        string `json:"url"`
	Team       string `json:"team"`
	TeamID     string `json:"team_id"`
	User       string `json:"user"`
	UserID     string `json:"user_id"`
	BotID      string `json:"bot_id"`
	Enterprise string `json:"enterprise_id"`
	IsOrg      bool   `json:"is_enterprise_install"`
}
