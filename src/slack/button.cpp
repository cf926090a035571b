#include "slack/button.hpp"

#include "slack/escape.hpp"

#include <algorithm>

namespace privman::slack {

namespace {

/// https://docs.slack.dev/reference/block-kit/block-elements/button-element: value, at most 2000 characters.
constexpr std::size_t value_limit = 1900;

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

std::optional<std::string> spelling(const ButtonValue& value) {
    auto text =
        "v1." + value.attempt.value + "." + value.tag + "." + spelling(value.preselected) + "." + value.request.value;
    if (parse_button(text) != value) return std::nullopt;
    return text;
}

std::optional<ButtonValue> parse_button(std::string_view text) {
    if (text.size() > value_limit || !text.starts_with("v1.")) return std::nullopt;
    text.remove_prefix(3);
    const auto first = text.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = text.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto third = text.find('.', second + 1);
    if (third == std::string_view::npos) return std::nullopt;
    const auto attempt = text.substr(0, first);
    const auto tag = text.substr(first + 1, second - first - 1);
    const auto grant = text.substr(second + 1, third - second - 1);
    const auto request = text.substr(third + 1);
    const auto preselected = parse_grant(grant);
    if (!preselected || spelling(*preselected) != grant) return std::nullopt;
    // The id went out as it is, so it must come back as it is: what JSON or Slack would change is not one of ours.
    if (!is_word(attempt) || !is_word(tag) || request.empty() || clean(request) != request) return std::nullopt;
    return ButtonValue{Attempt{std::string{attempt}}, std::string{tag}, RequestId{std::string{request}}, *preselected};
}

}  // namespace privman::slack
