#include "slack/button.hpp"

#include "domain/utf8.hpp"

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

/// Characters that something on the way might change or drop. This list is never to grow: buttons that hold such ids
/// stand in channels, and they must decide for as long as they do.
bool may_get_lost(char32_t c) {
    struct Range {
        char32_t first, last;
    };
    static constexpr Range ranges[] = {
        {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},     {0x34F, 0x34F},   {0x61C, 0x61C},
        {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F}, {0x200B, 0x200F}, {0x2028, 0x202E},
        {0x2060, 0x206F},   {0x2800, 0x2800},   {0x3164, 0x3164}, {0xD800, 0xDFFF}, {0xFDD0, 0xFDEF},
        {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF}, {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };
    return std::ranges::any_of(ranges, [c](Range r) { return c >= r.first && c <= r.last; }) || (c & 0xFFFE) == 0xFFFE;
}

bool comes_back_as_it_is(std::string_view id) {
    while (!id.empty()) {
        const auto [point, length] = front_char(id);  // a byte that is no UTF-8 is half of a surrogate pair
        if (may_get_lost(point)) return false;
        id.remove_prefix(length);
    }
    return true;
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
    if (!is_word(attempt) || !is_word(tag) || request.empty() || !comes_back_as_it_is(request)) return std::nullopt;
    return ButtonValue{Attempt{std::string{attempt}}, std::string{tag}, RequestId{std::string{request}}, *preselected};
}

}  // namespace privman::slack
