package mmtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// NewChannel has by make a channel in the server's Team, with the members in it, and returns its id.
func (s *Server) NewChannel(t testing.TB, by *User, name string, private bool, members ...*User) string {
	t.Helper()
	return s.NewChannelIn(t, s.Team, by, name, private, members...)
}

// NewChannelIn is NewChannel in another team.
func (s *Server) NewChannelIn(t testing.TB, team *model.Team, by *User, name string, private bool, members ...*User) string {
	t.Helper()
	kind := model.ChannelTypeOpen
	if private {
		kind = model.ChannelTypePrivate
	}
	channel, _, err := by.Client.CreateChannel(t.Context(), &model.Channel{TeamId: team.Id, Name: handle(name), DisplayName: name, Type: kind})
	if err != nil {
		t.Fatalf("%s making channel %s: %v", by.Name, name, err)
	}
	for _, member := range members {
		by.AddToChannel(t, channel.Id, member)
	}
	return channel.Id
}

// AddToChannel has the user bring somebody else, or themselves, into a channel.
func (u *User) AddToChannel(t testing.TB, channelID string, who *User) {
	t.Helper()
	if _, _, err := u.Client.AddChannelMember(t.Context(), channelID, who.ID); err != nil {
		t.Fatalf("%s adding %s to a channel: %v", u.Name, who.Name, err)
	}
}

// RemoveFromChannel has the user throw somebody out of a channel.
func (u *User) RemoveFromChannel(t testing.TB, channelID string, who *User) {
	t.Helper()
	if _, err := u.Client.RemoveUserFromChannel(t.Context(), channelID, who.ID); err != nil {
		t.Fatalf("%s removing %s from a channel: %v", u.Name, who.Name, err)
	}
}

// LeaveChannel has the user leave.
func (u *User) LeaveChannel(t testing.TB, channelID string) {
	t.Helper()
	u.RemoveFromChannel(t, channelID, u)
}

// ArchiveChannel has the user archive the channel; RestoreChannel of Admin.Client brings it back.
func (u *User) ArchiveChannel(t testing.TB, channelID string) {
	t.Helper()
	if _, err := u.Client.DeleteChannel(t.Context(), channelID); err != nil {
		t.Fatalf("%s archiving a channel: %v", u.Name, err)
	}
}

// RestoreChannel has the administrator bring an archived channel back.
func (s *Server) RestoreChannel(t testing.TB, channelID string) {
	t.Helper()
	if _, _, err := s.Admin.Client.RestoreChannel(t.Context(), channelID); err != nil {
		t.Fatalf("restoring a channel: %v", err)
	}
}

// RenameChannel has the user change the name that people see.
func (u *User) RenameChannel(t testing.TB, channelID, name string) {
	t.Helper()
	if _, _, err := u.Client.PatchChannel(t.Context(), channelID, &model.ChannelPatch{DisplayName: &name}); err != nil {
		t.Fatalf("%s renaming a channel: %v", u.Name, err)
	}
}

// DirectChannel returns the id of the channel between this user and another, made if need be.
func (u *User) DirectChannel(t testing.TB, other *User) string {
	t.Helper()
	channel, _, err := u.Client.CreateDirectChannel(t.Context(), u.ID, other.ID)
	if err != nil {
		t.Fatalf("direct channel of %s and %s: %v", u.Name, other.Name, err)
	}
	return channel.Id
}

// Post writes a message.
func (u *User) Post(t testing.TB, channelID, message string) *model.Post {
	t.Helper()
	return u.Reply(t, channelID, "", message)
}

// Reply writes a message in the thread under a post.
func (u *User) Reply(t testing.TB, channelID, rootID, message string) *model.Post {
	t.Helper()
	post, _, err := u.Client.CreatePost(t.Context(), &model.Post{ChannelId: channelID, RootId: rootID, Message: message})
	if err != nil {
		t.Fatalf("%s posting: %v", u.Name, err)
	}
	return post
}

// DeletePost has the user delete a post: their own, or anybody's when they are the administrator.
func (u *User) DeletePost(t testing.TB, postID string) {
	t.Helper()
	if _, err := u.Client.DeletePost(t.Context(), postID); err != nil {
		t.Fatalf("%s deleting a post: %v", u.Name, err)
	}
}

// Fetch returns the post as it stands now.
func (u *User) Fetch(t testing.TB, postID string) *model.Post {
	t.Helper()
	post, _, err := u.Client.GetPost(t.Context(), postID, "")
	if err != nil {
		t.Fatalf("%s reading a post: %v", u.Name, err)
	}
	return post
}

// Posts returns the last 200 posts of a channel, threads included, oldest first, without what Mattermost itself says about joining
// and leaving.
func (u *User) Posts(t testing.TB, channelID string) []*model.Post {
	t.Helper()
	list, _, err := u.Client.GetPostsForChannel(t.Context(), channelID, 0, 200, "", false, false)
	if err != nil {
		t.Fatalf("%s reading a channel: %v", u.Name, err)
	}
	return inOrder(list)
}

// Thread returns the post and the replies under it, oldest first.
func (u *User) Thread(t testing.TB, postID string) []*model.Post {
	t.Helper()
	list, _, err := u.Client.GetPostThread(t.Context(), postID, "", false)
	if err != nil {
		t.Fatalf("%s reading a thread: %v", u.Name, err)
	}
	return inOrder(list)
}

// Direct returns what stands in the channel between this user and another, oldest first.
func (u *User) Direct(t testing.TB, other *User) []*model.Post {
	t.Helper()
	return u.Posts(t, u.DirectChannel(t, other))
}

// AwaitPost waits until the channel holds a post with all these parts among its words (see Words), and returns it. Of several it
// returns the newest.
func (u *User) AwaitPost(t testing.TB, channelID string, parts ...string) *model.Post {
	t.Helper()
	var found *model.Post
	u.Await(t, fmt.Sprintf("a post with %q", parts), func() bool {
		for _, post := range slices.Backward(u.Posts(t, channelID)) {
			if has(post, parts) {
				found = post
				return true
			}
		}
		return false
	})
	return found
}

// AwaitWords waits until the post has all these parts among its words, as after an edit, and returns it as it then stands.
func (u *User) AwaitWords(t testing.TB, postID string, parts ...string) *model.Post {
	t.Helper()
	var found *model.Post
	u.Await(t, fmt.Sprintf("post %s to say %q", postID, parts), func() bool {
		found = u.Fetch(t, postID)
		return has(found, parts)
	})
	return found
}

func has(post *model.Post, parts []string) bool {
	words := Words(post)
	for _, part := range parts {
		if !strings.Contains(words, part) {
			return false
		}
	}
	return true
}

func inOrder(list *model.PostList) []*model.Post {
	var posts []*model.Post
	for _, post := range list.Posts {
		if !post.IsSystemMessage() {
			posts = append(posts, post)
		}
	}
	slices.SortFunc(posts, func(a, b *model.Post) int {
		if a.CreateAt != b.CreateAt {
			return int(a.CreateAt - b.CreateAt)
		}
		return strings.Compare(a.Id, b.Id)
	})
	return posts
}
