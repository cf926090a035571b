#include "slack/api_errors.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace privman::slack {

namespace {

using namespace std::string_view_literals;

// https://docs.slack.dev/reference/methods/chat.postMessage#errors and its siblings, sorted by what to do.

constexpr std::array token_refused{
    "not_authed"sv,    "invalid_auth"sv,  "account_inactive"sv,       "user_removed_from_team"sv,
    "team_disabled"sv, "token_revoked"sv, "not_allowed_token_type"sv, "token_expired"sv,
};

constexpr std::array not_allowed{
    "not_in_channel"sv,
    "is_archived"sv,
    "is_inactive"sv,
    "messages_tab_disabled"sv,
    "restricted_action"sv,
    "restricted_action_read_only_channel"sv,
    "restricted_action_thread_only_channel"sv,
    "restricted_action_thread_locked"sv,
    "restricted_action_non_threadable_channel"sv,
    "posting_to_channel_denied"sv,
    "edit_window_closed"sv,
    "cannot_reply_to_message"sv,
    "ekm_access_denied"sv,
    "app_access_restricted"sv,
    "team_not_found"sv,
    "as_user_not_supported"sv,
    "user_not_in_channel"sv,
    "channel_is_limited_access"sv,
    "missing_scope"sv,
    "no_permission"sv,
    "access_denied"sv,
    "accesslimited"sv,
    "enterprise_is_restricted"sv,
    "org_login_required"sv,
    "forbidden_team"sv,
    "two_factor_setup_required"sv,
    "team_access_not_granted"sv,
    "user_disabled"sv,
    "cannot_dm_bot"sv,
};

// A message that is not ours to edit is, for us, not there: a new card can be posted beside it.
constexpr std::array not_there{
    "channel_not_found"sv, "message_not_found"sv, "user_not_found"sv,      "users_not_found"sv,
    "user_not_visible"sv,  "thread_not_found"sv,  "cant_update_message"sv,
};

constexpr std::array slow_down{"ratelimited"sv, "rate_limited"sv, "message_limit_exceeded"sv};

constexpr std::array their_trouble{
    "internal_error"sv,    "fatal_error"sv,   "service_unavailable"sv,        "request_timeout"sv,
    "team_added_to_org"sv, "update_failed"sv, "external_channel_migrating"sv, "streaming_state_conflict"sv,
};

constexpr std::array bad_message{
    "no_text"sv,
    "invalid_blocks"sv,
    "invalid_blocks_format"sv,
    "invalid_attachments"sv,
    "block_mismatch"sv,
    "msg_too_long"sv,
    "msg_blocks_too_long"sv,
    "msg_too_large"sv,
    "too_many_attachments"sv,
    "metadata_too_large"sv,
    "invalid_metadata_format"sv,
    "invalid_metadata_schema"sv,
    "metadata_must_be_sent_from_app"sv,
    "markdown_text_conflict"sv,
};

constexpr std::array bad_call{
    "missing_args"sv,    "insecure_request"sv,  "invalid_arguments"sv, "invalid_arg_name"sv,    "invalid_array_arg"sv,
    "invalid_charset"sv, "invalid_form_data"sv, "invalid_post_type"sv, "missing_post_type"sv,   "invalid_json"sv,
    "json_not_object"sv, "unknown_method"sv,    "method_deprecated"sv, "deprecated_endpoint"sv, "http_404"sv,
};

/// The whole channel is out of reach: not this message is at fault, and nothing could be said there either.
constexpr std::array about_the_channel{
    "channel_not_found"sv, "is_archived"sv, "is_inactive"sv, "missing_scope"sv, "channel_is_limited_access"sv,
};

bool among(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

struct Advice {
    std::string_view code;
    const char* text;
};
constexpr Advice advice[] = {
    {"not_in_channel", "invite the bot to the channel"},
    {"channel_not_found", "check the channel id, and invite the bot if the channel is private"},
    {"is_archived", "unarchive the channel, or unregister it"},
    {"messages_tab_disabled", "switch the Messages tab on under App Home"},
    {"missing_scope", "add the scope under OAuth & Permissions and reinstall the app"},
    {"invalid_auth", "check the token, and the app's list of allowed IP addresses"},
    {"not_authed", "set the token"},
    {"token_revoked", "install the app again and set the new token"},
    {"token_expired", "switch token rotation off, install the app again and set the new token"},
    {"account_inactive", "the bot user or the workspace was deactivated; install the app again"},
    {"not_allowed_token_type", "the bot token starts with xoxb-, the app token with xapp-"},
};

}  // namespace

Trouble trouble_of(std::string_view code) {
    if (among(token_refused, code)) return Trouble::rejected;
    if (among(not_allowed, code)) return Trouble::forbidden;
    if (among(not_there, code)) return Trouble::not_found;
    if (among(slow_down, code)) return Trouble::throttled;
    if (among(their_trouble, code)) return Trouble::unreachable;
    return Trouble::malformed;
}

bool is_permanent(const Failure& failure) {
    return failure.kind == Trouble::rejected || failure.kind == Trouble::forbidden || among(bad_call, failure.code);
}

bool is_about_the_message(const Failure& failure) { return among(bad_message, failure.code); }

namespace {

/// Slack has answered, and it was a no in a word of its own.
bool is_refused_in_a_word(const Failure& failure) {
    return !failure.code.empty() && failure.code != not_sent && !failure.code.starts_with("http_");
}

BoardRefusal refusal_in(const Failure& failure) {
    const std::string_view code = failure.code;
    if (code == "not_in_channel") return BoardRefusal::not_invited;
    if (code == "message_not_found") return BoardRefusal::message_gone;
    if (code == "edit_window_closed" || code == "cant_update_message") return BoardRefusal::message_fixed;
    if (among(about_the_channel, code)) return BoardRefusal::channel;
    const bool for_good =
        failure.kind == Trouble::forbidden || failure.kind == Trouble::not_found || failure.kind == Trouble::malformed;
    return for_good && is_refused_in_a_word(failure) ? BoardRefusal::this_call : BoardRefusal::none;
}

}  // namespace

BoardFailure board_failure(Failure failure) {
    const auto refused = refusal_in(failure);
    const bool no_answer =
        failure.kind == Trouble::unreachable || (failure.kind == Trouble::malformed && !is_refused_in_a_word(failure));
    const bool maybe = failure.code != not_sent && no_answer;
    return {std::move(failure), refused, maybe};
}

std::string how_to_mend(std::string_view code) {
    for (const auto& entry : advice)
        if (entry.code == code) return entry.text;
    return {};
}

}  // namespace privman::slack
