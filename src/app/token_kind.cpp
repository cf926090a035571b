#include "app/token_kind.hpp"

#include <algorithm>

namespace privman::app {

namespace {

// https://docs.slack.dev/authentication/tokens
constexpr TokenKind kinds[] = {
    {"xoxb-", "a bot token", "SLACK_BOT_TOKEN"},
    {"xapp-", "an app token", "SLACK_APP_TOKEN"},
    {"xoxp-", "a user's token", ""},
    {"xoxe", "a token that rotates", ""},
    {"xoxa-", "a workspace token", ""},
    {"xoxr-", "a refresh token", ""},
    {"xoxs-", "a token of a signed-in person", ""},
    {"xoxc-", "a token of a signed-in person", ""},
    {"xoxd-", "a cookie of a signed-in person", ""},
};

}  // namespace

const TokenKind* token_kind(std::string_view value) {
    const auto* found =
        std::ranges::find_if(kinds, [&](const TokenKind& kind) { return value.starts_with(kind.begins); });
    return found == std::end(kinds) ? nullptr : found;
}

std::string in_the_wrong_place(const TokenKind& kind) {
    auto text = "this looks like " + std::string{kind.what} + " of Slack's";
    if (kind.belongs.empty()) return text + ", which this program does not use.";
    return text + ", which belongs in " + std::string{kind.belongs} + ".";
}

}  // namespace privman::app
