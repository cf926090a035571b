// Slack's tokens look different from each other, so that one in the wrong place can be told by looking at it.
#pragma once

#include <string>
#include <string_view>

namespace privman::app {

struct TokenKind {
    std::string_view begins;   ///< "xoxb-"
    std::string_view what;     ///< "a bot token"
    std::string_view belongs;  ///< the setting it is for; empty: none of ours
};

/// Null for what is no token of Slack's.
const TokenKind* token_kind(std::string_view value);

/// One sentence for a value that is `kind` and stands where it does not belong: "this looks like an app token, …".
std::string in_the_wrong_place(const TokenKind& kind);

}  // namespace privman::app
