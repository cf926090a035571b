#include "app/env_value.hpp"

#include <algorithm>

namespace privman::app {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What ends with this closing quote; only a comment may follow it.
std::expected<EnvValue, std::string> closed(std::string value, std::string_view behind) {
    behind = trimmed(behind);
    if (behind.empty() || behind.front() == '#') return EnvValue{std::move(value), true};
    return std::unexpected{std::string{
        "something stands behind the closing quote. Put the whole value into one pair of quotes, of the other kind "
        "when it holds this one."}};
}

std::expected<EnvValue, std::string> in_single_quotes(std::string_view text) {
    const auto end = text.find('\'');
    if (end == std::string_view::npos) return std::unexpected{std::string{"its single quote never ends."}};
    return closed(std::string{text.substr(0, end)}, text.substr(end + 1));
}

std::expected<EnvValue, std::string> in_double_quotes(std::string_view text) {
    std::string value;
    while (!text.empty()) {
        if (text.front() != '\\' && text.front() != '"') {
            value += text.front();
            text.remove_prefix(1);
            continue;
        }
        const auto backslashes = std::min(text.find_first_not_of('\\'), text.size());
        text.remove_prefix(backslashes);
        if (text.empty() || text.front() != '"') {
            value.append(backslashes, '\\');
            continue;
        }
        text.remove_prefix(1);
        // An odd one belongs to the quote; the two that stand directly before that, or before the closing one, are one.
        const bool is_a_letter = backslashes % 2 == 1;
        const auto before = backslashes - (is_a_letter ? 1 : 0);
        value.append(before > 0 ? before - 1 : 0, '\\');
        if (!is_a_letter) return closed(std::move(value), text);
        value += '"';
    }
    return std::unexpected{std::string{
        "its double quote never ends. A backslash directly before a quote makes it a letter: write two of them, or "
        "put the value into single quotes."}};
}

}  // namespace

std::expected<EnvValue, std::string> env_value(std::string_view behind_equals) {
    const auto text = trimmed(behind_equals);
    if (text.starts_with('\'')) return in_single_quotes(text.substr(1));
    if (text.starts_with('"')) return in_double_quotes(text.substr(1));
    // A comment stands apart: at least one blank before it, be that the one behind the equals sign.
    for (auto at = behind_equals.find('#', 1); at != std::string_view::npos; at = behind_equals.find('#', at + 1))
        if (blanks.contains(behind_equals[at - 1])) return EnvValue{std::string{trimmed(behind_equals.substr(0, at))}};
    return EnvValue{std::string{text}};
}

std::optional<std::string> env_value_in_0_1_0(std::string_view behind_equals) {
    const auto text = trimmed(behind_equals);
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
        for (std::size_t i = 1; i < text.size(); ++i)
            if (text[i] == '#' && (text[i - 1] == ' ' || text[i - 1] == '\t'))
                return std::string{trimmed(text.substr(0, i))};
        return std::string{text.starts_with('#') ? std::string_view{} : text};
    }
    const char quote = text.front();
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == quote) {
            const auto rest = trimmed(text.substr(i + 1));
            if (!rest.empty() && rest.front() != '#') return std::nullopt;
            return value;
        }
        if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            value += text[i] == 'n' ? '\n' : text[i];
        } else {
            value += text[i];
        }
    }
    return std::nullopt;
}

}  // namespace privman::app
