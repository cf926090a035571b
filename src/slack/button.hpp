// What a card's button carries, and the names of everything clickable.
#pragma once

#include "domain/grant.hpp"
#include "domain/ids.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace privman::slack {

inline constexpr const char* approve_action = "approve";
inline constexpr const char* deny_action = "deny";
inline constexpr const char* duration_action = "duration";
inline constexpr const char* show_more_action = "show_more";
/// Buttons below private words: `offer_0`, `offer_1`, …
inline constexpr const char* offer_action = "offer_";

/// `v1.<attempt>.<tag>.<preselected>.<request id>`: opaque, and worth nothing without a matching seal.
struct ButtonValue {
    Attempt attempt;
    std::string tag;
    RequestId request;
    /// What this card's picker stood on when it was drawn: what an untouched picker means, whatever the default is by
    /// now.
    Grant preselected = Grant::one_time();
    friend bool operator==(const ButtonValue&, const ButtonValue&) = default;
};

/// Nothing when it would not fit Slack's limit, or could not be read back.
std::optional<std::string> spelling(const ButtonValue& value);
std::optional<ButtonValue> parse_button(std::string_view text);

}  // namespace privman::slack
