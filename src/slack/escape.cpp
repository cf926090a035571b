#include "slack/escape.hpp"

#include "slack/clean.hpp"
#include "slack/cut.hpp"

#include <algorithm>
#include <cassert>

namespace privman::slack {

namespace {

constexpr std::string_view word_joiner = "\u2060";

/// `:word:` would become a picture.
bool starts_emoji(std::string_view after_colon) {
    const auto is_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '+' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
    };
    const auto end = std::ranges::find_if_not(after_colon, is_name);
    return end != after_colon.begin() && end != after_colon.end() && *end == ':';
}

using Escape = std::string (*)(std::string_view);

/// Cuts the clean text shorter until its escaped form fits: entities grow, and none may be halved.
std::string escaped_within(std::string_view text, std::size_t limit, Escape escape) {
    assert(limit >= 40);
    const auto cleaned = clean(text);
    std::size_t room = limit;
    for (;;) {
        auto result = escape(cut_middle(cleaned, room));
        const auto length = length_of(result);
        if (length <= limit) return result;
        const auto shorter = std::min(room - 1, room * limit / length);
        if (shorter < 40) return "… too long to be shown …";
        room = shorter;
    }
}

}  // namespace

std::string escape_entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string escape_mrkdwn(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    const auto first_seen = text.find_first_not_of(' ');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        // A line that begins with > is a quotation, in its escaped form too.
        if (c == '>' && i == first_seen) out += word_joiner;
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '*':
            case '_':
            case '~':
            case '`':
            case '@':
            case '#':
                out += c;
                out += word_joiner;
                break;
            case ':':
                out += c;
                if (starts_emoji(text.substr(i + 1))) out += word_joiner;
                break;
            default: out += c;
        }
    }
    return out;
}

std::string for_plain_text(std::string_view text, std::size_t limit) { return cut_middle(clean(text), limit); }

std::string for_mrkdwn(std::string_view text, std::size_t limit) { return escaped_within(text, limit, escape_mrkdwn); }

std::string for_message_text(std::string_view text, std::size_t limit) {
    return escaped_within(text, limit, escape_entities);
}

bool is_slack_id(std::string_view id) {
    return id.size() >= 2 && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' ||
                      c == '_';
           });
}

}  // namespace privman::slack
