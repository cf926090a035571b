// The app as it is installed: its two tokens, the scopes that were granted, and whether somebody revoked something.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::slack {

enum class TokenKind { bot, app };

using Scopes = std::set<std::string, std::less<>>;

struct Installation {
    std::string bot_token;
    std::string app_token;
    Scopes scopes{"app_mentions:read", "chat:write", "im:history", "users:read"};
    std::set<std::string, std::less<>> events{
        "app_mention", "channel_archive", "channel_left", "channel_unarchive",     "group_archive",
        "group_left",  "group_unarchive", "message.im",   "member_joined_channel", "member_left_channel"};
    std::string bot_token_refused_with;  ///< an error code once the token is dead; empty: it lives
    std::string app_token_refused_with;
    bool messages_tab = true;  ///< off: direct messages fail
    bool home_tab = false;     ///< off: `views.publish` fails

    /// The error code with which a call that wants a token of `wanted` is refused; nothing when `authorization` (the
    /// whole header) is right.
    [[nodiscard]] std::optional<std::string> refusal(std::optional<std::string_view> authorization,
                                                     TokenKind wanted) const;

    /// The granted scopes as Slack writes them: sorted, separated by commas.
    [[nodiscard]] std::string scope_list() const;
};

[[nodiscard]] std::string joined(const std::vector<std::string>& words);

}  // namespace privman::sandbox::slack
